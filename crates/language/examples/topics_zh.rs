//! Topics of labelled Chinese abstracts against their human labels: the Rust side of `bench/topics-zh`.
//!
//! `cargo run --release -p language --example topics_zh -- <abstracts.jsonl>`; each line has `abstract` and `discipline`.

use language::{Analysis, Embedding, Text};
use network::{Graph, LeidenOptions, Quality, Vectors, leiden, nearest_neighbours};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = std::fs::read_to_string(&arguments[0])?;
    let get = |n: usize, default: f64| arguments.get(n).map_or(default, |v| v.parse().unwrap_or(default));
    let (dimensions, k, least, resolution) =
        (get(1, 128.0) as usize, get(2, 15.0) as usize, get(3, 3.0) as u32, get(4, 1.0));
    let mut abstracts = Vec::new();
    let mut labels = Vec::new();
    for line in file.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        abstracts.push(value["abstract"].as_str().unwrap_or("").to_string());
        labels.push(value["discipline"].as_str().unwrap_or("").to_string());
    }
    let start = std::time::Instant::now();
    let texts: Vec<Text> = abstracts.iter().map(|text| Text { abstract_text: text, ..Text::default() }).collect();
    let mut analysis = Analysis::default();
    analysis.add(&texts);
    let (vocabulary, matrix) = analysis.finish(least);
    let rows: Vec<u32> = (0..texts.len() as u32).collect();
    let embedding = Embedding::fit(&vocabulary, &matrix, &rows, least, dimensions, 1);
    let vectors = embedding.project(&matrix, &rows);
    let found = nearest_neighbours(Vectors { data: &vectors, dimensions: embedding.dimensions }, k, 1);
    let edges = (0..texts.len()).flat_map(|row| found.of(row).map(move |(other, w)| (row as u32, other, w)));
    let graph = Graph::from_edges(texts.len(), edges);
    let seconds = start.elapsed().as_secs_f64();
    for seed in 1..4 {
        let quality = Quality::Modularity { resolution };
        let partition = leiden(&graph, None, &LeidenOptions { quality, iterations: 10, seed });
        let ami = network::adjusted_mutual_information(&partition.communities, &number(&labels));
        println!("{ami:.4} {} {:.4} {seconds:.2}", partition.count, partition.quality);
    }
    Ok(())
}

fn number(labels: &[String]) -> Vec<u32> {
    let mut known: Vec<&String> = labels.iter().collect();
    known.sort();
    known.dedup();
    labels.iter().map(|label| known.binary_search(&label).expect("every label is known") as u32).collect()
}
