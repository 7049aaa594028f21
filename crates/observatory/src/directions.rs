//! The six directions of future industries and their tracks: a taxonomy in files, and where each topic belongs in it.

use crate::collection::Collection;
use crate::scan::ScanError;
use crate::topics::NONE;
use language::hash_of_term;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Definition files, embedded.
const FILES: [(&str, &str); 6] = [
    ("manufacturing.toml", include_str!("../../../definitions/directions/manufacturing.toml")),
    ("information.toml", include_str!("../../../definitions/directions/information.toml")),
    ("materials.toml", include_str!("../../../definitions/directions/materials.toml")),
    ("energy.toml", include_str!("../../../definitions/directions/energy.toml")),
    ("space.toml", include_str!("../../../definitions/directions/space.toml")),
    ("health.toml", include_str!("../../../definitions/directions/health.toml")),
];

/// Evidence below this belongs to no direction: mean number of telling terms, weighted, per document.
const LEAST_EVIDENCE: f64 = 0.10;
/// Weight of a patent class that tells a track, in telling terms.
const CLASS_WEIGHT: f64 = 2.0;

/// A direction.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    /// Code, e.g. `energy`.
    pub code: String,
    /// Place in lists.
    pub order: u32,
    /// English name.
    pub en: String,
    /// Chinese name.
    pub zh: String,
    /// Its tracks.
    pub tracks: Vec<Track>,
}

/// A track of a direction.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Code, unique in the direction.
    pub code: String,
    /// English name.
    pub en: String,
    /// Chinese name.
    pub zh: String,
    /// English words and phrases that tell it.
    pub terms_en: Vec<String>,
    /// Chinese ones.
    pub terms_zh: Vec<String>,
    /// Patent classes (IPC), by prefix.
    pub ipc: Vec<String>,
}

/// Where a topic belongs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Code of the direction, none where the evidence is too weak.
    pub direction: Option<String>,
    /// Code of the track.
    pub track: Option<String>,
    /// The direction's part of all evidence, less where there is little of it; 0 to 1.
    pub confidence: f32,
}

/// The taxonomy.
#[derive(Clone, Debug)]
pub struct Directions {
    /// In order.
    pub directions: Vec<Direction>,
}

impl Directions {
    /// The taxonomy that comes with the program.
    ///
    /// # Errors
    /// A definition file that is wrong.
    pub fn embedded() -> Result<Self, ScanError> {
        let mut directions = Vec::new();
        for (name, text) in FILES {
            let direction: Direction =
                toml::from_str(text).map_err(|error| ScanError::Definition(format!("directions/{name}: {error}")))?;
            directions.push(direction);
        }
        directions.sort_by_key(|direction: &Direction| direction.order);
        Ok(Self { directions })
    }

