//! Three nested levels of communities.
//!
//! The finest level has topics of about a wanted size: the resolution of modularity is searched until their number fits. Small
//! communities are dissolved into their neighbours. Fields and areas are communities of topics, so that levels nest.

use super::{LEVELS, NONE};
use crate::config::ScanConfig;
use network::{Graph, LeidenOptions, Partition, Quality, leiden};

/// Topics per field, and fields per area, on the mean.
const PER_FIELD: f64 = 8.0;
const PER_AREA: f64 = 6.0;
/// Runs of the search for a resolution.
const SEARCH: usize = 7;

pub(super) struct Levels {
    pub(super) topics: [Vec<u32>; LEVELS],
    pub(super) counts: [usize; LEVELS],
    pub(super) parents: [Vec<u32>; LEVELS - 1],
    pub(super) topic_graph: Graph,
}

pub(super) fn find(graph: &Graph, config: &ScanConfig) -> Levels {
    let linked = (0..graph.nodes() as u32).filter(|&node| graph.degree(node) > 0).count();
    let wanted = (linked as f64 / config.topic_size as f64).max(1.0);
    let least = config.least_topic.min(linked.max(1));
    let fine = divide(graph, wanted, least, config.seed);
    let (topics, count) = dissolve(graph, fine, least);
    let topic_graph = aggregate(graph, &topics, count);
    let (fields, field_count) = coarser(&topic_graph, count as f64 / PER_FIELD, config.seed);
    let field_graph = aggregate(&topic_graph, &fields, field_count);
    let (areas, area_count) = coarser(&field_graph, field_count as f64 / PER_AREA, config.seed);
    let up = |members: &[u32], parents: &[u32]| -> Vec<u32> {
        members.iter().map(|&member| if member == NONE { NONE } else { parents[member as usize] }).collect()
    };
    let documents_field = up(&topics, &fields);
    let documents_area = up(&documents_field, &areas);
    Levels {
        topics: [documents_area, documents_field, topics],
        counts: [area_count, field_count, count],
        parents: [areas, fields],
        topic_graph,
    }
}

/// Communities whose number, counting those of at least `least` nodes, is about `wanted`.
fn divide(graph: &Graph, wanted: f64, least: usize, seed: u64) -> Partition {
    let run = |resolution: f64, iterations: usize| {
        leiden(graph, None, &LeidenOptions { quality: Quality::Modularity { resolution }, iterations, seed })
    };
    let large = |partition: &Partition| {
        let mut sizes = vec![0usize; partition.count];
        partition.communities.iter().for_each(|&community| sizes[community as usize] += 1);
        sizes.iter().filter(|&&size| size >= least).count().max(1) as f64
    };
    let mut resolution = 1.0f64;
    let (mut low, mut high) = (1e-4f64, 1e6f64);
    for _ in 0..SEARCH {
        let count = large(&run(resolution, 2));
        let ratio = wanted / count;
        if (0.93..=1.07).contains(&ratio) {
            break;
        }
        if ratio > 1.0 {
            low = resolution
        } else {
            high = resolution
        }
        // The number of communities grows a little slower than the resolution.
        let next = resolution * ratio.powf(1.15).clamp(0.02, 50.0);
        let inside = next > low && next < high;
        resolution = if inside { next } else { (low * high).sqrt() };
    }
    run(resolution, 8)
}

/// Gives members of communities below `least` nodes to the linked large community with the greatest weight per √size
/// (Waltman & van Eck 2012), in two waves; nodes without links belong to none. Returns communities by descending size.
fn dissolve(graph: &Graph, partition: Partition, least: usize) -> (Vec<u32>, usize) {
    let mut sizes = vec![0usize; partition.count];
    partition.communities.iter().for_each(|&community| sizes[community as usize] += 1);
    let mut member: Vec<u32> = partition
        .communities
        .iter()
        .enumerate()
        .map(|(node, &community)| {
            let kept = sizes[community as usize] >= least && graph.degree(node as u32) > 0;
            if kept { community } else { NONE }
        })
        .collect();
    let mut sums = vec![0f64; partition.count];
    for _ in 0..2 {
        let moved: Vec<(usize, u32)> = (0..graph.nodes())
            .filter(|&node| member[node] == NONE)
            .filter_map(|node| {
                let mut touched = Vec::new();
                for (other, weight) in graph.links(node as u32) {
                    let community = member[other as usize];
                    if community != NONE {
                        if sums[community as usize] == 0.0 {
                            touched.push(community);
                        }
                        sums[community as usize] += f64::from(weight);
                    }
                }
                let score = |community: u32| sums[community as usize] / (sizes[community as usize] as f64).sqrt();
                let best = touched.iter().copied().max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a)));
                touched.iter().for_each(|&community| sums[community as usize] = 0.0);
                best.map(|community| (node, community))
            })
            .collect();
        for (node, community) in moved {
            member[node] = community;
        }
    }
    renumber(member)
}

/// Numbers groups by descending size, then by first member.
fn renumber(mut member: Vec<u32>) -> (Vec<u32>, usize) {
    let count = member.iter().filter(|&&group| group != NONE).max().map_or(0, |&group| group as usize + 1);
    let mut sizes = vec![(0usize, usize::MAX); count];
    for (node, &group) in member.iter().enumerate().filter(|&(_, &group)| group != NONE) {
        let entry = &mut sizes[group as usize];
        entry.0 += 1;
        entry.1 = entry.1.min(node);
    }
    let mut order: Vec<usize> = (0..count).filter(|&group| sizes[group].0 > 0).collect();
    order.sort_by_key(|&group| (std::cmp::Reverse(sizes[group].0), sizes[group].1));
    let mut fresh = vec![NONE; count];
    for (number, &group) in order.iter().enumerate() {
        fresh[group] = number as u32;
    }
    for group in member.iter_mut().filter(|group| **group != NONE) {
        *group = fresh[*group as usize];
    }
    (member, order.len())
}

/// The graph of groups; links inside a group become a self-loop.
fn aggregate(graph: &Graph, groups: &[u32], count: usize) -> Graph {
    let mut sums: rustc_hash::FxHashMap<(u32, u32), f64> = rustc_hash::FxHashMap::default();
    for node in 0..graph.nodes() as u32 {
        for (other, weight) in graph.links(node).filter(|&(other, _)| other >= node) {
            let (a, b) = (groups[node as usize], groups[other as usize]);
            if a != NONE && b != NONE {
                *sums.entry((a.min(b), a.max(b))).or_default() += f64::from(weight);
            }
        }
    }
    let mut edges: Vec<((u32, u32), f64)> = sums.into_iter().collect();
    edges.sort_unstable_by_key(|&(pair, _)| pair);
    Graph::from_edges(count, edges.into_iter().map(|((a, b), weight)| (a, b, weight as f32)))
}

/// Groups of groups.
fn coarser(graph: &Graph, wanted: f64, seed: u64) -> (Vec<u32>, usize) {
    if graph.nodes() == 0 {
        return (Vec::new(), 0);
    }
    let partition = divide(graph, wanted.max(1.0).round(), 1, seed);
    renumber(partition.communities)
}
