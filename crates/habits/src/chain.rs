//! The chain a habit moves along: paying after one, two or more paid months, stopped, gone. Forward chances give the
//! likelihood of a record, backward ones the expected counts that the next habit is estimated from (Baum et al. 1970).

use crate::habit::Habit;
use crate::record::{DAYS, MonthTraits, PaymentRecord, Seen};

/// Paying after the first, the second, a later paid month; stopped; gone.
const STANDINGS: usize = 5;
const STOPPED: usize = 3;
const GONE: usize = 4;

/// Chance of arrears paid by someone who has stopped: not ruled out, but never the better explanation.
const ODD: f64 = 1e-6;

/// Expected counts, from which a habit is estimated; they add up over people.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counts {
    stop: [(f64, f64); 3],
    skip: [(f64, f64); 4],
    gone: (f64, f64),
    back: [(f64, f64); 2],
    late: (f64, f64),
    block: (f64, f64),
    days: [f64; DAYS],
}

impl Counts {
    /// A little of what people in general do, so that no chance becomes 0 or 1 for want of months.
    pub(crate) fn prior() -> Self {
        Self {
            stop: [(0.12, 1.0), (0.08, 1.0), (0.04, 1.0)],
            skip: [(0.0, 0.0); 4],
            gone: (0.5, 1.0),
            back: [(0.1, 1.0); 2],
            late: (0.2, 1.0),
            block: (0.03, 1.0),
            days: [0.06; DAYS],
        }
    }

    pub(crate) fn none() -> Self {
        Self {
            stop: [(0.0, 0.0); 3],
            skip: [(0.0, 0.0); 4],
            gone: (0.0, 0.0),
            back: [(0.0, 0.0); 2],
            late: (0.0, 0.0),
            block: (0.0, 0.0),
            days: [0.0; DAYS],
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        let add = |a: &mut (f64, f64), b: &(f64, f64)| *a = (a.0 + b.0, a.1 + b.1);
        self.stop.iter_mut().zip(&other.stop).for_each(|(a, b)| add(a, b));
        self.skip.iter_mut().zip(&other.skip).for_each(|(a, b)| add(a, b));
        self.back.iter_mut().zip(&other.back).for_each(|(a, b)| add(a, b));
        add(&mut self.gone, &other.gone);
        add(&mut self.late, &other.late);
        add(&mut self.block, &other.block);
        self.days.iter_mut().zip(&other.days).for_each(|(a, b)| *a += b);
    }

    /// The habit these counts speak for.
    pub(crate) fn habit(&self) -> Habit {
        let chance = |(part, whole): (f64, f64), least: f64, most: f64| (part / whole).clamp(least, most);
        let days: f64 = self.days.iter().sum();
        Habit {
            stop: self.stop.map(|c| chance(c, 1e-4, 0.9)),
            skip: self.skips(),
            gone: chance(self.gone, 1e-3, 0.999),
            back: self.back.map(|c| chance(c, 1e-3, 0.9)),
            late: chance(self.late, 1e-3, 0.95),
            block: chance(self.block, 1e-4, 0.5),
            days: self.days.iter().map(|count| count / days).collect(),
        }
    }
}

impl Counts {
    /// Chances to skip, each drawn a little towards what its season and its price say of it, so that a kind of month that has
    /// not come yet (a lean month with a discount, say) is expected to be like the others of its season and price.
    fn skips(&self) -> [f64; 4] {
        let rate = |cells: &[usize]| {
            let (part, whole) =
                cells.iter().fold((0.0, 0.0), |sum: (f64, f64), c| (sum.0 + self.skip[*c].0, sum.1 + self.skip[*c].1));
            (part + 0.5) / (whole + 2.0)
        };
        let all = rate(&[0, 1, 2, 3]);
        let (ordinary, lean, full, cheap) = (rate(&[0, 1]), rate(&[2, 3]), rate(&[0, 2]), rate(&[1, 3]));
        let expected = [ordinary * full, ordinary * cheap, lean * full, lean * cheap].map(|e| (e / all).min(0.97));
        let mut skips = [0.0; 4];
        for (cell, skip) in skips.iter_mut().enumerate() {
            *skip = ((self.skip[cell].0 + 2.0 * expected[cell]) / (self.skip[cell].1 + 2.0)).clamp(1e-3, 0.97);
        }
        skips
    }
}

/// One month as the chain sees it.
#[derive(Debug, Clone, Copy)]
struct Step {
    seen: Seen,
    cell: usize,
    discounted: usize,
}

/// A record with its months looked up, ready for any number of habits.
#[derive(Debug)]
pub(crate) struct Walk {
    steps: [Step; 64],
    length: usize,
    joined: bool,
}

impl Walk {
    pub(crate) fn of(record: &PaymentRecord, traits: &[MonthTraits]) -> Self {
        let traits = &traits[usize::from(record.group)];
        let mut steps = [Step { seen: Seen::Prepaid, cell: 0, discounted: 0 }; 64];
        let mut length = 0;
        for (bit, seen) in record.months() {
            let (lean, discounted) = (traits.lean >> bit & 1 == 1, traits.discounted >> bit & 1 == 1);
            steps[length] = Step { seen, cell: Habit::cell(lean, discounted), discounted: usize::from(discounted) };
            length += 1;
        }
        Self { steps, length, joined: record.joined }
    }

