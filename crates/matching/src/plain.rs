//! One spelling for what people write in many: full-width signs, dashes, superscripts, blanks.

use unicode_normalization::UnicodeNormalization;

/// A text with one sign for each meaning (Unicode NFKC, and what that leaves apart): `－４０～８５℃` becomes `-40~85℃`. Superscripts become
/// `^6`, dashes that are no minus `–`.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut raised = false;
    for sign in text.chars() {
        if let Some(digit) = superscript(sign) {
            if !raised {
                plain.push('^');
            }
            raised = true;
            plain.push(digit);
            continue;
        }
        raised = false;
        match sign {
            '−' | '﹣' | '－' => plain.push('-'),
            '–' | '—' | '―' | '‐' | '‑' | '‒' | '─' => plain.push('–'),
            '～' | '∼' | '〜' | '⁓' | '˜' => plain.push('~'),
            '⋅' | '•' | '∙' | '・' | '·' => plain.push('·'),
            '≧' | '⩾' => plain.push('≥'),
            '≦' | '⩽' => plain.push('≤'),
            'µ' | 'μ' => plain.push('µ'),
            '℃' => plain.push('℃'),
            '。' | '；' => plain.push(';'),
            '、' => plain.push(','),
            _ if sign.is_whitespace() || sign.is_control() => plain.push(' '),
            _ => plain.extend(std::iter::once(sign).nfkc().map(|sign| if sign == 'μ' { 'µ' } else { sign })),
        }
    }
    let plain = plain.replace("° C", "℃").replace("°C", "℃").replace("...", "…");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn superscript(sign: char) -> Option<char> {
    Some(match sign {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from(b'4' + (sign as u32 - '⁴' as u32) as u8),
        '⁻' => '-',
        '⁺' => '+',
        _ => return None,
    })
}

/// Whether a sign belongs to a script that is written without blanks.
pub(crate) fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
