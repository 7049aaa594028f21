//! The engine: a need and an offer become lines and an outcome.
//!
//! # Formula
//! A requirement *i* of weight *wᵢ* has credit *vᵢ* = 1 where it is met and *vᵢ* < ½ where it is unmet (the nearer, the more); the
//! relevance of the texts is one more, with the credit that was given. Over what is decided, *K*, out of all that the need asks, *A*:
//!
//! - score = Σ_K *wᵢvᵢ* / Σ_K *wᵢ*: the additive model of multi-attribute utility (Keeney & Raiffa 1976) over what is known;
//! - certainty = Σ_K *wᵢ* / Σ_A *wᵢ*;
//! - standing = certainty × score + (1 − certainty) × ½: the mean credit if each open requirement is as likely met as not.
//!
//! Missing information lowers the certainty and leaves the score. Lists go by the standing, because going by the score alone would reward
//! an offer for keeping silent. An unmet hard condition excludes, whatever the rest is: it is compared lexicographically first (Tversky's
//! elimination by aspects, 1972). As unmet < ½ < met, no step that makes an offer better lowers its standing.

use crate::comparison::{Comparison, Outcome, Why};
use crate::dictionary::Dictionary;
use crate::judge_aspect::{self, ASPECTS};
use crate::judge_figure;
use crate::judgement::Judgement;
use crate::modes::Modes;
use crate::name::{Likeness, Name};
use crate::prepared::Prepared;
use crate::profile::{Aspect, Profile};
use rules::Verdict;
use serde::{Deserialize, Serialize};

/// What counts how much; only the ratios matter. A weight below zero counts as zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// How well the texts fit.
    pub text: f64,
    /// All indicators together; a hard one has twice the share of a wish.
    pub indicators: f64,
    /// All capabilities together.
    pub capabilities: f64,
    /// Readiness.
    pub readiness: f64,
    /// Budget and price.
    pub money: f64,
    /// Ways of working together.
    pub modes: f64,
    /// Region.
    pub region: f64,
    /// Time.
    pub time: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            text: 3.0,
            indicators: 4.0,
            capabilities: 2.0,
            readiness: 1.0,
            money: 1.0,
            modes: 1.0,
            region: 1.0,
            time: 1.0,
        }
    }
}

impl Weights {
    fn of(&self, aspect: Aspect) -> f64 {
        match aspect {
            Aspect::Readiness => self.readiness,
            Aspect::Money => self.money,
            Aspect::Modes => self.modes,
            Aspect::Region => self.region,
            Aspect::Time => self.time,
            Aspect::Capabilities => self.capabilities,
        }
    }
}

/// A requirement of a need, and what answers it in the offer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Requirement {
    Indicator(usize, Option<usize>),
    Capability(usize, Option<usize>),
    Aspect(Aspect),
}

/// A requirement with its weight and its result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) requirement: Requirement,
    pub(crate) hard: bool,
    pub(crate) weight: f64,
    pub(crate) judgement: Judgement,
}

/// Compares needs and offers.
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    dictionary: Dictionary,
    modes: Modes,
    weights: Weights,
}

impl Matcher {
    /// A matcher that knows these names, these ways of working together, and these weights.
    pub fn new(dictionary: Dictionary, modes: Modes, weights: Weights) -> Self {
        Self { dictionary, modes, weights }
    }

    /// Makes a profile ready for many comparisons.
    pub fn prepare(&self, profile: Profile) -> Prepared {
        Prepared::new(profile, &self.dictionary)
    }

    /// Compares line by line. `relevance` says how well the texts fit, 0 to 1; nothing where that is not known.
    pub fn compare(&self, need: &Prepared, offer: &Prepared, relevance: Option<f64>) -> Comparison {
        let mut lines = Vec::new();
        self.each(need, offer, |judged| lines.push(self.line(need, offer, judged)));
        lines.extend(not_asked(need, offer));
        Comparison { lines, relevance, outcome: self.outcome(need, offer, relevance) }
    }

    /// Compares without the lines: what [`Matcher::compare`] says in [`Comparison::outcome`].
    pub fn outcome(&self, need: &Prepared, offer: &Prepared, relevance: Option<f64>) -> Outcome {
        let own = need.profile().owner == offer.profile().owner && !need.profile().owner.is_empty();
        let (mut known, mut all, mut sum, mut excluded) = (0.0, 0.0, 0.0, own);
        let mut add = |weight: f64, credit: Option<f64>| {
            all += weight;
            if let Some(credit) = credit {
                known += weight;
                sum += weight * credit;
            }
        };
        let relevance = relevance.filter(|relevance| relevance.is_finite()).map(|relevance| relevance.clamp(0.0, 1.0));
        add(self.weights.text.max(0.0), relevance);
        self.each(need, offer, |judged| {
            add(judged.weight, judged.judgement.credit);
            excluded |= judged.hard && judged.judgement.verdict == Verdict::Unmet;
        });
        let score = if known > 0.0 { sum / known } else { 0.5 };
        let certainty = if all > 0.0 { known / all } else { 0.0 };
        let standing = if all > 0.0 { (sum + 0.5 * (all - known)) / all } else { 0.5 };
        Outcome { excluded, score, certainty, standing }
    }

