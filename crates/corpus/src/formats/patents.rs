//! Patents as tables and JSON: Lens, Derwent, the sheets of incoPat, PatSnap and CNIPA, and the USPTO's answers.

use super::row::{Row, has};
use crate::format::{Format, Raw, Sample, Shape};
use crate::text::{date, language, some, without_markup, year};
use crate::{Document, DocumentKind, DocumentParty, identifier};
use serde_json::Value;

/// Lens patents as CSV, with either spelling of the header.
pub(super) static LENS: Format =
    Format { name: "lens", shape: Shape::Table, recognise: recognise_lens, parse: parse_lens };
/// Derwent numbers and citations as CSV.
pub(super) static DERWENT: Format =
    Format { name: "derwent", shape: Shape::Table, recognise: recognise_derwent, parse: parse_derwent };
/// Sheets of incoPat.
pub(super) static INCOPAT: Format = Format {
    name: "incopat",
    shape: Shape::Table,
    recognise: recognise_incopat,
    parse: |raw| parse_sheet(raw, "incopat"),
};
/// Sheets of PatSnap 智慧芽.
pub(super) static PATSNAP: Format = Format {
    name: "patsnap",
    shape: Shape::Table,
    recognise: recognise_patsnap,
    parse: |raw| parse_sheet(raw, "patsnap"),
};
/// Sheets in the manner of CNIPA.
pub(super) static CNIPA: Format =
    Format { name: "cnipa", shape: Shape::Table, recognise: recognise_cnipa, parse: |raw| parse_sheet(raw, "cnipa") };
/// Patent Public Search and Open Data Portal of the USPTO.
pub(super) static USPTO: Format =
    Format { name: "uspto", shape: Shape::JsonItems("patents"), recognise: recognise_uspto, parse: parse_uspto };
/// The Open Data Portal's applications.
pub(super) static USPTO_APPLICATION: Format = Format {
    name: "uspto-application",
    shape: Shape::JsonItems("patentBag"),
    recognise: |sample| if sample.text.contains("\"patentBag\"") { 92 } else { 0 },
    parse: parse_application,
};

fn recognise_lens(sample: &Sample<'_>) -> u8 {
    let old = has(sample.header, &["lens_id", "publication_number", "jurisdiction", "title"]);
    let new = has(sample.header, &["Lens ID", "Publication Number", "Jurisdiction", "Title"]);
    // A third spelling comes from a tool of the service and names applicants and inventors `_useme`.
    let third = has(sample.header, &["publication_number", "publication_country_code", "inventors_useme", "title"]);
    if old.max(new).max(third) == 4 { 94 } else { 0 }
}

fn parse_lens(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let row = Row::new(raw)?;
    let title = row.text(&["title", "Title"]).filter(|title| title != "NA").ok_or("the row has no title")?;
    let number = row.get(&["publication_number", "Publication Number"]).ok_or("the row has no publication number")?;
    let items = |names: &[&str]| row.list(names, &[';']).into_iter().filter(|item| item != "NA").collect::<Vec<_>>();
    let mut identifiers: Vec<String> = identifier::patent(number).into_iter().collect();
    identifiers.extend(row.get(&["lens_id", "Lens ID"]).map(|id| format!("lens:{id}")));
    let mut classes: Vec<String> = Vec::new();
    for (scheme, names) in [
        ("cpc", ["cpc_classifications", "CPC Classifications", "cpc_codes_usme"]),
        ("ipc", ["ipcr_classifications", "IPCR Classifications", "ipc_codes"]),
    ] {
        classes.extend(items(&names).into_iter().map(|class| format!("{scheme}:{class}")));
    }
    let when = row.get(&["publication_date", "Publication Date"]);
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        abstract_text: row.text(&["abstract", "Abstract"]).map(|text| without_markup(&text)),
        year: row.get(&["publication_year", "Publication Year"]).and_then(year).or_else(|| when.and_then(year)),
        date: when.and_then(date),
        kind: DocumentKind::Patent,
        venue: row.text(&["jurisdiction", "Jurisdiction", "publication_country_code"]),
        authors: items(&["inventors", "Inventors", "inventors_useme"]),
        parties: organisations(items(&["applicants", "Applicants", "applicants_use_me"])),
        identifiers,
        classes,
        citations: row.count(&["cited_count", "Cited Count"]),
        title,
        source: "lens".into(),
        ..Document::default()
    }))
}

