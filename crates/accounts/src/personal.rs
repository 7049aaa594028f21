//! What is kept about a person: handing it out, erasing it, and forgetting what has had its time.
//!
//! When a person is erased, their id stays in histories and in the audit, and means nobody any more.

use crate::accounts::{account, hold, may_see, own, party};
use crate::letter::{self, MAIL};
use crate::organisation::{is_admin, lock, other_admins};
use crate::throttle::{self, Limit};
use crate::{Accounts, AccountsError, Token, audit, personal_meetings, session, sign_up};
use jiff::Timestamp;
use registry::Actor;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DeleteMany, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use serde_json::{Value, json};
use store::counter::{HALL, count_on};
use store::millis;
use store::schema::account::Model as Account;
use store::schema::audit as entry;
use store::schema::party::Model as Party;
use store::schema::{
    api_token, attempt, conversation_entry, invitation, job, kept_form, link, match_answer, member, role, saved_filter,
    session as sessions, sign_up as waiting,
};
use store::schema::{identity, pending_identity, pending_sign_in};

impl Accounts {
    /// Everything that this crate keeps about a person, for themselves and for operators. Secrets are not in it.
    ///
    /// # Errors
    /// Where there is no such account, or the actor may not know of it.
    pub async fn export(&self, actor: &Actor, id: &str) -> Result<Value, AccountsError> {
        may_see(actor, id)?;
        let read = self.store.read();
        let (party, account) = (party(read, id).await?, account(read, id).await?);
        let memberships = member::Entity::find().filter(member::Column::Party.eq(id)).all(read).await?;
        let roles = role::Entity::find().filter(role::Column::Party.eq(id)).all(read).await?;
        let open = sessions::Entity::find().filter(sessions::Column::Party.eq(id)).all(read).await?;
        let tokens = api_token::Entity::find().filter(api_token::Column::Party.eq(id)).all(read).await?;
        let invited = invitation::Entity::find().filter(invitation::Column::Email.eq(&account.email)).all(read).await?;
        let identities = identity::Entity::find().filter(identity::Column::Party.eq(id)).all(read).await?;
        let done = entry::Entity::find().filter(audit::concerns(id)).order_by_asc(entry::Column::Id).all(read).await?;
        let said = conversation_entry::Entity::find().filter(conversation_entry::Column::Author.eq(id));
        let answers = match_answer::Entity::find().filter(match_answer::Column::Party.eq(id));
        Ok(json!({
            "party": party,
            "account": {
                "email": account.email, "language": account.language, "created_at": account.created_at,
                "disabled_at": account.disabled_at, "has_password": account.password.is_some(),
            },
            "organisations": memberships,
            "roles": roles,
            "sessions": open.into_iter().map(session::Session::from).collect::<Vec<_>>(),
            "tokens": tokens.into_iter().map(Token::from).collect::<Vec<_>>(),
            "invitations": invited,
            "identities": identities,
            "meetings": personal_meetings::export(read, id).await?,
            "conversations": said.all(read).await?,
            "answers": answers.all(read).await?,
            "audit": done,
        }))
    }

