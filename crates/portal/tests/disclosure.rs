//! Nobody reads beyond their level, on no route: every route × every role × every level, as one table.
//!
//! Each field of each record holds a text of its own, so that a text in an answer says which field of which record it shows.
#![allow(clippy::unwrap_used)]

use accounts::{Client, NewPerson, Scope, Secret};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use portal::{Platform, Portal, router};
use process::Command;
use registry::definition::Disclosure;
use registry::{Actor, Draft, Role};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use store::schema::{event, record, version};
use store::sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tower::ServiceExt;

const PASSWORD: &str = "eine lange Kette von Worten";

/// A kind with one field of every level.
const KIND: &str = r#"
code = "secret"
en = "Secret"
zh = "秘密"
family = "resource"
process = "publication"
notarised = true
title = "public"
summary = "public"
facets = ["region"]
[[sections]]
code = "s"
en = "S"
zh = "节"
[[fields]]
code = "region"
section = "s"
type = "region"
en = "Region"
zh = "地区"
"#;

/// What can be asked for, as it stands in the routers. `{id}` is filled with each record; what comes after `=>` is asked for.
/// `-` is for addresses that have nothing to do with records; the test of each crate's pages looks at those.
const ROUTES: &str = include_str!("disclosure.routes");

/// Who asks, and how much of a published and of an unpublished record they see.
struct Asker {
    name: &'static str,
    /// Cookie of the session and token for the API; none for a visitor.
    session: Option<(String, String, String)>,
    published: Disclosure,
    unpublished: Option<Disclosure>,
}

/// A record, with the versions that others than the owner may see.
struct Planted {
    id: String,
    name: &'static str,
    is_public: bool,
    public_versions: BTreeSet<i64>,
    versions: i64,
}

impl Planted {
    fn marker(&self, version: i64, level: Disclosure) -> String {
        format!("mark-{}-{version}-{}-end", self.name, level.code())
    }

    fn content(name: &str, version: i64) -> Value {
        let mut content = json!({"region": "440000"});
        for level in Disclosure::ALL {
            content[level.code().replace('-', "_")] = json!(format!("mark-{name}-{version}-{}-end", level.code()));
        }
        content
    }
}

struct Site {
    platform: Platform,
    router: Router,
    folder: tempfile::TempDir,
}

