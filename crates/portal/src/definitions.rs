//! Names that come from the definition files: tracks of the directions and features of the forecast, in the page's language.

use crate::indicators;
use crate::locale::{Language, Words};
use observatory::directions::Directions;
use observatory::forecast::Explainer;
use std::sync::LazyLock;

static DIRECTIONS: LazyLock<Directions> =
    LazyLock::new(|| Directions::embedded().expect("a test reads the definitions that are compiled in"));
static EXPLAINER: LazyLock<Explainer> =
    LazyLock::new(|| Explainer::embedded().expect("a test reads the definitions that are compiled in"));

/// Name of a track, or its code in words where a newer taxonomy no longer has it.
pub(crate) fn track_name(code: &str, words: &Words) -> String {
    let mut tracks = DIRECTIONS.directions.iter().flat_map(|direction| &direction.tracks);
    match tracks.find(|track| track.code == code) {
        Some(track) if words.language == Language::Zh => track.zh.clone(),
        Some(track) => track.en.clone(),
        None => code.replace(['-', '_'], " "),
    }
}

/// Name of a feature of the forecast.
pub(crate) fn feature_name(feature: &str, words: &Words) -> String {
    let name = EXPLAINER.name(feature, words.language == Language::Zh);
    name.map_or_else(|| indicators::name(feature, words), capitalised)
}

/// Value of a feature in its unit.
pub(crate) fn feature_value(feature: &str, value: f64) -> String {
    EXPLAINER.value(feature, value).unwrap_or_else(|| indicators::show(feature, value))
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracks_and_features_have_names_in_both_languages() {
        let show = |language: Language| {
            let words = language.words();
            [track_name("fusion", words), feature_name("below_peak", words), track_name("gone-by", words)]
        };
        assert_eq!(show(Language::En), ["Nuclear fusion", "Its level against its peak", "gone by"]);
        assert_eq!(show(Language::Zh), ["核聚变", "当前水平与峰值之比", "gone by"]);
        assert_eq!(feature_value("below_peak", -0.2231), "-20%");
        assert_eq!(feature_value("size", 3.0), "3");
    }
}
