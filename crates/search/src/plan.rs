//! A question and its reader → a query of the engine.
//!
//! Only fields that the reader may look into occur in the query; in the restricted tier every part is joined with the reader's tags.

use crate::analysis::{Unit, exact_terms, ranking_chinese, ranking_word, units};
use crate::dictionary::Dictionary;
use crate::document::{PUBLIC, Reader, SIGNED_IN, Tier};
use crate::expand::{similar_words, tolerance};
use crate::query::{Clause, Item, Occur, Query};
use crate::schema::{Fields, facet_key};
use crate::statistics::{PublicStatistics, open_frequency};
use std::ops::Bound;
use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur as Engine, PhraseQuery,
    Query as EngineQuery, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

/// Terms that are scored; of more, the rarest.
const MOST_TERMS: usize = 64;
/// Saturation of terms that a question has several times: BM25's k3 (Robertson & Walker 1999).
const K3: f32 = 5.0;
/// Words of a question whose unknown words are corrected. In a longer one the others find what is meant, and a word that nobody has is
/// more likely a rare one than a mistyped one.
const CORRECTED_QUESTION: usize = 8;
/// Words that an unknown word is corrected to.
const CORRECTIONS: usize = 3;
/// Words that `word~` stands for.
const FUZZY_WORDS: usize = 16;
/// Weight of a correction at distance 1 and 2, beside 1 for a word as typed.
const CORRECTION_WEIGHT: [f32; 3] = [1.0, 0.8, 0.6];
/// Weight of a translation.
const TRANSLATION_WEIGHT: f32 = 0.6;
/// Score of a word that begins as asked; prefixes have no frequency of their own.
const PREFIX_SCORE: f32 = 2.0;

type Boxed = Box<dyn EngineQuery>;

/// A word that is not in the index, and what was looked for beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As typed, folded.
    pub typed: String,
    /// The likeliest word of the index.
    pub meant: String,
}

/// A scored term.
#[derive(Clone, Debug)]
struct Scored {
    term: String,
    exact: bool,
    weight: f32,
}

/// What came of a question.
pub(crate) struct Plan {
    /// Everything.
    pub(crate) query: Boxed,
    /// What a document found by meaning has to meet beside.
    pub(crate) filter: Option<Boxed>,
    /// The words of the question and their translations, for vectors.
    pub(crate) words: Vec<String>,
    /// Ranking terms, phrases and prefixes to be marked in texts.
    pub(crate) marks: Marks,
    /// Corrections.
    pub(crate) corrections: Vec<Correction>,
    /// Whether unknown words are corrected.
    corrects: bool,
}

/// What is marked in texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    /// Ranking terms of words in letters, and Chinese words.
    pub(crate) ranking: Vec<String>,
    /// Words as they are written, and Chinese characters in a row.
    pub(crate) exact: Vec<String>,
    /// Beginnings of words.
    pub(crate) prefixes: Vec<String>,
}

/// Makes plans for one reader.
pub(crate) struct Planner<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) statistics: &'a PublicStatistics<'a>,
    pub(crate) reader: &'a Reader,
    pub(crate) dictionary: &'a Dictionary,
    /// Every word is required.
    pub(crate) all_words: bool,
}

