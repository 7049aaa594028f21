//! Files in fields of records: taken in piece by piece, named by a value in the content, given out to whoever sees the field.
//!
//! [`Files::begin`] opens an [`Upload`]; what it is told goes to the store while it is counted, hashed and looked at. A file that is too
//! large or of a sort that the field does not take is never kept. A version holds a [`FileValue`], and only of files that were uploaded
//! for that record and field (`settle`); so a receipt covers the SHA-256 of the file. What no version speaks of goes after a day
//! ([`Files::sweep`]).
//!
//! Bytes lie in a folder as `<record>/<file>`. Who may upload is decided by the process.

mod name;
mod sniff;

pub use sniff::{Media, Sniffer};

use crate::content::{Content, Problem, Wrong};
use crate::definition::{FieldType, FileSort, Kind};
use crate::{Actor, Registry, RegistryError};
use jiff::{SignedDuration, Timestamp};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::schema::{file, version};
use store::{Transaction, millis, new_id};

/// Parts of an upload that are written at a time.
const AT_A_TIME: usize = 2;
/// How long a file may lie that no version speaks of.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Files that are removed at a time.
const SWEPT: u64 = 200;
/// That a version of the record speaks of the file.
const MENTIONED: &str = "EXISTS (SELECT 1 FROM versions WHERE versions.record = files.record \
                         AND CAST(versions.content AS TEXT) LIKE '%' || files.id || '%')";

/// A file as content speaks of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileValue {
    /// Its id.
    pub id: String,
    /// Its name, cleaned.
    pub name: String,
    /// Its media type, by its content.
    #[serde(rename = "type")]
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

impl FileValue {
    /// The file that a value speaks of; none where it is no such value.
    pub fn of(value: &Value) -> Option<Self> {
        Self::deserialize(value).ok().filter(|file| is_hex(&file.id, 32) && is_hex(&file.sha256, 64))
    }

    /// The value.
    pub fn value(&self) -> Value {
        serde_json::json!({"id": self.id, "name": self.name, "type": self.media, "size": self.size, "sha256": self.sha256})
    }

    fn of_row(row: file::Model) -> Self {
        Self { id: row.id, name: row.name, media: row.media, size: row.size.unsigned_abs(), sha256: row.sha256 }
    }
}

/// Whether a text is so many hexadecimal digits, in lower case.
fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|letter| letter.is_ascii_digit() || (b'a'..=b'f').contains(&letter))
}

/// Files of a field, whether it has one or many.
pub fn files_of(value: &Value) -> Vec<FileValue> {
    match value {
        Value::Array(values) => values.iter().filter_map(FileValue::of).collect(),
        value => FileValue::of(value).into_iter().collect(),
    }
}

/// Why a file is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// It is larger than the field allows.
    #[error("the file is too large: at most {megabytes} MB")]
    TooLarge {
        /// 10⁶ bytes at most.
        megabytes: u32,
    },
    /// It is none of the sorts that the field takes.
    #[error("the file is not of a sort that this field takes: {accept:?}")]
    Sort {
        /// What the field takes.
        accept: Vec<FileSort>,
    },
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// The field has as many as it may have.
    #[error("the field has its {most} files already")]
    TooMany {
        /// Files at most.
        most: usize,
    },
    /// The record or the database.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The place where files lie.
    #[error("the files cannot be read or written: {0}")]
    Place(#[from] object_store::Error),
    /// The folder where files lie.
    #[error("{}: {source}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl From<sea_orm::DbErr> for FilesError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Registry(error.into())
    }
}

impl From<store::StoreError> for FilesError {
    fn from(error: store::StoreError) -> Self {
        Self::Registry(error.into())
    }
}

/// Where files lie. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    registry: Registry,
    place: Arc<dyn ObjectStore>,
    folder: PathBuf,
}

/// A file that is given out.
pub struct Opened {
    /// What is known of it.
    pub file: FileValue,
    /// Its bytes, to be read once.
    pub bytes: object_store::GetResult,
}

impl Files {
    /// Files in a folder, which is made where it is not there.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn open(registry: Registry, folder: &Path) -> Result<Self, FilesError> {
        let wrong = |source| FilesError::Folder { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(wrong)?;
        let folder = folder.canonicalize().map_err(wrong)?;
        let place = LocalFileSystem::new_with_prefix(&folder)?.with_automatic_cleanup(true);
        Ok(Self { registry, place: Arc::new(place), folder })
    }

