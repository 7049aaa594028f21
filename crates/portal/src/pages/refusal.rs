//! What the accounts refuse, in words.

use crate::failure::Failure;
use crate::locale::Words;
use accounts::{AccountsError, PasswordProblem};
use jiff::Timestamp;

/// What is wrong with what was entered.
///
/// # Errors
/// Where something else is wrong: the failure.
pub(super) fn refusal(words: &Words, error: AccountsError) -> Result<String, Failure> {
    Ok(match error {
        AccountsError::Email => words.say("account-problem-email"),
        AccountsError::Name { .. } => words.say("account-problem-name"),
        AccountsError::Credentials => words.say("account-problem-credentials"),
        AccountsError::Link => words.say("account-problem-link"),
        AccountsError::Exists => words.say("account-problem-exists"),
        AccountsError::Member => words.say("account-problem-member"),
        AccountsError::LastAdmin => words.say("account-problem-last-admin"),
        AccountsError::LastWay => words.say("account-problem-last-way"),
        AccountsError::Token { .. } => words.say("account-problem-token"),
        AccountsError::Full { most } => words.fill("account-problem-full", [("most", most.to_string().into())]),
        AccountsError::TooMany { until } => words.fill("account-problem-too-many", [("until", hour(until).into())]),
        AccountsError::Password(problem) => words.say(match problem {
            PasswordProblem::TooShort { .. } => "account-problem-password-short",
            PasswordProblem::TooLong { .. } => "account-problem-password-long",
            PasswordProblem::Yourself => "account-problem-password-yourself",
            PasswordProblem::Common => "account-problem-password-common",
        }),
        other => return Err(other.into()),
    })
}

fn hour(time: Timestamp) -> String {
    time.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string()
}
