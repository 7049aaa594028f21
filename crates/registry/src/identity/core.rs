//! Comparing distinctive parts.

use super::counts::{Counts, Term};
use super::distance::{alike, slips};
use super::name::Part;
use super::reason::Agreement;
use super::subject::SubjectKind;
use super::weights::*;

/// How two distinctive parts agree, in bits beyond the odds of a random pair; `None` where they do not.
pub(super) fn compare(a: &Part, b: &Part, text: [&str; 2], counts: &Counts) -> Option<(Agreement, f64)> {
    let size = counts.size(SubjectKind::Organisation);
    if let Some((agreement, bits)) = equal(a, b, counts) {
        let others = text.iter().map(|text| counts.others(Term::Core, text)).fold(1.0, f64::max);
        return Some((agreement, size - others.log2() + bits));
    }
    let (beginning, rests) = beginning(a, b)?;
    let bits = match &rests[..] {
        [left, right] if counts.others(Term::Translation, &translation(a.han, left, right)) >= TRANSLATION => {
            CORE_TRANSLATED
        }
        [_, _] => CORE_UNTRANSLATED,
        _ if rests.iter().all(|rest| counts.others(Term::Rest, rest) >= COMMON) => CORE_SHORTENED_COMMON,
        _ if a.han == b.han && !a.sorts.is_empty() && !b.sorts.is_empty() => CORE_SHORTENED_FULL,
        _ => CORE_SHORTENED,
    };
    Some((Agreement::Shortened, size - counts.others(Term::Beginning, &beginning).log2() + bits))
}

/// What two names of one subject say after a common beginning, Chinese first: 碳纤维 and “carbon fibre”.
pub(super) fn translation(left_is_han: bool, left: &str, right: &str) -> String {
    if left_is_han { format!("{left}={right}") } else { format!("{right}={left}") }
}

/// The translation that two names of one subject tell.
pub(super) fn told_translation(a: &Part, b: &Part) -> Option<String> {
    let (_, rests) = if a.han == b.han { None } else { beginning(a, b) }?;
    match &rests[..] {
        [left, right] => Some(translation(a.han, left, right)),
        _ => None,
    }
}

fn equal(a: &Part, b: &Part, counts: &Counts) -> Option<(Agreement, f64)> {
    match (a.is_generic(), b.is_generic()) {
        (true, true) => generic(a, b).then_some((Agreement::Same, 0.0)),
        (false, false) => match (a.han, b.han) {
            (true, true) => chinese(a, b, counts),
            (false, false) => english(a, b),
            (true, false) => across(a, b),
            (false, true) => across(b, a),
        },
        _ => None,
    }
}

/// Names of nothing but shared words are the same where all the words are.
fn generic(a: &Part, b: &Part) -> bool {
    let places = |part: &Part| part.places.iter().copied().filter(|&place| place != 156).collect::<Vec<_>>();
    let covered = |one: &Part, other: &Part| one.trades.iter().all(|trade| other.trades.iter().any(|t| trade.meets(t)));
    let national = a.places.contains(&156) == b.places.contains(&156);
    let says = !a.places.is_empty() || !a.trades.is_empty() || a.number.is_some();
    says && national && places(a) == places(b) && a.trades.len() == b.trades.len() && covered(a, b) && covered(b, a)
}

fn chinese(a: &Part, b: &Part, counts: &Counts) -> Option<(Agreement, f64)> {
    if a.core == b.core {
        return Some((Agreement::Same, 0.0));
    }
    if a.spelled == b.spelled {
        return Some((Agreement::SoundsAlike, CORE_SOUNDS));
    }
    let (left, right): (Vec<char>, Vec<char>) = (a.core.chars().collect(), b.core.chars().collect());
    // A common word at the end is not distinctive: 卓桐碳纤维 and 卓辉碳纤维 are two brands of two characters.
    let same_end = left.iter().rev().zip(right.iter().rev()).take_while(|(x, y)| x == y).count();
    let shorter = left.len().min(right.len());
    let common = |length: &usize| {
        let rest = a.pieces[left.len() - length..].concat();
        counts.others(Term::Rest, &rest) >= COMMON
    };
    let end = (1..=same_end.min(shorter.saturating_sub(2))).rev().find(common).unwrap_or(0);
    let (left, right) = (&left[..left.len() - end], &right[..right.len() - end]);
    // A sign more or less at the end is rather another word than a slip.
    let longer = left.starts_with(right) || right.starts_with(left);
    if longer || left.len().min(right.len()) < 3 || slips(left, right, 1).is_none() {
        return None;
    }
    // What agrees is the beginning; where many begin so, the sign that differs is all that tells them apart.
    let same = left.iter().zip(right).take_while(|(x, y)| x == y).count();
    let others = if same >= 2 { counts.others(Term::Beginning, &a.pieces[..same].concat()) } else { 1.0 };
    Some((Agreement::Mistyped, CORE_MISTYPED - others.log2()))
}

fn english(a: &Part, b: &Part) -> Option<(Agreement, f64)> {
    if a.spelled == b.spelled || sorted(&a.pieces) == sorted(&b.pieces) {
        return Some((Agreement::Same, 0.0));
    }
    if alike(&a.spelled, &b.spelled) {
        return Some((Agreement::Mistyped, letters_mistyped(a, b)));
    }
    let (few, many) = if a.pieces.len() <= b.pieces.len() { (a, b) } else { (b, a) };
    let matched = few.pieces.iter().filter(|word| many.pieces.iter().any(|other| alike(word, other))).count();
    (matched == few.pieces.len() && matched == many.pieces.len())
        .then_some((Agreement::Mistyped, letters_mistyped(a, b)))
}

/// Short spellings lie close together: that two of them differ by a letter says less.
fn letters_mistyped(a: &Part, b: &Part) -> f64 {
    if a.spelled.len().min(b.spelled.len()) < 9 { CORE_MISTYPED_SHORT } else { CORE_MISTYPED }
}

/// Syllables against words: 明曜 and “Mingyao” or “Ming Yao”.
fn across(han: &Part, latin: &Part) -> Option<(Agreement, f64)> {
    if han.spelled == latin.spelled {
        return Some((Agreement::Spelled, CORE_SPELLED));
    }
    alike(&han.spelled, &latin.spelled).then_some((Agreement::Mistyped, letters_mistyped(han, latin)))
}

/// The longest common beginning where one side ends there, or where both go on, each in its language.
fn beginning(a: &Part, b: &Part) -> Option<(String, Vec<String>)> {
    let (left, right) = (&a.beginnings, &b.beginnings);
    let same_script = a.han == b.han;
    let common = left.iter().rev().find_map(|(beginning, rest)| {
        let (_, other) = right.iter().find(|(other, _)| other == beginning)?;
        (!same_script || rest.is_empty() || other.is_empty())
            .then(|| (beginning.clone(), vec![rest.clone(), other.clone()]))
    });
    let (beginning, rests) = common?;
    // Same syllables in other characters are no common beginning.
    let characters = |part: &Part| part.core.chars().take(2).collect::<String>();
    if a.han && b.han && characters(a) != characters(b) {
        return None;
    }
    Some((beginning, rests.into_iter().filter(|rest| !rest.is_empty()).collect()))
}

fn sorted(words: &[String]) -> Vec<&String> {
    let mut words: Vec<&String> = words.iter().collect();
    words.sort_unstable();
    words
}
