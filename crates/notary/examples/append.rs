//! How fast a log grows: `append FOLDER [SECONDS]` appends batches of several sizes, each for so many seconds, and prints entries per
//! second and the time that a batch takes until it is durable.

use notary::{Key, Log, Role};
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().ok_or("usage: append FOLDER [SECONDS]")?;
    let seconds: u64 = arguments.get(1).map_or(Ok(5), |text| text.parse())?;
    let mut log = Log::open(Path::new(folder), Key::new("example.org/bench", Role::Log, [1; 32])?)?;
    println!("| entries a batch | entries per second | batch, median | batch, 99 of 100 |\n|---|---|---|---|");
    for batch in [1usize, 16, 256, 4_096] {
        let (start, mut times, mut number) = (Instant::now(), Vec::new(), 0);
        while start.elapsed() < Duration::from_secs(seconds) {
            let entries: Vec<String> = (0..batch)
                .map(|_| {
                    number += 1;
                    format!("{number:0>240}")
                })
                .collect();
            let begin = Instant::now();
            log.append(&entries)?;
            times.push(begin.elapsed());
        }
        let elapsed = start.elapsed();
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        let rate = (batch * times.len()) as f64 / elapsed.as_secs_f64();
        println!("| {batch} | {rate:.0} | {:.1} ms | {:.1} ms |", at(0.5), at(0.99));
    }
    Ok(())
}
