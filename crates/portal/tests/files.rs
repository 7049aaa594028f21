//! Files of records through the portal, as a browser without scripts sends and gets them.
#![allow(clippy::unwrap_used)]

use accounts::{NewPerson, Secret};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use jiff::Timestamp;
use portal::{Platform, Portal, router};
use process::Command;
use registry::{Actor, Draft, Role};
use serde_json::json;
use tower::ServiceExt;

const KIND: &str = r#"
code = "sample"
en = "Sample"
zh = "样品"
help = { en = "A sample.", zh = "样品。" }
family = "product"
process = "publication"
notarised = true
title = "name"
summary = "name"
[[sections]]
code = "s"
en = "S"
zh = "节"
[[fields]]
code = "name"
section = "s"
type = "text"
bilingual = true
required = true
en = "Name"
zh = "名称"
[[fields]]
code = "plan"
section = "s"
type = "file"
accept = ["pdf"]
megabytes = 1
en = "Plan"
zh = "方案"
[[fields]]
code = "papers"
section = "s"
type = "file"
accept = ["text", "image"]
many = true
disclosure = "signed-in"
en = "Papers"
zh = "材料"
"#;

const PASSWORD: &str = "eine lange Kette von Worten";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n\x00\xff";
const HERE: &str = "http://hall.example";

struct Site {
    platform: Platform,
    router: Router,
    folder: tempfile::TempDir,
}

struct Browser<'s> {
    site: &'s Site,
    cookie: String,
    language: &'static str,
    path: String,
    page: String,
    bytes: Vec<u8>,
    headers: HeaderMap,
}

impl Site {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("definitions/kinds")).unwrap();
        std::fs::write(folder.path().join("definitions/kinds/sample.toml"), KIND).unwrap();
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, folder }
    }

    async fn person(&self, email: &str) -> String {
        let person = NewPerson {
            email: email.into(),
            password: Secret::from(PASSWORD.to_owned()),
            name_zh: "王安娜".into(),
            name_en: "Anna Wang".into(),
            language: "zh".into(),
        };
        let accounts = self.platform.accounts();
        let party = accounts.make_operator(&person, Timestamp::now()).await.unwrap();
        let operator = Actor::party("command-line", Timestamp::now()).with_role(Role::Operator);
        accounts.revoke(&operator, &party, Role::Operator).await.unwrap();
        party
    }

    /// A draft of a party.
    async fn draft(&self, party: &str) -> String {
        let content = json!({"name": {"zh": "手", "en": "Hand"}}).as_object().unwrap().clone();
        let draft = Draft { kind: "sample".into(), owner: party.into(), anonymous: false, content };
        let actor = Actor::party(party, Timestamp::now());
        self.platform.lifecycle().begin(&actor, &store::new_id(), draft).await.unwrap().0.id
    }

    async fn publish(&self, party: &str, id: &str) {
        let owner = Actor::party(party, Timestamp::now());
        let carl = Actor::party("carl", Timestamp::now()).with_role(Role::Curator);
        for (actor, transition) in [(&owner, "submit"), (&carl, "publish")] {
            let seen = self.platform.registry().read(actor, id, None).await.unwrap().record.revision;
            let (record, transition, comment) = (id.to_owned(), transition.to_owned(), String::new());
            let command = Command { id: store::new_id(), record, seen, transition, comment };
            self.platform.lifecycle().act(actor, &command).await.unwrap();
        }
        self.platform.pulse(Timestamp::now()).await;
    }

    fn visitor(&self) -> Browser<'_> {
        Browser {
            site: self,
            cookie: String::new(),
            language: "en",
            path: String::new(),
            page: String::new(),
            bytes: Vec::new(),
            headers: HeaderMap::new(),
        }
    }

    async fn browser(&self, email: &str) -> Browser<'_> {
        let mut browser = self.visitor();
        browser.get("/sign-in?to=/desk").await;
        let pairs = [("email", email), ("password", PASSWORD)].map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(browser.post("/sign-in", &pairs).await, StatusCode::OK, "{}", browser.page);
        browser
    }
}

