//! Searching and matching through the pages: what is published is found within a look, what is not never; a bad question gets an answer.
#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use common::complete;
use jiff::Timestamp;
use portal::{Platform, Portal, ask_for_index, router};
use process::Command;
use registry::{Actor, Draft, Role};
use serde_json::{Value, json};
use tower::ServiceExt;

struct Site {
    platform: Platform,
    router: Router,
    folder: tempfile::TempDir,
}

impl Site {
    async fn over(folder: tempfile::TempDir) -> Self {
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        platform.follow().await;
        Self { platform, router, folder }
    }

    async fn publish(&self, kind: &str, owner: &str, content: Value) -> String {
        let party = Actor::party(owner, Timestamp::now());
        let content = complete(kind, content).as_object().unwrap().clone();
        let draft = Draft { kind: kind.into(), owner: owner.into(), anonymous: false, content };
        let (record, problems) = self.platform.lifecycle().begin(&party, &store::new_id(), draft).await.unwrap();
        assert_eq!(problems, [], "{kind}");
        self.act(owner, &record.id, "submit").await;
        self.act("carl", &record.id, "publish").await;
        record.id
    }

    async fn act(&self, who: &str, record: &str, transition: &str) {
        let actor = Actor::party(who, Timestamp::now());
        let actor = if who == "carl" { actor.with_role(Role::Curator) } else { actor };
        let seen = self.platform.registry().read(&actor, record, None).await.unwrap().record.revision;
        let command = Command {
            id: store::new_id(),
            record: record.into(),
            seen,
            transition: transition.into(),
            comment: "because".into(),
        };
        self.platform.lifecycle().act(&actor, &command).await.unwrap();
    }

    async fn get(&self, path: &str) -> String {
        let request = Request::get(path).header("accept-language", "en").body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        String::from_utf8_lossy(&body).into_owned()
    }

    /// Sends a description as its form does, and follows to the page that answers.
    async fn describe(&self, text: &str) -> String {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let request = Request::post("/search").header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(Body::from(format!("text={encoded}"))).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let to = response.headers()["location"].to_str().unwrap().to_owned();
        self.get(&to).await
    }

    async fn search(&self, text: &str) -> String {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.get(&format!("/search?q={encoded}")).await
    }
}

fn hand(name: &str, life: &str) -> Value {
    json!({
        "name": {"zh": name, "en": "A dexterous hand"},
        "summary": {"zh": "五指，二十个自由度。", "en": "Five fingers for gripping."},
        "region": "440300", "readiness": 7,
        "indicators": [{"name": {"zh": "使用寿命", "en": "Service life"}, "value": life}],
        "conditions": {"en": "Only for hospitals in Ravenna"},
    })
}

#[tokio::test]
async fn what_is_published_is_found_and_what_is_withdrawn_is_not() {
    let site = Site::over(tempfile::tempdir().unwrap()).await;
    assert!(site.search("灵巧手").await.contains("Nothing was found"));
    let id = site.publish("offer", "anna", hand("仿生灵巧手", "9000 h")).await;
    let link = format!("/records/{id}");
    site.platform.follow().await;
    for question in
        ["灵巧手", "靈巧手", "dexterous", "dexterus hand", "\"dexterous hand\"", "gripping kind:offer", "使用寿命"]
    {
        let page = site.search(question).await;
        assert!(page.contains(&link), "{question}: {page}");
    }
    assert!(site.search("gripping").await.contains("<mark>gripping</mark>"));
    assert!(!site.search("dexterous -hand").await.contains(&link));
    assert!(!site.search("hospitals Ravenna").await.contains(&link), "visitors do not find what members read");
    assert!(site.get("/search/complete?q=dex").await.contains("dexterous"));
    assert!(site.get("/search?q=hand&kind=offer&region=440300").await.contains(&link));
    assert!(!site.get("/search?q=hand&kind=offer&region=110000").await.contains(&link));

    site.act("anna", &id, "withdraw").await;
    site.platform.follow().await;
    assert!(!site.search("灵巧手").await.contains(&link), "it left the hall");
    assert!(!site.get("/search/complete?q=dex").await.contains("dexterous"));
}

