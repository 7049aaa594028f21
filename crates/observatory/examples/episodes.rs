//! Prints features and outcomes of past years, one JSON object per topic and year, to study forecasts with other tools:
//! `cargo run --release -p observatory --example episodes -- DATA_DIR FIRST..LAST [CONFIG]`.

use observatory::episode::Episode;
use observatory::forecast::FEATURES;
use observatory::targets::Target;
use observatory::{Collection, Reading, ScanConfig};
use std::io::Write;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(years)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: episodes DATA_DIR FIRST..LAST [CONFIG]");
        std::process::exit(2);
    };
    let config = arguments.next().map_or_else(ScanConfig::default, |path| {
        ScanConfig::read(path.as_ref()).unwrap_or_else(|error| panic!("{error}"))
    });
    let (first, last) = years.split_once("..").expect("FIRST..LAST");
    let years: Vec<i32> = (first.parse().expect("a year")..=last.parse().expect("a year")).collect();
    let corpus = corpus::Corpus::open(folder.as_ref()).unwrap_or_else(|error| panic!("{error}"));
    let reading = Reading { until: None, config: &config, encoder: None };
    let collection = Collection::read(&corpus, reading, |_| ()).unwrap_or_else(|error| panic!("{error}"));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for episode in Episode::all(&collection, &years, &config, |year| eprintln!("{year}")) {
        for subject in &episode.topics {
            let outcomes: serde_json::Map<String, serde_json::Value> = Target::ALL
                .iter()
                .map(|&target| (target.name().to_string(), subject.example.outcomes[target as usize].into()))
                .collect();
            let features: serde_json::Map<String, serde_json::Value> = FEATURES
                .iter()
                .zip(subject.example.situation.features)
                .map(|(name, value)| ((*name).to_string(), value.into()))
                .collect();
            let line = serde_json::json!({
                "cutoff": episode.cutoff, "topic": subject.topic, "field": subject.field, "label": subject.label,
                "growth": subject.growth, "ahead": subject.example.ahead, "outcomes": outcomes, "features": features,
            });
            writeln!(out, "{line}").expect("standard output");
        }
    }
}
