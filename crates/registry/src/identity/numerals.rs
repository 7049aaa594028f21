//! Numbers in names: 第五研究所, “Fifth Institute”, “No. 38”.

/// A number among sisters: 第五, 第38, or numerals right before a sort (五十五所, 301医院).
pub(super) fn chinese_number(
    signs: &[char],
    at: usize,
    is_sort_at: fn(&[char], usize) -> bool,
) -> Option<(u32, usize)> {
    let ordinal = signs[at] == '第';
    let start = at + usize::from(ordinal);
    let length = signs[start..].iter().take_while(|&&sign| numeral(sign).is_some()).count();
    let end = start + length;
    if length == 0 {
        return None;
    }
    let value = numeral_value(&signs[start..end])?;
    let before_sort = is_sort_at(signs, end);
    let digits = signs[start..end].iter().all(char::is_ascii_digit);
    (ordinal || (before_sort && (digits || at > 0))).then_some((value, end - at))
}

fn numeral(sign: char) -> Option<u32> {
    sign.to_digit(10)
        .or_else(|| "〇一二三四五六七八九十百".chars().position(|known| known == sign).map(|at| at as u32))
        .or((sign == '两').then_some(2))
}

/// Value of Chinese or Arabic numerals: 十五, 五十五, 一〇一, 38.
fn numeral_value(signs: &[char]) -> Option<u32> {
    let (mut total, mut digit, mut units) = (0u32, None, false);
    for &sign in signs {
        match (sign, numeral(sign)?) {
            ('十', _) => {
                total += digit.take().unwrap_or(1) * 10;
                units = true;
            }
            ('百', _) => {
                total += digit.take().unwrap_or(1) * 100;
                units = true;
            }
            (_, value) => {
                digit = Some(if units { value } else { digit.unwrap_or(0).checked_mul(10)?.checked_add(value)? })
            }
        }
    }
    total.checked_add(digit.unwrap_or(0))
}

/// `No. 38`, `38th`, `fifth`, or digits alone; with how many words it takes.
pub(super) fn english_number(tokens: &[&str], at: usize) -> Option<(u32, usize)> {
    const ORDINALS: &[&str] = &[
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let token = tokens[at];
    if matches!(token, "no" | "number" | "nr") {
        return tokens.get(at + 1)?.parse().ok().map(|number| (number, 2));
    }
    if let Some(position) = ORDINALS.iter().position(|&ordinal| ordinal == token) {
        return Some((position as u32 + 1, 1));
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|suffix| token.strip_suffix(suffix)).unwrap_or(token);
    let digits = digits.strip_prefix("no").unwrap_or(digits);
    (digits.len() <= 4).then(|| digits.parse().ok()).flatten().map(|number| (number, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_have_values() {
        for (text, expected) in
            [("十五", 15), ("五十五", 55), ("一〇一", 101), ("38", 38), ("一百零", 0), ("二百一十", 210)]
        {
            let signs: Vec<char> = text.chars().collect();
            assert_eq!(numeral_value(&signs).unwrap_or(0), expected, "{text}");
        }
    }
}
