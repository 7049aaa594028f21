//! Organisations, members and invitations.

use crate::common::*;
use accounts::{Accounts, AccountsError, MemberRole};
use jiff::SignedDuration;
use registry::Actor;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use store::schema::party;
use store::testing::databases;

async fn join(accounts: &Accounts, admin: &Actor, organisation: &str, actor: &Actor, name: &str, role: MemberRole) {
    accounts.invite(admin, organisation, &format!("{name}@example.org"), role).await.unwrap();
    let token = token(accounts, "invitation", start()).await;
    assert_eq!(accounts.accept_invitation(actor, &token).await.unwrap(), organisation);
}

/// The names and roles of the members.
async fn members(accounts: &Accounts, actor: &Actor, organisation: &str) -> Vec<(String, &'static str)> {
    let members = accounts.members(actor, organisation).await.unwrap();
    let mut members: Vec<_> = members.into_iter().map(|member| (member.name_en, member.role.code())).collect();
    members.sort();
    members
}

#[tokio::test]
async fn people_come_into_an_organisation_by_invitation_and_act_for_it() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let works = accounts.create_organisation(&anna, "机器人厂", "Robot Works").await.unwrap();
        let refused = accounts.invite(&bert, &works, "x@example.org", MemberRole::Admin).await;
        assert!(matches!(refused, Err(AccountsError::Forbidden(_))));
        assert!(matches!(accounts.members(&bert, &works).await, Err(AccountsError::Forbidden(_))));

        accounts.invite(&anna, &works, "Bert@Example.org", MemberRole::Member).await.unwrap();
        let sent = letters(&accounts, start()).await;
        let parameters = serde_json::to_value(&sent[0].parameters).unwrap();
        let expected = serde_json::json!({
            "organisation_zh": "机器人厂", "organisation_en": "Robot Works", "inviter_zh": "", "inviter_en": "anna",
            "role": "member",
        });
        assert_eq!((&*sent[0].to, parameters), ("bert@example.org", expected));
        let token = sent[0].token.clone().unwrap();
        let (shown, role) = accounts.invitation(token.expose(), start()).await.unwrap();
        assert_eq!((shown.name_zh.as_str(), role), ("机器人厂", MemberRole::Member));
        let anna_again = accounts.accept_invitation(&anna, token.expose()).await;
        assert!(matches!(anna_again, Err(AccountsError::Member)), "the link stays good for Bert");
        let (one, two) = tokio::join!(
            accounts.accept_invitation(&bert, token.expose()),
            accounts.accept_invitation(&bert, token.expose())
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{}: {one:?} {two:?}", fresh.name);
        assert!(accounts.invitations(&anna, &works).await.unwrap().is_empty());

        let session = accounts.sign_in("bert@example.org", PASSWORD, &here(), start()).await.unwrap();
        let (actor, _) = accounts.actor_of_session(session.expose(), start()).await.unwrap().unwrap();
        assert!(actor.is(&works) && actor.is(id(&bert)) && actor.roles.is_empty());
        let own = accounts.organisations(&bert).await.unwrap();
        assert_eq!((own.len(), &*own[0].name_en, own[0].role), (1, "Robot Works", MemberRole::Member));
        let again = accounts.invite(&anna, &works, "bert@example.org", MemberRole::Admin).await;
        assert!(matches!(again, Err(AccountsError::Member)));

        accounts.remove_member(&bert, &works, id(&bert)).await.unwrap();
        let (actor, _) = accounts.actor_of_session(session.expose(), start()).await.unwrap().unwrap();
        assert!(!actor.is(&works), "{}", fresh.name);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn an_invitation_ends_after_two_weeks_or_when_it_is_taken_back_or_made_again() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let works = accounts.create_organisation(&anna, "", "Robot Works").await.unwrap();
        let invite = || accounts.invite(&anna, &works, "bert@example.org", MemberRole::Member);
        let weeks = SignedDuration::from_hours(14 * 24);
        invite().await.unwrap();
        let first = token(&accounts, "invitation", start()).await;
        let accept = |token: String, after: SignedDuration| {
            let (accounts, bert) = (accounts.clone(), Actor { now: start() + after, ..bert.clone() });
            async move { accounts.accept_invitation(&bert, &token).await }
        };
        assert!(matches!(accept(first.clone(), weeks).await, Err(AccountsError::Link)), "{}", fresh.name);
        invite().await.unwrap();
        let second = token(&accounts, "invitation", start()).await;
        assert!(matches!(accept(first, SignedDuration::ZERO).await, Err(AccountsError::Link)), "made again");
        let open = accounts.invitations(&anna, &works).await.unwrap();
        assert_eq!(open.len(), 1);
        let foreign = accounts.revoke_invitation(&bert, &open[0].id).await;
        assert!(matches!(foreign, Err(AccountsError::Forbidden(_))));
        accounts.revoke_invitation(&anna, &open[0].id).await.unwrap();
        assert!(matches!(accept(second, SignedDuration::ZERO).await, Err(AccountsError::Link)), "taken back");
        invite().await.unwrap();
        let third = token(&accounts, "invitation", start()).await;
        accept(third, weeks - millisecond()).await.unwrap();
        fresh.remove().await;
    }
}

