//! A record as matching takes it: the fields that the reader may see, by what the kind says they mean in matching.

use matching::{Bilingual, Indicator, Money, Profile, Side};
use registry::content::Content;
use registry::definition::{Field, FieldType, Kind, Matching, MatchingRole};
use serde_json::Value;

/// The profile of some content; none where the kind takes no part in matching.
pub(crate) fn of(kind: &Kind, id: &str, owner: &str, content: &Content) -> Option<Profile> {
    let side = match kind.matching {
        Matching::Need => Side::Need,
        Matching::Offer => Side::Offer,
        Matching::None => return None,
    };
    let text = |code: &str| content.get(code).map(bilingual).unwrap_or_default();
    let mut profile = Profile {
        id: id.to_owned(),
        owner: owner.to_owned(),
        side,
        kind: kind.code.clone(),
        title: text(&kind.title),
        summary: text(&kind.summary),
        ..Profile::default()
    };
    for field in &kind.fields {
        if let (Some(role), Some(value)) = (field.matching, content.get(&field.code)) {
            read(&mut profile, role, field, value);
        }
    }
    Some(profile)
}

/// The words by which others are found that fit.
pub(crate) fn words(profile: &Profile) -> String {
    let names = profile.indicators.iter().map(|indicator| &indicator.name);
    let texts = [&profile.title, &profile.summary].into_iter().chain(&profile.keywords).chain(&profile.capabilities);
    texts.chain(names).flat_map(Bilingual::texts).collect::<Vec<_>>().join("\n")
}

fn read(profile: &mut Profile, role: MatchingRole, field: &Field, value: &Value) {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    match role {
        MatchingRole::Indicators => profile.indicators.extend(values.iter().filter_map(|row| indicator(field, row))),
        MatchingRole::Keywords => profile.keywords.extend(values.iter().map(bilingual)),
        MatchingRole::Capabilities => {
            profile.capabilities.extend(values.iter().map(|value| bilingual(value.get("name").unwrap_or(value))));
        }
        MatchingRole::Readiness => {
            profile.readiness = value.as_u64().and_then(|level| u8::try_from(level).ok());
        }
        MatchingRole::Money => {
            profile.money = Some(value).and_then(|value| {
                Some(Money {
                    minor: value.get("amount")?.as_i64()?,
                    currency: value.get("currency")?.as_str()?.to_owned(),
                })
            });
        }
        MatchingRole::Modes => profile.modes.extend(values.iter().filter_map(Value::as_str).map(str::to_owned)),
        MatchingRole::Region => profile.region = values.first().and_then(Value::as_str).map(str::to_owned),
        MatchingRole::Day => {
            let end = if profile.side == Side::Need { "to" } else { "from" };
            let day = value.as_str().or_else(|| value.get(end)?.as_str());
            // Of a year or a month that is no day yet nothing is said.
            profile.day = day.and_then(|day| day.parse().ok());
        }
    }
}

/// A row of a group: its name, and the first other text, the figure.
fn indicator(field: &Field, row: &Value) -> Option<Indicator> {
    let FieldType::Group(fields) = &field.of_type else { return None };
    let is_figure = |field: &&Field| field.code != "name" && matches!(field.of_type, FieldType::Text { .. });
    let figure = fields.iter().find(is_figure)?;
    Some(Indicator {
        name: bilingual(row.get("name")?),
        figure: bilingual(row.get(&figure.code)?).texts().next().unwrap_or_default().to_owned(),
        hard: row.get("must").and_then(Value::as_bool).unwrap_or_default(),
        vector: None,
    })
}

/// A text in its languages; one without a language is told by its script.
fn bilingual(value: &Value) -> Bilingual {
    let of = |code: &str| value.get(code).and_then(Value::as_str).unwrap_or_default();
    match value {
        Value::String(text) if text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign)) => {
            Bilingual::new(text, "")
        }
        Value::String(text) => Bilingual::new("", text),
        _ => Bilingual::new(of("zh"), of("en")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::definition::Definitions;
    use serde_json::json;

    #[test]
    fn the_fields_of_a_need_say_what_it_asks() {
        let definitions = Definitions::embedded().expect("the definitions that come with the program are in order");
        let need = definitions.kind("need").expect("there are needs");
        let content = json!({
            "name": {"zh": "密封", "en": "Seals"},
            "keywords": [{"zh": "干气密封"}],
            "indicators": [{"name": {"zh": "使用寿命"}, "target": "≥8000 h", "present": "2000 h"}],
            "readiness": 6,
            "budget": {"amount": 50_000_000, "currency": "CNY"},
            "region": "440300",
            "schedule": {"from": "2027-01-01", "to": "2027-12-31"},
        });
        let content = content.as_object().expect("it is an object").clone();
        let profile = of(need, "r", "p", &content).expect("needs take part");
        assert_eq!(profile.indicators[0].figure, "≥8000 h");
        assert_eq!((profile.readiness, profile.region.as_deref()), (Some(6), Some("440300")));
        assert_eq!(profile.money, Some(Money { minor: 50_000_000, currency: "CNY".into() }));
        assert_eq!(profile.day, Some(jiff::civil::date(2027, 12, 31)));
        assert_eq!(words(&profile), "密封\nSeals\n干气密封\n使用寿命");
    }
}
