//! A calendar as text: an event a stay or leave, whole days long, in the language of its feed.
//!
//! The crate `icalendar` writes components and escapes; lines are folded here, because its last line of several may have an octet too
//! many.

use chrono::{Days, NaiveDate};
use domain::rotations::{Calendar, CalendarEvent, CalendarSubject, EventStanding};
use graphql::ids::ObjectKind;
use icalendar::{Calendar as Written, Component as _, Event, EventLike as _, EventStatus, Property};
use platform::codes::Code as _;
use platform::error::Name;
use platform::text::{Argument, Language, Message};

/// Who writes the calendar (RFC 5545, 3.7.3).
const PRODUCT: &str = "-//Xinglin//Rotations//ZH";
/// How long a reader waits before it asks again (RFC 7986, 5.7).
const REFRESH: &str = "PT1H";
/// Most octets of a line, without its end (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;
const LINE_END: &str = "\r\n";

/// The calendar as `text/calendar`; `host` makes its events unlike those of others.
pub(super) fn written(calendar: &Calendar, host: &str) -> String {
    let mut text = Written::empty();
    let name = plain(&named(calendar).render(calendar.language));
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", &name),
        ("X-PUBLISHED-TTL", REFRESH),
    ] {
        text.append_property((key, value));
    }
    // The crate escapes only what it knows to be text.
    text.append_property(Property::new("NAME", &name).add_parameter("VALUE", "TEXT").done());
    let refresh = Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done();
    text.append_property(refresh);
    for event in &calendar.events {
        text.push(of_event(event, calendar.language, host));
    }
    folded(&text.to_string())
}

fn both(name: &Name) -> Argument {
    (name.zh.as_str(), name.en.as_str()).into()
}

fn named(calendar: &Calendar) -> Message {
    match &calendar.of {
        Some((department, institution)) => Message::new("rotations-calendar-department")
            .with("department", both(department))
            .with("institution", both(institution)),
        None => Message::new("rotations-calendar-own").with("person", both(&calendar.owner)),
    }
}

fn of_event(event: &CalendarEvent, language: Language, host: &str) -> Event {
    let (kind, key) = match event.subject {
        CalendarSubject::OwnStay(key)
        | CalendarSubject::SupervisedStay(key)
        | CalendarSubject::StayHere(key) => (ObjectKind::Placement, key),
        CalendarSubject::Leave(key) => (ObjectKind::Leave, key),
    };
    let uid = match kind {
        ObjectKind::Leave => format!("leave-{}@{host}", kind.id(key).as_str()),
        _ => format!("placement-{}@{host}", kind.id(key).as_str()),
    };
    let (summary, status) = match event.standing {
        EventStanding::Tentative => (summary(event), EventStatus::Tentative),
        EventStanding::Confirmed => (summary(event), EventStatus::Confirmed),
        EventStanding::Cancelled => (
            Message::new("rotations-calendar-cancelled").with("event", summary(event)),
            EventStatus::Cancelled,
        ),
    };
    let mut written = Event::with_uid(&uid);
    written
        .timestamp(event.changed_at)
        .sequence(u32::try_from(event.version).unwrap_or_default())
        .status(status)
        .summary(&plain(&summary.render(language)))
        .categories(categories(event).iter().map(|word| plain(&word.render(language))))
        .append_property(day("DTSTART", event.starts_on))
        .append_property(day("DTEND", event.ends_on.checked_add_days(Days::new(1)).unwrap_or(event.ends_on)))
        .append_property(("TRANSP", "TRANSPARENT"));
    // When a leave was decided about is not told; when it was asked for would be too early.
    if let Some(place) = &event.place {
        written.last_modified(event.changed_at);
        written.append_property(("LOCATION", plain(&both(&place.institution).render(language)).as_str()));
    }
    written.done()
}

