//! Words and signs around the number of a figure, longest first where one begins like another.

/// What stands before or after a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Equal,
    About,
    Better,
    /// `between`: a range follows.
    Between,
    /// A word that changes nothing.
    Nothing,
}

use Sign::*;

/// Before the number.
pub(crate) const BEFORE: &[(Sign, &[&str])] = &[
    (
        AtLeast,
        &[
            "greater than or equal to",
            "more than or equal to",
            "equal to or greater than",
            "equal to or more than",
            "not less than",
            "no less than",
            "not lower than",
            "no lower than",
            "not below",
            "not fewer than",
            "no fewer than",
            "at least",
            "minimum of",
            "minimum",
            "min.",
            "min",
            "大于或等于",
            "大于等于",
            "高于或等于",
            "高于等于",
            "不低于",
            "不小于",
            "不少于",
            "不短于",
            "不应低于",
            "不得低于",
            "至少",
            "最低",
            "最少",
            "≥",
            ">=",
            "=>",
            "≮",
        ],
    ),
    (
        AtMost,
        &[
            "less than or equal to",
            "lower than or equal to",
            "equal to or less than",
            "not greater than",
            "no greater than",
            "not more than",
            "no more than",
            "not higher than",
            "no higher than",
            "not exceeding",
            "not above",
            "at most",
            "maximum of",
            "maximum",
            "max.",
            "max",
            "up to",
            "within",
            "小于或等于",
            "小于等于",
            "低于或等于",
            "低于等于",
            "不高于",
            "不大于",
            "不超过",
            "不多于",
            "不长于",
            "不应高于",
            "不应超过",
            "不得高于",
            "不得超过",
            "控制在",
            "至多",
            "最多",
            "最高可达",
            "最高",
            "最大",
            "可达",
            "≤",
            "<=",
            "=<",
            "≯",
        ],
    ),
    (
        MoreThan,
        &[
            "greater than",
            "more than",
            "higher than",
            "exceeding",
            "above",
            "over",
            "大于",
            "高于",
            "超过",
            "多于",
            "超",
            ">",
        ],
    ),
    (LessThan, &["less than", "lower than", "fewer than", "below", "under", "小于", "低于", "少于", "不到", "<"]),
    (Better, &["better than", "优于", "好于"]),
    (
        About,
        &[
            "approximately",
            "approx.",
            "approx",
            "about",
            "around",
            "circa",
            "ca.",
            "大约",
            "约为",
            "约",
            "近",
            "≈",
            "~",
        ],
    ),
    (Between, &["between", "from", "介于", "在", "从"]),
    (Equal, &["equal to", "等于", "=="]),
    (Equal, &["="]),
    (Nothing, &["reaches", "reach", "达到", "达", "为", ":"]),
];

/// After the number and its unit.
pub(crate) const AFTER: &[(Sign, &[&str])] = &[
    (
        AtLeast,
        &[
            "and above",
            "and more",
            "or more",
            "or above",
            "or higher",
            "or greater",
            "or longer",
            "or over",
            "at least",
            "minimum",
            "min.",
            "min",
            "(含)以上",
            "或以上",
            "及以上",
            "以上",
            "起",
            "+",
        ],
    ),
    (
        AtMost,
        &[
            "and below",
            "or less",
            "or below",
            "or lower",
            "or fewer",
            "or shorter",
            "or under",
            "at most",
            "maximum",
            "max.",
            "max",
            "(含)以下",
            "或以下",
            "及以下",
            "及以内",
            "以下",
            "以内",
            "之内",
            "内",
        ],
    ),
    (About, &["or so", "左右", "上下"]),
];

/// Between two numbers of a range.
pub(crate) const RANGE: &[&str] = &["~", "–", "-", "…", "..", "至", "到", "to"];

/// Between two bounds.
pub(crate) const AND: &[&str] = &["and", "且", "并且", "及", ",", ";", "和"];

/// Factors written as words.
pub(crate) const FACTORS: &[(&str, i64)] = &[
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("万亿", 1_000_000_000_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
];

/// Words that are no unit.
pub(crate) const NO_UNIT: &[&str] = &[
    "at", "in", "for", "with", "under", "when", "of", "per", "and", "or", "to", "by", "on", "within", "over", "above",
    "below", "from", "than", "max", "min", "maximum", "minimum", "x",
];

/// Ideographs with which no unit goes on.
pub(crate) const NO_UNIT_SIGNS: &str = "在于时下且及和或至到以左上内起每的并与之";