    /// Begins an upload for a field of a record. Whether the actor may, the caller has decided.
    ///
    /// # Errors
    /// Where the kind has no such field of files.
    pub async fn begin(
        &self,
        actor: &Actor,
        record: &store::schema::record::Model,
        field: &str,
        name: &str,
    ) -> Result<Upload, FilesError> {
        let definitions = self.registry.definitions();
        let of_type = Registry::kind(&definitions, &record.kind)?.field(field).map(|field| &field.of_type);
        let Some(FieldType::File { accept, megabytes }) = of_type else {
            return Err(RegistryError::NotFound { what: "field of files", id: field.to_owned() }.into());
        };
        let row = file::Model {
            id: new_id(),
            record: record.id.clone(),
            field: field.to_owned(),
            name: name.chars().take(1_000).collect(),
            media: String::new(),
            size: 0,
            sha256: String::new(),
            uploaded_by: actor.name().to_owned(),
            created_at: millis(actor.now),
        };
        // The row comes before the bytes: what is left of an upload that broke off is found by it.
        let transaction = self.registry.store().write().await?;
        row.clone().into_active_model().reset_all().insert(&*transaction).await?;
        transaction.commit().await?;
        let writer = WriteMultipart::new(self.place.put_multipart(&place(&row)).await?);
        Ok(Upload {
            files: self.clone(),
            accept: accept.clone(),
            megabytes: *megabytes,
            row,
            writer: Some(writer),
            hash: Sha256::new(),
            sniffer: Sniffer::default(),
        })
    }

    /// Opens a file of a record for an actor: one that stands in a field that it may see, in a version that it may see; in this version,
    /// where one is named.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] where there is none, or the actor may not know of it.
    pub async fn read(&self, actor: &Actor, record: &str, number: Option<i64>, id: &str) -> Result<Opened, FilesError> {
        let missing = || RegistryError::NotFound { what: "file", id: id.to_owned() };
        let reading = self.registry.store().read();
        let row = file::Entity::find_by_id(id).one(reading).await?.filter(|row| row.record == record);
        let row = row.ok_or_else(missing)?;
        let mut numbers: Vec<i64> = version::Entity::find()
            .select_only()
            .column(version::Column::Number)
            .filter(version::Column::Record.eq(record))
            .filter(Expr::col(version::Column::Content).cast_as("TEXT").like(format!("%{}%", row.id)))
            .order_by_desc(version::Column::Number)
            .into_tuple()
            .all(reading)
            .await?;
        numbers.retain(|other| number.is_none_or(|number| number == *other));
        for number in numbers {
            let seen = match self.registry.read(actor, record, Some(number)).await {
                Ok(seen) => seen,
                Err(RegistryError::NotFound { .. }) => continue,
                Err(error) => return Err(error.into()),
            };
            let found = seen.content.get(&row.field).map(files_of).unwrap_or_default();
            if let Some(file) = found.into_iter().find(|file| file.id == row.id) {
                let bytes = self.place.get(&place(&row)).await.map_err(|error| match error {
                    object_store::Error::NotFound { .. } => missing().into(),
                    other => FilesError::Place(other),
                })?;
                return Ok(Opened { file, bytes });
            }
        }
        Err(missing().into())
    }

    /// Removes files that no version speaks of and that have lain for a day: of uploads that broke off, and of fields that were erased.
    /// Returns how many, at most 200 at a time.
    ///
    /// # Errors
    /// Where the database or the place does not answer.
    pub async fn sweep(&self, now: Timestamp) -> Result<usize, FilesError> {
        let before = now.checked_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH);
        let transaction = self.registry.store().write().await?;
        let left = file::Entity::find()
            .filter(file::Column::CreatedAt.lt(millis(before)))
            .filter(Expr::cust(format!("NOT {MENTIONED}")))
            .limit(SWEPT)
            .all(&*transaction)
            .await?;
        for row in &left {
            match self.place.delete(&place(row)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        file::Entity::delete_many()
            .filter(file::Column::Id.is_in(left.iter().map(|row| row.id.as_str())))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(left.len())
    }
}

/// A file that is being taken in. Dropped before [`Upload::finish`], nothing of it is kept.
pub struct Upload {
    files: Files,
    accept: Vec<FileSort>,
    megabytes: u32,
    row: file::Model,
    writer: Option<WriteMultipart>,
    hash: Sha256,
    sniffer: Sniffer,
}

impl Upload {
    /// The next bytes.
    ///
    /// # Errors
    /// Where it becomes too large, or the place does not take them; then nothing of it is kept.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), FilesError> {
        self.row.size += bytes.len() as i64;
        if self.row.size > i64::from(self.megabytes) * 1_000_000 {
            self.abort().await?;
            return Err(FilesError::TooLarge { megabytes: self.megabytes });
        }
        self.hash.update(bytes);
        self.sniffer.feed(bytes);
        if let Some(writer) = &mut self.writer {
            writer.wait_for_capacity(AT_A_TIME).await?;
            writer.write(bytes);
        }
        Ok(())
    }

