//! Runs of suggestions and what they find, on both databases.
#![allow(clippy::unwrap_used)]

use conversations::{Claim, ConversationError, Pair, Part, RunState, SUGGESTED, Suggestions};
use jiff::{SignedDuration, Timestamp};
use matching::Side;
use registry::{Actor, RegistryError, Role};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use store::schema::{audit, job, match_answer, record, suggestion, suggestion_record};
use store::testing::databases;
use store::{Store, millis};

fn start() -> Timestamp {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

fn actor(name: &str) -> Actor {
    Actor::party(name, start())
}

fn operator() -> Actor {
    actor("olga").with_role(Role::Operator)
}

async fn add_record(store: &Store, id: &str, owner: &str, is_published: bool) {
    let row = record::Model {
        id: id.into(),
        kind: "offer".into(),
        owner: owner.into(),
        anonymous: false,
        state: "published".into(),
        revision: 1,
        version: 1,
        published_version: is_published.then_some(1),
        published_at: None,
        created_at: 0,
        updated_at: 0,
        hall_change: 0,
    };
    let transaction = store.write().await.unwrap();
    row.into_active_model().reset_all().insert(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

/// Two needs of a firm and two offers, of a laboratory and an institute.
async fn market(store: &Store) -> Suggestions {
    for (id, owner) in [("need-1", "firm"), ("need-2", "firm"), ("offer-1", "lab"), ("offer-2", "institute")] {
        add_record(store, id, owner, true).await;
    }
    Suggestions::new(store.clone())
}

fn pair(need: &str, offer: &str, place: u32, standing: f64) -> Pair {
    Pair { need: need.into(), offer: offer.into(), place, standing, certainty: 0.5 }
}

fn part(record: &str, side: Side, most: u32, given: u32) -> Part {
    Part { record: record.into(), side, most, given }
}

/// A complete run with these pairs.
async fn completed(suggestions: &Suggestions, pairs: &[Pair], now: Timestamp) -> Claim {
    suggestions.start(&Actor { now, ..operator() }).await.unwrap();
    let claim = suggestions.claim(now).await.unwrap().unwrap();
    assert!(suggestions.add_pairs(&claim, pairs, now).await.unwrap());
    let given = |id: &str| pairs.iter().filter(|pair| pair.need == id || pair.offer == id).count() as u32;
    let parts = [
        part("need-1", Side::Need, 5, given("need-1")),
        part("need-2", Side::Need, 5, given("need-2")),
        part("offer-1", Side::Offer, 1, given("offer-1")),
        part("offer-2", Side::Offer, 9, given("offer-2")),
    ];
    assert!(suggestions.add_parts(&claim, &parts, now).await.unwrap());
    assert!(suggestions.complete(&claim, now).await.unwrap());
    claim
}

#[tokio::test]
async fn operators_start_and_stop_one_run_at_a_time_and_it_is_written_down() {
    for database in databases().await {
        let suggestions = market(&database.store).await;
        let others = [actor("mia"), actor("eva").with_role(Role::Auditor), actor("carl").with_role(Role::Curator)];
        for other in &others {
            let refused = suggestions.start(other).await;
            assert!(matches!(refused, Err(ConversationError::Registry(RegistryError::Forbidden(_)))), "{other:?}");
        }
        let run = suggestions.start(&operator()).await.unwrap();
        assert!(matches!(suggestions.start(&operator()).await, Err(ConversationError::RunGoesOn)));
        for other in &others {
            assert!(suggestions.stop(other, &run.id).await.is_err(), "{other:?}");
        }
        assert!(suggestions.runs(&others[0], 9).await.is_err() && suggestions.runs(&others[1], 9).await.is_ok());

        let claim = suggestions.claim(start()).await.unwrap().unwrap();
        assert!(suggestions.claim(start()).await.unwrap().is_none(), "it is in hand");
        assert!(suggestions.go_on(&claim, 1, 2, start()).await.unwrap());
        let seen = suggestions.runs(&operator(), 9).await.unwrap();
        assert_eq!((seen[0].state.as_str(), seen[0].done, seen[0].total), ("running", 1, 2));
        assert!(suggestions.add_pairs(&claim, &[pair("need-1", "offer-1", 1, 0.9)], start()).await.unwrap());
        suggestions.stop(&operator(), &run.id).await.unwrap();
        assert!(matches!(suggestions.stop(&operator(), &run.id).await, Err(ConversationError::RunIsOver)));
        assert!(matches!(
            suggestions.stop(&operator(), "nothing").await,
            Err(ConversationError::Registry(RegistryError::NotFound { .. }))
        ));
        assert!(!suggestions.go_on(&claim, 2, 2, start()).await.unwrap(), "it was stopped");
        assert!(!suggestions.add_pairs(&claim, &[pair("need-2", "offer-1", 1, 0.9)], start()).await.unwrap());
        assert!(!suggestions.complete(&claim, start()).await.unwrap());
        let read = database.store.read();
        assert_eq!(suggestion::Entity::find().count(read).await.unwrap(), 0, "what was found so far is gone");
        let mut actions: Vec<String> =
            audit::Entity::find().all(read).await.unwrap().into_iter().map(|entry| entry.action).collect();
        actions.sort();
        assert_eq!(actions, ["start-suggestions", "stop-suggestions"], "{}", database.name);
        suggestions.start(&operator()).await.unwrap();
        database.remove().await;
    }
}

#[tokio::test]
async fn a_run_starts_by_itself_once_a_day() {
    for database in databases().await {
        let suggestions = market(&database.store).await;
        assert!(suggestions.start_daily(start()).await.unwrap());
        let later = start() + SignedDuration::from_hours(25);
        assert!(!suggestions.start_daily(later).await.unwrap(), "the first has not ended");
        let claim = suggestions.claim(start()).await.unwrap().unwrap();
        suggestions.complete(&claim, start()).await.unwrap();
        assert!(!suggestions.start_daily(start() + SignedDuration::from_hours(23)).await.unwrap());
        assert!(suggestions.start_daily(later).await.unwrap());
        let runs = suggestions.runs(&operator(), 9).await.unwrap();
        assert_eq!(runs.iter().map(|run| run.asked_by.as_str()).collect::<Vec<_>>(), ["system", "system"]);
        database.remove().await;
    }
}

#[tokio::test]
async fn a_run_whose_program_died_is_begun_anew_and_not_for_ever() {
    for database in databases().await {
        let suggestions = market(&database.store).await;
        suggestions.start(&operator()).await.unwrap();
        let dead = suggestions.claim(start()).await.unwrap().unwrap();
        suggestions.add_pairs(&dead, &[pair("need-1", "offer-1", 1, 0.9)], start()).await.unwrap();
        let minute = SignedDuration::from_mins(1);
        assert!(suggestions.claim(start() + minute).await.unwrap().is_none(), "it may still come back");
        let again = suggestions.claim(start() + minute * 3).await.unwrap().unwrap();
        let read = database.store.read();
        assert_eq!(suggestion::Entity::find().count(read).await.unwrap(), 0, "it begins with nothing");
        assert!(!suggestions.go_on(&dead, 1, 2, start() + minute * 3).await.unwrap(), "it is in other hands");
        assert!(!suggestions.complete(&dead, start() + minute * 3).await.unwrap());
        assert!(suggestions.go_on(&again, 1, 2, start() + minute * 4).await.unwrap());
        assert!(suggestions.claim(start() + minute * 5).await.unwrap().is_none(), "it goes on");
        assert!(suggestions.claim(start() + minute * 7).await.unwrap().is_some());
        assert!(suggestions.claim(start() + minute * 10).await.unwrap().is_none(), "three times are enough");
        let run = suggestions.runs(&operator(), 1).await.unwrap().remove(0);
        assert_eq!(run.state, RunState::Failed.code());
        assert!(run.reason.contains("3 times"), "{}", run.reason);
        suggestions.start(&operator()).await.unwrap();
        let claim = suggestions.claim(start()).await.unwrap().unwrap();
        suggestions.fail(&claim, "the disk is full", start()).await.unwrap();
        assert_eq!(suggestions.runs(&operator(), 1).await.unwrap()[0].reason, "the disk is full");
        database.remove().await;
    }
}

#[tokio::test]
async fn members_see_what_the_newest_complete_run_suggests_to_their_records() {
    for database in databases().await {
        let suggestions = market(&database.store).await;
        let mine = async |who: &Actor| -> Vec<(String, String, bool)> {
            let found = suggestions.mine(who, 9).await.unwrap();
            found.into_iter().map(|partner| (partner.own, partner.other, partner.is_new)).collect()
        };
        let line = |own: &str, other: &str, is_new: bool| (own.to_owned(), other.to_owned(), is_new);
        let first = [pair("need-1", "offer-1", 1, 0.9), pair("need-1", "offer-2", 2, 0.8)];
        completed(&suggestions, &first, start()).await;
        assert_eq!(mine(&actor("firm")).await, [line("need-1", "offer-1", true), line("need-1", "offer-2", true)]);
        assert_eq!(mine(&actor("lab")).await, [line("offer-1", "need-1", true)], "the other direction");
        let mut member = actor("mia");
        member.acts_for.insert("lab".into());
        assert_eq!(mine(&member).await.len(), 1, "a member acts for its organisation");
        assert_eq!(mine(&actor("mia")).await, []);
        assert_eq!(mine(&Actor::visitor(start())).await, []);

        // The next run is seen when it is complete, and takes the place of the one before.
        let second = [pair("need-2", "offer-1", 1, 0.95), pair("need-1", "offer-2", 1, 0.8)];
        suggestions.start(&operator()).await.unwrap();
        let claim = suggestions.claim(start()).await.unwrap().unwrap();
        suggestions.add_pairs(&claim, &second, start()).await.unwrap();
        assert_eq!(mine(&actor("firm")).await.len(), 2, "it is not complete");
        suggestions.stop(&operator(), &claim.run).await.unwrap();
        completed(&suggestions, &second, start()).await;
        assert_eq!(mine(&actor("firm")).await, [line("need-2", "offer-1", true), line("need-1", "offer-2", false)]);
        let read = database.store.read();
        assert_eq!(suggestion::Entity::find().count(read).await.unwrap(), 2, "only the newest is kept");
        assert_eq!(suggestion_record::Entity::find().count(read).await.unwrap(), 4);

        let answer = match_answer::Model {
            need: "need-2".into(),
            offer: "offer-1".into(),
            party: "firm".into(),
            response: "unsuitable".into(),
            reason: "money".into(),
            features: serde_json::json!([]),
            standing: 0.9,
            created_at: millis(start()),
        };
        let transaction = database.store.write().await.unwrap();
        answer.into_active_model().reset_all().insert(&*transaction).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(mine(&actor("firm")).await, [line("need-1", "offer-2", false)], "what does not suit is left out");
        assert_eq!(mine(&actor("lab")).await.len(), 1, "others do not learn of it");
        assert_eq!(suggestions.answered().await.unwrap(), [("need-2".to_owned(), "offer-1".to_owned())]);
        database.remove().await;
    }
}

#[tokio::test]
async fn operators_see_how_the_suggestions_are_spread() {
    for database in databases().await {
        let suggestions = market(&database.store).await;
        let eva = actor("eva").with_role(Role::Auditor);
        assert_eq!(suggestions.report(&eva).await.unwrap(), None);
        assert!(suggestions.report(&actor("firm")).await.is_err());
        let found = [pair("need-1", "offer-1", 1, 0.9), pair("need-1", "offer-2", 2, 0.8)];
        let claim = completed(&suggestions, &found, start()).await;
        let report = suggestions.report(&eva).await.unwrap().unwrap();
        assert_eq!((report.run.id.as_str(), report.needs), (claim.run.as_str(), vec![(0, 1), (2, 1)]));
        assert_eq!((report.offers, report.offers_full, report.suggestions), (2, 1, 2), "{}", database.name);
        assert_eq!(suggestions.needs_without(&eva, "", 9).await.unwrap(), ["need-2"]);
        assert_eq!(suggestions.needs_without(&eva, "need-2", 9).await.unwrap(), Vec::<String>::new());
        assert_eq!(suggestions.offers_full(&eva, "", 9).await.unwrap(), ["offer-1"]);
        let all = suggestions.all_after(&eva, ("", ""), 1).await.unwrap();
        assert_eq!((all[0].need.as_str(), all[0].offer.as_str(), all[0].place), ("need-1", "offer-1", 1));
        let rest = suggestions.all_after(&eva, ("need-1", "offer-1"), 9).await.unwrap();
        assert_eq!(rest.iter().map(|row| row.offer.as_str()).collect::<Vec<_>>(), ["offer-2"]);
        assert!(suggestions.all_after(&actor("firm"), ("", ""), 9).await.is_err());
        database.remove().await;
    }
}

#[tokio::test]
async fn parties_are_told_once_of_what_is_new() {
    for database in databases().await {
        let suggestions = market(&database.store).await;
        let asked = async || -> Vec<serde_json::Value> {
            let jobs = job::Entity::find().filter(job::Column::Kind.eq(SUGGESTED));
            jobs.all(database.store.read()).await.unwrap().into_iter().map(|job| job.payload).collect()
        };
        let found = [pair("need-1", "offer-1", 1, 0.9), pair("need-2", "offer-2", 1, 0.8)];
        let first = completed(&suggestions, &found, start()).await;
        assert_eq!(suggestions.tell(&first.run, start()).await.unwrap(), 3);
        suggestions.tell(&first.run, start()).await.unwrap();
        let mut told = asked().await;
        told.sort_by_key(|payload| payload["party"].to_string());
        let numbers: Vec<_> = told.iter().map(|it| (it["party"].as_str().unwrap(), it["number"].as_i64())).collect();
        assert_eq!(numbers, [("firm", Some(2)), ("institute", Some(1)), ("lab", Some(1))]);
        let more =
            [pair("need-1", "offer-1", 1, 0.9), pair("need-2", "offer-2", 1, 0.8), pair("need-1", "offer-2", 2, 0.7)];
        let second = completed(&suggestions, &more, start()).await;
        assert_eq!(suggestions.tell(&second.run, start()).await.unwrap(), 2, "the laboratory has nothing new");
        assert_eq!(asked().await.len(), 5);
        assert!(suggestions.is_newest(&second.run).await.unwrap() && !suggestions.is_newest(&first.run).await.unwrap());
        database.remove().await;
    }
}
