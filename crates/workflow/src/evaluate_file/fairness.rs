//! What is refused of an experiment file, with the lines that show it.

use super::ExperimentColumns;
use super::columns::{days, listed, words};
use anyhow::{Context, Result, bail};
use effectiveness::experiment::{Experiment, Grouping, refuse_outcomes_before_assignment, refuse_units_in_two_arms};
use effectiveness::{EffectivenessError, area_assignment, refuse_if_area_assigned};
use intake::TextTable;
use std::collections::HashMap;

/// A control that is no value of the arm column.
pub(crate) fn refuse_unknown_control(table: &TextTable, columns: &ExperimentColumns, arms: &[&str]) -> Result<()> {
    if arms.contains(&columns.control.as_str()) {
        return Ok(());
    }
    bail!(
        "{}, column {}: the control value `{}` does not occur; values are {}",
        table.file,
        columns.arm,
        columns.control,
        listed(arms.iter().copied())
    )
}

/// A unit in two arms, or twice in one.
pub(crate) fn refuse_repeated_units(table: &TextTable, name: &str, arm: &Grouping) -> Result<()> {
    let units = words(table, name)?;
    match refuse_units_in_two_arms(&units, arm) {
        Err(EffectivenessError::UnitInTwoArms { first, first_row, second, second_row }) => bail!(
            "{}, column {name}: the same unit stands in arm `{first}` and in arm `{second}`, on lines {} and {}; one arm for \
             each unit is expected",
            table.file,
            table.line_of(first_row - 1),
            table.line_of(second_row - 1)
        ),
        other => other?,
    }
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (row, unit) in units.into_iter().enumerate() {
        if let Some(earlier) = first.insert(unit, row) {
            bail!(
                "{}, column {name}: the same unit stands on lines {} and {}; one row for each unit is expected",
                table.file,
                table.line_of(earlier),
                table.line_of(row)
            );
        }
    }
    Ok(())
}

/// An outcome dated before the lot.
pub(super) fn refuse_early_outcomes(table: &TextTable, columns: &ExperimentColumns) -> Result<()> {
    let (Some(assigned_on), Some(outcome_on)) = (&columns.assigned_on, &columns.outcome_on) else {
        return Ok(());
    };
    match refuse_outcomes_before_assignment(&days(table, assigned_on)?, &days(table, outcome_on)?) {
        Err(EffectivenessError::OutcomeBeforeAssignment { row, assigned, outcome }) => bail!(
            "{}, line {}: the outcome is of {outcome} (column {outcome_on}), before the lot was drawn on {assigned} (column \
             {assigned_on}); an outcome of that day or later is expected",
            table.file,
            table.line_of(row - 1)
        ),
        other => Ok(other?),
    }
}

/// Refuses where the arm was assigned by wider areas than the analysis allows for: persons where areas were drawn, or a named
/// area column that is narrower than the one drawn. Wider areas than those drawn are allowed; they err on the safe side.
pub(crate) fn refuse_wider_areas(
    experiment: &Experiment,
    columns: &ExperimentColumns,
    table: &TextTable,
    kept: &[usize],
) -> Result<()> {
    let (others, file) = (other_columns(table, columns, kept), &table.file);
    let Some(named) = &experiment.cluster else {
        return refuse_if_area_assigned(&experiment.arm, &others)
            .with_context(|| format!("{file} cannot be judged person by person"));
    };
    match area_assignment(&experiment.arm, &others) {
        Some(drawn) if drawn.groups < named.labels.len() => bail!(
            "{file}: column `{}` holds {} areas, and every one of the {} groups of column `{}` has one arm only: those wider \
             areas were assigned; name `{3}` as the area column",
            named.column,
            named.labels.len(),
            drawn.groups,
            drawn.column
        ),
        _ => Ok(()),
    }
}

/// Every column that was not named, as possible areas. Empty cells are areas of nobody and are not looked at.
fn other_columns(table: &TextTable, columns: &ExperimentColumns, kept: &[usize]) -> Vec<Grouping> {
    let named = [
        Some(&columns.arm),
        Some(&columns.outcome),
        columns.unit.as_ref(),
        columns.cluster.as_ref(),
        columns.count.as_ref(),
        columns.per.as_ref(),
        columns.reached.as_ref(),
        columns.assigned_on.as_ref(),
        columns.outcome_on.as_ref(),
        columns.cost.as_ref(),
    ];
    let is_named = |name: &String| named.contains(&Some(name)) || columns.covariates.contains(name);
    let grouping = |c: &intake::TextColumn| {
        let labels: Vec<&str> = kept.iter().map(|row| c.values[*row].as_deref().unwrap_or_default()).collect();
        Grouping::from_labels(c.name.clone(), &labels)
    };
    table.columns.iter().filter(|c| !is_named(&c.name)).map(grouping).collect()
}
