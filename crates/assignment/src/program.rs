//! Rules turned into limits: a number each, and what every option takes of them.

use crate::error::AssignmentError;
use crate::limit::{Limit, LimitKind, Takes, hundredths};
use crate::members::Members;
use crate::pool::Pool;
use crate::rules::{Capacity, Rules};
use std::borrow::Cow;

/// A grouping in use: that of the pool, or everybody as one group.
#[derive(Debug, Clone)]
pub(crate) struct UsedGrouping {
    pub of_pool: Option<usize>,
    pub groups: usize,
}

impl UsedGrouping {
    pub fn column<'a>(&self, pool: &'a Pool) -> Cow<'a, [u16]> {
        match self.of_pool {
            Some(grouping) => Cow::Borrowed(&pool.groupings[grouping].of_member),
            None => Cow::Owned(vec![0; pool.members]),
        }
    }
}

/// How a cell (group, option) is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Nobody may have it.
    Closed,
    /// Any number may have it.
    Free,
    /// At least the number of this limit have it.
    Least(usize),
}

impl Cell {
    pub fn limit(self) -> Option<usize> {
        if let Self::Least(limit) = self { Some(limit) } else { None }
    }
}

/// Cells decided on.
#[derive(Debug, Clone)]
pub(crate) struct Cells {
    pub slot: usize,
    /// A group down, an option across.
    pub of: Vec<Cell>,
}

/// All limits.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub options: usize,
    pub groupings: Vec<UsedGrouping>,
    pub limits: Vec<Limit>,
    pub takes: Vec<Takes>,
    /// Grouping in use and the limit of its first group.
    pub floors: Vec<(usize, usize)>,
    pub cells: Option<Cells>,
    pub has_distance: bool,
}

impl Program {
    pub fn new(pool: &Pool, rules: &Rules) -> Result<Self, AssignmentError> {
        let length = |column: &str, found: usize, expected: usize| {
            let column = column.to_owned();
            if found == expected { Ok(()) } else { Err(AssignmentError::Length { column, found, expected }) }
        };
        length("options", rules.options.len(), pool.options)?;
        let mut program = Self {
            options: pool.options,
            groupings: Vec::new(),
            limits: Vec::new(),
            takes: vec![Takes::default(); pool.options],
            floors: Vec::new(),
            cells: None,
            has_distance: pool.distance.is_some(),
        };
        program.money(rules)?;
        for (place, capacity) in rules.capacities.iter().enumerate() {
            if rules.capacities[..place].iter().any(|c| c.key == capacity.key) {
                return Err(AssignmentError::Twice { what: "capacity", key: capacity.key.clone() });
            }
            program.capacity(pool, rules, place, capacity)?;
        }
        for (place, floor) in rules.floors.iter().enumerate() {
            let slot = program.slot(pool, "a floor", &floor.by)?;
            let groups = program.groupings[slot].groups;
            if floor.shares.len() != 1 {
                length(&format!("floors by {}", floor.by), floor.shares.len(), groups)?;
            }
            program.floors.push((slot, program.limits.len()));
            let sizes = pool.sizes(pool.grouping("a floor", &floor.by)?);
            for (group, size) in sizes.iter().enumerate().take(groups) {
                let share = floor.shares[if floor.shares.len() == 1 { 0 } else { group }];
                if !(0.0..=1.0).contains(&share) {
                    return Err(AssignmentError::BadShare { grouping: floor.by.clone(), share });
                }
                let right = (share * *size as f64 - 1e-9).ceil().max(0.0) as i64;
                let kind = LimitKind::Floor { floor: place, group };
                program.limits.push(Limit { kind, at_least: true, right, at: Some((slot, group)) });
            }
        }
        if let Some(cells) = &rules.smallest_cells {
            program.slot(pool, "the smallest cell", &cells.by)?;
        }
        if program.groupings.is_empty() {
            program.groupings.push(UsedGrouping { of_pool: None, groups: 1 });
        }
        Ok(program)
    }

