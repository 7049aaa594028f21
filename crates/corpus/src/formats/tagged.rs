//! Exports of lines with a tag: Web of Science, RIS, RefWorks, EndNote, NoteExpress, and the custom text of CNKI.
//!
//! They differ in how a tag is written; what follows is the same: fields of one or more values, continued on the next lines. A tag
//! that is not known is left out and harms nothing. The bibliographic exports of CNKI, Wanfang and VIP come in these forms, with
//! quirks that [`crate::text`] and the functions below repair.

use crate::format::{Boundary, Format, Raw, Sample, Shape};
use crate::text::{date, language, list, some, without_markup, year};
use crate::{Document, DocumentKind, DocumentParty, identifier};

/// Web of Science plain text: two letters, a blank, three blanks before a continued line, `ER` at the end.
pub(super) static WOS: Format =
    Format { name: "wos", shape: Shape::Blocks(wos_boundary), recognise: recognise_wos, parse: parse_wos };
/// RIS: `TY  - `, ends with `ER  -`.
pub(super) static RIS: Format =
    Format { name: "ris", shape: Shape::Blocks(ris_boundary), recognise: recognise_ris, parse: parse_ris };
/// RefWorks: `RT Journal Article` begins a record.
pub(super) static REFWORKS: Format = Format {
    name: "refworks",
    shape: Shape::Blocks(refworks_boundary),
    recognise: recognise_refworks,
    parse: parse_refworks,
};
/// EndNote: `%0 Journal Article` begins a record.
pub(super) static ENDNOTE: Format = Format {
    name: "endnote",
    shape: Shape::Blocks(endnote_boundary),
    recognise: recognise_endnote,
    parse: parse_endnote,
};
/// NoteExpress: `{Reference Type}: Journal Article` begins a record.
pub(super) static NOTEEXPRESS: Format = Format {
    name: "noteexpress",
    shape: Shape::Blocks(noteexpress_boundary),
    recognise: recognise_noteexpress,
    parse: parse_noteexpress,
};
/// CNKI's custom and 知网研学 text: `Title-题名: …`, a record ends with an empty line or begins with `SrcDatabase-来源库`.
pub(super) static CNKI: Format =
    Format { name: "cnki", shape: Shape::Blocks(cnki_boundary), recognise: recognise_cnki, parse: parse_cnki };

/// Fields of a record in order: tag and its values, one a line.
struct Fields<'a>(Vec<(&'a str, Vec<&'a str>)>);

impl<'a> Fields<'a> {
    /// Reads lines; `tag` cuts a line into tag and value, or says that it continues the field before.
    fn read(raw: Raw<'a>, tag: impl Fn(&'a str) -> Option<(&'a str, &'a str)>) -> Result<Self, String> {
        let Raw::Text(text) = raw else { return Err("lines of text were expected".into()) };
        let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in text.lines().map(|line| line.trim_end_matches('\r')) {
            match tag(line) {
                Some((tag, value)) => fields.push((tag, vec![value.trim()])),
                None => {
                    if let Some((_, values)) = fields.last_mut()
                        && !line.trim().is_empty()
                    {
                        values.push(line.trim());
                    }
                }
            }
        }
        Ok(Self(fields))
    }

    /// Lines of all fields of these tags; the first tag that is there counts.
    fn lines(&self, tags: &[&str]) -> Vec<&'a str> {
        for tag in tags {
            let found = self.0.iter().filter(|(known, _)| known.eq_ignore_ascii_case(tag));
            let lines: Vec<&str> =
                found.flat_map(|(_, lines)| lines.iter().copied()).filter(|l| !l.is_empty()).collect();
            if !lines.is_empty() {
                return lines;
            }
        }
        Vec::new()
    }

    /// All lines of a field as one text.
    fn text(&self, tags: &[&str]) -> Option<String> {
        some(&self.lines(tags).join(" ")).filter(|text| text != "-")
    }

    /// Items of a field, one a line or divided by `separators`.
    fn list(&self, tags: &[&str], separators: &[char]) -> Vec<String> {
        self.lines(tags).iter().flat_map(|line| list(line, separators)).collect()
    }

    /// Items of a field that breaks long lines between words: joined first, then divided.
    fn joined_list(&self, tags: &[&str], separators: &[char]) -> Vec<String> {
        self.text(tags).map(|text| list(&text, separators)).unwrap_or_default()
    }
}

