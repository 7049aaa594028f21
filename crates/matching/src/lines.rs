//! Lines of a comparison: what was wanted and offered beside the result, and what would change it.

use crate::comparison::{Flip, Given, Line, What, Why};
use crate::judge_aspect::near_codes;
use crate::judge_figure::{Meaning, meanings};
use crate::judgement::Judgement;
use crate::matcher::{Judged, Matcher, Requirement};
use crate::prepared::{Prepared, PreparedIndicator};
use crate::profile::{Aspect, Profile, Reach};
use rules::{Number, Side, Verdict};

impl Matcher {
    pub(crate) fn line(&self, need: &Prepared, offer: &Prepared, judged: Judged) -> Line {
        let (need_profile, offer_profile) = (need.profile(), offer.profile());
        let judgement = judged.judgement;
        let (what, wanted, offered, decided) = match judged.requirement {
            Requirement::Indicator(number, at) => {
                let wanted = &need_profile.indicators[number];
                let offered = at.map(|at| &offer_profile.indicators[at]);
                let what =
                    What::Indicator { name: wanted.name.clone(), offered: offered.map(|offered| offered.name.clone()) };
                let found = offered.map_or(Given::Nothing, |offered| Given::Figure(offered.figure.clone()));
                let flip =
                    at.and_then(|at| figure_flip(&need.indicators[number], &offer.indicators[at], judgement.verdict));
                (what, Given::Figure(wanted.figure.clone()), found, flip.unwrap_or(Flip::Ask))
            }
            Requirement::Capability(number, at) => {
                let offered = at.map(|at| offer_profile.capabilities[at].clone());
                let found = if at.is_some() { Given::Named } else { Given::Nothing };
                let what = What::Capability { name: need_profile.capabilities[number].clone(), offered };
                (what, Given::Named, found, Flip::None)
            }
            Requirement::Aspect(aspect) => {
                let flip = self.aspect_flip(aspect, need_profile, offer_profile);
                (What::Aspect(aspect), given(aspect, need_profile), given(aspect, offer_profile), flip)
            }
        };
        let flip = match (judgement.verdict, judgement.why) {
            (Verdict::Unknown, Why::NotSaid) => Flip::FindOut,
            (Verdict::NeedsPerson, _) => Flip::Ask,
            _ => decided,
        };
        let Judgement { verdict, why, credit } = judgement;
        Line { what, hard: judged.hard, wanted, offered, verdict, why, flip, weight: judged.weight, credit }
    }

    fn aspect_flip(&self, aspect: Aspect, need: &Profile, offer: &Profile) -> Flip {
        match aspect {
            Aspect::Readiness => need.readiness.map_or(Flip::None, Flip::Level),
            Aspect::Money => need.money.clone().map_or(Flip::None, Flip::Price),
            Aspect::Modes => {
                let definite = need.modes.iter().filter(|code| !self.modes().is_open(code));
                let mut codes: Vec<String> =
                    definite.flat_map(|code| self.modes().answers(code)).map(str::to_owned).collect();
                codes.sort_unstable();
                codes.dedup();
                Flip::Modes(codes)
            }
            Aspect::Region => need
                .region
                .as_deref()
                .map_or(Flip::None, |code| Flip::Region(near_codes(code, need.reach.max(offer.reach)))),
            Aspect::Time => need.day.map_or(Flip::None, Flip::By),
            Aspect::Capabilities => Flip::None,
        }
    }
}

/// A line for what the offer says of an aspect that the need does not ask for.
pub(crate) fn not_applicable(aspect: Aspect, offer: &Profile) -> Line {
    Line {
        what: What::Aspect(aspect),
        hard: false,
        wanted: Given::Nothing,
        offered: given(aspect, offer),
        verdict: Verdict::NotApplicable,
        why: Why::Decided,
        flip: Flip::None,
        weight: 0.0,
        credit: None,
    }
}

fn given(aspect: Aspect, profile: &Profile) -> Given {
    let given = match aspect {
        Aspect::Readiness => profile.readiness.map(Given::Level),
        Aspect::Money => profile.money.clone().map(Given::Money),
        Aspect::Modes => (!profile.modes.is_empty()).then(|| Given::Codes(profile.modes.clone())),
        Aspect::Region => profile.region.clone().map(|code| Given::Region { code, reach: profile.reach }),
        Aspect::Time => profile.day.map(Given::Day),
        Aspect::Capabilities => None,
    };
    // How near it has to be is said even where the place is not.
    match (aspect, given) {
        (Aspect::Region, None) if profile.reach != Reach::Anywhere => {
            Given::Region { code: String::new(), reach: profile.reach }
        }
        (_, given) => given.unwrap_or_default(),
    }
}

/// Where the offered figure would have to go, in the unit of the wanted one; nothing where there is no single way to read the two.
fn figure_flip(wanted: &PreparedIndicator, offered: &PreparedIndicator, verdict: Verdict) -> Option<Flip> {
    let (limit, found) = (wanted.written.as_ref().ok()?, offered.written.as_ref().ok()?);
    let unit = limit.quantity.unit_name();
    let found = crate::Figure { quantity: found.quantity.in_unit(unit)?, ..found.clone() };
    let ends = found.quantity.ends();
    let meaning = meanings(limit, &found, wanted.reading.or(offered.reading)).into_iter().next()?;
    let sides: Vec<(Side, Number, Option<Number>)> = match meaning {
        Meaning::Lies(sides) => {
            let end = |side: Side| if up(side) { ends.0 } else { ends.1 };
            sides.into_iter().map(|(side, limit)| (side, limit, end(side))).collect()
        }
        Meaning::Covers(low, high) => vec![(Side::AtMost, low, ends.0), (Side::AtLeast, high, ends.1)],
        Meaning::Reaches(side, limit) => vec![(side, limit, if up(side) { ends.1 } else { ends.0 })],
    };
    let distance = |limit: Number, now: Option<Number>| {
        let difference = limit.plus(now?.negative())?;
        Some(if difference < 0.into() { difference.negative() } else { difference })
    };
    let flip = |side, to, by| Flip::Figure { side, to, by, unit: unit.to_owned() };
    if verdict == Verdict::Met {
        let nearest = sides
            .iter()
            .min_by_key(|(_, limit, now)| distance(*limit, *now).map_or((true, 0.into()), |by| (false, by)))?;
        return Some(flip(opposite(nearest.0), nearest.1, distance(nearest.1, nearest.2)));
    }
    let short = sides.iter().find(|(side, limit, now)| now.is_none_or(|now| !lies(now, *side, *limit)))?;
    Some(flip(short.0, short.1, distance(short.1, short.2)))
}

fn up(side: Side) -> bool {
    matches!(side, Side::AtLeast | Side::MoreThan)
}

fn lies(now: Number, side: Side, limit: Number) -> bool {
    match side {
        Side::AtLeast => now >= limit,
        Side::MoreThan => now > limit,
        Side::AtMost => now <= limit,
        Side::LessThan => now < limit,
    }
}

fn opposite(side: Side) -> Side {
    match side {
        Side::AtLeast => Side::LessThan,
        Side::MoreThan => Side::AtMost,
        Side::AtMost => Side::MoreThan,
        Side::LessThan => Side::AtLeast,
    }
}
