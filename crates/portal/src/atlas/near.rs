//! Topics that a text speaks of: those whose distinctive phrases stand in it, rare phrases counting more.

use super::{Atlas, TOPIC, Topic};
use std::collections::{HashMap, HashSet};

/// Phrases of a topic that must be found, unless one of them is enough of itself.
const PHRASES: usize = 2;
/// Signs of a phrase that is enough of itself where it is the topic's own: Latin, and Chinese.
const OWN_LATIN: usize = 12;
const OWN_CHINESE: usize = 5;

/// The phrases of all topics of the finest level, by how they begin.
#[derive(Debug, Default)]
pub(super) struct Phrases(HashMap<[char; 2], Vec<Phrase>>);

#[derive(Debug)]
struct Phrase {
    text: String,
    /// Rows of the topics that have it.
    topics: Vec<usize>,
}

impl Phrases {
    pub(super) fn of(topics: &[Topic]) -> Self {
        let mut of_phrase: HashMap<String, Vec<usize>> = HashMap::new();
        for (row, topic) in topics.iter().enumerate().filter(|(_, topic)| topic.row.level == TOPIC) {
            for term in &topic.row.terms {
                of_phrase.entry(term.to_lowercase()).or_default().push(row);
            }
        }
        let mut by_start: HashMap<[char; 2], Vec<Phrase>> = HashMap::new();
        for (text, topics) in of_phrase {
            if let Some(start) = start(&text) {
                by_start.entry(start).or_default().push(Phrase { text, topics });
            }
        }
        Self(by_start)
    }
}

impl Atlas {
    /// Topics of the finest level that a text speaks of, the surest first, at most so many. The score of a topic is the sum of
    /// ln(topics / topics with the phrase) over its phrases in the text; one that shares only a common phrase is left out.
    pub fn near(&self, text: &str, most: usize) -> Vec<&Topic> {
        let text = text.to_lowercase();
        let signs: Vec<char> = text.chars().collect();
        let starts: HashSet<[char; 2]> = signs.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        let count = self.count(TOPIC).max(1) as f64;
        let mut found: HashMap<usize, (f64, usize, bool)> = HashMap::new();
        for phrase in starts.iter().filter_map(|start| self.phrases.0.get(start)).flatten() {
            if !stands_in(&phrase.text, &text) {
                continue;
            }
            let weight = (count / phrase.topics.len() as f64).ln();
            let is_own = phrase.topics.len() == 1 && is_long(&phrase.text);
            for row in &phrase.topics {
                let (score, phrases, own) = found.entry(*row).or_default();
                *score += weight;
                *phrases += 1;
                *own |= is_own;
            }
        }
        let mut found: Vec<(usize, f64)> = found
            .into_iter()
            .filter(|(_, (_, phrases, own))| *phrases >= PHRASES || *own)
            .map(|(row, (score, ..))| (row, score))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.into_iter().take(most).map(|(row, _)| &self.topics[row]).collect()
    }
}

fn start(text: &str) -> Option<[char; 2]> {
    let mut signs = text.chars();
    Some([signs.next()?, signs.next()?])
}

/// Whether a phrase stands in a text: Latin ones as whole words.
fn stands_in(phrase: &str, text: &str) -> bool {
    let is_word = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
    text.match_indices(phrase).any(|(at, _)| {
        let rest = &text[at + phrase.len()..];
        // Several of a thing are that thing.
        let rest = rest.strip_prefix('s').filter(|rest| !is_word(rest.chars().next())).unwrap_or(rest);
        let (before, after) = (text[..at].chars().next_back(), rest.chars().next());
        let cut_before = is_word(before) && is_word(phrase.chars().next());
        let cut_after = is_word(after) && is_word(phrase.chars().next_back());
        !cut_before && !cut_after
    })
}

fn is_long(phrase: &str) -> bool {
    let signs = phrase.chars().count();
    signs >= if phrase.is_ascii() { OWN_LATIN } else { OWN_CHINESE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atlas(topics: &[&[&str]]) -> Atlas {
        let topic = |terms: &&[&str]| {
            let mut topic = Topic::default();
            topic.row.level = TOPIC;
            topic.row.topic_id = terms[0].to_owned();
            topic.row.terms = terms.iter().map(|term| (*term).to_owned()).collect();
            topic
        };
        let topics: Vec<Topic> = topics.iter().map(topic).collect();
        Atlas { phrases: Phrases::of(&topics), topics, ..Atlas::default() }
    }

    #[test]
    fn a_text_leads_to_the_topics_whose_phrases_stand_in_it() {
        let atlas = atlas(&[
            &["solid-state battery", "electrolyte", "sulfide"],
            &["perovskite", "solar cell", "tandem"],
            &["dexterous hand", "electrolyte", "grasping"],
            &["固态电池", "硫化物电解质", "界面"],
        ]);
        for (text, expected) in [
            ("A solid-state battery with a sulfide electrolyte", vec!["solid-state battery"]),
            ("A Solid-State Battery", vec!["solid-state battery"]),
            ("An electrolyte", vec![]),
            ("Perovskites everywhere, tandems", vec!["perovskite"]),
            ("Tandemly perovskited", vec![]),
            ("perovskite tandem, and a dexterous hand", vec!["perovskite", "dexterous hand"]),
            ("用于硫化物电解质的固态电池中试线", vec!["固态电池"]),
            ("界面", vec![]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = atlas.near(text, 3).iter().map(|topic| topic.row.topic_id.as_str()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
