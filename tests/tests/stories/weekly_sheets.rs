//! Weekly sheets on paper: printed for a department, and typed once they are signed.

use std::process::Command;

use reqwest::Method;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::checkers::Checker;
use xinglin_tests::school::{REVIEW, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_department_prints_a_sheet_for_everybody_who_is_there)
            .needs(&[Checker::PdfToText, Checker::Qpdf]),
        story(a_secretary_types_a_signed_week_and_the_supervisor_reviews_it),
        story(a_sheet_is_typed_whole_or_not_at_all),
        story(nobody_types_her_own_hours_nor_reviews_what_she_typed),
    ]
}

const PRINT: &str = "mutation($input: WeeklySheetPrintInput!) { weeklySheetPrint(input: $input) {
    download { url fileName } errors { code path message } } }";
const TYPE: &str = "mutation($input: HoursTranscribeInput!) { hoursTranscribe(input: $input) {
    sheet { id startsOn typedBy { id } scan { mediaType } entries { id status sheet { id } } }
    errors { code path message } } }";

/// The secretary of the department of the story.
async fn secretary(school: &School) -> (Actor, String) {
    school.appoint_to_tuina("Secretary", "hospital", "DEPARTMENT_SECRETARY").await
}

async fn placed(school: &School, who: &str) -> (Trainee, String) {
    let trainee = school.trainee(who, "2026-01-05").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-31").await;
    (trainee, placement)
}

fn duty(day: &str, from: &str, until: &str) -> Value {
    let at = |time: &str| format!("2026-02-{day}T{time}:00+08:00");
    json!({"activity": "DUTY", "startsAt": at(from), "endsAt": at(until), "note": "周记录表（示例）"})
}

async fn transcribe(actor: &Actor, placement: &str, items: &[Value], scan: Option<&str>) -> Answer {
    let input = json!({"placementId": placement, "week": "2026-02-25", "items": items, "scanUploadId": scan});
    actor.query(TYPE, json!({ "input": input })).await
}

async fn fetched(world: &World, answer: &Answer) -> Vec<u8> {
    let url = answer.text("/weeklySheetPrint/download/url");
    let path = &url[url.find("/downloads/").unwrap()..];
    let response = world.anonymous().request(Method::GET, path).send().await.unwrap();
    assert!(response.status().is_success());
    response.bytes().await.unwrap().to_vec()
}

async fn a_department_prints_a_sheet_for_everybody_who_is_there(world: World) {
    let school = School::found(&world).await;
    let (actor, _) = secretary(&school).await;
    let (_, placement) = placed(&school, "Trainee").await;
    placed(&school, "Other").await;
    let of = json!({"departmentId": school.ids["TUINA"]});
    let folder = tempfile::tempdir().unwrap();
    for (locale, words) in [
        ("ZH", ["推拿科", "示例·Trainee", "示例·Supervisor"]),
        ("EN", ["Tuina", "Sample Trainee", "Sample Supervisor"]),
    ] {
        let input = json!({"input": {"of": of, "week": "2026-02-25", "locale": locale}});
        let printed = actor.ok(PRINT, input).await;
        assert_eq!(printed.text("/weeklySheetPrint/download/fileName"), "weekly-sheets-2026-02-23.pdf");
        let bytes = fetched(&world, &printed).await;
        if let Ok(kept) = std::env::var("XINGLIN_KEEP_SHEETS") {
            std::fs::write(format!("{kept}/sheet-{locale}.pdf"), &bytes).unwrap();
        }
        let file = folder.path().join("sheet.pdf");
        std::fs::write(&file, &bytes).unwrap();
        let sound = Command::new("qpdf").arg("--check").arg(&file).output().unwrap();
        assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stdout));
        let read = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().unwrap();
        let text = String::from_utf8_lossy(&read.stdout).into_owned();
        assert_eq!(text.matches('\u{c}').count(), 2, "a page for each trainee");
        for word in words {
            assert!(text.contains(word), "{word} is not on the sheet: {text}");
        }
        assert!(text.contains(&format!("{placement}/2026-02-23")), "{text}");
    }
    let of_one = json!({"input": {"of": {"placementIds": [placement]}, "week": "2026-02-25"}});
    actor.ok(PRINT, of_one.clone()).await;
    let none = actor.query(PRINT, json!({"input": {"of": of, "week": "2027-02-25"}})).await;
    assert_eq!(none.refusals("weeklySheetPrint"), [("INVALID".to_owned(), "of".to_owned())]);
    for other in [&school.supervisor, &school.director] {
        assert_eq!(other.query(PRINT, of_one.clone()).await.codes(), ["FORBIDDEN"]);
    }
}

