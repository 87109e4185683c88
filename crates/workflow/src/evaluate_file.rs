//! Evaluate any experiment from a file: columns are named, the rest of the file is looked at for areas.

pub(crate) mod columns;
pub(crate) mod fairness;
pub(crate) mod roles;

use crate::measured::{measured, thousands_doubted};
use anyhow::{Context, Result, bail};
use columns::{categories, counts, days, known_numbers, words};
use domain::{Bilingual, Rupiah};
use effectiveness::experiment::{Column, ConclusionTerms, Evaluation, Experiment, Grouping, MoneyTerms, evaluate};
use effectiveness::money::Additional;
use effectiveness::{Level, equal_shares_presumed};
use intake::{TextTable, read_table};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What was drawn by lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Design {
    /// Persons, one row each.
    Person,
    /// Areas; without an area column each row is one.
    Area,
}

/// Which column says what, and what the answers are judged by.
#[derive(Debug, Clone, Default)]
pub struct ExperimentColumns {
    /// The arm as assigned.
    pub arm: String,
    /// Which value of it is the control.
    pub control: String,
    /// The outcome.
    pub outcome: String,
    /// What was drawn by lot; areas where an area column is named, else persons, where it is not said.
    pub design: Option<Design>,
    /// The person or household of each row; must not repeat.
    pub unit: Option<String>,
    /// The area that was randomised.
    pub cluster: Option<String>,
    /// Strata of the lot.
    pub strata: Option<String>,
    /// Segments to answer one by one.
    pub segment: Option<String>,
    /// Numbers known before.
    pub covariates: Vec<String>,
    /// How many people each row stands for.
    pub count: Option<String>,
    /// What the sum of the outcome is divided by.
    pub per: Option<String>,
    /// 1 where the treatment reached the person.
    pub reached: Option<String>,
    /// Day of the lot.
    pub assigned_on: Option<String>,
    /// Day of the outcome.
    pub outcome_on: Option<String>,
    /// Planned share of each arm, as weights.
    pub shares: Vec<(String, f64)>,
    /// Why the arms' sizes are off the plan.
    pub ratio_reason: Option<String>,
    /// Smallest effect worth acting on.
    pub worthwhile: Option<f64>,
    /// Rupiah spent on each row.
    pub cost: Option<String>,
    /// Rupiah spent on each person assigned to a treated arm.
    pub cost_each: Option<Rupiah>,
    /// Rupiah that one unit of the outcome is worth.
    pub worth: Option<Rupiah>,
}

impl ExperimentColumns {
    /// Every column that is named, with the flag that names it.
    fn roles(&self) -> Vec<(&str, &str)> {
        let optional = [
            ("--unit", &self.unit),
            ("--cluster", &self.cluster),
            ("--strata", &self.strata),
            ("--segment", &self.segment),
            ("--count", &self.count),
            ("--per", &self.per),
            ("--reached", &self.reached),
            ("--assigned-on", &self.assigned_on),
            ("--outcome-on", &self.outcome_on),
            ("--cost", &self.cost),
        ];
        [("--arm", self.arm.as_str()), ("--outcome", self.outcome.as_str())]
            .into_iter()
            .chain(optional.into_iter().filter_map(|(role, column)| Some((role, column.as_deref()?))))
            .chain(self.covariates.iter().map(|column| ("--covariate", column.as_str())))
            .collect()
    }
}

/// The answer for a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileEvaluation {
    /// The file.
    pub file: String,
    /// Rows with every needed value.
    pub rows: u64,
    /// Rows (people, where rows are counts) left out because the outcome is empty, by arm.
    pub left_out: BTreeMap<String, u64>,
    /// What must be read before the answers.
    pub warnings: Vec<Bilingual>,
    /// Sentences about the file.
    pub notes: Vec<Bilingual>,
    /// The answers.
    #[serde(flatten)]
    pub evaluation: Evaluation,
}

