//! Kinds, vocabularies, lists and processes as they hold now, and which records no longer fit their kind.

use super::{Frame, LINES, chrome, entered, id};
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::numbers;
use crate::pages::chrome::Chrome;
use crate::pages::hall::platform;
use crate::pages::sent::{Sent, see};
use crate::pages::{Page, render};
use crate::show::{term, text_in};
use crate::state::Portal;
use crate::troubles::Part;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use process::{Process, Who};
use registry::definition::{Definitions, Kind, Origin};
use registry::fit::Misfit;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "operator/definitions.html")]
struct Overview {
    page: Chrome,
    frame: Frame,
    trouble: Option<String>,
    kinds: Vec<KindLine>,
    orphans: Vec<(String, String)>,
    vocabularies: Vec<Line>,
    lists: Vec<Line>,
    processes: Vec<ProcessShown>,
}

struct KindLine {
    address: String,
    code: String,
    name: String,
    process: String,
    origin: String,
    fields: usize,
    records: String,
}

/// A vocabulary or a list.
struct Line {
    code: String,
    name: String,
    origin: String,
    terms: usize,
}

struct ProcessShown {
    code: String,
    name: String,
    origin: String,
    states: Vec<StateLine>,
    transitions: Vec<TransitionLine>,
}

struct StateLine {
    code: String,
    name: String,
    edit: String,
    end: bool,
    deadlines: String,
}

struct TransitionLine {
    code: String,
    name: String,
    from: String,
    to: String,
    by: String,
    guarded: bool,
}

#[derive(Template)]
#[template(path = "operator/fit.html")]
struct Checked {
    page: Chrome,
    frame: Frame,
    address: String,
    name: String,
    verdict: String,
    refreshed: Option<String>,
    lines: Vec<MisfitLine>,
    first: Option<String>,
    next: Option<String>,
}

struct MisfitLine {
    address: Option<String>,
    title: String,
    version: String,
    problems: Vec<(String, String)>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    let platform = entered(&portal, &member)?;
    let words = visit.words();
    let definitions = platform.registry().definitions();
    let processes = platform.lifecycle().processes();
    let mut records = platform.registry().records_by_kind(&member.actor).await?;
    let kinds = definitions.kinds().into_iter().map(|kind| KindLine::of(&definitions, kind, &mut records, words));
    let kinds = kinds.collect();
    let grouped = |(code, count): (String, u64)| (code, numbers::grouped(count as f64));
    render(&Overview {
        page: chrome(&portal, &visit, "operator-definitions"),
        frame: Frame::new("/operator/definitions", &member, words),
        trouble: platform.troubles().of(Part::Definitions),
        kinds,
        // What is left are records of kinds that are no longer there.
        orphans: records.into_iter().map(grouped).collect(),
        vocabularies: definitions
            .vocabularies()
            .map(|it| Line {
                code: it.code.clone(),
                name: term(&it.en, &it.zh, words).to_owned(),
                origin: origin(definitions.origin("vocabularies", &it.code), words),
                terms: it.terms.len(),
            })
            .collect(),
        lists: definitions
            .lists()
            .iter()
            .map(|it| Line {
                code: it.code.clone(),
                name: term(&it.en, &it.zh, words).to_owned(),
                origin: origin(definitions.origin("lists", &it.code), words),
                terms: it.terms.len(),
            })
            .collect(),
        processes: processes
            .all()
            .map(|process| ProcessShown::of(process, origin(processes.origin(&process.code), words), words))
            .collect(),
    })
}

pub(super) async fn check(
    State(portal): State<Portal>,
    Path(code): Path<String>,
    visit: Visit,
    member: Member,
) -> Page {
    let platform = entered(&portal, &member)?;
    let words = visit.words();
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(&code).ok_or(Failure::NotFound)?;
    let after = id(&visit, "after");
    let fit = platform.lifecycle().fit(&member.actor, &code, after, LINES as usize).await?;
    let address = format!("/operator/definitions/{code}");
    let grouped = |number: u64| numbers::grouped(number as f64);
    let verdict = words.fill(
        "fit-verdict",
        [
            ("count", fit.misfits.into()),
            ("misfits", grouped(fit.misfits).into()),
            ("records", grouped(fit.records).into()),
        ],
    );
    render(&Checked {
        page: chrome(&portal, &visit, "operator-definitions"),
        frame: Frame::new("/operator/definitions", &member, words),
        name: term(&kind.name.en, &kind.name.zh, words).to_owned(),
        verdict,
        refreshed: visit
            .get("refreshed")
            .and_then(|count| count.parse().ok())
            .map(|count: u64| words.count("definitions-refreshed", count)),
        lines: fit.shown.iter().map(|misfit| MisfitLine::of(kind, misfit, &visit)).collect(),
        first: after.is_some().then(|| address.clone()),
        next: fit.next.map(|next| format!("{address}?after={next}")),
        address,
    })
}

