//! Hints of records that are much alike, filters that are kept, and forms that are not saved yet; on both databases.
#![allow(clippy::unwrap_used)]

use registry::content::Content;
use registry::saved::{MOST_FILTERS, SaveError};
use registry::{Actor, Draft, Registry, RegistryError, Role, expect};
use serde_json::json;
use store::schema::record;
use store::testing::databases;

fn actor(party: &str) -> Actor {
    Actor::party(party, "2026-11-25T08:00:00Z".parse().unwrap())
}

fn event(zh: &str, en: &str) -> Content {
    let content = json!({
        "name": {"zh": zh, "en": en},
    });
    content.as_object().unwrap().clone()
}

const KIND: &str = r#"
code = "sample"
en = "Sample"
zh = "样品"
family = "product"
process = "publication"
notarised = false
title = "name"
summary = "name"
[[sections]]
code = "s"
en = "S"
zh = "节"
[[fields]]
code = "name"
section = "s"
type = "text"
bilingual = true
en = "Name"
zh = "名称"
"#;

fn registry(store: &store::Store, folder: &std::path::Path) -> Registry {
    std::fs::create_dir_all(folder.join("kinds")).unwrap();
    std::fs::write(folder.join("kinds/sample.toml"), KIND).unwrap();
    Registry::new(store.clone(), Some(folder)).unwrap()
}

async fn create(registry: &Registry, actor: &Actor, zh: &str, en: &str, is_public: bool) -> record::Model {
    let transaction = registry.store().write().await.unwrap();
    let content = event(zh, en).into_iter().filter(|(code, _)| code == "name").collect();
    let draft = Draft { kind: "sample".into(), owner: actor.name().to_owned(), anonymous: false, content };
    let (mut record, problems) = registry.create(&transaction, actor, draft, "draft").await.unwrap();
    assert_eq!(problems, []);
    if is_public {
        record = registry.publish(&transaction, actor, record).await.unwrap();
    }
    transaction.commit().await.unwrap();
    record
}

async fn similar(registry: &Registry, actor: &Actor, id: &str) -> Vec<String> {
    let seen = registry.read(actor, id, None).await.unwrap();
    registry.similar(actor, &seen, 5).await.unwrap().into_iter().map(|similar| similar.id).collect()
}

#[tokio::test]
async fn what_is_much_alike_is_found_as_far_as_it_may_be_seen() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let (anna, eva) = (actor("anna"), actor("eva"));
        let public = create(&registry, &eva, "固态电池用硫化物电解质膜", "Sulfide membrane", true).await;
        create(&registry, &eva, "低空物流无人机", "Drone", true).await;
        create(&registry, &eva, "固态电池硫化物电解质膜", "", false).await;
        let own = create(&registry, &anna, "固态电池用硫化物电解质膜（样品）", "", false).await;
        let draft = create(&registry, &anna, "硫化物电解质膜（固态电池用）", "", false).await;
        let found = similar(&registry, &anna, &draft.id).await;
        assert_eq!(found.len(), 2, "{}: {found:?}", fresh.name);
        assert!(found.contains(&public.id) && found.contains(&own.id), "not the draft of somebody else");
        let carl = actor("carl").with_role(Role::Curator);
        assert_eq!(similar(&registry, &carl, &draft.id).await, std::slice::from_ref(&public.id));
        // What is taken out of the hall is found no longer; what the index has not is put in.
        let transaction = registry.store().write().await.unwrap();
        let public = expect(&transaction, &public.id, None).await.unwrap();
        let public = registry.withdraw(&transaction, &eva, public).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(similar(&registry, &carl, &draft.id).await, Vec::<String>::new());
        assert_eq!(registry.index_similar().await.unwrap(), 0);
        let transaction = registry.store().write().await.unwrap();
        registry.publish(&transaction, &eva, public).await.unwrap();
        use sea_orm::EntityTrait;
        store::schema::shingle::Entity::delete_many().exec(&*transaction).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(registry.index_similar().await.unwrap(), 2);
        assert_eq!(similar(&registry, &carl, &draft.id).await.len(), 1);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn filters_are_kept_by_name_for_their_party() {
    for fresh in databases().await {
        let registry = Registry::new(fresh.store.clone(), None).unwrap();
        let (anna, eva) = (actor("anna"), actor("eva"));
        let names = async |actor: &Actor| -> Vec<(String, String)> {
            let rows = registry.saved_filters(actor).await.unwrap();
            rows.into_iter().map(|row| (row.name, row.query)).collect()
        };
        registry.save_filter(&anna, " 广东的成果 ", "kind=offer").await.unwrap();
        let id = registry.save_filter(&anna, "广东的成果", "kind=offer&region=440000").await.unwrap();
        assert_eq!(names(&anna).await, [("广东的成果".to_owned(), "kind=offer&region=440000".to_owned())]);
        assert_eq!(names(&eva).await, []);
        assert!(matches!(registry.save_filter(&anna, " ", "kind=offer").await, Err(SaveError::Name)));
        assert!(matches!(registry.save_filter(&anna, "x", "").await, Err(SaveError::Nothing)));
        let visitor = Actor::visitor(anna.now);
        assert!(registry.save_filter(&visitor, "x", "kind=offer").await.is_err());
        assert!(matches!(registry.remove_filter(&eva, &id).await, Err(RegistryError::NotFound { .. })));
        registry.remove_filter(&anna, &id).await.unwrap();
        for number in 0..MOST_FILTERS {
            registry.save_filter(&anna, &number.to_string(), "kind=offer").await.unwrap();
        }
        assert!(matches!(registry.save_filter(&anna, "x", "kind=offer").await, Err(SaveError::TooMany)));
        registry.save_filter(&anna, "7", "kind=need").await.unwrap();
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_form_is_kept_until_it_is_saved_or_the_record_changes() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&fresh.store, folder.path());
        let (anna, eva) = (actor("anna"), actor("eva"));
        let record = create(&registry, &anna, "灵巧手", "", false).await;
        let pairs = vec![("name.zh".to_owned(), "仿生灵巧手".to_owned())];
        registry.keep_form(&anna, &record.id, 1, &pairs).await.unwrap();
        registry.keep_form(&anna, &record.id, 1, &pairs).await.unwrap();
        assert_eq!(registry.kept_form(&anna, &record.id, 1).await.unwrap().unwrap().pairs, pairs);
        assert_eq!(registry.kept_form(&anna, &record.id, 2).await.unwrap(), None);
        assert_eq!(registry.kept_form(&eva, &record.id, 1).await.unwrap(), None);
        let missing = registry.keep_form(&eva, &record.id, 1, &pairs).await;
        assert!(matches!(missing, Err(RegistryError::NotFound { .. })));
        let changed = registry.keep_form(&anna, &record.id, 2, &pairs).await;
        assert!(matches!(changed, Err(RegistryError::Changed { .. })));
        registry.forget_form(&anna, &record.id).await.unwrap();
        assert_eq!(registry.kept_form(&anna, &record.id, 1).await.unwrap(), None);
        fresh.remove().await;
    }
}

