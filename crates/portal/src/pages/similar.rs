//! Records that are much like the one on the page, for its owner and for curators.

use crate::failure::Failure;
use crate::platform::Platform;
use crate::show::text_of;
use crate::visit::Visit;
use registry::{Actor, Seen};

/// Hints at most.
const MOST: usize = 5;

/// A record that is much like the one on the page.
pub(super) struct SimilarLine {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) is_published: bool,
}

/// What is much like a record.
pub(super) async fn lines(
    platform: &Platform,
    actor: &Actor,
    seen: &Seen,
    visit: &Visit,
) -> Result<Vec<SimilarLine>, Failure> {
    let definitions = platform.registry().definitions();
    let Some(kind) = definitions.kind(&seen.record.kind) else { return Ok(Vec::new()) };
    let similar = platform.registry().similar(actor, seen, MOST).await?;
    let line = |similar: registry::similar::Similar| SimilarLine {
        address: format!("/records/{}", similar.id),
        title: text_of(&similar.content, &kind.title, visit.language).unwrap_or_default().to_owned(),
        is_published: similar.is_published,
    };
    Ok(similar.into_iter().map(line).collect())
}
