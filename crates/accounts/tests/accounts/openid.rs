//! Signing in at a provider of OpenID Connect.

use crate::common::*;
use crate::provider::{CLIENT, FakeProvider, SECRET};
use accounts::{Accounts, AccountsError, Answer, Begun, Finished, OpenId, OpenIdError, Provider, SignedIn};
use jiff::{SignedDuration, Timestamp};
use registry::Actor;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use store::schema::{account, attempt, pending_identity, pending_sign_in, session};
use store::testing::{Fresh, databases};

/// Accounts, and a provider that signs in to them.
struct Site {
    fresh: Fresh,
    accounts: Accounts,
    provider: FakeProvider,
    openid: OpenId,
}

fn named(issuer: &str, site: &str) -> Provider {
    Provider {
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(SECRET.to_owned().into()),
        name: "Institute".to_owned(),
        site: site.to_owned(),
    }
}

async fn sites() -> Vec<Site> {
    let mut sites = Vec::new();
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let provider = FakeProvider::start(start().as_second()).await;
        let openid = OpenId::new(accounts.clone(), named(&provider.issuer, "https://hall.example/")).unwrap();
        sites.push(Site { fresh, accounts, provider, openid });
    }
    sites
}

impl Site {
    async fn begin(&self) -> Begun {
        self.openid.begin("/desk", &here(), start()).await.unwrap()
    }

    async fn finish(&self, begun: &Begun, now: Timestamp) -> Result<Finished, OpenIdError> {
        let (code, state) = self.provider.sign_in(&begun.address);
        let answer = Answer { code: Some(code), state, ..Answer::default() };
        self.openid.finish(&answer, begun.browser.expose(), &here(), "en", now).await
    }

    /// From the beginning to the end.
    async fn sign_in(&self) -> Result<Finished, OpenIdError> {
        self.finish(&self.begin().await, start()).await
    }

    /// The same, where an account is known or made.
    async fn signed_in(&self) -> Actor {
        match self.sign_in().await {
            Ok(Finished::SignedIn(signed_in)) => self.actor(&signed_in).await,
            other => panic!("{}: {other:?}", self.fresh.name),
        }
    }

    /// The same, where no account is theirs yet.
    async fn undecided(&self) -> String {
        match self.sign_in().await {
            Ok(Finished::Undecided { browser }) => browser.expose().to_owned(),
            other => panic!("{}: {other:?}", self.fresh.name),
        }
    }

    async fn actor(&self, signed_in: &SignedIn) -> Actor {
        assert_eq!(signed_in.to, "/desk");
        self.accounts.actor_of_session(signed_in.session.expose(), start()).await.unwrap().unwrap().0
    }

    async fn accounts_and_sessions(&self) -> (u64, u64) {
        let read = self.fresh.store.read();
        (account::Entity::find().count(read).await.unwrap(), session::Entity::find().count(read).await.unwrap())
    }
}

