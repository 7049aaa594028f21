//! Reading conversations: only their sides can.

use crate::ConversationError;
use crate::conversations::{Conversations, Side, locked, of_actor};
use registry::Actor;
use registry::definition::Disclosure;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::BTreeMap;
use store::schema::{conversation, conversation_entry as entry};

/// Entries that are read at most: the newest.
pub const LISTED: u64 = 500;

/// A conversation as one of its sides sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// What there is about it beside its entries.
    pub row: conversation::Model,
    /// The side that reads.
    pub side: Side,
    /// What was said and done, in order; of a long conversation the newest.
    pub entries: Vec<entry::Model>,
    /// Up to which level the asker sees the owner's record.
    pub owner_shows: Option<Disclosure>,
    /// Up to which level the owner sees the asker's record.
    pub asker_shows: Option<Disclosure>,
}

impl Conversations {
    /// A conversation of the actor; from now on it has been seen.
    ///
    /// # Errors
    /// Where there is none, or the actor is no side of it.
    pub async fn read(&self, actor: &Actor, id: &str) -> Result<Conversation, ConversationError> {
        let read = self.registry().store().read();
        let (mut row, side) = of_actor(conversation::Entity::find_by_id(id).one(read).await?, actor, id)?;
        let newest = entry::Entity::find().filter(entry::Column::Conversation.eq(id));
        let mut entries = newest.order_by_desc(entry::Column::Number).limit(LISTED).all(read).await?;
        entries.reverse();
        let owner_shows = self.registry().agreed(&row.record, &row.asker).await?;
        let asker_shows = match &row.own_record {
            Some(own) => self.registry().agreed(own, &row.owner).await?,
            None => None,
        };
        let seen = if side == Side::Owner { row.owner_read } else { row.asker_read };
        if seen < row.revision {
            let transaction = self.registry().store().write().await?;
            let (mut fresh, side) = locked(&transaction, actor, id).await?;
            match side {
                Side::Owner => fresh.owner_read = Ord::max(fresh.owner_read, row.revision),
                Side::Asker => fresh.asker_read = Ord::max(fresh.asker_read, row.revision),
            }
            fresh.clone().into_active_model().reset_all().update(&*transaction).await?;
            transaction.commit().await?;
            (row.owner_read, row.asker_read) = (fresh.owner_read, fresh.asker_read);
        }
        Ok(Conversation { row, side, entries, owner_shows, asker_shows })
    }

    /// Conversations of the actor, last changed first: so many, after some; each with its side.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn list(
        &self,
        actor: &Actor,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<(conversation::Model, Side)>, ConversationError> {
        let rows = conversation::Entity::find()
            .filter(of_sides(actor))
            .order_by_desc(conversation::Column::UpdatedAt)
            .order_by_desc(conversation::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(self.registry().store().read())
            .await?;
        Ok(rows.into_iter().filter_map(|row| of_actor(Some(row), actor, "").ok()).collect())
    }

    /// How many [`Conversations::list`] finds.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn list_size(&self, actor: &Actor) -> Result<u64, ConversationError> {
        Ok(conversation::Entity::find().filter(of_sides(actor)).count(self.registry().store().read()).await?)
    }

    /// In how many conversations of the actor something happened that its side has not seen.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn news(&self, actor: &Actor) -> Result<u64, ConversationError> {
        let unseen = |seen: conversation::Column| Expr::col(seen).lt(Expr::col(conversation::Column::Revision));
        let parties = parties(actor);
        let owner = conversation::Column::Owner.is_in(parties.clone()).and(unseen(conversation::Column::OwnerRead));
        let asker = conversation::Column::Asker.is_in(parties).and(unseen(conversation::Column::AskerRead));
        let news = conversation::Entity::find().filter(Condition::any().add(owner).add(asker));
        Ok(news.count(self.registry().store().read()).await?)
    }

    /// The conversation of the actor about somebody else's record, as long as it is not over.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn about(&self, actor: &Actor, record: &str) -> Result<Option<String>, ConversationError> {
        let found = conversation::Entity::find()
            .filter(conversation::Column::Record.eq(record))
            .filter(conversation::Column::OpenKey.is_not_null())
            .filter(conversation::Column::Asker.is_in(parties(actor)))
            .one(self.registry().store().read())
            .await?;
        Ok(found.map(|row| row.id))
    }

    /// In how many conversations some records are asked about now.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn going_on(&self, records: &[&str]) -> Result<BTreeMap<String, u32>, ConversationError> {
        let counted = conversation::Entity::find()
            .select_only()
            .column(conversation::Column::Record)
            .column_as(conversation::Column::Id.count(), "conversations")
            .filter(conversation::Column::Record.is_in(records.iter().copied()))
            .filter(conversation::Column::OpenKey.is_not_null())
            .group_by(conversation::Column::Record);
        let rows: Vec<(String, i64)> = counted.into_tuple().all(self.registry().store().read()).await?;
        Ok(rows.into_iter().map(|(record, count)| (record, u32::try_from(count).unwrap_or(u32::MAX))).collect())
    }
}

fn parties(actor: &Actor) -> Vec<&String> {
    actor.party.iter().chain(&actor.acts_for).collect()
}

fn of_sides(actor: &Actor) -> Condition {
    let parties = parties(actor);
    Condition::any()
        .add(conversation::Column::Owner.is_in(parties.clone()))
        .add(conversation::Column::Asker.is_in(parties))
}
