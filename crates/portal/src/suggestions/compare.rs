//! All needs with all offers, and the short lists that come of it.

use super::Progress;
use super::hall::Vectored;
use crate::pages::candidates::matcher;
use conversations::{Pair, Part};
use matching::{Batch, Shortlist, Side};
use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

/// Cosine of the texts below which nothing is suggested, whatever else fits; below it, searching finds nothing either.
const LEAST_COSINE: f32 = 0.15;

/// What a run has found.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    /// Who is suggested to whom.
    pub(super) pairs: Vec<Pair>,
    /// Who took part.
    pub(super) parts: Vec<Part>,
}

/// Compares each need with the offers next to it by text, and puts together so that no need and no offer gets too many. `going_on` says in how many
/// conversations the offers are, by id; `answered` are pairs of need and offer that somebody has said something of: they are left out.
/// None where the run was stopped.
pub(super) fn compare(
    market: &Vectored,
    going_on: &BTreeMap<String, u32>,
    answered: &[(String, String)],
    progress: &Progress,
) -> Option<Found> {
    let (needs, offers) = (&market.needs, &market.offers);
    let left_out = positions(&needs.ids, &offers.ids, answered);
    let mut kept: Vec<Vec<matching::Found>> = Vec::with_capacity(needs.ids.len());
    Batch::default().run(
        matcher(),
        market.market(needs),
        market.market(offers),
        |need, found| {
            if progress.is_stopped() {
                return ControlFlow::Break(());
            }
            let is_open = |found: &&matching::Found| {
                found.relevance >= LEAST_COSINE && !left_out.contains(&(need as u32, found.offer))
            };
            kept.push(found.iter().filter(is_open).copied().collect());
            ControlFlow::Continue(())
        },
        |done, all| progress.note(done, all),
    );
    if progress.is_stopped() {
        return None;
    }
    let shortlist = Shortlist::default();
    let quota = |(id, profile): (&String, &matching::Prepared)| {
        shortlist.quota(profile.profile().capacity, going_on.get(id).copied().unwrap_or_default())
    };
    let quotas: Vec<u32> = offers.ids.iter().zip(&offers.profiles).map(quota).collect();
    let lists = shortlist.of_batch(&kept, &quotas);
    let mut pairs = Vec::new();
    let mut given = vec![0u32; offers.ids.len()];
    for (need, list) in needs.ids.iter().zip(&lists) {
        for (place, found) in (1u32..).zip(list) {
            given[found.offer as usize] += 1;
            pairs.push(Pair {
                need: need.clone(),
                offer: offers.ids[found.offer as usize].clone(),
                place,
                standing: found.outcome.standing,
                certainty: found.outcome.certainty,
            });
        }
    }
    let part = |record: &String, side, most, given| Part { record: record.clone(), side, most, given };
    let of_needs = needs.ids.iter().zip(&lists);
    let of_needs = of_needs.map(|(id, list)| part(id, Side::Need, shortlist.length as u32, list.len() as u32));
    let of_offers = offers.ids.iter().zip(quotas.iter().zip(&given));
    let of_offers = of_offers.map(|(id, (most, given))| part(id, Side::Offer, *most, *given));
    let parts = of_needs.chain(of_offers).collect();
    Some(Found { pairs, parts })
}

/// Positions of pairs of which both take part.
fn positions(needs: &[String], offers: &[String], pairs: &[(String, String)]) -> HashSet<(u32, u32)> {
    let numbered = |ids: &[String]| -> BTreeMap<String, u32> { ids.iter().cloned().zip(0u32..).collect() };
    if pairs.is_empty() {
        return HashSet::new();
    }
    let (needs, offers) = (numbered(needs), numbered(offers));
    pairs.iter().filter_map(|(need, offer)| Some((*needs.get(need)?, *offers.get(offer)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::hall::Hall;
    use super::*;
    use registry::changes::Published;
    use registry::definition::Definitions;
    use serde_json::{Value, json};

    fn record(kind: &str, id: &str, owner: &str, title: &str) -> Published {
        let content: Value = json!({"name": {"zh": "", "en": title}});
        Published {
            id: id.into(),
            kind: kind.into(),
            owner: owner.into(),
            published_at: 0,
            terms: Vec::new(),
            signed_in: content.as_object().expect("an object").clone(),
            public: content.as_object().expect("an object").clone(),
        }
    }

    /// Eleven needs and two offers about seals, and one of each of the same party about something else.
    fn found(going_on: &[(&str, u32)], answered: &[(&str, &str)], progress: &Progress) -> Option<Found> {
        let definitions = Definitions::embedded().expect("the definitions that come with the program are in order");
        let mut hall = Hall::new(search::Dictionary::default());
        let mut records = vec![
            record("offer", "seal-a", "lab", "dry gas seals"),
            record("offer", "seal-b", "works", "dry gas seals"),
            record("offer", "hand-a", "firm", "dexterous robot hands"),
            record("need", "hand-b", "firm", "dexterous robot hands"),
        ];
        records.extend((0..11).map(|number| record("need", &format!("need-{number}"), "firm", "dry gas seals")));
        hall.add(&definitions, &records);
        let market = hall.with_vectors(None).expect("nothing is read");
        let going_on = going_on.iter().map(|(id, count)| ((*id).to_owned(), *count)).collect();
        let answered: Vec<(String, String)> =
            answered.iter().map(|(need, offer)| ((*need).to_owned(), (*offer).to_owned())).collect();
        compare(&market, &going_on, &answered, progress)
    }

    fn given(found: &Found, offer: &str) -> usize {
        found.pairs.iter().filter(|pair| pair.offer == offer).count()
    }

    #[test]
    fn nobody_gets_more_than_they_can_talk_to() {
        let progress = Progress::default();
        let all = found(&[("seal-b", 2)], &[], &progress).expect("it was not stopped");
        assert_eq!((given(&all, "seal-a"), given(&all, "seal-b")), (9, 3), "three for each free conversation");
        assert!(all.pairs.iter().all(|pair| pair.need != "hand-b"), "nobody is matched with themselves");
        for part in &all.parts {
            assert!(part.given <= part.most, "{part:?}");
            let pairs = all.pairs.iter().filter(|pair| pair.need == part.record || pair.offer == part.record).count();
            assert_eq!(pairs, part.given as usize, "{part:?}");
        }
        assert_eq!(all.parts.len(), 15);
        let busy = found(&[("seal-a", 3), ("seal-b", 7)], &[], &progress).expect("it was not stopped");
        assert_eq!(busy.pairs, [], "both are in enough conversations");
    }

    #[test]
    fn what_was_answered_is_left_out_and_a_stop_ends_it() {
        let progress = Progress::default();
        let answered = [("need-0", "seal-a"), ("need-0", "seal-b"), ("gone", "seal-a")];
        let all = found(&[], &answered, &progress).expect("it was not stopped");
        assert!(all.pairs.iter().all(|pair| pair.need != "need-0"));
        assert_eq!(given(&all, "seal-a") + given(&all, "seal-b"), 18);
        progress.is_stopped.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(found(&[], &[], &progress), None);
    }
}
