//! Facts, ties, and what is one party, on both databases.
#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use proptest::prelude::*;
use registry::content::{Content, Wrong};
use registry::facts::{Confidence, NewFact, Period};
use registry::hall::Wanted;
use registry::identity::groups;
use registry::ties::{NewTie, TieKind};
use registry::{Actor, Draft, Registry, RegistryError, Role, expect};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::schema::{facet, fact, party, proposal, record, version};
use store::testing::databases;

fn at(second: i64) -> jiff::Timestamp {
    "2026-11-25T08:00:00Z".parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_secs(second)
}

fn anna() -> Actor {
    Actor::party("anna", at(0))
}

fn curator() -> Actor {
    Actor::party("carl", at(0)).with_role(Role::Curator)
}

fn content(value: Value) -> Content {
    value.as_object().unwrap().clone()
}

fn enterprise(name: &str) -> Content {
    content(json!({
        "name": {"zh": name}, "summary": {"zh": "从事量子测控。"}, "region": "440300", "tracks": ["robots"],
    }))
}

async fn create(registry: &Registry, owner: &str, kind: &str, content: Content, public: bool) -> String {
    let actor = Actor::party(owner, at(0));
    let transaction = registry.store().write().await.unwrap();
    let draft = Draft { kind: kind.into(), owner: owner.into(), anonymous: false, content };
    let (record, _) = registry.create(&transaction, &actor, draft, "draft").await.unwrap();
    let record = expect(&transaction, &record.id, None).await.unwrap();
    if public {
        registry.publish(&transaction, &actor, record.clone()).await.unwrap();
    }
    transaction.commit().await.unwrap();
    record.id
}

fn revenue(value: f64, year: i16, confidence: Confidence) -> NewFact {
    NewFact {
        name: "revenue".into(),
        value,
        period: Period::Year(year),
        source: "annual report".into(),
        confidence,
        proof: None,
        observed_at: at(0),
    }
}

#[tokio::test]
async fn a_fact_is_known_for_exactly_its_period_and_none_is_overwritten() {
    for fresh in databases().await {
        let registry = Registry::new(fresh.store.clone(), None).unwrap();
        let id = create(&registry, "anna", "enterprise", enterprise("深圳明曜科技有限公司"), true).await;
        let first = registry.add_fact(&anna(), &id, revenue(1e9, 2025, Confidence::Declared)).await.unwrap();
        let known = async |year| registry.fact(&anna(), &id, "revenue", Period::Year(year)).await.unwrap();
        assert!(known(2024).await.is_none(), "neither zero nor another year");
        assert_eq!(known(2025).await.unwrap().0.fact.id, first.id);

        // Another source, more and less to be trusted; the newest of the best counts, the others are told.
        let audited = registry.add_fact(&curator(), &id, revenue(9e8, 2025, Confidence::Audited)).await.unwrap();
        registry.add_fact(&anna(), &id, revenue(2e9, 2025, Confidence::Estimated)).await.unwrap();
        let newer = NewFact { observed_at: at(60), ..revenue(9.5e8, 2025, Confidence::Audited) };
        let newer = registry.add_fact(&curator(), &id, newer).await.unwrap();
        let (chosen, others) = known(2025).await.unwrap();
        assert_eq!((chosen.fact.id.as_str(), chosen.disputed, others.len()), (newer.id.as_str(), true, 3));

        // A correction stands beside what it corrects.
        let fixed = registry.correct_fact(&curator(), &newer.id, revenue(9.1e8, 2025, Confidence::Audited)).await;
        let fixed = fixed.unwrap();
        assert_eq!(fixed.supersedes.as_deref(), Some(newer.id.as_str()));
        assert_eq!(fact::Entity::find().all(fresh.store.read()).await.unwrap().len(), 5);
        let all = registry.facts(&anna(), &id).await.unwrap();
        assert!(all.iter().any(|figure| figure.fact.id == newer.id && figure.corrected && !figure.chosen));
        let again = registry.correct_fact(&curator(), &newer.id, revenue(1.0, 2025, Confidence::Audited)).await;
        assert!(matches!(again, Err(RegistryError::Forbidden(_))), "a fact is corrected once");
        let own = registry.correct_fact(&anna(), &audited.id, revenue(1.0, 2025, Confidence::Declared)).await;
        assert!(matches!(own, Err(RegistryError::Forbidden(_))), "what was audited is not the owner's to correct");

        // Who may not, and who does not see.
        let refused = registry.add_fact(&anna(), &id, revenue(1.0, 2025, Confidence::Official)).await;
        assert!(matches!(refused, Err(RegistryError::Forbidden(_))));
        let eva = Actor::party("eva", at(0));
        let refused = registry.add_fact(&eva, &id, revenue(1.0, 2025, Confidence::Estimated)).await;
        assert!(matches!(refused, Err(RegistryError::NotFound { .. })));
        assert!(registry.facts(&eva, &id).await.unwrap().is_empty(), "revenue is told by agreement");
        registry.grant(&anna(), &id, "eva", Some(registry::definition::Disclosure::Agreement)).await.unwrap();
        assert_eq!(registry.facts(&eva, &id).await.unwrap().len(), 5);

        // What a definition does not allow.
        for (new, path, what) in [
            (revenue(-1.0, 2025, Confidence::Declared), "value", Wrong::TooSmall { least: "0".into() }),
            (revenue(0.5, 2025, Confidence::Declared), "value", Wrong::Decimals { most: 0 }),
            (revenue(1.0, 2027, Confidence::Declared), "period", Wrong::TooLarge { most: "2026".into() }),
            (
                NewFact { period: Period::Day(date(2025, 1, 1)), ..revenue(1.0, 2025, Confidence::Declared) },
                "period",
                Wrong::Type { expected: "year" },
            ),
            (NewFact { source: " ".into(), ..revenue(1.0, 2025, Confidence::Declared) }, "source", Wrong::Missing),
        ] {
            match registry.add_fact(&anna(), &id, new).await {
                Err(RegistryError::Content(problems)) => {
                    assert_eq!((problems[0].path.as_str(), &problems[0].what), (path, &what));
                }
                other => panic!("{}: {other:?}", fresh.name),
            }
        }
        fresh.remove().await;
    }
}

