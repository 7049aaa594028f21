//! `liaowang topic ID`: everything about one topic.

use crate::context::Context;
use clap::Args;
use observatory::scan::Scan;
use portal::locale::Language;
use serde_json::json;

#[derive(Args)]
pub(crate) struct Command {
    /// Id of the topic, as `liaowang topics` prints it
    id: String,
    /// Documents to list
    #[arg(long, default_value_t = 10)]
    documents: usize,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let scan = Scan::latest(&context.data_dir)?;
        let Some(row) = scan.topic_row(&self.id) else {
            anyhow::bail!("there is no topic “{}” in {}; `liaowang topics` lists them", self.id, scan.manifest.scan_id)
        };
        let contents = &scan.contents;
        let topic = &contents.topics[row];
        let (documents, _) = scan.documents_of(&self.id, 0, self.documents)?;
        let forecasts: Vec<_> = contents.forecasts.iter().filter(|row| row.topic_id == self.id).collect();
        let indicators: Vec<_> = contents.indicators.iter().filter(|row| row.topic_id == self.id).collect();
        if context.json {
            let of_topic = |id: &str| id == self.id;
            return context.print_json(&json!({
                "topic": topic,
                "forecasts": forecasts,
                "indicators": indicators,
                "outlook": contents.outlook.iter().filter(|row| of_topic(&row.topic_id)).collect::<Vec<_>>(),
                "leaders": contents.leaders.iter().filter(|row| of_topic(&row.topic_id)).collect::<Vec<_>>(),
                "neighbours": contents.neighbours.iter().filter(|row| of_topic(&row.topic_id)).collect::<Vec<_>>(),
                "documents": documents.iter().map(|(document, strength)| json!({ "document": document, "strength": strength })).collect::<Vec<_>>(),
            }));
        }
        let words = context.words();
        let (label, explanation) = match context.language {
            Language::Zh => (&topic.label_zh, &topic.explanation_zh),
            Language::En => (&topic.label_en, &topic.explanation_en),
        };
        let mut text = format!("{}  {label}\n{}: {}\n", topic.topic_id, words.say("cli-documents"), topic.documents);
        if let Some(direction) = &topic.direction {
            text += &format!("{}: {}\n", words.say("cli-direction"), words.say(&format!("direction-{direction}")));
        }
        text += &format!("{}: {}\n", words.say("cli-terms"), topic.terms.join(" · "));
        for forecast in forecasts {
            text += &format!(
                "{}: {} {:.0} % ({} {:.0} %)\n",
                words.say("cli-probability"),
                forecast.target,
                100.0 * forecast.probability,
                words.say("cli-base-rate"),
                100.0 * forecast.base_rate
            );
        }
        if !explanation.is_empty() {
            text += &format!("\n{explanation}\n");
        }
        text += &format!("\n{}\n", words.say("cli-evidence"));
        for (document, _) in documents {
            let year = document.year.map_or_else(String::new, |year| format!("{year}  "));
            text += &format!("  {year}{}  [{}]\n", document.title, document.id);
        }
        context.print(text.trim_end())
    }
}
