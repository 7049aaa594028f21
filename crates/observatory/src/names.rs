//! Lists of names per document, each name kept once.

use rustc_hash::FxHashMap;

/// For each document a list of names, as numbers: compressed sparse rows.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The names by number.
    pub names: Vec<Box<str>>,
    offsets: Vec<usize>,
    members: Vec<u32>,
    known: FxHashMap<Box<str>, u32>,
}

impl Names {
    /// Appends the list of the next document. A name that stands twice is kept once.
    pub(crate) fn push<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        if self.offsets.is_empty() {
            self.offsets.push(0);
        }
        let start = self.members.len();
        for name in names {
            let number = match self.known.get(name) {
                Some(&number) => number,
                None => {
                    let number = self.names.len() as u32;
                    self.names.push(name.into());
                    self.known.insert(name.into(), number);
                    number
                }
            };
            if !self.members[start..].contains(&number) {
                self.members.push(number);
            }
        }
        self.offsets.push(self.members.len());
    }

    /// Forgets what is only needed while documents are added.
    pub(crate) fn close(&mut self) {
        self.known = FxHashMap::default();
    }

    /// Names of a document, by number.
    pub fn of(&self, row: u32) -> &[u32] {
        &self.members[self.offsets[row as usize]..self.offsets[row as usize + 1]]
    }
}
