//! Words that many names share, as a bilingual table: sorts of organisations, forms of law, trades, fillers, places; and the
//! organisations whose short or foreign names no rule yields.

use super::distance::slips;
use super::fold::fold;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A row of the table; words of one row mean the same.
pub(super) type Concept = u16;

/// What a shared word says in a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Rows that say what an organisation is.
    pub(super) sorts: Vec<Concept>,
    /// Rows that say what it does.
    pub(super) trades: Vec<Concept>,
    /// Whether one of `trades` is a word of little content (科技, “Technology”).
    pub(super) filler: bool,
    /// A form of law.
    pub(super) limited: bool,
    /// A group of companies.
    pub(super) group: bool,
    /// GB/T 2260 code.
    pub(super) place: Option<u32>,
}

/// The table in the form in which names are read.
pub(super) struct Words {
    chinese: FxHashMap<String, Entry>,
    english: FxHashMap<String, Entry>,
    known_chinese: FxHashMap<String, String>,
    known_english: FxHashMap<String, String>,
    /// Row of companies, which every form of law belongs to.
    pub(super) company: Concept,
    /// Single English words of six letters or more, under what is left of them when a letter falls out.
    slips: FxHashMap<String, Vec<String>>,
    place_names: FxHashMap<u32, String>,
    names: Vec<String>,
    public: Vec<Concept>,
    whole: Vec<Concept>,
    between: Vec<Concept>,
    units: Vec<Concept>,
}

/// Longest Chinese word and longest English phrase that are looked up.
pub(super) const LONGEST: usize = 12;

/// Sorts whose place and fillers belong to the name: 浙江大学 is not 大学, 华中科技大学 not 华中大学.
const PUBLIC: &[&str] = &[
    "university",
    "college",
    "academy",
    "sciences",
    "engineeringacademy",
    "institute",
    "hospital",
    "bureau",
    "association",
    "exchange",
    "park",
];

/// Sorts that have units below them rather than are units.
const WHOLE: &[&str] = &["university", "sciences", "engineeringacademy", "company", "association", "foundation"];

/// Sorts that are named by what they are a unit of, so that a place says which: 北京分公司.
const UNITS: &[&str] = &["branch", "department", "laboratory", "center", "graduate", "middleschool"];

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(Words::read);

impl Words {
    fn read() -> Self {
        let mut words = Self {
            chinese: FxHashMap::default(),
            english: FxHashMap::default(),
            known_chinese: FxHashMap::default(),
            known_english: FxHashMap::default(),
            company: 0,
            slips: FxHashMap::default(),
            place_names: FxHashMap::default(),
            names: Vec::new(),
            public: Vec::new(),
            whole: Vec::new(),
            between: Vec::new(),
            units: Vec::new(),
        };
        for line in lines(include_str!("words.txt")) {
            let mut columns = line.split('|').map(str::trim);
            let head = columns.next().unwrap_or_default();
            let (role, name) = head.split_once(' ').unwrap_or((head, ""));
            let concept = words.names.len() as Concept;
            words.names.push(name.to_string());
            if name == "company" {
                words.company = concept;
            }
            if role == "sort" && PUBLIC.contains(&name) {
                words.public.push(concept);
            }
            if role == "sort" && WHOLE.contains(&name) {
                words.whole.push(concept);
            }
            if role == "sort" && UNITS.contains(&name) {
                words.units.push(concept);
            }
            if role == "between" {
                words.between.push(concept);
            }
            let mark = |entry: &mut Entry| match role {
                "sort" => entry.sorts.push(concept),
                "trade" | "between" => entry.trades.push(concept),
                "filler" => {
                    entry.trades.push(concept);
                    entry.filler = true;
                }
                _ => {
                    entry.limited |= name == "limited";
                    entry.group |= name == "group";
                }
            };
            for word in columns.next().unwrap_or_default().split_whitespace() {
                mark(words.chinese.entry(word.to_string()).or_default());
            }
            for word in columns.next().unwrap_or_default().split(';') {
                mark(words.english.entry(word.trim().to_string()).or_default());
            }
        }
        for line in lines(include_str!("places.txt")) {
            let (head, english) = line.split_once('|').unwrap_or((line, ""));
            let mut chinese = head.split_whitespace();
            let Some(code) = chinese.next().and_then(|code| code.parse().ok()) else { continue };
            for word in chinese {
                words.place_names.entry(code).or_insert_with(|| word.to_string());
                words.chinese.entry(word.to_string()).or_default().place = Some(code);
            }
            for word in english.split(';').map(str::trim).filter(|word| !word.is_empty()) {
                words.english.entry(word.to_string()).or_default().place = Some(code);
            }
        }
        for line in lines(include_str!("known.txt")) {
            let (full, others) = line.split_once('|').unwrap_or((line, ""));
            for other in others.split(';').map(fold) {
                let known = if other.is_ascii() { &mut words.known_english } else { &mut words.known_chinese };
                known.insert(other, full.trim().to_string());
            }
        }
        let long: Vec<String> =
            words.english.keys().filter(|word| word.len() >= 6 && !word.contains(' ')).cloned().collect();
        for word in long {
            for rest in without_one(&word) {
                words.slips.entry(rest).or_default().push(word.clone());
            }
        }
        words
    }

