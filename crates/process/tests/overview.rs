//! After a kind has changed: which records no longer fit, on both databases; and definitions that are taken all or not at all.
#![allow(clippy::unwrap_used)]

use jiff::Timestamp;
use process::{Command, Lifecycle};
use registry::content::Wrong;
use registry::hall::Wanted;
use registry::{Actor, Draft, Registry, RegistryError, Role};
use serde_json::json;
use std::path::Path;
use store::schema::record;
use store::testing::databases;

fn now() -> Timestamp {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

fn with(role: Role) -> Actor {
    Actor::party("olga", now()).with_role(role)
}

/// Writes the kind, with more lines in its head and more fields.
fn write(folder: &Path, head: &str, fields: &str) {
    let field = |code: &str, more: &str| {
        format!("[[fields]]\ncode = \"{code}\"\nsection = \"s\"\nen = \"x\"\nzh = \"字\"\n{more}\n")
    };
    let text = [
        "code = \"sample\"\nen = \"Sample\"\nzh = \"样品\"\nfamily = \"product\"\nprocess = \"publication\"\ntitle = \"name\"\nsummary = \"name\"\n".to_owned(),
        format!("{head}\n[[sections]]\ncode = \"s\"\nen = \"S\"\nzh = \"节\"\n"),
        field("name", "type = \"text\"\nbilingual = true\nrequired = true"),
        field("region", "type = \"region\""),
        field("secret", "type = \"text\"\ndisclosure = \"owner\""),
        fields.to_owned(),
    ];
    std::fs::create_dir_all(folder.join("kinds")).unwrap();
    std::fs::write(folder.join("kinds/sample.toml"), text.concat()).unwrap();
}

async fn begin(lifecycle: &Lifecycle, name: &str) -> record::Model {
    let content = json!({"name": {"zh": name}, "region": "440000", "secret": "geheim"}).as_object().unwrap().clone();
    let draft = Draft { kind: "sample".into(), owner: "anna".into(), anonymous: false, content };
    lifecycle.begin(&Actor::party("anna", now()), &store::new_id(), draft).await.unwrap().0
}

async fn act(lifecycle: &Lifecycle, actor: &Actor, record: &record::Model, transition: &str) -> record::Model {
    let (id, transition) = (store::new_id(), transition.to_owned());
    let command = Command { id, record: record.id.clone(), seen: record.revision, transition, comment: String::new() };
    lifecycle.act(actor, &command).await.unwrap()
}

#[tokio::test]
async fn what_no_longer_fits_is_found() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "", "");
        let registry = Registry::new(fresh.store.clone(), Some(folder.path())).unwrap();
        let lifecycle = Lifecycle::new(registry, Some(folder.path())).unwrap();
        let (anna, operator) = (Actor::party("anna", now()), with(Role::Operator));
        let draft = begin(&lifecycle, "草稿").await;
        let submitted = act(&lifecycle, &anna, &begin(&lifecycle, "待审").await, "submit").await;
        let published = act(&lifecycle, &anna, &begin(&lifecycle, "公开").await, "submit").await;
        let published = act(&lifecycle, &with(Role::Curator), &published, "publish").await;
        let fit = lifecycle.fit(&operator, "sample", None, 10).await.unwrap();
        assert_eq!((fit.records, fit.misfits, fit.shown.len(), fit.next), (3, 0, 0, None), "{}", fresh.name);

        // A field becomes required: the draft may do without it for now.
        write(
            folder.path(),
            "",
            "[[fields]]\ncode = \"more\"\nsection = \"s\"\nen = \"M\"\nzh = \"更\"\ntype = \"text\"\nrequired = true\n",
        );
        lifecycle.reload().unwrap();
        let fit = lifecycle.fit(&operator, "sample", None, 10).await.unwrap();
        let found: Vec<_> =
            fit.shown.iter().map(|it| (it.record.clone(), it.is_public, it.problems[0].path.clone())).collect();
        let mut expected =
            vec![(submitted.id.clone(), false, "more".to_owned()), (published.id.clone(), true, "more".to_owned())];
        expected.sort();
        assert_eq!((fit.records, fit.misfits), (3, 2));
        assert_eq!(found, expected, "{}", fresh.name);
        // The operator sees what is public only; the curator everything.
        for misfit in &fit.shown {
            assert_eq!((misfit.title.is_some(), misfit.may_see), (misfit.is_public, misfit.is_public));
        }
        let fit = lifecycle.fit(&with(Role::Curator), "sample", None, 10).await.unwrap();
        assert!(fit.shown.iter().all(|misfit| misfit.title.is_some()));
        // Page by page, each of one record, with the whole counted on each.
        let first = lifecycle.fit(&operator, "sample", None, 1).await.unwrap();
        assert_eq!((first.misfits, first.shown.len(), first.next.as_ref()), (2, 1, Some(&expected[0].0)));
        let second = lifecycle.fit(&operator, "sample", first.next.as_deref(), 1).await.unwrap();
        assert_eq!((second.misfits, &second.shown[0].record, second.next), (2, &expected[1].0, None));

        // A text becomes a choice: all three hold what is no term, and the operator does not read it.
        let text = std::fs::read_to_string(folder.path().join("kinds/sample.toml")).unwrap();
        let choice = text.replace(
            "type = \"text\"\ndisclosure = \"owner\"",
            "type = \"choice\"\nvocabulary = \"degree\"\ndisclosure = \"owner\"",
        );
        std::fs::write(folder.path().join("kinds/sample.toml"), choice).unwrap();
        lifecycle.reload().unwrap();
        for (actor, given) in [(&operator, ""), (&with(Role::Auditor), "geheim")] {
            let fit = lifecycle.fit(actor, "sample", None, 10).await.unwrap();
            assert_eq!(fit.misfits, 3, "{}", draft.id);
            for misfit in &fit.shown {
                let problem = misfit.problems.iter().find(|problem| problem.path == "secret").unwrap();
                assert_eq!(problem.what, Wrong::NotATerm { given: given.into() }, "{}", fresh.name);
            }
        }
        for actor in [anna, with(Role::Reviewer), Actor::visitor(now())] {
            let refused = lifecycle.registry().fit(&actor, "sample", &Default::default(), None, 1).await;
            assert!(matches!(refused, Err(RegistryError::Forbidden(_))));
            assert!(lifecycle.registry().records_by_kind(&actor).await.is_err());
        }
        fresh.remove().await;
    }
}

