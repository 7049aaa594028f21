//! Writing through the API: the life of a record, lost updates, repeats, scopes, and what cannot be read.
#![allow(clippy::unwrap_used)]

use accounts::{NewPerson, Scope, Scopes, Secret};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use portal::{Platform, Portal, router};
use registry::definition::{Definitions, FieldType};
use registry::{Actor, Role};
use serde_json::{Value, json};
use tower::ServiceExt;

const ALL: &[Scope] = &Scope::ALL;

struct Site {
    platform: Platform,
    router: Router,
    _folder: tempfile::TempDir,
}

/// Someone with a token; without one, a visitor.
struct Program<'s> {
    site: &'s Site,
    token: Option<String>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Site {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, _folder: folder }
    }

    async fn person(&self, email: &str, role: Option<Role>) -> String {
        let accounts = self.platform.accounts();
        let person = NewPerson {
            email: email.into(),
            password: Secret::from("eine lange Kette von Worten".to_owned()),
            name_zh: "王安娜".into(),
            name_en: "Anna Wang".into(),
            language: "zh".into(),
        };
        let party = accounts.make_operator(&person, Timestamp::now()).await.unwrap();
        let operator = Actor::party("command-line", Timestamp::now()).with_role(Role::Operator);
        if let Some(role) = role {
            accounts.grant(&operator, &party, role).await.unwrap();
        }
        accounts.revoke(&operator, &party, Role::Operator).await.unwrap();
        party
    }

    async fn program(&self, party: &str, scopes: &[Scope]) -> Program<'_> {
        let now = Timestamp::now();
        let scopes: Scopes = scopes.iter().copied().collect();
        let until = now + SignedDuration::from_hours(1);
        let made = self.platform.accounts().make_token(&Actor::party(party, now), "test", &scopes, until).await;
        Program { site: self, token: Some(made.unwrap().0.expose().to_owned()) }
    }

    fn visitor(&self) -> Program<'_> {
        Program { site: self, token: None }
    }
}

impl Program<'_> {
    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response =
            self.site.router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 10_000_000).await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    async fn json(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
        self.send(method, path, &headers, &body.to_string()).await
    }
}

/// Everything that an offer needs.
fn offer(name: &str) -> Value {
    let definitions = Definitions::embedded().unwrap();
    let mut content =
        json!({ "name": {"zh": name}, "region": "440000", "tracks": ["robots"], "summary": {"zh": "五指。"} });
    for field in definitions.kind("offer").unwrap().fields.iter().filter(|field| field.required) {
        if content.get(&field.code).is_none() {
            content[&field.code] = match &field.of_type {
                FieldType::Choice { vocabulary } => {
                    let code = &definitions.vocabulary(vocabulary).unwrap().terms[0].code;
                    if field.many { json!([code]) } else { json!(code) }
                }
                FieldType::Text { bilingual: true, .. } => json!([{"zh": "某研究院"}]),
                FieldType::Readiness(_) => json!(6),
                other => panic!("{}: {other:?}", field.code),
            };
        }
    }
    content
}

