//! Text → question.

use super::{Clause, Item, LONGEST_QUERY, MOST_CLAUSES, Occur, Query};

/// What is wrong with a question, and the byte of the text where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// The text is longer than [`LONGEST_QUERY`].
    #[error("the question is longer than {LONGEST_QUERY} bytes: shorten it")]
    TooLong,
    /// There are more parts than [`MOST_CLAUSES`].
    #[error("the question has more than {MOST_CLAUSES} parts, from byte {0} on: shorten it")]
    TooManyParts(usize),
    /// A quote is never closed.
    #[error("the quote at byte {0} is not closed: close it, or leave it away")]
    OpenQuote(usize),
    /// There are no words between two quotes.
    #[error("the quotes at byte {0} are empty: put words between them")]
    EmptyPhrase(usize),
    /// Nothing follows a sign of exclusion.
    #[error("nothing follows the “-” at byte {0}: put a word behind it")]
    EmptyExclusion(usize),
    /// Nothing follows a field.
    #[error("nothing follows the field at byte {0}: put a term behind it")]
    EmptyField(usize),
    /// An `OR` has nothing on one of its sides.
    #[error("the OR at byte {0} needs something on both sides")]
    LonelyOr(usize),
    /// `OR` joins an exclusion.
    #[error("the OR at byte {0} joins an exclusion: it joins words, phrases and fields")]
    ExcludedOr(usize),
    /// A range whose ends are no numbers, or the wrong way round.
    #[error("the range at byte {0} is none: write numbers as 4..7")]
    BadRange(usize),
    /// Fewer than two letters before `*`.
    #[error("too little stands before the “*” at byte {0}: put two letters or one Chinese character")]
    ShortPrefix(usize),
}

impl SyntaxError {
    /// The byte of the text at which it is.
    pub fn position(&self) -> usize {
        match *self {
            Self::TooLong => LONGEST_QUERY,
            Self::TooManyParts(at)
            | Self::OpenQuote(at)
            | Self::EmptyPhrase(at)
            | Self::EmptyExclusion(at)
            | Self::EmptyField(at)
            | Self::LonelyOr(at)
            | Self::ExcludedOr(at)
            | Self::BadRange(at)
            | Self::ShortPrefix(at) => at,
        }
    }
}

/// A lexeme with the byte at which it begins.
enum Lexeme {
    Or(usize),
    Item { at: usize, excluded: bool, item: Item },
}

pub(super) fn strictly(text: &str, fields: &[&str]) -> Result<Query, SyntaxError> {
    if text.len() > LONGEST_QUERY {
        return Err(SyntaxError::TooLong);
    }
    let lexemes = Lexer { text, fields, at: 0, lenient: false }.all()?;
    join(lexemes)
}

pub(super) fn leniently(text: &str, fields: &[&str]) -> Query {
    let text = cut(text);
    let lexemes = Lexer { text, fields, at: 0, lenient: true }.all().unwrap_or_default();
    join(lexemes).unwrap_or_else(|_| as_words(text))
}

pub(super) fn as_words(text: &str) -> Query {
    let words = cut(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(MOST_CLAUSES);
    let clause = |word: &str| Clause { occur: Occur::Wanted, any: vec![Item::Word(word.to_owned())] };
    Query { clauses: words.map(clause).collect() }
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_QUERY)]
}

/// Lexemes → clauses.
fn join(lexemes: Vec<Lexeme>) -> Result<Query, SyntaxError> {
    let mut clauses: Vec<Clause> = Vec::new();
    // An OR that waits for its right side.
    let mut open_or = None;
    // Whether the last clause may take an OR.
    let mut left: Option<bool> = None;
    for lexeme in lexemes {
        match lexeme {
            Lexeme::Or(at) => {
                match left {
                    None => return Err(SyntaxError::LonelyOr(at)),
                    Some(false) => return Err(SyntaxError::ExcludedOr(at)),
                    Some(true) if open_or.is_some() => return Err(SyntaxError::LonelyOr(at)),
                    Some(true) => {}
                }
                open_or = Some(at);
            }
            Lexeme::Item { at, excluded, item } => {
                if clauses.len() >= MOST_CLAUSES {
                    return Err(SyntaxError::TooManyParts(at));
                }
                match (open_or.take(), excluded) {
                    (Some(or), true) => return Err(SyntaxError::ExcludedOr(or)),
                    (Some(_), false) => {
                        let last = clauses.last_mut().expect("an OR has a left side");
                        last.occur = Occur::Required;
                        last.any.push(item);
                        if last.any.len() > MOST_CLAUSES {
                            return Err(SyntaxError::TooManyParts(at));
                        }
                    }
                    (None, _) => {
                        let occur = match (&item, excluded) {
                            (_, true) => Occur::Excluded,
                            (Item::Word(_) | Item::Prefix(_) | Item::Fuzzy(_), false) => Occur::Wanted,
                            _ => Occur::Required,
                        };
                        clauses.push(Clause { occur, any: vec![item] });
                    }
                }
                left = Some(!excluded);
            }
        }
    }
    match open_or {
        Some(at) => Err(SyntaxError::LonelyOr(at)),
        None => Ok(Query { clauses: any_of_a_field(clauses) }),
    }
}

