//! To whom something belongs, as pages name them: organisations have a page, persons have none.

use super::organisation;
use crate::failure::Failure;
use crate::locale::Language;
use crate::platform::Platform;
use accounts::ORGANISATION;
use std::collections::BTreeMap;
use store::schema::party;

/// A party as pages name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Owner {
    /// Its name in the page's language; empty where it has none.
    pub(super) name: String,
    /// Its page.
    pub(super) address: Option<String>,
}

impl Owner {
    /// A party.
    pub(super) fn of(party: &party::Model, language: Language) -> Self {
        let address = (party.kind == ORGANISATION).then(|| organisation::address(&party.id));
        Self { name: party_name(&party.name_zh, &party.name_en, language).to_owned(), address }
    }
}

/// The parties of some ids, as far as there are such.
pub(super) async fn owners(
    platform: &Platform,
    ids: &[String],
    language: Language,
) -> Result<BTreeMap<String, Owner>, Failure> {
    let found = platform.accounts().parties(ids).await?;
    Ok(found.into_iter().map(|(id, party)| (id, Owner::of(&party, language))).collect())
}

/// A name in a language, or in the other where there is none.
pub(crate) fn party_name<'a>(zh: &'a str, en: &'a str, language: Language) -> &'a str {
    let (first, second) = if language == Language::Zh { (zh, en) } else { (en, zh) };
    if first.is_empty() { second } else { first }
}
