//! What a file shows of one member, month by month.

use crate::figures::Prepay;
use crate::history::{LATEST_ARREARS_DAY, Setting};
use chrono::{Datelike, NaiveDate};
use domain::contribution::{PaidAt, ProgrammeSet};
use domain::{Contribution, Member, Month};

/// Places where people pay themselves: all but the state.
const PLACES: usize = 5;

/// What is seen of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// No payment for it is known.
    Nothing,
    /// Bought in the month itself, alone or with the months after it; `block` is 0 for one month, else 1 + the place
    /// among the blocks sold.
    Bought { block: usize, day: u32 },
    /// Paid after it ended.
    PaidLate,
    /// Inside a block bought before it began.
    Covered,
}

/// All that is seen of a member.
#[derive(Debug)]
pub(super) struct Evidence {
    /// The first month the member could pay, and all up to the as-of month.
    pub start: Month,
    pub months: Vec<Seen>,
    /// The day before which no payment can be made.
    pub registered_on: NaiveDate,
    /// Registered before the first month simulated.
    pub joined_before: bool,
    /// Month of stopping, read from the day of a savings claim.
    pub claimed_after_stop_in: Option<Month>,
    /// Whether a claim is possible at all.
    pub has_savings: bool,
    /// Where each purchase was paid.
    places: Vec<PaidAt>,
}

/// How likely a usual place is, given where the member paid, and where a payment of theirs goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct UsualPlace {
    pub log_weight: f64,
    pub shares: [f64; PLACES],
}

impl Evidence {
    /// `None` without any known payment, and for payments that the model cannot have made.
    pub(super) fn of(setting: &Setting<'_>, member: &Member, contributions: &[Contribution]) -> Option<Self> {
        let registered_on = member.registered_on.filter(|_| !member.paid_by_state)?;
        let mut known: Vec<&Contribution> = contributions.iter().filter(|c| c.known_on <= setting.as_of).collect();
        if known.is_empty() {
            return None;
        }
        known.sort_by_key(|c| c.coverage_month);
        let start = Month::of(registered_on).max(setting.first);
        let last = Month::of(setting.as_of);
        let mut months = vec![Seen::Nothing; usize::try_from(last.months_since(start) + 1).ok()?];
        let mut places = Vec::new();
        let mut rest = known.as_slice();
        while let Some(c) = rest.first() {
            let at = usize::try_from(c.coverage_month.months_since(start)).ok().filter(|at| *at < months.len())?;
            if months[at] != Seen::Nothing || c.paid_at == PaidAt::State {
                return None;
            }
            let paid_in = Month::of(c.paid_on);
            if paid_in < c.coverage_month {
                return None;
            }
            places.push(c.paid_at);
            if paid_in > c.coverage_month {
                let late = (c.paid_on - c.coverage_month.plus(1).first_day()).num_days();
                if late > i64::from(LATEST_ARREARS_DAY) {
                    return None;
                }
                months[at] = Seen::PaidLate;
                rest = &rest[1..];
                continue;
            }
            let bought = rest
                .iter()
                .enumerate()
                .take_while(|(i, r)| r.paid_on == c.paid_on && r.coverage_month == c.coverage_month.plus(*i as i32))
                .count();
            let block = if bought == 1 { 0 } else { 1 + Prepay::BLOCKS.iter().position(|b| *b as usize == bought)? };
            months[at] = Seen::Bought { block, day: c.paid_on.day() };
            for later in months.iter_mut().skip(at + 1).take(bought - 1) {
                *later = Seen::Covered;
            }
            rest = &rest[bought..];
        }
        Some(Self {
            start,
            months,
            registered_on,
            joined_before: Month::of(registered_on) < setting.first,
            claimed_after_stop_in: member.ended_on.map(|day| Month::of(day).plus(-2)),
            has_savings: member.programmes == ProgrammeSet::WithSavings,
            places,
        })
    }

    /// Each usual place with its weight, in the order of [`PaidAt::ALL`] without the state.
    pub(super) fn usual_places(&self, setting: &Setting<'_>, member: &Member) -> [UsualPlace; PLACES] {
        let mix = setting.params.group(member.group).paid_at.shares();
        let total: f64 = mix.iter().sum();
        let same = setting.params.population.same_place;
        std::array::from_fn(|usual| {
            let mut shares = mix.map(|share| (1.0 - same) * share / total);
            shares[usual] += same;
            let paid: f64 = self.places.iter().map(|place| shares[*place as usize].ln()).sum();
            UsualPlace { log_weight: (mix[usual] / total).ln() + paid, shares }
        })
    }
}
