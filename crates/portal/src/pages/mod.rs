//! The pages, one file each: parse, look up, render.

mod about;
mod account;
mod backtest;
pub(crate) mod candidates;
mod chrome;
mod conversation;
pub(crate) mod desk;
mod document;
pub(crate) mod edit;
mod facts;
pub(crate) mod files;
pub(crate) mod hall;
mod import;
mod import_plan;
mod interest;
mod invitation;
mod keep;
mod lines;
mod log;
mod map;
mod matches;
pub(crate) mod meetings;
pub(crate) mod merges;
mod openid;
mod operator;
mod organisation;
mod overview;
mod overview_hall;
pub(crate) mod owner;
mod preview;
pub(crate) mod record;
mod reference;
mod refusal;
pub(crate) mod saved;
pub(crate) mod search;
mod sent;
mod sign;
mod similar;
mod status;
mod suggestions;
mod tables;
mod teams;
mod ties;
mod topic;
mod topics;
mod verify;

use crate::failure::Failure;
use crate::state::{Loaded, Portal};
use crate::visit::Visit;
use askama::Template;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use chrome::Chrome;
use observatory::scan::ScanError;
use std::sync::Arc;

/// What makes a scan.
const SCAN_COMMANDS: &[&str] = &["liaowang import <files>", "liaowang scan"];

/// What a page handler gives back.
type Page = Result<Html<String>, Failure>;

/// Bytes of a description of what is looked for, percent-encoded.
const DESCRIPTION: usize = 4_000_000;

/// Bytes of an upload with what surrounds the file.
const UPLOAD: usize = import::MOST_BYTES + 100_000;

