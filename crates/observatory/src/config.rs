//! How to scan: everything that can be set, with its default.

use crate::scan::ScanError;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Which text of a document is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextFields {
    /// Title, abstract and keywords.
    #[default]
    All,
    /// Titles only: for corpora in which the share of documents with an abstract changes over the years.
    Title,
}

/// Configuration of a scan; a TOML file may set any of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScanConfig {
    /// Seed of everything random.
    pub seed: u64,
    /// Which text is read.
    pub text: TextFields,
    /// A term counts when at least this many documents have it.
    pub least_documents: u32,
    /// Numbers per learned vector.
    pub dimensions: usize,
    /// Text neighbours per document.
    pub neighbours: usize,
    /// Part of the link weight that citations have where a document has both citations and text neighbours, 0 to 1.
    pub citation_weight: f64,
    /// Mean number of documents in a topic of the finest level.
    pub topic_size: usize,
    /// Communities with fewer documents are dissolved into their neighbours.
    pub least_topic: usize,
    /// Years ahead that are forecast.
    pub horizon: u8,
    /// Past years from which the forecast is learned.
    pub training_years: usize,
    /// Documents from which the past is learned at most; of a larger corpus a fixed sample.
    pub past_documents: usize,
}

impl Default for ScanConfig {
    fn default() -> Self {
        Self {
            seed: 1,
            text: TextFields::All,
            least_documents: 3,
            dimensions: 128,
            neighbours: 15,
            citation_weight: 0.5,
            topic_size: 100,
            least_topic: 10,
            horizon: 3,
            training_years: 10,
            past_documents: 100_000,
        }
    }
}

impl ScanConfig {
    /// Reads a TOML file; what it leaves out keeps its default.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, a value out of its range.
    pub fn read(path: &Path) -> Result<Self, ScanError> {
        let text = std::fs::read_to_string(path).map_err(ScanError::file(path))?;
        let wrong = |reason: String| ScanError::Definition(format!("{}: {reason}", path.display()));
        let config: Self = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        config.check().map_err(wrong)?;
        Ok(config)
    }

    /// Whether all values are in their ranges; otherwise says which is not.
    fn check(&self) -> Result<(), String> {
        let checks = [
            ((1..=1_000).contains(&self.least_documents), "least_documents must lie between 1 and 1000"),
            ((2..=1_024).contains(&self.dimensions), "dimensions must lie between 2 and 1024"),
            ((1..=200).contains(&self.neighbours), "neighbours must lie between 1 and 200"),
            ((0.0..=1.0).contains(&self.citation_weight), "citation_weight must lie between 0 and 1"),
            (self.topic_size >= 5, "topic_size must be 5 or more"),
            (
                self.least_topic >= 1 && self.least_topic <= self.topic_size,
                "least_topic must lie between 1 and topic_size",
            ),
            ((1..=10).contains(&self.horizon), "horizon must lie between 1 and 10"),
            ((1..=60).contains(&self.training_years), "training_years must lie between 1 and 60"),
            (self.past_documents >= 1_000, "past_documents must be 1000 or more"),
        ];
        checks.iter().find(|(fits, _)| !fits).map_or(Ok(()), |(_, reason)| Err((*reason).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_sets_what_it_names_and_nothing_unknown() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("scan.toml");
        let read = |text: &str| {
            std::fs::write(&path, text).expect("written");
            ScanConfig::read(&path).map_err(|error| error.to_string())
        };
        let config = read("topic_size = 40\ntext = \"title\"").expect("read");
        assert_eq!((config.topic_size, config.text, config.seed), (40, TextFields::Title, 1));
        for (text, expected) in [
            ("topic_siez = 40", "unknown field `topic_siez`"),
            ("horizon = 0", "horizon must lie between 1 and 10"),
            ("citation_weight = 1.5", "citation_weight must lie between 0 and 1"),
        ] {
            let message = read(text).expect_err(text);
            assert!(message.contains(expected), "{message}");
        }
    }
}
