//! A simulated market with planted matches: needs and offers as people would enter them, and what is true of them.
//!
//! Technologies have words of their own and quantities that they are measured by. Half of the offers are *partners*: each need is derived
//! from one of them and asks for a little less than it has, so that the two truly fit. A third are *near misses*: made for one need, on its
//! topic, good in everything but one hard condition. The rest are on the topics by chance. Records are in Chinese or in English, figures
//! in many spellings and units, and fields are missing.

use crate::Term;
use crate::market_figure::written;
use crate::market_record::{Plan, need_of, offer_of};
use crate::market_text::title_and_summary;
use crate::record_vocabulary::{Quantity, RECORD_VOCABULARY};
use crate::technology::{Technology, technologies};
use crate::vocabulary::Vocabulary;
use jiff::civil::Date;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// What market to make.
#[derive(Clone, Debug)]
pub struct MarketOptions {
    /// Number of needs.
    pub needs: usize,
    /// Number of offers.
    pub offers: usize,
    /// Offers about each technology, about; there are at most 2,000 technologies.
    pub offers_per_technology: usize,
    /// Share of records in Chinese, 0 to 1.
    pub chinese: f64,
    /// Seed of everything random.
    pub seed: u64,
}

impl Default for MarketOptions {
    fn default() -> Self {
        Self { needs: 1_000, offers: 1_000, offers_per_technology: 20, chinese: 0.5, seed: 1 }
    }
}

/// A figure of a record, as written and as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarketFigure {
    /// Position of the quantity among those of the market.
    pub quantity: usize,
    /// Its name, in one language.
    pub name: String,
    /// The figure as somebody wrote it.
    pub text: String,
    /// Of a need: whether nothing else makes up for it.
    pub hard: bool,
    /// What it is in the unit of the quantity; of a need the limit.
    pub truth: f64,
}

/// A need or an offer. What is `None` was not said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarketRecord {
    /// Position of its technology.
    pub technology: usize,
    /// Party that it belongs to.
    pub owner: String,
    /// Whether it is written in Chinese, else in English.
    pub chinese: bool,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Figures.
    pub figures: Vec<MarketFigure>,
    /// Technology readiness: the least, or what is reached. Of a need it is a hard condition.
    pub readiness: Option<u8>,
    /// Budget or price in 分. Of a need it is a hard condition.
    pub money: Option<i64>,
    /// Code of the city.
    pub region: Option<String>,
    /// Of a need: whether the partner must be in the same province, as a hard condition.
    pub same_province: bool,
    /// Codes of `solving-mode` or `transfer-mode`.
    pub modes: Vec<String>,
    /// By when it is needed or from when it is there.
    pub day: Option<Date>,
}

/// A quantity that records of the market are measured by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarketQuantity {
    /// Name.
    pub name: Term,
    /// Whether more is better, else less.
    pub more: bool,
}

/// Needs, offers, and which of them were made for each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Market {
    /// Needs.
    pub needs: Vec<MarketRecord>,
    /// Offers.
    pub offers: Vec<MarketRecord>,
    /// The offer that each need was derived from.
    pub partner_of: Vec<usize>,
    /// Of each offer the need that it just misses, if it was made for that.
    pub near_miss_of: Vec<Option<usize>>,
    /// Quantities.
    pub quantities: Vec<MarketQuantity>,
    /// All terms that the texts are about, in both languages.
    pub terms: Vec<Term>,
}

/// What all records of a market share.
pub(crate) struct Ground {
    pub(crate) technologies: Vec<Technology>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) quantities: Vec<&'static Quantity>,
    /// Of each technology the quantities it is measured by, with what is usual.
    pub(crate) measured: Vec<Vec<(usize, f64)>>,
}

impl Ground {
    fn new(count: usize, random: &mut ChaCha8Rng) -> Self {
        let vocabulary = Vocabulary::new();
        let technologies = technologies(count, &vocabulary, 2001..=2024, random);
        let mut quantities: Vec<&'static Quantity> = Vec::new();
        let measured = technologies
            .iter()
            .map(|technology| {
                let found = technology.aspects.iter().filter_map(|aspect| RECORD_VOCABULARY.quantity(&aspect.en));
                let positions = found.take(5).map(|quantity| {
                    let known = quantities.iter().position(|other| std::ptr::eq(*other, quantity));
                    let at = known.unwrap_or_else(|| {
                        quantities.push(quantity);
                        quantities.len() - 1
                    });
                    let (low, high) = quantity.range;
                    (at, low * (high / low).powf(random.random_range(0.2..0.8)))
                });
                positions.collect()
            })
            .collect();
        Self { technologies, vocabulary, quantities, measured }
    }
}