#[tokio::test]
async fn an_index_is_made_anew_where_it_is_missing_broken_or_asked_for() {
    let site = Site::over(tempfile::tempdir().unwrap()).await;
    let id = site.publish("offer", "anna", hand("仿生灵巧手", "9000 h")).await;
    let link = format!("/records/{id}");
    site.platform.follow().await;
    let index = site.folder.path().join("search/hall");
    ask_for_index(site.folder.path()).unwrap();
    site.platform.follow().await;
    assert!(!index.join("rebuild").exists(), "it was done");
    assert!(site.search("灵巧手").await.contains(&link));

    let Site { platform, router, folder } = site;
    drop((platform, router));
    std::fs::write(index.join("current"), "nonsense").unwrap();
    let site = Site::over(folder).await;
    assert!(site.search("灵巧手").await.contains(&link), "a broken index is replaced");

    let Site { platform, router, folder } = site;
    drop((platform, router));
    std::fs::remove_dir_all(&index).unwrap();
    let site = Site::over(folder).await;
    assert!(site.search("灵巧手").await.contains(&link), "a missing one too");
}

#[tokio::test]
async fn bad_questions_get_answers() {
    let site = Site::over(tempfile::tempdir().unwrap()).await;
    site.publish("offer", "anna", hand("仿生灵巧手", "9000 h")).await;
    site.platform.follow().await;
    for (question, says) in [
        ("\"open", "quotation mark is not closed"),
        ("hand OR", "OR needs a word"),
        ("-", ""),
        ("kind:", "Nothing follows the colon"),
        ("the of and 的 了", ""),
        ("🦾🤖", ""),
        ("手 hand 手hand ＡＢＣ", ""),
        ("((((((", ""),
        ("a*", "two letters"),
        ("<script>alert(1)</script>", ""),
    ] {
        let page = site.search(question).await;
        assert!(page.contains(says), "{question}: {page}");
        assert!(!page.contains("<script>alert"), "{question}");
    }
    let page = site.search(&"灵巧手 hand ".repeat(1_000)).await;
    assert!(page.contains("A dexterous hand"), "the beginning of a long question is asked");
    let page = site.describe(&"灵巧手 “hand -x (OR ".repeat(8_000)).await;
    assert!(page.contains("A dexterous hand"), "the beginning of a description is asked");
    assert!(page.contains("only its beginning was looked for") && !page.contains("not closed"), "{page}");
    assert!(!site.describe("\u{0}\u{1} 🦾").await.contains("only its beginning"));
}

#[tokio::test]
async fn a_need_shows_who_fits_and_why() {
    let site = Site::over(tempfile::tempdir().unwrap()).await;
    let fits = site.publish("offer", "anna", hand("长寿命灵巧手", "400 天")).await;
    let short = site.publish("offer", "bert", hand("短寿命灵巧手", "2000 h")).await;
    let need = site
        .publish(
            "need",
            "eva",
            json!({
                "name": {"zh": "灵巧手寿命", "en": "A longer life for a dexterous hand"},
                "summary": {"zh": "手指磨损。", "en": "Fingers wear out."},
                "indicators": [
                    {"name": {"zh": "使用寿命"}, "target": "≥8000 h"},
                    {"name": {"zh": "自重"}, "target": "≤600 g"},
                ],
                "readiness": 6,
            }),
        )
        .await;
    site.platform.follow().await;
    let page = site.get(&format!("/records/{need}/matches")).await;
    let (first, second) = (page.find(&format!("/records/{fits}")), page.find(&format!("/records/{short}")));
    assert!(first.is_some() && first < second, "what meets more stands first: {page}");
    let met = page.find("<b class=\"outcome met\">").unwrap();
    assert!(met < second.unwrap() && page.contains("<b class=\"outcome unmet\">"), "{page}");
    assert!(page.contains("It would be met at ≥ 8000 h (6000 h to go)."), "{page}");
    assert!(page.contains("<b class=\"outcome unknown\">") && page.contains("says nothing about it"), "{page}");
    let page = site.get(&format!("/records/{short}/matches")).await;
    assert!(page.contains(&format!("/records/{need}")), "an offer shows whom it may help: {page}");
}