impl Planner<'_> {
    pub(crate) fn plan(&self, query: &Query) -> tantivy::Result<Plan> {
        let mut plan = Plan {
            query: Box::new(BooleanQuery::new(Vec::new())),
            filter: None,
            words: Vec::new(),
            marks: Marks::default(),
            corrections: Vec::new(),
            corrects: is_short(query),
        };
        let (mut required, mut excluded, mut filters): (Vec<Boxed>, Vec<Boxed>, Vec<Boxed>) = Default::default();
        let (mut wanted, mut each): (Vec<Boxed>, Vec<Boxed>) = Default::default();
        let mut scored: Vec<Scored> = Vec::new();
        let mut stop_words: Vec<Scored> = Vec::new();
        for clause in &query.clauses {
            match (clause.occur, &clause.any[..]) {
                (Occur::Wanted, [Item::Word(word)]) => {
                    let terms = self.terms(word, &mut plan, &mut stop_words)?;
                    plan.words.push(word.clone());
                    if self.all_words && !terms.is_empty() {
                        each.push(self.any(self.scored(terms.clone())));
                    }
                    scored.extend(terms);
                }
                (Occur::Excluded, items) => {
                    let mut unused = unmarked();
                    for item in items {
                        excluded.extend(self.item(item, &mut unused)?);
                    }
                }
                (Occur::Wanted | Occur::Required, items) => {
                    let is_filter = items.iter().all(|item| matches!(item, Item::Term { .. } | Item::Range { .. }));
                    let alternatives = self.alternatives(clause, &mut plan)?;
                    match (is_filter, clause.occur, self.all_words) {
                        (true, _, _) => filters.push(self.any(alternatives)),
                        (_, Occur::Wanted, false) => wanted.extend(alternatives),
                        _ => required.push(self.any(alternatives)),
                    }
                }
            }
        }
        if scored.is_empty() && wanted.is_empty() && required.is_empty() {
            scored = stop_words;
            plan.marks.exact.extend(scored.iter().map(|scored| scored.term.clone()));
        }
        scored.extend(self.translations(&mut plan));
        let scored = self.rarest(scored)?;
        wanted.extend(self.scored(scored));
        required.extend(each);
        let has_text = !(wanted.is_empty() && required.is_empty());
        let says_something = has_text || query.clauses.iter().all(|clause| clause.occur != Occur::Wanted);
        if !has_text {
            filters.push(self.visible());
        }
        plan.filter = self.filter(&required, &excluded, &filters);
        plan.query = if !says_something {
            Box::new(BooleanQuery::new(Vec::new()))
        } else if required.is_empty() && excluded.is_empty() && filters.is_empty() {
            self.any(wanted)
        } else {
            let mut parts: Vec<(Engine, Boxed)> = Vec::new();
            if !wanted.is_empty() {
                let occur = if required.is_empty() { Engine::Must } else { Engine::Should };
                parts.push((occur, self.any(wanted)));
            }
            parts.extend(required.into_iter().map(|part| (Engine::Must, part)));
            parts.extend(filters.into_iter().map(|part| (Engine::Must, silent(part))));
            parts.extend(excluded.into_iter().map(|part| (Engine::MustNot, part)));
            Box::new(BooleanQuery::new(parts))
        };
        Ok(plan)
    }

    /// What documents that are found in other ways have to meet.
    fn filter(&self, required: &[Boxed], excluded: &[Boxed], filters: &[Boxed]) -> Option<Boxed> {
        if required.is_empty() && excluded.is_empty() && filters.is_empty() {
            return None;
        }
        let must = required.iter().chain(filters).map(|part| (Engine::Must, part.box_clone()));
        let not = excluded.iter().map(|part| (Engine::MustNot, part.box_clone()));
        Some(Box::new(BooleanQuery::new(must.chain(not).chain([(Engine::Must, self.visible())]).collect())))
    }

    /// Terms of a word of the question.
    fn terms(&self, word: &str, plan: &mut Plan, stop_words: &mut Vec<Scored>) -> tantivy::Result<Vec<Scored>> {
        let mut runs = Vec::new();
        units(word, |unit, _| runs.push(unit));
        let mut terms = Vec::new();
        for run in runs {
            match run {
                Unit::Word(word) => match ranking_word(&word) {
                    None => stop_words.push(Scored { term: word, exact: true, weight: 1.0 }),
                    Some(term) => {
                        let tiers = self.reader.open_tiers();
                        if open_frequency(self.searcher, self.fields, tiers, &term)? == 0 {
                            terms.extend(self.corrected(&word, plan)?);
                        }
                        plan.marks.ranking.push(term.clone());
                        terms.push(Scored { term, exact: false, weight: 1.0 });
                    }
                },
                Unit::Chinese(run) if run.chars().nth(1).is_none() => {
                    plan.marks.exact.push(run.clone());
                    terms.push(Scored { term: run, exact: true, weight: 1.0 });
                }
                Unit::Chinese(run) => ranking_chinese(&run, |term| {
                    plan.marks.ranking.push(term.to_owned());
                    terms.push(Scored { term: term.to_owned(), exact: false, weight: 1.0 });
                }),
            }
        }
        Ok(terms)
    }

    /// What an unknown word may be meant for.
    fn corrected(&self, word: &str, plan: &mut Plan) -> tantivy::Result<Vec<Scored>> {
        let distance = tolerance(word);
        if distance == 0 || !plan.corrects || word.chars().any(|c| c.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let similar = similar_words(self.searcher, self.fields, self.reader.open_tiers(), word, distance, CORRECTIONS)?;
        let nearest = similar.first().map_or(0, |best| best.distance);
        let mut terms: Vec<Scored> = Vec::new();
        for candidate in similar.into_iter().filter(|candidate| candidate.distance == nearest) {
            let Some(term) = ranking_word(&candidate.word) else { continue };
            if terms.is_empty() {
                plan.corrections.push(Correction { typed: word.to_owned(), meant: candidate.word });
            }
            if terms.iter().all(|other| other.term != term) {
                plan.marks.ranking.push(term.clone());
                terms.push(Scored { term, exact: false, weight: CORRECTION_WEIGHT[usize::from(nearest.min(2))] });
            }
        }
        Ok(terms)
    }

    /// Terms of the other language for what the question says.
    fn translations(&self, plan: &mut Plan) -> Vec<Scored> {
        let (written, terms) = self.dictionary.translations(&plan.words);
        plan.marks.ranking.extend(terms.iter().cloned());
        plan.words.extend(written);
        terms.into_iter().map(|term| Scored { term, exact: false, weight: TRANSLATION_WEIGHT }).collect()
    }

    /// One entry a term, and the rarest terms where there are too many.
    fn rarest(&self, scored: Vec<Scored>) -> tantivy::Result<Vec<Scored>> {
        let mut joined: Vec<Scored> = Vec::new();
        let mut places: rustc_hash::FxHashMap<(String, bool), usize> = Default::default();
        for scored in scored {
            match places.get(&(scored.term.clone(), scored.exact)) {
                Some(&place) => joined[place].weight += scored.weight,
                None => {
                    places.insert((scored.term.clone(), scored.exact), joined.len());
                    joined.push(scored);
                }
            }
        }
        for scored in &mut joined {
            scored.weight = (K3 + 1.0) * scored.weight / (K3 + scored.weight);
        }
        if joined.len() > MOST_TERMS {
            let documents = self.statistics.documents() as f32;
            let mut weighted = Vec::with_capacity(joined.len());
            for scored in joined {
                let term = self.term(Tier::Public, &scored);
                let frequency = self.statistics.doc_freq(&term)? as f32;
                // What nobody has finds nothing.
                let weight = if frequency == 0.0 { 0.0 } else { scored.weight * (1.0 + documents / frequency).ln() };
                weighted.push((weight, scored));
            }
            weighted.sort_by(|a, b| b.0.total_cmp(&a.0));
            weighted.truncate(MOST_TERMS);
            joined = weighted.into_iter().map(|(_, scored)| scored).collect();
        }
        Ok(joined)
    }

    fn term(&self, tier: Tier, scored: &Scored) -> Term {
        let fields = self.fields.tier(tier);
        Term::from_field_text(if scored.exact { fields.exact } else { fields.ranking }, &scored.term)
    }

    /// Queries of scored terms: flat over the open tiers, so that the engine can skip what cannot reach the best.
    fn scored(&self, scored: Vec<Scored>) -> Vec<Boxed> {
        let query = |tier: Tier, scored: &Scored| {
            let term: Boxed = Box::new(TermQuery::new(self.term(tier, scored), IndexRecordOption::WithFreqs));
            if scored.weight == 1.0 { term } else { Box::new(BoostQuery::new(term, scored.weight)) as Boxed }
        };
        let open = self.reader.open_tiers().iter();
        let mut queries: Vec<Boxed> =
            open.flat_map(|&tier| scored.iter().map(move |scored| query(tier, scored))).collect();
        if self.reader.tiers().contains(&Tier::Restricted) && !scored.is_empty() {
            let inside = scored.iter().map(|scored| query(Tier::Restricted, scored)).collect();
            queries.push(self.own(self.any(inside)));
        }
        queries
    }

    /// All queries that an alternative of a clause stands for.
    fn alternatives(&self, clause: &Clause, plan: &mut Plan) -> tantivy::Result<Vec<Boxed>> {
        let mut alternatives = Vec::new();
        for item in &clause.any {
            alternatives.extend(self.item(item, plan)?);
        }
        Ok(alternatives)
    }

    fn item(&self, item: &Item, plan: &mut Plan) -> tantivy::Result<Vec<Boxed>> {
        Ok(match item {
            Item::Word(word) => {
                plan.words.push(word.clone());
                let mut stop_words = Vec::new();
                let terms = self.terms(word, plan, &mut stop_words)?;
                self.scored(if terms.is_empty() { stop_words } else { terms })
            }
            Item::Phrase(words) => {
                plan.words.push(words.clone());
                self.phrase(exact_terms(words), &mut plan.marks)
            }
            Item::Prefix(stem) => self.prefix(stem, plan),
            Item::Fuzzy(word) => self.fuzzy(word, plan)?,
            Item::Term { field, term } if field == crate::schema::KIND => {
                vec![Box::new(TermQuery::new(Term::from_field_text(self.fields.kind, term), IndexRecordOption::Basic))]
            }
            Item::Term { field, term } => self.in_tiers(|tier| {
                let key = Term::from_field_text(self.fields.tier(tier).facets, &facet_key(field, term));
                Box::new(TermQuery::new(key, IndexRecordOption::Basic))
            }),
            Item::Range { field, least, greatest } => self.in_tiers(|tier| {
                let end = |value: f64| {
                    let mut term = Term::from_field_json_path(self.fields.tier(tier).numbers, field, false);
                    term.append_type_and_fast_value(value.clamp(f64::MIN, f64::MAX));
                    Bound::Included(term)
                };
                Box::new(RangeQuery::new(end(*least), end(*greatest)))
            }),
        })
    }

    fn phrase(&self, mut terms: Vec<String>, marks: &mut Marks) -> Vec<Boxed> {
        terms.truncate(MOST_TERMS);
        marks.exact.extend(terms.iter().cloned());
        if terms.is_empty() {
            return Vec::new();
        }
        self.in_tiers(|tier| {
            let term = |word: &String| Term::from_field_text(self.fields.tier(tier).exact, word);
            match &terms[..] {
                [only] => Box::new(TermQuery::new(term(only), IndexRecordOption::WithFreqs)),
                several => Box::new(PhraseQuery::new(several.iter().map(term).collect())),
            }
        })
    }

    fn prefix(&self, stem: &str, plan: &mut Plan) -> Vec<Boxed> {
        let mut runs = Vec::new();
        units(stem, |unit, _| runs.push(unit));
        match runs.pop() {
            None => Vec::new(),
            // Chinese has no spaces: what begins so contains it.
            Some(Unit::Chinese(run)) => self.phrase(exact_terms(&run), &mut plan.marks),
            Some(Unit::Word(word)) => {
                plan.marks.prefixes.push(word.clone());
                self.in_tiers(|tier| {
                    let term = Term::from_field_text(self.fields.tier(tier).exact, &word);
                    let prefix = Box::new(FuzzyTermQuery::new_prefix(term, 0, false));
                    Box::new(ConstScoreQuery::new(prefix, PREFIX_SCORE))
                })
            }
        }
    }

    fn fuzzy(&self, word: &str, plan: &mut Plan) -> tantivy::Result<Vec<Boxed>> {
        let mut runs = Vec::new();
        units(word, |unit, _| runs.push(unit));
        let [Unit::Word(word)] = &runs[..] else {
            return self.item(&Item::Word(word.to_owned()), plan);
        };
        let distance = tolerance(word).max(1);
        let open = self.reader.open_tiers();
        let similar = similar_words(self.searcher, self.fields, open, word, distance, FUZZY_WORDS)?;
        let mut scored = vec![Scored { term: word.clone(), exact: true, weight: 1.0 }];
        scored.extend(similar.into_iter().map(|similar| Scored {
            term: similar.word,
            exact: true,
            weight: CORRECTION_WEIGHT[usize::from(similar.distance.min(2))],
        }));
        plan.marks.exact.extend(scored.iter().map(|scored| scored.term.clone()));
        // In the restricted tier no list of words is made, which would tell of the words of others.
        let outside = Reader { level: self.reader.level, tags: Vec::new() };
        let mut queries = Planner { reader: &outside, ..*self }.scored(scored);
        if self.reader.tiers().contains(&Tier::Restricted) {
            let term = Term::from_field_text(self.fields.tier(Tier::Restricted).exact, word);
            let like = Box::new(FuzzyTermQuery::new(term, distance, true));
            queries.push(self.own(Box::new(ConstScoreQuery::new(like, PREFIX_SCORE))));
        }
        Ok(queries)
    }

    /// The same in every tier that the reader may look into.
    fn in_tiers(&self, query: impl Fn(Tier) -> Boxed) -> Vec<Boxed> {
        let inside = |&tier: &Tier| if tier == Tier::Restricted { self.own(query(tier)) } else { query(tier) };
        self.reader.tiers().iter().map(inside).collect()
    }

    /// Only of documents that the reader has a tag of.
    fn own(&self, query: Boxed) -> Boxed {
        let tags = self.reader.own_tags().iter().map(|tag| Term::from_field_text(self.fields.tags, tag));
        let tags = silent(Box::new(TermSetQuery::new(tags)));
        Box::new(BooleanQuery::new(vec![(Engine::Must, query), (Engine::Must, tags)]))
    }

    /// Everything that the reader may see.
    pub(crate) fn visible(&self) -> Boxed {
        let everyone = [PUBLIC, SIGNED_IN];
        let everyone = everyone.iter().take(self.reader.open_tiers().len()).copied();
        let tags = everyone.chain(self.reader.own_tags().iter().map(String::as_str));
        silent(Box::new(TermSetQuery::new(tags.map(|tag| Term::from_field_text(self.fields.tags, tag)))))
    }

    fn any(&self, mut queries: Vec<Boxed>) -> Boxed {
        if queries.len() == 1 {
            return queries.remove(0);
        }
        Box::new(BooleanQuery::union(queries))
    }
}

/// Met, but without a score.
fn silent(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// Whether a question has so few words that unknown ones are corrected; several may be written together.
fn is_short(query: &Query) -> bool {
    let mut words = 0;
    for item in query.clauses.iter().flat_map(|clause| &clause.any) {
        if let Item::Word(word) | Item::Fuzzy(word) = item {
            units(word, |_, _| words += 1);
        }
    }
    words <= CORRECTED_QUESTION
}

/// Takes up what must not be marked.
fn unmarked() -> Plan {
    Plan {
        query: Box::new(BooleanQuery::new(Vec::new())),
        filter: None,
        words: Vec::new(),
        marks: Marks::default(),
        corrections: Vec::new(),
        corrects: false,
    }
}
