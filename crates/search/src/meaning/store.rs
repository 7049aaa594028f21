//! Vectors in a file: 8-bit numbers in cells, memory-mapped.
//!
//! Each vector is kept as signed bytes and one factor. Small sets are one cell, that is searched as a whole; large ones are divided
//! by k-means into cells, and a question looks into the nearest of them only (an inverted file in the sense of Jégou, Douze & Schmid
//! 2011). Layout, all little-endian: mark, dimensions, number of cells, number of vectors, first row that is not in here; factors
//! (f32) and rows (u32) of the vectors in the order of the cells; starts of the cells (u32, one more); their centres (f32); codes (i8).

use crate::error::IndexError;
use memmap2::Mmap;
use network::{USUAL_CELLS, Vectors, nearest_in};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const MARK: &[u8; 8] = b"vectors1";
const HEADER: usize = 40;
/// Vectors from which on there are several cells.
const ONE_CELL_BELOW: usize = 20_000;
/// Sampled vectors per cell for k-means.
const SAMPLE: usize = 40;
/// Rounds of k-means.
const ROUNDS: usize = 6;
/// Cells that a question looks into: one in so many, but at least some.
const PROBED_PART: usize = 24;
const LEAST_PROBED: usize = 16;

/// A vector as bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Code {
    pub(crate) bytes: Vec<i8>,
    pub(crate) factor: f32,
}

impl Code {
    pub(crate) fn new(vector: &[f32]) -> Self {
        let largest = vector.iter().fold(0f32, |largest, value| largest.max(value.abs()));
        let factor = if largest > 0.0 { largest / 127.0 } else { 0.0 };
        let code = |value: &f32| if factor > 0.0 { (value / factor).round() as i8 } else { 0 };
        Self { bytes: vector.iter().map(code).collect(), factor }
    }

    /// Scalar product.
    pub(crate) fn product(&self, bytes: &[i8], factor: f32) -> f32 {
        let mut sum = 0i32;
        for (a, b) in self.bytes.chunks(64).zip(bytes.chunks(64)) {
            sum += a.iter().zip(b).map(|(&a, &b)| i32::from(i16::from(a) * i16::from(b))).sum::<i32>();
        }
        sum as f32 * self.factor * factor
    }
}

/// Writes a file; vectors come in parts.
pub(crate) struct Builder {
    dimensions: usize,
    centres: Vec<f32>,
    rows: Vec<u32>,
    cells: Vec<u32>,
    factors: Vec<f32>,
    codes: Vec<i8>,
}

impl Builder {
    /// `sample` are vectors from all over, at least [`Builder::sample_size`] of them where there are as many.
    pub(crate) fn new(dimensions: usize, vectors: usize, sample: &[f32]) -> Self {
        let wanted = if vectors < ONE_CELL_BELOW { 1 } else { (vectors as f64).sqrt() as usize };
        let centres = if wanted > 1 { centres(sample, dimensions, wanted) } else { vec![0.0; dimensions] };
        Self { dimensions, centres, rows: Vec::new(), cells: Vec::new(), factors: Vec::new(), codes: Vec::new() }
    }

    pub(crate) fn sample_size(vectors: usize) -> usize {
        if vectors < ONE_CELL_BELOW { 0 } else { (vectors as f64).sqrt() as usize * SAMPLE }
    }

    /// Adds vectors of length 1 with their rows; zero vectors are left out.
    pub(crate) fn add(&mut self, rows: &[u32], vectors: &[f32]) {
        let several = self.centres.len() > self.dimensions;
        let nearest = if several { nearest(&self.centres, self.dimensions, vectors) } else { vec![0; rows.len()] };
        for ((&row, vector), cell) in rows.iter().zip(vectors.chunks_exact(self.dimensions)).zip(nearest) {
            let code = Code::new(vector);
            if code.factor > 0.0 {
                self.rows.push(row);
                self.cells.push(cell);
                self.factors.push(code.factor);
                self.codes.extend(code.bytes);
            }
        }
    }

    /// Writes the file; rows from `until` on are not in it.
    pub(crate) fn write(self, path: &Path, until: u64) -> std::io::Result<()> {
        let cells = self.centres.len() / self.dimensions.max(1);
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        order.sort_by_key(|&place| self.cells[place as usize]);
        let mut starts = vec![0u32; cells + 1];
        self.cells.iter().for_each(|&cell| starts[cell as usize + 1] += 1);
        (0..cells).for_each(|cell| starts[cell + 1] += starts[cell]);
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(MARK)?;
        for number in [self.dimensions as u64, cells as u64, self.rows.len() as u64, until] {
            file.write_all(&number.to_le_bytes())?;
        }
        for &place in &order {
            file.write_all(&self.factors[place as usize].to_le_bytes())?;
        }
        for &place in &order {
            file.write_all(&self.rows[place as usize].to_le_bytes())?;
        }
        for number in &starts {
            file.write_all(&number.to_le_bytes())?;
        }
        for value in &self.centres {
            file.write_all(&value.to_le_bytes())?;
        }
        for &place in &order {
            let code = &self.codes[place as usize * self.dimensions..][..self.dimensions];
            file.write_all(bytemuck::cast_slice(code))?;
        }
        file.into_inner()?.sync_all()
    }
}