/// The number in the documentation: `cargo nextest run -p registry --run-ignored only hundred_thousand --no-capture`.
#[tokio::test]
#[ignore = "takes a minute"]
async fn a_hint_among_a_hundred_thousand_titles() {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let words = [
        "面向",
        "工业",
        "质检",
        "固态",
        "电池",
        "硫化物",
        "电解质",
        "仿生",
        "灵巧",
        "机器人",
        "低空",
        "物流",
        "无人机",
        "量子",
        "计算",
        "芯片",
        "脑机",
        "接口",
        "氢能",
        "储运",
        "装备",
        "平台",
        "系统",
        "材料",
        "模型",
    ];
    let fresh = databases().await.remove(0);
    let folder = tempfile::tempdir().unwrap();
    let registry = registry(&fresh.store, folder.path());
    let anna = actor("anna");
    let transaction = registry.store().write().await.unwrap();
    for number in 0..100_000usize {
        let title: String =
            (0..6).map(|place| words[(number / 25usize.pow(place % 3) + place as usize * 7) % 25]).collect();
        let row = record::Model {
            id: format!("{number:032x}"),
            kind: "sample".into(),
            owner: "eva".into(),
            anonymous: false,
            state: "published".into(),
            revision: 1,
            version: 1,
            published_version: Some(1),
            published_at: Some(1),
            created_at: 1,
            updated_at: 1,
            hall_change: 0,
        };
        let version = store::schema::version::Model {
            record: row.id.clone(),
            number: 1,
            author: "eva".into(),
            created_at: 1,
            note: String::new(),
            content: json!({"name": {"zh": format!("{title}{number}")}}),
            salts: json!({}),
            commitments: Some(json!({})),
        };
        row.into_active_model().reset_all().insert(&*transaction).await.unwrap();
        version.into_active_model().reset_all().insert(&*transaction).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let start = std::time::Instant::now();
    assert_eq!(registry.index_similar().await.unwrap(), 100_000);
    println!("index: {:?}", start.elapsed());
    let draft = create(&registry, &anna, "面向工业质检的仿生灵巧机器人系统", "", false).await;
    let seen = registry.read(&anna, &draft.id, None).await.unwrap();
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let found = registry.similar(&anna, &seen, 5).await.unwrap().len();
        println!("hint: {:?}, {found} found", start.elapsed());
    }
    fresh.remove().await;
}
