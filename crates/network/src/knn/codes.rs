//! Vectors as 8-bit integers, and their scalar products.
//!
//! Stored vectors are signed, in blocks of sixteen: for every four dimensions the four bytes of each of the sixteen. Queries
//! are unsigned (offset by 128). So one AVX-512 VNNI instruction multiplies and adds four dimensions of sixteen vectors; the
//! offset is taken away by the vector's sum. Integers make the result the same on every machine.

use super::Vectors;
use rayon::prelude::*;

/// Vectors in a block.
pub(super) const BLOCK: usize = 16;

/// Blocks of quantised vectors.
pub(super) struct Codes {
    /// Dimensions, filled up to a multiple of four.
    pub(super) width: usize,
    bytes: Vec<i8>,
    /// 128 × the sum of each vector's integers.
    offsets: Vec<i32>,
}

/// The factor that brings the largest number of a set to 127.
pub(super) fn scale_of(vectors: Vectors<'_>) -> f32 {
    let largest = vectors.data.par_iter().map(|value| value.abs()).reduce(|| 0.0, f32::max);
    if largest > 0.0 { 127.0 / largest } else { 1.0 }
}

fn quantise(value: f32, scale: f32) -> i8 {
    (value * scale).round().clamp(-127.0, 127.0) as i8
}

/// A query as unsigned bytes.
pub(super) fn query(vector: &[f32], scale: f32, width: usize, into: &mut Vec<u8>) {
    into.extend(vector.iter().map(|&value| (i16::from(quantise(value, scale)) + 128) as u8));
    into.extend(std::iter::repeat_n(128, width - vector.len()));
}

impl Codes {
    /// Codes of the vectors in this order; the last block of each group is filled up with zero vectors. `groups` are lengths.
    pub(super) fn new(vectors: Vectors<'_>, order: &[u32], starts: &[usize], scale: f32) -> Self {
        let width = vectors.dimensions.div_ceil(4) * 4;
        let blocks_before = block_starts(starts);
        let blocks = *blocks_before.last().expect("there is one start more than groups");
        let mut bytes = vec![0i8; blocks * BLOCK * width];
        let mut offsets = vec![0i32; blocks * BLOCK];
        let mut parts: Vec<(&mut [i8], &mut [i32])> = Vec::with_capacity(starts.len());
        let (mut rest_bytes, mut rest_offsets) = (bytes.as_mut_slice(), offsets.as_mut_slice());
        for group in 0..starts.len() - 1 {
            let blocks = blocks_before[group + 1] - blocks_before[group];
            let (part, tail) = rest_bytes.split_at_mut(blocks * BLOCK * width);
            let (sums, tail_sums) = rest_offsets.split_at_mut(blocks * BLOCK);
            parts.push((part, sums));
            (rest_bytes, rest_offsets) = (tail, tail_sums);
        }
        parts.into_par_iter().enumerate().for_each(|(group, (bytes, offsets))| {
            for (position, &row) in order[starts[group]..starts[group + 1]].iter().enumerate() {
                let block = &mut bytes[position / BLOCK * BLOCK * width..];
                for (dimension, &value) in vectors.row(row as usize).iter().enumerate() {
                    let code = quantise(value, scale);
                    block[(dimension / 4 * BLOCK + position % BLOCK) * 4 + dimension % 4] = code;
                    offsets[position] += 128 * i32::from(code);
                }
            }
        });
        Self { width, bytes, offsets }
    }

    /// Scalar products of `ROWS` queries (one after another in `queries`) with blocks `block..block + 4`: 64 numbers a query.
    #[inline]
    pub(super) fn products<const ROWS: usize>(
        &self,
        level: Level,
        queries: &[u8],
        block: usize,
        out: &mut [[i32; 4 * BLOCK]; ROWS],
    ) {
        let blocks = 4.min(self.offsets.len() / BLOCK - block);
        assert!(queries.len() >= ROWS * self.width && blocks > 0);
        let bytes = &self.bytes[block * BLOCK * self.width..][..blocks * BLOCK * self.width];
        let offsets = &self.offsets[block * BLOCK..][..blocks * BLOCK];
        #[cfg(target_arch = "x86_64")]
        if level == Level::Vnni && blocks == 4 {
            // SAFETY: the level was detected on this machine; lengths as asserted above.
            unsafe { x86::products::<ROWS>(queries, bytes, offsets, self.width, out) };
            return;
        }
        let _ = level;
        for (query, out) in queries.chunks_exact(self.width).zip(out.iter_mut()) {
            for (number, block) in bytes.chunks_exact(BLOCK * self.width).enumerate() {
                let mut sums = [0i32; BLOCK];
                for (four, values) in query.chunks_exact(4).zip(block.chunks_exact(4 * BLOCK)) {
                    for (sum, values) in sums.iter_mut().zip(values.chunks_exact(4)) {
                        for (&q, &v) in four.iter().zip(values) {
                            *sum += i32::from(q) * i32::from(v);
                        }
                    }
                }
                for ((out, sum), offset) in out[number * BLOCK..].iter_mut().zip(sums).zip(&offsets[number * BLOCK..]) {
                    *out = sum - offset;
                }
            }
        }
    }
}