#[tokio::test]
async fn who_is_new_gets_an_account_and_is_known_from_then_on() {
    for site in sites().await {
        // Someone put a password of theirs on an address that they do not read.
        site.accounts.sign_up(&newcomer("anna"), &here(), start()).await.unwrap();
        let stranger = token(&site.accounts, "verify-email", start()).await;
        let anna = site.signed_in().await;
        let person = site.accounts.person(&anna, id(&anna)).await.unwrap();
        assert_eq!((&*person.email, &*person.name_en, &*person.language), ("anna@example.org", "Anna Wang", "en"));
        assert!(matches!(site.accounts.verify_email(&stranger, start()).await, Err(AccountsError::Link)));
        let none = site.accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await;
        assert!(matches!(none, Err(AccountsError::Credentials)));

        // What the provider says about them later changes nothing.
        site.provider.says().claims = json!({ "email": "other@example.org", "email_verified": false });
        assert_eq!(id(&site.signed_in().await), id(&anna));
        site.provider.says().claims =
            json!({ "sub": "anna-2", "email": "anna@example.org", "email_verified": true, "name": "Anna" });
        site.undecided().await;
        assert_eq!(site.accounts_and_sessions().await, (1, 2), "{}", site.fresh.name);

        let operator = operator(&site.accounts, "olga").await;
        site.accounts.disable(&operator, id(&anna)).await.unwrap();
        site.provider.says().claims = json!({ "name": "Anna" });
        assert!(matches!(site.sign_in().await, Err(OpenIdError::Closed)));
        site.accounts.erase(&operator, id(&anna)).await.unwrap();
        assert!(!everything(&site.fresh).await.contains("anna-1"), "{}", site.fresh.name);
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn an_account_is_connected_by_its_password_only() {
    for site in sites().await {
        let anna = person(&site.accounts, "anna").await;
        let before = site.accounts_and_sessions().await;
        let browser = site.undecided().await;
        assert_eq!(site.accounts_and_sessions().await, before, "{}", site.fresh.name);
        assert!(site.openid.is_undecided(&browser, start()).await.unwrap());
        assert!(!site.openid.is_undecided(&browser, after_minutes(15)).await.unwrap());

        let connect = async |browser: &str, password: &str, now| {
            site.openid.connect(browser, "anna@example.org", password, &here(), now).await
        };
        let wrong = connect(&browser, "wrong password", start()).await;
        assert!(matches!(wrong, Err(OpenIdError::Accounts(AccountsError::Credentials))));
        assert!(matches!(connect("another browser", PASSWORD, start()).await, Err(OpenIdError::Begun)));
        assert!(matches!(connect(&browser, PASSWORD, after_minutes(15)).await, Err(OpenIdError::Begun)));
        let connected = connect(&browser, PASSWORD, start()).await.unwrap();
        assert_eq!(id(&site.actor(&connected).await), id(&anna));
        assert!(matches!(connect(&browser, PASSWORD, start()).await, Err(OpenIdError::Begun)));
        let letters = letters(&site.accounts, start()).await;
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!((&*letter.to, &*letter.template), ("anna@example.org", "identity-linked"));
        assert_eq!(letter.parameters["provider"], "Institute");
        assert_eq!(id(&site.signed_in().await), id(&anna));

        // It is taken away by nobody else.
        let of_anna = site.accounts.identities(&anna).await.unwrap();
        assert_eq!(of_anna[0].issuer, site.provider.issuer);
        let bert = person(&site.accounts, "bert").await;
        let not_his = site.accounts.unlink(&bert, &of_anna[0].id).await;
        assert!(matches!(not_his, Err(AccountsError::NotFound { .. })));
        site.accounts.unlink(&anna, &of_anna[0].id).await.unwrap();
        site.undecided().await;
        let audit = site.accounts.export(&anna, id(&anna)).await.unwrap();
        let actions: Vec<&Value> = audit["audit"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
        assert_eq!(actions, ["sign-up", "link-identity", "unlink-identity"]);
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn who_has_no_password_keeps_the_only_way_to_sign_in() {
    for site in sites().await {
        let anna = site.signed_in().await;
        let identities = site.accounts.identities(&anna).await.unwrap();
        let refused = site.accounts.unlink(&anna, &identities[0].id).await;
        assert!(matches!(refused, Err(AccountsError::LastWay)), "{}: {refused:?}", site.fresh.name);
        site.accounts.ask_reset("anna@example.org", &here(), start()).await.unwrap();
        let token = token(&site.accounts, "reset-password", start()).await;
        site.accounts.reset_password(&token, PASSWORD, start()).await.unwrap();
        site.accounts.unlink(&anna, &identities[0].id).await.unwrap();
        assert!(site.accounts.identities(&anna).await.unwrap().is_empty());
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn an_address_that_is_not_verified_makes_no_account() {
    for site in sites().await {
        for claims in [
            json!({ "email": "anna@example.org", "email_verified": false }),
            json!({ "email": "anna@example.org" }),
            json!({ "email": "anna", "email_verified": true }),
            json!({}),
        ] {
            site.provider.says().claims = claims;
            site.undecided().await;
        }
        assert_eq!(site.accounts_and_sessions().await, (0, 0), "{}", site.fresh.name);
        // What the token does not say, the provider may say when it is asked; about someone else it says nothing to us.
        site.provider.says().userinfo = json!({ "sub": "bert", "email": "b@example.org", "email_verified": true });
        assert!(matches!(site.sign_in().await, Err(OpenIdError::Untrusted(_))));
        site.provider.says().userinfo = json!({ "email": "c@example.org", "email_verified": "true", "name": "王安娜" });
        let anna = site.signed_in().await;
        let person = site.accounts.person(&anna, id(&anna)).await.unwrap();
        assert_eq!((&*person.email, &*person.name_zh), ("c@example.org", "王安娜"));
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn a_token_that_is_not_right_signs_nobody_in() {
    for site in sites().await {
        let now = start().as_second();
        let right = site.provider.says().claims.clone();
        for (what, claims) in [
            ("nonce", json!({ "nonce": "another" })),
            ("no nonce", json!({ "nonce": null })),
            ("audience", json!({ "aud": "another" })),
            ("one audience too many", json!({ "aud": [CLIENT, "another"] })),
            ("issuer", json!({ "iss": "https://another.example" })),
            ("expired", json!({ "exp": now })),
            ("access token", json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" })),
            ("subject", json!({ "sub": "x".repeat(256) })),
        ] {
            let mut all = right.clone();
            all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
            site.provider.says().claims = all;
            let refused = site.sign_in().await;
            assert!(matches!(refused, Err(OpenIdError::Untrusted(_))), "{}: {what}: {refused:?}", site.fresh.name);
        }
        site.provider.says().claims = right;
        for (what, head, key) in [
            ("signature", json!({ "alg": "EdDSA", "kid": "one" }), [8; 32]),
            ("no signature", json!({ "alg": "none" }), [7; 32]),
            ("secret of the client", json!({ "alg": "HS256" }), [7; 32]),
            ("unknown key", json!({ "alg": "EdDSA", "kid": "three" }), [7; 32]),
        ] {
            site.provider.says().head = head;
            site.provider.says().key = key;
            let refused = site.sign_in().await;
            assert!(matches!(refused, Err(OpenIdError::Untrusted(_))), "{}: {what}: {refused:?}", site.fresh.name);
        }
        assert_eq!(site.accounts_and_sessions().await, (0, 0), "{}", site.fresh.name);
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn a_sign_in_ends_once_in_its_browser_and_in_time() {
    for site in sites().await {
        let (one, other) = (site.begin().await, site.begin().await);
        let (code, state) = site.provider.sign_in(&one.address);
        let answer = Answer { code: Some(code), state, ..Answer::default() };
        let finish =
            async |answer: &Answer, browser: &str| site.openid.finish(answer, browser, &here(), "en", start()).await;
        for browser in [other.browser.expose(), "", "another"] {
            assert!(matches!(finish(&answer, browser).await, Err(OpenIdError::Begun)), "{}", site.fresh.name);
        }
        let changed = Answer { state: "changed".into(), ..answer.clone() };
        assert!(matches!(finish(&changed, one.browser.expose()).await, Err(OpenIdError::Begun)));
        let browser = one.browser.expose();
        let (first, second) = tokio::join!(finish(&answer, browser), finish(&answer, browser));
        let results = [first, second];
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{}: {results:?}", site.fresh.name);
        assert!(results.iter().any(|result| matches!(result, Err(OpenIdError::Begun))));

        let late = site.finish(&other, after_minutes(10)).await;
        assert!(matches!(late, Err(OpenIdError::Begun)));
        // Somebody else's code, put into a browser that began a sign-in of its own: the provider sees that it was not asked for it.
        let (one, other) = (site.begin().await, site.begin().await);
        let ((code, _), (_, state)) = (site.provider.sign_in(&one.address), site.provider.sign_in(&other.address));
        let mixed = Answer { code: Some(code), state, ..Answer::default() };
        assert!(matches!(finish(&mixed, other.browser.expose()).await, Err(OpenIdError::Refused(_))));

        for (error, issuer, expected) in [
            (Some("access_denied"), None, "Refused(\"access_denied\")"),
            (None, Some("https://another.example"), "Untrusted(\"another provider answers\")"),
        ] {
            let begun = site.begin().await;
            let (code, state) = site.provider.sign_in(&begun.address);
            let code = Some(code).filter(|_| error.is_none());
            let answer = Answer { code, state, error: error.map(str::to_owned), issuer: issuer.map(str::to_owned) };
            let refused = finish(&answer, begun.browser.expose()).await.unwrap_err();
            assert_eq!(format!("{refused:?}"), expected, "{}", site.fresh.name);
        }
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn what_is_kept_meanwhile_is_no_use_to_others_and_is_forgotten() {
    for site in sites().await {
        let begun = site.begin().await;
        person(&site.accounts, "anna").await;
        let browser = site.undecided().await;
        let kept = everything(&site.fresh).await;
        let (_, state) = site.provider.sign_in(&begun.address);
        assert!(!kept.contains(begun.browser.expose()) && !kept.contains(&browser) && !kept.contains(&state));
        let read = site.fresh.store.read();
        for (minutes, left) in [(9, (1, 1)), (10, (0, 1)), (15, (0, 0))] {
            site.accounts.forget_expired(after_minutes(minutes)).await.unwrap();
            let sign_ins = pending_sign_in::Entity::find().count(read).await.unwrap();
            let identities = pending_identity::Entity::find().count(read).await.unwrap();
            assert_eq!((sign_ins, identities), left, "{}: {minutes}", site.fresh.name);
        }
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn a_provider_is_asked_when_it_is_needed_and_may_be_down() {
    for site in sites().await {
        assert_eq!(site.provider.says().fetched, 0);
        site.signed_in().await;
        site.signed_in().await;
        assert_eq!(site.provider.says().fetched, 1, "{}", site.fresh.name);
        // New keys are found, but not looked for again and again.
        site.provider.says().key = [9; 32];
        site.provider.says().published = [9; 32];
        site.provider.says().head = json!({ "alg": "EdDSA", "kid": "two" });
        assert!(matches!(site.sign_in().await, Err(OpenIdError::Untrusted(_))));
        assert_eq!(site.provider.says().fetched, 1);
        let begun = site.begin().await;
        site.finish(&begun, after_minutes(1)).await.unwrap();
        assert_eq!(site.provider.says().fetched, 2);

        let begun = site.begin().await;
        let (code, state) = site.provider.sign_in(&begun.address);
        site.provider.stop();
        tokio::task::yield_now().await;
        let hour_later = start() + SignedDuration::from_hours(2);
        let down = site.openid.begin("/desk", &here(), hour_later).await;
        assert!(matches!(down, Err(OpenIdError::Unreachable(_))), "{}: {down:?}", site.fresh.name);
        let answer = Answer { code: Some(code), state, ..Answer::default() };
        let down = site.openid.finish(&answer, begun.browser.expose(), &here(), "en", start()).await;
        assert!(matches!(down, Err(OpenIdError::Unreachable(_))), "{}: {down:?}", site.fresh.name);
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn nobody_begins_without_end() {
    for site in sites().await {
        for _ in 0..49 {
            site.begin().await;
        }
        site.signed_in().await;
        assert_eq!(attempt::Entity::find().count(site.fresh.store.read()).await.unwrap(), 0, "{}", site.fresh.name);
        for _ in 0..50 {
            site.begin().await;
        }
        let refused = site.openid.begin("/desk", &here(), start()).await;
        assert!(matches!(refused, Err(OpenIdError::Accounts(AccountsError::TooMany { .. }))), "{refused:?}");
        site.openid.begin("/desk", &client("192.0.2.9"), start()).await.unwrap();
        site.fresh.remove().await;
    }
}

#[tokio::test]
async fn a_provider_is_named_completely_and_with_https() {
    let accounts = |fresh: &Fresh| accounts(&fresh.store);
    for fresh in databases().await {
        for (issuer, site, problem) in [
            ("https://id.example.org", "https://hall.example", None),
            ("id.example.org", "https://hall.example", Some("issuer: relative URL without a base")),
            ("http://id.example.org/", "https://hall.example", Some("issuer: http://id.example.org/ is not an https")),
            (
                "https://id.example.org",
                "http://hall.example",
                Some("site: http://hall.example/sign-in/openid/return is"),
            ),
            ("https://id.example.org", "http://127.0.0.1:8080", None),
        ] {
            let made = OpenId::new(accounts(&fresh), named(issuer, site)).map_err(|error| error.to_string());
            match problem {
                None => assert!(made.is_ok(), "{issuer} {site}"),
                Some(problem) => assert!(made.err().unwrap().contains(problem), "{issuer} {site}"),
            }
        }
        let nameless = Provider { client_id: String::new(), ..named("https://id.example.org", "https://hall.example") };
        assert!(matches!(OpenId::new(accounts(&fresh), nameless), Err(OpenIdError::Setting(_))));
        fresh.remove().await;
    }
}
