//! The one shape every source is mapped to.
//!
//! A [`Document`] is a paper, patent, standard, policy or news text. Readers of foreign formats fill it, the store keeps it,
//! everything downstream reads nothing else. Serialised, its keys are those of a plain JSON Lines file that needs no mapping:
//! `id`, `title`, `abstract`, `year`, `authors`, `references`, …

use serde::{Deserialize, Serialize};

/// What sort of text a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// A journal article, conference paper, preprint, review, thesis or book chapter.
    #[default]
    Paper,
    /// A patent application or grant.
    Patent,
    /// A technical standard.
    Standard,
    /// A policy text, or one measure of it.
    Policy,
    /// A funded project or registered research result.
    Project,
    /// A news item.
    News,
    /// Anything else the source offers (data sets, errata, editorials, …).
    Other,
}

/// An organisation (or, for patents, an applicant) as the document names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentParty {
    /// Name as written in the source.
    pub name: String,
    /// ISO 3166-1 alpha-2 code, upper case, where the source says so.
    pub country: Option<String>,
    /// Region within the country (province, state, city) as written, where the source says so.
    pub region: Option<String>,
}

/// One document of the corpus.
///
/// Identifiers and references share one name space of `scheme:value` strings, value normalised by
/// [`crate::identifier`]: `doi:10.1000/x`, `pmid:123`, `openalex:W1`, `acl:P17-1001`, `patent:US9702830B1`, `wos:…`,
/// `eid:…`, and for cited references that carry none of these `cited:surname|year|source|volume|page`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// Stable id in the corpus: the strongest identifier, or a hash of title, year and first author.
    pub id: String,
    /// Title, white space folded, markup removed.
    pub title: String,
    /// Abstract, white space folded, markup removed.
    #[serde(rename = "abstract")]
    pub abstract_text: Option<String>,
    /// ISO 639-1 code of the title and abstract (`en`, `zh`, …), as the source says or as detected.
    pub language: Option<String>,
    /// Year of publication (patents: of publication).
    pub year: Option<i32>,
    /// Date of publication where more than the year is known: `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Sort of text.
    pub kind: DocumentKind,
    /// Journal, proceedings, office or issuing body.
    pub venue: Option<String>,
    /// Authors or inventors, in order, as written.
    pub authors: Vec<String>,
    /// Organisations behind the document.
    pub parties: Vec<DocumentParty>,
    /// All identifiers of the document, strongest first.
    pub identifiers: Vec<String>,
    /// Identifiers of cited documents, in the same name space.
    pub references: Vec<String>,
    /// Classification codes as `scheme:code`: `ipc:G06N3/08`, `cpc:…`, `clc:TP18`, `mesh:D000001`, ….
    pub classes: Vec<String>,
    /// Keywords of authors or indexers, as written.
    pub keywords: Vec<String>,
    /// Citations received according to the source, at the time of export. Never a feature of a forecast.
    pub citations: Option<u32>,
    /// Name of the format it came from (`openalex`, `wos`, `cnki`, …).
    pub source: String,
}
