//! The forward recursion: how likely a member's months are for a hidden type.

use super::evidence::{Evidence, Seen, UsualPlace};
use crate::figures::{Behaviour, Prepay};
use crate::habit::{HiddenType, back_chance, miss_chance, stop_chance};
use crate::history::{LATEST_ARREARS_DAY, Setting};
use chrono::{Datelike, Days, NaiveDate};
use domain::contribution::PaidAt;
use domain::{Member, Month};

/// Paid months that are told apart: 0, 1, 2 and 3 or more. The hazard is the same from 3 on.
const PAID: usize = 4;
/// The longest block less the month it is bought in.
const LONGEST_AHEAD: usize = 11;
/// Days of a month on which a savings claim can fall.
const CLAIM_DAYS: u32 = 28;

/// What a month holds for a type, before anything of it is seen.
#[derive(Debug, Clone, Copy)]
struct MonthChances {
    stop: [f64; PAID],
    miss: f64,
    back: f64,
    /// Of one month bought alone and of each block.
    block: [f64; 1 + Prepay::BLOCKS.len()],
    /// That a purchase falls on the day seen.
    day: f64,
    /// That leaving for good in this month shows the claim, or the absence of a claim, that is seen.
    ended_as_seen: f64,
    /// By usual place: that a purchase of this month is not known yet, and that its arrears are not.
    unknown_purchase: [f64; 5],
    unknown_arrears: [f64; 5],
}

/// What all months hold for a type.
#[derive(Debug)]
pub(super) struct Chances {
    months: Vec<MonthChances>,
    for_good: f64,
    late: f64,
}

impl Chances {
    pub(super) fn of(
        setting: &Setting<'_>,
        member: &Member,
        evidence: &Evidence,
        places: &[UsualPlace; 5],
        kind: HiddenType,
    ) -> Self {
        let params = setting.params;
        let habit = params.behaviour.of(kind);
        let months = (evidence.start.index()..)
            .map(Month::from_index)
            .zip(&evidence.months)
            .map(|(month, seen)| {
                let ahead = setting.month(member.group, month);
                let block = setting.block_chance(kind, member.group, month).min(1.0);
                let shares = params.prepay.shares();
                let total: f64 = shares.iter().sum();
                let mut blocks = [1.0 - block; 4];
                for (chance, share) in blocks[1..].iter_mut().zip(shares) {
                    *chance = block * share / total;
                }
                MonthChances {
                    stop: std::array::from_fn(|paid| stop_chance(params, kind, paid as u32, &ahead)),
                    miss: miss_chance(params, kind, &ahead),
                    back: back_chance(params, kind, &ahead),
                    block: blocks,
                    day: match seen {
                        Seen::Bought { day, .. } => day_chance(habit, evidence, month, *day),
                        _ => 0.0,
                    },
                    ended_as_seen: ended_as_seen(setting, evidence, month),
                    unknown_purchase: unknown_purchase(setting, evidence, habit, month, places),
                    unknown_arrears: unknown_arrears(setting, month, places),
                }
            })
            .collect();
        Self { months, for_good: habit.for_good, late: habit.late }
    }
}

/// Where a member may stand before a month, each with its probability jointly with all that was seen before it.
#[derive(Debug, Clone, Copy, Default)]
struct Standings {
    paying: [f64; PAID],
    stopped: f64,
    /// Weighted already with the chance of what is seen of a claim.
    gone: f64,
    /// Covered for so many more months by a block that is not known yet.
    ahead: [f64; LONGEST_AHEAD + 1],
}

impl Standings {
    fn total(&self) -> f64 {
        self.paying.iter().sum::<f64>() + self.stopped + self.gone + self.ahead.iter().sum::<f64>()
    }

    fn scaled(mut self, by: f64) -> Self {
        self.paying.iter_mut().chain(&mut self.ahead).for_each(|mass| *mass *= by);
        self.stopped *= by;
        self.gone *= by;
        self
    }
}

/// Log of the chance of all that is seen, up to factors that no type changes; minus infinity when it cannot be.
pub(super) fn log_likelihood(chances: &Chances, evidence: &Evidence, usual_place: usize) -> f64 {
    let mut now = Standings::default();
    now.paying[if evidence.joined_before { 3 } else { 0 }] = 1.0;
    let mut log = 0.0;
    for (month, seen) in chances.months.iter().zip(&evidence.months) {
        let next = match *seen {
            Seen::Covered => continue,
            Seen::Nothing => nothing_seen(&now, month, chances, usual_place),
            Seen::Bought { block, .. } => bought(&now, month, block),
            Seen::PaidLate => paid_late(&now, month, chances),
        };
        let total = next.total();
        if total <= 0.0 {
            return f64::NEG_INFINITY;
        }
        log += total.ln();
        now = next.scaled(1.0 / total);
    }
    // Whoever claimed their savings is gone.
    log + if evidence.claimed_after_stop_in.is_some() { now.gone } else { now.total() }.ln()
}

/// Of those paying: the mass that stops, that skips the month, and that buys, by paid months. The month of joining is
/// always bought.
fn paths(now: &Standings, month: &MonthChances) -> [(f64, f64, f64); PAID] {
    std::array::from_fn(|paid| {
        let mass = now.paying[paid];
        if paid == 0 {
            return (0.0, 0.0, mass);
        }
        let stays = mass * (1.0 - month.stop[paid]);
        (mass * month.stop[paid], stays * month.miss, stays * (1.0 - month.miss))
    })
}

