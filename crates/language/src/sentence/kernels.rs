//! The inner loops. Each has a plain body; wrappers compile it for wider registers where the machine has them. Integer
//! results are the same everywhere; floating-point ones may differ in the last bits between machines, never between runs.

use super::weights::{NARROW, QuantisedMatrix};

/// Which instructions the machine offers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// AVX-512 with VNNI.
    Avx512,
    /// AVX2 with FMA.
    Avx2,
    /// Anything.
    Portable,
}

impl Level {
    pub(super) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
                && is_x86_feature_detected!("fma")
            {
                return Level::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Level::Avx2;
            }
        }
        Level::Portable
    }
}

/// Columns of a matrix that one pass of [`multiply`] holds in registers.
const COLUMNS: usize = 64;

/// `out += a · b`, all row-major: `a` is rows × `inner` with `stride` between rows, `b` `inner` × `columns`, `out` rows ×
/// `columns`. `columns` must be a multiple of 64.
#[inline(always)]
pub(super) fn multiply<const FUSED: bool>(
    a: &[f32],
    stride: usize,
    inner: usize,
    b: &[f32],
    columns: usize,
    out: &mut [f32],
) {
    debug_assert_eq!(columns % COLUMNS, 0);
    let rows = out.len() / columns;
    let mut row = 0;
    while row < rows {
        if row + 4 <= rows {
            block::<4, FUSED>(&a[row * stride..], stride, inner, b, columns, &mut out[row * columns..]);
            row += 4;
        } else {
            block::<1, FUSED>(&a[row * stride..], stride, inner, b, columns, &mut out[row * columns..]);
            row += 1;
        }
    }
}

#[inline(always)]
fn block<const ROWS: usize, const FUSED: bool>(
    a: &[f32],
    stride: usize,
    inner: usize,
    b: &[f32],
    columns: usize,
    out: &mut [f32],
) {
    for first in (0..columns).step_by(COLUMNS) {
        let mut sums = [[0f32; COLUMNS]; ROWS];
        for k in 0..inner {
            let factors = &b[k * columns + first..][..COLUMNS];
            for (row, sums) in sums.iter_mut().enumerate() {
                let value = a[row * stride + k];
                for (sum, &factor) in sums.iter_mut().zip(factors) {
                    *sum = multiply_add::<FUSED>(value, factor, *sum);
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for (out, sum) in out[row * columns + first..][..COLUMNS].iter_mut().zip(sums) {
                *out += sum;
            }
        }
    }
}

/// `a · b + c`, in one instruction where there is one (the library function that stands in otherwise is very slow).
#[inline(always)]
pub(super) fn multiply_add<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// Integer convolution: for each of `outputs` positions the product of `matrix.rows` consecutive bytes (from `position ·
/// NARROW` on; each byte is a signed value plus 128) with the matrix, the offset undone. `out` is outputs × [`NARROW`].
#[inline(always)]
pub(super) fn convolve<const VNNI: bool>(bytes: &[u8], outputs: usize, matrix: &QuantisedMatrix, out: &mut [i32]) {
    assert!(bytes.len() >= (outputs.max(1) - 1) * NARROW + matrix.rows && out.len() >= outputs * NARROW);
    #[cfg(target_arch = "x86_64")]
    if VNNI {
        // SAFETY: VNNI is only chosen by `Level::detect`; the lengths were checked above.
        unsafe { x86::convolve(bytes, outputs, matrix, out) };
        return;
    }
    for (position, out) in out.chunks_exact_mut(NARROW).take(outputs).enumerate() {
        let window = &bytes[position * NARROW..][..matrix.rows];
        for (sum, column) in out.iter_mut().zip(&matrix.sums) {
            *sum = -128 * column;
        }
        for (four, values) in window.chunks_exact(4).zip(matrix.values.chunks_exact(4 * NARROW)) {
            for (sum, values) in out.iter_mut().zip(values.chunks_exact(4)) {
                for (&byte, &value) in four.iter().zip(values) {
                    *sum += i32::from(byte) * i32::from(value);
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{NARROW, QuantisedMatrix};
    use std::arch::x86_64::*;

    /// Positions and 16-column registers of one register block: 6 × 4 sums, 4 weights and one input fit 32 registers.
    const POSITIONS: usize = 6;
    const REGISTERS: usize = 4;

    /// # Safety
    /// The machine must have AVX-512 F, BW and VNNI; `bytes` and `out` must be long enough (see the caller).
    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    pub(super) unsafe fn convolve(bytes: &[u8], outputs: usize, matrix: &QuantisedMatrix, out: &mut [i32]) {
        for column in (0..NARROW).step_by(16 * REGISTERS) {
            let mut position = 0;
            while position < outputs {
                // SAFETY: as promised by the caller; a block never reaches past `outputs`.
                unsafe {
                    match outputs - position {
                        1 => block::<1>(bytes, position, column, matrix, out),
                        2 | 3 => block::<2>(bytes, position, column, matrix, out),
                        4 | 5 => block::<4>(bytes, position, column, matrix, out),
                        _ => block::<POSITIONS>(bytes, position, column, matrix, out),
                    }
                }
                position += match outputs - position {
                    1 => 1,
                    2 | 3 => 2,
                    4 | 5 => 4,
                    _ => POSITIONS,
                };
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    unsafe fn block<const ROWS: usize>(
        bytes: &[u8],
        position: usize,
        column: usize,
        matrix: &QuantisedMatrix,
        out: &mut [i32],
    ) {
        // SAFETY: `position + ROWS ≤ outputs`, `column + 64 ≤ NARROW`, lengths as checked by the caller.
        unsafe {
            let mut sums = [[_mm512_setzero_si512(); REGISTERS]; ROWS];
            let input = bytes.as_ptr().add(position * NARROW);
            let weights = matrix.values.as_ptr().add(column * 4);
            for four in 0..matrix.rows / 4 {
                let row = weights.add(four * NARROW * 4);
                let factors: [__m512i; REGISTERS] =
                    std::array::from_fn(|register| _mm512_loadu_si512(row.add(64 * register).cast()));
                for (offset, sums) in sums.iter_mut().enumerate() {
                    let value = input.add(offset * NARROW + four * 4).cast::<i32>().read_unaligned();
                    let value = _mm512_set1_epi32(value);
                    for (sum, factor) in sums.iter_mut().zip(factors) {
                        *sum = _mm512_dpbusd_epi32(*sum, value, factor);
                    }
                }
            }
            for register in 0..REGISTERS {
                let start = column + 16 * register;
                let offset = _mm512_slli_epi32(_mm512_loadu_si512(matrix.sums.as_ptr().add(start).cast()), 7);
                for (row, sums) in sums.iter().enumerate() {
                    let target = out.as_mut_ptr().add((position + row) * NARROW + start);
                    _mm512_storeu_si512(target.cast(), _mm512_sub_epi32(sums[register], offset));
                }
            }
        }
    }
}

/// The upper half of a number's bits: 8 bits of precision at half the memory.
#[inline(always)]
pub(super) fn to_half(value: f32) -> u16 {
    let bits = value.to_bits();
    // Round to nearest, ties to even.
    ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16) as u16
}

/// Back from [`to_half`].
#[inline(always)]
pub(super) fn from_half(half: u16) -> f32 {
    f32::from_bits(u32::from(half) << 16)
}
