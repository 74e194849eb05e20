//! Committees: what they entrust, on what, and how it is taken back.

use futures_util::future::join_all;
use serde_json::{Value, json};
use xinglin_tests::actors::Actor;
use xinglin_tests::school::{School, Trainee, grant};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_committee_entrusts_and_takes_back),
        story(nobody_but_its_members_decides_and_nobody_about_herself),
        story(whoever_is_considered_neither_chairs_nor_sees_who_voted_how),
        story(a_record_is_not_joined_with_one_that_decided_about_it),
        story(what_a_committee_cannot_decide_is_refused_with_every_reason),
        story(a_member_votes_once_however_often_she_tries),
        story(decisions_are_listed_in_as_many_statements_for_many_as_for_one),
    ]
}

const CREATE: &str =
    "mutation($input: EntrustmentCommitteeCreateInput!) { entrustmentCommitteeCreate(input: $input) {
    committee { id name quorum seats { person { id } isChair endsOn } } errors { code path message } } }";
const CHANGE: &str =
    "mutation($input: EntrustmentCommitteeChangeInput!) { entrustmentCommitteeChange(input: $input) {
    committee { quorum seats { isChair endsOn } } errors { code path } } }";
const PROPOSE: &str = "mutation($input: EntrustmentProposeInput!) { entrustmentPropose(input: $input) {
    decision { id status voted activity { code } basis { id } } errors { code path message } } }";
const VOTE: &str = "mutation($input: EntrustmentVoteInput!) { entrustmentVote(input: $input) {
    decision { voted inFavour votes { inFavour } } errors { code path } } }";
const CLOSE: &str = "mutation($input: EntrustmentCloseInput!) { entrustmentClose(input: $input) {
    decision { status inFavour against entrustment { id kind status level occurredOn reviews { step decision } } }
    errors { code path message } } }";
const DROP: &str = "mutation($input: EntrustmentDropInput!) { entrustmentDrop(input: $input) {
    decision { status } errors { code path } } }";
const REVERSE: &str = "mutation($input: EntrustmentReverseInput!) { entrustmentReverse(input: $input) {
    decision { status entrustment { status reviews { decision reason } } } errors { code path } } }";
const DECISIONS: &str = "query($filter: EntrustmentDecisionFilter!) { entrustmentDecisions(filter: $filter) { totalCount nodes {
    id status level outlook holdsFrom rationale activityCode trainee { id } committee { name seats { isChair } } voted inFavour
    votes { inFavour remark member { id } } basis { id kind } entrustment { decision { id } } } } }";

const ASKED: &str = r#"
[[entrustable_activities]]
code = "CONSULTATION"
name = { zh = "示例·独立接诊", en = "Sample Consultation" }

[[entrustable_activities]]
code = "HANDOVER"
name = { zh = "示例·交接班", en = "Sample Handover" }