async fn a_secretary_types_a_signed_week_and_the_supervisor_reviews_it(world: World) {
    let school = School::found(&world).await;
    let (actor, person) = secretary(&school).await;
    let (trainee, placement) = placed(&school, "Trainee").await;
    let scan = school.send(&actor, "EVIDENCE", "示例.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;

    let items = [duty("23", "08:00", "12:00"), duty("24", "20:00", "23:00")];
    let typed = transcribe(&actor, &placement, &items, Some(&scan)).await;

    assert_eq!(typed.text("/hoursTranscribe/sheet/startsOn"), "2026-02-23");
    assert_eq!(typed.text("/hoursTranscribe/sheet/typedBy/id"), person);
    assert_eq!(typed.text("/hoursTranscribe/sheet/scan/mediaType"), "application/pdf");
    let entries = typed.list("/hoursTranscribe/sheet/entries");
    assert_eq!(entries.len(), 2);
    for entry in entries {
        assert_eq!(entry["status"], "PENDING");
        assert_eq!(entry["sheet"]["id"], *typed.at("/hoursTranscribe/sheet/id"));
    }
    // They are hers: she sees who typed them, and corrects them as her own.
    let hers =
        "query($id: ID!) { placement(id: $id) { hours { id sheet { typedBy { name(locale: EN) } } } } }";
    let seen = trainee.actor.ok(hers, json!({"id": placement})).await;
    assert_eq!(seen.list("/placement/hours").len(), 2);
    assert!(seen.at("/placement/hours/0/sheet").is_object());
    let review = json!({"input": {"hoursEntryId": entries[0]["id"], "decision": "APPROVED"}});
    let approved = school.supervisor.ok(REVIEW, review).await;
    assert_eq!(approved.text("/hoursReview/hoursEntry/status"), "APPROVED");
    world.whole().await;
}

async fn a_sheet_is_typed_whole_or_not_at_all(world: World) {
    let school = School::found(&world).await;
    let (actor, _) = secretary(&school).await;
    let (trainee, placement) = placed(&school, "Trainee").await;
    let picture = school.send(&actor, "EVIDENCE", "示例.exe", b"MZ".to_vec()).await;
    let before = world.database.contents().await;

    let clash = [duty("23", "08:00", "12:00"), duty("23", "11:00", "13:00"), duty("24", "08:00", "12:00")];
    let clashing = transcribe(&actor, &placement, &clash, None).await;
    let other_week = transcribe(&actor, &placement, &[duty("22", "08:00", "12:00")], None).await;
    let none = transcribe(&actor, &placement, &[], None).await;
    let wrong_scan = transcribe(&actor, &placement, &[duty("23", "08:00", "12:00")], Some(&picture)).await;
    let theirs = transcribe(&school.supervisor, &placement, &[duty("23", "08:00", "12:00")], None).await;
    let own = transcribe(&trainee.actor, &placement, &[duty("23", "08:00", "12:00")], None).await;

    let told = |code: &str, path: &str| vec![(code.to_owned(), path.to_owned())];
    assert_eq!(clashing.refusals("hoursTranscribe"), told("OVERLAP", "items.1.startsAt"));
    assert_eq!(other_week.refusals("hoursTranscribe"), told("OUTSIDE_SOURCE", "items.0.startsAt"));
    assert_eq!(none.refusals("hoursTranscribe"), told("INVALID", "items"));
    assert_eq!(wrong_scan.refusals("hoursTranscribe"), told("INVALID", "scanUploadId"));
    assert_eq!((theirs.codes(), own.codes()), (vec!["FORBIDDEN".to_owned()], vec!["FORBIDDEN".to_owned()]));
    assert_eq!(world.database.contents().await, before, "a refused sheet wrote something");
}

async fn nobody_types_her_own_hours_nor_reviews_what_she_typed(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school, "Trainee").await;
    let items = [duty("23", "08:00", "12:00")];
    let grant = async |person: &str| {
        xinglin_tests::school::grant(
            &school.administrator,
            &world,
            "Both",
            person,
            "BASE_ADMINISTRATOR",
            &school.ids["hospital"],
        )
        .await
    };
    let before = world.database.contents().await;
    let herself = grant(&trainee.person).await;
    let reviewer = grant(&school.ids["Supervisor"]).await;
    assert_ne!(world.database.contents().await, before);

    assert_eq!(transcribe(&herself, &placement, &items, None).await.codes(), ["FORBIDDEN"]);
    assert_eq!(transcribe(&reviewer, &placement, &items, None).await.codes(), ["FORBIDDEN"]);
    // Somebody who becomes her supervisor afterwards does not review what she typed herself.
    let master = grant(&school.ids["Master"]).await;
    let typed = transcribe(&master, &placement, &items, None).await;
    let entry = typed.text("/hoursTranscribe/sheet/entries/0/id").to_owned();
    let review = json!({"input": {"hoursEntryId": entry, "decision": "APPROVED"}});
    assert_eq!(master.query(REVIEW, review.clone()).await.codes(), ["FORBIDDEN"]);
    assert_eq!(school.supervisor.ok(REVIEW, review).await.text("/hoursReview/hoursEntry/status"), "APPROVED");
}