#[tokio::test]
async fn there_is_always_an_admin() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let carl = person(&accounts, "carl").await;
        let works = accounts.create_organisation(&anna, "", "Robot Works").await.unwrap();
        let last = accounts.remove_member(&anna, &works, id(&anna)).await;
        assert!(matches!(last, Err(AccountsError::LastAdmin)), "{}", fresh.name);
        join(&accounts, &anna, &works, &bert, "bert", MemberRole::Member).await;
        join(&accounts, &anna, &works, &carl, "carl", MemberRole::Member).await;
        let refused = accounts.set_member_role(&bert, &works, id(&bert), MemberRole::Admin).await;
        assert!(matches!(refused, Err(AccountsError::Forbidden(_))));
        let refused = accounts.remove_member(&bert, &works, id(&carl)).await;
        assert!(matches!(refused, Err(AccountsError::Forbidden(_))));
        let last = accounts.set_member_role(&anna, &works, id(&anna), MemberRole::Member).await;
        assert!(matches!(last, Err(AccountsError::LastAdmin)));
        let last = accounts.erase(&anna, id(&anna)).await;
        assert!(matches!(last, Err(AccountsError::LastAdmin)));
        accounts.set_member_role(&anna, &works, id(&bert), MemberRole::Admin).await.unwrap();
        // Both admins leave at once: one stays.
        let (one, two) = tokio::join!(
            accounts.remove_member(&anna, &works, id(&anna)),
            accounts.remove_member(&bert, &works, id(&bert))
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{}: {one:?} {two:?}", fresh.name);
        let (stayed, name) = if one.is_ok() { (&bert, "bert") } else { (&anna, "anna") };
        assert_eq!(
            members(&accounts, stayed, &works).await,
            [(name.to_owned(), "admin"), ("carl".to_owned(), "member")]
        );
        // An operator can help.
        let operator = operator(&accounts, "olga").await;
        accounts.set_member_role(&operator, &works, id(&carl), MemberRole::Admin).await.unwrap();
        accounts.remove_member(&operator, &works, id(stayed)).await.unwrap();
        assert_eq!(members(&accounts, &operator, &works).await, [("carl".to_owned(), "admin")]);
        let nowhere = accounts.set_member_role(&operator, id(&anna), id(&carl), MemberRole::Admin).await;
        assert!(matches!(nowhere, Err(AccountsError::NotFound { what: "organisation", .. })));
        fresh.remove().await;
    }
}

#[tokio::test]
async fn parties_that_are_one_act_for_each_other() {
    for fresh in databases().await {
        let accounts = accounts(&fresh.store);
        let (anna, bert) = (person(&accounts, "anna").await, person(&accounts, "bert").await);
        let mut works = Vec::new();
        for (actor, name) in [(&anna, "One"), (&bert, "Two"), (&bert, "Three"), (&bert, "Other")] {
            works.push(accounts.create_organisation(actor, "", name).await.unwrap());
        }
        for merged in [0, 2] {
            let row = party::Entity::find_by_id(&works[merged]).one(fresh.store.read()).await.unwrap().unwrap();
            let row = party::Model { merged_into: Some(works[1].clone()), ..row };
            row.into_active_model().reset_all().update(fresh.store.read()).await.unwrap();
        }
        let session = accounts.sign_in("anna@example.org", PASSWORD, &here(), start()).await.unwrap();
        let (actor, _) = accounts.actor_of_session(session.expose(), start()).await.unwrap().unwrap();
        let expected = works[..3].iter().cloned().collect();
        assert_eq!((actor.party.as_deref(), actor.acts_for), (Some(id(&anna)), expected), "{}", fresh.name);
        fresh.remove().await;
    }
}
