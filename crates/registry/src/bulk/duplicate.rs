//! Rows that may be about the same thing.

use super::fold::folded;
use crate::content::Content;
use serde_json::Value;
use std::collections::HashMap;

/// The names and contents of earlier rows.
#[derive(Default)]
pub(super) struct Earlier {
    seen: HashMap<String, u64>,
}

impl Earlier {
    /// The first earlier row with the same name in one of the languages, punctuation and case aside, or with the same content.
    pub(super) fn row(&mut self, row: u64, title: Option<&Value>, content: &Content) -> Option<u64> {
        let mut keys: Vec<String> = match title {
            Some(Value::String(text)) => vec![key(text)],
            Some(Value::Object(languages)) => languages.values().filter_map(Value::as_str).map(key).collect(),
            _ => Vec::new(),
        };
        keys.retain(|key| !key.is_empty());
        keys.push(Value::Object(content.clone()).to_string());
        let found = keys.iter().filter_map(|key| self.seen.get(key)).min().copied();
        for key in keys {
            self.seen.entry(key).or_insert(row);
        }
        found
    }
}

fn key(text: &str) -> String {
    folded(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}
