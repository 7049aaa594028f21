//! Asking: what is wanted, by whom, and what comes back.

use crate::collect::{Key, Tallied, Tally, key_of, score_of};
use crate::dictionary::Dictionary;
use crate::document::Reader;
use crate::error::IndexError;
use crate::fusion::{CANDIDATES, Candidate, fuse};
use crate::generation::{Generation, pieces_of};
use crate::highlight::{Highlight, Marker, highlights};
use crate::meaning::{self, Sight};
use crate::plan::{Correction, Planner};
use crate::query;
use crate::schema::ROW;
use crate::statistics::PublicStatistics;
use rustc_hash::FxHashSet;
use tantivy::collector::TopDocs;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocSet, Searcher};

/// Number of the last hit that may be asked for.
pub const DEEPEST: usize = 10_000;
/// Hits shown of each kind.
const OF_EACH_KIND: usize = 3;
/// Kinds that are grouped.
const MOST_KINDS: usize = 50;
/// Terms of facets that are counted, the most frequent ones.
const MOST_FACETS: usize = 2_000;

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first; any of the question's words is enough.
    #[default]
    Relevance,
    /// Newest first; all of the question's words are required, for any one of them would bring up much that is not meant.
    Newest,
}

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The question.
    pub query: &'a query::Query,
    /// Who asks.
    pub reader: &'a Reader,
    /// The order.
    pub sort: Sort,
    /// Hits to leave out from the start.
    pub offset: usize,
    /// Most hits; `offset + limit` is at most [`DEEPEST`].
    pub limit: usize,
    /// Whether to count, by kind and by facet, which takes a look at everything that matches.
    pub counts: bool,
    /// Whether documents are also found by meaning, where vectors were learned; only in the order of relevance.
    pub meaning: bool,
}

impl<'a> Request<'a> {
    /// The ten best hits by words and meaning, with counts.
    pub fn new(query: &'a query::Query, reader: &'a Reader) -> Self {
        Self { query, reader, sort: Sort::Relevance, offset: 0, limit: 10, counts: true, meaning: true }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The hits, in order.
    pub hits: Vec<Hit>,
    /// Counts, where they were asked for.
    pub counts: Option<Counts>,
    /// Words that nothing has, and what was looked for beside them.
    pub corrections: Vec<Correction>,
}

/// How much matches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Documents that match by their words.
    pub total: usize,
    /// By kind, the most frequent first.
    pub kinds: Vec<Group>,
    /// By facet and term: by the code of the facet, then the most frequent first.
    pub facets: Vec<FacetCount>,
}

/// Documents of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Code of the kind.
    pub kind: String,
    /// Documents.
    pub documents: usize,
    /// The first of them.
    pub best: Vec<Hit>,
}

/// Documents with one term of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCount {
    /// Code of the facet.
    pub field: String,
    /// Code of the term.
    pub term: String,
    /// Documents.
    pub documents: usize,
}

/// A document that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// Id.
    pub id: String,
    /// Code of the kind.
    pub kind: String,
    /// Greater is better; comparable within one answer only. 0 where the order is by time.
    pub score: f32,
    /// Titles and the best text that the reader may read.
    pub highlights: Vec<Highlight>,
}

pub(crate) fn find(
    generation: &Generation,
    dictionary: &Dictionary,
    request: &Request<'_>,
) -> Result<Found, IndexError> {
    if request.offset.saturating_add(request.limit) > DEEPEST {
        return Err(IndexError::TooDeep(DEEPEST));
    }
    let view = generation.view();
    let searcher = &view.searcher;
    let statistics = PublicStatistics::new(searcher, &generation.fields)?;
    let newest = request.sort == Sort::Newest;
    let planner = Planner {
        searcher,
        fields: &generation.fields,
        statistics: &statistics,
        reader: request.reader,
        dictionary,
        all_words: newest,
    };
    let plan = planner.plan(request.query)?;
    let by_meaning = view.sight.as_ref().filter(|_| request.meaning && !newest && request.limit > 0);
    let question = by_meaning.and_then(|sight| Some((sight, sight.question(&plan.words.join(" "))?)));
    let top = request.offset + request.limit;
    let top = if question.is_some() { top.max(CANDIDATES) } else { top };
    let mut tallied = if newest || request.counts {
        let of_each_kind = if request.counts { OF_EACH_KIND } else { 0 };
        let tally = Tally { top, of_each_kind, newest, tiers: request.reader.tiers().to_vec() };
        let scoring = if newest {
            EnableScoring::disabled_from_searcher(searcher)
        } else {
            EnableScoring::enabled_from_statistics_provider(&statistics, searcher)
        };
        searcher.search_with_executor(&plan.query, &tally, &tantivy::Executor::single_thread(), scoring)?
    } else if top == 0 {
        Tallied::default()
    } else {
        let best = TopDocs::with_limit(top).order_by_score();
        let best = searcher.search_with_statistics_provider(&plan.query, &best, &statistics)?;
        let best = best.into_iter().map(|(score, address)| (key_of(score), address)).collect();
        Tallied { best, ..Tallied::default() }
    };
    if let Some((sight, question)) = question {
        let near = sight.nearest(&question, CANDIDATES);
        let near = admitted(searcher, plan.filter.as_deref(), near)?;
        tallied.best = fused(searcher, sight, &question, &tallied.best, near)?;
    }
    let end = tallied.best.len().min(request.offset + request.limit);
    let page = tallied.best.get(request.offset..end).unwrap_or_default().to_vec();
    let show = Shown { generation, searcher, request, marker: Marker::new(plan.marks) };
    Ok(Found {
        hits: show.hits(&page)?,
        counts: if request.counts { Some(show.counts(tallied)?) } else { None },
        corrections: plan.corrections,
    })
}

