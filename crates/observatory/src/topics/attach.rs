//! Later documents find their place among frozen topics.

use super::{Frozen, LEVELS, NONE};
use crate::collection::Collection;
use network::{USUAL_CELLS, Vectors, nearest_in};
use rayon::prelude::*;

/// A document whose nearest neighbour has a lower cosine, and which cites nothing known, belongs to no topic.
const LEAST_COSINE: f32 = 0.2;

/// Who belongs where, for all documents of a collection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assignment {
    /// Topic of the finest level per row of the collection, [`NONE`] for none.
    pub topic: Vec<u32>,
    /// Share of the document's link weight that its topic has, 0 to 1.
    pub strength: Vec<f32>,
}

impl Frozen {
    /// Topics of the frozen documents themselves.
    pub fn assignment(&self, collection: &Collection) -> Assignment {
        let mut assignment = Assignment { topic: vec![NONE; collection.len()], strength: vec![0.0; collection.len()] };
        let topics = &self.topics[LEVELS - 1];
        for (position, &row) in self.documents.iter().enumerate() {
            let topic = topics[position];
            assignment.topic[row as usize] = topic;
            if topic != NONE {
                let (mut inside, mut all) = (0f32, 0f32);
                for (other, weight) in self.graph.links(position as u32) {
                    all += weight;
                    if topics[other as usize] == topic {
                        inside += weight;
                    }
                }
                assignment.strength[row as usize] = if all > 0.0 { inside / all } else { 0.0 };
            }
        }
        assignment
    }

    /// Adds later documents: each goes to the topic that its text neighbours and cited documents among the frozen ones point to,
    /// both normalised as in the graph. Nothing of the later documents enters the topics.
    pub fn attach(&self, collection: &Collection, later: &[u32], assignment: &mut Assignment) {
        if later.is_empty() {
            return;
        }
        let (vectors, dimensions) = self.vectors();
        let queries = self.embedding.project(&collection.matrix, later);
        let found = (dimensions > 0).then(|| {
            let base = Vectors { data: vectors, dimensions };
            nearest_in(base, Vectors { data: &queries, dimensions }, self.neighbours, USUAL_CELLS, self.seed)
        });
        let mut position = vec![u32::MAX; collection.len()];
        for (place, &row) in self.documents.iter().enumerate() {
            position[row as usize] = place as u32;
        }
        let topics = &self.topics[LEVELS - 1];
        let placed: Vec<(u32, f32)> = later
            .par_iter()
            .enumerate()
            .map_init(Vec::<(u32, f32)>::new, |scores, (place, &row)| {
                let near: Vec<(u32, f32)> = found.iter().flat_map(|found| found.of(place)).collect();
                let near =
                    if near.first().is_some_and(|&(_, cosine)| cosine >= LEAST_COSINE) { near } else { Vec::new() };
                let cited: Vec<u32> = collection
                    .cited(row)
                    .iter()
                    .map(|&cited| position[cited as usize])
                    .filter(|&cited| cited != u32::MAX)
                    .collect();
                let citation_part = match (near.is_empty(), cited.is_empty()) {
                    (_, true) => 0.0,
                    (true, false) => 1.0,
                    (false, false) => self.citation_weight as f32,
                };
                scores.clear();
                let total: f32 = near.iter().map(|&(_, cosine)| cosine).sum();
                let text = near.iter().map(|&(other, cosine)| (other, (1.0 - citation_part) * cosine / total));
                let citations = cited.iter().map(|&other| (other, citation_part / cited.len() as f32));
                for (other, weight) in text.chain(citations) {
                    let topic = topics[other as usize];
                    if topic == NONE {
                        continue;
                    }
                    match scores.iter_mut().find(|(known, _)| *known == topic) {
                        Some((_, score)) => *score += weight,
                        None => scores.push((topic, weight)),
                    }
                }
                scores.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).unwrap_or((NONE, 0.0))
            })
            .collect();
        for (&row, (topic, strength)) in later.iter().zip(placed) {
            assignment.topic[row as usize] = topic;
            assignment.strength[row as usize] = strength;
        }
    }
}
