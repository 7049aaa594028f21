//! What is asked.
//!
//! | written | means |
//! |---|---|
//! | `solar cells` | any of the words; documents that have more, and rarer ones, stand higher |
//! | `"solar cell"` | exactly these words in this order; required |
//! | `-silicon`, `-"thin film"`, `-kind:need` | none of it |
//! | `kind:offer` | a term of a facet; several of one facet: any of them |
//! | `trl:4..7`, `trl:..3`, `trl:4..` | a number between, ends included |
//! | `perovskite OR silicon` | one of the two is required |
//! | `photo*` | words that begin so |
//! | `perovskit~` | words that differ in a letter or two |
//!
//! Everything else is read as words; full-width quotes, colons and hyphens serve as well.

mod parse;
#[cfg(test)]
mod tests;

pub use parse::SyntaxError;

/// Longest question in bytes.
pub const LONGEST_QUERY: usize = 16 * 1024;
/// Most parts of a question.
pub const MOST_CLAUSES: usize = 512;

/// A question, parsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Parts, in order.
    pub clauses: Vec<Clause>,
}

/// Part of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// What it does.
    pub occur: Occur,
    /// Alternatives; one is enough.
    pub any: Vec<Item>,
}

/// What a part does to the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occur {
    /// Adds to the score.
    Wanted,
    /// Has to be met.
    Required,
    /// Must not be met.
    Excluded,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A word, or a run of Chinese.
    Word(String),
    /// Words that begin so.
    Prefix(String),
    /// Words like this.
    Fuzzy(String),
    /// Words in this order.
    Phrase(String),
    /// A term of a facet.
    Term {
        /// Code of the facet, or `kind`.
        field: String,
        /// Code of the term.
        term: String,
    },
    /// A number.
    Range {
        /// Code of the field.
        field: String,
        /// Least, included.
        least: f64,
        /// Greatest, included.
        greatest: f64,
    },
}

impl Query {
    /// Reads a question. `fields` are the codes that may stand before a colon; `kind` is always one.
    ///
    /// # Errors
    /// Where the syntax is broken, with the byte at which.
    pub fn parse(text: &str, fields: &[&str]) -> Result<Self, SyntaxError> {
        parse::strictly(text, fields)
    }

    /// Reads a question as well as it can be: what is broken is read as words, what is too long is cut off.
    pub fn parse_leniently(text: &str, fields: &[&str]) -> Self {
        parse::leniently(text, fields)
    }

    /// A question that is only words, such as a title or a whole text.
    pub fn words(text: &str) -> Self {
        parse::as_words(text)
    }

    /// Adds that a term of a facet (or `kind`) is required, as filters beside a search box do.
    pub fn with_term(mut self, field: &str, term: &str) -> Self {
        let item = Item::Term { field: field.to_owned(), term: term.to_owned() };
        let same = |clause: &&mut Clause| {
            clause.occur == Occur::Required
                && matches!(&clause.any[..], [Item::Term { field: other, .. }, ..] if other == field)
        };
        match self.clauses.iter_mut().find(same) {
            Some(clause) => clause.any.push(item),
            None => self.clauses.push(Clause { occur: Occur::Required, any: vec![item] }),
        }
        self
    }
}
