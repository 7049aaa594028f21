//! How the database is: which it is, whether it answers, how large it is, which steps of its history it has taken.

use crate::migrations::Migrations;
use crate::{Store, StoreError};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sea_orm_migration::MigratorTrait;

/// How the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// `SQLite` or `PostgreSQL`.
    pub product: &'static str,
    /// Its size in bytes.
    pub bytes: u64,
    /// Steps of the schema's history that it has taken, in order.
    pub applied: Vec<String>,
    /// Steps that it has not taken yet.
    pub pending: usize,
}

impl Store {
    /// Whether the database answers: one small statement.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.read().execute_unprepared("SELECT 1").await.map(drop)?)
    }

    /// How the database is.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn health(&self) -> Result<Health, StoreError> {
        let backend = self.read().get_database_backend();
        let (product, size) = match backend {
            DbBackend::Postgres => ("PostgreSQL", "SELECT pg_database_size(current_database()) AS bytes"),
            _ => ("SQLite", "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()"),
        };
        let row = self.read().query_one_raw(Statement::from_string(backend, size)).await?;
        let bytes: i64 = row.ok_or_else(|| DbErr::RecordNotFound(size.to_owned()))?.try_get("", "bytes")?;
        let steps = Statement::from_string(backend, "SELECT version FROM seaql_migrations ORDER BY version");
        let applied = self.read().query_all_raw(steps).await?;
        let applied: Vec<String> = applied.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?;
        Ok(Health {
            product,
            bytes: bytes.unsigned_abs(),
            pending: Migrations::migrations().len().saturating_sub(applied.len()),
            applied,
        })
    }
}
