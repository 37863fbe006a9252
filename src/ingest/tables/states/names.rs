//! Names by number: a feed says the same few thousand names millions of times.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Names in order of first appearance.
#[derive(Default)]
pub(super) struct Interned {
    /// Names of up to fifteen bytes, packed with their length: found without a look elsewhere in memory.
    short: HashMap<u128, usize, BuildHasherDefault<Folded>>,
    long: HashMap<Box<[u8]>, usize>,
    pub(super) names: Vec<String>,
}

impl Interned {
    /// The place of a name; `None` where it is not UTF-8.
    pub(super) fn place(&mut self, name: &[u8]) -> Option<usize> {
        let packed = packed(name);
        let known = packed.map_or_else(|| self.long.get(name), |packed| self.short.get(&packed));
        if let Some(place) = known {
            return Some(*place);
        }
        let text = std::str::from_utf8(name).ok()?;
        let place = self.names.len();
        self.names.push(text.to_owned());
        match packed {
            Some(packed) => self.short.insert(packed, place),
            None => self.long.insert(name.into(), place),
        };
        Some(place)
    }
}

/// A name of up to fifteen bytes with its length in the last.
fn packed(name: &[u8]) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..15)?.get_mut(..name.len())?.copy_from_slice(name);
    let [.., last] = &mut bytes;
    *last = u8::try_from(name.len()).ok()?;
    Some(u128::from_le_bytes(bytes))
}

/// A hash of sixteen bytes by one multiplication, whose halves are folded into each other. A feed is the centre's own: it need not be
/// guarded against names chosen to collide, and two names a row are looked up.
#[derive(Default)]
struct Folded(u64);

impl Folded {
    /// Odd and without a pattern: the first digits of π and e behind the point.
    const MIX: (u64, u64) = (0x243f_6a88_85a3_08d3, 0xb7e1_5162_8aed_2a6b);
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(16) {
            let mut whole = [0; 16];
            whole.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            self.write_u128(u128::from_le_bytes(whole));
        }
    }

    fn write_u128(&mut self, name: u128) {
        let (low, high) = halves(name);
        let (low, high) = halves(u128::from(low ^ self.0 ^ Self::MIX.0) * u128::from(high ^ Self::MIX.1));
        self.0 = low ^ high;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The lower and the upper eight bytes.
fn halves(of: u128) -> (u64, u64) {
    let half = |part: u128| u64::try_from(part & u128::from(u64::MAX)).unwrap_or_default();
    (half(of), half(of >> 64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_keep_their_place_whatever_their_length() {
        let mut names = Interned::default();
        let said = ["A1", "A2", "an agent of more than fifteen bytes", "", "A1 ", "fifteen bytes!!"];
        let places: Vec<_> = said.iter().map(|name| names.place(name.as_bytes())).collect();
        assert_eq!(places, [Some(0), Some(1), Some(2), Some(3), Some(4), Some(5)]);
        assert!(said.iter().zip(places).all(|(name, place)| names.place(name.as_bytes()) == place));
        assert_eq!(names.place(b"\xff"), None);
        assert_eq!(names.names, said);
    }

    #[test]
    fn numbered_names_fall_into_different_buckets() {
        let hash = |name: &str| {
            let mut hasher = Folded::default();
            hasher.write_u128(packed(name.as_bytes()).expect("short"));
            hasher.finish()
        };
        let names = |pattern: fn(u32) -> String| (0..10_000).map(pattern).map(|name| hash(&name)).collect::<Vec<_>>();
        for hashes in [names(|n| format!("A{n:05}")), names(|n| format!("agent-{n}")), names(|n| n.to_string())] {
            // Of 10,000 in 16,384 buckets by chance about 7,490 are taken.
            let buckets: BTreeSet<u64> = hashes.iter().map(|hash| hash % 16_384).collect();
            let tags: BTreeSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
            assert!(buckets.len() > 7_000 && tags.len() == 128, "{} {}", buckets.len(), tags.len());
        }
    }
}