pub(super) async fn refresh(
    State(portal): State<Portal>,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let refreshed = platform(&portal)?.registry().refresh_facets(&sent.member.actor, &code).await?;
    Ok(see(&format!("/operator/definitions/{code}?refreshed={refreshed}")))
}

impl KindLine {
    fn of(definitions: &Definitions, kind: &Kind, records: &mut BTreeMap<String, u64>, words: &Words) -> Self {
        Self {
            address: format!("/operator/definitions/{}", kind.code),
            name: term(&kind.name.en, &kind.name.zh, words).to_owned(),
            process: kind.process.clone(),
            origin: origin(definitions.origin("kinds", &kind.code), words),
            fields: kind.fields.len(),
            records: numbers::grouped(records.remove(&kind.code).unwrap_or_default() as f64),
            code: kind.code.clone(),
        }
    }
}

impl ProcessShown {
    fn of(process: &Process, origin: String, words: &Words) -> Self {
        let who = |who: &[Who]| {
            let names = who.iter().map(|who| {
                words.say(match who {
                    Who::Owner => "who-owner",
                    Who::Asker => "who-asker",
                    Who::Reviewer => "role-reviewer",
                    Who::Curator => "role-curator",
                    Who::Operator => "role-operator",
                    Who::System => "who-system",
                })
            });
            names.collect::<Vec<_>>().join(", ")
        };
        let state_name = |code: &str| {
            process.state(code).map_or_else(|| code.to_owned(), |state| term(&state.en, &state.zh, words).to_owned())
        };
        let deadline = |it: &process::StateDeadline| {
            let name = term(&it.en, &it.zh, words).to_owned();
            words.fill("process-deadline", [("name", name.into()), ("days", i64::from(it.working_days).into())])
        };
        Self {
            code: process.code.clone(),
            name: term(&process.en, &process.zh, words).to_owned(),
            origin,
            states: process
                .states
                .iter()
                .map(|state| StateLine {
                    code: state.code.clone(),
                    name: state_name(&state.code),
                    edit: who(&state.edit),
                    end: state.end,
                    deadlines: state.deadlines.iter().map(deadline).collect::<Vec<_>>().join(", "),
                })
                .collect(),
            transitions: process
                .transitions
                .iter()
                .map(|it| TransitionLine {
                    code: it.code.clone(),
                    name: term(&it.en, &it.zh, words).to_owned(),
                    from: it.from.iter().map(|code| state_name(code)).collect::<Vec<_>>().join(", "),
                    to: state_name(&it.to),
                    by: who(&it.by),
                    guarded: it.guard.is_some(),
                })
                .collect(),
        }
    }
}

impl MisfitLine {
    fn of(kind: &Kind, misfit: &Misfit, visit: &Visit) -> Self {
        let words = visit.words();
        let title = misfit.title.as_ref().and_then(|title| text_in(title, visit.language));
        let version = if misfit.is_public { "fit-version-public" } else { "fit-version" };
        let field = |path: &str| {
            let code = path.split('/').next().unwrap_or_default();
            kind.field(code)
                .map_or_else(|| path.to_owned(), |field| term(&field.name.en, &field.name.zh, words).to_owned())
        };
        Self {
            address: misfit.may_see.then(|| format!("/records/{}", misfit.record)),
            title: title.map_or_else(|| misfit.record.clone(), str::to_owned),
            version: words.fill(version, [("number", misfit.version.into())]),
            problems: misfit
                .problems
                .iter()
                .map(|problem| (field(&problem.path), crate::form::wrong(&problem.what, words)))
                .collect(),
        }
    }
}

/// Where a definition comes from, in words.
fn origin(origin: Option<&Origin>, words: &Words) -> String {
    words.say(if origin.is_some_and(|origin| origin.is_own) { "origin-own" } else { "origin-program" })
}
