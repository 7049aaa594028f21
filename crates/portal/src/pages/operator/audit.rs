//! The audit: who did what to whom.

use super::{Frame, LINES, chrome, entered, id, minute, name_of};
use crate::member::Member;
use crate::pages::chrome::Chrome;
use crate::pages::{Page, render};
use crate::state::Portal;
use crate::visit::{Visit, encode};
use accounts::AuditFilter;
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "operator/audit.html")]
struct Audit {
    page: Chrome,
    frame: Frame,
    by: String,
    to: String,
    lines: Vec<Line>,
    first: Option<String>,
    next: Option<String>,
}

struct Line {
    time: String,
    by: Named,
    action: String,
    to: Named,
    detail: String,
}

/// A party with its page, or whatever else acted or was acted upon.
struct Named {
    address: Option<String>,
    text: String,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    let accounts = entered(&portal, &member)?.accounts();
    let words = visit.words();
    let wanted = |name: &str| visit.get(name).map(str::to_owned);
    let filter = AuditFilter { by: wanted("by"), to: wanted("to"), before: id(&visit, "before").map(str::to_owned) };
    let mut found = accounts.audit_entries(&member.actor, &filter, LINES + 1).await?;
    let more = found.len() as u64 > LINES;
    found.truncate(LINES as usize);
    let ids: Vec<String> = found.iter().flat_map(|entry| [entry.actor.clone(), entry.subject.clone()]).collect();
    let parties = accounts.parties(&ids).await?;
    let named = |id: &str| match parties.get(id) {
        Some(party) => Named {
            address: Some(format!("/operator/parties/{id}")),
            text: name_of(&party.name_zh, &party.name_en, id, &visit),
        },
        None => Named { address: None, text: id.to_owned() },
    };
    let [by, to] = [&filter.by, &filter.to].map(|wanted| wanted.clone().unwrap_or_default());
    let address = format!("/operator/audit?by={}&to={}", encode(&by), encode(&to));
    let next = found.last().filter(|_| more).map(|last| format!("{address}&before={}", last.id));
    render(&Audit {
        page: chrome(&portal, &visit, "operator-audit"),
        frame: Frame::new("/operator/audit", &member, words),
        lines: found
            .iter()
            .map(|entry| Line {
                time: minute(store::instant(entry.created_at)),
                by: named(&entry.actor),
                action: words
                    .try_say(&format!("audit-action-{}", entry.action))
                    .unwrap_or_else(|| entry.action.clone()),
                to: named(&entry.subject),
                detail: entry.detail.clone(),
            })
            .collect(),
        first: filter.before.is_some().then_some(address),
        next,
        by,
        to,
    })
}
