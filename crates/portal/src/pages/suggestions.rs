//! Suggested partners: what the newest run over the whole hall suggests to a member's own records. What is no longer published is not shown.

use super::chrome::Chrome;
use super::hall::{Line, lines, platform};
use super::{Page, render};
use crate::failure::Failure;
use crate::member::Member;
use crate::numbers;
use crate::platform::Platform;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::State;
use conversations::Partner;
use registry::definition::Matching;
use std::collections::BTreeMap;

/// Suggestions on the page.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "suggestions.html")]
struct SuggestionsPage {
    page: Chrome,
    suggested: Vec<Suggested>,
    /// There are more than are shown.
    is_cut: bool,
}

/// A record of the member, and what is suggested to it.
pub(super) struct Suggested {
    pub(super) title: String,
    /// The list of all that fit it.
    pub(super) matches: String,
    /// Whether it is a need, for which offers are suggested.
    pub(super) is_need: bool,
    pub(super) partners: Vec<PartnerLine>,
}

/// A record that is suggested.
pub(super) struct PartnerLine {
    pub(super) line: Line,
    pub(super) standing: String,
    pub(super) certainty: String,
    pub(super) is_new: bool,
    /// Where interest in it is said.
    pub(super) interest: String,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let (suggested, is_cut) = suggested(platform(&portal)?, &visit, &member, MOST).await?;
    render(&SuggestionsPage {
        page: Chrome::new(&visit, "/desk", &visit.words().say("suggestions-title"), portal.shown().as_deref()),
        suggested,
        is_cut,
    })
}

/// What is suggested to the member's records, those first that fit best, at most `most` suggestions; and whether there are more.
pub(super) async fn suggested(
    platform: &Platform,
    visit: &Visit,
    member: &Member,
    most: usize,
) -> Result<(Vec<Suggested>, bool), Failure> {
    let mut partners = platform.suggestions().mine(&member.actor, most + 1).await?;
    let is_cut = partners.len() > most;
    partners.truncate(most);
    let mut ids: Vec<&str> = partners.iter().flat_map(|partner| [partner.own.as_str(), &partner.other]).collect();
    ids.sort_unstable();
    ids.dedup();
    // What was withdrawn since the run is not in the hall any more.
    let publications = platform.registry().hall_of(&ids).await?;
    let definitions = platform.registry().definitions();
    let needs: BTreeMap<&str, bool> = publications
        .iter()
        .filter_map(|it| Some((it.id.as_str(), definitions.kind(&it.kind)?.matching == Matching::Need)))
        .collect();
    let mut lines: BTreeMap<&str, Line> = BTreeMap::new();
    for (publication, line) in publications.iter().zip(self::lines(platform, &publications, visit).await?) {
        lines.insert(&publication.id, line);
    }
    let mut groups: Vec<(&str, Vec<&Partner>)> = Vec::new();
    for partner in partners.iter().filter(|it| lines.contains_key(&*it.own) && lines.contains_key(&*it.other)) {
        match groups.iter_mut().find(|(own, _)| *own == partner.own) {
            Some((_, partners)) => partners.push(partner),
            None => groups.push((partner.own.as_str(), vec![partner])),
        }
    }
    let suggested = groups.into_iter().map(|(own, partners)| Suggested {
        title: lines.get(own).map(|line| line.title.clone()).unwrap_or_default(),
        matches: format!("/records/{own}/matches"),
        is_need: needs.get(own).copied().unwrap_or_default(),
        partners: partners.into_iter().filter_map(|partner| line_of(partner, &lines)).collect(),
    });
    Ok((suggested.collect(), is_cut))
}

fn line_of(partner: &Partner, lines: &BTreeMap<&str, Line>) -> Option<PartnerLine> {
    Some(PartnerLine {
        line: lines.get(&*partner.other)?.clone(),
        standing: numbers::percent(partner.standing),
        certainty: numbers::percent(partner.certainty),
        is_new: partner.is_new,
        interest: format!("/records/{}/interest?with={}", partner.other, partner.own),
    })
}
