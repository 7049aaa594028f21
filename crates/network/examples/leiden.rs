//! Leiden on an edge list, for `bench/leiden`: `leiden EDGES OUT THREADS SEED`. `EDGES` is little-endian u32 pairs; `OUT` gets a u32 per
//! node. Prints seconds, modularity, communities, and how many of them are not connected.

use network::{Graph, LeidenOptions, Quality, leiden};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [edges, out, threads, seed] = arguments.as_slice() else {
        return Err("usage: leiden EDGES OUT THREADS SEED".into());
    };
    let bytes = std::fs::read(edges)?;
    let ends: Vec<u32> = bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let nodes = ends.iter().max().map_or(0, |&node| node as usize + 1);
    let graph = Graph::from_edges(nodes, ends.as_chunks::<2>().0.iter().map(|&[a, b]| (a, b, 1.0)));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.parse()?).build()?;
    let options =
        LeidenOptions { quality: Quality::Modularity { resolution: 1.0 }, iterations: 2, seed: seed.parse()? };
    let start = Instant::now();
    let partition = pool.install(|| leiden(&graph, None, &options));
    let seconds = start.elapsed().as_secs_f64();
    std::fs::write(
        out,
        partition.communities.iter().flat_map(|community| community.to_le_bytes()).collect::<Vec<u8>>(),
    )?;
    println!(
        "{seconds:.3} {:.6} {} {}",
        partition.quality,
        partition.count,
        disconnected(&graph, &partition.communities)
    );
    Ok(())
}

/// Communities of more than one part.
fn disconnected(graph: &Graph, communities: &[u32]) -> usize {
    let mut seen = vec![false; graph.nodes()];
    let mut parts = vec![0u32; graph.nodes()];
    for start in 0..graph.nodes() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let community = communities[start];
        parts[community as usize] += 1;
        let mut open = vec![start as u32];
        while let Some(node) = open.pop() {
            for (other, _) in graph.links(node) {
                if communities[other as usize] == community && !std::mem::replace(&mut seen[other as usize], true) {
                    open.push(other);
                }
            }
        }
    }
    parts.iter().filter(|&&count| count > 1).count()
}
