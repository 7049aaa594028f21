//! OpenAlex works: JSON Lines as in the snapshot, pages of the API, and the flat CSV of the site.
//!
//! Fields that came or went between 2023 and today are optional: `host_venue`, `concepts`, `mesh` on the old side,
//! `topics`, `keywords`, `primary_location` on the new.

use super::row::{Row, has};
use crate::format::{Format, Raw, Sample, Shape};
use crate::text::{date, language, some, without_markup, year};
use crate::{Document, DocumentKind, DocumentParty, identifier};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The snapshot: a work a line.
pub(super) static WORKS: Format =
    Format { name: "openalex", shape: Shape::Lines, recognise: recognise_works, parse: parse_work };
/// A page of the API, or a JSON array of works.
pub(super) static PAGE: Format =
    Format { name: "openalex-page", shape: Shape::JsonItems("results"), recognise: recognise_page, parse: parse_work };
/// The flat CSV of the site.
pub(super) static FLAT: Format =
    Format { name: "openalex-csv", shape: Shape::Table, recognise: recognise_flat, parse: parse_flat };

fn is_work(text: &str) -> bool {
    text.contains("openalex.org/W") && (text.contains("\"referenced_works\"") || text.contains("\"authorships\""))
}

fn recognise_works(sample: &Sample<'_>) -> u8 {
    let line = sample.text.lines().next().unwrap_or_default().trim_start();
    if line.starts_with("{\"id\"") && is_work(sample.text) && !line.contains("\"results\"") { 95 } else { 0 }
}

fn recognise_page(sample: &Sample<'_>) -> u8 {
    let text = sample.text.trim_start();
    let list = text.starts_with('[') || (text.starts_with('{') && text.contains("\"results\""));
    if list && is_work(text) { 90 } else { 0 }
}

fn recognise_flat(sample: &Sample<'_>) -> u8 {
    let columns =
        ["authorships.author.display_name", "primary_location.source.display_name", "publication_year", "title"];
    if has(sample.header, &columns) >= 3 { 95 } else { 0 }
}

#[derive(Deserialize)]
struct Work<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    doi: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    display_name: Option<Cow<'a, str>>,
    #[serde(default)]
    publication_year: Option<i32>,
    #[serde(borrow, default)]
    publication_date: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    language: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(default)]
    cited_by_count: Option<u32>,
    #[serde(borrow, default)]
    ids: Ids<'a>,
    #[serde(borrow, default)]
    primary_location: Option<Location<'a>>,
    #[serde(borrow, default)]
    host_venue: Option<Named<'a>>,
    #[serde(borrow, default)]
    authorships: Vec<Authorship<'a>>,
    #[serde(borrow, default)]
    referenced_works: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    keywords: Vec<Keyword<'a>>,
    #[serde(borrow, default)]
    mesh: Vec<Mesh<'a>>,
    #[serde(borrow, default)]
    abstract_inverted_index: Option<BTreeMap<Cow<'a, str>, Vec<u32>>>,
}

