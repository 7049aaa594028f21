//! Places for the nodes of a small graph on a map: linked nodes near each other, no two on top of each other.

use crate::Graph;
use rustc_hash::FxHashMap;

/// Rounds of moving.
const ROUNDS: usize = 180;

/// Moves nodes from given places by spring forces along edges and repulsion between nodes that come close (Fruchterman &
/// Reingold 1991, repulsion limited to a grid neighbourhood). The result is scaled into −1 … 1.
///
/// # Panics
/// Where `start` has another length than the graph has nodes.
pub fn layout(graph: &Graph, start: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let nodes = graph.nodes();
    assert_eq!(start.len(), nodes, "a place for every node");
    if nodes < 2 {
        return vec![[0.0, 0.0]; nodes];
    }
    let reach = 2.0 / (nodes as f32).sqrt();
    let mut places = start.to_vec();
    // Two nodes in the very same place would never part.
    for (node, place) in places.iter_mut().enumerate() {
        let angle = node as f32 * 2.399_963;
        place[0] += 1e-3 * reach * angle.cos();
        place[1] += 1e-3 * reach * angle.sin();
    }
    let strongest = graph.links.iter().map(|&(_, weight)| weight).fold(f32::MIN_POSITIVE, f32::max);
    for round in 0..ROUNDS {
        let limit = reach * (1.0 - round as f32 / ROUNDS as f32);
        let mut cells: FxHashMap<(i32, i32), Vec<u32>> = FxHashMap::default();
        let cell = |place: [f32; 2]| ((place[0] / reach).floor() as i32, (place[1] / reach).floor() as i32);
        for (node, &place) in places.iter().enumerate() {
            cells.entry(cell(place)).or_default().push(node as u32);
        }
        let moved: Vec<[f32; 2]> = (0..nodes)
            .map(|node| {
                let here = places[node];
                let mut force = [0f32; 2];
                let (x, y) = cell(here);
                for key in (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y))) {
                    for &other in cells.get(&key).into_iter().flatten().filter(|&&other| other as usize != node) {
                        let (dx, dy) = away(here, places[other as usize]);
                        let square = (dx * dx + dy * dy).max(1e-12);
                        if square < reach * reach {
                            let push = reach * reach / square - 1.0;
                            force[0] += dx * push.min(4.0) / square.sqrt() * reach * 0.3;
                            force[1] += dy * push.min(4.0) / square.sqrt() * reach * 0.3;
                        }
                    }
                }
                for (other, weight) in graph.links(node as u32).filter(|&(other, _)| other as usize != node) {
                    let (dx, dy) = away(here, places[other as usize]);
                    let pull = 0.15 * (weight / strongest).sqrt();
                    force[0] -= dx * pull;
                    force[1] -= dy * pull;
                }
                let length = (force[0] * force[0] + force[1] * force[1]).sqrt().max(1e-12);
                let step = length.min(limit) / length;
                [here[0] + force[0] * step, here[1] + force[1] * step]
            })
            .collect();
        places = moved;
    }
    scaled(places)
}

fn away(from: [f32; 2], to: [f32; 2]) -> (f32, f32) {
    (from[0] - to[0], from[1] - to[1])
}

/// Shifts and scales into −1 … 1, keeping proportions.
fn scaled(mut places: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    let mut middle = [0f32; 2];
    let mut half = 0f32;
    for axis in 0..2 {
        let low = places.iter().map(|place| place[axis]).fold(f32::INFINITY, f32::min);
        let high = places.iter().map(|place| place[axis]).fold(f32::NEG_INFINITY, f32::max);
        middle[axis] = (low + high) / 2.0;
        half = half.max((high - low) / 2.0);
    }
    let rate = if half > 0.0 { 1.0 / half } else { 1.0 };
    for place in &mut places {
        for axis in 0..2 {
            place[axis] = (place[axis] - middle[axis]) * rate;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_nodes_come_closer_than_others_and_none_coincide() {
        // Two cliques of six, one edge between them, started in a mixed line.
        let clique = |base: u32| (0..6).flat_map(move |a| (a + 1..6).map(move |b| (base + a, base + b, 1.0)));
        let graph = Graph::from_edges(12, clique(0).chain(clique(6)).chain([(0, 6, 0.1)]));
        let start: Vec<[f32; 2]> = (0..12).map(|node| [((node * 5) % 12) as f32 / 6.0 - 1.0, 0.0]).collect();
        let places = layout(&graph, &start);
        let distance = |a: usize, b: usize| {
            let (dx, dy) = away(places[a], places[b]);
            (dx * dx + dy * dy).sqrt()
        };
        let mean =
            |pairs: Vec<(usize, usize)>| pairs.iter().map(|&(a, b)| distance(a, b)).sum::<f32>() / pairs.len() as f32;
        let all = || (0..12).flat_map(|a| (a + 1..12).map(move |b| (a, b)));
        let inside = mean(all().filter(|(a, b)| a / 6 == b / 6).collect());
        let across = mean(all().filter(|(a, b)| a / 6 != b / 6).collect());
        assert!(inside < 0.7 * across, "inside {inside}, across {across}");
        assert!(all().all(|(a, b)| distance(a, b) > 1e-3));
        assert!(places.iter().flatten().all(|value| value.abs() <= 1.0 + 1e-6));
    }
}
