//! Finds planted matches in a simulated market, for `bench/matching`: `planted MARKET MODE [MODEL]`, where `MODE` is `words`, `dictionary`,
//! `sentence` or `both`, and `MODEL` the wheel of the sentence model. Prints one JSON object; with `SHOW` in the environment, also each line that truth contradicts.

use jiff::civil::Date;
use language::sentence::{SENTENCE_DIMENSIONS, SentenceEncoder};
use language::{Alignment, Analysis, Embedding, Text};
use matching::*;
use network::Vectors;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::error::Error;
use std::ops::ControlFlow;
use std::time::Instant;

/// Numbers of a text vector.
const DIMENSIONS: usize = 256;

/// Offers shown to each need.
const SHOWN: usize = 10;

#[derive(Deserialize)]
struct Simulated {
    needs: Vec<Record>,
    offers: Vec<Record>,
    partner_of: Vec<usize>,
    near_miss_of: Vec<Option<usize>>,
    quantities: Vec<SimulatedQuantity>,
    terms: Vec<Bilingual>,
}

#[derive(Deserialize)]
struct Record {
    owner: String,
    chinese: bool,
    title: String,
    summary: String,
    figures: Vec<Written>,
    readiness: Option<u8>,
    money: Option<i64>,
    region: Option<String>,
    same_province: bool,
    modes: Vec<String>,
    day: Option<Date>,
}

#[derive(Deserialize)]
struct Written {
    quantity: usize,
    name: String,
    text: String,
    hard: bool,
    truth: f64,
}

#[derive(Deserialize)]
struct SimulatedQuantity {
    name: Bilingual,
    more: bool,
}

impl Record {
    fn profile(&self, side: Side) -> Profile {
        let bilingual = |text: &str| if self.chinese { Bilingual::new(text, "") } else { Bilingual::new("", text) };
        let indicators = self.figures.iter().map(|written| Indicator {
            name: bilingual(&written.name),
            figure: written.text.clone(),
            hard: written.hard,
            vector: None,
        });
        let mut hard = vec![Aspect::Readiness, Aspect::Money, Aspect::Time];
        hard.extend(self.same_province.then_some(Aspect::Region));
        Profile {
            owner: self.owner.clone(),
            side,
            indicators: indicators.collect(),
            readiness: self.readiness,
            money: self.money.map(|minor| Money { minor, currency: "CNY".to_owned() }),
            region: self.region.clone(),
            reach: if self.same_province { Reach::Province } else { Reach::Anywhere },
            modes: self.modes.clone(),
            day: self.day,
            hard,
            ..Profile::default()
        }
    }

    fn text(&self) -> String {
        format!("{} {}", self.title, self.summary)
    }
}

impl Simulated {
    /// Whether a stated figure truly does. Figures are written with five digits: those that differ less are the same.
    fn reaches(&self, wanted: &Written, found: &Written) -> bool {
        let rounding = 1e-4 * wanted.truth.abs();
        if self.quantities[wanted.quantity].more {
            found.truth >= wanted.truth - rounding
        } else {
            found.truth <= wanted.truth + rounding
        }
    }

