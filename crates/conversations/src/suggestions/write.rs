//! What a run has found, in parts; its completion; and what goes then.

use super::run::{end, lease};
use super::{Claim, RunState, SUGGESTED, Suggestions};
use crate::ConversationError;
use jiff::{SignedDuration, Timestamp};
use matching::Side;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::schema::{match_answer, record, suggestion, suggestion_record, suggestion_run};
use store::{Transaction, jobs};

/// Rows that are written or removed in one transaction: whoever else wants to write does not wait long.
const ROWS: u64 = 500;
/// Runs that are remembered.
const REMEMBERED: u64 = 30;
/// Time between two letters about suggestions, so that other letters do not wait behind them.
const BETWEEN_LETTERS: SignedDuration = SignedDuration::from_millis(100);

/// An offer that a run suggests to a need.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The record that wants.
    pub need: String,
    /// The record that offers.
    pub offer: String,
    /// The place of the offer among those for the need, from 1.
    pub place: u32,
    /// By this it ranks, from 0 to 1.
    pub standing: f64,
    /// Share of what the need asks that is known of the offer, from 0 to 1.
    pub certainty: f64,
}

/// A record that took part in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its id.
    pub record: String,
    /// Its side.
    pub side: Side,
    /// With how many of the other side it may be put together at most.
    pub most: u32,
    /// With how many it was.
    pub given: u32,
}

