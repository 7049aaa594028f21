//! Facts about a party: the table on its page, and the page where they are recorded and corrected.

use super::chrome::Chrome;
use super::hall::platform;
use super::sent::{Sent, see};
use super::{Page, render};
use crate::failure::Failure;
use crate::form::wrong;
use crate::locale::{Language, Words};
use crate::member::Member;
use crate::numbers;
use crate::platform::Platform;
use crate::show::{money, term, text_of};
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use registry::definition::{Definitions, FactDefinition, FactPeriod};
use registry::facts::{Confidence, Figure, NewFact, Period};
use registry::{RegistryError, Role};
use serde_json::json;

/// Minor units of the unit in which amounts are asked and shown: 10,000 yuan.
const TEN_THOUSAND_YUAN: f64 = 1_000_000.0;

/// What the page of a record shows of its figures.
pub(super) struct FactsPart {
    pub(super) rows: Vec<Row>,
    /// Where more is recorded, for those who may.
    pub(super) address: Option<String>,
}

/// A line of the table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) period: String,
    pub(super) value: String,
    pub(super) source: String,
    pub(super) confidence: String,
    pub(super) observed: String,
    pub(super) counts: bool,
    pub(super) disputed: bool,
    pub(super) corrected: bool,
    pub(super) correct: Option<String>,
}

#[derive(Template)]
#[template(path = "facts.html")]
struct FactsPage {
    page: Chrome,
    title: String,
    record: String,
    action: String,
    csrf: String,
    saved: bool,
    rows: Vec<Row>,
    may_record: bool,
    corrects: Option<String>,
    names: Vec<(String, String)>,
    grades: Vec<(String, String)>,
    problems: Vec<(String, String)>,
    entered: Entered,
}

/// What the form holds.
#[derive(Default)]
struct Entered {
    name: String,
    value: String,
    period: String,
    source: String,
    confidence: String,
    observed: String,
    proof: String,
}

/// The facts of a record that may be seen; none where there are none and none may be recorded.
pub(super) async fn part(
    platform: &Platform,
    member: &Member,
    visit: &Visit,
    id: &str,
    kind: &str,
) -> Result<Option<FactsPart>, Failure> {
    let registry = platform.registry();
    let definitions = registry.definitions();
    if definitions.facts(kind).next().is_none() {
        return Ok(None);
    }
    let may_record = member.actor.party.is_some() && registry.may_record(&member.actor, id).await?;
    let figures = registry.facts(&member.actor, id).await?;
    let words = visit.words();
    let rows: Vec<Row> =
        figures.iter().filter(|it| !it.corrected).map(|it| row(&definitions, it, words, None)).collect();
    let address = may_record.then(|| format!("/records/{id}/facts"));
    Ok((!rows.is_empty() || may_record).then_some(FactsPart { rows, address }))
}

pub(super) async fn show(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    let corrects = visit.get("correct").map(str::to_owned);
    page(&portal, &visit, &member, &id, corrects, None, Vec::new()).await
}