fn tie(kind: TieKind, from: &str, to: &str, share: Option<f64>) -> NewTie {
    NewTie {
        kind,
        from: from.into(),
        to: to.into(),
        share,
        since: date(2020, 1, 1),
        until: None,
        source: "register".into(),
        confidence: Confidence::Official,
    }
}

#[tokio::test]
async fn ties_lead_over_thirds_and_circles_end() {
    for fresh in databases().await {
        let registry = Registry::new(fresh.store.clone(), None).unwrap();
        let mut ids = Vec::new();
        for name in ["a", "b", "c", "d", "e"] {
            ids.push(create(&registry, "anna", "enterprise", enterprise(name), true).await);
        }
        let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|place: usize| ids[place].as_str());
        let carl = curator();
        registry.add_tie(&carl, tie(TieKind::Controls, a, b, Some(60.0))).await.unwrap();
        registry.add_tie(&carl, tie(TieKind::Controls, b, c, None)).await.unwrap();
        registry.add_tie(&carl, tie(TieKind::Controls, c, a, Some(51.0))).await.unwrap();
        let minority = registry.add_tie(&carl, tie(TieKind::Controls, c, d, Some(20.0))).await.unwrap();
        let ended = NewTie { until: Some(date(2021, 1, 1)), ..tie(TieKind::Cooperates, a, e, None) };
        registry.add_tie(&carl, ended).await.unwrap();
        let today = date(2026, 11, 25);
        let group = registry.controlled_group(b, today).await.unwrap();
        assert_eq!(group, BTreeSet::from([a, b, c].map(str::to_owned)), "{}", fresh.name);
        let lengths = async |x: &str, y: &str, day| -> Vec<usize> {
            registry.related(x, y, day).await.unwrap().iter().map(Vec::len).collect()
        };
        assert_eq!(lengths(a, b, today).await, [1, 2]);
        assert_eq!(lengths(a, d, today).await, [2], "over c");
        assert_eq!(lengths(b, e, today).await, [0; 0]);
        assert_eq!(lengths(b, e, date(2020, 6, 1)).await, [2]);
        registry.retract_tie(&carl, &minority.id).await.unwrap();
        assert_eq!(lengths(a, d, today).await, [0; 0]);
        // What is one is one here too.
        let merged = registry.merge(&carl, d, a, "").await.unwrap();
        assert_eq!(lengths(d, b, today).await, [1, 2]);
        assert!(registry.controlled_group(b, today).await.unwrap().contains(d));
        registry.split(&carl, &merged.id).await.unwrap();
        assert!(!registry.controlled_group(b, today).await.unwrap().contains(d));

        // Owners declare; who represents whom is for those who work here.
        let declared = NewTie { confidence: Confidence::Declared, ..tie(TieKind::Cooperates, d, e, None) };
        registry.add_tie(&anna(), declared.clone()).await.unwrap();
        for (actor, new) in [(anna(), tie(TieKind::Cooperates, d, e, None)), (Actor::party("eva", at(0)), declared)] {
            assert!(matches!(registry.add_tie(&actor, new).await, Err(RegistryError::Forbidden(_))));
        }
        let person = party::Model {
            id: "0123".into(),
            kind: "organisation".into(),
            name_zh: "某单位".into(),
            name_en: String::new(),
            created_at: 0,
            merged_into: None,
            erased_at: None,
        };
        let transaction = fresh.store.write().await.unwrap();
        use sea_orm::{ActiveModelTrait, IntoActiveModel};
        person.into_active_model().reset_all().insert(&*transaction).await.unwrap();
        transaction.commit().await.unwrap();
        let represents = NewTie { confidence: Confidence::Declared, ..tie(TieKind::Represents, "0123", e, None) };
        assert!(registry.add_tie(&anna(), represents.clone()).await.is_err());
        registry.add_tie(&carl, represents).await.unwrap();
        assert_eq!(lengths("0123", e, today).await, [1]);
        assert!(registry.ties(&Actor::party("eva", at(0)), e).await.is_err());
        assert_eq!(registry.ties(&anna(), e).await.unwrap().len(), 3);
        fresh.remove().await;
    }
}

