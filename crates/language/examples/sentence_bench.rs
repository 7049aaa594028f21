//! Encodes the lines of a file and writes the vectors as raw little-endian numbers: the Rust side of `bench/sentence`.
//!
//! `cargo run --release -p language --example sentence_bench -- <wheel or folder> <texts> <vectors> [repetitions]`

use language::sentence::SentenceEncoder;
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, texts, vectors, rest @ ..] = arguments.as_slice() else {
        return Err("usage: sentence_bench MODEL TEXTS VECTORS [REPETITIONS]".into());
    };
    let repetitions: usize = rest.first().map_or(Ok(1), |word| word.parse())?;
    let file = std::fs::read_to_string(texts)?;
    let texts: Vec<&str> = file.lines().collect();
    let start = Instant::now();
    let mut encoder = SentenceEncoder::open(model.as_ref())?;
    eprintln!("opened in {:.2} s", start.elapsed().as_secs_f64());
    for _ in 0..repetitions {
        let start = Instant::now();
        let result = encoder.encode(&texts);
        let seconds = start.elapsed().as_secs_f64();
        println!("{seconds:.4} {:.1}", texts.len() as f64 / seconds);
        let bytes: Vec<u8> = result.iter().flat_map(|value| value.to_le_bytes()).collect();
        std::fs::write(vectors, bytes)?;
    }
    Ok(())
}