    /// Erases a person, for themselves and for operators: account, names, sessions, tokens, identities, roles, memberships, mail, and what they
    /// said for meetings and of matches are gone; the id stays, and the address can be used for a new account. What they wrote to others in
    /// conversations stays with those, without a name.
    ///
    /// # Errors
    /// Where there is no such account, the actor may not, or an organisation with other members would be left without an admin.
    pub async fn erase(&self, actor: &Actor, id: &str) -> Result<(), AccountsError> {
        may_see(actor, id)?;
        let transaction = self.store.write().await?;
        leave_all(&transaction, id).await?;
        let account = hold(&transaction, id).await?;
        session::end(&transaction, id, None).await?;
        api_token::Entity::delete_many().filter(api_token::Column::Party.eq(id)).exec(&*transaction).await?;
        role::Entity::delete_many().filter(role::Column::Party.eq(id)).exec(&*transaction).await?;
        saved_filter::Entity::delete_many().filter(saved_filter::Column::Party.eq(id)).exec(&*transaction).await?;
        kept_form::Entity::delete_many().filter(kept_form::Column::Party.eq(id)).exec(&*transaction).await?;
        identity::Entity::delete_many().filter(identity::Column::Party.eq(id)).exec(&*transaction).await?;
        match_answer::Entity::delete_many().filter(match_answer::Column::Party.eq(id)).exec(&*transaction).await?;
        personal_meetings::forget(&transaction, id, actor.now).await?;
        forget_email(&transaction, &account).await?;
        account.into_active_model().delete(&*transaction).await?;
        let party = party(&*transaction, id).await?;
        let erased =
            Party { name_zh: String::new(), name_en: String::new(), erased_at: Some(millis(actor.now)), ..party };
        erased.into_active_model().reset_all().update(&*transaction).await?;
        count_on(&*transaction, HALL).await?;
        audit::note(&transaction, own(actor)?, "erase", id, "", actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// Erases the actor as [`Accounts::erase`] does, where they know their password.
    ///
    /// # Errors
    /// Where it is wrong, or an organisation with other members would be left without an admin.
    pub async fn erase_self(&self, actor: &Actor, password: &str) -> Result<(), AccountsError> {
        let account = account(self.store.read(), own(actor)?).await?;
        self.confirm(&account, password, actor.now).await?;
        self.erase(actor, &account.party).await
    }

    /// Forgets what has had its time: old links and what waited for them, ended sessions, attempts. To be called once in a while.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn forget_expired(&self, now: Timestamp) -> Result<(), AccountsError> {
        // One table at a time, so that nobody has to wait for long.
        let old = link::Column::ExpiresAt.lte(millis(now));
        self.forget(link::Entity::delete_many().filter(old)).await?;
        let linked = || Query::select().column(link::Column::Subject).from(link::Entity).to_owned();
        let unlinked = waiting::Column::Id.not_in_subquery(linked());
        self.forget(waiting::Entity::delete_many().filter(unlinked)).await?;
        let unlinked = invitation::Column::Id.not_in_subquery(linked());
        self.forget(invitation::Entity::delete_many().filter(unlinked)).await?;
        self.forget(sessions::Entity::delete_many().filter(session::alive(now).not())).await?;
        let old = pending_sign_in::Column::ExpiresAt.lte(millis(now));
        self.forget(pending_sign_in::Entity::delete_many().filter(old)).await?;
        let old = pending_identity::Column::ExpiresAt.lte(millis(now));
        self.forget(pending_identity::Entity::delete_many().filter(old)).await?;
        let peaceful = attempt::Column::LastAt.lte(millis(now - throttle::FORGOTTEN));
        self.forget(attempt::Entity::delete_many().filter(peaceful)).await
    }

    async fn forget<E: EntityTrait>(&self, what: DeleteMany<E>) -> Result<(), AccountsError> {
        let transaction = self.store.write().await?;
        what.exec(&*transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// Takes someone out of all organisations. One that has only them may stay behind empty.
async fn leave_all(within: &DatabaseTransaction, id: &str) -> Result<(), AccountsError> {
    let of_person = member::Entity::find().filter(member::Column::Party.eq(id));
    for row in of_person.order_by_asc(member::Column::Organisation).all(within).await? {
        lock(within, &row.organisation).await?;
        let all = member::Entity::find().filter(member::Column::Organisation.eq(&row.organisation));
        if is_admin(&row) && other_admins(within, &row).await? == 0 && all.count(within).await? > 1 {
            return Err(AccountsError::LastAdmin);
        }
        row.into_active_model().delete(within).await?;
    }
    Ok(())
}

/// Forgets an address: letters to it, invitations of it, what waits for it, and attempts.
async fn forget_email(within: &DatabaseTransaction, account: &Account) -> Result<(), AccountsError> {
    let email = account.email.as_str();
    throttle::clear(within, Limit::Account, email).await?;
    throttle::clear(within, Limit::Mail, email).await?;
    let invited = invitation::Entity::find().filter(invitation::Column::Email.eq(email)).all(within).await?;
    let mut subjects: Vec<String> = invited.into_iter().map(|row| row.id).collect();
    subjects.push(account.party.clone());
    letter::void(within, subjects).await?;
    invitation::Entity::delete_many().filter(invitation::Column::Email.eq(email)).exec(within).await?;
    sign_up::forget(within, email).await?;
    job::Entity::delete_many()
        .filter(job::Column::Kind.eq(MAIL))
        .filter(Expr::cust("payload ->> 'to'").eq(email))
        .exec(within)
        .await?;
    Ok(())
}
