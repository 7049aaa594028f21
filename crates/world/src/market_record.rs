//! What is true of a need or an offer of the market, before somebody writes it down and leaves things out.

use crate::market::{Ground, MarketFigure, MarketRecord};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use std::ops::Range;

/// Ways that are wanted, each with one that answers it.
const MODES: &[(&str, &str)] =
    &[("transfer", "licence"), ("joint", "joint-development"), ("commission", "service"), ("equity", "equity")];

const PROVINCES: &[&str] = &["44", "32", "33", "37", "42", "51", "34", "43"];

/// A need or an offer with nothing missing.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) technology: usize,
    /// Quantity, value, and whether it is a hard condition.
    figures: Vec<(usize, f64, bool)>,
    readiness: u8,
    money: i64,
    region: String,
    same_province: bool,
    /// Position in [`MODES`].
    mode: usize,
    day: Date,
}

/// Some times as good as a value.
fn better(ground: &Ground, quantity: usize, value: f64, times: f64) -> f64 {
    let quantity = ground.quantities[quantity];
    match quantity {
        // Of a large share the distance to the whole shrinks, so that it never passes it.
        _ if quantity.more && quantity.unit == "%" && value >= 50.0 => 100.0 - (100.0 - value) / times,
        _ if quantity.more => value * times,
        _ => value / times,
    }
}

impl Plan {
    /// An offer that is so many times as good as usual.
    pub(crate) fn drawn(ground: &Ground, technology: usize, quality: Range<f64>, random: &mut ChaCha8Rng) -> Self {
        let figures = ground.measured[technology].iter().map(|&(quantity, usual)| {
            (quantity, better(ground, quantity, usual, random.random_range(quality.clone())), false)
        });
        let figures = figures.collect();
        let province = PROVINCES.choose(random).copied().unwrap_or("44");
        Self {
            technology,
            figures,
            readiness: random.random_range(4..=9),
            money: random.random_range(10..800) * 1_000_000,
            region: format!("{province}{:02}00", random.random_range(1..12)),
            same_province: false,
            mode: random.random_range(0..MODES.len()),
            day: later(date(2026, 6, 1), random.random_range(0..500)),
        }
    }

    /// A need that this offer meets with something to spare.
    pub(crate) fn asked(&self, ground: &Ground, random: &mut ChaCha8Rng) -> Self {
        let count = random.random_range(2..4usize).min(self.figures.len());
        let first = if self.figures.is_empty() { 0 } else { random.random_range(0..self.figures.len()) };
        let figures = (0..count).map(|step| {
            let (quantity, value, _) = self.figures[(first + step) % self.figures.len()];
            (
                quantity,
                better(ground, quantity, value, 1.0 / random.random_range(1.04..1.15)),
                step == 0 || random.random_bool(0.5),
            )
        });
        let figures = figures.collect();
        let province = &self.region[..2];
        Self {
            technology: self.technology,
            figures,
            readiness: self.readiness.saturating_sub(random.random_range(0..3)).max(1),
            money: self.money / 100 * random.random_range(105..180),
            region: format!("{province}{:02}00", random.random_range(1..12)),
            same_province: random.random_bool(0.3),
            mode: self.mode,
            day: later(self.day, random.random_range(10..200)),
        }
    }

    /// An offer that meets this need in everything but one hard condition.
    pub(crate) fn just_missed(&self, ground: &Ground, random: &mut ChaCha8Rng) -> Self {
        let mut offer = self.clone();
        for (quantity, value, _) in &mut offer.figures {
            *value = better(ground, *quantity, *value, random.random_range(1.05..1.3));
        }
        let missing: Vec<(usize, f64)> = ground.measured[self.technology]
            .iter()
            .filter(|(quantity, _)| !self.figures.iter().any(|(asked, ..)| asked == quantity))
            .copied()
            .collect();
        offer.figures.extend(missing.into_iter().map(|(quantity, usual)| (quantity, usual, false)));
        offer.money = self.money / 100 * random.random_range(60..95);
        offer.day = later(self.day, -random.random_range(10..200));
        (offer.same_province, offer.readiness) = (false, (self.readiness + random.random_range(0..2)).min(9));
        let hard: Vec<usize> = (0..self.figures.len()).filter(|&at| self.figures[at].2).collect();
        match (random.random_range(0..6), hard.choose(random)) {
            (0, _) if self.readiness > 1 => offer.readiness = self.readiness - 1,
            (1, _) => offer.day = later(self.day, random.random_range(5..100)),
            (2, _) if self.same_province => {
                let others: Vec<&&str> = PROVINCES.iter().filter(|province| **province != &self.region[..2]).collect();
                offer.region = format!("{}0100", others.choose(random).copied().copied().unwrap_or("11"));
            }
            (3..6, Some(&at)) => {
                let (quantity, limit, _) = self.figures[at];
                offer.figures[at].1 = better(ground, quantity, limit, 1.0 / random.random_range(1.04..1.2));
            }
            _ => offer.money = self.money / 100 * random.random_range(105..130),
        }
        // What was made to miss something has to say it: nothing of it is left out below.
        offer.figures.iter_mut().for_each(|figure| figure.2 = true);
        offer
    }

    fn record(&self, modes: Vec<String>) -> MarketRecord {
        let figures = self.figures.iter().map(|&(quantity, truth, hard)| MarketFigure {
            quantity,
            name: String::new(),
            text: String::new(),
            hard,
            truth,
        });
        MarketRecord {
            technology: self.technology,
            owner: String::new(),
            chinese: false,
            title: String::new(),
            summary: String::new(),
            figures: figures.collect(),
            readiness: Some(self.readiness),
            money: Some(self.money),
            region: Some(self.region.clone()),
            same_province: self.same_province,
            modes,
            day: Some(self.day),
        }
    }
}

/// The need as it is entered: every aspect but the figures may be left out.
pub(crate) fn need_of(plan: &Plan, random: &mut ChaCha8Rng) -> MarketRecord {
    let mut record = plan.record(vec![MODES[plan.mode].0.to_owned()]);
    // For near misses the need has to ask for what they miss, so little is left out.
    record.readiness = record.readiness.filter(|&level| level > 1);
    if random.random_bool(0.1) {
        record.modes.clear();
    }
    record
}

/// The offer as it is entered: much may be left out, and nothing of a near miss.
pub(crate) fn offer_of(plan: &Plan, random: &mut ChaCha8Rng) -> MarketRecord {
    let mut record = plan.record(vec![MODES[plan.mode].1.to_owned()]);
    let whole = record.figures.iter().any(|figure| figure.hard);
    record.figures.iter_mut().for_each(|figure| figure.hard = false);
    if whole {
        return record;
    }
    let forgets = |random: &mut ChaCha8Rng, share: f64| random.random_bool(share);
    if forgets(random, 0.3) {
        record.money = None;
    }
    if forgets(random, 0.15) {
        record.readiness = None;
    }
    if forgets(random, 0.15) {
        record.day = None;
    }
    if forgets(random, 0.1) {
        record.region = None;
    }
    if forgets(random, 0.1) {
        record.modes.clear();
    }
    record.figures.retain(|_| !random.next_u32().is_multiple_of(8));
    record
}

fn later(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}
