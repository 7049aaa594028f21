//! Many records from a file: upload, a plan row by row, and a “yes” that does exactly what was shown.

use super::chrome::Chrome;
use super::hall::platform;
use super::import_plan::{PlanRow, file_problem, rows};
use super::sent::Sent;
use super::{Page, render};
use crate::failure::Failure;
use crate::member::Member;
use crate::platform::Platform;
use crate::show::term;
use crate::state::Portal;
use crate::uploads;
use crate::visit::Visit;
use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use process::{Belonging, BulkError, Outcome};
use registry::bulk::{Ignored, Meaning, Plan};

/// Bytes of an upload at most.
pub(super) const MOST_BYTES: usize = 10_000_000;
/// Rows of a plan that are shown; links and failures of a result.
const SHOWN: usize = 1_000;
/// Letters of the name of a file.
const LONGEST_NAME: usize = 120;

#[derive(Template)]
#[template(path = "import.html")]
struct Import {
    page: Chrome,
    title: String,
    kind: String,
    csrf: String,
    problem: Option<String>,
    owners: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "import_plan.html")]
struct PlanPage {
    page: Chrome,
    title: String,
    kind: String,
    csrf: String,
    changed: bool,
    counts: [(String, usize); 4],
    unread: Vec<String>,
    rows: Vec<PlanRow>,
    more: Option<String>,
    to_do: usize,
    upload: Upload,
    fingerprint: String,
}

#[derive(Template)]
#[template(path = "import_done.html")]
struct DonePage {
    page: Chrome,
    title: String,
    kind: String,
    counts: [(String, usize); 4],
    failed: Vec<(u64, String)>,
    records: Vec<(u64, String, String)>,
}

/// A file that waits, and to whom its new records will belong.
struct Upload {
    name: String,
    file: String,
    owner: String,
    anonymous: bool,
}

pub(super) async fn show(State(portal): State<Portal>, Path(kind): Path<String>, visit: Visit, member: Member) -> Page {
    page(&portal, &visit, &member, &kind, None).await
}

async fn page(portal: &Portal, visit: &Visit, member: &Member, code: &str, problem: Option<String>) -> Page {
    member.party()?;
    let platform = platform(portal)?;
    let title = title(platform, visit, code)?;
    render(&Import {
        page: Chrome::new(visit, "/desk", &title, portal.shown().as_deref()),
        title,
        kind: code.to_owned(),
        csrf: member.csrf().to_owned(),
        problem,
        owners: super::edit::owners(platform, member, visit).await?,
    })
}

fn title(platform: &Platform, visit: &Visit, code: &str) -> Result<String, Failure> {
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(code).ok_or(Failure::NotFound)?;
    let words = visit.words();
    Ok(words.fill("import-title", [("kind", term(&kind.name.en, &kind.name.zh, words).into())]))
}

/// An upload: the plan is shown, nothing happens yet.
pub(super) async fn upload(
    State(portal): State<Portal>,
    Path(code): Path<String>,
    visit: Visit,
    member: Member,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let party = member.party()?.to_owned();
    let platform = platform(&portal)?;
    title(platform, &visit, &code)?;
    let (mut csrf, mut bytes) = (None, Vec::new());
    let mut upload = Upload { name: String::new(), file: String::new(), owner: party.clone(), anonymous: false };
    let wrong = |error: MultipartError| Failure::Parameter(error.to_string());
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) if is_too_large(&error) => return too_large(&portal, &visit, &member, &code).await,
            Err(error) => return Err(wrong(error)),
        };
        match field.name().unwrap_or_default() {
            "_csrf" => csrf = Some(field.text().await.map_err(wrong)?),
            "_owner" => upload.owner = field.text().await.map_err(wrong)?,
            "_anonymous" => upload.anonymous = true,
            "file" => {
                upload.file = file_name(field.file_name().unwrap_or_default());
                match field.bytes().await {
                    Ok(read) => bytes = read.to_vec(),
                    Err(error) if is_too_large(&error) => return too_large(&portal, &visit, &member, &code).await,
                    Err(error) => return Err(wrong(error)),
                }
            }
            _ => {}
        }
    }
    member.checks(csrf.as_deref())?;
    if bytes.len() > MOST_BYTES {
        return too_large(&portal, &visit, &member, &code).await;
    }
    let plan = match plan(platform, &member, &code, &bytes, &upload.file).await {
        Ok(plan) => plan,
        Err(BulkError::Read(error)) => {
            let problem = Some(file_problem(&error, visit.words()));
            let page = page(&portal, &visit, &member, &code, problem).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Err(BulkError::Lifecycle(error)) => return Err(error.into()),
    };
    upload.name = uploads::keep(portal.data_dir(), &party, &bytes)
        .map_err(|error| Failure::Internal(format!("keeping an upload: {error}")))?;
    Ok(plan_page(&portal, &visit, &member, plan, upload, false)?.into_response())
}

fn is_too_large(error: &MultipartError) -> bool {
    error.status() == StatusCode::PAYLOAD_TOO_LARGE
}

async fn too_large(portal: &Portal, visit: &Visit, member: &Member, code: &str) -> Result<Response, Failure> {
    let problem = visit.words().say("import-file-too-large");
    let page = page(portal, visit, member, code, Some(problem)).await?;
    Ok((StatusCode::PAYLOAD_TOO_LARGE, page).into_response())
}

