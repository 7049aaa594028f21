//! Frequencies of words as ranking uses them: those of public text, for everyone.

use crate::document::{PUBLIC, Tier};
use crate::schema::Fields;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Tells BM25 the frequencies of public text, whichever tier is looked into. So no score of one reader tells what others may see.
pub(crate) struct PublicStatistics<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    /// Public documents.
    documents: u64,
}

impl<'a> PublicStatistics<'a> {
    pub(crate) fn new(searcher: &'a Searcher, fields: &'a Fields) -> tantivy::Result<Self> {
        let documents = searcher.doc_freq(&Term::from_field_text(fields.tags, PUBLIC))?.max(1);
        Ok(Self { searcher, fields, documents })
    }

    /// Public documents.
    pub(crate) fn documents(&self) -> u64 {
        self.documents
    }
}

impl Bm25StatisticsProvider for PublicStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let tokens = Bm25StatisticsProvider::total_num_tokens(self.searcher, self.fields.public_twin(field))?;
        Ok(tokens.max(self.documents))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let twin = self.fields.public_twin(term.field());
        let frequency = if twin == term.field() {
            self.searcher.doc_freq(term)?
        } else {
            term.value().as_str().map_or(Ok(0), |word| self.searcher.doc_freq(&Term::from_field_text(twin, word)))?
        };
        // A text may be public where its document is not, never the other way round; the engine insists on it.
        Ok(frequency.min(self.documents))
    }
}

/// How many documents have a term in fields that a reader may know as a whole.
pub(crate) fn open_frequency(searcher: &Searcher, fields: &Fields, tiers: &[Tier], word: &str) -> tantivy::Result<u64> {
    tiers.iter().map(|&tier| searcher.doc_freq(&Term::from_field_text(fields.tier(tier).ranking, word))).sum()
}