    /// The lines whose hard condition what the offer says truly violates: by the planted numbers, not by what was read.
    fn violated<'a>(&self, lines: &'a [Line], need: &Record, offer: &Record) -> Vec<&'a Line> {
        let of = |(at, line): &(usize, &Line)| match &line.what {
            What::Indicator { .. } => self.misses(&need.figures[*at], offer),
            What::Aspect(aspect) => self.violates(*aspect, need, offer),
            What::Capability { .. } => false,
        };
        lines.iter().enumerate().filter(of).map(|(_, line)| line).collect()
    }

    fn misses(&self, wanted: &Written, offer: &Record) -> bool {
        let found = offer.figures.iter().find(|found| found.quantity == wanted.quantity);
        wanted.hard && found.is_some_and(|found| !self.reaches(wanted, found))
    }

    fn violates(&self, aspect: Aspect, need: &Record, offer: &Record) -> bool {
        let other = |one: &Option<String>, two: &Option<String>| {
            one.as_ref().zip(two.as_ref()).is_some_and(|(one, two)| one[..2] != two[..2])
        };
        match aspect {
            Aspect::Readiness => need.readiness.zip(offer.readiness).is_some_and(|(wanted, found)| found < wanted),
            Aspect::Money => need.money.zip(offer.money).is_some_and(|(budget, price)| price > budget),
            Aspect::Time => need.day.zip(offer.day).is_some_and(|(by, from)| from > by),
            Aspect::Region => need.same_province && other(&need.region, &offer.region),
            _ => false,
        }
    }

    /// Whether a line that says “met” is wrong or about something that the offer does not say.
    fn is_wrong(&self, line: &Line, at: usize, need: &Record, offer: &Record) -> bool {
        match &line.what {
            What::Indicator { .. } => {
                let wanted = &need.figures[at];
                let found = offer.figures.iter().find(|found| found.quantity == wanted.quantity);
                found.is_none_or(|found| !self.reaches(wanted, found))
            }
            What::Aspect(Aspect::Readiness) => offer.readiness < need.readiness,
            What::Aspect(Aspect::Money) => offer.money.is_none_or(|price| Some(price) > need.money),
            What::Aspect(Aspect::Time) => offer.day.is_none_or(|day| Some(day) > need.day),
            What::Aspect(Aspect::Region) => {
                offer.region.as_ref().map(|code| &code[..2]) != need.region.as_ref().map(|code| &code[..2])
            }
            What::Aspect(Aspect::Modes) => offer.modes.is_empty(),
            _ => false,
        }
    }
}

/// The texts with the other language's word for each known term behind them.
fn translated(texts: &[String], terms: &[Bilingual]) -> Vec<String> {
    let translated = |text: &String| {
        let lower = text.to_lowercase();
        let mut longer = text.clone();
        for term in terms {
            for (from, to) in [(&term.zh, &term.en), (&term.en, &term.zh)] {
                if lower.contains(from.as_str()) {
                    longer.push_str(". ");
                    longer.push_str(to);
                }
            }
        }
        longer
    };
    texts.iter().map(translated).collect()
}

/// Vectors learned from the texts themselves.
fn learned(texts: &[String]) -> Vec<f32> {
    let mut analysis = Analysis::default();
    let batch: Vec<Text<'_>> =
        texts.iter().map(|text| Text { title: "", abstract_text: text, keywords: &[] }).collect();
    analysis.add(&batch);
    let (vocabulary, matrix) = analysis.finish(3);
    let rows: Vec<u32> = (0..texts.len() as u32).collect();
    let embedding = Embedding::fit(&vocabulary, &matrix, &rows, 3, DIMENSIONS, 1);
    let mut vectors = embedding.project(&matrix, &rows);
    // A small market has fewer terms than dimensions.
    if embedding.dimensions < DIMENSIONS {
        let padded = vectors.chunks(embedding.dimensions.max(1)).flat_map(|vector| {
            vector.iter().copied().chain(std::iter::repeat_n(0.0, DIMENSIONS - embedding.dimensions))
        });
        vectors = padded.collect();
    }
    vectors
}

/// Vectors of the multilingual encoder, without what only tells the language.
fn encoded(texts: &[String], chinese: &[bool], model: &str) -> Result<Vec<f32>, Box<dyn Error>> {
    let vectors = SentenceEncoder::open(model.as_ref())?.encode(texts);
    let rows: Vec<u32> = (0..texts.len() as u32).collect();
    let alignment = Alignment::fit(&vectors, SENTENCE_DIMENSIONS, &rows, chinese, DIMENSIONS);
    Ok(alignment.project(&vectors, &rows, chinese))
}

