//! Charts drawn on the server, as SVG that needs neither scripts nor inline styles.
//!
//! Colours come from classes in the style sheet, so the charts follow the theme and print in ink. What a chart says is always
//! also there as text or a table beside it: sparklines are hidden from screen readers, charts carry a title.

use crate::numbers;
use std::fmt::Write;

/// Escapes text for SVG and HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A line the size of a word, with a dot on the last value. `colour` is the direction's place in the palette.
pub(crate) fn sparkline(values: &[f64], colour: usize) -> String {
    small_line(values, colour, 112.0, 28.0)
}

/// The same as wide as a card.
pub(crate) fn card_line(values: &[f64], colour: usize) -> String {
    small_line(values, colour, 320.0, 52.0)
}

fn small_line(values: &[f64], colour: usize, width: f64, height: f64) -> String {
    const MARGIN: f64 = 3.0;
    if values.len() < 2 {
        return String::new();
    }
    let top = values.iter().copied().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let step = (width - 2.0 * MARGIN) / (values.len() - 1) as f64;
    let points: Vec<(f64, f64)> = values
        .iter()
        .enumerate()
        .map(|(place, value)| (MARGIN + step * place as f64, height - MARGIN - value / top * (height - 2.0 * MARGIN)))
        .collect();
    let mut line = String::new();
    for (x, y) in &points {
        let _ = write!(line, "{x:.1},{y:.1} ");
    }
    let (x, y) = points[points.len() - 1];
    let line = line.trim_end();
    let base = height - MARGIN;
    format!(
        "<svg class=\"spark d{colour}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" aria-hidden=\"true\" focusable=\"false\">\
         <polygon points=\"{MARGIN},{base} {line} {x:.1},{base}\"/><polyline points=\"{line}\"/><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.2\"/></svg>"
    )
}

/// A bar from the left: `part` of 0 to 1.
pub(crate) fn bar(part: f64, class: &str) -> String {
    let width = part.clamp(0.0, 1.0) * 100.0;
    format!(
        "<svg class=\"bar {class}\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
         <rect class=\"rail\" width=\"100\" height=\"8\"/><rect class=\"fill\" width=\"{width:.1}\" height=\"8\"/></svg>"
    )
}

/// A bar from the middle: `part` of −1 to 1, to the right where positive.
pub(crate) fn diverging_bar(part: f64) -> String {
    let part = part.clamp(-1.0, 1.0);
    let width = part.abs() * 100.0;
    let (x, class) = if part < 0.0 { (100.0 - width, "down") } else { (100.0, "up") };
    format!(
        "<svg class=\"bar {class}\" viewBox=\"0 0 200 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
         <rect class=\"fill\" x=\"{x:.1}\" width=\"{width:.1}\" height=\"8\"/><rect class=\"axis\" x=\"99.5\" width=\"1\" height=\"8\"/></svg>"
    )
}

/// One coming year of a fan.
pub(crate) struct FanYear {
    /// Year.
    pub year: i32,
    /// 10 % quantile.
    pub low: f64,
    /// Median.
    pub middle: f64,
    /// 90 % quantile.
    pub high: f64,
}