impl Site {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kinds = folder.path().join("definitions/kinds");
        std::fs::create_dir_all(&kinds).unwrap();
        let mut kind = KIND.to_owned();
        for level in Disclosure::ALL {
            let code = level.code().replace('-', "_");
            kind.push_str(&format!(
                "[[fields]]\ncode = \"{code}\"\nsection = \"s\"\ntype = \"text\"\nen = \"{code}\"\nzh = \"{code}\"\ndisclosure = \"{}\"\n",
                level.code()
            ));
        }
        std::fs::write(kinds.join("secret.toml"), kind).unwrap();
        let platform = Platform::open(folder.path(), None).await.unwrap();
        let router = router(Portal::with(folder.path(), Some(platform.clone())).unwrap());
        Self { platform, router, folder }
    }

    async fn person(&self, name: &str, role: Option<Role>) -> String {
        let accounts = self.platform.accounts();
        let person = NewPerson {
            email: format!("{name}@people.example"),
            password: Secret::from(PASSWORD.to_owned()),
            name_zh: name.into(),
            name_en: name.into(),
            language: "en".into(),
        };
        let party = accounts.make_operator(&person, Timestamp::now()).await.unwrap();
        let operator = Actor::party("command-line", Timestamp::now()).with_role(Role::Operator);
        if role != Some(Role::Operator) {
            accounts.revoke(&operator, &party, Role::Operator).await.unwrap();
        }
        if let Some(role) = role {
            accounts.grant(&operator, &party, role).await.unwrap();
        }
        party
    }

    /// Session, secret of its forms, and a token with all scopes.
    async fn sign_in(&self, name: &str) -> (String, String, String) {
        let accounts = self.platform.accounts();
        let now = Timestamp::now();
        let client = Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), agent: "test".into() };
        let session = accounts.sign_in(&format!("{name}@people.example"), PASSWORD, &client, now).await.unwrap();
        let (actor, info) = accounts.actor_of_session(session.expose(), now).await.unwrap().unwrap();
        let scopes = Scope::ALL.into_iter().collect();
        let (token, _) =
            accounts.make_token(&actor, "all", &scopes, now + SignedDuration::from_hours(24)).await.unwrap();
        (format!("session={}", session.expose()), info.csrf.expose().to_owned(), token.expose().to_owned())
    }

    async fn plant(&self, owner: &Actor, of: &str, name: &'static str, steps: &[&str]) -> Planted {
        let curator = Actor::party("editor", Timestamp::now()).with_role(Role::Curator);
        let lifecycle = self.platform.lifecycle();
        let content = |version| Planted::content(name, version).as_object().unwrap().clone();
        let anonymous = name == "anonymous";
        let draft = Draft { kind: "secret".into(), owner: of.to_owned(), anonymous, content: content(1) };
        let (mut record, problems) = lifecycle.begin(owner, &store::new_id(), draft).await.unwrap();
        assert_eq!(problems, []);
        let (mut version, mut public_versions) = (1, BTreeSet::new());
        for step in steps {
            if *step == "edit" {
                version += 1;
                let (after, _) = lifecycle
                    .edit(owner, &store::new_id(), &record.id, record.revision, &content(version), "")
                    .await
                    .unwrap();
                record = after;
                continue;
            }
            let actor = if step.starts_with("publish") || *step == "return" { &curator } else { owner };
            let command = Command {
                id: store::new_id(),
                record: record.id.clone(),
                seen: record.revision,
                transition: (*step).into(),
                comment: "a comment".into(),
            };
            record = lifecycle.act(actor, &command).await.unwrap();
            if step.starts_with("publish") {
                public_versions.insert(version);
            }
        }
        self.platform.pulse(Timestamp::now()).await;
        self.platform.follow().await;
        Planted {
            id: record.id,
            name,
            is_public: record.published_version.is_some(),
            public_versions,
            versions: version,
        }
    }

    async fn ask(&self, method: Method, path: &str, asker: &Asker, body: String) -> (StatusCode, String) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("accept-language", "en")
            .header("host", "hall.example")
            .header("origin", "http://hall.example");
        if let Some((cookie, _, token)) = &asker.session {
            request = if path.starts_with("/api/") {
                request.header("authorization", format!("Bearer {token}"))
            } else {
                request.header("cookie", cookie)
            };
        }
        let kind = if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" };
        let request = request.header("content-type", kind).header("if-match", "\"1\"").body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let mut text: String = response
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let body = to_bytes(response.into_body(), 50_000_000).await.unwrap();
        text.push_str(&String::from_utf8_lossy(&body));
        (status, text)
    }
}

/// What an answer shows that its reader may not see.
fn leaks(text: &str, asker: &Asker, planted: &[Planted], hidden: &str) -> Vec<String> {
    let mut found = Vec::new();
    for record in planted {
        let most = if record.is_public { Some(asker.published) } else { asker.unpublished };
        for version in 1..=record.versions {
            let version_seen = most == Some(Disclosure::Owner) || record.public_versions.contains(&version);
            for level in Disclosure::ALL {
                let may = version_seen && most.is_some_and(|most| level <= most);
                let marker = record.marker(version, level);
                if !may && text.contains(&marker) {
                    found.push(marker);
                }
            }
        }
        // Who is behind an anonymous record.
        let knows = most.is_some_and(|most| most >= Disclosure::Agreement);
        if record.name == "anonymous"
            && !knows
            && text.contains(&record.id)
            && (text.contains(hidden) || text.contains("Hidden Works"))
        {
            found.push("the owner of the anonymous record".to_owned());
        }
    }
    found
}

