//! The figures of offers and needs, and the planted truth about which fit.
//!
//! Every technology has for each of its aspects a usual value. An offer reaches a *level* above it: 1.3 times the usual where more is
//! better, the usual divided by 1.3 where less is, and of a large share the distance to the whole divided by 1.3. A need asks for
//! levels. Two thirds of the needs are planted: they ask for a little less than some earlier offer has. The others ask for more than
//! most offers reach, so that many a pair about one technology does not fit.

use crate::record_vocabulary::{Quantity, RECORD_VOCABULARY};
use crate::world::World;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What an offer reaches or a need asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figures {
    /// Technology readiness; of a need the least, where it says one.
    pub(crate) readiness: Option<i64>,
    /// One for some of the aspects.
    pub(crate) figures: Vec<Figure>,
}

/// One figure, rounded as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// Position of the aspect in the technology.
    pub(crate) aspect: usize,
    /// The figure.
    pub(crate) value: f64,
    /// What is usual; of a need what there is at present.
    pub(crate) usual: f64,
}

impl Figures {
    /// How far the figure of an aspect is above what is usual: 1 is as usual, more is better.
    pub(crate) fn advantage(&self, world: &World, technology: usize, aspect: usize) -> f64 {
        let more = quantity_of(world, technology, aspect).is_none_or(|quantity| quantity.more);
        let figure = self.figures.iter().find(|figure| figure.aspect == aspect);
        let ratio = figure.map_or(1.0, |figure| figure.value / figure.usual.max(1e-9));
        if more { ratio } else { 1.0 / ratio.max(1e-9) }
    }
}

/// Aspects of a technology that are measured: those at home in its direction, at most five; where there are too few, the first three.
pub(crate) fn measured(world: &World, technology: usize) -> Vec<usize> {
    let technology = &world.technologies[technology];
    let at_home = |aspect: &usize| {
        quantity(&technology.aspects[*aspect].en).is_some_and(|quantity| quantity.is_at_home(&technology.direction))
    };
    let found: Vec<usize> = (0..technology.aspects.len()).filter(at_home).take(5).collect();
    if found.len() >= 2 { found } else { (0..technology.aspects.len().min(3)).collect() }
}

/// The quantity of an aspect.
pub(crate) fn quantity(aspect: &str) -> Option<&'static Quantity> {
    RECORD_VOCABULARY.quantity(aspect)
}

/// The quantity of an aspect of a technology.
pub(crate) fn quantity_of(world: &World, technology: usize, aspect: usize) -> Option<&'static Quantity> {
    quantity(&world.technologies[technology].aspects.get(aspect)?.en)
}

/// A value at some level above what is usual for the technology.
fn at_level(world: &World, technology: usize, aspect: usize, level: f64) -> f64 {
    let Some(quantity) = quantity_of(world, technology, aspect) else { return 0.0 };
    let mut random = ChaCha8Rng::seed_from_u64(world.options.seed ^ 0x00F1_6000);
    random.set_stream((technology * 64 + aspect) as u64);
    let (low, high) = quantity.range;
    let usual = low * (high / low).powf(random.random::<f64>());
    significant(scaled(usual, level, quantity))
}

/// A value some times as good. Of a share above one half, the distance to the whole shrinks, so that it never passes it.
fn scaled(value: f64, level: f64, quantity: &Quantity) -> f64 {
    match quantity {
        Quantity { more: true, unit: "%", .. } if value >= 50.0 => 100.0 - (100.0 - value) / level,
        Quantity { more: true, .. } => value * level,
        _ => value / level,
    }
}

/// Figures of an offer, with one for every measured aspect and that of `first` in front.
pub(crate) fn of_offer(world: &World, technology: usize, first: usize, random: &mut ChaCha8Rng) -> Figures {
    let quality = random.random_range(1.1..1.5);
    let figures = in_order(world, technology, first)
        .map(|aspect| Figure {
            aspect,
            value: at_level(world, technology, aspect, quality * random.random_range(0.9..1.15)),
            usual: at_level(world, technology, aspect, 1.0),
        })
        .collect();
    Figures { readiness: Some([3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9][random.random_range(0..12)]), figures }
}

/// Figures of a need; `planted` is the offer by which it was planted.
pub(crate) fn of_need(
    world: &World,
    technology: usize,
    first: usize,
    planted: Option<&Figures>,
    random: &mut ChaCha8Rng,
) -> Figures {
    let count = random.random_range(2..4);
    let figures = in_order(world, technology, first)
        .take(count)
        .map(|aspect| {
            let (eased, hard) = (random.random_range(1.0..1.08), random.random_range(1.2..1.9));
            let reached = planted.and_then(|offer| offer.figures.iter().find(|figure| figure.aspect == aspect));
            let value = match (reached, quantity_of(world, technology, aspect)) {
                (Some(figure), Some(quantity)) => eased_by(figure.value, eased, quantity),
                _ => at_level(world, technology, aspect, hard),
            };
            Figure { aspect, value, usual: at_level(world, technology, aspect, random.random_range(0.6..0.85)) }
        })
        .collect();
    let least = random.random_range(4..8);
    let least = planted.and_then(|offer| offer.readiness).map_or(least, |reached| least.min(reached));
    Figures { readiness: random.random_bool(0.85).then_some(least), figures }
}