fn parties(names: Vec<String>) -> Vec<DocumentParty> {
    let mut parties: Vec<DocumentParty> = Vec::new();
    for name in names {
        if !parties.iter().any(|party| party.name == name) {
            parties.push(DocumentParty { name, ..DocumentParty::default() });
        }
    }
    parties
}

/// What all exports of this file end in: a title is needed, `<正>` and tags go, the language is found out.
fn finish(mut document: Document, source: &str) -> Result<Option<Document>, String> {
    if document.title.is_empty() {
        return Err("the record has no title".into());
    }
    document.title = without_markup(&document.title);
    document.abstract_text = document
        .abstract_text
        .map(|text| without_markup(text.trim_start_matches("<正>").trim_start_matches("<正>")))
        .filter(|text| !text.is_empty());
    document.language = language(&document.title).map(str::to_string);
    document.source = source.to_string();
    Ok(Some(document))
}

fn kind(name: &str) -> DocumentKind {
    let name = name.to_lowercase();
    match () {
        () if name.contains("patent") || name.contains("专利") => DocumentKind::Patent,
        () if name.contains("standard") || name.contains("标准") => DocumentKind::Standard,
        () if name.contains("newspaper") || name.contains("news") || name.contains("报纸") => DocumentKind::News,
        () if name.contains("成果") => DocumentKind::Project,
        () => DocumentKind::Paper,
    }
}

// --- Web of Science ---

fn two_letters(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let tag = bytes.len() >= 2
        && bytes[0].is_ascii_uppercase()
        && (bytes[1].is_ascii_uppercase() || bytes[1].is_ascii_digit());
    (tag && (bytes.len() == 2 || bytes[2] == b' ')).then(|| (&line[..2], line.get(3..).unwrap_or("")))
}

fn wos_boundary(line: &str) -> Boundary {
    if line.trim_end() == "ER" { Boundary::Ends } else { Boundary::Within }
}

fn recognise_wos(sample: &Sample<'_>) -> u8 {
    let tags = |tag: &str| sample.text.lines().any(|line| two_letters(line).is_some_and(|(known, _)| known == tag));
    match sample.text.starts_with("FN ") && tags("PT") {
        true => 95,
        false if tags("PT") && tags("UT") && tags("TI") => 80,
        false => 0,
    }
}

fn parse_wos(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let fields = Fields::read(raw, two_letters)?;
    if fields.lines(&["TI"]).is_empty() && fields.lines(&["PT", "UT"]).is_empty() {
        // What stands between the last record and the end of the file.
        return Ok(None);
    }
    let mut identifiers = Vec::new();
    identifiers.extend(fields.text(&["DI"]).as_deref().and_then(identifier::doi));
    identifiers.extend(fields.text(&["UT"]).map(|id| format!("wos:{}", id.trim_start_matches("WOS:"))));
    identifiers.extend(fields.text(&["PM"]).as_deref().and_then(identifier::pmid));
    let when = fields.text(&["PY"]).or_else(|| fields.text(&["EA"]));
    let document = Document {
        title: fields.text(&["TI"]).unwrap_or_default(),
        abstract_text: fields.text(&["AB"]),
        year: when.as_deref().and_then(year),
        kind: kind(&fields.text(&["DT"]).unwrap_or_default()),
        venue: fields.text(&["SO"]),
        authors: fields.list(&["AF", "AU"], &[]),
        parties: addresses(&fields.lines(&["C1"])),
        identifiers,
        references: fields.lines(&["CR"]).into_iter().filter_map(wos_reference).collect(),
        classes: fields.joined_list(&["WC"], &[';']).into_iter().map(|class| format!("wos:{class}")).collect(),
        keywords: fields.joined_list(&["DE", "ID"], &[';']),
        citations: fields.text(&["TC"]).and_then(|count| count.parse().ok()),
        ..Document::default()
    };
    finish(document, "wos")
}

