//! The hall through its pages: what is published is found, read and proven; what is not stays hidden on every way.
#![allow(clippy::unwrap_used)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use jiff::Timestamp;
use notary::Receipt;
use portal::{Platform, Portal, router};
use process::Command;
use registry::{Actor, Draft, Role};
use serde_json::{Value, json};
use std::path::Path;
use tower::ServiceExt;

struct Hall {
    platform: Platform,
    router: Router,
    folder: tempfile::TempDir,
}

impl Hall {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, folder }
    }

    /// An offer of Anna's, in a state of the process.
    async fn offer(&self, content: Value, state: &str) -> String {
        let anna = Actor::party("anna", Timestamp::now());
        let carl = Actor::party("carl", Timestamp::now()).with_role(Role::Curator);
        let draft = Draft {
            kind: "offer".into(),
            owner: "anna".into(),
            anonymous: false,
            content: content.as_object().unwrap().clone(),
        };
        let lifecycle = self.platform.lifecycle();
        let (mut record, _) = lifecycle.begin(&anna, &store::new_id(), draft).await.unwrap();
        let ways: &[(&Actor, &str)] = match state {
            "draft" => &[],
            "submitted" => &[(&anna, "submit")],
            _ => &[(&anna, "submit"), (&carl, "publish")],
        };
        for (actor, transition) in ways {
            let command = Command {
                id: store::new_id(),
                record: record.id.clone(),
                seen: record.revision,
                transition: (*transition).into(),
                comment: String::new(),
            };
            record = lifecycle.act(actor, &command).await.unwrap();
        }
        self.platform.pulse(Timestamp::now()).await;
        record.id
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        self.ask(Request::get(path).header("accept-language", "zh-CN").body(Body::empty()).unwrap()).await
    }

    async fn verify(&self, text: &str) -> String {
        let body = format!("--x\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--x--\r\n");
        let request =
            Request::post("/verify").header("content-type", "multipart/form-data; boundary=x").body(Body::from(body));
        self.ask(request.unwrap()).await.1
    }
}

fn offer(name: &str) -> Value {
    let platform = registry::definition::Definitions::embedded().unwrap();
    let kind = platform.kind("offer").unwrap();
    let mut content = json!({
        "name": {"zh": name, "en": "A dexterous hand"}, "summary": {"zh": "五指，二十个自由度。"}, "region": "440000", "tracks": ["robots"],
        "description": {"zh": "**抓取** <script>alert(1)</script>"},
    });
    for field in kind.fields.iter().filter(|field| field.required) {
        if content.get(&field.code).is_none() {
            content[&field.code] = match &field.of_type {
                registry::definition::FieldType::Choice { vocabulary } => {
                    let code = &platform.vocabulary(vocabulary).unwrap().terms[0].code;
                    if field.many { json!([code]) } else { json!(code) }
                }
                registry::definition::FieldType::Text { bilingual: true, .. } => json!([{"zh": "某研究院"}]),
                registry::definition::FieldType::Readiness(_) => json!(6),
                other => panic!("{}: {other:?}", field.code),
            };
        }
    }
    content
}

