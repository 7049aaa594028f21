//! Chinese bibliographic exports as sheets: CNKI (`Title-题名` headers), VIP and Wanfang (题名, 作者, 机构, 刊名, …).

use super::row::{Row, has};
use crate::format::{Format, Raw, Sample, Shape};
use crate::text::{date, language, without_markup, year};
use crate::{Document, DocumentParty, identifier};

/// Sheets of CNKI.
pub(super) static CNKI: Format =
    Format { name: "cnki-sheet", shape: Shape::Table, recognise: recognise_cnki, parse: |raw| parse(raw, "cnki") };
/// Sheets of VIP and Wanfang.
pub(super) static JOURNALS: Format =
    Format { name: "vip-sheet", shape: Shape::Table, recognise: recognise_journals, parse: |raw| parse(raw, "vip") };

const TITLES: &[&str] = &["Title-题名", "题名", "篇名", "论文题名", "标题"];

fn recognise_cnki(sample: &Sample<'_>) -> u8 {
    if has(sample.header, &["Title-题名", "Author-作者", "Source-文献来源", "Source-刊名"]) >= 2 {
        93
    } else {
        0
    }
}

fn recognise_journals(sample: &Sample<'_>) -> u8 {
    let journal = has(sample.header, &["刊名", "期刊名称", "来源", "机构", "作者", "关键词"]);
    if has(sample.header, &["题名", "篇名", "论文题名"]) > 0 && journal >= 2 { 85 } else { 0 }
}

fn parse(raw: Raw<'_>, source: &str) -> Result<Option<Document>, String> {
    let row = Row::new(raw)?;
    let title = row.text(TITLES).ok_or("the row has no title (题名)")?;
    let marks = &[';', '；'];
    let when = row.get(&["PubTime-发表时间", "PubTime-出版时间", "发表时间", "出版日期"]);
    let kept = |text: String| without_markup(text.trim_start_matches("<正>"));
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        abstract_text: row.text(&["Summary-摘要", "文摘", "摘要"]).map(kept).filter(|text| !text.is_empty()),
        year: row.get(&["Year-年", "年", "年份", "出版年"]).and_then(year).or_else(|| when.and_then(year)),
        date: when.and_then(date),
        venue: row.text(&["Source-文献来源", "Source-刊名", "刊名", "期刊名称", "来源"]),
        authors: row.list(&["Author-作者", "作者"], &[';', '；', ',', '，']),
        parties: row
            .list(&["Organ-单位", "Organ-机构", "机构", "单位", "作者单位"], marks)
            .into_iter()
            .map(|name| DocumentParty { name, ..DocumentParty::default() })
            .collect(),
        identifiers: row.get(&["DOI-DOI", "DOI"]).and_then(identifier::doi).into_iter().collect(),
        classes: (row.list(&["CLC-中图分类号", "分类号", "中图分类号"], marks).into_iter())
            .map(|class| format!("clc:{class}"))
            .collect(),
        keywords: row.list(&["Keyword-关键词", "关键词"], &[';', '；', ',']),
        title: without_markup(&title),
        source: source.into(),
        ..Document::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_of_both_kinds_are_known_and_read() {
        let cases = [
            (
                &CNKI,
                vec![
                    "SrcDatabase-来源库",
                    "Title-题名",
                    "Author-作者",
                    "Organ-单位",
                    "Source-文献来源",
                    "Keyword-关键词",
                    "Summary-摘要",
                    "PubTime-发表时间",
                ],
                vec![
                    "期刊",
                    "固态电池",
                    "张三;李四;",
                    "清华大学;",
                    "电池学报",
                    "电池;;电解质",
                    "<正>研究。",
                    "2022-01-02",
                ],
            ),
            (
                &JOURNALS,
                vec!["序号", "题名", "作者", "机构", "刊名", "关键词", "文摘", "年"],
                vec!["1", "固态电池", "张三;李四", "清华大学", "电池学报", "电池;电解质", "研究。", "2022"],
            ),
        ];
        for (format, header, cells) in cases {
            let header: Vec<String> = header.into_iter().map(String::from).collect();
            assert!((format.recognise)(&Sample { name: "x.xls", text: "", header: &header }) > 0, "{}", format.name);
            let found = (format.parse)(Raw::Row { header: &header, cells: &cells }).expect("good").expect("a document");
            assert_eq!(
                (found.title.as_str(), found.year, found.authors.len()),
                ("固态电池", Some(2022), 2),
                "{}",
                format.name
            );
            assert_eq!((found.abstract_text.as_deref(), found.keywords.len()), (Some("研究。"), 2), "{}", format.name);
        }
    }
}
