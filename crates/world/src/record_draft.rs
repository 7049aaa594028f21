//! What a record is about, drawn before it is written: technology and aspects, use, place, figures, languages, name.

use crate::Term;
use crate::record_figures::{self, Figures, measured, quantity_of, significant, with_unit};
use crate::record_owner::{Owner, OwnerSort, place};
use crate::record_plan::{ATTEMPTS, Entry, NEEDS, OFFERS, Plan, State, chance};
use crate::record_vocabulary::RECORD_VOCABULARY;
use crate::record_words::Words;
use crate::world::World;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use registry::definition::{Definitions, Family, Track};

/// Streams of chance of a record; those of names follow on the last.
const FIGURES: u64 = 1;
pub(crate) const CONTENT: u64 = 2;
const SUBJECT: u64 = 8;

/// What a record is about.
pub(crate) struct Draft<'a> {
    pub(crate) number: usize,
    pub(crate) entry: Entry,
    pub(crate) owner: Owner,
    pub(crate) track: Option<&'a Track>,
    /// Whether it is of the place that it names, whoever owns it.
    pub(crate) official: bool,
    /// Code of the place, a city.
    pub(crate) place: &'static str,
    pub(crate) chinese: bool,
    pub(crate) english: bool,
    pub(crate) anonymous: bool,
    /// Its name in both languages.
    pub(crate) name: Term,
    pub(crate) words: Words,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(
        world: &World,
        definitions: &'a Definitions,
        plan: &Plan<'_>,
        number: usize,
        entry: Entry,
    ) -> Self {
        let (aspect, mut random) = aspect(world, number, entry);
        let kind = plan.kinds[entry.kind as usize];
        let technology = &world.technologies[entry.technology as usize];
        let owner = plan.owner(&entry);
        let anywhere = random.random_range(0..1_000);
        let official = matches!(kind.family, Family::Governance) || kind.code == "pilot-zone";
        let (place, place_name) = place(owner.place().filter(|_| !official).unwrap_or(anywhere));
        let track = track(world, definitions, entry.technology as usize);
        let mut words = Words::default();
        let mut set = |gap, term: &Term| words.set(gap, &term.zh, &term.en);
        set("s", &technology.subject);
        set("m", &technology.method);
        set("place", &place_name);
        set("owner", &owner.organisation_name());
        set("a", &technology.aspects[aspect]);
        let near = measured(world, entry.technology as usize).into_iter().filter(|&near| near != aspect);
        if let Some(second) = near.collect::<Vec<_>>().choose(&mut random) {
            set("b", &technology.aspects[*second]);
        }
        if let Some(&(zh, en)) = RECORD_VOCABULARY.table(&format!("uses.{}", technology.direction)).choose(&mut random)
        {
            words.set("use", zh, en);
        }
        if let Some(&(zh, en)) = RECORD_VOCABULARY.table("forms").choose(&mut random) {
            words.set("form", zh, en);
        }
        if let Some(track) = track {
            words.set("track", &track.zh, track.en.to_lowercase());
        }
        words.set("n", &technology.acronym, &technology.acronym);
        words.set("host", owner.organisation.host(), owner.organisation.host());
        let language = random.random_range(0..100);
        let abroad = owner.is_abroad();
        let mut draft = Self {
            number,
            entry,
            track,
            official,
            place,
            chinese: !abroad && language >= 4,
            english: abroad || language < 45,
            anonymous: NEEDS.contains(&kind.code.as_str()) && random.random_bool(0.25),
            name: owner.name(),
            owner,
            words,
        };
        if OwnerSort::of_kind(&kind.code).is_none() {
            draft.name = draft.named(&kind.code, &kind.title, &mut random);
        }
        draft
    }

    fn named(&self, kind: &str, field: &str, random: &mut ChaCha8Rng) -> Term {
        let mut name = self.words.text(RECORD_VOCABULARY.text(kind, field).unwrap_or_default(), random);
        if self.entry.attempt >= ATTEMPTS {
            name.zh = format!("{}（{}）", cut(&name.zh), self.number);
            name.en = format!("{} ({})", cut(&name.en), self.number);
        }
        name
    }

    /// The names in the languages of the record.
    pub(crate) fn shown_names(&self) -> impl Iterator<Item = String> {
        let zh = self.chinese.then(|| self.name.zh.clone());
        zh.into_iter().chain(self.english.then(|| self.name.en.clone()))
    }

    /// Puts a figure into the sentences.
    pub(crate) fn set_figure(&mut self, world: &World, figure: &record_figures::Figure, second: bool) {
        let Some(quantity) = quantity_of(world, self.entry.technology as usize, figure.aspect) else { return };
        let (q, v) = if second { ("q2", "v2") } else { ("q", "v") };
        let value = with_unit(figure.value, quantity.unit);
        self.words.set(q, quantity.zh, quantity.en);
        self.words.set(v, &value, &value);
        if second {
            return;
        }
        let old = with_unit(figure.usual, quantity.unit);
        self.words.set("old", &old, &old);
        let change = (figure.value - figure.usual).abs() / figure.usual.abs().max(1e-9) * 100.0;
        let change = format!("{}%", if change < 10.0 { significant(change) } else { change.round() });
        self.words.set("p", &change, &change);
        let verbs = if quantity.more {
            [
                ("up", "提高", "raise"),
                ("ups", "提高", "raises"),
                ("upped", "提高", "raised"),
                ("least", "不低于", "at least"),
            ]
        } else {
            [
                ("up", "降低", "lower"),
                ("ups", "降低", "lowers"),
                ("upped", "降低", "lowered"),
                ("least", "不高于", "at most"),
            ]
        };
        for (gap, zh, en) in verbs {
            self.words.set(gap, zh, en);
        }
    }
}

