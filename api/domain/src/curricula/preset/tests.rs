use super::*;

use platform::text::Language;

fn residency() -> PlanFile {
    Preset::named("tcm-gp-residency-33-months").unwrap().plan().unwrap()
}

fn changed(from: &str, to: &str) -> Vec<FileProblem> {
    let text = PRESETS[0].text;
    assert!(text.contains(from), "{from}");
    PlanFile::parse(&text.replacen(from, to, 1)).unwrap_err()
}

fn paths(problems: &[FileProblem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.path.as_str()).collect()
}

#[test]
fn every_preset_reads() {
    for preset in presets() {
        assert_eq!(preset.plan().err(), None, "{}", preset.name);
    }
}

#[test]
fn the_rotations_of_the_residency_are_33_months() {
    let plan = residency();
    let months: Vec<(&str, i64)> = plan
        .requirements
        .iter()
        .filter(|requirement| requirement.kind == RequirementKind::TimeInDepartment)
        .map(|requirement| (requirement.code.as_str(), requirement.target / 30))
        .collect();
    let expected = [
        ("THEORY", 1),
        ("TCM_INTERNAL", 10),
        ("TCM_SURGERY", 2),
        ("GYNAECOLOGY", 1),
        ("PAEDIATRICS", 1),
        ("ACUPUNCTURE", 2),
        ("TUINA", 1),
        ("REHABILITATION", 1),
        ("ORTHOPAEDICS", 1),
        ("ENT_OPHTHALMOLOGY", 1),
        ("EMERGENCY", 3),
        ("GENERAL_SURGERY", 1),
        ("AUXILIARY", 1),
        ("ELECTIVE", 1),
        ("GRASSROOTS_PRACTICE", 6),
    ];
    assert_eq!(months, expected);
    assert_eq!(months.iter().map(|(_, months)| months).sum::<i64>(), 33);
    assert_eq!(plan.figures.duration_months, 33);
    let days: i64 = plan
        .requirements
        .iter()
        .filter(|requirement| requirement.unit == Unit::Day)
        .map(|requirement| requirement.target)
        .sum();
    assert_eq!(days, 33 * i64::from(plan.figures.days_per_month));
}

#[test]
fn following_a_master_is_half_a_day_a_week() {
    let plan = residency();
    let following = plan.requirements.last().unwrap();
    assert_eq!(following.kind, RequirementKind::ActivityHalfDays);
    assert_eq!(following.unit, Unit::HalfDay);
    assert_eq!(following.target, i64::from(plan.figures.duration_months) * 52 / 12);
    assert_eq!(following.activity.as_deref(), Some("FOLLOWING_MASTER"));
}

#[test]
fn pools_the_elective_and_the_grassroots_base_are_named() {
    let plan = residency();
    let of = |code: &str| plan.requirements.iter().find(|requirement| requirement.code == code).unwrap();
    assert_eq!(of("ENT_OPHTHALMOLOGY").rule.specialties, ["ENT", "OPHTHALMOLOGY"]);
    assert_eq!(of("EMERGENCY").rule.specialties, ["EMERGENCY", "PRE_HOSPITAL"]);
    let elective = of("ELECTIVE");
    assert_eq!(elective.rule.choose, Some(1));
    assert!(elective.rule.only_when_named);
    assert_eq!(elective.rule.specialties.len(), 4);
    assert_eq!(of("GRASSROOTS_PRACTICE").base_kind, Some(BaseKind::Grassroots));
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = PRESETS[0]
        .text
        .replacen("months = 10", "months = 0", 1)
        .replacen("days_per_month = 30", "days_per_month = \"30\"", 1)
        .replacen("[\"TUINA\"]", "[\"TUINAA\"]", 1)
        .replacen("code = \"TCM-GP", "kode = \"TCM-GP", 1);
    let problems = PlanFile::parse(&text).unwrap_err();
    assert_eq!(
        paths(&problems),
        ["code", "figures.days_per_month", "requirements.2.months", "requirements.7.specialties", "kode"]
    );
    assert_eq!(
        problems[2].message.render(Language::English),
        "requirements.2.months is 0: give a whole number from 1 to 120"
    );
    assert_eq!(
        problems[4].message.render(Language::Chinese),
        "文件中的 kode 不是已知字段：请删除或更正其名称"
    );
}

#[test]
fn a_field_of_another_kind_is_unknown() {
    let problems = changed("months = 10", "months = 10\nhalf_days = 5");
    assert_eq!(paths(&problems), ["requirements.2.half_days"]);
}

