//! People of two arms in order of falling score, equal scores together.

use crate::error::{TargetingError, finite, same_rows};
use crate::radix::{Keys, sorted};
use crate::sums::{ArmSums, is_rate};
use crate::sweep::{Sweep, Swept};

pub(crate) const TREATED: u8 = 1;
pub(crate) const POSITIVE: u8 = 2;
/// The last row of those with its score.
pub(crate) const LAST: u8 = 4;

/// A score put to the test of an experiment: one arm against the control, highest score first.
///
/// Nothing is ever cut inside a tie: where a depth falls among people of the same score, every one of them counts with the
/// same part, which is the mean over all orders they could stand in.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// Treated, outcome of one, last of its tie: a byte a row.
    pub(crate) rows: Vec<u8>,
    /// Outcomes in the same order, where they are not 0 and 1.
    pub(crate) amounts: Option<Vec<f64>>,
    /// Area codes in the same order.
    pub(crate) areas: Option<Vec<u32>>,
    /// Sums of everybody.
    pub(crate) total: ArmSums,
    /// Distinct scores.
    pub(crate) distinct: usize,
}

impl Ranking {
    /// Ranks rows by their score; `treated` is false for the control. Outcomes are 0 and 1, or any finite numbers.
    pub fn new(score: &[f64], outcome: &[f64], treated: &[bool]) -> Result<Self, TargetingError> {
        check(score, outcome, treated)?;
        let keys = Keys::of(score);
        // A key and the two bits of its row in one word are sorted in half the time.
        let ranking = if is_rate(outcome) && keys.bits <= 62 {
            Self::of_rates(&keys, score, outcome, treated)
        } else {
            Self::of_places(&keys, score, outcome, treated, None)
        };
        ranking.with_both_arms()
    }

    /// The same for a lot by area: `area` holds the code of each row's area. Intervals then draw areas, not people.
    pub fn in_areas(score: &[f64], outcome: &[f64], treated: &[bool], area: &[u32]) -> Result<Self, TargetingError> {
        check(score, outcome, treated)?;
        same_rows("the area", area.len(), outcome.len())?;
        Self::of_places(&Keys::of(score), score, outcome, treated, Some(area)).with_both_arms()
    }

    /// Rows of both arms and sums of their outcomes.
    pub fn total(&self) -> ArmSums {
        self.total
    }

    /// How many scores differ.
    pub fn distinct_scores(&self) -> usize {
        self.distinct
    }

    /// Whether outcomes are 0 and 1.
    pub fn is_rate(&self) -> bool {
        self.amounts.is_none()
    }

    fn of_rates(keys: &Keys, score: &[f64], outcome: &[f64], treated: &[bool]) -> Self {
        let class = |row: usize| u64::from(outcome[row] > 0.0) << 1 | u64::from(treated[row]);
        let record = |row: usize| keys.place(score[row]) << 2 | class(row);
        let flags = |record: u64, is_last: bool| (record & 3) as u8 | (u8::from(is_last) * LAST);
        let rows_of = |part: Vec<u64>| -> Vec<u8> {
            let mut rows: Vec<u8> = part.windows(2).map(|w| flags(w[0], (w[0] ^ w[1]) >> 2 != 0)).collect();
            rows.extend(part.last().map(|last| flags(*last, true)));
            rows
        };
        let rows = sorted(score.len(), keys.bits, record, |r| r >> 2, rows_of).concat();
        let count = |mask: u8| rows.iter().map(|row| u64::from(row & mask == mask)).sum::<u64>();
        let (treated, positive) = (count(TREATED), count(POSITIVE));
        let treated_positive = count(TREATED | POSITIVE);
        let distinct = count(LAST) as usize;
        let total = ArmSums {
            treated: treated as f64,
            treated_outcome: treated_positive as f64,
            control: (rows.len() as u64 - treated) as f64,
            control_outcome: (positive - treated_positive) as f64,
        };
        Self { rows, amounts: None, areas: None, total, distinct }
    }

    fn of_places(keys: &Keys, score: &[f64], outcome: &[f64], treated: &[bool], area: Option<&[u32]>) -> Self {
        let record = |row: usize| (keys.place(score[row]), row as u32);
        let mut records = sorted(score.len(), keys.bits, record, |r| r.0, |part| part).concat();
        // Sums of fractions depend on their order; inside a tie it is that of outcome and arm, not that of the file.
        for tie in records.chunk_by_mut(|a, b| a.0 == b.0).filter(|tie| tie.len() > 1) {
            tie.sort_unstable_by(|a, b| {
                let (i, j) = (a.1 as usize, b.1 as usize);
                outcome[i].total_cmp(&outcome[j]).then(treated[i].cmp(&treated[j])).then(a.1.cmp(&b.1))
            });
        }
        let is_rate = is_rate(outcome);
        let mut ranking = Self {
            rows: Vec::with_capacity(records.len()),
            amounts: None,
            areas: area.map(|area| records.iter().map(|r| area[r.1 as usize]).collect()),
            total: ArmSums::default(),
            distinct: 0,
        };
        for (i, (place, row)) in records.iter().enumerate() {
            let (y, t) = (outcome[*row as usize], treated[*row as usize]);
            let is_last = records.get(i + 1).is_none_or(|next| next.0 != *place);
            ranking.distinct += usize::from(is_last);
            let positive = if y > 0.0 { POSITIVE } else { 0 };
            let last = if is_last { LAST } else { 0 };
            let class = u8::from(t) | positive | last;
            ranking.rows.push(class);
            ranking.total += one(t, y);
        }
        if !is_rate {
            ranking.amounts = Some(records.iter().map(|r| outcome[r.1 as usize]).collect());
        }
        ranking
    }