#[derive(Deserialize, Default)]
struct Ids<'a> {
    #[serde(borrow, default)]
    pmid: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Location<'a> {
    #[serde(borrow, default)]
    source: Option<Named<'a>>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow, default)]
    display_name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    country_code: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Authorship<'a> {
    #[serde(borrow, default)]
    author: Option<Named<'a>>,
    #[serde(borrow, default)]
    institutions: Vec<Named<'a>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Keyword<'a> {
    #[serde(borrow)]
    Named(Named<'a>),
    Plain(Cow<'a, str>),
}

#[derive(Deserialize)]
struct Mesh<'a> {
    #[serde(borrow, default)]
    descriptor_ui: Option<Cow<'a, str>>,
}

fn parse_work(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let Raw::Text(text) = raw else { return Err("a JSON object was expected".into()) };
    let work: Work = serde_json::from_str(text).map_err(|error| format!("not an OpenAlex work: {error}"))?;
    let title = work.title.or(work.display_name).unwrap_or_default();
    if title.trim().is_empty() && work.abstract_inverted_index.is_none() {
        return Err("the work has neither title nor abstract".into());
    }
    let mut identifiers: Vec<String> = Vec::with_capacity(3);
    identifiers.extend(identifier::openalex(&work.id));
    identifiers.extend(work.doi.as_deref().and_then(identifier::doi));
    identifiers.extend(work.ids.pmid.as_deref().and_then(identifier::pmid));
    let mut parties: Vec<DocumentParty> = Vec::new();
    for institution in work.authorships.iter().flat_map(|authorship| &authorship.institutions) {
        if let Some(name) = institution.display_name.as_deref()
            && !parties.iter().any(|party| party.name == name)
        {
            let country = institution.country_code.as_deref().map(str::to_uppercase);
            parties.push(DocumentParty { name: name.into(), country, region: None });
        }
    }
    let abstract_text =
        work.abstract_inverted_index.map(|index| rebuild(&index)).and_then(|text| some(&without_markup(&text)));
    let venue = work.primary_location.and_then(|location| location.source).or(work.host_venue);
    Ok(Some(Document {
        title: without_markup(&title),
        abstract_text,
        language: work.language.map(Cow::into_owned),
        year: work.publication_year,
        date: work.publication_date.as_deref().and_then(date),
        kind: kind(work.kind.as_deref().unwrap_or_default()),
        venue: venue.and_then(|venue| venue.display_name).map(Cow::into_owned),
        authors: work
            .authorships
            .into_iter()
            .filter_map(|authorship| Some(authorship.author?.display_name?.into_owned()))
            .collect(),
        parties,
        identifiers,
        references: work.referenced_works.iter().filter_map(|work| identifier::openalex(work)).collect(),
        classes: work.mesh.into_iter().filter_map(|mesh| Some(format!("mesh:{}", mesh.descriptor_ui?))).collect(),
        keywords: work
            .keywords
            .into_iter()
            .filter_map(|keyword| match keyword {
                Keyword::Named(named) => named.display_name.map(Cow::into_owned),
                Keyword::Plain(text) => Some(text.into_owned()),
            })
            .collect(),
        citations: work.cited_by_count,
        source: "openalex".into(),
        ..Document::default()
    }))
}

fn kind(name: &str) -> DocumentKind {
    match name {
        "paratext"
        | "erratum"
        | "dataset"
        | "grant"
        | "peer-review"
        | "retraction"
        | "libguides"
        | "supplementary-materials" => DocumentKind::Other,
        "standard" => DocumentKind::Standard,
        _ => DocumentKind::Paper,
    }
}

/// Longest abstract, in words, that is rebuilt.
const LONGEST: usize = 20_000;

/// A text from its words and their positions.
fn rebuild(index: &BTreeMap<Cow<'_, str>, Vec<u32>>) -> String {
    let mut words: Vec<(u32, &str)> = index
        .iter()
        .flat_map(|(word, positions)| positions.iter().map(move |&position| (position, word.as_ref())))
        .take(LONGEST)
        .collect();
    words.sort_unstable_by_key(|&(position, _)| position);
    words.iter().map(|&(_, word)| word).collect::<Vec<_>>().join(" ")
}

fn parse_flat(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let row = Row::new(raw)?;
    let title = row.text(&["title", "display_name"]).ok_or("the row has no title")?;
    let bar = &['|'];
    let mut identifiers = Vec::new();
    identifiers.extend(row.get(&["id"]).and_then(identifier::openalex));
    identifiers.extend(row.get(&["doi"]).and_then(identifier::doi));
    identifiers.extend(row.get(&["ids.pmid"]).and_then(identifier::pmid));
    let abstract_text = row
        .text(&["abstract"])
        .or_else(|| {
            let index: BTreeMap<Cow<str>, Vec<u32>> =
                serde_json::from_str(row.get(&["abstract_inverted_index"])?).ok()?;
            some(&rebuild(&index))
        })
        .map(|text| without_markup(&text));
    Ok(Some(Document {
        language: row.text(&["language"]).or_else(|| language(&title).map(Into::into)),
        title: without_markup(&title),
        abstract_text,
        year: row.get(&["publication_year"]).and_then(year),
        date: row.get(&["publication_date"]).and_then(date),
        kind: kind(row.get(&["type"]).unwrap_or_default()),
        venue: row.text(&["primary_location.source.display_name", "host_venue.display_name"]),
        authors: row.list(&["authorships.author.display_name", "authorships.raw_author_name"], bar),
        parties: row
            .list(&["authorships.institutions.display_name", "institutions.display_name"], bar)
            .into_iter()
            .map(|name| DocumentParty { name, ..DocumentParty::default() })
            .collect(),
        identifiers,
        references: row
            .list(&["referenced_works"], &['|', ',', ' '])
            .iter()
            .filter_map(|work| identifier::openalex(work.trim_matches(['[', ']', '\'', '"'])))
            .collect(),
        keywords: row.list(&["keywords.display_name", "keywords"], bar),
        citations: row.count(&["cited_by_count"]),
        source: "openalex".into(),
        ..Document::default()
    }))
}