fn day(name: &str, on: NaiveDate) -> Property {
    Property::new(name, on.format("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}

fn summary(event: &CalendarEvent) -> Message {
    let Some(place) = &event.place else {
        return Message::new("rotations-calendar-leave");
    };
    let department = both(&place.department);
    match (&event.subject, &event.trainee) {
        (CalendarSubject::StayHere(_), Some(trainee)) => {
            Message::new("rotations-calendar-here").with("person", both(trainee))
        }
        (CalendarSubject::SupervisedStay(_), Some(trainee)) => Message::new("rotations-calendar-supervised")
            .with("person", both(trainee))
            .with("department", department),
        (CalendarSubject::StayHere(_) | CalendarSubject::SupervisedStay(_), None) => {
            Message::new("rotations-calendar-nobody").with("department", department)
        }
        _ => Message::new("rotations-calendar-stay")
            .with("department", department)
            .with("institution", both(&place.institution)),
    }
}

fn categories(event: &CalendarEvent) -> Vec<Message> {
    let kind = match event.subject {
        CalendarSubject::OwnStay(_) | CalendarSubject::StayHere(_) => "rotations-calendar-of-stay",
        CalendarSubject::SupervisedStay(_) => "rotations-calendar-of-supervised",
        CalendarSubject::Leave(_) => "rotations-calendar-leave",
    };
    let base = event.place.as_ref().map(|place| place.base_kind.label());
    std::iter::once(Message::new(kind)).chain(base).collect()
}

/// Text without the characters that have no place in a line; an end of a line would begin another property.
fn plain(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}

/// The same lines, none longer than it may be and no character cut in two.
fn folded(text: &str) -> String {
    let whole = text.replace("\r\n ", "");
    let mut folded = String::with_capacity(whole.len() + whole.len() / 30);
    for line in whole.split_terminator(LINE_END) {
        let mut length = 0;
        for one in line.chars() {
            if length + one.len_utf8() > LONGEST_LINE {
                folded.push_str(LINE_END);
                folded.push(' ');
                length = 1;
            }
            folded.push(one);
            length += one.len_utf8();
        }
        folded.push_str(LINE_END);
    }
    folded
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use domain::organisations::BaseKind;
    use domain::rotations::CalendarPlace;
    use uuid::Uuid;

    use super::*;

    fn calendar(department: &str) -> Calendar {
        let day = |text: &str| text.parse().unwrap();
        let changed_at: DateTime<Utc> = "2026-03-02T01:00:00Z".parse().unwrap();
        let stay = CalendarEvent {
            subject: CalendarSubject::OwnStay(Uuid::nil()),
            starts_on: day("2026-02-01"),
            ends_on: day("2026-02-28"),
            standing: EventStanding::Cancelled,
            version: 3,
            changed_at,
            trainee: None,
            place: Some(CalendarPlace {
                department: Name::new(department, ""),
                base_kind: BaseKind::Clinical,
                institution: Name::new("示例附属医院", "Sample Teaching Hospital"),
            }),
        };
        let owner = Name::new("示例·学员", "Sample Trainee");
        Calendar { language: Language::Chinese, owner, of: None, events: vec![stay] }
    }

    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_event_is_whole_days_long_and_its_end_is_excluded() {
        let text = written(&calendar("推拿科"), "xinglin.example");
        let lines = unfolded(&text);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "METHOD:PUBLISH",
            "X-WR-CALNAME:轮转日历 · 示例·学员",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "UID:placement-plc_00000000000000000000000000@xinglin.example",
            "DTSTAMP:20260302T010000Z",
            "LAST-MODIFIED:20260302T010000Z",
            "DTSTART;VALUE=DATE:20260201",
            "DTEND;VALUE=DATE:20260301",
            "SEQUENCE:3",
            "STATUS:CANCELLED",
            "SUMMARY:已取消：推拿科 · 示例附属医院",
            "LOCATION:示例附属医院",
            "TRANSP:TRANSPARENT",
            "CATEGORIES:轮转,临床培训基地",
            "END:VCALENDAR",
        ] {
            assert!(lines.iter().any(|one| one == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn what_means_something_in_the_format_is_escaped() {
        let text = written(&calendar("甲,乙;丙\\丁\r\nSTATUS:CONFIRMED"), "xinglin.example");
        let lines = unfolded(&text);
        let summary = "SUMMARY:已取消：甲\\,乙\\;丙\\\\丁  STATUS:CONFIRMED · 示例附属医院";
        assert!(lines.iter().any(|line| line == summary), "{text}");
        assert_eq!(lines.iter().filter(|line| line.starts_with("STATUS:")).count(), 1);
    }

    #[test]
    fn lines_have_75_octets_at_most_and_no_character_is_cut() {
        for length in 1..120 {
            for one in ["科", "a", "𠮷", "é"] {
                let department = one.repeat(length);
                let text = written(&calendar(&department), "xinglin.example");
                assert!(text.ends_with("END:VCALENDAR\r\n"));
                assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
                assert!(text.split("\r\n").all(|line| line.len() <= LONGEST_LINE), "{text}");
                assert!(text.replace("\r\n ", "").contains(&department), "{text}");
            }
        }
    }
}
