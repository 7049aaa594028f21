//! Signing up and in, and sessions.

use crate::common::*;
use accounts::{AccountsError, PasswordProblem, SESSION_LONGEST, SESSION_UNUSED};
use jiff::SignedDuration;
use sea_orm::{EntityTrait, PaginatorTrait};
use store::schema::account;
use store::testing::databases;

#[tokio::test]
async fn an_account_is_made_by_who_reads_its_mail() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        accounts.sign_up(&newcomer("Anna"), &here(), start()).await.unwrap();
        let early = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await;
        assert!(matches!(early, Err(AccountsError::Credentials)), "{}: the address is not verified", fresh.name);
        let letters = letters(&accounts, start()).await;
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!((&*letter.to, &*letter.template, &*letter.language), ("anna@example.org", "verify-email", "en"));
        assert_eq!(letter.parameters["name_en"], "Anna");
        let token = letter.token.clone().unwrap();
        let (one, two) = tokio::join!(
            accounts.verify_email(token.expose(), start()),
            accounts.verify_email(token.expose(), start())
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{}: {one:?} {two:?}", fresh.name);
        assert!(matches!([one, two].into_iter().find_map(Result::err), Some(AccountsError::Link)));

        let session = accounts.sign_in(" ANNA@example.org", PASSWORD, &here(), start()).await.unwrap();
        let (actor, info) = accounts.actor_of_session(session.expose(), start()).await.unwrap().unwrap();
        let person = accounts.person(&actor, actor.party.as_deref().unwrap()).await.unwrap();
        assert_eq!((&*person.email, &*person.name_en, person.disabled_at), ("anna@example.org", "Anna", None));
        assert_eq!((&*info.session.agent, &*info.session.address), ("Firefox 145", "192.0.2.1"));
        assert!(info.csrf_fits(info.csrf.expose()) && !info.csrf_fits(session.expose()) && !info.csrf_fits(""));
        assert!(accounts.actor_of_session(&session.expose()[1..], start()).await.unwrap().is_none());

        accounts.sign_out(session.expose()).await.unwrap();
        assert!(accounts.actor_of_session(session.expose(), start()).await.unwrap().is_none());
        fresh.remove().await;
    }
}

#[tokio::test]
async fn what_will_not_do_is_said_before_anything_happens() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        type Change = fn(&mut accounts::NewPerson);
        let cases: [(&str, Change); 4] = [
            ("Email", |person| person.email = "anna".into()),
            ("Name { most: 100 }", |person| person.name_en = " ".into()),
            ("Password(Yourself)", |person| person.password = "anna@example.org".to_owned().into()),
            ("Password(TooShort { least: 10 })", |person| person.password = "short".to_owned().into()),
        ];
        for (expected, change) in cases {
            let mut person = newcomer("anna");
            change(&mut person);
            let refused = accounts.sign_up(&person, &here(), start()).await.unwrap_err();
            assert_eq!(format!("{refused:?}"), expected);
        }
        assert!(letters(&accounts, start()).await.is_empty());
        fresh.remove().await;
    }
}

#[tokio::test]
async fn of_two_who_sign_up_with_one_address_one_gets_the_account_and_nobody_learns_of_another() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let mut other = newcomer("anna");
        other.password = "another password".to_owned().into();
        let first = newcomer("anna");
        let here = here();
        let (one, two) =
            tokio::join!(accounts.sign_up(&first, &here, start()), accounts.sign_up(&other, &here, start()));
        one.unwrap();
        two.unwrap();
        let both = letters(&accounts, start()).await;
        let tokens: Vec<&str> = both.iter().map(|letter| letter.token.as_ref().unwrap().expose()).collect();
        let (one, two) =
            tokio::join!(accounts.verify_email(tokens[0], start()), accounts.verify_email(tokens[1], start()));
        assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{}: {one:?} {two:?}", fresh.name);
        let lost = [one, two].into_iter().find_map(Result::err);
        assert!(matches!(lost, Some(AccountsError::Exists | AccountsError::Link)), "{lost:?}");
        assert_eq!(account::Entity::find().count(fresh.store.read()).await.unwrap(), 1);

        // A third is not told, but the reader of the mail is.
        accounts.sign_up(&first, &here, start()).await.unwrap();
        let told = letters(&accounts, start()).await;
        assert_eq!((told.len(), &*told[0].template, told[0].token.is_none()), (1, "account-exists", true));
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_link_ends_a_day_after_its_letter_was_sent_and_sending_again_makes_the_old_one_void() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let day = SignedDuration::from_hours(24);
        for (after, good) in [(day - millisecond(), true), (day, false)] {
            let person = newcomer(if good { "anna" } else { "bert" });
            accounts.sign_up(&person, &here(), start()).await.unwrap();
            let token = token(&accounts, "verify-email", start()).await;
            assert_eq!(accounts.verify_email(&token, start() + after).await.is_ok(), good, "{}: {after}", fresh.name);
        }
        accounts.sign_up(&newcomer("carl"), &here(), start()).await.unwrap();
        let minute = SignedDuration::from_mins(1);
        let job = store::jobs::claim(&fresh.store, 1, minute, start()).await.unwrap().remove(0);
        let old = accounts.letter(&job, start()).await.unwrap().unwrap().token.unwrap();
        let new = accounts.letter(&job, start()).await.unwrap().unwrap().token.unwrap();
        assert!(matches!(accounts.verify_email(old.expose(), start()).await, Err(AccountsError::Link)));
        accounts.verify_email(new.expose(), start()).await.unwrap();
        assert!(accounts.letter(&job, start()).await.unwrap().is_none(), "there is nothing to send any more");
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_session_ends_unused_or_old() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        person(&accounts, "anna").await;
        let (unused, longest, tick) = (SESSION_UNUSED, SESSION_LONGEST, millisecond());
        let cases: [(&str, Vec<SignedDuration>, bool); 4] = [
            ("just before it is unused for too long", vec![unused - tick], true),
            ("unused for too long", vec![unused], false),
            ("used in between", vec![unused - tick, unused * 2 - tick * 2], true),
            ("unused for too long in between", vec![unused - tick, unused * 2 - tick * 2, longest - tick], false),
        ];
        for (case, uses, alive) in cases {
            let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
            let mut found = None;
            for after in uses {
                found = accounts.actor_of_session(session.expose(), start() + after).await.unwrap();
            }
            assert_eq!(found.is_some(), alive, "{}: {case}", fresh.name);
        }
        let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        for after in [unused / 2, unused, unused * 3 / 2, unused * 2, unused * 5 / 2, longest - tick] {
            assert!(accounts.actor_of_session(session.expose(), start() + after).await.unwrap().is_some());
        }
        assert!(accounts.actor_of_session(session.expose(), start() + longest).await.unwrap().is_none());
        fresh.remove().await;
    }
}

