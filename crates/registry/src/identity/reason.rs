//! What a proposal says.

use serde::{Deserialize, Serialize};

/// What was compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// A number of a register.
    Number,
    /// Host of web sites and e-mail.
    Host,
    /// A whole address of e-mail.
    Address,
    /// The whole name, letter by letter.
    Name,
    /// The distinctive part of the name.
    Core,
    /// A short form against a long name.
    ShortForm,
    /// Places in the name.
    Place,
    /// What the name says it does.
    Trade,
    /// What the name says it is.
    Sort,
    /// The number among sisters.
    Ordinal,
    /// What stands below a parent.
    Unit,
    /// Province of the subject.
    Region,
    /// Country of the subject.
    Country,
    /// Organisation of a person.
    Affiliation,
}

/// How the two sides agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The same.
    Same,
    /// The same in the other language.
    Spelled,
    /// Other characters of the same sound.
    SoundsAlike,
    /// A slip of the finger apart.
    Mistyped,
    /// One is the beginning or a short form of the other.
    Shortened,
    /// One side does not say it.
    LeftOut,
    /// Contradiction.
    Different,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What was compared.
    pub aspect: Aspect,
    /// How it agrees.
    pub agreement: Agreement,
    /// What the first subject says; empty where it says nothing.
    pub a: String,
    /// What the second subject says.
    pub b: String,
    /// Bits of evidence; negative against.
    pub bits: f64,
}

impl Reason {
    pub(super) fn new(
        aspect: Aspect,
        agreement: Agreement,
        a: impl Into<String>,
        b: impl Into<String>,
        bits: f64,
    ) -> Self {
        Self { aspect, agreement, a: a.into(), b: b.into(), bits }
    }

    /// Whether this alone says that the two are different things, however alike the rest is.
    pub fn contradicts(&self) -> bool {
        self.agreement == Agreement::Different
            && matches!(
                self.aspect,
                Aspect::Number | Aspect::Ordinal | Aspect::Unit | Aspect::Trade | Aspect::Sort | Aspect::Place
            )
    }
}

/// Two subjects that may be one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Id of the one that came first.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Probability that they are one, 0 to 1.
    pub score: f64,
    /// The evidence, strongest first.
    pub reasons: Vec<Reason>,
}
