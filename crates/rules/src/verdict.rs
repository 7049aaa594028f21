//! The five results, how they combine, and the reasons that come with them.

use crate::condition::Label;
use crate::context::Source;
use serde::Serialize;

/// The result of a condition.
///
/// Met, unmet and not applicable are final: finding out more never changes them. The other two say what is wanting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Met,
    /// It does not hold.
    Unmet,
    /// What is known does not decide it.
    Unknown,
    /// A person has to judge it.
    NeedsPerson,
    /// It does not concern this case.
    NotApplicable,
}

use Verdict::{Met, NeedsPerson, NotApplicable, Unknown, Unmet};

impl Verdict {
    /// All must hold: the first of *unmet*, *needs a person*, *unknown*, *met* that occurs; what is not applicable does not count,
    /// and where nothing else is left the whole is not applicable. A person comes before the unknown so that no summary hides one.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        first(parts, [Unmet, NeedsPerson, Unknown, Met])
    }

    /// One must hold: the first of *met*, *needs a person*, *unknown*, *unmet* that occurs; otherwise as [`Verdict::all`].
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        first(parts, [Met, NeedsPerson, Unknown, Unmet])
    }

    /// Exchanges met and unmet.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Met => Unmet,
            Unmet => Met,
            other => other,
        }
    }

    /// As `when` and `then`: where `self` is met, the other; not applicable where it is unmet; otherwise undecided as `self` is.
    #[must_use]
    pub fn then(self, then: Self) -> Self {
        match self {
            Met => then,
            Unmet => NotApplicable,
            undecided => undecided,
        }
    }

    /// Whether finding out more changes nothing.
    pub fn is_final(self) -> bool {
        matches!(self, Met | Unmet | NotApplicable)
    }
}

fn first(parts: impl IntoIterator<Item = Verdict>, order: [Verdict; 4]) -> Verdict {
    let rank = |part: &Verdict| order.iter().position(|verdict| verdict == part).unwrap_or(order.len());
    parts.into_iter().min_by_key(rank).unwrap_or(NotApplicable)
}

/// What stands in the way of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was reported; the rule went on with what is known in any case.
    #[error("{0} is missing")]
    Missing(Source),
    /// The field holds another kind of value than the rule asks for.
    #[error("{0} holds another kind of value than the rule asks for")]
    Kind(Source),
    /// Base units of two dimensions that were added or compared; a plain number's is the empty text.
    #[error("amounts in {} and in {} do not compare", unit(.0), unit(.1))]
    Units(String, String),
    /// The divisor is zero, or could be.
    #[error("the divisor is zero, or could be")]
    Division,
    /// The value that growth starts from is not above zero, or might not be.
    #[error("growth has no meaning where the earlier value is not above zero, or might not be")]
    Growth,
    /// A number outgrew what can be computed.
    #[error("a number grew too large")]
    TooLarge,
}

fn unit(name: &str) -> &str {
    if name.is_empty() { "plain numbers" } else { name }
}

/// Why a condition has its verdict: a tree of the same form as the condition.
///
/// `found` and `wanted` are written in numbers, units, names of values and signs only, the same in every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The result of this part.
    pub verdict: Verdict,
    /// What sort of condition it is: the key that tells it apart in the file (`all`, `field`, `value`, …).
    pub test: &'static str,
    /// The name that the rule gives to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// What it looks at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<Source>,
    /// What was found: `4200 万元`, `[0, ∞) 元`, `2026-03-31`, `curator`; `?` for nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// What was wanted: `≥ 5000 万元`, `curator | owner`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub wanted: String,
    /// What stands in the way of a decision, or of a better one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// Reasons of the parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Reason>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [Verdict; 5] = [Met, Unmet, Unknown, NeedsPerson, NotApplicable];

    /// One letter for each: met, unmet, unknown (?), person, and not applicable (-).
    fn letter(verdict: Verdict) -> char {
        "mu?p-".chars().nth(verdict as usize).unwrap()
    }

    fn table(combine: impl Fn(Verdict, Verdict) -> Verdict) -> [String; 5] {
        EVERY.map(|one| EVERY.map(|other| letter(combine(one, other))).iter().collect())
    }

    #[test]
    fn all_pairs() {
        assert_eq!(table(|a, b| Verdict::all([a, b])), ["mu?pm", "uuuuu", "?u?p?", "puppp", "mu?p-"]);
        assert_eq!(table(|a, b| Verdict::any([a, b])), ["mmmmm", "mu?pu", "m??p?", "mpppp", "mu?p-"]);
        assert_eq!(table(Verdict::then), ["mu?p-", "-----", "?????", "ppppp", "-----"]);
        assert_eq!(EVERY.map(|verdict| letter(verdict.negated())), ['u', 'm', '?', 'p', '-']);
        assert_eq!((Verdict::all([]), Verdict::any([])), (NotApplicable, NotApplicable));
    }

    #[test]
    fn lists_combine_as_pairs_do_and_not_exchanges_all_and_any() {
        for (a, b, c) in EVERY.iter().flat_map(|&a| EVERY.iter().flat_map(move |&b| EVERY.map(move |c| (a, b, c)))) {
            assert_eq!(Verdict::all([a, b, c]), Verdict::all([a, Verdict::all([b, c])]));
            assert_eq!(Verdict::any([a, b, c]), Verdict::any([Verdict::any([a, b]), c]));
            let negated = Verdict::any([a.negated(), b.negated(), c.negated()]);
            assert_eq!(Verdict::all([a, b, c]).negated(), negated);
        }
    }
}
