use super::*;

/// Unit vectors around random centres, with noise: like texts on topics.
fn clustered(rows: usize, dimensions: usize, centres: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 40) as f32 / (1u64 << 24) as f32) - 0.5
    };
    let centre: Vec<f32> = (0..centres * dimensions).map(|_| draw()).collect();
    let mut data = Vec::with_capacity(rows * dimensions);
    for row in 0..rows {
        let centre = &centre[row % centres * dimensions..][..dimensions];
        let vector: Vec<f32> = centre.iter().map(|value| value + 0.8 * draw()).collect();
        let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        data.extend(vector.into_iter().map(|value| value / length));
    }
    data
}

/// The definition, without any cleverness.
fn by_definition(vectors: Vectors<'_>, row: usize, k: usize) -> Vec<u32> {
    let mut all: Vec<(f32, u32)> = (0..vectors.rows())
        .filter(|&other| other != row)
        .map(|other| (exact::dot(vectors.row(row), vectors.row(other)), other as u32))
        .filter(|&(similarity, _)| similarity > 0.0)
        .collect();
    all.sort_by(order);
    all.into_iter().take(k).map(|(_, other)| other).collect()
}

#[test]
fn exact_search_is_the_definition() {
    let data = clustered(150, 20, 7, 3);
    let vectors = Vectors { data: &data, dimensions: 20 };
    for k in [1, 5, 15, 200] {
        let found = exact_neighbours(vectors, k);
        for row in 0..150 {
            let indices: Vec<u32> = found.of(row).map(|(index, _)| index).collect();
            assert_eq!(indices, by_definition(vectors, row, k), "row {row}, k {k}");
        }
    }
}

#[test]
fn equal_rows_are_ordered_by_index_and_empty_rows_have_no_neighbours() {
    let mut data = vec![0f32; 6 * 4];
    for row in 0..5 {
        data[row * 4] = 1.0;
    }
    let found = exact_neighbours(Vectors { data: &data, dimensions: 4 }, 3);
    assert_eq!(found.of(2).map(|(index, _)| index).collect::<Vec<_>>(), [0, 1, 3]);
    assert_eq!(found.of(5).count(), 0);
    assert_eq!(exact_neighbours(Vectors { data: &[], dimensions: 4 }, 3).indices.len(), 0);
}

fn recall(found: &Neighbours, vectors: Vectors<'_>, step: usize) -> f64 {
    let (mut hits, mut all) = (0, 0);
    for row in (0..vectors.rows()).step_by(step) {
        let truth = by_definition(vectors, row, found.k);
        hits += found.of(row).filter(|(index, _)| truth.contains(index)).count();
        all += truth.len();
    }
    hits as f64 / all as f64
}

#[test]
fn approximate_search_finds_nearly_all() {
    let data = clustered(9_000, 48, 60, 5);
    let vectors = Vectors { data: &data, dimensions: 48 };
    let found = search::search(vectors, None, 15, USUAL_CELLS, 1);
    let recall = recall(&found, vectors, 97);
    assert!(recall > 0.97, "{recall}");
    for row in 0..9_000 {
        assert!(found.of(row).all(|(index, _)| index as usize != row));
    }
    let others = Vectors { data: &data[..48 * 30], dimensions: 48 };
    let queried = nearest_in(vectors, others, 5, USUAL_CELLS, 1);
    assert!((0..30).all(|row| queried.of(row).next().is_some_and(|(index, _)| index as usize == row)));
}

#[test]
fn any_number_of_threads_gives_the_same_neighbours() {
    let data = clustered(6_500, 32, 40, 9);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| search::search(Vectors { data: &data, dimensions: 32 }, None, 10, USUAL_CELLS, 1))
    };
    assert_eq!(run(1), run(3));
}