fn organisations(names: Vec<String>) -> Vec<DocumentParty> {
    names.into_iter().map(|name| DocumentParty { name, ..DocumentParty::default() }).collect()
}

fn recognise_derwent(sample: &Sample<'_>) -> u8 {
    let columns = ["cited_patents", "citing_patents", "publication_number", "dwpi_family_numbers"];
    if has(sample.header, &columns) == 4 { 94 } else { 0 }
}

/// Numbers and citations only: the title is the number, until a record with a title joins it.
fn parse_derwent(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let row = Row::new(raw)?;
    let number =
        row.get(&["publication_number"]).filter(|number| *number != "NA").ok_or("the row has no publication number")?;
    let id = identifier::patent(number).ok_or_else(|| format!("“{number}” is no publication number"))?;
    let title = row.text(&["title"]).filter(|title| title != "NA").unwrap_or_else(|| number.to_string());
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        title,
        year: row.get(&["publication_year"]).and_then(year),
        kind: DocumentKind::Patent,
        venue: Some(number.chars().take(2).collect()),
        references: row.list(&["cited_patents"], &[';']).iter().filter_map(|cited| identifier::patent(cited)).collect(),
        identifiers: vec![id],
        source: "derwent".into(),
        ..Document::default()
    }))
}

const TITLES: &[&str] =
    &["标题", "标题 (中文)", "标题(中文)", "标题(翻译)", "标题(译)(简体中文)", "发明名称", "专利名称", "名称"];
const NUMBERS: &[&str] = &["公开(公告)号", "公开公告号", "公开号", "公告号", "授权公告号"];

fn recognise_incopat(sample: &Sample<'_>) -> u8 {
    let own = has(sample.header, &["合享价值度", "链接到incoPat", "标准化申请人", "公开(公告)号"]);
    if own >= 2 && has(sample.header, TITLES) > 0 && !marked(sample) { 93 } else { 0 }
}

fn recognise_patsnap(sample: &Sample<'_>) -> u8 {
    if marked(sample) && has(sample.header, TITLES) > 0 { 94 } else { 0 }
}

/// PatSnap marks normalised columns, and names itself.
fn marked(sample: &Sample<'_>) -> bool {
    let own = |column: &String| {
        column.starts_with("[标]") || column.to_lowercase().contains("patsnap") || column == "当前申请(专利权)人"
    };
    sample.header.iter().any(own)
}

fn recognise_cnipa(sample: &Sample<'_>) -> u8 {
    let number = has(sample.header, NUMBERS) + has(sample.header, &["申请号", "申请(专利)号"]);
    if number > 0 && has(sample.header, TITLES) > 0 { 80 } else { 0 }
}

fn parse_sheet(raw: Raw<'_>, source: &str) -> Result<Option<Document>, String> {
    let row = Row::new(raw)?;
    let title = row.text(TITLES).ok_or("the row has no title (标题, 发明名称)")?;
    let bars = &[';', '|', '；'];
    let mut identifiers = Vec::new();
    identifiers.extend(row.get(NUMBERS).and_then(identifier::patent));
    if let Some(application) = row.get(&["申请号", "申请(专利)号"]).and_then(identifier::patent) {
        identifiers.push(application.replacen("patent:", "application:", 1));
    }
    let mut classes = Vec::new();
    for (scheme, names) in [
        ("ipc", &["IPC", "IPC分类号", "分类号"][..]),
        ("ipc", &["IPC主分类", "IPC主分类号", "主分类号"]),
        ("cpc", &["CPC", "CPC分类号"]),
        ("gbt4754", &["国民经济分类", "国民经济行业分类号"]),
        ("emerging", &["新兴产业分类", "战略新兴产业分类"]),
    ] {
        for class in row.list(names, bars) {
            let class = format!("{scheme}:{}", class.split_whitespace().collect::<String>());
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
    }
    let country = row.get(&["申请人国别代码", "国别省市代码"]).map(|code| code.chars().take(2).collect::<String>());
    let country = country.filter(|code| code.bytes().all(|b| b.is_ascii_uppercase()));
    let region = row.text(&["申请人省市代码", "当前申请(专利权)人州/省", "中国申请人地市"]);
    let applicants =
        ["申请(专利权)人", "申请人", "[标]当前申请(专利权)人", "当前申请(专利权)人", "标准化申请人", "当前权利人"];
    let when = row.get(&["公开(公告)日", "公开日", "公告日", "公开公告日", "申请日", "申请日期"]);
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        abstract_text: row
            .text(&["摘要", "摘要 (中文)", "摘要(中文)", "摘要(翻译)", "摘要(译)(简体中文)"])
            .map(|text| without_markup(&text)),
        year: when.and_then(year).or_else(|| row.get(&["申请年", "公开年"]).and_then(year)),
        date: when.and_then(date),
        kind: DocumentKind::Patent,
        venue: row.text(&["受理局", "公开国别"]),
        authors: row.list(&["发明人", "发明(设计)人", "[标]发明人"], bars),
        parties: row
            .list(&applicants, bars)
            .into_iter()
            .map(|name| DocumentParty { name, country: country.clone(), region: region.clone() })
            .collect(),
        references: row
            .list(&["引证专利", "引用专利"], bars)
            .iter()
            .filter_map(|number| identifier::patent(number))
            .collect(),
        citations: row.count(&["被引证次数", "被引用专利数量"]),
        identifiers,
        classes,
        title,
        source: source.into(),
        ..Document::default()
    }))
}