/// Organisations of `[Authors] Organisation, Department, City, Country.`
fn addresses(lines: &[&str]) -> Vec<DocumentParty> {
    let mut parties: Vec<DocumentParty> = Vec::new();
    for line in lines {
        let address = line.rsplit_once(']').map_or(*line, |(_, address)| address).trim().trim_end_matches('.');
        let mut parts = address.split(", ");
        let Some(name) = parts.next().and_then(some) else { continue };
        if !parties.iter().any(|party| party.name == name) {
            parties.push(DocumentParty { name, country: parts.last().and_then(country), region: None });
        }
    }
    parties
}

/// Codes of the countries that appear most, in the spellings of citation indexes.
pub(super) fn country(name: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("peoples r china", "CN"),
        ("china", "CN"),
        ("taiwan", "TW"),
        ("hong kong", "HK"),
        ("usa", "US"),
        ("united states", "US"),
        ("england", "GB"),
        ("scotland", "GB"),
        ("wales", "GB"),
        ("united kingdom", "GB"),
        ("germany", "DE"),
        ("france", "FR"),
        ("japan", "JP"),
        ("south korea", "KR"),
        ("india", "IN"),
        ("italy", "IT"),
        ("spain", "ES"),
        ("canada", "CA"),
        ("australia", "AU"),
        ("brazil", "BR"),
        ("netherlands", "NL"),
        ("switzerland", "CH"),
        ("sweden", "SE"),
        ("singapore", "SG"),
        ("russia", "RU"),
        ("russian federation", "RU"),
        ("iran", "IR"),
        ("turkey", "TR"),
        ("turkiye", "TR"),
        ("poland", "PL"),
        ("belgium", "BE"),
        ("denmark", "DK"),
        ("austria", "AT"),
        ("norway", "NO"),
        ("finland", "FI"),
        ("israel", "IL"),
        ("portugal", "PT"),
        ("greece", "GR"),
        ("mexico", "MX"),
        ("ireland", "IE"),
        ("saudi arabia", "SA"),
        ("malaysia", "MY"),
        ("indonesia", "ID"),
        ("thailand", "TH"),
        ("south africa", "ZA"),
        ("egypt", "EG"),
        ("pakistan", "PK"),
        ("new zealand", "NZ"),
        ("czech republic", "CZ"),
        ("hungary", "HU"),
        ("romania", "RO"),
        ("ukraine", "UA"),
        ("colombia", "CO"),
        ("chile", "CL"),
        ("argentina", "AR"),
        ("vietnam", "VN"),
    ];
    let name = name.trim().trim_end_matches(['.', ';']).to_lowercase();
    // American addresses end in state, code and country: `MA 02139 USA`.
    let name = if name.ends_with(" usa") { "usa".to_string() } else { name };
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, code)| (*code).to_string())
}

/// `Smith J, 1999, NATURE, V401, P12, DOI 10.1038/x`.
fn wos_reference(line: &str) -> Option<String> {
    if let Some(at) = line.find("DOI ")
        && let Some(doi) = identifier::doi(&line[at..])
    {
        return Some(doi);
    }
    let parts: Vec<&str> = line.split(", ").collect();
    let [author, year, source, rest @ ..] = parts.as_slice() else { return None };
    let part = |letter: char| rest.iter().find(|part| part.starts_with(letter)).copied().unwrap_or("");
    identifier::cited(author, year, source, part('V'), part('P'))
}

// --- RIS ---

fn ris_tag(line: &str) -> Option<(&str, &str)> {
    let (tag, _) = two_letters(line)?;
    let value = line[2..].trim_start().strip_prefix('-')?;
    Some((tag, value))
}

fn ris_boundary(line: &str) -> Boundary {
    match ris_tag(line) {
        Some(("TY", _)) => Boundary::Starts,
        Some(("ER", _)) => Boundary::Ends,
        _ => Boundary::Within,
    }
}

fn recognise_ris(sample: &Sample<'_>) -> u8 {
    let begins = |tag: &str| sample.text.lines().any(|line| ris_tag(line).is_some_and(|(known, _)| known == tag));
    if begins("TY") && (begins("TI") || begins("T1") || begins("AU")) { 90 } else { 0 }
}

