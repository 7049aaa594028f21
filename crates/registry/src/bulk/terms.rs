//! Terms by whatever people call them: code, Chinese or English name.

use super::fold::folded;
use super::problem::Unread;
use crate::definition::{Definitions, Field, FieldType, Kind};
use jiff::civil::Date;
use std::collections::HashMap;

/// A term of a vocabulary, a track or a region.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) code: &'a str,
    en: &'a str,
    zh: &'a str,
    /// From this day on it can no longer be chosen.
    pub(super) until: Option<Date>,
}

impl<'a> Named<'a> {
    /// Its name in a language.
    pub(super) fn name(&self, chinese: bool) -> &'a str {
        if chinese { self.zh } else { self.en }
    }
}

/// The terms that a field has to choose from; none where it has not.
pub(super) fn of<'a>(definitions: &'a Definitions, of_type: &FieldType) -> Option<Vec<Named<'a>>> {
    let vocabulary = match of_type {
        FieldType::Choice { vocabulary } => definitions.vocabulary(vocabulary)?,
        FieldType::Region => definitions.regions()?,
        FieldType::Track => {
            let named = |track: &'a crate::definition::Track| Named {
                code: &track.code,
                en: &track.en,
                zh: &track.zh,
                until: None,
            };
            return Some(definitions.tracks().iter().map(named).collect());
        }
        _ => return None,
    };
    let terms = vocabulary.terms.iter();
    Some(terms.map(|term| Named { code: &term.code, en: &term.en, zh: &term.zh, until: term.until }).collect())
}

/// The terms of one list, by code and name.
struct Index<'a> {
    terms: Vec<Named<'a>>,
    by_name: HashMap<String, Vec<usize>>,
}

/// The terms of all fields of a kind.
pub(super) struct Terms<'a> {
    lists: HashMap<String, Index<'a>>,
}

/// A name for the list that a field chooses from.
fn list(of_type: &FieldType) -> Option<String> {
    match of_type {
        FieldType::Choice { vocabulary } => Some(format!("vocabulary {vocabulary}")),
        FieldType::Region => Some("regions".to_owned()),
        FieldType::Track => Some("tracks".to_owned()),
        _ => None,
    }
}

impl<'a> Terms<'a> {
    pub(super) fn new(kind: &Kind, definitions: &'a Definitions) -> Self {
        let mut all = Self { lists: HashMap::new() };
        for field in &kind.fields {
            let inner: &[Field] = match &field.of_type {
                FieldType::Group(fields) => fields,
                _ => &[],
            };
            for field in std::iter::once(field).chain(inner) {
                if let (Some(list), Some(terms)) = (list(&field.of_type), of(definitions, &field.of_type)) {
                    all.lists.entry(list).or_insert_with(|| Index::new(terms));
                }
            }
        }
        all
    }

    /// The code that is meant. What is no term stays as it is: the check of the content names it.
    ///
    /// # Errors
    /// Where several terms have this name.
    pub(super) fn code(&self, of_type: &FieldType, text: &str, today: Date) -> Result<String, Unread> {
        let text = text.trim();
        let Some(index) = list(of_type).and_then(|list| self.lists.get(&list)) else { return Ok(text.to_owned()) };
        if index.terms.iter().any(|term| term.code == text) {
            return Ok(text.to_owned());
        }
        let found = index.named(text);
        let open: Vec<Named<'_>> =
            found.iter().copied().filter(|term| term.until.is_none_or(|until| today < until)).collect();
        match (&found[..], &open[..]) {
            ([], _) => Ok(text.to_owned()),
            ([term], _) | (_, [term]) => Ok(term.code.to_owned()),
            _ => Err(Unread::Ambiguous { codes: found.iter().map(|term| term.code.to_owned()).collect() }),
        }
    }

    /// The name of a term, where nothing else is called so; else its code.
    pub(super) fn written(&self, of_type: &FieldType, code: &str, chinese: bool) -> String {
        let Some(index) = list(of_type).and_then(|list| self.lists.get(&list)) else { return code.to_owned() };
        let Some(term) = index.terms.iter().find(|term| term.code == code) else { return code.to_owned() };
        let name = term.name(chinese);
        let other = index.terms.iter().any(|other| other.code == name);
        let plain = name.trim() == name && !name.contains('\n');
        match &index.named(name)[..] {
            [only] if only.code == code && !other && plain => name.to_owned(),
            _ => code.to_owned(),
        }
    }
}

impl<'a> Index<'a> {
    fn new(terms: Vec<Named<'a>>) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (position, term) in terms.iter().enumerate() {
            for name in [term.code, term.en, term.zh] {
                let positions = by_name.entry(folded(name)).or_default();
                if positions.last() != Some(&position) {
                    positions.push(position);
                }
            }
        }
        Self { terms, by_name }
    }

    fn named(&self, name: &str) -> Vec<Named<'a>> {
        let positions = self.by_name.get(&folded(name)).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|&position| self.terms[position]).collect()
    }
}
