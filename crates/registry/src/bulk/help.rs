//! What to enter in a column, said for a person.

use super::column::{Column, Part, unit};
use crate::definition::FieldType;

/// A sentence about the cells of a column.
pub(super) fn what(column: &Column<'_>, chinese: bool) -> String {
    let pick = |en: &str, zh: &str| if chinese { zh.to_owned() } else { en.to_owned() };
    let mut text = match &column.field.of_type {
        FieldType::Text { max, .. } | FieldType::Markdown { max, .. } => {
            pick(&format!("Text, at most {max} characters."), &format!("文本，不超过{max}字。"))
        }
        FieldType::Number { decimals, least, most, .. } => {
            let mut text = match decimals {
                0 => pick("A whole number.", "整数。"),
                places => pick(
                    &format!("A number; decimal places: at most {places}."),
                    &format!("数字，最多{places}位小数。"),
                ),
            };
            if let Some(least) = least {
                text += &pick(&format!(" Not less than {least}."), &format!("不小于{least}。"));
            }
            if let Some(most) = most {
                text += &pick(&format!(" Not more than {most}."), &format!("不大于{most}。"));
            }
            text
        }
        FieldType::Money { .. } => pick("An amount.", "金额。"),
        FieldType::Date { .. } => pick("A day, as 2026-01-31.", "日期，如2026-01-31。"),
        FieldType::Period => pick(
            "A day, a month or a year, as 2026-01-31, 2026-01 or 2026.",
            "日期、月份或年份，如2026-01-31、2026-01或2026。",
        ),
        FieldType::Choice { .. } => pick("One of the allowed terms.", "从可选项中选择。"),
        FieldType::Track => pick("Name or code of a track.", "赛道的名称或代码。"),
        FieldType::Region => pick("Name or code of a region.", "地区的名称或代码。"),
        FieldType::Readiness(scale) => {
            pick(&format!("A level from 1 to {}.", scale.levels()), &format!("1至{}级。", scale.levels()))
        }
        FieldType::Link { .. } => pick("The id of a record.", "条目编号。"),
        FieldType::File { .. } => pick("The id of an uploaded file.", "已上传文件的编号。"),
        FieldType::Web => pick("An address that begins with https:// or http://.", "以https://或http://开头的网址。"),
        FieldType::Contact if column.place.part == Part::Email => pick("An e-mail address.", "电子邮箱。"),
        FieldType::Contact => pick("Text, at most 100 characters.", "文本，不超过100字。"),
        FieldType::YesNo => pick("yes or no.", "填“是”或“否”。"),
        FieldType::Group(_) => String::new(),
    };
    if let Some(unit) = unit(&column.field.of_type, chinese) {
        text += &pick(&format!(" Unit: {unit}."), &format!("单位：{unit}。"));
    }
    if column.field.many {
        let most = column.field.most_values;
        text += &pick(
            &format!(" Several, at most {most}, with ; between them."),
            &format!("可填多个（不超过{most}个），用“；”分隔。"),
        );
    }
    if let (Some(group), Some(_)) = (column.group.filter(|group| group.many), column.place.item) {
        let most = group.most_values;
        text += &pick(
            &format!(" Add columns with higher numbers for more, up to {most}."),
            &format!("需要更多项时增加序号更大的列，最多{most}项。"),
        );
    }
    if matches!(column.place.part, Part::Chinese | Part::English) {
        text += &pick(" One of the two languages is enough.", "中英文填写一种即可。");
    }
    text
}

/// The headings of the sheet of help.
pub(super) fn headings(chinese: bool) -> [&'static str; 7] {
    if chinese {
        ["列名", "代码", "是否必填", "填写内容", "说明", "示例", "可选项"]
    } else {
        ["Column", "Code", "Required", "What to enter", "Help", "Example", "Allowed terms"]
    }
}

/// The name of the sheet of help.
pub(super) fn sheet_name(chinese: bool) -> &'static str {
    if chinese { "填写说明" } else { "Help" }
}

/// What is said of what is required, and of what is not.
pub(super) fn required(required: bool, chinese: bool) -> &'static str {
    match (required, chinese) {
        (true, true) => "必填",
        (true, false) => "required",
        (false, _) => "",
    }
}

/// What is said of the column of ids.
pub(super) fn record(chinese: bool) -> &'static str {
    if chinese {
        "留空则新建条目；填写已有条目的编号则修改该条目。"
    } else {
        "Leave it empty for a new record; the id of a record changes that record."
    }
}
