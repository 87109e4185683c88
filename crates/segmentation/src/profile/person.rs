//! One person, as profiles count them.

use domain::{MembershipState, RegionCode};

/// How a person can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// May be written to on WhatsApp.
    pub whatsapp: bool,
    /// May be written to by e-mail.
    pub email: bool,
    /// A phone number is known, with or without consent.
    pub phone: bool,
    /// An e-mail address is known, with or without consent.
    pub address: bool,
    /// The village is known: leaflets and counters reach it.
    pub village: bool,
}

/// One member of a segment. What is not asked for here is not counted anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Place of the segment.
    pub segment: usize,
    /// Place of the occupation group.
    pub group: usize,
    /// The two digits of the province code; see [`Person::province_of`].
    pub province: Option<u8>,
    /// Months due as bits; bit 0 is the first month of the sums.
    pub due: u64,
    /// Months paid, the same bits. Months paid that are not due are not looked at.
    pub paid: u64,
    /// State a year before the as-of month.
    pub before: MembershipState,
    /// State in the as-of month.
    pub after: MembershipState,
    /// How they can be reached.
    pub reach: Reach,
    /// Contribution of a month at today's price, whole rupiah; 0 for those who owe nothing themselves.
    pub monthly_rupiah: i64,
}

impl Person {
    /// The province of a region code as a number from 0 to 99.
    pub fn province_of(region: &RegionCode) -> Option<u8> {
        region.province().parse().ok()
    }
}
