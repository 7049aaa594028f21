//! Filling the gaps of sentences, in both languages at once: a number that stands in both is the same in both.

use crate::Term;
use crate::party_vocabulary::{PARTY_VOCABULARY, capital};
use crate::record_vocabulary::{Part, Pattern};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// The years in which things happen.
const YEARS: std::ops::RangeInclusive<i64> = 2022..=2026;

/// What stands in gaps, by their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    known: BTreeMap<&'static str, Term>,
}

impl Words {
    /// Puts words into a gap.
    pub(crate) fn set(&mut self, gap: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        self.known.insert(gap, Term { zh: zh.into(), en: en.into() });
    }

    /// Sentences of a text one after another, beginning with capitals.
    pub(crate) fn text(&self, parts: &[Part], random: &mut ChaCha8Rng) -> Term {
        let mut text = Term { zh: String::new(), en: String::new() };
        for part in parts {
            if part.sometimes && random.random_bool(0.5) {
                continue;
            }
            let Some(&pattern) = part.patterns.choose(random) else { continue };
            let sentence = self.fill(pattern, random);
            if !text.en.is_empty() && !sentence.en.starts_with('\n') {
                text.en.push(' ');
            }
            text.zh.push_str(&sentence.zh);
            text.en.push_str(&capitalised(&sentence.en));
        }
        text
    }

    /// A sentence without gaps.
    pub(crate) fn fill(&self, pattern: Pattern, random: &mut ChaCha8Rng) -> Term {
        let mut drawn = BTreeMap::new();
        let zh = self.filled(pattern.zh, &mut drawn, random).0;
        let en = self.filled(pattern.en, &mut drawn, random).1;
        Term { zh: zh.replace("\\n", "\n"), en: with_articles(&en.replace("\\n", "\n")) }
    }

    /// A text with both fillings; what chance gave to the gap of a name for the nth time is kept in `drawn`.
    fn filled(
        &self,
        text: &'static str,
        drawn: &mut BTreeMap<(&'static str, usize), Term>,
        random: &mut ChaCha8Rng,
    ) -> (String, String) {
        let (mut zh, mut en, mut rest) = (String::new(), String::new(), text);
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        while let Some((before, (gap, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            let times = seen.entry(gap).or_default();
            *times += 1;
            let term = match self.known.get(gap) {
                Some(term) => term.clone(),
                None => drawn.entry((gap, *times)).or_insert_with(|| by_chance(gap, random)).clone(),
            };
            zh.push_str(before);
            zh.push_str(&term.zh);
            en.push_str(before);
            en.push_str(&term.en);
            rest = after;
        }
        (zh + rest, en + rest)
    }
}

/// A gap that chance fills: `{person}`, `{Y}`, `{3-9}`, `{#4}`, `{A2}`.
fn by_chance(gap: &str, random: &mut ChaCha8Rng) -> Term {
    let same = |text: String| Term { zh: text.clone(), en: text };
    let count = |digits: &str| digits.parse().unwrap_or(1);
    if gap == "person" {
        return person(random);
    }
    if gap == "Y" {
        return same(random.random_range(YEARS).to_string());
    }
    if let Some(digits) = gap.strip_prefix('#') {
        return same((0..count(digits)).map(|_| (b'0' + random.random_range(0..10)) as char).collect());
    }
    if let Some(letters) = gap.strip_prefix('A') {
        return same((0..count(letters)).map(|_| random.random_range(b'A'..=b'Z') as char).collect());
    }
    let range = gap.split_once('-').and_then(|(least, most)| Some((least.parse::<i64>().ok()?, most.parse().ok()?)));
    match range {
        Some((least, most)) => same(random.random_range(least..=most).to_string()),
        None => same(String::new()),
    }
}

/// Somebody who does not exist.
pub(crate) fn person(random: &mut ChaCha8Rng) -> Term {
    let v = &*PARTY_VOCABULARY;
    let (Some(&family), Some(&first), Some(&second)) =
        (v.surnames.choose(random), v.given.choose(random), v.given.choose(random))
    else {
        return Term { zh: String::new(), en: String::new() };
    };
    Term {
        zh: format!("{}{}{}", family.0, first.0, second.0),
        en: format!("{} {}", capital(family.1), capital(&format!("{}{}", first.1, second.1))),
    }
}

/// Begins with a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `a` before a vowel is `an`.
fn with_articles(text: &str) -> String {
    let mut words: Vec<String> = text.split(' ').map(String::from).collect();
    for at in 1..words.len() {
        let next = words[at].trim_start_matches(['(', '“']);
        let vowel = next.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O'])
            || (next.starts_with('u') && !["uni", "use", "usu"].iter().any(|start| next.starts_with(start)))
            || next.starts_with("unmanned");
        let one = next.starts_with("one");
        if vowel && !one && matches!(words[at - 1].as_str(), "a" | "A") {
            words[at - 1].push('n');
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn numbers_are_the_same_in_both_languages_and_articles_fit() {
        let mut words = Words::default();
        words.set("s", "人形机器人", "unmanned swarm");
        let pattern = Pattern { zh: "{3-90}台{s}", en: "{3-90} sets of a {s} and a useful one" };
        for seed in 0..20 {
            let term = words.fill(pattern, &mut ChaCha8Rng::seed_from_u64(seed));
            let number: String = term.zh.chars().take_while(char::is_ascii_digit).collect();
            assert_eq!(term.en, format!("{number} sets of an unmanned swarm and a useful one"));
        }
    }
}
