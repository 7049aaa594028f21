//! New passwords.

use crate::common::*;
use accounts::{AccountsError, PasswordProblem};
use jiff::SignedDuration;
use store::testing::databases;

const NEW: &str = "a new password";

#[tokio::test]
async fn who_reads_the_mail_sets_a_new_password_and_all_sessions_end() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        person(&accounts, "anna").await;
        let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        accounts.ask_reset("nobody@example.org", &here(), start()).await.unwrap();
        accounts.ask_reset("anna@example.org", &here(), start()).await.unwrap();
        accounts.ask_reset("anna@example.org", &here(), start()).await.unwrap();
        // Asking again made the first void, before it was sent.
        let token = token(&accounts, "reset-password", start()).await;
        let verify = accounts.verify_email(&token, start()).await;
        assert!(matches!(verify, Err(AccountsError::Link)), "a link does one thing only");
        let bad = accounts.reset_password(&token, "anna@example.org", start()).await;
        assert!(matches!(bad, Err(AccountsError::Password(PasswordProblem::Yourself))), "the link is still good");
        let (one, two) = tokio::join!(
            accounts.reset_password(&token, NEW, start()),
            accounts.reset_password(&token, "another new password", start())
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{}: {one:?} {two:?}", fresh.name);
        let won = if one.is_ok() { NEW } else { "another new password" };
        assert!(accounts.actor_of_session(session.expose(), start()).await.unwrap().is_none());
        let old = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await;
        assert!(matches!(old, Err(AccountsError::Credentials)));
        accounts.sign_in("anna@example.org", won, &here(), start()).await.unwrap();
        let told = letters(&accounts, start()).await;
        assert_eq!((told.len(), &*told[0].template), (1, "password-changed"));
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_reset_ends_after_an_hour_and_with_the_account() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (operator, anna) = (operator(&accounts, "olga").await, person(&accounts, "anna").await);
        let hour = SignedDuration::from_hours(1);
        for (after, good) in [(hour, false), (hour - millisecond(), true)] {
            accounts.ask_reset("anna@example.org", &here(), start()).await.unwrap();
            let token = token(&accounts, "reset-password", start()).await;
            assert_eq!(accounts.reset_password(&token, NEW, start() + after).await.is_ok(), good, "{}", fresh.name);
        }
        letters(&accounts, start() + hour).await;
        accounts.ask_reset("anna@example.org", &here(), start()).await.unwrap();
        let token = token(&accounts, "reset-password", start()).await;
        accounts.disable(&operator, anna.party.as_deref().unwrap()).await.unwrap();
        assert!(matches!(accounts.reset_password(&token, NEW, start()).await, Err(AccountsError::Link)));
        accounts.ask_reset("anna@example.org", &here(), after_minutes(90)).await.unwrap();
        assert!(letters(&accounts, after_minutes(90)).await.is_empty(), "a closed account gets no letter");
        fresh.remove().await;
    }
}

#[tokio::test]
async fn who_knows_the_old_password_sets_a_new_one_and_other_sessions_end() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let anna = person(&accounts, "anna").await;
        let one = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let two = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let (_, info) = accounts.actor_of_session(one.expose(), start()).await.unwrap().unwrap();
        let keep = info.session.id;
        for (old, new, refused) in [
            ("wrong", NEW, "Credentials"),
            (PASSWORD, "qwertyuiop", "Password(Common)"),
            ("wrong", "short", "Password(TooShort { least: 10 })"),
        ] {
            let error = accounts.change_password(&anna, &keep, old, new).await.unwrap_err();
            assert_eq!(format!("{error:?}"), refused);
        }
        accounts.change_password(&anna, &keep, PASSWORD, NEW).await.unwrap();
        assert!(accounts.actor_of_session(one.expose(), start()).await.unwrap().is_some(), "{}", fresh.name);
        assert!(accounts.actor_of_session(two.expose(), start()).await.unwrap().is_none());
        accounts.sign_in("anna@example.org", NEW, &here(), start()).await.unwrap();
        for _ in 0..5 {
            accounts.change_password(&anna, &keep, "wrong", NEW).await.unwrap_err();
        }
        let right = accounts.change_password(&anna, &keep, NEW, PASSWORD).await;
        assert!(matches!(right, Err(AccountsError::TooMany { .. })), "a stolen session is no way to guess");
        fresh.remove().await;
    }
}
