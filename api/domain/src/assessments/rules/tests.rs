use platform::text::Language;

use super::*;

fn item(code: &str, kind: ItemKind) -> Item {
    let range = match kind {
        ItemKind::Rating => Some((1, 9)),
        ItemKind::Points => Some((0, 100)),
        ItemKind::Level => Some((1, 5)),
        _ => None,
    };
    Item {
        code: code.to_owned(),
        kind,
        name: Name::new(code, code),
        is_critical: false,
        is_optional: false,
        range,
        anchors: Vec::new(),
        choices: Vec::new(),
    }
}

fn steps() -> Vec<Item> {
    let mut items: Vec<Item> = (1..=10).map(|number| item(&format!("S{number}"), ItemKind::Step)).collect();
    items[0].is_critical = true;
    items[1].is_critical = true;
    items.push(item("LEVEL", ItemKind::Level));
    items
}

fn answer(item: &str, value: Value) -> Answer {
    Answer { item: item.to_owned(), value, comment: String::new() }
}

/// Ten steps, all done but those named, at level 4.
fn marked(others: &[(&str, StepMark)]) -> Vec<Answer> {
    let mark = |code: &str| {
        others.iter().find(|(of, _)| *of == code).map_or(StepMark::Done, |(_, mark)| *mark).code().to_owned()
    };
    let mut answers: Vec<Answer> = (1..=10)
        .map(|number| format!("S{number}"))
        .map(|code| answer(&code, Value::Text(mark(&code))))
        .collect();
    answers.push(answer("LEVEL", Value::Number(4)));
    answers
}

fn eighty_percent() -> Vec<PassRule> {
    vec![PassRule { rule: PassRuleKind::StepsDone, at_least: 80, items: Vec::new() }]
}

/// The worked example at the head of the rules.
#[test]
fn steps_that_apply_are_counted_and_a_critical_one_decides() {
    let outcome = |others: &[(&str, StepMark)]| earned(&steps(), &eighty_percent(), &marked(others));
    let passed = |level| Earned { is_passed: true, level: Some(level) };
    let failed = Earned { is_passed: false, level: None };

    assert_eq!(outcome(&[("S9", StepMark::NotDone), ("S10", StepMark::NotApplicable)]), passed(4));
    assert_eq!(outcome(&[("S1", StepMark::DoneWithHelp)]), passed(2));
    assert_eq!(outcome(&[("S5", StepMark::DoneWithHelp)]), passed(4));
    assert_eq!(outcome(&[("S2", StepMark::NotDone)]), failed);
    let three = [("S8", StepMark::NotDone), ("S9", StepMark::NotDone), ("S10", StepMark::NotDone)];
    assert_eq!(outcome(&three), failed, "7 of 10 are less than 80 %");
}

#[test]
fn nothing_that_applied_is_no_pass() {
    let none: Vec<String> = (1..=10).map(|number| format!("S{number}")).collect();
    let none: Vec<(&str, StepMark)> =
        none.iter().map(|code| (code.as_str(), StepMark::NotApplicable)).collect();
    assert!(!earned(&steps(), &eighty_percent(), &marked(&none)).is_passed);
}

#[test]
fn both_parts_of_an_examination_must_reach_their_points() {
    let items = [item("THEORY", ItemKind::Points), item("SKILL", ItemKind::Points)];
    let part =
        |code: &str| PassRule { rule: PassRuleKind::Points, at_least: 60, items: vec![code.to_owned()] };
    let pass = [part("THEORY"), part("SKILL")];
    let sat = |theory, skill| {
        earned(
            &items,
            &pass,
            &[answer("THEORY", Value::Number(theory)), answer("SKILL", Value::Number(skill))],
        )
    };
    assert!(sat(60, 60).is_passed);
    assert!(!sat(100, 59).is_passed);
}

#[test]
fn a_mean_is_over_the_ratings_given() {
    let mut items = vec![item("A", ItemKind::Rating), item("B", ItemKind::Rating)];
    items[1].is_optional = true;
    let mean = |at_least| vec![PassRule { rule: PassRuleKind::MeanRating, at_least, items: Vec::new() }];
    let both = [answer("A", Value::Number(4)), answer("B", Value::Number(5))];
    assert!(earned(&items, &mean(450), &both).is_passed);
    assert!(!earned(&items, &mean(451), &both).is_passed);
    assert!(earned(&items, &mean(400), &both[..1]).is_passed);
    let each = [PassRule { rule: PassRuleKind::EachRating, at_least: 5, items: Vec::new() }];
    assert!(!earned(&items, &each, &both).is_passed);
    assert!(earned(&items, &each, &both[1..]).is_passed);
}

#[test]
fn answers_that_cannot_be_taken_are_named_one_by_one() {
    let mut answers = marked(&[]);
    answers[0].value = Value::Text("PERHAPS".to_owned());
    answers[1].value = Value::Number(1);
    answers[2].comment = "字".repeat(1001);
    answers[10].value = Value::Number(6);
    answers.remove(3);
    answers.push(answer("S5", Value::Text("DONE".to_owned())));
    answers.push(answer("COLOUR", Value::Text("red".to_owned())));
    let problems = answer_problems(&steps(), &answers);
    let paths: Vec<String> = problems.iter().map(|problem| problem.path.join(".")).collect();
    assert_eq!(
        paths,
        [
            "answers.0.value",
            "answers.1.value",
            "answers.2.comment",
            "answers.9.value",
            "answers.10.item",
            "answers.11.item",
            "answers"
        ]
    );
    let last = problems.last().unwrap().message.render(Language::English);
    assert!(last.contains("S4") && !last.contains("S3"), "{last}");
    assert_eq!(answer_problems(&steps(), &marked(&[])), []);
}

#[test]
fn it_is_assessed_within_the_days_of_its_form() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let on = |occurred_on: &str| {
        let encounter = Encounter { occurred_on: day(occurred_on), today: day("2026-03-08"), within_days: 7 };
        day_problem(&encounter).map(|problem| problem.code)
    };
    assert_eq!(on("2026-03-01"), None);
    assert_eq!(on("2026-03-08"), None);
    assert_eq!(on("2026-02-28"), Some(AssessmentErrorCode::TooLate));
    assert_eq!(on("2026-03-09"), Some(AssessmentErrorCode::InFuture));
}