/// A part of a form: its name, the name of the file where it is one, and what is in it.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

impl Browser<'_> {
    async fn ask(&mut self, request: axum::http::request::Builder, body: Vec<u8>) -> StatusCode {
        let request = request
            .header("accept-language", self.language)
            .header("host", "hall.example")
            .header("cookie", &self.cookie)
            .body(Body::from(body))
            .unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        self.headers = response.headers().clone();
        let cookies = self.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        if let Some(cookie) = cookies.into_iter().find(|cookie| cookie.starts_with("session=")) {
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        let to = self.headers.get("location").map(|value| value.to_str().unwrap().to_owned());
        self.bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap().to_vec();
        self.page = String::from_utf8_lossy(&self.bytes).into_owned();
        match to {
            Some(to) if status == StatusCode::SEE_OTHER => Box::pin(self.get(to.split('#').next().unwrap())).await,
            _ => status,
        }
    }

    async fn get(&mut self, path: &str) -> StatusCode {
        self.path = path.to_owned();
        self.ask(Request::get(path), Vec::new()).await
    }

    async fn post(&mut self, action: &str, pairs: &[(String, String)]) -> StatusCode {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body = pairs.iter().map(|(name, text)| format!("{}={}", encode(name), encode(text))).collect::<Vec<_>>();
        let request =
            Request::post(action).header("content-type", "application/x-www-form-urlencoded").header("origin", HERE);
        self.path = action.to_owned();
        self.ask(request, body.join("&").into_bytes()).await
    }

    async fn send(&mut self, action: &str, parts: &[Part<'_>], origin: &str) -> StatusCode {
        let mut body = Vec::new();
        for (name, file, bytes) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request =
            Request::post(action).header("content-type", "multipart/form-data; boundary=edge").header("origin", origin);
        self.path = action.to_owned();
        self.ask(request, body).await
    }

    /// The values of hidden inputs of the form that is sent to an address.
    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let form = self.page.split("<form").find(|form| form.contains(&format!("action=\"{action}\"")));
        let form = form.unwrap_or_else(|| panic!("no form {action} in {}", self.page));
        let form = form.split("</form>").next().unwrap();
        let value =
            |input: &str, name: &str| Some(input.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.to_owned());
        form.split("<input")
            .filter(|input| input.contains("type=\"hidden\""))
            .map(|input| (value(input, " name").unwrap(), value(input, " value").unwrap()))
            .collect()
    }

    /// Uploads by the form of a field.
    async fn upload(&mut self, edit: &str, field: &str, name: &str, bytes: &[u8]) -> StatusCode {
        self.get(edit).await;
        let action = format!("{edit}/files/{field}");
        let hidden = self.hidden(&action);
        let mut parts: Vec<Part<'_>> =
            hidden.iter().map(|(name, value)| (name.as_str(), None, value.as_bytes())).collect();
        parts.push(("file", Some(name), bytes));
        self.send(&action, &parts, HERE).await
    }

    /// The address of the file of a name.
    fn link(&self, name: &str) -> Option<String> {
        let before = self.page.split(&format!(">{name}")).next().filter(|before| before.len() < self.page.len())?;
        Some(before.rsplit("href=\"").next()?.split('"').next()?.to_owned())
    }
}

