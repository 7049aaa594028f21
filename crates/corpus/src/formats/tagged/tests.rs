use super::*;

fn parse(format: &Format, text: &str) -> Document {
    (format.parse)(Raw::Text(text)).expect("a good record").expect("a document")
}

#[test]
fn web_of_science_records_are_read_with_their_references() {
    let text = "PT J\nAU Li, W\nAF Li, Wei\n   Meyer, Anna\nTI Growth of\n   nanowires\nSO JOURNAL OF THINGS\nDE nanowire; growth\nAB We grow\n   wires.\n\
                C1 [Li, Wei] Tsinghua Univ, Dept Phys, Beijing, Peoples R China.\n   [Meyer, Anna] MIT, Cambridge, MA 02139 USA.\n\
                CR Smith J, 1999, NATURE, V401, P12, DOI 10.1038/43119\n   Kim S, 2001, SCIENCE, V5, P7\nTC 12\nPY 2010\nDI 10.1000/xyz\nUT WOS:000123\nER";
    insta::assert_json_snapshot!(parse(&WOS, text));
}

#[test]
fn ris_records_are_read_with_notes() {
    let text = "TY  - JOUR\nTI  - Domain walls\nT2  - Journal of Walls\nPY  - 2020\nDO  - 10.1063/5.002\nAU  - Pierrot, A.\nAU  - Blon, T.\nAD  - Université de Toulouse, INSA, Toulouse, France\n\
                AB  - Walls move.\nKW  - walls\nN1  - Cited By :4\nN1  - References: Mayergoyz, I.D., (1986) Phys. Rev. Lett., 56, p. 1518;\n\
                Roberts, A., (2014) Rev. Geophys., https://doi.org/10.1002/2014RG1;\nUR  - https://www.scopus.com/record.uri?eid=2-s2.0-850&x=1\nER  -";
    insta::assert_json_snapshot!(parse(&RIS, text));
}

#[test]
fn chinese_exports_of_all_forms_say_the_same() {
    let expected = parse(
        &CNKI,
        "SrcDatabase-来源库:期刊\nTitle-题名:钙钛矿太阳能电池研究\nAuthor-作者:张三;李四;\nOrgan-单位:清华大学;中国科学院;\nSource-文献来源:材料学报\n\
         Keyword-关键词:钙钛矿;;太阳能电池\nSummary-摘要:<正>本文研究电池。\nPubTime-发表时间:2021-03-05 08:30\nYear-年:2021\nCLC-中图分类号:TM914.4",
    );
    assert_eq!(expected.authors, ["张三", "李四"]);
    assert_eq!(expected.keywords, ["钙钛矿", "太阳能电池"]);
    assert_eq!(expected.abstract_text.as_deref(), Some("本文研究电池。"));
    assert_eq!((expected.year, expected.date.as_deref()), (Some(2021), Some("2021-03-05")));
    let forms = [
        (
            &NOTEEXPRESS,
            "var x = 1;{Reference Type}: Journal Article\n{Title}: 钙钛矿太阳能电池研究\n{Author}: 张三;李四;\n{Author Address}: 清华大学;中国科学院;\n\
             {Journal}: 材料学报\n{Year}: 2021\n{Keywords}: 钙钛矿;太阳能电池\n{Abstract}: 本文研究\n电池。\n{Database Provider}: CNKI",
        ),
        (
            &ENDNOTE,
            "%0 Journal Article\n%A 张三%A 李四\n%+ 清华大学;中国科学院;\n%T 钙钛矿太阳能电池研究\n%J 材料学报\n%D 2021\n%K 钙钛矿;太阳能电池\n%X 本文研究电池。\n%W CNKI",
        ),
        (
            &REFWORKS,
            "RT Journal Article\nSR 1\nA1 张三;李四\nAD 清华大学;中国科学院;\nT1 钙钛矿太阳能电池研究\nJF 材料学报\nYR 2021\nK1 钙钛矿;太阳能电池\nAB 本文研究电池。\nDS CNKI",
        ),
    ];
    for (format, text) in forms {
        let found = parse(format, text);
        assert_eq!(found.title, expected.title, "{}", format.name);
        assert_eq!(found.authors, expected.authors, "{}", format.name);
        assert_eq!(found.parties, expected.parties, "{}", format.name);
        assert_eq!(found.keywords, expected.keywords, "{}", format.name);
        assert_eq!(found.venue, expected.venue, "{}", format.name);
        assert_eq!((found.year, found.source.as_str()), (Some(2021), "cnki"), "{}", format.name);
        assert!(found.abstract_text.is_some_and(|text| text.replace(' ', "") == "本文研究电池。"), "{}", format.name);
    }
}

#[test]
fn patents_of_wanfang_have_applicant_inventor_and_number() {
    let patent = parse(
        &NOTEEXPRESS,
        "{Reference Type}: Patent\n{Title}: 一种机械臂\n{Author}: 王五\n{Subsidiary Author}: 某某公司\n{Date}: 2020-07-01\n{Notes}: CN111000000A\n{URL}: d.wanfangdata.com.cn",
    );
    assert_eq!((patent.kind, patent.source.as_str()), (DocumentKind::Patent, "wanfang"));
    assert_eq!(patent.identifiers, ["patent:CN111000000A"]);
    assert_eq!((patent.authors, patent.parties[0].name.as_str()), (vec!["王五".to_string()], "某某公司"));
    assert_eq!(patent.date.as_deref(), Some("2020-07-01"));
}

#[test]
fn every_form_knows_its_own_and_no_other() {
    let samples = [
        ("wos", "FN Clarivate\nVR 1.0\nPT J\nTI x\nUT y\nER"),
        ("ris", "TY  - JOUR\nTI  - x\nER  -"),
        ("refworks", "RT Journal Article\nSR 1\nT1 x"),
        ("endnote", "%0 Journal Article\n%T x"),
        ("noteexpress", "{Reference Type}: Journal Article\n{Title}: x"),
        ("cnki", "SrcDatabase-来源库: 期刊\nTitle-题名: x\n"),
    ];
    for (name, text) in samples {
        let sample = Sample { name: "export.txt", text, header: &[] };
        for format in [&WOS, &RIS, &REFWORKS, &ENDNOTE, &NOTEEXPRESS, &CNKI] {
            assert_eq!((format.recognise)(&sample) > 0, format.name == name, "{} on {name}", format.name);
        }
    }
}
