//! What the data folder says about imports: the corpus as it is now, and the records that were refused.

use corpus::Corpus;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Bytes of a quarantine file that are read: enough for any ordinary import, and a bound for the others.
const READ: u64 = 64 << 20;

/// The corpus as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Imports {
    /// Documents; none where there is no corpus, as with a scan that was copied here.
    pub(crate) documents: Option<u64>,
    /// Its fingerprint.
    pub(crate) fingerprint: Option<String>,
    /// Number of refused records by reason, most frequent first.
    pub(crate) refused: Vec<(String, u64)>,
}

/// What is read of a refused record.
#[derive(Deserialize)]
struct Refused {
    reason: String,
}

impl Imports {
    /// Reads what there is. A part that cannot be read is left out and logged.
    pub(crate) fn read(data_dir: &Path) -> Imports {
        let mut imports = Imports::default();
        if !data_dir.join("corpus").is_dir() {
            return imports;
        }
        let counted = Corpus::open(data_dir).and_then(|corpus| Ok((corpus.len()?, corpus.fingerprint()?)));
        match counted {
            Ok((documents, fingerprint)) => {
                imports.documents = Some(documents);
                imports.fingerprint = Some(fingerprint);
            }
            Err(error) => tracing::error!(%error, "the corpus cannot be read"),
        }
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        let files = std::fs::read_dir(data_dir.join("corpus/quarantine")).into_iter().flatten().flatten();
        for path in files.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|name| name == "jsonl"))
        {
            if let Err(error) = count_reasons(&path, &mut reasons) {
                tracing::error!(path = %path.display(), %error, "a quarantine file cannot be read");
            }
        }
        imports.refused = reasons.into_iter().collect();
        imports.refused.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        imports
    }

    /// Number of refused records.
    pub(crate) fn refused_records(&self) -> u64 {
        self.refused.iter().map(|(_, count)| count).sum()
    }
}

fn count_reasons(path: &Path, reasons: &mut BTreeMap<String, u64>) -> std::io::Result<()> {
    for line in BufReader::new(File::open(path)?.take(READ)).lines() {
        if let Ok(refused) = serde_json::from_str::<Refused>(&line?) {
            *reasons.entry(refused.reason).or_default() += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_records_are_counted_by_reason() {
        let data = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(Imports::read(data.path()), Imports::default());
        let folder = data.path().join("corpus/quarantine");
        std::fs::create_dir_all(&folder).expect("a folder");
        let lines =
            ["no title", "not JSON", "no title"].map(|reason| format!("{{\"reason\":\"{reason}\",\"line\":1}}\n"));
        std::fs::write(folder.join("g000001.jsonl"), lines.concat() + "broken\n").expect("a file");
        let imports = Imports::read(data.path());
        assert_eq!(imports.refused, [("no title".to_owned(), 2), ("not JSON".to_owned(), 1)]);
        assert_eq!((imports.documents, imports.refused_records()), (Some(0), 3));
    }
}
