//! Papers in XML: PubMed/MEDLINE, full texts of PubMed Central (JATS), and the ACL Anthology.

use super::element::Element;
use super::tagged::country;
use crate::format::{Format, Raw, Sample, Shape};
use crate::text::{language, some, year};
use crate::{Document, DocumentKind, DocumentParty, identifier};

/// MEDLINE citations; a deletion notice is skipped with everything outside articles.
pub(super) static PUBMED: Format = Format {
    name: "pubmed",
    shape: Shape::XmlElements(&["PubmedArticle"]),
    recognise: |sample| if sample.text.contains("<PubmedArticle") { 95 } else { 0 },
    parse: parse_pubmed,
};
/// Journal articles in JATS.
pub(super) static JATS: Format =
    Format { name: "jats", shape: Shape::XmlElements(&["article"]), recognise: recognise_jats, parse: parse_jats };
/// The ACL Anthology, a file or an archive of them: a record is a paper, which says its volume and year in its own id.
pub(super) static ACL: Format =
    Format { name: "acl", shape: Shape::XmlElements(&["paper"]), recognise: recognise_acl, parse: parse_acl };

fn recognise_jats(sample: &Sample<'_>) -> u8 {
    if sample.text.contains("<article") && sample.text.contains("<article-meta") { 90 } else { 0 }
}

fn recognise_acl(sample: &Sample<'_>) -> u8 {
    let inside = sample.text.contains("<paper") && sample.text.contains("<volume");
    if inside && sample.text.contains("<collection") { 92 } else { 0 }
}

fn element(raw: Raw<'_>) -> Result<Element<'_>, String> {
    match raw {
        Raw::Text(text) => Element::parse(text),
        Raw::Row { .. } => Err("an XML element was expected".into()),
    }
}

fn parse_pubmed(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let record = element(raw)?;
    let citation = record.at(&["MedlineCitation"]).ok_or("the article has no MedlineCitation")?;
    let article = citation.at(&["Article"]).ok_or("the citation has no Article")?;
    let title = article.text_at(&["ArticleTitle"]).or_else(|| article.text_at(&["VernacularTitle"]));
    let title = title.ok_or("the article has no title")?;
    let mut identifiers = Vec::new();
    identifiers.extend(citation.text_at(&["PMID"]).as_deref().and_then(identifier::pmid));
    let ids = record.all(&["PubmedData", "ArticleIdList", "ArticleId"]);
    let dois = ids.iter().filter(|id| id.attribute("IdType").as_deref() == Some("doi"));
    let locations = article.all(&["ELocationID"]);
    let located = locations.iter().filter(|id| id.attribute("EIdType").as_deref() == Some("doi"));
    if let Some(doi) = dois.chain(located).find_map(|id| identifier::doi(&id.text())) {
        identifiers.insert(0, doi);
    }
    let abstract_text: Vec<String> = article
        .all(&["Abstract", "AbstractText"])
        .iter()
        .map(|part| part.text())
        .filter(|part| !part.is_empty())
        .collect();
    let issued = article.at(&["Journal", "JournalIssue", "PubDate"]);
    let when = issued.and_then(|date| date.text_at(&["Year"]).or_else(|| date.text_at(&["MedlineDate"])));
    let month = issued.and_then(|date| date.text_at(&["Month"])).and_then(|month| month_number(&month));
    let year = when.as_deref().and_then(year);
    let mut authors = Vec::new();
    let mut parties: Vec<DocumentParty> = Vec::new();
    for author in article.all(&["AuthorList", "Author"]) {
        match (author.text_at(&["LastName"]), author.text_at(&["ForeName"]).or_else(|| author.text_at(&["Initials"]))) {
            (Some(last), Some(first)) => authors.push(format!("{first} {last}")),
            (Some(last), None) => authors.push(last),
            _ => authors.extend(author.text_at(&["CollectiveName"])),
        }
        let first = author.all(&["AffiliationInfo", "Affiliation"]);
        let plain = author.all(&["Affiliation"]);
        for affiliation in first.iter().chain(&plain) {
            let text = affiliation.text();
            let name = super::tagged::organisation(text.split(';').next().unwrap_or_default());
            if !name.is_empty() && !parties.iter().any(|party| party.name == name) {
                let last = text.split(',').next_back().unwrap_or_default();
                parties.push(DocumentParty {
                    name,
                    country: country(last.split('.').next().unwrap_or_default()),
                    region: None,
                });
            }
        }
    }
    let references = record
        .all(&["PubmedData", "ReferenceList", "Reference"])
        .iter()
        .filter_map(|reference| {
            let ids = reference.all(&["ArticleIdList", "ArticleId"]);
            ids.iter()
                .find(|id| id.attribute("IdType").as_deref() == Some("pubmed"))
                .and_then(|id| identifier::pmid(&id.text()))
        })
        .collect();
    let keywords = citation.all(&["KeywordList", "Keyword"]);
    let keywords = keywords.iter().map(|keyword| keyword.text()).filter(|keyword| !keyword.is_empty());
    Ok(Some(Document {
        language: article.text_at(&["Language"]).as_deref().map(|code| two_letters(code, &title)),
        title: title.trim_matches(['[', ']']).to_string(),
        abstract_text: some(&abstract_text.join(" ")),
        year,
        date: year.zip(month).map(|(year, month)| format!("{year}-{month:02}")),
        venue: article.text_at(&["Journal", "Title"]),
        authors,
        parties,
        identifiers,
        references,
        classes: citation
            .all(&["MeshHeadingList", "MeshHeading", "DescriptorName"])
            .iter()
            .filter_map(|name| Some(format!("mesh:{}", name.attribute("UI")?)))
            .collect(),
        keywords: keywords.collect(),
        source: "pubmed".into(),
        ..Document::default()
    }))
}

fn month_number(name: &str) -> Option<u32> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = name.to_lowercase();
    let named = NAMES.iter().position(|month| lower.starts_with(month)).map(|month| month as u32 + 1);
    named.or_else(|| lower.parse().ok().filter(|month| (1..=12).contains(month)))
}

