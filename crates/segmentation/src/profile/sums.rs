//! Sums of persons by segment.

use super::Person;
use crate::error::SegmentationError;
use domain::{MembershipState, Month};

const STATES: usize = MembershipState::ALL.len();

/// Province codes have two digits.
const PROVINCES: usize = 100;

/// What is known of the people of one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sums {
    pub groups: Vec<u64>,
    pub provinces: Vec<u64>,
    /// Months due, and those of them paid, from January to December.
    pub due_paid: [(u64, u64); 12],
    /// From the state before to the state after.
    pub flow: [[u64; STATES]; STATES],
    pub whatsapp: u64,
    pub email: u64,
    pub phone: u64,
    pub address: u64,
    pub village: u64,
    pub monthly_rupiah: u128,
}

/// How a segment pays over the year, and how many of it have stopped.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paying {
    /// Share of due months paid, January to December.
    pub shape: [Option<f64>; 12],
    /// Share of its people who have lapsed.
    pub lapsed: Option<f64>,
}

/// Sums over persons, from which profiles are made: whole numbers, so neither the order of the persons nor the way they are
/// divided among threads changes anything. About 2 kB a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSums {
    groups: usize,
    first_month: Month,
    /// For each calendar month the bits that are such months.
    months: [u64; 12],
    sums: Vec<Sums>,
}

impl ProfileSums {
    /// Nobody yet, for so many segments and occupation groups; `first_month` is what bit 0 of the months of a person stands for.
    pub fn new(segments: usize, groups: usize, first_month: Month) -> Self {
        let mut months = [0_u64; 12];
        for bit in 0..64 {
            months[first_month.plus(bit).month() as usize - 1] |= 1 << bit;
        }
        let nobody = Sums {
            groups: vec![0; groups],
            provinces: vec![0; PROVINCES],
            due_paid: [(0, 0); 12],
            flow: [[0; STATES]; STATES],
            whatsapp: 0,
            email: 0,
            phone: 0,
            address: 0,
            village: 0,
            monthly_rupiah: 0,
        };
        Self { groups, first_month, months, sums: vec![nobody; segments] }
    }

    /// Counts a person. One that names a segment, group or province that is not there, or has a negative price, is refused
    /// and changes nothing.
    pub fn add(&mut self, person: &Person) -> Result<(), SegmentationError> {
        let province = person.province.map(usize::from);
        for (what, index, count) in [
            ("segment", person.segment, self.sums.len()),
            ("occupation group", person.group, self.groups),
            ("province", province.unwrap_or(0), PROVINCES),
        ] {
            if index >= count {
                return Err(SegmentationError::Outside { what, index, count });
            }
        }
        let rupiah = u128::try_from(person.monthly_rupiah).map_err(|_| SegmentationError::Setting {
            what: "the monthly price in rupiah",
            value: person.monthly_rupiah.to_string(),
            expected: "0 or more",
        })?;
        let sums = &mut self.sums[person.segment];
        sums.groups[person.group] += 1;
        if let Some(province) = province {
            sums.provinces[province] += 1;
        }
        for (bits, (due, paid)) in self.months.iter().zip(&mut sums.due_paid) {
            *due += u64::from((person.due & bits).count_ones());
            *paid += u64::from((person.due & person.paid & bits).count_ones());
        }
        sums.flow[place(person.before)][place(person.after)] += 1;
        sums.whatsapp += u64::from(person.reach.whatsapp);
        sums.email += u64::from(person.reach.email);
        sums.phone += u64::from(person.reach.phone);
        sums.address += u64::from(person.reach.address);
        sums.village += u64::from(person.reach.village);
        sums.monthly_rupiah += rupiah;
        Ok(())
    }

    /// Adds the sums of other people, made for the same segments, groups and first month.
    pub fn merge(&mut self, other: &Self) -> Result<(), SegmentationError> {
        for (what, found, expected) in
            [("segments", other.sums.len(), self.sums.len()), ("groups", other.groups, self.groups)]
        {
            if found != expected {
                return Err(SegmentationError::Length { what, found, expected });
            }
        }
        if other.first_month != self.first_month {
            return Err(SegmentationError::Setting {
                what: "the first month of the sums to add",
                value: other.first_month.to_string(),
                expected: "the first month of these sums",
            });
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.merge(theirs);
        }
        Ok(())
    }

    /// People of a segment; none where there is no such segment.
    pub fn people(&self, segment: usize) -> u64 {
        self.sums.get(segment).map_or(0, |sums| sums.groups.iter().sum())
    }

    /// What the name of a segment is completed from.
    pub(crate) fn paying(&self, segment: usize) -> Option<Paying> {
        let sums = self.sums.get(segment)?;
        let people: u64 = sums.flow.iter().flatten().sum();
        let lapsed: u64 = sums.flow.iter().map(|from| from[place(MembershipState::Lapsed)]).sum();
        let share = |(due, paid): &(u64, u64)| (*due > 0).then(|| *paid as f64 / *due as f64);
        Some(Paying {
            shape: sums.due_paid.each_ref().map(share),
            lapsed: (people > 0).then(|| lapsed as f64 / people as f64),
        })
    }

    pub(crate) fn segments(&self) -> usize {
        self.sums.len()
    }

    pub(super) fn groups(&self) -> usize {
        self.groups
    }

    pub(super) fn sums(&self) -> &[Sums] {
        &self.sums
    }
}

impl Sums {
    fn merge(&mut self, other: &Self) {
        let add = |mine: &mut [u64], theirs: &[u64]| mine.iter_mut().zip(theirs).for_each(|(m, t)| *m += t);
        add(&mut self.groups, &other.groups);
        add(&mut self.provinces, &other.provinces);
        for (mine, theirs) in self.flow.iter_mut().zip(&other.flow) {
            add(mine, theirs);
        }
        for (mine, theirs) in self.due_paid.iter_mut().zip(&other.due_paid) {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
        self.whatsapp += other.whatsapp;
        self.email += other.email;
        self.phone += other.phone;
        self.address += other.address;
        self.village += other.village;
        self.monthly_rupiah += other.monthly_rupiah;
    }
}

/// The place of a state in the list of all.
fn place(state: MembershipState) -> usize {
    MembershipState::ALL.iter().position(|known| *known == state).unwrap_or(0)
}
