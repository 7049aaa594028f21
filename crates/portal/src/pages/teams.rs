//! Parties that together have the capabilities that a need asks for, where no one of them has all.

use super::candidates::Candidate;
use super::hall::Line;
use super::matches::pick;
use crate::locale::Words;
use matching::{Bilingual, TeamSearch, What};
use registry::hall::Publication;
use rules::Verdict;
use std::collections::BTreeMap;

/// Parties of a team, and teams that are shown.
const MEMBERS: usize = 4;
const TEAMS: usize = 3;

/// A team in words.
pub(super) struct TeamShown {
    /// Who would bring what.
    pub(super) members: Vec<Member>,
    /// What nobody has.
    pub(super) uncovered: Vec<String>,
}

/// A party of a team.
pub(super) struct Member {
    /// Its name; none where it is not said.
    pub(super) name: Option<String>,
    /// Titles and addresses of its records.
    pub(super) records: Vec<(String, String)>,
    /// The capabilities that it has best.
    pub(super) covers: Vec<String>,
}

/// Teams of the parties of some records; none where nothing is asked for that could be shared, or where one party has all that anybody has.
/// `publications` are the records of `candidates` with their `lines`.
pub(super) fn teams(
    candidates: &[Candidate],
    publications: &[Publication],
    lines: &[Line],
    words: &Words,
) -> Vec<TeamShown> {
    let mut wanted: Vec<(&Bilingual, f64)> = Vec::new();
    // Whoever is not named stands for itself.
    let mut parties: BTreeMap<&str, usize> = BTreeMap::new();
    let mut records: Vec<Vec<usize>> = Vec::new();
    let mut fits: Vec<Vec<f64>> = Vec::new();
    for (at, publication) in publications.iter().enumerate() {
        let Some(candidate) = candidates.iter().find(|candidate| candidate.id == publication.id) else { continue };
        let key = publication.owner.as_deref().unwrap_or(&publication.id);
        let party = *parties.entry(key).or_insert(fits.len());
        if party == fits.len() {
            fits.push(Vec::new());
            records.push(Vec::new());
        }
        records[party].push(at);
        for line in &candidate.comparison.lines {
            let What::Capability { name, .. } = &line.what else { continue };
            let position = wanted.iter().position(|(other, _)| *other == name).unwrap_or_else(|| {
                wanted.push((name, line.weight));
                wanted.len() - 1
            });
            if fits[party].len() <= position {
                fits[party].resize(position + 1, 0.0);
            }
            if line.verdict == Verdict::Met {
                fits[party][position] = fits[party][position].max(candidate.comparison.outcome.standing);
            }
        }
    }
    if wanted.len() < 2 {
        return Vec::new();
    }
    let weights: Vec<f64> = wanted.iter().map(|(_, weight)| *weight).collect();
    let search = TeamSearch { members: MEMBERS, teams: TEAMS, ..TeamSearch::default() };
    let found = search.search(&weights, &fits, &[]).teams;
    let shared = found.into_iter().filter(|team| team.members.len() > 1);
    shared
        .map(|team| {
            let name = |capability: usize| pick(wanted[capability].0, words.language).to_owned();
            let covered = |party: Option<usize>| {
                (0..wanted.len()).filter(|&at| team.covered_by.get(at).copied().flatten() == party).map(name).collect()
            };
            let member = |&party: &usize| Member {
                name: records[party].first().and_then(|&at| lines[at].owner.as_ref()).map(|owner| owner.name.clone()),
                records: records[party]
                    .iter()
                    .map(|&at| (lines[at].title.clone(), lines[at].address.clone()))
                    .collect(),
                covers: covered(Some(party)),
            };
            TeamShown { members: team.members.iter().map(member).collect(), uncovered: covered(None) }
        })
        .collect()
}
