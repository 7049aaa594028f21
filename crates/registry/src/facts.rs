//! Facts: figures about parties, each with its period, source and confidence. A correction is a new fact; none is overwritten.
//!
//! A fact is known for exactly its period, or not at all: it is never zero for want of a report, and never taken from another period.
//! Where sources disagree about one period, the newest of the highest confidence counts and the others are told.

use crate::content::{Problem, Wrong};
use crate::definition::{Definitions, Disclosure, FactDefinition, FactPeriod};
use crate::merge::{group, kept};
use crate::view::level;
use crate::{Actor, Registry, RegistryError, Role};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use store::schema::{fact, record};
use store::{Transaction, millis, new_id};

/// How far a figure can be trusted, from little to much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// An estimate: rules see an interval.
    Estimated,
    /// Said by the party itself.
    Declared,
    /// From an office or a register.
    Official,
    /// From audited accounts.
    Audited,
}

impl Confidence {
    /// All grades, from little to much.
    pub const ALL: [Self; 4] = [Self::Estimated, Self::Declared, Self::Official, Self::Audited];

    /// As it is written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Estimated => "estimated",
            Self::Declared => "declared",
            Self::Official => "official",
            Self::Audited => "audited",
        }
    }

    /// The grade of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.code() == code)
    }
}

/// What a figure is about in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A calendar year.
    Year(i16),
    /// A day.
    Day(Date),
}

impl Period {
    /// Reads `2025` or `2025-12-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 4 && text.bytes().all(|letter| letter.is_ascii_digit()) {
            return text.parse().ok().filter(|year| *year > 0).map(Self::Year);
        }
        text.parse().ok().map(Self::Day)
    }

    /// First and last day as they are kept.
    fn ends(self) -> (String, String) {
        match self {
            Self::Year(year) => (format!("{year:04}-01-01"), format!("{year:04}-12-31")),
            Self::Day(day) => (day.to_string(), day.to_string()),
        }
    }

    fn of(row: &fact::Model) -> Option<Self> {
        if row.period_from == row.period_to {
            return row.period_from.parse().ok().map(Self::Day);
        }
        row.period_from.get(..4)?.parse().ok().map(Self::Year)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(to, "{year:04}"),
            Self::Day(day) => write!(to, "{day}"),
        }
    }
}

/// A fact to be recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFact {
    /// Code of its definition.
    pub name: String,
    /// The figure in the definition's unit; money in minor units.
    pub value: f64,
    /// What it is about.
    pub period: Period,
    /// Who says so.
    pub source: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// Id or SHA-256 of a file that proves it.
    pub proof: Option<String>,
    /// When it was learned.
    pub observed_at: Timestamp,
}

/// A fact as someone sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The row.
    pub fact: fact::Model,
    /// What it is about.
    pub period: Period,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// Whether it was corrected: it counts no longer.
    pub corrected: bool,
    /// Whether it is the one that counts for its period.
    pub chosen: bool,
    /// Whether another that was not corrected says something else about the same period.
    pub disputed: bool,
}

impl Registry {
    /// Records a fact about a record, or what it was merged into: the owner says at most [`Confidence::Declared`], curators anything.
    ///
    /// # Errors
    /// Where the actor may not, or the fact is not as its definition wants it.
    pub async fn add_fact(&self, actor: &Actor, id: &str, new: NewFact) -> Result<fact::Model, RegistryError> {
        let transaction = self.store.write().await?;
        let row = self.write_fact(&transaction, actor, id, new, None).await?;
        transaction.commit().await?;
        Ok(row)
    }

    /// Corrects a fact by another of the same name. The owner corrects what was said with at most [`Confidence::Declared`].
    ///
    /// # Errors
    /// As [`Registry::add_fact`], and where it was corrected already.
    pub async fn correct_fact(&self, actor: &Actor, fact: &str, new: NewFact) -> Result<fact::Model, RegistryError> {
        let transaction = self.store.write().await?;
        let before = fact::Entity::find_by_id(fact).one(&*transaction).await?;
        let missing = || RegistryError::NotFound { what: "fact", id: fact.to_owned() };
        let before = before.filter(|before| before.name == new.name).ok_or_else(missing)?;
        if !may_record(&*transaction, actor, &before.record).await? {
            return Err(missing());
        }
        let grade = Confidence::from_code(&before.confidence).unwrap_or(Confidence::Audited);
        if grade > Confidence::Declared && !actor.has(Role::Curator) {
            return Err(RegistryError::Forbidden("what was not said by the party itself is corrected by curators"));
        }
        let again = fact::Entity::find().filter(fact::Column::Supersedes.eq(fact)).one(&*transaction).await?;
        if again.is_some() {
            return Err(RegistryError::Forbidden("this fact was corrected already: correct the newer one"));
        }
        let record = before.record.clone();
        let row = self.write_fact(&transaction, actor, &record, new, Some(fact)).await?;
        transaction.commit().await?;
        Ok(row)
    }

