//! Signing in at a provider of OpenID Connect, as a browser does it.
#![allow(clippy::unwrap_used)]

#[path = "../../accounts/tests/accounts/provider.rs"]
#[allow(dead_code, reason = "the tests of the engine need all of it")]
mod provider;

use accounts::{NewPerson, Provider};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use jiff::Timestamp;
use portal::{Platform, Portal, router};
use provider::{CLIENT, FakeProvider, SECRET};
use serde_json::json;
use std::collections::BTreeMap;
use tower::ServiceExt;

const PASSWORD: &str = "eine lange Kette von Worten";

struct Site {
    platform: Platform,
    router: Router,
    provider: FakeProvider,
    _folder: tempfile::TempDir,
}

impl Site {
    async fn open() -> Self {
        let provider = FakeProvider::start(Timestamp::now().as_second()).await;
        let folder = tempfile::tempdir().unwrap();
        let named = Provider {
            issuer: provider.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: Some(SECRET.to_owned().into()),
            name: "Institute".to_owned(),
            site: "https://hall.example".to_owned(),
        };
        let platform = Platform::open_with(folder.path(), None, Some(named)).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, provider, _folder: folder }
    }
}

/// A browser: its cookies, and what it looks at.
struct Browser<'s> {
    site: &'s Site,
    language: &'static str,
    cookies: BTreeMap<String, String>,
    headers: HeaderMap,
    page: String,
}

impl<'s> Browser<'s> {
    fn new(site: &'s Site, language: &'static str) -> Self {
        Self { site, language, cookies: BTreeMap::new(), headers: HeaderMap::new(), page: String::new() }
    }

    /// Asks for a page without following where it leads.
    async fn ask(&mut self, request: axum::http::request::Builder, body: String) -> StatusCode {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header("accept-language", self.language)
            .header("host", "hall.example")
            .header("x-forwarded-proto", "https")
            .header("cookie", cookies.join("; "));
        let response = self.site.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        self.headers = response.headers().clone();
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            for part in ["HttpOnly", "SameSite=Lax", "Secure"] {
                assert!(cookie.contains(part), "{cookie}");
            }
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.page = String::from_utf8_lossy(&to_bytes(response.into_body(), 10_000_000).await.unwrap()).into_owned();
        status
    }

    async fn get(&mut self, path: &str) -> StatusCode {
        self.ask(Request::get(path), String::new()).await
    }

    /// Where the last answer leads.
    fn to(&self) -> String {
        self.headers["location"].to_str().unwrap().to_owned()
    }

    /// To the provider and back.
    async fn sign_in(&mut self, to: &str) -> StatusCode {
        assert_eq!(self.get(to).await, StatusCode::SEE_OTHER, "{}", self.page);
        let (code, state) = self.site.provider.sign_in(&self.to());
        self.get(&format!("/sign-in/openid/return?code={}&state={state}", code.replace(' ', "+"))).await
    }
}

#[tokio::test]
async fn from_the_sign_in_page_to_the_provider_and_back() {
    let site = Site::open().await;
    let mut browser = Browser::new(&site, "en");
    browser.get("/sign-in?to=/hall").await;
    let link = "<a class=\"button\" href=\"/sign-in/openid?to=%2Fhall\">Sign in with Institute</a>";
    assert!(browser.page.contains(link), "{}", browser.page);
    assert_eq!(browser.sign_in("/sign-in/openid?to=%2Fhall").await, StatusCode::SEE_OTHER, "{}", browser.page);
    assert_eq!((browser.to().as_str(), browser.cookies["openid"].as_str()), ("/hall", ""));
    assert_eq!(browser.get("/desk").await, StatusCode::OK, "{}", browser.page);
    assert!(!browser.cookies["session"].is_empty());

    // Nobody is sent elsewhere afterwards.
    let mut other = Browser::new(&site, "en");
    other.sign_in("/sign-in/openid?to=https%3A%2F%2Fevil.example").await;
    assert_eq!(other.to(), "/desk");
}

#[tokio::test]
async fn an_account_that_is_there_is_connected_with_its_password() {
    let site = Site::open().await;
    let person = NewPerson {
        email: "anna@example.org".into(),
        password: PASSWORD.to_owned().into(),
        name_zh: "王安娜".into(),
        name_en: String::new(),
        language: "zh".into(),
    };
    site.platform.accounts().make_operator(&person, Timestamp::now()).await.unwrap();
    let mut browser = Browser::new(&site, "zh");
    browser.sign_in("/sign-in/openid").await;
    assert_eq!(browser.to(), "/sign-in/openid/connect");
    assert!(!browser.cookies.contains_key("session"));
    assert_eq!(browser.get("/sign-in/openid/connect").await, StatusCode::OK);
    assert!(browser.page.contains("将Institute与您的账号关联"), "{}", browser.page);
    let form = |password: &str| {
        (
            Request::post("/sign-in/openid/connect")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("origin", "https://hall.example"),
            format!("email=anna%40example.org&password={}", password.replace(' ', "+")),
        )
    };
    let (request, body) = form("wrong");
    assert_eq!(browser.ask(request, body).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.page.contains("邮箱或密码不正确"), "{}", browser.page);
    // Another browser has nothing to connect.
    let (request, body) = form(PASSWORD);
    let mut other = Browser::new(&site, "en");
    other.ask(request, body).await;
    assert_eq!(other.to(), "/sign-in?openid=begun");
    let (request, body) = form(PASSWORD);
    assert_eq!(browser.ask(request, body).await, StatusCode::SEE_OTHER, "{}", browser.page);
    assert_eq!(browser.to(), "/desk");
    assert_eq!(browser.get("/desk").await, StatusCode::OK);
    let mut later = Browser::new(&site, "en");
    later.sign_in("/sign-in/openid").await;
    assert_eq!(later.to(), "/desk");
}

#[tokio::test]
async fn what_goes_wrong_is_said_on_the_sign_in_page() {
    let site = Site::open().await;
    let mut browser = Browser::new(&site, "en");
    browser.get("/sign-in/openid/return?error=access_denied&state=made-up").await;
    assert_eq!(browser.to(), "/sign-in?openid=begun");
    browser.get("/sign-in/openid/return").await;
    assert_eq!(browser.to(), "/sign-in?openid=begun");
    site.provider.says().claims = json!({ "nonce": "another" });
    browser.sign_in("/sign-in/openid").await;
    assert_eq!(browser.to(), "/sign-in?openid=untrusted");
    browser.get(&browser.to()).await;
    assert!(browser.page.contains("The answer of Institute could not be verified"), "{}", browser.page);
    assert!(!browser.cookies.contains_key("session"));
    browser.get("/sign-in?openid=%3Cb%3E").await;
    assert!(!browser.page.contains("role=\"alert\""));
}

#[tokio::test]
async fn without_a_provider_nothing_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let platform = Platform::open_with(folder.path(), None, None).await.unwrap();
    let site = Site {
        router: router(Portal::with(folder.path(), Some(platform.clone())).unwrap()),
        platform,
        provider: FakeProvider::start(0).await,
        _folder: folder,
    };
    let mut browser = Browser::new(&site, "en");
    assert_eq!(browser.get("/sign-in").await, StatusCode::OK);
    assert!(!browser.page.contains("openid"), "{}", browser.page);
    for path in ["/sign-in/openid", "/sign-in/openid/return?code=a&state=b", "/sign-in/openid/connect"] {
        assert_eq!(browser.get(path).await, StatusCode::NOT_FOUND, "{path}");
    }
}
