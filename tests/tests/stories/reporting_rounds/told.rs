//! What else becomes of rounds: indicators of a consortium's own, readings of two, the workbook, and who is told that she is missing.

use super::*;

pub(super) async fn a_consortium_adds_indicators_of_its_own(world: World) {
    let parties = parties(&world).await;
    let shipped = [
        "OUTPATIENT_VISITS",
        "ECG_EXAMINATIONS",
        "ULTRASOUND_EXAMINATIONS",
        "XRAY_EXAMINATIONS",
        "INCOME",
        "CLINICIAN_INCOME",
        "REFERRALS_UP",
        "REFERRALS_DOWN",
    ];
    let new = |code: &str| {
        json!({"input": {"consortiumId": parties.consortium, "code": code,
        "name": {"zh": "家庭医生签约人数", "en": "People with a family doctor"}, "unit": "PEOPLE", "direction": "MORE_IS_BETTER"}})
    };
    let made = parties.coordinator.ok(ADD, new("SIGNED_FAMILIES")).await;
    let made = made.at("/indicatorAdd/indicator").clone();
    assert_eq!(made["consortium"]["id"], json!(parties.consortium));
    let told = |answer: &Answer| -> Vec<String> {
        answer.refusals("indicatorAdd").into_iter().map(|(code, path)| format!("{code} {path}")).collect()
    };
    for code in ["SIGNED_FAMILIES", "INCOME"] {
        assert_eq!(told(&parties.coordinator.query(ADD, new(code)).await), ["TAKEN code"]);
    }
    let mut wrong = new("1");
    wrong["input"]["name"]["en"] = json!("x".repeat(121));
    assert_eq!(told(&parties.coordinator.query(ADD, wrong).await), ["INVALID code", "INVALID name.en"]);
    parties.member.denied(ADD, new("OTHER")).await;
    let known = parties.member.ok(INDICATORS, json!({"id": parties.consortium})).await;
    let codes: Vec<&str> =
        known.list("/indicators").iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes, [&shipped[..], &["SIGNED_FAMILIES"]].concat());
    assert_eq!(known.at("/indicators/4/unit"), "YUAN_HUNDREDTHS");
    // Another consortium neither sees it nor asks for it.
    let other = consortium(&parties.school).await;
    let known = parties.member.ok(INDICATORS, json!({"id": other})).await;
    assert_eq!(known.list("/indicators").len(), shipped.len());
    let mut round = parties.round(JANUARY, "2026-03-10", &[]);
    round["input"]["indicatorIds"] = json!([made["id"]]);
    let mut strange = round.clone();
    strange["input"]["consortiumId"] = json!(other);
    let refused = parties.school.base_administrator.query(OPEN, strange).await;
    let unknown = ("UNKNOWN_INDICATOR".to_owned(), "indicatorIds.0".to_owned());
    assert_eq!(refused.refusals("reportingRoundOpen"), [unknown]);
    parties.coordinator.ok(OPEN, round).await;
}

pub(super) async fn two_consortia_read_the_same_figure_once(world: World) {
    let parties = parties(&world).await;
    let core = &parties.school.base_administrator;
    let centre = parties.school.ids["centre"].clone();
    let other = consortium(&parties.school).await;
    join(&parties.school, &other, &centre).await;
    let mut round = parties.round(JANUARY, "2026-03-10", &["OUTPATIENT_VISITS"]);
    round["input"]["consortiumId"] = json!(other);
    let second = core.ok(OPEN, round).await.text("/reportingRoundOpen/round/id").to_owned();
    let first = parties.open(JANUARY, &["OUTPATIENT_VISITS"]).await;
    let visits = |value: i64| [("OUTPATIENT_VISITS", value)];
    // Both were submitted before either was accepted.
    let early = parties.submit(&second, &visits(11)).await;
    let made = parties.submit(&first, &visits(10)).await;
    parties.accept(&made).await;
    let late = core.query(DECIDE, decision(&early, "ACCEPTED", None)).await;
    let told = ("OTHER_READING".to_owned(), "reportingSubmissionId".to_owned());
    assert_eq!(late.refusals("reportingFiguresDecide"), [told]);
    core.ok(DECIDE, decision(&early, "RETURNED", Some("与另一次上报不一致（示例）"))).await;
    let differs = async |round: &str| {
        let input = parties.given(&parties.member, &centre, round, &visits(11)).await;
        parties.member.query(SUBMIT, input).await.refusals("reportingFiguresSubmit")
    };
    let told = [("OTHER_READING".to_owned(), "figures.0.value".to_owned())];
    assert_eq!(differs(&second).await, told);
    let same = parties.submit(&second, &visits(10)).await;
    core.ok(DECIDE, decision(&same, "ACCEPTED", None)).await;
    assert_eq!(readings(&world).await.len(), 1);

    // Only the round that made the reading replaces it.
    let anew = async |round: &str, submission: &str| {
        core.ok(CLOSE, json!({"input": {"reportingRoundId": round}})).await;
        core.ok(REOPEN, json!({"input": {"reportingRoundId": round, "reason": "示例"}})).await;
        core.ok(DECIDE, decision(submission, "RETURNED", Some("示例"))).await;
    };
    anew(&second, &same).await;
    assert_eq!(differs(&second).await, told);
    anew(&first, &made).await;
    let right = parties.submit(&first, &visits(11)).await;
    parties.accept(&right).await;
    assert_eq!(differs(&second).await, []);
    let kept: Vec<i64> = readings(&world).await.iter().map(|row| row.value).collect();
    assert_eq!(kept, [10, 11]);
}

