//! Comparing two subjects: the best pair of names, and all that stands beside the names.

use super::counts::{Counts, Term};
use super::distance::slips;
use super::fold::is_han;
use super::name::Name;
use super::organisation;
use super::person;
use super::prepare::Prepared;
use super::reason::{Agreement, Aspect, Reason};
use super::subject::SubjectKind;
use super::weights::*;

/// Score of a pair and its evidence, strongest first.
pub(super) fn compare(a: &Prepared, b: &Prepared, counts: &Counts) -> (f64, Vec<Reason>) {
    let mut reasons = if a.kind == SubjectKind::Person { people(a, b, counts) } else { names(a, b, counts) };
    numbers(a, b, &mut reasons);
    let affiliation = if a.kind == SubjectKind::Person { person::affiliations(a, b, counts) } else { None };
    match &affiliation {
        // One organisation has one host and one region: they say nothing more.
        Some(reason) if reason.agreement != Agreement::Different => addresses(a, b, &mut reasons),
        _ => {
            hosts(a, b, counts, &mut reasons);
            regions(a, b, &mut reasons);
        }
    }
    reasons.extend(affiliation);
    let prior = if a.kind == SubjectKind::Person { PERSON_PRIOR } else { ORGANISATION_PRIOR };
    let odds = sum(&reasons) + prior - counts.size(a.kind);
    reasons.sort_by(|x, y| y.bits.abs().total_cmp(&x.bits.abs()));
    (1.0 / (1.0 + (-odds).exp2()), reasons)
}

/// The best pair of names of organisations. Chinese names tell more than their spellings: where both have them and they
/// differ, a pair in letters is not taken at its word.
fn names(a: &Prepared, b: &Prepared, counts: &Counts) -> Vec<Reason> {
    let chinese = |name: &Name| name.text.chars().any(is_han);
    let (mut best, mut best_chinese): (Option<Vec<Reason>>, Option<Vec<Reason>>) = (None, None);
    for left in &a.names {
        for right in &b.names {
            let reasons = organisation::compare(left, right, counts);
            let slot = if chinese(left) && chinese(right) { &mut best_chinese } else { &mut best };
            if slot.as_ref().is_none_or(|best| sum(&reasons) > sum(best)) {
                *slot = Some(reasons);
            }
        }
    }
    match (best, best_chinese) {
        (Some(mut best), Some(chinese)) if sum(&best) > sum(&chinese) => {
            let differ =
                chinese.iter().find(|reason| reason.aspect == Aspect::Core && reason.agreement != Agreement::Same);
            best.extend(differ.map(|reason| {
                Reason::new(Aspect::Name, Agreement::Different, &*reason.a, &*reason.b, CHINESE_DIFFERENT)
            }));
            if sum(&best) > sum(&chinese) { best } else { chinese }
        }
        (best, chinese) => chinese.or(best).unwrap_or_default(),
    }
}

/// The best pair of names of persons; of those in characters, where both have them.
fn people(a: &Prepared, b: &Prepared, counts: &Counts) -> Vec<Reason> {
    let both = a.people.iter().any(|name| name.han.is_some()) && b.people.iter().any(|name| name.han.is_some());
    let pairs = a.people.iter().flat_map(|left| b.people.iter().map(move |right| (left, right)));
    let told = pairs.filter(|(left, right)| !both || (left.han.is_some() && right.han.is_some()));
    let best = told.map(|(left, right)| person::names(left, right, counts));
    best.max_by(|x, y| x.bits.total_cmp(&y.bits)).into_iter().collect()
}

fn sum(reasons: &[Reason]) -> f64 {
    reasons.iter().map(|reason| reason.bits).sum()
}

fn numbers(a: &Prepared, b: &Prepared, reasons: &mut Vec<Reason>) {
    let pairs = a.numbers.iter().flat_map(|left| b.numbers.iter().map(move |right| (left, right)));
    let compared = pairs.filter(|(left, right)| left.scheme == right.scheme).filter_map(|(left, right)| {
        let (agreement, bits) = if left.value == right.value {
            (Agreement::Same, NUMBER_SAME)
        } else if !(left.valid && right.valid) {
            slips(left.value.as_bytes(), right.value.as_bytes(), 1)?;
            (Agreement::Mistyped, NUMBER_MISTYPED)
        } else {
            (Agreement::Different, NUMBER_DIFFERENT)
        };
        Some(Reason::new(Aspect::Number, agreement, &*left.value, &*right.value, bits))
    });
    reasons.extend(compared.max_by(|x, y| x.bits.total_cmp(&y.bits)));
}

/// Addresses of persons; those of organisations are shared with what stands below them.
fn addresses(a: &Prepared, b: &Prepared, reasons: &mut Vec<Reason>) {
    if a.kind == SubjectKind::Person
        && let Some(same) = a.addresses.iter().find(|address| b.addresses.contains(address))
    {
        reasons.push(Reason::new(Aspect::Address, Agreement::Same, &**same, &**same, ADDRESS_SAME));
    }
}

fn hosts(a: &Prepared, b: &Prepared, counts: &Counts, reasons: &mut Vec<Reason>) {
    addresses(a, b, reasons);
    let (Some(first), Some(second)) = (a.hosts.first(), b.hosts.first()) else { return };
    let cap = if a.kind == SubjectKind::Person { PERSON_HOST_CAP } else { HOST_CAP };
    match a.hosts.iter().find(|host| b.hosts.contains(host)) {
        Some(host) => {
            let rarity = (counts.size(a.kind) - 2.0 * counts.others(Term::Host, host).log2()).clamp(0.0, cap);
            reasons.push(Reason::new(Aspect::Host, Agreement::Same, &**host, &**host, rarity));
        }
        None => reasons.push(Reason::new(Aspect::Host, Agreement::Different, &**first, &**second, HOST_DIFFERENT)),
    }
}

fn regions(a: &Prepared, b: &Prepared, reasons: &mut Vec<Reason>) {
    if let (Some(left), Some(right)) = (a.province, b.province) {
        let same = left == right;
        let agreement = if same { Agreement::Same } else { Agreement::Different };
        let bits = match (a.kind, same) {
            (SubjectKind::Person, false) => REGION[1] / 2.0,
            (_, same) => REGION[usize::from(!same)],
        };
        reasons.push(Reason::new(Aspect::Region, agreement, left.to_string(), right.to_string(), bits));
    }
    if let (Some(left), Some(right)) = (&a.country, &b.country)
        && left != right
    {
        reasons.push(Reason::new(Aspect::Country, Agreement::Different, &**left, &**right, COUNTRY_DIFFERENT));
    }
}
