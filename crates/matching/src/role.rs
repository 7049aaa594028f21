//! How the fields of a record take part in matching. A kind says of a field which role it has, and this says what becomes of its value.
//!
//! Values have the form in which records hold them: bilingual texts `{"zh", "en"}`, money `{"amount", "currency"}` in minor units, days
//! `"2027-01-31"`, periods `{"from", "to"}` of days, months or years, choices and regions by code, several values in a list.

use crate::profile::{Aspect, Bilingual, Indicator, Money, Profile, Reach};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a field is for matching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The title.
    Title,
    /// A text that says what it is about; several are read one after another.
    Text,
    /// Keywords.
    Keywords,
    /// Capabilities: texts, or groups with a `name`.
    Capabilities,
    /// Figures: groups with a `name`, a figure called `target` or `value`, and perhaps `hard`.
    Indicators,
    /// Technology readiness.
    Readiness,
    /// The budget of a need.
    Budget,
    /// The price of an offer.
    Price,
    /// Ways of working together.
    Modes,
    /// Where it is.
    Region,
    /// How near the other side has to be: `city`, `province`, `country`, `anywhere`.
    Reach,
    /// A day by which it is needed, or a period at whose end it is.
    NeededBy,
    /// A day from which it is there, or a period at whose beginning it is.
    AvailableFrom,
    /// How many conversations can be held at once.
    Capacity,
}

impl Role {
    /// The aspect that a need asks for with it, if it is one.
    pub fn aspect(self) -> Option<Aspect> {
        Some(match self {
            Self::Capabilities => Aspect::Capabilities,
            Self::Readiness => Aspect::Readiness,
            Self::Budget | Self::Price => Aspect::Money,
            Self::Modes => Aspect::Modes,
            Self::Region | Self::Reach => Aspect::Region,
            Self::NeededBy | Self::AvailableFrom => Aspect::Time,
            Self::Title | Self::Text | Self::Keywords | Self::Indicators | Self::Capacity => return None,
        })
    }
}

impl Profile {
    /// Takes in the value of a field. `hard` says that nothing else makes up for what the field asks; of indicators, it counts for those
    /// that do not say so themselves. A value of another form than the role has is passed over: it was not said.
    pub fn fill(&mut self, role: Role, value: &Value, hard: bool) {
        match role {
            Role::Title => self.title = bilingual(value).unwrap_or_default(),
            Role::Text => each(value).filter_map(bilingual).for_each(|text| append(&mut self.summary, &text)),
            Role::Keywords => self.keywords.extend(each(value).filter_map(bilingual)),
            Role::Capabilities => {
                self.capabilities.extend(each(value).filter_map(|value| bilingual(value.get("name").unwrap_or(value))));
            }
            Role::Indicators => self.indicators.extend(each(value).filter_map(|group| indicator(group, hard))),
            Role::Readiness => self.readiness = value.as_u64().and_then(|level| level.try_into().ok()),
            Role::Budget | Role::Price => self.money = money(value),
            Role::Modes => self.modes.extend(each(value).filter_map(Value::as_str).map(str::to_owned)),
            Role::Region => self.region = value.as_str().map(str::to_owned),
            Role::Reach => self.reach = serde_json::from_value(value.clone()).unwrap_or(Reach::Anywhere),
            Role::NeededBy => self.day = value.get("to").unwrap_or(value).as_str().and_then(last_day),
            Role::AvailableFrom => self.day = value.get("from").unwrap_or(value).as_str().and_then(first_day),
            Role::Capacity => self.capacity = value.as_u64().map(|count| count.try_into().unwrap_or(u32::MAX)),
        }
        if let Some(aspect) = role.aspect().filter(|aspect| hard && !self.hard.contains(aspect)) {
            self.hard.push(aspect);
        }
    }
}

/// The value, or those of the list.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

/// A text without a language is taken to be in the one whose letters it has.
fn bilingual(value: &Value) -> Option<Bilingual> {
    let part = |language: &str| value.get(language).and_then(Value::as_str).unwrap_or_default();
    let text = match value.as_str() {
        Some(text) if text.chars().any(crate::plain::is_ideograph) => Bilingual::new(text, ""),
        Some(text) => Bilingual::new("", text),
        None => Bilingual::new(part("zh"), part("en")),
    };
    let is_there = text.texts().next().is_some();
    is_there.then_some(text)
}