/// Both side by side, so that their cosine is the mean of the cosines.
fn together(one: &[f32], other: &[f32]) -> Vec<f32> {
    let half = 0.5f32.sqrt();
    let pairs = one.chunks(DIMENSIONS).zip(other.chunks(DIMENSIONS));
    pairs.flat_map(|(one, other)| one.iter().chain(other).map(|value| value * half).collect::<Vec<_>>()).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (path, mode, model) = match arguments.as_slice() {
        [path, mode] => (path, mode.as_str(), ""),
        [path, mode, model] => (path, mode.as_str(), model.as_str()),
        _ => return Err("usage: planted MARKET words|dictionary|sentence|both [MODEL]".into()),
    };
    let market: Simulated = serde_json::from_slice(&std::fs::read(path)?)?;
    let (needs, offers) = (&market.needs, &market.offers);

    let start = Instant::now();
    let records = || needs.iter().chain(offers);
    let texts: Vec<String> = records().map(Record::text).collect();
    let chinese: Vec<bool> = records().map(|record| record.chinese).collect();
    // Every fifth term is unknown to the dictionary.
    let known: Vec<Bilingual> =
        market.terms.iter().enumerate().filter(|(at, _)| at % 5 != 0).map(|(_, term)| term.clone()).collect();
    let vectors = match mode {
        "words" => learned(&texts),
        "dictionary" => learned(&translated(&texts, &known)),
        "sentence" => encoded(&texts, &chinese, model)?,
        "both" => together(&learned(&translated(&texts, &known)), &encoded(&texts, &chinese, model)?),
        _ => return Err(format!("{mode:?} is no mode").into()),
    };
    let dimensions = vectors.len() / texts.len();
    let (need_vectors, offer_vectors) = vectors.split_at(needs.len() * dimensions);
    let vector_seconds = start.elapsed().as_secs_f64();

    let start = Instant::now();
    let concept = |(at, quantity): (usize, &SimulatedQuantity)| Concept {
        code: at.to_string(),
        zh: vec![quantity.name.zh.clone()],
        en: vec![quantity.name.en.clone()],
        reading: Some(if quantity.more { Reading::More } else { Reading::Less }),
    };
    let dictionary = Dictionary::new(market.quantities.iter().enumerate().map(concept).collect())?;
    let modes = Modes::from_toml(include_str!("../../../definitions/matching/modes.toml"))?;
    let matcher = Matcher::new(dictionary, modes, Weights::default());
    let prepare = |records: &[Record], side| {
        records.iter().map(|record| matcher.prepare(record.profile(side))).collect::<Vec<_>>()
    };
    let (prepared_needs, prepared_offers) = (prepare(needs, Side::Need), prepare(offers, Side::Offer));
    let mut lists: Vec<Vec<Found>> = Vec::new();
    Batch { keep: SHOWN, ..Batch::default() }.run(
        &matcher,
        Market { profiles: &prepared_needs, vectors: Vectors { data: need_vectors, dimensions } },
        Market { profiles: &prepared_offers, vectors: Vectors { data: offer_vectors, dimensions } },
        |_, found| {
            lists.push(found.to_vec());
            ControlFlow::Continue(())
        },
        |_, _| {},
    );
    let seconds = start.elapsed().as_secs_f64();

    let by_text = network::nearest_in(
        Vectors { data: offer_vectors, dimensions },
        Vectors { data: need_vectors, dimensions },
        SHOWN,
        Batch::default().cells,
        1,
    );
    let mut recall: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let mut left_open: BTreeMap<String, usize> = BTreeMap::new();
    let (mut decided, mut open, mut near_misses, mut met, mut wrong, mut certainty) = (0, 0, 0, 0, 0, 0.0);
    for (need, list) in lists.iter().enumerate() {
        let partner = market.partner_of[need];
        let language = |chinese: bool| if chinese { "zh" } else { "en" };
        let pair = format!("{}-{}", language(needs[need].chinese), language(offers[partner].chinese));
        for key in [pair, "all".to_owned()] {
            let counts = recall.entry(key).or_default();
            counts.0 += 1;
            counts.1 += usize::from(list.iter().any(|found| found.offer as usize == partner));
            counts.2 += usize::from(by_text.of(need).any(|(offer, _)| offer as usize == partner));
        }
        for found in list {
            let offer = found.offer as usize;
            near_misses += usize::from(market.near_miss_of[offer] == Some(need));
            certainty += found.outcome.certainty;
            let comparison =
                matcher.compare(&prepared_needs[need], &prepared_offers[offer], Some(f64::from(found.relevance)));
            let broken = market.violated(&comparison.lines, &needs[need], &offers[offer]);
            let is_decided = |line: &&Line| matches!(line.verdict, rules::Verdict::Met | rules::Verdict::Unmet);
            if broken.iter().any(is_decided) {
                decided += 1;
            } else if !broken.is_empty() {
                open += 1;
            }
            for line in broken {
                *left_open.entry(format!("{:?} {:?}", line.verdict, line.why)).or_insert(0usize) += 1;
                if std::env::var_os("SHOW").is_some() {
                    eprintln!(
                        "{:?} {:?}: {:?} {:?} / {:?}",
                        line.verdict, line.why, line.what, line.wanted, line.offered
                    );
                }
            }
            for (at, line) in
                comparison.lines.iter().enumerate().filter(|(_, line)| line.verdict == rules::Verdict::Met)
            {
                met += 1;
                let is_wrong = market.is_wrong(line, at, &needs[need], &offers[offer]);
                wrong += usize::from(is_wrong);
                if is_wrong && std::env::var_os("SHOW").is_some() {
                    eprintln!("WRONG {:?}: {:?} / {:?}", line.what, line.wanted, line.offered);
                }
            }
        }
    }
    // Figures read, and results of the partners' figures.
    let unread = prepared_needs.iter().chain(&prepared_offers).flat_map(|prepared| &prepared.profile().indicators);
    let (mut figures, mut unreadable) = (0, 0);
    for indicator in unread {
        figures += 1;
        unreadable += usize::from(Figure::read(&indicator.figure).is_err());
    }
    let mut partner_lines: BTreeMap<String, usize> = BTreeMap::new();
    for (need, &partner) in market.partner_of.iter().enumerate() {
        let comparison = matcher.compare(&prepared_needs[need], &prepared_offers[partner], None);
        for line in comparison.lines.iter().filter(|line| matches!(line.what, What::Indicator { .. })) {
            *partner_lines.entry(format!("{:?}", line.verdict)).or_default() += 1;
        }
    }
    let shortlist = Shortlist::default();
    let quotas = vec![shortlist.quota(None, 0); offers.len()];
    let shown = shortlist.of_batch(&lists, &quotas);
    let without: Vec<Vec<Found>> =
        lists.iter().map(|list| list.iter().take(shortlist.length).copied().collect()).collect();
    let flood = |lists: &[Vec<Found>]| {
        let mut counts = vec![0usize; offers.len()];
        lists.iter().flatten().for_each(|found| counts[found.offer as usize] += 1);
        let has_partner = |list: &[Found], partner: usize| list.iter().any(|found| found.offer as usize == partner);
        let hits = lists.iter().zip(&market.partner_of).filter(|(list, partner)| has_partner(list, **partner)).count();
        json!({ "most": counts.iter().max(), "recall": hits as f64 / lists.len().max(1) as f64 })
    };
    let recall: BTreeMap<&String, serde_json::Value> = recall
        .iter()
        .map(|(key, &(all, found, text))| (key, json!([all, found as f64 / all as f64, text as f64 / all as f64])))
        .collect();
    let shown_pairs: usize = lists.iter().map(Vec::len).sum();
    println!(
        "{}",
        json!({
            "mode": mode, "recall": recall, "pairs": shown_pairs, "violated": decided, "open": open, "left_open": left_open, "near_misses": near_misses, "met": met,
            "wrong": wrong, "certainty": certainty / shown_pairs.max(1) as f64, "figures": figures, "unreadable": unreadable,
            "partner_lines": partner_lines, "shortlist": flood(&shown), "without": flood(&without),
            "vector_seconds": vector_seconds, "seconds": seconds,
        })
    );
    Ok(())
}
