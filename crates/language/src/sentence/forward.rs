//! The forward pass: units → vector.

use super::kernels::{Level, convolve, from_half, multiply, multiply_add, to_half};
use super::weights::{BRANCHES, FEATURES, HEAD, NARROW, TAPS, WIDE, WINDOWS, Weights};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// What is kept of a unit: its branch inputs, and their product with each tap of the first convolutions.
const KEPT: usize = BRANCHES + TAPS * NARROW;
/// Units kept at most (6.7 kB each).
const CAPACITY: usize = 32_768;
/// Texts whose last layers are computed together.
pub(super) const GROUP: usize = 32;

/// What depends on one unit only, for the units met so far.
#[derive(Default)]
pub(super) struct UnitCache {
    /// Place of a unit in `values`, `u32::MAX` where it is not kept.
    place: Vec<u32>,
    values: Vec<u16>,
}

impl UnitCache {
    /// Makes sure that these units are kept; when full, forgets all others first.
    pub(super) fn prepare(&mut self, units: FxHashSet<u32>, weights: &Weights) {
        self.place.resize(weights.units(), u32::MAX);
        let missing = |place: &[u32]| -> Vec<u32> {
            let mut missing: Vec<u32> =
                units.iter().copied().filter(|&unit| place[unit as usize] == u32::MAX).collect();
            missing.sort_unstable();
            missing
        };
        let mut fresh = missing(&self.place);
        if self.values.len() / KEPT + fresh.len() > CAPACITY {
            self.place.fill(u32::MAX);
            self.values.clear();
            fresh = missing(&self.place);
        }
        let kept = self.values.len() / KEPT;
        for (offset, &unit) in fresh.iter().enumerate() {
            self.place[unit as usize] = (kept + offset) as u32;
        }
        self.values.resize((kept + fresh.len()) * KEPT, 0);
        let level = Level::detect();
        fresh
            .par_chunks(GROUP)
            .zip(self.values[kept * KEPT..].par_chunks_mut(GROUP * KEPT))
            .for_each(|(units, values)| run(level, Task::Prepare { units, weights, values }));
    }

    #[inline(always)]
    fn of(&self, unit: u32) -> &[u16] {
        &self.values[self.place[unit as usize] as usize * KEPT..][..KEPT]
    }
}

/// Buffers that a thread uses again.
#[derive(Default)]
pub(super) struct Scratch {
    features: Vec<f32>,
    hidden: Vec<f32>,
    bytes: Vec<u8>,
    sums: Vec<i32>,
}

/// Encodes up to [`GROUP`] texts; `vectors` holds [`WIDE`] numbers for each.
pub(super) fn encode(
    texts: &[Vec<u32>],
    weights: &Weights,
    cache: &UnitCache,
    scratch: &mut Scratch,
    vectors: &mut [f32],
) {
    run(Level::detect(), Task::Encode { texts, weights, cache, scratch, vectors });
}

/// The two heavy loops, so that one place chooses the instructions for both.
enum Task<'a> {
    Prepare {
        units: &'a [u32],
        weights: &'a Weights,
        values: &'a mut [u16],
    },
    Encode {
        texts: &'a [Vec<u32>],
        weights: &'a Weights,
        cache: &'a UnitCache,
        scratch: &'a mut Scratch,
        vectors: &'a mut [f32],
    },
}

