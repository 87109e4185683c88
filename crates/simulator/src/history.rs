//! The payment process over the months up to the as-of day.

use crate::draw::{between, chance, pick};
use crate::figures::Prepay;
use crate::habit::{HiddenType, MonthAhead, Standing, back_chance, miss_chance, stop_chance};
use crate::params::SimulationParams;
use crate::person::Person;
use crate::price::PriceCalendar;
use chrono::{Days, NaiveDate};
use domain::contribution::PaidAt;
use domain::{Month, OccupationGroup};
use rand::RngCore;

/// Arrears are paid at most so many days after the first day of the month that follows the skipped one.
pub(crate) const LATEST_ARREARS_DAY: u32 = 34;

/// A month paid, before its price is looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaidMonth {
    pub covered: Month,
    pub paid_on: NaiveDate,
    pub known_on: NaiveDate,
    pub place: PaidAt,
}

/// How a worker stands at the end of the history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HistoryEnd {
    pub standing: Standing,
    /// Day of a claim of the savings.
    pub ended_on: Option<NaiveDate>,
}

/// What the months are like for workers of a village.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub params: &'a SimulationParams,
    pub prices: &'a PriceCalendar,
    /// First month simulated.
    pub first: Month,
    /// The as-of day.
    pub as_of: NaiveDate,
    /// Factor of the village on hazards and skips.
    pub village_factor: f64,
}

impl Setting<'_> {
    /// A month as people of an occupation group meet it.
    pub(crate) fn month(&self, group: OccupationGroup, month: Month) -> MonthAhead {
        let (discounted, price_factor) = self.prices.of(group, month);
        MonthAhead { season: self.season(group, month), discounted, price_factor, village_factor: self.village_factor }
    }

    fn season(&self, group: OccupationGroup, month: Month) -> f64 {
        self.params.group(group).month_index[month.month() as usize - 1]
    }

    /// True in good months that come before worse ones: the time to sell a block.
    fn after_peak(&self, group: OccupationGroup, month: Month) -> bool {
        let now = self.season(group, month);
        now >= 1.1 && self.season(group, month.plus(3)) < now
    }

    /// Chance that a purchase of the month is a block of several months.
    pub(crate) fn block_chance(&self, kind: HiddenType, group: OccupationGroup, month: Month) -> f64 {
        let factor = if self.after_peak(group, month) { self.params.prepay.after_peak_factor } else { 1.0 };
        self.params.behaviour.of(kind).prepay * factor
    }
}

/// Walks through the months; what is paid goes to `paid`, in order of covered months.
pub(crate) fn pay_through(
    setting: &Setting<'_>,
    person: &Person,
    rng: &mut impl RngCore,
    paid: &mut Vec<PaidMonth>,
) -> HistoryEnd {
    let Some(registered_on) = person.member.registered_on else {
        return HistoryEnd { standing: Standing::Prospect, ended_on: None };
    };
    if person.never_pays {
        return HistoryEnd { standing: Standing::Gone, ended_on: None };
    }
    let start = Month::of(registered_on).max(setting.first);
    if person.member.paid_by_state {
        return paid_by_state(setting, start, registered_on, rng, paid);
    }
    let joined_before = Month::of(registered_on) < setting.first;
    let mut standing = Standing::Paying { paid_months: if joined_before { 3 } else { 0 } };
    let mut covered_to: Option<Month> = None;
    let mut stopped_in = start;
    let last = Month::of(setting.as_of);
    let habit = setting.params.behaviour.of(person.hidden_type);
    let mut month = start;
    while month <= last {
        let ahead = setting.month(person.member.group, month);
        if covered_to.is_none_or(|to| to < month) {
            standing = match standing {
                Standing::Paying { paid_months } => {
                    let is_first_ever = paid_months == 0 && month == start;
                    if !is_first_ever
                        && chance(rng, stop_chance(setting.params, person.hidden_type, paid_months, &ahead))
                    {
                        stopped_in = month;
                        if chance(rng, habit.for_good) { Standing::Gone } else { Standing::Stopped }
                    } else if !is_first_ever && chance(rng, miss_chance(setting.params, person.hidden_type, &ahead)) {
                        if chance(rng, habit.late) {
                            paid.push(arrears(setting, person, month, rng));
                        }
                        Standing::Paying { paid_months }
                    } else {
                        let months = block(setting, person, month, rng);
                        buy(setting, person, month, months, registered_on, rng, paid);
                        covered_to = Some(month.plus(months as i32 - 1));
                        Standing::Paying { paid_months: paid_months + months }
                    }
                }
                Standing::Stopped if chance(rng, back_chance(setting.params, person.hidden_type, &ahead)) => {
                    buy(setting, person, month, 1, registered_on, rng, paid);
                    covered_to = Some(month);
                    Standing::Paying { paid_months: 3 }
                }
                other => other,
            };
        }
        month = month.plus(1);
    }
    let claims = standing == Standing::Gone
        && person.member.programmes == domain::ProgrammeSet::WithSavings
        && chance(rng, setting.params.population.jht_claim_share);
    let claim_day = stopped_in.plus(2).first_day() + Days::new(u64::from(between(rng, 0, 27)));
    HistoryEnd { standing, ended_on: (claims && claim_day <= setting.as_of).then_some(claim_day) }
}

