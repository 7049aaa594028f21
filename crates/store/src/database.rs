//! Opening the database, reading, and writing in transactions.

use crate::StoreError;
use crate::migrations::Migrations;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long a writer waits for another process that writes the same SQLite file.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections to a SQLite file at a time.
const READERS: u32 = 8;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    connection: DatabaseConnection,
    /// SQLite has one writer at a time: waiting here is fair and quick, waiting in SQLite is neither.
    writer: Option<Arc<Mutex<()>>>,
}

impl Store {
    /// Opens the SQLite database in a file, makes it where it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// Where the file cannot be opened or is not ours.
    pub async fn open_file(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| open_error(&path.display().to_string(), error))?;
        }
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
        // Readers do not wait for the writer.
        options.max_connections(READERS);
        options.map_sqlx_sqlite_opts(|options| {
            options
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .busy_timeout(PATIENCE)
        });
        Self::connect(options, &path.display().to_string()).await
    }

    /// Opens a database by its address (`postgres://…` or `sqlite://…`) and brings its tables up to date.
    ///
    /// # Errors
    /// Where it cannot be reached or is not ours.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        if let Some(path) = address.strip_prefix("sqlite://") {
            return Self::open_file(Path::new(path)).await;
        }
        Self::connect(ConnectOptions::new(address), &without_password(address)).await
    }

    /// As [`Store::open`], in a schema of its own: tables of several installations in one PostgreSQL database.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_in(address: &str, schema: &str) -> Result<Self, StoreError> {
        let mut options = ConnectOptions::new(address);
        options.set_schema_search_path(schema).max_connections(5);
        Self::connect(options, &without_password(address)).await
    }

    async fn connect(mut options: ConnectOptions, place: &str) -> Result<Self, StoreError> {
        options.sqlx_logging(false).acquire_timeout(Duration::from_secs(30));
        let connection = Database::connect(options).await.map_err(|error| open_error(place, error))?;
        let sqlite = connection.get_database_backend() == DbBackend::Sqlite;
        let store = Self { connection, writer: sqlite.then(|| Arc::new(Mutex::new(()))) };
        let _writing = store.turn().await;
        Migrations::up(&store.connection, None).await.map_err(|error| open_error(place, error))?;
        Ok(store)
    }

    async fn turn(&self) -> Option<OwnedMutexGuard<()>> {
        match &self.writer {
            Some(writer) => Some(writer.clone().lock_owned().await),
            None => None,
        }
    }

    /// For reading. What is read in several statements may change in between; [`Store::snapshot`] does not.
    pub fn read(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// A transaction for writing. What is not committed is undone when it is dropped.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        let turn = self.turn().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(Transaction { inner: self.connection.begin_with_options(options).await?, _turn: turn })
    }

    /// A transaction for reading that sees one moment.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, StoreError> {
        let isolation = match self.connection.get_database_backend() {
            DbBackend::Postgres => Some(sea_orm::IsolationLevel::RepeatableRead),
            _ => None,
        };
        let options = TransactionOptions { isolation_level: isolation, ..Default::default() };
        Ok(self.connection.begin_with_options(options).await?)
    }

    /// Closes all connections.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}

/// A transaction for writing.
pub struct Transaction {
    inner: DatabaseTransaction,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Transaction {
    /// Makes everything durable and visible to others; when this returns, it is acknowledged.
    ///
    /// # Errors
    /// Where the database refuses; then nothing happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }
}

impl Deref for Transaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

fn open_error(place: &str, reason: impl std::fmt::Display) -> StoreError {
    StoreError::Open { place: place.to_owned(), reason: reason.to_string() }
}

/// An address without what stands between the name of the user and the `@`.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, server)) => format!("{scheme}://{}@{server}", user.split(':').next().unwrap_or_default()),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            ("postgres://anna:secret@db:5432/x", "postgres://anna@db:5432/x"),
            ("postgres://anna:se@cret@db/x", "postgres://anna@db/x"),
            ("postgres://db/x", "postgres://db/x"),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }
}
