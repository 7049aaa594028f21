//! Numbers with valid check digits that can belong to nobody.

/// 统一社会信用代码 of a simulated organisation: its area, 99 and more, is none of GB/T 2260, so that no authority gives it out. The check
/// digit follows GB 32100-2015.
pub(crate) fn uscc(number: usize) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("91999900MA{number:07}");
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let values = body.bytes().filter_map(|sign| SIGNS.iter().position(|&known| known == sign));
    let sum: usize = values.zip(weights).map(|(value, weight)| value * weight).sum();
    format!("{body}{}", SIGNS[(31 - sum % 31) % 31] as char)
}

/// An iD in the form of ORCID's, from a block (9999) far from those given out; check digit by ISO/IEC 7064, MOD 11-2.
pub(crate) fn orcid(number: usize) -> String {
    let body = format!("9999{number:011}");
    let total = body.bytes().fold(0, |total, digit| (total + usize::from(digit - b'0')) * 2);
    let check = (12 - total % 11) % 11;
    let check = if check == 10 { "X".to_string() } else { check.to_string() };
    format!("{}-{}-{}-{}{check}", &body[..4], &body[4..8], &body[8..12], &body[12..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_length_and_check_digit() {
        assert_eq!(uscc(17).len(), 18);
        // Weighted by powers of three, all eighteen values sum to a multiple of 31.
        let signs = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
        for number in [0, 1, 17, 99_999] {
            let mut weight = 1;
            let sum: usize = uscc(number)
                .bytes()
                .enumerate()
                .map(|(at, sign)| {
                    let value = signs.iter().position(|&known| known == sign).expect("a sign of the standard");
                    let now = if at == 17 { 1 } else { weight };
                    weight = weight * 3 % 31;
                    value * now
                })
                .sum();
            assert_eq!(sum % 31, 0);
        }
        assert_eq!(orcid(0).len(), 19);
        assert_ne!(orcid(1), orcid(2));
    }
}
