//! Records from the first draft to the receipt, on both databases.
#![allow(clippy::unwrap_used)]

use notary::{Key, Role as KeyRole};
use registry::changes::Published;
use registry::content::Content;
use registry::definition::Disclosure;
use registry::hall::{Cursor, Wanted};
use registry::{Actor, Draft, Notary, Registry, RegistryError, Role, expect};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::schema::record;
use store::testing::databases;

fn at(second: i64) -> jiff::Timestamp {
    "2026-11-25T08:00:00Z".parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_secs(second)
}

fn content(value: Value) -> Content {
    value.as_object().unwrap().clone()
}

/// A complete offer of a name, with a price by agreement and a contact.
fn offer(name: &str) -> Content {
    content(json!({
        "name": {"zh": name}, "summary": {"zh": "用于机器人的灵巧手。"}, "tracks": ["robots"], "region": "440000",
    }))
}

async fn create(registry: &Registry, actor: &Actor, content: Content) -> record::Model {
    let transaction = registry.store().write().await.unwrap();
    let draft = Draft { kind: "sample".into(), owner: actor.party.clone().unwrap(), anonymous: false, content };
    let (record, _) = registry.create(&transaction, actor, draft, "draft").await.unwrap();
    transaction.commit().await.unwrap();
    record
}

async fn publish(registry: &Registry, actor: &Actor, id: &str) -> Result<record::Model, RegistryError> {
    let transaction = registry.store().write().await.unwrap();
    let record = expect(&transaction, id, None).await?;
    let record = registry.publish(&transaction, actor, record).await?;
    transaction.commit().await.unwrap();
    Ok(record)
}

