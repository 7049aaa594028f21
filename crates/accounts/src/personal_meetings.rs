//! What meetings at events keep about a person: handing it out, and taking the person out of them.

use crate::AccountsError;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::{Value, json};
use store::millis;
use store::schema::{meeting, meeting_participant, meeting_pin, meeting_round, meeting_wish};

/// Where a person takes part, whom they wished to meet, and their meetings.
pub(crate) async fn export(within: &impl ConnectionTrait, id: &str) -> Result<Value, AccountsError> {
    let rows =
        meeting_participant::Entity::find().filter(meeting_participant::Column::Party.eq(id)).all(within).await?;
    let mut all = Vec::new();
    for row in rows {
        let wishes = meeting_wish::Entity::find().filter(meeting_wish::Column::Participant.eq(&row.id));
        all.push(json!({
            "event": row.record, "records": row.records, "looks_for": row.looks_for, "absent": row.absent,
            "most_meetings": row.most_meetings, "joined_at": row.joined_at, "left_at": row.left_at,
            "wishes": wishes.all(within).await?,
            "meetings": meeting::Entity::find().filter(either(&row.id)).all(within).await?,
        }));
    }
    Ok(all.into())
}

/// Takes a person out of all meetings: what they said is gone, and their meetings that have not begun are cancelled.
pub(crate) async fn forget(within: &DatabaseTransaction, id: &str, now: Timestamp) -> Result<(), AccountsError> {
    let rows =
        meeting_participant::Entity::find().filter(meeting_participant::Column::Party.eq(id)).all(within).await?;
    for row in rows {
        let wishes = Condition::any()
            .add(meeting_wish::Column::Participant.eq(&row.id))
            .add(meeting_wish::Column::Other.eq(&row.id));
        meeting_wish::Entity::delete_many().filter(wishes).exec(within).await?;
        let pins =
            Condition::any().add(meeting_pin::Column::One.eq(&row.id)).add(meeting_pin::Column::Other.eq(&row.id));
        meeting_pin::Entity::delete_many().filter(pins).exec(within).await?;
        meeting::Entity::update_many()
            .col_expr(meeting::Column::CancelledAt, Expr::value(millis(now)))
            .col_expr(meeting::Column::Sequence, Expr::col(meeting::Column::Sequence).add(1))
            .filter(either(&row.id))
            .filter(meeting::Column::CancelledAt.is_null())
            .filter(meeting::Column::StartsAt.gt(millis(now)))
            .exec(within)
            .await?;
        meeting_round::Entity::update_many()
            .col_expr(meeting_round::Column::Changes, Expr::col(meeting_round::Column::Changes).add(1))
            .filter(meeting_round::Column::Record.eq(&row.record))
            .exec(within)
            .await?;
        let gone = meeting_participant::Model {
            records: json!([]),
            looks_for: String::new(),
            absent: json!([]),
            most_meetings: None,
            calendar_hash: None,
            left_at: Some(millis(now)),
            ..row
        };
        gone.into_active_model().reset_all().update(within).await?;
    }
    Ok(())
}

fn either(participant: &str) -> Condition {
    Condition::any().add(meeting::Column::One.eq(participant)).add(meeting::Column::Other.eq(participant))
}
