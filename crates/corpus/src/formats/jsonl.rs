//! Plain JSON objects and tables: with the keys of [`Document`] or their usual synonyms, or through a mapping file.
//!
//! A mapping file (TOML) names, for each field of [`Document`], the column or key it comes from; dots reach into objects:
//!
//! ```toml
//! source = "our-database"
//! kind = "patent"            # constant: paper, patent, standard, policy, project, news, other
//! separator = ";"            # of lists within a cell
//! [fields]
//! id = "record_no"
//! title = "name"
//! year = "pub.date"
//! ```

use super::row::{Row, has};
use crate::format::{Format, Raw, Sample, Shape};
use crate::text::{date, list, some, without_markup, year};
use crate::{CorpusError, Document, DocumentKind, DocumentParty, identifier};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// One object a line.
pub(super) static LINES: Format =
    Format { name: "jsonl", shape: Shape::Lines, recognise: recognise_lines, parse: parse_object };
/// An array of objects.
pub(super) static ARRAY: Format =
    Format { name: "json", shape: Shape::JsonItems("results"), recognise: recognise_array, parse: parse_object };
/// Delimited text or a sheet.
pub(super) static TABLE: Format =
    Format { name: "table", shape: Shape::Table, recognise: recognise_table, parse: parse_row };
/// Year, tabulator, text: a policy document a line.
pub(super) static POLICY: Format =
    Format { name: "policy-tsv", shape: Shape::Lines, recognise: recognise_policy, parse: parse_policy };

/// Field of a document, and the keys under which others keep it; the first that is there counts.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("id", &["id", "patent_id", "paper_id", "eid"]),
    ("title", &["title", "Title", "题名", "标题", "篇名"]),
    ("abstract", &["abstract", "Abstract", "summary", "摘要"]),
    ("language", &["language", "lang"]),
    ("year", &["year", "Year", "publication_year", "年", "年份"]),
    ("date", &["date", "publication_date", "update_date"]),
    ("venue", &["venue", "journal", "booktitle", "container-title", "source_title", "journal-ref"]),
    ("authors", &["authors", "author", "Authors", "作者"]),
    ("parties", &["parties", "aff", "affiliations", "机构", "单位"]),
    ("doi", &["doi", "DOI"]),
    ("references", &["references", "referenced_works"]),
    ("keywords", &["keywords", "Keywords", "关键词"]),
    ("classes", &["classes", "categories", "ipc", "分类号"]),
    ("citations", &["citations", "gs_citation", "cited_by_count", "is-referenced-by-count"]),
    ("kind", &["kind", "type"]),
    ("identifiers", &["identifiers"]),
];

fn known_keys(text: &str) -> usize {
    ["\"title\"", "\"abstract\"", "\"year\"", "\"authors\"", "\"author\"", "\"keywords\""]
        .iter()
        .filter(|key| text.contains(*key))
        .count()
}

fn recognise_lines(sample: &Sample<'_>) -> u8 {
    let line = sample.text.lines().next().unwrap_or_default().trim_start();
    let whole_line = line.starts_with('{') && !line.contains("\"results\"");
    if whole_line && known_keys(line) > 0 && sample.text.trim_start().starts_with(line) { 30 } else { 0 }
}

fn recognise_array(sample: &Sample<'_>) -> u8 {
    let text = sample.text.trim_start();
    if (text.starts_with('[') || text.starts_with('{')) && known_keys(text) > 0 { 20 } else { 0 }
}

fn recognise_table(sample: &Sample<'_>) -> u8 {
    let titles = SYNONYMS[1].1;
    if sample.header.len() > 1 && has(sample.header, titles) > 0 { 10 } else { 0 }
}

fn recognise_policy(sample: &Sample<'_>) -> u8 {
    let is_report = |line: &str| {
        line.split_once('\t').is_some_and(|(year, text)| {
            year.trim().len() == 4 && year.trim().parse::<i32>().is_ok() && text.len() > 500
        })
    };
    if sample.text.lines().next().is_some_and(is_report) { 60 } else { 0 }
}

fn parse_object(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let Raw::Text(text) = raw else { return Err("a JSON object was expected".into()) };
    let value: Value = serde_json::from_str(text).map_err(|error| format!("not a JSON object: {error}"))?;
    document("jsonl", None, ';', |field| {
        let (_, keys) = SYNONYMS.iter().find(|(name, _)| *name == field)?;
        keys.iter().map(|key| &value[key]).find(|value| !value.is_null()).cloned()
    })
}

fn parse_row(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let row = Row::new(raw)?;
    document("table", None, ';', |field| {
        let (_, keys) = SYNONYMS.iter().find(|(name, _)| *name == field)?;
        row.get(keys).map(Value::from)
    })
}

fn parse_policy(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let Raw::Text(text) = raw else { return Err("a line was expected".into()) };
    let (when, text) = text.split_once('\t').ok_or("the line has no tabulator after the year")?;
    let when = year(when).ok_or("the line does not begin with a year")?;
    let text = some(text).ok_or("the line has no text")?;
    let first: String = text.chars().take_while(|&c| !matches!(c, '。' | '：' | ':' | '！')).take(40).collect();
    Ok(Some(Document {
        title: format!("{when} {first}"),
        abstract_text: Some(text),
        language: Some("zh".into()),
        year: Some(when),
        kind: DocumentKind::Policy,
        source: "policy-tsv".into(),
        ..Document::default()
    }))
}

