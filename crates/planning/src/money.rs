//! What a plan costs, what it keeps for what may follow, and where it stops.

use chrono::NaiveDate;
use domain::rules::{ChannelRate, RATES_FILE, rate_on};
use domain::{Channel, DomainError, Rupiah, Share};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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

/// Rates of touches by the day on which each goes out, each looked up once.
pub(crate) struct Rates<'a> {
    rows: &'a [ChannelRate],
    known: BTreeMap<(Channel, NaiveDate), &'a ChannelRate>,
}

impl<'a> Rates<'a> {
    pub(crate) fn new(rows: &'a [ChannelRate]) -> Self {
        Self { rows, known: BTreeMap::new() }
    }

    /// Whole rupiah for a touch on a day.
    pub(crate) fn rupiah_on(&mut self, channel: Channel, day: NaiveDate) -> Result<i64, DomainError> {
        if let Some(rate) = self.known.get(&(channel, day)) {
            return Ok(rate.rupiah);
        }
        let rate = rate_on(self.rows, channel, day)?;
        self.known.insert((channel, day), rate);
        Ok(rate.rupiah)
    }

    /// The rows looked up so far that a person must check.
    pub(crate) fn unverified(&self) -> BTreeSet<String> {
        self.known.values().filter_map(|rate| row_of_rate(rate)).collect()
    }
}

/// The row of a rate that a person must check.
pub(crate) fn row_of_rate(rate: &ChannelRate) -> Option<String> {
    rate.provenance.confidence.needs_checking().then(|| format!("{RATES_FILE}: {}", rate.channel.key()))
}

/// The highest rate of a touch, whole rupiah, that holds on some day from a first to a last one.
pub(crate) fn dearest_rate(
    rates: &[ChannelRate],
    channel: Channel,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<i64, DomainError> {
    let begun = rate_on(rates, channel, first)?.rupiah;
    let later =
        rates.iter().filter(|rate| rate.channel == channel && first < rate.valid_from && rate.valid_from <= last);
    Ok(later.map(|rate| rate.rupiah).fold(begun, i64::max))
}

/// Of `people` the share that is expected, whole ones only, at least one of somebody: what is sure to be handed out of a print run.
pub(crate) fn expected_of(people: u64, share: Share) -> u64 {
    let millionths = (share.get() * 1e6).round() as u128;
    let expected = u128::from(people) * millionths / 1_000_000;
    u64::try_from(expected).unwrap_or(u64::MAX).max(u64::from(people > 0))
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

    #[test]
    fn of_the_expected_only_whole_ones_are_sure() {
        let half = Share::new(0.5).unwrap();
        assert_eq!([0, 1, 3, 658].map(|people| expected_of(people, half)), [0, 1, 1, 329]);
        assert_eq!(expected_of(658, Share::ALL), 658);
    }

    #[test]
    fn a_rate_is_that_of_the_day_and_the_dearest_that_of_any_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let text = "channel,item,rupiah,valid_from,source,as_of,confidence\n\
                    whatsapp,message,586,2025-07-01,a test,2026-11-22,confirmed\n\
                    whatsapp,message,5860,2026-12-02,a test,2026-11-22,unverified\n\
                    whatsapp,message,400,2026-12-05,a test,2026-11-22,confirmed\n";
        let rows: Vec<ChannelRate> = domain::rules::read_rows(RATES_FILE, text).unwrap();
        let mut rates = Rates::new(&rows);
        let on = |rates: &mut Rates<'_>, text| rates.rupiah_on(Channel::Whatsapp, day(text)).unwrap();
        assert_eq!(on(&mut rates, "2026-12-01"), 586);
        assert!(rates.unverified().is_empty());
        assert_eq!((on(&mut rates, "2026-12-02"), on(&mut rates, "2026-12-07")), (5_860, 400));
        assert_eq!(rates.unverified().len(), 1);
        let dearest = |from, to| dearest_rate(&rows, Channel::Whatsapp, (day(from), day(to))).unwrap();
        assert_eq!(dearest("2026-12-01", "2026-12-01"), 586);
        assert_eq!((dearest("2026-12-01", "2026-12-31"), dearest("2026-12-06", "2026-12-31")), (5_860, 400));
    }
}
