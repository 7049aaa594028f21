//! Many records from a file, hints, previews and filters, as a browser without scripts does it.
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
    _folder: tempfile::TempDir,
}

/// A browser: a cookie, and the page it looks at.
struct Browser<'s> {
    site: &'s Site,
    cookie: String,
    page: String,
}

const PASSWORD: &str = "eine lange Kette von Worten";
const HOST: &str = "hall.example";

impl Site {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, _folder: folder }
    }

    /// A browser of a new account.
    async fn browser(&self, email: &str) -> Browser<'_> {
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
        accounts.revoke(&operator, &party, Role::Operator).await.unwrap();
        let mut browser = self.visitor();
        browser.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        browser
    }

    fn visitor(&self) -> Browser<'_> {
        Browser { site: self, cookie: String::new(), page: String::new() }
    }
}

impl Browser<'_> {
    async fn ask(&mut self, request: axum::http::request::Builder, body: Vec<u8>) -> StatusCode {
        let request = request.header("accept-language", "en").header("host", HOST).header("cookie", &self.cookie);
        let response = self.site.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        if let Some(cookie) = header("set-cookie").filter(|it| it.starts_with("session=")) {
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        let to = header("location");
        self.page = String::from_utf8_lossy(&to_bytes(response.into_body(), 20_000_000).await.unwrap()).into_owned();
        match to {
            Some(to) if status == StatusCode::SEE_OTHER => Box::pin(self.ask(Request::get(to), Vec::new())).await,
            _ => status,
        }
    }

    async fn get(&mut self, path: &str) -> StatusCode {
        self.ask(Request::get(path), Vec::new()).await
    }

    /// What is hidden in the form that is sent to an address.
    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let form = self.page.split("<form").find(|form| form.contains(&format!("action=\"{action}\"")));
        let inputs = form.into_iter().flat_map(|form| form.split("<input")).filter(|it| it.contains("type=\"hidden\""));
        let part = |input: &str, name: &str| {
            Some(input.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.replace("&#38;", "&").to_owned())
        };
        inputs.filter_map(|input| Some((part(input, "name")?, part(input, "value")?))).collect()
    }

    /// Sends a form of the page with what is hidden in it and what was entered.
    async fn send(&mut self, action: &str, entered: &[(&str, &str)]) -> StatusCode {
        let hidden = self.hidden(action);
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<(&str, &str)> = hidden.chain(entered.iter().copied()).collect();
        self.post(action, &pairs).await
    }

    async fn post(&mut self, action: &str, pairs: &[(&str, &str)]) -> StatusCode {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body = pairs.iter().map(|(name, text)| format!("{}={}", encode(name), encode(text)));
        let body = body.collect::<Vec<_>>().join("&");
        let request = Request::post(action).header("content-type", "application/x-www-form-urlencoded");
        self.ask(request, body.into_bytes()).await
    }

    /// Uploads a file with the form of the page.
    async fn upload(&mut self, action: &str, file: &[u8]) -> StatusCode {
        let mut body = Vec::new();
        for (name, value) in self.hidden(action) {
            body.extend(
                format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        body.extend(b"--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\x\\offers.csv\"\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        self.ask(Request::post(action).header("content-type", "multipart/form-data; boundary=edge"), body).await
    }
}

#[tokio::test]
async fn a_file_is_looked_at_before_it_is_done_and_done_once() {
    let site = Site::open().await;
    let mut anna = site.browser("anna@lab.example").await;
    anna.get("/desk").await;
    assert!(anna.page.contains("/import/offer"));
    assert_eq!(anna.get("/import/offer").await, StatusCode::OK);
    for ending in ["csv", "xlsx"] {
        assert_eq!(anna.get(&format!("/import/offer/template.{ending}")).await, StatusCode::OK, "{ending}");
    }
    assert_eq!(anna.get("/import/offer/other.csv").await, StatusCode::NOT_FOUND);
    anna.get("/import/offer").await;
    let file = "name.zh,readiness\n灵巧手,6\n电解质膜,很高\n<b>膜</b>,4\n".as_bytes();
    assert_eq!(anna.upload("/import/offer", file).await, StatusCode::OK);
    assert!(anna.page.contains("很高") && anna.page.contains("This is not a level"), "{}", anna.page);
    assert!(!anna.page.contains("<b>膜"), "what a file holds is text");
    let plan = anna.page.clone();
    anna.get("/desk").await;
    assert!(!anna.page.contains("灵巧手"), "nothing has happened yet");

    // Nobody else can do it, and nothing else than what was shown is done.
    let mut eva = site.browser("eva@other.example").await;
    anna.page.clone_from(&plan);
    let hidden = anna.hidden("/import/offer/apply");
    eva.get("/import/offer").await;
    let own = eva.hidden("/import/offer")[0].1.clone();
    let theirs: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(name, value)| (name.as_str(), if name == "_csrf" { own.as_str() } else { value.as_str() }))
        .collect();
    assert_eq!(eva.post("/import/offer/apply", &theirs).await, StatusCode::UNPROCESSABLE_ENTITY);
    let change = |name: &str, other: &'static str| -> Vec<(String, String)> {
        let changed =
            |(own, value): &(String, String)| (own.clone(), if own == name { other.to_owned() } else { value.clone() });
        hidden.iter().map(changed).collect()
    };
    for (name, other, status) in [
        ("_csrf", "wrong", StatusCode::FORBIDDEN),
        ("_fingerprint", "other", StatusCode::CONFLICT),
        ("_owner", "somebody", StatusCode::FORBIDDEN),
    ] {
        let changed = change(name, other);
        let pairs: Vec<(&str, &str)> = changed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(anna.post("/import/offer/apply", &pairs).await, status, "{name}");
    }

    anna.page.clone_from(&plan);
    assert_eq!(anna.send("/import/offer/apply", &[]).await, StatusCode::OK);
    assert!(anna.page.contains("Done.") && anna.page.contains("/records/"), "{}", anna.page);
    anna.get("/desk").await;
    assert!(anna.page.contains("灵巧手") && !anna.page.contains("电解质膜"));
    // Once more: everything is there already.
    anna.get("/import/offer").await;
    anna.upload("/import/offer", file).await;
    anna.send("/import/offer/apply", &[]).await;
    assert!(anna.page.contains("there already"), "{}", anna.page);
    anna.get("/desk").await;
    assert_eq!(anna.page.matches("灵巧手").count(), 1);

    anna.get("/desk/files/offer.csv").await;
    assert!(anna.page.contains("灵巧手") && anna.page.lines().count() == 3, "{}", anna.page);
    eva.get("/desk/files/offer.jsonl").await;
    assert_eq!(eva.page, "");
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused_in_words() {
    let site = Site::open().await;
    let mut anna = site.browser("anna@lab.example").await;
    for (file, status, said) in [
        (b"".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "The file is empty"),
        (b"x,y\n1,2\n".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "No heading is known"),
        (vec![b'x'; 10_050_000], StatusCode::PAYLOAD_TOO_LARGE, "more than 10 MB"),
        (vec![b'x'; 10_200_000], StatusCode::PAYLOAD_TOO_LARGE, "more than 10 MB"),
    ] {
        anna.get("/import/offer").await;
        assert_eq!(anna.upload("/import/offer", &file).await, status, "{said}");
        assert!(anna.page.contains(said), "{}", anna.page);
    }
    let mut nobody = site.visitor();
    nobody.get("/import/offer").await;
    assert!(nobody.page.contains("Sign in"));
    nobody.upload("/import/offer", b"name.zh\nx\n").await;
    assert!(nobody.page.contains("Sign in"));
}

/// Begins an offer. Returns its address.
async fn begin(browser: &mut Browser<'_>, entered: &[(&str, &str)]) -> String {
    browser.get("/new/offer").await;
    browser.send("/new/offer", entered).await;
    let action = browser.page.split("action=\"/records/").nth(1).unwrap_or_else(|| panic!("{}", browser.page));
    format!("/records/{}", action.split('/').next().unwrap())
}

#[tokio::test]
async fn a_draft_is_previewed_as_others_would_see_it_and_likened_to_others() {
    let site = Site::open().await;
    let mut anna = site.browser("anna@lab.example").await;
    let first = begin(&mut anna, &[("name.zh", "固态电池用硫化物电解质膜")]).await;
    let entered = [
        ("name.zh", "硫化物电解质膜（固态电池用）"),
        ("conditions.zh", "须有干燥间"),
        ("price", "300"),
        ("notes", "内部备注"),
    ];
    let second = begin(&mut anna, &entered).await;
    assert!(anna.page.contains("Much like this one") && anna.page.contains(&first), "{}", anna.page);
    let edit = format!("{second}/edit");
    let saved: Vec<(&str, &str)> = entered.iter().copied().chain([("_then", "preview")]).collect();
    anna.send(&edit, &saved).await;
    assert!(anna.page.contains("Preview: so others would see it"), "{}", anna.page);
    for (level, conditions, price) in
        [("public", false, false), ("signed-in", true, false), ("agreement", true, true), ("owner", true, true)]
    {
        assert_eq!(anna.get(&format!("{second}/preview?as={level}")).await, StatusCode::OK);
        assert_eq!(anna.page.contains("须有干燥间"), conditions, "{level}");
        assert_eq!(anna.page.contains("300"), price, "{level}");
        assert!(!anna.page.contains("内部备注"), "{level}");
    }
    let mut eva = site.browser("eva@other.example").await;
    assert_eq!(eva.get(&format!("{second}/preview")).await, StatusCode::NOT_FOUND);

    // What is kept while writing comes back, and is no version before it is saved.
    anna.get(&edit).await;
    let mut hidden = anna.hidden(&edit);
    hidden.push(("name.zh".into(), "只保留的名称".into()));
    let pairs: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(anna.post(&format!("{second}/keep"), &pairs).await, StatusCode::OK);
    assert!(anna.page.starts_with("{\"at\":"), "{}", anna.page);
    assert_eq!(site.visitor().post(&format!("{second}/keep"), &pairs).await, StatusCode::UNAUTHORIZED);
    anna.get(&second).await;
    assert!(!anna.page.contains("只保留的名称"));
    anna.get(&edit).await;
    assert!(anna.page.contains("只保留的名称") && anna.page.contains("not saved yet"), "{}", anna.page);
    anna.send(&edit, &[("_then", "discard")]).await;
    assert!(!anna.page.contains("只保留的名称"));
    anna.get(&edit).await;
    anna.send(&edit, &[("name.zh", "新名称")]).await;
    assert_eq!(anna.post(&format!("{second}/keep"), &pairs).await, StatusCode::CONFLICT, "it was changed since");
}

#[tokio::test]
async fn filters_are_kept_and_what_is_shown_can_be_taken_away() {
    let site = Site::open().await;
    let mut anna = site.browser("anna@lab.example").await;
    anna.get("/hall").await;
    assert!(!anna.page.contains("/hall/saved") && !anna.page.contains("/hall/files"), "nothing is chosen");
    anna.get("/hall?kind=offer&region=440000").await;
    assert!(anna.page.contains("/hall/files/offer.csv?"), "{}", anna.page);
    assert_eq!(anna.send("/hall/saved", &[("name", "Guangdong")]).await, StatusCode::OK);
    assert!(anna.page.contains("My filters") && anna.page.contains("Guangdong"), "{}", anna.page);
    assert!(anna.page.contains("/hall/feed.atom?kind=offer"), "{}", anna.page);
    let remove = anna.page.split("action=\"/hall/saved/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut eva = site.browser("eva@other.example").await;
    eva.get("/hall").await;
    assert!(!eva.page.contains("Guangdong"));
    assert_eq!(anna.post(&format!("/hall/saved/{remove}"), &[("_csrf", "wrong")]).await, StatusCode::FORBIDDEN);
    anna.get("/hall").await;
    anna.send(&format!("/hall/saved/{remove}"), &[]).await;
    assert!(!anna.page.contains("Guangdong"), "{}", anna.page);
    let mut nobody = site.visitor();
    nobody.get("/hall?kind=offer").await;
    assert!(!nobody.page.contains("action=\"/hall/saved\""));
    for ending in ["csv", "xlsx", "jsonl"] {
        assert_eq!(nobody.get(&format!("/hall/files/offer.{ending}")).await, StatusCode::OK);
    }
    assert_eq!(nobody.get("/hall/files/nothing.csv").await, StatusCode::NOT_FOUND);
    assert_eq!(nobody.get("/hall/files/offer.pdf").await, StatusCode::NOT_FOUND);
}
