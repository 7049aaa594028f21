//! A record as matching takes it: the fields that the reader may see, by what the kind says they mean in matching.

use matching::{Bilingual, Profile, Role, Side};
use registry::content::Content;
use registry::definition::{Kind, Matching, MatchingRole};

/// The profile of some content; none where the kind takes no part in matching.
pub(crate) fn of(kind: &Kind, id: &str, owner: &str, content: &Content) -> Option<Profile> {
    let side = match kind.matching {
        Matching::Need => Side::Need,
        Matching::Offer => Side::Offer,
        Matching::None => return None,
    };
    let mut profile =
        Profile { id: id.to_owned(), owner: owner.to_owned(), side, kind: kind.code.clone(), ..Profile::default() };
    let above = [(&kind.title, Role::Title), (&kind.summary, Role::Text)];
    let declared = kind.fields.iter().filter_map(|field| Some((&field.code, role(field.matching?, side))));
    for (code, role) in above.into_iter().chain(declared) {
        if let Some(value) = content.get(code) {
            profile.fill(role, value, false);
        }
    }
    Some(profile)
}

/// What a field is on a side.
fn role(role: MatchingRole, side: Side) -> Role {
    let of = |need: Role, offer: Role| if side == Side::Need { need } else { offer };
    match role {
        MatchingRole::Indicators => Role::Indicators,
        MatchingRole::Keywords => Role::Keywords,
        MatchingRole::Capabilities => Role::Capabilities,
        MatchingRole::Readiness => Role::Readiness,
        MatchingRole::Money => of(Role::Budget, Role::Price),
        MatchingRole::Modes => Role::Modes,
        MatchingRole::Region => Role::Region,
        MatchingRole::Day => of(Role::NeededBy, Role::AvailableFrom),
    }
}

/// The words by which others are found that fit.
pub(crate) fn words(profile: &Profile) -> String {
    let names = profile.indicators.iter().map(|indicator| &indicator.name);
    let texts = [&profile.title, &profile.summary].into_iter().chain(&profile.keywords).chain(&profile.capabilities);
    texts.chain(names).flat_map(Bilingual::texts).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use matching::Money;
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
