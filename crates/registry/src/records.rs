//! Records and their versions. What is written once stays: a change is a new version.
//!
//! Functions that write take the transaction they are part of; whether the actor may, and at which state of the process, is decided by
//! who calls them (the process). Functions that read decide it here.

use crate::content::{Checker, Content, Problem};
use crate::definition::Disclosure;
use crate::difference::{Change, changes};
use crate::error::unreadable;
use crate::files::settle;
use crate::view::{level, visible};
use crate::{Actor, Registry, RegistryError};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::{Map, Value};
use store::schema::{agreement, disclosure, record, version};
use store::{Transaction, millis, new_id};

/// A new record.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Code of its kind.
    pub kind: String,
    /// The party it belongs to.
    pub owner: String,
    /// Whether its owner is not shown to the public.
    pub anonymous: bool,
    /// Its fields.
    pub content: Content,
}

/// A record as someone sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What there is about it beside its versions.
    pub record: record::Model,
    /// The version.
    pub version: i64,
    /// Who wrote the version.
    pub author: String,
    /// When.
    pub created_at: i64,
    /// What its author said about the change.
    pub note: String,
    /// The fields that may be seen.
    pub content: Content,
    /// How much that is.
    pub level: Disclosure,
    /// Whether this version is or was public.
    pub is_published: bool,
}

impl Registry {
    /// Puts a new record into the database, in a state, with its first version. Returns it with what is not in order yet: a draft may
    /// be incomplete, and what is wrong is kept, so that nothing that was entered is lost.
    ///
    /// # Errors
    /// Where there is no such kind, or a field is not known.
    pub async fn create(
        &self,
        within: &Transaction,
        actor: &Actor,
        draft: Draft,
        state: &str,
    ) -> Result<(record::Model, Vec<Problem>), RegistryError> {
        let id = new_id();
        let (content, problems) = self.settled(within, actor, &id, &draft.kind, &draft.content).await?;
        let now = millis(actor.now);
        let record = record::Model {
            id,
            kind: draft.kind,
            owner: draft.owner,
            anonymous: draft.anonymous,
            state: state.to_owned(),
            revision: 1,
            version: 1,
            published_version: None,
            published_at: None,
            created_at: now,
            updated_at: now,
            hall_change: 0,
        };
        record.clone().into_active_model().reset_all().insert(&**within).await?;
        add_version(within, actor, &record, content, "").await?;
        Ok((record, problems))
    }

    /// Writes a new version of a record. Returns it with what is not in order; where nothing changed, there is no new version.
    ///
    /// # Errors
    /// Where a field is not known.
    pub async fn revise(
        &self,
        within: &Transaction,
        actor: &Actor,
        mut record: record::Model,
        content: &Content,
        note: &str,
    ) -> Result<(record::Model, Vec<Problem>), RegistryError> {
        let (content, problems) = self.settled(within, actor, &record.id, &record.kind, content).await?;
        let before = load(&**within, &record.id, record.version).await?;
        if fields(&before)? != content {
            record.version += 1;
            record.updated_at = millis(actor.now);
            record.clone().into_active_model().reset_all().update(&**within).await?;
            add_version(within, actor, &record, content, note).await?;
        }
        Ok((record, problems))
    }

    /// Content of a record in its one form, and what is wrong with it; of files only those that were uploaded for it.
    async fn settled(
        &self,
        within: &Transaction,
        actor: &Actor,
        id: &str,
        kind: &str,
        content: &Content,
    ) -> Result<(Content, Vec<Problem>), RegistryError> {
        let definitions = self.definitions();
        let (content, mut problems) = settle(within, id, Self::kind(&definitions, kind)?, content).await?;
        let (content, others) = self.check(actor, kind, &content, false)?;
        problems.extend(others);
        Ok((content, problems))
    }

    /// Content in its one form, and what is wrong with it.
    ///
    /// # Errors
    /// Where there is no such kind.
    pub fn check(
        &self,
        actor: &Actor,
        kind: &str,
        content: &Content,
        complete: bool,
    ) -> Result<(Content, Vec<Problem>), RegistryError> {
        let definitions = self.definitions();
        let kind = Self::kind(&definitions, kind)?;
        let today = actor.now.to_zoned_datetime(TimeZone::UTC).date();
        Ok(Checker { definitions: &definitions, kind, today }.check(content, complete))
    }

