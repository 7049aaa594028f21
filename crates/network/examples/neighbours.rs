//! Nearest neighbours of unit vectors, for `bench/neighbours`: `neighbours VECTORS DIMENSIONS K OUT`. `VECTORS` is little-endian f32, rows of
//! length 1; `OUT` gets k u32 per row. Prints seconds.

use network::{Vectors, nearest_neighbours};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [vectors, dimensions, k, out] = arguments.as_slice() else {
        return Err("usage: neighbours VECTORS DIMENSIONS K OUT".into());
    };
    let bytes = std::fs::read(vectors)?;
    let data: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    drop(bytes);
    let start = Instant::now();
    let found = nearest_neighbours(Vectors { data: &data, dimensions: dimensions.parse()? }, k.parse()?, 1);
    println!("{:.3}", start.elapsed().as_secs_f64());
    std::fs::write(out, found.indices.iter().flat_map(|index| index.to_le_bytes()).collect::<Vec<u8>>())?;
    Ok(())
}
