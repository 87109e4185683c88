//! Who was at risk and who paid: the additive counts that everything is computed from.

use crate::error::RetentionError;
use crate::outlook::AHEAD;
use crate::standing::{Spell, Standing, State, prepaid, walk};
use domain::Month;
use std::fmt;

/// Groups of people that the jackknife leaves out in turn.
pub const GROUPS: usize = 50;
/// Cells of one segment: state by calendar month.
pub(crate) const CELLS: usize = State::ALL.len() * 12;
/// Standings by months prepaid, 0 to 12.
pub(crate) const STANDINGS: usize = Standing::COUNT * (AHEAD + 1);

/// What is counted: which month bit 0 is, which bit is the last month due, how many segments, and when a gap is a
/// lapse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The month of bit 0.
    pub first: Month,
    /// The as-of month: the last one due. Leave 12 bits above it where people prepay.
    pub as_of_bit: u8,
    /// Segments are 0 to `segments - 1`.
    pub segments: u16,
    /// A lapse is more unpaid months in a row than this, after a paid one; 3 under the programme's rules.
    pub grace_months: u8,
}

impl Scope {
    pub(crate) fn check(self) -> Result<Self, RetentionError> {
        if !(1..=63).contains(&self.as_of_bit) {
            return Err(RetentionError::AsOfBit { as_of_bit: self.as_of_bit, highest: 63 });
        }
        if !(1..=11).contains(&self.grace_months) {
            return Err(RetentionError::Grace { grace_months: self.grace_months });
        }
        if self.segments == 0 { Err(RetentionError::NoSegments) } else { Ok(self) }
    }

    pub(crate) fn segment_of(self, row: u32, spell: &Spell) -> Result<usize, RetentionError> {
        if spell.segment < self.segments {
            return Ok(usize::from(spell.segment));
        }
        Err(RetentionError::UnknownSegment { row, segment: spell.segment, segments: self.segments })
    }

    /// 0 for January.
    pub(crate) fn calendar_month(self, bit: usize) -> usize {
        self.first.plus(bit as i32).month() as usize - 1
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let as_of = self.first.plus(i32::from(self.as_of_bit));
        write!(f, "{} to {as_of} in {} segments with grace {}", self.first, self.segments, self.grace_months)
    }
}

/// Months at risk and months paid, by group of people, segment, state and calendar month; and how many people stand how
/// in the as-of month. Adding people in any order, or merging parts, gives the same counts.
///
/// A month is at risk when it is due and the state before it is known. Cover bought ahead looks like a payment of its
/// month, because the months of a spell do not say when they were paid; only months after the as-of month are known to
/// be prepaid, and they are never at risk. The counts of a segment take 128 KB, whatever the number of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardCounts {
    pub(crate) scope: Scope,
    /// At risk and paid, by group, segment, state and calendar month.
    pub(crate) months: Vec<[u64; 2]>,
    /// By segment, standing and months prepaid.
    pub(crate) people: Vec<u64>,
}

impl HazardCounts {
    /// No people yet.
    pub fn new(scope: Scope) -> Result<Self, RetentionError> {
        let scope = scope.check()?;
        let segments = usize::from(scope.segments);
        let (months, people) = (vec![[0; 2]; GROUPS * segments * CELLS], vec![0; segments * STANDINGS]);
        Ok(Self { scope, months, people })
    }

    /// What is counted.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// People who are due to pay in the as-of month.
    pub fn people(&self) -> u64 {
        self.people.iter().sum()
    }

    /// Learns from all months of the person of a row and forecasts them: [`learn`](Self::learn) from the beginning and
    /// [`place`](Self::place). Right for segments that do not come from the payments themselves (occupation, region).
    pub fn add(&mut self, row: u32, spell: &Spell) -> Result<(), RetentionError> {
        let segment = self.scope.segment_of(row, spell)?;
        let standing = self.learn_months(row, segment, spell, 0);
        self.place_at(segment, spell, standing);
        Ok(())
    }

    /// Counts the months at risk after the bit `known_at` for the segment that the person was in at that bit.
    ///
    /// Segments made from payments must be learned from like this, as they were a year ago, and people placed in the
    /// segments of today (landmarking, van Houwelingen 2007). Learning the past of today's segments would take their
    /// making for their future: whoever is in a segment of good payers today has paid of late, and would be expected to
    /// do so for ever. The row decides only which part of the jackknife the person falls into.
    pub fn learn(&mut self, row: u32, spell: &Spell, known_at: u8) -> Result<(), RetentionError> {
        let segment = self.scope.segment_of(row, spell)?;
        self.learn_months(row, segment, spell, known_at);
        Ok(())
    }

    /// Counts the person of a row among those whom the forecast of a segment is about, if they are due in the as-of
    /// month.
    pub fn place(&mut self, row: u32, spell: &Spell) -> Result<(), RetentionError> {
        let segment = self.scope.segment_of(row, spell)?;
        self.place_at(segment, spell, walk(spell, self.scope.as_of_bit, |_, _, _| ()));
        Ok(())
    }

    /// How the person stands in the as-of month comes back, where it is due.
    fn learn_months(&mut self, row: u32, segment: usize, spell: &Spell, known_at: u8) -> Option<Standing> {
        let base = (group_of(row) * usize::from(self.scope.segments) + segment) * CELLS;
        let months = &mut self.months[base..base + CELLS];
        let first = self.scope.calendar_month(0);
        walk(spell, self.scope.as_of_bit, |bit, before, paid| {
            if bit > known_at {
                let cell = &mut months[before.state() as usize * 12 + (first + usize::from(bit)) % 12];
                cell[0] += 1;
                cell[1] += u64::from(paid);
            }
        })
    }

    fn place_at(&mut self, segment: usize, spell: &Spell, standing: Option<Standing>) {
        if let Some(standing) = standing {
            let ahead = prepaid(spell, self.scope.as_of_bit).min(AHEAD);
            self.people[segment * STANDINGS + standing.index() * (AHEAD + 1) + ahead] += 1;
        }
    }

    /// Adds people counted elsewhere.
    pub fn merge(&mut self, other: &Self) -> Result<(), RetentionError> {
        if self.scope != other.scope {
            return Err(RetentionError::OtherScope { left: self.scope.to_string(), right: other.scope.to_string() });
        }
        for (mine, theirs) in self.months.iter_mut().zip(&other.months) {
            mine[0] += theirs[0];
            mine[1] += theirs[1];
        }
        for (mine, theirs) in self.people.iter_mut().zip(&other.people) {
            *mine += theirs;
        }
        Ok(())
    }

    /// At risk and paid of each segment, without one group of people or with all.
    pub(crate) fn without(&self, left_out: Option<usize>) -> Vec<Vec<[f64; 2]>> {
        let segments = usize::from(self.scope.segments);
        let mut sums = vec![vec![[0.0; 2]; CELLS]; segments];
        for (i, counts) in self.months.chunks_exact(CELLS).enumerate() {
            if left_out != Some(i / segments) {
                for (sum, count) in sums[i % segments].iter_mut().zip(counts) {
                    sum[0] += count[0] as f64;
                    sum[1] += count[1] as f64;
                }
            }
        }
        sums
    }
}

/// A row's group, spread by SplitMix64 (Steele, Lea & Flood 2014) so that no order of the rows shows in it.
fn group_of(row: u32) -> usize {
    let mut z = u64::from(row).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) % GROUPS as u64) as usize
}