[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 10
specialties = ["TUINA"]

[[requirements]]
code = "TRUST"
kind = "ENTRUSTMENT"
name = { zh = "独立接诊授权", en = "Entrusted with consultations" }
activity_code = "CONSULTATION"
minimum_level = 4
"#;

const DAY: &str = "2026-02-27";

/// A school whose plan entrusts activities, a trainee with an approved assessment, and a committee of three, chaired by the director.
struct Panel {
    school: School,
    trainee: Trainee,
    basis: String,
    committee: String,
}

async fn panel(world: &World) -> Panel {
    let mut school = School::found(world).await;
    school.course(6, ASKED).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let (_, basis) = school.examine(&trainee, DAY, "示例").await;
    let made =
        school.director.ok(CREATE, seats(&school, &["Director", "Supervisor", "Centre Supervisor"], 2)).await;
    let committee = made.text("/entrustmentCommitteeCreate/committee/id").to_owned();
    Panel { school, trainee, basis, committee }
}

fn seats(school: &School, members: &[&str], quorum: i64) -> Value {
    let members: Vec<&String> = members.iter().map(|who| &school.ids[*who]).collect();
    json!({"input": {"institutionId": school.ids["school"], "name": {"zh": "示例置信委员会", "en": "Sample Committee"},
        "memberIds": members, "chairId": members[0], "quorum": quorum}})
}

impl Panel {
    fn proposal(&self, activity: &str, level: i64) -> Value {
        json!({"input": {"committeeId": self.committee, "enrolmentId": self.trainee.enrolment, "activity": activity,
            "level": level, "outlook": "RETROSPECTIVE", "holdsFrom": DAY, "rationale": "示例：多次独立接诊",
            "basisIds": [self.basis]}})
    }

    async fn propose(&self, activity: &str) -> String {
        let made = self.school.supervisor.ok(PROPOSE, self.proposal(activity, 4)).await;
        made.text("/entrustmentPropose/decision/id").to_owned()
    }

    async fn entrusted(&self, activity: &str) -> String {
        let id = self.propose(activity).await;
        for actor in [&self.school.supervisor, &self.school.director] {
            actor.ok(VOTE, vote(&id, true, "")).await;
        }
        self.school.director.ok(CLOSE, about(&id)).await;
        id
    }

    async fn seen(&self, actor: &Actor) -> Vec<Value> {
        let filter = json!({"filter": {"traineeId": self.trainee.person}});
        actor.ok(DECISIONS, filter).await.list("/entrustmentDecisions/nodes").to_vec()
    }

    async fn credited(&self) -> i64 {
        self.school.standing(&self.trainee.actor, &self.trainee, "TRUST").await.0
    }
}

fn about(id: &str) -> Value {
    json!({"input": {"decisionId": id}})
}

fn because(id: &str, reason: &str) -> Value {
    json!({"input": {"decisionId": id, "reason": reason}})
}

fn vote(id: &str, in_favour: bool, remark: &str) -> Value {
    json!({"input": {"decisionId": id, "inFavour": in_favour, "remark": remark}})
}

fn one(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}

async fn a_committee_entrusts_and_takes_back(world: World) {
    let panel = panel(&world).await;
    let (school, mine) = (&panel.school, &panel.trainee.actor);
    assert_eq!(panel.seen(&school.centre_supervisor).await, Vec::<Value>::new());
    let id = panel.propose("CONSULTATION").await;

    let considered = panel.seen(&school.centre_supervisor).await;
    assert_eq!(
        considered[0]["trainee"]["id"],
        json!(panel.trainee.person),
        "its members see her record meanwhile"
    );
    assert_eq!(considered[0]["basis"], json!([{"id": panel.basis, "kind": "ASSESSMENT"}]));
    let unsaid = school.supervisor.query(VOTE, vote(&id, false, " ")).await;
    assert_eq!(unsaid.refusals("entrustmentVote"), one("INVALID", "remark"));
    school.supervisor.ok(VOTE, vote(&id, false, "示例：再看一次")).await;
    let few = school.director.query(CLOSE, about(&id)).await;
    assert_eq!(few.refusals("entrustmentClose"), one("NO_QUORUM", "decisionId"));
    for actor in [&school.centre_supervisor, &school.director] {
        let voted = actor.ok(VOTE, vote(&id, true, "")).await;
        let decision = voted.at("/entrustmentVote/decision");
        assert_eq!((&decision["inFavour"], &decision["votes"]), (&json!(null), &json!([{"inFavour": true}])));
    }
    let closed = school.director.ok(CLOSE, about(&id)).await;
    let made = closed.at("/entrustmentClose/decision");
    assert_eq!(
        (&made["status"], &made["inFavour"], &made["against"]),
        (&json!("ENTRUSTED"), &json!(2), &json!(1))
    );
    let entrustment = &made["entrustment"];
    assert_eq!(
        (&entrustment["kind"], &entrustment["status"], &entrustment["level"]),
        (&json!("ENTRUSTMENT"), &json!("APPROVED"), &json!(4))
    );
    assert_eq!(entrustment["occurredOn"], json!("2026-03-02"), "the day of the decision");
    assert_eq!(entrustment["reviews"], json!([{"step": "SCHOOL", "decision": "APPROVED"}]));
    assert_eq!(panel.credited().await, 1);

    let hers = &panel.seen(mine).await[0];
    assert_eq!(
        (&hers["inFavour"], &hers["votes"]),
        (&json!(2), &json!([])),
        "who voted how is the committee's own"
    );
    assert_eq!(hers["rationale"], json!("示例：多次独立接诊"));
    assert_eq!(hers["entrustment"]["decision"]["id"], json!(id));
    assert_eq!(panel.seen(&school.director).await[0]["votes"].as_array().unwrap().len(), 3);

    let unsaid = school.director.query(REVERSE, because(&id, "")).await;
    assert_eq!(unsaid.refusals("entrustmentReverse"), one("REASON_MISSING", "reason"));
    let back = school.director.ok(REVERSE, because(&id, "示例：发现错误")).await;
    let back = back.at("/entrustmentReverse/decision");
    assert_eq!((&back["status"], &back["entrustment"]["status"]), (&json!("REVERSED"), &json!("WITHDRAWN")));
    assert_eq!(
        back["entrustment"]["reviews"][1],
        json!({"decision": "WITHDRAWN", "reason": "示例：发现错误"})
    );
    let again = school.director.query(REVERSE, because(&id, "示例")).await;
    assert_eq!(again.refusals("entrustmentReverse"), one("NOT_ENTRUSTED", "decisionId"));
    assert_eq!(panel.credited().await, 0);
    world.whole().await;
}

async fn nobody_but_its_members_decides_and_nobody_about_herself(world: World) {
    let panel = panel(&world).await;
    let school = &panel.school;
    for actor in [&school.registrar, &school.master, &panel.trainee.actor, &school.stranger] {
        actor.denied(PROPOSE, panel.proposal("CONSULTATION", 4)).await;
    }
    let id = panel.propose("CONSULTATION").await;
    for actor in [&school.registrar, &school.master, &panel.trainee.actor, &school.stranger] {
        actor.denied(VOTE, vote(&id, true, "")).await;
    }
    school.base_administrator.denied(CREATE, seats(school, &["Supervisor", "Director"], 2)).await;
    for actor in [&school.supervisor, &school.centre_supervisor, &school.registrar] {
        actor.denied(CLOSE, about(&id)).await;
        actor.denied(DROP, because(&id, "示例")).await;
        actor.denied(REVERSE, because(&id, "示例")).await;
    }
    for actor in [&school.supervisor, &school.registrar, &school.stranger] {
        actor.denied(CREATE, seats(school, &["Director", "Supervisor"], 2)).await;
    }
    // A supervisor takes back what she watched; what a committee entrusted is none of that.
    let held = panel.entrusted("HANDOVER").await;
    let evidence = panel.seen(&school.director).await;
    let evidence = evidence.iter().find(|row| row["id"] == json!(held)).unwrap();
    assert_eq!(evidence["status"], json!("ENTRUSTED"));
    let shown = "query($filter: EntrustmentDecisionFilter!) { entrustmentDecisions(filter: $filter) { nodes {
        entrustment { id } } } }";
    let filter = json!({"filter": {"status": "ENTRUSTED"}});
    let shown = school.director.ok(shown, filter).await;
    let key = shown.text("/entrustmentDecisions/nodes/0/entrustment/id").to_owned();
    let entry = "mutation($input: PortfolioEntryWithdrawInput!) { portfolioEntryWithdraw(input: $input) { errors { code } } }";
    let input = json!({"input": {"portfolioEntryId": key, "reason": "示例"}});
    school.supervisor.denied(entry, input.clone()).await;
    school.registrar.denied(entry, input).await;
    let assessment = "mutation($input: AssessmentWithdrawInput!) { assessmentWithdraw(input: $input) { errors { code } } }";
    school.supervisor.denied(assessment, json!({"input": {"assessmentId": key, "reason": "示例"}})).await;
}

