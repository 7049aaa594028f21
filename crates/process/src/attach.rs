//! Files of a record: uploading one, or taking one away, is a change of the fields like any other.
//!
//! [`Lifecycle::begin_upload`] asks the process before a single byte is read; [`Lifecycle::attach`] puts what was uploaded into the field
//! by [`Lifecycle::edit`], so that commands happen once and nobody writes over what they have not seen.

use crate::lifecycle::{Lifecycle, LifecycleError};
use crate::machine::is_one_of;
use registry::content::Content;
use registry::definition::{Field, FieldType};
use registry::files::{Files, FilesError, Upload};
use registry::{Actor, RegistryError};
use sea_orm::EntityTrait;
use serde_json::Value;
use store::schema::record;

impl Lifecycle {
    /// Begins an upload into a field of a record.
    ///
    /// # Errors
    /// Where the process does not let the actor change the fields now, there is no such field, or it has as many files as it may have.
    pub async fn begin_upload(
        &self,
        files: &Files,
        actor: &Actor,
        id: &str,
        field: &str,
        name: &str,
    ) -> Result<Upload, LifecycleError> {
        let record = self.editable_record(actor, id).await?;
        let field = self.file_field(&record.kind, field)?;
        let content = self.registry().read(actor, id, None).await?.content;
        if field.many && values(&content, &field.code).len() >= field.most_values {
            return Err(FilesError::TooMany { most: field.most_values }.into());
        }
        Ok(files.begin(actor, &record, &field.code, name).await?)
    }

    /// Ends an upload and puts the file into its field: beside those that are there where it holds many, else in the place of the one
    /// before. The same command again changes nothing.
    ///
    /// # Errors
    /// What is wrong with the file; otherwise as [`Lifecycle::edit`].
    pub async fn attach(
        &self,
        actor: &Actor,
        command: &str,
        seen: i64,
        upload: Upload,
    ) -> Result<record::Model, LifecycleError> {
        let (id, code) = (upload.record().to_owned(), upload.field().to_owned());
        if let Some(record) = self.edited_before(actor, command, &id).await? {
            return Ok(record);
        }
        let file = upload.finish().await?;
        let before = self.registry().read(actor, &id, None).await?;
        let field = self.file_field(&before.record.kind, &code)?;
        let mut content = before.content;
        let value = if field.many {
            let mut all = values(&content, &code);
            if all.len() >= field.most_values {
                return Err(FilesError::TooMany { most: field.most_values }.into());
            }
            all.push(file.value());
            Value::Array(all)
        } else {
            file.value()
        };
        content.insert(code, value);
        Ok(self.edit(actor, command, &id, seen, &content, "").await?.0)
    }

    /// Takes a file out of its field. Versions that had it keep it.
    ///
    /// # Errors
    /// As [`Lifecycle::edit`]. The same command again changes nothing.
    pub async fn detach(
        &self,
        actor: &Actor,
        command: &str,
        id: &str,
        seen: i64,
        field: &str,
        file: &str,
    ) -> Result<record::Model, LifecycleError> {
        if let Some(record) = self.edited_before(actor, command, id).await? {
            return Ok(record);
        }
        let record = self.editable_record(actor, id).await?;
        let field = self.file_field(&record.kind, field)?;
        let mut content = self.registry().read(actor, id, None).await?.content;
        let mut all = values(&content, &field.code);
        all.retain(|value| value.get("id").and_then(Value::as_str) != Some(file));
        if all.is_empty() {
            content.remove(&field.code);
        } else {
            content.insert(field.code, Value::Array(all));
        }
        Ok(self.edit(actor, command, id, seen, &content, "").await?.0)
    }

    /// A record whose fields the actor may change now.
    async fn editable_record(&self, actor: &Actor, id: &str) -> Result<record::Model, LifecycleError> {
        let missing = || RegistryError::NotFound { what: "record", id: id.to_owned() };
        let record = record::Entity::find_by_id(id).one(self.registry().store().read()).await?.ok_or_else(missing)?;
        registry::view::level(actor, &record, None).ok_or_else(missing)?;
        let process = self.process(&record.kind)?;
        let state = process.state(&record.state);
        if state.is_some_and(|state| is_one_of(&state.edit, Some(actor), &*record.owner)) {
            Ok(record)
        } else {
            Err(LifecycleError::NotEditable(record.state))
        }
    }

    fn file_field(&self, kind: &str, code: &str) -> Result<Field, LifecycleError> {
        let definitions = self.registry().definitions();
        let field = definitions.kind(kind).and_then(|kind| kind.field(code));
        let field = field.filter(|field| matches!(field.of_type, FieldType::File { .. })).cloned();
        Ok(field.ok_or_else(|| RegistryError::NotFound { what: "field of files", id: code.to_owned() })?)
    }
}

/// What stands in a field, as a list.
fn values(content: &Content, code: &str) -> Vec<Value> {
    match content.get(code) {
        Some(Value::Array(values)) => values.clone(),
        Some(value) => vec![value.clone()],
        None => Vec::new(),
    }
}
