//! What a scan says, in plain structs: the shape of its tables.
//!
//! [`ScanContents`] is written to a folder of Parquet tables by `scan::write` and read back by `scan::read`; pages, reports
//! and commands see nothing else. Every struct below is one row of the table of its name.

use corpus::DocumentParty;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One document (table `documents`), in the order in which the corpus keeps them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Id in the corpus.
    pub id: String,
    /// Title.
    pub title: String,
    /// Abstract.
    #[serde(rename = "abstract")]
    pub abstract_text: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// `YYYY-MM` or `YYYY-MM-DD`, where known.
    pub date: Option<String>,
    /// `paper`, `patent`, `standard`, `policy`, `project`, `news` or `other`.
    pub kind: String,
    /// Journal, proceedings, office or issuing body.
    pub venue: Option<String>,
    /// Authors or inventors.
    pub authors: Vec<String>,
    /// Organisations.
    pub parties: Vec<DocumentParty>,
    /// Identifiers, strongest first.
    pub identifiers: Vec<String>,
    /// Classification codes.
    pub classes: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Citations received according to the source.
    pub citations: Option<u32>,
    /// Format it came from.
    pub source: String,
}

/// One citation between two documents of the scan (table `document_references`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferenceRow {
    /// The citing document.
    pub document_id: String,
    /// The cited document.
    pub reference_id: String,
}

/// Who a document belongs to, by name (table `memberships`); one row a document and level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MembershipRow {
    /// Document.
    pub document_id: String,
    /// Topic.
    pub topic_id: String,
    /// Level of the topic: 1 area, 2 field, 3 topic.
    pub level: u8,
    /// Share of the document's link weight that stays in the topic, 0 to 1.
    pub strength: f32,
    /// Row of the document in table `documents`, from 0.
    pub document_row: u32,
}

/// Nested levels of topics, coarse to fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TopicLevel {
    /// A handful to some dozens: broad areas.
    Area = 1,
    /// Fields within areas.
    Field = 2,
    /// The topics that are forecast.
    Topic = 3,
}

/// One topic of any level (table `topics`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TopicRow {
    /// Stable identity from scan to scan, e.g. `t-00042`; never re-used.
    pub topic_id: String,
    /// 1 area, 2 field, 3 topic.
    pub level: u8,
    /// The topic one level up; none for areas.
    pub parent_id: Option<String>,
    /// Label in English: up to three distinctive phrases joined by ` · ` (words of the documents' language where there are no English ones).
    pub label_en: String,
    /// Label in Chinese, same rule.
    pub label_zh: String,
    /// Distinctive phrases, strongest first, up to 15.
    pub terms: Vec<String>,
    /// Number of member documents.
    pub documents: u32,
    /// Year of the earliest member.
    pub first_year: Option<i32>,
    /// Year in which the topic's share of the corpus was largest.
    pub peak_year: Option<i32>,
    /// Code of the direction (`manufacturing`, `information`, …) or none.
    pub direction: Option<String>,
    /// Code of the track within the direction or none.
    pub track: Option<String>,
    /// Confidence of direction and track, 0 to 1.
    pub direction_confidence: f32,
    /// Place on the map, about −1 to 1.
    pub x: f32,
    /// Place on the map, about −1 to 1.
    pub y: f32,
    /// Why the forecast says what it says, English sentences; empty where nothing is forecast.
    pub explanation_en: String,
    /// The same in Chinese.
    pub explanation_zh: String,
}

/// One indicator of a topic in a year (table `indicators`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndicatorRow {
    /// Topic.
    pub topic_id: String,
    /// Year.
    pub year: i32,
    /// Name: `volume`, `share`, `growth`, ….
    pub indicator: String,
    /// Value in the indicator's unit (see the book).
    pub value: f64,
}

/// One forecast (table `forecasts`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ForecastRow {
    /// Topic.
    pub topic_id: String,
    /// Target: `sustained`, `cset` or `top10`.
    pub target: String,
    /// Last year whose documents were used.
    pub cutoff: i32,
    /// Years ahead.
    pub horizon: u8,
    /// Calibrated probability, 0 to 1.
    pub probability: f64,
    /// 1 is the most probable of this target.
    pub rank: u32,
    /// Share of positives among comparable topics in the past.
    pub base_rate: f64,
    /// What moved the probability, strongest first.
    pub contributions: Vec<Contribution>,
}