/// Past documents per year and the fan of coming ones.
pub(crate) fn fan_chart(title: &str, years: &[i32], values: &[f64], fan: &[FanYear], colour: usize) -> String {
    const WIDTH: f64 = 640.0;
    const HEIGHT: f64 = 290.0;
    let (left, right, top, bottom) = (46.0, 14.0, 14.0, 30.0);
    let Some((&first, &last)) = years.first().zip(years.last()) else { return String::new() };
    let end = fan.last().map_or(last, |coming| coming.year.max(last));
    let highest = values.iter().copied().chain(fan.iter().map(|coming| coming.high)).fold(1.0, f64::max);
    let ticks = ticks(highest, 4);
    let ceiling = ticks.last().copied().unwrap_or(highest).max(highest);
    let span = f64::from((end - first).max(1));
    let x = |year: i32| left + f64::from(year - first) / span * (WIDTH - left - right);
    let y = |value: f64| HEIGHT - bottom - value / ceiling * (HEIGHT - top - bottom);

    let mut svg = format!(
        "<svg class=\"chart d{colour}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(title)
    );
    for tick in &ticks {
        let line = y(*tick);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{left}\" x2=\"{}\" y1=\"{line:.1}\" y2=\"{line:.1}\"/>",
            WIDTH - right
        );
        let _ = write!(
            svg,
            "<text class=\"tick\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left - 8.0,
            line + 4.0,
            numbers::plain(*tick)
        );
    }
    let every = ((end - first) / 7).max(1);
    for year in (first..=end).filter(|year| (end - year) % every == 0) {
        let _ = write!(
            svg,
            "<text class=\"tick\" x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{year}</text>",
            x(year),
            HEIGHT - 9.0
        );
    }
    if let Some(&start) = values.last().filter(|_| !fan.is_empty()) {
        let mut band = format!("{:.1},{:.1} ", x(last), y(start));
        let mut middle = band.clone();
        for coming in fan {
            let _ = write!(band, "{:.1},{:.1} ", x(coming.year), y(coming.high));
            let _ = write!(middle, "{:.1},{:.1} ", x(coming.year), y(coming.middle));
        }
        for coming in fan.iter().rev() {
            let _ = write!(band, "{:.1},{:.1} ", x(coming.year), y(coming.low));
        }
        let _ = write!(svg, "<polygon class=\"band\" points=\"{}\"/>", band.trim_end());
        let _ = write!(svg, "<polyline class=\"median\" points=\"{}\"/>", middle.trim_end());
        let now = x(last);
        let _ = write!(
            svg,
            "<line class=\"now\" x1=\"{now:.1}\" x2=\"{now:.1}\" y1=\"{top}\" y2=\"{}\"/>",
            HEIGHT - bottom
        );
    }
    let mut line = String::new();
    for (year, value) in years.iter().zip(values) {
        let _ = write!(line, "{:.1},{:.1} ", x(*year), y(*value));
    }
    let _ = write!(
        svg,
        "<polygon class=\"area\" points=\"{:.1},{base:.1} {line}{:.1},{base:.1}\"/><polyline class=\"line\" points=\"{}\"/></svg>",
        x(first),
        x(last),
        line.trim_end(),
        base = y(0.0)
    );
    svg
}

/// One bin of a reliability curve.
pub(crate) struct Bin {
    /// Mean forecast probability.
    pub forecast: f64,
    /// Share that came true.
    pub observed: f64,
    /// Number of forecasts.
    pub count: f64,
}

/// Forecast probability across, share that came true upwards; on the diagonal a forecast is right. The circle's area is the
/// number of forecasts.
pub(crate) fn reliability_chart(title: &str, across: &str, upwards: &str, bins: &[Bin]) -> String {
    const SIZE: f64 = 420.0;
    let (left, bottom, margin) = (58.0, 50.0, 16.0);
    let x = |value: f64| left + value * (SIZE - left - margin);
    let y = |value: f64| SIZE - bottom - value * (SIZE - bottom - margin);
    let mut svg = format!(
        "<svg class=\"chart reliability\" viewBox=\"0 0 {SIZE} {SIZE}\" role=\"img\" aria-label=\"{}\">",
        escape(title)
    );
    for step in 0..=5 {
        let value = f64::from(step) / 5.0;
        let (across, up) = (x(value), y(value));
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{left}\" x2=\"{end}\" y1=\"{up:.1}\" y2=\"{up:.1}\"/>\
             <text class=\"tick\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>\
             <text class=\"tick\" x=\"{across:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
            left - 8.0,
            up + 4.0,
            SIZE - bottom + 18.0,
            end = SIZE - margin,
            label = numbers::percent(value),
        );
    }
    let _ = write!(
        svg,
        "<line class=\"diagonal\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\
         <text class=\"axis-name\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\
         <text class=\"axis-name\" transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0),
        x(0.5),
        SIZE - 8.0,
        escape(across),
        y(0.5),
        escape(upwards)
    );
    let largest = bins.iter().map(|bin| bin.count).fold(1.0, f64::max);
    let mut line = String::new();
    let mut circles = String::new();
    for bin in bins.iter().filter(|bin| bin.count > 0.0) {
        let (across, up) = (x(bin.forecast.clamp(0.0, 1.0)), y(bin.observed.clamp(0.0, 1.0)));
        let _ = write!(line, "{across:.1},{up:.1} ");
        let radius = 3.5 + 9.5 * (bin.count / largest).sqrt();
        let _ = write!(circles, "<circle cx=\"{across:.1}\" cy=\"{up:.1}\" r=\"{radius:.1}\"/>");
    }
    let _ = write!(svg, "<polyline class=\"line\" points=\"{}\"/>{circles}</svg>", line.trim_end());
    svg
}

