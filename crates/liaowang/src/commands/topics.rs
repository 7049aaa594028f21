//! `liaowang topics`: the topics of the latest scan, most probable growth first.

use crate::context::Context;
use crate::output;
use clap::Args;
use observatory::scan::{ForecastRow, Scan, TopicRow};
use portal::locale::Language;
use rustc_hash::FxHashMap;
use serde::Serialize;

#[derive(Args)]
pub(crate) struct Command {
    /// Only topics of this direction: manufacturing, information, materials, energy, space, health, or none
    #[arg(long)]
    direction: Option<String>,
    /// 1 areas, 2 fields, 3 topics
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=3))]
    level: u8,
    /// Forecast target to rank by: sustained, cset or top10
    #[arg(long, default_value = "sustained")]
    target: String,
    /// How many at most
    #[arg(long, default_value_t = 50)]
    limit: usize,
}

#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    topic: &'a TopicRow,
    forecast: Option<&'a ForecastRow>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let scan = Scan::latest(&context.data_dir)?;
        let contents = &scan.contents;
        if let Some(direction) = self.direction.as_deref().filter(|&direction| direction != "none") {
            let known = observatory::directions::Directions::embedded()?;
            anyhow::ensure!(
                known.codes().any(|code| code == direction),
                "there is no direction “{direction}”; there are: {}, none",
                known.codes().collect::<Vec<_>>().join(", ")
            );
        }
        let forecasts: FxHashMap<&str, &ForecastRow> = contents
            .forecasts
            .iter()
            .filter(|forecast| forecast.target == self.target)
            .map(|forecast| (forecast.topic_id.as_str(), forecast))
            .collect();
        let wanted = |topic: &&TopicRow| {
            topic.level == self.level
                && match self.direction.as_deref() {
                    None => true,
                    Some("none") => topic.direction.is_none(),
                    direction => topic.direction.as_deref() == direction,
                }
        };
        let mut listed: Vec<Listed> = contents
            .topics
            .iter()
            .filter(wanted)
            .map(|topic| Listed { topic, forecast: forecasts.get(topic.topic_id.as_str()).copied() })
            .collect();
        listed.sort_by(|a, b| {
            let rank = |listed: &Listed| listed.forecast.map_or(u32::MAX, |forecast| forecast.rank);
            rank(a).cmp(&rank(b)).then(b.topic.documents.cmp(&a.topic.documents))
        });
        listed.truncate(self.limit);
        if context.json {
            return context.print_json(&listed);
        }
        let words = context.words();
        let header = ["cli-id", "cli-label", "cli-documents", "cli-direction", "cli-probability"];
        let mut table = output::table(&header.map(|key| words.say(key)));
        for Listed { topic, forecast } in listed {
            let label = match context.language {
                Language::Zh => &topic.label_zh,
                Language::En => &topic.label_en,
            };
            table.add_row([
                topic.topic_id.clone(),
                label.clone(),
                topic.documents.to_string(),
                topic.direction.as_deref().map_or_else(String::new, |code| words.say(&format!("direction-{code}"))),
                forecast.map_or_else(String::new, |forecast| format!("{:.0} %", 100.0 * forecast.probability)),
            ]);
        }
        context.print(&table.to_string())
    }
}
