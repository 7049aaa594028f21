//! Ties of a party: who controls, employs or works with whom, for its owners and those who work here; where they are recorded and retracted.

use super::chrome::Chrome;
use super::hall::platform;
use super::owner::owners;
use super::sent::{Sent, see};
use super::{Page, render};
use crate::failure::Failure;
use crate::form::wrong;
use crate::locale::Words;
use crate::member::Member;
use crate::platform::Platform;
use crate::show::text_of;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use registry::facts::Confidence;
use registry::ties::{NewTie, TieKind, joins};
use registry::{RegistryError, Role};
use store::schema::tie;

/// How this party may stand to another: the kind, and whether this party is the first.
const RELATIONS: [(&str, TieKind, bool); 5] = [
    ("controls", TieKind::Controls, true),
    ("controlled", TieKind::Controls, false),
    ("employs", TieKind::Employs, true),
    ("employed", TieKind::Employs, false),
    ("cooperates", TieKind::Cooperates, true),
];

#[derive(Template)]
#[template(path = "ties.html")]
struct TiesPage {
    page: Chrome,
    title: String,
    record: String,
    action: String,
    csrf: String,
    saved: bool,
    rows: Vec<Row>,
    may_record: bool,
    relations: Vec<Choice>,
    grades: Vec<Choice>,
    problems: Vec<(String, String)>,
    entered: Entered,
}

struct Choice {
    code: String,
    text: String,
    chosen: bool,
}

struct Row {
    relation: String,
    other: String,
    address: Option<String>,
    period: String,
    source: String,
    confidence: String,
    /// Where it is retracted, for those who may.
    retract: Option<String>,
}

/// What the form holds.
#[derive(Default)]
struct Entered {
    other: String,
    share: String,
    since: String,
    until: String,
    source: String,
}

pub(super) async fn show(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    page(&portal, &visit, &member, &id, None, Vec::new()).await
}