pub(super) async fn a_round_is_written_into_a_workbook(world: World) {
    let parties = parties(&world).await;
    let codes = ["OUTPATIENT_VISITS", "INCOME"];
    let earlier = parties.open(A_YEAR_EARLIER, &codes).await;
    parties.accept(&parties.submit(&earlier, &[(codes[0], 90), (codes[1], 123_456_789)]).await).await;
    let round = parties.open(JANUARY, &codes).await;
    parties.submit(&round, &[(codes[0], 100), (codes[1], 5)]).await;
    let input = json!({"input": {"reportingRoundId": round}});
    parties.member.denied(EXPORT, input.clone()).await;
    let made = parties.coordinator.ok(EXPORT, input).await;
    assert_eq!(made.text("/reportingRoundExport/download/fileName"), "reporting-2026-01-31.xlsx");
    let bytes = fetched(&world, made.text("/reportingRoundExport/download/url")).await;
    let table = platform::spreadsheet::read(&bytes, None).unwrap();
    assert_eq!(
        table.header,
        [
            "机构",
            "状态",
            "门诊人次(人次)",
            "门诊人次(人次),上年同期",
            "业务收入(元)",
            "业务收入(元),上年同期"
        ]
    );
    let rows: Vec<&[String]> = table.rows.iter().map(|row| row.cells.as_slice()).collect();
    assert_eq!(
        rows,
        [
            ["示例社区卫生服务中心", "已提交", "100", "90", "0.05", "1234567.89"],
            ["示例附属医院", "未提交", "", "", "", ""],
        ]
    );
    let events = "{ auditEvents(filter: {action: \"reporting-round.export\"}) { totalCount } }";
    let told = parties.school.administrator.ok(events, Value::Null).await;
    assert_eq!(told.number("/auditEvents/totalCount"), 1);
}

pub(super) async fn who_is_missing_is_told_a_week_before_and_on_the_day_once_each(world: World) {
    let parties = parties(&world).await;
    let tell = async || {
        let told = domain::notifications::reporting_due(&world.platform().await).await.unwrap();
        world.run_due_jobs().await;
        told
    };
    let letters = || {
        let sent = world.mailbox.sent().into_iter().map(|sent| sent.letter);
        let about = sent.filter(|letter| letter.text.contains("示例月报"));
        about.map(|letter| (letter.to, letter.text)).collect::<Vec<_>>()
    };
    // Due on the tenth; today is the second.
    let round = parties.open(JANUARY, &["OUTPATIENT_VISITS"]).await;
    assert_eq!(tell().await, 0);
    world.clock.advance(Duration::days(1));
    assert_eq!((tell().await, tell().await), (2, 0));
    let told: Vec<String> = letters().into_iter().map(|(to, _)| to).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&"member@sample.example".to_owned()), "{told:?}");
    assert!(told.contains(&"base-administrator@sample.example".to_owned()), "{told:?}");
    parties.submit(&round, &[("OUTPATIENT_VISITS", 1)]).await;
    for _ in 0..6 {
        world.clock.advance(Duration::days(1));
        assert_eq!(tell().await, 0);
    }
    world.clock.advance(Duration::days(1));
    assert_eq!((tell().await, tell().await), (1, 0), "on the day, whoever submitted is left alone");
    let letters = letters();
    assert_eq!(letters.len(), 3);
    let (to, text) = letters.last().unwrap();
    assert_eq!(to, "base-administrator@sample.example");
    assert!(text.contains("示例附属医院") && text.contains("2026-03-10"), "{text}");
    world.clock.advance(Duration::days(1));
    assert_eq!(tell().await, 0);
}

pub(super) async fn rounds_take_as_many_statements_for_three_members_as_for_thirty(world: World) {
    let parties = parties(&world).await;
    let codes = ["OUTPATIENT_VISITS", "INCOME"];
    let rounds = [parties.open(JANUARY, &codes).await, parties.open(A_YEAR_EARLIER, &codes).await];
    let mut houses = townships(&parties, 0..1).await;
    let submit = async |house: &str| {
        for round in &rounds {
            let figures = [(codes[0], 10), (codes[1], 20)];
            let input = parties.given(&parties.member, house, round, &figures).await;
            parties.member.ok(SUBMIT, input).await;
        }
    };
    submit(&houses[0]).await;
    let cost = async |members: usize| {
        let look = async || {
            let seen = parties.coordinator.ok(ROUNDS, json!({"id": parties.consortium})).await;
            let nodes = seen.list("/consortium/reportingRounds/nodes");
            let told = |row: &Value| {
                row["submissions"].as_array().unwrap().len() + row["missing"].as_array().unwrap().len()
            };
            assert_eq!(nodes.iter().map(told).collect::<Vec<_>>(), [members, members]);
        };
        let list = world.cost(look).await;
        let one = world.cost(async || drop(parties.seen(&parties.coordinator, &rounds[0]).await)).await;
        (list, one)
    };
    let three = cost(3).await;
    houses.extend(townships(&parties, 1..28).await);
    for house in &houses[1..15] {
        submit(house).await;
    }
    assert_eq!(cost(30).await, three);
    assert_eq!(three, (15, 13));
}
