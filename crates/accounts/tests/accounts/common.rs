//! What the tests have in common.

use accounts::{Accounts, Client, Letter, NewPerson, Params};
use jiff::{SignedDuration, Timestamp};
use registry::{Actor, Role};
use store::testing::Fresh;
use store::{Store, jobs};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// The start of all tests, and some time after it.
pub(crate) fn start() -> Timestamp {
    "2026-11-25T08:00:00Z".parse().unwrap()
}

pub(crate) fn after_minutes(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}

pub(crate) fn millisecond() -> SignedDuration {
    SignedDuration::from_millis(1)
}

/// Accounts whose passwords are hashed quickly and badly.
pub(crate) fn accounts(store: &Store) -> Accounts {
    Accounts::new(store.clone(), Params::new(8, 1, 1, None).unwrap()).unwrap()
}

pub(crate) fn client(address: &str) -> Client {
    Client { address: address.parse().unwrap(), agent: "Firefox\u{7} 145".into() }
}

pub(crate) fn here() -> Client {
    client("192.0.2.1")
}

pub(crate) fn newcomer(name: &str) -> NewPerson {
    NewPerson {
        email: format!("{name}@example.org"),
        password: PASSWORD.to_owned().into(),
        name_zh: String::new(),
        name_en: name.to_owned(),
        language: "en".into(),
    }
}

/// Sends all letters that are due.
pub(crate) async fn letters(accounts: &Accounts, now: Timestamp) -> Vec<Letter> {
    let mut letters = Vec::new();
    for job in jobs::claim(accounts.store(), 1_000, SignedDuration::from_mins(1), now).await.unwrap() {
        assert_eq!(job.kind, "mail");
        letters.extend(accounts.letter(&job, now).await.unwrap());
        jobs::finish(accounts.store().read(), &job, now).await.unwrap();
    }
    letters
}

/// The token of the only letter that is due.
pub(crate) async fn token(accounts: &Accounts, template: &str, now: Timestamp) -> String {
    let letters = letters(accounts, now).await;
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(letter.template, template);
    letter.token.as_ref().unwrap().expose().to_owned()
}

/// Someone with an account, signed in.
pub(crate) async fn person(accounts: &Accounts, name: &str) -> Actor {
    accounts.sign_up(&newcomer(name), &here(), start()).await.unwrap();
    let token = token(accounts, "verify-email", start()).await;
    Actor::party(&accounts.verify_email(&token, start()).await.unwrap(), start())
}

/// Someone with an account and the role of an operator.
pub(crate) async fn operator(accounts: &Accounts, name: &str) -> Actor {
    let party = accounts.make_operator(&newcomer(name), start()).await.unwrap();
    Actor::party(&party, start()).with_role(Role::Operator)
}

/// Everything that is in the database, as text.
pub(crate) async fn everything(fresh: &Fresh) -> String {
    let folder = tempfile::tempdir().unwrap();
    store::backup::write(&fresh.store, folder.path()).await.unwrap();
    let files = std::fs::read_dir(folder.path()).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// The party of an actor.
pub(crate) fn id(actor: &Actor) -> &str {
    actor.party.as_deref().unwrap()
}
