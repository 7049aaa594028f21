//! Checking a receipt on the portal. The same check runs offline: `liaowang verify`.

use super::chrome::Chrome;
use super::hall::platform;
use super::{Page, render};
use crate::failure::Failure;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Multipart, State};
use notary::{Receipt, ReceiptError};

/// Letters of a receipt at most.
const LONGEST: usize = 1_000_000;

#[derive(Template)]
#[template(path = "verify.html")]
struct Verify {
    page: Chrome,
    key: String,
    result: Option<Outcome>,
}

struct Outcome {
    holds: bool,
    title: String,
    facts: Vec<(String, String)>,
    reason: String,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit) -> Page {
    page(&portal, &visit, None)
}

pub(super) async fn check(State(portal): State<Portal>, visit: Visit, mut form: Multipart) -> Page {
    let mut text = String::new();
    while let Some(field) = form.next_field().await.map_err(|error| Failure::Parameter(error.to_string()))? {
        let part = field.text().await.map_err(|error| Failure::Parameter(error.to_string()))?;
        if text.trim().is_empty() && part.len() <= LONGEST {
            text = part;
        }
    }
    let words = visit.words();
    let verified = Receipt::read(&text).and_then(|receipt| {
        let proven = receipt.verify(platform_key(&portal)?, &[])?;
        Ok((receipt, proven))
    });
    let outcome = match verified {
        Ok((receipt, proven)) => Outcome {
            holds: true,
            title: words.say("verify-holds"),
            facts: vec![
                (words.say("verify-event"), words.say(&format!("event-{}", receipt.entry.event))),
                (words.say("verify-record"), receipt.entry.record.clone()),
                (words.say("verify-version"), receipt.entry.version.to_string()),
                (words.say("verify-time"), receipt.entry.time.clone()),
                (words.say("verify-entry"), proven.index.to_string()),
                (words.say("verify-size"), proven.checkpoint.size.to_string()),
                (words.say("verify-fields"), receipt.disclosed.keys().cloned().collect::<Vec<_>>().join(", ")),
            ],
            reason: String::new(),
        },
        Err(error) => Outcome {
            holds: false,
            title: words.say("verify-fails"),
            facts: Vec::new(),
            reason: words.say(match error {
                ReceiptError::Form(_) => "verify-fails-form",
                ReceiptError::Checkpoint(_) => "verify-fails-checkpoint",
                ReceiptError::Entry(_) => "verify-fails-entry",
                ReceiptError::Commitments => "verify-fails-commitments",
                ReceiptError::Field(_) => "verify-fails-field",
            }),
        },
    };
    page(&portal, &visit, Some(outcome))
}

fn platform_key(portal: &Portal) -> Result<&notary::Verifier, ReceiptError> {
    portal
        .platform()
        .map(|platform| platform.verifier())
        .ok_or_else(|| ReceiptError::Form("there is no log here".to_owned()))
}

fn page(portal: &Portal, visit: &Visit, result: Option<Outcome>) -> Page {
    let words = visit.words();
    render(&Verify {
        page: Chrome::new(visit, "/verify", &words.say("verify-title"), portal.shown().as_deref()),
        key: platform(portal)?.verifier().to_string(),
        result,
    })
}
