//! What people say of matches that were put before them, for a ranking to learn from.

use crate::{ConversationError, Conversations};
use jiff::Timestamp;
use matching::{Features, Feedback, Reason, Response};
use registry::{Actor, RegistryError};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::BTreeMap;
use store::schema::{match_answer, record};
use store::{StoreError, Transaction, millis};

/// A need and an offer, as they were compared when somebody said something of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The record that wants.
    pub need: String,
    /// The record that offers.
    pub offer: String,
    /// The comparison as numbers.
    pub features: Features,
    /// The standing by which it was shown, from 0 to 1.
    pub standing: f64,
}

/// What the actor says of a match of one of its records.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What was compared.
    pub compared: Compared,
    /// What is said.
    pub response: Response,
}

impl Conversations {
    /// Keeps what the actor says of a match, in place of what it said before.
    ///
    /// # Errors
    /// Where neither of the two records belongs to the actor.
    pub async fn answer(&self, actor: &Actor, answer: &Answer) -> Result<(), ConversationError> {
        let transaction = self.registry().store().write().await?;
        let ids = [&answer.compared.need, &answer.compared.offer];
        let rows = record::Entity::find().filter(record::Column::Id.is_in(ids)).all(&*transaction).await?;
        let own = rows.iter().find(|row| actor.is(&row.owner)).filter(|_| rows.len() == 2);
        let own = own.ok_or(RegistryError::Forbidden("answers are for matches of your own records"))?;
        note_answer(&transaction, &answer.compared, &own.owner, answer.response, actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// What the actor and those it acts for said of the matches of a record, by the other record.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn answers_of(&self, actor: &Actor, id: &str) -> Result<BTreeMap<String, Response>, ConversationError> {
        let parties: Vec<&String> = actor.party.iter().chain(&actor.acts_for).collect();
        let of_record = match_answer::Column::Need.eq(id).or(match_answer::Column::Offer.eq(id));
        let rows = match_answer::Entity::find()
            .filter(of_record)
            .filter(match_answer::Column::Party.is_in(parties))
            .all(self.registry().store().read())
            .await?;
        rows.into_iter()
            .map(|row| {
                let response = response(&row)?;
                Ok((if row.need == id { row.offer } else { row.need }, response))
            })
            .collect()
    }

    /// Everything that was said, for [`matching::Ranker::trained`].
    ///
    /// # Errors
    /// Where the database does not work, or holds what cannot be read.
    pub async fn feedback(&self) -> Result<Vec<Feedback>, ConversationError> {
        let rows = match_answer::Entity::find().all(self.registry().store().read()).await?;
        rows.into_iter()
            .map(|row| {
                let features = serde_json::from_value(row.features.clone()).map_err(unreadable)?;
                Ok(Feedback { response: response(&row)?, features, standing: row.standing, need: row.need })
            })
            .collect()
    }
}

fn unreadable(error: serde_json::Error) -> ConversationError {
    StoreError::Content { table: "match_answers", reason: error.to_string() }.into()
}

fn response(row: &match_answer::Model) -> Result<Response, ConversationError> {
    Ok(match row.response.as_str() {
        "interested" => Response::Interested,
        "met" => Response::Met,
        _ => {
            let reason = serde_json::Value::String(row.reason.clone());
            Response::Unsuitable(serde_json::from_value::<Reason>(reason).map_err(unreadable)?)
        }
    })
}

/// Writes an answer down in place of the one before.
pub(crate) async fn note_answer(
    transaction: &Transaction,
    compared: &Compared,
    party: &str,
    response: Response,
    now: Timestamp,
) -> Result<(), ConversationError> {
    let (code, reason) = match response {
        Response::Interested => ("interested", String::new()),
        Response::Met => ("met", String::new()),
        Response::Unsuitable(reason) => ("unsuitable", crate::conversations::reason_code(reason)),
    };
    let row = match_answer::Model {
        need: compared.need.clone(),
        offer: compared.offer.clone(),
        party: party.to_owned(),
        response: code.to_owned(),
        reason,
        features: serde_json::to_value(compared.features).map_err(unreadable)?,
        standing: compared.standing,
        created_at: millis(now),
    };
    let key = (row.need.clone(), row.offer.clone(), row.party.clone());
    match_answer::Entity::delete_by_id(key).exec(&**transaction).await?;
    row.into_active_model().reset_all().insert(&**transaction).await?;
    Ok(())
}
