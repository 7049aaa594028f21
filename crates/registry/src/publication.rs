//! Making a version public, and what follows: commitments, an entry for the notary's log, the facets it is found by.

use crate::content::Content;
use crate::definition::{DIRECTION, Definitions, Disclosure as Level, FieldType, Kind};
use crate::error::unreadable;
use crate::records::{fields, load};
use crate::view::visible;
use crate::{Actor, Registry, RegistryError, changes};
use notary::{Commitments, Disclosure, Entry, canonical, digest};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::counter::{ENTRIES, count_on};
use store::schema::{entry, facet, record, version};
use store::{Transaction, instant, millis};

/// Entries of the log that say a version is public, or is so no longer.
pub(crate) const PUBLISHED: &str = "published";
const WITHDRAWN: &str = "withdrawn";

impl Registry {
    /// Makes the newest version of a record public, in the place of an earlier one. The content must be complete and in order.
    ///
    /// # Errors
    /// What is not in order.
    pub async fn publish(
        &self,
        within: &Transaction,
        actor: &Actor,
        mut record: record::Model,
    ) -> Result<record::Model, RegistryError> {
        let mut version = load(&**within, &record.id, record.version).await?;
        let content = fields(&version)?;
        let (_, problems) = self.check(actor, &record.kind, &content, true)?;
        if !problems.is_empty() {
            return Err(RegistryError::Content(problems));
        }
        let definitions = self.definitions();
        let kind = Self::kind(&definitions, &record.kind)?;
        let commitments = commitments(&version)?;
        version.commitments = Some(serde_json::to_value(&commitments).map_err(|error| unreadable("versions", error))?);
        version.into_active_model().reset_all().update(&**within).await?;
        record.published_version = Some(record.version);
        record.published_at = Some(millis(actor.now));
        record.updated_at = millis(actor.now);
        changes::note(&**within, &mut record).await?;
        record.clone().into_active_model().reset_all().update(&**within).await?;
        let public = visible(kind, &content, Level::Public);
        replace_facets(&**within, &definitions, kind, &record, &public).await?;
        crate::similar::replace(&**within, kind, &record.id, &public).await?;
        if kind.notarised {
            log_entry(&**within, &record, record.version, PUBLISHED, digest(&commitments)).await?;
        }
        Ok(record)
    }

    /// Takes a public record out of the hall. That it was public, and when it ceased to be, stays: a tombstone.
    ///
    /// # Errors
    /// Where the database does not work. A record that is not public stays as it is.
    pub async fn withdraw(
        &self,
        within: &Transaction,
        actor: &Actor,
        mut record: record::Model,
    ) -> Result<record::Model, RegistryError> {
        let Some(number) = record.published_version.take() else { return Ok(record) };
        let version = load(&**within, &record.id, number).await?;
        record.published_at = Some(millis(actor.now));
        record.updated_at = millis(actor.now);
        changes::note(&**within, &mut record).await?;
        record.clone().into_active_model().reset_all().update(&**within).await?;
        facet::Entity::delete_many().filter(facet::Column::Record.eq(&record.id)).exec(&**within).await?;
        crate::similar::forget(&**within, &record.id).await?;
        let definitions = self.definitions();
        if Self::kind(&definitions, &record.kind)?.notarised {
            log_entry(&**within, &record, number, WITHDRAWN, digest(&read_commitments(&version)?)).await?;
        }
        Ok(record)
    }

    /// Erases the personal data of a record in all its versions: values and salts of fields that hold such data. Commitments stay, so
    /// that proofs of the other fields stay valid; without salt nobody can find the value by guessing.
    ///
    /// # Errors
    /// Where the actor is neither the owner nor an operator.
    pub async fn erase_personal(&self, actor: &Actor, id: &str) -> Result<u64, RegistryError> {
        let transaction = self.store.write().await?;
        let record = record::Entity::find_by_id(id).one(&*transaction).await?;
        let mut record = record.ok_or_else(|| RegistryError::NotFound { what: "record", id: id.to_owned() })?;
        if !actor.is(&record.owner) && !actor.has(crate::Role::Operator) {
            return Err(RegistryError::Forbidden("only the owner or an operator may erase personal data"));
        }
        let definitions = self.definitions();
        let kind = Self::kind(&definitions, &record.kind)?;
        let personal: Vec<&str> =
            kind.fields.iter().filter(|field| field.personal).map(|field| field.code.as_str()).collect();
        let versions = version::Entity::find().filter(version::Column::Record.eq(id)).all(&*transaction).await?;
        let mut erased = 0;
        for mut version in versions {
            let before = erased;
            for part in [&mut version.content, &mut version.salts] {
                if let Value::Object(values) = part {
                    erased += personal.iter().filter(|code| values.remove(**code).is_some()).count() as u64;
                }
            }
            if erased > before {
                version.into_active_model().reset_all().update(&*transaction).await?;
            }
        }
        changes::note(&*transaction, &mut record).await?;
        record.into_active_model().reset_all().update(&*transaction).await?;
        transaction.commit().await?;
        Ok(erased / 2)
    }
}

