//! Makes a timetable and prints seconds, value and bound: `timetable EVENT OUT STEPS SEED WORST_OFF_FIRST`. The event is JSON in the form of
//! [`allocation::Event`]; the timetable is written as JSON too.

use allocation::{Event, Search};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [event, out, steps, seed, worst_off_first] = &arguments[..] else {
        return Err("five arguments are needed".into());
    };
    let event: Event = serde_json::from_slice(&std::fs::read(event)?)?;
    let search = Search { seed: seed.parse()?, steps: steps.parse()?, worst_off_first: worst_off_first.parse()? };
    let begun = Instant::now();
    let timetable = event.timetable(&search)?;
    let seconds = begun.elapsed().as_secs_f64();
    let ratio = timetable.granted.iter().filter(|granted| granted.asked > 0);
    let least = ratio.map(|granted| f64::from(granted.granted) / f64::from(granted.asked)).fold(1.0, f64::min);
    std::fs::write(out, serde_json::to_vec(&timetable)?)?;
    println!("{seconds} {} {} {least}", timetable.value, timetable.bound);
    Ok(())
}
