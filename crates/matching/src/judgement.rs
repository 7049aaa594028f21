//! The result of one requirement, without words.

use crate::comparison::Why;
use rules::Verdict;

/// The most credit that an unmet requirement gets: less than what is not known counts.
const MOST_UNMET: f64 = 0.49;

/// A result with its reason and its credit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) why: Why,
    pub(crate) credit: Option<f64>,
}

impl Judgement {
    pub(crate) fn met() -> Self {
        Self { verdict: Verdict::Met, why: Why::Decided, credit: Some(1.0) }
    }

    /// `closeness` is 0 to 1.
    pub(crate) fn unmet(closeness: f64) -> Self {
        Self { verdict: Verdict::Unmet, why: Why::Decided, credit: Some(MOST_UNMET * closeness.clamp(0.0, 1.0)) }
    }

    /// What is known does not decide it.
    pub(crate) fn open(why: Why) -> Self {
        Self { verdict: Verdict::Unknown, why, credit: None }
    }

    pub(crate) fn person(why: Why) -> Self {
        Self { verdict: Verdict::NeedsPerson, why, credit: None }
    }

    pub(crate) fn decided(met: bool, closeness: f64) -> Self {
        if met { Self::met() } else { Self::unmet(closeness) }
    }
}
