//! Meetings at an event, as browsers without scripts see them; and that nobody learns what others wish or whom they meet.
#![allow(clippy::unwrap_used)]

mod common;

use axum::http::StatusCode;
use common::{Browser, Site};
use jiff::civil::time;
use jiff::{SignedDuration, Timestamp, ToSpan};
use meetings::{Day, Entry, Preference, Settings};
use registry::{Actor, Role};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

async fn event(site: &Site, owner: &str) -> String {
    let content = json!({
        "name": {"zh": "密封技术对接会", "en": "Seal fair"}, "summary": {"zh": "说明", "en": "About seals"},
        "dates": {"from": "2026-12-01", "to": "2026-12-01"},
    });
    site.publish("event", owner, content, false).await
}

/// In ten days.
fn day() -> jiff::civil::Date {
    Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date().checked_add(10.days()).unwrap()
}

fn settings() -> Settings {
    Settings {
        days: vec![Day { date: day(), from: time(9, 0, 0, 0), to: time(11, 0, 0, 0) }],
        tables: 3,
        wishes_until: Timestamp::now() + SignedDuration::from_hours(1),
        ..Settings::default()
    }
}

/// The values of the form of settings.
fn form(until: &str) -> Vec<(&str, String)> {
    vec![
        ("zone", "Asia/Shanghai".into()),
        ("date", day().to_string()),
        ("from", "09:00".into()),
        ("to", "11:00".into()),
        ("minutes", "25".into()),
        ("pause", "5".into()),
        ("lunch_from", String::new()),
        ("lunch_to", String::new()),
        ("tables", "3".into()),
        ("most_meetings", "3".into()),
        ("most_in_a_row", "2".into()),
        ("wishes_until", until.into()),
    ]
}

/// What is said, in the name of a party.
fn with<'a>(party: &str, said: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    said.iter().map(|(name, text)| (*name, (*text).to_owned())).chain([("party", party.to_owned())]).collect()
}

async fn send(browser: &mut Browser<'_>, action: &str, entered: &[(&str, String)]) -> StatusCode {
    let entered: Vec<(&str, &str)> = entered.iter().map(|(name, text)| (*name, text.as_str())).collect();
    browser.send(action, &entered).await
}

