//! A short text that is the same for the same plan and no other.

use sha2::{Digest, Sha256};

/// SHA-256 of a value in a form that does not depend on the order of its keys, in hexadecimal.
pub fn fingerprint(value: &serde_json::Value) -> String {
    let mut hash = Sha256::new();
    feed(&mut hash, value);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every value begins with a sign of its sort and its length, so that no two values feed the same bytes.
fn feed(hash: &mut Sha256, value: &serde_json::Value) {
    use serde_json::Value;
    let mut text = |sort: u8, text: &str| {
        hash.update([sort]);
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    match value {
        Value::Array(values) => {
            text(b'[', &values.len().to_string());
            for value in values {
                feed(hash, value);
            }
        }
        Value::Object(fields) => {
            text(b'{', &fields.len().to_string());
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort_unstable();
            for key in keys {
                feed(hash, &Value::String(key.clone()));
                feed(hash, &fields[key]);
            }
        }
        Value::String(string) => text(b'"', string),
        other => text(b'v', &other.to_string()),
    }
}