pub(super) async fn add(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let registry = platform(&portal)?.registry();
    let id = registry.kept(&id).await?;
    let words = visit.words();
    let problems = match new_tie(&id, &sent, words) {
        Ok(new) => match registry.add_tie(&sent.member.actor, new).await {
            Ok(_) => return Ok(see(&format!("/records/{id}/ties?saved=1"))),
            Err(RegistryError::Content(problems)) => {
                problems.iter().map(|it| (label(&it.path, words), wrong(&it.what, words))).collect()
            }
            Err(RegistryError::NotFound { .. }) => vec![(label("other", words), words.say("ties-no-such"))],
            Err(error) => return Err(error.into()),
        },
        Err(problems) => problems,
    };
    let page = page(&portal, &visit, &sent.member, &id, Some(&sent), problems).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(super) async fn retract(
    State(portal): State<Portal>,
    Path((id, tie)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    platform(&portal)?.registry().retract_tie(&sent.member.actor, &tie).await?;
    Ok(see(&format!("/records/{id}/ties?saved=1")))
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    id: &str,
    sent: Option<&Sent>,
    problems: Vec<(String, String)>,
) -> Page {
    member.party()?;
    let platform = platform(portal)?;
    let registry = platform.registry();
    let id = registry.kept(id).await?;
    let seen = registry.read(&member.actor, &id, None).await?;
    let definitions = registry.definitions();
    let kind = definitions.kind(&seen.record.kind).filter(|kind| joins(kind)).ok_or(Failure::NotFound)?;
    let words = visit.words();
    let name = text_of(&seen.content, &kind.title, visit.language);
    let name = name.map_or_else(|| words.say("record-untitled"), str::to_owned);
    let title = words.fill("ties-of", [("name", name.as_str().into())]);
    let mut rows = Vec::new();
    for tie in registry.ties(&member.actor, &id).await? {
        rows.push(row(platform, member, visit, &id, &tie).await?);
    }
    let given = |field: &str| sent.map(|sent| sent.get(field).to_owned()).unwrap_or_default();
    let is_curator = member.actor.has(Role::Curator);
    let grades = Confidence::ALL.into_iter().rev().filter(|grade| is_curator || *grade <= Confidence::Declared);
    let chosen = sent.map_or(Confidence::Declared.code(), |sent| sent.get("confidence"));
    render(&TiesPage {
        page: Chrome::new(visit, "/desk", &title, portal.shown().as_deref()),
        title,
        record: format!("/records/{id}"),
        action: format!("/records/{id}/ties"),
        csrf: member.csrf().to_owned(),
        saved: visit.get("saved").is_some(),
        rows,
        may_record: is_curator || member.actor.is(&seen.record.owner),
        relations: RELATIONS
            .iter()
            .map(|(code, ..)| Choice {
                code: (*code).to_owned(),
                text: words.say(&format!("tie-{code}")),
                chosen: given("relation") == *code,
            })
            .collect(),
        grades: grades
            .map(|grade| Choice {
                code: grade.code().to_owned(),
                text: words.say(&format!("confidence-{}", grade.code())),
                chosen: grade.code() == chosen,
            })
            .collect(),
        problems,
        entered: Entered {
            other: given("other"),
            share: given("share"),
            since: sent.map_or_else(
                || member.actor.now.to_zoned_datetime(TimeZone::UTC).date().to_string(),
                |sent| sent.get("since").to_owned(),
            ),
            until: given("until"),
            source: given("source"),
        },
    })
}

/// A tie as the party sees it.
async fn row(platform: &Platform, member: &Member, visit: &Visit, id: &str, tie: &tie::Model) -> Result<Row, Failure> {
    let (registry, words) = (platform.registry(), visit.words());
    let is_first = registry.kept(&tie.from_party).await? == id;
    let relation = RELATIONS
        .iter()
        .find(|(_, kind, first)| kind.code() == tie.kind && (*first == is_first || *kind == TieKind::Cooperates))
        .map_or("represented", |(code, ..)| *code);
    let mut text = words.say(&format!("tie-{relation}"));
    if let Some(share) = tie.share {
        text = format!("{text} ({share} %)");
    }
    let (other, address) = if relation == "represented" {
        let named = owners(platform, std::slice::from_ref(&tie.from_party), visit.language).await?;
        (named.into_values().next().map(|owner| owner.name).unwrap_or_default(), None)
    } else {
        let other = registry.kept(if is_first { &tie.to_party } else { &tie.from_party }).await?;
        match registry.read(&member.actor, &other, None).await {
            Ok(seen) => {
                let definitions = registry.definitions();
                let kind = definitions.kind(&seen.record.kind);
                let name = kind.and_then(|kind| text_of(&seen.content, &kind.title, visit.language));
                let name = name.map_or_else(|| words.say("record-untitled"), str::to_owned);
                (name, Some(format!("/records/{other}")))
            }
            Err(RegistryError::NotFound { .. }) => (words.say("ties-hidden"), None),
            Err(error) => return Err(error.into()),
        }
    };
    let may_retract = member.actor.has(Role::Curator) || member.actor.is(&tie.recorded_by);
    Ok(Row {
        relation: text,
        other,
        address,
        period: format!("{} – {}", tie.period_from, tie.period_to.as_deref().unwrap_or_default()),
        source: tie.source.clone(),
        confidence: words.say(&format!("confidence-{}", tie.confidence)),
        retract: may_retract.then(|| format!("/records/{id}/ties/{}/retract", tie.id)),
    })
}

/// What was entered as a tie, or what cannot be read.
fn new_tie(id: &str, sent: &Sent, words: &Words) -> Result<NewTie, Vec<(String, String)>> {
    let relation = RELATIONS.iter().find(|(code, ..)| *code == sent.get("relation"));
    // The address of a page is as good as its id.
    let other = sent.get("other").trim().split('?').next().unwrap_or_default();
    let other = other.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let share = sent.get("share").trim().trim_end_matches(['%', '％']).trim().to_owned();
    let until = sent.get("until").trim().to_owned();
    let since = sent.get("since").trim().parse::<Date>().ok();
    let confidence = Confidence::from_code(sent.get("confidence"));
    let share_read = share.parse::<f64>().ok().filter(|share| share.is_finite());
    let until_read = until.parse::<Date>().ok();
    let mut problems = Vec::new();
    for (path, is_wrong, key) in [
        ("relation", relation.is_none(), "problem-missing"),
        ("other", other.is_empty(), "problem-missing"),
        ("share", !share.is_empty() && share_read.is_none(), "unread-number"),
        ("since", since.is_none(), "unread-date"),
        ("until", !until.is_empty() && until_read.is_none(), "unread-date"),
        ("confidence", confidence.is_none(), "problem-missing"),
    ] {
        if is_wrong {
            problems.push((label(path, words), words.say(key)));
        }
    }
    let (Some((_, kind, is_first)), Some(since), Some(confidence), true) =
        (relation, since, confidence, problems.is_empty())
    else {
        return Err(problems);
    };
    let (from, to) = if *is_first { (id.to_owned(), other) } else { (other, id.to_owned()) };
    let source = sent.get("source").to_owned();
    Ok(NewTie { kind: *kind, from, to, share: share_read, since, until: until_read, source, confidence })
}

fn label(path: &str, words: &Words) -> String {
    words.say(match path {
        "relation" => "ties-relation",
        "share" => "ties-share",
        "since" => "ties-since",
        "until" => "ties-until",
        "confidence" => "facts-confidence",
        "source" => "facts-source",
        _ => "ties-other",
    })
}
