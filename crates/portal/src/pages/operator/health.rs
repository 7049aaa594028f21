//! How the installation is: its database, log, jobs, deadlines, scan and definitions.

use super::{Frame, chrome, entered, minute};
use crate::locale::Words;
use crate::member::Member;
use crate::numbers;
use crate::pages::chrome::Chrome;
use crate::pages::{Page, render};
use crate::platform::Platform;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::State;
use jiff::Timestamp;
use store::jobs::Stage;

#[derive(Template)]
#[template(path = "operator/health.html")]
struct Health {
    page: Chrome,
    frame: Frame,
    troubles: Vec<(String, String)>,
    parts: Vec<(String, Vec<(String, String)>)>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    let platform = entered(&portal, &member)?;
    let words = visit.words();
    let fact = |key: &str, value: String| (words.say(key), value);
    let grouped = |number: u64| numbers::grouped(number as f64);
    let accounts = platform.accounts();
    let mut jobs = Vec::new();
    for stage in Stage::ALL {
        let key = format!("job-stage-{}", stage.code());
        jobs.push(fact(&key, grouped(accounts.job_count(&member.actor, stage).await?)));
    }
    let overdue = platform.lifecycle().overdue(member.actor.now).await?;
    jobs.push(fact("health-overdue", grouped(overdue)));
    let scan = match portal.shown() {
        Some(loaded) => {
            let manifest = &loaded.atlas.manifest;
            let made = manifest.created.parse().map_or_else(|_| manifest.created.clone(), minute);
            vec![fact("health-scan-id", manifest.scan_id.clone()), fact("health-scan-made", made)]
        }
        None => vec![fact("health-scan-id", words.say("health-scan-none"))],
    };
    let ranking = platform.ranking().map_or_else(Vec::new, |measured| {
        let decimal = |number: f64| numbers::decimal(number, 3);
        let used = if platform.ranker().is_some() { "health-ranking-used" } else { "health-ranking-unused" };
        vec![
            fact("health-ranking-answers", grouped(measured.answers as u64)),
            fact("health-ranking-needs", grouped(measured.needs as u64)),
            fact("health-ranking-before", decimal(measured.before)),
            fact("health-ranking-after", decimal(measured.after)),
            fact("health-ranking-use", words.say(used)),
        ]
    });
    let definitions = platform.registry().definitions();
    let troubles = platform.troubles().all();
    render(&Health {
        page: chrome(&portal, &visit, "operator-title"),
        frame: Frame::new("/operator", &member, words),
        troubles: troubles
            .into_iter()
            .map(|(part, reason)| (words.say(&format!("trouble-{}", part.code())), reason))
            .collect(),
        parts: vec![
            (words.say("health-database"), database(platform, words).await),
            (words.say("health-log"), log(platform, words).await?),
            (words.say("health-jobs"), jobs),
            (words.say("health-scan"), scan),
            (words.say("health-ranking"), ranking),
            (
                words.say("operator-definitions"),
                vec![
                    fact("definitions-kinds", grouped(definitions.kinds().len() as u64)),
                    fact("definitions-vocabularies", grouped(definitions.vocabularies().count() as u64)),
                    fact("definitions-processes", grouped(platform.lifecycle().processes().all().count() as u64)),
                ],
            ),
        ],
    })
}

/// What is known of the database; that it does not say anything is no reason not to show the page.
async fn database(platform: &Platform, words: &Words) -> Vec<(String, String)> {
    let fact = |key: &str, value: String| (words.say(key), value);
    match platform.registry().store().health().await {
        Ok(health) => vec![
            fact("health-product", health.product.to_owned()),
            fact("health-size", format!("{} MB", numbers::decimal(health.bytes as f64 / 1e6, 1))),
            fact("health-applied", health.applied.join(", ")),
            fact("health-pending", health.pending.to_string()),
        ],
        Err(error) => vec![fact("health-product", error.to_string())],
    }
}

/// The log: its size, when it last grew, and what waits to be taken into it.
async fn log(platform: &Platform, words: &Words) -> Result<Vec<(String, String)>, crate::failure::Failure> {
    let checkpoint = platform.notary().checkpoint().await;
    let size: u64 = checkpoint.lines().nth(1).and_then(|line| line.parse().ok()).unwrap_or_default();
    let written = std::fs::metadata(platform.log_folder().join("checkpoint")).and_then(|file| file.modified());
    let written = written.ok().and_then(|time| Timestamp::try_from(time).ok());
    let waiting = platform.registry().entries().await?.saturating_sub(size);
    let fact = |key: &str, value: String| (words.say(key), value);
    Ok(vec![
        fact("health-log-size", numbers::grouped(size as f64)),
        fact("health-log-written", written.map_or_else(|| numbers::NONE.to_owned(), minute)),
        fact("health-log-waiting", numbers::grouped(waiting as f64)),
    ])
}
