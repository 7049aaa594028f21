//! Reading: operators and auditors see runs and how the suggestions are spread, members what is suggested to their own records.

use super::write::side_code;
use super::{Suggestions, oversees};
use crate::ConversationError;
use matching::Side;
use registry::Actor;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use store::schema::{match_answer, record, suggestion, suggestion_record, suggestion_run};

/// How the suggestions of the newest complete run are spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The run.
    pub run: suggestion_run::Model,
    /// How many needs got how many offers: the number of offers, and of needs, by offers.
    pub needs: Vec<(i64, i64)>,
    /// Offers that took part.
    pub offers: u64,
    /// Of them, those that no further need may be put together with.
    pub offers_full: u64,
    /// Suggestions.
    pub suggestions: u64,
}

/// What is suggested to a record of the actor.
#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    /// The record of the actor.
    pub own: String,
    /// What is suggested to it.
    pub other: String,
    /// By this it ranks, from 0 to 1.
    pub standing: f64,
    /// Share of what the need asks that is known of the offer, from 0 to 1.
    pub certainty: f64,
    /// Whether the complete run before had not put the two together.
    pub is_new: bool,
}

impl Suggestions {
    /// Runs, newest first, for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn runs(&self, actor: &Actor, limit: u64) -> Result<Vec<suggestion_run::Model>, ConversationError> {
        oversees(actor)?;
        let runs = suggestion_run::Entity::find().order_by_desc(suggestion_run::Column::Id).limit(limit);
        Ok(runs.all(self.store.read()).await?)
    }

    /// How the suggestions of the newest complete run are spread, for operators and auditors; none where no run is complete.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn report(&self, actor: &Actor) -> Result<Option<Report>, ConversationError> {
        oversees(actor)?;
        let Some(run) = self.newest().await? else { return Ok(None) };
        let read = self.store.read();
        let needs = of_side(&run.id, Side::Need)
            .select_only()
            .column(suggestion_record::Column::Given)
            .column_as(suggestion_record::Column::Record.count(), "needs")
            .group_by(suggestion_record::Column::Given)
            .order_by_asc(suggestion_record::Column::Given);
        let suggestions = suggestion::Entity::find().filter(suggestion::Column::Run.eq(&run.id));
        Ok(Some(Report {
            needs: needs.into_tuple().all(read).await?,
            offers: of_side(&run.id, Side::Offer).count(read).await?,
            offers_full: of_side(&run.id, Side::Offer).filter(is_full()).count(read).await?,
            suggestions: suggestions.count(read).await?,
            run,
        }))
    }

    /// Needs to which the newest complete run suggests nothing, by id, after one: for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn needs_without(
        &self,
        actor: &Actor,
        after: &str,
        limit: u64,
    ) -> Result<Vec<String>, ConversationError> {
        oversees(actor)?;
        self.records(Side::Need, Condition::all().add(suggestion_record::Column::Given.eq(0)), after, limit).await
    }

    /// Offers that no further need may be put together with, by id, after one: for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn offers_full(&self, actor: &Actor, after: &str, limit: u64) -> Result<Vec<String>, ConversationError> {
        oversees(actor)?;
        self.records(Side::Offer, is_full(), after, limit).await
    }

    async fn records(
        &self,
        side: Side,
        of: Condition,
        after: &str,
        limit: u64,
    ) -> Result<Vec<String>, ConversationError> {
        let Some(run) = self.newest().await? else { return Ok(Vec::new()) };
        let records = of_side(&run.id, side)
            .select_only()
            .column(suggestion_record::Column::Record)
            .filter(of)
            .filter(suggestion_record::Column::Record.gt(after))
            .order_by_asc(suggestion_record::Column::Record)
            .limit(limit);
        Ok(records.into_tuple().all(self.store.read()).await?)
    }

    /// Suggestions of the newest complete run by need and offer, at most `limit` after a pair, for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn all_after(
        &self,
        actor: &Actor,
        after: (&str, &str),
        limit: u64,
    ) -> Result<Vec<suggestion::Model>, ConversationError> {
        oversees(actor)?;
        let Some(run) = self.newest().await? else { return Ok(Vec::new()) };
        let (need, offer) = after;
        let same = suggestion::Column::Need.eq(need).and(suggestion::Column::Offer.gt(offer));
        let found = suggestion::Entity::find()
            .filter(suggestion::Column::Run.eq(&run.id))
            .filter(suggestion::Column::Need.gt(need).or(same))
            .order_by_asc(suggestion::Column::Need)
            .order_by_asc(suggestion::Column::Offer)
            .limit(limit);
        Ok(found.all(self.store.read()).await?)
    }

    /// What the newest complete run suggests to the published records of the actor and of those it acts for, best first, without the
    /// pairs of which one of them has said something since.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn mine(&self, actor: &Actor, limit: usize) -> Result<Vec<Partner>, ConversationError> {
        let parties: Vec<&String> = actor.party.iter().chain(&actor.acts_for).collect();
        if parties.is_empty() {
            return Ok(Vec::new());
        }
        let Some(run) = self.newest().await? else { return Ok(Vec::new()) };
        let mut partners = Vec::new();
        for side in [Side::Need, Side::Offer] {
            let (own, other) = match side {
                Side::Need => (suggestion::Column::Need, suggestion::Column::Offer),
                Side::Offer => (suggestion::Column::Offer, suggestion::Column::Need),
            };
            let found = suggestion::Entity::find()
                .filter(suggestion::Column::Run.eq(&run.id))
                .filter(own.in_subquery(records_of(&parties)))
                .filter(Expr::exists(answer_of(&parties)).not())
                .order_by_desc(suggestion::Column::Standing)
                .order_by_asc(own)
                .order_by_asc(other)
                .limit(limit as u64)
                .all(self.store.read())
                .await?;
            partners.extend(found.into_iter().map(|row| {
                let (own, other) = if side == Side::Need { (row.need, row.offer) } else { (row.offer, row.need) };
                Partner { own, other, standing: row.standing, certainty: row.certainty, is_new: row.is_new }
            }));
        }
        partners.sort_by(|one, other| {
            let by_id = (&one.own, &one.other).cmp(&(&other.own, &other.other));
            other.standing.total_cmp(&one.standing).then(by_id)
        });
        partners.truncate(limit);
        Ok(partners)
    }

    /// Whether a run is the one whose suggestions are seen.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn is_newest(&self, run: &str) -> Result<bool, ConversationError> {
        Ok(self.newest().await?.is_some_and(|newest| newest.id == run))
    }
}

