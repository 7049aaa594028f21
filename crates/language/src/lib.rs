//! Tokens, phrases and vectors of texts in Chinese and English. Knows texts, not documents.
//!
//! - [`Analysis`]: texts → [`Vocabulary`] and [`TermMatrix`] (words, and phrases of two or three of them);
//! - [`Selection`]: which terms count for some of the documents, and how much;
//! - [`Embedding`]: document vectors learned from the corpus itself;
//! - [`LearnedEncoder`]: the same for texts that come later, one by one, without the corpus;
//! - [`distinctive`]: what a group of documents is about;
//! - [`chinese_words`], [`is_stop_word`]: the parts of that analysis, for other ways to look at words;
//! - [`Alignment`]: vectors of a multilingual encoder without what only tells the language;
//! - [`sentence`]: vectors of a multilingual encoder, where one is installed.

mod alignment;
mod analysis;
mod embedding;
mod encoder;
mod labels;
mod matrix;
mod orthogonal;
mod script;
mod selection;
pub mod sentence;
mod terms;

pub use alignment::Alignment;
pub use analysis::{Analysis, Text, hash_of_term};
pub use embedding::{Embedding, Weighted};
pub use encoder::{BadEncoder, LearnedEncoder};
pub use labels::{Distinctive, distinctive};
pub use matrix::{TermMatrix, Vocabulary};
pub use script::{chinese_words, is_chinese};
pub use selection::Selection;
pub use terms::is_stop_word;
