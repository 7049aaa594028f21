//! Jobs: waiting, in hand, given up. What they carry is not shown.

use super::{Frame, LINES, Section, chrome, entered, id, minute};
use crate::failure::Failure;
use crate::member::Member;
use crate::numbers;
use crate::pages::chrome::Chrome;
use crate::pages::hall::platform;
use crate::pages::sent::{Sent, see};
use crate::pages::{Page, render};
use crate::state::Portal;
use crate::visit::Visit;
use accounts::JobLine;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::jobs::Stage;

#[derive(Template)]
#[template(path = "operator/jobs.html")]
struct Jobs {
    page: Chrome,
    frame: Frame,
    stages: Vec<Section>,
    failed: bool,
    lines: Vec<Line>,
    first: Option<String>,
    next: Option<String>,
}

struct Line {
    id: String,
    kind: String,
    attempts: i64,
    asked: String,
    next: String,
    error: String,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    let accounts = entered(&portal, &member)?.accounts();
    let words = visit.words();
    let stage = visit.get("stage").and_then(Stage::from_code).unwrap_or(Stage::Failed);
    let mut stages = Vec::new();
    for other in Stage::ALL {
        let count = accounts.job_count(&member.actor, other).await?;
        let name = words.say(&format!("job-stage-{}", other.code()));
        let text = format!("{name} ({})", numbers::grouped(count as f64));
        let address = format!("/operator/jobs?stage={}", other.code());
        stages.push(Section { address, text, current: other == stage });
    }
    let before = id(&visit, "before");
    let mut found = accounts.jobs(&member.actor, stage, before, LINES + 1).await?;
    let more = found.len() as u64 > LINES;
    found.truncate(LINES as usize);
    let address = format!("/operator/jobs?stage={}", stage.code());
    let line = |job: &JobLine| Line {
        id: job.id.clone(),
        kind: words.try_say(&format!("job-kind-{}", job.kind)).unwrap_or_else(|| job.kind.clone()),
        attempts: job.attempts,
        asked: minute(job.created_at),
        next: minute(job.run_at),
        error: job.error.clone().unwrap_or_default(),
    };
    render(&Jobs {
        page: chrome(&portal, &visit, "operator-jobs"),
        frame: Frame::new("/operator/jobs", &member, words),
        stages,
        failed: stage == Stage::Failed,
        next: found.last().filter(|_| more).map(|last| format!("{address}&before={}", last.id)),
        lines: found.iter().map(line).collect(),
        first: before.is_some().then_some(address),
    })
}

pub(super) async fn retry(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    platform(&portal)?.accounts().retry_job(&sent.member.actor, &id).await?;
    Ok(see("/operator/jobs?stage=failed"))
}
