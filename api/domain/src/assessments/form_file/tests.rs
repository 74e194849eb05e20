use super::*;

fn text(name: &str) -> &'static str {
    PRESETS.iter().find(|preset| preset.name == name).unwrap().text
}

fn ecg() -> &'static str {
    text("ecg")
}

fn problems(text: &str) -> Vec<String> {
    FormFile::parse(text).unwrap_err().into_iter().map(|problem| problem.path).collect()
}

const EXAM: &str = r#"
format = 1
code = "EXAM"
kind = "EXAM"
name = { zh = "考核", en = "Examination" }
source = "示例"
assess_within_days = 7

[[items]]
code = "THEORY"
kind = "POINTS"
name = { zh = "理论", en = "Theory" }
least = 0
most = 100
"#;

#[test]
fn every_preset_reads() {
    for preset in PRESETS {
        assert_eq!(FormFile::parse(preset.text).err(), None, "{}", preset.name);
    }
}

#[test]
fn each_of_the_seven_skills_of_twinning_has_a_checklist_with_critical_steps() {
    let checklists = form_presets().map(|(_, form)| form);
    let checklists: Vec<FormFile> = checklists.filter(|form| form.kind == FormKind::SkillChecklist).collect();
    assert_eq!(checklists.len(), 7);
    for form in &checklists {
        let steps = form.items.iter().filter(|item| item.kind == ItemKind::Step).count();
        let critical = form.items.iter().filter(|item| item.is_critical).count();
        assert!(steps >= 12 && critical >= 2, "{}: {steps} steps, {critical} critical", form.code);
    }
}

#[test]
fn an_unknown_rule_is_refused_with_its_place() {
    let text = ecg().replacen("rule = \"STEPS_DONE\"", "rule = \"STEPS_DUNE\"", 1);
    assert_eq!(problems(&text), ["pass.1.rule"]);
}

#[test]
fn what_nobody_could_reach_is_refused() {
    let pass = |rule: &str| format!("{EXAM}\n[[pass]]\n{rule}\n");
    assert!(FormFile::parse(&pass("rule = \"POINTS\"\nat_least = 100")).is_ok());
    assert_eq!(problems(&pass("rule = \"POINTS\"\nat_least = 101")), ["pass.1.at_least"]);
    assert_eq!(
        problems(&pass("rule = \"EACH_RATING\"\nat_least = 1\nitems = [\"THEORY\"]")),
        ["pass.1.items", "pass.1.rule"]
    );
}

#[test]
fn two_equal_levels_of_a_scale_are_refused() {
    let rating = r#"
[[items]]
code = "HISTORY"
kind = "RATING"
name = { zh = "病史", en = "History" }
least = 1
most = 9
anchors = [
    { value = 5, name = { zh = "合格", en = "Meets expectations" } },
    { value = 5, name = { zh = "优秀", en = "Above expectations" } },
]
"#;
    assert_eq!(problems(&format!("{EXAM}{rating}")), ["items.2.anchors.2.value"]);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = EXAM
        .replacen("kind = \"EXAM\"", "kind = \"SKILL_CHECKLIST\"", 1)
        .replacen("assess_within_days = 7", "assess_within_days = 400\ncolour = \"red\"", 1)
        .replacen("most = 100", "most = 100\ncritical = true", 1);
    assert_eq!(problems(&text), ["assess_within_days", "items.1.critical", "items", "colour"]);
}

#[test]
fn a_scale_that_ends_before_it_begins_is_refused() {
    let text = EXAM.replacen("least = 0", "least = 100", 1);
    assert_eq!(problems(&text), ["items.1.most"]);
}
