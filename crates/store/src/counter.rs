//! Counters: numbers without gaps, and how often something has changed.

use crate::schema::counter;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

/// Counts the entries of the notary's log.
pub const ENTRIES: &str = "entries";
/// Counts the changes of what visitors see of the hall: publications, and the names of parties.
pub const HALL: &str = "hall";

/// Counts on, and returns the new count. The counter stays locked until the transaction ends, so that counts have no gaps and stand in the
/// order in which transactions end.
///
/// # Errors
/// Where there is no such counter, or the database does not work.
pub async fn count_on(within: &impl ConnectionTrait, name: &str) -> Result<i64, DbErr> {
    let counters = counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(1))
        .filter(counter::Column::Name.eq(name))
        .exec_with_returning(within)
        .await?;
    let counter = counters.first().ok_or_else(|| DbErr::RecordNotFound(format!("the counter of {name}")))?;
    Ok(counter.value)
}
