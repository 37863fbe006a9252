//! Units that must not be confused, each a newtype with a private field.
//!
//! A unit is made by a constructor that refuses what the unit cannot be (a negative time, a share above one) and read by
//! `get`. Rounding always goes through a named function.

use std::fmt;

macro_rules! real_unit {
    ($(#[$doc:meta])* $name:ident, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(0.0);

            /// The value as a unit, or `None` where the unit cannot have it (NaN, infinite, out of range).
            #[must_use]
            pub fn new(value: f64) -> Option<Self> {
                let valid: fn(f64) -> bool = $valid;
                (value.is_finite() && valid(value)).then_some(Self(value))
            }

            /// The plain number.
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

real_unit!(
    /// A duration in seconds, not negative.
    Seconds,
    |v| v >= 0.0
);
real_unit!(
    /// A number of calls, not negative; may be fractional (an expectation).
    Calls,
    |v| v >= 0.0
);
real_unit!(
    /// Offered load: calls × handle time / interval length.
    Erlangs,
    |v| v >= 0.0
);
real_unit!(
    /// Full-time equivalents: heads that may be fractional.
    Fte,
    |v| v >= 0.0
);
real_unit!(
    /// A fraction in [0, 1]. Files carry fractions; people read percent.
    Share,
    |v| (0.0..=1.0).contains(&v)
);

impl Share {
    /// One: all of it.
    pub const ALL: Self = Self(1.0);
}

impl Erlangs {
    /// Load offered by `calls` of mean handle time `aht` arriving over an interval.
    #[must_use]
    pub fn offered(calls: Calls, aht: Seconds, interval: Minutes) -> Self {
        Self(calls.get() * aht.get() / interval.as_seconds().get())
    }
}

/// A whole number of minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(u32);

impl Minutes {
    /// So many minutes.
    #[must_use]
    pub const fn new(minutes: u32) -> Self {
        Self(minutes)
    }

    /// The plain number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The same duration in seconds.
    #[must_use]
    pub fn as_seconds(self) -> Seconds {
        Seconds(f64::from(self.0) * 60.0)
    }

    /// The same duration in hours.
    #[must_use]
    pub fn as_hours(self) -> f64 {
        f64::from(self.0) / 60.0
    }
}

/// A whole number of people at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Heads(u32);

impl Heads {
    /// So many people.
    #[must_use]
    pub const fn new(heads: u32) -> Self {
        Self(heads)
    }

    /// The plain number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Heads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A service-level target, written `80/20`: at least this share of calls answered within this time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceTarget {
    /// Share of offered calls.
    pub share: Share,
    /// Acceptable wait; a wait equal to it counts as answered in time.
    pub within: Seconds,
}

impl ServiceTarget {
    /// Reads `80/20`: percent within seconds. `None` where the text is not of that form or out of range.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (percent, seconds) = text.split_once('/')?;
        let percent: f64 = percent.trim().trim_end_matches('%').trim().parse().ok()?;
        let seconds: f64 = seconds.trim().trim_end_matches('s').trim().parse().ok()?;
        Some(Self { share: Share::new(percent / 100.0)?, within: Seconds::new(seconds)? })
    }
}

impl fmt::Display for ServiceTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", (self.share.get() * 1e8).round() / 1e6, self.within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_refuse_what_they_cannot_be() {
        assert!(Seconds::new(-1.0).is_none());
        assert!(Calls::new(f64::NAN).is_none());
        assert!(Share::new(1.1).is_none());
        assert!(Share::new(1.0).is_some());
    }

    #[test]
    fn service_target_reads_and_prints_the_same_text() {
        for text in ["80/20", "95/0", "99.5/15"] {
            assert_eq!(ServiceTarget::parse(text).expect("valid").to_string(), text);
        }
        for text in ["", "80", "120/20", "80/-1", "a/b", "NaN/20"] {
            assert!(ServiceTarget::parse(text).is_none(), "{text}");
        }
    }
}