/// MEDLINE writes languages in three letters.
fn two_letters(code: &str, title: &str) -> String {
    const CODES: [(&str, &str); 12] = [
        ("eng", "en"),
        ("chi", "zh"),
        ("ger", "de"),
        ("fre", "fr"),
        ("jpn", "ja"),
        ("rus", "ru"),
        ("spa", "es"),
        ("ita", "it"),
        ("kor", "ko"),
        ("por", "pt"),
        ("pol", "pl"),
        ("dut", "nl"),
    ];
    let known = CODES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two);
    // The title of a foreign article is an English translation in brackets: what is read counts.
    if title.starts_with('[') { "en".into() } else { known.or_else(|| language(title)).unwrap_or("en").to_string() }
}

fn parse_jats(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let article = element(raw)?;
    let meta = article.at(&["front", "article-meta"]).ok_or("the article has no article-meta")?;
    let title = meta.text_at(&["title-group", "article-title"]).ok_or("the article has no title")?;
    let of = |sort: &str| {
        let ids = meta.children("article-id").collect::<Vec<_>>();
        ids.into_iter().find(|id| id.attribute("pub-id-type").as_deref() == Some(sort)).map(Element::text)
    };
    let mut identifiers = Vec::new();
    identifiers.extend(of("doi").as_deref().and_then(identifier::doi));
    identifiers.extend(of("pmid").as_deref().and_then(identifier::pmid));
    let authors = meta.all(&["contrib-group", "contrib", "name"]);
    let dates = meta.all(&["pub-date", "year"]);
    let years = dates.iter().filter_map(|date| year(&date.text()));
    let affiliations = meta.all(&["aff"]);
    let parties = affiliations
        .iter()
        .map(|aff| super::tagged::organisation(&aff.text()))
        .filter(|name| !name.is_empty())
        .map(|name| DocumentParty { name, ..DocumentParty::default() });
    let references = article.all(&["back", "ref-list", "ref"]);
    let references = references.iter().filter_map(|reference| {
        let citation = reference.elements().find(|child| child.name().contains("citation"))?;
        let ids = citation.children("pub-id").collect::<Vec<_>>();
        let id =
            |sort: &str| ids.iter().find(|id| id.attribute("pub-id-type").as_deref() == Some(sort)).map(|id| id.text());
        let known =
            id("doi").as_deref().and_then(identifier::doi).or_else(|| id("pmid").as_deref().and_then(identifier::pmid));
        known.or_else(|| {
            let text = |path: &[&str]| citation.text_at(path).unwrap_or_default();
            let author = citation
                .text_at(&["person-group", "name", "surname"])
                .or_else(|| citation.text_at(&["name", "surname"]));
            identifier::cited(&author?, &text(&["year"]), &text(&["source"]), &text(&["volume"]), &text(&["fpage"]))
        })
    });
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        abstract_text: meta.text_at(&["abstract"]),
        year: years.min(),
        venue: article
            .text_at(&["front", "journal-meta", "journal-title"])
            .or_else(|| article.text_at(&["front", "journal-meta", "journal-title-group", "journal-title"])),
        authors: authors.iter().map(|name| person(name, "given-names", "surname")).collect(),
        parties: parties.collect(),
        references: references.collect(),
        keywords: meta.all(&["kwd-group", "kwd"]).iter().map(|keyword| keyword.text()).collect(),
        identifiers,
        title,
        source: "jats".into(),
        ..Document::default()
    }))
}

fn person(name: &Element<'_>, first: &str, last: &str) -> String {
    let parts = [name.text_at(&[first]), name.text_at(&[last])];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn parse_acl(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let paper = element(raw)?;
    let title = paper.text_at(&["title"]).ok_or("the paper has no title")?;
    let address = paper.text_at(&["url"]).unwrap_or_default();
    let id = address.trim_end_matches(".pdf").rsplit('/').next().unwrap_or_default().to_string();
    let (year, venue) = acl_volume(&id);
    let mut identifiers = Vec::new();
    identifiers.extend(identifier::acl(&id));
    identifiers.extend(paper.text_at(&["doi"]).as_deref().and_then(identifier::doi));
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        title,
        abstract_text: paper.text_at(&["abstract"]),
        year,
        kind: DocumentKind::Paper,
        venue,
        authors: paper.children("author").map(|name| person(name, "first", "last")).collect(),
        identifiers,
        source: "acl".into(),
        ..Document::default()
    }))
}