    /// Codes in order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.directions.iter().map(|direction| direction.code.as_str())
    }

    /// Places of all groups; `groups` names the group of each row of the collection. The evidence for a track is the number of
    /// its telling terms and classes per document; a term counts less where it tells several tracks or is frequent everywhere.
    pub(crate) fn places(&self, collection: &Collection, groups: &[u32], count: usize) -> Vec<Place> {
        let tracks: Vec<(usize, usize)> = self
            .directions
            .iter()
            .enumerate()
            .flat_map(|(direction, entry)| (0..entry.tracks.len()).map(move |track| (direction, track)))
            .collect();
        let term_by_hash: FxHashMap<u64, u32> =
            collection.vocabulary.hashes.iter().enumerate().map(|(term, &hash)| (hash, term as u32)).collect();
        let mut telling: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let mut classes: Vec<(&str, u32)> = Vec::new();
        for (number, &(direction, track)) in tracks.iter().enumerate() {
            let track = &self.directions[direction].tracks[track];
            for term in track.terms_en.iter().chain(&track.terms_zh) {
                if let Some(&term) = hash_of_term(term).and_then(|hash| term_by_hash.get(&hash)) {
                    let tracks = telling.entry(term).or_default();
                    if !tracks.contains(&(number as u32)) {
                        tracks.push(number as u32);
                    }
                }
            }
            classes.extend(track.ipc.iter().map(|prefix| (prefix.as_str(), number as u32)));
        }
        let class_tracks: Vec<Vec<u32>> = collection
            .classes
            .names
            .iter()
            .map(|class| {
                let code = class.strip_prefix("ipc:").or_else(|| class.strip_prefix("cpc:")).unwrap_or("");
                let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
                let fits = classes.iter().filter(|(prefix, _)| code.starts_with(prefix));
                // The longest prefix tells most.
                let longest = fits.clone().map(|(prefix, _)| prefix.len()).max();
                fits.filter(|(prefix, _)| Some(prefix.len()) == longest).map(|&(_, track)| track).collect()
            })
            .collect();
        let mut evidence = vec![0f64; count * tracks.len()];
        let mut documents = vec![0f64; count];
        let mut frequency: FxHashMap<u32, f64> = FxHashMap::default();
        for row in 0..collection.len() {
            for (term, _) in collection.matrix.row(row) {
                if telling.contains_key(&term) {
                    *frequency.entry(term).or_default() += 1.0;
                }
            }
        }
        let all = collection.len() as f64;
        for (row, &group) in groups.iter().enumerate() {
            if group == NONE {
                continue;
            }
            documents[group as usize] += 1.0;
            let evidence = &mut evidence[group as usize * tracks.len()..][..tracks.len()];
            for (term, _) in collection.matrix.row(row) {
                if let Some(tracks) = telling.get(&term) {
                    let rarity = ((all / frequency[&term]).ln() / 4.0).clamp(0.1, 1.0);
                    tracks.iter().for_each(|&track| evidence[track as usize] += rarity / tracks.len() as f64);
                }
            }
            for &class in collection.classes.of(row as u32) {
                let tracks = &class_tracks[class as usize];
                tracks.iter().for_each(|&track| evidence[track as usize] += CLASS_WEIGHT / tracks.len() as f64);
            }
        }
        evidence
            .chunks_exact(tracks.len())
            .zip(documents)
            .map(|(evidence, documents)| self.place(evidence, documents, &tracks))
            .collect()
    }

    fn place(&self, evidence: &[f64], documents: f64, tracks: &[(usize, usize)]) -> Place {
        let mut sums = vec![0f64; self.directions.len()];
        for (&(direction, _), evidence) in tracks.iter().zip(evidence) {
            sums[direction] += evidence / documents.max(1.0);
        }
        let total: f64 = sums.iter().sum();
        let best = (0..sums.len()).max_by(|&a, &b| sums[a].total_cmp(&sums[b]).then(b.cmp(&a))).unwrap_or(0);
        if sums[best] < LEAST_EVIDENCE {
            return Place::default();
        }
        let track = (0..tracks.len())
            .filter(|&track| tracks[track].0 == best)
            .max_by(|&a, &b| evidence[a].total_cmp(&evidence[b]).then(b.cmp(&a)));
        let enough = 1.0 - (-sums[best] / LEAST_EVIDENCE).exp();
        Place {
            direction: Some(self.directions[best].code.clone()),
            track: track.map(|track| self.directions[best].tracks[tracks[track].1].code.clone()),
            confidence: (sums[best] / total * enough) as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_taxonomy_is_complete_and_every_term_can_be_found() {
        let directions = Directions::embedded().expect("the files are right");
        let codes: Vec<&str> = directions.codes().collect();
        assert_eq!(codes, ["manufacturing", "information", "materials", "energy", "space", "health"]);
        let mut seen = std::collections::BTreeSet::new();
        for direction in &directions.directions {
            for track in &direction.tracks {
                assert!(seen.insert(format!("{}/{}", direction.code, track.code)), "{} stands twice", track.code);
                let terms = || track.terms_en.iter().chain(&track.terms_zh);
                let found = terms().filter(|term| hash_of_term(term).is_some()).count();
                assert!(found * 4 >= terms().count() * 3, "{}: {found} of {} terms", track.code, terms().count());
            }
        }
    }
}
