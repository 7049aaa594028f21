//! Orthonormal columns of a tall matrix.

use rayon::prelude::*;

/// Rows summed by one task.
const TASK: usize = 4_096;

/// Makes the columns of a row-major matrix orthonormal: twice Cholesky QR (Yamamoto et al. 2015), in double precision. Columns
/// that depend on earlier ones become zero.
pub(crate) fn orthonormalise(matrix: &mut [f32], columns: usize) {
    for _ in 0..2 {
        let factor = cholesky(gram(matrix, columns), columns);
        let inverse = invert(&factor, columns);
        matrix.par_chunks_mut(columns).with_min_len(256).for_each_init(
            || vec![0f32; columns],
            |product, row| {
                product.fill(0.0);
                for (value, line) in row.iter().zip(inverse.chunks_exact(columns)) {
                    for (product, factor) in product.iter_mut().zip(line) {
                        *product += value * factor;
                    }
                }
                row.copy_from_slice(product);
            },
        );
    }
}

/// Products of all pairs of columns. Tasks have a fixed size and are added in order: the same for any number of threads.
pub(crate) fn gram(matrix: &[f32], columns: usize) -> Vec<f64> {
    let parts: Vec<Vec<f64>> = matrix
        .par_chunks(TASK * columns)
        .map(|rows| {
            let mut sums = vec![0f64; columns * columns];
            let mut partial = vec![0f32; columns * columns];
            // Short sums in single precision are exact enough and twice as fast.
            for rows in rows.chunks(64 * columns) {
                partial.fill(0.0);
                for row in rows.chunks_exact(columns) {
                    for (line, &value) in partial.chunks_exact_mut(columns).zip(row) {
                        for (sum, other) in line.iter_mut().zip(row) {
                            *sum += value * other;
                        }
                    }
                }
                sums.iter_mut().zip(&partial).for_each(|(sum, &partial)| *sum += f64::from(partial));
            }
            sums
        })
        .collect();
    let mut gram = vec![0f64; columns * columns];
    for part in parts {
        gram.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
    gram
}

/// Lower triangular factor; rows of dependent columns are zero.
fn cholesky(mut matrix: Vec<f64>, size: usize) -> Vec<f64> {
    let largest = (0..size).map(|n| matrix[n * size + n]).fold(0.0, f64::max);
    for column in 0..size {
        let square: f64 = (0..column).map(|k| matrix[column * size + k].powi(2)).sum();
        let pivot = matrix[column * size + column] - square;
        let pivot = if pivot > largest * 1e-12 { pivot.sqrt() } else { 0.0 };
        for row in column..size {
            let product: f64 = (0..column).map(|k| matrix[row * size + k] * matrix[column * size + k]).sum();
            let value = matrix[row * size + column] - product;
            matrix[row * size + column] = if pivot == 0.0 { 0.0 } else { value / pivot };
        }
        for row in 0..column {
            matrix[row * size + column] = 0.0;
        }
    }
    matrix
}

/// Transposed inverse of a lower triangular matrix; zero rows stay zero.
fn invert(lower: &[f64], size: usize) -> Vec<f32> {
    let mut inverse = vec![0f64; size * size];
    for column in 0..size {
        for row in column..size {
            let pivot = lower[row * size + row];
            if pivot == 0.0 {
                continue;
            }
            let one = if row == column { 1.0 } else { 0.0 };
            let product: f64 = (column..row).map(|k| lower[row * size + k] * inverse[k * size + column]).sum();
            inverse[row * size + column] = (one - product) / pivot;
        }
    }
    let mut transposed = vec![0f32; size * size];
    for row in 0..size {
        for column in 0..size {
            transposed[column * size + row] = inverse[row * size + column] as f32;
        }
    }
    transposed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn columns_become_orthonormal(values in prop::collection::vec(-1f32..1.0, 40 * 5)) {
            let mut matrix = values;
            orthonormalise(&mut matrix, 5);
            let gram = gram(&matrix, 5);
            for a in 0..5 {
                for b in 0..5 {
                    let expected = if a == b { 1.0 } else { 0.0 };
                    prop_assert!((gram[a * 5 + b] - expected).abs() < 1e-4, "{a} {b} {}", gram[a * 5 + b]);
                }
            }
        }
    }

    #[test]
    fn a_dependent_column_becomes_zero() {
        let mut matrix: Vec<f32> = (0..30).flat_map(|n| [n as f32, 2.0 * n as f32, (n * n) as f32]).collect();
        orthonormalise(&mut matrix, 3);
        assert!(matrix.iter().skip(1).step_by(3).all(|value| value.abs() < 1e-3));
        assert!(matrix.iter().all(|value| value.is_finite()));
    }
}
