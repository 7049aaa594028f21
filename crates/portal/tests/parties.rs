//! Figures of a party, and what is one party, as a browser without scripts sees them.
#![allow(clippy::unwrap_used)]

use accounts::{NewPerson, Secret};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use jiff::Timestamp;
use portal::{Platform, Portal, router};
use registry::{Actor, Draft, Role};
use serde_json::json;
use tower::ServiceExt;

struct Site {
    platform: Platform,
    router: Router,
    _folder: tempfile::TempDir,
}

/// A browser: a cookie, and the page it looks at.
struct Browser<'s> {
    site: &'s Site,
    cookie: String,
    path: String,
    page: String,
}

const PASSWORD: &str = "eine lange Kette von Worten";

impl Site {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, _folder: folder }
    }

    /// An account; with a role where one is named.
    async fn person(&self, email: &str, role: Option<Role>) -> String {
        let accounts = self.platform.accounts();
        let person = NewPerson {
            email: email.into(),
            password: Secret::from(PASSWORD.to_owned()),
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

    async fn browser(&self, email: &str) -> Browser<'_> {
        let mut browser = Browser { site: self, cookie: String::new(), path: String::new(), page: String::new() };
        browser.get("/sign-in?to=/desk").await;
        let status = browser.send("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!((status, browser.path.as_str()), (StatusCode::OK, "/desk"), "{}", browser.page);
        browser
    }
}

impl Browser<'_> {
    async fn ask(&mut self, request: axum::http::request::Builder, body: String) -> StatusCode {
        let request =
            request.header("accept-language", "en").header("host", "hall.example").header("cookie", &self.cookie);
        let response = self.site.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        if let Some(cookie) = response
            .headers()
            .get("set-cookie")
            .and_then(|value| value.to_str().ok())
            .filter(|it| it.starts_with("session="))
        {
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        let to = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        self.page = String::from_utf8_lossy(&to_bytes(response.into_body(), 10_000_000).await.unwrap()).into_owned();
        match to {
            Some(to) if status == StatusCode::SEE_OTHER => {
                self.path = to.clone();
                Box::pin(self.ask(Request::get(to), String::new())).await
            }
            _ => status,
        }
    }

    async fn get(&mut self, path: &str) -> StatusCode {
        self.path = path.to_owned();
        self.ask(Request::get(path), String::new()).await
    }

    /// The value of a hidden input of the form that is sent to an address.
    fn hidden(&self, action: &str, name: &str) -> Option<String> {
        let form = self.page.split("<form").find(|form| form.contains(&format!("action=\"{action}\"")))?;
        let input = form.split("<input").find(|input| input.contains(&format!("name=\"{name}\"")))?;
        Some(input.split("value=\"").nth(1)?.split('"').next()?.to_owned())
    }

    /// Sends a form with what is hidden in it and what was entered.
    async fn send(&mut self, action: &str, entered: &[(&str, &str)]) -> StatusCode {
        let mut pairs: Vec<(String, String)> =
            entered.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        for name in ["_csrf", "_command", "_seen"] {
            if let Some(value) = self.hidden(action, name) {
                pairs.push((name.to_owned(), value));
            }
        }
        self.post(action, &pairs, "http://hall.example").await
    }

    async fn post(&mut self, action: &str, pairs: &[(String, String)], origin: &str) -> StatusCode {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body =
            pairs.iter().map(|(name, text)| format!("{}={}", encode(name), encode(text))).collect::<Vec<_>>().join("&");
        self.path = action.to_owned();
        let request =
            Request::post(action).header("content-type", "application/x-www-form-urlencoded").header("origin", origin);
        self.ask(request, body).await
    }
}

/// A public enterprise of an owner.
async fn enterprise(site: &Site, owner: &str, name: &str) -> String {
    let content = json!({
        "name": {"zh": name}, "summary": {"zh": "从事量子测控。"}, "region": "440300", "tracks": ["robots"],
        "credit_code": "91350211M000100Y43",
    });
    let actor = Actor::party(owner, Timestamp::now());
    let content = content.as_object().unwrap().clone();
    let draft = Draft { kind: "enterprise".into(), owner: owner.into(), anonymous: false, content };
    let registry = site.platform.registry();
    let transaction = registry.store().write().await.unwrap();
    let (record, _) = registry.create(&transaction, &actor, draft, "published").await.unwrap();
    registry.publish(&transaction, &actor, record.clone()).await.unwrap();
    transaction.commit().await.unwrap();
    record.id
}

#[tokio::test]
async fn an_owner_records_figures_and_a_curator_corrects_them() {
    let site = Site::open().await;
    let anna = site.person("anna@lab.example", None).await;
    site.person("eva@other.example", None).await;
    site.person("carl@bureau.example", Some(Role::Curator)).await;
    let id = enterprise(&site, &anna, "深圳明曜科技有限公司").await;
    let (record, action) = (format!("/records/{id}"), format!("/records/{id}/facts"));
    let mut anna = site.browser("anna@lab.example").await;
    anna.get(&record).await;
    assert!(anna.page.contains(&action), "{}", anna.page);
    anna.get(&action).await;
    assert!(!anna.page.contains("value=\"audited\""), "an owner cannot say that a figure was audited");
    let employees = [
        ("name", "employees"),
        ("value", "1,234"),
        ("period", "2025"),
        ("source", "own count"),
        ("confidence", "declared"),
        ("observed", "2026-01-31"),
    ];
    let wrong: Vec<_> = employees.map(|(name, text)| (name, if name == "value" { "-3" } else { text })).into();
    assert_eq!(anna.send(&action, &wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(anna.page.contains("Too small") && anna.page.contains("own count"), "{}", anna.page);
    let wrong: Vec<_> = employees.map(|(name, text)| (name, if name == "value" { "many" } else { text })).into();
    assert_eq!(anna.send(&action, &wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(anna.page.contains("This is not a number"), "{}", anna.page);
    assert_eq!(anna.send(&action, &employees).await, StatusCode::OK);
    assert!(anna.page.contains("1,234 people"), "{}", anna.page);
    let revenue: Vec<_> = employees
        .map(|(name, text)| match name {
            "name" => (name, "revenue"),
            "value" => (name, "1200.5"),
            _ => (name, text),
        })
        .into();
    assert_eq!(anna.send(&action, &revenue).await, StatusCode::OK);
    assert!(anna.page.contains("1200.50 10,000 yuan"), "{}", anna.page);
    let audited: Vec<_> =
        revenue.iter().map(|it| if it.0 == "confidence" { ("confidence", "audited") } else { *it }).collect();
    assert_eq!(anna.send(&action, &audited).await, StatusCode::FORBIDDEN);

    // What is public is seen by all, the rest by agreement.
    let mut eva = site.browser("eva@other.example").await;
    eva.get(&record).await;
    assert!(eva.page.contains("1,234 people") && !eva.page.contains("1200.50") && !eva.page.contains(&action));
    eva.get(&action).await;
    assert!(!eva.page.contains("<form class=\"form\""), "{}", eva.page);
    eva.get("/desk").await;
    let csrf = eva.hidden("/sign-out", "csrf").unwrap();
    let mut pairs: Vec<(String, String)> = employees.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    assert_eq!(eva.post(&action, &pairs, "http://hall.example").await, StatusCode::FORBIDDEN, "without its secret");
    pairs.push(("_csrf".into(), csrf));
    assert_eq!(eva.post(&action, &pairs, "http://hall.example").await, StatusCode::NOT_FOUND);
    assert_eq!(eva.post(&action, &pairs, "http://evil.example").await, StatusCode::FORBIDDEN);

    let mut carl = site.browser("carl@bureau.example").await;
    carl.get(&action).await;
    let correct = carl.page.split("href=\"").find(|it| it.starts_with(&format!("{action}?correct="))).unwrap();
    let correct = correct.split(['"', '#']).next().unwrap().to_owned();
    carl.get(&correct).await;
    let corrects = carl.hidden(&action, "corrects").unwrap();
    let name = if carl.page.contains("value=\"employees\" selected") { "employees" } else { "revenue" };
    let fixed: Vec<_> = revenue
        .iter()
        .map(|it| match it.0 {
            "name" => ("name", name),
            "value" => ("value", "99"),
            "confidence" => ("confidence", "audited"),
            _ => *it,
        })
        .chain([("corrects", corrects.as_str())])
        .collect();
    assert_eq!(carl.send(&action, &fixed).await, StatusCode::OK, "{}", carl.page);
    assert!(carl.page.contains("Audited") && carl.page.contains("corrected"), "{}", carl.page);
}

#[tokio::test]
async fn a_curator_merges_rejects_and_splits() {
    let site = Site::open().await;
    let anna = site.person("anna@lab.example", None).await;
    site.person("carl@bureau.example", Some(Role::Curator)).await;
    site.person("olga@bureau.example", Some(Role::Auditor)).await;
    let first = enterprise(&site, &anna, "深圳明曜科技有限公司").await;
    let second = enterprise(&site, &anna, "深圳市明曜科技有限公司").await;
    let mut carl = site.browser("carl@bureau.example").await;
    assert!(carl.page.contains("/merges"));
    carl.get("/merges").await;
    assert!(carl.page.contains("Nothing waits"), "{}", carl.page);
    carl.send("/merges/search", &[]).await;
    site.platform.pulse(Timestamp::now()).await;
    carl.get("/merges").await;
    assert!(carl.page.contains("深圳市明曜科技有限公司") && carl.page.contains("/merges/decide"), "{}", carl.page);
    assert!(carl.page.contains("Registered number – the same"), "{}", carl.page);
    let pair = ["a", "b"].map(|name| carl.hidden("/merges/decide", name).unwrap());

    // Who may not.
    let mut owner = site.browser("anna@lab.example").await;
    assert_eq!(owner.get("/merges").await, StatusCode::FORBIDDEN);
    owner.get("/desk").await;
    let csrf = owner.hidden("/sign-out", "csrf").unwrap();
    let form = |csrf: &str, decision: &str| {
        [("_csrf", csrf), ("a", &pair[0]), ("b", &pair[1]), ("decision", decision)]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
    };
    for path in ["/merges/decide", "/merges/search", "/merges/0123/split"] {
        let status = owner.post(path, &form(&csrf, "keep-a"), "http://hall.example").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        let status = carl.post(path, &form("wrong", "keep-a"), "http://hall.example").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut olga = site.browser("olga@bureau.example").await;
    assert_eq!(olga.get("/merges").await, StatusCode::OK);
    assert!(olga.page.contains("深圳市明曜") && !olga.page.contains("/merges/decide"), "auditors look");

    // Merged: the other leads to the kept one, for everybody; a version that is named is shown itself.
    carl.get("/merges").await;
    let keep = if pair[0] == first { "keep-a" } else { "keep-b" };
    let entered = [("a", pair[0].as_str()), ("b", &pair[1]), ("decision", keep), ("comment", "one number")];
    assert_eq!(carl.send("/merges/decide", &entered).await, StatusCode::OK);
    assert!(carl.page.contains("one number") && carl.page.contains("Nothing waits"), "{}", carl.page);
    let mut visitor = Browser { site: &site, cookie: String::new(), path: String::new(), page: String::new() };
    assert_eq!(visitor.get(&format!("/records/{second}")).await, StatusCode::OK);
    assert_eq!(visitor.path, format!("/records/{first}"));
    visitor.get("/hall").await;
    assert!(visitor.page.contains(&first) && !visitor.page.contains(&second));
    visitor.get(&format!("/api/v1/records/{second}")).await;
    assert!(visitor.page.contains(&first), "{}", visitor.page);
    assert_eq!(carl.get(&format!("/records/{second}?version=1")).await, StatusCode::OK);
    assert!(carl.page.contains("Merged into another record"), "{}", carl.page);

    // Split: as before. Then rejected, and not proposed again.
    carl.get("/merges").await;
    let split = carl.page.split("action=\"").find(|it| it.contains("/split\"")).unwrap();
    let split = split.split('"').next().unwrap().to_owned();
    assert_eq!(carl.send(&split, &[]).await, StatusCode::OK);
    visitor.get(&format!("/records/{second}")).await;
    assert_eq!(visitor.path, format!("/records/{second}"));
    carl.get("/merges").await;
    let entered = [("a", pair[0].as_str()), ("b", &pair[1]), ("decision", "reject")];
    carl.send("/merges/decide", &entered).await;
    carl.send("/merges/search", &[]).await;
    site.platform.pulse(Timestamp::now()).await;
    carl.get("/merges").await;
    assert!(carl.page.contains("Nothing waits"), "{}", carl.page);
}
