//! A name of an organisation, taken apart.

use super::spelling::syllables;
use super::words::{Concept, Entry, WORDS};

/// A word that says what an organisation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trade {
    /// As written.
    pub(super) text: String,
    /// Rows of the table.
    pub(super) concepts: Vec<Concept>,
    /// Of little content.
    pub(super) filler: bool,
}

impl Trade {
    /// Whether two words mean the same.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let across = self.text.is_ascii() != other.text.is_ascii();
        self.concepts.iter().any(|&row| other.concepts.contains(&row) && (across || !WORDS.is_between(row)))
            || self.text == other.text
    }
}

/// One level of a name: 北京大学第三医院 has two, the university and its hospital.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// What no table knows: the distinctive part, in its own script, words divided by spaces.
    pub(super) core: String,
    /// Whether the core is Chinese.
    pub(super) han: bool,
    /// Syllables of a Chinese core, words of another.
    pub(super) pieces: Vec<String>,
    /// The pieces joined.
    pub(super) spelled: String,
    /// The beginnings of a distinctive part that may stand for it, spelled, with what follows: two and more syllables, one and more words.
    pub(super) beginnings: Vec<(String, String)>,
    /// Places named.
    pub(super) places: Vec<u32>,
    /// Trades named.
    pub(super) trades: Vec<Trade>,
    /// What it is.
    pub(super) sorts: Vec<Concept>,
    /// Whether a form of law is named.
    pub(super) limited: bool,
    /// Whether it is called a group.
    pub(super) group: bool,
    /// Number in a row of sisters: 第五研究所.
    pub(super) number: Option<u32>,
}

impl Part {
    /// Adds a word of the table.
    pub(super) fn add(&mut self, text: &str, entry: &Entry) {
        if let Some(place) = entry.place {
            self.places.push(place);
        } else if !entry.sorts.is_empty() && !entry.limited {
            self.sorts.extend(&entry.sorts);
        } else if entry.limited || entry.group {
            self.limited |= entry.limited;
            self.group |= entry.group;
            self.sorts.push(WORDS.company);
        } else {
            self.trades.push(Trade { text: text.to_string(), concepts: entry.trades.clone(), filler: entry.filler });
        }
    }

    /// Adds to the distinctive part.
    pub(super) fn add_core(&mut self, text: &str, han: bool) {
        if !self.core.is_empty() && !han {
            self.core.push(' ');
        }
        self.core.push_str(text);
        self.han |= han;
    }

    /// To be called when everything was added.
    pub(super) fn close(&mut self) {
        self.sorts.sort_unstable();
        self.sorts.dedup();
        self.places.sort_unstable();
        self.places.dedup();
        self.name_by_place();
        self.pieces = if self.han { syllables(&self.core) } else { self.core.split(' ').map(str::to_string).collect() };
        self.pieces.retain(|piece| !piece.is_empty());
        self.spelled = self.pieces.concat();
        let (first, glue) = if self.han { (2, "") } else { (1, " ") };
        let cut = |at: usize| (self.pieces[..at].concat(), self.pieces[at..].join(glue));
        let cuts = (first..=self.pieces.len().min(5)).map(cut);
        self.beginnings = cuts.filter(|(beginning, _)| self.han || beginning.len() >= 3).collect();
    }

    /// A firm of which nothing else is distinctive has a place for a name (北京银行), or its name is spelled like one (Yichang for 屹昌).
    fn name_by_place(&mut self) {
        let firm = !self.sorts.is_empty() && (self.limited || !WORDS.is_public(&self.sorts)) && self.number.is_none();
        if !firm || !self.core.is_empty() || WORDS.is_unit(&self.sorts) {
            return;
        }
        if let Some(position) = self.places.iter().rposition(|&place| place != 156) {
            let place = self.places.remove(position);
            self.core = WORDS.place_name(place).unwrap_or_default().to_string();
            self.han = true;
        }
    }

    /// Whether nothing tells it from others but words of the table.
    pub(super) fn is_generic(&self) -> bool {
        self.core.is_empty()
    }

    /// Whether it consists of its distinctive part alone.
    pub(super) fn is_bare(&self) -> bool {
        self.sorts.is_empty() && self.trades.is_empty() && self.number.is_none()
    }

    /// Whether nothing but places was read.
    pub(super) fn is_place_only(&self) -> bool {
        self.is_generic() && self.is_bare()
    }
}

/// A name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Folded, without spaces and commas.
    pub(super) text: String,
    /// The spelling that tells it from others: of its distinctive part or, without one, of all.
    pub(super) key: String,
    /// As it was entered.
    pub(super) written: String,
    /// Whole first, then what is below it.
    pub(super) parts: Vec<Part>,
    /// Short forms that it may be known by.
    pub(super) short: Vec<String>,
}

/// Spelling of the distinctive part or, without one, of all shared words.
pub(super) fn key(part: &Part) -> String {
    if !part.is_generic() {
        return part.spelled.clone();
    }
    let mut words: Vec<String> = part.places.iter().map(ToString::to_string).collect();
    words.extend(part.trades.iter().map(|trade| trade.concepts[0].to_string()));
    words.extend(part.number.map(|number| format!("#{number}")));
    words.join(" ")
}

impl Name {
    /// The level whose distinctive part names the organisation.
    pub(super) fn first(&self) -> &Part {
        &self.parts[0]
    }
}