    fn money(&mut self, rules: &Rules) -> Result<(), AssignmentError> {
        let right = hundredths("the budget", rules.budget)?;
        self.limits.push(Limit { kind: LimitKind::Budget, at_least: false, right, at: None });
        for (takes, option) in self.takes.iter_mut().zip(&rules.options) {
            takes.cost = hundredths(&format!("the cost of `{}`", option.name.en), option.cost)?;
            let what = format!("the cost of distance of `{}`", option.name.en);
            let far = hundredths(&what, option.cost_of_distance)?;
            if far % 100 != 0 {
                return Err(AssignmentError::BadMoney { what, rupiah: option.cost_of_distance.to_string() });
            }
            // A member without a distance counts as 100 per cent.
            if self.has_distance {
                takes.cost_of_distance = far / 100;
            } else {
                takes.cost += far;
            }
            takes.money.push(0);
        }
        for (place, channel) in rules.channel_budgets.iter().enumerate() {
            let right = hundredths(&format!("the budget of `{}`", channel.channel), channel.budget)?;
            let limit = self.limits.len();
            self.limits.push(Limit {
                kind: LimitKind::ChannelBudget { channel_budget: place },
                at_least: false,
                right,
                at: None,
            });
            let mut used = false;
            for (takes, option) in self.takes.iter_mut().zip(&rules.options) {
                if option.channel == channel.channel {
                    takes.money.push(limit);
                    used = true;
                }
            }
            if !used {
                return Err(AssignmentError::Unknown {
                    asker: channel.name.en.clone(),
                    what: "channel",
                    key: channel.channel.clone(),
                    known: rules.options.iter().map(|o| o.channel.as_str()).collect::<Vec<_>>().join(", "),
                });
            }
        }
        for option in &rules.options {
            for used in &option.uses {
                if !rules.capacities.iter().any(|c| c.key == used.capacity) {
                    return Err(AssignmentError::Unknown {
                        asker: option.name.en.clone(),
                        what: "capacity",
                        key: used.capacity.clone(),
                        known: rules.capacities.iter().map(|c| c.key.as_str()).collect::<Vec<_>>().join(", "),
                    });
                }
            }
        }
        Ok(())
    }

    fn capacity(
        &mut self,
        pool: &Pool,
        rules: &Rules,
        place: usize,
        capacity: &Capacity,
    ) -> Result<(), AssignmentError> {
        let slot = capacity.by.as_ref().map(|by| self.slot(pool, &capacity.key, by)).transpose()?;
        let expected = slot.map_or(1, |slot| self.groupings[slot].groups);
        let found = capacity.amounts.len();
        if found != expected {
            return Err(AssignmentError::Length { column: capacity.key.clone(), found, expected });
        }
        let first = self.limits.len();
        for (group, amount) in capacity.amounts.iter().enumerate() {
            let kind = LimitKind::Capacity { capacity: place, group: slot.map(|_| group) };
            let right = i64::try_from(*amount).unwrap_or(i64::MAX).min(1 << 60);
            self.limits.push(Limit { kind, at_least: false, right, at: slot.map(|slot| (slot, group)) });
        }
        for (takes, option) in self.takes.iter_mut().zip(&rules.options) {
            let amount: i64 =
                option.uses.iter().filter(|u| u.capacity == capacity.key).map(|u| i64::from(u.amount)).sum();
            if amount > 0 {
                match slot {
                    Some(slot) => takes.by_group.push((slot, first, amount)),
                    None => takes.shared.push((first, amount)),
                }
            }
        }
        Ok(())
    }

