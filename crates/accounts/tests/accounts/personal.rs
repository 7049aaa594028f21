//! Handing out, erasing and forgetting.

use crate::common::*;
use accounts::{AccountsError, MemberRole, Scope, Scopes};
use jiff::SignedDuration;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};
use store::schema::{attempt, link, party, session, sign_up};
use store::testing::databases;

#[tokio::test]
async fn what_is_kept_is_handed_out() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let works = accounts.create_organisation(&anna, "", "Works").await.unwrap();
        accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        accounts.make_token(&anna, "ci", &Scopes::from([Scope::Read]), after_minutes(5)).await.unwrap();
        let party = anna.party.clone().unwrap();
        assert!(matches!(accounts.export(&bert, &party).await, Err(AccountsError::Forbidden(_))));
        let export = accounts.export(&anna, &party).await.unwrap();
        for (pointer, value) in [
            ("/party/name_en", "anna"),
            ("/account/email", "anna@example.org"),
            ("/organisations/0/organisation", &*works),
            ("/sessions/0/address", "192.0.2.1"),
            ("/tokens/0/scopes/0", "read"),
            ("/audit/0/action", "sign-up"),
        ] {
            assert_eq!(export.pointer(pointer).unwrap(), value, "{}: {pointer}", fresh.name);
        }
        fresh.remove().await;
    }
}

#[tokio::test]
async fn who_is_erased_leaves_an_id() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let party = anna.party.clone().unwrap();
        accounts.create_organisation(&anna, "", "Works").await.unwrap();
        let other = accounts.create_organisation(&bert, "", "Other").await.unwrap();
        accounts.invite(&bert, &other, "anna@example.org", MemberRole::Member).await.unwrap();
        let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let scopes = Scopes::from([Scope::Read]);
        let (token, _) = accounts.make_token(&anna, "ci", &scopes, after_minutes(5)).await.unwrap();
        accounts.ask_reset("anna@example.org", &here(), start()).await.unwrap();
        let before = everything(&fresh).await;
        assert!(before.contains("anna"));
        assert!(matches!(accounts.erase(&bert, &party).await, Err(AccountsError::Forbidden(_))));
        accounts.erase(&anna, &party).await.unwrap();
        let after = everything(&fresh).await;
        assert!(!after.contains("anna"), "{}: {after}", fresh.name);
        assert!(after.contains(&party) && after.contains("bert@example.org"));
        let row = accounts.parties(std::slice::from_ref(&party)).await.unwrap().remove(&party).unwrap();
        assert_eq!((&*row.name_en, row.erased_at), ("", Some(store::millis(start()))));
        assert!(accounts.actor_of_session(session.expose(), start()).await.unwrap().is_none());
        assert!(accounts.actor_of_token(token.expose(), start()).await.unwrap().is_none());
        let gone = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await;
        assert!(matches!(gone, Err(AccountsError::Credentials)));
        // The address is free again, for a new party.
        let again = person(&accounts, "anna").await;
        assert_ne!(again.party.unwrap(), party);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn what_has_had_its_time_is_forgotten() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let anna = person(&accounts, "anna").await;
        accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        accounts.sign_up(&newcomer("bert"), &here(), start()).await.unwrap();
        let works = accounts.create_organisation(&anna, "", "Works").await.unwrap();
        accounts.invite(&anna, &works, "carl@example.org", MemberRole::Member).await.unwrap();
        let read = fresh.store.read();
        let day = SignedDuration::from_hours(24);
        for (after, expected) in [
            (day - millisecond(), (1, 2, 1, 1, true)),
            (day, (0, 1, 1, 1, false)),
            (day * 14 - millisecond(), (0, 1, 1, 1, false)),
            (day * 14, (0, 0, 0, 1, false)),
            (day * 30 - millisecond(), (0, 0, 0, 1, false)),
            (day * 30, (0, 0, 0, 0, false)),
        ] {
            accounts.forget_expired(start() + after).await.unwrap();
            let left = (
                sign_up::Entity::find().count(read).await.unwrap(),
                link::Entity::find().count(read).await.unwrap(),
                accounts.invitations(&anna, &works).await.unwrap().len(),
                session::Entity::find().count(read).await.unwrap(),
                attempt::Entity::find().count(read).await.unwrap() > 0,
            );
            assert_eq!(left, expected, "{}: {after}", fresh.name);
        }
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_backup_has_all_of_it() {
    for source in databases().await {
        let from = accounts(&source.store);
        let (anna, _) = (person(&from, "anna").await, operator(&from, "olga").await);
        let first = from.create_organisation(&anna, "", "Works").await.unwrap();
        let second = from.create_organisation(&anna, "", "The same works").await.unwrap();
        // It points at a party that comes after it.
        let row = party::Entity::find_by_id(&first).one(source.store.read()).await.unwrap().unwrap();
        let row = party::Model { merged_into: Some(second.clone()), ..row };
        row.into_active_model().reset_all().update(source.store.read()).await.unwrap();
        from.invite(&anna, &second, "carl@example.org", MemberRole::Member).await.unwrap();
        from.sign_up(&newcomer("bert"), &here(), start()).await.unwrap();
        from.make_token(&anna, "ci", &Scopes::from([Scope::Read]), after_minutes(5)).await.unwrap();
        let session = from.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        store::backup::write(&source.store, folder.path()).await.unwrap();
        for target in databases().await {
            store::backup::restore(&target.store, folder.path()).await.unwrap();
            assert_eq!(everything(&source).await, everything(&target).await, "{} → {}", source.name, target.name);
            let (actor, _) =
                accounts(&target.store).actor_of_session(session.expose(), start()).await.unwrap().unwrap();
            assert!(actor.is(&first) && actor.is(&second));
            target.remove().await;
        }
        source.remove().await;
    }
}
