//! Pairs as they are met in life. Well-known organisations stand here as public facts; the other names are invented.

use super::*;

fn organisation(id: &str, names: &str) -> Subject {
    Subject::organisation(id, &names.split(" | ").collect::<Vec<_>>())
}

/// `name | alias @ organisation`.
fn person(id: &str, text: &str) -> Subject {
    let (names, of) = text.split_once(" @ ").unwrap_or((text, ""));
    let person = Subject::person(id, &names.split(" | ").collect::<Vec<_>>());
    if of.is_empty() { person } else { person.of(of) }
}

fn check(rows: &[(bool, &str, &str)], subject: impl Fn(&str, &str) -> Subject) {
    let mut wrong = Vec::new();
    for &(same, left, right) in rows {
        let index = Index::build(&[subject("a", left), subject("b", right)]);
        if index.proposals().is_empty() == same {
            let pair = index.pair("a", "b").expect("both are there");
            let reasons: Vec<String> = pair
                .reasons
                .iter()
                .map(|r| format!("{:?} {:?} {} / {} {:.1}", r.aspect, r.agreement, r.a, r.b, r.bits))
                .collect();
            wrong.push(format!(
                "{left} / {right}: {:.2}, should {}match\n    {}",
                pair.score,
                if same { "" } else { "not " },
                reasons.join("\n    ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

const MATCH: bool = true;
const OTHER: bool = false;

#[test]
fn institutions() {
    check(
        &[
            (MATCH, "清华大学", "清华"),
            (MATCH, "清华大学", "Tsinghua University"),
            (MATCH, "中科院", "Chinese Academy of Sciences"),
            (MATCH, "中国科学院", "CAS"),
            (MATCH, "北京大学", "Peking University"),
            (MATCH, "北大", "北京大学"),
            (MATCH, "哈尔滨工业大学", "Harbin Institute of Technology"),
            (MATCH, "中国科学院物理研究所", "Institute of Physics, Chinese Academy of Sciences"),
            (MATCH, "中国科学院物理研究所", "中科院物理所"),
            (MATCH, "Institute of Physics, CAS", "Institute of Physics of the Chinese Academy of Sciences"),
            (MATCH, "北京大学第三医院", "Peking University Third Hospital"),
            (MATCH, "浙江理工大學", "浙江理工大学"),
            (MATCH, "南京邮电大学", "Nanjing University of Posts and Telecommunications"),
            (MATCH, "福建农林大学", "Fujian Agriculture and Forestry University"),
            (MATCH, "广东省科学院", "Guangdong Academy of Sciences"),
            (MATCH, "清华大学材料学院", "School of Materials Science and Engineering, Tsinghua University"),
            (MATCH, "Technische Universität München", "Technische Universitat Munchen"),
            (MATCH, "之江实验室", "Zhijiang Laboratory"),
            (OTHER, "北京大学", "北京大学第三医院"),
            (OTHER, "北京大学第一医院", "北京大学第三医院"),
            (OTHER, "浙江大学", "浙江工业大学"),
            (OTHER, "浙江工业大学", "浙江科技大学"),
            (OTHER, "Zhejiang University", "Zhejiang University of Technology"),
            (OTHER, "Nanjing University", "Nanjing University of Posts and Telecommunications"),
            (OTHER, "南京大学", "南京农业大学"),
            (OTHER, "华东师范大学", "华东理工大学"),
            (OTHER, "第五研究所", "第十五研究所"),
            (OTHER, "中国电子科技集团公司第十四研究所", "中国电子科技集团公司第五十五研究所"),
            (OTHER, "中国科学院", "中国科学院大学"),
            (OTHER, "中国科学院物理研究所", "中国科学院化学研究所"),
            (OTHER, "中国科学院", "中国工程院"),
            (OTHER, "中国农业大学", "中国农业科学院"),
            (OTHER, "清华大学", "清华大学深圳国际研究生院"),
            (OTHER, "清华大学材料学院", "清华大学化学系"),
            (OTHER, "山东大学", "山西大学"),
            (OTHER, "University of Oxford", "Oxford Brookes University"),
            (OTHER, "Imperial College London", "University College London"),
            (OTHER, "国家自然科学基金委员会", "国家发展和改革委员会"),
        ],
        organisation,
    );
}

#[test]
fn companies() {
    check(
        &[
            (MATCH, "华为技术有限公司", "Huawei Technologies Co., Ltd."),
            (MATCH, "华为", "华为技术有限公司"),
            (MATCH, "宁德时代新能源科技股份有限公司", "CATL"),
            (MATCH, "比亚迪股份有限公司", "BYD Co., Ltd."),
            (MATCH, "大疆创新科技有限公司", "深圳市大疆创新科技有限公司"),
            (MATCH, "深圳明曜新材料科技有限公司", "明曜新材料科技股份有限公司"),
            (MATCH, "深圳明曜新材料科技有限公司", "Shenzhen Mingyao New Materials Technology Co., Ltd."),
            (MATCH, "深圳明曜新材料", "明曜新材料科技有限公司"),
            (MATCH, "明曜（深圳）新材料有限公司", "深圳明曜新材料有限公司"),
            (MATCH, "蘇州澄曜電子有限公司", "苏州澄曜电子有限公司"),
            (MATCH, "苏州澄曜电子有限公司", "苏州橙曜电子有限公司"),
            (MATCH, "澄曜光电股份有限公司", "Chengyao Optoelectronics Inc."),
            (MATCH, "澄曜光电股份有限公司", "Chengayo Optoelectronics Inc."),
            (MATCH, "澄曜屹光电股份有限公司", "Chengayoyi Optoelectronics Inc."),
            (MATCH, "Siemens AG", "Siemens Aktiengesellschaft | Siemens AG"),
            (MATCH, "Robert Bosch GmbH", "Bosch, Robert GmbH"),
            (MATCH, "Northlight Photonics GmbH", "Northlihgt Photonics"),
            (MATCH, "ＴＣＬ科技集团股份有限公司", "TCL科技集团"),
            (MATCH, "Hangzhou Ruilan Medical Technology Co Ltd", "瑞澜医疗科技（杭州）有限公司"),
            (MATCH, "恒远精密机械有限公司 | 远恒机械厂", "远恒机械厂"),
            (OTHER, "华星集团", "华星新材料有限公司"),
            (OTHER, "华星电子有限公司", "华星制药有限公司"),
            (OTHER, "北京华星电子有限公司", "广州华星电子有限公司"),
            (OTHER, "华星电子有限公司", "华星电子有限公司北京分公司"),
            (OTHER, "深圳华星光电技术有限公司", "深圳华兴医疗器械有限公司"),
            (OTHER, "明曜新材料有限公司", "明远新材料有限公司"),
            (OTHER, "Huaxing Electronics Co., Ltd.", "Huaxing Pharmaceutical Co., Ltd."),
            (OTHER, "瑞澜集团有限公司", "瑞澜集团研究院"),
            (OTHER, "华星大学", "华星电子有限公司"),
            (OTHER, "中国航天科技集团有限公司", "中国航天科工集团有限公司"),
            (OTHER, "中国石油化工集团有限公司", "中国石油天然气集团有限公司"),
            (OTHER, "Bosch Siemens Hausgeräte", "Siemens AG"),
            (OTHER, "苏州科技有限公司", "杭州科技有限公司"),
        ],
        organisation,
    );
}

#[test]
fn persons() {
    check(
        &[
            (MATCH, "张晓曜 @ 浙江工业大学", "Zhang Xiaoyao @ Zhejiang University of Technology"),
            (MATCH, "张晓曜 @ 浙江工业大学", "张晓曜 @ 浙工大"),
            (MATCH, "Xiaoyao ZHANG @ Tsinghua University", "张晓曜 @ 清华大学材料学院"),
            (MATCH, "欧阳澄宇 @ 明曜新材料有限公司", "Ouyang, Chengyu @ Mingyao New Materials Co Ltd"),
            (MATCH, "Keller, Johanna M. @ Rheinau University", "Johanna Keller @ University of Rheinau"),
            (MATCH, "张曉曜 @ 清华大学", "张晓曜 @ 清华"),
            (MATCH, "张晓曜（Zhang Xiaoyao） @ 清华大学", "Zhang X.Y. @ Tsinghua University"),
            (OTHER, "张伟 @ 浙江大学", "张伟 @ 浙江工业大学"),
            (OTHER, "张晓曜 @ 浙江大学", "张晓曜 @ 明曜新材料有限公司"),
            (OTHER, "张晓曜 @ 清华大学", "李晓曜 @ 清华大学"),
            (OTHER, "Wei Zhang @ Tsinghua University", "Wen Zhang @ Tsinghua University"),
            (OTHER, "Zhang W. @ Peking University", "张晓曜 @ 北京大学"),
        ],
        person,
    );
}

#[test]
fn numbers_hosts_and_regions_decide_where_names_do_not() {
    let code = |subject: Subject, code: &str| subject.with(Scheme::Uscc, code);
    let score = |a: Subject, b: Subject| Index::build(&[a, b]).pair("a", "b").expect("both are there").score;
    let (one, other) = ("91350100M000100Y43", "91350100M000100Y43".replace("Y43", "Y4A"));
    let named = |id: &str| organisation(id, "北辰星科技有限公司");
    assert!(score(code(organisation("a", "北辰星"), one), code(organisation("b", "Polaris Ltd"), one)) > PROPOSE);
    assert!(
        score(code(named("a"), one), code(named("b"), &other)) > PROPOSE,
        "a wrong check digit is no contradiction"
    );
    let differ = ["9135010000000000XB", "913501000000000012"].map(str::to_string);
    let valid: Vec<String> = differ
        .iter()
        .flat_map(|code| "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().map(move |d| format!("{}{d}", &code[..17])))
        .filter(|c| uscc_is_valid(c))
        .collect();
    assert!(score(code(named("a"), &valid[0]), code(named("b"), &valid[1])) < HINT);
    let site = |subject: Subject| subject.with(Scheme::Site, "https://www.beichenxing.example");
    assert!(
        score(site(organisation("a", "北辰星科技有限公司")), site(organisation("b", "Polaris Technology Ltd")))
            < PROPOSE,
        "a host alone is not enough"
    );
    assert!(score(named("a").at("CN", "110000"), named("b").at("CN", "440300")) < score(named("a"), named("b")));
}

#[test]
fn whatever_is_entered_is_read_without_panic() {
    let signs: Vec<char> = "第五十三0〇两百北京大学集团有限公司院所科技材料（）()·.-,，、'&  aAzZÉßøłЖщ한ガ😀𠀀﨑㐀王欧阳No1thUniversityofCo"
        .chars()
        .collect();
    let mut state = 7u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut text = |longest: usize| -> String { (0..draw(longest)).map(|_| signs[draw(signs.len())]).collect() };
    let subjects: Vec<Subject> = (0..4_000)
        .map(|id| {
            let (a, b, c) = (text(14), text(9), text(20));
            let subject =
                if id % 2 == 0 { organisation(&id.to_string(), &a) } else { person(&id.to_string(), &a).of(&c) };
            subject
                .with(Scheme::Site, &b)
                .with(Scheme::Mail, &c)
                .with(Scheme::Uscc, &c)
                .with(Scheme::Orcid, &a)
                .at(&b, &c)
        })
        .collect();
    let index = Index::build(&subjects);
    index.proposals();
    for pair in subjects.windows(3) {
        index.pair(&pair[0].id, &pair[2].id);
        index.similar(&pair[1]);
    }
}
