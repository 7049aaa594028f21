//! Identifiers in one name space: `scheme:value`, the value in one spelling.

/// A DOI (ISO 26324) in lower case without resolver, or none where the text holds no DOI.
pub fn doi(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let start = lower.find("10.")?;
    let value: String =
        lower[start..].chars().take_while(|c| !c.is_whitespace() && !matches!(c, '"' | '<' | '>')).collect();
    let value = value.trim_end_matches(['.', ',', ';', ')', ']']);
    let (prefix, suffix) = value.split_once('/')?;
    (prefix.len() >= 7 && prefix[3..].chars().all(|c| c.is_ascii_digit() || c == '.') && !suffix.is_empty())
        .then(|| format!("doi:{value}"))
}

/// A PubMed id.
pub fn pmid(text: &str) -> Option<String> {
    let digits = text.trim().rsplit(['/', ':']).next()?.trim();
    (!digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| format!("pmid:{}", digits.trim_start_matches('0')))
}

/// An OpenAlex work, given by id or address.
pub fn openalex(text: &str) -> Option<String> {
    let id = text.trim().rsplit('/').next()?;
    let digits = id.strip_prefix(['W', 'w'])?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| format!("openalex:W{digits}"))
}

/// A patent publication: office, number and kind code without blanks, slashes, dots and hyphens.
pub fn patent(text: &str) -> Option<String> {
    let value: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let office = value.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (office == 2 && digits >= 3 && value.len() <= 24).then(|| format!("patent:{value}"))
}

/// A paper of the ACL Anthology.
pub fn acl(text: &str) -> Option<String> {
    let value = text.trim();
    (!value.is_empty() && value.len() <= 40 && value.is_ascii() && !value.contains(' ')).then(|| format!("acl:{value}"))
}

/// A cited reference without identifier, by what citation indexes keep of it. Parts that are unknown are empty.
pub fn cited(author: &str, year: &str, source: &str, volume: &str, page: &str) -> Option<String> {
    let part = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(40).collect::<String>()
    };
    let surname = part(author.split([',', ' ']).next().unwrap_or(""));
    let parts = [surname, part(year), part(source), part(volume), part(page)];
    // Author and year alone would tie unrelated works together.
    (!parts[0].is_empty() && !parts[1].is_empty() && parts[2..].iter().any(|part| !part.is_empty()))
        .then(|| format!("cited:{}", parts.join("|")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_one_spelling() {
        let cases: &[(Option<String>, Option<&str>)] = &[
            (doi("https://doi.org/10.1000/ABC.1"), Some("doi:10.1000/abc.1")),
            (doi("DOI 10.1000/x;"), Some("doi:10.1000/x")),
            (doi("10.5/x"), None),
            (doi("nothing"), None),
            (pmid("https://pubmed.ncbi.nlm.nih.gov/0012345"), Some("pmid:12345")),
            (pmid("x1"), None),
            (openalex("https://openalex.org/W42"), Some("openalex:W42")),
            (openalex("A42"), None),
            (patent("US 9,702,830 B1"), Some("patent:US9702830B1")),
            (patent("CN/2010-1234567.8"), Some("patent:CN201012345678")),
            (patent("1234"), None),
            (cited("Smith, J", "1999", "NATURE", "V401", "P12"), Some("cited:smith|1999|nature|v401|p12")),
            (cited("Smith, J", "1999", "", "", ""), None),
        ];
        for (actual, expected) in cases {
            assert_eq!(actual.as_deref(), *expected);
        }
    }
}
