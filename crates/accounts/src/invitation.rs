//! Invitations into organisations. The link in the letter is what counts: whoever reads it joins with the account they have, or with one
//! that they make first.

use crate::accounts::{account, of_email, own, party};
use crate::letter::{self, Purpose};
use crate::organisation::{MemberRole, add, admin, lock, member};
use crate::sign_up::may_write;
use crate::{Accounts, AccountsError, audit, error::not_found, text};
use jiff::Timestamp;
use registry::Actor;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use store::schema::{invitation, link, party};
use store::{millis, new_id};

/// An organisation has at most so many invitations that were not answered.
pub const INVITATIONS: u64 = 200;

impl Accounts {
    /// Invites an address into an organisation. An earlier invitation of the same address is void.
    ///
    /// # Errors
    /// Where the actor is no admin, it is no address, they belong to it already, or too much mail was asked for.
    pub async fn invite(
        &self,
        actor: &Actor,
        organisation: &str,
        email: &str,
        role: MemberRole,
    ) -> Result<(), AccountsError> {
        let email = text::email(email)?;
        let transaction = self.store.write().await?;
        let organisation = lock(&transaction, organisation).await?;
        let by = admin(&*transaction, actor, &organisation.id).await?;
        may_write(&transaction, &email, by, actor.now).await?;
        let invited = of_email(&*transaction, &email).await?;
        if let Some(invited) = &invited
            && member(&*transaction, &organisation.id, &invited.party).await?.is_some()
        {
            return Err(AccountsError::Member);
        }
        let of_organisation = invitation::Column::Organisation.eq(&organisation.id);
        let open = invitation::Entity::find().filter(of_organisation.clone());
        let before = open.clone().filter(invitation::Column::Email.eq(&email)).one(&*transaction).await?;
        if let Some(before) = before {
            letter::void(&transaction, vec![before.id.clone()]).await?;
            before.into_active_model().delete(&*transaction).await?;
        }
        if open.count(&*transaction).await? >= INVITATIONS {
            return Err(AccountsError::Full { most: INVITATIONS });
        }
        let inviter = party(&*transaction, by).await?;
        let language = match invited {
            Some(invited) => invited.language,
            None => account(&*transaction, by).await?.language,
        };
        let parameters = json!({
            "organisation_zh": organisation.name_zh, "organisation_en": organisation.name_en,
            "inviter_zh": inviter.name_zh, "inviter_en": inviter.name_en, "role": role.code(),
        });
        let row = invitation::Model {
            id: new_id(),
            organisation: organisation.id.clone(),
            email: email.clone(),
            role: role.code().to_owned(),
            invited_by: by.to_owned(),
            created_at: millis(actor.now),
        };
        let id = row.id.clone();
        row.into_active_model().reset_all().insert(&*transaction).await?;
        letter::ask_link(&transaction, Purpose::Invitation, &id, &email, &language, parameters, actor.now).await?;
        audit::note(&transaction, by, "invite", &organisation.id, role.code(), actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// The invitations of an organisation that were not answered, for its admins.
    ///
    /// # Errors
    /// Where the actor is no admin.
    pub async fn invitations(
        &self,
        actor: &Actor,
        organisation: &str,
    ) -> Result<Vec<invitation::Model>, AccountsError> {
        admin(self.store.read(), actor, organisation).await?;
        let found = invitation::Entity::find().filter(invitation::Column::Organisation.eq(organisation));
        Ok(found.order_by_desc(invitation::Column::Id).all(self.store.read()).await?)
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// Where there is none, or the actor is no admin.
    pub async fn revoke_invitation(&self, actor: &Actor, id: &str) -> Result<(), AccountsError> {
        let transaction = self.store.write().await?;
        let row = find(&*transaction, id).await?.ok_or_else(|| not_found("invitation", id))?;
        let by = admin(&*transaction, actor, &row.organisation).await?;
        letter::void(&transaction, vec![row.id.clone()]).await?;
        audit::note(&transaction, by, "uninvite", &row.organisation, "", actor.now).await?;
        row.into_active_model().delete(&*transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// The organisation that a token from a letter invites into, and as what: to be shown before it is accepted.
    ///
    /// # Errors
    /// Where the link is not good.
    pub async fn invitation(&self, token: &str, now: Timestamp) -> Result<(party::Model, MemberRole), AccountsError> {
        let link = letter::look(self.store.read(), Purpose::Invitation, token, now).await?;
        let row = find(self.store.read(), &link.subject).await?.ok_or(AccountsError::Link)?;
        let role = MemberRole::from_code(&row.role).ok_or(AccountsError::Link)?;
        Ok((party(self.store.read(), &row.organisation).await?, role))
    }

    /// Joins the organisation that a token from a letter invites into. Returns the organisation.
    ///
    /// # Errors
    /// Where the link is not good, or the actor belongs to the organisation already; then the link stays good for whom it was meant.
    pub async fn accept_invitation(&self, actor: &Actor, token: &str) -> Result<String, AccountsError> {
        let by = own(actor)?;
        let transaction = self.store.write().await?;
        let link = letter::look(&*transaction, Purpose::Invitation, token, actor.now).await?;
        let row = find(&*transaction, &link.subject).await?.ok_or(AccountsError::Link)?;
        lock(&transaction, &row.organisation).await?;
        letter::take(&transaction, Purpose::Invitation, token, actor.now).await?;
        let organisation = join(&transaction, by, row, actor.now).await?;
        transaction.commit().await?;
        Ok(organisation)
    }

    /// The invitations of the actor's own address that are good, newest first: what they may accept without the letter at hand, for the
    /// address is known to be theirs.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub async fn own_invitations(&self, actor: &Actor) -> Result<Vec<OwnInvitation>, AccountsError> {
        let read = self.store.read();
        let email = account(read, own(actor)?).await?.email;
        let good = link::Entity::find().filter(link::Column::ExpiresAt.gt(millis(actor.now)));
        let mut good = good.select_only().column(link::Column::Subject);
        let found = invitation::Entity::find()
            .filter(invitation::Column::Email.eq(email))
            .filter(invitation::Column::Id.in_subquery(QuerySelect::query(&mut good).to_owned()))
            .order_by_desc(invitation::Column::Id)
            .all(read)
            .await?;
        let parties = self.parties(&found.iter().map(|row| row.organisation.clone()).collect::<Vec<_>>()).await?;
        let invitations = found.into_iter().filter_map(|row| {
            let organisation = parties.get(&row.organisation)?.clone();
            Some(OwnInvitation { id: row.id, organisation, role: MemberRole::from_code(&row.role)? })
        });
        Ok(invitations.collect())
    }

    /// Accepts an invitation of the actor's own address. Returns the organisation.
    ///
    /// # Errors
    /// Where there is none that is good, or the actor belongs to the organisation already.
    pub async fn accept_own_invitation(&self, actor: &Actor, id: &str) -> Result<String, AccountsError> {
        let found = self.own_invitations(actor).await?.into_iter().find(|invitation| invitation.id == id);
        let organisation = found.ok_or(AccountsError::Link)?.organisation.id;
        let by = own(actor)?;
        let transaction = self.store.write().await?;
        lock(&transaction, &organisation).await?;
        let row = find(&*transaction, id).await?.ok_or(AccountsError::Link)?;
        letter::void(&transaction, vec![row.id.clone()]).await?;
        join(&transaction, by, row, actor.now).await?;
        transaction.commit().await?;
        Ok(organisation)
    }
}

/// An invitation, for whom it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnInvitation {
    /// Its id.
    pub id: String,
    /// Where it invites to.
    pub organisation: party::Model,
    /// As what.
    pub role: MemberRole,
}

/// Makes someone a member, and the invitation is over. The organisation is locked.
async fn join(
    within: &DatabaseTransaction,
    by: &str,
    row: invitation::Model,
    now: Timestamp,
) -> Result<String, AccountsError> {
    let role = MemberRole::from_code(&row.role).ok_or(AccountsError::Link)?;
    let organisation = row.organisation.clone();
    if member(within, &organisation, by).await?.is_some() {
        return Err(AccountsError::Member);
    }
    add(within, &organisation, by, role, now).await?;
    audit::note(within, by, "join", &organisation, role.code(), now).await?;
    row.into_active_model().delete(within).await?;
    Ok(organisation)
}

async fn find(within: &impl ConnectionTrait, id: &str) -> Result<Option<invitation::Model>, AccountsError> {
    Ok(invitation::Entity::find_by_id(id).one(within).await?)
}