#[tokio::test]
async fn sessions_are_listed_and_revoked_by_whom_they_belong_to() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let mut tokens = Vec::new();
        for minute in 0..3 {
            let from = client(&format!("192.0.2.{minute}"));
            let token = accounts.sign_in("anna@example.org", PASSWORD, &from, after_minutes(minute)).await.unwrap();
            tokens.push(token);
        }
        let listed = accounts.sessions(&anna).await.unwrap();
        let addresses: Vec<&str> = listed.iter().map(|session| &*session.address).collect();
        assert_eq!(addresses, ["192.0.2.2", "192.0.2.1", "192.0.2.0"], "{}", fresh.name);
        let foreign = accounts.revoke_session(&bert, &listed[0].id).await;
        assert!(matches!(foreign, Err(AccountsError::NotFound { what: "session", .. })));
        accounts.revoke_session(&anna, &listed[0].id).await.unwrap();
        assert!(accounts.actor_of_session(tokens[2].expose(), start()).await.unwrap().is_none());
        // Using one is noted, once a minute.
        accounts.actor_of_session(tokens[0].expose(), after_minutes(9)).await.unwrap().unwrap();
        assert_eq!(accounts.sessions(&anna).await.unwrap()[0].used_at, after_minutes(9));
        accounts.revoke_other_sessions(&anna, &listed[2].id).await.unwrap();
        let left: Vec<String> = accounts.sessions(&anna).await.unwrap().into_iter().map(|it| it.id).collect();
        assert_eq!(left, [listed[2].id.clone()]);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_and_an_address_without_account_is_treated_alike() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        person(&accounts, "anna").await;
        for (who, number) in [("anna", 1), ("nobody", 2)] {
            let email = format!("{who}@example.org");
            let mut story = Vec::new();
            // Each from somewhere else, so that only the address of e-mail is what they have in common.
            for (guess, seconds) in [0, 0, 0, 0, 0, 0, 59, 60, 60, 179, 180, 181].into_iter().enumerate() {
                let from = client(&format!("198.51.100.{}", number * 100 + guess));
                let now = start() + SignedDuration::from_secs(seconds);
                story.push(match accounts.sign_in(&email, "a wrong password", &from, now).await {
                    Err(AccountsError::Credentials) => "wrong".to_owned(),
                    Err(AccountsError::TooMany { until }) => {
                        format!("until {}", until.duration_since(start()).as_secs())
                    }
                    other => panic!("{other:?}"),
                });
            }
            let expected = [
                "wrong",
                "wrong",
                "wrong",
                "wrong",
                "wrong",
                "until 60",
                "until 60",
                "wrong",
                "until 180",
                "until 180",
                "wrong",
                "until 420",
            ];
            assert_eq!(story, expected, "{}: {who}", fresh.name);
        }
        // The right password has to wait as well; then it makes everything good.
        let right = |minutes: i64| {
            let accounts = accounts.clone();
            async move {
                accounts.sign_in("anna@example.org", PASSWORD, &client("203.0.113.5"), after_minutes(minutes)).await
            }
        };
        assert!(matches!(right(6).await, Err(AccountsError::TooMany { .. })));
        right(7).await.unwrap();
        for _ in 0..5 {
            let wrong = accounts.sign_in("anna@example.org", "wrong", &client("203.0.113.6"), after_minutes(7)).await;
            assert!(matches!(wrong, Err(AccountsError::Credentials)), "it counts from one again");
        }
        // A day later it is forgotten.
        right(7 + 24 * 60).await.unwrap();
        fresh.remove().await;
    }
}