fn months_of(block: usize) -> usize {
    if block == 0 { 1 } else { Prepay::BLOCKS[block - 1] as usize }
}

fn bought(now: &Standings, month: &MonthChances, block: usize) -> Standings {
    let mut next = Standings::default();
    for (paid, (_, _, buys)) in paths(now, month).into_iter().enumerate() {
        next.paying[(paid + months_of(block)).min(PAID - 1)] += buys * month.block[block] * month.day;
    }
    if block == 0 {
        // Who comes back buys one month and counts as an old member.
        next.paying[PAID - 1] += now.stopped * month.back * month.day;
    }
    next
}

fn paid_late(now: &Standings, month: &MonthChances, chances: &Chances) -> Standings {
    let mut next = Standings::default();
    for (paid, (_, skips, _)) in paths(now, month).into_iter().enumerate() {
        next.paying[paid] = skips * chances.late;
    }
    next
}

fn nothing_seen(now: &Standings, month: &MonthChances, chances: &Chances, usual_place: usize) -> Standings {
    let unknown = month.unknown_purchase[usual_place];
    let mut next = Standings { gone: now.gone, ..Standings::default() };
    for (paid, (stops, skips, buys)) in paths(now, month).into_iter().enumerate() {
        next.gone += stops * chances.for_good * month.ended_as_seen;
        next.stopped += stops * (1.0 - chances.for_good);
        next.paying[paid] += skips * (1.0 - chances.late * (1.0 - month.unknown_arrears[usual_place]));
        next.paying[(paid + 1).min(PAID - 1)] += buys * unknown * month.block[0];
        for block in 1..=Prepay::BLOCKS.len() {
            next.ahead[months_of(block) - 1] += buys * unknown * month.block[block];
        }
    }
    next.stopped += now.stopped * (1.0 - month.back);
    next.paying[PAID - 1] += now.stopped * month.back * unknown;
    for left in 1..=LONGEST_AHEAD {
        let ahead = if left == 1 { &mut next.paying[PAID - 1] } else { &mut next.ahead[left - 1] };
        *ahead += now.ahead[left];
    }
    next
}

/// Days of the type's habit; those before the day of registration are moved to it.
fn day_chance(habit: &Behaviour, evidence: &Evidence, month: Month, day: u32) -> f64 {
    let earliest = if month == Month::of(evidence.registered_on) { evidence.registered_on.day() } else { 1 };
    let days = (habit.first_day..=habit.last_day).filter(|d| (*d).max(earliest) == day).count();
    days as f64 / f64::from(habit.last_day - habit.first_day + 1)
}

fn ended_as_seen(setting: &Setting<'_>, evidence: &Evidence, stopped_in: Month) -> f64 {
    let claims = if evidence.has_savings { setting.params.population.jht_claim_share } else { 0.0 };
    match evidence.claimed_after_stop_in {
        Some(month) if month == stopped_in => claims / f64::from(CLAIM_DAYS),
        Some(_) => 0.0,
        None => {
            let until = (setting.as_of - stopped_in.plus(2).first_day()).num_days() + 1;
            let seen = until.clamp(0, i64::from(CLAIM_DAYS)) as f64 / f64::from(CLAIM_DAYS);
            1.0 - claims * seen
        }
    }
}

/// By usual place, for a purchase in a month.
fn unknown_purchase(
    setting: &Setting<'_>,
    evidence: &Evidence,
    habit: &Behaviour,
    month: Month,
    places: &[UsualPlace; 5],
) -> [f64; 5] {
    let days = (habit.first_day..=habit.last_day)
        .map(|day| (month.first_day() + Days::new(u64::from(day - 1))).max(evidence.registered_on));
    mean_unknown(setting, places, month.last_day(), days)
}

/// By usual place, for the arrears of a month.
fn unknown_arrears(setting: &Setting<'_>, month: Month, places: &[UsualPlace; 5]) -> [f64; 5] {
    let first = month.plus(1).first_day();
    let latest = first + Days::new(u64::from(LATEST_ARREARS_DAY));
    mean_unknown(setting, places, latest, (0..=LATEST_ARREARS_DAY).map(|day| first + Days::new(u64::from(day))))
}

/// Mean over days of payment, none after `latest`, of the chance that the agency does not know it on the as-of day.
fn mean_unknown(
    setting: &Setting<'_>,
    places: &[UsualPlace; 5],
    latest: NaiveDate,
    days: impl Iterator<Item = NaiveDate>,
) -> [f64; 5] {
    let longest: [i64; 5] =
        std::array::from_fn(|place| i64::from(setting.params.known_after_days.of(PaidAt::ALL[place])));
    // Nearly all months are so long ago that everything is known.
    if longest.iter().all(|days| (setting.as_of - latest).num_days() >= *days) {
        return [0.0; 5];
    }
    let mut unknown = [0.0; 5];
    let mut count = 0.0;
    for paid_on in days {
        count += 1.0;
        let passed = (setting.as_of - paid_on).num_days();
        for (sum, longest) in unknown.iter_mut().zip(longest) {
            // Known after 0 to `longest` days, each as likely.
            *sum += (longest - passed).clamp(0, longest + 1) as f64 / (longest + 1) as f64;
        }
    }
    places.map(|usual| usual.shares.iter().zip(unknown).map(|(share, sum)| share * sum / count).sum())
}
