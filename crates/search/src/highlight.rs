//! Where a question's words stand in a text.
//!
//! What comes out is text and ranges of bytes, never markup: whoever shows it escapes the text and marks the ranges.

use crate::analysis::{Unit, ranking_word, units};
use crate::document::{Level, Part, Piece};
use crate::plan::Marks;
use language::is_stop_word;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Characters of a shown piece of text.
const SHOWN: usize = 240;
/// Characters before the first mark.
const BEFORE: usize = 40;
/// Bytes of a text that marks are looked for in.
const LOOKED_AT: usize = 24 * 1024;
/// Most marks in one text.
const MOST_MARKS: usize = 64;

/// A title, or the part of a text that has most of what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// What it is to the document.
    pub part: Part,
    /// The level of the piece.
    pub level: Level,
    /// The text; plain, not escaped.
    pub text: String,
    /// Whether something was left out before and after.
    pub cut: [bool; 2],
    /// Bytes of `text` that match, in order, apart from each other.
    pub ranges: Vec<Range<usize>>,
}

/// The titles, and the best text where there is one.
pub(crate) fn highlights(pieces: &[Piece], marker: &Marker) -> Vec<Highlight> {
    let mut shown: Vec<Highlight> = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.part == Part::Title) {
        let ranges = marker.ranges(&piece.text);
        let whole =
            Highlight { part: Part::Title, level: piece.level, text: piece.text.clone(), cut: [false; 2], ranges };
        shown.push(if piece.text.len() > 8 * SHOWN { window(piece, whole.ranges) } else { whole });
    }
    let texts = pieces.iter().filter(|piece| piece.part == Part::Text && !piece.text.is_empty());
    let best =
        texts.map(|piece| (piece, marker.ranges(&piece.text))).reduce(|a, b| if b.1.len() > a.1.len() { b } else { a });
    if let Some((piece, ranges)) = best {
        shown.push(window(piece, ranges));
    }
    shown
}

/// The stretch with most marks.
fn window(piece: &Piece, ranges: Vec<Range<usize>>) -> Highlight {
    let text = &piece.text;
    let reach = |start: usize| text[start..].char_indices().nth(SHOWN).map_or(text.len(), |(length, _)| start + length);
    let mut best = (0, 0);
    for (number, range) in ranges.iter().enumerate() {
        let end = reach(range.start);
        let inside = ranges[number..].iter().take_while(|other| other.end <= end).count();
        if inside > best.0 {
            best = (inside, range.start);
        }
    }
    // A little before the first mark, from a blank on where there is one.
    let back = text[..best.1].char_indices().rev().take(BEFORE).last().map_or(best.1, |(place, _)| place);
    let start = if back == 0 { 0 } else { text[back..best.1].find(' ').map_or(back, |blank| back + blank + 1) };
    let end = reach(start);
    let inside = ranges.into_iter().filter(|range| range.start >= start && range.end <= end);
    Highlight {
        part: piece.part,
        level: piece.level,
        text: text[start..end].to_owned(),
        cut: [start > 0, end < text.len()],
        ranges: inside.map(|range| range.start - start..range.end - start).collect(),
    }
}

/// Finds marks in texts.
pub(crate) struct Marker {
    ranking: FxHashSet<String>,
    exact: FxHashSet<String>,
    prefixes: Vec<String>,
    /// Chinese words, longest first.
    chinese: Vec<Vec<char>>,
}

impl Marker {
    pub(crate) fn new(marks: Marks) -> Self {
        let is_chinese = |word: &String| word.chars().any(language::is_chinese);
        let mut chinese: Vec<Vec<char>> = marks
            .ranking
            .iter()
            .chain(&marks.exact)
            .filter(|word| is_chinese(word))
            .map(|word| word.chars().collect())
            .collect();
        chinese.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        chinese.dedup();
        Self {
            ranking: marks.ranking.into_iter().collect(),
            exact: marks.exact.into_iter().collect(),
            prefixes: marks.prefixes,
            chinese,
        }
    }

    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let text = &text[..text.floor_char_boundary(LOOKED_AT)];
        let mut ranges: Vec<Range<usize>> = Vec::new();
        units(text, |unit, range| {
            if ranges.len() >= MOST_MARKS {
                return;
            }
            match unit {
                Unit::Word(word) => {
                    let ranked = || ranking_word(&word).is_some_and(|term| self.ranking.contains(&term));
                    let begun = || self.prefixes.iter().any(|prefix| word.starts_with(prefix.as_str()));
                    if self.exact.contains(&word) || begun() || ranked() {
                        ranges.push(range);
                    }
                }
                Unit::Chinese(run) if !self.chinese.is_empty() => self.mark(text, &run, range, &mut ranges),
                Unit::Chinese(_) => {}
            }
        });
        ranges
    }

    /// Marks a run of Chinese, folded as `run`, one character for one.
    fn mark(&self, text: &str, run: &str, range: Range<usize>, ranges: &mut Vec<Range<usize>>) {
        let signs: Vec<char> = run.chars().collect();
        let starts: Vec<usize> =
            text[range.clone()].char_indices().map(|(place, _)| range.start + place).chain([range.end]).collect();
        let mut marked = vec![false; signs.len()];
        for word in &self.chinese {
            for (place, window) in signs.windows(word.len()).enumerate() {
                if window == word.as_slice() {
                    marked[place..place + word.len()].fill(true);
                }
            }
        }
        let mut place = 0;
        while place < marked.len() && ranges.len() < MOST_MARKS {
            let length = marked[place..].iter().take_while(|&&marked| marked).count();
            if length > 0 {
                let word: String = signs[place..place + length].iter().collect();
                if !is_stop_word(&word) {
                    ranges.push(starts[place]..starts[place + length]);
                }
            }
            place += length.max(1);
        }
    }
}
