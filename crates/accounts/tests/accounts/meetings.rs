//! What meetings at events keep about a person.

use crate::common::*;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use store::millis;
use store::schema::{meeting, meeting_participant, meeting_round, meeting_wish, record};
use store::testing::databases;

fn participant(id: &str, party: &str) -> meeting_participant::Model {
    meeting_participant::Model {
        id: id.into(),
        record: "fair".into(),
        party: party.into(),
        contact: party.into(),
        records: json!([]),
        looks_for: format!("what {id} looks for"),
        absent: json!([]),
        most_meetings: None,
        calendar_hash: Some(format!("hash of {id}")),
        joined_at: millis(start()),
        left_at: None,
    }
}

#[tokio::test]
async fn who_is_erased_takes_part_no_longer() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let ids = [anna.party.clone().unwrap(), bert.party.clone().unwrap()];
        let transaction = fresh.store.write().await.unwrap();
        let event = record::Model {
            id: "fair".into(),
            kind: "event".into(),
            owner: "host".into(),
            anonymous: false,
            state: "published".into(),
            revision: 1,
            version: 1,
            published_version: None,
            published_at: None,
            created_at: 0,
            updated_at: 0,
            hall_change: 0,
        };
        event.into_active_model().reset_all().insert(&*transaction).await.unwrap();
        let round = meeting_round::Model {
            record: "fair".into(),
            settings: json!({}),
            changes: 1,
            plan: None,
            published: None,
            published_at: None,
            opened_by: "host".into(),
            opened_at: 0,
        };
        round.into_active_model().reset_all().insert(&*transaction).await.unwrap();
        for (id, party) in [("a", &ids[0]), ("b", &ids[1])] {
            participant(id, party).into_active_model().reset_all().insert(&*transaction).await.unwrap();
        }
        for (participant, other) in [("a", "b"), ("b", "a")] {
            let wish =
                meeting_wish::Model { participant: participant.into(), other: other.into(), strength: 3, fit: None };
            wish.into_active_model().reset_all().insert(&*transaction).await.unwrap();
        }
        let hour = 3_600_000;
        let meeting = meeting::Model {
            id: "meeting".into(),
            record: "fair".into(),
            one: "a".into(),
            other: "b".into(),
            starts_at: millis(start()) + hour,
            ends_at: millis(start()) + 2 * hour,
            place: 1,
            sequence: 0,
            cancelled_at: None,
        };
        meeting.into_active_model().reset_all().insert(&*transaction).await.unwrap();
        transaction.commit().await.unwrap();

        let export = accounts.export(&anna, &ids[0]).await.unwrap();
        assert_eq!(export.pointer("/meetings/0/looks_for").unwrap(), "what a looks for", "{}", fresh.name);
        assert_eq!(export.pointer("/meetings/0/wishes").unwrap().as_array().unwrap().len(), 1, "their own only");
        accounts.erase(&anna, &ids[0]).await.unwrap();
        let read = fresh.store.read();
        assert!(meeting_wish::Entity::find().all(read).await.unwrap().is_empty());
        let row = meeting_participant::Entity::find_by_id("a").one(read).await.unwrap().unwrap();
        assert_eq!((row.looks_for.as_str(), row.calendar_hash, row.left_at), ("", None, Some(millis(start()))));
        let met = meeting::Entity::find().one(read).await.unwrap().unwrap();
        assert_eq!((met.sequence, met.cancelled_at), (1, Some(millis(start()))));
        let round = meeting_round::Entity::find().one(read).await.unwrap().unwrap();
        assert_eq!(round.changes, 2, "a timetable that was made before is to be made again");
        let other = meeting_participant::Entity::find_by_id("b").one(read).await.unwrap().unwrap();
        assert_eq!(other, participant("b", &ids[1]));
        fresh.remove().await;
    }
}