    /// All of it is there. Returns what content says of it.
    ///
    /// # Errors
    /// Where it is not what the field takes, or the place does not take it; then nothing of it is kept.
    pub async fn finish(mut self) -> Result<FileValue, FilesError> {
        if self.row.size == 0 {
            self.abort().await?;
            return Err(FilesError::Empty);
        }
        let media = std::mem::take(&mut self.sniffer).finish().filter(|media| media.is_one_of(&self.accept));
        let Some(media) = media else {
            self.abort().await?;
            return Err(FilesError::Sort { accept: self.accept });
        };
        let Some(writer) = self.writer.take() else {
            return Err(FilesError::TooLarge { megabytes: self.megabytes });
        };
        writer.finish().await?;
        self.files.sync(&self.row).await?;
        self.row.name = name::cleaned(&self.row.name, media);
        self.row.media = media.code().to_owned();
        self.row.sha256 = std::mem::take(&mut self.hash).finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let transaction = self.files.registry.store().write().await?;
        self.row.clone().into_active_model().reset_all().update(&*transaction).await?;
        transaction.commit().await?;
        Ok(FileValue::of_row(self.row))
    }

    /// Code of the field.
    pub fn field(&self) -> &str {
        &self.row.field
    }

    /// The record.
    pub fn record(&self) -> &str {
        &self.row.record
    }

    async fn abort(&mut self) -> Result<(), FilesError> {
        match self.writer.take() {
            Some(writer) => Ok(writer.abort().await?),
            None => Ok(()),
        }
    }
}

impl Files {
    /// Makes a file and its place in the folder durable: a version that speaks of it is never without it.
    async fn sync(&self, row: &file::Model) -> Result<(), FilesError> {
        let folder = self.folder.join(&row.record);
        let path = folder.join(&row.id);
        let wrong = |source| FilesError::Folder { path: path.clone(), source };
        let synced = {
            let (folders, path) = ([folder, self.folder.clone()], path.clone());
            tokio::task::spawn_blocking(move || {
                std::fs::File::open(&path)?.sync_all()?;
                folders.iter().try_for_each(|folder| std::fs::File::open(folder)?.sync_all())
            })
            .await
        };
        synced.map_err(|error| wrong(std::io::Error::other(error)))?.map_err(wrong)
    }
}

fn place(row: &file::Model) -> Place {
    Place::from_iter([row.record.as_str(), row.id.as_str()])
}

/// Content in which files are only what was uploaded for this record and field, said as it was taken in. What is not goes, and is named.
pub(crate) async fn settle(
    within: &Transaction,
    record: &str,
    kind: &Kind,
    content: &Content,
) -> Result<(Content, Vec<Problem>), RegistryError> {
    let is_file = |code: &str| kind.field(code).is_some_and(|field| matches!(field.of_type, FieldType::File { .. }));
    let (mut settled, mut problems) = (content.clone(), Vec::new());
    let fields: Vec<&String> = content.keys().filter(|code| is_file(code)).collect();
    if fields.is_empty() {
        return Ok((settled, problems));
    }
    let rows = file::Entity::find().filter(file::Column::Record.eq(record)).filter(file::Column::Sha256.ne(""));
    let rows = rows.all(&**within).await?;
    for code in fields {
        let mut lost = Vec::new();
        let mut one = |value: &Value| {
            let id = value.as_str().or_else(|| value.get("id").and_then(Value::as_str));
            let row = rows.iter().find(|row| row.field == *code && Some(row.id.as_str()) == id);
            if row.is_none() && !value.is_null() {
                lost.push(id.unwrap_or_default().chars().take(60).collect::<String>());
            }
            row.map(|row| FileValue::of_row(row.clone()).value())
        };
        let value = match &content[code] {
            Value::Array(values) => Some(Value::Array(values.iter().filter_map(&mut one).collect())),
            value => one(value),
        };
        settled.remove(code);
        settled.extend(value.map(|value| (code.clone(), value)));
        problems.extend(lost.into_iter().map(|given| Problem { path: code.clone(), what: Wrong::NotATerm { given } }));
    }
    Ok((settled, problems))
}
