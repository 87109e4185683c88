//! The people to decide on: what each option is worth to each of them, which groups they are in, what they may not be given.

use crate::error::AssignmentError;
use domain::Bilingual;

/// Most options a member can choose from.
pub const MOST_OPTIONS: usize = 16;

/// The group of a member who is in none, for example someone without an outlet within reach.
pub const NO_GROUP: u16 = u16::MAX;

/// A way to divide the members: by outlet, province, occupation, segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// What rules call it: `outlet`.
    pub key: String,
    /// Names of the groups.
    pub groups: Vec<Bilingual>,
    /// The group of each member, counted from 0; [`NO_GROUP`] where in none.
    pub of_member: Vec<u16>,
}

/// Options that some members may not be given, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Barred {
    /// Why, as people read it: "opted out of WhatsApp".
    pub reason: Bilingual,
    /// A bit an option for each member: bit `j` is set where option `j` is barred.
    pub options_of_member: Vec<u16>,
}

/// The treated members, members down, options across. Held in columns: four bytes for each member and option, two for each grouping.
#[derive(Debug, Clone)]
pub struct Pool {
    pub(crate) members: usize,
    pub(crate) options: usize,
    pub(crate) values: Vec<f32>,
    pub(crate) groupings: Vec<Grouping>,
    pub(crate) barred: Vec<Barred>,
    pub(crate) any_barred: Vec<u16>,
    pub(crate) distance: Option<Vec<u16>>,
}

impl Pool {
    /// A pool of the members of a campaign's treated arms.
    ///
    /// `values` has `options` numbers for each member, one member after the other: kept member-months that the option is expected to
    /// cause (shrunk uplift times months), below zero where it does harm. `held_out` says of each member whether the lot holds them
    /// out: anyone held out is refused, because the draw came first and stays.
    pub fn of_treated(options: usize, values: Vec<f32>, held_out: &[bool]) -> Result<Self, AssignmentError> {
        let members = held_out.len();
        if members == 0 || options == 0 || options > MOST_OPTIONS || u32::try_from(members).is_err() {
            return Err(AssignmentError::NothingToDecide { members, options, most: MOST_OPTIONS });
        }
        same_length("values", values.len(), members * options)?;
        if let Some(member) = held_out.iter().position(|held| *held) {
            let others = held_out.iter().filter(|held| **held).count() - 1;
            return Err(AssignmentError::HeldOutInPool { member, others });
        }
        if let Some(place) = values.iter().position(|v| !v.is_finite() || v.abs() > 1e9) {
            let (member, option) = (place / options, place % options);
            return Err(AssignmentError::BadValue { member, option, value: values[place] });
        }
        let any_barred = vec![0; members];
        Ok(Self { members, options, values, groupings: Vec::new(), barred: Vec::new(), any_barred, distance: None })
    }

    /// With one more way to divide the members.
    pub fn grouped(mut self, mut grouping: Grouping) -> Result<Self, AssignmentError> {
        let groups = grouping.groups.len();
        same_length(&grouping.key, grouping.of_member.len(), self.members)?;
        if self.groupings.iter().any(|g| g.key == grouping.key) {
            return Err(AssignmentError::Twice { what: "grouping", key: grouping.key });
        }
        for (member, group) in grouping.of_member.iter_mut().enumerate() {
            if *group == NO_GROUP && groups < usize::from(NO_GROUP) {
                *group = groups as u16;
            } else if usize::from(*group) >= groups {
                let group = *group;
                return Err(AssignmentError::UnknownGroup { grouping: grouping.key, member, group, groups });
            }
        }
        self.groupings.push(grouping);
        Ok(self)
    }

    /// With options that some members may not be given: opt-outs, eligibility, a weekly cap that is reached.
    pub fn barring(mut self, barred: Barred) -> Result<Self, AssignmentError> {
        same_length(&barred.reason.en, barred.options_of_member.len(), self.members)?;
        for (any, more) in self.any_barred.iter_mut().zip(&barred.options_of_member) {
            *any |= more;
        }
        self.barred.push(barred);
        Ok(self)
    }

    /// With how far each member is, as per cent of what each option costs more with distance: 100 for the nearest, 250 for two and a
    /// half times as far. Without it everybody counts as 100.
    pub fn with_distance(mut self, percent_of_member: Vec<u16>) -> Result<Self, AssignmentError> {
        same_length("distance", percent_of_member.len(), self.members)?;
        self.distance = Some(percent_of_member);
        Ok(self)
    }

    /// Members in the pool.
    pub fn members(&self) -> usize {
        self.members
    }

    /// Options to choose from.
    pub fn options(&self) -> usize {
        self.options
    }

    /// The group of each member in a grouping, by its key; `None` where there is no such grouping.
    pub fn groups_of(&self, key: &str) -> Option<&[u16]> {
        self.groupings.iter().find(|grouping| grouping.key == key).map(|grouping| grouping.of_member.as_slice())
    }

    /// Kept months that `option` is worth to `member`, both counted from 0.
    pub(crate) fn value(&self, member: usize, option: usize) -> f64 {
        f64::from(self.values[member * self.options + option])
    }

    pub(crate) fn grouping(&self, asker: &str, key: &str) -> Result<usize, AssignmentError> {
        self.groupings.iter().position(|g| g.key == key).ok_or_else(|| AssignmentError::Unknown {
            asker: asker.to_owned(),
            what: "grouping",
            key: key.to_owned(),
            known: self.groupings.iter().map(|g| g.key.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    /// Members of each group; those in none come last.
    pub(crate) fn sizes(&self, grouping: usize) -> Vec<u64> {
        let grouping = &self.groupings[grouping];
        let mut sizes = vec![0; grouping.groups.len() + 1];
        for group in &grouping.of_member {
            sizes[usize::from(*group)] += 1;
        }
        sizes
    }
}

fn same_length(column: &str, found: usize, expected: usize) -> Result<(), AssignmentError> {
    if found == expected {
        return Ok(());
    }
    Err(AssignmentError::Length { column: column.to_owned(), found, expected })
}
