//! What a text is about, as a vector, so that documents are found that say the same in other words.
//!
//! The vectors come from the multilingual sentence encoder where it is given, otherwise from latent semantic analysis of the index's own
//! texts. They are made from public text alone: what is found by meaning is public for everyone alike, and no hidden text moves a vector.

mod learn;
mod store;

pub(crate) use learn::{learn, open};

use crate::document::{Part, Piece, Tier};
use crate::error::IndexError;
use crate::generation::pieces_of;
use crate::schema::{Fields, ROW};
use language::LearnedEncoder;
use language::sentence::{SENTENCE_DIMENSIONS, SentenceEncoder};
use rayon::prelude::*;
use std::sync::{Arc, Mutex};
use store::{Code, Store};
use tantivy::{DocAddress, Searcher};

/// Cosine below which nothing is found.
const LEAST_COSINE: f32 = 0.15;
/// Bytes of a document's text that its vector is made of.
const LONGEST_TEXT: usize = 8 * 1024;

/// A sentence encoder that several may use.
pub(crate) type SharedEncoder = Arc<Mutex<SentenceEncoder>>;

/// Texts → vectors.
pub(crate) enum Encoder {
    Learned(LearnedEncoder),
    Sentence(SharedEncoder),
}

/// The public text of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct PublicText {
    title: String,
    text: String,
}

impl PublicText {
    /// From its pieces; nothing where none is public.
    fn of(pieces: &[Piece]) -> Option<Self> {
        let mut whole = Self::default();
        for piece in pieces {
            let into = if piece.part == Part::Title { &mut whole.title } else { &mut whole.text };
            let room = LONGEST_TEXT.saturating_sub(into.len());
            into.push_str(&piece.text[..piece.text.floor_char_boundary(room)]);
            into.push_str(". ");
        }
        (!pieces.is_empty()).then_some(whole)
    }
}

impl Encoder {
    fn dimensions(&self) -> usize {
        match self {
            Self::Learned(encoder) => encoder.dimensions(),
            Self::Sentence(_) => SENTENCE_DIMENSIONS,
        }
    }

    /// Vectors of length 1, row-major.
    fn encode(&self, texts: &[PublicText]) -> Vec<f32> {
        match self {
            Self::Learned(encoder) => {
                texts.par_iter().flat_map_iter(|text| encoder.encode(&[&text.title, &text.title, &text.text])).collect()
            }
            Self::Sentence(encoder) => {
                let whole: Vec<String> = texts.iter().map(|text| format!("{}{}", text.title, text.text)).collect();
                encoder.lock().expect("the encoder does not panic").encode(&whole)
            }
        }
    }
}

/// The vectors of one generation.
pub(crate) struct Meaning {
    encoder: Encoder,
    store: Store,
}

/// The vectors as one searcher sees them.
pub(crate) struct Sight {
    pub(crate) meaning: Arc<Meaning>,
    /// Address of each row; `GONE` where it is not there any more.
    addresses: Vec<DocAddress>,
    /// Vectors of rows that came after the file: row − `store.until`.
    recent: Vec<Option<Arc<Code>>>,
}

const GONE: DocAddress = DocAddress { segment_ord: u32::MAX, doc_id: u32::MAX };

