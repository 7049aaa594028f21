//! A publication as the index takes it: its words in both languages, each at the level of its field, and the terms it is filtered by.

use registry::changes::Published;
use registry::content::Content;
use registry::definition::{Definitions, Field, FieldType, Kind};
use search::{Document, LONGEST_CODE, LONGEST_TEXT, Level};
use serde_json::Value;

/// The document of a publication; none where its kind is not declared any more.
pub(super) fn of(definitions: &Definitions, published: &Published) -> Option<Document> {
    let kind = definitions.kind(&published.kind)?;
    let mut document = Document::public(&published.id, &published.kind);
    document.date = published.published_at;
    for title in published.public.get(&kind.title).map(texts).unwrap_or_default() {
        document = document.title(Level::Public, shortened(title));
    }
    let is_public = |code: &str| published.public.contains_key(code);
    for (level, chosen) in [(Level::Public, true), (Level::SignedIn, false)] {
        let mut all = String::new();
        for (field, value) in fields(kind, &published.signed_in).filter(|(field, _)| is_public(&field.code) == chosen) {
            if field.code != kind.title {
                write(definitions, field, value, &mut all);
            }
        }
        if !all.is_empty() {
            document = document.text(level, shortened(&all));
        }
    }
    for (facet, term) in &published.terms {
        if term.len() <= LONGEST_CODE {
            document = document.facet(Level::Public, facet, term);
        }
    }
    Some(document)
}

/// Fields in the order of the kind: what a text begins with is what is shown of it.
fn fields<'a>(kind: &'a Kind, content: &'a Content) -> impl Iterator<Item = (&'a Field, &'a Value)> {
    let summary = kind.fields.iter().filter(|field| field.code == kind.summary);
    let others = kind.fields.iter().filter(|field| field.code != kind.summary);
    summary.chain(others).filter_map(|field| Some((field, content.get(&field.code)?)))
}

/// The texts of a value in all its languages.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Object(languages) => ["zh", "en"].iter().filter_map(|code| languages.get(*code)?.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// Writes what can be read of a value: texts, and the names of what was chosen.
fn write(definitions: &Definitions, field: &Field, value: &Value, into: &mut String) {
    if let Value::Array(values) = value {
        for value in values {
            write(definitions, field, value, into);
        }
        return;
    }
    let code = value.as_str().unwrap_or_default();
    let term = |vocabulary: Option<&registry::definition::Vocabulary>| {
        vocabulary.and_then(|vocabulary| vocabulary.term(code)).map(|term| vec![term.zh.clone(), term.en.clone()])
    };
    let words: Vec<String> = match &field.of_type {
        FieldType::Text { .. } | FieldType::Markdown { .. } => texts(value).into_iter().map(str::to_owned).collect(),
        FieldType::Choice { vocabulary } => term(definitions.vocabulary(vocabulary)).unwrap_or_default(),
        FieldType::Region => term(definitions.regions()).unwrap_or_default(),
        FieldType::Track => {
            definitions.track(code).map(|track| vec![track.zh.clone(), track.en.clone()]).unwrap_or_default()
        }
        FieldType::Group(inner) => {
            for field in inner {
                if let Some(value) = value.get(&field.code) {
                    write(definitions, field, value, into);
                }
            }
            return;
        }
        _ => return,
    };
    for word in words.iter().filter(|word| !word.is_empty()) {
        if !into.is_empty() {
            into.push('\n');
        }
        into.push_str(word);
    }
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TEXT)]
}
