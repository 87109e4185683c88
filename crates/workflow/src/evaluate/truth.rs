//! The truth that the simulator keeps.

use crate::home::Home;
use crate::import::load_members;
use anyhow::{Context, Result, bail};
use domain::{Channel, PlannedMember};
use intake::ColumnValues;
use std::collections::{BTreeMap, HashMap};

/// The simulator's truth: the effect of each channel on each member, as assigned.
pub(super) struct Truth {
    effects: BTreeMap<Channel, Vec<f64>>,
}

impl Truth {
    /// What each channel would do to a member.
    pub(super) fn of(&self, planned: &PlannedMember) -> Vec<(Channel, f64)> {
        let row = planned.row.index();
        self.effects.iter().filter_map(|(channel, effects)| Some((*channel, *effects.get(row)?))).collect()
    }
}

/// The members the truth is kept for must be the members of the table: rows are compared by number.
pub(super) fn load_truth(home: &Home) -> Result<Truth> {
    let members = load_members(home)?;
    let columns: HashMap<String, ColumnValues> = intake::load_truth(&home.table("truth"))?.into_iter().collect();
    let Some(ColumnValues::Words(ids)) = columns.get("member_id") else {
        bail!("the truth table has no member_id column");
    };
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect();
    let mut effects = BTreeMap::new();
    for (channel, name) in [
        (Channel::Whatsapp, "effect_whatsapp"),
        (Channel::Print, "effect_print"),
        (Channel::PartnerCounter, "effect_counter"),
    ] {
        let Some(ColumnValues::Measured(values)) = columns.get(name) else {
            bail!("the truth table has no {name} column");
        };
        let by_row = members
            .iter()
            .map(|m| {
                let place = places.get(m.id.0.as_str()).with_context(|| format!("no truth about member {}", m.id))?;
                Ok(values[*place])
            })
            .collect::<Result<Vec<f64>>>()?;
        effects.insert(channel, by_row);
    }
    Ok(Truth { effects })
}
