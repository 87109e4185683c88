#![doc = include_str!("../README.md")]

mod actuarial;
mod cash;
pub mod catalogue;
mod designed;
mod error;
mod front;
mod keeping;
mod learn;
mod neighbours;
mod package;
mod picks;
mod reading;
mod scenarios;
mod search;
mod segment;
mod shown;
mod side_by_side;
mod versions;
mod walls;

pub use actuarial::Actuarial;
pub use cash::{CashFlow, CashMonth, Payers};
pub use catalogue::{Catalogue, CatalogueFiles};
pub use designed::{Designed, Picked, Task};
pub use error::BundlingError;
pub use front::{Point, front};
pub use keeping::{Draws, Forecast};
pub use learn::{Basis, Evidence, LearningError, learnt, with_lever};
pub use neighbours::{Neighbour, Verdict, neighbours};
pub use package::{Choice, Package, describe};
pub use picks::{Pick, Reason, picks};
pub use scenarios::{Harder, Scenario};
pub use search::{Allowed, Design, MOST_ADD_ONS, Offer, Wanted, design};
pub use segment::{Season, Segment};
pub use side_by_side::{Compared, WallRow, walls_of};
pub use versions::{Hand, kept, moved};
pub use walls::Check;
