//! Databases for tests: SQLite always, PostgreSQL where `LIAOWANG_TEST_POSTGRES` names a server.

use crate::Store;
use sea_orm::{ConnectionTrait, Database};

/// A fresh, empty database that goes away.
pub struct Fresh {
    /// `sqlite` or `postgres`.
    pub name: &'static str,
    /// The database.
    pub store: Store,
    /// How another process opens it: an address, and for PostgreSQL a schema.
    pub address: (String, Option<String>),
    folder: Option<tempfile::TempDir>,
}

/// A fresh database of each sort that there is.
///
/// # Panics
/// Where one cannot be made: a test cannot go on.
pub async fn databases() -> Vec<Fresh> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("liaowang.sqlite");
    let store = Store::open_file(&path).await.expect("SQLite opens a new file");
    let address = (format!("sqlite://{}", path.display()), None);
    let mut all = vec![Fresh { name: "sqlite", store, address, folder: Some(folder) }];
    match std::env::var("LIAOWANG_TEST_POSTGRES") {
        Ok(server) => {
            let schema = format!("test_{}", crate::new_id());
            let plain = Database::connect(&server).await.expect("LIAOWANG_TEST_POSTGRES names a server that answers");
            plain.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.expect("a schema can be made");
            let store = Store::open_in(&server, &schema).await.expect("PostgreSQL opens a new schema");
            all.push(Fresh { name: "postgres", store, address: (server, Some(schema)), folder: None });
        }
        Err(_) => eprintln!("skipped on PostgreSQL: LIAOWANG_TEST_POSTGRES names no server"),
    }
    all
}

impl Fresh {
    /// Takes it away.
    ///
    /// # Panics
    /// Where it does not go.
    pub async fn remove(self) {
        if let (server, Some(schema)) = self.address {
            let plain = Database::connect(server).await.expect("the server answers");
            plain.execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE")).await.expect("a schema can be dropped");
        }
        drop(self.folder);
    }
}