    /// The place of a grouping among those in use; it is taken into use where it is not.
    pub fn slot(&mut self, pool: &Pool, asker: &str, key: &str) -> Result<usize, AssignmentError> {
        let of_pool = pool.grouping(asker, key)?;
        if let Some(slot) = self.groupings.iter().position(|g| g.of_pool == Some(of_pool)) {
            return Ok(slot);
        }
        self.groupings.push(UsedGrouping { of_pool: Some(of_pool), groups: pool.groupings[of_pool].groups.len() });
        Ok(self.groupings.len() - 1)
    }

    /// With cells closed (`false`) or used by at least `least` members (`true`), a group down, an option across.
    pub fn with_cells(&self, slot: usize, used: &[bool], least: u32) -> Self {
        let mut program = self.clone();
        let cell = |(place, used): (usize, &bool)| {
            if !used {
                return Cell::Closed;
            }
            let (group, option) = (place / self.options, place % self.options);
            let kind = LimitKind::Cell { group, option };
            let right = i64::from(least);
            program.limits.push(Limit { kind, at_least: true, right, at: Some((slot, group)) });
            Cell::Least(program.limits.len() - 1)
        };
        let of = used.iter().enumerate().map(cell).collect();
        program.cells = Some(Cells { slot, of });
        program
    }

    /// With cells closed (`false`) or free (`true`): no limit is added.
    pub fn with_closed(&self, slot: usize, open: &[bool]) -> Self {
        let of = open.iter().map(|open| if *open { Cell::Free } else { Cell::Closed }).collect();
        Self { cells: Some(Cells { slot, of }), ..self.clone() }
    }

    /// The same with its closed cells free.
    pub fn with_cells_freed(mut self) -> Self {
        for cell in self.cells.iter_mut().flat_map(|cells| &mut cells.of).filter(|cell| **cell == Cell::Closed) {
            *cell = Cell::Free;
        }
        self
    }

    /// The most that one member takes of each limit from above with one of some options; a member at 100 per cent of distance.
    pub fn largest_amounts(&self, of: impl Fn(usize) -> bool) -> Vec<i64> {
        let mut amounts = vec![0; self.limits.len()];
        for (_, takes) in self.takes.iter().enumerate().filter(|(option, _)| of(*option)) {
            let cost = takes.cost + 100 * takes.cost_of_distance;
            takes.money.iter().for_each(|limit| amounts[*limit] = cost.max(amounts[*limit]));
            takes.shared.iter().for_each(|(limit, amount)| amounts[*limit] = (*amount).max(amounts[*limit]));
            for (slot, first, amount) in &takes.by_group {
                for limit in &mut amounts[*first..first + self.groupings[*slot].groups] {
                    *limit = (*amount).max(*limit);
                }
            }
        }
        amounts
    }

    /// Hundredths of a rupiah that a member costs with an option.
    pub fn cost(&self, members: &Members<'_>, member: usize, option: usize) -> i64 {
        let takes = &self.takes[option];
        let distance = members.distance.as_ref().map_or(0, |column| i64::from(column[member]));
        takes.cost + takes.cost_of_distance * distance
    }

    /// Every limit that a member with an option counts in, and how much.
    pub fn each_use(&self, members: &Members<'_>, member: usize, option: usize, mut say: impl FnMut(usize, i64)) {
        let takes = &self.takes[option];
        let cost = self.cost(members, member, option);
        takes.money.iter().for_each(|limit| say(*limit, cost));
        takes.shared.iter().for_each(|(limit, amount)| say(*limit, *amount));
        for (slot, first, amount) in &takes.by_group {
            let group = usize::from(members.groups[*slot][member]);
            if group < self.groupings[*slot].groups {
                say(first + group, *amount);
            }
        }
        for (slot, first) in &self.floors {
            let group = usize::from(members.groups[*slot][member]);
            if group < self.groupings[*slot].groups {
                say(first + group, 1);
            }
        }
        if let Some(cells) = &self.cells {
            let place = usize::from(members.groups[cells.slot][member]) * self.options + option;
            if let Some(limit) = cells.of.get(place).and_then(|cell| cell.limit()) {
                say(limit, 1);
            }
        }
    }
}
