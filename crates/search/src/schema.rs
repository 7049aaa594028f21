//! Fields of the index, and how a document is put into them.

use crate::analysis::{exact_terms, folded, ranking_terms, simplified};
use crate::completion::keys_of_title;
use crate::document::{Document, LONGEST_CODE, LONGEST_TEXT, MOST_PARTS, Part, Piece, Tier};
use crate::error::IndexError;
use std::collections::BTreeMap;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, OwnedValue, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{TantivyDocument, Term};

/// Number of times that words of a title count: BM25 over weighted fields (Robertson, Zaragoza & Taylor 2004) is BM25 of the text
/// with the title's words repeated.
const TITLE_WEIGHT: usize = 2;
/// Positions between two pieces, which no phrase reaches across.
const GAP: usize = 1_000;
/// Separates the code of a facet from its term.
pub(crate) const SEPARATOR: char = '\u{1F}';

/// Fields of one tier.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TierFields {
    /// Ranking terms.
    pub(crate) ranking: Field,
    /// Exact terms with positions.
    pub(crate) exact: Field,
    /// Facets, as code, separator, term.
    pub(crate) facets: Field,
    /// Numbers by code.
    pub(crate) numbers: Field,
    /// The pieces themselves.
    pub(crate) pieces: Field,
}

/// All fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    pub(crate) kind: Field,
    pub(crate) tags: Field,
    /// Number of the document's vector.
    pub(crate) row: Field,
    pub(crate) date: Field,
    /// Keys of public titles for completion.
    pub(crate) completion: Field,
    tiers: [TierFields; 3],
}

/// Names of columns, which collectors ask for.
pub(crate) const KIND: &str = "kind";
pub(crate) const DATE: &str = "date";
pub(crate) const ROW: &str = "row";
const TIER_NAMES: [&str; 3] = ["public", "signed_in", "restricted"];

/// Name of the column of a tier's facets.
pub(crate) fn facet_column(tier: Tier) -> String {
    format!("facets_{}", TIER_NAMES[tier as usize])
}

impl Fields {
    /// The schema and its fields.
    pub(crate) fn schema() -> (Schema, Self) {
        let text = |record| {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let kind = schema.add_text_field(KIND, STRING | FAST | STORED);
        let tags = schema.add_text_field("tags", STRING);
        let row = schema.add_u64_field(ROW, FAST);
        let date = schema.add_i64_field(DATE, FAST);
        let completion = schema.add_text_field("completion", STRING);
        let tiers = TIER_NAMES.map(|name| TierFields {
            ranking: schema.add_text_field(&format!("ranking_{name}"), text(IndexRecordOption::WithFreqs)),
            exact: schema.add_text_field(&format!("exact_{name}"), text(IndexRecordOption::WithFreqsAndPositions)),
            facets: schema.add_text_field(&format!("facets_{name}"), STRING | FAST),
            numbers: schema.add_json_field(&format!("numbers_{name}"), FAST),
            pieces: schema.add_text_field(&format!("pieces_{name}"), STORED),
        });
        (schema.build(), Self { id, kind, tags, row, date, completion, tiers })
    }

    /// Fields of a tier.
    pub(crate) fn tier(&self, tier: Tier) -> &TierFields {
        &self.tiers[tier as usize]
    }

    /// The public field that tells the frequencies for a field of any tier.
    pub(crate) fn public_twin(&self, field: Field) -> Field {
        let public = self.tier(Tier::Public);
        for tier in &self.tiers {
            if field == tier.ranking {
                return public.ranking;
            }
            if field == tier.exact {
                return public.exact;
            }
        }
        field
    }

    pub(crate) fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.id, id)
    }

    /// A document in fields; `row` is the number of its vector.
    pub(crate) fn fill(&self, document: &Document, row: u64) -> TantivyDocument {
        let mut filled = TantivyDocument::new();
        filled.add_text(self.id, &document.id);
        filled.add_text(self.kind, &document.kind);
        for tag in &document.visibility {
            filled.add_text(self.tags, tag);
        }
        filled.add_u64(self.row, row);
        filled.add_i64(self.date, document.date);
        for tier in Tier::ALL {
            let fields = self.tier(tier);
            let pieces: Vec<&Piece> =
                document.pieces.iter().filter(|piece| document.tier(piece.level) == tier).collect();
            if !pieces.is_empty() {
                let (ranking, exact) = tokens(&pieces);
                filled.add_pre_tokenized_text(fields.ranking, ranking);
                filled.add_pre_tokenized_text(fields.exact, exact);
                let stored = serde_json::to_string(&pieces).expect("pieces are plain data");
                filled.add_text(fields.pieces, stored);
            }
            if tier == Tier::Public {
                for title in pieces.iter().filter(|piece| piece.part == Part::Title) {
                    for key in keys_of_title(&title.text) {
                        filled.add_text(self.completion, key);
                    }
                }
            }
            for facet in document.facets.iter().filter(|facet| document.tier(facet.level) == tier) {
                filled.add_text(fields.facets, facet_key(&facet.field, &facet.term));
            }
            let numbers: BTreeMap<String, OwnedValue> = document
                .numbers
                .iter()
                .filter(|number| document.tier(number.level) == tier)
                .map(|number| (number.field.clone(), OwnedValue::F64(number.value)))
                .collect();
            if !numbers.is_empty() {
                filled.add_object(fields.numbers, numbers);
            }
        }
        filled
    }
}