#[tokio::test]
async fn one_place_cannot_try_many_addresses_and_those_who_sign_in_there_are_not_counted() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        person(&accounts, "anna").await;
        let place = client("2001:db8::1");
        for _ in 0..20 {
            accounts.sign_in("anna@example.org", PASSWORD, &place, start()).await.unwrap();
        }
        for number in 0..5 {
            // Another address of the same network.
            let place = client(&format!("2001:db8::{number}"));
            let wrong = accounts.sign_in(&format!("{number}@example.org"), PASSWORD, &place, start()).await;
            assert!(matches!(wrong, Err(AccountsError::Credentials)));
        }
        let refused = accounts.sign_in("anna@example.org", PASSWORD, &place, start()).await;
        assert!(matches!(refused, Err(AccountsError::TooMany { .. })), "{}", fresh.name);
        let elsewhere = client("2001:db8:0:1::1");
        accounts.sign_in("anna@example.org", PASSWORD, &elsewhere, start()).await.unwrap();
        // Once the pause is over, a success does not begin another.
        for _ in 0..3 {
            accounts.sign_in("anna@example.org", PASSWORD, &place, after_minutes(1)).await.unwrap();
        }
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_thousand_guesses_at_once_are_five() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        person(&accounts, "anna").await;
        let guesses = (0..40).map(|number| {
            let accounts = accounts.clone();
            let from = client(&format!("198.51.100.{number}"));
            tokio::spawn(async move { accounts.sign_in("anna@example.org", "a wrong password", &from, start()).await })
        });
        let mut tried = 0;
        for guess in guesses.collect::<Vec<_>>() {
            match guess.await.unwrap() {
                Err(AccountsError::Credentials) => tried += 1,
                Err(AccountsError::TooMany { .. }) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(tried, 5, "{}", fresh.name);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn mail_is_not_a_weapon() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        for number in 0..7 {
            let asked = accounts.sign_up(&newcomer("anna"), &client(&format!("192.0.2.{number}")), start()).await;
            assert_eq!(asked.is_ok(), number < 5, "{}: {number}: {asked:?}", fresh.name);
        }
        assert_eq!(letters(&accounts, start()).await.len(), 5);
        let reset = accounts.ask_reset("anna@example.org", &here(), start()).await;
        assert!(matches!(reset, Err(AccountsError::TooMany { .. })), "both count together");
        fresh.remove().await;
    }
}

#[tokio::test]
async fn no_secret_is_in_the_database_or_in_what_is_printed() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let person = newcomer("anna");
        accounts.sign_up(&person, &here(), start()).await.unwrap();
        let sent = letters(&accounts, start()).await;
        let link = sent[0].token.clone().unwrap();
        let while_good = everything(&fresh).await;
        let party = accounts.verify_email(link.expose(), start()).await.unwrap();
        let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let (actor, info) = accounts.actor_of_session(session.expose(), start()).await.unwrap().unwrap();
        let scopes = accounts::Scope::ALL.into_iter().collect();
        let (token, listed) = accounts.make_token(&actor, "ci", &scopes, after_minutes(60)).await.unwrap();
        accounts.ask_reset("anna@example.org", &here(), start()).await.unwrap();
        let reset = letters(&accounts, start()).await.remove(0);
        let export = accounts.export(&actor, &party).await.unwrap().to_string();
        let printed = format!("{person:?} {sent:?} {session:?} {info:?} {token:?} {listed:?} {reset:?} {export}");
        let kept = everything(&fresh).await;
        assert!(kept.contains("anna@example.org") && kept.contains("$argon2id$"));
        let secrets = [PASSWORD, link.expose(), session.expose(), token.expose(), info.csrf.expose()];
        for secret in secrets.into_iter().chain([reset.token.unwrap().expose()]) {
            for (place, text) in [("kept", &kept), ("kept before", &while_good), ("printed", &printed)] {
                assert!(!text.contains(secret), "{}: {secret} is {place}", fresh.name);
            }
        }
        assert!(!export.contains("$argon2id$"));
        fresh.remove().await;
    }
}

#[test]
fn errors_say_what_to_do() {
    for (error, says) in [
        (AccountsError::Credentials, "address or password are wrong"),
        (
            AccountsError::TooMany { until: start() },
            "this was tried too often; it can be tried again at 2026-11-25T08:00:00Z",
        ),
        (PasswordProblem::TooShort { least: 10 }.into(), "a password needs at least 10 letters"),
    ] {
        assert_eq!(error.to_string(), says);
    }
}
