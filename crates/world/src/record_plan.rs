//! The plan of records: of which kind each is, about which technology, whose, and by which attempt it is named. It is laid out in
//! order, so that what one record is depends on those before and never on how many follow.

use crate::Parties;
use crate::record_draft::{Draft, figures};
use crate::record_figures::Figures;
use crate::record_owner::{Owner, OwnerQueue, OwnerSort, parties};
use crate::record_round::{FOUNDERS, attention, round};
use crate::world::World;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use registry::definition::{Definitions, FieldType, Kind};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Names tried before a number is added.
pub(crate) const ATTEMPTS: u16 = 24;
/// Sides between which the truth is planted.
pub(crate) const OFFERS: &[&str] = &["offer", "product", "first-set"];
pub(crate) const NEEDS: &[&str] = &["need", "scenario", "project"];
/// Fields that link the owner's own record.
pub(crate) const HOME_FIELDS: &[&str] = &[
    "owner",
    "owners",
    "enterprise",
    "holder",
    "operator",
    "provider",
    "lead",
    "maintainers",
    "hosts",
    "drafters",
    "suppliers",
];

/// What is fixed about a record before it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Position in the list of kinds.
    pub(crate) kind: u16,
    pub(crate) technology: u16,
    /// Number of the party.
    pub(crate) owner: u32,
    /// The record of the organisation that owns it; of one that describes its owner, itself.
    pub(crate) home: Option<u32>,
    pub(crate) attempt: u16,
    pub(crate) state: State,
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Published,
    Submitted,
    Returned,
    Draft,
}

/// All entries, and where published ones are found.
pub(crate) struct Plan<'a> {
    pub(crate) kinds: Vec<&'a Kind>,
    pub(crate) entries: Vec<Entry>,
    /// Parties to draw from; of any number.
    pub(crate) parties: Parties,
    published: HashMap<(u16, u16), Vec<u32>>,
    published_of_kind: Vec<Vec<u32>>,
    /// Figures of published offers and needs.
    pub(crate) figures: HashMap<u32, Figures>,
    /// Record of a party that has one.
    pub(crate) record_of: BTreeMap<u32, u32>,
}

/// Chance for one record; every use has a stream of its own.
pub(crate) fn chance(world: &World, number: usize, stream: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(world.options.seed ^ 0x7EC0_4D50_F1A0_3A46);
    random.set_stream(number as u64 * 64 + stream);
    random
}

impl<'a> Plan<'a> {
    /// Lays out `count` records.
    pub(crate) fn new(world: &World, definitions: &'a Definitions, count: usize) -> Self {
        let kinds = definitions.kinds();
        let round = round(world, &kinds);
        let mut plan = Self {
            published_of_kind: vec![Vec::new(); kinds.len()],
            kinds,
            entries: Vec::new(),
            parties: parties(world, 0),
            published: HashMap::new(),
            figures: HashMap::new(),
            record_of: BTreeMap::new(),
        };
        if round.is_empty() || world.technologies.is_empty() {
            return plan;
        }
        let weights = attention(world);
        let mut owners = OwnerQueue::new(world);
        let mut names = HashSet::new();
        for number in 0..count {
            let mut random = chance(world, number, 0);
            let kind = round[number % round.len()];
            let point = random.random::<f64>() * weights.last().copied().unwrap_or_default();
            let technology = weights.partition_point(|&upto| upto < point).min(weights.len() - 1);
            let draw = random.random_range(0..100);
            let state = match draw {
                _ if number < 3 * FOUNDERS => State::Published,
                0..88 => State::Published,
                88..93 => State::Submitted,
                93..96 => State::Returned,
                _ => State::Draft,
            };
            let own = OwnerSort::of_kind(&plan.kinds[kind as usize].code);
            let home = if own.is_some() { None } else { plan.home(world, kind, technology, &mut random) };
            let owner = home.map_or(0, |home| plan.entries[home as usize].owner);
            let entry = Entry { kind, technology: technology as u16, owner, home, attempt: 0, state };
            let entry = plan.named(world, definitions, number, entry, own, &mut owners, &mut names);
            plan.push(number as u32, entry, own);
            let code = plan.kinds[kind as usize].code.as_str();
            if state == State::Published && (OFFERS.contains(&code) || NEEDS.contains(&code)) {
                let figures = figures(world, &plan, number);
                plan.figures.insert(number as u32, figures);
            }
        }
        plan
    }

