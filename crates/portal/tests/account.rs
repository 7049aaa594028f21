//! The account, organisations and invitations, as a browser without scripts sees them.
#![allow(clippy::unwrap_used)]

mod common;

use axum::http::StatusCode;
use common::{Browser, PASSWORD, Site};
use jiff::Timestamp;
use process::Command;
use registry::content::Content;
use registry::{Actor, Draft, Role};

const NEW_PASSWORD: &str = "noch eine lange Kette von Worten";

/// Sends a form of the page, of which there is one to this address.
async fn send(browser: &mut Browser<'_>, action: &str, entered: &[(&str, &str)]) -> StatusCode {
    assert!(browser.page.contains(&format!("action=\"{action}\"")), "no form for {action}: {}", browser.page);
    browser.send(action, entered).await
}

/// Addresses of forms of the page that begin and end so.
fn actions(browser: &Browser<'_>, beginning: &str, end: &str) -> Vec<String> {
    let pieces = browser.page.split("action=\"").skip(1).filter_map(|piece| piece.split('"').next());
    pieces.filter(|action| action.starts_with(beginning) && action.ends_with(end)).map(str::to_owned).collect()
}

/// The link of the last letter to someone, without the site.
fn link(site: &Site, to: &str) -> String {
    let letter = site.letters().into_iter().rfind(|letter| letter.starts_with(&format!("To: {to}\n"))).unwrap();
    let link = letter.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    format!("/{}", link.splitn(4, '/').nth(3).unwrap())
}

