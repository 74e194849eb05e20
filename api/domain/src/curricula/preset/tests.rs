use super::*;

use platform::text::Language;

fn named(name: &str) -> PlanFile {
    presets().find(|preset| preset.0 == name).unwrap().1
}

fn residency() -> PlanFile {
    named("tcm-gp-residency-33-months")
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
    for preset in PRESETS {
        assert_eq!(PlanFile::parse(preset.text).err(), None, "{}", preset.name);
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
    let plan = named("tcm-assistant-gp-98-weeks");
    let stays = plan.requirements.iter().filter(|asked| asked.kind == RequirementKind::TimeInDepartment);
    assert_eq!(stays.map(|asked| asked.target).sum::<i64>(), 98 * 7);
    assert_eq!((plan.figures.duration_weeks, plan.figures.duration_months), (Some(98), 23));
    let begins = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    assert_eq!((plan.figures.last_day(begins) - begins).num_days() + 1, 98 * 7);
}

#[test]
fn the_plan_of_twinning_asks_for_the_seven_checklists() {
    let plan = named("grassroots-twinning-6-months");
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
    let plan = named("tcm-apprenticeship-3-years");
    assert_eq!(plan.requirements[0].target, 3 * 52 * 3);
}

#[test]
fn an_order_without_an_end_is_refused_with_every_circle() {
    let after = |list: &[(&str, &str)]| {
        list.iter().fold(PRESETS[0].text.to_owned(), |text, (code, after)| {
            let from = format!("code = \"{code}\"\n");
            text.replacen(&from, &format!("{from}after = [{after}]\n"), 1)
        })
    };
    let plan = PlanFile::parse(&after(&[("TCM_SURGERY", "\"THEORY\", \"TCM_INTERNAL\"")])).unwrap();
    assert_eq!(plan.requirements[2].rule.after, ["THEORY", "TCM_INTERNAL"]);
    let problems = PlanFile::parse(&after(&[
        ("THEORY", "\"TUINA\""),
        ("TUINA", "\"ELECTIVE\", \"NOTHING\""),
        ("ELECTIVE", "\"THEORY\", \"ELECTIVE\""),
        ("AUXILIARY", "\"EMERGENCY\""),
        ("EMERGENCY", "\"AUXILIARY\""),
    ]))
    .unwrap_err();
    let said: Vec<String> =
        problems.iter().map(|problem| problem.message.render(Language::English)).collect();
    assert_eq!(
        said,
        [
            "requirements.7.after: the plan asks for nothing with the code \"NOTHING\": correct it or add the requirement",
            "requirements.14.after: ELECTIVE comes after itself: take it out",
            "requirements.1.after: these come after each other in a circle, THEORY → TUINA → ELECTIVE → THEORY: take one of the steps out",
            "requirements.11.after: these come after each other in a circle, EMERGENCY → AUXILIARY → EMERGENCY: take one of the steps out",
        ]
    );
}

/// The residency with one more requirement at its end.
fn with(entry: &str) -> Result<PlanFile, Vec<FileProblem>> {
    let head = "[[requirements]]\ncode = \"MORE\"\nname = { zh = \"示例\", en = \"Sample\" }";
    PlanFile::parse(&format!("{}\n{head}\n{entry}\n", PRESETS[0].text))
}

#[test]
fn what_can_never_be_met_is_refused_with_its_place() {
    let refused = |entry: &str| -> Vec<String> {
        with(entry).unwrap_err().iter().map(|problem| problem.message.render(Language::English)).collect()
    };
    // 33 months have 1007 days at most, and room for 2014 half-days.
    let half_days = |count: u32| {
        format!("kind = \"ACTIVITY_HALF_DAYS\"\nactivity = \"FOLLOWING_MASTER\"\nhalf_days = {count}")
    };
    assert!(with(&half_days(2014)).is_ok());
    assert_eq!(
        refused(&half_days(2015)),
        ["Sample asks for 2015 half-days, and the training has room for 2014 at most: ask for less"]
    );
    assert_eq!(
        refused("kind = \"CASES\"\ncount = 1008\nmost_per_day = 1"),
        ["Sample asks for 1008 times, and the training has room for 1007 at most: ask for less"]
    );
    assert_eq!(
        refused("kind = \"SKILL\"\ncount = 2\ndifferent_assessors = 3"),
        [
            "Sample asks for 2 times by 3 different assessors: ask for as many at least, or for fewer assessors"
        ]
    );
    let classes = "kind = \"CONTINUING_EDUCATION\"\nhundredth_credits = 900\nclass_minimums = [{ class = \"I\", quantity = 500 }, { class = \"II\", quantity = 500 }]";
    assert_eq!(
        refused(classes),
        [
            "The classes of Sample add up to 1000 hundredths of a credit, and it asks for 900 in all: ask for less of a class, or for more"
        ]
    );
    // 990 days are asked one after another; a stay in any department may be one of those.
    let stay = |days: u32, more: &str| format!("kind = \"TIME_IN_DEPARTMENT\"\ndays = {days}\n{more}");
    assert!(with(&stay(17, "specialties = [\"NURSING\"]")).is_ok());
    assert_eq!(
        refused(&stay(18, "specialties = [\"NURSING\"]")),
        [
            "The stays that the training asks for one after another add up to 1008 days, and it has 1007 at most: ask for less"
        ]
    );
    assert!(with(&stay(18, "specialties = [\"TUINA\"]")).is_ok());
    // The elective's month is a stay of its own.
    assert!(with(&stay(977, "")).is_ok());
    assert_eq!(paths(&with(&stay(978, "")).unwrap_err()), ["requirements"]);
    assert_eq!(paths(&with(&stay(1008, "")).unwrap_err()), ["requirements.17", "requirements"]);
    assert_eq!(
        paths(&with("kind = \"SKILL\"\ncount = 3\nminimum_level = 6").unwrap_err()),
        ["requirements.17.minimum_level"]
    );
}

/// The residency with stages before its requirements, and more said of the first of these.
fn staged_text(stages: &str, more: &str) -> String {
    let theory = "[[requirements]]\ncode = \"THEORY\"\n";
    PRESETS[0].text.replacen(theory, &format!("{stages}\n{theory}{more}\n"), 1)
}

fn staged(stages: &str, more: &str) -> Result<PlanFile, Vec<FileProblem>> {
    PlanFile::parse(&staged_text(stages, more))
}

fn stage(code: &str, length: &str) -> String {
    format!("[[stages]]\ncode = \"{code}\"\nname = {{ zh = \"示例\", en = \"Stage\" }}\n{length}\n")
}

#[test]
fn a_training_has_stages_of_its_own_unit() {
    let stages = stage("ONE", "months = 9") + &stage("TWO", "months = 24");
    let plan = staged(&stages, "stage = \"ONE\"").unwrap();
    let lengths: Vec<(&str, i32)> =
        plan.stages.iter().map(|stage| (stage.code.as_str(), stage.length)).collect();
    assert_eq!(lengths, [("ONE", 9), ("TWO", 24)]);
    assert_eq!(plan.requirements[0].rule.stage.as_deref(), Some("ONE"));

    let stages = stage("ONE", "months = 10") + &stage("TWO", "months = 24");
    let problems = staged(&stages, "stage = \"THREE\"").unwrap_err();
    assert_eq!(paths(&problems), ["stages", "requirements.1.stage"]);
    assert_eq!(
        problems[0].message.render(Language::English),
        "stages: the stages add up to 34, and the training lasts 33: shorten one of them"
    );
    let problems = staged(&(stage("ONE", "weeks = 9") + &stage("ONE", "months = 1")), "").unwrap_err();
    assert_eq!(paths(&problems), ["stages.1.months", "stages.1.weeks", "stages.2.code"]);
    // A stage of a month has 31 days at most; theory takes 30 of them.
    assert!(staged(&stage("ONE", "months = 1"), "stage = \"ONE\"").is_ok());
    let two_days = "\n[[requirements]]\ncode = \"TWO\"\nkind = \"TIME_IN_DEPARTMENT\"\n\
                    name = { zh = \"示例\", en = \"Two\" }\ndays = 2\nspecialties = [\"NURSING\"]\nstage = \"ONE\"\n";
    let text = staged_text(&stage("ONE", "months = 1"), "stage = \"ONE\"") + two_days;
    let problems = PlanFile::parse(&text).unwrap_err();
    assert_eq!(paths(&problems), ["stages.1"]);
    assert_eq!(
        problems[0].message.render(Language::English),
        "The stays that Stage asks for one after another add up to 32 days, and it has 31 at most: ask for less"
    );
}

#[test]
fn an_activity_is_expected_at_levels_that_never_fall() {
    let stages = stage("ONE", "months = 9") + &stage("TWO", "months = 9") + &stage("THREE", "months = 15");
    let plan = |levels: &str, asked: &str| {
        let activity = format!(
            "[[entrustable_activities]]\ncode = \"VISIT\"\nname = {{ zh = \"示例\", en = \"Visit\" }}\n\
             competencies = [\"CN6.1\"]\nlevels = {{ {levels} }}\n"
        );
        let requirement = "\n[[requirements]]\ncode = \"TRUST\"\nkind = \"ENTRUSTMENT\"\nname = { zh = \"示例\", en = \"Trust\" }\n";
        PlanFile::parse(&(staged_text(&(stages.clone() + &activity), "") + requirement + asked))
    };
    let visit = "activity_code = \"VISIT\"\n";
    let found = plan("THREE = 4, ONE = 2", visit).unwrap();
    let levels: Vec<(&str, i32)> =
        found.activities[0].levels.iter().map(|of| (of.stage.as_str(), of.level)).collect();
    assert_eq!(levels, [("ONE", 2), ("THREE", 4)]);
    let asked = found.requirements.last().unwrap();
    assert_eq!((asked.unit, asked.target, asked.rule.subject.as_deref()), (Unit::Count, 1, Some("VISIT")));
    assert_eq!(asked.rule.minimum_level, Some(4));
    let own = plan("ONE = 2", &format!("{visit}minimum_level = 3\n")).unwrap();
    assert_eq!(own.requirements.last().unwrap().rule.minimum_level, Some(3));

    let problems = plan("ONE = 3, TWO = 2, FOUR = 1, THREE = 6", "activity_code = \"ROUND\"\n").unwrap_err();
    assert_eq!(
        paths(&problems),
        [
            "entrustable_activities.1.levels.THREE",
            "entrustable_activities.1.levels.FOUR",
            "entrustable_activities.1.levels",
            "requirements.17.activity_code"
        ]
    );
    assert_eq!(
        problems[2].message.render(Language::English),
        "entrustable_activities.1.levels: the level expected falls from 3 in ONE to 2 in TWO: raise the later one or lower the earlier one"
    );
    assert_eq!(paths(&plan("", visit).unwrap_err()), ["requirements.17.minimum_level"]);
}
