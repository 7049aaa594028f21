//! Jobs of the platform: letters are written in the reader's language and sent; what happened to a record is told to whom it concerns.
//!
//! Mail goes out through the server that `LIAOWANG_SMTP_URL` names; without one, letters are put into the folder `mail` of the data folder.

use crate::locale::Language;
use crate::platform::Platform;
use crate::show::term;
use accounts::{AccountsError, Letter, MailError, Mailer, Secret, Smtp, letter};
use jiff::{SignedDuration, Timestamp};
use registry::{Actor, Role};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use store::jobs::{self, Job};
use store::schema::{conversation, conversation_entry, event, record};
use store::sea_orm::EntityTrait;

/// Jobs in hand at a time, and how long they may take.
const JOBS: u64 = 20;
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// A letter about what happened to a record.
const RECORD_MOVED: &str = "record-moved";
/// A letter about what happened in a conversation.
const CONVERSATION: &str = "conversation";

/// Where letters go.
pub(crate) enum Post {
    /// To a server.
    Server(Box<Mailer>),
    /// Into a folder, one file each.
    Folder(PathBuf),
}

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JobError {
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error("writing a letter: {0}")]
    File(#[from] std::io::Error),
    #[error(transparent)]
    Registry(#[from] registry::RegistryError),
    #[error(transparent)]
    Meetings(#[from] meetings::MeetingsError),
    #[error(transparent)]
    Conversations(#[from] conversations::ConversationError),
    #[error("there is no such job as {0}")]
    Unknown(String),
}

impl From<store::sea_orm::DbErr> for JobError {
    fn from(error: store::sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

impl Post {
    /// As the environment says.
    ///
    /// # Errors
    /// Where the settings cannot be understood.
    pub(crate) fn of_environment(data_dir: &Path) -> Result<Self, MailError> {
        let setting = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let Some(address) = setting("LIAOWANG_SMTP_URL") else { return Ok(Self::Folder(data_dir.join("mail"))) };
        let user = setting("LIAOWANG_SMTP_USER").zip(setting("LIAOWANG_SMTP_PASSWORD").map(Secret::from));
        let from =
            setting("LIAOWANG_MAIL_FROM").unwrap_or_else(|| "Liaowang <no-reply@localhost.localdomain>".to_owned());
        Ok(Self::Server(Box::new(Mailer::new(&Smtp { address, user, from })?)))
    }

    async fn send(&self, to: &str, subject: &str, body: &str) -> Result<(), JobError> {
        match self {
            Self::Server(mailer) => Ok(mailer.send(to, subject, body).await?),
            Self::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                std::fs::write(
                    folder.join(format!("{}.txt", store::new_id())),
                    format!("To: {to}\nSubject: {subject}\n\n{body}\n"),
                )?;
                Ok(())
            }
        }
    }
}

/// Does the jobs that are due.
pub(crate) async fn deliver(platform: &Platform, post: &Post, now: Timestamp) -> Result<(), store::StoreError> {
    let store = platform.registry().store();
    for job in jobs::claim(store, JOBS, LEASE, now).await? {
        match done(platform, post, &job, now).await {
            Ok(()) => {
                let transaction = store.write().await?;
                jobs::finish(&*transaction, &job, now).await?;
                transaction.commit().await?;
            }
            Err(error) => {
                tracing::warn!(job = job.id, kind = job.kind, %error, "a job failed; it is tried again");
                let transaction = store.write().await?;
                jobs::fail(&*transaction, &job, &error.to_string(), now).await?;
                transaction.commit().await?;
            }
        }
    }
    Ok(())
}

async fn done(platform: &Platform, post: &Post, job: &Job, now: Timestamp) -> Result<(), JobError> {
    match job.kind.as_str() {
        letter::MAIL => {
            let Some(letter) = platform.accounts().letter(job, now).await? else { return Ok(()) };
            let (subject, body) = written(&letter);
            post.send(&letter.to, &subject, &body).await
        }
        crate::pages::merges::PROPOSE => {
            let kind = job.payload.get("kind").and_then(Value::as_str).unwrap_or_default();
            platform.registry().propose(kind, now).await?;
            Ok(())
        }
        "notify" => tell(platform, job, now).await,
        conversations::TOLD => tell_side(platform, job, now).await,
        conversations::SUGGESTED => crate::suggestions::letters::tell(platform, job, now).await,
        meetings::TOLD => crate::meeting_letters::tell(platform, job, now).await,
        other => Err(JobError::Unknown(other.to_owned())),
    }
}

/// The address of this installation.
pub(crate) fn site() -> String {
    std::env::var("LIAOWANG_SITE").unwrap_or_else(|_| "http://127.0.0.1:8080".to_owned())
}

/// Subject and body of a letter in the language of its reader.
fn written(letter: &Letter) -> (String, String) {
    let words = Language::parse(&letter.language).unwrap_or(Language::Zh).words();
    let site = site();
    let site = site.trim_end_matches('/');
    let link = letter.token.as_ref().map(|token| {
        let page = match letter.template.as_str() {
            "reset-password" => "new-password",
            other => other,
        };
        format!("{site}/{page}?token={}", token.expose())
    });
    let mut values: Vec<(&str, String)> = letter
        .parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default().to_owned()))
        .collect();
    // Who has a name in one language only is called by it in the other.
    for position in 0..values.len() {
        let (name, value) = &values[position];
        let other = match name.rsplit_once('_') {
            Some((name, "zh")) => format!("{name}_en"),
            Some((name, "en")) => format!("{name}_zh"),
            _ => continue,
        };
        let other = values.iter().find(|(name, _)| *name == other).map(|(_, value)| value.clone());
        if let Some(other) = other.filter(|_| value.is_empty()) {
            values[position].1 = other;
        }
    }
    values.push(("site", site.to_owned()));
    values.push(("link", link.unwrap_or_default()));
    let subject = words.say_with(&format!("letter-{}-subject", letter.template), &values);
    let body = words.say_with(&format!("letter-{}-body", letter.template), &values);
    (subject, body)
}

/// Asks for letters to those whom something that happened to a record concerns.
async fn tell(platform: &Platform, job: &Job, now: Timestamp) -> Result<(), JobError> {
    let text = |name: &str| job.payload.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, to) = (text("record"), text("to"));
    let transaction = platform.registry().store().write().await?;
    let Some(record) = record::Entity::find_by_id(&id).one(&*transaction).await? else { return Ok(()) };
    let revision = job.payload.get("event").and_then(Value::as_i64).unwrap_or_default();
    let event = event::Entity::find_by_id((id.clone(), revision)).one(&*transaction).await?;
    let actor = Actor::party("system", now).with_role(Role::Operator).with_role(Role::Curator);
    let accounts = platform.accounts();
    let readers: Vec<String> = if to == "owner" {
        persons(platform, &actor, &record.owner).await?
    } else {
        let roles = accounts.roles(&actor).await?;
        roles.into_iter().filter(|role| role.role == Role::Curator.code()).map(|role| role.party).collect()
    };
    let definitions = platform.registry().definitions();
    let processes = platform.lifecycle().processes();
    let process = definitions.kind(&record.kind).and_then(|kind| processes.process(&kind.process));
    let transition = process.and_then(|process| process.transition(&text("transition")));
    for reader in readers.iter().filter(|reader| event.as_ref().is_none_or(|event| event.actor != **reader)) {
        // Who has no account gets no letter.
        let Ok(person) = accounts.person(&actor, reader).await else { continue };
        let name = transition
            .map_or_else(String::new, |it| if person.language == "en" { it.en.clone() } else { it.zh.clone() });
        let parameters = Map::from_iter([
            ("what".to_owned(), Value::String(name)),
            ("path".to_owned(), Value::String(format!("/records/{id}"))),
            ("comment".to_owned(), Value::String(text("comment"))),
        ]);
        letter::ask(&*transaction, &person.email, RECORD_MOVED, &person.language, parameters, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Asks for letters to one side of a conversation about an entry. What was said is not in them.
async fn tell_side(platform: &Platform, job: &Job, now: Timestamp) -> Result<(), JobError> {
    let text = |name: &str| job.payload.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, number) = (text("conversation"), job.payload.get("number").and_then(Value::as_i64).unwrap_or_default());
    let read = platform.registry().store().read();
    let Some(row) = conversation::Entity::find_by_id(&id).one(read).await? else { return Ok(()) };
    let Some(entry) = conversation_entry::Entity::find_by_id((id.clone(), number)).one(read).await? else {
        return Ok(());
    };
    let party = if text("side") == conversations::Side::Owner.code() { &row.owner } else { &row.asker };
    let actor = Actor::party("system", now).with_role(Role::Operator);
    let processes = platform.lifecycle().processes();
    let transition = processes.process(conversations::PROCESS).and_then(|process| process.transition(&entry.what));
    let readers = persons(platform, &actor, party).await?;
    let transaction = platform.registry().store().write().await?;
    for reader in readers.iter().filter(|reader| entry.author != **reader) {
        // Who has no account gets no letter.
        let Ok(person) = platform.accounts().person(&actor, reader).await else { continue };
        let words = Language::parse(&person.language).unwrap_or(Language::Zh).words();
        let what = transition.map_or_else(
            || words.say(&format!("conversation-news-{}", entry.what)),
            |it| term(&it.en, &it.zh, words).to_owned(),
        );
        let parameters = Map::from_iter([
            ("what".to_owned(), Value::String(what)),
            ("path".to_owned(), Value::String(format!("/conversations/{id}"))),
        ]);
        letter::ask(&*transaction, &person.email, CONVERSATION, &person.language, parameters, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// The persons of a party: itself, or the members of an organisation.
pub(crate) async fn persons(platform: &Platform, actor: &Actor, party: &str) -> Result<Vec<String>, JobError> {
    let members = platform.accounts().members(actor, party).await?;
    Ok(if members.is_empty() { vec![party.to_owned()] } else { members.into_iter().map(|it| it.party).collect() })
}
