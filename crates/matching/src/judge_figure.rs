//! Whether a figure that is offered does for one that is wanted.

use crate::comparison::Why;
use crate::dictionary::Reading;
use crate::figure::{Figure, Form};
use crate::judgement::Judgement;
use rules::{Number, Side, Verdict};

/// Both figures are in base units. A figure that can be read in two ways is decided only where both come to the same result.
pub(crate) fn judge(wanted: &Figure, offered: &Figure, reading: Option<Reading>) -> Judgement {
    if wanted.quantity.unit_name() != offered.quantity.unit_name() {
        return Judgement::person(Why::Units);
    }
    if wanted.remark != offered.remark {
        return Judgement::person(Why::Conditions);
    }
    let meanings = meanings(wanted, offered, reading);
    let mut verdicts = meanings.iter().map(|meaning| meaning.verdict(offered));
    let Some(first) = verdicts.next() else { return Judgement::person(Why::Direction) };
    if verdicts.any(|other| other != first) {
        let range = wanted.form == Form::Range || offered.form == Form::Range;
        return Judgement::person(if range { Why::Range } else { Why::Direction });
    }
    match first {
        Verdict::Met => Judgement::met(),
        Verdict::Unmet => Judgement::unmet(closeness(&meanings[0], offered)),
        _ => Judgement::open(Why::LeftOpen),
    }
}

/// One way to understand the pair.
pub(crate) enum Meaning {
    /// The offered value lies on the sides.
    Lies(Vec<(Side, Number)>),
    /// The offered range covers the wanted one.
    Covers(Number, Number),
    /// The greatest value that is offered lies on the side of the number, or the least does.
    Reaches(Side, Number),
}

/// All ways in which the pair can be meant.
pub(crate) fn meanings(wanted: &Figure, offered: &Figure, reading: Option<Reading>) -> Vec<Meaning> {
    let inside = || Meaning::Lies(wanted.sides().collect());
    let range = offered.form == Form::Range;
    match (wanted.form, wanted.quantity.ends()) {
        (Form::Bound | Form::Within, _) => {
            let mut meanings = vec![inside()];
            // A range that is offered may be a value that lies there, or values all of which can be had.
            if range && reading != Some(Reading::Within) {
                let mut sides = wanted.sides();
                if let (Some((side, limit)), None) = (sides.next(), sides.next()) {
                    meanings.push(Meaning::Reaches(side, limit));
                } else if let (Some(low), Some(high)) = wanted.quantity.ends() {
                    meanings.push(Meaning::Covers(low, high));
                }
                if reading == Some(Reading::Covers) {
                    meanings.remove(0);
                }
            }
            meanings
        }
        (Form::Plain, (Some(at), _)) => {
            let least = || Meaning::Lies(vec![(Side::AtLeast, at)]);
            let most = || Meaning::Lies(vec![(Side::AtMost, at)]);
            match reading {
                Some(Reading::More) => vec![least()],
                Some(Reading::Less) => vec![most()],
                Some(Reading::Covers) => vec![Meaning::Covers(at, at)],
                Some(Reading::Within) => vec![inside()],
                None if range => vec![least(), most(), inside(), Meaning::Covers(at, at)],
                None => vec![least(), most(), inside()],
            }
        }
        (Form::Range, (Some(low), Some(high))) => match reading {
            Some(Reading::Covers) => vec![Meaning::Covers(low, high)],
            Some(Reading::Within) => vec![inside()],
            Some(Reading::More) => vec![Meaning::Lies(vec![(Side::AtLeast, low)]), inside()],
            Some(Reading::Less) => vec![Meaning::Lies(vec![(Side::AtMost, high)]), inside()],
            None => vec![inside(), Meaning::Covers(low, high)],
        },
        _ => Vec::new(),
    }
}

impl Meaning {
    fn verdict(&self, offered: &Figure) -> Verdict {
        match self {
            Self::Lies(sides) => Verdict::all(sides.iter().map(|&(side, limit)| offered.quantity.lies(side, limit))),
            Self::Covers(low, high) => {
                let (least, most) = offered.quantity.ends();
                // Only a range says that all of it can be had.
                let covers = least.is_some_and(|least| least <= *low) && most.is_some_and(|most| most >= *high);
                match (offered.form, covers) {
                    (Form::Range, true) => Verdict::Met,
                    (Form::Range, false) => Verdict::Unmet,
                    _ => covers_bound(offered, *low, *high),
                }
            }
            Self::Reaches(side, limit) => {
                let (least, most) = offered.quantity.ends();
                let reached = match side {
                    Side::AtLeast => most.is_some_and(|most| most >= *limit),
                    Side::MoreThan => most.is_some_and(|most| most > *limit),
                    Side::AtMost => least.is_some_and(|least| least <= *limit),
                    Side::LessThan => least.is_some_and(|least| least < *limit),
                };
                if reached { Verdict::Met } else { Verdict::Unmet }
            }
        }
    }
}

/// A single figure covers nothing but itself; what lies beside the range covers none of it, and all else is open.
fn covers_bound(offered: &Figure, low: Number, high: Number) -> Verdict {
    match offered.quantity.ends() {
        (Some(least), Some(most)) if least == most && low == high && least == low => Verdict::Met,
        (Some(least), _) if least > high => Verdict::Unmet,
        (_, Some(most)) if most < low => Verdict::Unmet,
        _ => Verdict::Unknown,
    }
}

/// Below ½, the more the nearer the offered figure comes to the limit: the ratio of the two. It rises with every step towards the limit.
fn closeness(meaning: &Meaning, offered: &Figure) -> f64 {
    let (least, most) = offered.quantity.ends();
    let near = |side: &Side, limit: &Number| {
        let limit = limit.approximately();
        let up = matches!(side, Side::AtLeast | Side::MoreThan);
        let Some(found) = (if up { most } else { least }).map(Number::approximately) else { return 1.0 };
        let (small, large) = if up { (found, limit) } else { (limit, found) };
        if small > 0.0 && large > 0.0 { (small / large).min(1.0) } else { 0.0 }
    };
    match meaning {
        Meaning::Lies(sides) => sides.iter().map(|(side, limit)| near(side, limit)).fold(1.0, f64::min),
        Meaning::Reaches(side, limit) => near(side, limit),
        Meaning::Covers(low, high) => match (least, most) {
            (Some(least), Some(most)) => {
                let common = most.min(*high).approximately() - least.max(*low).approximately();
                let whole = high.approximately() - low.approximately();
                if whole > 0.0 { (common / whole).clamp(0.0, 1.0) } else { 0.0 }
            }
            _ => 0.0,
        },
    }
}
