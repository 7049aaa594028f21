//! Pages of those who run the installation, and who may look at them.
#![allow(clippy::unwrap_used)]

use accounts::{Client, NewPerson, Secret};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use portal::{Platform, Portal, router};
use registry::{Actor, Role};
use serde_json::json;
use store::jobs;
use tower::ServiceExt;

const PASSWORD: &str = "eine lange Kette von Worten";

struct Site {
    platform: Platform,
    router: Router,
    folder: tempfile::TempDir,
}

/// Someone with a session; nobody where the token is empty.
#[derive(Clone)]
struct Person {
    party: String,
    cookie: String,
    csrf: String,
}

/// An answer: status, where it leads, and its text.
struct Answer {
    status: StatusCode,
    to: String,
    text: String,
}

impl Site {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, folder }
    }

    async fn person(&self, name: &str, role: Option<Role>) -> Person {
        let (accounts, now) = (self.platform.accounts(), Timestamp::now());
        let person = NewPerson {
            email: format!("{name}@lab.example"),
            password: Secret::from(PASSWORD.to_owned()),
            name_zh: "王安娜".into(),
            name_en: name.into(),
            language: "zh".into(),
        };
        let party = accounts.make_operator(&person, now).await.unwrap();
        let system = Actor::party("command-line", now).with_role(Role::Operator);
        if role != Some(Role::Operator) {
            accounts.revoke(&system, &party, Role::Operator).await.unwrap();
        }
        if let Some(role) = role {
            accounts.grant(&system, &party, role).await.unwrap();
        }
        let client = Client { address: "192.0.2.1".parse().unwrap(), agent: String::new() };
        let token = accounts.sign_in(&person.email, PASSWORD, &client, now).await.unwrap();
        let (_, session) = accounts.actor_of_session(token.expose(), now).await.unwrap().unwrap();
        let cookie = format!("session={}", token.expose());
        Person { party, cookie, csrf: session.csrf.expose().to_owned() }
    }

    fn nobody(&self) -> Person {
        Person { party: String::new(), cookie: String::new(), csrf: String::new() }
    }

    async fn ask(&self, request: axum::http::request::Builder, body: String, who: &Person) -> Answer {
        let request =
            request.header("accept-language", "en").header("host", "hall.example").header("cookie", &who.cookie);
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let to = response.headers().get("location").map_or("", |value| value.to_str().unwrap()).to_owned();
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        Answer { status, to, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str, who: &Person) -> Answer {
        self.ask(Request::get(path), String::new(), who).await
    }

    async fn post(&self, path: &str, pairs: &[(&str, &str)], who: &Person) -> Answer {
        let pairs = pairs.iter().copied().chain([("_csrf", who.csrf.as_str())]);
        let body = pairs.map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join("&");
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", "http://hall.example");
        self.ask(request, body, who).await
    }
}