#[tokio::test]
async fn a_record_lives_through_the_api() {
    let site = Site::open().await;
    let party = site.person("anna@lab.example", None).await;
    let anna = site.program(&party, ALL).await;
    let carl = site.program(&site.person("carl@bureau.example", Some(Role::Curator)).await, ALL).await;
    let me = anna.get("/me").await;
    assert_eq!((me.status, me.body["party"]["id"].as_str()), (StatusCode::OK, Some(party.as_str())));

    let begun = anna.json("POST", "/records", &[], &json!({"kind": "offer", "content": {"name": {"zh": "手"}}})).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.body);
    assert!(begun.body["problems"].as_array().unwrap().iter().any(|it| it["code"] == "missing"), "{}", begun.body);
    assert_eq!((begun.header("etag"), begun.header("cache-control")), ("\"1\"", "private, no-cache"));
    let record = begun.header("location").strip_prefix("/api/v1").unwrap().to_owned();
    let refused = anna.send("POST", &format!("{record}/transitions/submit"), &[("if-match", "\"1\"")], "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);

    let fields = json!({"content": offer("灵巧手"), "note": "complete"});
    let put = anna.json("PUT", &record, &[("if-match", "\"1\"")], &fields).await;
    assert_eq!((put.status, put.header("etag")), (StatusCode::OK, "\"2\""), "{}", put.body);
    assert_eq!(put.body["problems"], json!([]));
    assert!(put.body["transitions"].as_array().unwrap().iter().any(|it| it["code"] == "submit"), "{}", put.body);
    let known = anna.send("GET", &record, &[("if-none-match", "\"2\"")], "").await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    assert!(anna.get("/me/records").await.body["items"][0]["id"].is_string());

    let said = json!({"comment": "please"});
    let submitted = anna.json("POST", &format!("{record}/transitions/submit"), &[("if-match", "\"2\"")], &said).await;
    assert_eq!((submitted.status, &submitted.body["state"]), (StatusCode::OK, &json!("submitted")));
    assert_eq!(site.visitor().get(&record).await.status, StatusCode::NOT_FOUND);
    assert_eq!(anna.get("/queue").await.status, StatusCode::FORBIDDEN);
    assert_eq!(carl.get("/queue").await.body["items"][0]["state"], "submitted");
    let not_hers = anna.send("POST", &format!("{record}/transitions/publish"), &[("if-match", "\"3\"")], "").await;
    assert_eq!(not_hers.status, StatusCode::FORBIDDEN);
    let published = carl.send("POST", &format!("{record}/transitions/publish"), &[("if-match", "\"3\"")], "").await;
    assert_eq!(published.status, StatusCode::OK, "{}", published.body);

    let seen = site.visitor().get(&record).await;
    assert_eq!((seen.status, &seen.body["content"]["name"]["zh"]), (StatusCode::OK, &json!("灵巧手")));
    assert!(seen.body.get("state").is_none() && seen.body.get("problems").is_none(), "{}", seen.body);
    let tag = seen.header("etag").to_owned();
    let again = site.visitor().send("GET", &record, &[("if-none-match", &tag)], "").await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let names: Vec<String> = anna.get(&format!("{record}/history")).await.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["begin", "edit", "submit", "publish"]);
    assert_eq!(site.visitor().get(&format!("{record}/history")).await.status, StatusCode::UNAUTHORIZED);
    let changes = anna.get(&format!("{record}/difference?from=1&to=2")).await.body;
    assert!(changes["changes"].as_array().unwrap().iter().any(|it| it["field"] == "name"), "{changes}");
    assert_eq!(site.visitor().get(&format!("{record}/difference?from=1&to=2")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_is_lost_and_what_is_sent_twice_happens_once() {
    let site = Site::open().await;
    let anna = site.program(&site.person("anna@lab.example", None).await, ALL).await;
    let eva = site.program(&site.person("eva@lab.example", None).await, ALL).await;
    let key = ("idempotency-key", "0123456789abcdef");
    let draft = json!({"kind": "offer", "content": {"name": {"zh": "手"}}});
    let first = anna.json("POST", "/records", &[key], &draft).await;
    let record = format!("/records/{}", first.body["id"].as_str().unwrap());
    let fields = json!({"content": offer("灵巧手")});
    assert_eq!(anna.json("PUT", &record, &[], &fields).await.status, StatusCode::PRECONDITION_REQUIRED);
    let put_key = ("idempotency-key", "put-0123456789abcdef");
    let put = anna.json("PUT", &record, &[("if-match", "\"1\""), put_key], &fields).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.body);
    // Someone who saw the first state does not overwrite the second.
    let late = json!({"content": {"name": {"zh": "脚"}}});
    for tag in ["\"1\"", "W/\"2\"", "\"x\""] {
        let lost = anna.json("PUT", &record, &[("if-match", tag)], &late).await;
        assert_eq!(lost.status, StatusCode::PRECONDITION_FAILED, "{tag}");
    }
    let submit = format!("{record}/transitions/submit");
    let act_key = ("idempotency-key", "act-0123456789abcdef");
    let acted = anna.send("POST", &submit, &[("if-match", "\"2\""), act_key], "").await;
    assert_eq!((acted.status, acted.header("etag")), (StatusCode::OK, "\"3\""));
    // The same again: the first answers, though the record has moved on.
    let again = anna.json("POST", "/records", &[key], &draft).await;
    assert_eq!((again.status, &again.body["id"], again.header("etag")), (first.status, &first.body["id"], "\"1\""));
    assert_eq!(again.body["content"], first.body["content"]);
    let again = anna.json("PUT", &record, &[("if-match", "\"1\""), put_key], &fields).await;
    assert_eq!((again.status, again.header("etag"), &again.body["state"]), (put.status, "\"2\"", &put.body["state"]));
    let again = anna.send("POST", &submit, &[("if-match", "\"2\""), act_key], "").await;
    assert_eq!((again.status, again.header("etag")), (StatusCode::OK, "\"3\""));
    // The same key with something else is refused, on every route; keys of others do not meet.
    for (method, path, used, body) in [
        ("POST", "/records", key, &json!({"kind": "offer", "content": {"name": {"zh": "脚"}}})),
        ("POST", "/records", key, &json!({"kind": "offer", "anonymous": true, "content": {"name": {"zh": "手"}}})),
        ("PUT", record.as_str(), put_key, &late),
        ("PUT", record.as_str(), act_key, &fields),
        ("POST", submit.as_str(), act_key, &json!({"comment": "other"})),
    ] {
        let refused = anna.json(method, path, &[used, ("if-match", "\"3\"")], body).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{method} {path} {}", refused.body);
        assert_eq!(refused.body["type"], "urn:liaowang:problem:reused");
    }
    let other = eva.json("POST", "/records", &[key], &draft).await;
    assert_eq!(other.status, StatusCode::CREATED);
    assert_ne!(other.body["id"], first.body["id"]);
    assert_eq!(
        anna.json("POST", "/records", &[("idempotency-key", "short")], &draft).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_token_does_what_its_scopes_name() {
    let site = Site::open().await;
    let anna = site.person("anna@lab.example", None).await;
    let carl = site.person("carl@bureau.example", Some(Role::Curator)).await;
    let draft = json!({"kind": "offer", "content": {}});
    let writer = site.program(&anna, &[Scope::Read, Scope::Write]).await;
    let begun = writer.json("POST", "/records", &[], &draft).await;
    let record = format!("/records/{}", begun.body["id"].as_str().unwrap());
    let submit = format!("{record}/transitions/submit");
    let lacking = writer.send("POST", &submit, &[("if-match", "*")], "").await;
    assert_eq!(lacking.status, StatusCode::FORBIDDEN);
    assert!(lacking.body["detail"].as_str().unwrap().contains("publish"), "{}", lacking.body);
    let reader = site.program(&anna, &[Scope::Read]).await;
    assert_eq!(reader.json("POST", "/records", &[], &draft).await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.get(&record).await.status, StatusCode::OK);
    let publisher = site.program(&anna, &[Scope::Publish]).await;
    assert_eq!(publisher.get("/kinds").await.status, StatusCode::FORBIDDEN);
    // Others do not know of it, and a curator only where the token may use roles.
    let eva = site.program(&site.person("eva@lab.example", None).await, ALL).await;
    for path in [record.clone(), format!("{record}/history"), format!("{record}/difference?from=1&to=1")] {
        assert_eq!(eva.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let fields = json!({"content": {}});
    assert_eq!(eva.json("PUT", &record, &[("if-match", "\"1\"")], &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(eva.send("POST", &submit, &[("if-match", "\"1\"")], "").await.status, StatusCode::NOT_FOUND);
    let roles = site.program(&carl, ALL).await;
    assert_eq!(roles.get(&record).await.status, StatusCode::OK);
    let plain = site.program(&carl, &[Scope::Read, Scope::Write, Scope::Publish]).await;
    assert_eq!(plain.get(&record).await.status, StatusCode::NOT_FOUND);
    assert_eq!(plain.get("/queue").await.status, StatusCode::FORBIDDEN);
    // Nobody writes in another's name.
    let taken = json!({"kind": "offer", "owner": anna, "content": {}});
    assert_eq!(eva.json("POST", "/records", &[], &taken).await.status, StatusCode::FORBIDDEN);
    // Agreements are the owner's.
    let agreement = format!("{record}/agreements/{carl}");
    let level = json!({"level": "agreement"});
    assert_eq!(eva.json("PUT", &agreement, &[], &level).await.status, StatusCode::NOT_FOUND);
    assert_eq!(writer.json("PUT", &agreement, &[], &level).await.status, StatusCode::OK);
    assert_eq!(writer.json("PUT", &agreement, &[], &json!({"level": "owner"})).await.status.as_u16(), 422);
    assert_eq!(writer.send("DELETE", &agreement, &[], "").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn tokens_that_are_not_good_and_cookies_open_nothing() {
    let site = Site::open().await;
    let wrong = Program { site: &site, token: Some("lw_wrong".to_owned()) };
    for path in ["/kinds", "/me", "/records/x"] {
        let answer = wrong.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(answer.header("www-authenticate").contains("invalid_token"));
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let visitor = site.visitor();
    let answer = visitor.json("POST", "/records", &[("cookie", "session=x")], &json!({"kind": "offer"})).await;
    assert_eq!(
        (answer.status, answer.header("www-authenticate")),
        (StatusCode::UNAUTHORIZED, "Bearer realm=\"liaowang\"")
    );
    assert_eq!(
        visitor.send("GET", "/kinds", &[("authorization", "Basic eDp5")], "").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert!(visitor.get("/kinds").await.header("vary").contains("authorization"));
}

#[tokio::test]
async fn what_cannot_be_read_is_said() {
    let site = Site::open().await;
    let anna = site.program(&site.person("anna@lab.example", None).await, ALL).await;
    let json_type = ("content-type", "application/json");
    for (body, status) in [
        ("{", 400),
        ("{\"kind\": \"\\ud800\"}", 400),
        ("[]", 422),
        ("{\"kind\": 1}", 422),
        ("{\"kind\": \"offer\", \"more\": 1}", 422),
        ("{\"kind\": \"no-such-kind\"}", 422),
        ("{\"kind\": \"offer\", \"content\": {\"name\": {\"zh\": \"\\u0000\"}}}", 422),
        ("{\"kind\": \"offer\", \"content\": {\"nothing\": 1}}", 422),
    ] {
        let answer = anna.send("POST", "/records", &[json_type], body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let deep = format!("{{\"kind\": \"offer\", \"content\": {}1{}}}", "{\"a\":".repeat(500), "}".repeat(500));
    assert_eq!(anna.send("POST", "/records", &[json_type], &deep).await.status, StatusCode::BAD_REQUEST);
    let answer = anna.send("POST", "/records", &[json_type], "{\n \"kind\": }").await;
    assert!(answer.body["detail"].as_str().unwrap().contains("line 2 column"), "{}", answer.body);
    assert_eq!(anna.send("POST", "/records", &[], "{}").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = " ".repeat(1_100_000);
    assert_eq!(anna.send("POST", "/records", &[json_type], &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let wrong = json!({"kind": "offer", "content": {"name": 7, "region": "x"}});
    for language in ["en", "zh-CN"] {
        let answer = anna.json("POST", "/records", &[("accept-language", language)], &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let problems = answer.body["problems"].as_array().unwrap();
        let paths: Vec<&str> = problems.iter().map(|it| it["path"].as_str().unwrap()).collect();
        assert_eq!(paths, ["name", "region"], "{}", answer.body);
        let text = problems[0]["text"].as_str().unwrap();
        assert_eq!(text.is_ascii(), language == "en", "{text}");
    }
    let answer = anna.send("PATCH", "/records", &[], "").await;
    assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD,POST"));
    for path in ["/records/%00", "/records/%FF", "/kinds/%ff/schema", "/nothing"] {
        assert_eq!(anna.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(anna.get("/records?region=%00").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(anna.get("/kinds/offer/schema").await.header("content-type"), "application/schema+json");
}

#[tokio::test]
async fn the_reference_names_every_operation_in_both_languages() {
    let site = Site::open().await;
    for (language, title) in [("en", "<h1>API</h1>"), ("zh", "<h1>接口</h1>")] {
        let request = Request::get(format!("/api?lang={language}")).body(Body::empty()).unwrap();
        let response = site.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let page = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        let page = String::from_utf8_lossy(&page);
        assert!(page.contains(title));
        for name in
            ["GET /records/{id}", "PUT /records/{id}", "POST /records/{id}/transitions/{transition}", "curl -X POST"]
        {
            assert!(page.contains(name), "{name}");
        }
    }
}

#[tokio::test]
async fn figures_ties_and_files_through_the_api() {
    let site = Site::open().await;
    let party = site.person("anna@lab.example", None).await;
    let anna = site.program(&party, ALL).await;
    let carl = site.program(&site.person("carl@bureau.example", Some(Role::Curator)).await, ALL).await;
    let declared = site.visitor().get("/facts").await;
    assert!(declared.body["items"].as_array().unwrap().iter().any(|it| it["code"] == "revenue"), "{}", declared.body);
    let begin = async |kind: &str, name: &str| {
        let asked = json!({"kind": kind, "content": {"name": {"zh": name}}});
        let begun = anna.json("POST", "/records", &[], &asked).await;
        begun.body["id"].as_str().unwrap_or_else(|| panic!("{}", begun.body)).to_owned()
    };
    let (works, group) = (begin("enterprise", "灵巧手有限公司").await, begin("enterprise", "灵巧控股集团").await);

    let facts = format!("/records/{works}/facts");
    let revenue = json!({"name": "revenue", "value": 125_000_000, "period": "2025", "source": "审计报告", "confidence": "declared"});
    let first = anna.json("POST", &facts, &[], &revenue).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = anna.json("POST", &facts, &[], &revenue).await;
    assert_eq!((again.status, &again.body["id"]), (StatusCode::OK, &first.body["id"]), "the same is there once");
    for (field, value) in [
        ("name", json!("happiness")),
        ("period", json!("soon")),
        ("confidence", json!("certain")),
        ("source", json!("")),
        ("observed_at", json!("yesterday")),
        ("value", json!("much")),
    ] {
        let mut wrong = revenue.clone();
        wrong[field] = value;
        let refused = anna.json("POST", &facts, &[], &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", refused.body);
    }
    let mut audited = revenue.clone();
    audited["confidence"] = json!("audited");
    assert_eq!(anna.json("POST", &facts, &[], &audited).await.status, StatusCode::FORBIDDEN);
    audited["corrects"] = first.body["id"].clone();
    assert_eq!(carl.json("POST", &facts, &[], &audited).await.status, StatusCode::CREATED);
    let listed = anna.get(&facts).await.body;
    let said: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|it| (&it["confidence"], &it["counts"])).collect();
    assert_eq!(said, [(&json!("audited"), &json!(true)), (&json!("declared"), &json!(false))]);
    assert_eq!(site.visitor().get(&facts).await.status, StatusCode::NOT_FOUND, "it is a draft");

    let ties = format!("/records/{works}/ties");
    let tie = json!({"kind": "controls", "from": group, "to": works, "share": 51.0, "since": "2024-03-01", "source": "登记", "confidence": "declared"});
    let made = anna.json("POST", &ties, &[], &tie).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(anna.json("POST", &ties, &[], &tie).await.status, StatusCode::OK);
    for (field, value) in [("kind", json!("owns")), ("to", json!("0")), ("share", json!(101)), ("since", json!("x"))] {
        let mut wrong = tie.clone();
        wrong[field] = value;
        let refused = anna.json("POST", &ties, &[], &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", refused.body);
    }
    assert_eq!(anna.get(&format!("/records/{group}/ties")).await.body["items"][0]["id"], made.body["id"]);
    let address = format!("{ties}/{}", made.body["id"].as_str().unwrap());
    assert_eq!(anna.send("DELETE", &address, &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(anna.get(&ties).await.body["items"], json!([]));
    assert_eq!(carl.get("/merges").await.body, json!({"proposals": [], "merges": []}));
    assert_eq!(anna.get("/merges").await.status, StatusCode::FORBIDDEN);

    let offer = begin("offer", "灵巧手").await;
    let files = format!("/records/{offer}/fields/attachments/files");
    let (pdf, key) = ("%PDF-1.4\n%%EOF\n", "0123456789abcdef-upload");
    let named = format!("{files}?name=report.pdf");
    let headers = [("if-match", "\"1\""), ("idempotency-key", key)];
    let put = anna.send("POST", &named, &headers, pdf).await;
    assert_eq!((put.status, put.header("etag")), (StatusCode::CREATED, "\"2\""), "{}", put.body);
    let file = put.body["content"]["attachments"][0]["id"].as_str().unwrap().to_owned();
    let again = anna.send("POST", &named, &headers, pdf).await;
    assert_eq!(again.body["content"]["attachments"][0]["id"], json!(file), "{}", again.body);
    for (address, tag, body, status) in [
        (named.as_str(), "\"2\"", "no PDF", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (&named, "\"2\"", "", StatusCode::UNPROCESSABLE_ENTITY),
        (&named, "\"1\"", pdf, StatusCode::PRECONDITION_FAILED),
        (&files, "\"2\"", pdf, StatusCode::BAD_REQUEST),
        (&format!("/records/{offer}/fields/name/files?name=a.pdf"), "\"2\"", pdf, StatusCode::NOT_FOUND),
    ] {
        let refused = anna.send("POST", address, &[("if-match", tag)], body).await;
        assert_eq!(refused.status, status, "{address} {tag}: {}", refused.body);
    }
    let got = anna.get(&format!("/records/{offer}/files/{file}")).await;
    assert_eq!((got.status, got.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert_eq!(site.visitor().get(&format!("/records/{offer}/files/{file}")).await.status, StatusCode::NOT_FOUND);
    let out = anna.send("DELETE", &format!("{files}/{file}"), &[("if-match", "\"2\"")], "").await;
    assert_eq!((out.status, &out.body["content"]["attachments"]), (StatusCode::OK, &Value::Null), "{}", out.body);
}
