//! What this is, how the numbers come about, and what each of them means.

use super::chrome::Chrome;
use super::{Page, render};
use crate::indicators;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    page: Chrome,
    steps: Vec<(String, String)>,
    indicators: Vec<(&'static str, String, String)>,
    limits: Vec<String>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit) -> Page {
    let words = visit.words();
    let step = |name: &str| (words.say(&format!("about-step-{name}")), words.say(&format!("about-step-{name}-text")));
    render(&About {
        page: Chrome::new(&visit, "/about", &words.say("nav-about"), portal.shown().as_deref()),
        steps: ["read", "group", "measure", "forecast", "check"].into_iter().map(step).collect(),
        indicators: indicators::KNOWN
            .iter()
            .map(|(name, _)| (*name, indicators::name(name, words), indicators::meaning(name, words)))
            .collect(),
        limits: ["corpus", "cause", "labels", "small"]
            .into_iter()
            .map(|name| words.say(&format!("about-limit-{name}")))
            .collect(),
    })
}
