//! Questions in SQL to the corpus and to a scan, answered by DataFusion.

use crate::{Corpus, CorpusError};
use arrow::array::RecordBatch;
use arrow::csv::WriterBuilder;
use arrow::json::LineDelimitedWriter;
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use std::io::Write;
use std::path::Path;

/// How to print an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A table for people.
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    Json,
}

/// Answers a query. Tables of the scan go by their names; the corpus' are `documents` and `merges` where no scan is given and
/// always `corpus_documents` and `corpus_merges`.
///
/// # Errors
/// A query that is wrong or would change anything.
pub async fn query(
    corpus: &Corpus,
    scan: Option<&Path>,
    query: &str,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), CorpusError> {
    let failed = |error: datafusion::error::DataFusionError| CorpusError::Query(error.strip_backtrace());
    let context = SessionContext::new_with_config(SessionConfig::new().with_information_schema(true));
    for (name, paths) in [("documents", corpus.segment_paths()?), ("merges", corpus.merge_paths()?)] {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        if paths.is_empty() {
            continue;
        }
        let table = context.read_parquet(paths, ParquetReadOptions::default()).await.map_err(failed)?;
        context.register_table(format!("corpus_{name}"), table.clone().into_view()).map_err(failed)?;
        if scan.is_none() {
            context.register_table(name, table.into_view()).map_err(failed)?;
        }
    }
    if let Some(folder) = scan {
        for entry in std::fs::read_dir(folder).map_err(CorpusError::file(folder))? {
            let path = entry.map_err(CorpusError::file(folder))?.path();
            if path.extension().is_some_and(|ending| ending == "parquet") {
                let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let path = path.display().to_string();
                context.register_parquet(name.as_str(), &path, ParquetReadOptions::default()).await.map_err(failed)?;
            }
        }
    }
    let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    let answer = context.sql_with_options(query, options).await.map_err(failed)?;
    let schema = answer.schema().inner().clone();
    let batches = answer.collect().await.map_err(failed)?;
    print(&batches, &schema, output, out).map_err(|error| CorpusError::Query(error.to_string()))
}

fn print(
    batches: &[RecordBatch],
    schema: &arrow::datatypes::SchemaRef,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), arrow::error::ArrowError> {
    match output {
        Output::Table => {
            let table = if batches.is_empty() {
                arrow::util::pretty::pretty_format_batches(&[RecordBatch::new_empty(schema.clone())])?
            } else {
                arrow::util::pretty::pretty_format_batches(batches)?
            };
            writeln!(out, "{table}")?;
        }
        Output::Csv => {
            let mut writer = WriterBuilder::new().with_header(true).build(out);
            for batch in batches {
                writer.write(batch)?;
            }
        }
        Output::Json => {
            let mut writer = LineDelimitedWriter::new(out);
            for batch in batches {
                writer.write(batch)?;
            }
            writer.finish()?;
        }
    }
    Ok(())
}
