//! People who pay by chances that are written down here, and what these chances imply, worked out forwards and apart
//! from the crate.

use domain::Month;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use retention::{Scope, Spell, State};
use std::collections::HashMap;

/// Months of history: bits 0 to 29. The twelve after it are the future.
pub const AS_OF: u8 = 29;
pub const SEGMENT_SHARES: [f64; 4] = [0.45, 0.30, 0.20, 0.05];

pub fn scope() -> Scope {
    Scope { first: Month::new(2024, 6).unwrap(), as_of_bit: AS_OF, segments: 4, grace_months: 3 }
}

/// Paid months in a row (in the first run of all or a later one), or unpaid ones, or never a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stands {
    Never,
    Paying { months: u32, first_run: bool },
    Missing { months: u32 },
}

impl Stands {
    pub fn state(self) -> State {
        match self {
            Self::Never => State::Unpaid,
            Self::Paying { months: 1, first_run: true } => State::FirstPaid,
            Self::Paying { months: 2, first_run: true } => State::SecondPaid,
            Self::Paying { months: 0..=2, .. } => State::Resumed,
            Self::Paying { months: 3..=5, .. } => State::Run3To5,
            Self::Paying { months: 6..=11, .. } => State::Run6To11,
            Self::Paying { .. } => State::Run12Plus,
            Self::Missing { months: 0..=1 } => State::Missed1,
            Self::Missing { months: 2 } => State::Missed2,
            Self::Missing { months: 3 } => State::Missed3,
            Self::Missing { months: 4..=6 } => State::Gap4To6,
            Self::Missing { months: 7..=12 } => State::Gap7To12,
            Self::Missing { .. } => State::Gap13Plus,
        }
    }

    fn then(self, paid: bool) -> Self {
        match (self, paid) {
            (Self::Never, true) => Self::Paying { months: 1, first_run: true },
            (Self::Never, false) => Self::Never,
            (Self::Paying { months, first_run }, true) => {
                Self::Paying { months: (months + 1).min(20), first_run: first_run && months < 2 }
            }
            (Self::Missing { .. }, true) => Self::Paying { months: 1, first_run: false },
            (Self::Paying { .. }, false) => Self::Missing { months: 1 },
            (Self::Missing { months }, false) => Self::Missing { months: (months + 1).min(20) },
        }
    }
}

/// The chance to pay a month (bit) of a segment in a state. `shock` is taken from the log-odds of every month after the
/// as-of month.
pub fn chance(segment: usize, state: State, bit: u8, shock: f64) -> f64 {
    let of_state = [-1.5, 1.3, 1.7, 1.2, 2.1, 2.4, 2.9, -0.2, -0.7, -1.1, -1.8, -2.4, -2.9][state as usize];
    let of_segment = [0.4, -0.3, 0.0, -0.9][segment];
    let month = f64::from(scope().first.plus(i32::from(bit)).month());
    // Each segment has its lean months at another time of the year, and one of them more of them.
    let wave =
        [0.1, 0.9, 0.3, 0.5][segment] * ((month - [1.0, 1.0, 4.0, 7.0][segment]) * std::f64::consts::TAU / 12.0).cos();
    let own = if segment == 2 && state as usize <= 3 { -0.5 } else { 0.0 };
    let log_odds = of_state + of_segment - wave + own - if bit > AS_OF { shock } else { 0.0 };
    1.0 / (1.0 + (-log_odds).exp())
}

pub struct Person {
    pub row: u32,
    /// As known in the as-of month: later bits are prepaid ones.
    pub then: Spell,
    pub stands: Stands,
    pub prepaid: u8,
    /// Cover in the twelve months after it, too.
    pub covered_later: u64,
}

pub fn people(seed: u64, count: u32, shock: f64) -> Vec<Person> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..count).map(|row| person(row, &mut rng, shock)).collect()
}

fn person(row: u32, rng: &mut Xoshiro256PlusPlus, shock: f64) -> Person {
    let mut left = rng.r#gen::<f64>();
    let segment = SEGMENT_SHARES.iter().position(|share| {
        left -= share;
        left < 0.0
    });
    let segment = segment.unwrap_or(3);
    // From 30 months before the file begins to two months before the as-of month.
    let start = rng.gen_range(-30..28_i32);
    let mut stands = if rng.gen_bool(0.9) { Stands::Paying { months: 1, first_run: true } } else { Stands::Never };
    let (mut covered, mut due) = (0_u64, 0_u64);
    let mut prepaid = 0;
    let mut at_as_of = (stands, 0);
    for bit in start..=i32::from(AS_OF) + 12 {
        if bit > start {
            let ahead = bit > i32::from(AS_OF) && bit <= i32::from(AS_OF) + i32::from(prepaid);
            let p = chance(segment, stands.state(), bit.rem_euclid(12) as u8 + if bit > 29 { 36 } else { 0 }, shock);
            // Drawn even when prepaid, so that a shock changes nothing else.
            let drawn = rng.gen_bool(p);
            stands = stands.then(ahead || drawn);
        }
        if bit >= 0 {
            due |= 1 << bit;
            covered |= u64::from(matches!(stands, Stands::Paying { .. })) << bit;
        }
        if bit == i32::from(AS_OF) {
            if matches!(stands, Stands::Paying { .. }) && rng.gen_bool(0.1) {
                prepaid = [3, 6, 12][rng.gen_range(0..3)];
            }
            at_as_of = (stands, prepaid);
        }
    }
    let known = (1_u64 << (AS_OF + prepaid + 1)) - 1;
    let due = due & ((1 << (AS_OF + 1)) - 1);
    let then = Spell { covered: covered & known, due, segment: segment as u16 };
    Person { row, then, stands: at_as_of.0, prepaid: at_as_of.1, covered_later: covered }
}

/// What the chances imply for the twelve months after the as-of month.
#[derive(Debug, Clone, Copy)]
pub struct Implied {
    pub months: f64,
    pub lapse: f64,
}

#[derive(Default)]
pub struct Truth(HashMap<(u16, Stands, u8), Implied>);

impl Truth {
    /// Carries the whole distribution of standings forwards; those who lapse are set aside with what they go on to pay.
    pub fn of(&mut self, person: &Person, shock: f64) -> Implied {
        let segment = person.then.segment;
        *self.0.entry((segment, person.stands, person.prepaid)).or_insert_with(|| {
            let mut now: HashMap<(Stands, bool), f64> = HashMap::from([((person.stands, false), 1.0)]);
            let mut months = 0.0;
            for ahead in 1..=12 {
                let mut next: HashMap<(Stands, bool), f64> = HashMap::new();
                for ((stands, lapsed), mass) in now {
                    let bit = AS_OF + ahead;
                    let p = if ahead <= person.prepaid {
                        1.0
                    } else {
                        chance(segment.into(), stands.state(), calendar(bit), shock)
                    };
                    months += mass * p;
                    *next.entry((stands.then(true), lapsed)).or_default() += mass * p;
                    let unpaid = stands.then(false);
                    let gone = lapsed || matches!(unpaid, Stands::Missing { months: 4.. });
                    *next.entry((unpaid, gone)).or_default() += mass * (1.0 - p);
                }
                now = next;
            }
            let lapse = now.iter().filter(|((_, lapsed), _)| *lapsed).map(|(_, mass)| mass).sum();
            Implied { months, lapse }
        })
    }
}

/// The same calendar month in the years that `person` asks for.
fn calendar(bit: u8) -> u8 {
    bit % 12 + 36
}
