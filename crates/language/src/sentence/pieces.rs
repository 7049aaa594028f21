//! SentencePiece units (Kudo & Richardson 2018): normalisation by the model's own character map, then the most probable
//! segmentation under a unigram language model (Kudo 2018) by dynamic programming over positions.

use super::SentenceError;
use rustc_hash::FxHashMap;

const UNKNOWN: u32 = 0;
const BEGIN: u32 = 1;
const END: u32 = 2;
/// Stands for a blank inside units.
const BLANK: char = '\u{2581}';
/// Log-probability of an unknown character below the least probable unit.
const UNKNOWN_PENALTY: f32 = 10.0;

/// Vocabulary with scores, as a trie over characters, and the normaliser.
pub(super) struct Pieces {
    /// `node << 32 | character` → node.
    children: FxHashMap<u64, u32>,
    /// Unit that ends at a node, `u32::MAX` for none.
    unit_at: Vec<u32>,
    /// Log-probability per unit.
    scores: Vec<f32>,
    unknown_score: f32,
    normalizer: Normalizer,
}

impl Pieces {
    /// Reads a SentencePiece `ModelProto`.
    pub(super) fn parse(model: &[u8]) -> Result<Self, SentenceError> {
        let mut pieces = Self {
            children: FxHashMap::default(),
            unit_at: vec![u32::MAX],
            scores: Vec::new(),
            unknown_score: 0.0,
            normalizer: Normalizer::default(),
        };
        let damaged = || SentenceError::Model("sp.model is damaged".into());
        for field in Fields(model) {
            match field.ok_or_else(damaged)? {
                (1, piece) => {
                    let (mut text, mut score) = ("", 0f32);
                    for field in Fields(piece) {
                        match field.ok_or_else(damaged)? {
                            (1, bytes) => text = std::str::from_utf8(bytes).map_err(|_| damaged())?,
                            (2, bytes) => score = f32::from_le_bytes(bytes.try_into().map_err(|_| damaged())?),
                            _ => {}
                        }
                    }
                    pieces.insert(text, score);
                }
                (3, specification) => {
                    for field in Fields(specification) {
                        if let (2, map) = field.ok_or_else(damaged)? {
                            pieces.normalizer = Normalizer::parse(map).ok_or_else(damaged)?;
                        }
                    }
                }
                _ => {}
            }
        }
        if pieces.scores.len() < 3 {
            return Err(damaged());
        }
        pieces.unknown_score = pieces.scores.iter().copied().fold(f32::MAX, f32::min) - UNKNOWN_PENALTY;
        Ok(pieces)
    }

    fn insert(&mut self, text: &str, score: f32) {
        let unit = self.scores.len() as u32;
        self.scores.push(score);
        let mut node = 0u32;
        for character in text.chars() {
            let fresh = self.unit_at.len() as u32;
            node = *self.children.entry(key(node, character)).or_insert(fresh);
            if node == fresh {
                self.unit_at.push(u32::MAX);
            }
        }
        if node > 0 {
            self.unit_at[node as usize] = unit;
        }
    }

    /// Units of a text between those for begin and end.
    pub(super) fn units(&self, text: &str) -> Vec<u32> {
        let text: Vec<char> = self.normalizer.normalize(text).chars().collect();
        let mut units = vec![END];
        if text.is_empty() {
            units.push(UNKNOWN);
        }
        // Best score of any segmentation that ends at a position, and the unit and start that reach it.
        let mut best = vec![(f32::NEG_INFINITY, 0u32, UNKNOWN); text.len() + 1];
        best[0].0 = 0.0;
        for start in 0..text.len() {
            let base = best[start].0;
            let mut node = 0u32;
            let mut single = false;
            for (position, &character) in text.iter().enumerate().skip(start) {
                let Some(&next) = self.children.get(&key(node, character)) else { break };
                node = next;
                let unit = self.unit_at[node as usize];
                if unit != u32::MAX {
                    single |= position == start;
                    let score = base + self.scores[unit as usize];
                    if score > best[position + 1].0 {
                        best[position + 1] = (score, start as u32, unit);
                    }
                }
            }
            if !single && base + self.unknown_score > best[start + 1].0 {
                best[start + 1] = (base + self.unknown_score, start as u32, UNKNOWN);
            }
        }
        let mut position = text.len();
        while position > 0 {
            let (_, start, unit) = best[position];
            units.push(unit);
            position = start as usize;
        }
        units.push(BEGIN);
        units.reverse();
        units
    }
}

fn key(node: u32, character: char) -> u64 {
    u64::from(node) << 32 | u64::from(character as u32)
}

