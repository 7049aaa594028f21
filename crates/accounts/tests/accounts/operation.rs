//! What operators and auditors see and do: the directory, closed accounts, jobs that are tried again.

use crate::common::*;
use accounts::{AccountsError, AuditFilter, Scope, Scopes};
use jiff::SignedDuration;
use registry::{Actor, Role};
use serde_json::json;
use store::jobs::{self, ATTEMPTS, Stage};
use store::testing::databases;

#[tokio::test]
async fn parties_are_found_by_name_and_address() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, olga) = (person(&accounts, "Anna_W").await, operator(&accounts, "olga").await);
        let lab = accounts.create_organisation(&anna, "灵巧手实验室", "Hand 100% Lab").await.unwrap();
        let auditor = Actor::party("eva", start()).with_role(Role::Auditor);
        for (text, expected) in [
            ("anna", vec![id(&anna)]),
            ("ANNA_W@", vec![id(&anna)]),
            ("a%w", vec![]),
            ("100%", vec![lab.as_str()]),
            ("灵巧", vec![lab.as_str()]),
            (lab.as_str(), vec![lab.as_str()]),
            ("nobody", vec![]),
        ] {
            let found = accounts.directory(&auditor, text, None, 10).await.unwrap();
            let found: Vec<_> = found.iter().map(|listing| listing.party.as_str()).collect();
            assert_eq!(found, expected, "{text} {}", fresh.name);
        }
        let all = accounts.directory(&olga, "", None, 10).await.unwrap();
        let page = accounts.directory(&olga, "", Some(&all[0].party), 1).await.unwrap();
        assert_eq!((all.len(), &page[..]), (3, &all[1..2]), "{}", fresh.name);
        assert_eq!(accounts.party_count().await.unwrap(), 3);
        let listing = accounts.listing(&olga, id(&olga)).await.unwrap().unwrap();
        assert_eq!((listing.roles, listing.email.as_deref()), (vec![Role::Operator], Some("olga@example.org")));
        for actor in [&anna, &Actor::visitor(start()), &anna.clone().with_role(Role::Curator)] {
            assert!(matches!(accounts.directory(actor, "", None, 1).await, Err(AccountsError::Forbidden(_))));
            assert!(matches!(accounts.listing(actor, id(&anna)).await, Err(AccountsError::Forbidden(_))));
        }
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_closed_account_has_no_sessions_and_no_good_tokens() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, olga) = (person(&accounts, "anna").await, operator(&accounts, "olga").await);
        let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let scopes: Scopes = [Scope::Read].into();
        let (token, _) =
            accounts.make_token(&anna, "tool", &scopes, start() + SignedDuration::from_hours(24)).await.unwrap();
        let refused = accounts.disable(&olga.clone().with_role(Role::Operator), id(&olga)).await;
        assert!(matches!(refused, Err(AccountsError::Forbidden(_))), "nobody closes their own");
        assert!(accounts.disable(&anna.clone().with_role(Role::Auditor), id(&olga)).await.is_err());
        accounts.disable(&olga, id(&anna)).await.unwrap();
        assert!(accounts.actor_of_session(session.expose(), start()).await.unwrap().is_none());
        assert!(accounts.actor_of_token(token.expose(), start()).await.unwrap().is_none());
        assert!(accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.is_err());
        assert!(accounts.listing(&olga, id(&anna)).await.unwrap().unwrap().disabled_at.is_some());
        accounts.enable(&olga, id(&anna)).await.unwrap();
        assert!(accounts.actor_of_session(session.expose(), start()).await.unwrap().is_none(), "a session stays ended");
        assert!(accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.is_ok(), "{}", fresh.name);
        let filter = AuditFilter { by: olga.party.clone(), to: anna.party.clone(), before: None };
        let entries = accounts.audit_entries(&olga, &filter, 9).await.unwrap();
        let actions: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["enable", "disable"], "{}", fresh.name);
        assert!(accounts.audit_entries(&anna, &filter, 9).await.is_err());
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_job_that_was_given_up_is_tried_again() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let olga = operator(&accounts, "olga").await;
        jobs::ask(fresh.store.read(), "mail", json!({"secret": 1}), None, start(), start()).await.unwrap();
        let mut now = start();
        for attempt in 1..=ATTEMPTS {
            let job = jobs::claim(&fresh.store, 1, SignedDuration::from_mins(1), now).await.unwrap().remove(0);
            assert_eq!(job.attempt, attempt);
            let seen = Actor { now, ..olga.clone() };
            assert_eq!(accounts.job_count(&seen, Stage::Running).await.unwrap(), 1);
            let early = accounts.retry_job(&seen, &job.id).await;
            assert!(matches!(early, Err(AccountsError::NotFound { what: "job", .. })), "it was not given up");
            jobs::fail(fresh.store.read(), &job, "no server", now).await.unwrap();
            now += SignedDuration::from_hours(1);
        }
        let seen = Actor { now, ..olga.clone() };
        let failed = accounts.jobs(&seen, Stage::Failed, None, 10).await.unwrap();
        let [job] = failed.as_slice() else { panic!("{failed:?}") };
        assert_eq!((job.attempts, job.error.as_deref()), (ATTEMPTS, Some("no server")), "{}", fresh.name);
        assert!(!serde_json::to_string(job).unwrap().contains("secret"));
        assert!(jobs::claim(&fresh.store, 1, SignedDuration::from_mins(1), now).await.unwrap().is_empty());
        let auditor = Actor::party("eva", now).with_role(Role::Auditor);
        assert_eq!(accounts.job_count(&auditor, Stage::Failed).await.unwrap(), 1);
        assert!(matches!(accounts.retry_job(&auditor, &job.id).await, Err(AccountsError::Forbidden(_))));
        accounts.retry_job(&seen, &job.id).await.unwrap();
        assert_eq!(accounts.job_count(&seen, Stage::Waiting).await.unwrap(), 1);
        let again = jobs::claim(&fresh.store, 1, SignedDuration::from_mins(1), now).await.unwrap().remove(0);
        assert_eq!((again.id.as_str(), again.attempt), (job.id.as_str(), 1), "{}", fresh.name);
        let filter = AuditFilter { to: Some(job.id.clone()), ..AuditFilter::default() };
        assert_eq!(accounts.audit_entries(&auditor, &filter, 9).await.unwrap()[0].action, "retry-job");
        fresh.remove().await;
    }
}