async fn whoever_is_considered_neither_chairs_nor_sees_who_voted_how(world: World) {
    let panel = panel(&world).await;
    let (school, hers) = (&panel.school, &panel.trainee.person);
    grant(&school.administrator, &world, "Trainee", hers, "SUPERVISOR", &school.ids["hospital"]).await;
    let seated = async |members: &[&String]| {
        let input = json!({"input": {"committeeId": panel.committee, "memberIds": members, "chairId": members[0], "quorum": 2}});
        school.director.ok(CHANGE, input).await;
    };
    let (director, supervisor) = (&school.ids["Director"], &school.ids["Supervisor"]);
    seated(&[hers, director, supervisor]).await;
    let chaired = school.supervisor.query(PROPOSE, panel.proposal("CONSULTATION", 4)).await;
    assert_eq!(chaired.refusals("entrustmentPropose"), one("NOT_IN_REMIT", "committeeId"));
    seated(&[director, hers, supervisor]).await;
    panel.entrusted("CONSULTATION").await;
    panel.trainee.actor.denied(PROPOSE, panel.proposal("HANDOVER", 4)).await;
    let shown = &panel.seen(&panel.trainee.actor).await[0];
    assert_eq!((&shown["inFavour"], &shown["votes"]), (&json!(2), &json!([])));
    // A chair is gone, and her vote is open: whoever keeps the committees drops it.
    seated(&[supervisor, &school.ids["Centre Supervisor"]]).await;
    let id = panel.propose("HANDOVER").await;
    school.registrar.denied(DROP, because(&id, "示例")).await;
    school.director.denied(CLOSE, about(&id)).await;
    let dropped = school.director.ok(DROP, because(&id, "示例：主任委员已离任")).await;
    assert_eq!(dropped.at("/entrustmentDrop/decision/status"), &json!("DROPPED"));
}