/// Routes of the pages.
pub(crate) fn routes() -> Router<Portal> {
    Router::new()
        .route("/", get(overview::show))
        .route("/map", get(map::show))
        .route("/topics", get(topics::show))
        .route("/topics/{topic_id}", get(topic::show))
        .route("/topics/{topic_id}/documents", get(topic::documents))
        .route("/documents/{*document_id}", get(document::show))
        .route("/backtest", get(backtest::show))
        .route("/status", get(status::show))
        .route("/about", get(about::show))
        .route("/api", get(reference::show))
        .route("/hall", get(hall::show))
        .route("/search", get(search::show).post(search::described).layer(DefaultBodyLimit::max(DESCRIPTION)))
        .route("/search/feed.atom", get(search::feed))
        .route("/search/complete", get(search::complete))
        .route("/hall/feed.atom", get(hall::feed))
        .route("/hall/files/{file}", get(tables::hall))
        .route("/hall/saved", post(saved::save))
        .route("/hall/saved/{id}/remove", post(saved::remove))
        .route("/hall/saved/{id}/alert", post(saved::alert))
        .route("/records/{id}", get(record::show))
        .route("/records/{id}/matches", get(matches::show))
        .route("/records/{id}/matches/answer", post(matches::answer))
        .route("/records/{id}/interest", get(interest::show).post(interest::ask))
        .route("/conversations", get(conversation::list))
        .route("/conversations/{id}", get(conversation::show))
        .route("/conversations/{id}/say", post(conversation::say))
        .route("/conversations/{id}/act/{transition}", post(conversation::act))
        .route("/conversations/{id}/disclosure/{action}", post(conversation::disclose))
        .route("/records/{id}/preview", get(preview::show))
        .route("/records/{id}/keep", post(keep::keep))
        .route("/records/{id}/edit", get(edit::edit).post(edit::save))
        .route("/records/{id}/files/{file}", get(files::get))
        // The field says how large its files may be; they are counted while they come.
        .route("/records/{id}/edit/files/{field}", post(files::upload).layer(DefaultBodyLimit::disable()))
        .route("/records/{id}/edit/files/{field}/remove", post(files::remove))
        .route("/records/{id}/act/{transition}", post(edit::act))
        .route("/records/{id}/facts", get(facts::show).post(facts::record))
        .route("/records/{id}/ties", get(ties::show).post(ties::add))
        .route("/records/{id}/ties/{tie}/retract", post(ties::retract))
        .route("/records/{id}/meetings", get(meetings::show::show))
        .route("/records/{id}/meetings/join", post(meetings::act::join))
        .route("/records/{id}/meetings/settings", get(meetings::settings::show).post(meetings::settings::save))
        .route("/records/{id}/meetings/timetable", get(meetings::timetable::show))
        .route("/records/{id}/meetings/plan", post(meetings::timetable::plan))
        .route("/records/{id}/meetings/publish", post(meetings::timetable::publish))
        .route("/records/{id}/meetings/pins", post(meetings::timetable::pin))
        .route("/records/{id}/meetings/calendar.ics", get(meetings::calendar::download))
        .route("/records/{id}/meetings/{participant}/change", post(meetings::act::change))
        .route("/records/{id}/meetings/{participant}/wishes", post(meetings::act::wish))
        .route("/records/{id}/meetings/{participant}/decline/{meeting}", post(meetings::act::decline))
        .route("/records/{id}/meetings/{participant}/address", post(meetings::act::make_address))
        .route("/records/{id}/meetings/{participant}/leave", post(meetings::act::leave))
        .route("/calendars/{file}", get(meetings::calendar::subscribed))
        .route("/merges", get(merges::show))
        .route("/merges/search", post(merges::search))
        .route("/merges/decide", post(merges::decide))
        .route("/merges/{id}/split", post(merges::split))
        .route("/new/{kind}", get(edit::new).post(edit::begin))
        .route("/import/{kind}", get(import::show).post(import::upload).layer(DefaultBodyLimit::max(UPLOAD)))
        .route("/import/{kind}/apply", post(import::apply))
        .route("/import/{kind}/{file}", get(tables::empty))
        .route("/desk", get(desk::show))
        .route("/suggestions", get(suggestions::show))
        .route("/desk/files/{file}", get(tables::own))
        .route("/queue", get(desk::waiting))
        .route("/account", get(account::show))
        .route("/account/profile", post(account::profile))
        .route("/account/password", post(account::password))
        .route("/account/sessions/end-others", post(account::end_others))
        .route("/account/sessions/{id}/end", post(account::end_session))
        .route("/account/identities/{id}/unlink", post(account::unlink))
        .route("/account/tokens", post(account::make_token))
        .route("/account/tokens/{id}/revoke", post(account::revoke_token))
        .route("/account/data", get(account::data))
        .route("/account/close", get(account::close).post(account::closed))
        .route("/organisations", get(organisation::list).post(organisation::create))
        .route("/organisations/{id}", get(organisation::show))
        .route("/organisations/{id}/rename", post(organisation::rename))
        .route("/organisations/{id}/invite", post(organisation::invite))
        .route("/organisations/{id}/invitations/{invitation}/withdraw", post(organisation::withdraw))
        .route("/organisations/{id}/members/{party}/role", post(organisation::set_role))
        .route("/organisations/{id}/members/{party}/remove", post(organisation::remove))
        .route("/invitation", get(invitation::show).post(invitation::accept))
        .route("/invitations/{id}/accept", post(organisation::accept))
        .route("/sign-in", get(sign::sign_in).post(sign::signed_in))
        .route("/sign-in/openid", get(openid::begin))
        .route("/sign-in/openid/return", get(openid::finish))
        .route("/sign-in/openid/connect", get(openid::ask).post(openid::connect))
        .route("/sign-out", post(sign::sign_out))
        .route("/sign-up", get(sign::sign_up).post(sign::signed_up))
        .route("/verify-email", get(sign::verify_email).post(sign::verified_email))
        .route("/reset-password", get(sign::reset).post(sign::reset_asked))
        .route("/new-password", get(sign::new_password).post(sign::new_password_set))
        .route("/records/{id}/receipt", get(record::receipt))
        .route("/verify", get(verify::show).post(verify::check))
        .route("/log/checkpoint", get(log::checkpoint))
        .route("/log/tile/{*path}", get(log::tile))
        .merge(operator::routes())
}

fn render(template: &impl Template) -> Page {
    Ok(Html(template.render()?))
}

/// Reads from the scan's files away from the threads that answer requests.
pub(crate) async fn read<T: Send + 'static>(
    loaded: &Arc<Loaded>,
    task: impl FnOnce(&Loaded) -> Result<T, ScanError> + Send + 'static,
) -> Result<T, Failure> {
    let loaded = loaded.clone();
    match tokio::task::spawn_blocking(move || task(&loaded)).await {
        Ok(result) => Ok(result?),
        Err(error) => Err(Failure::Internal(error.to_string())),
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    page: Chrome,
    title: String,
    text: String,
    commands: &'static [&'static str],
}

/// A failure as a page in the visitor's language.
pub(crate) fn failure(portal: &Portal, visit: &Visit, failure: &Failure) -> Response {
    let words = visit.words();
    let title = words.say(&format!("error-{}-title", failure.name()));
    let template = FailurePage {
        page: Chrome::new(visit, "", &title, portal.shown().as_deref()),
        text: words.say(&format!("error-{}-text", failure.name())),
        commands: match failure {
            Failure::NoScan => SCAN_COMMANDS,
            Failure::NoBacktest => &["liaowang backtest --save"],
            _ => &[],
        },
        title,
    };
    match template.render() {
        Ok(page) => (failure.status(), Html(page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page for a failure failed");
            failure.status().into_response()
        }
    }
}
