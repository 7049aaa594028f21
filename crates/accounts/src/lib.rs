//! Who people are: accounts, sessions, organisations, roles, and tokens for programs.
//!
//! A *party* is a person or an organisation; a person with an *account* signs in. [`Accounts`] turns what a browser or a program shows into an
//! [`Actor`](registry::Actor) ([`Accounts::actor_of_session`], [`Accounts::actor_of_token`]), and engines ask the actor what it may do.
//!
//! What holds everywhere:
//! - Secrets are 256 random bits, shown once and kept as a hash; passwords are kept as Argon2id hashes ([`OWASP`]). No [`Secret`] shows in
//!   logs.
//! - Nobody learns whether an address has an account but who reads its mail.
//! - Something that happens once happens once, whoever else tries at the same time: links, sign-ups, the last admin leaving.
//! - Mail is a job in the transaction of what it is about ([`letter`]), without words: they come from whoever sends it with a [`Mailer`].
//! - A provider of OpenID Connect signs in to accounts it is connected with, and takes over none ([`OpenId`]).
//! - What changes who may do what is written into an audit that stays.

mod accounts;
mod actor;
mod audit;
mod directory;
mod error;
mod invitation;
pub mod letter;
mod mailer;
mod openid;
mod operation;
mod organisation;
mod password;
mod password_change;
mod personal;
mod personal_meetings;
mod profile;
mod role;
mod secret;
mod session;
mod sign_in;
mod sign_up;
mod text;
mod throttle;
mod token;

pub use accounts::{Accounts, ORGANISATION, Person};
pub use argon2::Params;
pub use audit::AuditFilter;
pub use directory::Listing;
pub use error::{AccountsError, PasswordProblem};
pub use invitation::{INVITATIONS, OwnInvitation};
pub use letter::{Letter, Purpose};
pub use mailer::{MailError, Mailer, Smtp};
pub use openid::{Answer, Begun, Finished, Identity, OpenId, OpenIdError, Provider, RETURN as OPENID_RETURN, SignedIn};
pub use operation::{JobLine, oversees};
pub use organisation::{MemberRole, Membership};
pub use password::{LEAST as PASSWORD_LEAST, MOST as PASSWORD_MOST, OWASP};
pub use secret::Secret;
pub use session::{LONGEST as SESSION_LONGEST, Session, SessionInfo, UNUSED as SESSION_UNUSED};
pub use sign_up::NewPerson;
pub use text::{Client, NAME_LETTERS};
pub use token::{DAYS as TOKEN_DAYS, PREFIX as TOKEN_PREFIX, Scope, Scopes, TOKENS, Token};