    /// Every requirement of the need with its result.
    pub(crate) fn each(&self, need: &Prepared, offer: &Prepared, mut to: impl FnMut(Judged)) {
        let wanted = &need.indicators;
        let hard = |number: usize| need.profile().indicators[number].hard;
        let shares: f64 = (0..wanted.len()).map(|number| if hard(number) { 2.0 } else { 1.0 }).sum();
        for (number, indicator) in wanted.iter().enumerate() {
            let hard = hard(number);
            let weight = self.weights.indicators.max(0.0) * if hard { 2.0 } else { 1.0 } / shares;
            let names = offer.indicators.iter().map(|offered| &offered.name);
            let (at, judgement) = match likest(&indicator.name, names) {
                Some((at, Likeness::Same)) => {
                    let offered = &offer.indicators[at];
                    let judgement = match (&indicator.base, &offered.base) {
                        (Err(why), _) => Judgement::person(Why::WantedUnreadable(*why)),
                        (_, Err(why)) => Judgement::person(Why::OfferedUnreadable(*why)),
                        (Ok(wanted), Ok(found)) => {
                            judge_figure::judge(wanted, found, indicator.reading.or(offered.reading))
                        }
                    };
                    (Some(at), judgement)
                }
                Some((at, likeness)) => {
                    let comparable = match (&indicator.base, &offer.indicators[at].base) {
                        (Ok(one), Ok(other)) => one.quantity.unit_name() == other.quantity.unit_name(),
                        _ => true,
                    };
                    let why = if likeness == Likeness::Alike(1.0) { Why::Conditions } else { Why::Name };
                    if comparable { (Some(at), Judgement::person(why)) } else { (None, Judgement::open(Why::NotSaid)) }
                }
                None => (None, Judgement::open(Why::NotSaid)),
            };
            to(Judged { requirement: Requirement::Indicator(number, at), hard, weight, judgement });
        }
        let count = need.capabilities.len() as f64;
        for (number, capability) in need.capabilities.iter().enumerate() {
            let weight = self.weights.capabilities.max(0.0) / count;
            // A list that does not name something does not deny it, so nothing is unmet here.
            let (at, judgement) = match likest(capability, offer.capabilities.iter()) {
                Some((at, Likeness::Same)) => (Some(at), Judgement::met()),
                Some((at, _)) => (Some(at), Judgement::person(Why::Name)),
                None => (None, Judgement::open(Why::NotSaid)),
            };
            let hard = need.is_hard(Aspect::Capabilities);
            to(Judged { requirement: Requirement::Capability(number, at), hard, weight, judgement });
        }
        for aspect in ASPECTS {
            let Some(judgement) = judge_aspect::judge(aspect, need.profile(), offer.profile(), &self.modes) else {
                continue;
            };
            let weight = self.weights.of(aspect).max(0.0);
            to(Judged { requirement: Requirement::Aspect(aspect), hard: need.is_hard(aspect), weight, judgement });
        }
    }

    pub(crate) fn modes(&self) -> &Modes {
        &self.modes
    }
}

/// The likest of the names, the first of equals; nothing where all are different.
fn likest<'a>(name: &Name, names: impl Iterator<Item = &'a Name>) -> Option<(usize, Likeness)> {
    let mut best: Option<(usize, Likeness)> = None;
    for (at, other) in names.enumerate() {
        let likeness = name.compared(other);
        if likeness > best.map_or(Likeness::Different, |(_, likeness)| likeness) {
            best = Some((at, likeness));
        }
        if likeness == Likeness::Same {
            break;
        }
    }
    best
}

/// Lines for what the offer says and the need does not ask.
fn not_asked(need: &Prepared, offer: &Prepared) -> Vec<crate::comparison::Line> {
    let (need, offer) = (need.profile(), offer.profile());
    let silent = [
        (Aspect::Readiness, need.readiness.is_none() && offer.readiness.is_some()),
        (Aspect::Money, need.money.is_none() && offer.money.is_some()),
        (Aspect::Modes, need.modes.is_empty() && !offer.modes.is_empty()),
        (Aspect::Time, need.day.is_none() && offer.day.is_some()),
    ];
    silent
        .into_iter()
        .filter(|(_, shown)| *shown)
        .map(|(aspect, _)| crate::lines::not_applicable(aspect, offer))
        .collect()
}
