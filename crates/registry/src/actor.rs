//! Who asks, and when. Engines get it with every call: nothing is done in the name of nobody.

use jiff::Timestamp;
use std::collections::BTreeSet;

/// What someone may do on the platform, beside what concerns their own records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Comments on what was submitted.
    Reviewer,
    /// Decides what is published.
    Curator,
    /// Runs the installation: parties, roles, merges, jobs.
    Operator,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Reviewer, Self::Curator, Self::Operator, Self::Auditor];

    /// As it is written in tables and definitions.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Curator => "curator",
            Self::Operator => "operator",
            Self::Auditor => "auditor",
        }
    }

    /// The role of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// Who asks, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The party that signed in; none for a visitor.
    pub party: Option<String>,
    /// Organisations it acts for.
    pub acts_for: BTreeSet<String>,
    /// Its roles on the platform.
    pub roles: BTreeSet<Role>,
    /// The time.
    pub now: Timestamp,
}

impl Actor {
    /// Someone who has not signed in.
    pub fn visitor(now: Timestamp) -> Self {
        Self { party: None, acts_for: BTreeSet::new(), roles: BTreeSet::new(), now }
    }

    /// A party without organisations and roles.
    pub fn party(party: &str, now: Timestamp) -> Self {
        Self { party: Some(party.to_owned()), ..Self::visitor(now) }
    }

    /// The same with a role.
    #[must_use]
    pub fn with_role(mut self, role: Role) -> Self {
        self.roles.insert(role);
        self
    }

    /// Whether it is this party or acts for it.
    pub fn is(&self, party: &str) -> bool {
        self.party.as_deref() == Some(party) || self.acts_for.contains(party)
    }

    /// Whether it has a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The name that goes into histories.
    pub fn name(&self) -> &str {
        self.party.as_deref().unwrap_or("visitor")
    }
}
