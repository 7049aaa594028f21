//! Whom participants would like to meet, and whom they would rather not.

use crate::participant::there;
use crate::round::{settings_of, touch};
use crate::{Meetings, MeetingsError, Refused};
use registry::Actor;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};
use store::schema::meeting_wish;

/// Others of whom a participant says whether it would like to meet them, at most.
pub const MOST_WISHES: usize = 200;

/// Whether a participant would like to meet another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preference {
    /// It must be.
    Must,
    /// Gladly.
    Gladly,
    /// If there is room.
    Possibly,
    /// Rather not: the two do not meet.
    RatherNot,
}

impl Preference {
    /// All, the strongest wish first.
    pub const ALL: [Self; 4] = [Self::Must, Self::Gladly, Self::Possibly, Self::RatherNot];

    /// As it is written in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Gladly => "gladly",
            Self::Possibly => "possibly",
            Self::RatherNot => "rather-not",
        }
    }

    /// The preference of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preference| preference.code() == code)
    }

    /// As it is written in the table.
    pub(crate) fn strength(self) -> i64 {
        match self {
            Self::Must => 3,
            Self::Gladly => 2,
            Self::Possibly => 1,
            Self::RatherNot => 0,
        }
    }

    pub(crate) fn of(row: &meeting_wish::Model) -> Option<Self> {
        Self::ALL.into_iter().find(|preference| preference.strength() == row.strength)
    }
}

/// What a wish is worth to the timetable: 100 × *w* × (1 + *f*), rounded, with *w* = 9 for must, 3 for gladly, 1 for possibly, and *f* how
/// well the records of the two fit, from 0 to 1, or ½ where that is not known. As 1 + *f* is at most 2, a stronger wish is always worth more
/// than a weaker one; among equals, what fits better comes first. None for [`Preference::RatherNot`], which is no wish.
pub fn worth(preference: Preference, fit: Option<f64>) -> Option<i64> {
    let weight = match preference {
        Preference::Must => 9.0,
        Preference::Gladly => 3.0,
        Preference::Possibly => 1.0,
        Preference::RatherNot => return None,
    };
    let fit = fit.filter(|fit| fit.is_finite()).unwrap_or(0.5).clamp(0.0, 1.0);
    Some((100.0 * weight * (1.0 + fit)).round() as i64)
}

impl Meetings {
    /// What a participant said about others, by their ids.
    ///
    /// # Errors
    /// Where the actor does not act for it.
    pub async fn wishes(
        &self,
        actor: &Actor,
        participant: &str,
    ) -> Result<BTreeMap<String, Preference>, MeetingsError> {
        let read = self.registry.store().read();
        self.acting(read, actor, participant).await?;
        let rows = meeting_wish::Entity::find().filter(meeting_wish::Column::Participant.eq(participant));
        let rows = rows.all(read).await?;
        Ok(rows.into_iter().filter_map(|row| Some((row.other.clone(), Preference::of(&row)?))).collect())
    }

    /// Says, or takes back, whether a participant would like to meet others, each with how well their records fit (0 to 1, where that is known).
    /// What is not named stays. Others that do not take part (any more) are passed over.
    ///
    /// # Errors
    /// Where the actor does not act for it, the time for wishes is over, or too many are named.
    pub async fn wish(
        &self,
        actor: &Actor,
        participant: &str,
        said: &[(String, Option<Preference>, Option<f64>)],
    ) -> Result<(), MeetingsError> {
        let transaction = self.registry.store().write().await?;
        let (row, round) = self.acting_alone(&transaction, actor, participant).await?;
        let until = settings_of(&round)?.wishes_until;
        if actor.now >= until {
            return Err(Refused::WishesClosed(until).into());
        }
        let others = there(&row.record).all(&*transaction).await?;
        let others: BTreeSet<String> =
            others.into_iter().map(|other| other.id).filter(|other| other != participant).collect();
        for (other, preference, fit) in said.iter().filter(|(other, ..)| others.contains(other)) {
            let key = (participant.to_owned(), other.clone());
            meeting_wish::Entity::delete_by_id(key).exec(&*transaction).await?;
            if let Some(preference) = preference {
                let wish = meeting_wish::Model {
                    participant: participant.to_owned(),
                    other: other.clone(),
                    strength: preference.strength(),
                    fit: fit.filter(|fit| fit.is_finite()),
                };
                wish.into_active_model().reset_all().insert(&*transaction).await?;
            }
        }
        let own = meeting_wish::Entity::find().filter(meeting_wish::Column::Participant.eq(participant));
        if own.count(&*transaction).await? > MOST_WISHES as u64 {
            return Err(Refused::Wishes { most: MOST_WISHES }.into());
        }
        touch(&transaction, round).await?;
        Ok(transaction.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stronger_wish_is_worth_more_whatever_fits() {
        let ends = |preference| [Some(0.0), None, Some(1.0)].map(|fit| worth(preference, fit).expect("it is a wish"));
        assert_eq!(ends(Preference::Possibly), [100, 150, 200]);
        assert_eq!(ends(Preference::Gladly), [300, 450, 600]);
        assert_eq!(ends(Preference::Must), [900, 1350, 1800]);
        assert_eq!(worth(Preference::RatherNot, Some(1.0)), None);
        assert_eq!(worth(Preference::Must, Some(f64::NAN)), Some(1350));
        assert_eq!(worth(Preference::Must, Some(7.0)), Some(1800));
    }
}
