//! Figures of a party, and what is one party, as a browser without scripts sees them.
#![allow(clippy::unwrap_used)]

mod common;

use axum::http::StatusCode;
use common::Site;
use jiff::Timestamp;
use registry::{Actor, Draft, Role};
use serde_json::json;

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
    assert!(anna.page.contains("1,200.50 × 10,000 yuan"), "{}", anna.page);
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
    let mut visitor = site.visitor();
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

#[tokio::test]
async fn an_owner_records_ties_and_only_those_concerned_see_them() {
    let site = Site::open().await;
    let anna = site.person("anna@lab.example", None).await;
    let eva = site.person("eva@other.example", None).await;
    site.person("carl@bureau.example", Some(Role::Curator)).await;
    let (mother, daughter) =
        (enterprise(&site, &eva, "华创控股集团有限公司").await, enterprise(&site, &anna, "深圳明曜科技有限公司").await);
    let action = format!("/records/{daughter}/ties");
    let mut browser = site.browser("anna@lab.example").await;
    browser.get(&format!("/records/{daughter}")).await;
    assert!(browser.page.contains(&action), "{}", browser.page);
    browser.get(&action).await;
    let good = [
        ("relation", "controlled"),
        ("other", &*format!("http://hall.example/records/{mother}?lang=en")),
        ("share", "51.5 %"),
        ("since", "2024-03-01"),
        ("until", ""),
        ("source", "工商登记"),
        ("confidence", "declared"),
    ];
    for (field, text) in [
        ("relation", "owns"),
        ("other", "no such party"),
        ("other", ""),
        ("share", "120"),
        ("share", "half"),
        ("since", "soon"),
        ("until", "2023-01-01"),
        ("source", ""),
    ] {
        let wrong = good.map(|(name, right)| (name, if name == field { text } else { right }));
        assert_eq!(browser.send(&action, &wrong).await, StatusCode::UNPROCESSABLE_ENTITY, "{field} {text}");
        assert!(browser.page.contains("工商登记") || field == "source", "what was entered stays: {field} {text}");
    }
    assert_eq!(browser.send(&action, &good).await, StatusCode::OK, "{}", browser.page);
    assert!(browser.page.contains("is controlled by (51.5 %)"), "{}", browser.page);
    assert!(browser.page.contains("华创控股集团有限公司"));

    // The other party sees it from the other side, and cannot take it back; strangers see nothing.
    let mut other = site.browser("eva@other.example").await;
    other.get(&format!("/records/{mother}/ties")).await;
    assert!(other.page.contains("controls (51.5 %)") && !other.page.contains("/retract"), "{}", other.page);
    site.person("sid@street.example", None).await;
    let mut stranger = site.browser("sid@street.example").await;
    assert_eq!(stranger.get(&action).await, StatusCode::NOT_FOUND);
    stranger.get(&format!("/records/{daughter}")).await;
    assert!(!stranger.page.contains(&action));

    let mut curator = site.browser("carl@bureau.example").await;
    curator.get(&action).await;
    let retract = curator.page.split("action=\"").filter_map(|part| part.split('"').next());
    let retract = retract.filter(|address| address.ends_with("/retract")).map(str::to_owned).next().unwrap();
    assert_eq!(curator.send(&retract, &[]).await, StatusCode::OK);
    assert!(!curator.page.contains("51.5 %"), "{}", curator.page);
}