async fn withdraw(registry: &Registry, actor: &Actor, id: &str) {
    let transaction = registry.store().write().await.unwrap();
    let record = expect(&transaction, id, None).await.unwrap();
    registry.withdraw(&transaction, actor, record).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn revise(registry: &Registry, actor: &Actor, id: &str, content: Content) -> record::Model {
    let transaction = registry.store().write().await.unwrap();
    let record = expect(&transaction, id, None).await.unwrap();
    let (record, _) = registry.revise(&transaction, actor, record, &content, "changed").await.unwrap();
    transaction.commit().await.unwrap();
    record
}

/// A registry with one kind that has a field of every level.
fn registry(store: &store::Store, folder: &std::path::Path) -> Registry {
    let field = |code: &str, more: &str| {
        format!("[[fields]]\ncode = \"{code}\"\nsection = \"s\"\nen = \"x\"\nzh = \"字\"\n{more}\n")
    };
    let kind = [
        "code = \"sample\"\nen = \"Sample\"\nzh = \"样品\"\nfamily = \"product\"\nprocess = \"publication\"\nnotarised = true\ntitle = \"name\"\nsummary = \"summary\"\nfacets = [\"region\", \"direction\"]\n[[sections]]\ncode = \"s\"\nen = \"S\"\nzh = \"节\"\n".to_owned(),
        field("name", "type = \"text\"\nbilingual = true\nrequired = true"),
        field("summary", "type = \"text\"\nbilingual = true\nlines = true"),
        field("tracks", "type = \"track\"\nmany = true"),
        field("region", "type = \"region\""),
        field("telephone", "type = \"text\"\ndisclosure = \"signed-in\"\npersonal = true"),
        field("budget", "type = \"text\"\ndisclosure = \"agreement\""),
        field("cost", "type = \"text\"\ndisclosure = \"deal\""),
        field("remark", "type = \"text\"\ndisclosure = \"owner\""),
    ];
    std::fs::create_dir_all(folder.join("kinds")).unwrap();
    std::fs::write(folder.join("kinds/sample.toml"), kind.concat()).unwrap();
    Registry::new(store.clone(), Some(folder)).unwrap()
}

#[tokio::test]
async fn versions_are_kept_and_only_what_was_published_is_shown() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let (anna, visitor) = (Actor::party("anna", at(0)), Actor::visitor(at(9)));
        let record = create(&registry, &anna, offer("灵巧手")).await;
        assert!(
            matches!(registry.read(&visitor, &record.id, None).await, Err(RegistryError::NotFound { .. })),
            "a draft is not there"
        );
        publish(&registry, &anna, &record.id).await.unwrap();
        assert_eq!(registry.read(&visitor, &record.id, None).await.unwrap().content["name"]["zh"], "灵巧手");

        let again = revise(&registry, &anna, &record.id, offer("灵巧手")).await;
        assert_eq!(again.version, 1, "nothing changed: no new version");
        revise(&registry, &anna, &record.id, offer("仿生灵巧手")).await;
        assert_eq!(
            registry.read(&visitor, &record.id, None).await.unwrap().content["name"]["zh"],
            "灵巧手",
            "{}",
            fresh.name
        );
        assert!(
            registry.read(&visitor, &record.id, Some(2)).await.is_err(),
            "a version that was not published is not there"
        );
        assert_eq!(registry.read(&anna, &record.id, None).await.unwrap().version, 2);
        publish(&registry, &anna, &record.id).await.unwrap();
        assert_eq!(registry.versions(&visitor, &record.id).await.unwrap(), [1, 2]);
        let changes = registry.compare(&visitor, &record.id, 1, 2).await.unwrap();
        assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["name"]);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn each_sees_what_their_level_allows_on_every_way() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let anna = Actor::party("anna", at(0));
        let mut all = offer("灵巧手");
        for code in ["telephone", "budget", "cost", "remark"] {
            all.insert(code.into(), json!(format!("secret {code}")));
        }
        let record = create(&registry, &anna, all).await;
        publish(&registry, &anna, &record.id).await.unwrap();
        registry.grant(&anna, &record.id, "ben", Some(Disclosure::Agreement)).await.unwrap();
        registry.grant(&anna, &record.id, "carl", Some(Disclosure::Deal)).await.unwrap();
        registry.grant(&anna, &record.id, "dora", Some(Disclosure::Owner)).await.unwrap();
        let other = Actor::party("eva", at(1));
        assert!(
            registry.grant(&other, &record.id, "eva", Some(Disclosure::Deal)).await.is_err(),
            "only the owner lets others see more"
        );

        let key = Key::new("example.org/hall", KeyRole::Log, [7; 32]).unwrap();
        let notary = Notary::open(registry.clone(), &folder.path().join("log"), key.clone()).unwrap();
        notary.advance().await.unwrap();
        for (actor, sees) in [
            (Actor::visitor(at(1)), 0),
            (other.clone(), 1),
            (Actor::party("ben", at(1)), 2),
            (Actor::party("carl", at(1)), 3),
            (Actor::party("dora", at(1)), 3),
            (anna.clone(), 4),
            (other.clone().with_role(Role::Reviewer), 4),
            (other.clone().with_role(Role::Curator), 4),
            (other.clone().with_role(Role::Auditor), 4),
            (other.clone().with_role(Role::Operator), 1),
        ] {
            let secrets = ["telephone", "budget", "cost", "remark"];
            let seen = registry.read(&actor, &record.id, None).await.unwrap();
            let receipt = notary.receipt(&actor, &record.id, 1).await.unwrap().unwrap();
            receipt.verify(key.verifier(), &[]).unwrap();
            let receipt = serde_json::to_string(&receipt).unwrap();
            for (position, code) in secrets.into_iter().enumerate() {
                let expected = position < sees;
                assert_eq!(seen.content.contains_key(code), expected, "{}: {code} for {actor:?}", fresh.name);
                assert_eq!(
                    receipt.contains(&format!("secret {code}")),
                    expected,
                    "{code} in the receipt for {actor:?}"
                );
            }
        }
        let hall = registry.hall(&Wanted::default(), None, 10).await.unwrap();
        assert!(!format!("{hall:?}").contains("secret"), "the hall shows what is public only");
        use sea_orm::{EntityTrait, PaginatorTrait};
        let noted = store::schema::disclosure::Entity::find().count(fresh.store.read()).await.unwrap();
        assert_eq!(noted, 2 * 6, "each sight of more than a signed-in party has is written down");

        // Taken back again.
        registry.grant(&anna, &record.id, "ben", None).await.unwrap();
        assert!(
            !registry.read(&Actor::party("ben", at(2)), &record.id, None).await.unwrap().content.contains_key("budget")
        );
        fresh.remove().await;
    }
}

