//! Hashing that is the same everywhere: of names and keys, and the ring of consistent hashing.
//!
//! With `hash mod n`, one more target gives nearly every key another owner. On a ring (Karger and
//! others, 1997) each target owns the arcs that end at its points, and one more target takes only
//! what lies on its own new arcs: 1/(n+1) of the keys. Many points for each target ("virtual
//! nodes") make the arcs add up to about equal shares.

use std::sync::Arc;

/// Scatters the bits of a number: the last step of SplitMix64 (Steele, Lea and Flood, 2014).
pub(crate) const fn scatter(bits: u64) -> u64 {
    let mut mixed = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The hash of a name: FNV-1a, scattered.
pub(crate) fn of_name(name: &str) -> u64 {
    let fnv = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    scatter(fnv)
}

/// The place below `count` that owns a hash where there is no ring: the hash modulo the count.
///
/// # Panics
/// If `count` is zero.
pub(crate) const fn modulo(hash: u64, count: usize) -> usize {
    (hash % count as u64) as usize
}

/// A point on the ring, and the place of the target that owns the arc before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Point {
    hash: u64,
    place: u16,
}

/// The ring: who owns a key, among the targets that are on it at the moment.
#[derive(Clone, Debug)]
pub(crate) struct Ring {
    /// The points of all targets, in order; shared between the copies of a run.
    all: Arc<[Point]>,
    /// The points of the targets that are on the ring, in order.
    live: Vec<Point>,
}

impl Ring {
    /// A ring for targets of these hashed names, each with this many points; nobody is on it yet.
    pub(crate) fn new(names: impl IntoIterator<Item = u64>, virtual_nodes: u16) -> Self {
        let points = names.into_iter().enumerate().flat_map(|(place, name)| {
            (0..virtual_nodes).map(move |point| Point {
                hash: scatter(name ^ scatter(u64::from(point))),
                place: place as u16,
            })
        });
        let mut points: Vec<Point> = points.collect();
        points.sort_unstable();
        Self {
            all: points.into(),
            live: Vec::new(),
        }
    }

    /// Puts exactly those targets on the ring that `is_on` accepts.
    pub(crate) fn keep(&mut self, is_on: impl Fn(usize) -> bool) {
        self.live.clear();
        let kept = self.all.iter().filter(|point| is_on(point.place.into()));
        self.live.extend(kept);
    }

    /// The place of the target that owns this hashed key, if anybody is on the ring.
    pub(crate) fn owner(&self, key: u64) -> Option<usize> {
        let after = self.live.partition_point(|point| point.hash < key);
        let point = self.live.get(after).or_else(|| self.live.first())?;
        Some(point.place.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: u64 = 100_000;

    fn ring(targets: usize, virtual_nodes: u16) -> Ring {
        let names = (0..targets).map(|place| of_name(&format!("api-{}", place + 1)));
        let mut ring = Ring::new(names, virtual_nodes);
        ring.keep(|_| true);
        ring
    }

    /// The percentage of keys whose owner changes.
    fn moved(before: impl Fn(u64) -> usize, after: impl Fn(u64) -> usize) -> f64 {
        let keys = (0..KEYS).map(scatter);
        let moved = keys.filter(|key| before(*key) != after(*key)).count();
        moved as f64 * 100.0 / KEYS as f64
    }

    #[test]
    fn one_more_target_takes_its_share_of_the_keys_and_moves_no_others() {
        // The shares of 1,000 points each scatter by 1/sqrt(1000), 3 % of themselves; three times
        // that is allowed, and mod n by the scatter of 100,000 keys.
        for (count, on_ring, with_mod) in [
            (3, 25.0, 75.0),
            (4, 20.0, 80.0),
            (10, 100.0 / 11.0, 1_000.0 / 11.0),
        ] {
            let (before, after) = (ring(count, 1_000), ring(count + 1, 1_000));
            let owner = |ring: &Ring, key| ring.owner(key).expect("targets are on the ring");
            let share = moved(|key| owner(&before, key), |key| owner(&after, key));
            assert!(
                (share - on_ring).abs() < 0.1 * on_ring,
                "{count}: {share} %"
            );
            for key in (0..KEYS).map(scatter) {
                let owner_after = owner(&after, key);
                assert!(owner_after == owner(&before, key) || owner_after == count);
            }
            let share = moved(|key| modulo(key, count), |key| modulo(key, count + 1));
            assert!(
                (share - with_mod).abs() < 0.5,
                "{count}: {share} % with mod"
            );
        }
    }

    /// The share of the ring that a target owns: the arcs that end at its points.
    fn owned(ring: &Ring, place: u16) -> f64 {
        let last = ring.live.last().expect("targets are on the ring").hash;
        let (mut before, mut arcs) = (last, 0_u64);
        for point in &ring.live {
            if point.place == place {
                arcs += point.hash.wrapping_sub(before);
            }
            before = point.hash;
        }
        arcs as f64 / (u64::MAX as f64)
    }

    #[test]
    fn over_many_rings_the_newest_target_takes_exactly_its_share() {
        // One ring is one draw: theory speaks of the mean over rings. What moves is what the newest
        // owns, so arcs are measured instead of keys counted.
        const RINGS: u32 = 6_000;
        for count in [3_u16, 4, 10] {
            let shares: Vec<f64> = (0..RINGS)
                .map(|number| {
                    let name = |place| of_name(&format!("ring-{number}-{place}"));
                    let mut ring = Ring::new((0..=count).map(name), 100);
                    ring.keep(|_| true);
                    owned(&ring, count)
                })
                .collect();
            let rings = f64::from(RINGS);
            let mean = shares.iter().sum::<f64>() / rings;
            let squares = shares.iter().map(|share| (share - mean) * (share - mean));
            // 99.9 % of a normal distribution lie within 3.29 standard deviations.
            let half_width = 3.29 * (squares.sum::<f64>() / (rings - 1.0) / rings).sqrt();
            let expected = 1.0 / f64::from(count + 1);
            assert!(
                (mean - expected).abs() <= half_width && half_width <= 0.005 * expected,
                "{count}: {mean} +-{half_width}, expected {expected}"
            );
        }
    }

    #[test]
    fn a_target_that_leaves_gives_its_keys_away_and_gets_them_back() {
        let full = ring(5, 100);
        let mut without = full.clone();
        without.keep(|place| place != 2);
        let mut heirs = [0; 5];
        for key in (0..KEYS).map(scatter) {
            let owner = full.owner(key).expect("five are on the ring");
            let heir = without.owner(key).expect("four are on the ring");
            assert!(owner == heir || owner == 2, "only its keys move");
            if owner == 2 {
                heirs[heir] += 1;
            }
        }
        assert_eq!(heirs[2], 0);
        assert!(
            heirs.iter().filter(|count| **count > 0).count() == 4,
            "{heirs:?}"
        );
        without.keep(|_| true);
        assert!(
            (0..KEYS)
                .map(scatter)
                .all(|key| full.owner(key) == without.owner(key))
        );
        without.keep(|_| false);
        assert_eq!(without.owner(7), None);
    }

    #[test]
    fn hashes_are_the_published_ones() {
        // SplitMix64 from seed 0: the first output of its authors' reference code.
        assert_eq!(scatter(0), 0xe220_a839_7b1d_cdaf);
    }
}
