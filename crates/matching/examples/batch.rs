//! All needs with all offers, for `bench/matching`: `batch NEEDS OFFERS DIMENSIONS K OUT`. `NEEDS` and `OFFERS` are little-endian f32, rows of
//! length 1; `OUT` gets the k u32 nearest by text of each need. Prints seconds, and seconds of all processors together where the system
//! tells them: by text alone, to prepare profiles, by text and comparison.

use matching::{Batch, Bilingual, Dictionary, Indicator, Market, Matcher, Modes, Money, Prepared, Profile, Weights};
use network::{Vectors, nearest_in};
use std::error::Error;
use std::ops::ControlFlow;
use std::time::Instant;

/// Since when a step runs.
struct Step(Instant, f64);

impl Step {
    fn begin() -> Self {
        Self(Instant::now(), processor_seconds())
    }

    /// `seconds processor-seconds`.
    fn end(&self) -> String {
        format!("{:.2} {:.2}", self.0.elapsed().as_secs_f64(), processor_seconds() - self.1)
    }
}

/// Of this process until now, by proc(5); 0 where the system has no such file.
fn processor_seconds() -> f64 {
    let line = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = line.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn read(path: &str) -> Result<Vec<f32>, Box<dyn Error>> {
    Ok(std::fs::read(path)?.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

/// A profile of usual size: three figures out of eight, readiness, money, region, modes; a third of it missing.
fn profile(number: usize, is_need: bool) -> Profile {
    let names = [
        ("使用寿命", "service life", "h", 8_000),
        ("工作温度", "operating temperature", "℃", 85),
        ("能量密度", "energy density", "Wh/kg", 350),
        ("离子电导率", "ionic conductivity", "mS/cm", 3),
        ("抗拉强度", "tensile strength", "MPa", 500),
        ("泄漏率", "leakage rate", "ppm", 5),
        ("重量", "weight", "kg", 20),
        ("响应时间", "response time", "ms", 40),
    ];
    let mut state = number as u64 * 2 + u64::from(is_need);
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let indicators = (0..3).map(|_| {
        let (zh, en, unit, usual) = names[draw(8) as usize];
        let name = if draw(2) == 0 { Bilingual::new(zh, "") } else { Bilingual::new("", en) };
        let sign = if is_need { "≥ " } else { "" };
        Indicator { name, figure: format!("{sign}{} {unit}", usual * (5 + draw(10)) / 10), ..Indicator::default() }
    });
    let indicators = indicators.collect();
    let modes: &[&str] =
        if is_need { &["transfer", "joint", "service"] } else { &["licence", "joint-development", "service"] };
    Profile {
        id: number.to_string(),
        indicators,
        readiness: (draw(3) > 0).then(|| draw(9) as u8 + 1),
        money: (draw(3) > 0).then(|| Money { minor: draw(1_000_000_000) as i64, currency: "CNY".to_owned() }),
        region: (draw(3) > 0).then(|| format!("{}0{}00", ["44", "33", "11", "32"][draw(4) as usize], draw(9) + 1)),
        modes: vec![modes[draw(3) as usize].to_owned()],
        ..Profile::default()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [needs, offers, dimensions, k, out] = arguments.as_slice() else {
        return Err("usage: batch NEEDS OFFERS DIMENSIONS K OUT".into());
    };
    let (needs, offers, dimensions, k) = (read(needs)?, read(offers)?, dimensions.parse()?, k.parse::<usize>()?);
    // As many as the batch looks at: the best of them are nearer to exact than the last.
    let batch = Batch { keep: k, candidates: Batch::default().candidates.max(k), ..Batch::default() };
    let candidates = batch.candidates;
    let (needs, offers) = (Vectors { data: &needs, dimensions }, Vectors { data: &offers, dimensions });
    let step = Step::begin();
    let near = nearest_in(offers, needs, candidates, batch.cells, batch.seed);
    let by_text = step.end();
    let nearest = near.indices.chunks(candidates.max(1)).flat_map(|found| &found[..k]);
    std::fs::write(out, nearest.flat_map(|index| index.to_le_bytes()).collect::<Vec<u8>>())?;
    drop(near);

    let step = Step::begin();
    let dictionary = Dictionary::from_toml(include_str!("../../../definitions/matching/indicators.toml"))?;
    let modes = Modes::from_toml(include_str!("../../../definitions/matching/modes.toml"))?;
    let matcher = Matcher::new(dictionary, modes, Weights::default());
    let prepared = |rows: usize, is_need| -> Vec<Prepared> {
        (0..rows).map(|row| matcher.prepare(profile(row, is_need))).collect()
    };
    let (need_profiles, offer_profiles) = (prepared(needs.rows(), true), prepared(offers.rows(), false));
    let preparing = step.end();
    let step = Step::begin();
    let (mut found, mut standing) = (0usize, 0.0);
    batch.run(
        &matcher,
        Market { profiles: &need_profiles, vectors: needs },
        Market { profiles: &offer_profiles, vectors: offers },
        |_, kept| {
            found += kept.len();
            standing += kept.iter().map(|kept| kept.outcome.standing).sum::<f64>();
            ControlFlow::Continue(())
        },
        |done, all| eprintln!("{done} of {all}"),
    );
    println!("{by_text} {preparing} {} {found} {:.4}", step.end(), standing / found.max(1) as f64);
    Ok(())
}
