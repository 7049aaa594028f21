//! What is public of the needs and offers of the hall, as a batch of matching takes it: profiles, and a vector of each one's text.
//!
//! The vectors are those by which the hall is searched where the sentence model is installed; otherwise they are learned from the texts of
//! the needs and offers themselves (latent semantic analysis, [`language::Embedding`]).

use crate::index::SearchError;
use crate::pages::candidates::matcher;
use crate::profile;
use language::{Analysis, Embedding, Text};
use matching::{Bilingual, Market, Prepared, Side};
use network::Vectors;
use registry::changes::Published;
use registry::definition::Definitions;
use search::Index;
use std::collections::BTreeMap;

/// Numbers per learned vector; of fewer texts, as many as there are texts, which then compares the words themselves.
const DIMENSIONS: usize = 160;
/// Texts that a term must have.
const LEAST_DOCUMENTS: u32 = 2;
/// Seed of the learned vectors.
const SEED: u64 = 1;

/// Needs and offers while they are read.
pub(super) struct Hall {
    pub(super) needs: Half,
    pub(super) offers: Half,
    /// The words of all of them, where vectors are to be learned.
    texts: Option<Analysis>,
    count: u32,
}

/// Needs and offers with their vectors.
pub(super) struct Vectored {
    pub(super) needs: Half,
    pub(super) offers: Half,
    dimensions: usize,
}

/// The needs, or the offers.
#[derive(Default)]
pub(super) struct Half {
    /// Ids of the records.
    pub(super) ids: Vec<String>,
    /// Their profiles, without texts.
    pub(super) profiles: Vec<Prepared>,
    /// Numbers of their texts.
    rows: Vec<u32>,
    /// Their vectors, one after another.
    vectors: Vec<f32>,
}

impl Hall {
    /// Nothing yet. `learns` says whether vectors are to be learned from the texts.
    pub(super) fn new(learns: bool) -> Self {
        let texts = learns.then(Analysis::default);
        Self { needs: Half::default(), offers: Half::default(), texts, count: 0 }
    }

    /// Adds what takes part in matching, by its public fields alone.
    pub(super) fn add(&mut self, definitions: &Definitions, published: &[Published]) {
        let mut words = Vec::new();
        for record in published {
            let Some(kind) = definitions.kind(&record.kind) else { continue };
            let Some(mut profile) = profile::of(kind, &record.id, &record.owner, &record.public) else { continue };
            if self.texts.is_some() {
                words.push(profile::words(&profile));
            }
            // Comparing needs no texts.
            (profile.title, profile.summary) = (Bilingual::default(), Bilingual::default());
            profile.keywords = Vec::new();
            let half = if profile.side == Side::Need { &mut self.needs } else { &mut self.offers };
            half.ids.push(record.id.clone());
            half.rows.push(self.count);
            half.profiles.push(matcher().prepare(profile));
            self.count += 1;
        }
        if let Some(texts) = &mut self.texts {
            let words: Vec<Text<'_>> =
                words.iter().map(|words| Text { abstract_text: words, ..Text::default() }).collect();
            texts.add(&words);
        }
    }

    /// The same with vectors: those of the index where one is given, otherwise learned ones.
    pub(super) fn with_vectors(self, index: Option<&Index>) -> Result<Vectored, SearchError> {
        let Self { mut needs, mut offers, texts, .. } = self;
        let dimensions = match (texts, index) {
            (Some(texts), _) => learned(texts, [&mut needs, &mut offers]),
            (None, Some(index)) => of_index(index, [&mut needs, &mut offers])?,
            (None, None) => 0,
        };
        // A vector has at least one number; zeros are near to nothing.
        let dimensions = dimensions.max(1);
        for half in [&mut needs, &mut offers] {
            half.vectors.resize(half.ids.len() * dimensions, 0.0);
        }
        Ok(Vectored { needs, offers, dimensions })
    }
}

impl Vectored {
    /// One half, as a batch takes it.
    pub(super) fn market<'a>(&self, half: &'a Half) -> Market<'a> {
        Market { profiles: &half.profiles, vectors: Vectors { data: &half.vectors, dimensions: self.dimensions } }
    }
}

/// Learns vectors from the texts. Returns how many numbers each has.
fn learned(texts: Analysis, halves: [&mut Half; 2]) -> usize {
    let rows: Vec<u32> = (0..texts.documents() as u32).collect();
    let (vocabulary, matrix) = texts.finish(LEAST_DOCUMENTS);
    let dimensions = DIMENSIONS.min(rows.len());
    let embedding = Embedding::fit(&vocabulary, &matrix, &rows, LEAST_DOCUMENTS, dimensions, SEED);
    for half in halves {
        half.vectors = embedding.project(&matrix, &half.rows);
    }
    embedding.dimensions
}

/// Takes the vectors of an index; zeros stand for records that it does not have yet. Returns how many numbers each has.
fn of_index(index: &Index, halves: [&mut Half; 2]) -> Result<usize, SearchError> {
    let dimensions = index.dimensions().unwrap_or_default();
    let mut places: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (number, half) in halves.iter().enumerate() {
        places.extend(half.ids.iter().enumerate().map(|(place, id)| (id.clone(), (number, place))));
    }
    let mut vectors = [0, 1].map(|number: usize| vec![0f32; halves[number].ids.len() * dimensions]);
    index.vectors(|id, vector| {
        if let Some(&(number, place)) = places.get(id)
            && vector.len() == dimensions
        {
            vectors[number][place * dimensions..][..dimensions].copy_from_slice(vector);
        }
    })?;
    for (half, vectors) in halves.into_iter().zip(vectors) {
        half.vectors = vectors;
    }
    Ok(dimensions)
}
