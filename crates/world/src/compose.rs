//! The text of one document: sentences filled with the technology's terms, terms of others and words of any paper.

use crate::document::{WorldDocument, WorldParty};
use crate::technology::{Technology, Term};
use crate::world::World;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Sentences; `{s}` subject, `{m}` method, `{a}` aspect, `{b}` background word, `{x}` a term of some other technology, `{n}` acronym.
const ENGLISH: &[&str] = &[
    "We study {a} in {s} and propose a {b} based on {m}.",
    "The {b} of {s} is limited by {a} under varying {b}.",
    "In this work a {m} {b} for {s} is presented.",
    "Experiments show that {a} improves the {b} and the {b}.",
    "Compared with {x}, the proposed {b} reduces {a}.",
    "The {b} between {a} and {a} is analysed in terms of {b}.",
    "A {b} of {b} and {b} is established to describe {a}.",
    "Results indicate a higher {b} at lower {b}.",
    "{n} is an approach to {s} by {m} and {x}.",
    "This provides a {b} for the {b} of {s} in practice.",
    "Problems of {b}, {b} and {b} are discussed.",
    "Our {b} takes {a} into account and keeps the {b} of {b}.",
];
const CHINESE: &[&str] = &[
    "针对{s}中{a}的问题，提出一种基于{m}的{b}。",
    "{s}的{b}受到{a}的制约，在不同{b}下差异明显。",
    "本文给出了面向{s}的{m}{b}。",
    "实验表明，{a}能够提高{b}和{b}。",
    "与{x}相比，所提{b}降低了{a}。",
    "从{b}角度分析了{a}与{a}之间的关系。",
    "建立了{b}、{b}与{b}的关系，用于描述{a}。",
    "结果显示在较低的{b}下获得了更高的{b}。",
    "该方法（{n}）以{m}和{x}研究{s}。",
    "研究为{s}的{b}提供了{b}依据。",
    "讨论了{b}、{b}和{b}等方面的问题。",
    "所提{b}考虑了{a}，并保持了{b}的{b}。",
];
const ENGLISH_TITLES: &[&str] =
    &["{a} of {s} by {m}", "A {m} {b} for {s}", "{s}: {a} and {b}", "On the {b} of {a} in {s}", "{m} for {a}"];
const CHINESE_TITLES: &[&str] =
    &["基于{m}的{s}{a}研究", "{s}{a}的{b}", "面向{a}的{m}{b}", "{s}{m}{b}与{b}", "{a}与{s}{b}"];
const PROVINCES: &[(&str, &str)] = &[
    ("北京", "Beijing"),
    ("上海", "Shanghai"),
    ("广东", "Guangdong"),
    ("江苏", "Jiangsu"),
    ("浙江", "Zhejiang"),
    ("安徽", "Anhui"),
    ("湖北", "Hubei"),
    ("陕西", "Shaanxi"),
    ("四川", "Sichuan"),
    ("山东", "Shandong"),
    ("湖南", "Hunan"),
    ("辽宁", "Liaoning"),
];
const COUNTRIES: &[(&str, &str)] = &[
    ("US", "Northfield"),
    ("DE", "Rheinau"),
    ("JP", "Minamigawa"),
    ("GB", "Ashbourne"),
    ("KR", "Hanbit"),
    ("FR", "Valmont"),
];
const SURNAMES: &[&str] = &[
    "Chen", "Li", "Wang", "Zhao", "Sun", "Zhou", "Wu", "Zheng", "Smith", "Keller", "Tanaka", "Kim", "Martin", "Ivanova",
];

pub(crate) fn compose(world: &World, number: usize) -> WorldDocument {
    let options = &world.options;
    let mut random = ChaCha8Rng::seed_from_u64(options.seed ^ 0x9E37_79B9_7F4A_7C15);
    random.set_stream(number as u64);
    let technology_number = world.technology_of[number] as usize;
    let technology = &world.technologies[technology_number];
    let chinese = random.random_bool(options.chinese);
    let (titles, sentences) = if chinese { (CHINESE_TITLES, CHINESE) } else { (ENGLISH_TITLES, ENGLISH) };
    let mut writer = Writer { world, technology, chinese, random: &mut random };
    let mut title = writer.fill(titles);
    if !chinese && let Some(first) = title.get(..1) {
        title = first.to_uppercase() + &title[1..];
    }
    let length = writer.random.random_range(5..10);
    let parts: Vec<String> = (0..length).map(|_| writer.fill(sentences)).collect();
    let keywords = vec![
        writer.word(&technology.subject),
        writer.word(&technology.method),
        writer.word(&technology.aspects[number % technology.aspects.len()]),
    ];
    let (kind, venue) = match number % 20 {
        0..=3 if chinese => ("patent", "国家知识产权局"),
        0..=3 => ("patent", "Patent Office"),
        4 if chinese => ("policy", "产业规划汇编"),
        _ if chinese => ("paper", ["未来技术学报", "工程前沿", "新兴产业研究"][number % 3]),
        _ => ("paper", ["Future Technology Letters", "Frontier Engineering", "Emerging Systems"][number % 3]),
    };
    WorldDocument {
        id: format!("world:{number}"),
        title,
        abstract_text: parts.join(if chinese { "" } else { " " }),
        language: if chinese { "zh" } else { "en" }.to_string(),
        year: Some(world.year_of[number].into()),
        kind: kind.to_string(),
        venue: venue.to_string(),
        authors: authors(technology_number, &mut random),
        parties: parties(technology_number, chinese, &mut random),
        // Chinese exports carry no reference lists; neither do simulated Chinese documents.
        references: if chinese { Vec::new() } else { references(world, number, &mut random) },
        keywords,
    }
}

