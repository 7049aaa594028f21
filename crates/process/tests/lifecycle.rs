//! The publication process on records, on both databases.
#![allow(clippy::unwrap_used)]

use jiff::{SignedDuration, Timestamp};
use process::{Command, Lifecycle, LifecycleError, Refusal, options, replay};
use registry::content::Content;
use registry::hall::Wanted;
use registry::{Actor, Draft, Registry, RegistryError, Role};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;
use store::schema::{entry, event, job, record};
use store::testing::databases;

fn start() -> Timestamp {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

fn anna() -> Actor {
    Actor::party("anna", start())
}

fn curator() -> Actor {
    Actor::party("carl", start()).with_role(Role::Curator)
}

fn offer(name: Option<&str>) -> Content {
    let mut content = json!({"summary": {"zh": "用于机器人的灵巧手。"}, "region": "440000"});
    if let Some(name) = name {
        content["name"] = json!({ "zh": name });
    }
    content.as_object().unwrap().clone()
}

const KIND: &str = r#"
code = "sample"
en = "Sample"
zh = "样品"
family = "product"
process = "publication"
notarised = true
title = "name"
summary = "summary"
[[sections]]
code = "s"
en = "S"
zh = "节"
[[fields]]
code = "name"
section = "s"
type = "text"
bilingual = true
required = true
en = "Name"
zh = "名称"
[[fields]]
code = "summary"
section = "s"
type = "text"
bilingual = true
en = "Summary"
zh = "简介"
[[fields]]
code = "region"
section = "s"
type = "region"
en = "Region"
zh = "地区"
"#;

fn lifecycle(store: &store::Store, folder: &std::path::Path) -> Lifecycle {
    std::fs::create_dir_all(folder.join("kinds")).unwrap();
    std::fs::write(folder.join("kinds/sample.toml"), KIND).unwrap();
    Lifecycle::new(Registry::new(store.clone(), Some(folder)).unwrap(), Some(folder)).unwrap()
}

async fn begin(lifecycle: &Lifecycle, name: Option<&str>) -> record::Model {
    let draft = Draft { kind: "sample".into(), owner: "anna".into(), anonymous: false, content: offer(name) };
    lifecycle.begin(&anna(), &store::new_id(), draft).await.unwrap().0
}

fn command(record: &record::Model, transition: &str, comment: &str) -> Command {
    Command {
        id: store::new_id(),
        record: record.id.clone(),
        seen: record.revision,
        transition: transition.into(),
        comment: comment.into(),
    }
}

#[tokio::test]
async fn a_record_goes_its_way_into_the_hall_and_out() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let lifecycle = lifecycle(&fresh.store, folder.path());
        let record = begin(&lifecycle, None).await;
        // Incomplete: the guard says what is missing.
        match lifecycle.act(&anna(), &command(&record, "submit", "")).await {
            Err(LifecycleError::Refused(Refusal::Guard { proposal, .. })) => {
                assert_eq!(
                    serde_json::to_value(&proposal.changes).unwrap(),
                    json!([{"change": "fill", "field": "name"}])
                );
            }
            other => panic!("{}: {other:?}", fresh.name),
        }
        let (record, _) = lifecycle.edit(&anna(), "e1", &record.id, 1, &offer(Some("灵巧手")), "a name").await.unwrap();
        assert_eq!((record.version, record.revision), (2, 2));
        let record = lifecycle.act(&anna(), &command(&record, "submit", "please")).await.unwrap();
        assert_eq!(record.state, "submitted");
        let edit = lifecycle.edit(&anna(), "e2", &record.id, 3, &offer(Some("x")), "").await;
        assert!(matches!(edit, Err(LifecycleError::NotEditable(_))), "what is being reviewed stays as it is");

        // Who may not, and what needs a comment.
        let refused = lifecycle.act(&anna(), &command(&record, "publish", "")).await;
        assert!(matches!(refused, Err(LifecycleError::Refused(Refusal::NotYou { .. }))));
        let refused = lifecycle.act(&curator(), &command(&record, "return", " ")).await;
        assert!(matches!(refused, Err(LifecycleError::Refused(Refusal::Comment { .. }))));
        let refused = lifecycle.act(&curator(), &command(&record, "withdraw", "x")).await;
        assert!(matches!(refused, Err(LifecycleError::Refused(Refusal::NotFromHere { .. }))));
        let stranger = lifecycle.act(&Actor::party("eva", start()), &command(&record, "recall", "")).await;
        assert!(
            matches!(stranger, Err(LifecycleError::Registry(RegistryError::NotFound { .. }))),
            "it is not there for others"
        );

        let record = lifecycle.act(&curator(), &command(&record, "return", "which hand?")).await.unwrap();
        let (record, _) =
            lifecycle.edit(&anna(), "e3", &record.id, record.revision, &offer(Some("仿生灵巧手")), "").await.unwrap();
        let record = lifecycle.act(&anna(), &command(&record, "submit", "")).await.unwrap();
        let record = lifecycle.act(&curator(), &command(&record, "publish", "")).await.unwrap();
        let hall = lifecycle.registry().hall(&Wanted::default(), None, 9).await.unwrap();
        assert_eq!(hall.iter().map(|line| &line.content["name"]["zh"]).collect::<Vec<_>>(), ["仿生灵巧手"]);

        // A revision: the public keeps the old one until the new one is published.
        let (record, _) =
            lifecycle.edit(&anna(), "e4", &record.id, record.revision, &offer(Some("五指灵巧手")), "").await.unwrap();
        let record = lifecycle.act(&anna(), &command(&record, "revise", "")).await.unwrap();
        assert_eq!(lifecycle.registry().hall(&Wanted::default(), None, 9).await.unwrap(), hall);
        let record = lifecycle.act(&curator(), &command(&record, "publish-revision", "")).await.unwrap();
        let record = lifecycle.act(&anna(), &command(&record, "withdraw", "sold")).await.unwrap();
        assert!(lifecycle.registry().hall(&Wanted::default(), None, 9).await.unwrap().is_empty());

        let events = lifecycle.history(&anna(), &record.id).await.unwrap();
        let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "begin",
                "edit",
                "submit",
                "return",
                "edit",
                "submit",
                "publish",
                "edit",
                "revise",
                "publish-revision",
                "withdraw"
            ]
        );
        assert_eq!(replay(&events).unwrap(), record.state);
        assert!(lifecycle.history(&Actor::visitor(start()), &record.id).await.is_err());
        let entries = entry::Entity::find().order_by_asc(entry::Column::Number).all(fresh.store.read()).await.unwrap();
        let entries: Vec<(i64, i64, &str)> =
            entries.iter().map(|it| (it.number, it.version, it.event.as_str())).collect();
        assert_eq!(entries, [(0, 3, "published"), (1, 4, "published"), (2, 4, "withdrawn")], "{}", fresh.name);
        assert_eq!(
            job::Entity::find().count(fresh.store.read()).await.unwrap(),
            7,
            "one notice for each that was asked for"
        );

        // What was withdrawn can be published again as it is, with another entry in the log.
        let record = lifecycle.act(&anna(), &command(&record, "reopen", "")).await.unwrap();
        let record = lifecycle.act(&anna(), &command(&record, "submit", "")).await.unwrap();
        let record = lifecycle.act(&curator(), &command(&record, "publish", "")).await.unwrap();
        let record = lifecycle.act(&anna(), &command(&record, "withdraw", "sold again")).await.unwrap();
        assert_eq!(record.version, 4);
        let entries =
            entry::Entity::find().filter(entry::Column::Version.eq(4)).count(fresh.store.read()).await.unwrap();
        assert_eq!(entries, 4, "{}: published and withdrawn, twice", fresh.name);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_command_sent_twice_happens_once_and_two_writers_do_not_mix() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let lifecycle = lifecycle(&fresh.store, folder.path());
        let draft =
            || Draft { kind: "sample".into(), owner: "anna".into(), anonymous: false, content: offer(Some("x")) };
        let first = lifecycle.begin(&anna(), "once", draft()).await.unwrap().0;
        assert_eq!(lifecycle.begin(&anna(), "once", draft()).await.unwrap().0.id, first.id);
        let submit = command(&first, "submit", "");
        let owner = anna();
        let (one, two) = tokio::join!(lifecycle.act(&owner, &submit), lifecycle.act(&owner, &submit));
        assert_eq!((one.unwrap().revision, two.unwrap().revision), (2, 2), "{}", fresh.name);
        assert_eq!(lifecycle.act(&anna(), &submit).await.unwrap().revision, 2, "{}: again", fresh.name);
        let other = Command { transition: "recall".into(), ..submit.clone() };
        assert!(matches!(lifecycle.act(&anna(), &other).await, Err(LifecycleError::Reused)));

        // Ten curators at once with different commands, all having seen the same: one of them publishes.
        let record = lifecycle.act(&anna(), &submit).await.unwrap();
        let curators = (0..10).map(|_| {
            let (lifecycle, command) = (lifecycle.clone(), command(&record, "publish", ""));
            tokio::spawn(async move { lifecycle.act(&curator(), &command).await })
        });
        let mut done = 0;
        for one in curators.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(_) => done += 1,
                Err(LifecycleError::Registry(RegistryError::Changed { .. })) => {}
                Err(LifecycleError::Registry(RegistryError::Store(error))) if error.is_conflict() => {}
                Err(error) => panic!("{}: {error:?}", fresh.name),
            }
        }
        assert_eq!(done, 1, "{}", fresh.name);
        assert_eq!(entry::Entity::find().count(fresh.store.read()).await.unwrap(), 1);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn deadlines_fire_once_and_not_when_they_were_met() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let lifecycle = lifecycle(&fresh.store, folder.path());
        let late = begin(&lifecycle, Some("late")).await;
        let late = lifecycle.act(&anna(), &command(&late, "submit", "")).await.unwrap();
        let met = begin(&lifecycle, Some("met")).await;
        let met = lifecycle.act(&anna(), &command(&met, "submit", "")).await.unwrap();
        lifecycle.act(&curator(), &command(&met, "publish", "")).await.unwrap();
        // Five working days after Wednesday the 25th: the end of the 2nd of December in Shanghai.
        let due: Timestamp = "2026-12-02T16:00:00Z".parse().unwrap();
        assert_eq!(lifecycle.fire_due(due - SignedDuration::from_secs(1), 100).await.unwrap(), 0);
        let at_once = (0..8).map(|_| {
            let lifecycle = lifecycle.clone();
            tokio::spawn(async move { lifecycle.fire_due(due, 100).await.unwrap() })
        });
        let mut fired = 0;
        for one in at_once.collect::<Vec<_>>() {
            fired += one.await.unwrap();
        }
        let events = lifecycle.history(&anna(), &late.id).await.unwrap();
        assert_eq!(events.iter().filter(|event| event.name == "remind").count(), 1, "{}", fresh.name);
        assert!(fired >= 1, "{}", fresh.name);
        assert_eq!(lifecycle.fire_due(due + SignedDuration::from_hours(900), 100).await.unwrap(), 0);
        assert_eq!(events.last().unwrap().actor, "system");
        assert_eq!(replay(&events).unwrap(), "overdue");
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_process_changes_by_its_file_while_it_runs() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let lifecycle = lifecycle(&fresh.store, folder.path());
        let record = begin(&lifecycle, Some("x")).await;
        let process = include_str!("../../../definitions/processes/publication.toml");
        std::fs::create_dir_all(folder.path().join("processes")).unwrap();
        let path = folder.path().join("processes/publication.toml");
        // Owners may publish by themselves here.
        let more = "\n[[transitions]]\ncode = \"self-publish\"\nen = \"Publish\"\nzh = \"自行发布\"\nfrom = [\"draft\"]\nto = \"published\"\nby = [\"owner\"]\neffects = [\"publish\"]\n";
        std::fs::write(&path, format!("{process}{more}")).unwrap();
        assert!(lifecycle.act(&anna(), &command(&record, "self-publish", "")).await.is_err(), "not read yet");
        lifecycle.reload().unwrap();
        let processes = lifecycle.processes();
        let publication = processes.process("publication").unwrap();
        let owner = anna();
        let may: Vec<&str> = options(publication, "draft", &owner, "anna").map(|it| it.code.as_str()).collect();
        assert_eq!(may, ["submit", "self-publish"]);
        lifecycle.act(&anna(), &command(&record, "self-publish", "")).await.unwrap();
        assert_eq!(lifecycle.registry().hall_size(&Wanted::default()).await.unwrap(), 1);
        // A mistake changes nothing.
        std::fs::write(&path, process.replace("start = \"draft\"", "start = \"begin\"")).unwrap();
        assert!(lifecycle.reload().is_err());
        assert!(lifecycle.processes().process("publication").unwrap().transition("self-publish").is_some());
        fresh.remove().await;
    }
}

#[test]
fn a_history_with_a_gap_or_a_jump_is_found() {
    let event = |revision: i64, from: &str, to: &str| event::Model {
        record: "r".into(),
        revision,
        command: format!("c{revision}"),
        name: "x".into(),
        from_state: from.into(),
        to_state: to.into(),
        actor: "a".into(),
        version: 1,
        comment: String::new(),
        created_at: 0,
    };
    assert_eq!(replay(&[event(1, "", "draft"), event(2, "draft", "submitted")]).unwrap(), "submitted");
    assert!(replay(&[event(1, "", "draft"), event(3, "draft", "submitted")]).is_err());
    assert!(replay(&[event(1, "", "draft"), event(2, "published", "withdrawn")]).is_err());
}
