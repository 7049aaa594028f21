//! Questions per second of this crate and of plain Tantivy over the same short records in the same process, for `bench/search/speed.py`. Arguments: number of
//! records, folder. Prints a Markdown table.

use search::{Document, Index, Level, Query, Reader, Request};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::{TantivyDocument, doc};

type Failure = Box<dyn std::error::Error + Send + Sync>;
/// Answers the question of a number.
type Ask<'a> = Box<dyn Fn(usize) -> Result<usize, Failure> + Sync + 'a>;

const QUESTIONS: usize = 2_000;
const THREADS: usize = 2;
const TURNS: usize = 3;

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A rank by Zipf's law.
    fn rank(&mut self, end: usize) -> usize {
        let part = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((end as f64).powf(part) as usize - 1).min(end - 1)
    }
}

/// A made-up word, the same for the same number.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 24] = [
        "ra", "to", "mi", "sen", "kal", "vor", "pe", "lun", "dis", "gor", "ha", "tem", "bri", "no", "cas", "ul", "fen",
        "wi", "zo", "mar", "li", "que", "do", "rin",
    ];
    let (mut rest, mut word) = (number + 24, String::new());
    while rest > 0 {
        word.push_str(SYLLABLES[rest % 24]);
        rest /= 24;
    }
    word
}

/// A record about one of 2,000 subjects: a title of 8 words, a text of 24; a half of the words are the subject's, the rest anything.
fn record(number: usize) -> (String, String) {
    let mut chance = Chance(number as u64);
    let subject = chance.rank(2_000);
    let mut words = |count: usize| {
        let word = |_| {
            let any = chance.below(2) == 0;
            word(if any { chance.rank(60_000) } else { 300 + (subject * 37 + chance.rank(120) * 101) % 59_000 })
        };
        (0..count).map(word).collect::<Vec<_>>().join(" ")
    };
    (words(8), words(24))
}

/// Two to four words of a record.
fn question(number: usize, records: usize) -> String {
    let mut chance = Chance(u64::MAX - number as u64);
    let (title, text) = record(chance.below(records));
    let words: Vec<&str> = title.split(' ').chain(text.split(' ')).collect();
    (0..2 + chance.below(3)).map(|_| words[chance.below(words.len())]).collect::<Vec<_>>().join(" ")
}

/// Questions per second of all threads, and the times in order.
fn timed(ask: &(dyn Fn(usize) -> Result<usize, Failure> + Sync)) -> Result<(f64, Vec<Duration>), Failure> {
    let (next, times, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(None));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut own = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= QUESTIONS {
                        break;
                    }
                    let begun = Instant::now();
                    if let Err(error) = ask(number) {
                        *failed.lock().expect("no holder panics") = Some(error);
                    }
                    own.push(begun.elapsed());
                }
                times.lock().expect("no holder panics").extend(own);
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(error) = failed.into_inner().expect("no holder panics") {
        return Err(error);
    }
    let mut times = times.into_inner().expect("no holder panics");
    times.sort();
    Ok((QUESTIONS as f64 / seconds, times))
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let records: usize = arguments.next().ok_or("the number of records is missing")?.parse()?;
    let folder = arguments.next().ok_or("the folder is missing")?;
    let (ours_folder, plain_folder) = (Path::new(&folder).join("ours"), Path::new(&folder).join("plain"));

    let begun = Instant::now();
    let index = Index::create(&ours_folder)?;
    let document = |number: usize| {
        let (title, text) = record(number);
        Document::public(number.to_string(), "offer").title(Level::Public, title).text(Level::Public, text)
    };
    index.rebuild((0..records).map(document))?;
    let built = begun.elapsed();
    let begun = Instant::now();
    index.learn(None)?;
    let learned = begun.elapsed();

    let begun = Instant::now();
    std::fs::create_dir_all(&plain_folder)?;
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer("en_stem").set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing).set_stored();
    let id = schema.add_text_field("id", STRING | STORED);
    let text = schema.add_text_field("text", options);
    let plain = tantivy::Index::create_in_dir(&plain_folder, schema.build())?;
    let mut writer = plain.writer_with_num_threads(THREADS, 96 << 20)?;
    for number in 0..records {
        let (title, abstract_text) = record(number);
        writer.add_document(doc!(id => number.to_string(), text => format!("{title}\n{abstract_text}")))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let plain_built = begun.elapsed();
    let searcher = plain.reader()?.searcher();
    let parser = QueryParser::for_index(&plain, vec![text]);

    let questions: Vec<String> = (0..QUESTIONS).map(|number| question(number, records)).collect();
    let reader = Reader::public();
    let ours = |counts: bool, meaning: bool| {
        let (index, questions, reader) = (&index, &questions, &reader);
        move |number: usize| -> Result<usize, Failure> {
            let query = Query::parse(&questions[number], &[])?;
            Ok(index.find(&Request { counts, meaning, ..Request::new(&query, reader) })?.hits.len())
        }
    };
    let ask_plain = |number: usize| -> Result<usize, Failure> {
        let query = parser.parse_query(&questions[number])?;
        let found = searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
        let mut length = 0;
        for (_, address) in found {
            let stored: TantivyDocument = searcher.doc(address)?;
            length += stored.get_first(id).and_then(|value| value.as_str()).map_or(0, str::len);
        }
        Ok(length)
    };
    let engines: [(&str, Ask<'_>); 4] = [
        ("plain Tantivy, ten best, ids", Box::new(ask_plain)),
        ("ours, by words, ten best with marked texts", Box::new(ours(false, false))),
        ("ours, by words and meaning", Box::new(ours(false, true))),
        ("ours, by words and meaning, with counts by kind and facet", Box::new(ours(true, true))),
    ];
    println!(
        "{records} records; built in {:.0} s (plain: {:.0} s), vectors in {:.0} s\n",
        built.as_secs_f64(),
        plain_built.as_secs_f64(),
        learned.as_secs_f64()
    );
    println!("| engine | questions per second | p50, ms | p99, ms |\n|---|---|---|---|");
    let mut results = vec![Vec::new(); engines.len()];
    for _ in 0..TURNS {
        for ((_, ask), results) in engines.iter().zip(&mut results) {
            results.push(timed(ask.as_ref())?);
        }
    }
    for ((name, _), mut turns) in engines.iter().zip(results) {
        turns.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (per_second, times) = &turns[TURNS / 2];
        let at = |part: f64| times[(part * (times.len() - 1) as f64) as usize].as_secs_f64() * 1e3;
        println!("| {name} | {per_second:.0} | {:.2} | {:.2} |", at(0.5), at(0.99));
    }
    Ok(())
}