fn parse_ris(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let fields = Fields::read(raw, ris_tag)?;
    if fields.lines(&["TI", "T1", "CT"]).is_empty() && fields.lines(&["TY"]).is_empty() {
        return Ok(None);
    }
    let mut identifiers = Vec::new();
    identifiers.extend(fields.text(&["DO"]).as_deref().and_then(identifier::doi));
    let address = fields.text(&["UR"]).unwrap_or_default();
    identifiers.extend(eid(&address));
    let when = fields.text(&["PY", "Y1", "DA"]);
    let notes = fields.lines(&["N1"]);
    let document = Document {
        title: fields.text(&["TI", "T1", "CT"]).unwrap_or_default(),
        abstract_text: fields.text(&["AB", "N2"]),
        year: when.as_deref().and_then(year),
        date: when.as_deref().and_then(date),
        kind: kind(match fields.text(&["TY"]).as_deref() {
            Some("PAT") => "patent",
            Some("STAND") => "standard",
            Some("NEWS") => "news",
            _ => "",
        }),
        venue: fields.text(&["T2", "JO", "JF", "JA", "J2"]),
        authors: fields.list(&["AU", "A1"], &[]),
        parties: parties(fields.list(&["AD"], &[';']).iter().map(|address| organisation(address)).collect()),
        identifiers,
        references: references(&notes),
        keywords: fields.list(&["KW"], &[';']),
        citations: notes.iter().find_map(|note| note.split_once("Cited By")?.1.trim_matches([':', ' ']).parse().ok()),
        ..Document::default()
    };
    finish(document, "ris")
}

/// Scopus' own number of a work, in its addresses.
pub(super) fn eid(text: &str) -> Option<String> {
    let start = text.find("2-s2.0-")?;
    let value: String =
        text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
    Some(format!("eid:{value}"))
}

/// The institution of a comma-separated address: the part that names one, or the first.
pub(super) fn organisation(address: &str) -> String {
    const WORDS: [&str; 8] = ["univ", "institut", "academ", "college", "hospital", "corp", "ltd", "laborator"];
    let parts = || address.split(", ").filter(|part| !part.trim().is_empty());
    let named = parts().find(|part| {
        let part = part.to_lowercase();
        WORDS[..3].iter().any(|word| part.contains(word))
    });
    named.or_else(|| parts().next()).unwrap_or_default().trim().to_string()
}

/// Cited works in the notes of Scopus: one a line, with a DOI, or authors, (year), source, volume, page.
fn references(notes: &[&str]) -> Vec<String> {
    let Some(start) = notes.iter().position(|note| note.starts_with("References:")) else { return Vec::new() };
    notes[start..]
        .iter()
        .take_while(|note| !note.starts_with("Export Date"))
        .filter_map(|note| scopus_reference(note.trim_start_matches("References:")))
        .collect()
}

/// One reference of Scopus, as text.
pub(super) fn scopus_reference(text: &str) -> Option<String> {
    if let Some(doi) = text.find("10.").and_then(|at| identifier::doi(&text[at..])) {
        return Some(doi);
    }
    let author = text.trim().split(',').next()?;
    let year = text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).filter(|(year, _)| year.len() == 4);
    let (when, source) = match year {
        Some((when, rest)) => (when, rest),
        // Newer exports end in the year: `…, 12, pp. 1-9, (2019)`.
        None => return None,
    };
    let mut parts = source.trim().trim_start_matches(',').split(',').map(str::trim);
    let venue = parts.next().unwrap_or("");
    let volume = parts.next().unwrap_or("");
    let page = text.split_once("p. ").map_or("", |(_, page)| page.split(['-', ',', ';', '.']).next().unwrap_or(""));
    identifier::cited(author, when, venue, volume, page)
}

// --- RefWorks ---

fn refworks_boundary(line: &str) -> Boundary {
    match two_letters(line) {
        Some(("RT", value)) if !value.trim_start().starts_with('-') => Boundary::Starts,
        _ => Boundary::Within,
    }
}

fn recognise_refworks(sample: &Sample<'_>) -> u8 {
    let begins = |tag: &str| sample.text.lines().any(|line| two_letters(line).is_some_and(|(known, _)| known == tag));
    let first = sample.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.starts_with("RT ") && begins("T1") { 92 } else { 0 }
}

