//! A field of a kind: what it is called, what its values are, who sees them.

use super::Words;
use serde::{Deserialize, Serialize};

/// Who sees a field, from all to few; each level includes those before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disclosure {
    /// Everybody.
    #[default]
    Public,
    /// Whoever has signed in.
    SignedIn,
    /// Whom the owner lets see it.
    Agreement,
    /// The parties to a deal about the record.
    Deal,
    /// The owner, and curators for their work.
    Owner,
}

impl Disclosure {
    /// All levels, from all to few.
    pub const ALL: [Self; 5] = [Self::Public, Self::SignedIn, Self::Agreement, Self::Deal, Self::Owner];

    /// As it is written in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::SignedIn => "signed-in",
            Self::Agreement => "agreement",
            Self::Deal => "deal",
            Self::Owner => "owner",
        }
    }

    /// The level of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

/// A scale of readiness levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Technology readiness, 1 to 9 (ISO 16290, GB/T 22900).
    Trl,
    /// Manufacturing readiness, 1 to 10.
    Mrl,
    /// Qingdao's scale from research to return, 1 to 13.
    Qingdao,
}

impl Scale {
    /// The highest level; the lowest is 1.
    pub fn levels(self) -> i64 {
        match self {
            Self::Trl => 9,
            Self::Mrl => 10,
            Self::Qingdao => 13,
        }
    }

    /// As it is written in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Trl => "trl",
            Self::Mrl => "mrl",
            Self::Qingdao => "qingdao",
        }
    }
}

/// A sort of file that may be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileSort {
    /// PDF.
    Pdf,
    /// PNG, JPEG, WebP.
    Image,
    /// XLSX, CSV.
    Sheet,
    /// Plain text, DOCX.
    Text,
    /// ZIP.
    Archive,
}

impl FileSort {
    /// As it is written in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Image => "image",
            Self::Sheet => "sheet",
            Self::Text => "text",
            Self::Archive => "archive",
        }
    }
}

/// What a field says where needs are matched with what is offered. Title and summary are known from the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchingRole {
    /// Figures: a group with texts `name` and `target` or `value`, and perhaps a yes or no `hard`.
    Indicators,
    /// Words that name the matter.
    Keywords,
    /// What can be done, or is wanted: texts, or a group with a text `name`.
    Capabilities,
    /// The readiness that is wanted at least, or reached.
    Readiness,
    /// The budget of a need, the price of an offer.
    Money,
    /// Ways of working together.
    Modes,
    /// Where it is.
    Region,
    /// The day by which it is needed, or from which it is there; of a period the end, or the beginning.
    Day,
}

impl MatchingRole {
    /// Whether values of a type can say this.
    fn fits(self, of_type: &FieldType) -> bool {
        let is_text = |field: &Field| matches!(field.of_type, FieldType::Text { .. });
        let has_name = |fields: &[Field]| fields.iter().any(|field| field.code == "name" && is_text(field));
        match (self, of_type) {
            (Self::Indicators, FieldType::Group(fields)) => {
                has_name(fields)
                    && fields.iter().any(|field| ["target", "value"].contains(&field.code.as_str()) && is_text(field))
            }
            (Self::Capabilities, FieldType::Group(fields)) => has_name(fields),
            (Self::Keywords | Self::Capabilities, FieldType::Text { .. })
            | (Self::Readiness, FieldType::Readiness(Scale::Trl))
            | (Self::Money, FieldType::Money { .. })
            | (Self::Modes, FieldType::Choice { .. })
            | (Self::Region, FieldType::Region)
            | (Self::Day, FieldType::Date { .. } | FieldType::Period) => true,
            _ => false,
        }
    }
}