    /// Reads a record as an actor sees it: the given version, or the newest that it may see. What goes beyond the public is written down.
    ///
    /// # Errors
    /// Where there is none, or the actor may not know of it.
    pub async fn read(&self, actor: &Actor, id: &str, number: Option<i64>) -> Result<Seen, RegistryError> {
        let missing = || RegistryError::NotFound { what: "record", id: id.to_owned() };
        let reading = self.store.read();
        let record = record::Entity::find_by_id(id).one(reading).await?.ok_or_else(missing)?;
        let level = level(actor, &record, self.granted(actor, id).await?).ok_or_else(missing)?;
        let newest = if level == Disclosure::Owner { Some(record.version) } else { record.published_version };
        let number = number.or(newest).ok_or_else(missing)?;
        let version = version::Entity::find_by_id((id.to_owned(), number)).one(reading).await?.ok_or_else(missing)?;
        // Only versions that were published are for others.
        if level < Disclosure::Owner && version.commitments.is_none() {
            return Err(missing());
        }
        let definitions = self.definitions();
        let content = visible(Self::kind(&definitions, &record.kind)?, &fields(&version)?, level);
        if level > Disclosure::SignedIn && !actor.is(&record.owner) {
            let transaction = self.store.write().await?;
            note_disclosure(&*transaction, actor, &record, number, level).await?;
            transaction.commit().await?;
        }
        let anonymous = record.anonymous && level < Disclosure::Agreement;
        let hide = |name: String| if anonymous { String::new() } else { name };
        Ok(Seen {
            version: number,
            author: hide(version.author),
            created_at: version.created_at,
            note: if level == Disclosure::Owner { version.note } else { String::new() },
            content,
            level,
            is_published: version.commitments.is_some(),
            record: record::Model { owner: hide(record.owner), ..record },
        })
    }

    /// Numbers of the versions that an actor may read, oldest first.
    ///
    /// # Errors
    /// As [`Registry::read`].
    pub async fn versions(&self, actor: &Actor, id: &str) -> Result<Vec<i64>, RegistryError> {
        let seen = self.read(actor, id, None).await?;
        let all = version::Entity::find().filter(version::Column::Record.eq(id)).order_by_asc(version::Column::Number);
        let all = all.all(self.store.read()).await?;
        let may_see = |version: &version::Model| seen.level == Disclosure::Owner || version.commitments.is_some();
        Ok(all.iter().filter(|version| may_see(version)).map(|version| version.number).collect())
    }

    /// What changed between two versions, in the fields that the actor may see.
    ///
    /// # Errors
    /// As [`Registry::read`].
    pub async fn compare(
        &self,
        actor: &Actor,
        id: &str,
        before: i64,
        after: i64,
    ) -> Result<Vec<Change>, RegistryError> {
        let before = self.read(actor, id, Some(before)).await?;
        let after = self.read(actor, id, Some(after)).await?;
        Ok(changes(&before.content, &after.content))
    }