    /// The entry with an owner of its own, where the kind wants it, and with a name that no earlier record has.
    fn named(
        &self,
        world: &World,
        definitions: &Definitions,
        number: usize,
        mut entry: Entry,
        own: Option<OwnerSort>,
        owners: &mut OwnerQueue,
        names: &mut HashSet<u64>,
    ) -> Entry {
        loop {
            match own {
                Some(sort) => entry.owner = owners.take(sort) as u32,
                None if entry.home.is_none() => entry.owner = owners.take(OwnerSort::Firm) as u32,
                None => {}
            }
            let draft = Draft::new(world, definitions, self, number, entry);
            let shown: Vec<String> = draft.shown_names().collect();
            let hashes: Vec<u64> = shown.iter().map(hash).collect();
            let short = own.is_some()
                || shown.iter().all(|name| name.chars().count() <= longest(self.kinds[entry.kind as usize]));
            // The last attempt carries the record's number, so that it is nobody else's.
            if entry.attempt >= ATTEMPTS || (short && hashes.iter().all(|name| !names.contains(name))) {
                names.extend(hashes);
                return entry;
            }
            // Parties are many: the next one is called otherwise.
            entry.attempt += u16::from(own.is_none());
        }
    }

    fn push(&mut self, number: u32, mut entry: Entry, own: Option<OwnerSort>) {
        if own.is_some() {
            self.record_of.insert(entry.owner, number);
            entry.home = own.filter(|&sort| sort != OwnerSort::Person).map(|_| number);
        }
        if entry.state == State::Published {
            self.published.entry((entry.kind, entry.technology)).or_default().push(number);
            self.published_of_kind[entry.kind as usize].push(number);
        }
        self.entries.push(entry);
    }

    /// A published organisation that would own a record of the kind.
    fn home(&self, world: &World, kind: u16, technology: usize, random: &mut ChaCha8Rng) -> Option<u32> {
        let field = self.kinds[kind as usize].fields.iter().find(|field| HOME_FIELDS.contains(&field.code.as_str()));
        let all = ["enterprise".to_owned(), "institute".to_owned()];
        let kinds: &[String] = match field.map(|field| &field.of_type) {
            Some(FieldType::Link { kinds }) => kinds,
            _ => &all,
        };
        let organisations: Vec<u16> = self
            .positions(kinds)
            .filter(|&kind| OwnerSort::of_kind(&self.kinds[kind as usize].code).is_some())
            .collect();
        self.pick(world, &organisations, technology, self.entries.len(), random)
    }

    /// Positions of kinds by their codes.
    pub(crate) fn positions<'b>(&'b self, codes: &'b [String]) -> impl Iterator<Item = u16> + 'b {
        codes.iter().filter_map(|code| self.kinds.iter().position(|kind| kind.code == *code)).map(|kind| kind as u16)
    }

    /// Published records of a kind about a technology, below a number.
    pub(crate) fn about(&self, kind: u16, technology: usize, below: usize) -> &[u32] {
        let all = self.published.get(&(kind, technology as u16)).map_or(&[][..], Vec::as_slice);
        &all[..all.partition_point(|&record| (record as usize) < below)]
    }

    /// An earlier published record of one of the kinds: about the technology where there is one, or else of the direction, or any.
    pub(crate) fn pick(
        &self,
        world: &World,
        kinds: &[u16],
        technology: usize,
        below: usize,
        random: &mut ChaCha8Rng,
    ) -> Option<u32> {
        let near: Vec<&[u32]> = kinds.iter().map(|&kind| self.about(kind, technology, below)).collect();
        let any: Vec<&[u32]> = kinds
            .iter()
            .map(|&kind| {
                let all = &self.published_of_kind[kind as usize];
                &all[..all.partition_point(|&record| (record as usize) < below)]
            })
            .collect();
        if let Some(record) = one_of(&near, random).filter(|_| random.random_bool(0.85)) {
            return Some(record);
        }
        let direction = &world.technologies[technology].direction;
        let is_near =
            |record: u32| world.technologies[self.entries[record as usize].technology as usize].direction == *direction;
        let mut found = None;
        for _ in 0..16 {
            found = one_of(&any, random);
            if found.is_none_or(is_near) {
                break;
            }
        }
        found
    }

    /// The owner of a record.
    pub(crate) fn owner(&self, entry: &Entry) -> Owner {
        let own = OwnerSort::of_kind(&self.kinds[entry.kind as usize].code);
        Owner::new(&self.parties, entry.owner as usize, own == Some(OwnerSort::Person))
    }
}

/// One member of several lists, each as likely.
fn one_of(lists: &[&[u32]], random: &mut ChaCha8Rng) -> Option<u32> {
    let count: usize = lists.iter().map(|list| list.len()).sum();
    if count == 0 {
        return None;
    }
    let mut position = random.random_range(0..count);
    for list in lists {
        match list.get(position) {
            Some(&record) => return Some(record),
            None => position -= list.len(),
        }
    }
    None
}

/// Letters that a title may have.
fn longest(kind: &Kind) -> usize {
    match kind.field(&kind.title).map(|field| &field.of_type) {
        Some(FieldType::Text { max, .. } | FieldType::Markdown { max, .. }) => *max,
        _ => usize::MAX,
    }
}

fn hash(text: &String) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
