//! Word lists, English and Chinese side by side, kept as text files beside the code.

use crate::technology::Term;

/// Words that documents are made of.
pub(crate) struct Vocabulary {
    /// Directions with the subjects that belong to them.
    pub(crate) directions: Vec<(&'static str, Vec<Term>)>,
    pub(crate) methods: Vec<Term>,
    pub(crate) aspects: Vec<Term>,
    pub(crate) background: Vec<Term>,
}

impl Vocabulary {
    pub(crate) fn new() -> Self {
        let mut directions: Vec<(&'static str, Vec<Term>)> = Vec::new();
        for line in lines(include_str!("../vocabulary/directions.txt")) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(code) => directions.push((code, Vec::new())),
                None => directions.last_mut().expect("the file starts with a direction").1.push(term(line)),
            }
        }
        Self {
            directions,
            methods: lines(include_str!("../vocabulary/methods.txt")).map(term).collect(),
            aspects: lines(include_str!("../vocabulary/aspects.txt")).map(term).collect(),
            background: lines(include_str!("../vocabulary/background.txt")).map(term).collect(),
        }
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn term(line: &'static str) -> Term {
    let (en, zh) = line.split_once(" = ").expect("vocabulary lines read `english = 中文`");
    Term { en: en.to_string(), zh: zh.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_bilingual_and_large_enough_for_many_technologies() {
        let vocabulary = Vocabulary::new();
        assert_eq!(vocabulary.directions.len(), 6);
        let subjects: usize = vocabulary.directions.iter().map(|(_, subjects)| subjects.len()).sum();
        assert!(subjects * vocabulary.methods.len() >= 2_000, "{subjects} subjects");
        for term in vocabulary.directions.iter().flat_map(|(_, subjects)| subjects).chain(&vocabulary.aspects) {
            assert!(term.en.is_ascii(), "{term:?}");
            assert!(term.zh.chars().all(|c| !c.is_ascii()), "{term:?}");
        }
    }
}
