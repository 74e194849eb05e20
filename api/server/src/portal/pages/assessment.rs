//! The form behind a one-time link, in words.

use std::collections::BTreeMap;

use askama::Template;
use chrono_tz::Asia::Shanghai;
use domain::assessments::{
    Answer, Asked, AssessmentErrorCode, Item, ItemKind, LONGEST_TEXT, StepMark, Value,
};
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::{Language, Message};

use super::Frame;

/// Values of a scale up to which each is offered by itself; of a longer one the number is typed.
const MOST_CHOICES: i64 = 12;

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Filled {
    name: String,
    has_watched: bool,
    values: BTreeMap<String, String>,
    comments: BTreeMap<String, String>,
}

impl Filled {
    /// Reads the fields of the form.
    pub(in super::super) fn read(fields: Vec<(String, String)>) -> Self {
        let mut filled = Self::default();
        for (field, typed) in fields {
            if let Some(item) = field.strip_prefix("item.") {
                filled.values.insert(item.to_owned(), typed);
            } else if let Some(item) = field.strip_prefix("comment.") {
                filled.comments.insert(item.to_owned(), typed);
            } else if field == "name" {
                filled.name = typed;
            } else if field == "watched" {
                filled.has_watched = true;
            }
        }
        filled
    }

    pub(in super::super) fn name(&self) -> &str {
        &self.name
    }

    pub(in super::super) const fn has_watched(&self) -> bool {
        self.has_watched
    }

    fn typed(from: &BTreeMap<String, String>, item: &Item) -> String {
        from.get(&item.code).map(|typed| typed.trim().to_owned()).unwrap_or_default()
    }

    /// What was marked, in the order of the items; those left empty are left out.
    pub(in super::super) fn answers(&self, items: &[Item]) -> Vec<Answer> {
        let answer = |item: &Item| {
            let (typed, comment) = (Self::typed(&self.values, item), Self::typed(&self.comments, item));
            let is_number = matches!(item.kind, ItemKind::Rating | ItemKind::Points | ItemKind::Level);
            let number = typed.parse().ok().filter(|_| is_number);
            let is_empty = typed.is_empty() && comment.is_empty();
            let value = number.map_or(Value::Text(typed), Value::Number);
            (!is_empty).then(|| Answer { item: item.code.clone(), value, comment })
        };
        items.iter().filter_map(answer).collect()
    }
}

/// One of the answers that are offered.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// One item of the form, with what was typed and what is wrong with it.
struct Question {
    code: String,
    label: String,
    mark: String,
    is_text: bool,
    is_required: bool,
    range: String,
    choices: Vec<Choice>,
    value: String,
    comment: String,
    wrong: Vec<String>,
}

/// The form behind a one-time link.
#[derive(Template)]
#[template(path = "portal/assess.html")]
pub(in super::super) struct AssessmentPage {
    frame: Frame,
    action: String,
    is_signed: bool,
    intro: String,
    note: String,
    advice: String,
    wrong: Vec<String>,
    questions: Vec<Question>,
    longest: usize,
    comment_label: String,
    name_label: String,
    name: String,
    name_wrong: Vec<String>,
    watched_label: String,
    has_watched: bool,
    watched_wrong: Vec<String>,
    button: String,
}

