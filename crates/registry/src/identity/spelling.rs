//! Chinese in Latin letters: pinyin without tones, as names are written on papers and signs.

use super::fold::is_han;
use pinyin::ToPinyin;

/// Characters that are read otherwise as a family name.
const SURNAMES: &[(char, &str)] = &[
    ('曾', "zeng"),
    ('单', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('区', "ou"),
    ('查', "zha"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('翟', "zhai"),
    ('乐', "yue"),
    ('覃', "qin"),
    ('召', "shao"),
    ('员', "yun"),
    ('祭', "zhai"),
    ('洗', "xian"),
    ('尉', "yu"),
    ('长', "zhang"),
    ('缪', "miao"),
    ('华', "hua"),
    ('任', "ren"),
    ('燕', "yan"),
    ('宁', "ning"),
    ('石', "shi"),
    ('沈', "shen"),
    ('薄', "bo"),
    ('逄', "pang"),
    ('种', "chong"),
    ('车', "che"),
    ('折', "she"),
    ('黑', "he"),
    ('繁', "po"),
    ('秘', "bi"),
    ('万', "wan"),
];

/// Family names of two characters.
const COMPOUND: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙",
    "轩辕", "端木", "百里", "呼延", "南宫", "独孤", "西门", "澹台", "闻人", "申屠", "太史", "钟离", "拓跋", "公冶",
];

/// Syllable of a character; what is not Han, or has no known reading, is spelled as itself.
pub(super) fn syllable(sign: char) -> String {
    if !is_han(sign) {
        return sign.to_string();
    }
    sign.to_pinyin().map_or_else(|| sign.to_string(), |reading| reading.plain().replace('ü', "u"))
}

/// Syllables of a text, character by character.
pub(super) fn syllables(text: &str) -> Vec<String> {
    text.chars().map(syllable).collect()
}

/// Family and given name of a Chinese name, and how they are spelled.
pub(super) fn split_person(name: &str) -> Option<(String, String)> {
    let signs: Vec<char> = name.chars().collect();
    let cut = if signs.len() >= 3 && COMPOUND.iter().any(|family| name.starts_with(family)) { 2 } else { 1 };
    if signs.len() <= cut {
        return None;
    }
    let family = match signs[..cut] {
        [one] => {
            SURNAMES.iter().find(|(sign, _)| *sign == one).map_or_else(|| syllable(one), |(_, read)| read.to_string())
        }
        _ => signs[..cut].iter().map(|&sign| syllable(sign)).collect(),
    };
    Some((family, signs[cut..].iter().map(|&sign| syllable(sign)).collect()))
}

/// One spelling for those that are in use side by side: `lv`, `lyu` and `lu` for 吕.
pub(super) fn usual(word: &str) -> String {
    match word {
        "lv" | "lyu" | "lue" => "lu".into(),
        "nv" | "nyu" => "nu".into(),
        _ => word.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_split_and_spelled() {
        for (name, family, given) in [
            ("曾国平", "zeng", "guoping"),
            ("欧阳明", "ouyang", "ming"),
            ("吕伟", "lu", "wei"),
            ("上官婉儿", "shangguan", "waner"),
        ] {
            assert_eq!(split_person(name), Some((family.into(), given.into())), "{name}");
        }
        assert_eq!(split_person("王"), None);
    }
}