fn run(level: Level, task: Task<'_>) {
    match level {
        // SAFETY: the level was detected on this machine.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { run_avx512(task) },
        // SAFETY: the level was detected on this machine.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { run_avx2(task) },
        _ => work::<false, false>(task),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")]
unsafe fn run_avx512(task: Task<'_>) {
    work::<true, true>(task);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn run_avx2(task: Task<'_>) {
    work::<true, false>(task);
}

#[inline(always)]
fn work<const FUSED: bool, const VNNI: bool>(task: Task<'_>) {
    match task {
        Task::Prepare { units, weights, values } => prepare::<FUSED>(units, weights, values),
        Task::Encode { texts, weights, cache, scratch, vectors } => {
            let mut totals = vec![0f32; texts.len() * FEATURES];
            for (units, total) in texts.iter().zip(totals.chunks_exact_mut(FEATURES)) {
                sum_features::<FUSED, VNNI>(units, weights, cache, scratch, total);
            }
            finish::<FUSED>(texts, &totals, weights, vectors);
        }
    }
}

/// Branch inputs of single units and their products with the first convolutions.
#[inline(always)]
fn prepare<const FUSED: bool>(units: &[u32], weights: &Weights, values: &mut [u16]) {
    let mut embeddings = vec![0f32; units.len() * WIDE];
    for (&unit, embedding) in units.iter().zip(embeddings.chunks_exact_mut(WIDE)) {
        weights.embedding(unit, embedding);
    }
    let mut inputs = weights.project_bias.repeat(units.len());
    multiply::<FUSED>(&embeddings, WIDE, WIDE, &weights.project, BRANCHES, &mut inputs);
    for row in inputs.chunks_exact_mut(BRANCHES) {
        let (mean, rate) = moments(row, weights.epsilon);
        for ((value, gain), bias) in row.iter_mut().zip(&weights.branch_gain).zip(&weights.branch_bias) {
            *value = (*value - mean) * rate * gain + bias;
        }
    }
    for (kept, row) in values.chunks_exact_mut(KEPT).zip(inputs.chunks_exact(BRANCHES)) {
        for (half, &value) in kept.iter_mut().zip(row) {
            *half = to_half(value);
        }
    }
    let mut product = vec![0f32; units.len() * NARROW];
    let mut offset = BRANCHES;
    for (branch, (taps, _)) in WINDOWS.into_iter().enumerate() {
        for tap in 0..taps {
            product.fill(0.0);
            let matrix = &weights.first[branch][tap * NARROW * NARROW..][..NARROW * NARROW];
            multiply::<FUSED>(&inputs[branch * NARROW..], BRANCHES, NARROW, matrix, NARROW, &mut product);
            for (kept, row) in values.chunks_exact_mut(KEPT).zip(product.chunks_exact(NARROW)) {
                for (half, &value) in kept[offset..offset + NARROW].iter_mut().zip(row) {
                    *half = to_half(value);
                }
            }
            offset += NARROW;
        }
    }
}

/// Sum over the units of a text of its normalised features.
#[inline(always)]
fn sum_features<const FUSED: bool, const VNNI: bool>(
    units: &[u32],
    weights: &Weights,
    cache: &UnitCache,
    scratch: &mut Scratch,
    total: &mut [f32],
) {
    let length = units.len();
    let Scratch { features, hidden, bytes, sums } = scratch;
    features.resize(length * FEATURES, 0.0);
    hidden.resize(length * NARROW, 0.0);
    sums.resize(length * NARROW, 0);
    for (&unit, row) in units.iter().zip(features.chunks_exact_mut(FEATURES)) {
        weights.embedding(unit, &mut row[..WIDE]);
    }
    let mut tap_offset = BRANCHES;
    for (branch, (taps, before)) in WINDOWS.into_iter().enumerate() {
        let inputs = branch * NARROW;
        let mut largest = 0f32;
        for (position, row) in hidden.chunks_exact_mut(NARROW).enumerate() {
            row.copy_from_slice(&weights.first_bias[branch]);
            for tap in 0..taps {
                let Some(&unit) = (position + tap).checked_sub(before).and_then(|place| units.get(place)) else {
                    continue;
                };
                let product = &cache.of(unit)[tap_offset + tap * NARROW..][..NARROW];
                for (value, &half) in row.iter_mut().zip(product) {
                    *value += from_half(half);
                }
            }
            for (value, &half) in row.iter_mut().zip(&cache.of(units[position])[inputs..][..NARROW]) {
                *value = value.max(0.0) + from_half(half);
                largest = largest.max(value.abs());
            }
        }
        // The text's rows as bytes, between rows that stand for nothing.
        let step = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        bytes.clear();
        bytes.resize((length + taps - 1) * NARROW, 128);
        for (byte, value) in bytes[before * NARROW..].iter_mut().zip(hidden.iter()) {
            // Adding and taking away 1.5 · 2²³ rounds to the nearest integer.
            let rounded = value * (1.0 / step) + 12_582_912.0;
            *byte = (rounded.to_bits() as u8).wrapping_add(128);
        }
        convolve::<VNNI>(bytes, length, &weights.second[branch], sums);
        let (scales, bias) = (&weights.second[branch].scales, &weights.second_bias[branch]);
        for ((row, sums), hidden) in
            features.chunks_exact_mut(FEATURES).zip(sums.chunks_exact(NARROW)).zip(hidden.chunks_exact(NARROW))
        {
            let row = &mut row[WIDE + inputs..][..NARROW];
            for ((((value, &sum), &scale), &bias), &hidden) in
                row.iter_mut().zip(sums).zip(scales).zip(bias).zip(hidden)
            {
                *value = multiply_add::<FUSED>(sum as f32, step * scale, bias).max(0.0) + hidden;
            }
        }
        tap_offset += taps * NARROW;
    }
    for row in features.chunks_exact(FEATURES) {
        let (mean, rate) = moments(row, weights.epsilon);
        for (total, value) in total.iter_mut().zip(row) {
            *total = multiply_add::<FUSED>(value - mean, rate, *total);
        }
    }
    for ((total, gain), bias) in total.iter_mut().zip(&weights.gain).zip(&weights.bias) {
        *total = *total * gain + bias * length as f32;
    }
}

/// The network behind the mean.
#[inline(always)]
fn finish<const FUSED: bool>(texts: &[Vec<u32>], totals: &[f32], weights: &Weights, vectors: &mut [f32]) {
    let rows = texts.len();
    let mut mean = vec![0f32; rows * WIDE];
    multiply::<FUSED>(totals, FEATURES, FEATURES, &weights.mean, WIDE, &mut mean);
    for (units, row) in texts.iter().zip(mean.chunks_exact_mut(WIDE)) {
        let length = units.len() as f32;
        for (value, bias) in row.iter_mut().zip(&weights.mean_bias) {
            *value = (*value + length * bias) / length.sqrt();
        }
    }
    let mut y0 = layer::<FUSED>(rows, &[(&mean, WIDE, &weights.d0)], HEAD);
    rectify(&mut y0);
    let mut y1 = layer::<FUSED>(rows, &[(&mean, WIDE, &weights.p1), (&y0, HEAD, &weights.d1)], HEAD);
    rectify(&mut y1);
    let mut y2 = layer::<FUSED>(rows, &[(&y1, HEAD, &weights.d2)], WIDE);
    rectify(&mut y2);
    let z = layer::<FUSED>(rows, &[(&y1, HEAD, &weights.p3), (&y2, WIDE, &weights.d3)], WIDE);
    for (vector, z) in vectors.chunks_exact_mut(WIDE).zip(z.chunks_exact(WIDE)) {
        let mut square = 0f32;
        for (value, z) in vector.iter_mut().zip(z) {
            *value = z.tanh();
            square += *value * *value;
        }
        let rate = 1.0 / square.max(weights.epsilon).sqrt();
        vector.iter_mut().for_each(|value| *value *= rate);
    }
}

/// Sum of matrix products.
#[inline(always)]
fn layer<const FUSED: bool>(rows: usize, inputs: &[(&[f32], usize, &[f32])], columns: usize) -> Vec<f32> {
    let mut out = vec![0f32; rows * columns];
    for (a, inner, b) in inputs {
        multiply::<FUSED>(a, *inner, *inner, b, columns, &mut out);
    }
    out
}

#[inline(always)]
fn rectify(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}

/// Mean and reciprocal deviation of a row, summed in sixteen lanes so that the order is fixed and wide registers are filled.
#[inline(always)]
fn moments(row: &[f32], epsilon: f32) -> (f32, f32) {
    let mut lanes = [0f32; 16];
    for chunk in row.chunks_exact(16) {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    let mean = lanes.iter().sum::<f32>() / row.len() as f32;
    let mut squares = [0f32; 16];
    for chunk in row.chunks_exact(16) {
        for (lane, value) in squares.iter_mut().zip(chunk) {
            *lane += (value - mean) * (value - mean);
        }
    }
    (mean, 1.0 / (squares.iter().sum::<f32>() / row.len() as f32 + epsilon).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::kernels;
    use super::super::weights::{NARROW, QuantisedMatrix};

    #[test]
    fn wide_registers_convolve_to_the_same_integers() {
        if kernels::Level::detect() != kernels::Level::Avx512 {
            println!("skipped: this machine has no AVX-512 VNNI");
            return;
        }
        let rows = 5 * NARROW;
        let values: Vec<i8> = (0..rows * NARROW).map(|n| (n * 73 % 251) as i8).collect();
        let matrix = QuantisedMatrix {
            rows,
            values,
            scales: vec![1.0; NARROW],
            sums: (0..NARROW as i32).map(|n| n * 31 - 400).collect(),
        };
        for outputs in 1..=14 {
            let bytes: Vec<u8> = (0..(outputs + 4) * NARROW).map(|n| (n * 97 % 256) as u8).collect();
            let (mut wide, mut plain) = (vec![0i32; outputs * NARROW], vec![0i32; outputs * NARROW]);
            kernels::convolve::<true>(&bytes, outputs, &matrix, &mut wide);
            kernels::convolve::<false>(&bytes, outputs, &matrix, &mut plain);
            assert_eq!(wide, plain, "{outputs} positions");
        }
    }
}
