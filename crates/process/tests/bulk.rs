//! Files of many records, applied, on both databases.
#![allow(clippy::unwrap_used)]

use jiff::Timestamp;
use process::{Belonging, Lifecycle, LifecycleError, Outcome};
use registry::bulk::Format;
use registry::{Actor, Registry, RegistryError};
use sea_orm::{EntityTrait, PaginatorTrait};
use store::schema::{record, version};
use store::testing::databases;

fn anna() -> Actor {
    Actor::party("anna", "2026-11-25T02:00:00Z".parse::<Timestamp>().unwrap())
}

fn hers() -> Belonging {
    Belonging { owner: "anna".into(), anonymous: false }
}

fn lifecycle(store: &store::Store) -> Lifecycle {
    Lifecycle::new(Registry::new(store.clone(), None).unwrap(), None).unwrap()
}

async fn apply(lifecycle: &Lifecycle, actor: &Actor, file: &str) -> Vec<Option<Outcome>> {
    let plan = lifecycle.plan(actor, "offer", file.as_bytes(), "file.csv").await.unwrap();
    let new = Belonging { owner: actor.name().to_owned(), anonymous: false };
    let all = lifecycle.apply(actor, &plan, &new, |_| {}).await.unwrap();
    all.into_iter().map(|done| done.outcome.ok().map(|(what, _)| what)).collect()
}

#[tokio::test]
async fn a_file_that_is_applied_twice_changes_nothing() {
    for fresh in databases().await {
        let lifecycle = lifecycle(&fresh.store);
        let file = "name.zh,readiness,price\n灵巧手,6,300\n电解质膜,4,\n灵巧手,6,300\n坏行,很高,\n";
        let (begun, before) = (Some(Outcome::Begun), Some(Outcome::Before));
        // Two rows that say the same are two records; a row that cannot be read stops nothing.
        assert_eq!(apply(&lifecycle, &anna(), file).await, [begun, begun, begun], "{}", fresh.name);
        assert_eq!(apply(&lifecycle, &anna(), file).await, [before, before, before]);
        // The row that was wrong is corrected: only that one is new.
        let corrected = file.replace("很高", "3");
        assert_eq!(apply(&lifecycle, &anna(), &corrected).await, [before, before, before, begun]);
        let records = record::Entity::find().all(fresh.store.read()).await.unwrap();
        assert_eq!(records.len(), 4);
        assert!(records.iter().all(|record| record.state == "draft" && record.owner == "anna"));
        // In other hands the same file makes other records.
        let eva = Actor::party("eva", anna().now);
        assert_eq!(apply(&lifecycle, &eva, file).await, [begun, begun, begun]);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn what_was_taken_out_comes_back_changed() {
    for fresh in databases().await {
        let lifecycle = lifecycle(&fresh.store);
        apply(&lifecycle, &anna(), "name.zh,readiness\n灵巧手,6\n电解质膜,4\n").await;
        let rows = lifecycle.registry().own_rows(&anna(), "offer").await.unwrap();
        let definitions = lifecycle.registry().definitions();
        let kind = definitions.kind("offer").unwrap();
        let bytes = registry::bulk::write(kind, &definitions, rows.clone(), Format::Jsonl, true).unwrap();
        let text = String::from_utf8(bytes).unwrap().replace("电解质膜", "硫化物电解质膜");
        let plan = lifecycle.plan(&anna(), "offer", text.as_bytes(), "file").await.unwrap();
        assert_eq!((plan.counts.revise, plan.counts.unchanged), (1, 1), "{}", fresh.name);
        // Others may not change it: to them there is no such record.
        let eva = Actor::party("eva", anna().now);
        let others = lifecycle.plan(&eva, "offer", text.as_bytes(), "file").await.unwrap();
        assert_eq!(others.counts.refuse, 2);
        // The same plan twice, as where the answer to the first was lost.
        for outcome in [Outcome::Changed, Outcome::Before] {
            let all = lifecycle.apply(&anna(), &plan, &hers(), |_| {}).await.unwrap();
            assert_eq!(all.iter().map(|done| done.outcome.as_ref().unwrap().0).collect::<Vec<_>>(), [outcome]);
        }
        assert_eq!(version::Entity::find().count(fresh.store.read()).await.unwrap(), 3);
        // Whoever changes the record in between makes that row fail, and no other.
        let text = text.replace("硫化物电解质膜", "氧化物电解质膜").replace("灵巧手", "仿生灵巧手");
        let plan = lifecycle.plan(&anna(), "offer", text.as_bytes(), "file").await.unwrap();
        let (id, content) = &rows[0];
        let mut content = content.clone();
        content.insert("readiness".into(), 8.into());
        lifecycle.edit(&anna(), "by-hand", id, 1, &content, "").await.unwrap();
        let all = lifecycle.apply(&anna(), &plan, &hers(), |_| {}).await.unwrap();
        assert!(matches!(&all[0].outcome, Err(LifecycleError::Registry(RegistryError::Changed { .. }))));
        assert!(all[1].outcome.is_ok());
        // In the name of someone else nothing happens at all.
        let other = Belonging { owner: "eva".into(), anonymous: false };
        assert!(lifecycle.apply(&anna(), &plan, &other, |_| {}).await.is_err());
        fresh.remove().await;
    }
}
