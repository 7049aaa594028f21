//! From signing in to the hall, as a browser without scripts does it: forms are read from the pages and sent back.
#![allow(clippy::unwrap_used)]

use accounts::{NewPerson, Secret};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use jiff::Timestamp;
use portal::{Platform, Portal, router};
use registry::{Actor, Role};
use tower::ServiceExt;

struct Site {
    platform: Platform,
    router: Router,
    folder: tempfile::TempDir,
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
        Self { platform, router, folder }
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

#[tokio::test]
async fn an_offer_goes_from_a_form_to_the_hall() {
    let site = Site::open().await;
    site.person("anna@lab.example", None).await;
    site.person("carl@bureau.example", Some(Role::Curator)).await;
    let mut anna = site.browser("anna@lab.example").await;
    assert!(anna.page.contains("/new/offer"));
    anna.get("/new/offer").await;
    // What cannot be read is said, and nothing that was entered is lost.
    let status =
        anna.send("/new/offer", &[("name.zh", "仿生灵巧手"), ("keywords.zh", "手"), ("investment", "many")]).await;
    if status == StatusCode::UNPROCESSABLE_ENTITY {
        assert!(anna.page.contains("仿生灵巧手") && anna.page.contains("many"), "{}", anna.page);
    }
    anna.get("/new/offer").await;
    let status = anna
        .send(
            "/new/offer",
            &[("name.zh", "仿生灵巧手"), ("name.en", "A dexterous hand"), ("tracks", "robots"), ("region", "440000")],
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    let edit = anna.path.split('?').next().unwrap().to_owned();
    let record = edit.trim_end_matches("/edit").to_owned();
    assert!(anna.page.contains("Saved.") && anna.page.contains("still missing"), "{}", anna.page);
    // Submitting what is incomplete leads back to the form.
    anna.get(&record).await;
    anna.send(&format!("{record}/act/submit"), &[]).await;
    assert_eq!(anna.path, edit);
    let definitions = site.platform.registry().definitions();
    let kind = definitions.kind("offer").unwrap();
    let mut entered: Vec<(String, String)> =
        [("name.zh", "仿生灵巧手"), ("name.en", "A dexterous hand"), ("tracks", "robots"), ("region", "440000")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .to_vec();
    for field in kind.fields.iter().filter(|field| field.required && field.code != "name" && field.code != "tracks") {
        let (name, text) = match &field.of_type {
            registry::definition::FieldType::Choice { vocabulary } => {
                (field.code.clone(), definitions.vocabulary(vocabulary).unwrap().terms[0].code.clone())
            }
            registry::definition::FieldType::Readiness(_) => (field.code.clone(), "6".to_owned()),
            _ => (format!("{}.zh", field.code), "某研究院".to_owned()),
        };
        entered.push((name, text));
    }
    let entered: Vec<(&str, &str)> = entered.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(anna.send(&edit, &entered).await, StatusCode::OK);
    assert!(anna.page.contains("Everything that is needed is there."), "{}", anna.page);
    anna.get(&record).await;
    anna.send(&format!("{record}/act/submit"), &[("_comment", "please")]).await;
    assert!(anna.page.contains("Submitted"), "{}", anna.page);
    assert!(!anna.page.contains("act/publish"), "an owner does not publish");

    let mut carl = site.browser("carl@bureau.example").await;
    carl.get("/queue").await;
    assert!(carl.page.contains(&record) && carl.page.contains("A dexterous hand"), "{}", carl.page);
    carl.get(&record).await;
    carl.send(&format!("{record}/act/return"), &[("_comment", "Which hand?")]).await;
    anna.get(&record).await;
    assert!(anna.page.contains("Returned") && anna.page.contains("Which hand?"), "{}", anna.page);
    anna.send(&format!("{record}/act/submit"), &[]).await;
    carl.get(&record).await;
    carl.send(&format!("{record}/act/publish"), &[]).await;
    assert!(carl.page.contains("Published"), "{}", carl.page);
    let mut visitor = Browser { site: &site, cookie: String::new(), path: String::new(), page: String::new() };
    visitor.get("/hall").await;
    assert!(visitor.page.contains("A dexterous hand"));
    assert_eq!(visitor.get(&record).await, StatusCode::OK);
    assert!(
        visitor.page.contains("Anna Wang") && !visitor.page.contains("Which hand?"),
        "the history is not for visitors"
    );
}

#[tokio::test]
async fn others_can_do_nothing_with_what_is_not_theirs() {
    let site = Site::open().await;
    site.person("anna@lab.example", None).await;
    site.person("eva@other.example", None).await;
    let mut anna = site.browser("anna@lab.example").await;
    anna.get("/new/need").await;
    anna.send("/new/need", &[("name.zh", "隐藏的需求")]).await;
    let edit = anna.path.split('?').next().unwrap().to_owned();
    let record = edit.trim_end_matches("/edit").to_owned();
    let (csrf, command) = (anna.hidden(&edit, "_csrf").unwrap(), "0123456789abcdef0123".to_owned());

    let mut eva = site.browser("eva@other.example").await;
    for path in [&record, &edit, &format!("{record}/receipt")] {
        assert_eq!(eva.get(path).await, StatusCode::NOT_FOUND, "{path}");
        assert!(!eva.page.contains("隐藏的需求"));
    }
    eva.get("/desk").await;
    assert!(!eva.page.contains("隐藏的需求"));
    assert_eq!(eva.get("/queue").await, StatusCode::FORBIDDEN);
    eva.get("/new/offer").await;
    let own = eva.hidden("/new/offer", "_csrf").unwrap();
    let pairs = |csrf: &str| {
        vec![
            ("_csrf".to_owned(), csrf.to_owned()),
            ("_command".to_owned(), command.clone()),
            ("_seen".to_owned(), "1".to_owned()),
        ]
    };
    for action in [edit.clone(), format!("{record}/act/submit"), format!("{record}/act/publish")] {
        assert_eq!(eva.post(&action, &pairs(&own), "http://hall.example").await, StatusCode::NOT_FOUND, "{action}");
        // Anna's browser, made to send a form by another site; and without what the form carries.
        assert_eq!(anna.post(&action, &pairs(&csrf), "http://evil.example").await, StatusCode::FORBIDDEN, "{action}");
        assert_eq!(anna.post(&action, &pairs("wrong"), "http://hall.example").await, StatusCode::FORBIDDEN, "{action}");
        let mut nobody = Browser { site: &site, cookie: String::new(), path: String::new(), page: String::new() };
        nobody.post(&action, &pairs(&csrf), "http://hall.example").await;
        assert!(nobody.path.starts_with("/sign-in"), "{action}");
    }
    for path in ["/desk", "/queue", "/new/offer", &edit] {
        let mut nobody = Browser { site: &site, cookie: String::new(), path: String::new(), page: String::new() };
        nobody.get(path).await;
        assert!(nobody.path.starts_with("/sign-in?to="), "{path}");
    }
    // What is written while someone else writes is not lost silently.
    anna.get(&edit).await;
    let old = anna.hidden(&edit, "_seen").unwrap();
    anna.send(&edit, &[("name.zh", "第一次修改")]).await;
    let stale = vec![
        ("_csrf".to_owned(), csrf),
        ("_command".to_owned(), "fedcba98765432100123".to_owned()),
        ("_seen".to_owned(), old),
        ("name.zh".to_owned(), "第二次".to_owned()),
    ];
    assert_eq!(anna.post(&edit, &stale, "http://hall.example").await, StatusCode::CONFLICT);
    anna.get(&edit).await;
    assert!(anna.page.contains("第一次修改"));
    // Signing out ends it.
    anna.get("/desk").await;
    let csrf = anna.hidden("/sign-out", "csrf").unwrap();
    anna.post("/sign-out", &[("csrf".to_owned(), csrf)], "http://hall.example").await;
    anna.get("/desk").await;
    assert!(anna.path.starts_with("/sign-in"));
}

#[tokio::test]
async fn whoever_signs_up_gets_a_letter_and_is_told_what_happens() {
    let site = Site::open().await;
    site.person("carl@bureau.example", Some(Role::Curator)).await;
    let letters = |site: &Site| {
        let folder = std::fs::read_dir(site.folder.path().join("mail")).unwrap();
        let mut letters: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
        letters.sort();
        letters.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect::<Vec<_>>()
    };
    let mut browser = Browser { site: &site, cookie: String::new(), path: String::new(), page: String::new() };
    let entered = [("email", "anna@lab.example"), ("password", PASSWORD), ("name_zh", "王安娜")];
    assert_eq!(browser.send("/sign-up", &entered).await, StatusCode::OK);
    assert!(browser.page.contains("Look into your mail"), "{}", browser.page);
    assert!(
        browser.send("/sign-in", &entered[..2]).await == StatusCode::UNPROCESSABLE_ENTITY,
        "there is no account before"
    );
    site.platform.pulse(Timestamp::now()).await;
    let letter = letters(&site).pop().unwrap();
    assert!(letter.starts_with("To: anna@lab.example\nSubject: Confirm your address"), "{letter}");
    let link = letter.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let token = link.split("token=").nth(1).unwrap().to_owned();
    browser.get(&format!("/verify-email?token={token}")).await;
    assert_eq!(browser.send("/verify-email", &[("token", &token)]).await, StatusCode::OK);
    assert_eq!(
        browser.send("/verify-email", &[("token", &token)]).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a link works once"
    );

    let mut anna = site.browser("anna@lab.example").await;
    anna.get("/new/event").await;
    let definitions = site.platform.registry().definitions();
    let kind = definitions.kind("event").unwrap();
    let mut entered: Vec<(String, String)> = Vec::new();
    for field in kind.fields.iter().filter(|field| field.required) {
        let text = match &field.of_type {
            registry::definition::FieldType::Choice { vocabulary } => {
                definitions.vocabulary(vocabulary).unwrap().terms[0].code.clone()
            }
            registry::definition::FieldType::Date { .. } => "2026-12-01".to_owned(),
            registry::definition::FieldType::Region => "440000".to_owned(),
            registry::definition::FieldType::Period => {
                entered.push((format!("{}.from", field.code), "2026-12-01".to_owned()));
                entered.push((format!("{}.to", field.code), "2026-12-02".to_owned()));
                continue;
            }
            _ => {
                entered.push((format!("{}.zh", field.code), "对接会".to_owned()));
                continue;
            }
        };
        entered.push((field.code.clone(), text));
    }
    let entered: Vec<(&str, &str)> = entered.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(anna.send("/new/event", &entered).await, StatusCode::OK);
    let record = anna.path.split("/edit").next().unwrap().to_owned();
    anna.get(&record).await;
    anna.send(&format!("{record}/act/submit"), &[]).await;
    assert!(anna.page.contains("Submitted"), "{}", anna.page);
    // The curator is told; then the owner is.
    for _ in 0..2 {
        site.platform.pulse(Timestamp::now()).await;
    }
    assert!(
        letters(&site).iter().any(|letter| letter.starts_with("To: carl@bureau.example") && letter.contains(&record))
    );
    let mut carl = site.browser("carl@bureau.example").await;
    carl.get(&record).await;
    carl.send(&format!("{record}/act/return"), &[("_comment", "哪一天？")]).await;
    for _ in 0..2 {
        site.platform.pulse(Timestamp::now()).await;
    }
    assert!(
        letters(&site).iter().any(|letter| letter.starts_with("To: anna@lab.example") && letter.contains("哪一天？"))
    );
}

#[tokio::test]
async fn wrong_passwords_are_refused_in_words() {
    let site = Site::open().await;
    site.person("anna@lab.example", None).await;
    let mut browser = Browser { site: &site, cookie: String::new(), path: String::new(), page: String::new() };
    for email in ["anna@lab.example", "nobody@lab.example"] {
        let status = browser.send("/sign-in", &[("email", email), ("password", "wrong")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.page.contains("Address or password are wrong."), "{}", browser.page);
    }
    let status = browser.send("/sign-up", &[("email", "x"), ("password", "short")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let status = browser.send("/verify-email", &[("token", "nothing")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
