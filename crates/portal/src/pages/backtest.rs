//! Is it any good? The forecast against simple baselines, in years whose outcome is known.

use super::chrome::Chrome;
use super::{Page, render};
use crate::backtest::{Backtest, Cutoff, FORECAST, MEASURES, Named, Score, forecaster_name};
use crate::failure::Failure;
use crate::locale::Words;
use crate::state::Portal;
use crate::visit::Visit;
use crate::{numbers, svg};
use askama::Template;
use axum::extract::State;

/// Topics named in each list.
const NAMED: usize = 12;

#[derive(Template)]
#[template(path = "backtest.html")]
struct BacktestPage {
    page: Chrome,
    lead: String,
    readings: Vec<String>,
    measures: Vec<Measure>,
    rows: Vec<Row>,
    years: Vec<Year>,
    reliability: Option<String>,
    bins: Vec<(String, String, String)>,
    lists: Vec<List>,
    leak: Vec<(String, String, String)>,
}

struct Measure {
    name: String,
    meaning: String,
}

/// One forecaster's mean scores.
struct Row {
    name: String,
    is_forecast: bool,
    cells: Vec<Cell>,
}

struct Cell {
    value: String,
    interval: String,
    best: bool,
}

struct Year {
    year: String,
    eligible: String,
    base_rate: String,
    csi: String,
    csi_bar: String,
    baseline: String,
    baseline_bar: String,
}

struct List {
    title: String,
    note: String,
    rows: Vec<(String, String, String, String)>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit) -> Page {
    let loaded = portal.current().await?;
    let words = visit.words();
    let backtest = loaded.backtest.as_ref().ok_or(Failure::NoBacktest)?;
    let measures: Vec<(&str, bool)> = (MEASURES.into_iter())
        .filter(|(measure, _)| backtest.mean.scores.values().any(|scores| scores.contains_key(*measure)))
        .collect();
    let target = words.fill(&format!("backtest-target-{}", backtest.target), [("horizon", backtest.horizon.into())]);
    let years: Vec<i32> = backtest.cutoffs.iter().filter_map(|cutoff| cutoff.year).collect();
    let bins: Vec<svg::Bin> = (backtest.reliability.iter())
        .map(|bin| svg::Bin { forecast: bin.forecast, observed: bin.observed, count: bin.count })
        .collect();
    render(&BacktestPage {
        page: Chrome::new(&visit, "/backtest", &words.say("nav-backtest"), Some(&loaded)),
        lead: words.fill(
            "backtest-lead",
            [
                ("target", target.into()),
                ("first", years.iter().min().map(i32::to_string).unwrap_or_default().into()),
                ("last", years.iter().max().map(i32::to_string).unwrap_or_default().into()),
                ("count", (years.len() as u64).into()),
            ],
        ),
        readings: readings(backtest, words),
        measures: (measures.iter())
            .map(|(measure, _)| {
                let key = measure.replace('_', "-");
                Measure {
                    name: words.say(&format!("measure-{key}")),
                    meaning: words.say(&format!("measure-{key}-meaning")),
                }
            })
            .collect(),
        rows: (backtest.forecasters().into_iter()).map(|name| row(backtest, name, &measures, words)).collect(),
        years: backtest.cutoffs.iter().map(year).collect(),
        reliability: (!bins.is_empty()).then(|| {
            let (title, across, upwards) =
                (words.say("reliability-title"), words.say("reliability-across"), words.say("reliability-upwards"));
            svg::reliability_chart(&title, &across, &upwards, &bins)
        }),
        bins: (bins.iter())
            .map(|bin| (numbers::percent(bin.forecast), numbers::percent(bin.observed), numbers::grouped(bin.count)))
            .collect(),
        lists: [("hits", &backtest.hits), ("misses", &backtest.misses), ("false-alarms", &backtest.false_alarms)]
            .into_iter()
            .filter(|(_, topics)| !topics.is_empty())
            .map(|(key, topics)| list(key, topics, words))
            .collect(),
        leak: leak(backtest, &measures, words),
    })
}

