//! Consistent copies while others write: each table as JSON lines, read in one snapshot. The same backup goes back into SQLite or
//! PostgreSQL, so that it is also the way from one to the other.

use crate::counter::{ENTRIES, HALL};
use crate::migrations;
use crate::schema::{self, each_table};
use crate::{Store, StoreError};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, EntityName, EntityTrait, IntoActiveModel, Iterable, Order, PaginatorTrait, PrimaryKeyToColumn,
    QueryOrder,
};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// Rows read or written at a time.
const ROWS: usize = 500;
/// The file that says how far the schema had come when the backup was written.
const SCHEMA: &str = "schema";

/// Writes all tables into a folder, as they are at one moment. Returns the number of rows.
///
/// # Errors
/// Where the database does not answer or the folder cannot be written.
pub async fn write(store: &Store, folder: &Path) -> Result<u64, StoreError> {
    fs::create_dir_all(folder).map_err(|error| at(folder, error))?;
    let said = folder.join(SCHEMA);
    fs::write(&said, migrations::newest()).map_err(|error| at(&said, error))?;
    let snapshot = store.snapshot().await?;
    let mut rows = 0;
    macro_rules! write_tables {
        ($($table:ident),*) => {$(
            let path = folder.join(format!("{}.jsonl", schema::$table::Entity.table_name()));
            let mut out = BufWriter::new(File::create(&path).map_err(|error| at(&path, error))?);
            let mut select = schema::$table::Entity::find();
            for key in schema::$table::PrimaryKey::iter() {
                select = select.order_by(key.into_column(), Order::Asc);
            }
            let mut pages = select.paginate(&snapshot, ROWS as u64);
            while let Some(page) = pages.fetch_and_next().await? {
                for row in &page {
                    serde_json::to_writer(&mut out, row).map_err(|error| at(&path, error))?;
                    out.write_all(b"\n").map_err(|error| at(&path, error))?;
                }
                rows += page.len() as u64;
            }
            out.into_inner().map_err(|error| at(&path, error))?.sync_all().map_err(|error| at(&path, error))?;
        )*};
    }
    each_table!(write_tables);
    Ok(rows)
}

/// Puts a backup into an empty database; all of it or nothing. Tables that are younger than the backup stay empty. Returns the number of
/// rows.
///
/// # Errors
/// Where the database is not empty, the backup is of a newer version, a file is missing, or a line cannot be read.
pub async fn restore(store: &Store, folder: &Path) -> Result<u64, StoreError> {
    // The first backups did not say it.
    let written = fs::read_to_string(folder.join(SCHEMA)).unwrap_or_default();
    if written.as_str() > migrations::newest() {
        let reason = format!("the backup is of a newer version ({written}): restore it with that one");
        return Err(StoreError::Backup(reason));
    }
    let is_old = written != migrations::newest();
    let transaction = store.write().await?;
    if schema::record::Entity::find().count(&*transaction).await? > 0 {
        return Err(StoreError::Backup("the database is not empty: restore into a new one".to_owned()));
    }
    let mut rows = 0;
    macro_rules! restore_tables {
        ($($table:ident),*) => {$(
            schema::$table::Entity::delete_many().exec(&*transaction).await?;
            let path = folder.join(format!("{}.jsonl", schema::$table::Entity.table_name()));
            let file = match File::open(&path) {
                Err(error) if is_old && error.kind() == io::ErrorKind::NotFound => None,
                file => Some(BufReader::new(file.map_err(|error| at(&path, error))?)),
            };
            let mut batch = Vec::new();
            let mut lines = file.map(BufRead::lines);
            loop {
                let line = lines.as_mut().and_then(Iterator::next);
                let ended = line.is_none();
                if let Some(line) = line {
                    let line = line.map_err(|error| at(&path, error))?;
                    let row: schema::$table::Model = serde_json::from_str(&line).map_err(|error| at(&path, error))?;
                    batch.push(row.into_active_model().reset_all());
                }
                if batch.len() == ROWS || (ended && !batch.is_empty()) {
                    rows += batch.len() as u64;
                    let full = std::mem::take(&mut batch);
                    schema::$table::Entity::insert_many(full).exec_without_returning(&*transaction).await?;
                }
                if ended {
                    break;
                }
            }
        )*};
    }
    each_table!(restore_tables);
    for name in [ENTRIES, HALL] {
        let row = schema::counter::Model { name: name.to_owned(), value: 0 };
        let unless_there = OnConflict::column(schema::counter::Column::Name).do_nothing().to_owned();
        let insert = schema::counter::Entity::insert(row.into_active_model().reset_all()).on_conflict(unless_there);
        insert.exec_without_returning(&*transaction).await?;
    }
    transaction.commit().await?;
    Ok(rows)
}

fn at(path: &Path, error: impl std::fmt::Display) -> StoreError {
    StoreError::Backup(format!("{}: {error}", path.display()))
}
