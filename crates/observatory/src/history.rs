//! Documents per topic and year, and what follows from these numbers alone.

use crate::collection::{Collection, UNDATED};
use crate::topics::NONE;

/// Counts per group and year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// First year of the counts.
    pub first: i32,
    /// Number of years.
    pub years: usize,
    /// Documents of the collection per year, in a topic or not.
    pub totals: Vec<u32>,
    /// `groups × years` counts.
    counts: Vec<u32>,
}

impl History {
    /// Counts the documents of `rows` that `group_of` gives a group below `groups`; years later than `last` are left out.
    pub fn new(
        collection: &Collection,
        rows: impl Iterator<Item = u32>,
        groups: usize,
        last: i32,
        group_of: impl Fn(u32) -> u32,
    ) -> Self {
        let first = collection.span().map_or(last, |(first, _)| first.min(last));
        let years = (last - first + 1) as usize;
        let mut history = Self { first, years, totals: vec![0; years], counts: vec![0; groups * years] };
        for row in rows {
            let year = collection.years[row as usize];
            if year == UNDATED || year > last {
                continue;
            }
            let place = (year - first) as usize;
            history.totals[place] += 1;
            let group = group_of(row);
            if group != NONE {
                history.counts[group as usize * years + place] += 1;
            }
        }
        history
    }

    /// Last year.
    pub fn last(&self) -> i32 {
        self.first + self.years as i32 - 1
    }

    /// Counts of a group, a number a year.
    pub fn of(&self, group: u32) -> &[u32] {
        &self.counts[group as usize * self.years..][..self.years]
    }

    /// Documents of a group in a year; 0 outside the years.
    pub fn count(&self, group: u32, year: i32) -> u32 {
        self.place(year).map_or(0, |place| self.of(group)[place])
    }

    /// Documents of all groups in a year; 0 outside the years.
    pub fn total(&self, year: i32) -> u32 {
        self.place(year).map_or(0, |place| self.totals[place])
    }

    /// Share of a group in the year's documents; 0 in a year without documents.
    pub fn share(&self, group: u32, year: i32) -> f64 {
        let total = self.total(year);
        if total == 0 { 0.0 } else { f64::from(self.count(group, year)) / f64::from(total) }
    }

    /// Year of the largest share in the fifteen years up to and including the year before `now` … `now`; the latest where several are equal.
    pub fn peak(&self, group: u32, now: i32) -> i32 {
        let mut peak = now;
        for year in (now - 15..now).rev() {
            if self.share(group, year) > self.share(group, peak) {
                peak = year;
            }
        }
        peak
    }

    /// Whether a topic is large enough to be forecast: at least twenty documents in the last three years, and all three active.
    pub fn eligible(&self, group: u32, now: i32) -> bool {
        let recent = [now - 2, now - 1, now].map(|year| self.count(group, year));
        let active =
            self.of(group).iter().take(self.place(now).map_or(0, |place| place + 1)).filter(|&&n| n > 0).count();
        recent.iter().sum::<u32>() >= 20 && active >= 3
    }

    fn place(&self, year: i32) -> Option<usize> {
        usize::try_from(year - self.first).ok().filter(|&place| place < self.years)
    }
}