/// Several terms of one facet: any of them.
fn any_of_a_field(clauses: Vec<Clause>) -> Vec<Clause> {
    let mut joined: Vec<Clause> = Vec::with_capacity(clauses.len());
    for mut clause in clauses {
        let field_of = |clause: &Clause| match (&clause.any[..], clause.occur) {
            ([Item::Term { field, .. }, rest @ ..], Occur::Required)
                if rest.iter().all(|item| matches!(item, Item::Term { field: other, .. } if other == field)) =>
            {
                Some(field.clone())
            }
            _ => None,
        };
        let field = field_of(&clause);
        match joined.iter_mut().find(|other| field.is_some() && field_of(other) == field) {
            Some(other) => other.any.append(&mut clause.any),
            None => joined.push(clause),
        }
    }
    joined
}

struct Lexer<'a> {
    text: &'a str,
    fields: &'a [&'a str],
    at: usize,
    /// What is broken is read as a word, or left out.
    lenient: bool,
}

const QUOTES: [char; 4] = ['"', '“', '”', '＂'];

impl<'a> Lexer<'a> {
    fn all(mut self) -> Result<Vec<Lexeme>, SyntaxError> {
        let mut lexemes = Vec::new();
        while let Some(next) = self.peek() {
            if next.is_whitespace() {
                self.at += next.len_utf8();
                continue;
            }
            if let Some(lexeme) = self.lexeme(next)? {
                lexemes.push(lexeme);
            }
            if self.lenient && lexemes.len() == MOST_CLAUSES {
                break;
            }
        }
        Ok(lexemes)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn lexeme(&mut self, next: char) -> Result<Option<Lexeme>, SyntaxError> {
        let at = self.at;
        let excluded = matches!(next, '-' | '－' | '−');
        if excluded {
            self.at += next.len_utf8();
            if self.peek().is_none_or(char::is_whitespace) {
                // A dash between blanks in running text is no mistake of someone who searches leniently.
                return if self.lenient { Ok(None) } else { Err(SyntaxError::EmptyExclusion(at)) };
            }
        }
        if self.peek().is_some_and(|c| QUOTES.contains(&c)) {
            let phrase = self.phrase()?;
            return Ok(phrase.map(|phrase| Lexeme::Item { at, excluded, item: Item::Phrase(phrase) }));
        }
        let word = self.word();
        if !excluded && (word == "OR" || word == "|" || word == "||") {
            return Ok(Some(Lexeme::Or(at)));
        }
        if let Some(item) = self.field(word, at)? {
            return Ok(Some(Lexeme::Item { at, excluded, item }));
        }
        let item = self.plain(word, at)?;
        let says_nothing = |word: &str| !word.chars().any(char::is_alphanumeric);
        match &item {
            Item::Word(word) | Item::Fuzzy(word) if says_nothing(word) => {
                if excluded && !self.lenient {
                    return Err(SyntaxError::EmptyExclusion(at));
                }
                Ok(None)
            }
            _ => Ok(Some(Lexeme::Item { at, excluded, item })),
        }
    }

    /// Up to the next blank or quote.
    fn word(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| c.is_whitespace() || QUOTES.contains(&c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn phrase(&mut self) -> Result<Option<String>, SyntaxError> {
        let at = self.at;
        let open = self.peek().expect("a quote was seen");
        self.at += open.len_utf8();
        let rest = &self.text[self.at..];
        let Some(length) = rest.find(QUOTES) else {
            // Leniently the quote is not there, and the words stand alone.
            return if self.lenient { Ok(None) } else { Err(SyntaxError::OpenQuote(at)) };
        };
        let inside = &rest[..length];
        self.at += length + rest[length..].chars().next().map_or(0, char::len_utf8);
        if inside.chars().any(char::is_alphanumeric) {
            return Ok(Some(inside.to_owned()));
        }
        if self.lenient { Ok(None) } else { Err(SyntaxError::EmptyPhrase(at)) }
    }

    /// `field:term`, `field:"term"`, `field:1..2`, where the field is known.
    fn field(&mut self, word: &str, at: usize) -> Result<Option<Item>, SyntaxError> {
        let Some((field, term)) = word.split_once([':', '：']) else { return Ok(None) };
        let Some(field) = std::iter::once(&"kind").chain(self.fields).find(|known| known.eq_ignore_ascii_case(field))
        else {
            return Ok(None);
        };
        let term = if term.is_empty() && self.peek().is_some_and(|c| QUOTES.contains(&c)) {
            self.phrase()?.unwrap_or_default()
        } else {
            term.to_owned()
        };
        if term.is_empty() {
            return if self.lenient { Ok(None) } else { Err(SyntaxError::EmptyField(at)) };
        }
        let Some((least, greatest)) = term.split_once("..") else {
            return Ok(Some(Item::Term { field: (*field).to_owned(), term }));
        };
        let end = |text: &str, open: f64| if text.is_empty() { Some(open) } else { text.parse::<f64>().ok() };
        match (end(least, f64::NEG_INFINITY), end(greatest, f64::INFINITY)) {
            (Some(least), Some(greatest)) if least <= greatest => {
                Ok(Some(Item::Range { field: (*field).to_owned(), least, greatest }))
            }
            _ if self.lenient => Ok(None),
            _ => Err(SyntaxError::BadRange(at)),
        }
    }

    fn plain(&self, word: &str, at: usize) -> Result<Item, SyntaxError> {
        if let Some(stem) = word.strip_suffix(['*', '＊']) {
            let letters = stem.chars().filter(|c| c.is_alphanumeric()).count();
            if letters >= 2 || stem.chars().any(language::is_chinese) {
                return Ok(Item::Prefix(stem.to_owned()));
            }
            if !self.lenient {
                return Err(SyntaxError::ShortPrefix(at));
            }
        }
        Ok(match word.strip_suffix(['~', '～']) {
            Some(stem) => Item::Fuzzy(stem.to_owned()),
            None => Item::Word(word.to_owned()),
        })
    }
}