fn paid_by_state(
    setting: &Setting<'_>,
    start: Month,
    registered_on: NaiveDate,
    rng: &mut impl RngCore,
    paid: &mut Vec<PaidMonth>,
) -> HistoryEnd {
    let mut month = start;
    let last = Month::of(setting.as_of);
    let lag = setting.params.known_after_days.of(PaidAt::State);
    while month <= last {
        let months = 6 - (month.month() as i32 - 1) % 6;
        let paid_on = (month.first_day() + Days::new(u64::from(between(rng, 4, 24)))).max(registered_on);
        let known_on = paid_on + Days::new(u64::from(between(rng, 0, lag)));
        if chance(rng, setting.params.population.state_renewal) {
            let block =
                (0..months).map(|i| PaidMonth { covered: month.plus(i), paid_on, known_on, place: PaidAt::State });
            paid.extend(block);
        }
        month = month.plus(months);
    }
    HistoryEnd { standing: Standing::Paying { paid_months: 12 }, ended_on: None }
}

/// Months bought at once: 1, or a block ahead.
fn block(setting: &Setting<'_>, person: &Person, month: Month, rng: &mut impl RngCore) -> u32 {
    if chance(rng, setting.block_chance(person.hidden_type, person.member.group, month)) {
        Prepay::BLOCKS[pick(rng, &setting.params.prepay.shares())]
    } else {
        1
    }
}

fn buy(
    setting: &Setting<'_>,
    person: &Person,
    month: Month,
    months: u32,
    registered_on: NaiveDate,
    rng: &mut impl RngCore,
    paid: &mut Vec<PaidMonth>,
) {
    let habit = setting.params.behaviour.of(person.hidden_type);
    let day = between(rng, habit.first_day, habit.last_day);
    let paid_on = (month.first_day() + Days::new(u64::from(day - 1))).max(registered_on);
    let place = place_of(setting.params, person, rng);
    let known_on = paid_on + Days::new(u64::from(between(rng, 0, setting.params.known_after_days.of(place))));
    paid.extend((0..months).map(|i| PaidMonth { covered: month.plus(i as i32), paid_on, known_on, place }));
}

/// A skipped month that is paid after it ended, inside the grace.
fn arrears(setting: &Setting<'_>, person: &Person, month: Month, rng: &mut impl RngCore) -> PaidMonth {
    let paid_on = month.plus(1).first_day() + Days::new(u64::from(between(rng, 0, LATEST_ARREARS_DAY)));
    let place = place_of(setting.params, person, rng);
    let known_on = paid_on + Days::new(u64::from(between(rng, 0, setting.params.known_after_days.of(place))));
    PaidMonth { covered: month, paid_on, known_on, place }
}

fn place_of(params: &SimulationParams, person: &Person, rng: &mut impl RngCore) -> PaidAt {
    if chance(rng, params.population.same_place) {
        person.usual_place
    } else {
        PaidAt::ALL[pick(rng, &params.group(person.member.group).paid_at.shares())]
    }
}