    /// The facts about a record and those merged with it that an actor may see, by definition, the newest period first, the one that
    /// counts before the others, corrected ones at the end of their period.
    ///
    /// # Errors
    /// Where there is no such record, or the actor may not know of it.
    pub async fn facts(&self, actor: &Actor, id: &str) -> Result<Vec<Figure>, RegistryError> {
        let definitions = self.definitions();
        let same = group(self.store.read(), id).await?;
        let records = record::Entity::find().filter(record::Column::Id.is_in(&same)).all(self.store.read()).await?;
        let mut levels: BTreeMap<String, Disclosure> = BTreeMap::new();
        for record in &records {
            if let Some(level) = level(actor, record, self.granted(actor, &record.id).await?) {
                levels.insert(record.id.clone(), level);
            }
        }
        if levels.is_empty() {
            return Err(RegistryError::NotFound { what: "record", id: id.to_owned() });
        }
        let mut figures = figures(self.store.read(), &same).await?;
        figures.retain(|figure| {
            let needed = definitions.fact(&figure.fact.name).map_or(Disclosure::Owner, |it| it.disclosure);
            levels.get(&figure.fact.record).is_some_and(|level| *level >= needed)
        });
        choose(&mut figures);
        let kind = records.first().map(|record| record.kind.clone()).unwrap_or_default();
        let order: BTreeMap<&str, usize> =
            definitions.facts(&kind).enumerate().map(|(place, it)| (it.code.as_str(), place)).collect();
        figures.sort_by_key(|it| {
            let place = order.get(it.fact.name.as_str()).copied().unwrap_or(usize::MAX);
            (place, std::cmp::Reverse(it.period), !it.chosen, it.corrected, std::cmp::Reverse(it.fact.created_at))
        });
        Ok(figures)
    }

    /// What is known of a fact in exactly this period: the figure that counts, and the others that were not corrected. None is unknown.
    ///
    /// # Errors
    /// As [`Registry::facts`].
    pub async fn fact(
        &self,
        actor: &Actor,
        id: &str,
        name: &str,
        period: Period,
    ) -> Result<Option<(Figure, Vec<Figure>)>, RegistryError> {
        let all = self.facts(actor, id).await?.into_iter();
        let (chosen, others): (Vec<Figure>, Vec<Figure>) = all
            .filter(|figure| figure.fact.name == name && figure.period == period && !figure.corrected)
            .partition(|figure| figure.chosen);
        Ok(chosen.into_iter().next().map(|chosen| (chosen, others)))
    }

    /// Whether an actor may record facts about a record.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn may_record(&self, actor: &Actor, id: &str) -> Result<bool, RegistryError> {
        may_record(self.store.read(), actor, id).await
    }

    async fn write_fact(
        &self,
        within: &Transaction,
        actor: &Actor,
        id: &str,
        new: NewFact,
        supersedes: Option<&str>,
    ) -> Result<fact::Model, RegistryError> {
        let missing = || RegistryError::NotFound { what: "record", id: id.to_owned() };
        if !may_record(&**within, actor, id).await? {
            return Err(missing());
        }
        if new.confidence > Confidence::Declared && !actor.has(Role::Curator) {
            return Err(RegistryError::Forbidden("the party itself declares or estimates; the rest is for curators"));
        }
        // A correction stays with the record of what it corrects.
        let at = if supersedes.is_some() { id.to_owned() } else { kept(&**within, id).await? };
        let record = record::Entity::find_by_id(&at).one(&**within).await?.ok_or_else(missing)?;
        let definitions = self.definitions();
        let definition = definition(&definitions, &record.kind, &new.name)?;
        let problems = problems(definition, &new, actor.now);
        if !problems.is_empty() {
            return Err(RegistryError::Content(problems));
        }
        let (period_from, period_to) = new.period.ends();
        let row = fact::Model {
            id: new_id(),
            record: at,
            name: new.name,
            value: new.value,
            unit: definition.unit.clone(),
            period_from,
            period_to,
            source: new.source.trim().to_owned(),
            confidence: new.confidence.code().to_owned(),
            proof: new.proof.map(|proof| proof.trim().to_owned()).filter(|proof| !proof.is_empty()),
            observed_at: millis(new.observed_at),
            recorded_by: actor.name().to_owned(),
            created_at: millis(actor.now),
            supersedes: supersedes.map(str::to_owned),
        };
        row.clone().into_active_model().reset_all().insert(&**within).await?;
        Ok(row)
    }
}

/// The figures that count about a record and those merged with it, one for each name and period: for rules, which see them all.
///
/// # Errors
/// Where the database does not work.
pub async fn known(within: &impl ConnectionTrait, id: &str) -> Result<Vec<Figure>, RegistryError> {
    let mut all = figures(within, &group(within, id).await?).await?;
    choose(&mut all);
    all.retain(|figure| figure.chosen);
    Ok(all)
}