#[tokio::test]
async fn an_organiser_opens_meetings_and_participants_have_them_in_their_calendars() {
    let site = Site::open().await;
    let host = site.person("host@fair.example", None).await;
    let anna = site.person("anna@lab.example", None).await;
    let bert = site.person("bert@works.example", None).await;
    let event = event(&site, &host).await;
    let need = json!({
        "name": {"zh": "氢压缩机密封", "en": "Seals of hydrogen compressors"}, "summary": {"zh": "密封件寿命短", "en": "Seals wear out"},
        "tracks": ["robots"], "indicators": [{"name": {"en": "Service life"}, "target": "≥ 8,000 h"}],
    });
    let need = site.publish("need", &anna, need, false).await;
    let offer = json!({
        "name": {"zh": "长寿命密封", "en": "Long-lived seals"}, "summary": {"zh": "密封件", "en": "Seals that last"}, "tracks": ["robots"],
        "indicators": [{"name": {"en": "Service life"}, "value": "9,000 h"}],
    });
    let offer = site.publish("offer", &bert, offer, false).await;
    site.platform.follow().await;
    let (record, address) = (format!("/records/{event}"), format!("/records/{event}/meetings"));

    let mut visitor = site.visitor();
    visitor.get(&record).await;
    assert!(!visitor.page.contains(&address), "no meetings were opened");
    let mut early = site.browser("anna@lab.example").await;
    assert_eq!(early.get(&address).await, StatusCode::NOT_FOUND);
    let mut host = site.browser("host@fair.example").await;
    host.get(&record).await;
    assert!(host.page.contains(&address), "{}", host.page);
    let of_settings = format!("{address}/settings");
    host.get(&of_settings).await;
    let far = format!("{}T18:00", day().checked_sub(1.days()).unwrap());
    let mut wrong = form(&far);
    wrong[2].1 = "12:00".into();
    assert_eq!(send(&mut host, &of_settings, &wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(host.page.contains("A day ends before it begins") && host.page.contains("12:00"), "{}", host.page);
    wrong = form(&far);
    wrong[4].1 = "many".into();
    assert_eq!(send(&mut host, &of_settings, &wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(host.page.contains("Minutes of a meeting:"), "{}", host.page);
    assert_eq!(send(&mut host, &of_settings, &form(&far)).await, StatusCode::OK);
    assert!(host.page.contains("25 minutes each, 5 minutes between"), "{}", host.page);

    visitor.get(&record).await;
    assert!(visitor.page.contains(&address));
    visitor.get(&address).await;
    assert!(visitor.path.starts_with("/sign-in"));
    // Anna joins with her need, Bert with what he offers.
    let join = format!("{address}/join");
    let mut anna = early;
    anna.get(&address).await;
    assert!(anna.page.contains("Seals of hydrogen compressors") && !anna.page.contains("Long-lived seals"));
    let said = [("looks_for", "Seals for 45 MPa"), ("records", &need), ("most_meetings", "9")];
    let party = chosen_party(&anna, &join);
    assert_eq!(send(&mut anna, &join, &with(&party, &said)).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(anna.page.contains("Too large: at most 3") && anna.page.contains("Seals for 45 MPa"), "{}", anna.page);
    let said = [("looks_for", "Seals for 45 MPa"), ("records", &need)];
    assert_eq!(send(&mut anna, &join, &with(&party, &said)).await, StatusCode::OK);
    assert!(anna.page.contains("You take part."), "{}", anna.page);
    let anna_id = anna.path.split("as=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let mut bert = site.browser("bert@works.example").await;
    bert.get(&address).await;
    assert!(!bert.page.contains("Seals for 45 MPa"), "who takes part is for those who do");
    let party = chosen_party(&bert, &join);
    let said = [("looks_for", "Users of seals"), ("records", &offer)];
    assert_eq!(send(&mut bert, &join, &with(&party, &said)).await, StatusCode::OK);
    assert!(bert.page.contains("Seals for 45 MPa") && bert.page.contains(&format!("/records/{need}")));
    let bert_id = bert.path.split("as=").nth(1).unwrap().split('&').next().unwrap().to_owned();

    // Anna sees that Bert fits, and wants to meet him.
    anna.get(&address).await;
    let row = anna.page.split("<tr>").find(|row| row.contains("Users of seals")).unwrap().to_owned();
    assert!(row.contains("%</td>"), "{row}");
    let wishes = format!("{address}/{anna_id}/wishes");
    anna.send(&wishes, &[(&format!("wish-{bert_id}"), "must")]).await;
    assert!(anna.page.contains("Your wishes are saved.") && anna.page.contains("You have named one participant."));
    host.get(&format!("{address}/timetable")).await;
    assert!(host.page.contains("2 participants, 1 wishes") && host.page.contains("Wishes are taken until"));
    assert!(!host.page.contains(&format!("action=\"{address}/plan\"")));
    host.get(&of_settings).await;
    send(&mut host, &of_settings, &form("2026-01-01T00:00")).await;
    host.get(&format!("{address}/timetable")).await;
    host.send(&format!("{address}/plan"), &[]).await;
    assert!(host.page.contains("adds 1 meetings") && host.page.contains("1 of 1 wishes are granted"), "{}", host.page);
    anna.get(&address).await;
    assert!(!anna.page.contains("Table 1"), "it is not published");
    host.get(&format!("{address}/timetable")).await;
    host.send(&format!("{address}/publish"), &[]).await;
    assert!(host.page.contains("The timetable is published."), "{}", host.page);
    for _ in 0..2 {
        site.platform.pulse(Timestamp::now()).await;
    }
    let mut letters = site.letters();
    letters.retain(|letter| letter.contains("洽谈安排"));
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert!(letters.iter().all(|letter| letter.contains("密封技术对接会") && letter.contains("新增：")), "{letters:?}");

    // In the calendar, on the desk; then Bert declines.
    anna.get("/desk").await;
    assert!(anna.page.contains("Seal fair") && anna.page.contains("One meeting"), "{}", anna.page);
    anna.get(&format!("{address}/calendar.ics")).await;
    let calendar = anna.page.replace("\r\n ", "");
    for line in ["SUMMARY:Meeting: Anna Wang", "LOCATION:Table 1", "SEQUENCE:0", "STATUS:CONFIRMED", "Users of seals"] {
        assert!(calendar.contains(line), "{line}: {calendar}");
    }
    anna.get(&address).await;
    anna.send(&format!("{address}/{anna_id}/address"), &[]).await;
    let secret = anna.page.split("/calendars/").nth(1).unwrap().split('?').next().unwrap().to_owned();
    bert.get(&address).await;
    let decline = bert.page.split("action=\"").find(|part| part.contains("/decline/")).unwrap();
    let decline = decline.split('"').next().unwrap().to_owned();
    bert.send(&decline, &[]).await;
    assert!(bert.page.contains("The meeting is cancelled.") && bert.page.contains("Cancelled"), "{}", bert.page);
    let mut program = site.visitor();
    assert_eq!(program.get(&format!("/calendars/{secret}")).await, StatusCode::OK);
    assert!(program.page.contains("SEQUENCE:1") && program.page.contains("STATUS:CANCELLED"), "{}", program.page);
    assert_eq!(program.get("/calendars/guessed.ics").await, StatusCode::NOT_FOUND);
    host.get(&format!("{address}/timetable")).await;
    assert!(host.page.contains("Something has changed since this timetable was made"), "{}", host.page);
    // Others can do nothing in their name.
    let csrf = bert.hidden(&format!("{address}/{bert_id}/leave"), "_csrf").unwrap();
    for action in ["change", "wishes", "leave", "address"] {
        let pairs = [("_csrf".to_owned(), csrf.clone())];
        let status = bert.post(&format!("{address}/{anna_id}/{action}"), &pairs, "http://hall.example").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{action}");
    }
    for action in ["plan", "publish", "pins"] {
        let pairs = [("_csrf", &csrf), ("one", &anna_id), ("other", &bert_id)];
        let pairs = pairs.map(|(name, text)| (name.to_owned(), text.clone()));
        let status = bert.post(&format!("{address}/{action}"), &pairs, "http://hall.example").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{action}");
    }
    assert_eq!(bert.get(&format!("{address}/timetable")).await, StatusCode::FORBIDDEN);
    assert_eq!(bert.get(&of_settings).await, StatusCode::FORBIDDEN);
    bert.get(&address).await;
    bert.send(&format!("{address}/{bert_id}/leave"), &[]).await;
    assert!(bert.page.contains("You do not take part any more."), "{}", bert.page);
}

/// The party that the form for joining has chosen.
fn chosen_party(browser: &Browser<'_>, action: &str) -> String {
    let form = browser.page.split("<form").find(|form| form.contains(&format!("action=\"{action}\""))).unwrap();
    form.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// What every address that can be read shows to someone.
async fn everything(browser: &mut Browser<'_>, event: &str, participants: &[&String]) -> BTreeMap<String, String> {
    let mut seen = BTreeMap::new();
    for line in include_str!("disclosure.routes").lines().filter(|line| line.starts_with("GET")) {
        let (_, rest) = line.split_once(' ').unwrap();
        let target = rest.split_once(" => ").map_or(rest, |(_, target)| target);
        if target == "-" || target.starts_with("/api") {
            continue;
        }
        let target = target.replace("{id}", event).replace("{number}", "1").replace("{organisation}", "1");
        let mut targets = BTreeSet::from([target.clone()]);
        if target.contains("/meetings") {
            targets.extend(participants.iter().map(|id| format!("{target}?as={id}")));
        }
        for target in targets {
            let status = browser.get(&target).await;
            seen.insert(target, format!("{status} {}", without_chance(&browser.page)));
        }
    }
    seen
}

/// A page without what differs each time it is asked for.
fn without_chance(page: &str) -> String {
    let mut parts = page.split("name=\"_command\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let page = parts.fold(first, |text, part| text + part.split_once('"').map_or("", |(_, rest)| rest));
    let changes = |line: &&str| !["DTSTAMP", "uptime"].iter().any(|sign| line.contains(sign));
    page.lines().filter(changes).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn what_one_wishes_and_whom_one_meets_changes_nothing_that_others_see() {
    let site = Site::open().await;
    let mut parties = BTreeMap::new();
    for (name, role) in [
        ("host", None),
        ("anna", None),
        ("bert", None),
        ("dora", None),
        ("emil", None),
        ("stranger", None),
        ("reviewer", Some(Role::Reviewer)),
        ("auditor", Some(Role::Auditor)),
        ("operator", None),
    ] {
        parties.insert(name, site.person(&format!("{name}@people.example"), role).await);
    }
    let operator = Actor::party("command-line", Timestamp::now()).with_role(Role::Operator);
    site.platform.accounts().grant(&operator, &parties["operator"], Role::Operator).await.unwrap();
    let event = event(&site, &parties["host"]).await;
    site.platform.follow().await;
    let meetings = site.platform.meetings();
    let actor = |name: &str| Actor::party(&parties[name], Timestamp::now());
    meetings.set(&actor("host"), &event, settings()).await.unwrap();
    let mut ids = BTreeMap::new();
    for name in ["anna", "bert", "dora", "emil"] {
        let entry = Entry { looks_for: format!("what {name} looks for"), ..Entry::default() };
        ids.insert(name, meetings.join(&actor(name), &event, &parties[name], entry).await.unwrap());
    }
    let all: Vec<&String> = ids.values().collect();
    let wish = async |who: &str, whom: &str, preference: Preference| {
        meetings.wish(&actor(who), &ids[who], &[(ids[whom].clone(), Some(preference), None)]).await.unwrap();
    };
    let look = async |names: &[&str]| {
        let mut seen = BTreeMap::new();
        for name in names {
            let mut browser =
                if *name == "visitor" { site.visitor() } else { site.browser(&format!("{name}@people.example")).await };
            // The secret of the forms is another for each session.
            browser.get("/desk").await;
            let csrf = browser.hidden("/sign-out", "csrf").unwrap_or("none".into());
            for (target, page) in everything(&mut browser, &event, &all).await {
                seen.insert(format!("{name} {target}"), page.replace(&csrf, ""));
            }
        }
        seen
    };
    let same = |before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, what: &str| {
        for (target, page) in after {
            if !target.contains("/account") && !target.contains("/operator") && !target.contains("/status") {
                assert_eq!(before.get(target), Some(page), "{what}: {target}");
            }
        }
    };
    let others = ["visitor", "stranger", "reviewer", "auditor", "operator", "bert", "dora", "emil"];
    let with_host = [&others[..], &["host"]].concat();
    wish("bert", "anna", Preference::Gladly).await;
    wish("dora", "emil", Preference::Gladly).await;
    let before = look(&with_host).await;
    assert!(before.values().any(|page| page.contains("what dora looks for")));
    wish("anna", "bert", Preference::RatherNot).await;
    same(&before, &look(&with_host).await, "a refusal");
    wish("anna", "dora", Preference::Must).await;
    same(&before, &look(&others).await, "a wish");
    // Who is refused is told what everyone is told for whom there was no place.
    meetings.wish(&actor("anna"), &ids["anna"], &[(ids["dora"].clone(), None, None)]).await.unwrap();
    let closed = Settings { wishes_until: Timestamp::now() - SignedDuration::from_hours(1), ..settings() };
    meetings.set(&actor("host"), &event, closed).await.unwrap();
    meetings.plan(&actor("host"), &event).await.unwrap();
    meetings.publish(&actor("host"), &event).await.unwrap();
    let mut bert = site.browser("bert@people.example").await;
    bert.get(&format!("/records/{event}/meetings")).await;
    assert!(bert.page.contains("The times, tables and wishes of all left no place for it."), "{}", bert.page);

    // A meeting of Dora and Emil is arranged; when it moves and when it is declined, only they and the organiser see it.
    let not_theirs = ["visitor", "stranger", "reviewer", "auditor", "operator", "anna", "bert"];
    let before = look(&not_theirs).await;
    let met = meetings.schedule(&actor("dora"), &ids["dora"]).await.unwrap().remove(0);
    let away = Entry { absent: vec![met.start], looks_for: "what dora looks for".into(), ..Entry::default() };
    meetings.change(&actor("dora"), &ids["dora"], away).await.unwrap();
    meetings.plan(&actor("host"), &event).await.unwrap();
    let published = meetings.publish(&actor("host"), &event).await.unwrap();
    assert_eq!(published.moved, 1);
    same(&before, &look(&not_theirs).await, "a move");
    meetings.decline(&actor("emil"), &ids["emil"], &met.id).await.unwrap();
    same(&before, &look(&not_theirs).await, "a cancellation");
    let theirs = look(&["dora"]).await;
    assert!(theirs.values().any(|page| page.contains("Cancelled")));
}
