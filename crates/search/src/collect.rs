//! One pass over all matching documents: how many, of which kinds, with which facets, and the best of all and of each kind.

use crate::document::Tier;
use crate::schema::{DATE, KIND, SEPARATOR, facet_column};
use std::collections::BTreeMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentReader};

/// What decides the order: greater is better. Scores are not negative, so their bits are in their order.
pub(crate) type Key = i64;

/// The score in a key.
pub(crate) fn score_of(key: Key) -> f32 {
    f32::from_bits(key as u32)
}

/// The key of a score.
pub(crate) fn key_of(score: f32) -> Key {
    i64::from(score.max(0.0).to_bits())
}

/// What to collect.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    /// Number of best documents.
    pub(crate) top: usize,
    /// Number of best documents of each kind; 0 where nothing is to be counted by kind and facet.
    pub(crate) of_each_kind: usize,
    /// Newest first instead of best first.
    pub(crate) newest: bool,
    /// Tiers whose facets are counted.
    pub(crate) tiers: Vec<Tier>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tallied {
    pub(crate) total: usize,
    pub(crate) best: Vec<(Key, DocAddress)>,
    /// Documents and best documents by kind.
    pub(crate) kinds: BTreeMap<String, (usize, Vec<(Key, DocAddress)>)>,
    /// Documents by facet and term.
    pub(crate) facets: BTreeMap<(String, String), usize>,
}

pub(crate) struct SegmentTally {
    segment: u32,
    of_each_kind: usize,
    total: usize,
    best: Best,
    dates: Option<Column<i64>>,
    kinds: Option<Counted>,
    best_of_kinds: Vec<Best>,
    facets: Vec<Counted>,
}

/// Documents by term of a column.
struct Counted {
    column: StrColumn,
    counts: Vec<u32>,
}

impl Counted {
    fn new(column: Option<StrColumn>) -> Option<Self> {
        column.map(|column| Self { counts: vec![0; column.num_terms()], column })
    }
}

impl Collector for Tally {
    type Fruit = Tallied;
    type Child = SegmentTally;

    fn for_segment(&self, segment: u32, reader: &SegmentReader) -> tantivy::Result<SegmentTally> {
        let columns = reader.fast_fields();
        let counts = self.of_each_kind > 0;
        let kinds = if counts { Counted::new(columns.str(KIND)?) } else { None };
        let mut facets = Vec::new();
        for &tier in self.tiers.iter().filter(|_| counts) {
            facets.extend(Counted::new(columns.str(&facet_column(tier))?));
        }
        Ok(SegmentTally {
            segment,
            of_each_kind: self.of_each_kind,
            total: 0,
            best: Best::new(self.top),
            dates: if self.newest { Some(columns.i64(DATE)?) } else { None },
            best_of_kinds: kinds
                .as_ref()
                .map_or(Vec::new(), |kinds| kinds.counts.iter().map(|_| Best::new(self.of_each_kind)).collect()),
            kinds,
            facets,
        })
    }

    fn requires_scoring(&self) -> bool {
        !self.newest
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Tallied>>) -> tantivy::Result<Tallied> {
        let mut all = Tallied::default();
        for fruit in fruits {
            let fruit = fruit?;
            all.total += fruit.total;
            all.best.extend(fruit.best);
            for (kind, (count, best)) in fruit.kinds {
                let entry = all.kinds.entry(kind).or_default();
                entry.0 += count;
                entry.1.extend(best);
            }
            for (facet, count) in fruit.facets {
                *all.facets.entry(facet).or_default() += count;
            }
        }
        order(&mut all.best, self.top);
        all.kinds.values_mut().for_each(|(_, best)| order(best, self.of_each_kind));
        Ok(all)
    }
}

fn order(best: &mut Vec<(Key, DocAddress)>, limit: usize) {
    best.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    best.truncate(limit);
}

impl SegmentCollector for SegmentTally {
    type Fruit = tantivy::Result<Tallied>;

    fn collect(&mut self, document: DocId, score: Score) {
        self.total += 1;
        let key = match &self.dates {
            Some(dates) => dates.first(document).unwrap_or(i64::MIN),
            None => key_of(score),
        };
        self.best.push(key, document);
        if self.of_each_kind == 0 {
            return;
        }
        if let Some(kinds) = &mut self.kinds
            && let Some(ordinal) = kinds.column.ords().first(document)
        {
            kinds.counts[ordinal as usize] += 1;
            self.best_of_kinds[ordinal as usize].push(key, document);
        }
        for facets in &mut self.facets {
            for ordinal in facets.column.term_ords(document) {
                facets.counts[ordinal as usize] += 1;
            }
        }
    }

    fn harvest(self) -> tantivy::Result<Tallied> {
        let address = |(key, document)| (key, DocAddress::new(self.segment, document));
        let mut tallied = Tallied {
            total: self.total,
            best: self.best.items().into_iter().map(address).collect(),
            ..Tallied::default()
        };
        let mut name = String::new();
        if let Some(kinds) = self.kinds {
            for ((ordinal, count), best) in kinds.counts.iter().enumerate().zip(self.best_of_kinds) {
                if *count > 0 {
                    kinds.column.ord_to_str(ordinal as u64, &mut name)?;
                    let best = best.items().into_iter().map(address).collect();
                    tallied.kinds.insert(name.clone(), (*count as usize, best));
                }
            }
        }
        for facets in self.facets {
            for (ordinal, count) in facets.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                facets.column.ord_to_str(ordinal as u64, &mut name)?;
                if let Some((field, term)) = name.split_once(SEPARATOR) {
                    *tallied.facets.entry((field.to_owned(), term.to_owned())).or_default() += *count as usize;
                }
            }
        }
        Ok(tallied)
    }
}

/// The best documents so far; ties go to the lower number.
struct Best {
    limit: usize,
    items: Vec<(Key, DocId)>,
    /// What a document has to exceed, once there were enough.
    threshold: Option<Key>,
}

impl Best {
    fn new(limit: usize) -> Self {
        Self { limit, items: Vec::new(), threshold: None }
    }

    fn push(&mut self, key: Key, document: DocId) {
        // Documents come in ascending order: a later one with the same key loses.
        if self.limit == 0 || self.threshold.is_some_and(|threshold| key <= threshold) {
            return;
        }
        self.items.push((key, document));
        if self.items.len() == 2 * self.limit + 16 {
            self.trim();
        }
    }

    fn trim(&mut self) {
        if self.items.len() > self.limit {
            self.items.select_nth_unstable_by(self.limit - 1, |a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            self.items.truncate(self.limit);
            self.threshold = Some(self.items[self.limit - 1].0);
        }
    }

    fn items(mut self) -> Vec<(Key, DocId)> {
        self.trim();
        self.items
    }
}