#[tokio::test]
async fn what_is_published_is_found_read_and_proven() {
    let hall = Hall::open().await;
    let id = hall.offer(offer("仿生灵巧手"), "published").await;
    let (status, page) = hall.get("/hall").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("仿生灵巧手") && page.contains("广东") && page.contains("共1条发布"), "{page}");
    assert!(hall.get("/hall?kind=offer&direction=manufacturing&region=440000").await.1.contains("仿生灵巧手"));
    assert!(!hall.get("/hall?kind=need").await.1.contains("仿生灵巧手"));
    assert!(hall.get("/hall?tracks=robots").await.1.contains("仿生灵巧手"));
    assert!(!hall.get("/hall?tracks=hydrogen").await.1.contains("仿生灵巧手"));

    let (status, page) = hall.get(&format!("/records/{id}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("仿生灵巧手") && page.contains("<strong>抓取</strong>"), "{page}");
    assert!(!page.contains("<script>alert"), "what people write does not run");
    let english = hall.get(&format!("/records/{id}?lang=en")).await.1;
    assert!(english.contains("A dexterous hand") && english.contains("Technology offer"));

    let (status, feed) = hall.get("/hall/feed.atom").await;
    assert!(status == StatusCode::OK && feed.contains("<title>仿生灵巧手</title>") && feed.contains(&id), "{feed}");

    let (status, receipt) = hall.get(&format!("/records/{id}/receipt?version=1")).await;
    assert_eq!(status, StatusCode::OK);
    Receipt::read(&receipt).unwrap().verify(hall.platform.verifier(), &[]).unwrap();
    assert!(hall.verify(&receipt).await.contains("This receipt holds"));
    assert!(hall.verify(&receipt.replace("仿生灵巧手", "灵巧手")).await.contains("A field is not what was published"));
    assert!(hall.verify("{}").await.contains("does not hold"));
    assert!(hall.verify("").await.contains("does not hold"));

    // Anyone can read the log, and nothing beside it.
    let (_, checkpoint) = hall.get("/log/checkpoint").await;
    assert!(checkpoint.starts_with("localhost/liaowang\n1\n"), "{checkpoint}");
    assert_eq!(hall.get("/log/tile/0/000.p/1").await.0, StatusCode::OK);
    for path in ["/log/tile/../key", "/log/tile/..%2Fkey", "/log/key", "/log/tile/0/001", "/log/tile/%2e%2e/%2e%2e/key"]
    {
        assert_eq!(hall.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn what_is_not_published_is_on_no_page() {
    let hall = Hall::open().await;
    let public = hall.offer(offer("公开的"), "published").await;
    for state in ["draft", "submitted"] {
        let id = hall.offer(offer("隐藏的"), state).await;
        for path in
            [format!("/records/{id}"), format!("/records/{id}?version=1"), format!("/records/{id}/receipt?version=1")]
        {
            assert_eq!(hall.get(&path).await.0, StatusCode::NOT_FOUND, "{state}: {path}");
        }
    }
    for path in ["/hall", "/hall/feed.atom", "/hall?kind=offer"] {
        assert!(!hall.get(path).await.1.contains("隐藏的"), "{path}");
    }
    for path in [
        "/records/nobody",
        "/records/..",
        &format!("/records/{public}?version=2"),
        &format!("/records/{public}?version=x"),
    ] {
        assert_eq!(hall.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/hall?after=x", "/hall?kind=%27;DROP", "/hall?direction=%00", "/hall?region=%F0%9F%98%80"] {
        assert_eq!(hall.get(path).await.0, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_new_kind_by_file_alone_is_there_while_the_portal_runs() {
    let hall = Hall::open().await;
    assert!(!hall.get("/hall").await.1.contains("概念验证中心"));
    let folder = hall.folder.path().join("definitions/kinds");
    std::fs::create_dir_all(&folder).unwrap();
    let kind = "code = \"proof-centre\"\nen = \"Proof-of-concept centre\"\nzh = \"概念验证中心\"\nfamily = \"resource\"\nprocess = \"publication\"\ntitle = \"name\"\nsummary = \"name\"\n[[sections]]\ncode = \"s\"\nen = \"S\"\nzh = \"节\"\n[[fields]]\ncode = \"name\"\nsection = \"s\"\ntype = \"text\"\nbilingual = true\nrequired = true\nen = \"Name\"\nzh = \"名称\"\n";
    std::fs::write(folder.join("proof-centre.toml"), kind).unwrap();
    hall.platform.pulse(Timestamp::now()).await;
    assert!(hall.get("/hall").await.1.contains("概念验证中心"));
    // A mistake changes nothing.
    std::thread::sleep(std::time::Duration::from_millis(20));
    std::fs::write(folder.join("proof-centre.toml"), kind.replace("type = \"text\"", "type = \"txt\"")).unwrap();
    hall.platform.pulse(Timestamp::now()).await;
    assert!(hall.get("/hall").await.1.contains("概念验证中心"));
}

#[tokio::test]
async fn the_export_is_readable_and_provable_without_us() {
    let hall = Hall::open().await;
    let id = hall.offer(offer("仿生灵巧手"), "published").await;
    hall.offer(offer("隐藏的"), "draft").await;
    let out = hall.folder.path().join("export");
    let log = hall.folder.path().join("notary/log");
    assert_eq!(portal::export_hall(hall.platform.registry(), hall.platform.files(), &log, &out).await.unwrap(), 1);
    let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap();
    assert!(read("index.html").contains("仿生灵巧手") && read("index.en.html").contains("A dexterous hand"));
    assert!(read(&format!("records/{id}.html")).contains("五指"));
    let receipt = Receipt::read(&read(&format!("records/{id}.receipt.json"))).unwrap();
    receipt.verify(hall.platform.verifier(), &[]).unwrap();
    fn all(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                all(&path, text);
            } else {
                text.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap()));
            }
        }
    }
    let mut text = String::new();
    all(&out, &mut text);
    assert!(!text.contains("隐藏的") && !text.contains("PRIVATE+KEY"), "nothing but the public part is in it");
}
