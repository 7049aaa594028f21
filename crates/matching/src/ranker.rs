//! A ranking learned from feedback, used only where it is better for certain.
//!
//! The model is pairwise logistic regression (the linear case of RankNet, Burges et al. 2005): of two offers for one need, the one with the
//! better answer should score higher. Weights are held at or above zero, so that what is better never ranks lower, and drawn to zero
//! by a ridge (Hoerl & Kennard 1970). They are found by coordinate descent with the upper bound ¼ on the curvature of the logistic loss
//! (Böhning & Lindsay 1988): every step lowers the loss, and nothing is random.
//!
//! Whether it helps is measured on needs that were held back from learning: in five folds, the difference of nDCG@10 (Järvelin & Kekäläinen
//! 2002) to the order by standing, with a percentile bootstrap interval over needs (Efron 1979).

use crate::feedback::{FEATURES, Features, Feedback, Reason, Response};
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::Hasher;

/// Needs with different answers from which on something is learned.
pub const LEAST_NEEDS: usize = 30;

/// Answers of one need that are looked at.
const MOST_ANSWERS: usize = 40;

/// Positions that count.
const DEPTH: usize = 10;

const FOLDS: u64 = 5;
const RESAMPLES: usize = 2_000;
const ROUNDS: usize = 300;

/// Ridge for each need, whose pairs together count 1.
const RIDGE: f64 = 0.02;

/// A learned ranking.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranker {
    /// One for each feature, at least zero.
    pub weights: [f64; FEATURES],
}

/// How the ranking did on needs that it had not seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evaluation {
    /// Needs with different answers.
    pub needs: usize,
    /// Answers.
    pub answers: usize,
    /// Mean nDCG@10 of the order by standing.
    pub before: f64,
    /// Mean nDCG@10 of the learned order.
    pub after: f64,
    /// Lower and upper end of the 95 % interval of the difference.
    pub interval: (f64, f64),
    /// Why matches did not suit.
    pub reasons: BTreeMap<Reason, usize>,
}

/// What came out of learning.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// The ranking, learned from all feedback, where the interval of its gain lies above zero.
    pub ranker: Option<Ranker>,
    /// How it did.
    pub evaluation: Evaluation,
}

/// Answers of one need that are not all the same.
struct Group<'a> {
    fold: u64,
    answers: Vec<&'a Feedback>,
}

impl Ranker {
    /// Learns, and says whether it helps. Fewer than [`LEAST_NEEDS`] needs with different answers teach nothing.
    pub fn trained(feedback: &[Feedback]) -> Training {
        let groups = groups(feedback);
        let mut evaluation = Evaluation { needs: groups.len(), answers: feedback.len(), ..Evaluation::default() };
        for answer in feedback {
            if let Response::Unsuitable(reason) = answer.response {
                *evaluation.reasons.entry(reason).or_default() += 1;
            }
        }
        if groups.len() < LEAST_NEEDS {
            return Training { ranker: None, evaluation };
        }
        let mut gains = Vec::with_capacity(groups.len());
        for fold in 0..FOLDS {
            let (held_back, others): (Vec<&Group<'_>>, Vec<&Group<'_>>) =
                groups.iter().partition(|group| group.fold == fold);
            let ranker = Self::fit(&others);
            for group in held_back {
                let before = ndcg(&group.answers, |answer| answer.standing);
                let after = ndcg(&group.answers, |answer| ranker.score(&answer.features));
                gains.push((before, after));
            }
        }
        let mean = |of: fn(&(f64, f64)) -> f64| gains.iter().map(of).sum::<f64>() / gains.len() as f64;
        (evaluation.before, evaluation.after) = (mean(|gain| gain.0), mean(|gain| gain.1));
        let differences: Vec<f64> = gains.iter().map(|(before, after)| after - before).collect();
        evaluation.interval = bootstrap(&differences);
        let ranker = (evaluation.interval.0 > 0.0).then(|| Self::fit(&groups.iter().collect::<Vec<_>>()));
        Training { ranker, evaluation }
    }

    /// The higher, the better. What a hard condition excludes stays last, whatever it scores.
    pub fn score(&self, features: &Features) -> f64 {
        self.weights.iter().zip(&features.0).map(|(weight, feature)| weight * feature).sum()
    }

