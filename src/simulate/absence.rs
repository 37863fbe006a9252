//! Who is not there although nobody planned it.

use super::problem::Stretch;

/// How the share of time that is lost unplanned (`unplanned_shrinkage`) falls on people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Absence {
    /// An agent misses whole shifts, as when ill.
    #[default]
    Shift,
    /// An agent misses single intervals, as when late or called away.
    Interval,
    /// Everybody is always there.
    None,
}

/// The multiplier and the additive constant of the splitmix64 generator (Steele, Lea & Flood 2014, "Fast splittable
/// pseudorandom number generators").
const MIX: [u64; 3] = [0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];

fn mixed(value: u64) -> u64 {
    let mut z = value.wrapping_add(MIX[0]);
    z = (z ^ (z >> 30)).wrapping_mul(MIX[1]);
    z = (z ^ (z >> 27)).wrapping_mul(MIX[2]);
    z ^ (z >> 31)
}

/// A number that is the same for the same agent in every roster.
pub(super) fn name_key(name: &str) -> u64 {
    name.bytes().fold(0, |key, byte| mixed(key ^ u64::from(byte)))
}

/// A uniform number in [0, 1) that depends on nothing but its arguments: the same agent misses the same shift in another
/// roster too.
fn uniform(seed: u64, replication: u32, agent: u64, unit: i64) -> f64 {
    let drawn = mixed(mixed(mixed(seed ^ u64::from(replication)) ^ agent) ^ unit.cast_unsigned());
    (drawn >> 11) as f64 / (1_u64 << 53) as f64
}

/// One agent at work from one moment to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Present {
    pub(super) agent: u32,
    pub(super) profile: u32,
    /// Seconds after the start of the simulated time.
    pub(super) from: f64,
    pub(super) to: f64,
}

/// The stretches of a replication that are really worked.
pub(super) fn attended(
    stretches: &[Stretch],
    absence: Absence,
    interval: f64,
    seed: u64,
    replication: u32,
) -> Vec<Present> {
    let whole = |s: &Stretch| Present { agent: s.agent, profile: s.profile, from: s.from, to: s.to };
    let gone = |s: &Stretch, unit| s.lost > 0.0 && uniform(seed, replication, s.agent_key, unit) < s.lost;
    match absence {
        Absence::None => stretches.iter().map(whole).collect(),
        Absence::Shift => stretches.iter().filter(|s| !gone(s, s.day)).map(whole).collect(),
        Absence::Interval => stretches
            .iter()
            .flat_map(|s| pieces(s, interval).filter(move |(unit, _)| !gone(s, *unit)).map(|(_, present)| present))
            .collect(),
    }
}

/// A stretch cut at the borders of intervals, each piece with the number of its interval.
fn pieces(stretch: &Stretch, interval: f64) -> impl Iterator<Item = (i64, Present)> + '_ {
    #[expect(clippy::cast_possible_truncation, reason = "intervals within some weeks")]
    let number = |at: f64| (at / interval).floor() as i64;
    let last = number(stretch.to - 0.5).max(number(stretch.from));
    (number(stretch.from)..=last).map(move |unit| {
        let (from, to) = (unit as f64 * interval, (unit + 1) as f64 * interval);
        let (from, to) = (from.max(stretch.from), to.min(stretch.to));
        (unit, Present { agent: stretch.agent, profile: stretch.profile, from, to })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(agent: u32, day: i64, from: f64, to: f64, lost: f64) -> Stretch {
        Stretch { agent, agent_key: name_key(&format!("A{agent}")), profile: 0, day, from, to, lost }
    }

    fn worked(absence: Absence, lost: f64) -> f64 {
        let shift = [stretch(0, 3, 0.0, 7200.0, lost), stretch(0, 3, 9000.0, 18_000.0, lost)];
        let seconds = (0..4000).flat_map(|r| attended(&shift, absence, 1800.0, 7, r)).map(|p| p.to - p.from);
        seconds.sum::<f64>() / (4000.0 * 16_200.0)
    }

    #[test]
    fn the_share_lost_is_the_share_asked() {
        for absence in [Absence::Shift, Absence::Interval] {
            assert!((worked(absence, 0.2) - 0.8).abs() < 0.02);
            assert!((worked(absence, 0.0) - 1.0).abs() < 1e-12);
        }
        assert!((worked(Absence::None, 0.2) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_shift_is_missed_whole_and_by_the_same_agent_in_any_roster() {
        let both = [stretch(0, 3, 0.0, 7200.0, 0.5), stretch(0, 3, 9000.0, 18_000.0, 0.5)];
        let other = [stretch(1, 3, 0.0, 7200.0, 0.5), both[1]];
        let moved = Stretch { agent: 5, from: 10_000.0, ..both[1] };
        for replication in 0..200 {
            let here = attended(&both, Absence::Shift, 1800.0, 7, replication).len();
            assert!(here == 0 || here == 2);
            let there = attended(&[moved], Absence::Shift, 1800.0, 7, replication).len();
            assert_eq!(here / 2, there);
            assert_eq!(
                attended(&other, Absence::Shift, 1800.0, 7, replication).iter().any(|p| p.agent == 0),
                here == 2
            );
        }
    }

    #[test]
    fn intervals_are_cut_at_their_borders() {
        let cut: Vec<(f64, f64)> = attended(&[stretch(0, 0, 900.0, 4500.0, 1e-300)], Absence::Interval, 1800.0, 1, 0)
            .iter()
            .map(|p| (p.from, p.to))
            .collect();
        assert_eq!(cut, [(900.0, 1800.0), (1800.0, 3600.0), (3600.0, 4500.0)]);
    }
}
