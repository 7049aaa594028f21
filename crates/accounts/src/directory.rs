//! Persons and organisations, for those who look over the installation.

use crate::{Accounts, AccountsError, oversees};
use jiff::Timestamp;
use registry::{Actor, Role};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;
use store::instant;
use store::schema::{account, party, role};

/// A party in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The party.
    pub party: String,
    /// `person` or `organisation`.
    pub kind: String,
    /// Name in Chinese; may be empty.
    pub name_zh: String,
    /// Name in English; may be empty.
    pub name_en: String,
    /// Since when it is known.
    pub created_at: Timestamp,
    /// The party that it turned out to be.
    pub merged_into: Option<String>,
    /// Address of e-mail of who has an account.
    pub email: Option<String>,
    /// When the account was closed.
    pub disabled_at: Option<Timestamp>,
    /// Roles on the platform.
    pub roles: Vec<Role>,
}

impl Accounts {
    /// Parties of which a name or the address contains a text, newest first, before the party of an id; for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn directory(
        &self,
        actor: &Actor,
        text: &str,
        before: Option<&str>,
        limit: u64,
    ) -> Result<Vec<Listing>, AccountsError> {
        oversees(actor)?;
        let mut parties = party::Entity::find().order_by_desc(party::Column::Id).limit(limit);
        let text = text.trim().to_lowercase();
        if !text.is_empty() {
            let pattern = format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
            let like = || LikeExpr::new(pattern.clone()).escape('\\');
            let of_email = Query::select()
                .column(account::Column::Party)
                .from(account::Entity)
                .and_where(Expr::col(account::Column::Email).like(like()))
                .to_owned();
            let lower = |column: party::Column| Expr::expr(Func::lower(Expr::col(column)));
            parties = parties.filter(
                Condition::any()
                    .add(lower(party::Column::NameZh).like(like()))
                    .add(lower(party::Column::NameEn).like(like()))
                    .add(party::Column::Id.eq(&text))
                    .add(party::Column::Id.in_subquery(of_email)),
            );
        }
        if let Some(before) = before {
            parties = parties.filter(party::Column::Id.lt(before));
        }
        self.listings(parties.all(self.store.read()).await?).await
    }

    /// One party, for operators and auditors; none where there is no such party.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn listing(&self, actor: &Actor, party: &str) -> Result<Option<Listing>, AccountsError> {
        oversees(actor)?;
        let found = party::Entity::find_by_id(party).all(self.store.read()).await?;
        Ok(self.listings(found).await?.pop())
    }

    /// Number of persons and organisations, for everybody; those that turned out to be another are not counted.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn party_count(&self) -> Result<u64, AccountsError> {
        let parties =
            party::Entity::find().filter(party::Column::MergedInto.is_null()).filter(party::Column::ErasedAt.is_null());
        Ok(parties.count(self.store.read()).await?)
    }

    async fn listings(&self, parties: Vec<party::Model>) -> Result<Vec<Listing>, AccountsError> {
        let ids: Vec<&String> = parties.iter().map(|party| &party.id).collect();
        let accounts = account::Entity::find().filter(account::Column::Party.is_in(ids.clone()));
        let accounts: BTreeMap<String, account::Model> = accounts
            .all(self.store.read())
            .await?
            .into_iter()
            .map(|account| (account.party.clone(), account))
            .collect();
        let roles = role::Entity::find().filter(role::Column::Party.is_in(ids)).all(self.store.read()).await?;
        let listing = |party: party::Model| {
            let account = accounts.get(&party.id);
            let mut roles: Vec<Role> =
                roles.iter().filter(|row| row.party == party.id).filter_map(|row| Role::from_code(&row.role)).collect();
            roles.sort();
            Listing {
                kind: party.kind,
                name_zh: party.name_zh,
                name_en: party.name_en,
                created_at: instant(party.created_at),
                merged_into: party.merged_into,
                email: account.map(|account| account.email.clone()),
                disabled_at: account.and_then(|account| account.disabled_at).map(instant),
                roles,
                party: party.id,
            }
        };
        Ok(parties.into_iter().map(listing).collect())
    }
}