#[tokio::test]
async fn only_operators_and_auditors_look_and_only_operators_change() {
    let site = Site::open().await;
    let [member, reviewer, curator] = [
        site.person("mia", None).await,
        site.person("rob", Some(Role::Reviewer)).await,
        site.person("carl", Some(Role::Curator)).await,
    ];
    let (auditor, operator) =
        (site.person("eva", Some(Role::Auditor)).await, site.person("olga", Some(Role::Operator)).await);
    let party = format!("/operator/parties/{}", member.party);
    let pages = [
        "/operator",
        "/operator/parties",
        "/operator/parties?q=mia",
        &party,
        "/operator/jobs",
        "/operator/jobs?stage=waiting",
        "/operator/suggestions",
        "/operator/definitions",
        "/operator/definitions/offer",
        "/operator/audit",
    ];
    let forms: [(&str, &[(&str, &str)]); 6] = [
        (&party, &[("action", "grant"), ("role", "curator")]),
        (&party, &[("action", "disable")]),
        ("/operator/jobs/0123/retry", &[]),
        ("/operator/suggestions/start", &[]),
        ("/operator/suggestions/0123/stop", &[]),
        ("/operator/definitions/offer", &[]),
    ];
    for page in pages {
        for who in [&auditor, &operator] {
            let answer = site.get(page, who).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.text);
            let main = main(&answer.text);
            assert_eq!(main.contains("_csrf"), main.contains("method=\"post\""), "{page}");
        }
        let text = site.get(page, &auditor).await.text;
        assert!(!main(&text).contains("method=\"post\""), "{page}: auditors change nothing");
        for who in [&member, &reviewer, &curator] {
            assert_eq!(site.get(page, who).await.status, StatusCode::FORBIDDEN, "{page}");
        }
        let answer = site.get(page, &site.nobody()).await;
        assert!(answer.to.starts_with("/sign-in?to="), "{page}");
    }
    for (action, pairs) in forms {
        for who in [&member, &reviewer, &curator, &auditor] {
            assert_eq!(site.post(action, pairs, who).await.status, StatusCode::FORBIDDEN, "{action}");
        }
        let forged = Person { csrf: "wrong".into(), ..operator.clone() };
        assert_eq!(site.post(action, pairs, &forged).await.status, StatusCode::FORBIDDEN, "{action}");
        assert!(site.post(action, pairs, &site.nobody()).await.to.starts_with("/sign-in"), "{action}");
    }
    assert!(site.get("/desk", &operator).await.text.contains("href=\"/operator\""));
    assert!(!site.get("/desk", &curator).await.text.contains("href=\"/operator\""));
}

