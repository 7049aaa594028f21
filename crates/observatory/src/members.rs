//! Who and what stands for a topic: representative documents, leading parties, neighbouring topics.

use crate::collection::{Collection, UNDATED};
use crate::names::Names;
use crate::scan::{LeaderRow, NeighbourRow, RepresentativeRow};
use crate::topics::{Frozen, LEVELS};
use network::Graph;
use rustc_hash::FxHashMap;

/// Representative documents per topic.
const REPRESENTATIVES: usize = 5;
/// Leaders per topic and sort.
const LEADERS: usize = 10;
/// Neighbours per topic.
const NEIGHBOURS: usize = 8;

/// The documents with the most link weight inside their topic.
pub(crate) fn representatives(
    collection: &Collection,
    frozen: &Frozen,
    members: &[Vec<u32>],
    ids: &[String],
) -> Vec<RepresentativeRow> {
    let topics = &frozen.topics[LEVELS - 1];
    let mut inside: FxHashMap<u32, f32> = FxHashMap::default();
    for (position, &row) in frozen.documents.iter().enumerate() {
        let own = frozen.graph.links(position as u32).filter(|&(other, _)| topics[other as usize] == topics[position]);
        inside.insert(row, own.map(|(_, weight)| weight).sum());
    }
    let mut rows = Vec::new();
    for (members, id) in members.iter().zip(ids) {
        let weight = |row: u32| inside.get(&row).copied().unwrap_or(0.0);
        let mut order = members.clone();
        order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
        for (rank, &row) in order.iter().take(REPRESENTATIVES).enumerate() {
            let row = row as usize;
            let year = collection.years[row];
            rows.push(RepresentativeRow {
                topic_id: id.clone(),
                rank: rank as u32 + 1,
                document_id: collection.ids[row].to_string(),
                title: collection.titles[row].to_string(),
                year: (year != UNDATED).then_some(year),
                venue: collection
                    .venues
                    .of(row as u32)
                    .first()
                    .map(|&v| collection.venues.names[v as usize].to_string()),
            });
        }
    }
    rows
}

/// Parties, countries, regions and authors with the most documents, counted fractionally.
pub(crate) fn leaders(collection: &Collection, members: &[Vec<u32>], ids: &[String]) -> Vec<LeaderRow> {
    let sorts: [(&str, &Names); 4] = [
        ("party", &collection.parties),
        ("country", &collection.countries),
        ("region", &collection.regions),
        ("author", &collection.authors),
    ];
    let mut rows = Vec::new();
    for (members, id) in members.iter().zip(ids) {
        for (sort, names) in sorts {
            let mut parts: FxHashMap<u32, f64> = FxHashMap::default();
            for &row in members {
                let own = names.of(row);
                own.iter().for_each(|&name| *parts.entry(name).or_default() += 1.0 / own.len() as f64);
            }
            let mut parts: Vec<(u32, f64)> = parts.into_iter().collect();
            parts.sort_by(|a, b| {
                b.1.total_cmp(&a.1).then_with(|| names.names[a.0 as usize].cmp(&names.names[b.0 as usize]))
            });
            rows.extend(parts.into_iter().take(LEADERS).map(|(name, documents)| LeaderRow {
                topic_id: id.clone(),
                sort: sort.to_string(),
                name: names.names[name as usize].to_string(),
                documents,
            }));
        }
    }
    rows
}

/// Strongest links between the groups of a graph.
pub(crate) fn neighbours(graph: &Graph, ids: &[String]) -> Vec<NeighbourRow> {
    let mut rows = Vec::new();
    for (topic, id) in ids.iter().enumerate() {
        let mut links: Vec<(u32, f32)> =
            graph.links(topic as u32).filter(|&(other, _)| other as usize != topic).collect();
        let total: f32 = links.iter().map(|&(_, weight)| weight).sum();
        links.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        rows.extend(links.into_iter().take(NEIGHBOURS).map(|(other, weight)| NeighbourRow {
            topic_id: id.clone(),
            neighbour_id: ids[other as usize].clone(),
            weight: f64::from(weight / total),
        }));
    }
    rows
}