/// As many letters as leave room for a number in the shortest titles.
fn cut(name: &str) -> String {
    name.chars().take(100).collect()
}

/// The aspect that a record names first, and the chance that goes on from there.
fn aspect(world: &World, number: usize, entry: Entry) -> (usize, ChaCha8Rng) {
    let mut random = chance(world, number, SUBJECT + u64::from(entry.attempt));
    let aspects = measured(world, entry.technology as usize);
    (aspects.choose(&mut random).copied().unwrap_or_default(), random)
}

/// The figures of a record, which depend on the plan only.
pub(crate) fn figures(world: &World, plan: &Plan<'_>, number: usize) -> Figures {
    if let Some(known) = plan.figures.get(&(number as u32)) {
        return known.clone();
    }
    let entry = plan.entries[number];
    let kind = plan.kinds[entry.kind as usize].code.as_str();
    let technology = entry.technology as usize;
    let aspect = aspect(world, number, entry).0;
    let mut random = chance(world, number, FIGURES);
    if !NEEDS.contains(&kind) {
        return record_figures::of_offer(world, technology, aspect, &mut random);
    }
    let planted = random.random_bool(0.65) && entry.state == State::Published;
    let offers: Vec<u32> = sides(plan, OFFERS).flat_map(|kind| plan.about(kind, technology, number)).copied().collect();
    if !planted || offers.is_empty() {
        return record_figures::of_need(world, technology, aspect, None, &mut random);
    }
    // The best of some, so that a need is not met by whatever there is. The figures of offers depend on no others.
    let some: Vec<u32> = (0..5).filter_map(|_| offers.choose(&mut random).copied()).collect();
    let some = some.into_iter().map(|offer| figures(world, plan, offer as usize));
    let best =
        some.max_by(|a, b| a.advantage(world, technology, aspect).total_cmp(&b.advantage(world, technology, aspect)));
    record_figures::of_need(world, technology, aspect, best.as_ref(), &mut random)
}

/// Earlier published records of the other side with which a record fits.
pub(crate) fn fits(world: &World, plan: &Plan<'_>, number: usize, own: &Figures) -> Vec<usize> {
    let entry = plan.entries[number];
    let (kind, technology) = (plan.kinds[entry.kind as usize].code.as_str(), entry.technology as usize);
    let is_need = NEEDS.contains(&kind);
    if entry.state != State::Published || !(is_need || OFFERS.contains(&kind)) {
        return Vec::new();
    }
    let others =
        sides(plan, if is_need { OFFERS } else { NEEDS }).flat_map(|kind| plan.about(kind, technology, number));
    let mut fits: Vec<usize> = others
        .map(|&other| other as usize)
        .filter(|&other| {
            plan.figures.get(&(other as u32)).is_some_and(|other| {
                let (offer, need) = if is_need { (other, own) } else { (own, other) };
                record_figures::fits(world, technology, offer, need)
            })
        })
        .collect();
    fits.sort_unstable();
    fits
}

fn sides<'b>(plan: &'b Plan<'_>, codes: &'b [&'b str]) -> impl Iterator<Item = u16> + 'b {
    (0..plan.kinds.len()).filter(|&kind| codes.contains(&plan.kinds[kind].code.as_str())).map(|kind| kind as u16)
}

/// The track of a technology: that of its subject, or else the first of its direction.
fn track<'a>(world: &World, definitions: &'a Definitions, technology: usize) -> Option<&'a Track> {
    let technology = &world.technologies[technology];
    let of_subject = RECORD_VOCABULARY.entry("tracks", &technology.subject.en).and_then(|code| definitions.track(code));
    let of_direction = || definitions.tracks().iter().find(|track| track.direction == technology.direction);
    of_subject.or_else(of_direction).or(definitions.tracks().first())
}
