//! The same on SQLite and PostgreSQL: schema, transactions, jobs, backups.
#![allow(clippy::unwrap_used)]

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::json;
use store::schema::{record, version};
use store::testing::databases;
use store::{Store, jobs, millis, new_id, sea_orm};

fn now() -> Timestamp {
    "2026-11-25T08:00:00Z".parse().unwrap()
}

fn some_record(number: i64) -> record::Model {
    record::Model {
        id: new_id(),
        kind: "offer".into(),
        owner: "anna".into(),
        anonymous: number % 2 == 0,
        state: "draft".into(),
        revision: number,
        version: 1,
        published_version: None,
        published_at: Some(millis(now()) + number),
        created_at: millis(now()),
        updated_at: millis(now()),
        hall_change: 0,
    }
}

async fn add(store: &Store, number: i64) {
    let transaction = store.write().await.unwrap();
    let row = some_record(number);
    let first = version::Model {
        record: row.id.clone(),
        number: 1,
        author: "anna".into(),
        created_at: millis(now()),
        note: "灵巧手 'quoted' \u{1f600}".into(),
        content: json!({"name": {"zh": "灵巧手"}, "price": 12.5, "list": [1, "5", null]}),
        salts: json!({}),
        commitments: None,
    };
    row.into_active_model().reset_all().insert(&*transaction).await.unwrap();
    first.into_active_model().reset_all().insert(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn rows_come_back_as_they_went_in_and_opening_again_changes_nothing() {
    for fresh in databases().await {
        add(&fresh.store, 3).await;
        let again = match &fresh.address {
            (address, Some(schema)) => Store::open_in(address, schema).await.unwrap(),
            (address, None) => Store::open(address).await.unwrap(),
        };
        let row = record::Entity::find().one(again.read()).await.unwrap().unwrap();
        assert_eq!((row.revision, row.anonymous, row.published_version), (3, false, None), "{}", fresh.name);
        let first = version::Entity::find_by_id((row.id, 1)).one(again.read()).await.unwrap().unwrap();
        assert_eq!(first.content, json!({"name": {"zh": "灵巧手"}, "price": 12.5, "list": [1, "5", null]}));
        assert_eq!(first.note, "灵巧手 'quoted' \u{1f600}");
        again.close().await.unwrap();
        fresh.remove().await;
    }
}

#[tokio::test]
async fn what_is_not_committed_is_undone_and_writers_take_turns() {
    for fresh in databases().await {
        let transaction = fresh.store.write().await.unwrap();
        some_record(1).into_active_model().reset_all().insert(&*transaction).await.unwrap();
        drop(transaction);
        let writers = (0..20).map(|number| {
            let store = fresh.store.clone();
            tokio::spawn(async move { add(&store, number).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        assert_eq!(record::Entity::find().count(fresh.store.read()).await.unwrap(), 20, "{}", fresh.name);
        // A version without its record is refused.
        let orphan = version::ActiveModel {
            record: Set("nobody".into()),
            number: Set(1),
            author: Set("a".into()),
            created_at: Set(0),
            note: Set(String::new()),
            content: Set(json!(1)),
            salts: Set(json!(1)),
            commitments: Set(None),
        };
        assert!(orphan.insert(fresh.store.read()).await.is_err(), "{}: a version without a record went in", fresh.name);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn jobs_are_done_once_each_in_time_and_given_up_at_last() {
    for fresh in databases().await {
        let (store, minute) = (&fresh.store, SignedDuration::from_mins(1));
        for number in 0..5 {
            jobs::ask(store.read(), "mail", json!(number), Some(&format!("mail-{}", number % 4)), now(), now())
                .await
                .unwrap();
        }
        jobs::ask(store.read(), "later", json!("x"), None, now() + minute, now()).await.unwrap();
        let (one, two) = tokio::join!(jobs::claim(store, 3, minute, now()), jobs::claim(store, 3, minute, now()));
        let mut numbers: Vec<i64> =
            [one.unwrap(), two.unwrap()].concat().iter().map(|job| job.payload.as_i64().unwrap()).collect();
        numbers.sort_unstable();
        // On PostgreSQL one may pass by the rows that the other is looking at.
        if numbers.len() < 4 {
            numbers.extend(
                jobs::claim(store, 3, minute, now()).await.unwrap().iter().map(|job| job.payload.as_i64().unwrap()),
            );
            numbers.sort_unstable();
        }
        assert_eq!(numbers, [0, 1, 2, 3], "{}: each of the four once, the fifth was asked for already", fresh.name);
        // Who claimed them died.
        let later = now() + minute;
        let again = jobs::claim(store, 10, minute, later).await.unwrap();
        assert_eq!(again.len(), 5);
        assert!(again.iter().filter(|job| job.kind == "mail").all(|job| job.attempt == 2));
        for job in &again[1..] {
            jobs::finish(store.read(), job, later).await.unwrap();
        }
        // The one that is left fails until it is given up.
        let (mut time, mut attempts) = (later, 2);
        jobs::fail(store.read(), &again[0], "no answer", time).await.unwrap();
        loop {
            time += SignedDuration::from_hours(2);
            let claimed = jobs::claim(store, 10, minute, time).await.unwrap();
            let [job] = claimed.as_slice() else { break };
            attempts += 1;
            assert_eq!(job.attempt, attempts);
            jobs::fail(store.read(), job, "no answer", time).await.unwrap();
        }
        assert_eq!(attempts, jobs::ATTEMPTS, "{}", fresh.name);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_backup_goes_into_either_database() {
    let sources = databases().await;
    for source in &sources {
        for number in 0..1_201 {
            some_record(number).into_active_model().reset_all().insert(source.store.read()).await.unwrap();
        }
        add(&source.store, 7).await;
        let folder = tempfile::tempdir().unwrap();
        let written = store::backup::write(&source.store, folder.path()).await.unwrap();
        assert_eq!(written, 1_205, "{}: records, versions, counters", source.name);
        for target in databases().await {
            assert_eq!(store::backup::restore(&target.store, folder.path()).await.unwrap(), written);
            let again = tempfile::tempdir().unwrap();
            store::backup::write(&target.store, again.path()).await.unwrap();
            for file in std::fs::read_dir(folder.path()).unwrap() {
                let name = file.unwrap().file_name();
                let read = |folder: &std::path::Path| std::fs::read_to_string(folder.join(&name)).unwrap();
                assert_eq!(read(folder.path()), read(again.path()), "{} → {}: {name:?}", source.name, target.name);
            }
            assert!(store::backup::restore(&target.store, folder.path()).await.is_err(), "it is not empty any more");
            target.remove().await;
        }
    }
    for source in sources {
        source.remove().await;
    }
}

#[tokio::test]
async fn an_older_backup_is_restored_and_a_newer_one_refused() {
    for source in databases().await {
        add(&source.store, 7).await;
        let folder = tempfile::tempdir().unwrap();
        store::backup::write(&source.store, folder.path()).await.unwrap();
        let file = |name: &str| folder.path().join(name);
        let schema = std::fs::read_to_string(file("schema")).unwrap();
        let table = std::fs::read_to_string(file("merges.jsonl")).unwrap();
        std::fs::remove_file(file("merges.jsonl")).unwrap();
        for (written, works) in [(schema.as_str(), false), ("9999_later", false), ("0003_accounts", true)] {
            std::fs::write(file("schema"), written).unwrap();
            let mut counters = std::fs::read_to_string(file("counters.jsonl")).unwrap();
            counters =
                counters.lines().filter(|line| !line.contains("\"hall\"")).map(|line| format!("{line}\n")).collect();
            std::fs::write(file("counters.jsonl"), counters).unwrap();
            let target = databases().await.remove(0);
            let restored = store::backup::restore(&target.store, folder.path()).await;
            assert_eq!(restored.is_ok(), works, "{}, {written}: {restored:?}", source.name);
            let transaction = target.store.write().await.unwrap();
            store::counter::count_on(&*transaction, store::counter::HALL).await.unwrap();
            drop(transaction);
            target.remove().await;
        }
        std::fs::write(file("merges.jsonl"), table).unwrap();
        source.remove().await;
    }
}
