//! What names of parties are put together from.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A Chinese word and its English or spelled counterpart.
pub(crate) type Pair = (&'static str, &'static str);

/// The word lists of `vocabulary/parties.txt`.
pub(crate) struct PartyVocabulary {
    pub(crate) first: Vec<Pair>,
    pub(crate) second: Vec<Pair>,
    pub(crate) surnames: Vec<Pair>,
    pub(crate) given: Vec<Pair>,
    /// Code, Chinese, English.
    pub(crate) places: Vec<(&'static str, &'static str, &'static str)>,
    pub(crate) trades: Vec<Pair>,
    pub(crate) disciplines: Vec<Pair>,
    pub(crate) schools: Vec<Pair>,
    pub(crate) fillers: Vec<Pair>,
    pub(crate) brands: Vec<Pair>,
    pub(crate) syllables: Vec<&'static str>,
    pub(crate) people: Vec<&'static str>,
    /// Beginnings and ends of family names.
    pub(crate) families: (Vec<&'static str>, Vec<&'static str>),
    pub(crate) traditional: BTreeMap<char, char>,
}

pub(crate) static PARTY_VOCABULARY: LazyLock<PartyVocabulary> = LazyLock::new(|| {
    let mut sections: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
    let mut section = "";
    for line in include_str!("../vocabulary/parties.txt").lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => section = name,
            None => sections.entry(section).or_default().push(line),
        }
    }
    let lines = |name: &str| sections[name].iter().copied();
    let words = |name: &str| lines(name).flat_map(str::split_whitespace).collect::<Vec<_>>();
    let spelled =
        |name: &str| lines(name).flat_map(|line| line.split(", ")).filter_map(|pair| pair.split_once(' ')).collect();
    let pairs = |name: &str| -> Vec<Pair> {
        lines(name).filter_map(|line| line.split_once('=')).map(|(zh, en)| (zh.trim(), en.trim())).collect()
    };
    let place = |place: &'static str| {
        let (code, rest) = place.split_once(' ')?;
        let (chinese, english) = rest.split_once(' ')?;
        Some((code, chinese, english))
    };
    let families: Vec<Vec<&str>> = lines("families").map(|line| line.split_whitespace().collect()).collect();
    let swap = |pair: &str| Some((pair.chars().next()?, pair.chars().nth(1)?));
    PartyVocabulary {
        first: spelled("first"),
        second: spelled("second"),
        surnames: spelled("surnames"),
        given: spelled("given"),
        places: lines("places").flat_map(|line| line.split(", ")).filter_map(place).collect(),
        trades: pairs("trades"),
        disciplines: pairs("disciplines"),
        schools: pairs("schools"),
        fillers: pairs("fillers"),
        brands: pairs("brands"),
        syllables: words("syllables"),
        people: words("people"),
        families: (families[0].clone(), families[1].clone()),
        traditional: words("traditional").into_iter().filter_map(swap).collect(),
    }
});

/// A spelling with a capital: `Mingyao`.
pub(crate) fn capital(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brands_are_many_and_lists_whole() {
        let v = &*PARTY_VOCABULARY;
        assert!(v.first.len() * v.second.len() > 15_000, "{} {}", v.first.len(), v.second.len());
        assert!(v.given.len() >= 120 && v.surnames.len() >= 100 && v.places.len() >= 40 && v.trades.len() >= 60);
        for (chinese, spelled) in v.first.iter().chain(&v.second).chain(&v.given).chain(&v.surnames) {
            assert!(
                !chinese.is_ascii() && spelled.chars().all(|sign| sign.is_ascii_lowercase()),
                "{chinese} {spelled}"
            );
        }
        assert_eq!(capital("mingyao"), "Mingyao");
    }
}
