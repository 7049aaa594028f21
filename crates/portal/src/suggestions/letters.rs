//! Letters to parties with suggestions that are new: one for a run. Who is suggested is not in them.

use crate::letters::{JobError, persons};
use crate::platform::Platform;
use accounts::letter;
use jiff::Timestamp;
use registry::{Actor, Role};
use serde_json::{Map, Value};
use store::jobs::Job;

/// A letter about suggestions. Parameters `number`, `path`.
const SUGGESTIONS: &str = "suggestions";

/// Asks for the letters of a job of kind [`conversations::SUGGESTED`].
pub(crate) async fn tell(platform: &Platform, job: &Job, now: Timestamp) -> Result<(), JobError> {
    let text = |name: &str| job.payload.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = job.payload.get("number").and_then(Value::as_i64).unwrap_or_default();
    // A newer run has letters of its own.
    if !platform.suggestions().is_newest(text("run")).await? {
        return Ok(());
    }
    let actor = Actor::party("system", now).with_role(Role::Operator);
    let readers = persons(platform, &actor, text("party")).await?;
    let transaction = platform.registry().store().write().await?;
    for reader in readers {
        // Who has no account gets no letter.
        let Ok(person) = platform.accounts().person(&actor, &reader).await else { continue };
        let parameters = Map::from_iter([
            ("number".to_owned(), Value::String(number.to_string())),
            ("path".to_owned(), Value::String("/suggestions".to_owned())),
        ]);
        letter::ask(&*transaction, &person.email, SUGGESTIONS, &person.language, parameters, now).await?;
    }
    Ok(transaction.commit().await?)
}
