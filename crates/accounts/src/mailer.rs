//! Sending mail over SMTP. What a letter says is made by whoever calls this.

use crate::Secret;
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use store::new_id;

/// Where mail goes out.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// The server: `smtps://mail.example.org`, `smtp://mail.example.org:587?tls=required`, or without encryption, for a server on the
    /// same machine, `smtp://127.0.0.1:25`.
    pub address: String,
    /// Name and password, where the server wants them.
    pub user: Option<(String, Secret)>,
    /// Who writes: `Liaowang <no-reply@example.org>`.
    pub from: String,
}

/// Why a letter did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The settings are wrong.
    #[error("mail cannot be sent with these settings: {0}")]
    Settings(String),
    /// The letter cannot be written down.
    #[error("a letter to {to} cannot be written: {reason}")]
    Letter {
        /// To whom.
        to: String,
        /// What is wrong.
        reason: String,
    },
    /// The server did not take it.
    #[error("the mail server did not take a letter: {reason}")]
    Refused {
        /// What it answered.
        reason: String,
        /// Whether it said that it never will.
        for_good: bool,
    },
}

/// Sends mail. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A mailer for a server. It is not asked before the first letter.
    ///
    /// # Errors
    /// Where the settings cannot be understood.
    pub fn new(smtp: &Smtp) -> Result<Self, MailError> {
        let from = smtp.from.parse().map_err(|error| MailError::Settings(format!("{}: {error}", smtp.from)))?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&smtp.address);
        let mut builder = builder.map_err(|error| MailError::Settings(error.to_string()))?;
        if let Some((user, password)) = &smtp.user {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose().to_owned()));
        }
        Ok(Self { transport: builder.build(), from })
    }

    /// Sends a letter of plain text. When this returns, the server has taken it.
    ///
    /// # Errors
    /// Where the letter cannot be written, or the server does not take it.
    pub async fn send(&self, to: &str, subject: &str, body: &str) -> Result<(), MailError> {
        let unwritten = |reason: String| MailError::Letter { to: to.to_owned(), reason };
        let mailbox: Mailbox =
            to.parse().map_err(|error: lettre::address::AddressError| unwritten(error.to_string()))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(mailbox)
            .subject(subject.split_whitespace().collect::<Vec<_>>().join(" "))
            .message_id(Some(format!("<{}@{}>", new_id(), self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(body.to_owned())
            .map_err(|error| unwritten(error.to_string()))?;
        let refused = |error: lettre::transport::smtp::Error| MailError::Refused {
            for_good: error.is_permanent(),
            reason: error.to_string(),
        };
        self.transport.send(message).await.map_err(refused)?;
        Ok(())
    }
}