#[tokio::test]
async fn roles_and_accounts_are_changed_and_it_is_written_down() {
    let site = Site::open().await;
    let (mia, olga) = (site.person("mia", None).await, site.person("olga", Some(Role::Operator)).await);
    let found = site.get("/operator/parties?q=MIA@", &olga).await.text;
    let page = format!("/operator/parties/{}", mia.party);
    assert!(found.contains(&page) && !found.contains(&olga.party), "{found}");
    assert_eq!(site.get("/operator/audit", &mia).await.status, StatusCode::FORBIDDEN);
    let answer = site.post(&page, &[("action", "grant"), ("role", "auditor")], &olga).await;
    assert_eq!((answer.status, answer.to.as_str()), (StatusCode::SEE_OTHER, page.as_str()));
    assert_eq!(site.get("/operator/audit", &mia).await.status, StatusCode::OK);
    assert!(site.get(&page, &olga).await.text.contains("granted by"));
    site.post(&page, &[("action", "revoke"), ("role", "auditor")], &olga).await;
    assert_eq!(site.get("/operator/audit", &mia).await.status, StatusCode::FORBIDDEN);
    site.post(&page, &[("action", "disable")], &olga).await;
    assert!(site.get("/desk", &mia).await.to.starts_with("/sign-in"), "the session ended");
    assert!(site.get(&page, &olga).await.text.contains("Closed since"));
    assert!(site.get("/operator/parties?q=mia", &olga).await.text.contains("(closed)"));
    site.post(&page, &[("action", "enable")], &olga).await;
    assert!(!site.get(&page, &olga).await.text.contains("Closed since"));
    assert_eq!(site.post(&page, &[("action", "explode")], &olga).await.status, StatusCode::BAD_REQUEST);
    let own = format!("/operator/parties/{}", olga.party);
    assert_eq!(site.post(&own, &[("action", "disable")], &olga).await.status, StatusCode::FORBIDDEN);
    let audit = site.get(&format!("/operator/audit?to={}&by={}", mia.party, olga.party), &olga).await.text;
    for said in ["granted a role", "revoked a role", "closed the account", "opened the account"] {
        assert!(audit.contains(said), "{said}: {audit}");
    }
    assert!(!site.get("/operator/audit?by=nobody", &olga).await.text.contains("granted a role"));
    assert_eq!(site.get("/operator/parties/nobody", &olga).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_failed_job_is_shown_without_what_it_carries_and_tried_again() {
    let site = Site::open().await;
    let olga = site.person("olga", Some(Role::Operator)).await;
    let store = site.platform.registry().store();
    let mut now = Timestamp::now() - SignedDuration::from_hours(20);
    jobs::ask(store.read(), "mail", json!({"token": "geheim"}), None, now, now).await.unwrap();
    for _ in 0..jobs::ATTEMPTS {
        let job = jobs::claim(store, 1, SignedDuration::from_mins(1), now).await.unwrap().remove(0);
        jobs::fail(store.read(), &job, "the mail server does not answer", now).await.unwrap();
        now += SignedDuration::from_hours(1);
    }
    let page = site.get("/operator/jobs", &olga).await.text;
    assert!(page.contains("the mail server does not answer") && page.contains("Letter"), "{page}");
    assert!(!page.contains("geheim"));
    let action = page.split("action=\"").find(|part| part.starts_with("/operator/jobs/")).unwrap();
    let action = action.split('"').next().unwrap();
    assert_eq!(site.post(action, &[], &olga).await.status, StatusCode::SEE_OTHER);
    assert!(site.get("/operator/jobs?stage=waiting", &olga).await.text.contains("the mail server"));
    assert_eq!(site.post(action, &[], &olga).await.status, StatusCode::NOT_FOUND, "it is no longer given up");
}

#[tokio::test]
async fn wrong_definitions_are_shown_until_they_are_right() {
    let site = Site::open().await;
    let olga = site.person("olga", Some(Role::Operator)).await;
    assert!(site.get("/operator", &olga).await.text.contains("SQLite"));
    let folder = site.folder.path().join("definitions/processes");
    std::fs::create_dir_all(&folder).unwrap();
    let text = include_str!("../../../definitions/processes/publication.toml");
    let wrong = text.replacen("guard = { complete = true", "guard = { field = \"colour\", present = true", 1);
    std::fs::write(folder.join("publication.toml"), wrong).unwrap();
    site.platform.pulse(Timestamp::now()).await;
    for page in ["/operator", "/operator/definitions"] {
        let text = site.get(page, &olga).await.text;
        assert!(text.contains("processes/publication.toml, line ") && text.contains("colour"), "{page}: {text}");
    }
    std::thread::sleep(std::time::Duration::from_millis(20));
    std::fs::write(folder.join("publication.toml"), text).unwrap();
    site.platform.pulse(Timestamp::now()).await;
    let page = site.get("/operator/definitions", &olga).await.text;
    assert!(!page.contains("colour") && page.contains("this installation"), "{page}");
    let answer = site.post("/operator/definitions/offer", &[], &olga).await;
    assert_eq!(answer.to, "/operator/definitions/offer?refreshed=0");
    assert!(site.get("/operator/definitions/offer", &olga).await.text.contains("All 0 records fit."));
    assert_eq!(site.get("/operator/definitions/nothing", &olga).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn load_balancers_are_told_what_does_not_work() {
    let site = Site::open().await;
    let answer = site.get("/health", &site.nobody()).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "{\"status\":\"ok\"}"));
    site.platform.registry().store().clone().close().await.unwrap();
    site.platform.pulse(Timestamp::now()).await;
    let answer = site.get("/health", &site.nobody()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let answer: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(answer, json!({"status": "failing", "failing": ["database", "log"]}));
}

#[tokio::test]
async fn without_a_scan_the_home_page_is_the_hall() {
    let site = Site::open().await;
    let answer = site.get("/", &site.nobody()).await;
    assert_eq!(answer.status, StatusCode::OK);
    for said in ["From the release hall", "Nothing is published yet", "liaowang import", "liaowang scan"] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert_eq!(site.get("/topics", &site.nobody()).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

/// A page without its frame, where everyone may sign out.
fn main(page: &str) -> &str {
    page.split_once("<main").map_or(page, |(_, main)| main)
}
