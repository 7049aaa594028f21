//! New names, own invitations, and an account that its owner erases.

use crate::common::*;
use accounts::{AccountsError, MemberRole, Purpose};
use jiff::SignedDuration;
use registry::Actor;
use store::testing::databases;

#[tokio::test]
async fn names_are_changed_by_whom_they_belong_to() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        accounts.change_profile(&anna, " 安娜 ", "", "zh").await.unwrap();
        let changed = accounts.person(&anna, id(&anna)).await.unwrap();
        assert_eq!((&*changed.name_zh, &*changed.name_en, &*changed.language), ("安娜", "", "zh"), "{}", fresh.name);
        assert!(matches!(accounts.change_profile(&anna, "", " ", "zh").await, Err(AccountsError::Name { .. })));
        let works = accounts.create_organisation(&anna, "", "Works").await.unwrap();
        let refused = accounts.rename_organisation(&bert, &works, "", "Mine").await;
        assert!(matches!(refused, Err(AccountsError::Forbidden(_))));
        let person = accounts.rename_organisation(&anna, id(&bert), "", "Mine").await;
        assert!(matches!(person, Err(AccountsError::NotFound { what: "organisation", .. })));
        accounts.rename_organisation(&anna, &works, "工厂", "Robot Works").await.unwrap();
        let own = accounts.organisations(&anna).await.unwrap();
        assert_eq!((&*own[0].name_zh, &*own[0].name_en), ("工厂", "Robot Works"));
        fresh.remove().await;
    }
}

#[tokio::test]
async fn an_invitation_waits_for_the_reader_of_its_address() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let works = accounts.create_organisation(&anna, "", "Works").await.unwrap();
        accounts.invite(&anna, &works, "bert@example.org", MemberRole::Admin).await.unwrap();
        let link = token(&accounts, "invitation", start()).await;
        let own = accounts.own_invitations(&bert).await.unwrap();
        let [invitation] = own.as_slice() else { panic!("{own:?}") };
        assert_eq!((&*invitation.organisation.id, invitation.role), (&*works, MemberRole::Admin), "{}", fresh.name);
        assert!(accounts.own_invitations(&anna).await.unwrap().is_empty());
        let other = accounts.accept_own_invitation(&anna, &invitation.id).await;
        assert!(matches!(other, Err(AccountsError::Link)), "it is not hers");
        let late = Actor::party(id(&bert), start() + Purpose::Invitation.lifetime());
        assert!(matches!(accounts.accept_own_invitation(&late, &invitation.id).await, Err(AccountsError::Link)));
        let (one, two) = tokio::join!(
            accounts.accept_own_invitation(&bert, &invitation.id),
            accounts.accept_invitation(&bert, &link)
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{}: {one:?} {two:?}", fresh.name);
        assert!(accounts.own_invitations(&bert).await.unwrap().is_empty());
        assert_eq!(accounts.members(&bert, &works).await.unwrap().len(), 2);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn only_who_knows_the_password_erases_an_account() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let anna = person(&accounts, "anna").await;
        for _ in 0..5 {
            assert!(matches!(accounts.erase_self(&anna, "wrong").await, Err(AccountsError::Credentials)));
        }
        let blocked = accounts.erase_self(&anna, PASSWORD).await;
        assert!(matches!(blocked, Err(AccountsError::TooMany { .. })), "{}: {blocked:?}", fresh.name);
        let later = Actor::party(id(&anna), start() + SignedDuration::from_hours(2));
        accounts.erase_self(&later, PASSWORD).await.unwrap();
        assert!(matches!(accounts.person(&anna, id(&anna)).await, Err(AccountsError::NotFound { .. })));
        fresh.remove().await;
    }
}