/// Reads a file and compares every arm with the control.
pub fn evaluate_file(path: &Path, columns: &ExperimentColumns, level: f64) -> Result<FileEvaluation> {
    let level = Level::new(level)?;
    let table = read_table(path)?;
    roles::refuse_two_roles(&table.file, &columns.roles())?;
    refuse_unfit_terms(columns)?;
    let (experiment, kept, left_out) = experiment(&table, columns)?;
    fairness::refuse_wider_areas(&experiment, columns, &table, &kept)?;
    let mut notes = Vec::new();
    if experiment.planned_shares.is_none() && experiment.cluster.is_none() {
        notes.push(shares_not_named());
    }
    let amounts = [Some(&columns.outcome), columns.cost.as_ref(), columns.per.as_ref()];
    let warnings = thousands_doubted(&table, amounts.into_iter().flatten().map(String::as_str))?;
    if columns.reached.is_some() && (experiment.cluster.is_some() || columns.per.is_some()) {
        notes.push(reached_not_used());
    }
    let evaluation = evaluate(&experiment, level).with_context(|| table.file.clone())?;
    Ok(FileEvaluation { rows: kept.len() as u64, warnings, notes, left_out, evaluation, file: table.file })
}

/// Prices below zero, and a smallest effect that is none.
fn refuse_unfit_terms(columns: &ExperimentColumns) -> Result<()> {
    for (flag, price) in [("--cost-each", columns.cost_each), ("--worth", columns.worth)] {
        if let Some(price) = price.filter(|price| *price < Rupiah::ZERO) {
            bail!("{flag} {price}: expected zero rupiah or more");
        }
    }
    if let Some(worthwhile) = columns.worthwhile.filter(|w| !(w.is_finite() && *w > 0.0)) {
        bail!(
            "--worthwhile {worthwhile}: expected an effect above 0 in the outcome's unit, such as 0.02 for two points"
        );
    }
    Ok(())
}

/// The table as an experiment, the rows of it that have an outcome, and the people of each arm that have none.
fn experiment(
    table: &TextTable,
    columns: &ExperimentColumns,
) -> Result<(Experiment, Vec<usize>, BTreeMap<String, u64>)> {
    let arms = words(table, &columns.arm)?;
    fairness::refuse_unknown_control(table, columns, &arms)?;
    let all_arms = Grouping::from_labels(columns.arm.clone(), &arms);
    if let Some(unit) = &columns.unit {
        fairness::refuse_repeated_units(table, unit, &all_arms)?;
    }
    fairness::refuse_early_outcomes(table, columns)?;
    let outcome = measured(table, &columns.outcome)?;
    let kept: Vec<usize> = (0..table.rows()).filter(|row| outcome[*row].is_some()).collect();
    if kept.is_empty() {
        bail!("{}, column {}: every value is empty, so there is nothing to compare", table.file, columns.outcome);
    }
    let people = columns.count.as_deref().map(|name| counts(table, name)).transpose()?;
    let people_of = |row: usize| people.as_ref().map_or(1, |p| p[row]);
    let mut missing = vec![0; all_arms.labels.len()];
    for row in (0..table.rows()).filter(|row| outcome[*row].is_none()) {
        missing[all_arms.codes[row] as usize] += people_of(row);
    }
    let grouping = |name: &str| categories(table, name, &kept);
    let number = |name: &str| known_numbers(table, name, &kept);
    let cluster = match (&columns.cluster, columns.design) {
        (Some(name), _) => Some(grouping(name)?),
        (None, Some(Design::Area)) => Some(each_row(table, &kept)),
        (None, _) => None,
    };
    // Every arm of the file, also one whose outcomes are all missing, which is refused as empty.
    let arm = Grouping { codes: kept.iter().map(|row| all_arms.codes[*row]).collect(), ..all_arms };
    let values: Vec<f64> = kept.iter().filter_map(|row| outcome[*row]).collect();
    let assigned: Vec<u64> = sizes(&arm, &kept, people_of, &missing);
    let terms = ConclusionTerms {
        worthwhile: columns.worthwhile,
        people_a_week: pace(table, columns, people_of)?,
        costs: columns.cost.as_deref().map(|name| columns::not_negative(table, name, &kept)).transpose()?,
        money: money(columns, &values),
    };
    let experiment = Experiment {
        outcome: Column { column: columns.outcome.clone(), values },
        planned_shares: planned_shares(&arm, columns, &assigned)?,
        arm,
        control: columns.control.clone(),
        cluster,
        strata: columns.strata.as_deref().map(grouping).transpose()?,
        segment: columns.segment.as_deref().map(grouping).transpose()?,
        covariates: columns.covariates.iter().map(|name| number(name)).collect::<Result<_>>()?,
        denominator: columns.per.as_deref().map(|name| columns::not_negative(table, name, &kept)).transpose()?,
        reached: columns.reached.as_deref().map(number).transpose()?,
        counts: people.as_ref().map(|people| kept.iter().map(|row| people[*row]).collect()),
        missing: missing.clone(),
        ratio_reason: columns.ratio_reason.clone(),
        terms,
    };
    let left_out = experiment.arm.labels.iter().cloned().zip(missing).filter(|(_, people)| *people > 0).collect();
    Ok((experiment, kept, left_out))
}