#[tokio::test]
async fn nobody_reads_beyond_their_level_on_any_route() {
    let site = Site::open().await;
    let accounts = site.platform.accounts();
    let owner = site.person("owner", None).await;
    let as_owner = Actor::party(&owner, Timestamp::now());
    let organisation = accounts.create_organisation(&as_owner, "机密研究院", "Confidential Institute").await.unwrap();
    // What it owns is anonymous.
    let hidden = accounts.create_organisation(&as_owner, "隐名工厂", "Hidden Works").await.unwrap();
    let session = site.sign_in("owner").await;
    let owner_actor =
        accounts.actor_of_session(&session.0["session=".len()..], Timestamp::now()).await.unwrap().unwrap().0;
    assert!(owner_actor.acts_for.contains(&organisation));
    let planted = [
        site.plant(&owner_actor, &organisation, "draft", &[]).await,
        site.plant(&owner_actor, &organisation, "submitted", &["submit"]).await,
        site.plant(&owner_actor, &organisation, "returned", &["submit", "return"]).await,
        site.plant(&owner_actor, &organisation, "published", &["submit", "publish"]).await,
        site.plant(&owner_actor, &hidden, "anonymous", &["submit", "publish"]).await,
        site.plant(&owner_actor, &organisation, "revised", &["submit", "publish", "edit", "revise"]).await,
        site.plant(
            &owner_actor,
            &organisation,
            "again",
            &["submit", "publish", "edit", "revise", "publish-revision", "edit"],
        )
        .await,
        site.plant(&owner_actor, &organisation, "withdrawn", &["submit", "publish", "withdraw"]).await,
    ];

    let none = |name, published| Asker { name, session: None, published, unpublished: None };
    let mut askers = vec![
        none("visitor", Disclosure::Public),
        Asker { session: Some(session), unpublished: Some(Disclosure::Owner), ..none("owner", Disclosure::Owner) },
    ];
    for (name, role, published, unpublished) in [
        ("stranger", None, Disclosure::SignedIn, None),
        ("agreed", None, Disclosure::Agreement, None),
        ("dealt", None, Disclosure::Deal, None),
        ("reviewer", Some(Role::Reviewer), Disclosure::Owner, Some(Disclosure::Owner)),
        ("curator", Some(Role::Curator), Disclosure::Owner, Some(Disclosure::Owner)),
        ("auditor", Some(Role::Auditor), Disclosure::Owner, Some(Disclosure::Owner)),
        ("operator", Some(Role::Operator), Disclosure::SignedIn, None),
    ] {
        let party = site.person(name, role).await;
        if let Some(level) = [Disclosure::Agreement, Disclosure::Deal].into_iter().find(|it| *it == published) {
            for record in &planted {
                site.platform.registry().grant(&owner_actor, &record.id, &party, Some(level)).await.unwrap();
            }
        }
        askers.push(Asker { name, session: Some(site.sign_in(name).await), published, unpublished });
    }

    let before = everything(&site, &planted).await;
    let (mut asked, mut shown) = (0, 0);
    for line in ROUTES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (methods, rest) = line.split_once(' ').unwrap();
        let (pattern, target) = rest.split_once(" => ").map_or((rest, rest), |(pattern, target)| (pattern, target));
        if target == "-" {
            continue;
        }
        for method in methods.split(',') {
            let method: Method = method.parse().unwrap();
            for asker in &askers {
                // Who may change something is another test's subject.
                if !method.is_safe() && matches!(asker.name, "owner" | "curator") {
                    continue;
                }
                let mut addresses = BTreeSet::new();
                for record in &planted {
                    for number in ["1", "2"] {
                        let address = target.replace("{id}", &record.id).replace("{number}", number);
                        addresses.insert(address.replace("{organisation}", &hidden));
                    }
                }
                for address in addresses {
                    let body = match (&method, &asker.session) {
                        (&Method::GET | &Method::HEAD, _) => String::new(),
                        _ if address.starts_with("/api/") => {
                            json!({"kind": "secret", "content": {"public": "changed"}, "comment": "changed"})
                                .to_string()
                        }
                        (_, session) => {
                            let csrf = session.as_ref().map_or("", |it| it.1.as_str());
                            format!("_csrf={csrf}&_command={}&_seen=1&_comment=changed&public=changed", store::new_id())
                        }
                    };
                    let (status, text) = site.ask(method.clone(), &address, asker, body).await;
                    asked += 1;
                    assert_eq!(
                        leaks(&text, asker, &planted, &hidden),
                        Vec::<String>::new(),
                        "{} {method} {address} ({pattern})",
                        asker.name
                    );
                    assert!(!status.is_server_error() || status == 503, "{} {method} {address}: {status}", asker.name);
                }
            }
        }
    }
    // What may be seen is there.
    for asker in &askers {
        for record in &planted {
            let most = if record.is_public { Some(asker.published) } else { asker.unpublished };
            let newest = if most == Some(Disclosure::Owner) {
                record.versions
            } else {
                record.public_versions.iter().copied().max().unwrap_or(1)
            };
            let (status, text) = site.ask(Method::GET, &format!("/records/{}", record.id), asker, String::new()).await;
            assert_eq!(status.is_success(), most.is_some(), "{} {}: {status}", asker.name, record.name);
            for level in Disclosure::ALL.into_iter().filter(|level| most.is_some_and(|most| *level <= most)) {
                assert!(text.contains(&record.marker(newest, level)), "{} {} {level:?}", asker.name, record.name);
                shown += 1;
            }
        }
    }
    assert_eq!(everything(&site, &planted).await, before, "who may not write has changed nothing");
    assert!(asked > 500 && shown > 100, "{asked} {shown}");

    // The export is for everyone.
    let out = site.folder.path().join("export");
    portal::export_hall(site.platform.registry(), site.platform.files(), site.platform.log_folder(), &out)
        .await
        .unwrap();
    let mut text = String::new();
    all_files(&out, &mut text);
    assert_eq!(leaks(&text, &askers[0], &planted, &hidden), Vec::<String>::new());
}

