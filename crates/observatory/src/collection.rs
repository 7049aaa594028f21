//! The corpus in memory, as numbers: what clustering and counting need of every document, and nothing else.

use crate::config::{ScanConfig, TextFields};
use crate::names::Names;
use crate::scan::ScanError;
use corpus::{Corpus, Document, DocumentKind};
use language::sentence::SentenceEncoder;
use language::{Analysis, TermMatrix, Text, Vocabulary};
use rustc_hash::FxHashMap;
use std::hash::BuildHasher;

/// Year of documents without one: later than every cut-off, so that they are attached but never counted.
pub const UNDATED: i32 = i32::MAX;
/// Authors that are counted per document.
const AUTHORS: usize = 20;

/// All documents of a corpus up to a year; rows count from 0 in the corpus' order.
pub struct Collection {
    /// Id per document.
    pub ids: Vec<Box<str>>,
    /// Title per document.
    pub titles: Vec<Box<str>>,
    /// Year per document, [`UNDATED`] where none is known.
    pub years: Vec<i32>,
    /// Sort of text per document.
    pub kinds: Vec<DocumentKind>,
    /// Whether a document is written in Chinese.
    pub chinese: Vec<bool>,
    /// Organisations.
    pub parties: Names,
    /// Countries, ISO 3166-1 alpha-2.
    pub countries: Names,
    /// Regions within countries.
    pub regions: Names,
    /// Authors or inventors.
    pub authors: Names,
    /// Classification codes.
    pub classes: Names,
    /// Journals, proceedings, offices.
    pub venues: Names,
    /// Cited documents of the collection: offsets per document, and rows.
    pub citing: (Vec<usize>, Vec<u32>),
    /// Works that at least two documents cite, in the collection or not: offsets per document, and numbers.
    pub coupling: (Vec<usize>, Vec<u32>),
    /// Number of different works in `coupling`.
    pub coupled_works: usize,
    /// The terms.
    pub vocabulary: Vocabulary,
    /// Terms per document.
    pub matrix: TermMatrix,
    /// Vectors of the multilingual sentence model, `documents × SENTENCE_DIMENSIONS`; empty without it.
    pub sentences: Vec<f32>,
}

/// What to read.
pub struct Reading<'a> {
    /// Last year.
    pub until: Option<i32>,
    /// Fields, least frequency of terms.
    pub config: &'a ScanConfig,
    /// The multilingual sentence model, where installed.
    pub encoder: Option<SentenceEncoder>,
}