/// Documents found by meaning that also meet what the question requires.
fn admitted(
    searcher: &Searcher,
    filter: Option<&dyn Query>,
    mut near: Vec<(f32, DocAddress)>,
) -> Result<Vec<(f32, DocAddress)>, IndexError> {
    let Some(filter) = filter else { return Ok(near) };
    let weight = filter.weight(EnableScoring::disabled_from_searcher(searcher))?;
    near.sort_by_key(|hit| hit.1);
    let mut admitted = Vec::new();
    for segment in near.chunk_by(|a, b| a.1.segment_ord == b.1.segment_ord) {
        let mut scorer = weight.scorer(searcher.segment_reader(segment[0].1.segment_ord), 1.0)?;
        for &(cosine, address) in segment {
            if scorer.doc() < address.doc_id {
                scorer.seek(address.doc_id);
            }
            if scorer.doc() == address.doc_id {
                admitted.push((cosine, address));
            }
        }
    }
    Ok(admitted)
}

/// The best by words and those near by meaning in one order; what is beyond the candidates follows as it was.
fn fused(
    searcher: &Searcher,
    sight: &Sight,
    question: &[f32],
    words: &[(Key, DocAddress)],
    near: Vec<(f32, DocAddress)>,
) -> Result<Vec<(Key, DocAddress)>, IndexError> {
    let (best, rest) = words.split_at(words.len().min(CANDIDATES));
    let code = meaning::code(question);
    let mut candidates = Vec::with_capacity(best.len() + near.len());
    for &(key, address) in best {
        let rows = searcher.segment_reader(address.segment_ord).fast_fields().u64(ROW)?;
        let meaning = rows.first(address.doc_id).map_or(0.0, |row| sight.cosine(&code, row));
        candidates.push(Candidate { address, words: score_of(key), meaning });
    }
    let found: FxHashSet<DocAddress> = words.iter().map(|hit| hit.1).collect();
    let fresh = near.into_iter().filter(|hit| !found.contains(&hit.1));
    candidates.extend(fresh.map(|(meaning, address)| Candidate { address, words: 0.0, meaning }));
    let fused = fuse(&candidates).into_iter().map(|(score, address)| (key_of(score), address));
    Ok(fused.chain(rest.iter().map(|&(_, address)| (0, address))).collect())
}

/// Turns addresses into hits.
struct Shown<'a> {
    generation: &'a Generation,
    searcher: &'a Searcher,
    request: &'a Request<'a>,
    marker: Marker,
}

impl Shown<'_> {
    fn hits(&self, found: &[(Key, DocAddress)]) -> Result<Vec<Hit>, IndexError> {
        found.iter().map(|&(key, address)| self.hit(key, address)).collect()
    }

    fn hit(&self, key: Key, address: DocAddress) -> Result<Hit, IndexError> {
        let stored = self.generation.stored(self.searcher, address)?;
        let (id, kind) = self.generation.id_and_kind(&stored);
        let pieces = pieces_of(&stored, &self.generation.fields, self.request.reader.tiers());
        let score = if self.request.sort == Sort::Newest { 0.0 } else { score_of(key) };
        Ok(Hit { id, kind, score, highlights: highlights(&pieces, &self.marker) })
    }

    fn counts(&self, tallied: Tallied) -> Result<Counts, IndexError> {
        let mut kinds: Vec<_> = tallied.kinds.into_iter().collect();
        kinds.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
        kinds.truncate(MOST_KINDS);
        let group = |(kind, (documents, best)): (String, (usize, Vec<_>))| {
            Ok(Group { kind, documents, best: self.hits(&best)? })
        };
        let mut facets: Vec<FacetCount> = tallied
            .facets
            .into_iter()
            .map(|((field, term), documents)| FacetCount { field, term, documents })
            .collect();
        facets.sort_by_key(|facet| std::cmp::Reverse(facet.documents));
        facets.truncate(MOST_FACETS);
        facets.sort_by(|a, b| {
            a.field.cmp(&b.field).then(b.documents.cmp(&a.documents)).then_with(|| a.term.cmp(&b.term))
        });
        Ok(Counts {
            total: tallied.total,
            kinds: kinds.into_iter().map(group).collect::<Result<_, IndexError>>()?,
            facets,
        })
    }
}
