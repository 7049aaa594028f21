//! Guards that ask for facts, on both databases.
#![allow(clippy::unwrap_used)]

use process::{Command, Lifecycle, LifecycleError, Refusal};
use registry::facts::{Confidence, NewFact, Period};
use registry::{Actor, Draft, Registry, RegistryError, Role};
use serde_json::json;
use store::testing::databases;

fn now() -> jiff::Timestamp {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

fn fact(name: &str, value: f64, period: Period, confidence: Confidence) -> NewFact {
    NewFact {
        name: name.into(),
        value,
        period,
        source: "annual report".into(),
        confidence,
        proof: None,
        observed_at: now(),
    }
}

const PROCESS: &str = r#"
code = "publication"
en = "x"
zh = "流程"
start = "draft"
[[states]]
code = "draft"
en = "x"
zh = "草稿"
end = true
[[states]]
code = "large"
en = "x"
zh = "大"
end = true
[[transitions]]
code = "grow"
en = "x"
zh = "认定"
from = ["draft"]
to = "large"
by = ["owner"]
guard = { all = [
    { value = { fact = "revenue", period = "last-year" }, at_least = 1000, unit = "万元" },
    { value = { fact = "invention_patents" }, at_least = 5, unit = "件" },
] }
"#;

#[tokio::test]
async fn a_guard_asks_for_the_year_that_has_closed() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("processes")).unwrap();
        std::fs::write(folder.path().join("processes/publication.toml"), PROCESS).unwrap();
        let registry = Registry::new(fresh.store.clone(), Some(folder.path())).unwrap();
        let lifecycle = Lifecycle::new(registry.clone(), Some(folder.path())).unwrap();
        let (anna, carl) = (Actor::party("anna", now()), Actor::party("carl", now()).with_role(Role::Curator));
        let begin = async |name: &str| {
            let content = json!({"name": {"zh": name}}).as_object().unwrap().clone();
            let draft = Draft { kind: "enterprise".into(), owner: "anna".into(), anonymous: false, content };
            lifecycle.begin(&anna, &store::new_id(), draft).await.unwrap().0
        };
        let record = begin("明曜").await;
        let act = async || {
            let command = Command {
                id: store::new_id(),
                record: record.id.clone(),
                seen: 1,
                transition: "grow".into(),
                comment: String::new(),
            };
            lifecycle.act(&anna, &command).await
        };
        let refused = |done: Result<_, LifecycleError>| {
            assert!(matches!(done, Err(LifecycleError::Refused(Refusal::Guard { .. }))), "{}", fresh.name);
        };
        let add = async |new| registry.add_fact(&carl, &record.id, new).await.unwrap();
        refused(act().await);
        let day = "2026-06-30".parse().unwrap();
        add(fact("invention_patents", 5.0, Period::Day(day), Confidence::Official)).await;
        // Another year is not the year that is asked for; an estimate may be too high.
        add(fact("revenue", 5e9, Period::Year(2024), Confidence::Audited)).await;
        refused(act().await);
        add(fact("revenue", 1.1e9, Period::Year(2025), Confidence::Estimated)).await;
        refused(act().await);
        // Exactly ten million yuan.
        let exact = add(fact("revenue", 1e9, Period::Year(2025), Confidence::Audited)).await;
        let wrong = fact("revenue", 999_999_999.0, Period::Year(2025), Confidence::Audited);
        let wrong = registry.correct_fact(&carl, &exact.id, wrong).await.unwrap();
        refused(act().await);
        let right = fact("revenue", 1e9, Period::Year(2025), Confidence::Audited);
        registry.correct_fact(&carl, &wrong.id, right).await.unwrap();

        // The process of a merged record stands still, until they are split.
        let kept = begin("明曜科技").await;
        let merged = registry.merge(&carl, &kept.id, &record.id, "").await.unwrap();
        assert!(matches!(act().await, Err(LifecycleError::Registry(RegistryError::Changed { .. }))));
        let command = Command {
            id: store::new_id(),
            record: record.id.clone(),
            seen: 2,
            transition: "grow".into(),
            comment: String::new(),
        };
        let still = lifecycle.act(&anna, &command).await;
        assert!(matches!(still, Err(LifecycleError::Registry(RegistryError::Merged { .. }))), "{still:?}");
        registry.split(&carl, &merged.id).await.unwrap();
        let done = lifecycle.act(&anna, &Command { id: store::new_id(), seen: 3, ..command }).await.unwrap();
        assert_eq!(done.state, "large");
        let history = lifecycle.history(&anna, &record.id).await.unwrap();
        assert_eq!(process::replay(&history).unwrap(), "large");
        fresh.remove().await;
    }
}
