//! An offer that is suggested to a need, and the need to the offer.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An offer that is suggested to a need, and the need to the offer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "suggestions")]
pub struct Model {
    /// The run that found it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run: String,
    /// The record that wants.
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: String,
    /// The record that offers.
    #[sea_orm(primary_key, auto_increment = false)]
    pub offer: String,
    /// The place of the offer among those for the need, from 1.
    pub place: i64,
    /// By this it ranks, from 0 to 1.
    pub standing: f64,
    /// Share of what the need asks that is known of the offer, from 0 to 1.
    pub certainty: f64,
    /// Whether the complete run before had not put the two together.
    pub is_new: bool,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