impl Suggestions {
    /// Pairs of a need and an offer that somebody has said something of already: they are not to be suggested.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn answered(&self) -> Result<Vec<(String, String)>, ConversationError> {
        let pairs = match_answer::Entity::find()
            .select_only()
            .column(match_answer::Column::Need)
            .column(match_answer::Column::Offer)
            .distinct();
        Ok(pairs.into_tuple().all(self.store.read()).await?)
    }

    /// Keeps pairs that a run has found. Returns whether the run is still in hand here.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn add_pairs(&self, claim: &Claim, pairs: &[Pair], now: Timestamp) -> Result<bool, ConversationError> {
        let newest = self.newest().await?.map(|run| run.id);
        for chunk in pairs.chunks(ROWS as usize) {
            let before = self.pairs_of(newest.as_deref(), chunk).await?;
            let row = |pair: &Pair| suggestion::Model {
                run: claim.run.clone(),
                need: pair.need.clone(),
                offer: pair.offer.clone(),
                place: i64::from(pair.place),
                standing: pair.standing,
                certainty: pair.certainty,
                is_new: !before.contains(&(pair.need.clone(), pair.offer.clone())),
            };
            let rows: Vec<suggestion::ActiveModel> =
                chunk.iter().map(|pair| row(pair).into_active_model().reset_all()).collect();
            let transaction = self.store.write().await?;
            if !is_held(&transaction, claim, now).await? {
                return Ok(false);
            }
            suggestion::Entity::insert_many(rows).exec_without_returning(&*transaction).await?;
            transaction.commit().await?;
        }
        Ok(true)
    }

    /// Keeps which records took part in a run. Returns whether the run is still in hand here.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn add_parts(&self, claim: &Claim, parts: &[Part], now: Timestamp) -> Result<bool, ConversationError> {
        for chunk in parts.chunks(ROWS as usize) {
            let row = |part: &Part| suggestion_record::Model {
                run: claim.run.clone(),
                record: part.record.clone(),
                side: side_code(part.side).to_owned(),
                most: i64::from(part.most),
                given: i64::from(part.given),
            };
            let rows: Vec<suggestion_record::ActiveModel> =
                chunk.iter().map(|part| row(part).into_active_model().reset_all()).collect();
            let transaction = self.store.write().await?;
            if !is_held(&transaction, claim, now).await? {
                return Ok(false);
            }
            suggestion_record::Entity::insert_many(rows).exec_without_returning(&*transaction).await?;
            transaction.commit().await?;
        }
        Ok(true)
    }

    /// Completes a run: from now on its suggestions are seen instead of those before. Returns whether the run was still in hand here.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn complete(&self, claim: &Claim, now: Timestamp) -> Result<bool, ConversationError> {
        let transaction = self.store.write().await?;
        let is_done = end(&transaction, claim.holds(), RunState::Done, "", now).await?;
        transaction.commit().await?;
        self.sweep().await?;
        Ok(is_done)
    }

    /// Asks for a letter to each party with suggestions of a complete run that are new. Returns how many. Asked for again, nothing happens.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn tell(&self, run: &str, now: Timestamp) -> Result<usize, ConversationError> {
        let mut fresh: BTreeMap<String, i64> = BTreeMap::new();
        for side in [suggestion::Column::Need, suggestion::Column::Offer] {
            let counted = suggestion::Entity::find()
                .select_only()
                .column(side)
                .column_as(suggestion::Column::Place.count(), "suggestions")
                .filter(suggestion::Column::Run.eq(run))
                .filter(suggestion::Column::IsNew.eq(true))
                .group_by(side);
            let rows: Vec<(String, i64)> = counted.into_tuple().all(self.store.read()).await?;
            fresh.extend(rows);
        }
        let ids: Vec<&String> = fresh.keys().collect();
        let mut parties: BTreeMap<String, i64> = BTreeMap::new();
        for chunk in ids.chunks(ROWS as usize) {
            let records = record::Entity::find().filter(record::Column::Id.is_in(chunk.iter().copied()));
            for record in records.all(self.store.read()).await? {
                *parties.entry(record.owner).or_default() += fresh.get(&record.id).copied().unwrap_or_default();
            }
        }
        let (all, mut run_at) = (parties.len(), now);
        let parties: Vec<(String, i64)> = parties.into_iter().collect();
        for chunk in parties.chunks(ROWS as usize) {
            let transaction = self.store.write().await?;
            for (party, number) in chunk {
                let payload = json!({ "run": run, "party": party, "number": number });
                let once = format!("{SUGGESTED}:{run}:{party}");
                jobs::ask(&*transaction, SUGGESTED, payload, Some(&once), run_at, now).await?;
                run_at += BETWEEN_LETTERS;
            }
            transaction.commit().await?;
        }
        Ok(all)
    }

    /// Pairs of a run with the needs of some pairs.
    async fn pairs_of(
        &self,
        run: Option<&str>,
        pairs: &[Pair],
    ) -> Result<BTreeSet<(String, String)>, ConversationError> {
        let Some(run) = run else { return Ok(BTreeSet::new()) };
        let needs: BTreeSet<&String> = pairs.iter().map(|pair| &pair.need).collect();
        let found = suggestion::Entity::find()
            .filter(suggestion::Column::Run.eq(run))
            .filter(suggestion::Column::Need.is_in(needs))
            .all(self.store.read())
            .await?;
        Ok(found.into_iter().map(|row| (row.need, row.offer)).collect())
    }

    /// Removes what runs have found that nobody sees any more, and runs that are not remembered.
    pub(super) async fn sweep(&self) -> Result<(), ConversationError> {
        let newest = self.newest().await?.map(|run| run.id);
        let runs =
            suggestion_run::Entity::find().order_by_desc(suggestion_run::Column::Id).all(self.store.read()).await?;
        for (position, run) in runs.iter().enumerate() {
            if run.open_key.is_some() || newest.as_ref() == Some(&run.id) {
                continue;
            }
            self.forget(&run.id).await?;
            if position as u64 >= REMEMBERED {
                let transaction = self.store.write().await?;
                suggestion_run::Entity::delete_by_id(&run.id).exec(&*transaction).await?;
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    /// Removes what a run has found, some rows at a time.
    pub(super) async fn forget(&self, run: &str) -> Result<(), ConversationError> {
        loop {
            let needs = suggestion::Entity::find()
                .select_only()
                .column(suggestion::Column::Need)
                .filter(suggestion::Column::Run.eq(run))
                .order_by_asc(suggestion::Column::Need)
                .limit(ROWS);
            let needs: Vec<String> = needs.into_tuple().all(self.store.read()).await?;
            let Some(last) = needs.last() else { break };
            let transaction = self.store.write().await?;
            suggestion::Entity::delete_many()
                .filter(suggestion::Column::Run.eq(run))
                .filter(suggestion::Column::Need.lte(last))
                .exec(&*transaction)
                .await?;
            transaction.commit().await?;
        }
        loop {
            let records = suggestion_record::Entity::find()
                .select_only()
                .column(suggestion_record::Column::Record)
                .filter(suggestion_record::Column::Run.eq(run))
                .order_by_asc(suggestion_record::Column::Record)
                .limit(ROWS);
            let records: Vec<String> = records.into_tuple().all(self.store.read()).await?;
            let Some(last) = records.last() else { return Ok(()) };
            let transaction = self.store.write().await?;
            suggestion_record::Entity::delete_many()
                .filter(suggestion_record::Column::Run.eq(run))
                .filter(suggestion_record::Column::Record.lte(last))
                .exec(&*transaction)
                .await?;
            transaction.commit().await?;
        }
    }
}

/// As a side is written in tables.
pub(super) fn side_code(side: Side) -> &'static str {
    match side {
        Side::Need => "need",
        Side::Offer => "offer",
    }
}

/// Whether a run is still in hand here; if so, there is time again. It stays so until the transaction ends.
async fn is_held(transaction: &Transaction, claim: &Claim, now: Timestamp) -> Result<bool, ConversationError> {
    let changed = suggestion_run::Entity::update_many()
        .col_expr(suggestion_run::Column::ClaimedUntil, lease(now))
        .filter(claim.holds())
        .exec(&**transaction)
        .await?;
    Ok(changed.rows_affected > 0)
}
