//! Who gets which arm, and what that is worth.

mod rule;
mod value;

pub(crate) use rule::{Coarse, held_out_rule, search};
pub use rule::{Rule, RuleSplit, RuleTest};
pub use value::{Compared, PolicyKind, PolicyValue};
pub(crate) use value::{Worth, compared, difference, valued};
