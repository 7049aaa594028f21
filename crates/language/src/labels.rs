//! What a group of documents is about: the terms that are frequent in it and rare elsewhere.

use crate::matrix::{TermMatrix, Vocabulary};
use rayon::prelude::*;

/// Advantage of phrases, which say more than single words.
const PHRASE: [f64; 3] = [1.0, 1.5, 1.7];
/// A term stands for a group when at least this many of its documents have it.
const LEAST: u32 = 3;

/// A term that distinguishes a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distinctive {
    /// Term of the vocabulary.
    pub term: u32,
    /// Its part of the divergence between the group's and the corpus' term distribution, larger is more distinctive.
    pub score: f64,
    /// Documents of the group that have it.
    pub documents: u32,
}

/// Distinctive terms of every group, strongest first, at most `limit` each: English (any Latin) ones and Chinese ones.
///
/// `groups` names the group of each row (`u32::MAX`: none), `chinese` says which rows are in Chinese. A term's share is counted
/// among the documents of its own script: share in the group · ln(share in the group / share in the corpus), the term's
/// contribution to the Kullback–Leibler divergence, with an advantage for phrases. A term that is part of a stronger one, or
/// contains it, is left out.
pub fn distinctive(
    vocabulary: &Vocabulary,
    matrix: &TermMatrix,
    groups: &[u32],
    chinese: &[bool],
    count: usize,
    limit: usize,
) -> Vec<[Vec<Distinctive>; 2]> {
    let mut overall = vec![0u32; vocabulary.len()];
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    let mut documents = [0u32; 2];
    for row in 0..matrix.rows() {
        if groups[row] == u32::MAX {
            continue;
        }
        members[groups[row] as usize].push(row as u32);
        documents[usize::from(chinese[row])] += 1;
        for (term, _) in matrix.row(row) {
            if vocabulary.chinese[term as usize] == chinese[row] {
                overall[term as usize] += 1;
            }
        }
    }
    members
        .par_iter()
        .map_init(
            || (vec![0u32; vocabulary.len()], Vec::new()),
            |(counts, touched), rows| {
                let mut sizes = [0u32; 2];
                for &row in rows {
                    let script = chinese[row as usize];
                    sizes[usize::from(script)] += 1;
                    for (term, _) in matrix.row(row as usize) {
                        if vocabulary.chinese[term as usize] == script {
                            if counts[term as usize] == 0 {
                                touched.push(term);
                            }
                            counts[term as usize] += 1;
                        }
                    }
                }
                let mut found: [Vec<Distinctive>; 2] = Default::default();
                for term in touched.drain(..) {
                    let here = std::mem::take(&mut counts[term as usize]);
                    let script = usize::from(vocabulary.chinese[term as usize]);
                    if here < LEAST.min(sizes[script]) {
                        continue;
                    }
                    let share = f64::from(here) / f64::from(sizes[script]);
                    let expected = f64::from(overall[term as usize]) / f64::from(documents[script]);
                    let advantage = PHRASE[vocabulary.words(term) - 1];
                    let score = share * (share / expected).ln() * advantage;
                    if score > 0.0 {
                        found[script].push(Distinctive { term, score, documents: here });
                    }
                }
                found.map(|terms| best(vocabulary, terms, limit))
            },
        )
        .collect()
}

/// The strongest terms without those that repeat a stronger one.
fn best(vocabulary: &Vocabulary, mut terms: Vec<Distinctive>, limit: usize) -> Vec<Distinctive> {
    let rank = |a: &Distinctive, b: &Distinctive| b.score.total_cmp(&a.score).then(a.term.cmp(&b.term));
    let reach = (limit * 12).min(terms.len());
    if reach < terms.len() {
        terms.select_nth_unstable_by(reach, rank);
        terms.truncate(reach);
    }
    terms.sort_unstable_by(rank);
    let words = |term: u32| &vocabulary.parts[term as usize][..vocabulary.words(term)];
    let mut kept: Vec<Distinctive> = Vec::new();
    for term in terms {
        if kept.len() == limit {
            break;
        }
        let repeats = kept.iter().any(|other| {
            let (a, b) = (words(term.term), words(other.term));
            a.iter().all(|word| b.contains(word)) || b.iter().all(|word| a.contains(word))
        });
        if !repeats {
            kept.push(term);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Analysis, Text};

    #[test]
    fn groups_are_named_in_each_script_by_what_others_do_not_say() {
        let titles = [
            "graph neural network for molecules",
            "graph neural network for traffic",
            "graph neural network of proteins",
            "图神经网络的分子应用",
            "图神经网络的交通应用",
            "图神经网络的蛋白质应用",
            "solar cell for traffic",
            "solar cell of proteins",
            "solar cell for molecules",
        ];
        let texts: Vec<Text> = titles.iter().map(|title| Text { title, ..Text::default() }).collect();
        let mut analysis = Analysis::default();
        analysis.add(&texts);
        let (vocabulary, matrix) = analysis.finish(2);
        let groups = [0, 0, 0, 0, 0, 0, 1, 1, 1];
        let chinese = [false, false, false, true, true, true, false, false, false];
        let found = distinctive(&vocabulary, &matrix, &groups, &chinese, 2, 3);
        let shown = |terms: &[Distinctive]| -> Vec<&str> {
            terms.iter().map(|term| vocabulary.terms[term.term as usize].as_str()).collect()
        };
        assert_eq!(shown(&found[0][0]), ["graph neural network"]);
        assert_eq!(shown(&found[1][0]), ["solar cell"]);
        assert!(found[1][1].is_empty());
    }
}