/// The model's character map: a double-array trie (Darts-clone) from byte sequences to replacements.
#[derive(Default)]
struct Normalizer {
    units: Vec<u32>,
    replacements: Vec<u8>,
}

impl Normalizer {
    fn parse(map: &[u8]) -> Option<Self> {
        let (size, rest) = map.split_first_chunk::<4>()?;
        let (trie, replacements) = rest.split_at_checked(u32::from_le_bytes(*size) as usize)?;
        let units = trie.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        Some(Self { units, replacements: replacements.to_vec() })
    }

    /// The replacement of the longest known prefix, or the first character as it is; and how many bytes it stands for.
    fn prefix<'a>(&'a self, text: &'a str) -> (&'a str, usize) {
        let mut found = None;
        let offset = |unit: u32| ((unit >> 10) << ((unit & (1 << 9)) >> 6)) as usize;
        let mut node = self.units.first().map_or(0, |&root| offset(root));
        for (position, byte) in text.bytes().enumerate() {
            node ^= usize::from(byte);
            let Some(&unit) = self.units.get(node) else { break };
            if unit & (1 << 31 | 0xFF) != u32::from(byte) {
                break;
            }
            node ^= offset(unit);
            if unit >> 8 & 1 == 1
                && let Some(&leaf) = self.units.get(node)
            {
                found = Some(((leaf & 0x7FFF_FFFF) as usize, position + 1));
            }
        }
        if let Some((start, length)) = found
            && let Some(tail) = self.replacements.get(start..)
        {
            let end = tail.iter().position(|&byte| byte == 0).unwrap_or(tail.len());
            return (std::str::from_utf8(&tail[..end]).unwrap_or(""), length);
        }
        let length = text.chars().next().map_or(0, char::len_utf8);
        (&text[..length], length)
    }

    /// Maps characters, folds white space, puts [`BLANK`] for blanks and one in front.
    fn normalize(&self, text: &str) -> String {
        let mut normal = String::with_capacity(text.len() + 8);
        let mut rest = text;
        let mut after_blank = true;
        normal.push(BLANK);
        while !rest.is_empty() {
            let (mapped, length) = self.prefix(rest);
            rest = &rest[length..];
            for character in mapped.chars() {
                if character != ' ' {
                    normal.push(character);
                } else if !after_blank {
                    normal.push(BLANK);
                }
                after_blank = character == ' ';
            }
        }
        normal.truncate(normal.trim_end_matches(BLANK).len());
        normal
    }
}

/// The fields of a protocol-buffers message: number and bytes (empty for variable-length integers). Yields `None` once where
/// the message is damaged.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, &'a [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, &'a [u8])> {
        let tag = self.variable()?;
        let length = match tag & 7 {
            0 => {
                self.variable()?;
                0
            }
            1 => 8,
            2 => usize::try_from(self.variable()?).ok()?,
            5 => 4,
            _ => return None,
        };
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some((tag >> 3, bytes))
    }

    fn variable(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, bytes.len() as u8], bytes].concat()
    }

    fn model(pieces: &[(&str, f32)]) -> Vec<u8> {
        pieces
            .iter()
            .flat_map(|(text, score)| {
                let mut piece = field(1, text.as_bytes());
                piece.push(2 << 3 | 5);
                piece.extend(score.to_le_bytes());
                field(1, &piece)
            })
            .collect()
    }

    #[test]
    fn the_most_probable_segmentation_wins() {
        let pieces = [
            ("<unk>", 0.0),
            ("<s>", 0.0),
            ("</s>", 0.0),
            ("▁", -3.0),
            ("▁sol", -4.0),
            ("ar", -4.0),
            ("▁solar", -6.0),
            ("电", -5.0),
            ("电池", -6.0),
        ];
        let pieces = Pieces::parse(&model(&pieces)).expect("a model");
        let cases: &[(&str, &[u32])] = &[
            ("solar", &[1, 6, 2]),
            ("  sol   ar ", &[1, 4, 3, 5, 2]),
            ("电池电", &[1, 3, 8, 7, 2]),
            ("电x", &[1, 3, 7, 0, 2]),
            ("", &[1, 0, 2]),
        ];
        for (text, units) in cases {
            assert_eq!(pieces.units(text), *units, "{text:?}");
        }
    }

    #[test]
    fn a_damaged_model_is_refused() {
        let whole = model(&[("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0), ("a", -1.0)]);
        assert!(Pieces::parse(&whole).is_ok());
        for cut in 1..whole.len() {
            // A cut between two pieces leaves a shorter but whole model.
            let _ = Pieces::parse(&whole[..cut]);
        }
        assert!(Pieces::parse(&whole[..whole.len() - 1]).is_err());
        assert!(Pieces::parse(b"not a model").is_err());
    }
}