fn plan_page(portal: &Portal, visit: &Visit, member: &Member, plan: Plan, upload: Upload, changed: bool) -> Page {
    let platform = platform(portal)?;
    let words = visit.words();
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(&plan.kind).ok_or(Failure::NotFound)?;
    let title = title(platform, visit, &plan.kind)?;
    let unread = plan.headings.iter().filter_map(|heading| match &heading.meaning {
        Meaning::Ignored { why } => Some(match why {
            Ignored::Unknown => heading.text.clone(),
            Ignored::Ambiguous { keys } => format!("{} ({})", heading.text, keys.join(", ")),
            Ignored::Twice { first } => format!("{} ({first})", heading.text),
        }),
        _ => None,
    });
    render(&PlanPage {
        page: Chrome::new(visit, "/desk", &title, portal.shown().as_deref()),
        title,
        kind: plan.kind.clone(),
        csrf: member.csrf().to_owned(),
        changed,
        counts: [
            (words.say("import-step-create"), plan.counts.create),
            (words.say("import-step-revise"), plan.counts.revise),
            (words.say("import-step-unchanged"), plan.counts.unchanged),
            (words.say("import-step-refuse"), plan.counts.refuse),
        ],
        unread: unread.collect(),
        rows: rows(&definitions, kind, &plan.rows[..plan.rows.len().min(SHOWN)], words),
        more: plan.rows.len().checked_sub(SHOWN + 1).map(|more| words.count("import-more-rows", more as u64 + 1)),
        to_do: plan.counts.create + plan.counts.revise,
        upload,
        fingerprint: plan.fingerprint,
    })
}

/// The “yes” to a plan.
pub(super) async fn apply(
    State(portal): State<Portal>,
    Path(code): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let member = &sent.member;
    let party = member.party()?;
    let platform = platform(&portal)?;
    let upload = Upload {
        name: sent.get("_upload").to_owned(),
        file: file_name(sent.get("_file")),
        owner: sent.all("_owner").next().unwrap_or(party).to_owned(),
        anonymous: sent.all("_anonymous").next().is_some(),
    };
    let Some(bytes) = uploads::find(portal.data_dir(), party, &upload.name) else {
        let problem = Some(visit.words().say("import-file-gone"));
        let page = page(&portal, &visit, member, &code, problem).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let plan = match plan(platform, member, &code, &bytes, &upload.file).await {
        Ok(plan) => plan,
        Err(BulkError::Read(error)) => return Err(Failure::Parameter(error.to_string())),
        Err(BulkError::Lifecycle(error)) => return Err(error.into()),
    };
    // Something changed since the plan was shown: it is shown again.
    if sent.get("_fingerprint") != plan.fingerprint {
        let page = plan_page(&portal, &visit, member, plan, upload, true)?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    let (lifecycle, actor) = (platform.lifecycle().clone(), member.actor.clone());
    let new = Belonging { owner: upload.owner, anonymous: upload.anonymous };
    let (before, unchanged) = (plan.counts.refuse, plan.counts.unchanged);
    // A browser that goes away does not stop it.
    let work = tokio::spawn(async move { lifecycle.apply(&actor, &plan, &new, |_| {}).await });
    let all = work.await.map_err(|error| Failure::Internal(error.to_string()))??;
    uploads::forget(portal.data_dir(), party, &upload.name);
    let words = visit.words();
    let count = |wanted: &[Outcome]| {
        all.iter().filter(|done| done.outcome.as_ref().is_ok_and(|(what, _)| wanted.contains(what))).count()
    };
    let counts = [
        (words.say("import-done-begun"), count(&[Outcome::Begun])),
        (words.say("import-done-changed"), count(&[Outcome::Changed])),
        (words.say("import-done-before"), count(&[Outcome::Before]) + unchanged),
        (words.say("import-done-failed"), all.iter().filter(|done| done.outcome.is_err()).count() + before),
    ];
    let (mut failed, mut records) = (Vec::new(), Vec::new());
    for done in all {
        match done.outcome {
            Ok((what, id)) => {
                let what = words.say(match what {
                    Outcome::Begun => "import-done-begun",
                    Outcome::Changed => "import-done-changed",
                    Outcome::Before => "import-done-before",
                });
                records.push((done.row, what, format!("/records/{id}")));
            }
            Err(error) => {
                tracing::warn!(row = done.row, %error, "a row of a file failed");
                let reason = format!("error-{}-text", Failure::from(error).name());
                failed.push((done.row, words.say(&reason)));
            }
        }
    }
    records.truncate(SHOWN);
    let title = title(platform, &visit, &code)?;
    let page = render(&DonePage {
        page: Chrome::new(&visit, "/desk", &title, portal.shown().as_deref()),
        title,
        kind: code,
        counts,
        failed,
        records,
    })?;
    Ok(page.into_response())
}

/// Reading a large file takes a while: that happens away from the threads that answer requests.
async fn plan(platform: &Platform, member: &Member, kind: &str, bytes: &[u8], file: &str) -> Result<Plan, BulkError> {
    let (lifecycle, actor, runtime) =
        (platform.lifecycle().clone(), member.actor.clone(), tokio::runtime::Handle::current());
    let (kind, bytes, file) = (kind.to_owned(), bytes.to_vec(), file.to_owned());
    let planned = tokio::task::spawn_blocking(move || runtime.block_on(lifecycle.plan(&actor, &kind, &bytes, &file)));
    planned.await.unwrap_or_else(|error| Err(registry::bulk::ReadError::Workbook(error.to_string()).into()))
}

/// The name of a file without folders, of a length that fits.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect()
}
