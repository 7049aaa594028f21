//! Names of what is measured or wanted, and whether two of them name the same thing.
//!
//! A name is brought into one form; figures inside it (`at 25 °C`) are conditions and taken out. Two names are *the same* where the
//! dictionary says so or their forms are equal, with equal conditions. They are *alike* where only conditions differ, or where they share
//! most of their words (Jaccard 1912), most pairs of ideographs (Dice 1945), or their vectors point the same way. What is alike is left to a
//! person: nobody should read “met” where something else was measured.

use crate::dictionary::Dictionary;
use crate::plain::{is_ideograph, plain};
use crate::profile::Bilingual;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Share of words in common from which on two names are alike.
const ALIKE: f64 = 0.5;

/// Cosine of two vectors from which on two names are alike.
const ALIKE_VECTORS: f32 = 0.8;

/// Signs of a name that are looked at.
const MOST_SIGNS: usize = 200;

/// Words that make no difference between names.
const EMPTY_WORDS: &[&str] =
    &["the", "of", "a", "an", "in", "at", "for", "and", "to", "per", "with", "by", "value", "rate"];

/// Ideographs that make no difference between names.
const EMPTY_SIGNS: &[&str] = &["的", "之", "值", "度数"];

/// A name, ready to be compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Name {
    /// Position of its concept in the dictionary.
    pub(crate) concept: Option<u32>,
    /// Hash of the form in each language that it has.
    forms: [Option<u64>; 2],
    /// Hashes of words and of pairs of ideographs, ascending, by language.
    parts: [Vec<u64>; 2],
    /// Hashes of the conditions, ascending.
    conditions: Vec<u64>,
    vector: Option<Vec<f32>>,
}

/// How two names compare.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) enum Likeness {
    Different,
    /// How much, 0 to 1.
    Alike(f64),
    Same,
}

impl Name {
    pub(crate) fn new(name: &Bilingual, vector: Option<&[f32]>, dictionary: &Dictionary) -> Self {
        let mut new = Self { vector: vector.map(<[f32]>::to_vec), ..Self::default() };
        for (language, text) in [&name.zh, &name.en].into_iter().enumerate() {
            let (words, mut conditions) = words(text);
            if words.is_empty() {
                continue;
            }
            let form = form(&words);
            new.concept = new.concept.or(dictionary.concept_of(form));
            new.forms[language] = Some(form);
            new.parts[language] = parts(&words);
            // The other language may leave them out, but no language invents them.
            new.conditions.append(&mut conditions);
        }
        new.conditions.sort_unstable();
        new.conditions.dedup();
        new
    }

    pub(crate) fn compared(&self, other: &Self) -> Likeness {
        let same = match (self.concept, other.concept) {
            (Some(one), Some(two)) if one != two => return Likeness::Different,
            (Some(_), Some(_)) => true,
            _ => self.forms.iter().flatten().any(|form| other.forms.iter().flatten().any(|its| its == form)),
        };
        if same {
            return if self.conditions == other.conditions { Likeness::Same } else { Likeness::Alike(1.0) };
        }
        let words = (0..2).map(|language| jaccard(&self.parts[language], &other.parts[language])).fold(0.0, f64::max);
        let cosine = match (&self.vector, &other.vector) {
            (Some(one), Some(two)) if one.len() == two.len() => cosine(one, two),
            _ => 0.0,
        };
        match words.max(if cosine >= ALIKE_VECTORS { f64::from(cosine) } else { 0.0 }) {
            likeness if likeness >= ALIKE => Likeness::Alike(likeness.min(1.0)),
            _ => Likeness::Different,
        }
    }
}

/// The form of a text without what makes no difference, as the dictionary is asked for it; nothing for an empty one.
pub(crate) fn form_of(text: &str) -> Option<u64> {
    let (words, _) = words(text);
    (!words.is_empty()).then(|| form(&words))
}

