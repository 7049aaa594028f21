//! Simulated screenings for `bench/search/screening.py`: reads documents, labels and first judgements as JSON from standard input; writes, for each
//! pair of first judgements, how many documents were read until 95 % of the relevant ones were found. An argument names the sentence encoder,
//! whose vectors then stand beside the words.

use language::sentence::SentenceEncoder;
use search::Screening;
use serde::Deserialize;
use std::io::Read;

#[derive(Deserialize)]
struct Asked {
    documents: Vec<(String, String)>,
    relevant: Vec<bool>,
    first: Vec<[usize; 2]>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut read = String::new();
    std::io::stdin().read_to_string(&mut read)?;
    let asked: Asked = serde_json::from_str(&read)?;
    let texts: Vec<(&str, &str)> =
        asked.documents.iter().map(|(title, text)| (title.as_str(), text.as_str())).collect();
    let vectors = match std::env::args_os().nth(1) {
        Some(model) => {
            let whole: Vec<String> = asked.documents.iter().map(|(title, text)| format!("{title}. {text}")).collect();
            Some(SentenceEncoder::open(model.as_ref())?.encode(&whole))
        }
        None => None,
    };
    let begun = Screening::new(&texts, vectors)?;
    let needed = (asked.relevant.iter().filter(|&&relevant| relevant).count() as f64 * 0.95).ceil() as usize;
    let mut counts = Vec::new();
    for first in asked.first {
        let mut screening = begun.clone();
        screening.judge(&first.map(|document| (document, asked.relevant[document])))?;
        let mut count = 2;
        // Of the first two one is relevant.
        let mut found = 1;
        'reading: while found < needed {
            let batch: Vec<usize> = screening.ranking().into_iter().take((count / 10).max(1)).collect();
            for &document in &batch {
                count += 1;
                found += usize::from(asked.relevant[document]);
                if found >= needed {
                    break 'reading;
                }
            }
            screening.judge(&batch.iter().map(|&document| (document, asked.relevant[document])).collect::<Vec<_>>())?;
        }
        counts.push(count);
    }
    println!("{}", serde_json::to_string(&counts)?);
    Ok(())
}