    fn with_both_arms(self) -> Result<Self, TargetingError> {
        for (arm, people) in [("treated", self.total.treated), ("control", self.total.control)] {
            if people == 0.0 {
                return Err(TargetingError::EmptyArm { arm: arm.to_owned() });
            }
        }
        Ok(self)
    }

    /// Goes down the ranking once; `cuts` are depths in people, rising.
    pub(crate) fn sweep(&self, cuts: &[f64]) -> Swept {
        let mut sweep = Sweep::new(cuts);
        if let Some(amounts) = &self.amounts {
            let mut sum = ArmSums::default();
            for (row, y) in self.rows.iter().zip(amounts) {
                sum += one(row & TREATED != 0, *y);
                if row & LAST != 0 {
                    sweep.reach(sum);
                }
            }
        } else {
            let (mut treated, mut treated_positive, mut positive) = (0_u32, 0_u32, 0_u32);
            for (row, people) in self.rows.iter().zip(1_u32..) {
                treated += u32::from(row & TREATED);
                positive += u32::from((row & POSITIVE) >> 1);
                treated_positive += u32::from(row & (row >> 1) & 1);
                if row & LAST != 0 {
                    sweep.reach(ArmSums {
                        treated: f64::from(treated),
                        treated_outcome: f64::from(treated_positive),
                        control: f64::from(people - treated),
                        control_outcome: f64::from(positive - treated_positive),
                    });
                }
            }
        }
        sweep.finish()
    }

    /// The same with every person counted as often as the weights say, one list of weights an arm, in ranked order.
    pub(crate) fn sweep_weighted(&self, cuts: &[f64], treated: &[u8], control: &[u8]) -> Swept {
        let mut sweep = Sweep::new(cuts);
        let (mut next_treated, mut next_control) = (treated.iter(), control.iter());
        let mut weight = |t: bool| f64::from(*if t { next_treated.next() } else { next_control.next() }.unwrap_or(&0));
        self.sweep_by(&mut sweep, |t, _| weight(t));
        sweep.finish()
    }

    /// The same with the weight of each row's area.
    pub(crate) fn sweep_areas(&self, cuts: &[f64], areas: &[u32], weights: &[u32]) -> Swept {
        let mut sweep = Sweep::new(cuts);
        self.sweep_by(&mut sweep, |_, i| f64::from(weights[areas[i] as usize]));
        sweep.finish()
    }

    fn sweep_by(&self, sweep: &mut Sweep<'_>, mut weight: impl FnMut(bool, usize) -> f64) {
        let mut sum = ArmSums::default();
        for (i, row) in self.rows.iter().enumerate() {
            let t = row & TREATED != 0;
            let y = match &self.amounts {
                Some(amounts) => amounts[i],
                None => f64::from((row & POSITIVE) >> 1),
            };
            let w = weight(t, i);
            if t {
                sum.treated += w;
                sum.treated_outcome += w * y;
            } else {
                sum.control += w;
                sum.control_outcome += w * y;
            }
            if row & LAST != 0 {
                sweep.reach(sum);
            }
        }
    }

    /// Counts of each distinct score by class (bit 0 treated, bit 1 outcome of one), highest score first.
    pub(crate) fn cells(&self) -> Vec<[u32; 4]> {
        let mut cells = vec![[0; 4]];
        for row in &self.rows {
            if let Some(cell) = cells.last_mut() {
                cell[(row & 3) as usize] += 1;
            }
            if row & LAST != 0 {
                cells.push([0; 4]);
            }
        }
        cells.pop();
        cells
    }
}

/// Sums of counts by class.
pub(crate) fn of_classes(counts: [f64; 4]) -> ArmSums {
    ArmSums {
        treated: counts[1] + counts[3],
        treated_outcome: counts[3],
        control: counts[0] + counts[2],
        control_outcome: counts[2],
    }
}

fn one(treated: bool, outcome: f64) -> ArmSums {
    if treated {
        ArmSums { treated: 1.0, treated_outcome: outcome, ..ArmSums::default() }
    } else {
        ArmSums { control: 1.0, control_outcome: outcome, ..ArmSums::default() }
    }
}

fn check(score: &[f64], outcome: &[f64], treated: &[bool]) -> Result<(), TargetingError> {
    same_rows("the score", score.len(), outcome.len())?;
    same_rows("the arm", treated.len(), outcome.len())?;
    if u32::try_from(outcome.len()).is_err() {
        return Err(TargetingError::TooManyRows { rows: outcome.len() });
    }
    finite("the score", score)?;
    finite("the outcome", outcome)
}
