//! Who fits a need, and whom an offer may help: a short list, compared requirement by requirement, with what is written about the matter.

use super::candidates::{Candidate, Subject, compared};
use super::chrome::Chrome;
use super::hall::{Line, lines, platform};
use super::lines::TopicLine;
use super::search::{HitLine, document};
use super::sent::{Sent, see};
use super::teams::{TeamShown, teams};
use super::{Page, render};
use crate::failure::Failure;
use crate::index::Asked;
use crate::locale::{Language, Words};
use crate::member::Member;
use crate::numbers;
use crate::show::{money, term, text_of};
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response as HttpResponse;
use conversations::Answer;
use matching::{Bilingual, Flip, Given, Reason, Response, Side, What};
use registry::definition::{Definitions, FieldType, MatchingRole};
use rules::Verdict;
use search::{Query, Sort};
use std::collections::BTreeMap;

/// Records that are shown.
const SHOWN: usize = 5;
/// Documents and topics beside them.
const DOCUMENTS: usize = 5;
const TOPICS: usize = 3;

#[derive(Template)]
#[template(path = "matches.html")]
struct MatchesPage {
    page: Chrome,
    title: String,
    address: String,
    lead: String,
    notes: Vec<String>,
    matches: Vec<Match>,
    teams: Vec<TeamShown>,
    topics: Vec<TopicLine>,
    documents: Vec<HitLine>,
    reasons: Vec<(String, String)>,
    csrf: String,
    all: String,
    has_unsuitable: bool,
}

/// A record that fits, and why.
struct Match {
    line: Line,
    standing: String,
    certainty: String,
    requirements: Vec<RequirementLine>,
    /// Id of the record.
    other: String,
    /// Where the owner of the subject says that it is interested.
    interest: Option<String>,
    /// What was said of it before.
    answer: Option<String>,
}

/// A requirement and what became of it, in words.
struct RequirementLine {
    what: String,
    hard: bool,
    wanted: String,
    offered: String,
    /// `met`, `unmet`, `unknown`, `person` or `none`.
    verdict: &'static str,
    says: String,
    reason: String,
}

pub(super) async fn show(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    let platform = platform(&portal)?;
    let definitions = platform.registry().definitions();
    let words = visit.words();
    let subject = Subject::of(platform, &member, &id).await?;
    let answers = match &member.actor.party {
        Some(_) => platform.conversations().answers_of(&member.actor, &id).await?,
        None => BTreeMap::new(),
    };
    let mut found = subject.candidates(platform, &member).await?;
    let mut notes = Vec::new();
    if !found.is_complete {
        notes.push(words.say("search-preparing"));
    }
    let candidates = &mut found.candidates;
    let mut leave_out = |candidates: &mut Vec<Candidate>, key: &str, is_out: &dyn Fn(&Candidate) -> bool| {
        let before = candidates.len();
        candidates.retain(|candidate| !is_out(candidate));
        let left_out = before - candidates.len();
        if left_out > 0 {
            notes.push(words.count(key, left_out as u64));
        }
    };
    leave_out(candidates, "matches-excluded", &|candidate| candidate.comparison.outcome.excluded);
    if visit.get("all").is_none() {
        let is_refused = |candidate: &Candidate| matches!(answers.get(&candidate.id), Some(Response::Unsuitable(_)));
        leave_out(candidates, "matches-unsuitable", &is_refused);
    }
    let ids: Vec<&str> = candidates.iter().map(|candidate| candidate.id.as_str()).collect();
    let going_on = platform.conversations().going_on(&ids).await?;
    let shortlist = matching::Shortlist::default();
    let is_busy = |candidate: &Candidate| {
        shortlist.quota(None, going_on.get(&candidate.id).copied().unwrap_or_default()) == 0
            && !answers.contains_key(&candidate.id)
    };
    leave_out(candidates, "matches-busy", &is_busy);
    let teams = match subject.side {
        Side::Need => {
            let ids: Vec<&str> = candidates.iter().map(|candidate| candidate.id.as_str()).collect();
            let publications = platform.registry().hall_of(&ids).await?;
            let lines = lines(platform, &publications, &visit).await?;
            teams(candidates, &publications, &lines, words)
        }
        Side::Offer => Vec::new(),
    };
    candidates.truncate(SHOWN);
    let shown: Vec<&str> = candidates.iter().map(|candidate| candidate.id.as_str()).collect();
    let publications = platform.registry().hall_of(&shown).await?;
    let lines = lines(platform, &publications, &visit).await?;
    let mut matches = Vec::new();
    for (publication, line) in publications.iter().zip(lines) {
        let candidate = candidates.iter().find(|candidate| candidate.id == publication.id);
        let Some(candidate) = candidate else { continue };
        let answer = answers.get(&candidate.id).map(|response| said(*response, words));
        let interest = format!("/records/{}/interest?with={id}", candidate.id);
        matches.push(Match {
            interest: subject.is_own.then_some(interest),
            answer,
            ..as_match(&definitions, line, candidate, words)
        });
    }
    let ask = Asked {
        query: &Query::words(&subject.text),
        is_member: member.session.is_some(),
        sort: Sort::Relevance,
        offset: 0,
        limit: DOCUMENTS,
    };
    let evidence = portal.corpus_index().find(ask).await?;
    let loaded = portal.current().await.ok();
    let topics = loaded.as_deref().map(|loaded| loaded.atlas.near(&subject.text, TOPICS)).unwrap_or_default();
    let topics = topics.into_iter().map(|topic| TopicLine::of(topic, visit.language)).collect();
    let title = text_of(&subject.content, &subject.title_field, visit.language);
    let title = title.map_or_else(|| words.say("record-untitled"), str::to_owned);
    let lead = if subject.side == Side::Need { "matches-lead-need" } else { "matches-lead-offer" };
    render(&MatchesPage {
        page: Chrome::new(&visit, "/hall", &words.say("matches-title"), loaded.as_deref()),
        address: format!("/records/{id}"),
        lead: words.say(lead),
        documents: evidence.unwrap_or_default().hits.iter().map(|hit| document(hit, words)).collect(),
        reasons: Reason::ALL
            .map(|reason| (code(&reason), words.say(&format!("match-reason-{}", code(&reason)))))
            .into(),
        csrf: member.csrf().to_owned(),
        all: format!("/records/{id}/matches?all=1"),
        has_unsuitable: answers.values().any(|response| matches!(response, Response::Unsuitable(_))),
        title,
        notes,
        matches,
        teams,
        topics,
    })
}

