//! Comparing names of organisations, aspect by aspect.

use super::abbreviation::is_short;
use super::core;
use super::counts::{Counts, Term};
use super::distance::slips;
use super::name::{Name, Part, Trade};
use super::reason::{Agreement, Aspect, Reason};
use super::subject::SubjectKind;
use super::weights::*;
use super::words::{WORDS, meet};

/// Evidence from two names. The rarity of what agrees is measured against the size of the corpus, so that agreement on something
/// unique just makes up for the odds against a random pair.
pub(super) fn compare(a: &Name, b: &Name, counts: &Counts) -> Vec<Reason> {
    if let Some(reason) = short_form(a, b, counts) {
        return vec![reason];
    }
    let (parent, unit) = (a.first(), b.first());
    let mut reasons = Vec::with_capacity(8);
    let Some((agreement, bits)) = core::compare(parent, unit, [&a.key, &b.key], counts) else {
        return vec![Reason::new(Aspect::Core, Agreement::Different, label(a), label(b), CORE_DIFFERENT)];
    };
    reasons.push(Reason::new(Aspect::Core, agreement, label(a), label(b), bits));
    if a.text == b.text {
        reasons.push(Reason::new(Aspect::Name, Agreement::Same, &*a.written, &*b.written, NAME_SAME));
    } else if agreement != Agreement::Mistyped && mistyped(&a.text, &b.text) {
        // The slip lies in a word of the table.
        reasons.push(Reason::new(Aspect::Name, Agreement::Mistyped, &*a.written, &*b.written, NAME_MISTYPED));
    }
    parts(parent, unit, &mut reasons);
    if agreement == Agreement::Shortened && parent.group != unit.group && !parent.is_bare() && !unit.is_bare() {
        // What the longer name goes on with is a trade that the table does not know.
        reasons.push(Reason::new(Aspect::Trade, Agreement::LeftOut, label(a), label(b), TRADE_LEFT_OUT_GROUP));
    }
    units(a, b, counts, &mut reasons);
    reasons
}

fn mistyped(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    a.len().min(b.len()) >= NAME_MISTYPED_FROM && slips(&a, &b, 1).is_some()
}

fn label(name: &Name) -> String {
    let part = name.first();
    if part.is_generic() { name.text.clone() } else { part.core.clone() }
}

/// 浙工大 against 浙江工业大学: what else the names say cannot be compared.
fn short_form(a: &Name, b: &Name, counts: &Counts) -> Option<Reason> {
    let (short, long) = if b.short.contains(&a.text) { (a, b) } else { (b, a) };
    if !is_short(&short.text) || !long.short.contains(&short.text) {
        return None;
    }
    let rarity = counts.size(SubjectKind::Organisation) - (counts.others(Term::Short, &short.text) + 1.0).log2();
    let length = short.text.chars().count().clamp(2, 4);
    let bits = rarity + SHORT_FORM[length - 2];
    Some(Reason::new(Aspect::ShortForm, Agreement::Shortened, &*a.written, &*b.written, bits))
}

/// Place, trade, sort and number of one level.
fn parts(a: &Part, b: &Part, reasons: &mut Vec<Reason>) {
    let public = WORDS.is_public(&a.sorts) && !a.limited || WORDS.is_public(&b.sorts) && !b.limited;
    let generic = a.is_generic() && b.is_generic();
    if !generic {
        places(a, b, public, reasons);
        trades(a, b, public, reasons);
    }
    sorts(a, b, reasons);
    ordinals(a, b, reasons);
}

fn places(a: &Part, b: &Part, public: bool, reasons: &mut Vec<Reason>) {
    let told = |part: &Part| part.places.iter().copied().filter(|&place| place != 156).collect::<Vec<_>>();
    let (left, right) = (told(a), told(b));
    let text = |places: &[u32]| places.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let (agreement, bits) = match (left.is_empty(), right.is_empty()) {
        (true, true) => return,
        (false, false) if left.iter().any(|x| right.iter().any(|y| within(*x, *y))) => (Agreement::Same, PLACE_SAME),
        (false, false) => (Agreement::Different, PLACE_DIFFERENT),
        _ if public => (Agreement::LeftOut, PLACE_LEFT_OUT_PUBLIC),
        _ => (Agreement::LeftOut, PLACE_LEFT_OUT),
    };
    reasons.push(Reason::new(Aspect::Place, agreement, text(&left), text(&right), bits));
}

/// Whether one place is the other or lies within it.
fn within(a: u32, b: u32) -> bool {
    a == b || (a / 10_000 == b / 10_000 && (a.is_multiple_of(10_000) || b.is_multiple_of(10_000)))
}