/// Everything that can be read, but for the histories and what they count.
async fn readable(registry: &Registry) -> BTreeMap<String, String> {
    let read = registry.store().read();
    let mut all = BTreeMap::new();
    let carl = curator();
    for row in record::Entity::find().all(read).await.unwrap() {
        let id = row.id.clone();
        let seen = registry.read(&carl, &id, None).await.unwrap();
        let open = registry.read(&Actor::visitor(at(0)), &id, None).await.map(|seen| seen.content).ok();
        let same = registry.same(&id).await.unwrap();
        let facts = registry.facts(&carl, &id).await.unwrap();
        let owners = registry.owners(&carl, &id).await.unwrap();
        let ties = registry.ties(&carl, &id).await.unwrap();
        let row = record::Model { revision: 0, hall_change: 0, ..row };
        let seen = (row, seen.content, seen.version, open);
        all.insert(id.clone(), format!("{seen:?} {same:?} {facts:?} {owners:?} {ties:?}"));
    }
    let mut facets: Vec<_> = facet::Entity::find().all(read).await.unwrap();
    facets.sort_by_key(|it| (it.record.clone(), it.facet.clone(), it.term.clone()));
    all.insert("facets".into(), format!("{facets:?}"));
    all.insert("versions".into(), format!("{:?}", version::Entity::find().all(read).await.unwrap().len()));
    let hall = registry.hall(&Wanted::default(), None, 10_000).await.unwrap();
    all.insert("hall".into(), format!("{hall:?}"));
    all.insert("terms".into(), format!("{:?}", registry.hall_terms(&Wanted::default()).await.unwrap()));
    let mut proposals = proposal::Entity::find().all(read).await.unwrap();
    proposals.sort_by_key(|it| (it.a.clone(), it.b.clone()));
    all.insert("proposals".into(), format!("{proposals:?}"));
    all
}