async fn a_record_is_not_joined_with_one_that_decided_about_it(world: World) {
    let panel = panel(&world).await;
    let school = &panel.school;
    panel.entrusted("CONSULTATION").await;
    let join = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code path } } }";
    let input = |kept: &str, merged: &str| json!({"input": {"keptPersonId": kept, "mergedPersonId": merged, "reason": "示例"}});
    let both = input(&panel.trainee.person, &school.ids["Director"]);
    let refused = school.administrator.query(join, both).await;
    assert_eq!(refused.refusals("personMerge"), one("CONFLICT", "mergedPersonId"));
}

async fn what_a_committee_cannot_decide_is_refused_with_every_reason(world: World) {
    let panel = panel(&world).await;
    let school = &panel.school;
    let told = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
    };
    let mut wrong = seats(school, &["Director", "Supervisor", "Supervisor"], 9);
    wrong["input"]["chairId"] = json!(school.ids["Master"]);
    wrong["input"]["memberIds"][1] = json!(panel.trainee.person);
    wrong["input"]["name"] = json!({"zh": " ", "en": "Sample"});
    let before = world.database.contents().await;
    let refused = school.director.query(CREATE, wrong).await;
    assert_eq!(
        refused.refusals("entrustmentCommitteeCreate"),
        told(&[
            ("INVALID", "name.zh"),
            ("INVALID", "chairId"),
            ("INVALID", "quorum"),
            ("INVALID", "memberIds.1")
        ])
    );
    let mut wrong = panel.proposal("NOTHING", 6);
    wrong["input"]["holdsFrom"] = json!("2026-03-03");
    wrong["input"]["rationale"] = json!("");
    let refused = school.supervisor.query(PROPOSE, wrong).await;
    assert_eq!(
        refused.refusals("entrustmentPropose"),
        told(&[
            ("ACTIVITY_UNKNOWN", "activity"),
            ("INVALID", "level"),
            ("INVALID", "holdsFrom"),
            ("INVALID", "rationale")
        ])
    );
    assert_eq!(world.database.contents().await, before, "nothing was written");

    let id = panel.propose("CONSULTATION").await;
    let twice = school.director.query(PROPOSE, panel.proposal("CONSULTATION", 5)).await;
    assert_eq!(twice.refusals("entrustmentPropose"), told(&[("ALREADY_OPEN", "activity")]));
    let fewer = |members: [&str; 2]| {
        let members: Vec<&String> = members.iter().map(|who| &school.ids[*who]).collect();
        json!({"input": {"committeeId": panel.committee, "memberIds": members, "chairId": members[0], "quorum": 2}})
    };
    let packed = school.director.query(CHANGE, fewer(["Director", "Registrar"])).await;
    assert_eq!(packed.refusals("entrustmentCommitteeChange"), told(&[("VOTE_OPEN", "committeeId")]));
    // What it rests on is taken back while they vote.
    for actor in [&school.supervisor, &school.director] {
        actor.ok(VOTE, vote(&id, true, "")).await;
    }
    let withdraw = "mutation($input: AssessmentWithdrawInput!) { assessmentWithdraw(input: $input) { errors { code } } }";
    school.master.ok(withdraw, json!({"input": {"assessmentId": panel.basis, "reason": "示例"}})).await;
    let refused = school.director.query(CLOSE, about(&id)).await;
    assert_eq!(refused.refusals("entrustmentClose"), told(&[("BASIS_NOT_APPROVED", "basisIds.0")]));
    let dropped = school.director.ok(DROP, because(&id, "示例：依据已撤回")).await;
    assert_eq!(dropped.at("/entrustmentDrop/decision/status"), &json!("DROPPED"));
    for act in [(VOTE, "entrustmentVote"), (CLOSE, "entrustmentClose"), (DROP, "entrustmentDrop")] {
        let input = match act.1 {
            "entrustmentVote" => vote(&id, true, ""),
            "entrustmentDrop" => because(&id, "示例"),
            _ => about(&id),
        };
        let late = school.director.query(act.0, input).await;
        assert!(late.refusals(act.1).contains(&one("NOT_OPEN", "decisionId")[0]), "{}", late.body);
    }
    let changed = school.director.ok(CHANGE, fewer(["Registrar", "Director"])).await;
    let seats = changed.list("/entrustmentCommitteeChange/committee/seats");
    assert_eq!(seats.iter().filter(|seat| seat["endsOn"].is_null()).count(), 2);
    school.supervisor.denied(PROPOSE, panel.proposal("CONSULTATION", 4)).await;
}