fn recognise_uspto(sample: &Sample<'_>) -> u8 {
    let own = sample.text.contains("\"publicationReferenceDocumentNumber\"") || sample.text.contains("\"US-PGPUB\"");
    if own { 93 } else { 0 }
}

fn object(raw: Raw<'_>) -> Result<Value, String> {
    let Raw::Text(text) = raw else { return Err("a JSON object was expected".into()) };
    serde_json::from_str(text).map_err(|error| format!("not a JSON object: {error}"))
}

fn string(value: &Value) -> Option<&str> {
    match value {
        Value::Array(items) => items.first().and_then(string),
        value => value.as_str().filter(|text| !text.is_empty() && *text != "N/A"),
    }
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(string).filter_map(some).collect()
}

fn parse_uspto(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let patent = object(raw)?;
    let title = string(&patent["inventionTitle"]).map(without_markup).ok_or("the patent has no inventionTitle")?;
    let mut identifiers: Vec<String> = string(&patent["guid"]).and_then(identifier::patent).into_iter().collect();
    identifiers.extend(string(&patent["documentId"]).and_then(|id| identifier::patent(&without_markup(id))));
    identifiers.dedup();
    let mut classes = Vec::new();
    for (scheme, field) in
        [("ipc", "ipcCodeFlattened"), ("cpc", "cpcInventiveFlattened"), ("cpc", "cpcAdditionalFlattened")]
    {
        let codes = string(&patent[field]).unwrap_or_default().split(';').filter(|code| !code.is_empty());
        classes.extend(codes.map(|code| format!("{scheme}:{code}")));
    }
    let mut owners = strings(&patent["assigneeName"]);
    if owners.is_empty() {
        owners = strings(&patent["applicantName"]);
    }
    let inventors = strings(&patent["inventorsName"]);
    let when = string(&patent["datePublished"]);
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        abstract_text: string(&patent["abstractHtml"]).map(without_markup).filter(|text| !text.is_empty()),
        year: when.and_then(year),
        date: when.and_then(|when| date(when.get(..10)?)),
        kind: DocumentKind::Patent,
        venue: Some("US".into()),
        authors: if inventors.is_empty() {
            string(&patent["inventorsShort"])
                .map(|name| name.trim_end_matches(" et al.").to_string())
                .into_iter()
                .collect()
        } else {
            inventors
        },
        parties: organisations(owners),
        references: strings(&patent["urpn"]).iter().filter_map(|number| us_number(number)).collect(),
        identifiers,
        classes,
        title,
        source: "uspto".into(),
        ..Document::default()
    }))
}

/// American numbers come without office.
fn us_number(number: &str) -> Option<String> {
    identifier::patent(&format!("US{number}"))
}

