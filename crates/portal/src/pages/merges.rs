//! What is probably one party: proposals side by side, to be merged or rejected; what was merged, to be split.

use super::chrome::Chrome;
use super::hall::platform;
use super::sent::{Sent, see};
use super::{Page, render};
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::numbers;
use crate::platform::Platform;
use crate::show::term;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use registry::identity::{Agreement, Aspect, Reason, Scheme, Subject};
use registry::{Candidate, Role};
use serde_json::json;
use store::jobs;

/// Proposals and merges on the page.
const LIMIT: u64 = 50;
/// The job that looks for duplicates.
pub(crate) const PROPOSE: &str = "propose";

#[derive(Template)]
#[template(path = "merges.html")]
struct Merges {
    page: Chrome,
    csrf: String,
    command: String,
    asked: bool,
    may_decide: bool,
    proposals: Vec<Proposed>,
    history: Vec<Merged>,
}

struct Proposed {
    kind: String,
    score: String,
    a: Side,
    b: Side,
    reasons: Vec<(String, String, String, String)>,
}

/// One of two records.
struct Side {
    id: String,
    address: String,
    name: String,
    lines: Vec<(String, String)>,
}

struct Merged {
    id: String,
    day: String,
    by: String,
    kept: Side,
    other: Side,
    comment: String,
    /// Day and name of the split.
    split: Option<(String, String)>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let platform = platform(&portal)?;
    let registry = platform.registry();
    let words = visit.words();
    let candidates = registry.candidates(&member.actor, LIMIT).await?;
    let title = words.say("merges-title");
    render(&Merges {
        page: Chrome::new(&visit, "/desk", &title, portal.shown().as_deref()),
        csrf: member.csrf().to_owned(),
        command: store::new_id(),
        asked: visit.get("asked").is_some(),
        may_decide: member.actor.has(Role::Curator) || member.actor.has(Role::Operator),
        proposals: candidates.iter().map(|it| proposed(platform, it, words)).collect(),
        history: history(platform, &member, words).await?,
    })
}

/// Asks for a new search; it is done in the background.
pub(super) async fn search(State(portal): State<Portal>, sent: Sent) -> Result<Response, Failure> {
    let actor = &sent.member.actor;
    if !actor.has(Role::Curator) && !actor.has(Role::Operator) {
        return Err(Failure::Forbidden("only curators and operators look for duplicates".to_owned()));
    }
    let registry = platform(&portal)?.registry();
    let (now, command) = (actor.now, sent.get("_command"));
    let failed = |error: store::StoreError| Failure::Internal(error.to_string());
    let transaction = registry.store().write().await.map_err(failed)?;
    for kind in registry.party_kinds() {
        let once = format!("propose:{kind}:{command}");
        jobs::ask(&*transaction, PROPOSE, json!({ "kind": kind }), Some(&once), now, now).await.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)?;
    Ok(see("/merges?asked=1"))
}

pub(super) async fn decide(State(portal): State<Portal>, sent: Sent) -> Result<Response, Failure> {
    let text = |name: &str| sent.get(name);
    let keep = match text("decision") {
        "keep-a" => Some(text("a")),
        "keep-b" => Some(text("b")),
        "reject" => None,
        _ => return Err(Failure::Form),
    };
    let registry = platform(&portal)?.registry();
    registry.decide(&sent.member.actor, text("a"), text("b"), keep, text("comment")).await?;
    Ok(see("/merges"))
}

pub(super) async fn split(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    platform(&portal)?.registry().split(&sent.member.actor, &id).await?;
    Ok(see("/merges#history"))
}

fn proposed(platform: &Platform, candidate: &Candidate, words: &Words) -> Proposed {
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(&candidate.proposal.kind);
    let line = |reason: &Reason| {
        let said = format!("{} {}", words.say(aspect(&reason.aspect)), words.say(agreement(reason.agreement)));
        (said, reason.a.clone(), reason.b.clone(), numbers::signed(reason.bits, 1))
    };
    Proposed {
        kind: kind.map_or_else(String::new, |kind| term(&kind.name.en, &kind.name.zh, words).to_owned()),
        score: numbers::percent(candidate.proposal.score),
        a: side(platform, &candidate.a.id, Some(&candidate.a), words),
        b: side(platform, &candidate.b.id, Some(&candidate.b), words),
        reasons: candidate.reasons.iter().map(line).collect(),
    }
}

