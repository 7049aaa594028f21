//! Rows of plain structs ↔ Parquet files.
//!
//! Files are a pure function of the rows: fixed writer settings, fixed row-group size, no time stamps, so that the same rows
//! give the same bytes. Rows arrive in chunks; a chunk at a time is in memory. A row type names the columns it wants: a struct
//! with fewer fields reads fewer columns.

use crate::CorpusError;
use arrow::datatypes::FieldRef;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReaderBuilder, RowSelection, RowSelector};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde::{Serialize, de::DeserializeOwned};
use serde_arrow::schema::{SchemaLike, TracingOptions};
use std::fs::File;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows in one Parquet row group: small enough to fetch a few documents without reading many.
const ROW_GROUP: usize = 16_384;

/// Writes one table, chunk by chunk. `T` is the row; its serde fields are the columns.
pub struct TableWriter<T> {
    path: PathBuf,
    fields: Vec<FieldRef>,
    writer: ArrowWriter<File>,
    rows: u64,
    row: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> TableWriter<T> {
    /// Starts `folder/name.parquet`.
    pub fn create(folder: &Path, name: &str) -> Result<Self, CorpusError> {
        let path = folder.join(format!("{name}.parquet"));
        let fields = fields_of::<T>().map_err(CorpusError::table(&path))?;
        let file = File::create(&path).map_err(CorpusError::file(&path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).expect("1 is a zstd level")))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_created_by("liaowang".to_string())
            .build();
        let schema = Arc::new(arrow::datatypes::Schema::new(fields.clone()));
        let writer = ArrowWriter::try_new(file, schema, Some(properties)).map_err(CorpusError::table(&path))?;
        Ok(Self { path, fields, writer, rows: 0, row: PhantomData })
    }

    /// Appends rows.
    pub fn append(&mut self, rows: &[T]) -> Result<(), CorpusError> {
        if rows.is_empty() {
            return Ok(());
        }
        let batch = serde_arrow::to_record_batch(&self.fields, &rows).map_err(CorpusError::table(&self.path))?;
        self.writer.write(&batch).map_err(CorpusError::table(&self.path))?;
        self.rows += rows.len() as u64;
        Ok(())
    }

    /// Closes the file, waits until it is on disk and returns the number of rows.
    pub fn finish(self) -> Result<u64, CorpusError> {
        let file = self.writer.into_inner().map_err(CorpusError::table(&self.path))?;
        file.sync_all().map_err(CorpusError::file(&self.path))?;
        Ok(self.rows)
    }
}

/// Writes a whole table at once; returns the number of rows.
pub fn write_rows<T: Serialize + DeserializeOwned>(folder: &Path, name: &str, rows: &[T]) -> Result<u64, CorpusError> {
    let mut writer = TableWriter::create(folder, name)?;
    for chunk in rows.chunks(ROW_GROUP) {
        writer.append(chunk)?;
    }
    writer.finish()
}

/// Reads a whole table; only the columns that `T` names are touched.
pub fn read_rows<T: Serialize + DeserializeOwned>(folder: &Path, name: &str) -> Result<Vec<T>, CorpusError> {
    read(folder, name, None)
}

/// Reads only the rows of these numbers, which must ascend.
pub fn read_selected<T: Serialize + DeserializeOwned>(
    folder: &Path,
    name: &str,
    wanted: &[u32],
) -> Result<Vec<T>, CorpusError> {
    let mut selectors = Vec::with_capacity(2 * wanted.len());
    let mut next = 0usize;
    for &row in wanted {
        let row = row as usize;
        if row > next {
            selectors.push(RowSelector::skip(row - next));
        }
        selectors.push(RowSelector::select(1));
        next = row + 1;
    }
    read(folder, name, Some(RowSelection::from(selectors)))
}

/// Reads a table chunk by chunk; only the columns that `T` names are touched.
pub fn read_chunks<T: Serialize + DeserializeOwned>(
    path: &Path,
) -> Result<impl Iterator<Item = Result<Vec<T>, CorpusError>> + use<T>, CorpusError> {
    chunks(path.to_path_buf(), None)
}

fn read<T: Serialize + DeserializeOwned>(
    folder: &Path,
    name: &str,
    selection: Option<RowSelection>,
) -> Result<Vec<T>, CorpusError> {
    let mut rows = Vec::new();
    for chunk in chunks(folder.join(format!("{name}.parquet")), selection)? {
        rows.append(&mut chunk?);
    }
    Ok(rows)
}

fn chunks<T: Serialize + DeserializeOwned>(
    path: PathBuf,
    selection: Option<RowSelection>,
) -> Result<impl Iterator<Item = Result<Vec<T>, CorpusError>> + use<T>, CorpusError> {
    let fields = fields_of::<T>().map_err(CorpusError::table(&path))?;
    let file = File::open(&path).map_err(CorpusError::file(&path))?;
    let mut builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(CorpusError::table(&path))?;
    let columns = ProjectionMask::columns(builder.parquet_schema(), fields.iter().map(|field| field.name().as_str()));
    builder = builder.with_projection(columns).with_batch_size(4_096);
    if let Some(selection) = selection {
        builder = builder.with_row_selection(selection);
    }
    let reader = builder.build().map_err(CorpusError::table(&path))?;
    Ok(reader.map(move |batch| {
        let batch = batch.map_err(CorpusError::table(&path))?;
        serde_arrow::from_record_batch(&batch).map_err(CorpusError::table(&path))
    }))
}

/// The columns of a row type.
fn fields_of<T: DeserializeOwned>() -> serde_arrow::Result<Vec<FieldRef>> {
    Vec::<FieldRef>::from_type::<T>(
        TracingOptions::default()
            .strings_as_large_utf8(false)
            .sequence_as_large_list(false)
            .enums_without_data_as_strings(true),
    )
}
