//! How the attention that a technology gets changes over the years.

use serde::{Deserialize, Serialize};

/// The planted course of a technology.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "course", rename_all = "lowercase")]
pub enum History {
    /// About the same share of all documents every year.
    Steady,
    /// Share falls by `rate` a year.
    Declining {
        /// Yearly loss, 0 to 1.
        rate: f64,
    },
    /// A wave that passes: rises and falls around `peak`.
    Wave {
        /// Year of the highest share.
        peak: i32,
    },
    /// Nothing before `start`; from then on logistic growth.
    Emerging {
        /// First year with documents.
        start: i32,
        /// Growth of the log-odds a year.
        rate: f64,
    },
}

impl History {
    /// Relative attention in a year, 1 being that of a steady technology of the same size.
    pub fn attention(&self, year: i32, first_year: i32) -> f64 {
        match *self {
            History::Steady => 1.0,
            History::Declining { rate } => (1.0 - rate).powi(year - first_year),
            History::Wave { peak } => 0.15 + 2.0 * (-((year - peak) as f64 / 2.0).powi(2)).exp(),
            History::Emerging { start, .. } if year < start => 0.0,
            // Midpoint seven years after the start at four times the attention of a steady technology.
            History::Emerging { start, rate } => 8.0 / (1.0 + (-rate * ((year - start) as f64 - 7.0)).exp()),
        }
    }

    /// The planted start, for an emerging technology.
    pub fn start(&self) -> Option<i32> {
        match *self {
            History::Emerging { start, .. } => Some(start),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courses_do_what_their_names_say() {
        let emerging = History::Emerging { start: 2015, rate: 0.5 };
        assert_eq!(emerging.attention(2014, 2000), 0.0);
        for year in 2015..2030 {
            assert!(emerging.attention(year + 1, 2000) > emerging.attention(year, 2000), "{year}");
        }
        let declining = History::Declining { rate: 0.1 };
        assert!(declining.attention(2010, 2000) < declining.attention(2009, 2000));
        let wave = History::Wave { peak: 2008 };
        assert!(wave.attention(2008, 2000) > 4.0 * wave.attention(2000, 2000));
        assert_eq!(History::Steady.attention(2009, 2000), 1.0);
    }
}
