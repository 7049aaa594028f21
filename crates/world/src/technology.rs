//! What documents are about.

use crate::History;
use crate::vocabulary::Vocabulary;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One term in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// One technology with its planted truth.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Technology {
    /// Name: subject and method.
    pub name: Term,
    /// Code of its direction.
    pub direction: String,
    /// What it is about; other technologies share it.
    pub subject: Term,
    /// How it is done; other technologies share it.
    pub method: Term,
    /// Properties, problems and uses that its documents write about.
    pub aspects: Vec<Term>,
    /// A short Latin name that documents of both languages may use.
    pub acronym: String,
    /// Weight of the technology among all, mean about 1.
    pub size: f64,
    /// Planted course.
    pub history: History,
}

/// Draws `count` different technologies; an eighth of them emerge at some time, so that the past has something to teach.
pub(crate) fn technologies(
    count: usize,
    vocabulary: &Vocabulary,
    years: std::ops::RangeInclusive<i32>,
    random: &mut impl Rng,
) -> Vec<Technology> {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (direction, (_, subjects)) in vocabulary.directions.iter().enumerate() {
        for subject in 0..subjects.len() {
            pairs.extend((0..vocabulary.methods.len()).map(|method| (direction, subject, method)));
        }
    }
    pairs.shuffle(random);
    let mut acronyms = BTreeSet::new();
    pairs
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(number, (direction, subject, method))| {
            let (code, subjects) = &vocabulary.directions[direction];
            let (subject, method) = (subjects[subject].clone(), vocabulary.methods[method].clone());
            Technology {
                name: Term {
                    en: format!("{} of {}", method.en, subject.en),
                    zh: format!("{}的{}", subject.zh, method.zh),
                },
                direction: code.to_string(),
                aspects: vocabulary.aspects.sample(random, 7).cloned().collect(),
                acronym: acronym(&mut acronyms, random),
                // Log-normal sizes by the sum of uniforms, so that few technologies are large.
                size: ((0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0).mul_add(0.5, 0.0).exp(),
                history: history(number, &years, random),
                subject,
                method,
            }
        })
        .collect()
}

/// Every eighth technology emerges, others fall, pass or stay, in fixed shares.
fn history(number: usize, years: &std::ops::RangeInclusive<i32>, random: &mut impl Rng) -> History {
    let (first, last) = (*years.start(), *years.end());
    match number % 8 {
        0 => History::Emerging {
            start: random.random_range((first + 3).min(last)..=(last - 3).max(first + 3).min(last)),
            rate: random.random_range(0.45..0.75),
        },
        1 | 2 => History::Declining { rate: random.random_range(0.05..0.15) },
        3 => History::Wave { peak: random.random_range(first..=last - 3) },
        _ => History::Steady,
    }
}

fn acronym(taken: &mut BTreeSet<String>, random: &mut impl Rng) -> String {
    loop {
        let name: String = (0..4).map(|_| random.random_range(b'A'..=b'Z') as char).collect();
        if taken.insert(name.clone()) {
            return name;
        }
    }
}
