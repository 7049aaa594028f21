//! From the database into the notary's log. The database gives every entry its number; the log takes them in that order. So an entry is
//! never lost, doubled or in two places, whenever either is interrupted.

use crate::error::unreadable;
use crate::publication::{PUBLISHED, disclosures, read_commitments};
use crate::records::load;
use crate::{Actor, Registry, RegistryError};
use notary::{Key, Log, Receipt, Tiles};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::path::Path;
use store::schema::entry;
use tokio::sync::Mutex;

/// Entries that go into the log at a time.
const BATCH: u64 = 4_096;

/// The log's writer, fed from the registry.
pub struct Notary {
    registry: Registry,
    log: Mutex<Log>,
}

impl Notary {
    /// Opens the log in a folder.
    ///
    /// # Errors
    /// Where the log cannot be opened.
    pub fn open(registry: Registry, folder: &Path, key: Key) -> Result<Self, RegistryError> {
        Ok(Self { registry, log: Mutex::new(Log::open(folder, key)?) })
    }

    /// Takes all entries into the log that are not there yet. Returns the number of entries of the log.
    ///
    /// # Errors
    /// Where the database or the log does not work, or the log has entries that the database does not know: then one of them was
    /// restored from an older copy.
    pub async fn advance(&self) -> Result<u64, RegistryError> {
        let mut log = self.log.lock().await;
        loop {
            let size = i64::try_from(log.size()).map_err(|error| unreadable("entries", error))?;
            let waiting = entry::Entity::find()
                .filter(entry::Column::Number.gte(size))
                .order_by_asc(entry::Column::Number)
                .limit(BATCH)
                .all(self.registry.store.read())
                .await?;
            if waiting.is_empty() {
                return Ok(log.size());
            }
            if waiting.iter().zip(size..).any(|(entry, number)| entry.number != number) {
                return Err(unreadable("entries", format!("there is a gap after entry {size}")));
            }
            log.append(&waiting.iter().map(|entry| entry.content.as_str()).collect::<Vec<_>>())?;
        }
    }

    /// The newest checkpoint, signed.
    pub async fn checkpoint(&self) -> String {
        self.log.lock().await.checkpoint().to_owned()
    }

    /// The receipt of a published version, disclosing what the actor may see; none while it is not in the log yet.
    ///
    /// # Errors
    /// Where there is no such version, or the actor may not see it.
    pub async fn receipt(&self, actor: &Actor, id: &str, number: i64) -> Result<Option<Receipt>, RegistryError> {
        let (checkpoint, mut tiles) = {
            let log = self.log.lock().await;
            (log.checkpoint().to_owned(), log.tiles())
        };
        receipt(&self.registry, actor, id, number, &checkpoint, &mut tiles).await
    }
}

/// The receipt of a published version under a checkpoint, from its tiles; none where the checkpoint does not cover it.
///
/// # Errors
/// As [`Notary::receipt`].
pub async fn receipt<F: FnMut(&str) -> std::io::Result<Option<Vec<u8>>>>(
    registry: &Registry,
    actor: &Actor,
    id: &str,
    number: i64,
    checkpoint: &str,
    tiles: &mut Tiles<F>,
) -> Result<Option<Receipt>, RegistryError> {
    let seen = registry.read(actor, id, Some(number)).await?;
    let reading = registry.store.read();
    let entry = entry::Entity::find()
        .filter(entry::Column::Record.eq(id))
        .filter(entry::Column::Version.eq(number))
        .filter(entry::Column::Event.eq(PUBLISHED))
        .order_by_desc(entry::Column::Number)
        .one(reading)
        .await?
        .ok_or_else(|| RegistryError::NotFound { what: "receipt", id: format!("{id}/{number}") })?;
    let version = load(reading, id, number).await?;
    let mut disclosed = disclosures(&version)?;
    disclosed.retain(|code, _| seen.content.contains_key(code));
    let content = serde_json::from_str(&entry.content).map_err(|error| unreadable("entries", error))?;
    let index = u64::try_from(entry.number).map_err(|error| unreadable("entries", error))?;
    if index >= tiles.size() {
        return Ok(None);
    }
    let path = tiles.inclusion(index)?;
    Ok(Some(Receipt::new(content, read_commitments(&version)?, disclosed, index, &path, checkpoint)))
}
