//! What must not be tried without end: passwords, and having mail sent.
//!
//! An attempt is counted before it is made and taken back where it succeeds, so that a thousand at once are not a way around. The first
//! few are free; then each has to wait twice as long as the one before, up to a limit. After a day of peace everything is forgotten. It is
//! kept in the database, so that a restart or a second server changes nothing, and under a hash, so that addresses of people who have no
//! account are not kept.

use crate::AccountsError;
use crate::secret::digest;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use store::schema::attempt;
use store::{instant, millis};

/// After so long without an attempt they are forgotten.
pub(crate) const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);
/// The first pause.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// The longest pause.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// What is counted.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    /// Wrong passwords for an address of e-mail, whether it has an account or not.
    Account,
    /// Wrong passwords from an address on the network.
    Network,
    /// Mail to an address that someone else may have entered.
    Mail,
    /// Mail that was asked for from one place: an address on the network, or a person who invites.
    Sender,
    /// Sign-ins at a provider of OpenID Connect that were begun from one place and not finished.
    OpenId,
}

impl Limit {
    fn code(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Network => "network",
            Self::Mail => "mail",
            Self::Sender => "sender",
            Self::OpenId => "openid",
        }
    }

    /// How many are free.
    fn free(self) -> i64 {
        match self {
            Self::Account | Self::Network | Self::Mail => 5,
            Self::Sender | Self::OpenId => 50,
        }
    }

    /// Under which key it is counted for someone.
    pub(crate) fn key(self, who: &str) -> String {
        digest(self.code(), who)
    }

    /// How long to wait after so many failures.
    fn pause(self, failures: i64) -> SignedDuration {
        match failures - self.free() {
            ..0 => SignedDuration::ZERO,
            over @ 0..6 => PAUSE * (1 << over),
            _ => LONGEST,
        }
    }
}

/// An attempt that was counted.
pub(crate) struct Attempt {
    key: String,
    at: i64,
    before: i64,
}

/// Counts an attempt.
///
/// # Errors
/// Where it is too early for one.
pub(crate) async fn begin(
    within: &DatabaseTransaction,
    limit: Limit,
    who: &str,
    now: Timestamp,
) -> Result<Attempt, AccountsError> {
    let key = limit.key(who);
    let none = attempt::ActiveModel { key: Set(key.clone()), failures: Set(0), last_at: Set(millis(now)) };
    let unless_there = OnConflict::column(attempt::Column::Key).do_nothing().to_owned();
    attempt::Entity::insert(none).on_conflict(unless_there).exec_without_returning(within).await?;
    let row = attempt::Entity::find_by_id(&key).lock_exclusive().one(within).await?;
    let (failures, last) = row.map_or((0, now), |row| (row.failures, instant(row.last_at)));
    let failures = if now.duration_since(last) >= FORGOTTEN { 0 } else { failures };
    let until = last + limit.pause(failures);
    if now < until {
        return Err(AccountsError::TooMany { until });
    }
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Failures, Expr::value(failures + 1))
        .col_expr(attempt::Column::LastAt, Expr::value(millis(now)))
        .filter(attempt::Column::Key.eq(&key))
        .exec(within)
        .await?;
    Ok(Attempt { key, at: millis(now), before: millis(last) })
}

/// Takes an attempt back that succeeded: as if it had not been made.
pub(crate) async fn undo(within: &DatabaseTransaction, attempt: &Attempt) -> Result<(), AccountsError> {
    let of = |key: &str| attempt::Entity::update_many().filter(attempt::Column::Key.eq(key));
    of(&attempt.key)
        .col_expr(attempt::Column::Failures, Expr::col(attempt::Column::Failures).sub(1))
        .filter(attempt::Column::Failures.gt(0))
        .exec(within)
        .await?;
    of(&attempt.key)
        .col_expr(attempt::Column::LastAt, Expr::value(attempt.before))
        .filter(attempt::Column::LastAt.eq(attempt.at))
        .exec(within)
        .await?;
    Ok(())
}

/// Forgets all attempts: who knows the password has shown that they may.
pub(crate) async fn clear(within: &DatabaseTransaction, limit: Limit, who: &str) -> Result<(), AccountsError> {
    attempt::Entity::delete_by_id(limit.key(who)).exec(within).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        for (failures, minutes) in [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (12, 60), (4_000, 60)] {
            assert_eq!(Limit::Account.pause(failures), SignedDuration::from_mins(minutes), "{failures}");
        }
    }
}
