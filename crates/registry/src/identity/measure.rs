//! Precision and recall on simulated parties, whose truth is planted by a generator that shares nothing with this engine.

use super::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use world::{Parties, Party, PartyKind, PartyOptions, Planted};

fn subject(party: Party) -> Subject {
    let scheme = |scheme: &str| match scheme {
        "uscc" => Scheme::Uscc,
        "orcid" => Scheme::Orcid,
        "site" => Scheme::Site,
        _ => Scheme::Mail,
    };
    let identifiers = party.identifiers.into_iter();
    Subject {
        id: party.id,
        kind: if party.kind == PartyKind::Person { SubjectKind::Person } else { SubjectKind::Organisation },
        names: party.names,
        country: party.country,
        region: party.region,
        identifiers: identifiers.map(|i| Identifier { scheme: scheme(&i.scheme), value: i.value }).collect(),
        affiliations: party.affiliations,
    }
}

#[derive(Default)]
struct Measured {
    right: usize,
    wrong: usize,
    /// Pairs of entries of one party, and those of them that were proposed.
    pairs: usize,
    /// By kind of repetition: found with its original, planted; the same of those without a shared identifier.
    again: BTreeMap<String, [usize; 4]>,
    /// By kind of lookalike: proposed to be what it only looks like, planted.
    lookalikes: BTreeMap<String, [usize; 2]>,
    seconds: Duration,
    examples: Vec<String>,
}

impl Measured {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / self.pairs.max(1) as f64
    }
}

fn measure(parties: usize, seed: u64) -> Measured {
    let list: Vec<Party> = Parties::new(&PartyOptions { parties, seed, ..PartyOptions::default() }).iter().collect();
    let subjects: Vec<Subject> = list.iter().cloned().map(subject).collect();
    let start = Instant::now();
    let index = Index::build(&subjects);
    let proposals = index.proposals();
    let mut measured = Measured { seconds: start.elapsed(), ..Measured::default() };
    let mut entries: FxHashMap<usize, usize> = FxHashMap::default();
    for party in &list {
        measured.pairs += entries.get(&party.truth).copied().unwrap_or(0);
        *entries.entry(party.truth).or_default() += 1;
    }
    let number = |id: &str| id.trim_start_matches("party:").parse::<usize>().expect("a number");
    let told = |p: &Proposal| {
        let reasons: Vec<String> = p
            .reasons
            .iter()
            .map(|r| format!("{:?} {:?} {}|{} {:.1}", r.aspect, r.agreement, r.a, r.b, r.bits))
            .collect();
        let [a, b] = [&p.a, &p.b].map(|id| &list[number(id)]);
        let side = |p: &Party| format!("{:?} {:?} {:?} {:?}", p.names, p.affiliations, p.region, p.planted);
        format!("{:.2}\n  {}\n  {}\n    {}", p.score, side(a), side(b), reasons.join("\n    "))
    };
    let mut found = BTreeSet::new();
    for proposal in &proposals {
        let (a, b) = (number(&proposal.a), number(&proposal.b));
        found.insert((a.min(b), a.max(b)));
        if list[a].truth == list[b].truth {
            measured.right += 1;
        } else {
            measured.wrong += 1;
            measured.examples.push(format!("WRONG {}", told(proposal)));
        }
    }
    for (number, party) in list.iter().enumerate() {
        let kind = match party.kind {
            PartyKind::Organisation => "organisation",
            PartyKind::Person => "person",
        };
        match party.planted {
            Planted::Original => {}
            Planted::Again { how, identified } => {
                let row = measured.again.entry(format!("{kind} {how:?}")).or_default();
                let hit = found.contains(&(party.truth, number));
                row[0] += usize::from(hit);
                row[1] += 1;
                if !identified {
                    row[2] += usize::from(hit);
                    row[3] += 1;
                    if !hit && let Some(pair) = index.pair(&list[party.truth].id, &party.id) {
                        measured.examples.push(format!("MISSED {how:?} {}", told(&pair)));
                    }
                }
            }
            Planted::Lookalike { why, of } => {
                let row = measured.lookalikes.entry(format!("{why:?}")).or_default();
                row[0] += usize::from(found.contains(&(of, number)));
                row[1] += 1;
            }
        }
    }
    measured
}

#[test]
fn most_duplicates_are_found_and_few_strangers_proposed() {
    let measured = measure(3_000, 5);
    assert!(
        measured.precision() > 0.97 && measured.recall() > 0.88,
        "{:.3} {:.3}",
        measured.precision(),
        measured.recall()
    );
}

/// `IDENTITY_PARTIES`, `IDENTITY_SEEDS` (divided by commas), `IDENTITY_EXAMPLES` (how many mistakes to print).
#[test]
#[ignore = "a measurement; bench/identity/run.py prints it"]
fn precision_and_recall() {
    let setting = |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_string());
    let parties = setting("IDENTITY_PARTIES", "20000").parse().expect("a number of parties");
    let examples: usize = setting("IDENTITY_EXAMPLES", "0").parse().expect("a number of examples");
    let (mut again, mut lookalikes) = (BTreeMap::<String, [usize; 4]>::new(), BTreeMap::<String, [usize; 2]>::new());
    println!("| parties | seed | seconds | proposals | precision | recall |\n|---|---|---|---|---|---|");
    for seed in setting("IDENTITY_SEEDS", "1,2,3").split(',').map(|seed| seed.trim().parse().expect("a seed")) {
        let m = measure(parties, seed);
        let (seconds, proposals) = (m.seconds.as_secs_f64(), m.right + m.wrong);
        println!("| {parties} | {seed} | {seconds:.2} | {proposals} | {:.4} | {:.4} |", m.precision(), m.recall());
        for (kind, row) in m.again {
            let sum = again.entry(kind).or_default();
            (0..4).for_each(|at| sum[at] += row[at]);
        }
        for (kind, row) in m.lookalikes {
            let sum = lookalikes.entry(kind).or_default();
            (0..2).for_each(|at| sum[at] += row[at]);
        }
        let step = (m.examples.len() / examples.max(1)).max(1);
        m.examples.iter().step_by(step).take(examples).for_each(|example| eprintln!("{example}"));
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    println!("\n| entered again | planted | recall | without identifier | recall |\n|---|---|---|---|---|");
    for (kind, [hit, all, hit_bare, bare]) in again {
        println!("| {kind} | {all} | {:.3} | {bare} | {:.3} |", share(hit, all), share(hit_bare, bare));
    }
    println!("\n| looks alike | planted | wrongly proposed | share kept apart |\n|---|---|---|---|");
    for (kind, [wrong, all]) in lookalikes {
        println!("| {kind} | {all} | {wrong} | {:.4} |", 1.0 - share(wrong, all));
    }
}
