//! The reference of the API as a page, made from its description: every operation with parameters, bodies, answers and a call to copy.

use super::chrome::Chrome;
use super::{Page, render};
use crate::api::DESCRIPTION;
use crate::failure::Failure;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::State;
use serde_json::Value;

const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

#[derive(Template)]
#[template(path = "reference.html")]
struct Reference {
    page: Chrome,
    groups: Vec<(String, Vec<Operation>)>,
    schemas: Vec<(String, String)>,
}

/// One operation.
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    scope: String,
    parameters: Vec<Parameter>,
    body: String,
    answers: Vec<Answer>,
    example: String,
}

/// A parameter of an operation.
struct Parameter {
    name: String,
    place: String,
    required: bool,
    description: String,
    values: String,
}

/// An answer of an operation.
struct Answer {
    status: String,
    description: String,
    schema: Option<String>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit) -> Page {
    let words = visit.words();
    let description: Value =
        serde_json::from_str(DESCRIPTION).map_err(|error| Failure::Internal(format!("the description: {error}")))?;
    let mut groups: Vec<(String, Vec<Operation>)> = Vec::new();
    for (path, item) in description["paths"].as_object().into_iter().flatten() {
        let first = path.split('/').nth(1).unwrap_or_default().to_owned();
        let of_path =
            METHODS.iter().filter_map(|method| Some(Operation::of(&description, method, path, item.get(method)?)));
        match groups.iter_mut().find(|(name, _)| *name == first) {
            Some((_, operations)) => operations.extend(of_path),
            None => groups.push((first, of_path.collect())),
        }
    }
    let schemas = description["components"]["schemas"].as_object().into_iter().flatten();
    let schemas = schemas.map(|(name, schema)| (name.clone(), pretty(schema))).collect();
    let page = Chrome::new(&visit, "/about", &words.say("api-title"), portal.shown().as_deref());
    render(&Reference { page, groups, schemas })
}

impl Operation {
    fn of(description: &Value, method: &str, path: &str, operation: &Value) -> Self {
        let body = &operation["requestBody"]["content"]["application/json"];
        let example = body.get("example").map(pretty).unwrap_or_default();
        let parameters: Vec<&Value> =
            operation["parameters"].as_array().into_iter().flatten().map(|it| resolved(description, it)).collect();
        let answers = operation["responses"].as_object().into_iter().flatten();
        Self {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]),
            description: text(&operation["description"]),
            scope: text(&operation["x-scope"]),
            example: call(method, path, &parameters, body.get("example"), operation.get("security").is_some()),
            parameters: parameters.into_iter().map(Parameter::of).collect(),
            answers: answers.map(|(status, it)| Answer::of(status, resolved(description, it))).collect(),
            body: example,
        }
    }
}

impl Parameter {
    fn of(parameter: &Value) -> Self {
        let schema = &parameter["schema"];
        let values = schema["enum"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(", ");
        Self {
            name: text(&parameter["name"]),
            place: text(&parameter["in"]),
            required: parameter["required"] == true,
            description: text(&parameter["description"]),
            values: if values.is_empty() { text(&schema["type"]) } else { values },
        }
    }
}

impl Answer {
    fn of(status: &str, answer: &Value) -> Self {
        let content = answer["content"].as_object().and_then(|content| content.values().next());
        let reference = content.and_then(|content| content["schema"]["$ref"].as_str());
        let schema = reference.and_then(|reference| reference.rsplit('/').next()).map(str::to_owned);
        Self { status: status.to_owned(), description: text(&answer["description"]), schema }
    }
}

/// A call to copy.
fn call(method: &str, path: &str, parameters: &[&Value], body: Option<&Value>, token: bool) -> String {
    let mut path = path.to_owned();
    let mut headers = String::new();
    for parameter in parameters {
        let (name, example) = (text(&parameter["name"]), text(&parameter["example"]));
        match parameter["in"].as_str() {
            Some("path") if !example.is_empty() => path = path.replace(&format!("{{{name}}}"), &example),
            Some("header") if parameter["required"] == true => headers += &format!(" \\\n  -H '{name}: {example}'"),
            Some("query") if parameter["required"] == true => {
                let sign = if path.contains('?') { '&' } else { '?' };
                path += &format!("{sign}{name}={example}");
            }
            _ => {}
        }
    }
    if token {
        headers.insert_str(0, " \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    if let Some(body) = body {
        headers += &format!(" \\\n  -H 'Content-Type: application/json' -d '{body}'");
    }
    let method = if method == "get" { String::new() } else { format!(" -X {}", method.to_uppercase()) };
    format!("curl{method} \"$HOST/api/v1{path}\"{headers}")
}

/// What a reference points to, or the value itself.
fn resolved<'a>(description: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|reference| description.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(value)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