/// One indicator's part in a forecast.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Feature name.
    pub feature: String,
    /// Its value.
    pub value: f64,
    /// Its part in log-odds, positive raises the probability.
    pub contribution: f64,
}

/// Predicted number of documents of a topic in a coming year (table `outlook`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutlookRow {
    /// Topic.
    pub topic_id: String,
    /// Coming year.
    pub year: i32,
    /// 10 % quantile of the number of documents.
    pub q10: f64,
    /// Median.
    pub q50: f64,
    /// 90 % quantile.
    pub q90: f64,
}

/// A document that stands for its topic (table `representatives`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RepresentativeRow {
    /// Topic.
    pub topic_id: String,
    /// 1 is the most central.
    pub rank: u32,
    /// Document.
    pub document_id: String,
    /// Title.
    pub title: String,
    /// Year.
    pub year: Option<i32>,
    /// Venue.
    pub venue: Option<String>,
}

/// A party or region leading in a topic (table `leaders`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaderRow {
    /// Topic.
    pub topic_id: String,
    /// `party`, `country`, `region` or `author`.
    pub sort: String,
    /// Name.
    pub name: String,
    /// Documents, counted fractionally.
    pub documents: f64,
}

/// Two topics linked by citations and text (table `neighbours`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeighbourRow {
    /// Topic.
    pub topic_id: String,
    /// Its neighbour of the same level.
    pub neighbour_id: String,
    /// Share of the topic's outside link weight that goes there.
    pub weight: f64,
}

/// How a topic of this scan came from the scan before (table `lineage`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineageRow {
    /// `continue`, `split`, `merge`, `birth` or `death`.
    pub event: String,
    /// Topic of the earlier scan; none for a birth.
    pub from_topic: Option<String>,
    /// Topic of this scan; none for a death.
    pub to_topic: Option<String>,
    /// Jaccard overlap of the documents both scans know.
    pub overlap: f64,
}

/// Who a document belongs to, by number: what [`MembershipRow`] says in names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membership {
    /// Document, as its row in table `documents`.
    pub document: u32,
    /// Topic, as its row in [`ScanContents::topics`].
    pub topic: u32,
    /// Level of the topic.
    pub level: u8,
    /// Share of the document's link weight that stays in the topic, 0 to 1.
    pub strength: f32,
}

/// Everything about a scan but the documents' own rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScanContents {
    /// Topics of all levels, areas first.
    pub topics: Vec<TopicRow>,
    /// Who belongs where.
    pub memberships: Vec<Membership>,
    /// Indicators per topic and year.
    pub indicators: Vec<IndicatorRow>,
    /// Forecasts.
    pub forecasts: Vec<ForecastRow>,
    /// Fan of coming years.
    pub outlook: Vec<OutlookRow>,
    /// Representative documents.
    pub representatives: Vec<RepresentativeRow>,
    /// Leading parties, countries, regions.
    pub leaders: Vec<LeaderRow>,
    /// Links between topics.
    pub neighbours: Vec<NeighbourRow>,
    /// Where topics came from.
    pub lineage: Vec<LineageRow>,
}

/// The manifest of a scan folder (`manifest.json`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the scan folder.
    pub scan_id: String,
    /// Version of the program.
    pub version: String,
    /// When it was made, RFC 3339. Not part of the tables.
    pub created: String,
    /// SHA-256 over the corpus' content, hex.
    pub corpus_fingerprint: String,
    /// Documents scanned.
    pub documents: u64,
    /// Last year read.
    pub until: i32,
    /// First year with documents.
    pub first_year: i32,
    /// Seed of everything random.
    pub seed: u64,
    /// Whole configuration as used.
    pub config: serde_json::Value,
    /// First number that no topic of this or an earlier scan has.
    #[serde(default)]
    pub next_topic: u64,
    /// Seconds per stage, in order.
    pub timings: Vec<(String, f64)>,
    /// Rows per table.
    pub rows: BTreeMap<String, u64>,
    /// SHA-256 per table file, hex.
    pub tables: BTreeMap<String, String>,
}
