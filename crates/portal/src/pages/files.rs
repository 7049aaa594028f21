//! Files of records: given out to whoever sees the field, and the part of the form that takes them in. The registry decides who sees them,
//! the process who may change them.
//!
//! Uploads are forms of their own, beside the form of the record. What proves who sends one stands before the file in it: not a byte of a
//! file is read for anybody else.

use super::edit::{CSRF, Submitted, with_problem};
use super::hall::platform;
use super::record::version;
use super::sent::see;
use crate::failure::Failure;
use crate::files::Links;
use crate::form::wrong;
use crate::locale::{Language, Words};
use crate::member::Member;
use crate::numbers;
use crate::platform::Platform;
use crate::show::term;
use crate::state::Portal;
use crate::visit::{Visit, encode};
use axum::Form;
use axum::body::Body;
use axum::extract::multipart::Field as Part;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use process::LifecycleError;
use registry::content::{Content, Problem};
use registry::definition::{Disclosure, FieldType, FileSort, Kind};
use registry::files::{FileValue, FilesError, Media, Opened, files_of};

/// The part of an upload that is the file, and the file that is to be removed.
const FILE: &str = "file";
/// Parts before the file at most, and bytes of each.
const PARTS: usize = 8;
const PART: usize = 1_000;
/// Bytes read and thrown away of a file that is refused, so that the browser is there to see the answer.
const DRAINED: usize = 100_000_000;

/// A field of files on the form.
pub(super) struct FileField {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) help: String,
    pub(super) level: Option<String>,
    pub(super) required: bool,
    pub(super) problems: Vec<String>,
    pub(super) present: Vec<Present>,
    /// Whether another may be added.
    pub(super) has_room: bool,
    /// Whether an upload takes the place of the one that is there.
    pub(super) replaces: bool,
    /// For the browser: endings that may be chosen.
    pub(super) accept: String,
    /// What may be chosen, in words.
    pub(super) limit: String,
    /// Bytes at most.
    pub(super) most: u64,
    /// What is said of a larger one before it is sent.
    pub(super) too_large: String,
    pub(super) command: String,
}

/// A file that is there.
pub(super) struct Present {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) name: String,
    pub(super) size: String,
    pub(super) command: String,
}

/// The fields of files of a record, with what is wrong in them; `refused` is a field and what was wrong with what it was sent.
pub(super) fn fields(
    kind: &Kind,
    record: &str,
    content: &Content,
    problems: &[Problem],
    refused: Option<(&str, &str)>,
    words: &Words,
) -> Vec<FileField> {
    let mut fields = Vec::new();
    for field in &kind.fields {
        let FieldType::File { accept, megabytes } = &field.of_type else { continue };
        let files = content.get(&field.code).map(files_of).unwrap_or_default();
        let here = |problem: &&Problem| {
            problem.path.strip_prefix(&field.code).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut wrongs: Vec<String> = problems.iter().filter(here).map(|problem| wrong(&problem.what, words)).collect();
        wrongs.extend(refused.filter(|(code, _)| *code == field.code).map(|(_, text)| text.to_owned()));
        let present = |file: &FileValue| Present {
            id: file.id.clone(),
            address: Links::Portal { record }.address(file),
            name: file.name.clone(),
            size: numbers::bytes(file.size),
            command: store::new_id(),
        };
        fields.push(FileField {
            code: field.code.clone(),
            name: term(&field.name.en, &field.name.zh, words).to_owned(),
            help: field.help.as_ref().map(|help| term(&help.en, &help.zh, words).to_owned()).unwrap_or_default(),
            level: (field.disclosure != Disclosure::Public)
                .then(|| words.say(&format!("level-of-{}", field.disclosure.code()))),
            required: field.required,
            problems: wrongs,
            has_room: !field.many || files.len() < field.most_values,
            replaces: !field.many && !files.is_empty(),
            present: files.iter().map(present).collect(),
            accept: endings(accept).join(","),
            limit: words.fill(
                "files-limit",
                [("sorts", sorts(accept, words).into()), ("megabytes", i64::from(*megabytes).into())],
            ),
            most: u64::from(*megabytes) * 1_000_000,
            too_large: too_large(*megabytes, words),
            command: store::new_id(),
        });
    }
    fields
}

/// A file, to be kept.
pub(super) async fn get(
    State(portal): State<Portal>,
    Path((id, file)): Path<(String, String)>,
    visit: Visit,
    member: Member,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    Ok(given(platform.files().read(&member.actor, &id, version(&visit)?, &file).await?))
}

/// A file as it is given out: kept apart from what runs on pages, and not for search engines.
pub(crate) fn given(opened: Opened) -> Response {
    let headers = [
        (header::CONTENT_TYPE, opened.file.media.clone()),
        (header::CONTENT_LENGTH, opened.file.size.to_string()),
        (header::CONTENT_DISPOSITION, disposition(&opened.file.name)),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'".to_owned()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (HeaderName::from_static("x-robots-tag"), "noindex".to_owned()),
    ];
    (headers, Body::from_stream(opened.bytes.into_stream())).into_response()
}

/// Takes a file in.
pub(super) async fn upload(
    State(portal): State<Portal>,
    Path((id, field)): Path<(String, String)>,
    visit: Visit,
    member: Member,
    mut parts: Multipart,
) -> Result<Response, Failure> {
    member.party()?;
    let mut entered = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::Form)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != FILE {
            if entered.len() == PARTS {
                return Err(Failure::Form);
            }
            entered.push((name, short(part).await?));
            continue;
        }
        let entered = Submitted::read(entered);
        member.checks(entered.get(CSRF))?;
        let (command, seen) = (entered.command()?, entered.seen()?);
        return match take(platform(&portal)?, &member, &id, &field, command, seen, part).await? {
            None => Ok(see(&format!("/records/{id}/edit?saved=1#files"))),
            Some(error) => match said(&error, visit.words()) {
                Some(text) => with_problem(&portal, &visit, &member, &id, (&field, &text)).await,
                None => Err(error.into()),
            },
        };
    }
    Err(Failure::Form)
}