    fn fit(groups: &[&Group<'_>]) -> Self {
        let mut pairs: Vec<(f64, [f64; FEATURES])> = Vec::new();
        for group in groups {
            let start = pairs.len();
            for better in &group.answers {
                let worse = group.answers.iter().filter(|other| other.response.grade() < better.response.grade());
                for other in worse {
                    let difference = std::array::from_fn(|at| better.features.0[at] - other.features.0[at]);
                    pairs.push((1.0, difference));
                }
            }
            let count = (pairs.len() - start) as f64;
            pairs[start..].iter_mut().for_each(|pair| pair.0 = 1.0 / count);
        }
        let ridge = RIDGE * groups.len() as f64;
        let mut weights = [0.0; FEATURES];
        let mut margins = vec![0.0; pairs.len()];
        let curvature: [f64; FEATURES] = std::array::from_fn(|at| {
            ridge + pairs.iter().map(|(count, pair)| count * pair[at] * pair[at] / 4.0).sum::<f64>()
        });
        for _ in 0..ROUNDS {
            let mut moved: f64 = 0.0;
            for at in 0..FEATURES {
                let pull: f64 = pairs
                    .iter()
                    .zip(&margins)
                    .map(|((count, pair), margin)| count * pair[at] / (1.0 + f64::exp(*margin)))
                    .sum();
                let next = (weights[at] + (pull - ridge * weights[at]) / curvature[at]).max(0.0);
                let step = next - weights[at];
                if step != 0.0 {
                    pairs.iter().zip(&mut margins).for_each(|((_, pair), margin)| *margin += step * pair[at]);
                }
                weights[at] = next;
                moved = moved.max(step.abs());
            }
            if moved < 1e-7 {
                break;
            }
        }
        Self { weights }
    }
}

/// By need, in the order of their ids; needs whose answers are all the same teach no order.
fn groups(feedback: &[Feedback]) -> Vec<Group<'_>> {
    let mut by_need: BTreeMap<&str, Vec<&Feedback>> = BTreeMap::new();
    for answer in feedback {
        let right = answer.standing.is_finite() && answer.features.0.iter().all(|feature| feature.is_finite());
        let answers = by_need.entry(&answer.need).or_default();
        if right && answers.len() < MOST_ANSWERS {
            answers.push(answer);
        }
    }
    let different =
        |answers: &Vec<&Feedback>| answers.iter().any(|answer| answer.response.grade() != answers[0].response.grade());
    let groups = by_need.into_iter().filter(|(_, answers)| different(answers));
    groups.map(|(need, answers)| Group { fold: hash(need) % FOLDS, answers }).collect()
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    mixed(hasher.finish())
}

/// Normalised discounted cumulative gain of the first [`DEPTH`], with gains 2^grade − 1.
fn ndcg(answers: &[&Feedback], score: impl Fn(&Feedback) -> f64) -> f64 {
    let gain = |answer: &Feedback| f64::from((1u32 << answer.response.grade()) - 1);
    let sum = |order: &[&Feedback]| -> f64 {
        order
            .iter()
            .take(DEPTH)
            .enumerate()
            .map(|(position, answer)| gain(answer) / (position as f64 + 2.0).log2())
            .sum()
    };
    let mut order = answers.to_vec();
    order.sort_by(|one, other| score(other).total_cmp(&score(one)));
    let mut ideal = answers.to_vec();
    ideal.sort_by_key(|answer| std::cmp::Reverse(answer.response.grade()));
    sum(&order) / sum(&ideal)
}

/// Quantiles 2.5 % and 97.5 % of the mean over resamples.
fn bootstrap(values: &[f64]) -> (f64, f64) {
    let mut state = 1u64;
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let mut draw = || {
                state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                values[(mixed(state) % values.len() as u64) as usize]
            };
            (0..values.len()).map(|_| draw()).sum::<f64>() / values.len() as f64
        })
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    (means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40])
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
fn mixed(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers that follow the price (feature 4) with this strength, while the standing follows the text (feature 0).
    fn answers(needs: u64, strength: f64, seed: u64) -> Vec<Feedback> {
        let mut state = seed;
        let mut draw = || {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            mixed(state) as f64 / u64::MAX as f64
        };
        let mut feedback = Vec::new();
        for need in 0..needs {
            for _ in 0..8 {
                let features: [f64; FEATURES] = std::array::from_fn(|_| draw() - 0.5);
                let liking = strength * features[4] + 0.3 * (draw() - 0.5);
                let response = match liking {
                    liking if liking > 0.15 => Response::Met,
                    liking if liking > 0.0 => Response::Interested,
                    _ => Response::Unsuitable(Reason::Money),
                };
                feedback.push(Feedback {
                    need: need.to_string(),
                    features: Features(features),
                    standing: features[0],
                    response,
                });
            }
        }
        feedback
    }

    #[test]
    fn what_people_go_by_is_learned() {
        let training = Ranker::trained(&answers(120, 1.0, 7));
        let ranker = training.ranker.expect("a gain");
        let greatest = ranker.weights.iter().copied().fold(0.0, f64::max);
        assert_eq!(ranker.weights[4], greatest);
        assert!(ranker.weights.iter().all(|&weight| weight >= 0.0));
        assert!(training.evaluation.after > training.evaluation.before + 0.1, "{:?}", training.evaluation);
        assert_eq!(training, Ranker::trained(&answers(120, 1.0, 7)));
    }

    #[test]
    fn chance_and_little_feedback_change_nothing() {
        for seed in 1..5 {
            let training = Ranker::trained(&answers(120, 0.0, seed));
            assert_eq!(training.ranker, None, "{:?}", training.evaluation);
        }
        assert_eq!(Ranker::trained(&answers(20, 1.0, 7)).ranker, None);
        let empty = Ranker::trained(&[]);
        assert_eq!((empty.ranker, empty.evaluation.needs), (None, 0));
        let mut strange = answers(40, 1.0, 7);
        strange.iter_mut().for_each(|answer| answer.standing = f64::NAN);
        assert_eq!(Ranker::trained(&strange).ranker, None);
    }
}
