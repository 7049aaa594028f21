//! What someone sees of a record: the one place where disclosure is decided. Pages, API, search, feeds, exports, files and receipts all
//! get their content from here.

use crate::actor::{Actor, Role};
use crate::content::Content;
use crate::definition::{Disclosure, Kind};
use store::schema::record;

/// How much an actor may see of a record; none where it may not know that there is one. `granted` is what the owner agreed to.
pub fn level(actor: &Actor, record: &record::Model, granted: Option<Disclosure>) -> Option<Disclosure> {
    if actor.is(&record.owner) || [Role::Reviewer, Role::Curator, Role::Auditor].into_iter().any(|role| actor.has(role))
    {
        return Some(Disclosure::Owner);
    }
    record.published_version?;
    let signed_in = if actor.party.is_some() { Disclosure::SignedIn } else { Disclosure::Public };
    // What was agreed with a party does not open what belongs to owner and curators.
    Some(granted.map_or(signed_in, |granted| granted.min(Disclosure::Deal).max(signed_in)))
}

/// The fields that a level may see. Fields that the kind does not know (any more) are the owner's.
pub fn visible(kind: &Kind, content: &Content, level: Disclosure) -> Content {
    let may_see = |code: &str| kind.field(code).map_or(Disclosure::Owner, |field| field.disclosure) <= level;
    content.iter().filter(|(code, _)| may_see(code)).map(|(code, value)| (code.clone(), value.clone())).collect()
}
