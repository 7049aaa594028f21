use super::*;
use proptest::prelude::*;

fn shown(query: &Query) -> String {
    let item = |item: &Item| match item {
        Item::Word(word) => word.clone(),
        Item::Prefix(word) => format!("{word}*"),
        Item::Fuzzy(word) => format!("{word}~"),
        Item::Phrase(words) => format!("“{words}”"),
        Item::Term { field, term } => format!("{field}={term}"),
        Item::Range { field, least, greatest } => format!("{field}={least}..{greatest}"),
    };
    let clause = |clause: &Clause| {
        let sign = match clause.occur {
            Occur::Wanted => "",
            Occur::Required => "+",
            Occur::Excluded => "-",
        };
        format!("{sign}{}", clause.any.iter().map(item).collect::<Vec<_>>().join("|"))
    };
    query.clauses.iter().map(clause).collect::<Vec<_>>().join(" ")
}

const FIELDS: &[&str] = &["direction", "region", "trl"];

#[test]
fn questions_are_read() {
    let cases = [
        ("solar  cells", "solar cells"),
        ("\"solar cell\" -silicon", "+“solar cell” -silicon"),
        ("“太阳能电池” 效率", "+“太阳能电池” 效率"),
        ("a OR b c", "+a|b c"),
        ("a OR b OR \"c d\"", "+a|b|“c d”"),
        ("a | b", "+a|b"),
        ("kind:offer Direction：energy", "+kind=offer +direction=energy"),
        ("kind:offer x kind:need", "+kind=offer|kind=need x"),
        ("-kind:offer -\"thin film\"", "-kind=offer -“thin film”"),
        ("region:\"上海 市\"", "+region=上海 市"),
        ("trl:4..7 trl:..3", "+trl=4..7 +trl=-inf..3"),
        ("photo* 光* perovskit~", "photo* 光* perovskit~"),
        ("http://example.org unknown:field", "http://example.org unknown:field"),
        ("co-operation - ", ""),
        ("… !! 😀", ""),
        ("", ""),
    ];
    for (text, expected) in cases {
        match Query::parse(text, FIELDS) {
            Ok(query) => assert_eq!(shown(&query), expected, "{text}"),
            Err(error) => assert_eq!(("co-operation - ", ""), (text, expected), "{text}: {error}"),
        }
    }
}

#[test]
fn broken_questions_say_what_and_where_and_are_read_leniently() {
    use SyntaxError::*;
    let many = "x ".repeat(MOST_CLAUSES + 1);
    let long = "long ".repeat(20_000);
    let cases: [(&str, SyntaxError, &str); 12] = [
        ("solar \"cell", OpenQuote(6), "solar cell"),
        ("a \"\" b", EmptyPhrase(2), "a b"),
        ("a - b", EmptyExclusion(2), "a b"),
        ("a --", EmptyExclusion(2), "a"),
        ("kind: x", EmptyField(0), "kind: x"),
        ("OR a", LonelyOr(0), "OR a"),
        ("a OR", LonelyOr(2), "a OR"),
        ("a OR OR b", LonelyOr(5), "a OR OR b"),
        ("a OR -b", ExcludedOr(2), "a OR b"),
        ("trl:7..4", BadRange(0), "trl:7..4"),
        ("a*", ShortPrefix(0), "a*"),
        (&many, TooManyParts(2 * MOST_CLAUSES), many[..2 * MOST_CLAUSES].trim()),
    ];
    for (text, error, lenient) in cases {
        assert_eq!(Query::parse(text, FIELDS), Err(error), "{text}");
        assert_eq!(shown(&Query::parse_leniently(text, FIELDS)), lenient, "{text}");
    }
    assert_eq!(Query::parse(&long, FIELDS), Err(TooLong));
    assert_eq!(Query::parse_leniently(&long, FIELDS).clauses.len(), MOST_CLAUSES);
}

proptest! {
    #[test]
    fn nothing_panics_and_lenient_reading_agrees_with_strict(text in "[ab\"“”:：\\-|*~. O R太阳kind😀\u{301}]{0,40}") {
        let lenient = Query::parse_leniently(&text, FIELDS);
        match Query::parse(&text, FIELDS) {
            Ok(strict) => prop_assert_eq!(strict, lenient),
            Err(error) => prop_assert!(error.position() <= text.len()),
        }
    }
}
