//! Learning vectors from what is in an index, and reading what was learned.

use super::store::{Builder, Store};
use super::{Encoder, Meaning, PublicText, SharedEncoder};
use crate::document::Tier;
use crate::error::IndexError;
use crate::generation::pieces_of;
use crate::schema::{Fields, ROW};
use language::{Analysis, Embedding, LearnedEncoder, Text};
use std::fs;
use std::path::Path;
use tantivy::{Searcher, TantivyDocument};

/// Numbers per learned vector; of few documents fewer, for as many as there are documents would tell nothing but the words again.
const DIMENSIONS: usize = 160;
const DOCUMENTS_PER_DIMENSION: usize = 4;
/// Documents that vectors are learned from; of more, every so many.
const MOST_LEARNED_FROM: usize = 200_000;
/// Documents that a term must have.
const LEAST_DOCUMENTS: u32 = 2;
/// Documents that are encoded together.
const BATCH: usize = 8_192;
/// Names of files.
const VECTORS: &str = "vectors";
const ENCODER: &str = "encoder";
const SENTENCE: &[u8] = b"sentence";

/// Learns from the public texts of an index, writes the vectors into its folder and reads them from there.
pub(crate) fn learn(
    folder: &Path,
    searcher: &Searcher,
    fields: &Fields,
    until: u64,
    sentence: Option<SharedEncoder>,
) -> Result<Meaning, IndexError> {
    let mut count = 0usize;
    each_text(searcher, fields, |_, _| count += 1)?;
    let encoder = match sentence {
        Some(encoder) => Encoder::Sentence(encoder),
        None => Encoder::Learned(fit(searcher, fields, count)?),
    };
    let dimensions = encoder.dimensions();
    let sample = Builder::sample_size(count).max(1);
    let step = count.div_ceil(sample).max(1);
    let (mut number, mut texts) = (0usize, Vec::new());
    if Builder::sample_size(count) > 0 {
        each_text(searcher, fields, |_, text| {
            if number.is_multiple_of(step) {
                texts.push(text);
            }
            number += 1;
        })?;
    }
    let mut builder = Builder::new(dimensions.max(1), count, &encoder.encode(&texts));
    if dimensions > 0 {
        let (mut rows, mut batch) = (Vec::new(), Vec::new());
        each_text(searcher, fields, |row, text| {
            rows.push(row as u32);
            batch.push(text);
            if batch.len() == BATCH {
                builder.add(&rows, &encoder.encode(&batch));
                rows.clear();
                batch.clear();
            }
        })?;
        builder.add(&rows, &encoder.encode(&batch));
    }
    let kept = match &encoder {
        Encoder::Learned(learned) => learned.to_bytes(),
        Encoder::Sentence(_) => SENTENCE.to_vec(),
    };
    let written = |name: &str| folder.join(format!("{name}.new"));
    let replace = || {
        builder.write(&written(VECTORS), until)?;
        fs::write(written(ENCODER), kept)?;
        fs::rename(written(ENCODER), folder.join(ENCODER))?;
        fs::rename(written(VECTORS), folder.join(VECTORS))
    };
    replace().map_err(IndexError::folder(folder))?;
    Ok(Meaning { store: Store::open(&folder.join(VECTORS))?, encoder })
}

/// What was learned before; nothing where nothing was, or where it needs the sentence encoder and that is not given.
pub(crate) fn open(folder: &Path, sentence: Option<SharedEncoder>) -> Result<Option<Meaning>, IndexError> {
    let Ok(kept) = fs::read(folder.join(ENCODER)) else { return Ok(None) };
    if !folder.join(VECTORS).exists() {
        return Ok(None);
    }
    let encoder = match (&kept[..], sentence) {
        (SENTENCE, Some(encoder)) => Encoder::Sentence(encoder),
        (SENTENCE, None) => return Ok(None),
        (learned, _) => Encoder::Learned(
            LearnedEncoder::from_bytes(learned).map_err(|error| IndexError::Vectors(error.to_string()))?,
        ),
    };
    let store = Store::open(&folder.join(VECTORS))?;
    if store.dimensions() != encoder.dimensions().max(1) {
        return Err(IndexError::Vectors("encoder and vectors differ: learn them anew".to_owned()));
    }
    Ok(Some(Meaning { encoder, store }))
}

fn fit(searcher: &Searcher, fields: &Fields, count: usize) -> Result<LearnedEncoder, IndexError> {
    let step = count.div_ceil(MOST_LEARNED_FROM).max(1);
    let mut analysis = Analysis::default();
    let (mut number, mut batch) = (0usize, Vec::new());
    let mut add = |batch: &mut Vec<PublicText>| {
        let texts: Vec<Text> =
            batch.iter().map(|text| Text { title: &text.title, abstract_text: &text.text, keywords: &[] }).collect();
        analysis.add(&texts);
        batch.clear();
    };
    each_text(searcher, fields, |_, text| {
        if number.is_multiple_of(step) {
            batch.push(text);
            if batch.len() == BATCH {
                add(&mut batch);
            }
        }
        number += 1;
    })?;
    add(&mut batch);
    let rows: Vec<u32> = (0..analysis.documents() as u32).collect();
    let (vocabulary, matrix) = analysis.finish(LEAST_DOCUMENTS);
    let dimensions = DIMENSIONS.min(rows.len().div_ceil(DOCUMENTS_PER_DIMENSION));
    let embedding = Embedding::fit(&vocabulary, &matrix, &rows, LEAST_DOCUMENTS, dimensions, 1);
    Ok(LearnedEncoder::new(&vocabulary, &embedding))
}

/// Hands over the public texts with their rows.
fn each_text(searcher: &Searcher, fields: &Fields, mut take: impl FnMut(u64, PublicText)) -> Result<(), IndexError> {
    for segment in searcher.segment_readers() {
        let rows = segment.fast_fields().u64(ROW)?;
        let store = segment.get_store_reader(2).map_err(tantivy::TantivyError::from)?;
        for document in segment.doc_ids_alive() {
            let stored: TantivyDocument = store.get(document)?;
            if let Some(text) = PublicText::of(&pieces_of(&stored, fields, &[Tier::Public])) {
                take(rows.first(document).unwrap_or(0), text);
            }
        }
    }
    Ok(())
}