fn parse_application(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let application = object(raw)?;
    let title =
        string(&application["inventionTitle"]).map(without_markup).ok_or("the application has no inventionTitle")?;
    let mut identifiers: Vec<String> = Vec::new();
    identifiers.extend(string(&application["earliestPublicationNumber"]).and_then(identifier::patent));
    identifiers.extend(string(&application["patentNumber"]).and_then(us_number));
    identifiers.extend(string(&application["applicationNumberText"]).map(|number| format!("application:US{number}")));
    let names = |bag: &str, field: &str| -> Vec<String> {
        let bag = application[bag].as_array().into_iter().flatten();
        bag.filter_map(|item| some(string(&item[field])?)).collect()
    };
    let when = string(&application["earliestPublicationDate"]).or_else(|| string(&application["filingDate"]));
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        year: when.and_then(year),
        date: when.and_then(date),
        kind: DocumentKind::Patent,
        venue: Some("US".into()),
        authors: names("inventorBag", "inventorNameText"),
        parties: organisations(names("applicantBag", "applicant")),
        classes: strings(&application["cpcClassificationBag"]).iter().map(|code| format!("cpc:{code}")).collect(),
        identifiers,
        title,
        source: "uspto".into(),
        ..Document::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(format: &Format, header: &[&str], cells: &[&str]) -> Document {
        let header: Vec<String> = header.iter().map(ToString::to_string).collect();
        let sample = Sample { name: "export.xlsx", text: "", header: &header };
        assert!((format.recognise)(&sample) > 0, "{} does not know its own header", format.name);
        (format.parse)(Raw::Row { header: &header, cells }).expect("a good row").expect("a document")
    }

    #[test]
    fn sheets_of_three_services_say_the_same() {
        let sheets = [
            (
                &INCOPAT,
                &[
                    "标题",
                    "公开(公告)号",
                    "公开(公告)日",
                    "申请人",
                    "发明人",
                    "IPC",
                    "引证专利",
                    "合享价值度",
                    "标准化申请人",
                ][..],
                &[
                    "一种机械臂",
                    "CN111000000A",
                    "2020-07-01",
                    "某公司; 某大学",
                    "王五; 赵六",
                    "B25J9/16; G05B19/00",
                    "CN101A; CN102345678B",
                    "9",
                    "",
                ][..],
            ),
            (
                &PATSNAP,
                &[
                    "标题",
                    "公开(公告)号",
                    "公开(公告)日",
                    "申请(专利权)人",
                    "发明人",
                    "IPC分类号",
                    "引用专利",
                    "[标]技术功效短语",
                ],
                &[
                    "一种机械臂",
                    "CN111000000A",
                    "2020-07-01",
                    "某公司 | 某大学",
                    "王五 | 赵六",
                    "B25J9/16 | G05B19/00",
                    "CN102345678B",
                    "-",
                ],
            ),
            (
                &CNIPA,
                &["发明名称", "公开号", "公开日", "申请(专利权)人", "发明(设计)人", "分类号"],
                &["一种机械臂", "CN 111000000 A", "2020.07.01", "某公司;某大学", "王五;赵六", "B25J 9/16;G05B 19/00"],
            ),
        ];
        for (format, header, cells) in sheets {
            let patent = row(format, header, cells);
            assert_eq!(patent.identifiers, ["patent:CN111000000A"], "{}", format.name);
            assert_eq!(patent.date.as_deref(), Some("2020-07-01"), "{}", format.name);
            let parties: Vec<&str> = patent.parties.iter().map(|party| party.name.as_str()).collect();
            assert_eq!((parties, patent.authors.len()), (vec!["某公司", "某大学"], 2), "{}", format.name);
            assert_eq!(patent.classes, ["ipc:B25J9/16", "ipc:G05B19/00"], "{}", format.name);
        }
    }

    #[test]
    fn lens_and_derwent_meet_in_the_publication_number() {
        let lens = row(
            &LENS,
            &[
                "lens_id",
                "jurisdiction",
                "publication_number",
                "publication_date",
                "publication_year",
                "title",
                "applicants",
                "inventors",
                "cpc_classifications",
            ],
            &[
                "1-2",
                "US",
                "US 9702830 B1",
                "11/07/17",
                "2017",
                "Drone",
                "ACME INC;;NA",
                "LI WEI;;MEI ANN",
                "B64C39/024",
            ],
        );
        let derwent = row(
            &DERWENT,
            &["publication_number", "publication_year", "cited_patents", "citing_patents", "dwpi_family_numbers"],
            &["US9702830B1", "2017", "US1234567A; US20150129711A1", "NA", "NA"],
        );
        assert_eq!(lens.identifiers[0], derwent.identifiers[0]);
        assert_eq!((lens.authors.len(), lens.parties.len(), derwent.references.len()), (2, 1, 2));
    }
}