/// A mapping file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    kind: Option<DocumentKind>,
    #[serde(default)]
    separator: Option<char>,
    fields: BTreeMap<String, String>,
}

impl Mapping {
    pub(crate) fn read(path: &Path) -> Result<Self, CorpusError> {
        let wrong = |reason: String| CorpusError::Mapping { path: path.to_path_buf(), reason };
        let text = std::fs::read_to_string(path).map_err(CorpusError::file(path))?;
        let mapping: Self = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        for field in mapping.fields.keys() {
            if !SYNONYMS.iter().any(|(name, _)| name == field) {
                let known: Vec<&str> = SYNONYMS.iter().map(|(name, _)| *name).collect();
                return Err(wrong(format!("there is no field “{field}”; there are: {}", known.join(", "))));
            }
        }
        if !mapping.fields.contains_key("title") {
            return Err(wrong("the field “title” must be mapped".into()));
        }
        Ok(mapping)
    }

    pub(crate) fn parse(&self, raw: Raw<'_>) -> Result<Option<Document>, String> {
        let source = self.source.as_deref().unwrap_or("mapping");
        let separator = self.separator.unwrap_or(';');
        match raw {
            Raw::Text(text) => {
                let value: Value = serde_json::from_str(text).map_err(|error| format!("not a JSON object: {error}"))?;
                document(source, self.kind, separator, |field| {
                    let path = self.fields.get(field)?;
                    let found = path.split('.').fold(&value, |value, key| &value[key]);
                    (!found.is_null()).then(|| found.clone())
                })
            }
            Raw::Row { .. } => {
                let row = Row::new(raw)?;
                document(source, self.kind, separator, |field| row.get(&[self.fields.get(field)?]).map(Value::from))
            }
        }
    }
}

/// Fills a document from named values.
fn document(
    source: &str,
    kind: Option<DocumentKind>,
    separator: char,
    get: impl Fn(&str) -> Option<Value>,
) -> Result<Option<Document>, String> {
    let text = |field: &str| get(field).and_then(|value| plain(&value));
    let many = |field: &str| get(field).map(|value| strings(&value, separator)).unwrap_or_default();
    let abstract_text = text("abstract").map(|text| without_markup(&text)).filter(|text| !text.is_empty());
    let title = match (text("title"), &abstract_text) {
        (Some(title), _) => without_markup(&title),
        // Lists of abstracts without titles exist; their first words must do.
        (None, Some(text)) => text.chars().take(60).collect(),
        (None, None) => return Err("the record has neither title nor abstract".into()),
    };
    let id = text("id").unwrap_or_default();
    let mut identifiers: Vec<String> = many("identifiers");
    identifiers.extend(text("doi").as_deref().and_then(identifier::doi));
    if id.contains(':') && !identifiers.contains(&id) {
        identifiers.push(id.clone());
    }
    let when = text("year").or_else(|| text("date"));
    Ok(Some(Document {
        id: if id.is_empty() || id.contains(':') { id } else { format!("{source}:{id}") },
        title,
        abstract_text,
        language: text("language"),
        year: match when.as_deref() {
            Some(when) => Some(year(when).ok_or_else(|| format!("“{when}” is no year"))?),
            None => None,
        },
        date: text("date").as_deref().and_then(date),
        kind: kind.or_else(|| serde_json::from_value(get("kind")?).ok()).unwrap_or_default(),
        venue: text("venue").and_then(|text| some(&text)),
        authors: many("authors"),
        parties: get("parties").map(|value| parties(&value, separator)).unwrap_or_default(),
        references: many("references")
            .into_iter()
            .map(|reference| if reference.contains(':') { reference } else { format!("{source}:{reference}") })
            .collect(),
        classes: many("classes"),
        keywords: many("keywords"),
        citations: get("citations").and_then(|value| plain(&value)?.parse().ok()),
        identifiers,
        source: source.to_string(),
    }))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.iter().find_map(plain),
        _ => None,
    }
}

fn strings(value: &Value, separator: char) -> Vec<String> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::Object(fields) => {
                    let full = fields.get("name").or_else(|| fields.get("display_name")).and_then(plain);
                    let part = |key: &str| fields.get(key).and_then(plain);
                    full.or_else(|| {
                        Some([part("given"), part("family")].into_iter().flatten().collect::<Vec<_>>().join(" "))
                    })
                }
                item => plain(item),
            })
            .filter(|text| !text.is_empty())
            .collect(),
        Value::String(text) => list(text, &[separator]),
        _ => Vec::new(),
    }
}

fn parties(value: &Value, separator: char) -> Vec<DocumentParty> {
    if let Value::Array(items) = value
        && items.iter().any(Value::is_object)
    {
        return items.iter().filter_map(|item| serde_json::from_value(item.clone()).ok()).collect();
    }
    let mut names = strings(value, separator);
    names.sort();
    names.dedup();
    names.into_iter().map(|name| DocumentParty { name, ..DocumentParty::default() }).collect()
}
