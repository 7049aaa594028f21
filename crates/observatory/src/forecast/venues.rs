//! What the calendar of venues does to the shares of topics: a conference held every other year lifts its subjects in those years
//! and lets them fall in between, and a venue that enters the corpus brings its own subjects. None of this is growth.
//!
//! The share that a topic would have if its part of every venue stayed what it was in the last years depends on the mix of venues
//! alone. [`Venues::change`] compares two mixes; [`Venues::coming`] is the one that is expected: a venue is as large as it was in the
//! latest year of the same parity.

use crate::collection::Collection;
use crate::topics::{Assignment, NONE};

/// Last years from which a topic's part of each venue is taken.
const WINDOW: usize = 4;
/// Documents of a venue that count for the topic's overall share rather than its own part of the venue.
const PRIOR: f64 = 20.0;

/// Documents per venue in a year as shares of all, which add up to 1.
pub(crate) struct Mix {
    shares: Vec<f64>,
    /// Share of a topic that has no documents in any venue, in units of its overall share.
    elsewhere: f64,
}

/// Venues of the last years and the topics in them.
pub(crate) struct Venues {
    /// Documents per venue, a list a year, the last year first.
    sizes: [Vec<f64>; WINDOW],
    /// Whether a venue had documents before the window.
    old: Vec<bool>,
    /// Documents per venue of each topic over the window, venues ascending.
    topics: Vec<Vec<(u32, f64)>>,
    /// Overall share of each topic over the window.
    shares: Vec<f64>,
}

impl Venues {
    /// Looks at the documents up to and including `now`. Documents without a venue have one together.
    pub(crate) fn new(collection: &Collection, assignment: &Assignment, topics: usize, now: i32) -> Self {
        let count = collection.venues.names.len() + 1;
        let mut sizes: [Vec<f64>; WINDOW] = std::array::from_fn(|_| vec![0.0; count]);
        let mut old = vec![false; count];
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let (mut all, mut totals) = (0.0, vec![0.0; topics]);
        for (row, &year) in collection.years.iter().enumerate().filter(|&(_, &year)| year <= now) {
            let venue = collection.venues.of(row as u32).first().map_or(count - 1, |&venue| venue as usize);
            let Some(sizes) = sizes.get_mut((now - year) as usize) else {
                old[venue] = true;
                continue;
            };
            sizes[venue] += 1.0;
            all += 1.0;
            let topic = assignment.topic[row];
            if topic != NONE {
                pairs.push((topic, venue as u32));
                totals[topic as usize] += 1.0;
            }
        }
        pairs.sort_unstable();
        let mut of_topic = vec![Vec::new(); topics];
        for same in pairs.chunk_by(|a, b| a == b) {
            of_topic[same[0].0 as usize].push((same[0].1, same.len() as f64));
        }
        Self {
            sizes,
            old,
            topics: of_topic,
            shares: totals.into_iter().map(|total| total / f64::max(all, 1.0)).collect(),
        }
    }

    /// The mix of the last year.
    pub(crate) fn now(&self) -> Mix {
        self.mix(self.sizes[0].clone())
    }

    /// The mix that is expected `ahead` years after the last. A venue that is new, or that has ended, is taken as it is now.
    pub(crate) fn coming(&self, ahead: i32) -> Mix {
        let back = (ahead % 2) as usize;
        let held = |venue: usize, back: usize| self.sizes[back][venue] > 0.0;
        let size = |venue: usize| {
            let earlier = self.old[venue] || held(venue, 2) || held(venue, 3);
            let newcomer = !held(venue, back) && !earlier;
            let ended = back == 1 && held(venue, 2) && !held(venue, 0);
            self.sizes[if newcomer || ended { 0 } else { back }][venue]
        };
        self.mix((0..self.old.len()).map(size).collect())
    }

    /// Change of the logarithm of a topic's share when one mix gives way to another and nothing else changes.
    pub(crate) fn change(&self, topic: u32, from: &Mix, to: &Mix) -> f64 {
        let share = self.shares[topic as usize];
        let expected = |mix: &Mix| {
            let own = self.topics[topic as usize].iter();
            let own =
                own.map(|&(venue, documents)| mix.shares[venue as usize] * documents / self.weight(venue as usize));
            mix.elsewhere * share + own.sum::<f64>()
        };
        let (before, after) = (expected(from), expected(to));
        if before > 0.0 && after > 0.0 { (after / before).ln() } else { 0.0 }
    }

    /// Documents of a venue over the window and the prior.
    fn weight(&self, venue: usize) -> f64 {
        PRIOR + self.sizes.iter().map(|sizes| sizes[venue]).sum::<f64>()
    }

    fn mix(&self, mut shares: Vec<f64>) -> Mix {
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum.max(1.0));
        let elsewhere = shares.iter().enumerate().map(|(venue, share)| share * PRIOR / self.weight(venue)).sum();
        Mix { shares, elsewhere }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A yearly venue of ten documents on topic 0, and from the second of four years on one of ten documents on topic 1 in
    /// every other year.
    fn venues(now: usize) -> Venues {
        let yearly = |_| 10.0;
        let biennial = |year: usize| if year % 2 == 1 { 10.0 } else { 0.0 };
        let sizes = std::array::from_fn(|back| vec![yearly(now - back), biennial(now - back)]);
        let held = sizes.iter().map(|sizes: &Vec<f64>| sizes[1]).sum();
        Venues { sizes, old: vec![true, false], topics: vec![vec![(0, 40.0)], vec![(1, held)]], shares: vec![0.6, 0.4] }
    }

    #[test]
    fn a_biennial_venue_lifts_its_topics_every_other_year() {
        for (now, rises) in [(9, false), (10, true)] {
            let venues = venues(now);
            let change = |topic, ahead| venues.change(topic, &venues.now(), &venues.coming(ahead));
            assert_eq!(change(1, 3) > 0.2, rises, "{now}: {}", change(1, 3));
            assert_eq!(change(0, 3) < 0.0, rises, "{now}: {}", change(0, 3));
            assert!(change(1, 2).abs() < 1e-12, "the same parity, the same mix");
        }
    }

    #[test]
    fn new_and_ended_venues_are_taken_as_they_are() {
        let last_first = |sizes: [f64; WINDOW]| Venues {
            sizes: sizes.map(|size| vec![10.0, size]),
            old: vec![true, false],
            topics: vec![vec![(1, 8.0)]],
            shares: vec![0.2],
        };
        for sizes in [[10.0, 0.0, 0.0, 0.0], [0.0, 10.0, 10.0, 10.0]] {
            let venues = last_first(sizes);
            let change = venues.change(0, &venues.now(), &venues.coming(3));
            assert!(change.abs() < 1e-12, "{sizes:?}: {change}");
        }
    }
}
