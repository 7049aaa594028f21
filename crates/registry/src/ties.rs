//! Ties between parties: who controls, employs, works with or represents whom, when, and who says so. Conflicts of interest are looked
//! for along them.
//!
//! Ties join records of kinds of parties, the ones that [`crate::identity`] compares. Accounts stand aside: an account's person or
//! organisation is joined to the record of the same party by [`TieKind::Represents`], and by owning the record. Records that were
//! merged are one here.

use crate::content::{Problem, Wrong};
use crate::definition::Kind;
use crate::facts::Confidence;
use crate::merge::{group, is_party, kept};
use crate::view::level;
use crate::{Actor, Registry, RegistryError, Role};
use jiff::civil::Date;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use std::collections::{BTreeMap, BTreeSet};
use store::schema::{party, record, tie};
use store::{millis, new_id};

/// A share above which a shareholder controls, in percent.
const MAJORITY: f64 = 50.0;

/// What joins two parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieKind {
    /// The first holds shares in the second, or controls it otherwise.
    Controls,
    /// The second, a person, works for the first.
    Employs,
    /// The two work on something together.
    Cooperates,
    /// The first, with an account, acts for the second.
    Represents,
}

impl TieKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Controls, Self::Employs, Self::Cooperates, Self::Represents];

    /// As it is written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Controls => "controls",
            Self::Employs => "employs",
            Self::Cooperates => "cooperates",
            Self::Represents => "represents",
        }
    }

    /// The kind of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A tie to be recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTie {
    /// What it is.
    pub kind: TieKind,
    /// The first: a record; of [`TieKind::Represents`] a party with an account.
    pub from: String,
    /// The second: a record.
    pub to: String,
    /// Of [`TieKind::Controls`], the share in percent; none where control is actual and not by shares.
    pub share: Option<f64>,
    /// First day.
    pub since: Date,
    /// Last day; none where it goes on.
    pub until: Option<Date>,
    /// Who says so.
    pub source: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// Whether ties join records of a kind: those of parties.
pub fn joins(kind: &Kind) -> bool {
    is_party(kind)
}

impl Registry {
    /// Records a tie. The owner of one of its ends says at most [`Confidence::Declared`]; curators anything; who represents whom is for
    /// curators and operators.
    ///
    /// # Errors
    /// Where the actor may not, there are no such parties, or the tie is not in order.
    pub async fn add_tie(&self, actor: &Actor, new: NewTie) -> Result<tie::Model, RegistryError> {
        let works_here = actor.has(Role::Curator) || new.kind == TieKind::Represents && actor.has(Role::Operator);
        let transaction = self.store.write().await?;
        let ends: Vec<&String> = if new.kind == TieKind::Represents { vec![&new.to] } else { vec![&new.from, &new.to] };
        let mut owns = false;
        for id in ends {
            let missing = || RegistryError::NotFound { what: "record", id: id.clone() };
            let row = record::Entity::find_by_id(id).one(&*transaction).await?.ok_or_else(missing)?;
            if !works_here && level(actor, &row, None).is_none() {
                return Err(missing());
            }
            if !is_party(Self::kind(&self.definitions(), &row.kind)?) {
                return Err(RegistryError::Forbidden("ties join records of parties"));
            }
            owns |= actor.is(&row.owner);
        }
        if new.kind == TieKind::Represents && party::Entity::find_by_id(&new.from).one(&*transaction).await?.is_none() {
            return Err(RegistryError::NotFound { what: "party", id: new.from });
        }
        let declares = owns && new.kind != TieKind::Represents && new.confidence <= Confidence::Declared;
        if !works_here && !declares {
            return Err(RegistryError::Forbidden("owners declare ties of their records; the rest is for curators"));
        }
        let problems = problems(&new);
        if !problems.is_empty() {
            return Err(RegistryError::Content(problems));
        }
        let row = tie::Model {
            id: new_id(),
            kind: new.kind.code().to_owned(),
            from_party: new.from,
            to_party: new.to,
            share: new.share,
            period_from: new.since.to_string(),
            period_to: new.until.map(|day| day.to_string()),
            source: new.source.trim().to_owned(),
            confidence: new.confidence.code().to_owned(),
            recorded_by: actor.name().to_owned(),
            created_at: millis(actor.now),
            retracted_by: None,
            retracted_at: None,
        };
        row.clone().into_active_model().reset_all().insert(&*transaction).await?;
        transaction.commit().await?;
        Ok(row)
    }

