//! What the platform does by itself and did not work the last time, for the operators' page and for load balancers.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};

/// Something that the platform does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Taking entries into the notary's log.
    Log,
    /// Letting deadlines fire.
    Deadlines,
    /// Doing jobs.
    Jobs,
    /// Forgetting links, sessions and attempts that have had their time.
    Forgetting,
    /// Removing files that nothing speaks of.
    Files,
    /// Reading definitions again.
    Definitions,
    /// Writing facets again after that.
    Facets,
    /// Following with the index of the hall.
    Search,
    /// Making the index of the documents.
    Corpus,
    /// Letting deadlines of conversations fire.
    Conversations,
    /// Learning a ranking of matches.
    Ranking,
    /// Telling of what kept filters find.
    Alerts,
    /// Starting runs of suggestions.
    Suggestions,
}

impl Part {
    /// As it is written in logs and keys of words.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Deadlines => "deadlines",
            Self::Jobs => "jobs",
            Self::Forgetting => "forgetting",
            Self::Files => "files",
            Self::Definitions => "definitions",
            Self::Facets => "facets",
            Self::Search => "search",
            Self::Corpus => "corpus",
            Self::Conversations => "conversations",
            Self::Ranking => "ranking",
            Self::Alerts => "alerts",
            Self::Suggestions => "suggestions",
        }
    }
}

/// Why each part did not work the last time; nothing where it did.
#[derive(Default)]
pub(crate) struct Troubles(Mutex<BTreeMap<Part, String>>);

impl Troubles {
    /// Notes how a part went. Returns whether it went well.
    pub(crate) fn note<T, E: Display>(&self, part: Part, result: Result<T, E>) -> bool {
        let mut troubles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(_) => {
                troubles.remove(&part);
                true
            }
            Err(error) => {
                tracing::error!(part = part.code(), %error, "this does not work; it is tried again");
                troubles.insert(part, error.to_string());
                false
            }
        }
    }

    /// Why a part did not work the last time.
    pub(crate) fn of(&self, part: Part) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&part).cloned()
    }

    /// All that did not work the last time.
    pub(crate) fn all(&self) -> Vec<(Part, String)> {
        let troubles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.iter().map(|(part, reason)| (*part, reason.clone())).collect()
    }
}