impl Collection {
    /// Reads a corpus. `progress` gets the number of documents so far.
    ///
    /// # Errors
    /// A corpus that cannot be read or has no document up to the wanted year.
    pub fn read(corpus: &Corpus, mut reading: Reading<'_>, mut progress: impl FnMut(u64)) -> Result<Self, ScanError> {
        let damaged = |error: corpus::CorpusError| ScanError::Corpus(error.to_string());
        let mut builder = Builder::default();
        let mut seen = 0u64;
        for batch in corpus.documents().map_err(damaged)? {
            let mut batch = batch.map_err(damaged)?;
            seen += batch.len() as u64;
            if let Some(until) = reading.until {
                batch.retain(|document| document.year.is_some_and(|year| year <= until));
            }
            builder.add(&batch, reading.config.text, reading.encoder.as_mut());
            progress(seen);
        }
        if builder.collection.ids.is_empty() {
            return Err(ScanError::EmptyCorpus);
        }
        Ok(builder.finish(reading.config.least_documents))
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Cited documents of a document.
    pub fn cited(&self, row: u32) -> &[u32] {
        &self.citing.1[self.citing.0[row as usize]..self.citing.0[row as usize + 1]]
    }

    /// Works of a document that others cite, too.
    pub fn coupled(&self, row: u32) -> &[u32] {
        &self.coupling.1[self.coupling.0[row as usize]..self.coupling.0[row as usize + 1]]
    }

    /// First and last year of dated documents.
    pub fn span(&self) -> Option<(i32, i32)> {
        let dated = || self.years.iter().copied().filter(|&year| year != UNDATED);
        Some((dated().min()?, dated().max()?))
    }
}

#[derive(Default)]
struct Builder {
    collection: Parts,
    analysis: Analysis,
    hasher: rustc_hash::FxBuildHasher,
    /// Document by the hash of each of its identifiers.
    by_identifier: FxHashMap<u64, u32>,
    reference_offsets: Vec<usize>,
    references: Vec<u64>,
    sentences: Vec<f32>,
}

#[derive(Default)]
struct Parts {
    ids: Vec<Box<str>>,
    titles: Vec<Box<str>>,
    years: Vec<i32>,
    kinds: Vec<DocumentKind>,
    chinese: Vec<bool>,
    parties: Names,
    countries: Names,
    regions: Names,
    authors: Names,
    classes: Names,
    venues: Names,
}

impl Builder {
    fn add(&mut self, documents: &[Document], fields: TextFields, encoder: Option<&mut SentenceEncoder>) {
        let whole = fields == TextFields::All;
        let texts: Vec<Text> = documents
            .iter()
            .map(|document| Text {
                title: &document.title,
                abstract_text: document.abstract_text.as_deref().filter(|_| whole).unwrap_or_default(),
                keywords: if whole { &document.keywords } else { &[] },
            })
            .collect();
        self.analysis.add(&texts);
        if let Some(encoder) = encoder {
            let sentences: Vec<String> =
                texts.iter().map(|text| format!("{} {}", text.title, beginning(text))).collect();
            self.sentences.extend(encoder.encode(&sentences));
        }
        if self.reference_offsets.is_empty() {
            self.reference_offsets.push(0);
        }
        for document in documents {
            let parts = &mut self.collection;
            let row = parts.ids.len() as u32;
            for identifier in std::iter::once(&document.id).chain(&document.identifiers) {
                self.by_identifier.entry(self.hasher.hash_one(identifier.as_str())).or_insert(row);
            }
            self.references
                .extend(document.references.iter().map(|reference| self.hasher.hash_one(reference.as_str())));
            self.reference_offsets.push(self.references.len());
            parts.ids.push(document.id.as_str().into());
            parts.titles.push(document.title.as_str().into());
            parts.years.push(document.year.unwrap_or(UNDATED));
            parts.kinds.push(document.kind);
            parts.chinese.push(document.language.as_deref() == Some("zh"));
            parts.parties.push(document.parties.iter().map(|party| party.name.as_str()));
            parts.countries.push(document.parties.iter().filter_map(|party| party.country.as_deref()));
            parts.regions.push(document.parties.iter().filter_map(|party| party.region.as_deref()));
            parts.authors.push(document.authors.iter().take(AUTHORS).map(String::as_str));
            parts.classes.push(document.classes.iter().map(String::as_str));
            parts.venues.push(document.venue.iter().map(String::as_str));
        }
    }

    fn finish(self, least_documents: u32) -> Collection {
        let Builder {
            collection: mut parts, analysis, by_identifier, reference_offsets, references, sentences, ..
        } = self;
        let (vocabulary, matrix) = analysis.finish(least_documents);
        for names in [
            &mut parts.parties,
            &mut parts.countries,
            &mut parts.regions,
            &mut parts.authors,
            &mut parts.classes,
            &mut parts.venues,
        ] {
            names.close();
        }
        let mut citing = (vec![0], Vec::new());
        let mut times: FxHashMap<u64, u32> = FxHashMap::default();
        for window in reference_offsets.windows(2) {
            let row = citing.0.len() as u32 - 1;
            let start = citing.1.len();
            for reference in &references[window[0]..window[1]] {
                *times.entry(*reference).or_default() += 1;
                if let Some(&cited) = by_identifier.get(reference)
                    && cited != row
                    && !citing.1[start..].contains(&cited)
                {
                    citing.1.push(cited);
                }
            }
            citing.0.push(citing.1.len());
        }
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut coupling = (vec![0], Vec::new());
        for window in reference_offsets.windows(2) {
            let start = coupling.1.len();
            for reference in references[window[0]..window[1]].iter().filter(|&reference| times[reference] > 1) {
                let fresh = numbers.len() as u32;
                let number = *numbers.entry(*reference).or_insert(fresh);
                if !coupling.1[start..].contains(&number) {
                    coupling.1.push(number);
                }
            }
            coupling.0.push(coupling.1.len());
        }
        Collection {
            ids: parts.ids,
            titles: parts.titles,
            years: parts.years,
            kinds: parts.kinds,
            chinese: parts.chinese,
            parties: parts.parties,
            countries: parts.countries,
            regions: parts.regions,
            authors: parts.authors,
            classes: parts.classes,
            venues: parts.venues,
            citing,
            coupling,
            coupled_works: numbers.len(),
            vocabulary,
            matrix,
            sentences,
        }
    }
}

/// The beginning of an abstract: sentence models are made for short texts.
fn beginning<'a>(text: &Text<'a>) -> &'a str {
    let end = text.abstract_text.char_indices().nth(600).map_or(text.abstract_text.len(), |(at, _)| at);
    &text.abstract_text[..end]
}
