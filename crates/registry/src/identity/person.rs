//! Comparing persons: the name by its rarity, then where they belong.

use super::counts::{Counts, Term};
use super::distance::{alike, slips};
use super::name::Name;
use super::organisation;
use super::person_name::{PersonName, Reading};
use super::prepare::Prepared;
use super::reason::{Agreement, Aspect, Reason};
use super::subject::SubjectKind;
use super::weights::*;

/// Evidence from two names of persons.
pub(super) fn names(a: &PersonName, b: &PersonName, counts: &Counts) -> Reason {
    let size = counts.size(SubjectKind::Person);
    let mut best: Option<(Agreement, f64)> = None;
    let mut offer = |agreement, bits: f64| {
        let bits = bits.min(size + PERSON_RARITY_CAP);
        if best.is_none_or(|(_, most)| bits > most) {
            best = Some((agreement, bits));
        }
    };
    if let (Some(left), Some(right)) = (&a.han, &b.han) {
        let rarity = size - counts.others(Term::Han, left).max(counts.others(Term::Han, right)).log2();
        let reading = &a.readings[0];
        let spelled = size - expected(reading, counts).log2();
        let (x, y): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
        if left == right {
            // Characters of one sound are a handful, so that a name in characters is some bits rarer than its spelling.
            offer(Agreement::Same, rarity.min(spelled + 3.0));
        } else if a.readings[0] == b.readings[0] {
            offer(Agreement::SoundsAlike, spelled + if x.len() < 3 { PERSON_SOUNDS_SHORT } else { PERSON_SOUNDS });
        } else if doubled(&x, &y) || doubled(&y, &x) {
            offer(Agreement::Mistyped, rarity.min(spelled + 3.0) + PERSON_DOUBLED);
        } else if x.len() == 3 && y.len() == 3 && x[0] == y[0] && slips(&x, &y, 1).is_some() {
            offer(Agreement::Mistyped, rarity.min(spelled + 3.0) + PERSON_MISTYPED_CHARACTER);
        }
    } else {
        let across = if a.han.is_some() == b.han.is_some() { Agreement::Same } else { Agreement::Spelled };
        for left in &a.readings {
            for right in &b.readings {
                if let Some((agreement, bits)) = readings(left, right, size, counts) {
                    offer(if agreement == Agreement::Same { across } else { agreement }, bits);
                }
            }
        }
    }
    let (agreement, bits) = best.unwrap_or((Agreement::Different, PERSON_DIFFERENT));
    Reason::new(Aspect::Name, agreement, &*a.written, &*b.written, bits)
}

/// Whether the longer name is the shorter with a character typed twice.
fn doubled(short: &[char], long: &[char]) -> bool {
    let mut once = long.to_vec();
    once.dedup();
    short.len() == 3 && long.len() == 4 && once == short
}

/// How many of the corpus may carry a name: as many as do, or as many as chance would give it from the frequencies of its halves.
fn expected(reading: &Reading, counts: &Counts) -> f64 {
    let carry = counts.others(Term::Person, &format!("{} {}", reading.family, reading.given));
    let chance = counts.others(Term::Family, &reading.family) * counts.others(Term::Given, &reading.given)
        / counts.size(SubjectKind::Person).exp2();
    carry.max(chance)
}

fn readings(a: &Reading, b: &Reading, size: f64, counts: &Counts) -> Option<(Agreement, f64)> {
    let rarity = size - expected(a, counts).max(expected(b, counts)).log2();
    let families = a.family == b.family;
    if a.only_initials || b.only_initials {
        // `Xiaoming` written as one word hides its second initial.
        let hidden = |whole: &Reading, short: &Reading| {
            short
                .initials
                .chars()
                .skip(whole.initials.len())
                .all(|i| whole.only_initials || whole.given.chars().skip(1).any(|letter| letter == i))
        };
        let agree = families
            && (a.initials.starts_with(&b.initials) && hidden(b, a)
                || b.initials.starts_with(&a.initials) && hidden(a, b));
        // The first letter of a given name is worth some four bits.
        let letters = a.initials.len().min(b.initials.len()) as f64;
        let bits = size - counts.others(Term::Family, &a.family).log2() + 3.5 * letters;
        return agree.then_some((Agreement::Shortened, bits));
    }
    if families && a.given == b.given {
        return Some((Agreement::Same, rarity));
    }
    // A middle name left out: the initials go on where the given name ends.
    let (short, long) = if a.given.len() < b.given.len() { (a, b) } else { (b, a) };
    let middle = long
        .given
        .strip_prefix(&short.given)
        .is_some_and(|rest| rest.len() == 1 && long.initials.len() > short.initials.len());
    if families && middle {
        return Some((Agreement::Shortened, rarity - 1.0));
    }
    let slip = (families && alike(&a.given, &b.given)) || (a.given == b.given && alike(&a.family, &b.family));
    slip.then_some((Agreement::Mistyped, rarity + PERSON_MISTYPED))
}

/// Evidence from affiliations: the best pair counts.
pub(super) fn affiliations(a: &Prepared, b: &Prepared, counts: &Counts) -> Option<Reason> {
    if a.affiliations.is_empty() || b.affiliations.is_empty() {
        return None;
    }
    let different = || {
        let (left, right) = (&a.affiliations[0].written, &b.affiliations[0].written);
        Reason::new(Aspect::Affiliation, Agreement::Different, &**left, &**right, AFFILIATION_DIFFERENT)
    };
    let pairs = a.affiliations.iter().flat_map(|left| b.affiliations.iter().map(move |right| (left, right)));
    let best =
        pairs.filter_map(|(left, right)| affiliation(left, right, counts)).max_by(|x, y| x.bits.total_cmp(&y.bits));
    Some(best.unwrap_or_else(different))
}

fn affiliation(a: &Name, b: &Name, counts: &Counts) -> Option<Reason> {
    let reasons = organisation::compare(a, b, counts);
    let unit = reasons.iter().any(|reason| reason.aspect == Aspect::Unit && reason.agreement == Agreement::Different);
    let odds: f64 =
        reasons.iter().filter(|reason| reason.aspect != Aspect::Unit).map(|reason| reason.bits).sum::<f64>()
            + ORGANISATION_PRIOR
            - counts.size(SubjectKind::Organisation);
    let contradiction =
        reasons.iter().any(|reason| reason.aspect != Aspect::Unit && reason.agreement == Agreement::Different);
    if odds < -9.0 || (contradiction && odds < -2.0) {
        return None;
    }
    let others = counts.others(Term::Affiliation, &a.key).max(counts.others(Term::Affiliation, &b.key));
    let rarity = (counts.size(SubjectKind::Person) - others.log2()).min(AFFILIATION_CAP);
    let (agreement, bits) = match unit {
        _ if odds < -2.0 => (Agreement::Shortened, rarity + AFFILIATION_SIMILAR),
        true => (Agreement::Shortened, rarity + AFFILIATION_PART),
        false => (Agreement::Same, rarity),
    };
    Some(Reason::new(Aspect::Affiliation, agreement, &*a.written, &*b.written, bits))
}
