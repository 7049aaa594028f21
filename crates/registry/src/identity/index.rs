//! The index: subjects, their keys and how many share what. Built once, kept up to date one by one.

use super::compare::compare;
use super::counts::Counts;
use super::groups;
use super::keys::keys;
use super::prepare::Prepared;
use super::reason::Proposal;
use super::subject::Subject;
use super::weights::{HINT, PROPOSE};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A key that more subjects share tells nothing: its subjects meet under their other keys, or not at all.
const CROWD: u32 = 100;

/// Subjects under one key, as a chain through [`Index::chain`].
#[derive(Clone, Copy, Debug)]
struct Block {
    last: u32,
    count: u32,
}

const END: u32 = u32::MAX;

/// Subjects that others are looked up in.
#[derive(Clone, Debug, Default)]
pub struct Index {
    subjects: Vec<Option<Prepared>>,
    by_id: FxHashMap<String, u32>,
    counts: Counts,
    blocks: FxHashMap<u64, Block>,
    /// Subject and the link before it under the same key.
    chain: Vec<(u32, u32)>,
}

impl Index {
    /// An empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// An index of these subjects; of several with one id the last counts.
    pub fn build(subjects: &[Subject]) -> Self {
        let prepared: Vec<(Prepared, Vec<u64>)> = subjects
            .par_iter()
            .map(|subject| {
                let prepared = Prepared::new(subject);
                let keys = keys(&prepared);
                (prepared, keys)
            })
            .collect();
        let mut index = Self::new();
        for (subject, keys) in prepared {
            index.add(subject, &keys);
        }
        index
    }

    /// Number of subjects.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is no subject.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Adds a subject, or replaces the one with its id.
    pub fn insert(&mut self, subject: &Subject) {
        let prepared = Prepared::new(subject);
        let keys = keys(&prepared);
        self.add(prepared, &keys);
    }

    /// Takes a subject out; whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(number) = self.by_id.remove(id) else { return false };
        if let Some(subject) = self.subjects[number as usize].take() {
            self.counts.remove(&subject);
            for key in keys(&subject) {
                self.unlink(key, number);
            }
        }
        true
    }

    /// Takes a subject out of a chain, so that a subject that is often replaced does not crowd its own keys.
    fn unlink(&mut self, key: u64, subject: u32) {
        let Some(block) = self.blocks.get_mut(&key) else { return };
        let (mut link, mut after) = (block.last, END);
        while link != END {
            let (other, before) = self.chain[link as usize];
            if other == subject {
                block.count -= 1;
                match after {
                    END => block.last = before,
                    _ => self.chain[after as usize].1 = before,
                }
                return;
            }
            (after, link) = (link, before);
        }
    }

    fn add(&mut self, subject: Prepared, keys: &[u64]) {
        self.remove(&subject.id);
        let number = self.subjects.len() as u32;
        self.by_id.insert(subject.id.clone(), number);
        self.counts.add(&subject);
        for &key in keys {
            let block = self.blocks.entry(key).or_insert(Block { last: END, count: 0 });
            self.chain.push((number, block.last));
            *block = Block { last: self.chain.len() as u32 - 1, count: block.count + 1 };
        }
        self.subjects.push(Some(subject));
    }

    /// Subjects that share a key, each once, ascending.
    fn candidates(&self, keys: &[u64]) -> Vec<u32> {
        let mut found = Vec::new();
        for key in keys {
            let Some(block) = self.blocks.get(key).filter(|block| block.count <= CROWD) else { continue };
            let mut link = block.last;
            while link != END {
                let (subject, before) = self.chain[link as usize];
                found.push(subject);
                link = before;
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What is very similar to a subject that is about to be entered, best first: those that score at least [`HINT`], the subject's
    /// own id left out. In proposals `a` is the one already there.
    pub fn similar(&self, subject: &Subject) -> Vec<Proposal> {
        let prepared = Prepared::new(subject);
        let there = self.candidates(&keys(&prepared)).into_iter();
        let there = there.filter_map(|number| self.subjects[number as usize].as_ref());
        let mut found: Vec<Proposal> = there
            .filter(|other| other.id != prepared.id)
            .filter_map(|other| self.propose(other, &prepared, HINT))
            .collect();
        found.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| x.a.cmp(&y.a)));
        found
    }

    /// Every pair that is probably one subject, best first, without those whose groups would hold a contradiction.
    pub fn proposals(&self) -> Vec<Proposal> {
        let numbers: Vec<u32> = (0..self.subjects.len() as u32).collect();
        let mut found: Vec<Proposal> = numbers
            .par_chunks(256)
            .flat_map_iter(|chunk| {
                chunk.iter().flat_map(|&number| {
                    let subject = self.subjects[number as usize].as_ref();
                    subject.into_iter().flat_map(move |subject| {
                        let earlier =
                            self.candidates(&keys(subject)).into_iter().take_while(move |&other| other < number);
                        let earlier = earlier.filter_map(|other| self.subjects[other as usize].as_ref());
                        earlier.filter_map(move |other| self.propose(other, subject, PROPOSE))
                    })
                })
            })
            .collect();
        found.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
        groups::without_contradictions(found, |a, b| self.pair(a, b))
    }

    /// Compares two subjects of the index, whether they share a key or not; `None` where one is not there or they are of different kinds.
    pub fn pair(&self, a: &str, b: &str) -> Option<Proposal> {
        let [a, b] = [a, b].map(|id| self.by_id.get(id).and_then(|&number| self.subjects[number as usize].as_ref()));
        self.propose(a?, b?, 0.0)
    }

    fn propose(&self, a: &Prepared, b: &Prepared, least: f64) -> Option<Proposal> {
        if a.kind != b.kind {
            return None;
        }
        let (score, reasons) = compare(a, b, &self.counts);
        (score >= least).then(|| Proposal { a: a.id.clone(), b: b.id.clone(), score, reasons })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects() -> Vec<Subject> {
        vec![
            Subject::organisation("1", &["深圳市明曜新材料科技有限公司"]),
            Subject::organisation("2", &["明曜制药有限公司"]),
            Subject::person("3", &["张晓曜"]).of("浙江工业大学"),
        ]
    }

    #[test]
    fn an_index_grows_and_shrinks_as_if_built_anew() {
        let mut index = Index::build(&subjects());
        let entered = Subject::organisation("new", &["Shenzhen Mingyao New Materials Technology Co., Ltd."]);
        let ids = |found: Vec<Proposal>| found.into_iter().map(|proposal| proposal.a).collect::<Vec<_>>();
        assert_eq!(ids(index.similar(&entered)), ["1"]);
        index.insert(&entered);
        assert_eq!(index.proposals().len(), 1);
        assert!(index.remove("1") && !index.remove("1"));
        assert!(index.proposals().is_empty());
        index.insert(&subjects()[0]);
        assert_eq!((index.len(), index.proposals().len()), (3 + 1, 1));
    }

    #[test]
    fn one_by_one_is_the_same_as_at_once() {
        let mut index = Index::new();
        assert!(index.is_empty());
        for _ in 0..2 * CROWD {
            subjects().iter().for_each(|subject| index.insert(subject));
        }
        assert_eq!(index.len(), 3);
        assert!(index.blocks.values().all(|block| block.count <= 2), "replaced subjects leave nothing behind");
        assert_eq!(index.proposals(), Index::build(&subjects()).proposals());
    }
}