/// Year and venue from an id of the old (`P17-1001`) or new (`2020.acl-main.1`) style.
fn acl_volume(id: &str) -> (Option<i32>, Option<String>) {
    if let Some((when, rest)) = id.split_once('.') {
        return (year(when), rest.split(['-', '.']).next().filter(|venue| !venue.is_empty()).map(str::to_string));
    }
    let digits = id.get(1..3).and_then(|digits| digits.parse::<i32>().ok());
    let venue = id.chars().next().and_then(|letter| {
        const VENUES: [(char, &str); 18] = [
            ('A', "anlp"),
            ('C', "coling"),
            ('D', "emnlp"),
            ('E', "eacl"),
            ('F', "jep/taln"),
            ('H', "hlt"),
            ('I', "ijcnlp"),
            ('J', "cl"),
            ('K', "conll"),
            ('L', "lrec"),
            ('M', "muc"),
            ('N', "naacl"),
            ('P', "acl"),
            ('Q', "tacl"),
            ('S', "*sem"),
            ('T', "tinlap"),
            ('W', "workshop"),
            ('Y', "paclic"),
        ];
        VENUES.iter().find(|(known, _)| *known == letter).map(|(_, venue)| (*venue).to_string())
    });
    (digits.map(|year| if year >= 50 { 1900 + year } else { 2000 + year }), venue)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(format: &Format, text: &str) -> Document {
        (format.parse)(Raw::Text(text)).expect("well-formed").expect("a document")
    }

    #[test]
    fn medline_citations_are_read() {
        let text = "<PubmedArticle><MedlineCitation><PMID Version=\"1\">12</PMID><Article><Journal><JournalIssue><PubDate><Year>1999</Year><Month>Mar</Month></PubDate></JournalIssue>\
            <Title>Journal of Cells</Title></Journal><ArticleTitle>Cells &amp; <i>wires</i>.</ArticleTitle><Abstract><AbstractText Label=\"AIM\">We ask.</AbstractText><AbstractText>We know.</AbstractText></Abstract>\
            <AuthorList><Author><LastName>Li</LastName><ForeName>Wei</ForeName><AffiliationInfo><Affiliation>Department of Cells, Fudan University, Shanghai, China.</Affiliation></AffiliationInfo></Author></AuthorList><Language>eng</Language></Article>\
            <MeshHeadingList><MeshHeading><DescriptorName UI=\"D01\">Cells</DescriptorName></MeshHeading></MeshHeadingList><KeywordList><Keyword>cell</Keyword></KeywordList></MedlineCitation>\
            <PubmedData><ArticleIdList><ArticleId IdType=\"doi\">10.1000/C</ArticleId></ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType=\"pubmed\">7</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>";
        insta::assert_json_snapshot!(parse(&PUBMED, text));
    }

    #[test]
    fn anthology_papers_know_their_year_by_their_id() {
        let text = |id: &str| {
            format!(
                "<paper id=\"1\"><title>On <fixed-case>T</fixed-case>rees</title><author><first>Ann</first><last>Mei</last></author><url hash=\"x\">{id}</url></paper>"
            )
        };
        for (id, year, venue) in [
            ("P17-1001", 2017, "acl"),
            ("C69-0101", 1969, "coling"),
            ("2020.acl-main.1", 2020, "acl"),
            ("W05-0101", 2005, "workshop"),
        ] {
            let paper = parse(&ACL, &text(id));
            assert_eq!(
                (paper.title.as_str(), paper.year, paper.venue.as_deref()),
                ("On Trees", Some(year), Some(venue)),
                "{id}"
            );
            assert_eq!(paper.identifiers, [format!("acl:{id}")]);
        }
    }

    #[test]
    fn full_texts_are_read_by_their_front_and_references() {
        let text = "<article><front><journal-meta><journal-title>Things</journal-title></journal-meta><article-meta><article-id pub-id-type=\"doi\">10.1000/j</article-id>\
            <title-group><article-title>Full text</article-title></title-group><contrib-group><contrib><name><surname>Mei</surname><given-names>Ann</given-names></name></contrib></contrib-group>\
            <pub-date><year>2007</year></pub-date><abstract><p>Short.</p></abstract></article-meta></front><back><ref-list><ref><citation><person-group><name><surname>Kim</surname></name></person-group>\
            <year>2001</year><source>Science</source><volume>5</volume><fpage>7</fpage></citation></ref></ref-list></back></article>";
        let article = parse(&JATS, text);
        assert_eq!(article.references, ["cited:kim|2001|science|5|7"]);
        assert_eq!((article.year, article.authors), (Some(2007), vec!["Ann Mei".to_string()]));
    }
}
