//! Roles on the platform, closed accounts, the audit, and API tokens.

use crate::common::*;
use accounts::{AccountsError, Scope, Scopes};
use jiff::SignedDuration;
use registry::Role;
use store::testing::databases;

#[tokio::test]
async fn operators_give_and_take_roles_and_it_is_written_down() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let anna = person(&accounts, "anna").await;
        let refused = accounts.grant(&anna, id(&anna), Role::Operator).await;
        assert!(matches!(refused, Err(AccountsError::Forbidden(_))), "nobody makes themselves an operator");
        let olga = operator(&accounts, "olga").await;
        assert_eq!(operator(&accounts, "olga").await.party, olga.party, "twice is once");
        accounts.grant(&olga, id(&anna), Role::Curator).await.unwrap();
        accounts.grant(&olga, id(&anna), Role::Curator).await.unwrap();
        accounts.grant(&olga, id(&anna), Role::Auditor).await.unwrap();
        accounts.revoke(&olga, id(&anna), Role::Auditor).await.unwrap();
        accounts.revoke(&olga, id(&anna), Role::Auditor).await.unwrap();
        let nobody = accounts.grant(&olga, "nobody", Role::Curator).await;
        assert!(matches!(nobody, Err(AccountsError::NotFound { what: "account", .. })));
        let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let (actor, _) = accounts.actor_of_session(session.expose(), start()).await.unwrap().unwrap();
        assert_eq!(actor.roles, [Role::Curator].into(), "{}", fresh.name);
        let roles = accounts.roles(&olga).await.unwrap();
        let roles: Vec<_> = roles.iter().map(|row| (&*row.party, &*row.role, &*row.granted_by)).collect();
        assert_eq!(roles, [(id(&anna), "curator", id(&olga)), (id(&olga), "operator", "command-line")]);
        assert!(matches!(accounts.roles(&actor).await, Err(AccountsError::Forbidden(_))));
        assert!(matches!(accounts.audit(&actor, None, None, 9).await, Err(AccountsError::Forbidden(_))));
        let found = accounts.person_of_email(&olga, "ANNA@example.org").await.unwrap();
        assert_eq!(found.party, id(&anna));
        assert!(accounts.person_of_email(&anna, "olga@example.org").await.is_err());
        assert!(accounts.person(&anna, id(&olga)).await.is_err());

        // Page by page, each of one entry.
        let (mut story, mut before) = (Vec::new(), None);
        loop {
            let mut page = accounts.audit(&olga, Some(id(&anna)), before.as_deref(), 1).await.unwrap();
            let Some(entry) = page.pop() else { break };
            before = Some(entry.id);
            story.push((entry.actor, entry.action, entry.detail));
        }
        let story: Vec<_> = story.iter().map(|(by, action, detail)| (&**by, &**action, &**detail)).collect();
        let expected = [
            (id(&olga), "revoke", "auditor"),
            (id(&olga), "grant", "auditor"),
            (id(&olga), "grant", "curator"),
            (id(&anna), "sign-up", ""),
        ];
        assert_eq!(story, expected, "{}", fresh.name);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_closed_account_is_nobody() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (olga, anna) = (operator(&accounts, "olga").await, person(&accounts, "anna").await);
        let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let scopes = Scopes::from([Scope::Read]);
        let (token, _) = accounts.make_token(&anna, "ci", &scopes, after_minutes(60)).await.unwrap();
        assert!(matches!(accounts.disable(&anna, id(&olga)).await, Err(AccountsError::Forbidden(_))));
        assert!(matches!(accounts.disable(&olga, id(&olga)).await, Err(AccountsError::Forbidden(_))));
        accounts.disable(&olga, id(&anna)).await.unwrap();
        assert!(accounts.actor_of_session(session.expose(), start()).await.unwrap().is_none(), "{}", fresh.name);
        assert!(accounts.actor_of_token(token.expose(), start()).await.unwrap().is_none());
        let refused = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await;
        assert!(matches!(refused, Err(AccountsError::Credentials)), "nor is it said that it is closed");
        accounts.enable(&olga, id(&anna)).await.unwrap();
        assert!(accounts.actor_of_session(session.expose(), start()).await.unwrap().is_none(), "it ended");
        assert!(accounts.actor_of_token(token.expose(), start()).await.unwrap().is_some());
        accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        fresh.remove().await;
    }
}

#[tokio::test]
async fn tokens_do_what_they_may_until_they_end() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (olga, anna) = (operator(&accounts, "olga").await, person(&accounts, "anna").await);
        let scopes = Scopes::from([Scope::Read, Scope::Publish]);
        let end = after_minutes(60);
        let day = SignedDuration::from_hours(24);
        let bad =
            [(Scopes::new(), end), (scopes.clone(), start()), (scopes.clone(), start() + day * 366 + millisecond())];
        for (scopes, end) in bad {
            let refused = accounts.make_token(&anna, "ci", &scopes, end).await;
            assert!(matches!(refused, Err(AccountsError::Token { days: 366 })));
        }
        accounts.make_token(&anna, "ci", &scopes, start() + day * 366).await.unwrap();
        let (token, made) = accounts.make_token(&olga, " ci ", &scopes, end).await.unwrap();
        assert!(token.expose().starts_with("lw_") && token.expose().len() == 46);
        assert_eq!((&*made.name, &made.scopes, made.used_at), ("ci", &scopes, None));
        for (now, good) in [(start(), true), (end - millisecond(), true), (end, false)] {
            let found = accounts.actor_of_token(token.expose(), now).await.unwrap();
            assert_eq!(found.is_some(), good, "{}: {now}", fresh.name);
            if let Some((actor, may)) = found {
                assert_eq!((actor.party.as_deref(), &may), (Some(id(&olga)), &scopes));
                assert!(actor.has(Role::Operator));
            }
        }
        assert_eq!(accounts.tokens(&olga).await.unwrap()[0].used_at, Some(end - millisecond()));
        assert!(accounts.actor_of_session(token.expose(), start()).await.unwrap().is_none(), "it is no session");
        let foreign = accounts.revoke_token(&anna, &made.id).await;
        assert!(matches!(foreign, Err(AccountsError::NotFound { what: "token", .. })));
        accounts.revoke_token(&olga, &made.id).await.unwrap();
        assert!(accounts.actor_of_token(token.expose(), start()).await.unwrap().is_none());
        assert_eq!(accounts.tokens(&olga).await.unwrap()[0].revoked_at, Some(start()));
        for _ in 0..accounts::TOKENS {
            accounts.make_token(&olga, "ci", &scopes, end).await.unwrap();
        }
        let full = accounts.make_token(&olga, "ci", &scopes, end).await;
        assert!(matches!(full, Err(AccountsError::Full { most: 50 })));
        fresh.remove().await;
    }
}