fn of_side(run: &str, side: Side) -> sea_orm::Select<suggestion_record::Entity> {
    suggestion_record::Entity::find()
        .filter(suggestion_record::Column::Run.eq(run))
        .filter(suggestion_record::Column::Side.eq(side_code(side)))
}

fn is_full() -> Condition {
    let (given, most) = (Expr::col(suggestion_record::Column::Given), Expr::col(suggestion_record::Column::Most));
    Condition::all().add(given.gte(most))
}

/// Ids of the published records of some parties.
fn records_of(parties: &[&String]) -> SelectStatement {
    Query::select()
        .column(record::Column::Id)
        .from(record::Entity)
        .and_where(record::Column::Owner.is_in(parties.iter().copied()))
        .and_where(record::Column::PublishedVersion.is_not_null())
        .to_owned()
}

/// What some parties have said of the need and the offer of a suggestion.
fn answer_of(parties: &[&String]) -> SelectStatement {
    let same = |answer: match_answer::Column, suggested: suggestion::Column| {
        Expr::col(answer.as_column_ref()).equals(suggested.as_column_ref())
    };
    Query::select()
        .expr(Expr::val(1))
        .from(match_answer::Entity)
        .and_where(same(match_answer::Column::Need, suggestion::Column::Need))
        .and_where(same(match_answer::Column::Offer, suggestion::Column::Offer))
        .and_where(match_answer::Column::Party.is_in(parties.iter().copied()))
        .to_owned()
}