#[tokio::test]
async fn an_anonymous_owner_is_not_named() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let anna = Actor::party("anna-of-the-lab", at(0));
        let transaction = fresh.store.write().await.unwrap();
        let draft =
            Draft { kind: "sample".into(), owner: "anna-of-the-lab".into(), anonymous: true, content: offer("x") };
        let (record, _) = registry.create(&transaction, &anna, draft, "draft").await.unwrap();
        transaction.commit().await.unwrap();
        publish(&registry, &anna, &record.id).await.unwrap();
        let seen = registry.read(&Actor::party("eva", at(1)), &record.id, None).await.unwrap();
        assert!(!format!("{seen:?}").contains("anna-of-the-lab"));
        assert!(
            !format!("{:?}", registry.hall(&Wanted::default(), None, 10).await.unwrap()).contains("anna-of-the-lab")
        );
        let hers = Wanted { owner: Some("anna-of-the-lab".into()), ..Wanted::default() };
        assert_eq!(registry.hall(&hers, None, 10).await.unwrap(), [], "asking for the owner does not find it");
        assert_eq!(registry.hall_size(&hers).await.unwrap(), 0);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn the_hall_pages_filters_and_counts() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let mut ids = Vec::new();
        for number in 0..25 {
            let anna = Actor::party("anna", at(number / 2));
            let mut fields = offer(&format!("第{number}号"));
            if number % 5 == 0 {
                fields.insert("tracks".into(), json!(["fusion", "robots"]));
                fields.insert("region".into(), json!("110000"));
            }
            let record = create(&registry, &anna, fields).await;
            publish(&registry, &anna, &record.id).await.unwrap();
            ids.push(record.id);
        }
        let (mut after, mut seen) = (None::<Cursor>, Vec::new());
        loop {
            let page = registry.hall(&Wanted::default(), after.as_ref(), 4).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(Cursor { published_at: last.published_at, id: last.id.clone() });
            seen.extend(page.into_iter().map(|line| line.id));
        }
        ids.reverse();
        assert_eq!(seen, ids, "{}: all, once, newest first, also within one moment", fresh.name);
        let wanted = |facet: &str, terms: &[&str]| Wanted {
            kind: Some("sample".into()),
            terms: BTreeMap::from([(facet.into(), terms.iter().map(|term| (*term).into()).collect())]),
            ..Wanted::default()
        };
        assert_eq!(registry.hall_size(&wanted("region", &["110000"])).await.unwrap(), 5);
        assert_eq!(registry.hall_size(&wanted("region", &["110000", "440000"])).await.unwrap(), 25);
        assert_eq!(registry.hall_size(&wanted("direction", &["energy"])).await.unwrap(), 5);
        let counts = registry.hall_terms(&wanted("region", &["110000"])).await.unwrap();
        let counts: Vec<(&str, &str, i64)> =
            counts.iter().map(|it| (it.facet.as_str(), it.term.as_str(), it.publications)).collect();
        assert_eq!(counts, [("direction", "energy", 5), ("direction", "manufacturing", 5), ("region", "110000", 5)]);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn what_is_withdrawn_leaves_a_tombstone_and_its_proofs_stay() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let anna = Actor::party("anna", at(0));
        let mut fields = offer("灵巧手");
        fields.insert("telephone".into(), json!("13900000000"));
        let record = create(&registry, &anna, fields).await;
        publish(&registry, &anna, &record.id).await.unwrap();
        let key = Key::new("example.org/hall", KeyRole::Log, [7; 32]).unwrap();
        let notary = Notary::open(registry.clone(), &folder.path().join("log"), key.clone()).unwrap();
        assert_eq!(notary.receipt(&anna, &record.id, 1).await.unwrap(), None, "not in the log yet");
        assert_eq!(notary.advance().await.unwrap(), 1);
        let before = notary.receipt(&anna, &record.id, 1).await.unwrap().unwrap();
        assert!(before.disclosed.contains_key("telephone"));

        assert_eq!(registry.erase_personal(&anna, &record.id).await.unwrap(), 1);
        let after = notary.receipt(&anna, &record.id, 1).await.unwrap().unwrap();
        after.verify(key.verifier(), &[]).unwrap();
        assert!(!serde_json::to_string(&after).unwrap().contains("13900000000"), "it is erased");
        assert!(after.commitments.contains_key("telephone"), "its commitment stays, so that the rest can be proven");

        let transaction = fresh.store.write().await.unwrap();
        let current = expect(&transaction, &record.id, Some(1)).await.unwrap();
        registry.withdraw(&transaction, &anna, current).await.unwrap();
        transaction.commit().await.unwrap();
        assert!(registry.hall(&Wanted::default(), None, 10).await.unwrap().is_empty());
        assert_eq!(notary.advance().await.unwrap(), 2, "{}: the log says that it was withdrawn", fresh.name);
        before.verify(key.verifier(), &[]).unwrap();
        let transaction = fresh.store.write().await.unwrap();
        assert!(matches!(
            expect(&transaction, &record.id, Some(7)).await,
            Err(RegistryError::Changed { seen: 7, current: 1 })
        ));
        drop(transaction);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn what_is_not_in_order_is_not_published() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let anna = Actor::party("anna", at(0));
        let record = create(&registry, &anna, content(json!({"region": "999999"}))).await;
        match publish(&registry, &anna, &record.id).await {
            Err(RegistryError::Content(problems)) => {
                assert_eq!(
                    problems.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(),
                    ["name", "region"]
                );
            }
            other => panic!("{}: {other:?}", fresh.name),
        }
        assert_eq!(registry.hall_size(&Wanted::default()).await.unwrap(), 0);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_copy_that_follows_the_changes_is_the_hall() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let anna = Actor::party("anna", at(0));
        let (mut copy, mut last) = (BTreeMap::new(), 0);
        let mut ids = Vec::new();
        for round in 0..6 {
            let mut entered = offer(&format!("第{round}号"));
            entered.insert("telephone".into(), json!("0755-1"));
            entered.insert("budget".into(), json!("by agreement"));
            ids.push(create(&registry, &anna, entered).await.id);
            publish(&registry, &anna, &ids[round]).await.unwrap();
            if round % 2 == 1 {
                revise(&registry, &anna, &ids[round - 1], offer("改过的")).await;
                publish(&registry, &anna, &ids[round - 1]).await.unwrap();
                registry.erase_personal(&anna, &ids[round]).await.unwrap();
            }
            if round % 3 == 2 {
                withdraw(&registry, &anna, &ids[round - 2]).await;
            }
            loop {
                let changes = registry.hall_changes_after(last, 2).await.unwrap();
                let Some(end) = changes.last() else { break };
                assert!(changes.len() <= 2 && changes[0].number > last, "in order, at most as many as asked for");
                last = end.number;
                for change in changes {
                    match change.published {
                        Some(published) => copy.insert(change.id, published),
                        None => copy.remove(&change.id),
                    };
                }
            }
            assert_eq!(last, registry.hall_changes().await.unwrap(), "nothing was missed");
            let hall = registry.hall_by_id("", 100).await.unwrap();
            assert_eq!(copy.values().cloned().collect::<Vec<_>>(), hall, "round {round}");
            let with = |code: &str, signed_in: bool| {
                let has = |one: &&Published| if signed_in { &one.signed_in } else { &one.public }.contains_key(code);
                copy.values().filter(has).count()
            };
            let telephones = if round % 2 == 0 { 1 } else { 0 };
            assert_eq!(
                (with("telephone", false), with("telephone", true), with("budget", true)),
                (0, telephones, 0),
                "round {round}: what was erased is gone, and nobody finds what is shown by agreement only"
            );
        }
        fresh.remove().await;
    }
}
