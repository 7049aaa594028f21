//! Where the hashes of the tree lie: tiles of 256 (<https://c2sp.org/tlog-tiles>). A tile of level `l` holds the heads of subtrees
//! of 256^l entries; the levels between are computed from it. Bundles hold the entries themselves.

use crate::hash::Hash;

/// Hashes of a full tile, entries of a full bundle.
pub(crate) const WIDTH: u64 = 256;
/// Levels of the tree that one tile spans.
pub(crate) const HEIGHT: u32 = 8;

/// Path of a tile of hashes; `width` is 256 for a full one.
pub(crate) fn path(level: u32, number: u64, width: u64) -> String {
    format!("tile/{level}/{}", name(number, width))
}

/// Path of a bundle of entries.
pub(crate) fn bundle_path(number: u64, width: u64) -> String {
    format!("tile/entries/{}", name(number, width))
}

/// A number in groups of three digits, all but the last marked, so that no name is both a file and a folder.
fn name(number: u64, width: u64) -> String {
    let mut name = format!("{:03}", number % 1000);
    let mut rest = number / 1000;
    while rest > 0 {
        name = format!("x{:03}/{name}", rest % 1000);
        rest /= 1000;
    }
    if width == WIDTH { name } else { format!("{name}.p/{width}") }
}

/// Number of hashes that the tile has in a tree of `size` entries.
pub(crate) fn width(level: u32, number: u64, size: u64) -> u64 {
    (size >> (HEIGHT * level)).saturating_sub(number * WIDTH).min(WIDTH)
}

/// Hashes of a tile from its bytes; none where there are not `width` of them.
pub(crate) fn hashes(bytes: &[u8], width: u64) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    (rest.is_empty() && hashes.len() as u64 >= width)
        .then(|| hashes[..width as usize].iter().map(|&hash| Hash(hash)).collect())
}

/// Entries of a bundle, each prefixed with its length in two bytes; none where the bytes end within one.
pub(crate) fn entries(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        bytes = rest;
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_specification() {
        for (level, number, width, expected) in [
            (0, 0, 256, "tile/0/000"),
            (0, 273, 112, "tile/0/273.p/112"),
            (1, 1_234_067, 256, "tile/1/x001/x234/067"),
            (2, 1_000, 1, "tile/2/x001/000.p/1"),
        ] {
            assert_eq!(path(level, number, width), expected);
        }
        assert_eq!(bundle_path(1_234_067, 8), "tile/entries/x001/x234/067.p/8");
    }

    #[test]
    fn a_tree_of_70000_has_the_tiles_of_the_specification() {
        let tiles =
            |level| (0..300).map(|number| width(level, number, 70_000)).filter(|&width| width > 0).collect::<Vec<_>>();
        assert_eq!(tiles(0), [vec![256; 273], vec![112]].concat());
        assert_eq!(tiles(1), [256, 17]);
        assert_eq!(tiles(2), [1]);
        assert_eq!(tiles(3), [0; 0]);
    }

    #[test]
    fn a_bundle_that_ends_within_an_entry_is_refused() {
        assert_eq!(entries(&[0, 1, 7, 0, 0]), Some(vec![&[7u8][..], &[]]));
        assert_eq!(entries(&[0, 2, 7]), None);
        assert_eq!(entries(&[0]), None);
    }
}
