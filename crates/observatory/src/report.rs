//! A scan as a document to hand on: one HTML page, or a workbook.

use crate::directions::Directions;
use crate::scan::{ForecastRow, Scan, ScanError, TopicRow};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use rustc_hash::FxHashMap;
use std::path::Path;

/// Topics in an HTML report.
const IN_PAGE: usize = 200;

/// The words of a report, in its reader's language.
pub struct ReportWords<'a> {
    /// Whether labels and explanations are taken in Chinese.
    pub chinese: bool,
    /// Says a word by its key: `title`, `topic`, `direction`, `track`, `documents`, `first-year`, `peak-year`, `probability`, `base-rate`,
    /// `why`, `evidence`, `year`, `indicator`, `value`, `none`.
    pub say: &'a dyn Fn(&str) -> String,
}

/// A topic with its forecast, most probable growth first.
struct Line<'a> {
    topic: &'a TopicRow,
    forecast: Option<&'a ForecastRow>,
}

fn lines(scan: &Scan) -> Vec<Line<'_>> {
    let forecasts: FxHashMap<&str, &ForecastRow> = (scan.contents.forecasts.iter())
        .filter(|forecast| forecast.target == "sustained")
        .map(|forecast| (forecast.topic_id.as_str(), forecast))
        .collect();
    let mut lines: Vec<Line> = (scan.contents.topics.iter())
        .filter(|topic| topic.level == 3)
        .map(|topic| Line { topic, forecast: forecasts.get(topic.topic_id.as_str()).copied() })
        .collect();
    lines.sort_by_key(|line| (line.forecast.map_or(u32::MAX, |forecast| forecast.rank), line.topic.topic_id.clone()));
    lines
}

/// Writes a report; the ending of `path` says which form: `html` or `xlsx`.
///
/// # Errors
/// Another ending, or a file that cannot be written.
pub fn write(scan: &Scan, path: &Path, words: &ReportWords<'_>) -> Result<(), ScanError> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => std::fs::write(path, html(scan, words)?).map_err(ScanError::file(path)),
        Some("xlsx") => workbook(scan, words)?.save(path).map_err(ScanError::table(path)),
        _ => Err(ScanError::Definition(format!(
            "{}: a report is written as .html or .xlsx; choose one of these endings",
            path.display()
        ))),
    }
}

/// Names of direction and track.
fn place(directions: &Directions, topic: &TopicRow, words: &ReportWords<'_>) -> (String, String) {
    let name = |en: &str, zh: &str| if words.chinese { zh.to_string() } else { en.to_string() };
    let direction = topic.direction.as_deref().and_then(|code| directions.directions.iter().find(|d| d.code == code));
    let Some(direction) = direction else { return ((words.say)("none"), String::new()) };
    let track = topic.track.as_deref().and_then(|code| direction.tracks.iter().find(|track| track.code == code));
    (name(&direction.en, &direction.zh), track.map(|track| name(&track.en, &track.zh)).unwrap_or_default())
}

fn label<'a>(topic: &'a TopicRow, words: &ReportWords<'_>) -> (&'a str, &'a str) {
    if words.chinese { (&topic.label_zh, &topic.explanation_zh) } else { (&topic.label_en, &topic.explanation_en) }
}

