//! Letters to participants about their meetings: what is new, moved or cancelled, in the language and the time of whom it concerns.

use crate::letters::JobError;
use crate::locale::{Language, Words};
use crate::pages::meetings::{Clock, address_of, title};
use crate::pages::owner::party_name;
use crate::platform::Platform;
use accounts::{MemberRole, letter};
use jiff::Timestamp;
use meetings::{Met, Participant, Told, What};
use registry::{Actor, Role};
use serde_json::{Map, Value};
use store::jobs::Job;

/// A letter about meetings. Parameters `title`, `path`, `lines`.
const MEETINGS: &str = "meetings";

/// Asks for the letters of a job of kind [`meetings::TOLD`].
pub(crate) async fn tell(platform: &Platform, job: &Job, now: Timestamp) -> Result<(), JobError> {
    let unreadable = |error: serde_json::Error| store::StoreError::Content { table: "jobs", reason: error.to_string() };
    let told: Told = serde_json::from_value(job.payload.clone()).map_err(unreadable)?;
    let ids: Vec<String> = told.changes.iter().map(|(id, _)| id.clone()).collect();
    let Some((participant, schedule)) = platform.meetings().told(&told.participant, &ids).await? else { return Ok(()) };
    let actor = Actor::party("system", now).with_role(Role::Operator).with_role(Role::Curator);
    // What is public no longer is told to nobody.
    let Ok(Some(round)) = platform.meetings().round(&actor, &told.record).await else { return Ok(()) };
    let clock = Clock(round.settings.time_zone());
    let parties: Vec<String> = schedule.iter().map(|met| met.other_party.clone()).collect();
    let parties = platform.accounts().parties(&parties).await?;
    let transaction = platform.registry().store().write().await?;
    for reader in readers(platform, &actor, &participant).await? {
        // Who has no account gets no letter.
        let Ok(person) = platform.accounts().person(&actor, &reader).await else { continue };
        let language = Language::parse(&person.language).unwrap_or(Language::Zh);
        let words = language.words();
        let line = |met: &Met| {
            let what = told.changes.iter().find(|(id, _)| *id == met.id).map(|(_, what)| *what)?;
            let name = parties.get(&met.other_party).map(|it| party_name(&it.name_zh, &it.name_en, language));
            Some(line_of(met, what, name.unwrap_or_default(), &clock, words))
        };
        let lines: Vec<String> = schedule.iter().filter_map(line).collect();
        let name = title(platform.registry(), &told.record, language).await?;
        let parameters = Map::from_iter([
            ("title".to_owned(), Value::String(name.unwrap_or_else(|| words.say("record-untitled")))),
            ("path".to_owned(), Value::String(address_of(&told.record, &participant.id))),
            ("lines".to_owned(), Value::String(lines.join("\n"))),
        ]);
        letter::ask(&*transaction, &person.email, MEETINGS, &person.language, parameters, now).await?;
    }
    Ok(transaction.commit().await?)
}

/// Whoever entered the participant; where they act for the organisation no longer, its admins.
async fn readers(platform: &Platform, actor: &Actor, participant: &Participant) -> Result<Vec<String>, JobError> {
    if participant.contact == participant.party {
        return Ok(vec![participant.contact.clone()]);
    }
    let members = platform.accounts().members(actor, &participant.party).await?;
    if members.iter().any(|member| member.party == participant.contact) {
        return Ok(vec![participant.contact.clone()]);
    }
    Ok(members.into_iter().filter(|member| member.role == MemberRole::Admin).map(|member| member.party).collect())
}

fn line_of(met: &Met, what: What, name: &str, clock: &Clock, words: &Words) -> String {
    let key = format!("meetings-letter-{}", what.code());
    words.fill(
        &key,
        [
            ("day", clock.day(met.start).into()),
            ("hours", clock.hours(met.start, met.end).into()),
            ("number", met.place.into()),
            ("name", name.to_owned().into()),
        ],
    )
}
