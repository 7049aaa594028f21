//! Short forms: what people say instead of a long name.
//!
//! Chinese names are shortened to a character of each word (浙江工业大学 → 浙工大, 北京协和大学 → 北协), English ones to initials
//! (Northern Institute of Optics → NIO). A short form is weak evidence: many long names have the same one.

use super::fold::is_han;
use super::words::{LONGEST, WORDS};

/// Short forms of a folded name; itself, where it is short enough to be one.
pub(super) fn short_forms(folded: &str) -> Vec<String> {
    let mut forms = if folded.chars().any(is_han) { chinese(folded) } else { english(folded) };
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// Whether a folded name can be a short form itself.
pub(super) fn is_short(text: &str) -> bool {
    let length = text.chars().count();
    if text.chars().all(is_han) { (2..=4).contains(&length) } else { text.is_ascii() && (3..=6).contains(&length) }
}

fn chinese(folded: &str) -> Vec<String> {
    let words = words(folded);
    if words.len() < 2 {
        return Vec::new();
    }
    let first = |word: &str| word.chars().next().into_iter().collect::<String>();
    let last = |word: &str| word.chars().next_back().into_iter().collect::<String>();
    let initials: Vec<String> = words.iter().map(|word| first(word)).collect();
    let end = words.len() - 1;
    let mut forms = vec![initials.concat(), format!("{}{}", initials[..end].concat(), last(&words[end]))];
    if words.len() > 2 {
        forms.push(initials[..2].concat());
        forms.push(format!("{}{}", initials[..2].concat(), initials[end]));
        forms.push(format!("{}{}", initials[..2].concat(), last(&words[end])));
    }
    forms.retain(|form| is_short(form));
    forms
}

fn english(folded: &str) -> Vec<String> {
    let tokens: Vec<&str> = folded.split([' ', ',']).filter(|token| !token.is_empty()).collect();
    let bare = tokens.iter().filter(|token| !matches!(**token, "of" | "the" | "for" | "and" | "in" | "at"));
    let kept: Vec<&str> =
        bare.copied().filter(|token| !WORDS.english(token).is_some_and(|entry| entry.limited)).collect();
    if kept.len() < 3 {
        return Vec::new();
    }
    let form: String = kept.iter().filter_map(|token| token.chars().next()).collect();
    if is_short(&form) { vec![form] } else { Vec::new() }
}

/// The words of a Chinese name; what no table knows is cut into pairs of characters.
fn words(folded: &str) -> Vec<String> {
    let signs: Vec<char> = folded.chars().filter(|&sign| is_han(sign)).collect();
    let mut words: Vec<String> = Vec::new();
    let (mut at, mut unknown) = (0, String::new());
    while at < signs.len() {
        let word = (2..=(signs.len() - at).min(LONGEST)).rev().find_map(|length| {
            let word: String = signs[at..at + length].iter().collect();
            WORDS.chinese(&word).map(|entry| (word, entry))
        });
        match word {
            Some((word, entry)) => {
                words.extend((!unknown.is_empty()).then(|| std::mem::take(&mut unknown)));
                at += word.chars().count();
                if !entry.limited {
                    words.push(word);
                }
            }
            None => {
                unknown.push(signs[at]);
                at += 1;
                if unknown.chars().count() == 2 {
                    words.push(std::mem::take(&mut unknown));
                }
            }
        }
    }
    words.extend((!unknown.is_empty()).then_some(unknown));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_those_in_use() {
        for (name, short) in [
            ("浙江工业大学", "浙工大"),
            ("北京协和大学", "北协"),
            ("中国科学院", "中院"),
            ("northern institute of optics", "nio"),
            ("hefei normal university", "hnu"),
        ] {
            assert!(short_forms(name).iter().any(|form| form == short), "{name}: {:?}", short_forms(name));
        }
        assert!(short_forms("清华").is_empty());
    }
}