/// Each row as an area, named after its line.
fn each_row(table: &TextTable, kept: &[usize]) -> Grouping {
    let labels: Vec<String> = kept.iter().map(|row| format!("line {}", table.line_of(*row))).collect();
    Grouping { column: "line".to_owned(), codes: (0..labels.len() as u32).collect(), labels }
}

/// People assigned to each arm.
fn sizes(arm: &Grouping, kept: &[usize], people_of: impl Fn(usize) -> u64, missing: &[u64]) -> Vec<u64> {
    let mut sizes = missing.to_vec();
    for (code, row) in arm.codes.iter().zip(kept) {
        sizes[*code as usize] += people_of(*row);
    }
    sizes
}

/// The shares that were named; without names, equal ones where the sizes show that these were meant.
fn planned_shares(arm: &Grouping, columns: &ExperimentColumns, assigned: &[u64]) -> Result<Option<Vec<f64>>> {
    if columns.shares.is_empty() {
        return Ok(equal_shares_presumed(assigned).then(|| vec![1.0; assigned.len()]));
    }
    if let Some((name, _)) = columns.shares.iter().find(|(name, _)| !arm.labels.contains(name)) {
        bail!(
            "--shares: `{name}` is no value of column {}; values are {}",
            arm.column,
            columns::listed(arm.labels.iter().map(String::as_str))
        );
    }
    let share = |label: &String| {
        columns
            .shares
            .iter()
            .find(|(name, _)| name == label)
            .map(|(_, share)| *share)
            .with_context(|| format!("--shares: no share is named for `{label}` of column {}", arm.column))
    };
    arm.labels.iter().map(share).collect::<Result<Vec<f64>>>().map(Some)
}

/// People who were assigned each week, from the days of the lot.
fn pace(table: &TextTable, columns: &ExperimentColumns, people_of: impl Fn(usize) -> u64) -> Result<Option<f64>> {
    let Some(name) = &columns.assigned_on else {
        return Ok(None);
    };
    let assigned = days(table, name)?;
    let known = || assigned.iter().flatten();
    let (Some(first), Some(last)) = (known().min(), known().max()) else {
        return Ok(None);
    };
    let span = (*last - *first).num_days() + 1;
    let people: u64 = (0..table.rows()).filter(|row| assigned[*row].is_some()).map(people_of).sum();
    // One day of assignment says nothing of a pace.
    Ok((span > 1).then(|| people as f64 * 7.0 / span as f64))
}

/// What prices were named.
fn money(columns: &ExperimentColumns, outcome: &[f64]) -> Option<MoneyTerms> {
    let named = columns.cost.is_some() || columns.cost_each.is_some() || columns.worth.is_some();
    let rate = outcome.iter().all(|v| [0.0, 1.0].contains(v));
    let what = if rate { Additional::Member } else { Additional::PaidMonth };
    named.then_some(MoneyTerms { each: columns.cost_each, worth: columns.worth, what })
}

fn shares_not_named() -> Bilingual {
    Bilingual::new(
        "Bagian tiap kelompok menurut rencana tidak disebutkan dan besarnya tidak mirip, jadi besar kelompok tidak diperiksa; \
         sebutkan dengan --shares.",
        "The planned share of each arm was not named and their sizes are not alike, so sizes were not checked; name the shares \
         with --shares.",
    )
}

fn reached_not_used() -> Bilingual {
    Bilingual::new(
        "Kolom --reached tidak dipakai: efek pada yang terjangkau hanya dihitung untuk undian per orang tanpa --per.",
        "The column of --reached was not used: the effect on those reached is for lots drawn by person without --per.",
    )
}
