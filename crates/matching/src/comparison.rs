//! What a comparison says, as typed data: whoever shows it finds the words.

use crate::figure::Unreadable;
use crate::profile::{Aspect, Bilingual, Money, Reach};
use jiff::civil::Date;
use rules::{Number, Side, Verdict};
use serde::Serialize;

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A figure.
    Indicator {
        /// Its name in the need.
        name: Bilingual,
        /// Its name in the offer, where something of a like name is there.
        offered: Option<Bilingual>,
    },
    /// A capability.
    Capability {
        /// As the need names it.
        name: Bilingual,
        /// As the offer names it, where something of a like name is there.
        offered: Option<Bilingual>,
    },
    /// Anything else.
    Aspect(Aspect),
}

/// What is wanted or offered.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// Nothing was said.
    #[default]
    Nothing,
    /// A figure as it was entered.
    Figure(String),
    /// A level of readiness.
    Level(u8),
    /// A budget or a price.
    Money(Money),
    /// Codes of ways of working together.
    Codes(Vec<String>),
    /// A region, and how near the other side has to be.
    Region {
        /// Its code.
        code: String,
        /// How near.
        reach: Reach,
    },
    /// A day.
    Day(Date),
    /// It is there.
    Named,
}

/// Why a line has its result, where the result alone does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It was decided by what both say.
    Decided,
    /// The offer says nothing of it.
    NotSaid,
    /// The offer's figure leaves it open: at least 5,000 where 8,000 are wanted.
    LeftOpen,
    /// The names are alike and may mean different things.
    Name,
    /// What is wanted cannot be read.
    WantedUnreadable(Unreadable),
    /// What is offered cannot be read.
    OfferedUnreadable(Unreadable),
    /// The units do not convert.
    Units,
    /// The figures hold under different conditions.
    Conditions,
    /// A plain number does not say whether it is the least or the most.
    Direction,
    /// A range does not say whether all of it is covered.
    Range,
    /// The two are in different currencies.
    Currency,
    /// One of them names no definite way of working together.
    OpenMode,
}

/// The smallest change that would give a line the other result; of a line that is met, what would make it unmet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flip {
    /// There is none to name.
    None,
    /// The offer has to say it.
    FindOut,
    /// A person has to judge it.
    Ask,
    /// The figure has to come to a side of a number, in the unit of the need.
    Figure {
        /// On which side.
        side: Side,
        /// Of which number.
        to: Number,
        /// How far it is from what is offered.
        by: Option<Number>,
        /// The unit.
        unit: String,
    },
    /// The readiness has to come to a level.
    Level(u8),
    /// The price has to come to an amount: at most that, or above it where the line is met.
    Price(Money),
    /// One of these ways has to be offered too.
    Modes(Vec<String>),
    /// It has to be in the region that begins with this code.
    Region(String),
    /// It has to be there by a day.
    By(Date),
}

/// A requirement, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// What it is about.
    pub what: What,
    /// Whether nothing else can make up for it.
    pub hard: bool,
    /// What is wanted.
    pub wanted: Given,
    /// What is offered.
    pub offered: Given,
    /// The result.
    pub verdict: Verdict,
    /// Why.
    pub why: Why,
    /// What would change it.
    pub flip: Flip,
    /// Its weight; zero where it does not apply.
    pub weight: f64,
    /// Its credit: 1 where it is met, below ½ where it is unmet, nothing where it is not decided.
    pub credit: Option<f64>,
}

/// What is left of a comparison for ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Whether a hard condition is unmet.
    pub excluded: bool,
    /// Mean credit over what is known, 0 to 1; ½ where nothing is.
    pub score: f64,
    /// Share of the weight that is known, 0 to 1.
    pub certainty: f64,
    /// By this it ranks: mean credit where what is not known counts ½.
    pub standing: f64,
}

impl Outcome {
    /// The order of a list: what is excluded last, then by standing, then by certainty.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let by = |of: fn(&Self) -> f64| of(other).total_cmp(&of(self));
        self.excluded.cmp(&other.excluded).then(by(|one| one.standing)).then(by(|one| one.certainty))
    }
}

/// A need and an offer, requirement by requirement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The lines.
    pub lines: Vec<Line>,
    /// How well the texts fit, 0 to 1, as it was given.
    pub relevance: Option<f64>,
    /// What follows from them.
    pub outcome: Outcome,
}