#[tokio::test]
async fn a_merged_record_leads_to_the_kept_one() {
    for fresh in databases().await {
        let registry = Registry::new(fresh.store.clone(), None).unwrap();
        let carl = curator();
        let a = create(&registry, "anna", "enterprise", enterprise("深圳明曜科技有限公司"), true).await;
        let b = create(&registry, "bert", "enterprise", enterprise("明曜科技"), true).await;
        let draft = create(&registry, "bert", "enterprise", enterprise("明曜"), false).await;
        let expert = content(json!({"name": {"zh": "王安娜"}, "summary": {"zh": "x"}, "region": "440300"}));
        let expert = create(&registry, "anna", "expert", expert, false).await;
        registry.add_fact(&Actor::party("bert", at(0)), &b, revenue(7.0, 2025, Confidence::Declared)).await.unwrap();
        for (actor, keep, other) in [
            (&anna(), &a, &b),
            (&Actor::party("olga", at(0)).with_role(Role::Auditor), &a, &b),
            (&carl, &a, &a),
            (&carl, &a, &expert),
            (&carl, &draft, &b),
        ] {
            let refused = registry.merge(actor, keep, other, "").await;
            assert!(matches!(refused, Err(RegistryError::Forbidden(_))), "{}: {refused:?}", fresh.name);
        }
        let before = readable(&registry).await;
        let operator = Actor::party("olga", at(5)).with_role(Role::Operator);
        let merged = registry.merge(&operator, &a, &b, "the same").await.unwrap();
        assert_eq!((registry.kept(&b).await.unwrap(), registry.kept(&a).await.unwrap()), (a.clone(), a.clone()));
        assert_eq!(registry.owners(&carl, &b).await.unwrap(), ["anna", "bert"]);
        let known = registry.fact(&carl, &a, "revenue", Period::Year(2025)).await.unwrap();
        assert_eq!(known.unwrap().0.fact.record, b, "its facts are seen under the kept one");
        let hall = registry.hall(&Wanted::default(), None, 10).await.unwrap();
        assert_eq!(hall.iter().map(|it| &it.id).collect::<Vec<_>>(), [&a]);
        assert_eq!(registry.hall_size(&Wanted::default()).await.unwrap(), 1);
        assert!(registry.hall_terms(&Wanted::default()).await.unwrap().iter().all(|it| it.publications == 1));
        // Facts said about the other are recorded with the kept one.
        let said = registry.add_fact(&carl, &b, revenue(8.0, 2024, Confidence::Audited)).await.unwrap();
        assert_eq!(said.record, a);
        let transaction = fresh.store.write().await.unwrap();
        fact::Entity::delete_by_id(said.id).exec(&*transaction).await.unwrap();
        transaction.commit().await.unwrap();
        assert!(registry.split(&anna(), &merged.id).await.is_err());
        registry.split(&operator, &merged.id).await.unwrap();
        assert!(registry.split(&operator, &merged.id).await.is_err(), "once");
        assert_eq!(readable(&registry).await, before);
        let history = registry.merges(&carl, 10).await.unwrap();
        assert_eq!((history.len(), history[0].split_by.as_deref()), (1, Some("olga")));
        fresh.remove().await;
    }
}

#[test]
fn merges_of_merges_are_split_in_any_order() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let pairs = proptest::collection::vec((0..7usize, 0..7usize), 1..8);
    let config = ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(pairs in pairs, order in any::<u64>())| {
        runtime.block_on(async {
            for fresh in databases().await {
                let registry = Registry::new(fresh.store.clone(), None).unwrap();
                let mut ids = Vec::new();
                for number in 0..7 {
                    let owner = if number % 2 == 0 { "anna" } else { "bert" };
                    let id = create(&registry, owner, "enterprise", enterprise(&format!("名{number}")), true).await;
                    let new = revenue(f64::from(number), 2020 + number as i16, Confidence::Official);
                    registry.add_fact(&curator(), &id, new).await.unwrap();
                    ids.push(id);
                }
                registry.add_tie(&curator(), tie(TieKind::Controls, &ids[0], &ids[1], None)).await.unwrap();
                let mut states = vec![readable(&registry).await];
                let mut merges = Vec::new();
                for (keep, other) in &pairs {
                    if let Ok(merged) = registry.merge(&curator(), &ids[*keep], &ids[*other], "").await {
                        merges.push(merged.id);
                        states.push(readable(&registry).await);
                    }
                }
                // Backwards, state by state; or in any order, to where it began.
                let mut left = merges.clone();
                if order % 2 == 0 {
                    while let Some(id) = left.pop() {
                        registry.split(&curator(), &id).await.unwrap();
                        assert_eq!(readable(&registry).await, states[left.len()]);
                    }
                } else {
                    while !left.is_empty() {
                        let id = left.remove(order as usize % left.len());
                        registry.split(&curator(), &id).await.unwrap();
                    }
                }
                assert_eq!(readable(&registry).await, states[0], "{}", fresh.name);
                fresh.remove().await;
            }
        });
    });
}