fn parse_refworks(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let fields = Fields::read(raw, two_letters)?;
    let source = source_of(&fields.text(&["DS"]).unwrap_or_default(), "refworks");
    let mut identifiers = Vec::new();
    identifiers.extend(fields.text(&["DO"]).as_deref().and_then(identifier::doi));
    let kind_name = fields.text(&["RT"]).unwrap_or_default();
    let when = fields.text(&["YR", "FD"]);
    let document = Document {
        title: fields.text(&["T1"]).unwrap_or_default(),
        abstract_text: fields.text(&["AB"]),
        year: when.as_deref().and_then(year),
        date: fields.text(&["FD"]).as_deref().and_then(date),
        kind: kind(&kind_name),
        venue: fields.text(&["JF", "JO", "PB"]),
        authors: fields.list(&["A1"], &[';']),
        parties: parties(fields.list(&["AD"], &[';'])),
        identifiers,
        classes: fields.list(&["CL"], &[';', ',']).into_iter().map(|class| format!("clc:{class}")).collect(),
        keywords: fields.list(&["K1"], &[';', ',', '；']),
        ..Document::default()
    };
    finish(document, source)
}

/// Which database an export comes from, by what it says of itself.
fn source_of(provider: &str, form: &'static str) -> &'static str {
    match () {
        () if provider.contains("CNKI") || provider.contains("知网") => "cnki",
        () if provider.contains("维普") || provider.to_uppercase().contains("VIP") => "vip",
        () if provider.contains("万方") || provider.to_lowercase().contains("wanfang") => "wanfang",
        () => form,
    }
}

// --- EndNote ---

fn percent_tag(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    if bytes.first() != Some(&b'%') || !bytes.get(1)?.is_ascii_graphic() {
        return None;
    }
    let value = line.get(2..)?;
    (value.is_empty() || value.starts_with([' ', ':', '\t']))
        .then(|| (&line[1..2], value.trim_start_matches([' ', ':', '\t'])))
}

fn endnote_boundary(line: &str) -> Boundary {
    match percent_tag(line) {
        Some(("0", _)) => Boundary::Starts,
        _ => Boundary::Within,
    }
}

fn recognise_endnote(sample: &Sample<'_>) -> u8 {
    let first = sample.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.starts_with("%0 ") && sample.text.contains("%T ") { 92 } else { 0 }
}

fn parse_endnote(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let fields = Fields::read(raw, percent_tag)?;
    let source = source_of(&fields.text(&["W", "~"]).unwrap_or_default(), "endnote");
    // Several authors may be glued on one line: `%A 张三%A 李四`.
    let authors =
        (fields.lines(&["A"]).iter()).flat_map(|line| line.split("%A")).flat_map(|line| list(line, &[';'])).collect();
    let when = fields.text(&["D", "8"]);
    let kind_name = fields.text(&["0"]).unwrap_or_default();
    let mut identifiers = Vec::new();
    identifiers.extend(fields.text(&["R"]).as_deref().and_then(identifier::doi));
    let document = Document {
        title: fields.text(&["T"]).unwrap_or_default(),
        abstract_text: fields.text(&["X"]),
        year: when.as_deref().and_then(year),
        date: fields.text(&["8"]).as_deref().and_then(date),
        kind: kind(&kind_name),
        venue: fields.text(&["J", "B", "I"]),
        authors,
        parties: parties(fields.list(&["+"], &[';'])),
        identifiers,
        keywords: fields.list(&["K"], &[';', '；', ',']),
        ..Document::default()
    };
    finish(document, source)
}

// --- NoteExpress ---

/// `{Title}: …`, also with square brackets, also after a fragment of script that ends in `;`.
fn brace_tag(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let start = if line.starts_with(['{', '[']) { 0 } else { line.find(";{Reference Type}").map(|at| at + 1)? };
    let line = &line[start..];
    let close = if line.starts_with('{') { '}' } else { ']' };
    let end = line.find(close)?;
    let value = line[end + 1..].trim_start().strip_prefix([':', '：'])?;
    let tag = &line[1..end];
    tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '/' | '-' | '_')).then_some((tag, value))
}

fn noteexpress_boundary(line: &str) -> Boundary {
    match brace_tag(line) {
        Some(("Reference Type", _)) => Boundary::Starts,
        _ => Boundary::Within,
    }
}

