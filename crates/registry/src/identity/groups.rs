//! Groups of proposals, guarded against chaining.

use super::reason::Proposal;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A cross pair of a group below this, and with a contradiction among its reasons, forbids the group.
const IMPOSSIBLE: f64 = 0.05;

/// A group larger than this is left to a person; checking all its pairs would also take long.
const LARGEST: usize = 40;

/// Keeps the proposals, given best first, whose joining puts no two contradicting subjects into one group. A daughter company that looks
/// like her mother's short name, and the short name like the mother, must not make mother and daughter one.
pub(super) fn without_contradictions(
    proposals: Vec<Proposal>,
    pair: impl Fn(&str, &str) -> Option<Proposal>,
) -> Vec<Proposal> {
    let mut group_of: FxHashMap<String, usize> = FxHashMap::default();
    let mut members: Vec<Vec<String>> = Vec::new();
    let mut kept = Vec::with_capacity(proposals.len());
    for proposal in proposals {
        let [a, b] = [&proposal.a, &proposal.b].map(|id| {
            *group_of.entry(id.clone()).or_insert_with(|| {
                members.push(vec![id.clone()]);
                members.len() - 1
            })
        });
        if a == b {
            kept.push(proposal);
            continue;
        }
        let against = |x: &str, y: &str| {
            pair(x, y).is_some_and(|p| p.score < IMPOSSIBLE && p.reasons.iter().any(super::Reason::contradicts))
        };
        let small = members[a].len() + members[b].len() <= LARGEST;
        let clash = members[a].iter().any(|x| members[b].iter().any(|y| against(x, y)));
        if !small || clash {
            continue;
        }
        let moved = std::mem::take(&mut members[b]);
        for id in &moved {
            group_of.insert(id.clone(), a);
        }
        members[a].extend(moved);
        kept.push(proposal);
    }
    kept
}

/// Groups of ids that the proposals join, each in order, as a person is asked about them at once.
pub fn groups(proposals: &[Proposal]) -> Vec<Vec<String>> {
    let mut parent: BTreeMap<&str, &str> = BTreeMap::new();
    fn root<'a>(parent: &BTreeMap<&'a str, &'a str>, mut id: &'a str) -> &'a str {
        while let Some(&up) = parent.get(id).filter(|&&up| up != id) {
            id = up;
        }
        id
    }
    for proposal in proposals {
        let (a, b) = (root(&parent, &proposal.a), root(&parent, &proposal.b));
        parent.entry(&proposal.a).or_insert(a);
        parent.entry(&proposal.b).or_insert(b);
        parent.insert(a.max(b), a.min(b));
    }
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for id in parent.keys() {
        groups.entry(root(&parent, id)).or_default().push(id.to_string());
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Agreement, Aspect, Reason};

    fn proposal(a: &str, b: &str, score: f64) -> Proposal {
        let reasons =
            if score < 0.5 { vec![Reason::new(Aspect::Unit, Agreement::Different, a, b, -16.0)] } else { Vec::new() };
        Proposal { a: a.into(), b: b.into(), score, reasons }
    }

    #[test]
    fn a_chain_between_contradicting_subjects_breaks_at_its_weakest_link() {
        let found = vec![proposal("mother", "short", 0.9), proposal("short", "daughter", 0.8), proposal("x", "y", 0.7)];
        let kept = without_contradictions(found, |a, b| {
            Some(proposal(a, b, if [a, b] == ["mother", "daughter"] { 0.01 } else { 0.9 }))
        });
        assert_eq!(kept.len(), 2);
        assert_eq!(groups(&kept), [["mother", "short"], ["x", "y"]]);
    }
}
