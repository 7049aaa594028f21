//! From a need over its matches to a conversation in which each side shows the other more, through the pages.
#![allow(clippy::unwrap_used)]

mod common;

use axum::http::StatusCode;
use common::Site;
use jiff::Timestamp;
use serde_json::{Value, json};

fn need() -> Value {
    json!({
        "name": {"zh": "寻求灵巧手", "en": "Wanted: a dexterous hand"},
        "summary": {"zh": "用于装配线的五指灵巧手。", "en": "A hand with five fingers for assembly."},
        "region": "440300", "budget": {"amount": 12_345_600, "currency": "CNY"},
        "indicators": [{"name": {"zh": "使用寿命", "en": "Service life"}, "target": "≥8000 h"}],
    })
}

fn offer() -> Value {
    json!({
        "name": {"zh": "仿生灵巧手", "en": "A dexterous hand"},
        "summary": {"zh": "五指，二十个自由度。", "en": "Five fingers for gripping in assembly."},
        "region": "440300", "readiness": 7, "price": {"amount": 98_765_400, "currency": "CNY"},
        "indicators": [{"name": {"zh": "使用寿命", "en": "Service life"}, "value": "9000 h"}],
    })
}

/// Letters to an address with a word in their subject, after what is due was done.
async fn letters(site: &Site, to: &str, word: &str) -> usize {
    // The first time the letters are asked for, the second time they are sent.
    for _ in 0..2 {
        site.platform.pulse(Timestamp::now()).await;
    }
    let letters = site.letters();
    letters.iter().filter(|letter| letter.contains(&format!("To: {to}")) && letter.contains(word)).count()
}

#[tokio::test]
async fn a_need_leads_to_a_conversation_in_which_each_side_shows_more() {
    let site = Site::open().await;
    let (firm, lab) = (site.person("firm@people.example", None).await, site.person("lab@people.example", None).await);
    site.person("third@people.example", None).await;
    let (need, offer) =
        (site.publish("need", &firm, need(), true).await, site.publish("offer", &lab, offer(), false).await);

    let mut browser = site.browser("firm@people.example").await;
    browser.get(&format!("/records/{need}/matches")).await;
    let ask = format!("/records/{offer}/interest?with={need}");
    assert!(browser.page.contains(&ask) && browser.page.contains("9000 h"), "{}", browser.page);
    browser.get(&ask).await;
    assert!(browser.page.contains(&format!("<option value=\"{need}\" selected>")), "{}", browser.page);
    let action = format!("/records/{offer}/interest");
    let entered = [("party", firm.as_str()), ("own", need.as_str()), ("text", "")];
    let status = browser.send(&action, &entered).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is said");
    let entered = [("party", firm.as_str()), ("own", need.as_str()), ("text", "We build <assembly> lines.")];
    assert_eq!(browser.send(&action, &entered).await, StatusCode::OK);
    let talk = browser.path.clone();
    assert!(talk.starts_with("/conversations/"), "{talk}");
    assert!(
        browser.page.contains("We build &#60;assembly&#62; lines.") && browser.page.contains("Waiting for an answer")
    );
    assert_eq!(browser.hidden(&format!("{talk}/say"), "_csrf"), None, "nothing is said before the answer");
    browser.get(&ask).await;
    assert_eq!(browser.path, talk, "there is one conversation at a time");

    assert_eq!(letters(&site, "lab@people.example", "有人表达意向").await, 1);
    let mut other = site.browser("lab@people.example").await;
    assert!(other.page.contains("Conversations (one with news)"), "{}", other.page);
    other.get("/conversations").await;
    assert!(other.page.contains(&talk));
    other.get(&talk).await;
    assert!(other.page.contains("Anna Wang"), "who asks names itself: {}", other.page);
    assert!(!other.page.contains("12.35"), "an interest shows nothing more");
    assert_eq!(other.send(&format!("{talk}/act/decline"), &[("text", "no")]).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.page.contains("Say why it does not suit"));
    assert_eq!(other.send(&format!("{talk}/act/accept"), &[("text", "Gladly.")]).await, StatusCode::OK);
    assert!(other.page.contains("Gladly.") && other.page.contains("In conversation"));
    assert_eq!(letters(&site, "firm@people.example", "同意洽谈").await, 1);
    assert!(!site.letters().iter().any(|letter| letter.contains("Gladly")), "what is said is in no letter");

    let price = |page: &str| page.contains("98.77");
    browser.get(&format!("/records/{offer}")).await;
    assert!(!price(&browser.page) && browser.page.contains(&talk), "{}", browser.page);
    browser.get(&talk).await;
    assert_eq!(browser.send(&format!("{talk}/say"), &[("text", "When can we meet?")]).await, StatusCode::OK);
    let want = format!("{talk}/disclosure/want");
    assert_eq!(browser.send(&want, &[("level", "agreement")]).await, StatusCode::OK);
    other.get(&talk).await;
    assert!(other.page.contains("When can we meet?"));
    assert!(other.page.contains("The other side would like to see:"), "{}", other.page);
    let show = format!("{talk}/disclosure/show");
    assert_eq!(other.send(&show, &[("level", "agreement")]).await, StatusCode::OK);
    browser.get(&format!("/records/{offer}")).await;
    assert!(price(&browser.page), "what was agreed is shown: {}", browser.page);
    other.get(&format!("/records/{need}")).await;
    assert!(!other.page.contains("12.35"), "each decides about its own");

    let mut third = site.browser("third@people.example").await;
    assert_eq!(third.get(&talk).await, StatusCode::NOT_FOUND);
    third.get(&format!("/records/{offer}")).await;
    assert!(!price(&third.page));
    let mut visitor = site.visitor();
    for address in [&talk, &action] {
        visitor.get(address).await;
        assert!(visitor.path.starts_with("/sign-in"), "{}", visitor.path);
    }

    browser.get(&talk).await;
    assert_eq!(browser.send(&format!("{talk}/act/met"), &[("text", "")]).await, StatusCode::OK);
    assert_eq!(browser.send(&format!("{talk}/act/close"), &[("text", "Thank you.")]).await, StatusCode::OK);
    browser.get(&format!("/records/{offer}")).await;
    assert!(!price(&browser.page), "what was shown ends with the conversation");
    assert_eq!(site.platform.conversations().feedback().await.unwrap().len(), 2, "both said something of the match");
}