#[tokio::test]
async fn a_new_password_ends_other_sessions() {
    let site = Site::open().await;
    site.person("anna@lab.example", None).await;
    let (mut here, mut there) = (site.browser("anna@lab.example").await, site.browser("anna@lab.example").await);
    here.get("/account").await;
    assert!(here.page.contains("anna@lab.example") && here.page.contains("This browser"), "{}", here.page);
    assert_eq!(here.page.matches("<h1").count(), 1);

    let status = send(&mut here, "/account/password", &[("old", "wrong"), ("new", NEW_PASSWORD)]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && here.page.contains("The password is wrong."));
    let status = send(&mut here, "/account/password", &[("old", PASSWORD), ("new", "short")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    there.get("/account").await;
    assert_eq!(there.path, "/account", "nothing has changed");
    send(&mut here, "/account/password", &[("old", PASSWORD), ("new", NEW_PASSWORD)]).await;
    assert_eq!(here.path, "/account?saved=password", "{}", here.page);
    assert!(here.page.contains("The new password holds."));
    there.get("/account").await;
    assert!(there.path.starts_with("/sign-in"), "the other session is over");
    let mut again = site.visitor();
    let wrong = again.send("/sign-in", &[("email", "anna@lab.example"), ("password", PASSWORD)]).await;
    assert_eq!(wrong, StatusCode::UNPROCESSABLE_ENTITY);

    // One session is ended by another, then all others.
    let entered = [("email", "anna@lab.example"), ("password", NEW_PASSWORD)];
    again.send("/sign-in", &entered).await;
    let mut third = site.visitor();
    third.send("/sign-in", &entered).await;
    here.get("/account").await;
    let ends = actions(&here, "/account/sessions/", "/end");
    assert_eq!(ends.len(), 2, "two others");
    send(&mut here, &ends[0], &[]).await;
    assert_eq!((here.path.as_str(), actions(&here, "/account/sessions/", "/end").len()), ("/account?saved=session", 1));
    send(&mut here, "/account/sessions/end-others", &[]).await;
    for browser in [&mut again, &mut third] {
        browser.get("/account").await;
        assert!(browser.path.starts_with("/sign-in"));
    }
    here.get("/account").await;
    send(&mut here, "/account/profile", &[("name_zh", "安娜"), ("name_en", ""), ("language", "en")]).await;
    assert!(here.page.contains("value=\"安娜\"") && !here.page.contains("Anna Wang"), "{}", here.page);
    let status = send(&mut here, "/account/profile", &[("name_zh", " "), ("name_en", "")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    here.get("/account/data").await;
    assert!(here.page.contains("\"email\": \"anna@lab.example\"") && !here.page.contains("argon2"));
}

#[tokio::test]
async fn a_token_is_shown_once_and_works_until_it_is_revoked() {
    let site = Site::open().await;
    let party = site.person("anna@lab.example", None).await;
    let mut anna = site.browser("anna@lab.example").await;
    anna.get("/account").await;
    let status = send(&mut anna, "/account/tokens", &[("name", "Nightly"), ("days", "30")]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && anna.page.contains("value=\"Nightly\""), "{}", anna.page);
    let entered = [("name", "Nightly"), ("scope", "read"), ("scope", "write"), ("days", "30")];
    assert_eq!(send(&mut anna, "/account/tokens", &entered).await, StatusCode::OK);
    let token = anna.page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(token.starts_with("lw_"), "{token}");
    anna.get("/account").await;
    assert!(!anna.page.contains(&token) && anna.page.contains("Read, Write records"), "{}", anna.page);
    let accounts = site.platform.accounts();
    let (actor, scopes) = accounts.actor_of_token(&token, Timestamp::now()).await.unwrap().unwrap();
    assert_eq!((actor.party.as_deref(), scopes.len()), (Some(party.as_str()), 2));
    let revoke = actions(&anna, "/account/tokens/", "/revoke").remove(0);
    send(&mut anna, &revoke, &[]).await;
    assert!(anna.path == "/account?saved=token" && actions(&anna, "/account/tokens/", "/revoke").is_empty());
    assert!(accounts.actor_of_token(&token, Timestamp::now()).await.unwrap().is_none());
}

#[tokio::test]
async fn people_come_into_an_organisation_and_one_admin_stays() {
    let site = Site::open().await;
    let anna_id = site.person("anna@lab.example", None).await;
    let bert_id = site.person("bert@lab.example", None).await;
    for email in ["eva@other.example", "carl@lab.example"] {
        site.person(email, None).await;
    }
    let mut anna = site.browser("anna@lab.example").await;
    anna.get("/organisations").await;
    assert_eq!(send(&mut anna, "/organisations", &[]).await, StatusCode::UNPROCESSABLE_ENTITY);
    send(&mut anna, "/organisations", &[("name_zh", "机器人厂"), ("name_en", "Robot Works")]).await;
    let works = anna.path.clone();
    assert!(works.starts_with("/organisations/") && anna.page.contains("Robot Works"), "{works}");

    let invite = format!("{works}/invite");
    let invited = [("email", "bert@lab.example"), ("role", "member")];
    send(&mut anna, &invite, &invited).await;
    assert!(anna.page.contains("bert@lab.example") && anna.page.contains("A letter with a link"), "{}", anna.page);
    site.platform.pulse(Timestamp::now()).await;
    let address = link(&site, "bert@lab.example");
    assert!(address.starts_with("/invitation?token="), "{address}");

    let mut visitor = site.visitor();
    visitor.get(&address).await;
    assert!(visitor.page.contains("Robot Works") && !visitor.page.contains("<form class=\"form\""));
    let sign_in = visitor.page.split("href=\"/sign-in?to=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    visitor.get(&format!("/sign-in?to={sign_in}")).await;
    let to = visitor.page.split("name=\"to\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    visitor.send("/sign-in", &[("email", "bert@lab.example"), ("password", PASSWORD), ("to", &to)]).await;
    assert_eq!(visitor.path, address, "signing in leads back");
    let mut bert = visitor;
    let token = bert.hidden("/invitation", "token").unwrap();
    send(&mut bert, "/invitation", &[("token", &token)]).await;
    assert_eq!(bert.path, works, "{}", bert.page);
    assert_eq!(actions(&bert, &works, "/remove"), [format!("{works}/members/{bert_id}/remove")], "he may leave");
    assert!(!bert.page.contains(&invite), "members do not invite");
    assert_eq!(bert.get(&address).await, StatusCode::NOT_FOUND);
    assert!(bert.page.contains("This link was used already"), "{}", bert.page);

    // Whoever is not in it knows the name only.
    let mut eva = site.browser("eva@other.example").await;
    for browser in [&mut eva, &mut site.visitor()] {
        assert_eq!(browser.get(&works).await, StatusCode::OK);
        assert!(browser.page.contains("Robot Works"));
        assert!(!browser.page.contains("Members") && !browser.page.contains(&anna_id), "{}", browser.page);
    }
    eva.get("/account").await;
    let csrf = ("_csrf".to_owned(), eva.hidden("/account/profile", "_csrf").unwrap());
    let member = |what: &str| format!("{works}/members/{anna_id}/{what}");
    for action in [invite.clone(), format!("{works}/rename"), member("role"), member("remove")] {
        let mut pairs = vec![csrf.clone()];
        pairs.extend(
            [("role", "member"), ("email", "x@y.example"), ("name_en", "Mine")].map(|(a, b)| (a.into(), b.into())),
        );
        assert_eq!(eva.post(&action, &pairs, "http://hall.example").await, StatusCode::FORBIDDEN, "{action}");
        pairs[0].1 = "wrong".into();
        assert_eq!(eva.post(&action, &pairs, "http://hall.example").await, StatusCode::FORBIDDEN, "{action}");
        assert_eq!(eva.post(&action, &pairs[1..], "http://evil.example").await, StatusCode::FORBIDDEN, "{action}");
    }
    assert_eq!(eva.get(&format!("/organisations/{anna_id}")).await, StatusCode::NOT_FOUND, "persons have no page");

    // The last admin stays.
    anna.get(&works).await;
    for (what, entered) in [("remove", vec![]), ("role", vec![("role", "member")])] {
        let status = send(&mut anna, &member(what), &entered).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && anna.page.contains("the last admin"), "{}", anna.page);
    }
    send(&mut anna, &format!("{works}/members/{bert_id}/role"), &[("role", "admin")]).await;
    send(&mut anna, &format!("{works}/rename"), &[("name_en", "Robots"), ("name_zh", "")]).await;
    assert!(anna.page.contains("<h1>Robots</h1>"), "{}", anna.page);

    // An invitation is withdrawn; another waits for whom it is meant, without the letter.
    let invited = [("email", "carl@lab.example"), ("role", "member")];
    send(&mut anna, &invite, &invited).await;
    site.platform.pulse(Timestamp::now()).await;
    let old = link(&site, "carl@lab.example");
    let withdraw = actions(&anna, &format!("{works}/invitations/"), "/withdraw").remove(0);
    send(&mut anna, &withdraw, &[]).await;
    let mut carl = site.browser("carl@lab.example").await;
    assert_eq!(carl.get(&old).await, StatusCode::NOT_FOUND);
    send(&mut anna, &invite, &invited).await;
    carl.get("/desk").await;
    assert!(carl.page.contains("You are invited"), "{}", carl.page);
    carl.get("/organisations").await;
    let accept = actions(&carl, "/invitations/", "/accept").remove(0);
    eva.post(&accept, std::slice::from_ref(&csrf), "http://hall.example").await;
    assert!(eva.page.contains("This link was used already"), "it is not hers");
    send(&mut carl, &accept, &[]).await;
    assert_eq!(carl.path, works);

    // Anna closes her account: Bert is an admin now.
    anna.get("/account/close").await;
    let status = send(&mut anna, "/account/close", &[("password", "wrong")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    send(&mut anna, "/account/close", &[("password", PASSWORD)]).await;
    assert!(anna.path == "/hall" && anna.page.contains("/sign-in"), "{}", anna.path);
    bert.get(&works).await;
    assert!(!bert.page.contains(&anna_id));
    let status = send(&mut bert, &format!("{works}/members/{bert_id}/remove"), &[]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Publishes a record of a kind for an owner.
async fn publish(site: &Site, owner: &str, anonymous: bool, name: &str) -> String {
    let lifecycle = site.platform.lifecycle();
    let definitions = site.platform.registry().definitions();
    let now = Timestamp::now();
    let kind = definitions.kind("event").unwrap();
    let mut content = Content::new();
    for field in kind.fields.iter().filter(|field| field.required) {
        use registry::definition::FieldType;
        let value = match &field.of_type {
            FieldType::Choice { vocabulary } => {
                serde_json::json!(definitions.vocabulary(vocabulary).unwrap().terms[0].code)
            }
            FieldType::Date { .. } => serde_json::json!("2026-12-01"),
            FieldType::Region => serde_json::json!("440000"),
            FieldType::Period => serde_json::json!({ "from": "2026-12-01", "to": "2026-12-02" }),
            _ => serde_json::json!({ "en": name }),
        };
        let value = if field.many { serde_json::json!([value]) } else { value };
        content.insert(field.code.clone(), value);
    }
    let draft = Draft { kind: "event".into(), owner: owner.into(), anonymous, content };
    let actor = Actor::party(owner, now);
    let id = lifecycle.begin(&actor, &store::new_id(), draft).await.unwrap().0.id;
    let curator = Actor::party("carl", now).with_role(Role::Curator);
    for (actor, transition) in [(&actor, "submit"), (&curator, "publish")] {
        let seen = site.platform.registry().read(actor, &id, None).await.unwrap().record.revision;
        let command = Command {
            id: store::new_id(),
            record: id.clone(),
            seen,
            transition: transition.into(),
            comment: String::new(),
        };
        lifecycle.act(actor, &command).await.unwrap();
    }
    id
}

#[tokio::test]
async fn an_organisation_shows_what_it_published_in_its_name() {
    let site = Site::open().await;
    let anna = site.person("anna@lab.example", None).await;
    let actor = Actor::party(&anna, Timestamp::now());
    let works = site.platform.accounts().create_organisation(&actor, "", "Robot Works").await.unwrap();
    let address = format!("/organisations/{works}");
    for number in 0..21 {
        publish(&site, &works, false, &format!("Open day {number}")).await;
    }
    publish(&site, &works, true, "Secret meeting").await;
    let own = publish(&site, &anna, false, "Private party").await;
    let mut visitor = site.visitor();
    visitor.get(&address).await;
    assert_eq!(visitor.page.matches("href=\"/records/").count(), 20);
    assert!(visitor.page.contains("Open day 20") && !visitor.page.contains("Secret meeting"), "{}", visitor.page);
    let next = visitor.page.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    visitor.get(&next).await;
    assert_eq!(visitor.page.matches("href=\"/records/").count(), 1, "{}", visitor.page);
    assert!(!visitor.page.contains("Secret meeting") && !visitor.page.contains("Private party"));
    let record = visitor.page.split("href=\"/records/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    visitor.get(&format!("/records/{record}")).await;
    assert!(visitor.page.contains(&format!("href=\"{address}\">Robot Works")), "{}", visitor.page);
    visitor.get(&format!("/records/{own}")).await;
    assert!(visitor.page.contains("Anna Wang") && !visitor.page.contains("/organisations/"));
    visitor.get("/hall").await;
    assert!(visitor.page.contains(&format!("href=\"{address}\">Robot Works")));
    let secret = visitor.page.split("<li>").find(|line| line.contains("Secret meeting")).unwrap();
    assert!(!secret.contains("Robot Works"), "{secret}");

    // The desk pages: 23 records and three more.
    for number in 0..3 {
        publish(&site, &works, false, &format!("Fair {number}")).await;
    }
    let mut browser = site.browser("anna@lab.example").await;
    browser.get("/desk").await;
    assert_eq!(browser.page.matches("href=\"/records/").count(), 25);
    assert!(browser.page.contains("/desk?page=2") && browser.page.contains("action=\"/sign-out\""));
    browser.get("/desk?page=2").await;
    assert_eq!(browser.page.matches("href=\"/records/").count(), 1, "{}", browser.page);
}

#[tokio::test]
async fn visitors_sign_in_first() {
    let site = Site::open().await;
    let mut visitor = site.visitor();
    visitor.get("/hall").await;
    assert!(visitor.page.contains("href=\"/sign-in\"") && !visitor.page.contains("/sign-out"));
    for path in ["/account", "/account/close", "/account/data", "/organisations"] {
        visitor.get(path).await;
        assert!(visitor.path.starts_with("/sign-in?to="), "{path}");
    }
    assert_eq!(visitor.get("/invitation?token=nothing").await, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/organisations/nothing").await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_pulse_forgets_what_has_had_its_time() {
    use store::sea_orm::{EntityTrait, PaginatorTrait};
    let site = Site::open().await;
    let mut visitor = site.visitor();
    visitor.send("/sign-up", &[("email", "anna@lab.example"), ("password", PASSWORD), ("name_zh", "王安娜")]).await;
    let links =
        async || store::schema::link::Entity::find().count(site.platform.registry().store().read()).await.unwrap();
    let now = Timestamp::now();
    for (hours, left) in [(0, 1), (23, 1), (25, 0)] {
        site.platform.pulse(now + jiff::SignedDuration::from_hours(hours)).await;
        assert_eq!(links().await, left, "after {hours} hours");
    }
}
