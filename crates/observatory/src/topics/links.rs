//! Links between documents: text neighbours, citations and shared references, each normalised, then combined.

use crate::collection::Collection;
use crate::config::ScanConfig;
use language::sentence::SENTENCE_DIMENSIONS;
use language::{Alignment, Weighted};
use network::{Graph, USUAL_CELLS, Vectors, nearest_in, nearest_neighbours};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// An undirected link by positions, with its weight.
pub(super) type Link = (u32, u32, f32);

/// Works that more documents cite say nothing about a subject.
const CITED_TOO_OFTEN: usize = 1_000;
/// Coupled documents kept per document.
const COUPLED_KEPT: usize = 20;
/// Parts of the layers of text links where the sentence model is installed, chosen on labelled abstracts (see the book).
const SHARED_TERMS: f64 = 0.65;
const MEANING: f64 = 0.35;
const ACROSS: f64 = 0.3;
/// Nearest vectors whose terms are compared, per neighbour wanted.
const CANDIDATES: usize = 8;
/// Neighbours in the other language per document.
const OTHER_LANGUAGE: usize = 4;
/// Neighbours with a lower cosine are no link.
const LEAST_COSINE: f32 = 0.1;

/// The `k` nearest vectors of every document, nearest first.
pub(super) fn nearest(vectors: &[f32], dimensions: usize, k: usize, seed: u64) -> Vec<Link> {
    if dimensions == 0 {
        return Vec::new();
    }
    let found = nearest_neighbours(Vectors { data: vectors, dimensions }, k, seed);
    (0..vectors.len() / dimensions)
        .flat_map(|row| {
            found.of(row).filter(|&(_, cosine)| cosine >= LEAST_COSINE).map(move |(b, w)| (row as u32, b, w))
        })
        .collect()
}

/// Text links where the sentence model is installed, in layers with their parts: meaning alike by the model, terms shared, and
/// the nearest documents in the other language. Of the many neighbours by learned and by sentence vectors, those that share
/// most terms are kept: vectors see related words, shared terms tell close subjects apart.
pub(super) fn with_sentences(
    collection: &Collection,
    documents: &[u32],
    vectors: &[f32],
    dimensions: usize,
    terms: &Weighted,
    config: &ScanConfig,
) -> Vec<(Vec<Link>, f64)> {
    let (k, many) = (config.neighbours, CANDIDATES * config.neighbours);
    let chinese: Vec<bool> = documents.iter().map(|&row| collection.chinese[row as usize]).collect();
    let alignment = Alignment::fit(
        &collection.sentences,
        SENTENCE_DIMENSIONS,
        documents,
        &collection.chinese,
        SENTENCE_DIMENSIONS / 2,
    );
    let aligned = alignment.project(&collection.sentences, documents, &collection.chinese);
    let across = across_languages(&aligned, alignment.dimensions, &chinese, config);
    let alike = nearest(&aligned, alignment.dimensions, many, config.seed);
    let meaning = first(&alike, k);
    let mut near = nearest(vectors, dimensions, many, config.seed);
    near.extend(alike);
    near.par_sort_by_key(|link| link.0);
    vec![(sharing(near, terms, k), SHARED_TERMS), (meaning, MEANING), (across, ACROSS)]
}

/// The `k` first of every document's neighbours.
fn first(near: &[Link], k: usize) -> Vec<Link> {
    near.chunk_by(|a, b| a.0 == b.0).flat_map(|links| links.iter().take(k)).copied().collect()
}

/// For every document the `k` of its neighbours that share most of its terms: vectors also see related terms, shared terms tell close
/// subjects apart.
fn sharing(near: Vec<Link>, terms: &Weighted, k: usize) -> Vec<Link> {
    near.par_chunk_by(|a, b| a.0 == b.0)
        .map_init(
            || vec![0f32; terms.width],
            |dense, links| {
                let own = terms.row(links[0].0 as usize);
                own.clone().for_each(|(term, weight)| dense[term as usize] = weight);
                let mut shared: Vec<Link> = links
                    .iter()
                    .map(|&(row, other, _)| {
                        let cosine =
                            terms.row(other as usize).map(|(term, weight)| weight * dense[term as usize]).sum();
                        (row, other, cosine)
                    })
                    .filter(|&(_, _, cosine)| cosine > 0.0)
                    .collect();
                own.for_each(|(term, _)| dense[term as usize] = 0.0);
                shared.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then(a.1.cmp(&b.1)));
                shared.dedup_by_key(|&mut (_, other, _)| other);
                shared.truncate(k);
                shared
            },
        )
        .flatten_iter()
        .collect()
}