/// Words in lower case and singular, and runs of ideographs, in their order; hashes of the conditions beside.
fn words(text: &str) -> (Vec<String>, Vec<u64>) {
    let head: String = text.chars().take(MOST_SIGNS).collect();
    let mut text = plain(&head).to_lowercase();
    for sign in EMPTY_SIGNS {
        text = text.replace(sign, " ");
    }
    let (mut words, mut conditions): (Vec<String>, Vec<u64>) = (Vec::new(), Vec::new());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let after_letter = rest.len() < text.len()
            && text[..text.len() - rest.len()].ends_with(|sign: char| sign.is_ascii_alphanumeric());
        let length = if first.is_ascii_digit() && !after_letter {
            // A figure: digits with what follows up to a blank or an ideograph, and a unit after one blank.
            let length = rest
                .find(|sign: char| sign == ' ' || is_ideograph(sign) || ",()[]".contains(sign))
                .unwrap_or(rest.len());
            let unit =
                rest[length..].strip_prefix(' ').map(|tail| tail.split([' ', ',', '(', ')']).next().unwrap_or(""));
            let unit =
                unit.filter(|unit| is_unit(unit) && rest[..length].ends_with(|sign: char| sign.is_ascii_digit()));
            let whole = length + unit.map_or(0, |unit| unit.len() + 1);
            conditions.push(hash(&rest[..whole].replace(' ', "")));
            whole
        } else if is_ideograph(first) {
            let length = rest.find(|sign: char| !is_ideograph(sign)).unwrap_or(rest.len());
            words.push(rest[..length].to_owned());
            length
        } else if first.is_alphanumeric() {
            let length = rest.find(|sign: char| !sign.is_alphanumeric() || is_ideograph(sign)).unwrap_or(rest.len());
            let word = &rest[..length];
            if !EMPTY_WORDS.contains(&word) {
                words.push(singular(word).to_owned());
            }
            length
        } else {
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    (words, conditions)
}

/// Units that follow a number in a name; lower case, as names are.
fn is_unit(word: &str) -> bool {
    rules::is_unit(word)
        || matches!(word, "mpa" | "gpa" | "kpa" | "kv" | "hz" | "khz" | "mhz" | "ghz" | "k" | "kw" | "mw")
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() >= 3 && !stem.ends_with(['s', 'u', 'i']) && word.is_ascii() => stem,
        _ => word,
    }
}

/// Order counts in a form, except that an English name may turn its words round an “of”; so words are sorted.
fn form(words: &[String]) -> u64 {
    let mut sorted: Vec<&str> = words.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    hash(&sorted.join(" "))
}

fn parts(words: &[String]) -> Vec<u64> {
    let mut parts = Vec::new();
    for word in words {
        let signs: Vec<char> = word.chars().collect();
        if is_ideograph(signs[0]) && signs.len() > 1 {
            parts.extend(signs.windows(2).map(|pair| hash(&pair.iter().collect::<String>())));
        } else {
            parts.push(hash(word));
        }
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Parts in common divided by all parts, of ascending lists.
fn jaccard(one: &[u64], other: &[u64]) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let common = one.iter().filter(|part| other.binary_search(part).is_ok()).count();
    common as f64 / (one.len() + other.len() - common) as f64
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let lengths = (dot(one, one) * dot(other, other)).sqrt();
    if lengths > 0.0 { dot(one, other) / lengths } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Concept;

    fn dictionary() -> Dictionary {
        let concept = |code: &str, zh: &[&str], en: &[&str]| Concept {
            code: code.to_owned(),
            zh: zh.iter().map(|&name| name.to_owned()).collect(),
            en: en.iter().map(|&name| name.to_owned()).collect(),
            reading: None,
        };
        Dictionary::new(vec![
            concept("life", &["使用寿命", "寿命"], &["service life", "lifetime"]),
            concept("conductivity", &["离子电导率"], &["ionic conductivity"]),
            concept("cycles", &["循环寿命"], &["cycle life"]),
        ])
        .unwrap()
    }

    #[test]
    fn names_compare() {
        let dictionary = dictionary();
        let name = |text: &str| {
            let bilingual =
                if text.chars().any(is_ideograph) { Bilingual::new(text, "") } else { Bilingual::new("", text) };
            Name::new(&bilingual, None, &dictionary)
        };
        for (one, other, expected) in [
            ("Service life", "使用寿命", "same"),
            ("life of service", "Service Life", "same"),
            ("寿命", "lifetime", "same"),
            ("循环寿命", "service life", "different"),
            ("25℃离子电导率", "Ionic conductivity at 25 °C", "same"),
            ("离子电导率", "Ionic conductivity at 25 °C", "alike"),
            ("ionic conductivity at 60 °C", "Ionic conductivity at 25 °C", "alike"),
            ("Peel strength", "peel strengths", "same"),
            ("剥离强度", "剥离 强度", "alike"),
            ("高温剥离强度", "剥离强度", "alike"),
            ("Noise", "Weight", "different"),
            ("PM2.5 concentration", "PM10 concentration", "different"),
            ("", "", "different"),
        ] {
            let found = match name(one).compared(&name(other)) {
                Likeness::Same => "same",
                Likeness::Alike(_) => "alike",
                Likeness::Different => "different",
            };
            assert_eq!(found, expected, "{one} and {other}");
        }
    }

    #[test]
    fn vectors_make_alike_and_never_same() {
        let empty = Dictionary::default();
        let named = |name: &str, vector: [f32; 2]| Name::new(&Bilingual::new("", name), Some(&vector), &empty);
        let (one, near, far) = (named("leak", [1.0, 0.1]), named("escape", [1.0, 0.2]), named("noise", [0.1, 1.0]));
        assert!(matches!(one.compared(&near), Likeness::Alike(_)));
        assert_eq!(one.compared(&far), Likeness::Different);
    }
}
