//! The history of the schema. Each step is one SQL file for both databases; `{json}` stands for their types of JSON. A step that has
//! been released never changes.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

pub(crate) struct Migrations;

/// All steps, in their order: name and SQL.
const STEPS: [(&str, &str); 15] = [
    ("0001_jobs", include_str!("0001_jobs.sql")),
    ("0002_registry", include_str!("0002_registry.sql")),
    ("0003_accounts", include_str!("0003_accounts.sql")),
    ("0004_parties", include_str!("0004_parties.sql")),
    ("0005_saved_filters", include_str!("0005_saved_filters.sql")),
    ("0006_similar", include_str!("0006_similar.sql")),
    ("0007_hall", include_str!("0007_hall.sql")),
    ("0008_files", include_str!("0008_files.sql")),
    ("0009_openid", include_str!("0009_openid.sql")),
    ("0010_entries", include_str!("0010_entries.sql")),
    ("0011_hall_changes", include_str!("0011_hall_changes.sql")),
    ("0012_conversations", include_str!("0012_conversations.sql")),
    ("0013_meetings", include_str!("0013_meetings.sql")),
    ("0014_alerts", include_str!("0014_alerts.sql")),
    ("0015_suggestions", include_str!("0015_suggestions.sql")),
];

/// Name of the last step: what a database has been brought up to.
pub(crate) fn newest() -> &'static str {
    STEPS.last().map_or("", |(name, _)| name)
}

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.into_iter().map(|(name, sql)| Box::new(Step { name, sql }) as Box<dyn MigrationTrait>).collect()
    }
}

struct Step {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let json = match manager.get_database_backend() {
            DbBackend::Postgres => "jsonb",
            _ => "json_text",
        };
        manager.get_connection().execute_unprepared(&self.sql.replace("{json}", json)).await?;
        Ok(())
    }
}