    /// A Chinese word.
    pub(super) fn chinese(&self, word: &str) -> Option<&Entry> {
        self.chinese.get(word)
    }

    /// An English phrase, also in the plural.
    pub(super) fn english(&self, phrase: &str) -> Option<&Entry> {
        self.english
            .get(phrase)
            .or_else(|| self.english.get(phrase.strip_suffix('s').filter(|singular| singular.len() > 3)?))
    }

    /// A single English word with a slip in it.
    pub(super) fn mistyped(&self, token: &str) -> Option<(&str, &Entry)> {
        if token.len() < 6 || !token.is_ascii() {
            return None;
        }
        let near = without_one(token).into_iter().filter_map(|rest| self.slips.get(&rest)).flatten();
        let word = near.filter(|word| slips(word.as_bytes(), token.as_bytes(), 1).is_some()).min()?;
        self.english.get(word).filter(|entry| entry.place.is_none()).map(|entry| (word.as_str(), entry))
    }

    /// Chinese name of a place.
    pub(super) fn place_name(&self, code: u32) -> Option<&str> {
        self.place_names.get(&code).map(String::as_str)
    }

    /// Full Chinese name of an organisation whose other name this is.
    pub(super) fn known(&self, folded: &str) -> Option<&str> {
        let known = if folded.is_ascii() { &self.known_english } else { &self.known_chinese };
        known.get(folded).map(String::as_str)
    }

    /// Name of a row, for reasons.
    pub(super) fn name_of(&self, concept: Concept) -> &str {
        &self.names[concept as usize]
    }

    /// Whether one of these sorts is that of a public institution.
    pub(super) fn is_public(&self, sorts: &[Concept]) -> bool {
        sorts.iter().any(|sort| self.public.contains(sort))
    }

    /// Whether a row says that words agree only from one language to the other: 工业 and 科技 may both be “Technology”, but are two.
    pub(super) fn is_between(&self, concept: Concept) -> bool {
        self.between.contains(&concept)
    }

    /// Whether one of these sorts is that of units.
    pub(super) fn is_unit(&self, sorts: &[Concept]) -> bool {
        sorts.iter().any(|sort| self.units.contains(sort))
    }

    /// Whether one of these sorts has units below it.
    pub(super) fn is_whole(&self, sorts: &[Concept]) -> bool {
        sorts.iter().any(|sort| self.whole.contains(sort))
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A word and all that is left of it when a letter falls out.
fn without_one(word: &str) -> Vec<String> {
    let rest = (0..word.len()).map(|at| [&word[..at], &word[at + 1..]].concat());
    rest.chain([word.to_string()]).collect()
}

/// Whether two words have a row in common.
pub(super) fn meet(a: &[Concept], b: &[Concept]) -> bool {
    a.iter().any(|concept| b.contains(concept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_bilingual() {
        let material = WORDS.chinese("新材料").expect("a word");
        assert!(meet(&material.trades, &WORDS.english("materials").expect("a word").trades));
        assert_eq!(WORDS.chinese("深圳").and_then(|entry| entry.place), Some(440_300));
        assert_eq!(WORDS.known("cas"), Some("中国科学院"));
        for line in lines(include_str!("words.txt")) {
            assert_eq!(line.split('|').count(), 3, "{line}");
        }
    }
}
