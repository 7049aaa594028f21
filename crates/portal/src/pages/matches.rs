//! Who fits a need, and whom an offer may help: a short list, compared requirement by requirement, with what is written about the matter.

use super::chrome::Chrome;
use super::hall::{Line, lines, platform};
use super::lines::TopicLine;
use super::search::{HitLine, document};
use super::{Page, render};
use crate::failure::Failure;
use crate::index::Asked;
use crate::locale::{Language, Words};
use crate::member::Member;
use crate::show::{money, term, text_of};
use crate::state::Portal;
use crate::visit::Visit;
use crate::{numbers, profile};
use askama::Template;
use axum::extract::{Path, State};
use matching::{Bilingual, Comparison, Flip, Given, Matcher, Outcome, Prepared, Side, What};
use registry::definition::{Definitions, FieldType, Matching, MatchingRole};
use rules::Verdict;
use search::{Query, Sort};

/// Records that are compared, and that are shown.
const COMPARED: usize = 60;
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
    topics: Vec<TopicLine>,
    documents: Vec<HitLine>,
}

/// A record that fits, and why.
struct Match {
    line: Line,
    standing: String,
    certainty: String,
    requirements: Vec<RequirementLine>,
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
    let registry = platform.registry();
    let definitions = registry.definitions();
    let words = visit.words();
    let seen = registry.read(&member.actor, &id, None).await?;
    let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
    // Whose it is stands in the registry, also where it is not to be named: nobody is matched with themselves.
    let own = registry.hall_by_ids(&[&id]).await?.pop();
    let owner = own.as_ref().map_or(seen.record.owner.as_str(), |own| own.owner.as_str());
    let profile = profile::of(kind, &id, owner, &seen.content).ok_or(Failure::NotFound)?;
    let side = profile.side;
    let text = profile::words(&profile);
    let wanted = if side == Side::Need { Matching::Offer } else { Matching::Need };
    let mut query = Query::words(&text);
    for other in definitions.kinds().into_iter().filter(|kind| kind.matching == wanted) {
        query = query.with_term("kind", &other.code);
    }
    let is_member = member.session.is_some();
    let ask = |query, limit| Asked { query, is_member, sort: Sort::Relevance, offset: 0, limit };
    let found = platform.hall_index().find(ask(&query, COMPARED)).await?;
    let mut notes = Vec::new();
    if found.is_none() {
        notes.push(words.say("search-preparing"));
    }
    let hits = found.unwrap_or_default().hits;
    let best = hits.first().map_or(1.0, |hit| f64::from(hit.score)).max(f64::MIN_POSITIVE);
    let ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
    let matcher = matcher();
    let subject = matcher.prepare(profile);
    let mut compared: Vec<(String, Prepared, f64, Outcome)> = Vec::new();
    for other in registry.hall_by_ids(&ids).await? {
        let content = if is_member { &other.signed_in } else { &other.public };
        let Some(kind) = definitions.kind(&other.kind) else { continue };
        let Some(profile) = profile::of(kind, &other.id, &other.owner, content) else { continue };
        let relevance = hits.iter().find(|hit| hit.id == other.id).map_or(0.0, |hit| f64::from(hit.score) / best);
        let other_prepared = matcher.prepare(profile);
        let (need, offer) = sides(side, &subject, &other_prepared);
        let outcome = matcher.outcome(need, offer, Some(relevance));
        compared.push((other.id, other_prepared, relevance, outcome));
    }
    let excluded = compared.iter().filter(|(.., outcome)| outcome.excluded).count();
    compared.retain(|(.., outcome)| !outcome.excluded);
    compared.sort_by(|a, b| a.3.order(&b.3).then_with(|| a.0.cmp(&b.0)));
    compared.truncate(SHOWN);
    if excluded > 0 {
        notes.push(words.count("matches-excluded", excluded as u64));
    }
    let shown: Vec<&str> = compared.iter().map(|(id, ..)| id.as_str()).collect();
    let publications = registry.hall_of(&shown).await?;
    let lines = lines(platform, &publications, &visit).await?;
    let mut matches = Vec::new();
    for (publication, line) in publications.iter().zip(lines) {
        let Some((_, other, relevance, _)) = compared.iter().find(|(id, ..)| *id == publication.id) else { continue };
        let (need, offer) = sides(side, &subject, other);
        let comparison = matcher.compare(need, offer, Some(*relevance));
        matches.push(as_match(&definitions, line, &comparison, words));
    }
    let evidence = portal.corpus_index().find(ask(&Query::words(&text), DOCUMENTS)).await?;
    let loaded = portal.current().await.ok();
    let topics = loaded.as_deref().map(|loaded| loaded.atlas.near(&text, TOPICS)).unwrap_or_default();
    let topics = topics.into_iter().map(|topic| TopicLine::of(topic, visit.language)).collect();
    let title = text_of(&seen.content, &kind.title, visit.language);
    let title = title.map_or_else(|| words.say("record-untitled"), str::to_owned);
    let lead = if side == Side::Need { "matches-lead-need" } else { "matches-lead-offer" };
    render(&MatchesPage {
        page: Chrome::new(&visit, "/hall", &words.say("matches-title"), loaded.as_deref()),
        address: format!("/records/{id}"),
        lead: words.say(lead),
        documents: evidence.unwrap_or_default().hits.iter().map(|hit| document(hit, words)).collect(),
        title,
        notes,
        matches,
        topics,
    })
}

pub(super) fn sides<'a>(side: Side, subject: &'a Prepared, other: &'a Prepared) -> (&'a Prepared, &'a Prepared) {
    if side == Side::Need { (subject, other) } else { (other, subject) }
}

/// The matcher with the names and ways of working together that come with the program.
pub(super) fn matcher() -> &'static Matcher {
    static MATCHER: std::sync::LazyLock<Matcher> = std::sync::LazyLock::new(|| {
        let dictionary =
            matching::Dictionary::from_toml(include_str!("../../../../definitions/matching/indicators.toml"));
        let modes = matching::Modes::from_toml(include_str!("../../../../definitions/matching/modes.toml"));
        Matcher::new(
            dictionary.expect("a test reads the file"),
            modes.expect("a test reads the file"),
            matching::Weights::default(),
        )
    });
    &MATCHER
}

fn as_match(definitions: &Definitions, line: Line, comparison: &Comparison, words: &Words) -> Match {
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
    }
}

/// The code of a value without data, as it is written in JSON.
fn code(value: &impl serde::Serialize) -> String {
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

fn pick(text: &Bilingual, language: Language) -> &str {
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