/// For every document its neighbours in the other language.
fn across_languages(vectors: &[f32], dimensions: usize, chinese: &[bool], config: &ScanConfig) -> Vec<Link> {
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
        let queries = Vectors { data: queries, dimensions };
        let found = nearest_in(base, queries, OTHER_LANGUAGE, USUAL_CELLS, config.seed);
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

/// One graph of several layers, each with its weight: the rows of a layer are normalised to 1, so that documents count alike, and
/// averaged over both directions; a document divides all its weight among the layers it has links in.
pub(super) fn combine(nodes: usize, layers: Vec<(Vec<Link>, f64)>) -> Graph {
    let layers: Vec<(Graph, f32)> = layers
        .into_iter()
        .map(|(links, weight)| (Graph::from_edges(nodes, links.into_iter()), weight as f32))
        .filter(|(graph, weight)| graph.edges() > 0 && *weight > 0.0)
        .collect();
    // A link of mean weight weighs 1: resolutions mean the same for any number of neighbours.
    let scale = layers.iter().map(|(graph, _)| graph.edges()).sum::<usize>() as f32 / nodes.max(1) as f32;
    let present: Vec<f32> = (0..nodes as u32)
        .map(|node| layers.iter().filter(|(graph, _)| graph.degree(node) > 0).map(|(_, part)| part).sum())
        .collect();
    let mut edges: Vec<Link> = Vec::new();
    for (graph, part) in &layers {
        let rates: Vec<f32> = (0..nodes as u32)
            .map(|node| {
                let sum: f32 = graph.links(node).map(|(_, weight)| weight).sum();
                if sum > 0.0 { scale * part / (present[node as usize] * sum) } else { 0.0 }
            })
            .collect();
        for node in 0..nodes as u32 {
            let later = graph.links(node).filter(|&(other, _)| other > node);
            edges.extend(
                later.map(|(other, weight)| (node, other, weight * (rates[node as usize] + rates[other as usize]))),
            );
        }
    }
    Graph::from_edges(nodes, edges.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_neighbours_those_that_share_most_terms_are_kept_once() {
        // Document 0 has terms 0 and 1; document 1 shares one of them, 2 both, 3 none.
        let terms = Weighted {
            offsets: vec![0, 2, 4, 6, 7],
            columns: vec![0, 1, 1, 2, 0, 1, 2],
            values: vec![0.6, 0.8, 0.6, 0.8, 0.6, 0.8, 1.0],
            width: 3,
        };
        let near = vec![(0, 3, 0.9), (0, 1, 0.8), (0, 2, 0.7), (0, 2, 0.5)];
        let kept: Vec<(u32, u32)> = sharing(near.clone(), &terms, 2).iter().map(|link| (link.0, link.1)).collect();
        assert_eq!(kept, [(0, 2), (0, 1)]);
        assert_eq!(sharing(near, &terms, 1).len(), 1);
    }

    #[test]
    fn a_document_divides_its_weight_among_the_layers_it_has() {
        let strength = |layers| {
            let graph = combine(3, layers);
            (0..3).map(|node| graph.strength(node)).collect::<Vec<_>>()
        };
        let citations = || (vec![(0, 1, 5.0)], 0.25);
        let text = || (vec![(0, 1, 0.1), (1, 2, 0.1)], 0.75);
        let both = strength(vec![citations(), text()]);
        // Three links of three documents: each gives a weight of 1, divided by its layers; 2 has text alone.
        let expected = [0.25 + 0.75 + 0.25 + 0.375, 0.5 + 0.75 + 0.375 + 0.375 + 1.0, 0.375 + 1.0];
        for (node, (found, expected)) in both.iter().zip(expected).enumerate() {
            assert!((found - expected).abs() < 1e-5, "{node}: {both:?}");
        }
        assert_eq!(strength(vec![text(), (Vec::new(), 0.9)]), strength(vec![text()]), "an empty layer counts nothing");
    }
}
