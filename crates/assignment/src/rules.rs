//! What may be decided: options, money, capacities, floors, smallest cells.

use domain::{Bilingual, Rupiah};

/// What a member can be given: a package on a channel in a week.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionOption {
    /// As people read it: "leaflet at the counter, week 2".
    pub name: Bilingual,
    /// Key of its channel, for channel budgets.
    pub channel: String,
    /// What it costs for each member.
    pub cost: Rupiah,
    /// What it costs on top, in whole rupiah, times the member's distance in per cent over 100.
    pub cost_of_distance: Rupiah,
    /// What it takes of capacities, for each member.
    pub uses: Vec<Use>,
}

/// An amount of a capacity that one member takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Key of the capacity.
    pub capacity: String,
    /// Whole small units: minutes, people, sheets.
    pub amount: u32,
}

/// Money for one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelBudget {
    /// Key of the channel.
    pub channel: String,
    /// As people read it.
    pub name: Bilingual,
    /// At most this much.
    pub budget: Rupiah,
}

/// What a capacity is counted in when people read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// One of it: "hour".
    pub name: Bilingual,
    /// Small units in it: 60 where amounts are minutes. At least 1.
    pub of: u32,
}

/// Something there is only so much of, for everybody or for each group: counter minutes by outlet, people reached a week, sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// What options call it: `counter week 1`.
    pub key: String,
    /// As people read it after "one more hour of": "counter time in week 1".
    pub name: Bilingual,
    /// What it is counted in.
    pub unit: Unit,
    /// Key of the grouping whose groups have one each; `None` for one that all share. Who is in no group cannot use it.
    pub by: Option<String>,
    /// Small units there are: one number for each group, or a single one.
    pub amounts: Vec<u64>,
}

/// The least share of the members of each group that must get something.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// Key of the grouping.
    pub by: String,
    /// Shares from 0 to 1 of the members in the pool, rounded up to people: one for each group, or a single one for all.
    pub shares: Vec<f64>,
}

/// The least members of a group that get the same option, if any do: fewer could not be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallestCells {
    /// Key of the grouping, mostly the segment.
    pub by: String,
    /// This many or none.
    pub members: u32,
}

/// Everything that binds a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// What there is to choose from, in the order of the pool's values.
    pub options: Vec<DecisionOption>,
    /// Money for everything.
    pub budget: Rupiah,
    /// Money for channels.
    pub channel_budgets: Vec<ChannelBudget>,
    /// What there is only so much of.
    pub capacities: Vec<Capacity>,
    /// Who must not be left out.
    pub floors: Vec<Floor>,
    /// Cells that can be measured.
    pub smallest_cells: Option<SmallestCells>,
}
