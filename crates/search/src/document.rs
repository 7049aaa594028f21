//! What is searched, and who may see which part of it.
//!
//! Two things decide about disclosure. A document has *visibility tags*: [`PUBLIC`], [`SIGNED_IN`], or any other word such as the id of
//! a party. Who has none of its tags never learns that it exists. Each piece of a document has a [`Level`]: what is only for those
//! signed in is kept in other fields of the index than what is public, and a question looks into the fields of its reader only.
//!
//! So there are three *tiers* of fields: public pieces of public documents; what needs a sign-in for either reason; everything of
//! documents that only holders of some other tag may see. Frequencies of words, which ranking, corrections and completions rest on, are
//! taken from tiers that the reader may read as a whole: nothing that someone may not read changes what they get.

use serde::{Deserialize, Serialize};

/// Tag of documents that everyone may see.
pub const PUBLIC: &str = "public";
/// Tag of documents that everyone who is signed in may see.
pub const SIGNED_IN: &str = "signed-in";

/// Longest id, kind, tag, facet or term in bytes.
pub const LONGEST_CODE: usize = 200;
/// Longest title or text in bytes.
pub const LONGEST_TEXT: usize = 1 << 20;
/// Most pieces, facets, numbers and tags of a document, each.
pub const MOST_PARTS: usize = 1_000;

/// Who may read a piece of a document, among those who may see the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Everyone.
    #[default]
    Public,
    /// Whoever is signed in.
    SignedIn,
}

/// What a piece of text is to its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Its title; words count twice, and completions complete it.
    Title,
    /// Any other text.
    Text,
}

/// A piece of text. Its language need not be said: words are told apart by their script, also within a piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What it is to the document.
    pub part: Part,
    /// Who may read it.
    pub level: Level,
    /// The text.
    pub text: String,
}

/// A term of a facet, such as `direction` = `energy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Code of the facet.
    pub field: String,
    /// Code of the term.
    pub term: String,
    /// Who may read it.
    pub level: Level,
}

/// A number that ranges can be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Code of the field.
    pub field: String,
    /// The number.
    pub value: f64,
    /// Who may read it.
    pub level: Level,
}

/// A document as the index takes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Id; a document with the same id is replaced.
    pub id: String,
    /// Code of its kind; results are grouped by it. Whoever may see the document may see it.
    pub kind: String,
    /// Who may see the document: whoever has one of the tags.
    pub visibility: Vec<String>,
    /// Titles and texts, in any languages.
    pub pieces: Vec<Piece>,
    /// Terms of facets.
    pub facets: Vec<Facet>,
    /// Any number that grows with time, for instance milliseconds since 1970.
    pub date: i64,
    /// Numbers.
    pub numbers: Vec<Number>,
}

impl Document {
    /// A document that everyone may see, still empty.
    pub fn public(id: impl Into<String>, kind: impl Into<String>) -> Self {
        Self { id: id.into(), kind: kind.into(), visibility: vec![PUBLIC.to_owned()], ..Self::default() }
    }

    /// Adds a title.
    pub fn title(mut self, level: Level, text: impl Into<String>) -> Self {
        self.pieces.push(Piece { part: Part::Title, level, text: text.into() });
        self
    }

    /// Adds a text.
    pub fn text(mut self, level: Level, text: impl Into<String>) -> Self {
        self.pieces.push(Piece { part: Part::Text, level, text: text.into() });
        self
    }

    /// Adds a term of a facet.
    pub fn facet(mut self, level: Level, field: impl Into<String>, term: impl Into<String>) -> Self {
        self.facets.push(Facet { field: field.into(), term: term.into(), level });
        self
    }

    /// Adds a number.
    pub fn number(mut self, level: Level, field: impl Into<String>, value: f64) -> Self {
        self.numbers.push(Number { field: field.into(), value, level });
        self
    }

    /// Where pieces of a level go.
    pub(crate) fn tier(&self, level: Level) -> Tier {
        let has = |tag: &str| self.visibility.iter().any(|other| other == tag);
        match level {
            Level::Public if has(PUBLIC) => Tier::Public,
            _ if has(PUBLIC) || has(SIGNED_IN) => Tier::SignedIn,
            _ => Tier::Restricted,
        }
    }
}

/// Fields of one audience; see the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// For everyone.
    Public,
    /// For everyone who is signed in.
    SignedIn,
    /// For holders of a document's tags; what stands here says nothing to others, also not as a number.
    Restricted,
}

impl Tier {
    pub(crate) const ALL: [Self; 3] = [Self::Public, Self::SignedIn, Self::Restricted];
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// The level that they may read up to.
    pub level: Level,
    /// Their tags beside [`PUBLIC`] and [`SIGNED_IN`], for instance the ids of the parties they act for; without effect for those
    /// who are not signed in.
    pub tags: Vec<String>,
}

impl Reader {
    /// Anyone.
    pub fn public() -> Self {
        Self::default()
    }

    /// Somebody who is signed in, with their tags.
    pub fn signed_in(tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { level: Level::SignedIn, tags: tags.into_iter().map(Into::into).collect() }
    }

    /// The tiers whose words and frequencies this reader may know as a whole.
    pub(crate) fn open_tiers(&self) -> &'static [Tier] {
        match self.level {
            Level::Public => &Tier::ALL[..1],
            Level::SignedIn => &Tier::ALL[..2],
        }
    }

    /// The tiers that they may look into, the restricted one only among documents with their tags.
    pub(crate) fn tiers(&self) -> &'static [Tier] {
        if self.level == Level::SignedIn && !self.own_tags().is_empty() { &Tier::ALL } else { self.open_tiers() }
    }

    /// Tags of the restricted tier.
    pub(crate) fn own_tags(&self) -> &[String] {
        match self.level {
            Level::Public => &[],
            Level::SignedIn => &self.tags,
        }
    }
}
