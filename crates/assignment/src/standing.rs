//! Where a decision stands: what each member is given and what that uses, in whole numbers, so that limits hold exactly.

use crate::hard::NOTHING;
use crate::members::Members;
use crate::program::Program;

/// Which limits a move must respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heed {
    /// Both kinds.
    All,
    /// Only limits from above: budgets and capacities.
    Most,
    /// Only limits from below: floors and cells.
    Least,
}

/// Members with their options, and what is used of each limit.
#[derive(Clone)]
pub(crate) struct Standing<'a> {
    pub program: &'a Program,
    pub members: &'a Members<'a>,
    pub given: Vec<u8>,
    pub used: Vec<i64>,
}

impl<'a> Standing<'a> {
    pub fn new(program: &'a Program, members: &'a Members<'a>, given: Vec<u8>) -> Self {
        let mut used = vec![0; program.limits.len()];
        for (member, option) in given.iter().enumerate().filter(|(_, option)| **option != NOTHING) {
            program.each_use(members, member, usize::from(*option), |limit, amount| used[limit] += amount);
        }
        Self { program, members, given, used }
    }

    /// Limits from above that are passed.
    pub fn over(&self) -> Vec<bool> {
        self.program.limits.iter().zip(&self.used).map(|(l, used)| !l.at_least && *used > l.right).collect()
    }

    /// Limits from below that are not reached.
    pub fn short(&self) -> Vec<bool> {
        self.program.limits.iter().zip(&self.used).map(|(l, used)| l.at_least && *used < l.right).collect()
    }

    pub fn is_feasible(&self) -> bool {
        self.program
            .limits
            .iter()
            .zip(&self.used)
            .all(|(l, used)| if l.at_least { *used >= l.right } else { *used <= l.right })
    }

    /// Kept months of all.
    pub fn value(&self) -> f64 {
        let options = self.program.options;
        let chunk = |(values, given): (&[f32], &[u8])| -> f64 {
            let rows = values.chunks_exact(options).zip(given);
            rows.filter(|(_, o)| **o != NOTHING).map(|(values, o)| f64::from(values[usize::from(*o)])).sum()
        };
        self.members.values.chunks(options * 65_536).zip(self.given.chunks(65_536)).map(chunk).sum()
    }

    /// Whether a member with an option counts in one of these limits.
    pub fn touches(&self, member: usize, option: u8, which: &[bool]) -> bool {
        let mut touches = false;
        if option != NOTHING {
            let option = usize::from(option);
            self.program.each_use(self.members, member, option, |limit, amount| touches |= which[limit] && amount > 0);
        }
        touches
    }

    /// Whether an option would count a member in one of these limits in which they do not count now.
    pub fn counts_anew(&self, member: usize, option: u8, which: &[bool]) -> bool {
        let given = self.given[member];
        if given == NOTHING || !self.touches(member, option, which) {
            return self.touches(member, option, which);
        }
        let mut anew = false;
        self.program.each_use(self.members, member, usize::from(option), |limit, _| {
            let mut counted = false;
            self.program.each_use(self.members, member, usize::from(given), |other, _| counted |= other == limit);
            anew |= which[limit] && !counted;
        });
        anew
    }

    /// Gives a member another option, where the limits allow it; whether they did.
    pub fn try_move(&mut self, member: usize, to: u8, heed: Heed) -> bool {
        let from = self.given[member];
        self.add(member, from, -1);
        self.add(member, to, 1);
        let mut allowed = true;
        let (limits, used) = (&self.program.limits, &self.used);
        if heed != Heed::Least && to != NOTHING {
            self.program.each_use(self.members, member, usize::from(to), |limit, amount| {
                allowed &= limits[limit].at_least || amount == 0 || used[limit] <= limits[limit].right;
            });
        }
        if heed != Heed::Most && from != NOTHING {
            self.program.each_use(self.members, member, usize::from(from), |limit, _| {
                allowed &= !limits[limit].at_least || used[limit] >= limits[limit].right;
            });
        }
        if allowed {
            self.given[member] = to;
        } else {
            self.add(member, to, -1);
            self.add(member, from, 1);
        }
        allowed
    }

    /// Gives a member an option whatever the limits say.
    pub fn set(&mut self, member: usize, to: u8) {
        self.add(member, self.given[member], -1);
        self.add(member, to, 1);
        self.given[member] = to;
    }

    /// Kept months of a member with an option.
    pub fn worth(&self, member: usize, option: u8) -> f64 {
        if option == NOTHING {
            return 0.0;
        }
        f64::from(self.members.values[member * self.program.options + usize::from(option)])
    }

    /// Members by group and option.
    pub fn cell_counts(&self, slot: usize) -> Vec<i64> {
        let options = self.program.options;
        let mut counts = vec![0; self.program.groupings[slot].groups * options];
        for (group, option) in self.members.groups[slot].iter().zip(&self.given).filter(|(_, o)| **o != NOTHING) {
            if let Some(count) = counts.get_mut(usize::from(*group) * options + usize::from(*option)) {
                *count += 1;
            }
        }
        counts
    }

    fn add(&mut self, member: usize, option: u8, sign: i64) {
        if option != NOTHING {
            let used = &mut self.used;
            let add = |limit: usize, amount: i64| used[limit] += sign * amount;
            self.program.each_use(self.members, member, usize::from(option), add);
        }
    }
}