/// A circle of the static map.
pub(crate) struct Spot<'a> {
    /// Where its link leads.
    pub address: String,
    /// Shown on hover and read aloud.
    pub name: &'a str,
    /// Place on the map.
    pub place: [f32; 2],
    /// Number of documents, drawn as area.
    pub documents: f64,
    /// Place of the direction in the palette.
    pub colour: usize,
}

/// The topic map without scripts: linked circles, and the names of the areas.
pub(crate) fn map(title: &str, spots: &[Spot<'_>], names: &[(&str, [f32; 2])]) -> String {
    const WIDTH: f64 = 960.0;
    const HEIGHT: f64 = 640.0;
    const MARGIN: f64 = 40.0;
    let all = || spots.iter().map(|spot| spot.place);
    let range = |axis: usize| {
        let low = all().map(|place| f64::from(place[axis])).fold(f64::INFINITY, f64::min);
        let high = all().map(|place| f64::from(place[axis])).fold(f64::NEG_INFINITY, f64::max);
        if low < high { (low, high - low) } else { (low - 0.5, 1.0) }
    };
    if spots.is_empty() {
        return String::new();
    }
    let ((left, wide), (low, tall)) = (range(0), range(1));
    let x = |place: [f32; 2]| MARGIN + (f64::from(place[0]) - left) / wide * (WIDTH - 2.0 * MARGIN);
    let y = |place: [f32; 2]| HEIGHT - MARGIN - (f64::from(place[1]) - low) / tall * (HEIGHT - 2.0 * MARGIN);
    let largest = spots.iter().map(|spot| spot.documents).fold(1.0, f64::max);
    let scale = (900.0 / spots.len() as f64).sqrt().clamp(0.35, 1.6);
    let mut svg = format!(
        "<svg class=\"topic-map\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"group\" aria-label=\"{}\">",
        escape(title)
    );
    for spot in spots {
        let radius = (4.0 + 18.0 * (spot.documents / largest).sqrt()) * scale;
        let name = escape(spot.name);
        let _ = write!(
            svg,
            "<a href=\"{}\" aria-label=\"{name}\" class=\"d{}\"><circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\"><title>{name}</title></circle></a>",
            escape(&spot.address),
            spot.colour,
            x(spot.place),
            y(spot.place)
        );
    }
    for (name, place) in names {
        let _ = write!(
            svg,
            "<text class=\"area-name\" aria-hidden=\"true\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(*place).clamp(90.0, WIDTH - 90.0),
            y(*place),
            escape(name)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Round numbers from 0 to at least `highest`, about `count` steps of 1, 2, 2.5 or 5 times a power of ten.
fn ticks(highest: f64, count: u32) -> Vec<f64> {
    let rough = highest / f64::from(count);
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    (0..=(highest / step).ceil() as u32).map(|place| f64::from(place) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_top() {
        for (highest, expected) in [
            (1.0, vec![0.0, 0.25, 0.5, 0.75, 1.0]),
            (37.0, vec![0.0, 10.0, 20.0, 30.0, 40.0]),
            (900.0, vec![0.0, 250.0, 500.0, 750.0, 1000.0]),
        ] {
            assert_eq!(ticks(highest, 4), expected);
        }
    }

    #[test]
    fn a_sparkline_ends_in_its_last_value() {
        insta::assert_snapshot!(sparkline(&[0.0, 1.0, 2.0], 3), @r#"<svg class="spark d3" viewBox="0 0 112 28" width="112" height="28" aria-hidden="true" focusable="false"><polygon points="3,25 3.0,25.0 56.0,14.0 109.0,3.0 109.0,25"/><polyline points="3.0,25.0 56.0,14.0 109.0,3.0"/><circle cx="109.0" cy="3.0" r="2.2"/></svg>"#);
        assert_eq!(sparkline(&[1.0], 0), "");
    }

    #[test]
    fn names_are_escaped() {
        let drawn = reliability_chart("a<b>\"c\"", "x & y", "z", &[]);
        assert!(drawn.contains("a&lt;b&gt;&quot;c&quot;") && drawn.contains("x &amp; y"), "{drawn}");
    }
}
