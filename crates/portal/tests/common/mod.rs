//! A site with nothing in it, and a browser without scripts: forms are read from the pages and sent back.
#![allow(dead_code, reason = "not every test needs all of it")]

use accounts::{NewPerson, Secret};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use jiff::Timestamp;
use portal::{Platform, Portal, router};
use process::Command;
use registry::{Actor, Draft, Role};
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) struct Site {
    pub(crate) platform: Platform,
    router: Router,
    pub(crate) folder: tempfile::TempDir,
}

/// A browser: a cookie, and the page it looks at.
pub(crate) struct Browser<'s> {
    site: &'s Site,
    pub(crate) cookie: String,
    pub(crate) path: String,
    pub(crate) page: String,
}

pub(crate) const PASSWORD: &str = "eine lange Kette von Worten";

impl Site {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, folder }
    }

    /// An account; with a role where one is named.
    pub(crate) async fn person(&self, email: &str, role: Option<Role>) -> String {
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
        if role != Some(Role::Operator) {
            accounts.revoke(&operator, &party, Role::Operator).await.unwrap();
        }
        party
    }

    /// A record of a party in the hall, with everything that its kind requires.
    pub(crate) async fn publish(&self, kind: &str, owner: &str, content: Value, anonymous: bool) -> String {
        let party = Actor::party(owner, Timestamp::now());
        let content = complete(kind, content).as_object().unwrap().clone();
        let draft = Draft { kind: kind.into(), owner: owner.into(), anonymous, content };
        let (mut record, problems) = self.platform.lifecycle().begin(&party, &store::new_id(), draft).await.unwrap();
        assert_eq!(problems, [], "{kind}");
        let curator = Actor::party("carl", Timestamp::now()).with_role(Role::Curator);
        for (actor, transition) in [(&party, "submit"), (&curator, "publish")] {
            let command = Command {
                id: store::new_id(),
                record: record.id.clone(),
                seen: record.revision,
                transition: transition.into(),
                comment: String::new(),
            };
            record = self.platform.lifecycle().act(actor, &command).await.unwrap();
        }
        self.platform.follow().await;
        record.id
    }

    /// All letters, in the order of sending.
    pub(crate) fn letters(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.folder.path().join("mail")).unwrap();
        let mut letters: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
        letters.sort();
        letters.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }

    /// A browser where nobody is signed in.
    pub(crate) fn visitor(&self) -> Browser<'_> {
        Browser { site: self, cookie: String::new(), path: String::new(), page: String::new() }
    }

    /// A browser where someone is signed in.
    pub(crate) async fn browser(&self, email: &str) -> Browser<'_> {
        let mut browser = self.visitor();
        browser.get("/sign-in?to=/desk").await;
        let status = browser.send("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!((status, browser.path.as_str()), (StatusCode::OK, "/desk"), "{}", browser.page);
        browser
    }
}

/// Content with everything that the kind requires.
pub(crate) fn complete(kind: &str, mut content: Value) -> Value {
    let definitions = registry::definition::Definitions::embedded().unwrap();
    for field in definitions.kind(kind).unwrap().fields.iter().filter(|field| field.required) {
        if content.get(&field.code).is_none() {
            content[&field.code] = match &field.of_type {
                registry::definition::FieldType::Choice { vocabulary } => {
                    let code = &definitions.vocabulary(vocabulary).unwrap().terms[0].code;
                    if field.many { json!([code]) } else { json!(code) }
                }
                registry::definition::FieldType::Text { bilingual: true, .. } if field.many => {
                    json!([{"zh": "某研究院"}])
                }
                registry::definition::FieldType::Text { bilingual: true, .. } => json!({"zh": "某某"}),
                registry::definition::FieldType::Text { .. } => json!("anything"),
                registry::definition::FieldType::Readiness(_) => json!(6),
                registry::definition::FieldType::Track => json!(["robots"]),
                other => panic!("{}: {other:?}", field.code),
            };
        }
    }
    content
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

    pub(crate) async fn get(&mut self, path: &str) -> StatusCode {
        self.path = path.to_owned();
        self.ask(Request::get(path), String::new()).await
    }

    /// The value of a hidden input of the form that is sent to an address.
    pub(crate) fn hidden(&self, action: &str, name: &str) -> Option<String> {
        let form = self.page.split("<form").find(|form| form.contains(&format!("action=\"{action}\"")))?;
        let input = form.split("<input").find(|input| input.contains(&format!("name=\"{name}\"")))?;
        Some(input.split("value=\"").nth(1)?.split('"').next()?.to_owned())
    }

    /// Sends a form with what is hidden in it and what was entered.
    pub(crate) async fn send(&mut self, action: &str, entered: &[(&str, &str)]) -> StatusCode {
        let mut pairs: Vec<(String, String)> =
            entered.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        for name in ["_csrf", "_command", "_seen"] {
            if let Some(value) = self.hidden(action, name) {
                pairs.push((name.to_owned(), value));
            }
        }
        self.post(action, &pairs, "http://hall.example").await
    }

    pub(crate) async fn post(&mut self, action: &str, pairs: &[(String, String)], origin: &str) -> StatusCode {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body =
            pairs.iter().map(|(name, text)| format!("{}={}", encode(name), encode(text))).collect::<Vec<_>>().join("&");
        self.path = action.to_owned();
        let request =
            Request::post(action).header("content-type", "application/x-www-form-urlencoded").header("origin", origin);
        self.ask(request, body).await
    }
}
