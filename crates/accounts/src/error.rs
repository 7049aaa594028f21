//! What is refused, and why.

use jiff::Timestamp;
use store::StoreError;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// Not an address of e-mail.
    #[error("this is not an address of e-mail")]
    Email,
    /// There is no name, or it is too long.
    #[error("a name is needed, of at most {most} letters")]
    Name {
        /// Letters at most.
        most: usize,
    },
    /// The password will not do.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// Address and password do not belong together. It is not said which of them is wrong.
    #[error("address or password are wrong")]
    Credentials,
    /// It was tried too often.
    #[error("this was tried too often; it can be tried again at {until}")]
    TooMany {
        /// When it can be tried again.
        until: Timestamp,
    },
    /// A link from a mail that was used, is too old, or was not copied completely.
    #[error("this link was used already, is too old, or is not complete: ask for a new one")]
    Link,
    /// There is an account already; only said to who reads the mail of its address.
    #[error("there is an account of this address already: sign in, or reset the password")]
    Exists,
    /// They belong to the organisation already.
    #[error("they belong to this organisation already")]
    Member,
    /// The organisation would be left without an admin.
    #[error("this is the last admin of the organisation: make someone else an admin first")]
    LastAdmin,
    /// Nobody could sign in to the account any more.
    #[error("this is the only way to sign in to this account: set a password first")]
    LastWay,
    /// A token needs scopes, and a time when it ends that is not too far away.
    #[error("a token needs at least one scope, and must end within {days} days")]
    Token {
        /// Days at most.
        days: i64,
    },
    /// There are as many as there may be.
    #[error("there cannot be more than {most}: take one back first")]
    Full {
        /// How many there may be.
        most: u64,
    },
    /// The one who asks may not.
    #[error("{0}")]
    Forbidden(&'static str),
    /// There is no such thing, or the one who asks may not know of it.
    #[error("there is no {what} {id}")]
    NotFound {
        /// `account`, `organisation`, …
        what: &'static str,
        /// What was asked for.
        id: String,
    },
    /// The machine does not hash, or gives no random numbers.
    #[error("the machine does not give what is needed for secrets: {0}")]
    Machine(String),
    /// The database does not work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Too few letters.
    #[error("a password needs at least {least} letters")]
    TooShort {
        /// Letters at least.
        least: usize,
    },
    /// Too many letters.
    #[error("a password has at most {most} letters")]
    TooLong {
        /// Letters at most.
        most: usize,
    },
    /// It is the address or the name of the person.
    #[error("a password must not be the address or the name")]
    Yourself,
    /// It is among those that are tried first.
    #[error("this password is among those that are tried first")]
    Common,
}

impl From<sea_orm::DbErr> for AccountsError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

pub(crate) fn not_found(what: &'static str, id: &str) -> AccountsError {
    AccountsError::NotFound { what, id: id.to_owned() }
}