/// What the owner of a record says of a match of it.
pub(super) async fn answer(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<HttpResponse, Failure> {
    let platform = platform(&portal)?;
    let reason = reason_of(sent.get("reason")).ok_or_else(|| Failure::Parameter("reason".to_owned()))?;
    let compared = compared(platform, &sent.member, &id, sent.get("other")).await?.ok_or(Failure::NotFound)?;
    let answer = Answer { compared, response: Response::Unsuitable(reason) };
    platform.conversations().answer(&sent.member.actor, &answer).await?;
    Ok(see(&format!("/records/{id}/matches")))
}

/// The reason of a code.
pub(super) fn reason_of(text: &str) -> Option<Reason> {
    Reason::ALL.into_iter().find(|reason| code(reason) == text)
}

/// What was said of a match, in words.
fn said(response: Response, words: &Words) -> String {
    match response {
        Response::Interested => words.say("match-said-interested"),
        Response::Met => words.say("match-said-met"),
        Response::Unsuitable(reason) => {
            let reason = words.say(&format!("match-reason-{}", code(&reason)));
            words.fill("match-said-unsuitable", [("reason", reason.into())])
        }
    }
}

fn as_match(definitions: &Definitions, line: Line, candidate: &Candidate, words: &Words) -> Match {
    let comparison = &candidate.comparison;
    let requirements = comparison.lines.iter().map(|line| RequirementLine {
        what: what(&line.what, words),
        hard: line.hard,
        wanted: given(definitions, &line.wanted, words),
        offered: given(definitions, &line.offered, words),
        verdict: match line.verdict {
            Verdict::Met => "met",
            Verdict::Unmet => "unmet",
            Verdict::Unknown => "unknown",
            Verdict::NeedsPerson => "person",
            Verdict::NotApplicable => "none",
        },
        says: words.say(&format!("verdict-{}", code(&line.verdict))),
        reason: reason(definitions, line, words),
    });
    Match {
        line,
        standing: numbers::percent(comparison.outcome.standing),
        certainty: numbers::percent(comparison.outcome.certainty),
        requirements: requirements.collect(),
        other: candidate.id.clone(),
        interest: None,
        answer: None,
    }
}

/// The code of a value without data, as it is written in JSON.
pub(super) fn code(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code.replace('_', "-"),
        Ok(serde_json::Value::Object(variant)) => {
            variant.keys().next().map(|code| code.replace('_', "-")).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn what(what: &What, words: &Words) -> String {
    match what {
        What::Indicator { name, .. } | What::Capability { name, .. } => pick(name, words.language).to_owned(),
        What::Aspect(aspect) => words.say(&format!("match-aspect-{}", code(aspect))),
    }
}

pub(super) fn pick(text: &Bilingual, language: Language) -> &str {
    let (first, second) = if language == Language::Zh { (&text.zh, &text.en) } else { (&text.en, &text.zh) };
    if first.is_empty() { second } else { first }
}

fn given(definitions: &Definitions, given: &Given, words: &Words) -> String {
    match given {
        Given::Nothing => numbers::NONE.to_owned(),
        Given::Figure(figure) => figure.clone(),
        Given::Level(level) => format!("TRL {level}"),
        Given::Money(amount) => price(amount, words),
        Given::Codes(codes) => modes(definitions, codes, words),
        Given::Region { code, .. } => region(definitions, code, words),
        Given::Day(day) => day.to_string(),
        Given::Named => words.say("match-named"),
    }
}

fn price(amount: &matching::Money, words: &Words) -> String {
    let value = serde_json::json!({"amount": amount.minor, "currency": amount.currency});
    money(&value, if amount.currency == "CNY" { 10_000 } else { 1 }, words)
}

fn region(definitions: &Definitions, code: &str, words: &Words) -> String {
    let found =
        definitions.regions().and_then(|regions| regions.term(code).or_else(|| regions.term(&format!("{code:0<6}"))));
    found.map_or_else(|| code.to_owned(), |found| term(&found.en, &found.zh, words).to_owned())
}

/// Names of ways of working together, from whichever vocabulary has them.
fn modes(definitions: &Definitions, codes: &[String], words: &Words) -> String {
    let fields = definitions.kinds().into_iter().flat_map(|kind| &kind.fields);
    let vocabularies: Vec<_> = fields
        .filter(|field| field.matching == Some(MatchingRole::Modes))
        .filter_map(|field| match &field.of_type {
            FieldType::Choice { vocabulary } => definitions.vocabulary(vocabulary),
            _ => None,
        })
        .collect();
    let name = |code: &String| {
        let found = vocabularies.iter().find_map(|vocabulary| vocabulary.term(code));
        found.map_or_else(|| code.clone(), |found| term(&found.en, &found.zh, words).to_owned())
    };
    codes.iter().map(name).collect::<Vec<_>>().join(&words.say("match-or"))
}

/// Why, and what would change it.
fn reason(definitions: &Definitions, line: &matching::Line, words: &Words) -> String {
    let why = words.try_say(&format!("match-why-{}", code(&line.why))).unwrap_or_default();
    let met = line.verdict == Verdict::Met;
    let flip = match &line.flip {
        _ if matches!(line.verdict, Verdict::NotApplicable) => String::new(),
        Flip::None | Flip::FindOut | Flip::Ask => String::new(),
        Flip::Figure { side, to, by, unit } => {
            let figure = format!("{} {to} {unit}", sign(*side));
            let key = if met { "match-flip-holds-until" } else { "match-flip-figure" };
            let by = by.as_ref().map(|by| format!("{by} {unit}")).unwrap_or_else(|| numbers::NONE.to_owned());
            words.fill(key, [("figure", figure.into()), ("by", by.into())])
        }
        _ if met => String::new(),
        Flip::Level(level) => words.fill("match-flip-level", [("level", i64::from(*level).into())]),
        Flip::Price(amount) => words.fill("match-flip-price", [("amount", price(amount, words).into())]),
        Flip::Modes(codes) => words.fill("match-flip-modes", [("modes", modes(definitions, codes, words).into())]),
        Flip::Region(code) => words.fill("match-flip-region", [("region", region(definitions, code, words).into())]),
        Flip::By(day) => words.fill("match-flip-day", [("day", day.to_string().into())]),
    };
    [why, flip].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn sign(side: rules::Side) -> &'static str {
    match side {
        rules::Side::AtLeast => "≥",
        rules::Side::MoreThan => ">",
        rules::Side::AtMost => "≤",
        rules::Side::LessThan => "<",
    }
}