fn append(to: &mut Bilingual, text: &Bilingual) {
    for (to, text) in [(&mut to.zh, &text.zh), (&mut to.en, &text.en)] {
        if !to.is_empty() && !text.is_empty() {
            to.push('\n');
        }
        to.push_str(text);
    }
}

fn indicator(group: &Value, hard: bool) -> Option<Indicator> {
    let figure = ["target", "value"].iter().find_map(|key| group.get(*key)?.as_str())?;
    let hard = group.get("hard").and_then(Value::as_bool).unwrap_or(hard);
    Some(Indicator { name: bilingual(group.get("name")?)?, figure: figure.to_owned(), hard, vector: None })
}

fn money(value: &Value) -> Option<Money> {
    let minor = value.get("amount")?.as_i64().filter(|minor| *minor >= 0)?;
    Some(Money { minor, currency: value.get("currency")?.as_str()?.to_owned() })
}

/// Of a day, a month or a year.
fn first_day(text: &str) -> Option<Date> {
    let day = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    day.parse().ok()
}

fn last_day(text: &str) -> Option<Date> {
    let first = first_day(text)?;
    Some(match text.len() {
        4 => first.last_of_year(),
        7 => first.last_of_month(),
        _ => first,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_becomes_a_profile() {
        let mut need = Profile::default();
        for (role, value, hard) in [
            (Role::Title, json!({"zh": "氢压缩机密封", "en": "Seals"}), false),
            (Role::Text, json!({"zh": "寿命短"}), false),
            (Role::Text, json!({"zh": "易磨损", "en": "wear"}), false),
            (Role::Keywords, json!([{"zh": "干气密封"}, "dry gas seal"]), false),
            (Role::Capabilities, json!([{"name": {"en": "Scale-up"}, "kind": "scale"}]), false),
            (
                Role::Indicators,
                json!([{"name": {"en": "Service life"}, "target": "≥ 8,000 h"}, {"name": "泄漏率", "value": "5 ppm", "hard": false}]),
                true,
            ),
            (Role::Readiness, json!(6), true),
            (Role::Budget, json!({"amount": 200_000_000, "currency": "CNY"}), false),
            (Role::Modes, json!(["joint", "service"]), false),
            (Role::Region, json!("440300"), false),
            (Role::Reach, json!("province"), true),
            (Role::NeededBy, json!({"from": "2026", "to": "2027-02"}), false),
            (Role::Capacity, json!(4), false),
        ] {
            need.fill(role, &value, hard);
        }
        assert_eq!(need.title, Bilingual::new("氢压缩机密封", "Seals"));
        assert_eq!(need.summary, Bilingual::new("寿命短\n易磨损", "wear"));
        assert_eq!(need.keywords, [Bilingual::new("干气密封", ""), Bilingual::new("", "dry gas seal")]);
        assert_eq!(need.capabilities, [Bilingual::new("", "Scale-up")]);
        assert_eq!(need.indicators.iter().map(|indicator| indicator.hard).collect::<Vec<_>>(), [true, false]);
        assert_eq!((need.readiness, need.capacity, need.reach), (Some(6), Some(4), Reach::Province));
        assert_eq!(need.money, Some(Money { minor: 200_000_000, currency: "CNY".to_owned() }));
        assert_eq!(need.day, Some(jiff::civil::date(2027, 2, 28)));
        assert_eq!(need.hard, [Aspect::Readiness, Aspect::Region]);
    }

    #[test]
    fn values_of_another_form_were_not_said() {
        let roles = [
            Role::Title,
            Role::Text,
            Role::Keywords,
            Role::Capabilities,
            Role::Indicators,
            Role::Readiness,
            Role::Budget,
            Role::Modes,
            Role::Region,
            Role::Reach,
            Role::NeededBy,
            Role::AvailableFrom,
            Role::Capacity,
        ];
        for role in roles {
            for value in [
                json!(null),
                json!(true),
                json!(-1),
                json!([]),
                json!({}),
                json!([[{}]]),
                json!({"amount": "x", "to": 7}),
            ] {
                let mut profile = Profile::default();
                profile.fill(role, &value, false);
                assert_eq!(profile, Profile::default(), "{role:?} {value}");
            }
        }
        let mut profile = Profile::default();
        profile.fill(Role::AvailableFrom, &json!("2027"), false);
        assert_eq!(profile.day, Some(jiff::civil::date(2027, 1, 1)));
        assert_eq!(serde_json::from_value::<Role>(json!("needed-by")).unwrap(), Role::NeededBy);
    }
}
