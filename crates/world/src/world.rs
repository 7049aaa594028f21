//! The world: technologies, and which document is about which.

use crate::document::WorldDocument;
use crate::technology::{Technology, technologies};
use crate::vocabulary::Vocabulary;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What world to make.
#[derive(Clone, Debug)]
pub struct WorldOptions {
    /// Number of documents.
    pub documents: usize,
    /// Number of technologies; 0: one for every 250 documents, at least 16, at most 2,000.
    pub technologies: usize,
    /// First year with documents.
    pub first_year: i32,
    /// Last year with documents.
    pub last_year: i32,
    /// Share of documents in Chinese, 0 to 1.
    pub chinese: f64,
    /// Seed of everything random.
    pub seed: u64,
}

impl Default for WorldOptions {
    fn default() -> Self {
        Self { documents: 10_000, technologies: 0, first_year: 2001, last_year: 2024, chinese: 0.5, seed: 1 }
    }
}

/// A simulated world. Documents are numbered by year; what each is about is fixed here, its text is written on demand.
pub struct World {
    pub(crate) options: WorldOptions,
    pub(crate) vocabulary: Vocabulary,
    /// The technologies with their planted truth.
    pub technologies: Vec<Technology>,
    /// Technology of each document.
    pub technology_of: Vec<u16>,
    /// Year of each document, ascending.
    pub year_of: Vec<i16>,
    /// Documents of each technology, ascending.
    pub(crate) documents_of: Vec<Vec<u32>>,
}

impl World {
    /// Lays out the world: which documents there are, of which year, about what.
    pub fn new(options: &WorldOptions) -> Self {
        let vocabulary = Vocabulary::new();
        let mut random = ChaCha8Rng::seed_from_u64(options.seed);
        let count = match options.technologies {
            0 => (options.documents / 250).clamp(16, 2_000),
            count => count,
        };
        let technologies = technologies(count, &vocabulary, options.first_year..=options.last_year, &mut random);
        let (technology_of, year_of) = allot(&technologies, options, &mut random);
        let mut documents_of = vec![Vec::new(); technologies.len()];
        for (document, &technology) in technology_of.iter().enumerate() {
            documents_of[technology as usize].push(document as u32);
        }
        Self { options: options.clone(), vocabulary, technologies, technology_of, year_of, documents_of }
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.technology_of.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.technology_of.is_empty()
    }

    /// Writes document `number`.
    ///
    /// # Panics
    /// Where `number` is not below [`World::len`].
    pub fn document(&self, number: usize) -> WorldDocument {
        crate::compose::compose(self, number)
    }
}

/// Distributes the documents over years (4 % more each year) and technologies (by size and attention). Rounding errors are
/// settled by chance, so that expectations are exact and small technologies are not lost.
fn allot(technologies: &[Technology], options: &WorldOptions, random: &mut ChaCha8Rng) -> (Vec<u16>, Vec<i16>) {
    let years: Vec<i32> = (options.first_year..=options.last_year).collect();
    let volume: Vec<f64> = years.iter().map(|year| 1.04f64.powi(year - options.first_year)).collect();
    let all: f64 = volume.iter().sum();
    let mut technology_of = Vec::with_capacity(options.documents);
    let mut year_of = Vec::with_capacity(options.documents);
    let mut before = 0.0;
    for (position, &year) in years.iter().enumerate() {
        let upto = before + volume[position];
        let wanted = (upto / all * options.documents as f64).round() as usize - technology_of.len();
        before = upto;
        let weights: Vec<f64> =
            technologies.iter().map(|t| t.size * t.history.attention(year, options.first_year)).collect();
        let weight: f64 = weights.iter().sum();
        let mut of_year: Vec<u16> = Vec::with_capacity(wanted);
        let offset: f64 = random.random();
        let mut cumulative = 0.0;
        for (technology, share) in weights.iter().enumerate() {
            // Systematic sampling: points at offset, offset + 1, … on a line of length `wanted`.
            let from = (cumulative - offset).ceil();
            cumulative += share / weight * wanted as f64;
            let to = (cumulative - offset).ceil();
            of_year.extend(std::iter::repeat_n(technology as u16, (to - from) as usize));
        }
        of_year.truncate(wanted);
        of_year.shuffle(random);
        year_of.extend(std::iter::repeat_n(year as i16, of_year.len()));
        technology_of.append(&mut of_year);
    }
    (technology_of, year_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::History;

    #[test]
    fn the_same_seed_gives_the_same_world_and_another_seed_another() {
        let options = WorldOptions { documents: 800, ..WorldOptions::default() };
        let (a, b) = (World::new(&options), World::new(&options));
        let c = World::new(&WorldOptions { seed: 2, ..options });
        assert_eq!(a.document(700), b.document(700));
        assert_ne!(a.document(700), c.document(700));
    }

    #[test]
    fn documents_are_as_many_as_asked_and_follow_the_planted_courses() {
        let options = WorldOptions { documents: 20_000, ..WorldOptions::default() };
        let world = World::new(&options);
        assert!(world.len().abs_diff(20_000) <= 24, "{}", world.len());
        let count = |technology: usize, years: std::ops::RangeInclusive<i16>| {
            world.documents_of[technology].iter().filter(|&&d| years.contains(&world.year_of[d as usize])).count()
        };
        for (number, technology) in world.technologies.iter().enumerate() {
            if let History::Emerging { start, .. } = technology.history {
                assert_eq!(count(number, 2001..=start as i16 - 1), 0, "{technology:?}");
                assert!(count(number, start as i16..=2024) > 0, "{technology:?}");
            }
        }
    }

    #[test]
    fn references_point_to_earlier_or_same_year_documents() {
        let world = World::new(&WorldOptions { documents: 2_000, ..WorldOptions::default() });
        let mut cited = 0;
        for number in 0..world.len() {
            for reference in world.document(number).references {
                let target: usize = reference.strip_prefix("world:").and_then(|n| n.parse().ok()).expect("world id");
                assert!(world.year_of[target] <= world.year_of[number]);
                assert_ne!(target, number);
                cited += 1;
            }
        }
        assert!(cited > 1_000, "{cited}");
    }
}
