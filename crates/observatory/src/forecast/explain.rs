//! A forecast in words: what moved the probability most, in English and Chinese.

use super::features::FEATURES;
use crate::scan::{Contribution, ForecastRow, ScanError};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Features named on each side.
const NAMED: usize = 3;
/// Parts of the log-odds below this are not worth a word.
const LEAST: f64 = 0.05;

/// Names and sentences, from `definitions/forecast/explanation.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explainer {
    sentences: BTreeMap<String, Sentences>,
    features: BTreeMap<String, Feature>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    forecast: String,
    raised: String,
    lowered: String,
    value: String,
    join: String,
    last: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Feature {
    en: String,
    zh: String,
    unit: Unit,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Rate,
    Share,
    Index,
    None,
}

impl Explainer {
    /// The explanation that comes with the program.
    ///
    /// # Errors
    /// A definition file that is wrong or does not name every feature.
    pub fn embedded() -> Result<Self, ScanError> {
        let wrong = |reason: String| ScanError::Definition(format!("forecast/explanation.toml: {reason}"));
        let explainer: Self = toml::from_str(include_str!("../../../../definitions/forecast/explanation.toml"))
            .map_err(|error| wrong(error.to_string()))?;
        for language in ["en", "zh"] {
            if !explainer.sentences.contains_key(language) {
                return Err(wrong(format!("no sentences.{language}")));
            }
        }
        match FEATURES.iter().find(|feature| !explainer.features.contains_key(**feature)) {
            Some(missing) => Err(wrong(format!("feature {missing} has no name"))),
            None => Ok(explainer),
        }
    }

    /// Name of a feature in Chinese or English; none for one that there is not.
    pub fn name(&self, feature: &str, chinese: bool) -> Option<&str> {
        self.features.get(feature).map(|feature| if chinese { feature.zh.as_str() } else { feature.en.as_str() })
    }

    /// A feature's value in its unit; none where the value says nothing to people.
    pub fn value(&self, feature: &str, value: f64) -> Option<String> {
        match self.features.get(feature)?.unit {
            Unit::Rate => Some(format!("{:+.0}%", 100.0 * (value.exp() - 1.0))),
            Unit::Share => Some(format!("{:.0}%", 100.0 * value)),
            Unit::Index => Some(format!("{value:.2}")),
            Unit::None => None,
        }
    }

    /// Explains a forecast in English and Chinese.
    pub fn explain(&self, forecast: &ForecastRow) -> (String, String) {
        (self.in_language("en", forecast), self.in_language("zh", forecast))
    }

    fn in_language(&self, language: &str, forecast: &ForecastRow) -> String {
        let sentences = &self.sentences[language];
        let percent = |share: f64| format!("{:.0}%", 100.0 * share);
        let named = |part: &Contribution| {
            let name = self.name(&part.feature, language == "zh").unwrap_or(&part.feature);
            match self.value(&part.feature, part.value) {
                Some(value) => sentences.value.replace("{name}", name).replace("{value}", &value),
                None => name.to_string(),
            }
        };
        let list = |parts: Vec<&Contribution>| {
            let mut names: Vec<String> = parts.into_iter().take(NAMED).map(named).collect();
            match names.pop() {
                Some(last) if names.is_empty() => last,
                Some(last) => names.join(&sentences.join) + &sentences.last + &last,
                None => String::new(),
            }
        };
        let mut text = sentences
            .forecast
            .replace("{probability}", &percent(forecast.probability))
            .replace("{base}", &percent(forecast.base_rate))
            .replace("{year}", &(forecast.cutoff + i32::from(forecast.horizon)).to_string());
        for (sentence, sign) in [(&sentences.raised, 1.0), (&sentences.lowered, -1.0)] {
            let belongs = |part: &&Contribution| sign * part.contribution >= LEAST;
            let list = list(forecast.contributions.iter().filter(belongs).collect());
            if !list.is_empty() {
                if language == "en" {
                    text.push(' ');
                }
                text += &sentence.replace("{list}", &list);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_parts_are_named_with_their_values() {
        let part = |feature: &str, value, contribution| Contribution { feature: feature.into(), value, contribution };
        let forecast = ForecastRow {
            probability: 0.42,
            base_rate: 0.2,
            cutoff: 2020,
            horizon: 3,
            contributions: vec![
                part("growth", 0.1823, 0.9),
                part("below_peak", -0.2231, -0.5),
                part("novelty", 0.05, 0.2),
                part("size", 3.0, 0.01),
            ],
            ..ForecastRow::default()
        };
        let (en, zh) = Explainer::embedded().expect("right").explain(&forecast);
        assert_eq!(
            en,
            "Given 42% to keep growing until 2023; of comparable topics in the past, 20% did. Raised most by growth of its \
             share (+20%) and new words in its texts (5%). Held back by its level against its peak (-20%)."
        );
        assert_eq!(
            zh,
            "到2023年持续增长的概率为42%；以往同类主题中有20%做到。主要支撑：份额增速（+20%）和文本中的新词（5%）。主要拖累：当前水平与峰值之比（-20%）。"
        );
    }
}
