//! What goes into files: records with the fields that whoever asks may see, ready for [`crate::bulk::write()`].

use crate::content::Content;
use crate::definition::{Disclosure, Kind};
use crate::hall::{Cursor, Wanted};
use crate::records::{fields, versions_of};
use crate::view::visible;
use crate::{Actor, Registry, RegistryError};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use store::schema::record;

/// Records in a file that people ask for at most.
pub const MOST_ROWS_OUT: u64 = 10_000;
/// Records that are read at a time.
const AT_A_TIME: usize = 500;

impl Registry {
    /// Records of a kind that belong to the actor or to those it acts for, oldest first: id and all fields of the newest version.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn own_rows(&self, actor: &Actor, kind: &str) -> Result<Vec<(String, Content)>, RegistryError> {
        let owners: Vec<&String> = actor.party.iter().chain(&actor.acts_for).collect();
        if owners.is_empty() {
            return Ok(Vec::new());
        }
        let select = record::Entity::find().filter(record::Column::Kind.eq(kind));
        let select = select.filter(record::Column::Owner.is_in(owners)).order_by_asc(record::Column::Id);
        let records = select.limit(MOST_ROWS_OUT).all(self.store.read()).await?;
        let keys = records.into_iter().map(|record| (record.id, record.version)).collect();
        self.rows(keys, |content| content).await
    }

    /// Publications of a kind that fit, newest first: id and the fields that everyone who has signed in, or every visitor, may see. What
    /// was agreed on for single records is left out, as are personal data that are not public: they are read one by one, not taken away
    /// in thousands.
    ///
    /// # Errors
    /// Where there is no such kind, or the database does not work.
    pub async fn hall_rows(
        &self,
        actor: &Actor,
        kind: &str,
        wanted: &Wanted,
    ) -> Result<Vec<(String, Content)>, RegistryError> {
        let definitions = self.definitions();
        let kind = Self::kind(&definitions, kind)?;
        let wanted = Wanted { kind: Some(kind.code.clone()), ..wanted.clone() };
        let level = if actor.party.is_some() { Disclosure::SignedIn } else { Disclosure::Public };
        let mut keys = Vec::new();
        let mut after: Option<Cursor> = None;
        while keys.len() < MOST_ROWS_OUT as usize {
            let page = self.hall(&wanted, after.as_ref(), AT_A_TIME as u64).await?;
            let Some(last) = page.last() else { break };
            after = Some(Cursor { published_at: last.published_at, id: last.id.clone() });
            keys.extend(page.into_iter().map(|line| (line.id, line.version)));
        }
        keys.truncate(MOST_ROWS_OUT as usize);
        self.rows(keys, |content| in_bulk(kind, &content, level)).await
    }

    /// Everything of a kind in any state, with all fields: for who has the machine.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn all_rows(&self, kind: &str) -> Result<Vec<(String, Content)>, RegistryError> {
        let select = record::Entity::find().filter(record::Column::Kind.eq(kind)).order_by_asc(record::Column::Id);
        let records = select.all(self.store.read()).await?;
        let keys = records.into_iter().map(|record| (record.id, record.version)).collect();
        self.rows(keys, |content| content).await
    }

    /// The fields of versions, in their order.
    async fn rows(
        &self,
        keys: Vec<(String, i64)>,
        shown: impl Fn(Content) -> Content,
    ) -> Result<Vec<(String, Content)>, RegistryError> {
        let mut rows = Vec::with_capacity(keys.len());
        for keys in keys.chunks(AT_A_TIME) {
            let mut found = self.contents(keys).await?;
            let row = |(id, _): &(String, i64)| Some((id.clone(), shown(found.remove(id)?)));
            rows.extend(keys.iter().filter_map(row));
        }
        Ok(rows)
    }

    /// The fields of some versions, by record.
    pub(crate) async fn contents(&self, keys: &[(String, i64)]) -> Result<HashMap<String, Content>, RegistryError> {
        let versions = versions_of(self.store.read(), keys.to_vec()).await?;
        versions.into_iter().map(|version| Ok((version.record.clone(), fields(&version)?))).collect()
    }
}

/// What of a record goes into a file with many others.
fn in_bulk(kind: &Kind, content: &Content, level: Disclosure) -> Content {
    let mut content = visible(kind, content, level);
    content.retain(|code, _| {
        kind.field(code).is_some_and(|field| !field.personal || field.disclosure == Disclosure::Public)
    });
    content
}
