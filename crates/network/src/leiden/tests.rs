use super::*;
use proptest::prelude::*;

fn graph(nodes: usize, edges: &[(u32, u32)]) -> Graph {
    Graph::from_edges(nodes, edges.iter().map(|&(a, b)| (a, b, 1.0)))
}

fn modularity(seed: u64) -> LeidenOptions {
    LeidenOptions { quality: Quality::Modularity { resolution: 1.0 }, iterations: 5, seed }
}

/// Modularity straight from its definition over all pairs of nodes.
fn modularity_of_pairs(graph: &Graph, communities: &[u32], resolution: f64) -> f64 {
    let strengths: Vec<f64> = (0..graph.nodes() as u32).map(|node| graph.strength(node)).collect();
    let all: f64 = strengths.iter().sum();
    let mut sum = 0.0;
    for a in 0..graph.nodes() {
        for b in 0..graph.nodes() {
            if communities[a] == communities[b] {
                let weight: f64 = graph
                    .links(a as u32)
                    .filter(|&(other, _)| other as usize == b)
                    .map(|(_, weight)| f64::from(weight) * if a == b { 2.0 } else { 1.0 })
                    .sum();
                sum += weight - resolution * strengths[a] * strengths[b] / all;
            }
        }
    }
    if all == 0.0 { 0.0 } else { sum / all }
}

fn is_connected(graph: &Graph, communities: &[u32]) -> bool {
    let split = split_disconnected(graph, communities);
    split.iter().max() == communities.iter().max()
}

/// Blocks of `size` nodes with dense links inside and few between.
fn planted(blocks: usize, size: usize, inside: f64, between: f64, seed: u64) -> (Graph, Vec<u32>) {
    let mut state = seed;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut edges = Vec::new();
    for a in 0..blocks * size {
        for b in a + 1..blocks * size {
            if draw() < if a / size == b / size { inside } else { between } {
                edges.push((a as u32, b as u32));
            }
        }
    }
    let truth = (0..blocks * size).map(|node| (node / size) as u32).collect();
    (graph(blocks * size, &edges), truth)
}

#[test]
fn two_cliques_joined_by_an_edge_are_two_communities() {
    let mut edges = vec![(3, 4)];
    for a in 0..4u32 {
        for b in a + 1..4 {
            edges.extend([(a, b), (a + 4, b + 4)]);
        }
    }
    let found = leiden(&graph(8, &edges), None, &modularity(1));
    assert_eq!(found.communities, [0, 0, 0, 0, 1, 1, 1, 1]);
    assert!((found.quality - (12.0 / 13.0 - 0.5)).abs() < 1e-12, "{}", found.quality);
}

#[test]
fn planted_blocks_are_found_exactly() {
    let (graph, truth) = planted(12, 40, 0.4, 0.01, 7);
    let found = leiden(&graph, None, &modularity(3));
    assert!(same_division(&found.communities, &truth), "{} communities", found.count);
    let density = LeidenOptions { quality: Quality::Cpm { resolution: 0.1 }, ..modularity(3) };
    assert!(same_division(&leiden(&graph, None, &density).communities, &truth));
}

#[test]
fn scaling_weights_and_resolution_of_the_potts_model_changes_nothing() {
    let (graph, _) = planted(6, 30, 0.5, 0.05, 11);
    let edges = |factor: f32| {
        let graph = &graph;
        (0..graph.nodes() as u32)
            .flat_map(move |a| graph.links(a).filter(move |&(b, _)| a < b).map(move |(b, w)| (a, b, w * factor)))
    };
    let run = |factor: f32| {
        let graph = Graph::from_edges(graph.nodes(), edges(factor));
        let quality = Quality::Cpm { resolution: 0.2 * f64::from(factor) };
        leiden(&graph, None, &LeidenOptions { quality, ..modularity(1) }).communities
    };
    assert_eq!(run(1.0), run(1024.0));
    assert_eq!(run(1.0), run(1.0 / 1024.0));
}

#[test]
fn degenerate_graphs() {
    assert_eq!(leiden(&Graph::from_edges(0, [].into_iter()), None, &modularity(1)), Partition::default());
    let lonely = leiden(&graph(3, &[]), None, &modularity(1));
    assert_eq!((lonely.communities, lonely.count), (vec![0, 1, 2], 3));
    let looped = leiden(&graph(2, &[(0, 0), (0, 1)]), None, &modularity(1));
    assert_eq!(looped.communities.len(), 2);
}

#[test]
fn a_warm_start_is_kept_where_it_is_already_best() {
    let (graph, truth) = planted(5, 30, 0.5, 0.02, 5);
    let warm = leiden_from(&graph, None, truth.clone(), &modularity(9));
    assert!(same_division(&warm.communities, &truth));
}

#[test]
fn any_number_of_threads_gives_the_same_communities() {
    let (graph, _) = planted(20, 60, 0.2, 0.02, 13);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| leiden(&graph, None, &modularity(17)))
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(5));
}

proptest! {
    #[test]
    fn communities_are_connected_and_no_worse_than_single_nodes(
        edges in prop::collection::vec((0u32..40, 0u32..40, 1u8..9), 0..160),
        resolution in 0.2f64..3.0,
        seed in 0u64..1000,
    ) {
        let graph = Graph::from_edges(40, edges.iter().map(|&(a, b, weight)| (a, b, f32::from(weight))));
        for quality_function in [Quality::Modularity { resolution }, Quality::Cpm { resolution }] {
            let found = leiden(&graph, None, &LeidenOptions { quality: quality_function, iterations: 3, seed });
            prop_assert!(is_connected(&graph, &found.communities));
            let single: Vec<u32> = (0..40).collect();
            prop_assert!(found.quality >= quality(&graph, None, &single, quality_function) - 1e-9);
        }
    }

    #[test]
    fn modularity_is_what_its_definition_says(
        edges in prop::collection::vec((0u32..12, 0u32..12, 1u8..9), 0..60),
        communities in prop::collection::vec(0u32..5, 12),
        resolution in 0.2f64..3.0,
    ) {
        let graph = Graph::from_edges(12, edges.iter().map(|&(a, b, weight)| (a, b, f32::from(weight))));
        let expected = modularity_of_pairs(&graph, &communities, resolution);
        let actual = quality(&graph, None, &communities, Quality::Modularity { resolution });
        prop_assert!((expected - actual).abs() < 1e-9, "{expected} {actual}");
    }
}
