//! Rankings of documents for questions, by this crate and by plain Tantivy, for `bench/search/quality.py`: reads JSON from standard input, writes
//! the ids of the ten best documents of each question by engine. An argument names the sentence encoder.

use language::sentence::SentenceEncoder;
use search::{Document, Index, Level, Query, Reader, Request};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, Mutex};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::{TantivyDocument, doc};

#[derive(Deserialize)]
struct Asked {
    documents: Vec<Text>,
    questions: Vec<String>,
}

#[derive(Deserialize)]
struct Text {
    id: String,
    title: String,
    text: String,
}

type Rankings = Vec<Vec<String>>;

fn ours(index: &Index, questions: &[String], meaning: bool) -> Result<Rankings, Box<dyn std::error::Error>> {
    let reader = Reader::public();
    let rank = |question: &String| {
        let query = Query::words(question);
        let found = index.find(&Request { counts: false, meaning, ..Request::new(&query, &reader) })?;
        Ok(found.hits.into_iter().map(|hit| hit.id).collect())
    };
    questions.iter().map(rank).collect()
}

fn plain(asked: &Asked) -> Result<Rankings, Box<dyn std::error::Error>> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer("en_stem").set_index_option(IndexRecordOption::WithFreqs);
    let id = schema.add_text_field("id", STRING | STORED);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let index = tantivy::Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 64 << 20)?;
    for document in &asked.documents {
        writer
            .add_document(doc!(id => document.id.as_str(), text => format!("{}\n{}", document.title, document.text)))?;
    }
    writer.commit()?;
    let searcher = index.reader()?.searcher();
    let parser = QueryParser::for_index(&index, vec![text]);
    let rank = |question: &String| {
        let words: String = question.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let (query, _) = parser.parse_query_lenient(&words.to_lowercase());
        let found = searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
        let name = |address| {
            let stored: TantivyDocument = searcher.doc(address)?;
            Ok(stored.get_first(id).and_then(|value| value.as_str()).unwrap_or_default().to_owned())
        };
        found.into_iter().map(|(_, address)| name(address)).collect()
    };
    asked.questions.iter().map(rank).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut read = String::new();
    std::io::stdin().read_to_string(&mut read)?;
    let asked: Asked = serde_json::from_str(&read)?;
    let sentence = match std::env::args_os().nth(1) {
        Some(model) => Some(Arc::new(Mutex::new(SentenceEncoder::open(model.as_ref())?))),
        None => None,
    };
    let folder = tempfile::tempdir()?;
    let index = Index::create(folder.path())?;
    let document = |text: &Text| {
        Document::public(&text.id, "text").title(Level::Public, &text.title).text(Level::Public, &text.text)
    };
    index.put(&asked.documents.iter().map(document).collect::<Vec<_>>())?;
    index.commit()?;
    let mut rankings: BTreeMap<&str, Rankings> = BTreeMap::new();
    rankings.insert("text", ours(&index, &asked.questions, false)?);
    index.learn(sentence)?;
    rankings.insert("hybrid", ours(&index, &asked.questions, true)?);
    rankings.insert("tantivy", plain(&asked)?);
    println!("{}", serde_json::to_string(&rankings)?);
    Ok(())
}