fn recognise_noteexpress(sample: &Sample<'_>) -> u8 {
    let starts = |mark: &str| sample.text.contains(mark);
    if (starts("{Reference Type}") && starts("{Title}")) || (starts("[Reference Type]") && starts("[Title]")) {
        92
    } else {
        0
    }
}

fn parse_noteexpress(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let fields = Fields::read(raw, brace_tag)?;
    if fields.0.is_empty() {
        return Ok(None);
    }
    let kind = kind(&fields.text(&["Reference Type"]).unwrap_or_default());
    let provider = fields.text(&["Database Provider", "Database", "URL"]).unwrap_or_default();
    let source = source_of(&provider, "noteexpress");
    let patent = kind == DocumentKind::Patent;
    let mut identifiers = Vec::new();
    if patent {
        identifiers.extend(fields.text(&["Notes", "Patent Number"]).as_deref().and_then(identifier::patent));
    }
    identifiers.extend(fields.text(&["DOI"]).as_deref().and_then(identifier::doi));
    let when = fields.text(&["Year", "Date"]);
    let organisations: &[&str] = if patent { &["Subsidiary Author", "Applicant"] } else { &["Author Address"] };
    let document = Document {
        title: fields.text(&["Title"]).unwrap_or_default(),
        abstract_text: fields.text(&["Abstract"]),
        year: when.as_deref().and_then(year),
        date: fields.text(&["Date"]).as_deref().and_then(date),
        kind,
        venue: fields.text(&["Journal", "Source", "Newspaper", "Tertiary Title"]),
        authors: fields.list(&["Author"], &[';', '；', ',']),
        parties: parties(fields.list(organisations, &[';', '；'])),
        identifiers,
        keywords: fields.list(&["Keywords"], &[';', '；', ',']),
        ..Document::default()
    };
    finish(document, source)
}

// --- CNKI ---

/// `Title-题名: …`; there may be no blank after the colon.
fn cnki_tag(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_once([':', '：'])?;
    let (name, chinese) = tag.split_once('-')?;
    let known = name.chars().all(|c| c.is_ascii_alphabetic()) && name.len() <= 16;
    let named = chinese.chars().any(crate::text::is_chinese) || chinese == "DOI" || chinese == "网址";
    (known && named && chinese.chars().count() <= 10).then_some((name.trim(), value))
}

fn cnki_boundary(line: &str) -> Boundary {
    match cnki_tag(line) {
        Some((tag, _)) if tag.eq_ignore_ascii_case("SrcDatabase") || tag.eq_ignore_ascii_case("DataType") => {
            Boundary::Starts
        }
        _ if line.trim().is_empty() => Boundary::Ends,
        _ => Boundary::Within,
    }
}

fn recognise_cnki(sample: &Sample<'_>) -> u8 {
    let mut tags = sample.text.lines().filter_map(cnki_tag).map(|(tag, _)| tag);
    if tags.any(|tag| tag == "Title") { 90 } else { 0 }
}

fn parse_cnki(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let fields = Fields::read(raw, cnki_tag)?;
    if fields.0.is_empty() {
        return Ok(None);
    }
    let database = fields.text(&["SrcDatabase", "DataType"]).unwrap_or_default();
    let when = fields.text(&["Year", "PubTime"]);
    let mut identifiers = Vec::new();
    identifiers.extend(fields.text(&["DOI"]).as_deref().and_then(identifier::doi));
    let document = Document {
        title: fields.text(&["Title"]).unwrap_or_default(),
        abstract_text: fields.text(&["Summary"]),
        year: when.as_deref().and_then(year),
        date: fields.text(&["PubTime"]).as_deref().and_then(date),
        kind: kind(&database),
        venue: fields.text(&["Source"]),
        authors: fields.list(&["Author"], &[';', '；', ',']),
        parties: parties(fields.list(&["Organ"], &[';', '；'])),
        identifiers,
        classes: fields.list(&["CLC"], &[';', '；']).into_iter().map(|class| format!("clc:{class}")).collect(),
        keywords: fields.list(&["Keyword"], &[';', '；']),
        ..Document::default()
    };
    finish(document, "cnki")
}

#[cfg(test)]
mod tests;