/// Makes a market.
pub fn market(options: &MarketOptions) -> Market {
    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    let count = (options.offers / options.offers_per_technology.max(1)).clamp(1, 2_000);
    let ground = Ground::new(count, &mut random);
    let partners = (options.offers / 2).max(options.offers.min(1));
    let misses = if partners == 0 { 0 } else { (options.offers / 3).min(options.offers - partners).min(options.needs) };
    let technology = |random: &mut ChaCha8Rng| random.random_range(0..ground.technologies.len());
    let mut plans: Vec<Plan> = (0..partners)
        .map(|_| {
            let technology = technology(&mut random);
            Plan::drawn(&ground, technology, 1.05..1.6, &mut random)
        })
        .collect();
    let needs: Vec<Plan> = (0..if partners == 0 { 0 } else { options.needs })
        .map(|number| plans[number % partners].asked(&ground, &mut random))
        .collect();
    plans.extend((0..misses).map(|number| needs[number].just_missed(&ground, &mut random)));
    let others = options.offers - plans.len();
    plans.extend((0..others).map(|_| {
        let technology = technology(&mut random);
        Plan::drawn(&ground, technology, 0.8..1.3, &mut random)
    }));
    let record = |plan: &Plan, number: usize, is_need: bool, random: &mut ChaCha8Rng| {
        let chinese = random.random_bool(options.chinese);
        let (title, summary) = title_and_summary(&ground, plan.technology, is_need, chinese, random);
        let mut record = if is_need { need_of(plan, random) } else { offer_of(plan, random) };
        record.owner = format!("{}-{number}", if is_need { "asking" } else { "offering" });
        (record.chinese, record.title, record.summary) = (chinese, title, summary);
        for figure in &mut record.figures {
            (figure.name, figure.text) =
                written(ground.quantities[figure.quantity], figure.truth, is_need, chinese, random);
        }
        record
    };
    let written_needs =
        needs.iter().enumerate().map(|(number, plan)| record(plan, number, true, &mut random)).collect();
    let written_offers =
        plans.iter().enumerate().map(|(number, plan)| record(plan, number, false, &mut random)).collect();
    let mut terms: Vec<Term> = ground
        .technologies
        .iter()
        .flat_map(|technology| [technology.subject.clone(), technology.method.clone()])
        .collect();
    terms.extend(ground.technologies.iter().flat_map(|technology| technology.aspects.clone()));
    terms.sort();
    terms.dedup();
    let name = |quantity: &&Quantity| Term { en: quantity.en.to_owned(), zh: quantity.zh.to_owned() };
    Market {
        needs: written_needs,
        offers: written_offers,
        partner_of: (0..needs.len()).map(|number| number % partners).collect(),
        near_miss_of: (0..options.offers)
            .map(|offer| offer.checked_sub(partners).filter(|&number| number < misses))
            .collect(),
        quantities: ground
            .quantities
            .iter()
            .map(|quantity| MarketQuantity { name: name(quantity), more: quantity.more })
            .collect(),
        terms,
    }
}

impl Market {
    /// Whether what an offer *says* violates a hard condition of a need.
    pub fn violates(&self, need: usize, offer: usize) -> bool {
        let (need, offer) = (&self.needs[need], &self.offers[offer]);
        let figures = need.figures.iter().filter(|figure| figure.hard).any(|wanted| {
            let found = offer.figures.iter().find(|figure| figure.quantity == wanted.quantity);
            found.is_some_and(|found| !self.reaches(wanted, found))
        });
        let less =
            |wanted: Option<u8>, found: Option<u8>| wanted.zip(found).is_some_and(|(wanted, found)| found < wanted);
        figures
            || less(need.readiness, offer.readiness)
            || need.money.zip(offer.money).is_some_and(|(budget, price)| price > budget)
            || need.day.zip(offer.day).is_some_and(|(by, from)| from > by)
            || need.same_province
                && need.region.as_ref().zip(offer.region.as_ref()).is_some_and(|(one, other)| one[..2] != other[..2])
    }

    /// Whether a figure of an offer does for that of a need.
    pub fn reaches(&self, wanted: &MarketFigure, found: &MarketFigure) -> bool {
        if self.quantities[wanted.quantity].more { found.truth >= wanted.truth } else { found.truth <= wanted.truth }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partners_fit_and_near_misses_do_not() {
        let market = market(&MarketOptions { needs: 300, offers: 300, ..MarketOptions::default() });
        assert_eq!((market.needs.len(), market.offers.len()), (300, 300));
        for (need, &partner) in market.partner_of.iter().enumerate() {
            assert!(!market.violates(need, partner), "{:#?}\n{:#?}", market.needs[need], market.offers[partner]);
        }
        let misses: Vec<(usize, usize)> =
            market.near_miss_of.iter().enumerate().filter_map(|(offer, need)| Some(((*need)?, offer))).collect();
        assert_eq!(misses.len(), 100);
        for (need, offer) in misses {
            assert_eq!(market.needs[need].technology, market.offers[offer].technology);
            assert!(market.violates(need, offer), "{:#?}\n{:#?}", market.needs[need], market.offers[offer]);
        }
        assert!(market.offers.iter().any(|offer| offer.chinese) && market.offers.iter().any(|offer| !offer.chinese));
        assert!(
            market.offers.iter().any(|offer| offer.money.is_none())
                && market.offers.iter().any(|offer| offer.money.is_some())
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_market_at_any_size() {
        let options = MarketOptions { needs: 40, offers: 60, ..MarketOptions::default() };
        assert_eq!(market(&options).offers, market(&options).offers);
        for (needs, offers) in [(0, 0), (0, 5), (5, 0), (7, 1)] {
            let market = market(&MarketOptions { needs, offers, ..MarketOptions::default() });
            assert_eq!(market.offers.len(), offers);
            assert_eq!(market.needs.len(), if offers == 0 { 0 } else { needs });
        }
    }
}