struct Writer<'a> {
    world: &'a World,
    technology: &'a Technology,
    chinese: bool,
    random: &'a mut ChaCha8Rng,
}

impl Writer<'_> {
    fn word(&self, term: &Term) -> String {
        if self.chinese { term.zh.clone() } else { term.en.clone() }
    }

    /// Picks a sentence and fills its gaps.
    fn fill(&mut self, sentences: &[&str]) -> String {
        let sentence = sentences.choose(self.random).copied().expect("there are sentences");
        let mut text = String::with_capacity(2 * sentence.len());
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (gap, after) = after.split_once('}').expect("every gap is closed");
            text.push_str(&self.gap(gap));
            rest = after;
        }
        text + rest
    }

    fn gap(&mut self, gap: &str) -> String {
        let term = match gap {
            "n" => return self.technology.acronym.clone(),
            "s" => &self.technology.subject,
            "m" => &self.technology.method,
            "a" => self.technology.aspects.choose(self.random).expect("a technology has aspects"),
            "b" => self.world.vocabulary.background.choose(self.random).expect("there are background words"),
            _ => {
                let other = self.world.technologies.choose(self.random).expect("there are technologies");
                other.aspects.choose(self.random).expect("a technology has aspects")
            }
        };
        self.word(term)
    }
}

/// Up to twelve earlier documents: mostly of the same technology and recent, some of any.
fn references(world: &World, number: usize, random: &mut ChaCha8Rng) -> Vec<String> {
    let same = &world.documents_of[world.technology_of[number] as usize];
    let position = same.partition_point(|&document| (document as usize) < number);
    let mut cited: Vec<usize> = Vec::new();
    for _ in 0..random.random_range(2..12) {
        let back = random.random::<f64>().powi(2);
        if random.random_bool(0.8) {
            if position > 0 {
                cited.push(same[position - 1 - (back * position as f64) as usize] as usize);
            }
        } else if number > 0 {
            cited.push(number - 1 - (back * number as f64) as usize);
        }
    }
    cited.sort_unstable();
    cited.dedup();
    cited.into_iter().map(|document| format!("world:{document}")).collect()
}

fn authors(technology: usize, random: &mut ChaCha8Rng) -> Vec<String> {
    (0..random.random_range(1..5))
        .map(|_| {
            let surname = SURNAMES.choose(random).expect("there are surnames");
            let initial = (b'A' + ((technology + random.random_range(0..9)) % 26) as u8) as char;
            format!("{surname}, {initial}.")
        })
        .collect()
}

/// One to three organisations; technologies are at home in some provinces and countries more than in others.
fn parties(technology: usize, chinese: bool, random: &mut ChaCha8Rng) -> Vec<WorldParty> {
    (0..random.random_range(1..=3))
        .map(|_| {
            let home = if random.random_bool(0.6) { technology } else { random.random_range(0..1_000) };
            let number = random.random_range(1..4);
            if chinese {
                let (zh, _) = PROVINCES[home % PROVINCES.len()];
                let sort = ["大学", "研究院", "科技有限公司"][number - 1];
                WorldParty {
                    name: format!("{zh}模拟第{number}{sort}"), country: "CN".into(), region: Some(zh.into())
                }
            } else if random.random_bool(0.3) {
                let (zh, en) = PROVINCES[home % PROVINCES.len()];
                WorldParty {
                    name: format!("Simulated {en} University {number}"),
                    country: "CN".into(),
                    region: Some(zh.into()),
                }
            } else {
                let (country, town) = COUNTRIES[home % COUNTRIES.len()];
                let sort = ["University", "Institute", "Industries"][number - 1];
                WorldParty { name: format!("Simulated {town} {sort}"), country: country.into(), region: None }
            }
        })
        .collect()
}