#[tokio::test]
async fn a_file_goes_from_the_form_to_whoever_may_have_it() {
    let site = Site::open().await;
    let party = site.person("anna@lab.example").await;
    site.person("eva@other.example").await;
    let mut anna = site.browser("anna@lab.example").await;
    anna.get("/new/sample").await;
    assert!(anna.page.contains("Files can be added once this has been saved."), "{}", anna.page);
    let id = site.draft(&party).await;
    let (record, edit) = (format!("/records/{id}"), format!("/records/{id}/edit"));
    assert_eq!(anna.upload(&edit, "plan", "../方案.pdf", PDF).await, StatusCode::OK, "{}", anna.page);
    assert!(
        anna.page.contains("Saved.") && anna.page.contains("方案.pdf") && anna.page.contains("19 B"),
        "{}",
        anna.page
    );
    assert_eq!(anna.upload(&edit, "papers", "notes.txt", b"notes").await, StatusCode::OK, "{}", anna.page);
    // The form of the record leaves the files as they are.
    let mut pairs = anna.hidden(&edit);
    pairs.push(("name.zh".into(), "新手".into()));
    assert_eq!(anna.post(&edit, &pairs).await, StatusCode::OK);
    assert!(anna.page.contains("新手") && anna.page.contains("方案.pdf"), "{}", anna.page);
    anna.get(&record).await;
    let (plan, notes) = (anna.link("方案.pdf (19 B)").unwrap(), anna.link("notes.txt (5 B)").unwrap());
    assert_eq!((anna.get(&plan).await, anna.bytes.as_slice()), (StatusCode::OK, PDF));
    for (header, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%96%B9%E6%A1%88.pdf"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
        ("cache-control", "private, no-cache"),
    ] {
        assert_eq!(anna.headers.get_all(header).iter().collect::<Vec<_>>(), [value], "{header}");
    }
    let (mut visitor, mut eva) = (site.visitor(), site.browser("eva@other.example").await);
    for path in [&plan, &notes] {
        assert_eq!((visitor.get(path).await, eva.get(path).await), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    }
    site.publish(&party, &id).await;
    visitor.get(&record).await;
    assert!(visitor.link("方案.pdf").is_some() && !visitor.page.contains("notes.txt"), "{}", visitor.page);
    assert_eq!((visitor.get(&plan).await, visitor.bytes.as_slice()), (StatusCode::OK, PDF));
    assert_eq!(visitor.get(&notes).await, StatusCode::NOT_FOUND);
    assert_eq!((eva.get(&notes).await, eva.bytes.as_slice()), (StatusCode::OK, &b"notes"[..]));
    assert_eq!(visitor.get(&format!("{plan}?version=1")).await, StatusCode::NOT_FOUND, "a version without it");
    assert_eq!(visitor.get(&format!("{record}/files/..%2f..%2fnotary%2fkey")).await, StatusCode::NOT_FOUND);
    // The export has what is public, and links to it.
    let out = site.folder.path().join("out");
    let log = site.folder.path().join("notary/log");
    portal::export_hall(site.platform.registry(), site.platform.files(), &log, &out).await.unwrap();
    let page = std::fs::read_to_string(out.join(format!("records/{id}.html"))).unwrap();
    let address = page.split("方案.pdf (").next().unwrap().rsplit("href=\"").next().unwrap().split('"').next().unwrap();
    assert_eq!(std::fs::read(out.join("records").join(address)).unwrap(), PDF);
    assert_eq!(std::fs::read_dir(out.join(format!("records/{id}/files"))).unwrap().count(), 1);
    // The receipt covers the file.
    visitor.get(&format!("{record}/receipt")).await;
    let hash = site.platform.registry().read(&Actor::visitor(Timestamp::now()), &id, None).await.unwrap();
    assert!(visitor.page.contains(hash.content["plan"]["sha256"].as_str().unwrap()), "{}", visitor.page);
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_at_its_field() {
    let site = Site::open().await;
    let party = site.person("anna@lab.example").await;
    let mut anna = site.browser("anna@lab.example").await;
    let id = site.draft(&party).await;
    let edit = format!("/records/{id}/edit");
    let large = [PDF, &vec![0; 1_000_000]].concat();
    let html: &[u8] = b"<!doctype html><script>alert(1)</script>";
    for (language, bytes, said) in [
        ("en", html, "The content of this file is not of a sort that can be uploaded here. Allowed: PDF."),
        ("zh-CN", html, "此文件的内容不属于可上传的类型。可上传：PDF。"),
        ("en", large.as_slice(), "The file is too large: at most 1 MB."),
        ("zh-CN", large.as_slice(), "文件过大：不得超过1 MB。"),
        ("en", b"", "Choose a file that is not empty."),
    ] {
        anna.language = language;
        assert_eq!(anna.upload(&edit, "plan", "plan.pdf", bytes).await, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        let field = anna.page.split("id=\"files-plan\"").nth(1).unwrap().split("</fieldset>").next().unwrap();
        assert!(field.contains(&format!("<p class=\"problem\">{said}</p>")), "{field}");
    }
    anna.language = "en";
    // A file can be taken out again.
    anna.upload(&edit, "papers", "notes.txt", b"notes").await;
    let action = format!("{edit}/files/papers/remove");
    let pairs = anna.hidden(&action);
    assert_eq!(anna.post(&action, &pairs).await, StatusCode::OK, "{}", anna.page);
    assert!(!anna.page.contains("notes.txt"));
}

#[tokio::test]
async fn nobody_sends_a_file_for_somebody_else() {
    let site = Site::open().await;
    let party = site.person("anna@lab.example").await;
    site.person("eva@other.example").await;
    let (mut anna, mut eva) = (site.browser("anna@lab.example").await, site.browser("eva@other.example").await);
    let id = site.draft(&party).await;
    let edit = format!("/records/{id}/edit");
    let action = format!("{edit}/files/plan");
    anna.get(&edit).await;
    let hidden = anna.hidden(&action);
    let value = |name: &str| hidden.iter().find(|(other, _)| other == name).unwrap().1.clone().into_bytes();
    let (csrf, command, seen) = (value("_csrf"), value("_command"), value("_seen"));
    let parts = |csrf: &'static [u8]| -> Vec<(&'static str, Option<&'static str>, Vec<u8>)> {
        vec![
            ("_csrf", None, csrf.to_vec()),
            ("_command", None, command.clone()),
            ("_seen", None, seen.clone()),
            ("file", Some("a.pdf"), PDF.to_vec()),
        ]
    };
    fn borrowed<'a>(parts: &'a [(&'static str, Option<&'static str>, Vec<u8>)]) -> Vec<Part<'a>> {
        parts.iter().map(|(name, file, bytes)| (*name, *file, bytes.as_slice())).collect()
    }
    let wrong = parts(b"wrong");
    assert_eq!(anna.send(&action, &borrowed(&wrong), HERE).await, StatusCode::FORBIDDEN);
    let mut right = parts(b"");
    right[0].2.clone_from(&csrf);
    assert_eq!(anna.send(&action, &borrowed(&right), "http://evil.example").await, StatusCode::FORBIDDEN);
    let mut late = right.clone();
    late.rotate_right(1);
    assert_eq!(anna.send(&action, &borrowed(&late), HERE).await, StatusCode::FORBIDDEN, "the proof comes first");
    assert_eq!(anna.send(&action, &borrowed(&right[1..]), HERE).await, StatusCode::FORBIDDEN);
    // Another's form, and another's right.
    assert_eq!(eva.send(&action, &borrowed(&right), HERE).await, StatusCode::FORBIDDEN);
    eva.get("/new/sample").await;
    let own = eva.hidden("/new/sample").into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    let mut hers = right.clone();
    hers[0].2 = own.into_bytes();
    assert_eq!(eva.send(&action, &borrowed(&hers), HERE).await, StatusCode::NOT_FOUND);
    let mut visitor = site.visitor();
    visitor.send(&action, &borrowed(&right), HERE).await;
    assert!(visitor.path.starts_with("/sign-in"));
    let seen = site.platform.registry().read(&Actor::party(&party, Timestamp::now()), &id, None).await.unwrap();
    assert_eq!(seen.version, 1, "nothing of this happened");
    assert_eq!(anna.send(&action, &borrowed(&right), HERE).await, StatusCode::OK, "{}", anna.page);
    // Twice the same form is one change.
    assert_eq!(anna.send(&action, &borrowed(&right), HERE).await, StatusCode::OK, "{}", anna.page);
    let seen = site.platform.registry().read(&Actor::party(&party, Timestamp::now()), &id, None).await.unwrap();
    assert_eq!(seen.version, 2);
}