fn trades(a: &Part, b: &Part, public: bool, reasons: &mut Vec<Reason>) {
    let told = |part: &Part, filler: bool| -> Vec<Trade> {
        part.trades.iter().filter(|trade| (trade.filler && !public) == filler).cloned().collect()
    };
    let text = |trades: &[Trade]| trades.iter().map(|trade| trade.text.as_str()).collect::<Vec<_>>().join(" ");
    let (left, right) = (told(a, false), told(b, false));
    let shared = |one: &[Trade], other: &[Trade]| one.iter().filter(|x| other.iter().any(|y| x.meets(y))).count();
    let (in_left, in_right) = (shared(&left, &b.trades), shared(&right, &a.trades));
    let covered = (in_left == left.len(), in_right == right.len());
    let verdict = match (left.is_empty(), right.is_empty()) {
        (true, true) => None,
        (false, false) => Some(match covered {
            (true, true) => (Agreement::Same, TRADE_SAME),
            (false, false) if in_left == 0 => (Agreement::Different, TRADE_DIFFERENT),
            (false, false) => (Agreement::Different, TRADE_MIXED),
            _ => (Agreement::LeftOut, TRADE_PARTLY),
        }),
        (no_left, _) => {
            let silent = if no_left { a } else { b };
            let bits = match () {
                () if silent.group => TRADE_LEFT_OUT_GROUP,
                () if silent.is_bare() => TRADE_LEFT_OUT_BARE,
                () => TRADE_LEFT_OUT,
            };
            Some((Agreement::LeftOut, bits))
        }
    };
    if let Some((agreement, bits)) = verdict {
        reasons.push(Reason::new(Aspect::Trade, agreement, text(&left), text(&right), bits));
    }
    let (left, right) = (told(a, true), told(b, true));
    if !left.is_empty() && !right.is_empty() {
        let same = shared(&left, &right) > 0;
        let agreement = if same { Agreement::Same } else { Agreement::LeftOut };
        reasons.push(Reason::new(Aspect::Trade, agreement, text(&left), text(&right), FILLER[usize::from(!same)]));
    }
}

fn sorts(a: &Part, b: &Part, reasons: &mut Vec<Reason>) {
    let text = |part: &Part| part.sorts.iter().map(|&sort| WORDS.name_of(sort)).collect::<Vec<_>>().join(" ");
    let (agreement, bits) = match (a.sorts.is_empty(), b.sorts.is_empty()) {
        (true, true) => return,
        (false, false) if meet(&a.sorts, &b.sorts) && a.limited == b.limited => (Agreement::Same, SORT_SAME),
        // 某研究院 and 某研究院有限公司 are two bodies more often than one.
        (false, false) if meet(&a.sorts, &b.sorts) => (Agreement::LeftOut, SORT_LEFT_OUT),
        (false, false) => (Agreement::Different, SORT_DIFFERENT),
        _ => (Agreement::LeftOut, SORT_LEFT_OUT),
    };
    reasons.push(Reason::new(Aspect::Sort, agreement, text(a), text(b), bits));
    if a.group != b.group && !a.is_bare() && !b.is_bare() {
        let say = |part: &Part| if part.group { "group" } else { "" };
        reasons.push(Reason::new(Aspect::Sort, Agreement::LeftOut, say(a), say(b), GROUP_LEFT_OUT));
    }
}

fn ordinals(a: &Part, b: &Part, reasons: &mut Vec<Reason>) {
    let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let (agreement, bits) = match (a.number, b.number) {
        (None, None) => return,
        (Some(x), Some(y)) if x == y => (Agreement::Same, ORDINAL[0]),
        (Some(_), Some(_)) => (Agreement::Different, ORDINAL[1]),
        _ => (Agreement::Different, ORDINAL[2]),
    };
    reasons.push(Reason::new(Aspect::Ordinal, agreement, text(a.number), text(b.number), bits));
}

/// What stands below the first level: has to be the same on both sides.
fn units(a: &Name, b: &Name, counts: &Counts, reasons: &mut Vec<Reason>) {
    let (left, right) = (&a.parts[1..], &b.parts[1..]);
    if left.is_empty() && right.is_empty() {
        return;
    }
    let same = left.len() == right.len() && left.iter().zip(right).all(|(x, y)| same_unit(x, y, counts));
    let (agreement, bits) = if same { (Agreement::Same, UNIT[0]) } else { (Agreement::Different, UNIT[1]) };
    let text = |name: &Name| if name.parts.len() > 1 { name.written.clone() } else { String::new() };
    reasons.push(Reason::new(Aspect::Unit, agreement, text(a), text(b), bits));
}

fn same_unit(a: &Part, b: &Part, counts: &Counts) -> bool {
    let mut against = Vec::new();
    parts(a, b, &mut against);
    let silent = a.is_place_only() && b.is_place_only()
        || (a.is_generic() && b.is_generic() && a.number.is_some() && a.number == b.number);
    let nameless =
        a.is_generic() && b.is_generic() && a.trades.is_empty() && b.trades.is_empty() && a.places == b.places;
    (silent || nameless || core::compare(a, b, [&a.spelled, &b.spelled], counts).is_some())
        && !against.iter().any(|reason| reason.agreement == Agreement::Different)
}
