//! A record that wants or offers, and the records of the hall that may fit it, compared.

use crate::failure::Failure;
use crate::index::Asked;
use crate::member::Member;
use crate::platform::Platform;
use crate::profile;
use conversations::Compared;
use matching::{Comparison, Features, Matcher, Prepared, Side};
use registry::content::Content;
use registry::definition::Matching;
use search::{Query, Sort};
use std::cmp::Ordering;

/// Records that are compared.
const COMPARED: usize = 60;

/// A record for which others are looked for.
pub(super) struct Subject {
    id: String,
    /// What it is in matching.
    pub(super) side: Side,
    /// Whether it belongs to whoever asks.
    pub(super) is_own: bool,
    /// The words by which others are found.
    pub(super) text: String,
    /// The field of its title.
    pub(super) title_field: String,
    /// Its fields, as far as whoever asks sees them.
    pub(super) content: Content,
    prepared: Prepared,
}

/// A record of the other side, compared.
pub(super) struct Candidate {
    /// Its id.
    pub(super) id: String,
    /// Requirement by requirement.
    pub(super) comparison: Comparison,
}

/// Candidates, best first.
pub(super) struct Candidates {
    /// The records.
    pub(super) candidates: Vec<Candidate>,
    /// Whether the hall could be searched.
    pub(super) is_complete: bool,
}

impl Subject {
    /// A record, as a member sees it; not found where it takes no part in matching.
    pub(super) async fn of(platform: &Platform, member: &Member, id: &str) -> Result<Self, Failure> {
        let registry = platform.registry();
        let definitions = registry.definitions();
        let seen = registry.read(&member.actor, id, None).await?;
        let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
        // Whose it is stands in the registry, also where it is not to be named: nobody is matched with themselves.
        let own = registry.hall_by_ids(&[id]).await?.pop();
        let owner = own.as_ref().map_or(seen.record.owner.as_str(), |own| own.owner.as_str());
        let profile = profile::of(kind, id, owner, &seen.content).ok_or(Failure::NotFound)?;
        Ok(Self {
            id: id.to_owned(),
            side: profile.side,
            is_own: member.actor.is(owner),
            text: profile::words(&profile),
            title_field: kind.title.clone(),
            prepared: matcher().prepare(profile),
            content: seen.content,
        })
    }

    /// Records of the hall that may fit, compared as far as the member sees them, best first; what a hard condition excludes comes last.
    pub(super) async fn candidates(&self, platform: &Platform, member: &Member) -> Result<Candidates, Failure> {
        let registry = platform.registry();
        let definitions = registry.definitions();
        let wanted = if self.side == Side::Need { Matching::Offer } else { Matching::Need };
        let mut query = Query::words(&self.text);
        for other in definitions.kinds().into_iter().filter(|kind| kind.matching == wanted) {
            query = query.with_term("kind", &other.code);
        }
        let is_member = member.session.is_some();
        let asked = Asked { query: &query, is_member, sort: Sort::Relevance, offset: 0, limit: COMPARED };
        let found = platform.hall_index().find(asked).await?;
        let is_complete = found.is_some();
        let hits = found.unwrap_or_default().hits;
        let best = hits.first().map_or(1.0, |hit| f64::from(hit.score)).max(f64::MIN_POSITIVE);
        let ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
        let mut candidates = Vec::new();
        for other in registry.hall_by_ids(&ids).await? {
            let content = if is_member { &other.signed_in } else { &other.public };
            let Some(kind) = definitions.kind(&other.kind) else { continue };
            let Some(profile) = profile::of(kind, &other.id, &other.owner, content) else { continue };
            let relevance = hits.iter().find(|hit| hit.id == other.id).map_or(0.0, |hit| f64::from(hit.score) / best);
            let comparison = self.compare(&matcher().prepare(profile), Some(relevance));
            candidates.push(Candidate { id: other.id, comparison });
        }
        let ranker = platform.ranker();
        let learned = |candidate: &Candidate| ranker.map(|ranker| ranker.score(&Features::from(&candidate.comparison)));
        candidates.sort_by(|a, b| {
            let (one, other) = (&a.comparison.outcome, &b.comparison.outcome);
            let by_learned = learned(b).partial_cmp(&learned(a)).unwrap_or(Ordering::Equal);
            let order = one.excluded.cmp(&other.excluded).then(by_learned).then_with(|| one.order(other));
            order.then_with(|| a.id.cmp(&b.id))
        });
        Ok(Candidates { candidates, is_complete })
    }

    fn compare(&self, other: &Prepared, relevance: Option<f64>) -> Comparison {
        let (need, offer) = sides(self.side, &self.prepared, other);
        matcher().compare(need, offer, relevance)
    }

    fn as_compared(&self, other: &str, comparison: &Comparison) -> Compared {
        let (need, offer) = if self.side == Side::Need { (self.id.as_str(), other) } else { (other, self.id.as_str()) };
        Compared {
            need: need.to_owned(),
            offer: offer.to_owned(),
            features: Features::from(comparison),
            standing: comparison.outcome.standing,
        }
    }
}

/// A record of the member and one of somebody else, compared as the list of matches shows them; none where they are not a need and an offer
/// of the hall.
pub(super) async fn compared(
    platform: &Platform,
    member: &Member,
    own: &str,
    other: &str,
) -> Result<Option<Compared>, Failure> {
    let subject = match Subject::of(platform, member, own).await {
        Ok(subject) => subject,
        Err(Failure::NotFound) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let found = subject.candidates(platform, member).await?;
    if let Some(candidate) = found.candidates.iter().find(|candidate| candidate.id == other) {
        return Ok(Some(subject.as_compared(other, &candidate.comparison)));
    }
    // Too far down to be listed: compared without the text.
    let registry = platform.registry();
    let Some(published) = registry.hall_by_ids(&[other]).await?.pop() else { return Ok(None) };
    let definitions = registry.definitions();
    let Some(kind) = definitions.kind(&published.kind) else { return Ok(None) };
    let profile = profile::of(kind, other, &published.owner, &published.signed_in);
    let Some(profile) = profile.filter(|profile| profile.side != subject.side) else { return Ok(None) };
    Ok(Some(subject.as_compared(other, &subject.compare(&matcher().prepare(profile), None))))
}

/// Subject and other as need and offer.
pub(super) fn sides<'a>(side: Side, subject: &'a Prepared, other: &'a Prepared) -> (&'a Prepared, &'a Prepared) {
    if side == Side::Need { (subject, other) } else { (other, subject) }
}

/// The matcher with the names and ways of working together that come with the program.
pub(crate) fn matcher() -> &'static Matcher {
    static MATCHER: std::sync::LazyLock<Matcher> = std::sync::LazyLock::new(|| {
        let dictionary =
            matching::Dictionary::from_toml(include_str!("../../../../definitions/matching/indicators.toml"));
        let modes = matching::Modes::from_toml(include_str!("../../../../definitions/matching/modes.toml"));
        Matcher::new(
            dictionary.expect("a test reads the file"),
            modes.expect("a test reads the file"),
            matching::Weights::default(),
        )
    });
    &MATCHER
}
