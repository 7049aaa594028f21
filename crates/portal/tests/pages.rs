//! The portal from outside: requests in, answers out, over the small world of the fixture.

mod fixture;

use axum::body::to_bytes;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::{Router, body::Body};
use portal::{Portal, router};
use serde_json::Value;
use std::sync::LazyLock;
use tempfile::TempDir;
use tower::ServiceExt;

/// Written once for all tests.
static DATA: LazyLock<TempDir> = LazyLock::new(|| {
    let data = tempfile::tempdir().expect("a temporary folder");
    fixture::write(data.path(), "scan-0001");
    data
});

struct TestApp(Router);

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl TestApp {
    fn new() -> TestApp {
        TestApp(router(Portal::open(DATA.path()).expect("the fixture can be read")))
    }

    fn over(data_dir: &std::path::Path) -> TestApp {
        TestApp(router(Portal::open(data_dir).expect("the folder can be read")))
    }

    async fn get(&self, address: &str) -> Answer {
        self.get_with(address, &[]).await
    }

    async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response =
            self.0.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 24).await.expect("a whole body");
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The text of all elements of a tag, without the tags inside.
    fn texts(&self, tag: &str) -> Vec<String> {
        let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
        self.body
            .split(&open)
            .skip(1)
            .filter(|piece| piece.starts_with(['>', ' ']))
            .map(|piece| {
                let inner = piece.split(&close).next().unwrap_or_default();
                let text: String =
                    inner.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// First cells of a table's rows: the labels of topics.
    fn labels(&self) -> Vec<String> {
        self.body
            .split("<th scope=\"row\" class=\"c-label\">")
            .skip(1)
            .map(|piece| {
                let link = piece.split("</a>").next().unwrap_or_default();
                link.rsplit('>').next().unwrap_or_default().to_owned()
            })
            .collect()
    }
}

#[tokio::test]
async fn every_page_answers_in_both_languages() {
    let app = TestApp::new();
    for (address, zh, en) in [
        ("/", "哪些技术正在兴起？", "Which technologies are emerging?"),
        ("/map", "主题地图", "Map"),
        ("/topics", "主题", "Topics"),
        ("/topics/t-00001", "人形机器人 · 灵巧手", "humanoid robot · dexterous hand"),
        ("/topics/a-00002", "量子与光计算", "quantum and optical computing"),
        ("/topics/t-00001/documents", "主题的文献", "Documents of the topic"),
        (
            "/documents/doi%3A10.1000%2Fmanufacturing.0",
            "人形机器人与灵巧手：第0号研究",
            "人形机器人与灵巧手：第0号研究",
        ),
        ("/backtest", "预测准不准？", "Is it any good?"),
        ("/status", "运行状态", "Status"),
        ("/about", "这些数字从何而来", "How the numbers come about"),
    ] {
        for (language, tag, expected) in [("zh", "zh-CN", zh), ("en", "en", en)] {
            let answer = app.get(&format!("{address}?lang={language}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            assert_eq!(answer.texts("h1"), [expected], "{address}");
            assert!(answer.body.contains(&format!("<html lang=\"{tag}\"")), "{address}");
            assert!(!answer.body.contains(" style=\""), "{address}: inline styles are forbidden by the policy");
            assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{address}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        }
    }
}

#[tokio::test]
async fn the_overview_says_what_matters() {
    let answer = TestApp::new().get("/?lang=en").await;
    let headings: Vec<String> = ["h2", "h3"].iter().flat_map(|tag| answer.texts(tag)).collect();
    insta::assert_snapshot!(headings.join("\n"), @r"
    Most likely to keep growing
    How far can this be trusted?
    Six directions
    The corpus
    humanoid robot · dexterous hand
    solid-state battery · sulfide electrolyte
    brain–computer interface · cortical electrode
    quantum error correction · surface code
    low-orbit constellation · inter-satellite link
    superconductor · nickelate film
    reusable rocket · landing control
    mRNA vaccine · lipid nanoparticle
    hydrogen metallurgy · green hydrogen
    digital twin · line simulation
    Future manufacturing
    Future information
    Future materials
    Future energy
    Future space
    Future health
    ");
    let facts: Vec<String> =
        answer.texts("dd").into_iter().zip(answer.texts("dt")).map(|(value, name)| format!("{value} {name}")).collect();
    insta::assert_snapshot!(facts.join(", "), @"288 documents, 2010–2024 years, 6 areas, 12 fields, 24 topics, 22 topics forecast");
}

#[tokio::test]
async fn the_table_sorts_filters_and_pages() {
    let app = TestApp::new();
    for (query, first, count) in [
        ("", "humanoid robot · dexterous hand", 24),
        ("?sort=documents&order=asc", "OFDM · channel estimation", 24),
        ("?sort=label", "additive manufacturing · laser melting", 24),
        ("?sort=label&order=desc", "two-dimensional material · heterostructure", 24),
        ("?sort=growth&order=asc", "lead-acid battery · grid", 24),
        ("?direction=energy", "solid-state battery · sulfide electrolyte", 4),
        ("?direction=none", "solar sail · attitude", 1),
        ("?q=BATTERY", "solid-state battery · sulfide electrolyte", 2),
        ("?q=电池%20硫化物", "solid-state battery · sulfide electrolyte", 1),
        ("?level=1&sort=label", "advanced materials", 6),
        ("?level=2", "humanoid robot · dexterous hand", 12),
        ("?page=99", "humanoid robot · dexterous hand", 24),
        ("?sort=nonsense&order=nonsense&level=9&direction=nonsense&page=x", "humanoid robot · dexterous hand", 24),
    ] {
        let separator = if query.is_empty() { "?" } else { "&" };
        let answer = app.get(&format!("/topics{query}{separator}lang=en")).await;
        let labels = answer.labels();
        assert_eq!((labels.len(), labels.first().map(String::as_str)), (count, Some(first)), "{query}");
    }
    assert!(app.get("/topics?q=xyzzy&lang=en").await.body.contains("No topic matches"));
}

#[tokio::test]
async fn what_comes_from_documents_and_addresses_is_escaped() {
    let app = TestApp::new();
    let answer = app.get("/topics?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!answer.body.contains("<script>alert"));
    let document = app.get("/documents/doi:10.1000/manufacturing.1?lang=en").await;
    assert_eq!(document.status, StatusCode::OK);
    assert!(document.body.contains("&#60;of&#62; &#38; &#34;more&#34;"), "{:?}", document.texts("h1"));
    assert!(document.body.contains("https://doi.org/10.1000/manufacturing.1"));
}

#[tokio::test]
async fn failures_have_pages_and_problems() {
    let app = TestApp::new();
    for (address, status, title) in [
        ("/nothing?lang=en", 404, "This page does not exist"),
        ("/topics/t-99999?lang=zh", 404, "没有这个页面"),
        ("/documents/doi:none?lang=en", 404, "This page does not exist"),
        ("/assets/../Cargo.toml?lang=en", 404, "This page does not exist"),
    ] {
        let answer = app.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.texts("h1")), (status, vec![title.to_owned()]), "{address}");
    }
    for (address, status, detail) in [
        ("/api/v1/nothing", 404, "not found"),
        ("/api/v1/topics/t-99999", 404, "not found"),
        ("/api/v1/topics?limit=0", 400, "`limit` must be a number from 1 to 500, not `0`"),
        ("/api/v1/topics?level=7", 400, "`level` must be 1, 2 or 3, not `7`"),
        (
            "/api/v1/topics?cursor=scan-0009.5",
            400,
            "`cursor` must be the cursor of a page of this very scan; start again without it, not `scan-0009.5`",
        ),
        ("/api/v1/forecasts?target=luck", 400, "`target` must be one of sustained, cset, top10, not `luck`"),
    ] {
        let answer = app.get(address).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{address}");
        assert_eq!((answer.status.as_u16(), answer.json()["detail"].as_str()), (status, Some(detail)), "{address}");
    }
}

#[tokio::test]
async fn only_reading_is_possible() {
    let app = TestApp::new();
    let request = Request::post("/topics").body(Body::empty()).expect("a request");
    let response = app.0.oneshot(request).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_api_pages_by_cursor_to_the_end() {
    let app = TestApp::new();
    let mut address = "/api/v1/topics?sort=documents&limit=10".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = app.get(&address).await.json();
        seen.extend(page["items"].as_array().expect("items").iter().map(|topic| topic["topic_id"].to_string()));
        assert_eq!(page["total"], 24);
        match page["next"].as_str() {
            Some(next) => address = next.to_owned(),
            None => break,
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 24);
}

#[tokio::test]
async fn the_api_answers() {
    let app = TestApp::new();
    let topic = app.get("/api/v1/topics/t-00001").await.json();
    assert_eq!(topic["topic"]["label_en"], "humanoid robot · dexterous hand");
    assert_eq!(topic["forecasts"].as_array().map(Vec::len), Some(2));
    assert_eq!(app.get("/api/v1/topics/t-00001/documents?limit=2").await.json()["total"], 12);
    assert_eq!(app.get("/api/v1/scan").await.json()["scan_id"], "scan-0001");
    assert_eq!(app.get("/api/v1/forecasts?target=top10").await.json()["items"][0]["rank"], 1);
    assert_eq!(app.get("/api/v1/backtest").await.json()["horizon"], 3);
    assert_eq!(app.get("/api/v1/map").await.json()["topics"].as_array().map(Vec::len), Some(24));
}

#[tokio::test]
async fn an_etag_spares_the_second_answer() {
    let app = TestApp::new();
    let etag = app.get("/api/v1/topics").await.header("etag").to_owned();
    let again = app.get_with("/api/v1/topics", &[("if-none-match", &etag)]).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let other = app.get_with("/api/v1/topics", &[("if-none-match", "W/\"other\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn the_description_names_every_route() {
    let description = TestApp::new().get("/api/v1/openapi.json").await.json();
    let paths: Vec<&str> = description["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
    let mut routes: Vec<String> = include_str!("../src/api/mod.rs")
        .split(".route(\"")
        .skip(1)
        .filter_map(|piece| piece.split('"').next())
        .filter(|path| *path != "/openapi.json")
        .map(str::to_owned)
        .collect();
    routes.sort();
    assert_eq!(paths, routes);
}

#[tokio::test]
async fn the_choice_of_language_is_kept_in_a_cookie() {
    let app = TestApp::new();
    let answer = app.get("/about?lang=zh").await;
    assert_eq!(answer.header("set-cookie"), "lang=zh; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    let later = app.get_with("/about", &[("cookie", "lang=zh"), ("accept-language", "en")]).await;
    assert!(later.body.contains("<html lang=\"zh-CN\""));
    assert_eq!(later.header("set-cookie"), "");
}

#[tokio::test]
async fn answers_are_compressed() {
    let answer = TestApp::new().get_with("/topics", &[("accept-encoding", "gzip")]).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
}

#[tokio::test]
async fn without_a_scan_a_page_says_what_to_do_until_there_is_one() {
    let data = tempfile::tempdir().expect("a temporary folder");
    let portal = Portal::open(data.path()).expect("an empty folder is no error");
    let app = TestApp(router(portal.clone()));
    for address in ["/", "/topics", "/map", "/status", "/backtest"] {
        let answer = app.get(&format!("{address}?lang=en")).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert!(answer.body.contains("liaowang import") && answer.body.contains("liaowang scan"), "{address}");
    }
    assert_eq!(app.get("/about?lang=en").await.status, StatusCode::OK);
    fixture::write(data.path(), "scan-0001");
    portal.refresh().expect("the new scan can be read");
    assert_eq!(app.get("/?lang=en").await.status, StatusCode::OK);
    fixture::write(data.path(), "scan-0002");
    portal.refresh().expect("the newer scan can be read");
    assert_eq!(app.get("/api/v1/scan").await.json()["scan_id"], "scan-0002");
}

#[tokio::test]
async fn without_a_back_test_its_page_says_how_to_make_one() {
    let data = tempfile::tempdir().expect("a temporary folder");
    fixture::write(data.path(), "scan-0001");
    std::fs::remove_file(data.path().join("scans/scan-0001/backtest.json")).expect("the back-test is there");
    let app = TestApp::over(data.path());
    let answer = app.get("/backtest?lang=en").await;
    assert!(answer.body.contains("liaowang backtest --save"));
    assert_eq!(app.get("/?lang=en").await.status, StatusCode::OK);
}

#[tokio::test]
async fn assets_may_be_kept_for_ever() {
    let app = TestApp::new();
    let page = app.get("/").await;
    let address = page.body.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let address = address.expect("a page has a style sheet");
    if address == "/assets/site.css" {
        println!("skipped: the web assets were not built (cargo xtask web)");
        return;
    }
    let style = app.get(address).await;
    assert_eq!((style.status, style.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
}
