//! The truth that the simulator keeps, averaged as the estimators average.

use super::{Person, by_area};
use crate::home::Home;
use crate::import::load_members;
use anyhow::{Context, Result, bail};
use domain::{Channel, RandomisationUnit};
use intake::ColumnValues;
use std::collections::{BTreeMap, HashMap};

/// The simulator's truth: the effect of each channel on each member, as assigned.
pub(super) struct Truth {
    effects: BTreeMap<Channel, Vec<f64>>,
}

impl Truth {
    /// The quantity the estimator of this channel aims at, over everyone in the contrast: the mean over people for person
    /// lots, the mean over villages of the mean over their people for area lots.
    pub(super) fn mean(&self, channel: Channel, contrast: &[&Person<'_>]) -> Option<f64> {
        let effects = self.effects.get(&channel)?;
        let mean = |people: &[&Person<'_>]| {
            let known: Vec<f64> = people.iter().filter_map(|p| effects.get(p.planned.row.index()).copied()).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        match channel.unit() {
            RandomisationUnit::Person => mean(contrast),
            RandomisationUnit::Area => {
                let areas: Vec<f64> = by_area(contrast).values().filter_map(|people| mean(people)).collect();
                (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64)
            }
        }
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