/// A simulated party as a record of its kind.
fn planted(party: &world::Party) -> (&'static str, Content) {
    let han = |name: &&String| name.chars().any(|letter| ('\u{4e00}'..'\u{9fff}').contains(&letter));
    let bilingual = |names: &[String]| {
        let mut both = serde_json::Map::new();
        if let Some(name) = names.iter().find(han) {
            both.insert("zh".into(), json!(name));
        }
        if let Some(name) = names.iter().find(|name| !han(name)) {
            both.insert("en".into(), json!(name));
        }
        Value::Object(both)
    };
    let person = party.kind == world::PartyKind::Person;
    let mut content = content(json!({
        "name": bilingual(&party.names), "summary": {"zh": "模拟主体。"},
        "region": party.region.clone().or(party.country.clone()).unwrap_or_else(|| "CN".into()), "tracks": ["robots"],
    }));
    for identifier in &party.identifiers {
        match identifier.scheme.as_str() {
            "uscc" => content.insert("credit_code".into(), json!(identifier.value)),
            "orcid" => content.insert("orcid".into(), json!(identifier.value)),
            "site" => content.insert(if person { "homepage" } else { "website" }.into(), json!(identifier.value)),
            _ => content.insert("contact".into(), json!({"name": "x", "email": identifier.value})),
        };
    }
    if person {
        content.insert("unit".into(), bilingual(&party.affiliations));
    }
    (if person { "expert" } else { "enterprise" }, content)
}

#[tokio::test]
async fn planted_duplicates_are_proposed_merged_and_split_again() {
    let options = world::PartyOptions { parties: 300, seed: 11, duplicates: 0.15, ..world::PartyOptions::default() };
    let parties: Vec<world::Party> = world::Parties::new(&options).iter().collect();
    for fresh in databases().await {
        let registry = Registry::new(fresh.store.clone(), None).unwrap();
        let carl = curator();
        let mut truth: BTreeMap<String, usize> = BTreeMap::new();
        for (place, party) in parties.iter().enumerate() {
            let (kind, content) = planted(party);
            let id = create(&registry, &format!("owner-{}", place % 5), kind, content, false).await;
            truth.insert(id, party.truth);
        }
        let kinds = ["enterprise", "expert"];
        let mut open = 0;
        for kind in kinds {
            open += registry.propose(kind, at(1)).await.unwrap();
            registry.propose(kind, at(1)).await.unwrap();
        }
        assert!(registry.propose("need", at(1)).await.is_err(), "a need is no party");
        let found = registry.candidates(&carl, 1_000).await.unwrap();
        assert_eq!(found.len(), open);
        assert!(registry.candidates(&anna(), 10).await.is_err());
        let right = found.iter().filter(|it| truth[&it.proposal.a] == truth[&it.proposal.b]).count();
        let planted = parties.iter().filter(|it| matches!(it.planted, world::Planted::Again { .. })).count();
        assert!(right * 100 >= found.len() * 90 && right * 100 >= planted * 60, "{right} of {open}, planted {planted}");

        let before = readable(&registry).await;
        let mut merges = Vec::new();
        for it in &found {
            let keep = if merges.len() % 2 == 0 { &it.proposal.a } else { &it.proposal.b };
            let decided = registry.decide(&carl, &it.proposal.b, &it.proposal.a, Some(keep), "").await.unwrap();
            merges.extend(decided.map(|merged| merged.id));
        }
        assert!(registry.candidates(&carl, 10).await.unwrap().is_empty());
        let pairs: Vec<_> = found
            .iter()
            .map(|it| registry::identity::Proposal {
                a: it.proposal.a.clone(),
                b: it.proposal.b.clone(),
                score: it.proposal.score,
                reasons: Vec::new(),
            })
            .collect();
        for group in groups(&pairs) {
            let kept: BTreeSet<String> = kept_of(&registry, &group).await.into_iter().collect();
            assert_eq!(kept.len(), 1, "{}: {group:?}", fresh.name);
        }
        for id in merges.iter().rev() {
            registry.split(&carl, id).await.unwrap();
        }
        assert_eq!(readable(&registry).await, before, "{}", fresh.name);

        // What was rejected is not proposed again.
        let first = registry.candidates(&carl, 1).await.unwrap().remove(0).proposal;
        assert!(registry.decide(&anna(), &first.a, &first.b, None, "").await.is_err());
        registry.decide(&carl, &first.a, &first.b, None, "two").await.unwrap();
        assert!(registry.decide(&carl, &first.a, &first.b, Some(&first.a), "").await.is_err(), "it is decided");
        registry.propose(&first.kind, at(9)).await.unwrap();
        let again = registry.candidates(&carl, 1_000).await.unwrap();
        assert!(again.iter().all(|it| (&it.proposal.a, &it.proposal.b) != (&first.a, &first.b)));
        fresh.remove().await;
    }
}

async fn kept_of(registry: &Registry, ids: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    for id in ids {
        kept.push(registry.kept(id).await.unwrap());
    }
    kept
}
