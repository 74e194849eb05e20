//! A set of forms for rating as a file: the preset that comes with the system, and files of the same form.
//!
//! The form is described at the head of `api/presets/rating_forms/teaching-usual.toml`. Reading is strict and says everything that is
//! wrong at once, with its place in the file.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use platform::codes::Code as _;
use platform::data_file::{Fields, Preset};
use platform::text::Message;

use super::rules::{RatingForm, RatingForms, RatingItem, TeachingRatingSubject};
use crate::identity::Act;
use crate::rule_sets::{self, LONGEST_CODE, RuleSetHead, RuleSetKind, Rules};

/// The first one is used wherever an institution has none of its own. One that was used is never changed or left out: another text of
/// its items is another preset, under another code.
const PRESETS: &[Preset] = platform::presets!("rating_forms/", ".toml": "teaching-usual");

static USUAL: LazyLock<Option<Arc<RatingForms>>> =
    LazyLock::new(|| rule_sets::presets().next().map(|(_, forms)| Arc::new(forms)));

/// Most items of one form.
const MOST_ITEMS: usize = 10;

impl Rules for RatingForms {
    const KIND: RuleSetKind = RuleSetKind {
        code: "RATING_FORM_SET",
        presets: PRESETS,
        side_by_side: false,
        act: Act::RatingFormSetWrite,
        audited: ("rating_form_set", "rating-form-set.import", "rating-form-set.end"),
    };

    fn usual() -> Option<Arc<Self>> {
        USUAL.clone()
    }

    fn head(&self) -> &RuleSetHead {
        &self.head
    }

    fn read(head: Option<RuleSetHead>, fields: &mut Fields<'_>) -> Option<Self> {
        let forms = fields.entries("forms", TeachingRatingSubject::ALL.len(), read_form);
        let mut known = BTreeSet::new();
        for (form, position) in forms.iter().flatten().zip(1..) {
            if !known.insert(form.subject.code()) {
                let message = Message::new("ratings-file-twice").with("subject", form.subject.code());
                fields.refuse(&format!("forms.{position}.subject"), message);
            }
        }
        // What cannot be read is said where it stands, and is not missing as well.
        for subject in TeachingRatingSubject::ALL.iter().filter(|_| forms.is_some()) {
            if !known.contains(subject.code()) {
                let message = Message::new("ratings-file-missing").with("subject", subject.code());
                fields.refuse("forms", message);
            }
        }
        Some(Self { head: head?, forms: forms? })
    }
}

fn read_form(mut fields: Fields<'_>) -> Option<RatingForm> {
    let subject = fields.choice("subject");
    let items = if fields.has("items") {
        fields.coded_entries("items", (MOST_ITEMS, LONGEST_CODE), read_item)
    } else {
        fields.entries("items", MOST_ITEMS, |_| None)
    };
    fields.finish();
    Some(RatingForm { subject: subject?, items: items? })
}

fn read_item(mut fields: Fields<'_>, code: Option<String>) -> Option<RatingItem> {
    let text = fields.name("text");
    fields.finish();
    Some(RatingItem { code: code?, text: text? })
}

#[cfg(test)]
mod tests {
    use platform::text::Language;

    use super::*;

    fn usual() -> &'static str {
        PRESETS.first().unwrap().text
    }

    #[test]
    fn the_set_that_comes_with_the_system_asks_about_every_subject() {
        let forms = RatingForms::usual().unwrap();
        assert_eq!(forms.head.code, "TEACHING_USUAL_1");
        let asked = TeachingRatingSubject::ALL.iter().map(|subject| {
            let codes: Vec<&str> = forms.items(*subject).iter().map(|item| item.code.as_str()).collect();
            (subject.code(), codes)
        });
        assert_eq!(
            asked.collect::<Vec<_>>(),
            [
                ("SESSION", vec!["GOALS", "CONTENT", "TIME"]),
                ("MENTOR", vec!["EXPLAINS", "SHOWS", "FEEDBACK", "RESPECT"]),
                ("BASE", vec!["PLACE", "PATIENTS", "SUPPORT"]),
                ("GROUP", vec!["PREPARED", "TAKES_PART", "LEARNS"]),
                ("HOST", vec!["RECEIVES", "RELEASES", "USES"]),
            ]
        );
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let text = usual().replacen("subject = \"GROUP\"", "subject = \"SESSION\"", 1).replacen(
            "code = \"CONTENT\"",
            "code = \"GOALS\"",
            1,
        );
        let problems = rule_sets::parse::<RatingForms>(&text).unwrap_err();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["forms.1.items.2.code", "forms.4.subject", "forms"]);
        for problem in problems {
            for language in Language::ALL {
                assert_ne!(problem.message.render(language), problem.message.key(), "{problem:?}");
            }
        }
        let (head, _) = usual().split_once("[[forms.items]]\ncode = \"GOALS\"").unwrap();
        let problems = rule_sets::parse::<RatingForms>(head).unwrap_err();
        assert!(problems.iter().any(|problem| problem.path == "forms.1.items"), "{problems:?}");
    }
}