impl Sight {
    /// Looks at what a searcher has. Documents that came after the vectors were learned are encoded now, but for those that
    /// `before` has encoded.
    pub(crate) fn new(
        meaning: Arc<Meaning>,
        searcher: &Searcher,
        fields: &Fields,
        before: Option<&Sight>,
    ) -> Result<Self, IndexError> {
        let mut addresses = vec![GONE; meaning.store.until as usize];
        for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
            let rows = segment.fast_fields().u64(ROW)?;
            for document in segment.doc_ids_alive() {
                let row = rows.first(document).unwrap_or(0) as usize;
                if row >= addresses.len() {
                    addresses.resize(row + 1, GONE);
                }
                addresses[row] = DocAddress::new(ordinal as u32, document);
            }
        }
        let first = meaning.store.until as usize;
        let before = before.filter(|before| Arc::ptr_eq(&before.meaning, &meaning));
        let known = |row: usize| before.and_then(|before| before.recent.get(row)).and_then(Clone::clone);
        let mut recent: Vec<Option<Arc<Code>>> = (0..addresses.len() - first).map(known).collect();
        let missing: Vec<usize> =
            (0..recent.len()).filter(|&row| recent[row].is_none() && addresses[first + row] != GONE).collect();
        let (mut rows, mut texts) = (Vec::new(), Vec::new());
        for row in missing {
            let stored = searcher.doc(addresses[first + row])?;
            if let Some(text) = PublicText::of(&pieces_of(&stored, fields, &[Tier::Public])) {
                rows.push(row);
                texts.push(text);
            }
        }
        let vectors = meaning.encoder.encode(&texts);
        for (row, vector) in rows.into_iter().zip(vectors.chunks_exact(meaning.store.dimensions())) {
            recent[row] = Some(Arc::new(Code::new(vector)));
        }
        Ok(Self { meaning, addresses, recent })
    }

    /// The vector of a question; nothing where it says nothing.
    pub(crate) fn question(&self, words: &str) -> Option<Vec<f32>> {
        let text = PublicText { title: String::new(), text: words.to_owned() };
        let vector = self.meaning.encoder.encode(&[text]);
        vector.iter().any(|value| *value != 0.0).then_some(vector)
    }

    /// The documents nearest to a question with their cosines, nearest first.
    pub(crate) fn nearest(&self, question: &[f32], limit: usize) -> Vec<(f32, DocAddress)> {
        let mut found: Vec<(f32, DocAddress)> = Vec::new();
        let mut threshold = LEAST_COSINE;
        let better = |a: &(f32, DocAddress), b: &(f32, DocAddress)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let mut take = |row: u64, cosine: f32| {
            if cosine < threshold || self.addresses[row as usize] == GONE {
                return;
            }
            found.push((cosine, self.addresses[row as usize]));
            if found.len() >= 4 * limit {
                found.select_nth_unstable_by(limit, better);
                found.truncate(limit);
                threshold = found.iter().fold(f32::INFINITY, |least, hit| least.min(hit.0));
            }
        };
        self.meaning.store.near(question, &mut take);
        let code = Code::new(question);
        for (row, recent) in self.recent.iter().enumerate() {
            if let Some(recent) = recent {
                take(self.meaning.store.until + row as u64, code.product(&recent.bytes, recent.factor));
            }
        }
        found.sort_by(better);
        found.truncate(limit);
        found
    }

    /// Numbers per vector.
    pub(crate) fn dimensions(&self) -> usize {
        self.meaning.store.dimensions()
    }

    /// Hands over the address and the vector of each document that has one, of length 1 as near as its code is to it.
    pub(crate) fn each(
        &self,
        mut take: impl FnMut(DocAddress, &[f32]) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let store = &self.meaning.store;
        let mut vector = vec![0f32; store.dimensions()];
        for (row, &address) in self.addresses.iter().enumerate().filter(|(_, address)| **address != GONE) {
            let recent = || self.recent.get(row.checked_sub(store.until as usize)?)?.as_deref();
            let code = store.code(row as u64).map(|(code, _)| code).or_else(|| Some(recent()?.bytes.as_slice()));
            let Some(code) = code else { continue };
            let square: f32 = code.iter().map(|&value| f32::from(value) * f32::from(value)).sum();
            if square > 0.0 {
                let rate = 1.0 / square.sqrt();
                vector.iter_mut().zip(code).for_each(|(value, &code)| *value = f32::from(code) * rate);
                take(address, &vector)?;
            }
        }
        Ok(())
    }

    /// Cosine of a question to a document; 0 where it has no vector.
    pub(crate) fn cosine(&self, question: &Code, row: u64) -> f32 {
        let recent = || {
            let recent = self.recent.get(row.checked_sub(self.meaning.store.until)? as usize)?.as_ref()?;
            Some(question.product(&recent.bytes, recent.factor))
        };
        self.meaning.store.cosine(question, row).or_else(recent).unwrap_or(0.0)
    }
}

/// The code of a question.
pub(crate) fn code(question: &[f32]) -> Code {
    Code::new(question)
}