async fn figures(within: &impl ConnectionTrait, records: &[String]) -> Result<Vec<Figure>, RegistryError> {
    let rows = fact::Entity::find()
        .filter(fact::Column::Record.is_in(records))
        .order_by_asc(fact::Column::CreatedAt)
        .order_by_asc(fact::Column::Id)
        .all(within)
        .await?;
    let corrected: BTreeSet<String> = rows.iter().filter_map(|row| row.supersedes.clone()).collect();
    let figure = |row: fact::Model| {
        Some(Figure {
            period: Period::of(&row)?,
            confidence: Confidence::from_code(&row.confidence)?,
            corrected: corrected.contains(&row.id),
            chosen: false,
            disputed: false,
            fact: row,
        })
    };
    Ok(rows.into_iter().filter_map(figure).collect())
}

/// Marks the figure that counts for each name and period, and those that disagree.
fn choose(figures: &mut [Figure]) {
    let mut periods: BTreeMap<(String, Period), Vec<usize>> = BTreeMap::new();
    for (place, figure) in figures.iter().enumerate().filter(|(_, figure)| !figure.corrected) {
        periods.entry((figure.fact.name.clone(), figure.period)).or_default().push(place);
    }
    for places in periods.into_values() {
        let rank = |figure: &Figure| (figure.confidence, figure.fact.observed_at, figure.fact.created_at);
        let best = places.iter().copied().max_by_key(|&place| (rank(&figures[place]), figures[place].fact.id.clone()));
        let disputed = places.iter().any(|&place| figures[place].fact.value != figures[places[0]].fact.value);
        for place in places {
            figures[place].chosen = Some(place) == best;
            figures[place].disputed = disputed;
        }
    }
}

async fn may_record(within: &impl ConnectionTrait, actor: &Actor, id: &str) -> Result<bool, RegistryError> {
    if actor.has(Role::Curator) {
        return Ok(true);
    }
    let same = group(within, id).await?;
    let records = record::Entity::find().filter(record::Column::Id.is_in(same)).all(within).await?;
    Ok(records.iter().any(|record| actor.is(&record.owner)))
}

fn definition<'a>(definitions: &'a Definitions, kind: &str, name: &str) -> Result<&'a FactDefinition, RegistryError> {
    let found = definitions.facts(kind).find(|fact| fact.code == name);
    found.ok_or_else(|| RegistryError::NotFound { what: "fact", id: name.to_owned() })
}

/// What is not as the definition wants it.
fn problems(definition: &FactDefinition, new: &NewFact, now: Timestamp) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |path: &str, what: Wrong| problems.push(Problem { path: path.to_owned(), what });
    let decimals = if definition.is_money() { 0 } else { definition.decimals };
    let scaled = new.value * 10f64.powi(i32::from(decimals));
    if !new.value.is_finite() || new.value.abs() > 9e15 {
        wrong("value", Wrong::Type { expected: "number" });
    } else if new.value < 0.0 && !definition.negative {
        wrong("value", Wrong::TooSmall { least: "0".to_owned() });
    } else if let Some(most) = definition.most.filter(|most| new.value > *most) {
        wrong("value", Wrong::TooLarge { most: most.to_string() });
    } else if (scaled - scaled.round()).abs() > 1e-6 * scaled.abs().max(1.0) {
        wrong("value", Wrong::Decimals { most: decimals });
    }
    let today = now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    match (definition.period, new.period) {
        (FactPeriod::Year, Period::Year(year)) if year > today.year() => {
            wrong("period", Wrong::TooLarge { most: today.year().to_string() });
        }
        // The day ends first in the east.
        (FactPeriod::Date, Period::Day(day)) if day > today.tomorrow().unwrap_or(today) => {
            wrong("period", Wrong::TooLarge { most: today.to_string() });
        }
        (FactPeriod::Year, Period::Year(_)) | (FactPeriod::Date, Period::Day(_)) => {}
        (FactPeriod::Year, _) => wrong("period", Wrong::Type { expected: "year" }),
        (FactPeriod::Date, _) => wrong("period", Wrong::Type { expected: "date" }),
    }
    let source = new.source.trim();
    if source.is_empty() {
        wrong("source", Wrong::Missing);
    } else if source.chars().count() > 300 {
        wrong("source", Wrong::TooLong { most: 300 });
    }
    let is_proof =
        |proof: &str| matches!(proof.len(), 0 | 32 | 64) && proof.bytes().all(|letter| letter.is_ascii_hexdigit());
    if let Some(proof) = new.proof.as_deref().map(str::trim).filter(|proof| !is_proof(proof)) {
        wrong("proof", Wrong::NotATerm { given: proof.chars().take(64).collect() });
    }
    problems
}
