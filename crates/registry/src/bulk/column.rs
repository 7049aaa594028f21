//! The columns of a kind: which there are, and what they are called.

use crate::definition::{Field, FieldType, Kind};

/// What of a value a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    Whole,
    Chinese,
    English,
    /// A text whose heading names no language: its letters tell.
    EitherLanguage,
    Minus,
    Plus,
    From,
    To,
    Name,
    Telephone,
    Email,
}

impl Part {
    /// What stands behind the code of the field, and behind its name in both languages.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Whole | Self::EitherLanguage => ("", "", ""),
            Self::Chinese => ("zh", "Chinese", "中文"),
            Self::English => ("en", "English", "英文"),
            Self::Minus => ("minus", "minus", "负偏差"),
            Self::Plus => ("plus", "plus", "正偏差"),
            Self::From => ("from", "from", "起"),
            Self::To => ("to", "to", "止"),
            Self::Name => ("name", "name", "姓名"),
            Self::Telephone => ("telephone", "telephone", "电话"),
            Self::Email => ("email", "e-mail", "电子邮箱"),
        }
    }

    /// Its key in a value of several parts.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Whole => "value",
            part => part.words().0,
        }
    }
}

/// The parts that the values of a type have.
pub(super) fn parts(of_type: &FieldType) -> &'static [Part] {
    match of_type {
        FieldType::Text { bilingual: true, .. } | FieldType::Markdown { bilingual: true, .. } => {
            &[Part::Chinese, Part::English]
        }
        FieldType::Number { tolerance: true, .. } => &[Part::Whole, Part::Minus, Part::Plus],
        FieldType::Period => &[Part::From, Part::To],
        FieldType::Contact => &[Part::Name, Part::Telephone, Part::Email],
        FieldType::Group(_) => &[],
        _ => &[Part::Whole],
    }
}

/// Where the cells of a column go, in the order of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    /// Position of the field in the kind.
    pub(super) field: usize,
    /// Number of the value of a group that has many, from 1.
    pub(super) item: Option<usize>,
    /// Position of the field in the group.
    pub(super) inner: Option<usize>,
    pub(super) part: Part,
}

/// A column.
#[derive(Clone, Copy)]
pub(super) struct Column<'a> {
    pub(super) place: Place,
    pub(super) group: Option<&'a Field>,
    /// The field; that of the group where there is one.
    pub(super) field: &'a Field,
}

impl<'a> Column<'a> {
    /// The column at a place of a kind.
    pub(super) fn at(kind: &'a Kind, place: Place) -> Option<Self> {
        let field = kind.fields.get(place.field)?;
        let Some(inner) = place.inner else { return Some(Self { place, group: None, field }) };
        match &field.of_type {
            FieldType::Group(fields) => Some(Self { place, group: Some(field), field: fields.get(inner)? }),
            _ => None,
        }
    }

    /// All columns of a field, of a group that has many those of its first `items` values.
    pub(super) fn of(position: usize, field: &'a Field, items: usize) -> Vec<Self> {
        let all = |group: Option<&'a Field>, field: &'a Field, item: Option<usize>, inner: Option<usize>| {
            let place = move |&part| Place { field: position, item, inner, part };
            parts(&field.of_type).iter().map(move |part| Self { place: place(part), group, field })
        };
        match &field.of_type {
            FieldType::Group(fields) => {
                let items: Vec<Option<usize>> = if field.many { (1..=items).map(Some).collect() } else { vec![None] };
                let each = |item| {
                    let inner = fields.iter().enumerate();
                    inner.flat_map(move |(inner, of_group)| all(Some(field), of_group, item, Some(inner)))
                };
                items.into_iter().flat_map(each).collect()
            }
            _ => all(None, field, None, None).collect(),
        }
    }

    /// The key, which never changes.
    pub(super) fn key(&self) -> String {
        let code = &self.field.code;
        let mut key = match (self.group, self.place.item) {
            (Some(group), Some(item)) => format!("{}.{item}.{code}", group.code),
            (Some(group), None) => format!("{}.{code}", group.code),
            (None, _) => field_key(code),
        };
        let (part, ..) = self.place.part.words();
        if !part.is_empty() {
            key.push('.');
            key += part;
        }
        key
    }

    /// The heading in a language, without a unit.
    pub(super) fn plain_heading(&self, chinese: bool) -> String {
        let name = self.field.name.of(chinese);
        let mut heading = match self.group {
            Some(group) => {
                let (group, item) = (group.name.of(chinese), self.place.item);
                let number = item.map(|item| if chinese { item.to_string() } else { format!(" {item}") });
                let number = number.unwrap_or_default();
                if chinese { format!("{group}{number}：{name}") } else { format!("{group}{number}: {name}") }
            }
            None => name.to_owned(),
        };
        let (_, en, zh) = self.place.part.words();
        let part = if chinese { zh } else { en };
        if !part.is_empty() {
            heading += &in_brackets(part, chinese);
        }
        heading
    }

    /// The heading in a language, with the unit that is entered.
    pub(super) fn heading(&self, chinese: bool) -> String {
        let heading = self.plain_heading(chinese);
        match unit(&self.field.of_type, chinese) {
            Some(unit) if self.place.part == Part::Whole => heading + &in_brackets(&unit, chinese),
            _ => heading,
        }
    }

    /// Whether a record cannot be submitted without it.
    pub(super) fn required(&self) -> bool {
        let needed = self.group.is_none_or(|group| group.required && self.place.item.is_none_or(|item| item == 1));
        needed && self.field.required && !matches!(self.place.part, Part::Minus | Part::Plus | Part::To)
    }
}

/// The key of a field by its code. `id` is the record's.
pub(super) fn field_key(code: &str) -> String {
    if code == "id" { "field.id".to_owned() } else { code.to_owned() }
}

/// The unit in which a number or an amount is entered.
pub(super) fn unit(of_type: &FieldType, chinese: bool) -> Option<String> {
    match of_type {
        FieldType::Number { unit, .. } => unit.clone(),
        FieldType::Money { currency, in_units_of } => Some(match (currency.as_str(), *in_units_of) {
            ("CNY", 1) if chinese => "元".to_owned(),
            ("CNY", 10_000) if chinese => "万元".to_owned(),
            ("CNY", 100_000_000) if chinese => "亿元".to_owned(),
            (currency, 1) => currency.to_owned(),
            (currency, units) => format!("{units} {currency}"),
        }),
        _ => None,
    }
}

fn in_brackets(text: &str, chinese: bool) -> String {
    if chinese { format!("（{text}）") } else { format!(" ({text})") }
}
