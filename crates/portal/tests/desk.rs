//! From signing in to the hall, as a browser without scripts does it: forms are read from the pages and sent back.
#![allow(clippy::unwrap_used)]

mod common;

use axum::http::StatusCode;
use common::{PASSWORD, Site};
use jiff::Timestamp;
use registry::Role;

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
    let mut visitor = site.visitor();
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
        let mut nobody = site.visitor();
        nobody.post(&action, &pairs(&csrf), "http://hall.example").await;
        assert!(nobody.path.starts_with("/sign-in"), "{action}");
    }
    for path in ["/desk", "/queue", "/new/offer", &edit] {
        let mut nobody = site.visitor();
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
    let mut browser = site.visitor();
    let entered = [("email", "anna@lab.example"), ("password", PASSWORD), ("name_zh", "王安娜")];
    assert_eq!(browser.send("/sign-up", &entered).await, StatusCode::OK);
    assert!(browser.page.contains("Look into your mail"), "{}", browser.page);
    assert!(
        browser.send("/sign-in", &entered[..2]).await == StatusCode::UNPROCESSABLE_ENTITY,
        "there is no account before"
    );
    site.platform.pulse(Timestamp::now()).await;
    let letter = site.letters().pop().unwrap();
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
        site.letters().iter().any(|letter| letter.starts_with("To: carl@bureau.example") && letter.contains(&record))
    );
    let mut carl = site.browser("carl@bureau.example").await;
    carl.get(&record).await;
    carl.send(&format!("{record}/act/return"), &[("_comment", "哪一天？")]).await;
    for _ in 0..2 {
        site.platform.pulse(Timestamp::now()).await;
    }
    assert!(
        site.letters().iter().any(|letter| letter.starts_with("To: anna@lab.example") && letter.contains("哪一天？"))
    );
}

#[tokio::test]
async fn wrong_passwords_are_refused_in_words() {
    let site = Site::open().await;
    site.person("anna@lab.example", None).await;
    let mut browser = site.visitor();
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
