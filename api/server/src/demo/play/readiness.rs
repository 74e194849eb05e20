//! How the demo's grassroots base stands to the norms: what it declares, and what experts of the school saw there.

use domain::organisations;
use domain::oversight::{self, BaseFigureKind, NewBaseFigure, NewBaseVisit, VisitRemark};
use platform::text::Message;

use super::people::Cast;
use super::places::Places;
use super::{Stage, before, done};

/// Declares a figure, and records a visit.
pub(super) async fn look(stage: &Stage, places: &Places, cast: &Cast) -> Result<(), Message> {
    let grassroots = places.institution("grassroots")?.id;
    let bases = organisations::bases_of(stage.platform.database.reader(), &[grassroots]).await;
    let base = bases.ok().and_then(|bases| bases.into_iter().next());
    let base = base.ok_or_else(|| Message::new("command-demo-failed"))?;
    let declared = NewBaseFigure {
        base_id: base.id,
        kind: BaseFigureKind::CatchmentPopulation,
        value: 46_000,
        holds_from: Some(before(stage.today, 60)),
        source: "示例年报 Sample yearly report".to_owned(),
    };
    done(oversight::base_figure_declare(&stage.platform, cast.viewer("member")?, declared).await)?;
    let visit = NewBaseVisit {
        base_id: base.id,
        institution_id: places.institution("school")?.id,
        visited_on: before(stage.today, 21),
        score: Some(78),
        note: "示例：带教规范，教学查房偏少 Sample: well supervised, few ward rounds".to_owned(),
        remarks: vec![VisitRemark {
            norm: "WARD_ROUNDS".to_owned(),
            score: Some(60),
            note: "示例：建议固定在周三下午 Sample: make it every Wednesday".to_owned(),
        }],
    };
    done(oversight::base_visit_record(&stage.platform, cast.viewer("registrar")?, visit).await)?;
    Ok(())
}
