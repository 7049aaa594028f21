//! Persons: names in characters and in letters.

use crate::party_vocabulary::{PARTY_VOCABULARY, capital};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// A person, from whom names follow.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// Family and given name in characters; abroad empty.
    pub(crate) zh: (String, String),
    /// Family name and the syllables of the given name.
    pub(crate) family: String,
    pub(crate) given: Vec<String>,
    /// Languages of the first entry: 0 to 9, of which 6 Chinese, 2 both, 2 Latin.
    pub(crate) style: usize,
    /// Whether it has an iD of its own, and an address.
    pub(crate) orcid: bool,
    pub(crate) mail: bool,
    /// Position of the school named with the organisation.
    pub(crate) school: Option<usize>,
}

impl Person {
    pub(crate) fn draw(abroad: bool, random: &mut ChaCha8Rng) -> Self {
        let v = &*PARTY_VOCABULARY;
        let (zh, family, given) = if abroad {
            let (beginnings, ends) = &v.families;
            let family =
                format!("{}{}", beginnings.choose(random).expect("parts"), ends.choose(random).expect("parts"));
            let mut given = vec![v.people.choose(random).expect("names").to_lowercase()];
            if random.random_bool(0.3) {
                given.push(((b'a' + random.random_range(0..26)) as char).to_string());
            }
            ((String::new(), String::new()), family, given)
        } else {
            // Few family names are common, as in life.
            let rank = (random.random::<f64>().powi(2) * v.surnames.len() as f64) as usize;
            let (zh, family) = v.surnames[rank];
            let count = if random.random_bool(0.15) { 1 } else { 2 };
            let given: Vec<_> = (0..count).filter_map(|_| v.given.choose(random).copied()).collect();
            let characters = given.iter().map(|sign| sign.0).collect();
            ((zh.to_string(), characters), family.to_string(), given.iter().map(|sign| sign.1.to_string()).collect())
        };
        Self {
            zh,
            family,
            given,
            style: random.random_range(0..10),
            orcid: random.random_bool(0.25),
            mail: random.random_bool(0.4),
            school: random.random_bool(0.15).then(|| random.random_range(0..v.schools.len())),
        }
    }

    /// Whether it has a name in characters.
    pub(crate) fn is_chinese(&self) -> bool {
        !self.zh.0.is_empty()
    }

    pub(crate) fn chinese(&self) -> String {
        format!("{}{}", self.zh.0, self.zh.1)
    }

    fn given_en(&self) -> String {
        if self.is_chinese() {
            capital(&self.given.concat())
        } else {
            self.given.iter().map(|word| capital(word)).collect::<Vec<_>>().join(" ")
        }
    }

    /// In letters: `Zhang Xiaoming`, `Xiaoming Zhang`, `Zhang, Xiaoming`, `ZHANG Xiao-Ming`.
    pub(crate) fn latin(&self, style: usize) -> String {
        let (family, given) = (capital(&self.family), self.given_en());
        match style % 4 {
            0 if self.is_chinese() => format!("{family} {given}"),
            2 => format!("{family}, {given}"),
            3 if self.is_chinese() => {
                let given: Vec<String> = self.given.iter().map(|word| capital(word)).collect();
                format!("{} {}", family.to_uppercase(), given.join("-"))
            }
            _ => format!("{given} {family}"),
        }
    }

    /// `Zhang X.M.`
    pub(crate) fn with_initials(&self) -> String {
        let initials: String = self
            .given
            .iter()
            .filter_map(|word| word.chars().next())
            .map(|sign| format!("{}.", sign.to_uppercase()))
            .collect();
        format!("{} {initials}", capital(&self.family))
    }

    pub(crate) fn names(&self) -> Vec<String> {
        match self.style {
            _ if !self.is_chinese() => vec![self.latin(self.style)],
            0..6 => vec![self.chinese()],
            6 | 7 => vec![self.chinese(), self.latin(self.style)],
            _ => vec![self.latin(self.style)],
        }
    }
}
