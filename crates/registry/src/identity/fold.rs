//! One form for what is written in many: width, case, accents, traditional characters, brackets.

use unicode_normalization::UnicodeNormalization;

/// Whether a character is Han.
pub(super) fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// Half width, lower case, no accents, simplified characters; letters, digits, commas and single spaces are left. Spaces beside a
/// Han character fall, brackets become spaces, apostrophes and full stops vanish (“Xi'an”, “Ltd.”).
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let plain: String = text.nfkd().filter(|sign| !matches!(sign, '\u{300}'..='\u{36F}')).collect();
    for sign in fast2s::convert(&plain).chars() {
        match sign {
            '\'' | '’' | '‘' | '`' | '.' | '·' | '•' => {}
            ',' | '，' | '、' | ';' | '；' => {
                folded.push(',');
                gap = false;
            }
            _ if sign.is_alphanumeric() => {
                let last = folded.chars().next_back();
                if gap && last.is_some_and(|last| last != ',' && !(is_han(last) || is_han(sign))) {
                    folded.push(' ');
                }
                gap = false;
                match sign {
                    'ß' => folded.push_str("ss"),
                    'ø' | 'Ø' => folded.push('o'),
                    'ł' | 'Ł' => folded.push('l'),
                    _ => folded.extend(sign.to_lowercase()),
                }
            }
            '&' => {
                folded.push_str(" and");
                gap = true;
            }
            _ => gap = true,
        }
    }
    folded.trim_matches(|sign| sign == ',' || sign == ' ').to_string()
}

/// The parts of a folded name by script: 清华大学 and `tsinghua university` of a name that holds both. Short Latin runs in a Chinese
/// name (tcl科技) belong to it.
pub(super) fn by_script(folded: &str) -> Vec<String> {
    let latin: usize = folded.chars().filter(char::is_ascii_alphabetic).count();
    let han: usize = folded.chars().filter(|&sign| is_han(sign)).count();
    if han < 2 || latin < 6 || !folded.contains(' ') {
        return vec![folded.to_string()];
    }
    let chinese: String = folded.chars().filter(|&sign| is_han(sign)).collect();
    let english: String = folded.chars().map(|sign| if is_han(sign) { ',' } else { sign }).collect();
    vec![chinese, english.trim_matches(|sign| sign == ',' || sign == ' ').to_string()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        for (text, expected) in [
            ("華星（北京）電子 有限公司", "华星北京电子有限公司"),
            ("ＴＣＬ科技集团", "tcl科技集团"),
            ("Xi'an Jiaotong University", "xian jiaotong university"),
            ("Müller & Söhne GmbH", "muller and sohne gmbh"),
            ("Mingyao  Tech. Co., Ltd.", "mingyao tech co,ltd"),
            ("Straße (Nord)", "strasse nord"),
        ] {
            assert_eq!(fold(text), expected);
        }
        assert_eq!(by_script(&fold("清华大学 (Tsinghua University)")), ["清华大学", "tsinghua university"]);
    }
}
