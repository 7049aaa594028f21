//! Profiles made ready for many comparisons: figures read and in base units, names in one form.

use crate::dictionary::{Dictionary, Reading};
use crate::figure::{Figure, Unreadable};
use crate::name::Name;
use crate::profile::{Aspect, Profile};

/// Indicators of a profile that are looked at.
pub const MOST_INDICATORS: usize = 64;

/// Capabilities of a profile that are looked at.
pub const MOST_CAPABILITIES: usize = 64;

/// A profile with what can be computed once.
#[derive(Clone, Debug)]
pub struct Prepared {
    profile: Profile,
    pub(crate) indicators: Vec<PreparedIndicator>,
    pub(crate) capabilities: Vec<Name>,
}

/// An indicator with its figure as it was written and in base units.
#[derive(Clone, Debug)]
pub(crate) struct PreparedIndicator {
    pub(crate) name: Name,
    pub(crate) reading: Option<Reading>,
    pub(crate) written: Result<Figure, Unreadable>,
    pub(crate) base: Result<Figure, Unreadable>,
}

impl Prepared {
    pub(crate) fn new(profile: Profile, dictionary: &Dictionary) -> Self {
        let indicators = profile.indicators.iter().take(MOST_INDICATORS).map(|indicator| {
            let name = Name::new(&indicator.name, indicator.vector.as_deref(), dictionary);
            let written = Figure::read(&indicator.figure);
            let base = written.clone().and_then(|figure| figure.in_base_unit().ok_or(Unreadable::Number));
            PreparedIndicator { reading: dictionary.reading(name.concept), name, written, base }
        });
        let capabilities = profile.capabilities.iter().take(MOST_CAPABILITIES);
        Self {
            indicators: indicators.collect(),
            capabilities: capabilities.map(|name| Name::new(name, None, dictionary)).collect(),
            profile,
        }
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Whether nothing else can make up for an aspect.
    pub(crate) fn is_hard(&self, aspect: Aspect) -> bool {
        self.profile.hard.contains(&aspect)
    }
}
