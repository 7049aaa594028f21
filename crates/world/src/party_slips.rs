//! Slips of the finger, and other ways to write the same.

use crate::party_vocabulary::PARTY_VOCABULARY;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// One slip somewhere in a text: of Chinese a homophone, a wrong, missing or doubled character, two in the wrong order; of Latin letters the same without
/// homophones.
pub(crate) fn slip(text: &str, random: &mut ChaCha8Rng) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let chinese = signs.iter().any(|sign| !sign.is_ascii() && !sign.is_lowercase());
    let letters: Vec<usize> = (0..signs.len()).filter(|&at| signs[at].is_alphabetic() && (chinese || at > 0)).collect();
    let Some(&at) = letters.choose(random) else { return text.to_string() };
    if chinese {
        // Input by sound makes homophones the usual slip.
        let spots: Vec<(usize, char)> =
            letters.iter().flat_map(|&at| homophones(signs[at]).into_iter().map(move |other| (at, other))).collect();
        if let (Some(&(at, other)), true) = (spots.choose(random), random.random_bool(0.7)) {
            signs[at] = other;
            return signs.into_iter().collect();
        }
    }
    match random.random_range(0..4) {
        0 if at + 1 < signs.len() && signs[at + 1].is_alphabetic() => signs.swap(at, at + 1),
        1 if signs.len() > 4 => {
            signs.remove(at);
        }
        2 => signs.insert(at, signs[at]),
        _ if chinese => {
            signs[at] = PARTY_VOCABULARY.second.choose(random).and_then(|(sign, _)| sign.chars().next()).unwrap_or('口')
        }
        _ => signs[at] = random.random_range(b'a'..=b'z') as char,
    }
    signs.into_iter().collect()
}

/// Characters of the lists that sound like one.
fn homophones(sign: char) -> Vec<char> {
    let v = &*PARTY_VOCABULARY;
    let lists = || v.first.iter().chain(&v.second).chain(&v.given);
    let is = |text: &str, sign: char| text.chars().eq([sign]);
    let Some((_, sound)) = lists().find(|(text, _)| is(text, sign)) else { return Vec::new() };
    let mut found: Vec<char> = lists()
        .filter(|(text, other)| other == sound && !is(text, sign))
        .filter_map(|(text, _)| text.chars().next())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Traditional characters, full width, or spaces where there were none.
pub(crate) fn rewrite(text: &str, random: &mut ChaCha8Rng) -> String {
    let traditional: String =
        text.chars().map(|sign| PARTY_VOCABULARY.traditional.get(&sign).copied().unwrap_or(sign)).collect();
    if traditional != text && random.random_bool(0.6) {
        return traditional;
    }
    let wide = |sign: char| match sign {
        '!'..='~' => char::from_u32(sign as u32 + 0xFEE0).unwrap_or(sign),
        ' ' => '\u{3000}',
        _ => sign,
    };
    if text.is_ascii() {
        return if random.random_bool(0.5) { text.to_uppercase() } else { text.chars().map(wide).collect() };
    }
    let middle = text.chars().count() / 2;
    text.chars().enumerate().flat_map(|(at, sign)| (at == middle).then_some(' ').into_iter().chain([sign])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn slips_change_little() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut changed = 0;
        for _ in 0..100 {
            for text in ["深圳澄曜光电科技有限公司", "Chengyao Optoelectronics"] {
                let other = slip(text, &mut random);
                assert!(other.chars().count().abs_diff(text.chars().count()) <= 1);
                changed += usize::from(other != text);
            }
        }
        assert!(changed > 180, "{changed}");
        assert!(homophones('翊').contains(&'屹'));
    }
}
