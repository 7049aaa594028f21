//! What is public of the needs and offers of the hall, as a batch of matching takes it: profiles, and a vector of each one's text.
//!
//! The vectors are learned from the texts themselves with the other language's words for what the dictionary knows behind them (latent
//! semantic analysis, [`language::Embedding`]). Where the sentence model is installed, those by which the hall is searched stand beside them, so
//! that a cosine is the mean of both: on planted matches this found more than either alone.

use crate::index::SearchError;
use crate::pages::candidates::matcher;
use crate::profile;
use language::{Analysis, Embedding, Text};
use matching::{Bilingual, Market, Prepared, Side};
use network::Vectors;
use registry::changes::Published;
use registry::definition::Definitions;
use search::{Dictionary, Index};
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
    /// The words of all of them.
    texts: Analysis,
    dictionary: Dictionary,
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
    /// Nothing yet.
    pub(super) fn new(dictionary: Dictionary) -> Self {
        Self { needs: Half::default(), offers: Half::default(), texts: Analysis::default(), dictionary, count: 0 }
    }

    /// Adds what takes part in matching, by its public fields alone.
    pub(super) fn add(&mut self, definitions: &Definitions, published: &[Published]) {
        let mut words = Vec::new();
        for record in published {
            let Some(kind) = definitions.kind(&record.kind) else { continue };
            let Some(mut profile) = profile::of(kind, &record.id, &record.owner, &record.public) else { continue };
            let mut text = profile::words(&profile);
            for translation in self.dictionary.translate(&text) {
                text.push('\n');
                text.push_str(&translation);
            }
            words.push(text);
            // Comparing needs no texts.
            (profile.title, profile.summary) = (Bilingual::default(), Bilingual::default());
            profile.keywords = Vec::new();
            let half = if profile.side == Side::Need { &mut self.needs } else { &mut self.offers };
            half.ids.push(record.id.clone());
            half.rows.push(self.count);
            half.profiles.push(matcher().prepare(profile));
            self.count += 1;
        }
        let words: Vec<Text<'_>> = words.iter().map(|words| Text { abstract_text: words, ..Text::default() }).collect();
        self.texts.add(&words);
    }

    /// The same with vectors; `index` has those of the sentence model.
    pub(super) fn with_vectors(self, index: Option<&Index>) -> Result<Vectored, SearchError> {
        let Self { mut needs, mut offers, texts, .. } = self;
        let mut dimensions = learn(texts, [&mut needs, &mut offers]);
        if let Some(index) = index {
            dimensions += join(index, dimensions, [&mut needs, &mut offers])?;
        }
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
fn learn(texts: Analysis, halves: [&mut Half; 2]) -> usize {
    let rows: Vec<u32> = (0..texts.documents() as u32).collect();
    let (vocabulary, matrix) = texts.finish(LEAST_DOCUMENTS);
    let dimensions = DIMENSIONS.min(rows.len());
    let embedding = Embedding::fit(&vocabulary, &matrix, &rows, LEAST_DOCUMENTS, dimensions, SEED);
    for half in halves {
        half.vectors = embedding.project(&matrix, &half.rows);
    }
    embedding.dimensions
}

/// Puts the vectors of an index beside those that are there; zeros stand for records that it does not have yet. Returns how many numbers it adds.
fn join(index: &Index, before: usize, halves: [&mut Half; 2]) -> Result<usize, SearchError> {
    let added = index.dimensions().unwrap_or_default();
    if added == 0 {
        return Ok(0);
    }
    let dimensions = before + added;
    let share = 0.5f32.sqrt();
    let mut places: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut joined = [const { Vec::new() }; 2];
    for (number, half) in halves.iter().enumerate() {
        places.extend(half.ids.iter().enumerate().map(|(place, id)| (id.clone(), (number, place))));
        joined[number] = vec![0f32; half.ids.len() * dimensions];
        if before > 0 {
            for (joined, learned) in joined[number].chunks_mut(dimensions).zip(half.vectors.chunks(before)) {
                joined.iter_mut().zip(learned).for_each(|(joined, value)| *joined = share * value);
            }
        }
    }
    index.vectors(|id, vector| {
        if let Some(&(number, place)) = places.get(id)
            && vector.len() == added
        {
            let joined = &mut joined[number][place * dimensions + before..][..added];
            joined.iter_mut().zip(vector).for_each(|(joined, value)| *joined = share * value);
        }
    })?;
    for (half, joined) in halves.into_iter().zip(joined) {
        half.vectors = joined;
    }
    Ok(added)
}