/// Every route of the program is in the table.
#[test]
fn the_table_knows_every_route() {
    let known: BTreeSet<&str> = ROUTES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(' ').unwrap().1.split(" => ").next().unwrap())
        .collect();
    let mut routed = BTreeSet::new();
    for (prefix, source) in [
        ("", include_str!("../src/pages/mod.rs")),
        ("", include_str!("../src/pages/operator/mod.rs")),
        ("/api/v1", include_str!("../src/api/mod.rs")),
    ] {
        for part in source.split(".route(").skip(1) {
            routed.insert(format!("{prefix}{}", part.split('"').nth(1).unwrap()));
        }
    }
    let unknown: Vec<&String> = routed.iter().filter(|route| !known.contains(route.as_str())).collect();
    assert!(unknown.is_empty(), "not in tests/disclosure.routes: {unknown:?}");
    let gone: Vec<&&str> = known.iter().filter(|route| !routed.contains(**route)).collect();
    assert!(gone.is_empty(), "no longer routed: {gone:?}");
}

/// The planted records with their versions and events, as they are. Others may begin records of their own.
async fn everything(site: &Site, planted: &[Planted]) -> (Vec<record::Model>, Vec<version::Model>, Vec<event::Model>) {
    let reading = site.platform.registry().store().read();
    let ids: Vec<&str> = planted.iter().map(|record| record.id.as_str()).collect();
    let mut records = record::Entity::find().filter(record::Column::Id.is_in(ids.clone())).all(reading).await.unwrap();
    // An operator may write the facets again.
    records.iter_mut().for_each(|record| record.hall_change = 0);
    (
        records,
        version::Entity::find().filter(version::Column::Record.is_in(ids.clone())).all(reading).await.unwrap(),
        event::Entity::find().filter(event::Column::Record.is_in(ids)).all(reading).await.unwrap(),
    )
}

fn all_files(folder: &std::path::Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_files(&path, text);
        } else {
            text.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap()));
        }
    }
}