/// Spherical k-means; starts at vectors spread over the sample.
fn centres(sample: &[f32], dimensions: usize, count: usize) -> Vec<f32> {
    let rows = sample.len() / dimensions;
    let count = count.min(rows).max(1);
    let start = |cell: usize| &sample[cell * rows / count * dimensions..][..dimensions];
    let mut centres: Vec<f32> = (0..count).flat_map(start).copied().collect();
    for _ in 0..ROUNDS {
        let nearest = nearest(&centres, dimensions, sample);
        let mut sums = vec![0f64; centres.len()];
        for (vector, cell) in sample.chunks_exact(dimensions).zip(nearest) {
            let sum = &mut sums[cell as usize * dimensions..][..dimensions];
            sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        for (centre, sum) in centres.chunks_exact_mut(dimensions).zip(sums.chunks_exact(dimensions)) {
            let length = sum.iter().map(|value| value * value).sum::<f64>().sqrt();
            if length > 0.0 {
                centre.iter_mut().zip(sum).for_each(|(value, sum)| *value = (sum / length) as f32);
            }
        }
    }
    centres
}

/// Nearest centre of each vector; those without any go to the first.
fn nearest(centres: &[f32], dimensions: usize, vectors: &[f32]) -> Vec<u32> {
    let found =
        nearest_in(Vectors { data: centres, dimensions }, Vectors { data: vectors, dimensions }, 1, USUAL_CELLS, 1);
    found.indices.into_iter().map(|cell| if cell == u32::MAX { 0 } else { cell }).collect()
}

/// A file of vectors.
pub(crate) struct Store {
    map: Mmap,
    dimensions: usize,
    cells: usize,
    vectors: usize,
    /// First row that is not in here.
    pub(crate) until: u64,
    /// Place of each row; `u32::MAX` where it has no vector.
    places: Vec<u32>,
}

impl Store {
    pub(crate) fn open(path: &Path) -> Result<Self, IndexError> {
        let broken = |what: &str| IndexError::Vectors(format!("{what} in {}: learn them anew", path.display()));
        let file = File::open(path).map_err(|error| broken(&error.to_string()))?;
        // SAFETY: the file is written once, before its folder names it, and never changed.
        let map = unsafe { Mmap::map(&file) }.map_err(|error| broken(&error.to_string()))?;
        if map.len() < HEADER || !map.starts_with(MARK) {
            return Err(broken("no mark"));
        }
        let number = |place: usize| {
            u64::from_le_bytes(map[8 + 8 * place..16 + 8 * place].try_into().expect("eight bytes are eight bytes"))
        };
        let (dimensions, cells, vectors, until) = (number(0), number(1), number(2), number(3));
        if dimensions == 0 || dimensions > 4_096 || cells > u64::from(u32::MAX) || vectors > u64::from(u32::MAX) {
            return Err(broken("wrong numbers"));
        }
        let length = HEADER as u64 + 8 * vectors + 4 * (cells + 1) + 4 * cells * dimensions + vectors * dimensions;
        if map.len() as u64 != length || until > u64::from(u32::MAX) {
            return Err(broken("wrong length"));
        }
        let (dimensions, cells, vectors) = (dimensions as usize, cells as usize, vectors as usize);
        let mut store = Self { map, dimensions, cells, vectors, until, places: vec![u32::MAX; until as usize] };
        let mut places = std::mem::take(&mut store.places);
        for (place, &row) in store.rows().iter().enumerate() {
            *places.get_mut(row as usize).ok_or_else(|| broken("wrong rows"))? = place as u32;
        }
        store.places = places;
        let starts = store.starts();
        if starts.windows(2).any(|pair| pair[0] > pair[1]) || starts.last() != Some(&(vectors as u32)) {
            return Err(broken("wrong cells"));
        }
        Ok(store)
    }

    /// Numbers per vector.
    pub(crate) fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn section(&self, start: usize, length: usize) -> &[u8] {
        &self.map[HEADER + start..HEADER + start + length]
    }

    fn factors(&self) -> &[f32] {
        bytemuck::cast_slice(self.section(0, 4 * self.vectors))
    }

    fn rows(&self) -> &[u32] {
        bytemuck::cast_slice(self.section(4 * self.vectors, 4 * self.vectors))
    }

    fn starts(&self) -> &[u32] {
        bytemuck::cast_slice(self.section(8 * self.vectors, 4 * (self.cells + 1)))
    }

    fn centres(&self) -> &[f32] {
        bytemuck::cast_slice(self.section(8 * self.vectors + 4 * (self.cells + 1), 4 * self.cells * self.dimensions))
    }

    fn codes(&self) -> &[i8] {
        let start = 8 * self.vectors + 4 * (self.cells + 1) + 4 * self.cells * self.dimensions;
        bytemuck::cast_slice(self.section(start, self.vectors * self.dimensions))
    }

    /// Cosine of the question to a row, where it has a vector in here.
    pub(crate) fn cosine(&self, question: &Code, row: u64) -> Option<f32> {
        let (code, factor) = self.code(row)?;
        Some(question.product(code, factor))
    }

    /// The code of a row and its factor, where it has a vector in here.
    pub(crate) fn code(&self, row: u64) -> Option<(&[i8], f32)> {
        let place = *self.places.get(row as usize)? as usize;
        let code = self.codes().get(place.checked_mul(self.dimensions)?..)?.get(..self.dimensions)?;
        Some((code, self.factors()[place]))
    }

    /// Hands over rows near a question with their cosines.
    pub(crate) fn near(&self, question: &[f32], mut take: impl FnMut(u64, f32)) {
        let code = Code::new(question);
        let mut cells: Vec<(f32, usize)> = self
            .centres()
            .chunks_exact(self.dimensions)
            .enumerate()
            .map(|(cell, centre)| (centre.iter().zip(question).map(|(a, b)| a * b).sum(), cell))
            .collect();
        let probed = (self.cells / PROBED_PART).max(LEAST_PROBED).min(self.cells);
        if probed < cells.len() {
            cells.select_nth_unstable_by(probed, |a, b| b.0.total_cmp(&a.0));
            cells.truncate(probed);
        }
        let (starts, rows, factors, codes) = (self.starts(), self.rows(), self.factors(), self.codes());
        for (_, cell) in cells {
            for place in starts[cell] as usize..starts[cell + 1] as usize {
                let bytes = &codes[place * self.dimensions..][..self.dimensions];
                take(u64::from(rows[place]), code.product(bytes, factors[place]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors around many subjects.
    fn drawn(count: usize, dimensions: usize) -> Vec<f32> {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 24) as f32 - 0.5
        };
        let subjects: Vec<f32> = (0..300 * dimensions).map(|_| next()).collect();
        let mut vectors = Vec::with_capacity(count * dimensions);
        for number in 0..count {
            let subject = &subjects[number % 300 * dimensions..][..dimensions];
            let vector: Vec<f32> = subject.iter().map(|value| value + 0.4 * next()).collect();
            let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
            vectors.extend(vector.iter().map(|value| value / length));
        }
        vectors
    }

    #[test]
    fn the_nearest_are_found_in_one_cell_and_in_many() {
        let folder = tempfile::tempdir().expect("a folder");
        for count in [500, 21_000] {
            let (dimensions, path) = (24, folder.path().join(count.to_string()));
            let vectors = drawn(count, dimensions);
            let sample = Builder::sample_size(count).min(count) * dimensions;
            let mut builder = Builder::new(dimensions, count, &vectors[..sample]);
            let rows: Vec<u32> = (0..count as u32).collect();
            builder.add(&rows, &vectors);
            builder.write(&path, count as u64).expect("a file");
            let store = Store::open(&path).expect("a store");
            let mut hits = 0;
            for probe in (0..count).step_by(count / 20) {
                let question = &vectors[probe * dimensions..][..dimensions];
                let exact = |row: usize| -> f32 {
                    vectors[row * dimensions..][..dimensions].iter().zip(question).map(|(a, b)| a * b).sum()
                };
                let mut best: Vec<usize> = (0..count).collect();
                best.sort_by(|&a, &b| exact(b).total_cmp(&exact(a)));
                let mut found = Vec::new();
                store.near(question, |row, cosine| found.push((row as usize, cosine)));
                for &(row, cosine) in &found {
                    assert!((cosine - exact(row)).abs() < 0.02, "{cosine} {}", exact(row));
                    assert_eq!(store.cosine(&Code::new(question), row as u64), Some(cosine));
                }
                found.sort_by(|a, b| b.1.total_cmp(&a.1));
                assert_eq!(found[0].0, probe);
                hits += found[..10].iter().filter(|(row, _)| best[..10].contains(row)).count();
            }
            assert!(hits > 170, "{hits} of 200 near ones were found among {count}");
            let bytes = std::fs::read(&path).expect("a file");
            for length in [0, 7, 39, 100, bytes.len() - 1] {
                std::fs::write(folder.path().join("cut"), &bytes[..length]).expect("a file");
                assert!(Store::open(&folder.path().join("cut")).is_err(), "{length}");
            }
        }
    }
}