#[test]
fn a_code_stands_once_and_a_choice_is_one_of_its_list() {
    let problems = changed("code = \"TUINA\"", "code = \"ACUPUNCTURE\"");
    assert_eq!(paths(&problems), ["requirements.7.code"]);
    let problems = changed("base_kind = \"GRASSROOTS\"", "base_kind = \"VILLAGE\"");
    assert_eq!(paths(&problems), ["requirements.15.base_kind"]);
    let problems = changed("choose = 1", "choose = 5");
    assert_eq!(paths(&problems), ["requirements.14.choose"]);
}

#[test]
fn what_is_no_toml_is_refused_with_its_line() {
    let problems = PlanFile::parse("format = 1\nname = \n").unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.render(Language::English).starts_with("Line 2 "), "{}", problems[0].message);
}

#[test]
fn a_file_without_requirements_is_refused() {
    let text = PRESETS[0].text.split("\n[[requirements]]").next().unwrap();
    assert_eq!(paths(&PlanFile::parse(text).unwrap_err()), ["requirements"]);
}

#[test]
fn cases_are_asked_for_by_disease_and_role() {
    let cases = |subject: &str, role: &str| {
        let entry = format!(
            "\n[[requirements]]\ncode = \"CASE\"\nkind = \"CASES\"\nname = {{ zh = \"病例\", en = \"Cases\" }}\n\
             count = 4\nsubject = \"{subject}\"\nleast_role = \"{role}\"\n"
        );
        PlanFile::parse(&format!("{}{entry}", PRESETS[0].text))
    };
    let plan = cases(" i10 ", "TOOK_PART").unwrap();
    let asked = plan.requirements.last().unwrap();
    assert_eq!(asked.rule.subject.as_deref(), Some("I10"));
    assert_eq!(asked.rule.minimum_level, Some(CaseRole::TookPart.level()));
    assert_eq!(
        paths(&cases("高血压", "WATCHED").unwrap_err()),
        ["requirements.17.subject", "requirements.17.least_role"]
    );
}

#[test]
fn a_requirement_names_the_competencies_it_serves() {
    let named = |list: &str| {
        let text =
            PRESETS[0].text.replacen("months = 10", &format!("months = 10\ncompetencies = [{list}]"), 1);
        PlanFile::parse(&text)
    };
    let plan = named("\"CN6.3.1\", \"CN6.4\"").unwrap();
    assert_eq!(plan.requirements[1].rule.competencies, ["CN6.3.1", "CN6.4"]);
    for wrong in ["\"\"", "\" CN6.4\"", "\"CN6.4\", \"CN6.4\"", "7"] {
        assert_eq!(paths(&named(wrong).unwrap_err()), ["requirements.2.competencies"], "{wrong}");
    }
}

#[test]
fn the_rotations_of_the_assistant_are_98_weeks() {
    let plan = Preset::named("tcm-assistant-gp-98-weeks").unwrap().plan().unwrap();
    let stays = plan.requirements.iter().filter(|asked| asked.kind == RequirementKind::TimeInDepartment);
    assert_eq!(stays.map(|asked| asked.target).sum::<i64>(), 98 * 7);
    assert_eq!((plan.figures.duration_weeks, plan.figures.duration_months), (Some(98), 23));
    let begins = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    assert_eq!((plan.figures.last_day(begins) - begins).num_days() + 1, 98 * 7);
}

#[test]
fn the_plan_of_twinning_asks_for_the_seven_checklists() {
    let plan = Preset::named("grassroots-twinning-6-months").unwrap().plan().unwrap();
    let mut asked: Vec<&str> =
        plan.requirements.iter().filter_map(|asked| asked.rule.subject.as_deref()).collect();
    asked.sort_unstable();
    assert_eq!(
        asked,
        [
            "BASIC_CLINICAL_SKILLS",
            "B_MODE_ULTRASOUND",
            "DRUG_MANAGEMENT",
            "ECG",
            "NETWORK_CONSTRUCTION",
            "PRESCRIPTION_REVIEW",
            "X_RAY_READING"
        ]
    );
}

#[test]
fn an_apprentice_follows_three_half_days_a_week() {
    let plan = Preset::named("tcm-apprenticeship-3-years").unwrap().plan().unwrap();
    assert_eq!(plan.requirements[0].target, 3 * 52 * 3);
}