async fn history(platform: &Platform, member: &Member, words: &Words) -> Result<Vec<Merged>, Failure> {
    let registry = platform.registry();
    let merges = registry.merges(&member.actor, LIMIT).await?;
    let ids: Vec<String> = merges.iter().flat_map(|it| [it.kept.clone(), it.other.clone()]).collect();
    let subjects = registry.compared(&member.actor, &ids).await?;
    let people: Vec<String> =
        merges.iter().flat_map(|it| std::iter::once(it.merged_by.clone()).chain(it.split_by.clone())).collect();
    let people = platform.accounts().parties(&people).await?;
    let name = |id: &str| {
        let found = people.get(id).map(|party| term(&party.name_en, &party.name_zh, words).to_owned());
        found.filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_owned())
    };
    let day = super::record::day_of;
    let merged = |it: store::schema::merge::Model| Merged {
        day: day(it.merged_at),
        by: name(&it.merged_by),
        kept: side(platform, &it.kept, subjects.get(&it.kept), words),
        other: side(platform, &it.other, subjects.get(&it.other), words),
        split: it.split_at.map(|at| (day(at), it.split_by.as_deref().map(&name).unwrap_or_default())),
        comment: it.comment,
        id: it.id,
    };
    Ok(merges.into_iter().map(merged).collect())
}

fn side(platform: &Platform, id: &str, subject: Option<&Subject>, words: &Words) -> Side {
    let mut names = subject.into_iter().flat_map(|it| it.names.iter());
    let name = names.next().cloned().unwrap_or_else(|| words.say("record-untitled"));
    let mut lines: Vec<(String, String)> = names.map(|name| (words.say("aspect-name"), name.clone())).collect();
    if let Some(subject) = subject {
        lines.extend(subject.identifiers.iter().map(|it| (words.say(scheme(&it.scheme)), it.value.clone())));
        let definitions = platform.registry().definitions();
        let code = subject.region.as_ref().or(subject.country.as_ref());
        let region = code.and_then(|code| definitions.regions()?.term(code));
        lines.extend(region.map(|it| (words.say("aspect-region"), term(&it.en, &it.zh, words).to_owned())));
        lines.extend(subject.affiliations.iter().map(|it| (words.say("aspect-affiliation"), it.clone())));
    }
    // The version is named so that a merged record is shown itself, and not the one that it leads to.
    Side { id: id.to_owned(), address: format!("/records/{id}?version=1"), name, lines }
}

fn scheme(scheme: &Scheme) -> &'static str {
    match scheme {
        Scheme::Site | Scheme::Mail => "aspect-address",
        _ => "aspect-number",
    }
}

fn aspect(aspect: &Aspect) -> &'static str {
    match aspect {
        Aspect::Number => "aspect-number",
        Aspect::Host => "aspect-host",
        Aspect::Address => "aspect-address",
        Aspect::Name => "aspect-name",
        Aspect::Core => "aspect-core",
        Aspect::ShortForm => "aspect-short-form",
        Aspect::Place => "aspect-place",
        Aspect::Trade => "aspect-trade",
        Aspect::Sort => "aspect-sort",
        Aspect::Ordinal => "aspect-ordinal",
        Aspect::Unit => "aspect-unit",
        Aspect::Region => "aspect-region",
        Aspect::Country => "aspect-country",
        Aspect::Affiliation => "aspect-affiliation",
    }
}

fn agreement(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Same => "agreement-same",
        Agreement::Spelled => "agreement-spelled",
        Agreement::SoundsAlike => "agreement-sounds-alike",
        Agreement::Mistyped => "agreement-mistyped",
        Agreement::Shortened => "agreement-shortened",
        Agreement::LeftOut => "agreement-left-out",
        Agreement::Different => "agreement-different",
    }
}
