//! A record as others would see it, before it is published: to the public, to who signed in, by agreement, to parties of a deal.

use super::chrome::Chrome;
use super::hall::platform;
use super::owner::{Owner, owners};
use super::record::{Section, sections};
use super::{Page, render};
use crate::failure::Failure;
use crate::files::Links;
use crate::member::Member;
use crate::show::{Shown, term, text_of};
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use registry::definition::Disclosure;
use registry::view::visible;

/// The levels to look with.
const LEVELS: [Disclosure; 4] = [Disclosure::Public, Disclosure::SignedIn, Disclosure::Agreement, Disclosure::Deal];

#[derive(Template)]
#[template(path = "preview.html")]
struct Preview {
    page: Chrome,
    kind: String,
    title: String,
    summary: String,
    owner: Option<Owner>,
    levels: Vec<Level>,
    sections: Vec<Section>,
    back: String,
    record: String,
}

/// A level to choose.
struct Level {
    address: String,
    name: String,
    current: bool,
}

pub(super) async fn show(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let platform = platform(&portal)?;
    let seen = platform.registry().read(&member.actor, &id, None).await?;
    if seen.level < Disclosure::Owner {
        return Err(Failure::NotFound);
    }
    let level = visit.get("as").and_then(Disclosure::from_code).unwrap_or(Disclosure::Public);
    let level = level.min(Disclosure::Deal);
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
    let content = visible(kind, &seen.content, level);
    let words = visit.words();
    let title = text_of(&content, &kind.title, visit.language);
    let title = title.map_or_else(|| words.say("record-untitled"), str::to_owned);
    let is_hidden = seen.record.anonymous && level < Disclosure::Agreement;
    let of = [seen.record.owner.clone()];
    let choice = |of: Disclosure| Level {
        address: format!("/records/{id}/preview?as={}", of.code()),
        name: words.say(&format!("preview-as-{}", of.code())),
        current: of == level,
    };
    render(&Preview {
        page: Chrome::new(&visit, "/desk", &title, portal.shown().as_deref()),
        kind: term(&kind.name.en, &kind.name.zh, words).to_owned(),
        summary: text_of(&content, &kind.summary, visit.language).unwrap_or_default().to_owned(),
        owner: if is_hidden { None } else { owners(platform, &of, visit.language).await?.remove(&seen.record.owner) },
        levels: LEVELS.into_iter().map(choice).collect(),
        sections: sections(&definitions, kind, &content, words, &Links::Portal { record: &id }),
        back: if member.actor.is(&seen.record.owner) { format!("/records/{id}/edit") } else { String::new() },
        record: format!("/records/{id}"),
        title,
    })
}
