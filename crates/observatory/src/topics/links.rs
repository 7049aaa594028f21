//! Links between documents: text neighbours, citations and shared references, each normalised, then combined.

use crate::collection::Collection;
use crate::config::ScanConfig;
use network::{Graph, Vectors, nearest_in, nearest_neighbours};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// An undirected link by positions, with its weight.
pub(super) type Link = (u32, u32, f32);

/// Works that more documents cite say nothing about a subject.
const CITED_TOO_OFTEN: usize = 1_000;
/// Coupled documents kept per document.
const COUPLED_KEPT: usize = 20;
/// Neighbours in the other language per document.
const OTHER_LANGUAGE: usize = 4;
/// Neighbours with a lower cosine are no link.
const LEAST_COSINE: f32 = 0.1;

/// Text neighbours of every document.
pub(super) fn text(vectors: &[f32], dimensions: usize, config: &ScanConfig) -> Vec<Link> {
    if dimensions == 0 {
        return Vec::new();
    }
    let found = nearest_neighbours(Vectors { data: vectors, dimensions }, config.neighbours, config.seed);
    let rows = vectors.len() / dimensions;
    (0..rows)
        .flat_map(|row| {
            found.of(row).filter(|&(_, cosine)| cosine >= LEAST_COSINE).map(move |(b, w)| (row as u32, b, w))
        })
        .collect()
}

/// For every document its neighbours in the other language.
pub(super) fn across_languages(vectors: &[f32], dimensions: usize, chinese: &[bool], config: &ScanConfig) -> Vec<Link> {
    let [english, chinese] = [false, true].map(|language| {
        let positions: Vec<u32> = (0..chinese.len() as u32).filter(|&n| chinese[n as usize] == language).collect();
        let rows: Vec<f32> = positions
            .iter()
            .flat_map(|&position| &vectors[position as usize * dimensions..][..dimensions])
            .copied()
            .collect();
        (positions, rows)
    });
    let mut links = Vec::new();
    for ((from, queries), (to, base)) in [(&english, &chinese), (&chinese, &english)] {
        if from.is_empty() || to.is_empty() {
            continue;
        }
        let base = Vectors { data: base, dimensions };
        let found = nearest_in(base, Vectors { data: queries, dimensions }, OTHER_LANGUAGE, config.seed);
        for (row, &position) in from.iter().enumerate() {
            let near = found.of(row).filter(|&(_, cosine)| cosine >= LEAST_COSINE);
            links.extend(near.map(|(other, cosine)| (position, to[other as usize], cosine)));
        }
    }
    links
}

/// Direct citations (weight 1) and, per document, the works it shares with the most related ones; each shared work counts
/// 1/ln(2 + citing documents), and a document's couplings add up to the weight of one citation each at most.
pub(super) fn citations(collection: &Collection, documents: &[u32]) -> Vec<Link> {
    let mut position = vec![u32::MAX; collection.len()];
    for (place, &row) in documents.iter().enumerate() {
        position[row as usize] = place as u32;
    }
    let mut links: Vec<Link> = Vec::new();
    for (place, &row) in documents.iter().enumerate() {
        let cited = collection.cited(row).iter().map(|&cited| position[cited as usize]);
        links.extend(cited.filter(|&other| other != u32::MAX).map(|other| (place as u32, other, 1.0)));
    }
    let mut citing: Vec<Vec<u32>> = vec![Vec::new(); collection.coupled_works];
    for (place, &row) in documents.iter().enumerate() {
        for &work in collection.coupled(row) {
            citing[work as usize].push(place as u32);
        }
    }
    let coupled: Vec<Vec<Link>> = documents
        .par_iter()
        .enumerate()
        .map_init(FxHashMap::<u32, f32>::default, |shared, (place, &row)| {
            shared.clear();
            for &work in collection.coupled(row) {
                let citing = &citing[work as usize];
                if citing.len() <= CITED_TOO_OFTEN {
                    let weight = 1.0 / ((2 + citing.len()) as f32).ln();
                    for &other in citing.iter().filter(|&&other| other as usize != place) {
                        *shared.entry(other).or_default() += weight;
                    }
                }
            }
            let mut best: Vec<(u32, f32)> = shared.iter().map(|(&other, &weight)| (other, weight)).collect();
            best.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            best.truncate(COUPLED_KEPT);
            let strongest = best.first().map_or(1.0, |&(_, weight)| weight);
            best.into_iter().map(|(other, weight)| (place as u32, other, weight / strongest)).collect()
        })
        .collect();
    links.extend(coupled.into_iter().flatten());
    links
}

/// One graph of two layers: rows of each are normalised to 1 (so that documents count alike) and averaged over both directions;
/// a document that has both layers gives `citation_weight` to its citations, others all weight to the layer they have.
pub(super) fn combine(nodes: usize, text: Vec<Link>, citations: Vec<Link>, citation_weight: f64) -> Graph {
    let text = Graph::from_edges(nodes, text.into_iter());
    let citations = Graph::from_edges(nodes, citations.into_iter());
    let sum = |graph: &Graph, node: u32| graph.weights(node).iter().sum::<f32>();
    let rates: Vec<(f32, f32)> = (0..nodes as u32)
        .map(|node| {
            let part = match (text.neighbours(node).is_empty(), citations.neighbours(node).is_empty()) {
                (false, false) => citation_weight as f32,
                (true, false) => 1.0,
                _ => 0.0,
            };
            let rate = |graph: &Graph, part: f32| if part > 0.0 { part / sum(graph, node) } else { 0.0 };
            let text_part = if text.neighbours(node).is_empty() { 0.0 } else { 1.0 - part };
            (rate(&text, text_part), rate(&citations, part))
        })
        .collect();
    // A link of mean weight weighs 1: resolutions mean the same for any number of neighbours.
    let scale = (text.edges() + citations.edges()) as f32 / nodes.max(1) as f32;
    let layer = |graph: &Graph, node: u32, rate: fn(&(f32, f32)) -> f32| -> Vec<Link> {
        graph
            .links(node)
            .filter(|&(other, _)| other > node)
            .map(|(other, weight)| {
                (node, other, weight * (rate(&rates[node as usize]) + rate(&rates[other as usize])) * scale)
            })
            .collect()
    };
    let edges = (0..nodes as u32).flat_map(|node| {
        layer(&text, node, |rates| rates.0).into_iter().chain(layer(&citations, node, |rates| rates.1))
    });
    Graph::from_edges(nodes, edges.filter(|&(_, _, weight)| weight > 0.0))
}