    /// Says that a tie was wrong: it stays, and counts no longer. For whoever recorded it and for curators.
    ///
    /// # Errors
    /// Where there is no such tie, or it is not the actor's.
    pub async fn retract_tie(&self, actor: &Actor, id: &str) -> Result<(), RegistryError> {
        let transaction = self.store.write().await?;
        let row = tie::Entity::find_by_id(id).one(&*transaction).await?.filter(|row| row.retracted_at.is_none());
        let row = row.filter(|row| actor.has(Role::Curator) || actor.is(&row.recorded_by));
        let mut row = row.ok_or_else(|| RegistryError::NotFound { what: "tie", id: id.to_owned() })?;
        row.retracted_by = Some(actor.name().to_owned());
        row.retracted_at = Some(millis(actor.now));
        row.into_active_model().reset_all().update(&*transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Ties of a record and those merged with it that were not retracted, newest first: for its owners and those who work here.
    ///
    /// # Errors
    /// Where the actor may not see them.
    pub async fn ties(&self, actor: &Actor, id: &str) -> Result<Vec<tie::Model>, RegistryError> {
        let works_here = [Role::Reviewer, Role::Curator, Role::Operator, Role::Auditor].into_iter();
        if !works_here.into_iter().any(|role| actor.has(role)) && !self.may_record(actor, id).await? {
            return Err(RegistryError::NotFound { what: "record", id: id.to_owned() });
        }
        let mut rows = touching(self.store.read(), &group(self.store.read(), id).await?).await?;
        rows.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| b.id.cmp(&a.id)));
        Ok(rows)
    }

    /// How two parties are joined on a day, over at most one third: each path is its ties, from `a` to `b`. Shares of any size count.
    /// Rules ask this; it looks at no permissions.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn related(&self, a: &str, b: &str, on: Date) -> Result<Vec<Vec<tie::Model>>, RegistryError> {
        let read = self.store.read();
        let (a, b) = (kept(read, a).await?, kept(read, b).await?);
        if a == b {
            return Ok(Vec::new());
        }
        let (of_a, of_b) = (neighbours(read, &a, on).await?, neighbours(read, &b, on).await?);
        let mut paths: Vec<Vec<tie::Model>> = Vec::new();
        paths.extend(of_a.get(&b).into_iter().flatten().map(|tie| vec![tie.clone()]));
        for (third, first) in of_a.iter().filter(|(third, _)| **third != b) {
            for second in of_b.get(third).into_iter().flatten() {
                paths.extend(first.iter().map(|first| vec![first.clone(), second.clone()]));
            }
        }
        Ok(paths)
    }

    /// All records under common control with a party on a day, itself included: along more than half of the shares and along actual
    /// control, upwards and downwards. Circles end. Rules ask this; it looks at no permissions.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn controlled_group(&self, a: &str, on: Date) -> Result<BTreeSet<String>, RegistryError> {
        let read = self.store.read();
        let start = kept(read, a).await?;
        let mut found = BTreeSet::from([start.clone()]);
        let mut left = vec![start];
        while let Some(id) = left.pop() {
            for (other, ties) in neighbours(read, &id, on).await? {
                let controls = |tie: &tie::Model| {
                    tie.kind == TieKind::Controls.code() && tie.share.is_none_or(|share| share > MAJORITY)
                };
                if ties.iter().any(controls) && found.insert(other.clone()) {
                    left.push(other);
                }
            }
        }
        Ok(found)
    }
}

/// Ties of a party on a day, by the party at their other end.
async fn neighbours(
    within: &impl ConnectionTrait,
    id: &str,
    on: Date,
) -> Result<BTreeMap<String, Vec<tie::Model>>, RegistryError> {
    let same = group(within, id).await?;
    let day = on.to_string();
    let mut found: BTreeMap<String, Vec<tie::Model>> = BTreeMap::new();
    for tie in touching(within, &same).await? {
        if tie.period_from > day || tie.period_to.as_ref().is_some_and(|end| *end < day) {
            continue;
        }
        let other = if same.contains(&tie.from_party) { &tie.to_party } else { &tie.from_party };
        let other = kept(within, other).await?;
        if other != same[0] {
            found.entry(other).or_default().push(tie);
        }
    }
    Ok(found)
}

async fn touching(within: &impl ConnectionTrait, ids: &[String]) -> Result<Vec<tie::Model>, RegistryError> {
    let ends = Condition::any().add(tie::Column::FromParty.is_in(ids)).add(tie::Column::ToParty.is_in(ids));
    let rows = tie::Entity::find().filter(ends).filter(tie::Column::RetractedAt.is_null());
    Ok(rows.order_by_asc(tie::Column::CreatedAt).order_by_asc(tie::Column::Id).all(within).await?)
}

fn problems(new: &NewTie) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |path: &str, what: Wrong| problems.push(Problem { path: path.to_owned(), what });
    if new.from == new.to {
        wrong("to", Wrong::NotATerm { given: new.to.clone() });
    }
    match new.share {
        Some(_) if new.kind != TieKind::Controls => wrong("share", Wrong::Unknown),
        Some(share) if share.is_nan() || share <= 0.0 => wrong("share", Wrong::TooSmall { least: "0".to_owned() }),
        Some(share) if share > 100.0 => wrong("share", Wrong::TooLarge { most: "100".to_owned() }),
        _ => {}
    }
    if new.until.is_some_and(|until| until < new.since) {
        wrong("until", Wrong::Reversed);
    }
    if new.source.trim().is_empty() {
        wrong("source", Wrong::Missing);
    } else if new.source.trim().chars().count() > 300 {
        wrong("source", Wrong::TooLong { most: 300 });
    }
    problems
}