#[tokio::test]
async fn what_does_not_suit_is_left_out_of_the_list_and_can_be_seen_again() {
    let site = Site::open().await;
    let (firm, lab) = (site.person("firm@people.example", None).await, site.person("lab@people.example", None).await);
    let (need, offer) =
        (site.publish("need", &firm, need(), false).await, site.publish("offer", &lab, offer(), false).await);
    let mut browser = site.browser("firm@people.example").await;
    let list = format!("/records/{need}/matches");
    browser.get(&list).await;
    let answer = format!("{list}/answer");
    assert_eq!(browser.send(&answer, &[("other", &offer), ("reason", "nonsense")]).await, StatusCode::BAD_REQUEST);
    browser.get(&list).await;
    assert_eq!(browser.send(&answer, &[("other", &offer), ("reason", "money")]).await, StatusCode::OK);
    let link = format!("/records/{offer}\"");
    assert!(!browser.page.contains(&link) && browser.page.contains("One record that you found unsuitable"));
    browser.get(&format!("{list}?all=1")).await;
    assert!(browser.page.contains(&link) && browser.page.contains("The price does not fit"), "{}", browser.page);
    let mut other = site.browser("lab@people.example").await;
    other.get(&list).await;
    assert_eq!(other.hidden(&answer, "_csrf"), None, "only the owner of the need says so");
    other.get(&format!("/records/{offer}/matches")).await;
    assert!(other.page.contains(&format!("/records/{need}/interest?with={offer}")), "{}", other.page);
}

#[tokio::test]
async fn a_good_offer_is_not_flooded() {
    let site = Site::open().await;
    let lab = site.person("lab@people.example", None).await;
    let offer = site.publish("offer", &lab, offer(), false).await;
    let mut needs = Vec::new();
    for number in 0..4 {
        let email = format!("firm{number}@people.example");
        let firm = site.person(&email, None).await;
        needs.push((email, site.publish("need", &firm, need(), false).await, firm));
    }
    for (at, (email, need, firm)) in needs.iter().enumerate() {
        let mut browser = site.browser(email).await;
        browser.get(&format!("/records/{need}/matches")).await;
        let ask = format!("/records/{offer}/interest?with={need}");
        assert_eq!(browser.page.contains(&ask), at < 3, "three conversations at a time: {at}");
        assert_eq!(browser.page.contains("in enough conversations about it"), at == 3, "{at}");
        browser.get(&ask).await;
        let entered = [("party", firm.as_str()), ("own", need.as_str()), ("text", "Hello")];
        assert_eq!(browser.send(&format!("/records/{offer}/interest"), &entered).await, StatusCode::OK, "{at}");
    }
}