/// Disclosures of all fields of a version, by code.
pub(crate) fn disclosures(version: &version::Model) -> Result<BTreeMap<String, Disclosure>, RegistryError> {
    let salts = version.salts.as_object().ok_or_else(|| unreadable("versions", "salts are no object"))?;
    let field = |(code, value): (String, Value)| {
        let salt = salts
            .get(&code)
            .and_then(Value::as_str)
            .ok_or_else(|| unreadable("versions", format!("{code} has no salt")))?;
        Ok((code, Disclosure { salt: salt.to_owned(), value }))
    };
    fields(version)?.into_iter().map(field).collect()
}

fn commitments(version: &version::Model) -> Result<Commitments, RegistryError> {
    let each = |(code, field): (String, Disclosure)| {
        let commitment = field.commitment(&code).map_err(|error| unreadable("versions", error))?;
        Ok((code, commitment))
    };
    disclosures(version)?.into_iter().map(each).collect()
}

/// The commitments that were made when a version was published.
pub(crate) fn read_commitments(version: &version::Model) -> Result<Commitments, RegistryError> {
    let written = version.commitments.clone().ok_or_else(|| unreadable("versions", "it was never published"))?;
    serde_json::from_value(written).map_err(|error| unreadable("versions", error))
}

/// Gives the log's next number to an entry.
async fn log_entry(
    within: &impl ConnectionTrait,
    record: &record::Model,
    version: i64,
    event: &str,
    digest: Result<notary::Hash, serde_json::Error>,
) -> Result<(), RegistryError> {
    let wrong = |error: serde_json::Error| unreadable("entries", error);
    let time = record.published_at.unwrap_or(record.updated_at);
    let content = Entry {
        event: event.to_owned(),
        kind: record.kind.clone(),
        record: record.id.clone(),
        version: version.unsigned_abs(),
        time: instant(time).to_string(),
        digest: digest.map_err(wrong)?,
    };
    let content =
        String::from_utf8(canonical(&content).map_err(wrong)?).map_err(|error| unreadable("entries", error))?;
    let number = count_on(within, ENTRIES).await? - 1;
    let row =
        entry::Model { number, record: record.id.clone(), version, event: event.to_owned(), content, created_at: time };
    row.into_active_model().reset_all().insert(within).await?;
    Ok(())
}

/// Writes what a record is found by, from its public content only.
pub(crate) async fn replace_facets(
    within: &impl ConnectionTrait,
    definitions: &Definitions,
    kind: &Kind,
    record: &record::Model,
    public: &Content,
) -> Result<(), RegistryError> {
    facet::Entity::delete_many().filter(facet::Column::Record.eq(&record.id)).exec(within).await?;
    let published_at = record.published_at.unwrap_or_default();
    let rows = facet_terms(definitions, kind, public).into_iter().map(|(facet, term)| {
        facet::Model { record: record.id.clone(), facet, term, published_at }.into_active_model().reset_all()
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        facet::Entity::insert_many(rows).exec_without_returning(within).await?;
    }
    Ok(())
}

/// Facets and terms that some public content of a kind is found by.
pub(crate) fn facet_terms(definitions: &Definitions, kind: &Kind, public: &Content) -> BTreeSet<(String, String)> {
    let mut terms: BTreeSet<(String, String)> = BTreeSet::new();
    for field in &kind.fields {
        let Some(value) = public.get(&field.code) else { continue };
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            let term = match value {
                Value::String(code) => code.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => continue,
            };
            if matches!(field.of_type, FieldType::Track)
                && let Some(track) = definitions.track(&term)
            {
                terms.insert((DIRECTION.to_owned(), track.direction.clone()));
            }
            if kind.facets.contains(&field.code) {
                terms.insert((field.code.clone(), term));
            }
        }
    }
    terms
}
