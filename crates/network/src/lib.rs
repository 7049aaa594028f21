//! Graphs in memory: compressed sparse rows, communities, nearest neighbours, layout. Knows no domain.

mod agreement;
mod graph;
mod knn;
mod layout;
mod leiden;

pub use agreement::adjusted_mutual_information;
pub use graph::Graph;
pub use knn::{EXACT_BELOW, Neighbours, USUAL_CELLS, Vectors, exact_neighbours, nearest_in, nearest_neighbours};
pub use layout::layout;
pub use leiden::{LeidenOptions, Partition, Quality, leiden, leiden_from, quality};
