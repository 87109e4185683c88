//! What a plan costs, what it keeps for what may follow, and where it stops.

use domain::{Rupiah, Share};
use serde::Serialize;

/// The money of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Money {
    /// First touches, all of which go out.
    pub first_touches: Rupiah,
    /// Kept for follow-ups, of which the declared share is expected.
    pub follow_ups: Rupiah,
    /// Leaflets paid for beyond those handed out, because a printer takes no smaller run.
    pub print_top_up: Rupiah,
}

impl Money {
    /// What is kept beside the first touches.
    pub fn reserve(&self) -> Rupiah {
        self.follow_ups + self.print_top_up
    }

    /// All of it; never above the budget of a plan.
    pub fn total(&self) -> Rupiah {
        self.first_touches + self.reserve()
    }
}

/// The part of an amount that a share of it takes, to the next whole rupiah.
pub(crate) fn part_of(rupiah: i64, share: Share) -> Rupiah {
    let millionths = (share.get() * 1e6).round() as i128;
    let part = (i128::from(rupiah) * millionths + 999_999).div_euclid(1_000_000);
    Rupiah::whole(i64::try_from(part).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_part_is_rounded_up() {
        assert_eq!(part_of(1_001, Share::new(0.5).unwrap()), Rupiah::whole(501));
        assert_eq!(part_of(1_000, Share::ALL), Rupiah::whole(1_000));
        assert_eq!(part_of(i64::MAX, Share::ALL), Rupiah::whole(i64::MAX));
    }
}
