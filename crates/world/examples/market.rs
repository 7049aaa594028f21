//! Writes a simulated market as JSON, for `bench/matching`: `market COUNT SEED OUT` with as many needs as offers.

use std::error::Error;
use world::{MarketOptions, market};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, seed, out] = arguments.as_slice() else { return Err("usage: market COUNT SEED OUT".into()) };
    let count = count.parse()?;
    let options = MarketOptions { needs: count, offers: count, seed: seed.parse()?, ..MarketOptions::default() };
    std::fs::write(out, serde_json::to_vec(&market(&options))?)?;
    Ok(())
}