    /// Lets a party see more of a record, or takes that back (`level` none). Only for who owns it.
    ///
    /// # Errors
    /// Where the actor is not the owner.
    pub async fn grant(
        &self,
        actor: &Actor,
        id: &str,
        party: &str,
        level: Option<Disclosure>,
    ) -> Result<(), RegistryError> {
        let transaction = self.store.write().await?;
        let record = record::Entity::find_by_id(id).one(&*transaction).await?;
        let record = record.filter(|record| actor.is(&record.owner));
        record.ok_or_else(|| RegistryError::NotFound { what: "record", id: id.to_owned() })?;
        agree(&transaction, actor.name(), id, party, level, actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// Up to which level the owner of a record lets a party see it; none where nothing was agreed.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn agreed(&self, id: &str, party: &str) -> Result<Option<Disclosure>, RegistryError> {
        let found = agreement::Entity::find_by_id((id.to_owned(), party.to_owned())).one(self.store.read()).await?;
        Ok(found.and_then(|row| Disclosure::from_code(&row.level)))
    }

    pub(crate) async fn granted(&self, actor: &Actor, id: &str) -> Result<Option<Disclosure>, RegistryError> {
        let parties: Vec<&String> = actor.party.iter().chain(&actor.acts_for).collect();
        if parties.is_empty() {
            return Ok(None);
        }
        let rows = agreement::Entity::find()
            .filter(agreement::Column::Record.eq(id))
            .filter(agreement::Column::Party.is_in(parties))
            .all(self.store.read())
            .await?;
        Ok(rows.iter().filter_map(|row| Disclosure::from_code(&row.level)).max())
    }
}

/// Writes down up to which level a party may see a record, or ends that (`level` none). Whether that is the owner's will is known to who
/// calls it.
///
/// # Errors
/// Where the database does not work.
pub async fn agree(
    within: &Transaction,
    by: &str,
    id: &str,
    party: &str,
    level: Option<Disclosure>,
    now: Timestamp,
) -> Result<(), RegistryError> {
    agreement::Entity::delete_by_id((id.to_owned(), party.to_owned())).exec(&**within).await?;
    if let Some(level) = level {
        let row = agreement::Model {
            record: id.to_owned(),
            party: party.to_owned(),
            level: level.code().to_owned(),
            granted_by: by.to_owned(),
            granted_at: millis(now),
        };
        row.into_active_model().reset_all().insert(&**within).await?;
    }
    Ok(())
}

/// The record, with the event that the actor saw last: a change is made to what was seen, or not at all.
///
/// # Errors
/// Where there is none, or it is at another event.
pub async fn expect(within: &Transaction, id: &str, seen: Option<i64>) -> Result<record::Model, RegistryError> {
    let record = record::Entity::find_by_id(id).one(&**within).await?;
    let record = record.ok_or_else(|| RegistryError::NotFound { what: "record", id: id.to_owned() })?;
    match seen {
        Some(seen) if seen != record.revision => Err(RegistryError::Changed { seen, current: record.revision }),
        _ => Ok(record),
    }
}

/// A version.
pub(crate) async fn load(
    within: &impl ConnectionTrait,
    record: &str,
    number: i64,
) -> Result<version::Model, RegistryError> {
    let version = version::Entity::find_by_id((record.to_owned(), number)).one(within).await?;
    version.ok_or_else(|| unreadable("versions", format!("version {number} of {record} is missing")))
}

/// Some versions, by record and number, in the order of their records. So many at a time as a query takes: some thousands.
///
/// # Errors
/// Where the database does not work.
pub async fn versions_of(
    within: &impl ConnectionTrait,
    keys: Vec<(String, i64)>,
) -> Result<Vec<version::Model>, RegistryError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let columns = Expr::tuple([Expr::col(version::Column::Record), Expr::col(version::Column::Number)]);
    // SQLite looks up no pairs in its index: without their first halves it would read the whole table.
    let select = version::Entity::find().filter(version::Column::Record.is_in(keys.iter().map(|(record, _)| record)));
    let select = select.filter(columns.in_tuples(keys)).order_by_asc(version::Column::Record);
    Ok(select.all(within).await?)
}

/// The fields of a version.
pub(crate) fn fields(version: &version::Model) -> Result<Content, RegistryError> {
    version.content.as_object().cloned().ok_or_else(|| unreadable("versions", "content is no object"))
}

async fn add_version(
    within: &Transaction,
    actor: &Actor,
    record: &record::Model,
    content: Content,
    note: &str,
) -> Result<(), RegistryError> {
    let mut salts = Map::new();
    for code in content.keys() {
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt).map_err(|error| unreadable("versions", format!("no random numbers: {error}")))?;
        salts.insert(code.clone(), Value::String(BASE64_STANDARD.encode(salt)));
    }
    let row = version::Model {
        record: record.id.clone(),
        number: record.version,
        author: actor.name().to_owned(),
        created_at: millis(actor.now),
        note: note.to_owned(),
        content: Value::Object(content),
        salts: Value::Object(salts),
        commitments: None,
    };
    row.into_active_model().reset_all().insert(&**within).await?;
    Ok(())
}

async fn note_disclosure(
    within: &impl ConnectionTrait,
    actor: &Actor,
    record: &record::Model,
    version: i64,
    level: Disclosure,
) -> Result<(), RegistryError> {
    let row = disclosure::Model {
        id: new_id(),
        record: record.id.clone(),
        version,
        viewer: actor.name().to_owned(),
        level: level.code().to_owned(),
        created_at: millis(actor.now),
    };
    row.into_active_model().reset_all().insert(within).await?;
    Ok(())
}