/// What the numbers mean, in plain sentences.
fn readings(backtest: &Backtest, words: &Words) -> Vec<String> {
    let mut sentences: Vec<String> = backtest.in_one_sentence(words).into_iter().collect();
    if let (Some(precision), Some(base)) =
        (backtest.score("precision_at_k"), Some(backtest.mean.base_rate).filter(|base| *base > 0.0))
    {
        sentences.push(words.fill(
            "reading-precision",
            [
                ("precision", numbers::percent(precision.value).into()),
                ("base", numbers::percent(base).into()),
                ("times", numbers::decimal(precision.value / base, 1).into()),
            ],
        ));
    }
    if let Some(ece) = backtest.score("ece") {
        sentences.push(words.fill("reading-calibration", [("points", numbers::decimal(ece.value * 100.0, 1).into())]));
    }
    if let Some((seeming, honest)) = backtest.hindsight.get("csi").zip(backtest.score("csi")) {
        sentences.push(words.fill(
            "reading-hindsight",
            [
                ("seeming", numbers::decimal(seeming.value, 2).into()),
                ("honest", numbers::decimal(honest.value, 2).into()),
            ],
        ));
    }
    if let (Some(shuffled), Some(leaked)) = (backtest.controls.get("shuffled"), backtest.controls.get("leaked")) {
        sentences.push(words.fill(
            "reading-controls",
            [("shuffled", numbers::decimal(*shuffled, 2).into()), ("leaked", numbers::decimal(*leaked, 2).into())],
        ));
    }
    sentences
}

fn row(backtest: &Backtest, name: &str, measures: &[(&str, bool)], words: &Words) -> Row {
    let scores = &backtest.mean.scores[name];
    let best = |measure: &str, more: bool| {
        let values = backtest.mean.scores.values().filter_map(|scores| scores.get(measure)).map(|score| score.value);
        if more { values.fold(f64::NEG_INFINITY, f64::max) } else { values.fold(f64::INFINITY, f64::min) }
    };
    Row {
        name: forecaster_name(name, words),
        is_forecast: name == FORECAST,
        cells: (measures.iter())
            .map(|(measure, more)| {
                let score = scores.get(*measure);
                Cell {
                    value: score.map_or_else(|| numbers::NONE.to_owned(), |score| numbers::decimal(score.value, 3)),
                    interval: score.and_then(|score| score.interval).map(interval).unwrap_or_default(),
                    best: score.is_some_and(|score| score.value == best(measure, *more)),
                }
            })
            .collect(),
    }
}

fn interval((low, high): (f64, f64)) -> String {
    format!("{}–{}", numbers::decimal(low, 3), numbers::decimal(high, 3))
}

fn year(cutoff: &Cutoff) -> Year {
    let csi = |scores: &crate::backtest::Scores| scores.get("csi").map(|score: &Score| score.value);
    let forecast = cutoff.scores.get(FORECAST).and_then(csi);
    let baseline = cutoff
        .scores
        .iter()
        .filter(|(name, _)| *name != FORECAST)
        .filter_map(|(_, scores)| csi(scores))
        .reduce(f64::max);
    let shown = |value: Option<f64>| value.map_or_else(|| numbers::NONE.to_owned(), |value| numbers::decimal(value, 3));
    Year {
        year: cutoff.year.map(|year| year.to_string()).unwrap_or_default(),
        eligible: numbers::grouped(cutoff.eligible as f64),
        base_rate: numbers::percent(cutoff.base_rate),
        csi: shown(forecast),
        csi_bar: svg::bar(forecast.unwrap_or_default(), ""),
        baseline: shown(baseline),
        baseline_bar: svg::bar(baseline.unwrap_or_default(), "quiet"),
    }
}

fn list(key: &str, topics: &[Named], words: &Words) -> List {
    List {
        title: words.say(&format!("list-{key}")),
        note: words.say(&format!("list-{key}-note")),
        rows: (topics.iter().take(NAMED))
            .map(|topic| {
                let (probability, growth) = (numbers::percent(topic.probability), numbers::change(topic.growth));
                (topic.label.clone(), topic.cutoff.to_string(), probability, growth)
            })
            .collect(),
    }
}

fn leak(backtest: &Backtest, measures: &[(&str, bool)], words: &Words) -> Vec<(String, String, String)> {
    (measures.iter())
        .filter_map(|(measure, _)| {
            let (seeming, honest) = (backtest.hindsight.get(*measure)?, backtest.score(measure)?);
            Some((
                words.say(&format!("measure-{}", measure.replace('_', "-"))),
                numbers::decimal(honest.value, 3),
                numbers::decimal(seeming.value, 3),
            ))
        })
        .collect()
}
