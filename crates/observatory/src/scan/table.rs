//! Rows of plain structs ↔ Parquet files.
//!
//! Files are a pure function of the rows: fixed writer settings, fixed row-group size, no time stamps, so that the same scan
//! gives the same bytes. Rows arrive in chunks; a chunk at a time is in memory.

use super::ScanError;
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

/// Writes one table, chunk by chunk.
pub(crate) struct TableWriter<T> {
    path: PathBuf,
    fields: Vec<FieldRef>,
    writer: ArrowWriter<File>,
    rows: u64,
    row: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> TableWriter<T> {
    /// Starts `folder/name.parquet`.
    pub(crate) fn create(folder: &Path, name: &str) -> Result<Self, ScanError> {
        let path = folder.join(format!("{name}.parquet"));
        let fields = fields_of::<T>().map_err(ScanError::table(&path))?;
        let file = File::create(&path).map_err(ScanError::file(&path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).expect("1 is a zstd level")))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_created_by("liaowang".to_string())
            .build();
        let schema = Arc::new(arrow::datatypes::Schema::new(fields.clone()));
        let writer = ArrowWriter::try_new(file, schema, Some(properties)).map_err(ScanError::table(&path))?;
        Ok(Self { path, fields, writer, rows: 0, row: PhantomData })
    }

    /// Appends rows.
    pub(crate) fn append(&mut self, rows: &[T]) -> Result<(), ScanError> {
        if rows.is_empty() {
            return Ok(());
        }
        let batch = serde_arrow::to_record_batch(&self.fields, &rows).map_err(ScanError::table(&self.path))?;
        self.writer.write(&batch).map_err(ScanError::table(&self.path))?;
        self.rows += rows.len() as u64;
        Ok(())
    }

    /// Closes the file, waits until it is on disk and returns the number of rows.
    pub(crate) fn finish(self) -> Result<u64, ScanError> {
        let file = self.writer.into_inner().map_err(ScanError::table(&self.path))?;
        file.sync_all().map_err(ScanError::file(&self.path))?;
        Ok(self.rows)
    }
}

/// Writes a whole table at once; returns the number of rows.
pub(crate) fn write_rows<T: Serialize + DeserializeOwned>(
    folder: &Path,
    name: &str,
    rows: &[T],
) -> Result<u64, ScanError> {
    let mut writer = TableWriter::create(folder, name)?;
    for chunk in rows.chunks(ROW_GROUP) {
        writer.append(chunk)?;
    }
    writer.finish()
}

/// Reads a whole table; only the columns that `T` names are touched.
pub(crate) fn read_rows<T: Serialize + DeserializeOwned>(folder: &Path, name: &str) -> Result<Vec<T>, ScanError> {
    read(folder, name, None)
}

/// Reads only the rows of these numbers, which must ascend.
pub(crate) fn read_selected<T: Serialize + DeserializeOwned>(
    folder: &Path,
    name: &str,
    wanted: &[u32],
) -> Result<Vec<T>, ScanError> {
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

fn read<T: Serialize + DeserializeOwned>(
    folder: &Path,
    name: &str,
    selection: Option<RowSelection>,
) -> Result<Vec<T>, ScanError> {
    let path = folder.join(format!("{name}.parquet"));
    let fields = fields_of::<T>().map_err(ScanError::table(&path))?;
    let file = File::open(&path).map_err(ScanError::file(&path))?;
    let mut builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(ScanError::table(&path))?;
    let columns = ProjectionMask::columns(builder.parquet_schema(), fields.iter().map(|field| field.name().as_str()));
    builder = builder.with_projection(columns);
    if let Some(selection) = selection {
        builder = builder.with_row_selection(selection);
    }
    let mut rows = Vec::new();
    for batch in builder.build().map_err(ScanError::table(&path))? {
        let batch = batch.map_err(ScanError::table(&path))?;
        let mut chunk: Vec<T> = serde_arrow::from_record_batch(&batch).map_err(ScanError::table(&path))?;
        rows.append(&mut chunk);
    }
    Ok(rows)
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
