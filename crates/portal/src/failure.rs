//! Why a request could not be answered.
//!
//! A handler returns a [`Failure`]; the shell around all handlers turns it into a page in the visitor's language, or, below
//! `/api/`, into problem+json (RFC 9457).

use crate::api::problem::Refused;
use crate::index::SearchError;
use accounts::AccountsError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use conversations::ConversationError;
use meetings::MeetingsError;
use observatory::scan::ScanError;
use process::{LifecycleError, Refusal};
use registry::RegistryError;
use registry::files::FilesError;

/// Why a request could not be answered.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// No such page, topic or document.
    #[error("not found")]
    NotFound,
    /// The address exists, but not for this method.
    #[error("the address does not understand this method; `Allow` says which it does")]
    Method,
    /// There is no scan yet.
    #[error("there is no scan yet; run `liaowang import <files>` and `liaowang scan`")]
    NoScan,
    /// There is no back-test yet.
    #[error("there is no back-test yet; run `liaowang backtest --save`")]
    NoBacktest,
    /// The portal was opened without a registry.
    #[error("the hall is not open on this portal")]
    NoPlatform,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignIn,
    /// A form that does not carry what it should, or comes from elsewhere.
    #[error("this form is too old or does not come from here; load the page again")]
    Form,
    /// Someone else was quicker, or the process does not allow it now.
    #[error("{0}")]
    Conflict(String),
    /// Whoever asks may not.
    #[error("{0}")]
    Forbidden(String),
    /// A parameter is wrong; the text says which and what is allowed.
    #[error("{0}")]
    Parameter(String),
    /// A program is told why in the API's own words.
    #[error("{}", .0.detail)]
    Refused(Refused),
    /// Something failed here; the text is for the log.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Failure {
    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::NotFound | Failure::NoBacktest | Failure::NoPlatform => StatusCode::NOT_FOUND,
            Failure::Method => StatusCode::METHOD_NOT_ALLOWED,
            Failure::NoScan => StatusCode::SERVICE_UNAVAILABLE,
            Failure::SignIn => StatusCode::UNAUTHORIZED,
            Failure::Conflict(_) => StatusCode::CONFLICT,
            Failure::Forbidden(_) | Failure::Form => StatusCode::FORBIDDEN,
            Failure::Parameter(_) => StatusCode::BAD_REQUEST,
            Failure::Refused(refused) => refused.status,
            Failure::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable name: part of the problem's `type` and of the locale keys `error-<name>-title` and `error-<name>-text`.
    pub fn name(&self) -> &'static str {
        match self {
            Failure::NotFound => "not-found",
            Failure::Method => "method",
            Failure::NoScan => "no-scan",
            Failure::NoBacktest => "no-backtest",
            Failure::NoPlatform => "no-platform",
            Failure::Forbidden(_) => "forbidden",
            Failure::SignIn => "sign-in",
            Failure::Form => "form",
            Failure::Conflict(_) => "conflict",
            Failure::Parameter(_) => "parameter",
            Failure::Refused(refused) => refused.name,
            Failure::Internal(_) => "internal",
        }
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Failure {
        match error {
            ScanError::NoScan(_) => Failure::NoScan,
            other => Failure::Internal(other.to_string()),
        }
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Failure {
        match error {
            RegistryError::NotFound { .. } => Failure::NotFound,
            RegistryError::Changed { .. } | RegistryError::Content(_) | RegistryError::Merged { .. } => {
                Failure::Conflict(error.to_string())
            }
            RegistryError::Forbidden(reason) => Failure::Forbidden(reason.to_owned()),
            other => Failure::Internal(other.to_string()),
        }
    }
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Failure {
        Failure::Internal(error.to_string())
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Failure {
        match error {
            SearchError::Registry(error) => error.into(),
            other => Failure::Internal(other.to_string()),
        }
    }
}

impl From<FilesError> for Failure {
    fn from(error: FilesError) -> Failure {
        match error {
            FilesError::Registry(error) => error.into(),
            other => Failure::Internal(other.to_string()),
        }
    }
}

impl From<MeetingsError> for Failure {
    fn from(error: MeetingsError) -> Failure {
        match error {
            MeetingsError::Registry(error) => error.into(),
            MeetingsError::Refused(refused) => Failure::Conflict(refused.to_string()),
        }
    }
}

impl From<LifecycleError> for Failure {
    fn from(error: LifecycleError) -> Failure {
        match error {
            LifecycleError::Registry(error) => error.into(),
            LifecycleError::Refused(Refusal::NotYou { .. }) => Failure::Forbidden(error.to_string()),
            LifecycleError::Refused(_) | LifecycleError::NotEditable(_) | LifecycleError::Reused => {
                Failure::Conflict(error.to_string())
            }
            other => Failure::Internal(other.to_string()),
        }
    }
}

impl From<ConversationError> for Failure {
    fn from(error: ConversationError) -> Failure {
        match error {
            ConversationError::Registry(error) => error.into(),
            ConversationError::Refused(Refusal::NotYou { .. }) => Failure::Forbidden(error.to_string()),
            other => Failure::Conflict(other.to_string()),
        }
    }
}

impl From<AccountsError> for Failure {
    fn from(error: AccountsError) -> Failure {
        match error {
            AccountsError::NotFound { .. } => Failure::NotFound,
            AccountsError::Forbidden(reason) => Failure::Forbidden(reason.to_owned()),
            AccountsError::Member | AccountsError::LastAdmin | AccountsError::Full { .. } => {
                Failure::Conflict(error.to_string())
            }
            other => Failure::Internal(other.to_string()),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Failure {
        Failure::Internal(error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