    fn start(&self) -> [f64; STANDINGS] {
        let mut start = [0.0; STANDINGS];
        start[if self.joined { 0 } else { 2 }] = 1.0;
        start
    }

    /// Log likelihood under a habit, its days left out.
    pub(crate) fn log_likelihood(&self, habit: &Habit) -> f64 {
        let mut at = self.start();
        let mut scale = 0.0;
        for (i, step) in self.steps[..self.length].iter().enumerate() {
            at = forward(habit, step, &at);
            if i % 12 == 11 {
                let sum: f64 = at.iter().sum();
                at = at.map(|a| a / sum);
                scale += sum.ln();
            }
        }
        scale + at.iter().sum::<f64>().ln()
    }

    /// Adds the expected counts of this record under a habit, times `weight`.
    pub(crate) fn count(&self, habit: &Habit, weight: f64, counts: &mut Counts) {
        let mut ahead = [[0.0; STANDINGS]; 65];
        ahead[0] = self.start();
        for (i, step) in self.steps[..self.length].iter().enumerate() {
            let next = forward(habit, step, &ahead[i]);
            let sum: f64 = next.iter().sum();
            ahead[i + 1] = next.map(|a| a / sum);
        }
        let mut behind = [1.0; STANDINGS];
        for (i, step) in self.steps[..self.length].iter().enumerate().rev() {
            behind = backward(habit, step, &ahead[i], &behind, weight, counts);
        }
    }
}

fn forward(habit: &Habit, step: &Step, at: &[f64; STANDINGS]) -> [f64; STANDINGS] {
    let skip = habit.skip[step.cell];
    let mut to = [0.0; STANDINGS];
    match step.seen {
        Seen::Prepaid | Seen::Joined { block: false } => return *at,
        Seen::Joined { block: true } => to[2] = at[0] + at[1] + at[2],
        Seen::Unpaid => {
            for k in 0..3 {
                to[k] = at[k] * (1.0 - habit.stop[k]) * skip * (1.0 - habit.late);
                to[STOPPED] += at[k] * habit.stop[k] * (1.0 - habit.gone);
                to[GONE] += at[k] * habit.stop[k] * habit.gone;
            }
            to[STOPPED] += at[STOPPED] * (1.0 - habit.back[step.discounted]);
            to[GONE] += at[GONE];
        }
        Seen::Late => {
            for k in 0..3 {
                to[k] = at[k] * (1.0 - habit.stop[k]) * skip * habit.late;
            }
            to[STOPPED] = at[STOPPED] * ODD;
            to[GONE] = at[GONE] * ODD * ODD;
        }
        Seen::Paid { block } => {
            let bought = if block { habit.block } else { 1.0 - habit.block };
            for k in 0..3 {
                to[after(k, block)] += at[k] * (1.0 - habit.stop[k]) * (1.0 - skip) * bought;
            }
            to[2] += at[STOPPED] * habit.back[step.discounted] * bought;
            to[GONE] = at[GONE] * ODD * ODD;
        }
    }
    to
}

/// Standing after one more paid month, or a block of them.
fn after(standing: usize, block: bool) -> usize {
    if block { 2 } else { (standing + 1).min(2) }
}

/// One step back; adds the expected counts of the month.
fn backward(
    habit: &Habit,
    step: &Step,
    at: &[f64; STANDINGS],
    behind: &[f64; STANDINGS],
    weight: f64,
    counts: &mut Counts,
) -> [f64; STANDINGS] {
    let skip = habit.skip[step.cell];
    let mut from = [0.0; STANDINGS];
    match step.seen {
        Seen::Prepaid | Seen::Joined { block: false } => return *behind,
        Seen::Joined { block: true } => return [behind[2], behind[2], behind[2], behind[STOPPED], behind[GONE]],
        Seen::Unpaid => {
            let (mut stay, mut halt, mut leave) = ([0.0; 3], [0.0; 3], [0.0; 3]);
            for k in 0..3 {
                stay[k] = (1.0 - habit.stop[k]) * skip * (1.0 - habit.late) * behind[k];
                halt[k] = habit.stop[k] * (1.0 - habit.gone) * behind[STOPPED];
                leave[k] = habit.stop[k] * habit.gone * behind[GONE];
                from[k] = stay[k] + halt[k] + leave[k];
            }
            from[STOPPED] = (1.0 - habit.back[step.discounted]) * behind[STOPPED];
            from[GONE] = behind[GONE];
            let share = weight / dot(at, &from);
            for k in 0..3 {
                let of = at[k] * share;
                let (stay, halt, leave) = (stay[k] * of, halt[k] * of, leave[k] * of);
                add(&mut counts.stop[k], halt + leave, stay + halt + leave);
                add(&mut counts.skip[step.cell], stay, stay);
                add(&mut counts.late, 0.0, stay);
                add(&mut counts.gone, leave, halt + leave);
            }
            add(&mut counts.back[step.discounted], 0.0, at[STOPPED] * from[STOPPED] * share);
        }
        Seen::Late => {
            for k in 0..3 {
                from[k] = (1.0 - habit.stop[k]) * skip * habit.late * behind[k];
            }
            from[STOPPED] = ODD * behind[STOPPED];
            from[GONE] = ODD * ODD * behind[GONE];
            let share = weight / dot(at, &from);
            for k in 0..3 {
                let stay = at[k] * from[k] * share;
                add(&mut counts.stop[k], 0.0, stay);
                add(&mut counts.skip[step.cell], stay, stay);
                add(&mut counts.late, stay, stay);
            }
        }
        Seen::Paid { block } => {
            let bought = if block { habit.block } else { 1.0 - habit.block };
            for k in 0..3 {
                from[k] = (1.0 - habit.stop[k]) * (1.0 - skip) * bought * behind[after(k, block)];
            }
            from[STOPPED] = habit.back[step.discounted] * bought * behind[2];
            from[GONE] = ODD * ODD * behind[GONE];
            let share = weight / dot(at, &from);
            let blocks = |part: f64| if block { part } else { 0.0 };
            for k in 0..3 {
                let paid = at[k] * from[k] * share;
                add(&mut counts.stop[k], 0.0, paid);
                add(&mut counts.skip[step.cell], 0.0, paid);
                add(&mut counts.block, blocks(paid), paid);
            }
            let back = at[STOPPED] * from[STOPPED] * share;
            add(&mut counts.back[step.discounted], back, back);
            add(&mut counts.block, blocks(back), back);
        }
    }
    // Brought back to size, so that long records keep their digits; only ratios are used.
    let size = from.iter().copied().fold(0.0, f64::max);
    from.map(|f| f / size)
}

fn dot(a: &[f64; STANDINGS], b: &[f64; STANDINGS]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(count: &mut (f64, f64), part: f64, whole: f64) {
    *count = (count.0 + part, count.1 + whole);
}

/// Log chance of the days of the month on which somebody paid.
pub(crate) fn log_days(record: &PaymentRecord, log_shares: &[f64; DAYS]) -> f64 {
    record.days.each().map(|(day, count)| f64::from(count) * log_shares[day]).sum()
}

/// Adds the days of a record, times `weight`.
pub(crate) fn count_days(record: &PaymentRecord, weight: f64, counts: &mut Counts) {
    for (day, count) in record.days.each() {
        counts.days[day] += weight * f64::from(count);
    }
}
