//! What people already have from other campaigns, and who is never touched.

use crate::lot::ticket;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Channel, MemberId, Share, TimeZoneCode};
use std::collections::HashMap;

/// A touch of another approved campaign, sent or still due; its planned follow-ups too, since they may go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorTouch {
    /// Whom.
    pub member: MemberId,
    /// How.
    pub channel: Channel,
    /// When it was or will be sent.
    pub due_at: DateTime<Utc>,
}

impl PriorTouch {
    /// The day on a clock.
    pub fn day_in(&self, zone: TimeZoneCode) -> NaiveDate {
        self.due_at.with_timezone(&zone.offset()).date_naive()
    }
}

/// Prior touches by member.
pub(crate) struct Taken<'a>(HashMap<&'a str, Vec<&'a PriorTouch>>);

impl<'a> Taken<'a> {
    pub(crate) fn of(prior: &'a [PriorTouch]) -> Self {
        let mut by_member: HashMap<&str, Vec<&PriorTouch>> = HashMap::new();
        for touch in prior {
            by_member.entry(touch.member.0.as_str()).or_default().push(touch);
        }
        Self(by_member)
    }

    /// The days already taken of a member, on their own clock, in order.
    pub(crate) fn days(&self, member: &str, zone: TimeZoneCode) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> =
            self.0.get(member).map_or_else(Vec::new, |touches| touches.iter().map(|t| t.day_in(zone)).collect());
        days.sort_unstable();
        days
    }
}

/// Whether a member is in the standing holdout, whom no campaign touches: the lowest `share` of tickets, salted with `seed`.
///
/// Each member is decided alone, so the holdout of today is that of next year, newcomers are drawn as they come, and any node
/// that holds the seed gives the same answer at the moment of sending.
pub fn standing_holdout(seed: &str, share: Share, member: &str) -> bool {
    // A ticket is uniform over 64 bits; 53 of them are exact as a float.
    let place = (ticket(seed, "standing holdout", member) >> 11) as f64 / (1_u64 << 53) as f64;
    place < share.get()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_standing_holdout_is_its_share_and_stays_when_the_share_grows() {
        let held = |seed: &str, share: f64| -> Vec<u32> {
            let share = Share::new(share).unwrap();
            (0..20_000_u32).filter(|i| standing_holdout(seed, share, &format!("M{i}"))).collect()
        };
        let small = held("tetap", 0.05);
        // 20,000 draws of 0.05: standard error 31.
        assert!((small.len() as f64 - 1_000.0).abs() < 3.0 * 31.0, "{}", small.len());
        let large = held("tetap", 0.1);
        assert!(small.iter().all(|i| large.contains(i)));
        let other = held("lain", 0.05).into_iter().filter(|i| small.contains(i)).count();
        assert!(other < 100, "another seed drew the same people: {other}");
        assert!(held("tetap", 0.0).is_empty() && held("tetap", 1.0).len() == 20_000);
    }
}