/// What the values of a field are.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldType {
    /// One line, or several.
    Text {
        /// Several lines.
        lines: bool,
        /// Letters at most.
        max: usize,
        /// Kept per language.
        bilingual: bool,
    },
    /// Formatted text.
    Markdown {
        /// Letters at most.
        max: usize,
        /// Kept per language.
        bilingual: bool,
    },
    /// A number.
    Number {
        /// Its unit, in UCUM style.
        unit: Option<String>,
        /// Decimal places at most.
        decimals: u8,
        /// The least that is allowed.
        least: Option<f64>,
        /// The most that is allowed.
        most: Option<f64>,
        /// Whether it may be given with a tolerance.
        tolerance: bool,
    },
    /// An amount of money.
    Money {
        /// ISO 4217.
        currency: String,
        /// What the form asks in: 1, or 10,000 for 万元.
        in_units_of: i64,
    },
    /// A day.
    Date {
        /// The first that is allowed.
        least: Option<jiff::civil::Date>,
        /// The last that is allowed.
        most: Option<jiff::civil::Date>,
    },
    /// A first and a last day.
    Period,
    /// A term of a vocabulary.
    Choice {
        /// Code of the vocabulary.
        vocabulary: String,
    },
    /// A track of the six directions.
    Track,
    /// An administrative division or a country.
    Region,
    /// A readiness level.
    Readiness(Scale),
    /// Another record.
    Link {
        /// Codes of the kinds that it may be of.
        kinds: Vec<String>,
    },
    /// An uploaded file.
    File {
        /// What it may be.
        accept: Vec<FileSort>,
        /// Its size at most, in 10⁶ bytes.
        megabytes: u32,
    },
    /// An address on the web.
    Web,
    /// Name, telephone, e-mail of someone to talk to.
    Contact,
    /// Yes or no.
    YesNo,
    /// Fields of its own.
    Group(Vec<Field>),
}

/// A field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its code.
    pub code: String,
    /// Code of the section of the form; that of the group for a field of a group.
    pub section: String,
    /// Its name.
    pub name: Words,
    /// A sentence that helps.
    pub help: Option<Words>,
    /// An example.
    pub example: Option<Words>,
    /// What its values are.
    pub of_type: FieldType,
    /// Must be there when a record is submitted.
    pub required: bool,
    /// How many values it may have.
    pub most_values: usize,
    /// Whether it has a list of values.
    pub many: bool,
    /// Who sees it.
    pub disclosure: Disclosure,
    /// Whether it holds personal data.
    pub personal: bool,
    /// The official form that asks for it.
    pub source: Option<String>,
    /// What it says in matching.
    pub matching: Option<MatchingRole>,
}

/// A field as it stands in a file: settings of all types together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldFile {
    pub(super) code: String,
    section: Option<String>,
    #[serde(rename = "type")]
    type_name: String,
    en: String,
    zh: String,
    help: Option<Words>,
    example: Option<Words>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    many: bool,
    most_values: Option<usize>,
    #[serde(default)]
    disclosure: Disclosure,
    #[serde(default)]
    personal: bool,
    source: Option<String>,
    matching: Option<MatchingRole>,
    // What only some types have.
    lines: Option<bool>,
    max: Option<usize>,
    bilingual: Option<bool>,
    unit: Option<String>,
    decimals: Option<u8>,
    least: Option<toml::Value>,
    most: Option<toml::Value>,
    tolerance: Option<bool>,
    currency: Option<String>,
    in_units_of: Option<i64>,
    vocabulary: Option<String>,
    scale: Option<Scale>,
    kinds: Option<Vec<String>>,
    accept: Option<Vec<FileSort>>,
    megabytes: Option<u32>,
    fields: Option<Vec<FieldFile>>,
}

impl FieldFile {
    /// The field, or what is wrong with it, said for a person.
    pub(super) fn field(mut self, group: Option<&str>) -> Result<Field, String> {
        let section = match (group, self.section.take()) {
            (None, Some(section)) => section,
            (None, None) => return Err(format!("field {} says no section", self.code)),
            (Some(group), None) => group.to_owned(),
            (Some(_), Some(_)) => {
                return Err(format!("field {} is in a group: it has no section of its own", self.code));
            }
        };
        if self.most_values.is_some() && !self.many {
            return Err(format!("field {}: most_values needs many = true", self.code));
        }
        let of_type = self.of_type(group.is_some())?;
        if self.matching.is_some_and(|role| !role.fits(&of_type)) {
            return Err(format!("field {}: its type cannot say this in matching", self.code));
        }
        Ok(Field {
            matching: self.matching,
            section,
            name: Words { en: self.en, zh: self.zh },
            help: self.help,
            example: self.example,
            of_type,
            required: self.required,
            most_values: if self.many { self.most_values.unwrap_or(20) } else { 1 },
            many: self.many,
            disclosure: self.disclosure,
            personal: self.personal,
            source: self.source,
            code: self.code,
        })
    }

