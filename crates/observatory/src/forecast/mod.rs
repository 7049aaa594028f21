//! Which topics will grow: features, a predictive distribution of shares learned from the corpus' own past, probabilities.

pub(crate) mod baselines;
mod explain;
mod features;
mod logistic;
mod model;
mod outlook;
pub(crate) mod projection;
mod venues;

pub use explain::Explainer;
pub use features::{FEATURES, Features, Known, features};
pub use logistic::Logistic;
pub(crate) use model::alarms;
pub use model::{Example, Forecaster, Prospect, Situation};
pub use outlook::outlook;
