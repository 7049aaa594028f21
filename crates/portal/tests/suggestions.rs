//! Suggestions over the whole hall, through the pages: started and stopped by operators, seen on the desk by both sides.
#![allow(clippy::unwrap_used)]

mod common;

use axum::http::StatusCode;
use common::{Browser, Site};
use jiff::{SignedDuration, Timestamp};
use registry::Role;
use serde_json::{Value, json};

fn record(title: &str) -> Value {
    json!({
        "name": {"zh": title, "en": title},
        "summary": {"zh": "用于装配线的五指灵巧手。", "en": "A dexterous hand with five fingers for assembly."},
        "region": "440300",
    })
}

const PAGE: &str = "/operator/suggestions";

/// Lets what waits be done, until no run is open.
async fn until_done(site: &Site, operator: &mut Browser<'_>) {
    for _ in 0..300 {
        site.platform.pulse(Timestamp::now()).await;
        operator.get(PAGE).await;
        if operator.page.contains("action=\"/operator/suggestions/start\"") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the run does not end: {}", operator.page);
}

/// The run of a page's form that stops it.
fn stop_address(page: &str) -> Option<String> {
    let found = page.split("action=\"").find(|part| part.starts_with(PAGE) && part.contains("/stop\""))?;
    Some(found.split('"').next()?.to_owned())
}

#[tokio::test]
async fn both_sides_see_what_is_suggested_and_no_more_than_the_hall_shows() {
    let site = Site::open().await;
    let (firm, lab) = (site.person("firm@people.example", None).await, site.person("lab@people.example", None).await);
    site.person("olga@bureau.example", Some(Role::Operator)).await;
    let need = site.publish("need", &firm, record("=寻求灵巧手 hand wanted"), true).await;
    let offer = site.publish("offer", &lab, record("仿生灵巧手 bionic hand"), false).await;
    let draft = {
        let actor = registry::Actor::party(&firm, Timestamp::now());
        let content = common::complete("need", record("未公开的灵巧手 secret hand")).as_object().unwrap().clone();
        let draft = registry::Draft { kind: "need".into(), owner: firm.clone(), anonymous: false, content };
        site.platform.lifecycle().begin(&actor, &store::new_id(), draft).await.unwrap().0.id
    };
    let mut operator = site.browser("olga@bureau.example").await;
    operator.get(PAGE).await;
    assert_eq!(operator.send(&format!("{PAGE}/start"), &[]).await, StatusCode::OK);
    assert!(operator.page.contains("Waiting") && operator.page.contains("<progress"), "{}", operator.page);
    assert!(operator.page.contains("It begins in a moment."));
    until_done(&site, &mut operator).await;
    for said in ["Complete", "Every need has got suggestions.", "How many needs got how many offers"] {
        assert!(operator.page.contains(said), "{said}: {}", operator.page);
    }

    let mut one = site.browser("firm@people.example").await;
    for address in ["/desk", "/suggestions"] {
        one.get(address).await;
        assert!(one.page.contains(&format!("/records/{offer}/interest?with={need}")), "{address}: {}", one.page);
        assert!(one.page.contains(&format!("/records/{need}/matches")), "{address}: {}", one.page);
        assert!(one.page.contains("Standing") && one.page.contains("certainty"), "{address}");
    }
    let mut other = site.browser("lab@people.example").await;
    other.get("/desk").await;
    assert!(other.page.contains(&format!("/records/{need}/interest?with={offer}")), "{}", other.page);
    let suggested = other.page.split("Suggested partners").nth(1).unwrap();
    let suggested = suggested.split("All suggested partners").next().unwrap();
    assert!(!suggested.contains("Anna Wang"), "an anonymous need stays so: {suggested}");

    // The file says the same, to operators and auditors, and runs nothing in a spreadsheet.
    let file = format!("{PAGE}/suggestions.csv");
    operator.get(&file).await;
    let lines: Vec<&str> = operator.page.trim_end().lines().collect();
    assert_eq!(lines.len(), 2, "{}", operator.page);
    assert!(lines[1].starts_with(&format!("{need},'=")) && lines[1].contains(&offer), "{}", lines[1]);
    assert!(!operator.page.contains(&draft));
    assert_eq!(one.get(&file).await, StatusCode::FORBIDDEN);
    assert_eq!(one.get(PAGE).await, StatusCode::FORBIDDEN);

    // Each is told once, in the language that it reads.
    for minutes in [1, 2, 3] {
        site.platform.pulse(Timestamp::now() + SignedDuration::from_mins(minutes)).await;
    }
    let told = |to: &str| {
        let letters = site.letters();
        letters.iter().filter(|it| it.contains(&format!("To: {to}")) && it.contains("推荐了合作方")).count()
    };
    assert_eq!((told("firm@people.example"), told("lab@people.example"), told("olga@bureau.example")), (1, 1, 0));

    // What is withdrawn is suggested no longer, before the next run as well.
    withdraw(&site, &lab, &offer).await;
    one.get("/suggestions").await;
    assert!(!one.page.contains(&offer) && one.page.contains("Nothing is suggested"), "{}", one.page);
    operator.get(&file).await;
    assert!(!operator.page.contains(&offer), "{}", operator.page);
    operator.get(PAGE).await;
    operator.send(&format!("{PAGE}/start"), &[]).await;
    until_done(&site, &mut operator).await;
    assert!(operator.page.contains("Needs without suggestions") && operator.page.contains("hand wanted"));
}

async fn withdraw(site: &Site, owner: &str, id: &str) {
    let actor = registry::Actor::party(owner, Timestamp::now());
    let seen = site.platform.registry().read(&actor, id, None).await.unwrap();
    let command = process::Command {
        id: store::new_id(),
        record: id.to_owned(),
        seen: seen.record.revision,
        transition: "withdraw".into(),
        comment: "no longer".into(),
    };
    site.platform.lifecycle().act(&actor, &command).await.unwrap();
    site.platform.follow().await;
}

#[tokio::test]
async fn operators_start_one_run_at_a_time_and_stop_it() {
    let site = Site::open().await;
    site.person("olga@bureau.example", Some(Role::Operator)).await;
    site.person("mia@people.example", None).await;
    let mut operator = site.browser("olga@bureau.example").await;
    operator.get(PAGE).await;
    let start = format!("{PAGE}/start");
    let csrf = operator.hidden(&start, "_csrf").unwrap();
    assert_eq!(operator.send(&start, &[]).await, StatusCode::OK);
    let again = [("_csrf".to_owned(), csrf)];
    assert_eq!(operator.post(&start, &again, "http://hall.example").await, StatusCode::CONFLICT);
    assert!(operator.page.contains("A run is going on already."), "{}", operator.page);
    let stop = stop_address(&operator.page).unwrap();
    assert_eq!(operator.post(&stop, &again, "http://hall.example").await, StatusCode::OK);
    assert!(operator.page.contains("Stopped") && stop_address(&operator.page).is_none(), "{}", operator.page);
    assert_eq!(operator.post(&stop, &again, "http://hall.example").await, StatusCode::CONFLICT);
    assert!(operator.page.contains("This run is over already."));
    operator.get("/operator/audit").await;
    for said in ["started a run of suggestions", "stopped a run of suggestions"] {
        assert!(operator.page.contains(said), "{said}: {}", operator.page);
    }

    // While it runs, the page says how far it is.
    operator.get(PAGE).await;
    operator.send(&start, &[]).await;
    let suggestions = site.platform.suggestions();
    let now = Timestamp::now();
    let claim = suggestions.claim(now).await.unwrap().unwrap();
    assert!(suggestions.go_on(&claim, 1_500, 6_000, now).await.unwrap());
    operator.get(PAGE).await;
    assert!(operator.page.contains("1,500 of 6,000 needs are compared."), "{}", operator.page);
    assert!(operator.page.contains("max=\"6000\" value=\"1500\""));
    site.platform.pulse(now).await;
    operator.get(PAGE).await;
    assert!(operator.page.contains("1,500 of 6,000"), "nobody else takes it up: {}", operator.page);
    suggestions.fail(&claim, "the disk is full", now).await.unwrap();
    operator.get(PAGE).await;
    assert!(operator.page.contains("Failed") && operator.page.contains("the disk is full"));

    let mut member = site.browser("mia@people.example").await;
    member.get("/suggestions").await;
    assert!(member.page.contains("Nothing is suggested to your records now."), "{}", member.page);
    let mut visitor = site.visitor();
    visitor.get("/suggestions").await;
    assert!(visitor.path.starts_with("/sign-in"), "{}", visitor.path);
}

#[tokio::test]
async fn an_offer_is_suggested_to_no_more_needs_than_it_can_talk_to() {
    let site = Site::open().await;
    let lab = site.person("lab@people.example", None).await;
    site.person("olga@bureau.example", Some(Role::Operator)).await;
    let offer = site.publish("offer", &lab, record("仿生灵巧手 bionic hand"), false).await;
    for number in 0..10 {
        let firm = site.person(&format!("firm{number}@people.example"), None).await;
        site.publish("need", &firm, record(&format!("寻求灵巧手 hand wanted {number}")), false).await;
    }
    let mut operator = site.browser("olga@bureau.example").await;
    // Nobody starts it: it is time.
    until_done(&site, &mut operator).await;
    operator.get(&format!("{PAGE}/suggestions.csv")).await;
    let given = operator.page.lines().filter(|line| line.contains(&offer)).count();
    assert_eq!(given, 9, "three conversations, three needs for each: {}", operator.page);
    operator.get(PAGE).await;
    assert!(operator.page.contains("the system"), "{}", operator.page);
    let limit = operator.page.split("Offers at their limit").last().unwrap();
    assert!(limit.contains(&format!("/records/{offer}/matches")), "{}", operator.page);
    let mut browser = site.browser("lab@people.example").await;
    browser.get("/suggestions").await;
    assert_eq!(browser.page.matches(&format!("/interest?with={offer}")).count(), 9, "{}", browser.page);
    browser.get("/desk").await;
    assert_eq!(browser.page.matches(&format!("/interest?with={offer}")).count(), 5, "the best on the desk");
}