pub(super) async fn record(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let text = |name: &str| sent.get(name).trim().to_owned();
    let member = &sent.member;
    let platform = platform(&portal)?;
    let registry = platform.registry();
    let id = registry.kept(&id).await?;
    let entered = Entered {
        name: text("name"),
        value: text("value"),
        period: text("period"),
        source: text("source"),
        confidence: text("confidence"),
        observed: text("observed"),
        proof: text("proof"),
    };
    let corrects = Some(text("corrects")).filter(|id| !id.is_empty());
    let definitions = registry.definitions();
    let words = visit.words();
    let refused = match new_fact(&definitions, &entered, words) {
        Ok(new) => {
            let done = match &corrects {
                Some(fact) => registry.correct_fact(&member.actor, fact, new).await,
                None => registry.add_fact(&member.actor, &id, new).await,
            };
            match done {
                Ok(_) => {
                    return Ok(see(&format!("/records/{id}/facts?saved=1")));
                }
                Err(RegistryError::Content(problems)) => {
                    problems.iter().map(|it| (label(&it.path, words), wrong(&it.what, words))).collect()
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(problems) => problems,
    };
    let page = page(&portal, &visit, member, &id, corrects, Some(entered), refused).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    id: &str,
    corrects: Option<String>,
    entered: Option<Entered>,
    problems: Vec<(String, String)>,
) -> Page {
    let platform = platform(portal)?;
    let registry = platform.registry();
    let id = registry.kept(id).await?;
    let seen = registry.read(&member.actor, &id, None).await?;
    let definitions = registry.definitions();
    let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
    let words = visit.words();
    let chinese = words.language == Language::Zh;
    if definitions.facts(&kind.code).next().is_none() {
        return Err(Failure::NotFound);
    }
    let name = text_of(&seen.content, &kind.title, visit.language);
    let name = name.map_or_else(|| words.say("record-untitled"), str::to_owned);
    let title = words.fill("facts-of", [("name", name.as_str().into())]);
    let may_record = member.actor.party.is_some() && registry.may_record(&member.actor, &id).await?;
    let figures = registry.facts(&member.actor, &id).await?;
    let corrected = corrects.as_deref().and_then(|it| figures.iter().find(|figure| figure.fact.id == it));
    let today = member.actor.now.to_zoned_datetime(TimeZone::UTC).date().to_string();
    let entered = match (entered, corrected) {
        (Some(entered), _) => entered,
        (None, Some(figure)) => filled(&definitions, figure, today),
        (None, None) => {
            Entered { observed: today, confidence: Confidence::Declared.code().into(), ..Entered::default() }
        }
    };
    let curator = member.actor.has(Role::Curator);
    let grades = Confidence::ALL.into_iter().rev().filter(|grade| curator || *grade <= Confidence::Declared);
    let facts = definitions.facts(&kind.code).filter(|it| corrected.is_none_or(|figure| figure.fact.name == it.code));
    render(&FactsPage {
        page: Chrome::new(visit, "/hall", &title, portal.shown().as_deref()),
        title,
        record: format!("/records/{id}"),
        action: format!("/records/{id}/facts"),
        csrf: member.csrf().to_owned(),
        saved: visit.get("saved").is_some(),
        rows: figures
            .iter()
            .map(|it| row(&definitions, it, words, may_record.then_some((id.as_str(), curator))))
            .collect(),
        may_record,
        corrects: corrected.map(|figure| figure.fact.id.clone()),
        names: facts.map(|it| (it.code.clone(), asked(it, chinese, words))).collect(),
        grades: grades.map(|it| (it.code().to_owned(), words.say(&format!("confidence-{}", it.code())))).collect(),
        problems,
        entered,
    })
}

/// Name of a fact with the unit and period in which it is asked.
fn asked(definition: &FactDefinition, chinese: bool, words: &Words) -> String {
    let unit = match &definition.unit_name {
        Some(unit) => unit.of(chinese).to_owned(),
        None if definition.is_money() => words.say("money-ten-thousand-yuan"),
        None => definition.unit.clone(),
    };
    let period = words.say(match definition.period {
        FactPeriod::Year => "facts-of-a-year",
        FactPeriod::Date => "facts-of-a-day",
    });
    format!("{} – {unit}, {period}", definition.name(chinese))
}

/// What was entered as a fact, or what cannot be read.
fn new_fact(definitions: &Definitions, entered: &Entered, words: &Words) -> Result<NewFact, Vec<(String, String)>> {
    let mut problems = Vec::new();
    let mut unread = |path: &str, key: &str| problems.push((label(path, words), words.say(key)));
    let definition = definitions.fact(&entered.name);
    let number = entered.value.replace([',', '，', ' '], "").replace('−', "-").parse::<f64>().ok();
    let number = number.filter(|number| number.is_finite());
    let period = Period::parse(&entered.period);
    let confidence = Confidence::from_code(&entered.confidence);
    let observed = entered.observed.parse::<Date>().ok();
    let observed = observed.and_then(|day| day.to_zoned_datetime(TimeZone::UTC).ok());
    for (path, missing, key) in [
        ("name", definition.is_none(), "problem-missing"),
        ("value", number.is_none(), "unread-number"),
        ("period", period.is_none(), "unread-period"),
        ("confidence", confidence.is_none(), "problem-missing"),
        ("observed", observed.is_none(), "unread-date"),
    ] {
        if missing {
            unread(path, key);
        }
    }
    let (Some(definition), Some(number), Some(period), Some(confidence), Some(observed)) =
        (definition, number, period, confidence, observed)
    else {
        return Err(problems);
    };
    let value = if definition.is_money() {
        let minor = number * TEN_THOUSAND_YUAN;
        // What is left of a multiplication in binary is no part of a fen.
        if (minor - minor.round()).abs() < 1e-3 { minor.round() } else { minor }
    } else {
        number
    };
    Ok(NewFact {
        name: definition.code.clone(),
        value,
        period,
        source: entered.source.clone(),
        confidence,
        proof: Some(entered.proof.clone()).filter(|proof| !proof.is_empty()),
        observed_at: observed.timestamp(),
    })
}

fn label(path: &str, words: &Words) -> String {
    words.say(match path {
        "name" => "facts-name",
        "value" => "facts-value",
        "period" => "facts-period",
        "confidence" => "facts-confidence",
        "observed" => "facts-observed",
        "proof" => "facts-proof",
        _ => "facts-source",
    })
}

/// The form with a figure that is to be corrected.
fn filled(definitions: &Definitions, figure: &Figure, today: String) -> Entered {
    let fact = &figure.fact;
    let is_money = definitions.fact(&fact.name).is_some_and(FactDefinition::is_money);
    Entered {
        name: fact.name.clone(),
        value: if is_money { fact.value / TEN_THOUSAND_YUAN } else { fact.value }.to_string(),
        period: figure.period.to_string(),
        source: fact.source.clone(),
        confidence: fact.confidence.clone(),
        observed: today,
        proof: fact.proof.clone().unwrap_or_default(),
    }
}

/// A line of the table; with the record and whether a curator looks where it may be corrected.
fn row(definitions: &Definitions, figure: &Figure, words: &Words, at: Option<(&str, bool)>) -> Row {
    let fact = &figure.fact;
    let definition = definitions.fact(&fact.name);
    let name = definition.map_or_else(|| fact.name.clone(), |it| term(&it.en, &it.zh, words).to_owned());
    let may_correct = |curator| !figure.corrected && (curator || figure.confidence <= Confidence::Declared);
    Row {
        name,
        period: figure.period.to_string(),
        value: value(definition, figure, words),
        source: fact.source.clone(),
        confidence: words.say(&format!("confidence-{}", fact.confidence)),
        observed: super::record::day_of(fact.observed_at),
        counts: figure.chosen,
        disputed: figure.disputed,
        corrected: figure.corrected,
        correct: at
            .filter(|(_, curator)| may_correct(*curator))
            .map(|(id, _)| format!("/records/{id}/facts?correct={}#form", fact.id)),
    }
}

fn value(definition: Option<&FactDefinition>, figure: &Figure, words: &Words) -> String {
    let number = figure.fact.value;
    if definition.is_some_and(FactDefinition::is_money) {
        return money(&json!({ "amount": number as i64, "currency": "CNY" }), 10_000, words);
    }
    let unit = definition.and_then(|it| it.unit_name.as_ref()).map(|unit| unit.of(words.language == Language::Zh));
    let decimals = definition.map_or(2, |it| usize::from(it.decimals));
    let shown =
        if number.fract() == 0.0 { numbers::grouped(number) } else { numbers::decimal(number, decimals.max(1)) };
    format!("{shown} {}", unit.unwrap_or(&figure.fact.unit))
}