fn html(scan: &Scan, words: &ReportWords<'_>) -> Result<String, ScanError> {
    let directions = Directions::embedded()?;
    let say = |key: &str| escape(&(words.say)(key));
    let mut evidence: FxHashMap<&str, Vec<String>> = FxHashMap::default();
    for document in &scan.contents.representatives {
        let year = document.year.map_or_else(String::new, |year| format!(" ({year})"));
        let text = format!("<li>{}{year}</li>", escape(&document.title));
        evidence.entry(document.topic_id.as_str()).or_default().push(text);
    }
    let manifest = &scan.manifest;
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>\nbody{{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}}\n\
         h2{{margin:2rem 0 0;font-size:1.1rem}}\np{{margin:.3rem 0}}\n.facts{{color:#555}}\nul{{margin:.3rem 0;padding-left:1.2rem}}\n\
         @media print{{h2{{break-after:avoid}}article{{break-inside:avoid}}}}\n</style>\n<h1>{title}</h1>\n\
         <p class=\"facts\">{} · {} {} · {}–{}</p>\n",
        if words.chinese { "zh-CN" } else { "en" },
        escape(&manifest.scan_id),
        manifest.documents,
        say("documents"),
        manifest.first_year,
        manifest.until,
        title = say("title"),
    );
    for line in lines(scan).iter().take(IN_PAGE) {
        let topic = line.topic;
        let (name, why) = label(topic, words);
        let (direction, track) = place(&directions, topic, words);
        let mut facts = vec![escape(&direction)];
        if !track.is_empty() {
            facts.push(escape(&track));
        }
        facts.push(format!("{} {}", topic.documents, say("documents")));
        if let Some(forecast) = line.forecast {
            facts.push(format!(
                "{} {:.0} % ({} {:.0} %)",
                say("probability"),
                100.0 * forecast.probability,
                say("base-rate"),
                100.0 * forecast.base_rate
            ));
        }
        page += &format!("<article>\n<h2>{}</h2>\n<p class=\"facts\">{}</p>\n", escape(name), facts.join(" · "));
        if !why.is_empty() {
            page += &format!("<p>{}</p>\n", escape(why));
        }
        if let Some(documents) = evidence.get(topic.topic_id.as_str()) {
            page += &format!("<p>{}</p>\n<ul>{}</ul>\n", say("evidence"), documents.join(""));
        }
        page += "</article>\n";
    }
    Ok(page + "</html>\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn workbook(scan: &Scan, words: &ReportWords<'_>) -> Result<Workbook, ScanError> {
    build(scan, words, &Directions::embedded()?).map_err(|error| ScanError::Definition(error.to_string()))
}

fn build(scan: &Scan, words: &ReportWords<'_>, directions: &Directions) -> Result<Workbook, XlsxError> {
    let say = words.say;
    let bold = Format::new().set_bold();
    let percent = Format::new().set_num_format("0%");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(say("topic"))?;
    let header = [
        "id",
        "topic",
        "direction",
        "track",
        "documents",
        "first-year",
        "peak-year",
        "probability",
        "base-rate",
        "why",
    ];
    for (column, key) in header.iter().enumerate() {
        sheet.write_with_format(0, column as u16, say(key), &bold)?;
    }
    sheet.set_freeze_panes(1, 2)?.set_column_width(1, 40)?.set_column_width(9, 90)?;
    for (number, line) in lines(scan).iter().enumerate() {
        let row = number as u32 + 1;
        let topic = line.topic;
        let (name, why) = label(topic, words);
        let (direction, track) = place(directions, topic, words);
        sheet.write(row, 0, &topic.topic_id)?.write(row, 1, name)?.write(row, 2, direction)?.write(row, 3, track)?;
        sheet.write(row, 4, topic.documents)?;
        if let Some(year) = topic.first_year {
            sheet.write(row, 5, year)?;
        }
        if let Some(year) = topic.peak_year {
            sheet.write(row, 6, year)?;
        }
        if let Some(forecast) = line.forecast {
            sheet.write_with_format(row, 7, forecast.probability, &percent)?;
            sheet.write_with_format(row, 8, forecast.base_rate, &percent)?;
        }
        sheet.write(row, 9, why)?;
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(say("evidence"))?;
    for (column, key) in ["id", "rank", "document", "title-of-document", "year"].iter().enumerate() {
        sheet.write_with_format(0, column as u16, say(key), &bold)?;
    }
    for (number, document) in scan.contents.representatives.iter().enumerate() {
        let row = number as u32 + 1;
        sheet.write(row, 0, &document.topic_id)?.write(row, 1, document.rank)?;
        sheet.write(row, 2, &document.document_id)?.write(row, 3, &document.title)?;
        if let Some(year) = document.year {
            sheet.write(row, 4, year)?;
        }
    }
    Ok(workbook)
}
