//! After the facets of a kind have changed: what published records are found by is written again.

use crate::definition::Disclosure;
use crate::publication::replace_facets;
use crate::records::{fields, load};
use crate::view::visible;
use crate::{Actor, Registry, RegistryError, Role, changes};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use store::schema::record;

/// Records of one transaction: others write in between.
const BATCH: u64 = 100;

impl Registry {
    /// Writes the facets of all published records of a kind again, as the kind is now. Returns how many records that were. For operators.
    ///
    /// # Errors
    /// Where the actor is no operator, or there is no such kind.
    pub async fn refresh_facets(&self, actor: &Actor, kind: &str) -> Result<u64, RegistryError> {
        if !actor.has(Role::Operator) {
            return Err(RegistryError::Forbidden("only operators may do this"));
        }
        let definitions = self.definitions();
        let kind = Self::kind(&definitions, kind)?;
        let (mut refreshed, mut last) = (0, String::new());
        loop {
            let transaction = self.store.write().await?;
            // Held until the end of the transaction: a record that is published meanwhile waits, and writes its own facets after these.
            let records = record::Entity::find()
                .filter(record::Column::Kind.eq(&kind.code))
                .filter(record::Column::PublishedVersion.is_not_null())
                .filter(record::Column::Id.gt(&last))
                .order_by_asc(record::Column::Id)
                .limit(BATCH)
                .lock_exclusive()
                .all(&*transaction)
                .await?;
            let Some(end) = records.last() else { return Ok(refreshed) };
            last.clone_from(&end.id);
            for mut record in records {
                let Some(number) = record.published_version else { continue };
                let content = fields(&load(&*transaction, &record.id, number).await?)?;
                let public = visible(kind, &content, Disclosure::Public);
                replace_facets(&*transaction, &definitions, kind, &record, &public).await?;
                changes::note(&*transaction, &mut record).await?;
                record.into_active_model().reset_all().update(&*transaction).await?;
                refreshed += 1;
            }
            transaction.commit().await?;
        }
    }
}
