//! The indicators that come with the system, as a file.
//!
//! The form is described at the head of `api/presets/indicators/grassroots.toml`. They stand in no table: readings name them by the
//! ids of the file.

use std::sync::LazyLock;

use platform::data_file::{self, Fields, FileProblem, Preset};
use platform::text::Message;
use uuid::Uuid;

use super::rules::LONGEST_INDICATOR_CODE;
use super::store::Indicator;

const PRESETS: &[Preset] = platform::presets!("indicators/", ".toml": "grassroots");
/// Most indicators of one file.
const MOST: usize = 60;
/// Longest account of where they come from, in characters.
const LONGEST_SOURCE: usize = 500;

static SHIPPED: LazyLock<Vec<Indicator>> =
    LazyLock::new(|| data_file::readable(PRESETS, parse).flat_map(|(_, indicators)| indicators).collect());

/// The indicators that come with the system, in the order of the file.
#[must_use]
pub fn shipped_indicators() -> &'static [Indicator] {
    &SHIPPED
}

fn parse(text: &str) -> Result<Vec<Indicator>, Vec<FileProblem>> {
    data_file::read(text, |mut fields| {
        let source = fields.text("source", LONGEST_SOURCE);
        let indicators = fields.entries("indicators", MOST, indicator);
        fields.finish();
        source.and(indicators)
    })
}

fn indicator(mut fields: Fields<'_>) -> Option<Indicator> {
    let id = fields.text("id", 36).and_then(|id| {
        let key = Uuid::parse_str(&id).ok();
        if key.is_none() {
            fields.refuse("id", Message::new("organisations-indicator-id").with("id", id));
        }
        key
    });
    let code = fields.code("code", LONGEST_INDICATOR_CODE, '_');
    let name = fields.name("name");
    let (unit, direction) = (fields.choice("unit"), fields.choice("direction"));
    fields.finish();
    Some(Indicator {
        id: id?,
        consortium_id: None,
        code: code?,
        name: name?,
        unit: unit?,
        direction: direction?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_indicator_that_comes_with_the_system_is_read_and_has_a_code_and_an_id_of_its_own() {
        let read = parse(PRESETS.first().unwrap().text).unwrap();
        assert_eq!(read.as_slice(), shipped_indicators());
        let codes: BTreeSet<&str> = read.iter().map(|one| one.code.as_str()).collect();
        let ids: BTreeSet<Uuid> = read.iter().map(|one| one.id).collect();
        assert_eq!((codes.len(), ids.len()), (8, 8));
    }

    #[test]
    fn a_file_is_refused_with_every_fault() {
        let wrong = "[[indicators]]\nid = \"7\"\ncode = \"a\"\nname = { zh = \"示例\" }\nunit = \"KG\"\n";
        let paths: Vec<String> = parse(wrong).unwrap_err().into_iter().map(|fault| fault.path).collect();
        let expected = ["source", "id", "code", "name.en", "unit", "direction"];
        let expected = expected
            .map(|path| if path == "source" { path.to_owned() } else { format!("indicators.1.{path}") });
        assert_eq!(paths, expected);
    }
}