/// First block of each group.
pub(super) fn block_starts(starts: &[usize]) -> Vec<usize> {
    let mut blocks = Vec::with_capacity(starts.len());
    blocks.push(0);
    for group in 0..starts.len() - 1 {
        blocks.push(blocks[group] + (starts[group + 1] - starts[group]).div_ceil(BLOCK));
    }
    blocks
}

/// Which instructions the machine offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// AVX-512 with VNNI.
    Vnni,
    /// Anything.
    Portable,
}

impl Level {
    pub(super) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni") {
            return Level::Vnni;
        }
        Level::Portable
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::BLOCK;
    use std::arch::x86_64::*;

    /// # Safety
    /// The machine must have AVX-512 F and VNNI; `queries` holds `ROWS` × `width` bytes, `bytes` four blocks, `offsets` 64.
    #[target_feature(enable = "avx512f,avx512vnni")]
    pub(super) unsafe fn products<const ROWS: usize>(
        queries: &[u8],
        bytes: &[i8],
        offsets: &[i32],
        width: usize,
        out: &mut [[i32; 4 * BLOCK]; ROWS],
    ) {
        // SAFETY: lengths as promised by the caller.
        unsafe {
            let mut sums = [[_mm512_setzero_si512(); 4]; ROWS];
            let stride = BLOCK * width;
            for four in 0..width / 4 {
                let values: [__m512i; 4] = std::array::from_fn(|block| {
                    _mm512_loadu_si512(bytes.as_ptr().add(block * stride + four * 64).cast())
                });
                for (row, sums) in sums.iter_mut().enumerate() {
                    let query = queries.as_ptr().add(row * width + four * 4).cast::<i32>().read_unaligned();
                    let query = _mm512_set1_epi32(query);
                    for (sum, value) in sums.iter_mut().zip(values) {
                        *sum = _mm512_dpbusd_epi32(*sum, query, value);
                    }
                }
            }
            for block in 0..4 {
                let offset = _mm512_loadu_si512(offsets.as_ptr().add(block * BLOCK).cast());
                for (sums, out) in sums.iter().zip(out.iter_mut()) {
                    let target = out.as_mut_ptr().add(block * BLOCK);
                    _mm512_storeu_si512(target.cast(), _mm512_sub_epi32(sums[block], offset));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_the_same_in_wide_registers_and_portably() {
        for dimensions in [3, 16, 50, 128] {
            let rows = 70;
            let data: Vec<f32> = (0..rows * dimensions).map(|n| ((n * 7919 % 1000) as f32 - 500.0) / 500.0).collect();
            let vectors = Vectors { data: &data, dimensions };
            let order: Vec<u32> = (0..rows as u32).collect();
            let scale = scale_of(vectors);
            let codes = Codes::new(vectors, &order, &[0, rows], scale);
            let mut queries = Vec::new();
            for row in 0..3 {
                query(vectors.row(row), scale, codes.width, &mut queries);
            }
            let (mut wide, mut portable) = ([[0; 64]; 3], [[0; 64]; 3]);
            codes.products::<3>(Level::detect(), &queries, 0, &mut wide);
            codes.products::<3>(Level::Portable, &queries, 0, &mut portable);
            assert_eq!(wide, portable);
            for (row, out) in portable.iter().enumerate() {
                for (other, &product) in out.iter().enumerate() {
                    let expected: i32 = (vectors.row(row).iter().zip(vectors.row(other)))
                        .map(|(&a, &b)| i32::from(quantise(a, scale)) * i32::from(quantise(b, scale)))
                        .sum();
                    assert_eq!(product, expected, "{dimensions} dimensions, rows {row} and {other}");
                }
            }
        }
    }
}