/// Takes a file out of its field.
pub(super) async fn remove(
    State(portal): State<Portal>,
    Path((id, field)): Path<(String, String)>,
    member: Member,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let entered = Submitted::read(pairs);
    member.checks(entered.get(CSRF))?;
    let file = entered.get(FILE).ok_or(Failure::Form)?;
    let platform = platform(&portal)?;
    let (command, seen) = (entered.command()?, entered.seen()?);
    let record = platform.lifecycle().detach(&member.actor, command, &id, seen, &field, file).await?;
    platform.registry().carry_form(&member.actor, &id, seen, record.revision).await?;
    Ok(see(&format!("/records/{id}/edit?saved=1#files")))
}

/// Puts a part into a field; returns what is wrong with the file.
async fn take(
    platform: &Platform,
    member: &Member,
    id: &str,
    field: &str,
    command: &str,
    seen: i64,
    mut part: Part<'_>,
) -> Result<Option<FilesError>, Failure> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let lifecycle = platform.lifecycle();
    let mut upload = match lifecycle.begin_upload(platform.files(), &member.actor, id, field, &name).await {
        Ok(upload) => upload,
        Err(error) => {
            drain(&mut part).await;
            return refused(error);
        }
    };
    while let Some(bytes) = part.chunk().await.map_err(|_| Failure::Form)? {
        if let Err(error) = upload.write(&bytes).await {
            drain(&mut part).await;
            return refused(error.into());
        }
    }
    match lifecycle.attach(&member.actor, command, seen, upload).await {
        Ok(record) => {
            platform.registry().carry_form(&member.actor, id, seen, record.revision).await?;
            Ok(None)
        }
        Err(error) => refused(error),
    }
}

fn refused(error: LifecycleError) -> Result<Option<FilesError>, Failure> {
    match error {
        LifecycleError::Files(error) => Ok(Some(error)),
        other => Err(other.into()),
    }
}

/// Reads the rest of a part, up to a limit.
async fn drain(part: &mut Part<'_>) {
    let mut read = 0;
    while let Ok(Some(bytes)) = part.chunk().await {
        read += bytes.len();
        if read > DRAINED {
            break;
        }
    }
}

/// A part that is a short text.
async fn short(mut part: Part<'_>) -> Result<String, Failure> {
    let mut text = Vec::new();
    while let Some(bytes) = part.chunk().await.map_err(|_| Failure::Form)? {
        text.extend_from_slice(&bytes);
        if text.len() > PART {
            return Err(Failure::Form);
        }
    }
    String::from_utf8(text).map_err(|_| Failure::Form)
}

/// What is wrong with a file, in words; none where it is not the file's fault.
fn said(error: &FilesError, words: &Words) -> Option<String> {
    match error {
        FilesError::TooLarge { megabytes } => Some(too_large(*megabytes, words)),
        FilesError::Sort { accept } => Some(words.fill("files-problem-sort", [("sorts", sorts(accept, words).into())])),
        FilesError::Empty => Some(words.say("files-problem-empty")),
        FilesError::TooMany { most } => Some(words.fill("problem-too-many", [("most", (*most as i64).into())])),
        FilesError::Registry(_) | FilesError::Place(_) | FilesError::Folder { .. } => None,
    }
}

fn too_large(megabytes: u32, words: &Words) -> String {
    words.fill("files-problem-large", [("megabytes", i64::from(megabytes).into())])
}

/// Sorts of files in words.
fn sorts(accept: &[FileSort], words: &Words) -> String {
    let names: Vec<String> = accept.iter().map(|sort| words.say(&format!("file-sort-{}", sort.code()))).collect();
    names.join(if words.language == Language::Zh { "；" } else { "; " })
}

/// Endings of the files that a field takes.
fn endings(accept: &[FileSort]) -> Vec<String> {
    let of = Media::ALL.into_iter().filter(|media| media.is_one_of(accept));
    let mut endings: Vec<String> = of.flat_map(|media| media.endings()).map(|ending| format!(".{ending}")).collect();
    endings.sort();
    endings.dedup();
    endings
}

/// How a browser keeps a file: its name for all browsers, and in UTF-8 (RFC 6266, RFC 8187).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || " ._-()".contains(letter) { letter } else { '_' })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_into_headers_safely() {
        assert_eq!(
            disposition("方案 \"1\".pdf"),
            "attachment; filename=\"__ _1_.pdf\"; filename*=UTF-8''%E6%96%B9%E6%A1%88%20%221%22.pdf"
        );
    }

    #[test]
    fn a_field_says_what_it_takes() {
        assert_eq!(endings(&[FileSort::Pdf, FileSort::Image]), [".jpeg", ".jpg", ".pdf", ".png", ".webp"]);
        let words = Language::En.words();
        assert_eq!(sorts(&[FileSort::Pdf, FileSort::Archive], words), "PDF; ZIP");
    }
}
