//! A person's name: which word is the family's, and what initials may hide.

use super::fold::{fold, is_han};
use super::spelling::{split_person, syllable, usual};

/// One way to read a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// Family name in letters.
    pub(super) family: String,
    /// Given names in letters, joined.
    pub(super) given: String,
    /// First letters of the given names, as far as they are told apart.
    pub(super) initials: String,
    /// Nothing but initials is known of the given names.
    pub(super) only_initials: bool,
}

/// A name with all the ways to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PersonName {
    /// As entered.
    pub(super) written: String,
    /// Characters of a Chinese name.
    pub(super) han: Option<String>,
    /// Ways to read it: a Latin name without a comma may begin with either.
    pub(super) readings: Vec<Reading>,
}

/// Reads a name; 张晓明 (Zhang Xiaoming) yields two.
pub(super) fn read(written: &str) -> Vec<PersonName> {
    let folded = fold(written);
    let han: String = folded.chars().filter(|&sign| is_han(sign)).collect();
    let mut names = Vec::new();
    if let Some((family, given)) = split_person(&han) {
        let initials = han.chars().rev().take(if han.chars().count() > 2 { 2 } else { 1 });
        let mut initials: Vec<char> = initials.filter_map(|sign| syllable(sign).chars().next()).collect();
        initials.reverse();
        let reading = Reading {
            family: usual(&family),
            given: usual(&given),
            initials: initials.into_iter().collect(),
            only_initials: false,
        };
        names.push(PersonName { written: written.to_string(), han: Some(han), readings: vec![reading] });
    }
    let latin: String = written.chars().filter(|&sign| !is_han(sign)).collect();
    let readings = latin_readings(&latin);
    if !readings.is_empty() {
        names.push(PersonName { written: written.to_string(), han: None, readings });
    }
    names
}

struct Word {
    letters: String,
    pieces: Vec<String>,
    initials: bool,
    capitals: bool,
}

fn latin_readings(text: &str) -> Vec<Reading> {
    let (before, after) = text.split_once([',', '，']).map_or((text, None), |(before, after)| (before, Some(after)));
    let before = words(before);
    if let Some(after) = after.map(words).filter(|after| !after.is_empty()) {
        return reading(&before, &after).into_iter().collect();
    }
    if before.len() < 2 {
        return Vec::new();
    }
    let lower = before.iter().any(|word| !word.capitals);
    // `ZHANG Xiaoming`: the family's name is the one in capitals.
    let shouted =
        before.iter().position(|word| word.capitals && !word.initials && word.letters.len() > 1).filter(|_| lower);
    let (first, last) =
        (reading(&before[..1], &before[1..]), reading(&before[before.len() - 1..], &before[..before.len() - 1]));
    match shouted {
        Some(0) => first.into_iter().collect(),
        Some(at) if at == before.len() - 1 => last.into_iter().collect(),
        _ => first.into_iter().chain(last).collect(),
    }
}

fn words(text: &str) -> Vec<Word> {
    let tokens: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || sign == '　')
        .filter(|token| token.chars().any(char::is_alphabetic))
        .collect();
    let word = |token: &&str| {
        let capitals = !token.chars().any(char::is_lowercase);
        let pieces: Vec<String> = token
            .split(['-', '.', '‐', '–'])
            .map(|piece| fold(piece).replace(' ', ""))
            .filter(|piece| !piece.is_empty())
            .map(|piece| usual(&piece))
            .collect();
        let letters = pieces.concat();
        let dotted = pieces.iter().all(|piece| piece.len() == 1);
        // No syllable is without a vowel: `XM` and `XY` are initials, `WU` is a name.
        let silent = capitals && letters.len() <= 3 && !letters.contains(['a', 'e', 'i', 'o', 'u']);
        Word { initials: dotted || silent, letters, pieces, capitals }
    };
    tokens.iter().map(word).filter(|word| !word.letters.is_empty()).collect()
}

fn reading(family: &[Word], given: &[Word]) -> Option<Reading> {
    if family.is_empty() || given.is_empty() || family.iter().any(|word| word.initials) {
        return None;
    }
    let joined: String = given.iter().map(|word| word.letters.as_str()).collect();
    let only_initials = given.iter().all(|word| word.initials);
    let initials = if only_initials {
        joined.clone()
    } else {
        let pieces = given.iter().flat_map(|word| &word.pieces);
        pieces.filter_map(|piece| piece.chars().next()).collect()
    };
    Some(Reading {
        family: usual(&family.iter().map(|word| word.letters.as_str()).collect::<String>()),
        given: usual(&joined),
        initials,
        only_initials,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_few_readings() {
        for (written, expected) in [
            ("张晓明", "zhang+xiaoming(xm)"),
            ("Zhang, Xiaoming", "zhang+xiaoming(x)"),
            ("Xiao-Ming ZHANG", "zhang+xiaoming(xm)"),
            ("Zhang X.M.", "zhang+xm(xm)!"),
            ("X. Zhang", "zhang+x(x)!"),
            ("Zhang XM", "zhang+xm(xm)!"),
            ("WU Qi", "wu+qi(q)"),
            ("Ng Wei", "ng+wei(w) wei+ng(n)"),
            ("Wei Zhang", "wei+zhang(z) zhang+wei(w)"),
            ("欧阳明", "ouyang+ming(ym)"),
            ("Plato", ""),
        ] {
            let told: Vec<String> = read(written)
                .iter()
                .flat_map(|name| &name.readings)
                .map(|r| format!("{}+{}({}){}", r.family, r.given, r.initials, if r.only_initials { "!" } else { "" }))
                .collect();
            assert_eq!(told.join(" "), expected, "{written}");
        }
    }
}
