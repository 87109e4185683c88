//! On which day and at which second each touch goes out: inside the policy, within room, caps and gaps, on the member's own clock.

mod days;
mod fill;
mod now;

pub use days::{Blocked, ChannelDays, province_index};
pub(crate) use fill::sending_ticket;
pub use fill::{Placed, Want, place_evenly, place_soonest, spread};
pub use now::closed_provinces;

#[cfg(test)]
mod tests;
