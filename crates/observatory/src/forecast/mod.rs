//! Which topics will grow: features, a regularised logistic model trained on the corpus' own past, calibrated probabilities.

pub(crate) mod baselines;
mod explain;
mod features;
mod logistic;
mod model;
mod outlook;
pub(crate) mod projection;

pub use explain::Explainer;
pub use features::{FEATURES, Features, Known, features};
pub use logistic::Logistic;
pub use model::{Example, Forecaster, Training};
pub use outlook::outlook;