#[tokio::test]
async fn facets_are_written_again_after_they_changed() {
    for fresh in databases().await {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "", "");
        let registry = Registry::new(fresh.store.clone(), Some(folder.path())).unwrap();
        let lifecycle = Lifecycle::new(registry.clone(), Some(folder.path())).unwrap();
        let record = act(&lifecycle, &Actor::party("anna", now()), &begin(&lifecycle, "公开").await, "submit").await;
        act(&lifecycle, &with(Role::Curator), &record, "publish").await;
        let wanted = Wanted { terms: [("region".to_owned(), vec!["440000".to_owned()])].into(), ..Wanted::default() };
        assert_eq!(registry.hall_size(&wanted).await.unwrap(), 0);
        write(folder.path(), "facets = [\"region\"]", "");
        lifecycle.reload().unwrap();
        assert_eq!(registry.refresh_facets(&with(Role::Operator), "sample").await.unwrap(), 1);
        assert_eq!(registry.hall_size(&wanted).await.unwrap(), 1, "{}", fresh.name);
        assert_eq!(registry.published_by_kind().await.unwrap(), [("sample".to_owned(), 1)].into());
        let refused = registry.refresh_facets(&with(Role::Curator), "sample").await;
        assert!(matches!(refused, Err(RegistryError::Forbidden(_))));
        fresh.remove().await;
    }
}

#[tokio::test]
async fn definitions_are_taken_all_or_not_at_all() {
    let fresh = databases().await.remove(0);
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "", "");
    let registry = Registry::new(fresh.store.clone(), Some(folder.path())).unwrap();
    let lifecycle = Lifecycle::new(registry, Some(folder.path())).unwrap();
    // The kind is good by itself, and names a process that is not there.
    let path = folder.path().join("kinds/sample.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("process = \"publication\"", "process = \"nothing\"")).unwrap();
    let said = lifecycle.reload().unwrap_err().to_string();
    assert_eq!(said, "kinds/sample.toml: there is no process `nothing`");
    assert_eq!(lifecycle.registry().definitions().kind("sample").unwrap().process, "publication");
}