/// A facet's term as it stands in the index.
pub(crate) fn facet_key(field: &str, term: &str) -> String {
    format!("{field}{SEPARATOR}{term}")
}

/// One form of a title, for completion.
pub(crate) fn title_key(title: &str) -> String {
    let words: Vec<String> = simplified(title).split_whitespace().map(folded_phrase).collect();
    words.join(" ")
}

fn folded_phrase(word: &str) -> String {
    if word.chars().any(language::is_chinese) { word.to_lowercase() } else { folded(word) }
}

fn tokens(pieces: &[&Piece]) -> (PreTokenizedString, PreTokenizedString) {
    let (mut ranking, mut exact) = (Vec::new(), Vec::new());
    let token =
        |text: String, position: usize| Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 };
    let (mut place, mut exact_place) = (0, 0);
    for piece in pieces {
        let terms = ranking_terms(&piece.text);
        let times = if piece.part == Part::Title { TITLE_WEIGHT } else { 1 };
        for _ in 0..times {
            for term in &terms {
                ranking.push(token(term.clone(), place));
                place += 1;
            }
        }
        for term in exact_terms(&piece.text) {
            exact.push(token(term, exact_place));
            exact_place += 1;
        }
        exact_place += GAP;
    }
    let whole = |tokens| PreTokenizedString { text: String::new(), tokens };
    (whole(ranking), whole(exact))
}

/// Refuses what is beyond a limit.
pub(crate) fn check(document: &Document) -> Result<(), IndexError> {
    let refuse = |what, limit| {
        let id = document.id.chars().take(60).collect();
        Err(IndexError::TooLarge { id, what, limit })
    };
    let codes = [&document.id, &document.kind];
    let codes = codes.into_iter().chain(&document.visibility);
    let codes = codes.chain(document.facets.iter().flat_map(|facet| [&facet.field, &facet.term]));
    let mut codes = codes.chain(document.numbers.iter().map(|number| &number.field));
    if codes.any(|code| code.len() > LONGEST_CODE) {
        return refuse("a code", LONGEST_CODE);
    }
    if document.pieces.iter().map(|piece| piece.text.len()).sum::<usize>() > LONGEST_TEXT {
        return refuse("text", LONGEST_TEXT);
    }
    let counts = [document.visibility.len(), document.pieces.len(), document.facets.len(), document.numbers.len()];
    if counts.iter().any(|&count| count > MOST_PARTS) {
        return refuse("parts", MOST_PARTS);
    }
    Ok(())
}