impl AssessmentPage {
    /// The form at `path`, with what was typed, and what is wrong with it.
    pub(in super::super) fn new(
        language: Language,
        path: &str,
        asked: &Asked,
        filled: &Filled,
        problems: &[Problem<AssessmentErrorCode>],
    ) -> Self {
        let say = |message: Message| message.render(language);
        let plain = |key: &'static str| say(Message::new(key));
        let form = &asked.form.file;
        let title = Message::new("portal-assess-title").with("form", (&*form.name.zh, &*form.name.en));
        let intro = Message::new("portal-assess-intro")
            .with("trainee", (&*asked.trainee.zh, &*asked.trainee.en))
            .with("institution", (&*asked.institution.zh, &*asked.institution.en))
            .with("day", asked.request.occurred_on);
        let until = asked.request.expires_at.with_timezone(&Shanghai).format("%Y-%m-%d %H:%M").to_string();
        let answers = filled.answers(&form.items);
        let wrong_at = |place: Place| -> Vec<String> {
            let here = problems.iter().filter(|problem| Place::of(problem, &answers) == place);
            here.map(|problem| problem.message.render(language)).collect()
        };
        let question = |item: &Item| Question {
            wrong: wrong_at(Place::Item(&item.code)),
            ..Question::new(language, item, filled)
        };
        let is_signed = asked.request.round.is_none();
        let (advice, button) = if is_signed {
            ("portal-assess-advice", "portal-assess-button")
        } else {
            ("portal-round-advice", "portal-round-button")
        };
        Self {
            is_signed,
            frame: Frame::new(language, &title, path),
            action: path.to_owned(),
            intro: say(intro),
            note: asked.request.note.clone(),
            advice: say(Message::new(advice).with("until", until)),
            wrong: wrong_at(Place::Form),
            questions: form.items.iter().map(question).collect(),
            longest: LONGEST_TEXT,
            comment_label: plain("portal-assess-comment"),
            name_label: plain("portal-assess-name"),
            name: filled.name.clone(),
            name_wrong: wrong_at(Place::Name),
            watched_label: plain("portal-assess-watched"),
            has_watched: filled.has_watched,
            watched_wrong: wrong_at(Place::Watched),
            button: plain(button),
        }
    }
}

/// Where on the page something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place<'a> {
    Form,
    Name,
    Watched,
    Item(&'a str),
}

impl<'a> Place<'a> {
    fn of(problem: &Problem<AssessmentErrorCode>, answers: &'a [Answer]) -> Self {
        let path: Vec<&str> = problem.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["name"] => Self::Name,
            ["hasWatched"] => Self::Watched,
            ["answers", index, ..] => {
                let answer = index.parse::<usize>().ok().and_then(|index| answers.get(index));
                answer.map_or(Self::Form, |answer| Self::Item(&answer.item))
            }
            _ => Self::Form,
        }
    }
}

impl Question {
    fn new(language: Language, item: &Item, filled: &Filled) -> Self {
        let say = |message: Message| message.render(language);
        let mark = match (item.is_critical, item.is_optional) {
            (true, _) => say(Message::new("portal-assess-critical")),
            (_, true) => say(Message::new("portal-assess-optional")),
            _ => String::new(),
        };
        let range = item.range.map(|(least, most)| {
            say(Message::new("portal-assess-range").with("least", least).with("most", most))
        });
        let value = Filled::typed(&filled.values, item);
        let chosen =
            |(code, label): (String, String)| Choice { is_chosen: code == value, value: code, label };
        Self {
            code: item.code.clone(),
            label: named(language, &item.name.zh, &item.name.en),
            mark,
            is_text: item.kind == ItemKind::Text,
            is_required: !item.is_optional,
            range: range.unwrap_or_default(),
            choices: choices(language, item).into_iter().map(chosen).collect(),
            comment: Filled::typed(&filled.comments, item),
            wrong: Vec::new(),
            value,
        }
    }
}

fn named(language: Language, zh: &str, en: &str) -> String {
    let name = if language == Language::English && !en.is_empty() { en } else { zh };
    name.to_owned()
}

/// The answers that are offered for an item, as they are written and as people read them; none where one is typed.
fn choices(language: Language, item: &Item) -> Vec<(String, String)> {
    match (item.kind, item.range) {
        (ItemKind::Step, _) => {
            StepMark::ALL.iter().map(|mark| (mark.code().to_owned(), mark.label().render(language))).collect()
        }
        (ItemKind::Choice, _) => item
            .choices
            .iter()
            .map(|choice| (choice.code.clone(), named(language, &choice.name.zh, &choice.name.en)))
            .collect(),
        (ItemKind::Level, Some((least, most))) => (least..=most)
            .map(|level| {
                let label = Message::keyed(format!("portal-level-{level}")).render(language);
                (level.to_string(), label)
            })
            .collect(),
        (ItemKind::Rating | ItemKind::Points, Some((least, most))) if most - least < MOST_CHOICES => (least
            ..=most)
            .map(|value| {
                let anchor = item.anchors.iter().find(|anchor| anchor.value == value);
                let name = anchor.map(|anchor| named(language, &anchor.name.zh, &anchor.name.en));
                let label = name.map_or_else(|| value.to_string(), |name| format!("{value} – {name}"));
                (value.to_string(), label)
            })
            .collect(),
        _ => Vec::new(),
    }
}