/// A target that a value reaches still after rounding.
fn eased_by(value: f64, factor: f64, quantity: &Quantity) -> f64 {
    let target = significant(scaled(value, 1.0 / factor, quantity));
    if reaches(value, target, quantity.more) { target } else { value }
}

fn in_order(world: &World, technology: usize, first: usize) -> impl Iterator<Item = usize> {
    let others = measured(world, technology).into_iter().filter(move |&aspect| aspect != first);
    std::iter::once(first).chain(others)
}

/// The truth: whether an offer fits a need of the same technology.
pub(crate) fn fits(world: &World, technology: usize, offer: &Figures, need: &Figures) -> bool {
    let ready = need.readiness.is_none_or(|least| offer.readiness.is_some_and(|reached| reached >= least));
    ready
        && need.figures.iter().all(|wanted| {
            let more = quantity_of(world, technology, wanted.aspect).is_none_or(|quantity| quantity.more);
            let figure = offer.figures.iter().find(|figure| figure.aspect == wanted.aspect);
            figure.is_some_and(|figure| reaches(figure.value, wanted.value, more))
        })
}

fn reaches(value: f64, target: f64, more: bool) -> bool {
    if more { value >= target } else { value <= target }
}

/// Rounded to three digits that count.
pub(crate) fn significant(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let digits = 2 - value.abs().log10().floor() as i32;
    format!("{:.*}", digits.max(0) as usize, if digits < 0 { round_to(value, digits) } else { value })
        .parse()
        .unwrap_or(value)
}

fn round_to(value: f64, digits: i32) -> f64 {
    let step = 10f64.powi(-digits);
    (value / step).round() * step
}

/// With its unit: `3.2 mS/cm`, `95.2%`.
pub(crate) fn with_unit(value: f64, unit: &str) -> String {
    let blank = if matches!(unit, "%" | "×" | "°") { "" } else { " " };
    format!("{value}{blank}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_count() {
        for (value, rounded, shown) in
            [(1234.5, 1230.0, "1230 h"), (0.012345, 0.0123, "0.0123 h"), (98.76, 98.8, "98.8 h")]
        {
            assert_eq!(significant(value), rounded);
            assert_eq!(with_unit(significant(value), "h"), shown);
        }
        assert_eq!(with_unit(95.2, "%"), "95.2%");
    }

    #[test]
    fn a_planted_need_is_met_by_its_offer_and_not_by_a_poorer_one() {
        let world = World::new(&crate::WorldOptions { documents: 500, ..Default::default() });
        let mut random = ChaCha8Rng::seed_from_u64(3);
        for technology in 0..world.technologies.len() {
            let first = measured(&world, technology)[0];
            let offer = of_offer(&world, technology, first, &mut random);
            let need = of_need(&world, technology, first, Some(&offer), &mut random);
            assert!(fits(&world, technology, &offer, &need), "{offer:?} {need:?}");
            let unready = Figures { readiness: Some(0), ..offer.clone() };
            let ready = need.readiness.is_none();
            assert_eq!(fits(&world, technology, &unready, &need), ready);
            let none = Figures { figures: Vec::new(), ..offer };
            assert!(!fits(&world, technology, &none, &need));
        }
    }

    #[test]
    fn what_a_need_asks_for_is_better_than_what_there_is_and_shares_stay_below_the_whole() {
        let world = World::new(&crate::WorldOptions { documents: 50_000, ..Default::default() });
        let mut random = ChaCha8Rng::seed_from_u64(5);
        for technology in 0..world.technologies.len() {
            for first in measured(&world, technology) {
                let offer = of_offer(&world, technology, first, &mut random);
                for planted in [Some(&offer), None] {
                    let need = of_need(&world, technology, first, planted, &mut random);
                    for figure in need.figures.iter().chain(&offer.figures) {
                        let quantity =
                            quantity_of(&world, technology, figure.aspect).expect("every aspect is measured");
                        assert!(figure.value > 0.0 && figure.usual > 0.0, "{quantity:?} {figure:?}");
                        assert!(
                            quantity.unit != "%" || figure.value.max(figure.usual) < 100.0,
                            "{quantity:?} {figure:?}"
                        );
                    }
                    for figure in &need.figures {
                        let quantity =
                            quantity_of(&world, technology, figure.aspect).expect("every aspect is measured");
                        assert!(!reaches(figure.usual, figure.value, quantity.more), "{quantity:?} {figure:?}");
                    }
                }
            }
        }
    }
}