async fn a_member_votes_once_however_often_she_tries(world: World) {
    let panel = panel(&world).await;
    let id = panel.propose("CONSULTATION").await;
    let tries = (0..8).map(|_| panel.school.supervisor.query(VOTE, vote(&id, true, "")));
    let answers = join_all(tries).await;
    let taken = answers.iter().filter(|answer| answer.refusals("entrustmentVote").is_empty()).count();
    assert_eq!(taken, 1, "{answers:?}");
    assert_eq!(panel.seen(&panel.school.director).await[0]["voted"], json!(1));
    panel.school.director.ok(VOTE, vote(&id, true, "")).await;
    let attempts = (0..4).map(|_| panel.school.director.query(CLOSE, about(&id)));
    let closed = join_all(attempts).await;
    assert_eq!(closed.iter().filter(|answer| answer.refusals("entrustmentClose").is_empty()).count(), 1);
    assert_eq!(panel.credited().await, 1);
}

async fn decisions_are_listed_in_as_many_statements_for_many_as_for_one(world: World) {
    let panel = panel(&world).await;
    panel.entrusted("CONSULTATION").await;
    let list = async || assert!(!panel.seen(&panel.school.director).await.is_empty());
    let with_one = world.cost(list).await;
    for activity in ["HANDOVER", "CONSULTATION", "HANDOVER", "CONSULTATION", "HANDOVER", "CONSULTATION"] {
        panel.entrusted(activity).await;
    }
    assert_eq!(panel.seen(&panel.school.director).await.len(), 7);
    // A batch may part in two when the machine is busy; one statement a decision would be six more.
    let with_seven = world.cost(list).await;
    assert!(with_seven <= with_one + 2, "{with_one} statements for one decision, {with_seven} for seven");
}
