//! What is not in order with what was entered, collected.

use crate::MeetingsError;
use registry::RegistryError;
use registry::content::{Problem, Wrong};

/// Problems found so far, by the field of the form.
#[derive(Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn add(&mut self, path: &str, what: Wrong) {
        self.0.push(Problem { path: path.to_owned(), what });
    }

    /// Notes a number that is out of a range.
    pub(crate) fn range(&mut self, path: &str, number: u32, least: u32, most: u32) {
        if number < least {
            self.add(path, Wrong::TooSmall { least: least.to_string() });
        } else if number > most {
            self.add(path, Wrong::TooLarge { most: most.to_string() });
        }
    }

    /// Nothing, or everything that is wrong.
    pub(crate) fn finish(self) -> Result<(), MeetingsError> {
        if self.0.is_empty() { Ok(()) } else { Err(RegistryError::Content(self.0).into()) }
    }
}
