//! Assigns as a file says and prints seconds and value for one line that it is sent, and for the next one the checker's verdict, and so on:
//! `assignment FILE`.
//!
//! The file holds little-endian 32-bit numbers: left nodes, partners of each; right nodes, most partners of each; then the values, row by row.

use allocation::{Assignment, Node, Pair, check};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bytes = std::fs::read(std::env::args().nth(1).ok_or("a file is missing")?)?;
    let numbers: Vec<i32> = bytes.as_chunks::<4>().0.iter().map(|&bytes| i32::from_le_bytes(bytes)).collect();
    let [lefts, needed, rights, most] = [0, 1, 2, 3].map(|place| numbers[place] as u32);
    let values = &numbers[4..];
    let pair =
        |place: usize| Pair { left: place as u32 / rights, right: place as u32 % rights, value: values[place].into() };
    let problem = Assignment {
        left: vec![Node { least: needed, most: needed, group: None }; lefts as usize],
        right: vec![Node { least: 0, most, group: None }; rights as usize],
        pairs: (0..values.len()).map(pair).collect(),
        ..Assignment::default()
    };
    let mut lines = std::io::stdin().lines();
    while lines.next().is_some() {
        let begun = Instant::now();
        let solution = problem.solve()?;
        println!("{} {}", begun.elapsed().as_secs_f64(), solution.value);
        lines.next();
        check(&problem, &solution)?;
        println!("accepted");
    }
    Ok(())
}
