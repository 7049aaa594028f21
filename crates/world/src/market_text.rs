//! Titles and summaries of the market: sentences with words of the technology, and some of others.

use crate::Term;
use crate::market::Ground;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// Sentences with `{s}` for the subject, `{m}` for the method, `{a}` and `{b}` for aspects, `{w}` for a word of the trade.
const OFFER_TITLES: &[(&str, &str)] = &[
    ("面向{s}的{m}技术", "{m} for {s}"),
    ("{s}{a}提升成套技术", "Technology to improve {a} of {s}"),
    ("基于{m}的{s}", "{s} based on {m}"),
    ("{s}的{a}与{b}控制", "Control of {a} and {b} in {s}"),
];

const NEED_TITLES: &[(&str, &str)] = &[
    ("{s}{a}不足问题求解", "Better {a} wanted for {s}"),
    ("寻求{s}的{m}方案", "Looking for {m} in {s}"),
    ("{s}{a}攻关需求", "How to raise {a} of {s}"),
    ("采用{m}改善{s}", "{s} to be improved by {m}"),
];

const OFFER_SENTENCES: &[(&str, &str)] = &[
    ("本成果采用{m}，显著改善{s}的{a}。", "The result uses {m} and clearly improves {a} of {s}. "),
    ("已在{s}样机上完成{a}与{b}测试。", "Tests of {a} and {b} were completed on a prototype of {s}. "),
    ("团队长期研究{m}和{b}，形成{w}能力。", "The team has long worked on {m} and {b} and on {w}. "),
    ("可用于{s}及相关领域的{w}。", "It serves {s} and {w} in related fields. "),
];

const NEED_SENTENCES: &[(&str, &str)] = &[
    ("我单位生产{s}，现有{a}不能满足要求。", "We make {s}, and its {a} falls short today. "),
    ("希望通过{m}解决{a}和{b}问题。", "We hope that {m} will settle {a} and {b}. "),
    ("现有{w}条件可供验证。", "Means for {w} are at hand for trials. "),
    ("目标是{s}的{b}达到应用水平。", "The goal is {b} of {s} that is fit for use. "),
];

/// In one language.
pub(crate) fn title_and_summary(
    ground: &Ground,
    technology: usize,
    is_need: bool,
    chinese: bool,
    random: &mut ChaCha8Rng,
) -> (String, String) {
    let own = &ground.technologies[technology];
    let word = |term: &Term| if chinese { term.zh.clone() } else { term.en.clone() };
    let some = |terms: &[Term], random: &mut ChaCha8Rng| terms.choose(random).map(word).unwrap_or_default();
    let fill = |(zh, en): (&str, &str), random: &mut ChaCha8Rng| {
        // Now and then a sentence is about the neighbours' trade.
        let other = ground.technologies.choose(random).filter(|_| random.random_bool(0.1)).unwrap_or(own);
        let text = if chinese { zh } else { en }.replace("{s}", &word(&own.subject));
        let text = text.replace("{m}", &word(&other.method)).replace("{a}", &some(&own.aspects, random));
        text.replace("{b}", &some(&other.aspects, random)).replace("{w}", &some(&ground.vocabulary.background, random))
    };
    let pick = |list: &[(&'static str, &'static str)], random: &mut ChaCha8Rng| {
        list.choose(random).copied().unwrap_or(("", ""))
    };
    let (titles, sentences) = if is_need { (NEED_TITLES, NEED_SENTENCES) } else { (OFFER_TITLES, OFFER_SENTENCES) };
    let template = pick(titles, random);
    let title = fill(template, random);
    let summary: String = (0..random.random_range(2..5))
        .map(|_| {
            let template = pick(sentences, random);
            fill(template, random)
        })
        .collect();
    (title, summary.trim().to_owned())
}