    /// Takes the settings of the type; what is left then does not belong to it.
    fn of_type(&mut self, in_group: bool) -> Result<FieldType, String> {
        let (name, code) = (self.type_name.clone(), self.code.clone());
        let (name, code) = (name.as_str(), code.as_str());
        let bilingual = |settings: &mut Self| settings.bilingual.take().unwrap_or(false);
        let needs = |setting: &str| format!("field {code} of type {name} needs `{setting}`");
        let of_type = match name {
            "text" => {
                let lines = self.lines.take().unwrap_or(false);
                let max = self.max.take().unwrap_or(if lines { 4_000 } else { 200 });
                FieldType::Text { lines, max, bilingual: bilingual(self) }
            }
            "markdown" => FieldType::Markdown { max: self.max.take().unwrap_or(20_000), bilingual: bilingual(self) },
            "number" => FieldType::Number {
                unit: self.unit.take(),
                decimals: self.decimals.take().unwrap_or(0),
                least: number(self.least.take(), code)?,
                most: number(self.most.take(), code)?,
                tolerance: self.tolerance.take().unwrap_or(false),
            },
            "money" => FieldType::Money {
                currency: self.currency.take().unwrap_or_else(|| "CNY".to_owned()),
                in_units_of: self.in_units_of.take().unwrap_or(1),
            },
            "date" => FieldType::Date { least: day(self.least.take(), code)?, most: day(self.most.take(), code)? },
            "period" => FieldType::Period,
            "choice" => FieldType::Choice { vocabulary: self.vocabulary.take().ok_or_else(|| needs("vocabulary"))? },
            "track" => FieldType::Track,
            "region" => FieldType::Region,
            "readiness" => FieldType::Readiness(self.scale.take().ok_or_else(|| needs("scale"))?),
            "link" => FieldType::Link { kinds: self.kinds.take().ok_or_else(|| needs("kinds"))? },
            "file" if in_group => return Err(format!("field {code}: a group holds no files")),
            "file" => FieldType::File {
                accept: self.accept.take().unwrap_or_else(|| vec![FileSort::Pdf]),
                megabytes: self.megabytes.take().unwrap_or(10),
            },
            "web" => FieldType::Web,
            "contact" => FieldType::Contact,
            "yes_no" => FieldType::YesNo,
            "group" if in_group => return Err(format!("group {code} stands in a group: one level is enough")),
            "group" => {
                let fields = self.fields.take().ok_or_else(|| needs("fields"))?;
                FieldType::Group(fields.into_iter().map(|field| field.field(Some(code))).collect::<Result<_, _>>()?)
            }
            other => return Err(format!("field {code}: there is no type `{other}`")),
        };
        match self.left() {
            None => Ok(of_type),
            Some(setting) => Err(format!("field {code}: `{setting}` is no setting of type {name}")),
        }
    }

    /// A setting that is still there.
    fn left(&self) -> Option<&'static str> {
        [
            ("lines", self.lines.is_some()),
            ("max", self.max.is_some()),
            ("bilingual", self.bilingual.is_some()),
            ("unit", self.unit.is_some()),
            ("decimals", self.decimals.is_some()),
            ("least", self.least.is_some()),
            ("most", self.most.is_some()),
            ("tolerance", self.tolerance.is_some()),
            ("currency", self.currency.is_some()),
            ("in_units_of", self.in_units_of.is_some()),
            ("vocabulary", self.vocabulary.is_some()),
            ("scale", self.scale.is_some()),
            ("kinds", self.kinds.is_some()),
            ("accept", self.accept.is_some()),
            ("megabytes", self.megabytes.is_some()),
            ("fields", self.fields.is_some()),
        ]
        .into_iter()
        .find_map(|(name, there)| there.then_some(name))
    }
}

fn number(value: Option<toml::Value>, code: &str) -> Result<Option<f64>, String> {
    match value {
        None => Ok(None),
        Some(toml::Value::Integer(number)) => Ok(Some(number as f64)),
        Some(toml::Value::Float(number)) if number.is_finite() => Ok(Some(number)),
        Some(_) => Err(format!("field {code}: least and most of a number are numbers")),
    }
}

fn day(value: Option<toml::Value>, code: &str) -> Result<Option<jiff::civil::Date>, String> {
    let wrong = || format!("field {code}: least and most of a date are days, as 2026-01-31");
    match value {
        None => Ok(None),
        Some(toml::Value::Datetime(time)) => time.to_string().parse().map(Some).map_err(|_| wrong()),
        Some(_) => Err(wrong()),
    }
}
