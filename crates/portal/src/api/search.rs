//! `/search`: the hall, searched.

use super::answer::Asked;
use super::caller::Caller;
use super::hall::publication;
use crate::failure::Failure;
use crate::index;
use crate::pages::hall::{facet_codes, platform};
use crate::state::Portal;
use axum::Json;
use axum::extract::State;
use search::{Part, Query, Sort};
use serde_json::{Value, json};

/// Hits of a page where none are asked for, and at most; and the last hit that may be asked for.
const LIMIT: usize = 20;
const LARGEST_LIMIT: usize = 100;
const DEEPEST: usize = 1_000;
/// Characters of a question.
const LONGEST: usize = 2_000;

pub(super) async fn find(State(portal): State<Portal>, asked: Asked, caller: Caller) -> Result<Json<Value>, Failure> {
    let platform = platform(&portal)?;
    let registry = platform.registry();
    let definitions = registry.definitions();
    let known_kind = |code: &str| definitions.kind(code).map(|kind| kind.code.clone());
    let kind = asked.choice("kind", "the code of a kind, see /api/v1/kinds", known_kind)?;
    let text = asked.longer("q", LONGEST).unwrap_or_default();
    let facets = facet_codes(&definitions, kind.as_deref());
    let fields: Vec<&str> = facets.iter().map(String::as_str).collect();
    let wrong = |problem: search::SyntaxError| Failure::Parameter(format!("`q`: {problem}"));
    let mut query = Query::parse(text, &fields).map_err(wrong)?;
    if let Some(kind) = &kind {
        query = query.with_term("kind", kind);
    }
    for facet in &facets {
        if let Some(term) = asked.text(facet) {
            query = query.with_term(facet, term);
        }
    }
    let sort = asked.choice("sort", "`relevance` or `newest`", |text| match text {
        "relevance" => Some(Sort::Relevance),
        "newest" => Some(Sort::Newest),
        _ => None,
    })?;
    let number = |least: usize, most: usize| {
        move |text: &str| text.parse().ok().filter(|number| (least..=most).contains(number))
    };
    let limit = asked.choice("limit", "a number from 1 to 100", number(1, LARGEST_LIMIT))?.unwrap_or(LIMIT);
    let offset = asked.choice("cursor", "the cursor of a page", number(0, DEEPEST))?.unwrap_or(0);
    let wanted = index::Asked {
        query: &query,
        is_member: caller.actor.party.is_some(),
        sort: sort.unwrap_or_default(),
        offset,
        limit,
    };
    let found = platform.hall_index().find(wanted).await?;
    let is_ready = found.is_some();
    let found = found.unwrap_or_default();
    let ids: Vec<&str> = found.hits.iter().map(|hit| hit.id.as_str()).collect();
    let records = registry.hall_of(&ids).await?;
    let item = |record: &registry::hall::Publication| {
        let hit = found.hits.iter().find(|hit| hit.id == record.id)?;
        let text = hit.highlights.iter().find(|highlight| highlight.part == Part::Text);
        Some(json!({
            "score": hit.score,
            "excerpt": text.map(|text| &text.text),
            "marks": text.map(|text| text.ranges.iter().map(|range| [range.start, range.end]).collect::<Vec<_>>()),
            "record": publication(record),
        }))
    };
    let items: Vec<Value> = records.iter().filter_map(item).collect();
    let counts = found.counts.unwrap_or_default();
    let end = offset + found.hits.len();
    let next = (end < counts.total && end <= DEEPEST && !found.hits.is_empty()).then(|| asked.next(&end.to_string()));
    let kinds: Vec<Value> =
        counts.kinds.iter().map(|group| json!({"kind": group.kind, "records": group.documents})).collect();
    Ok(Json(json!({ "items": items, "total": counts.total, "kinds": kinds, "ready": is_ready, "next": next })))
}
