//! Who gains most, from any experiment's file: learns and judges a ranking and a policy, or judges a score that is there.

mod known_before;
mod left_out;
mod written;

pub use written::{qini_chart, write_choices};

use crate::evaluate_file::ExperimentColumns;
use crate::evaluate_file::columns::{categories, words};
use crate::evaluate_file::fairness::{refuse_repeated_units, refuse_unknown_control, refuse_wider_areas};
use crate::evaluate_file::roles::refuse_two_roles;
use crate::measured::{measured, thousands_doubted};
use anyhow::{Context, Result, bail};
use domain::{Bilingual, Rupiah};
use effectiveness::equal_shares_presumed;
use effectiveness::experiment::{Experiment, Grouping, ratio_reason, refuse_sizes_off_plan};
use intake::{TextTable, read_table};
use known_before::{features, score_feature};
use left_out::{left_out_by_arm, left_out_in_words};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use targeting::{ArmRanking, Columns, FeatureValues, Money, Targeting, TargetingAnswer, Trial};

/// Which column says what.
#[derive(Debug, Clone, Default)]
pub struct UpliftColumns {
    /// The arm as assigned.
    pub arm: String,
    /// Which value of it is the control.
    pub control: String,
    /// The outcome, more is better.
    pub outcome: String,
    /// What was known before; every other column where empty.
    pub features: Vec<String>,
    /// A score to be judged instead of learning one.
    pub score: Option<String>,
    /// The person of each row; must not repeat.
    pub unit: Option<String>,
    /// The area that was randomised.
    pub cluster: Option<String>,
    /// Why the arms' sizes are off the plan.
    pub ratio_reason: Option<String>,
    /// What an arm costs a person.
    pub costs: Vec<(String, Rupiah)>,
    /// What one unit of the outcome is worth.
    pub value: Option<Rupiah>,
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Judged {
    /// By a learner, on people it had not seen.
    Learned(Box<TargetingAnswer>),
    /// The score of this column.
    Score {
        /// The column.
        column: String,
        /// Each arm's ranking by it.
        rankings: Vec<ArmRanking>,
    },
}

impl Judged {
    /// Rankings by arm.
    pub fn rankings(&self) -> &[ArmRanking] {
        match self {
            Self::Learned(answer) => &answer.rankings,
            Self::Score { rankings, .. } => rankings,
        }
    }
}

/// The answer for a file.
#[derive(Debug, Clone, Serialize)]
pub struct UpliftAnswer {
    /// The file.
    pub file: String,
    /// Rows with an outcome.
    pub rows: u64,
    /// Rows left out because the outcome is empty, by arm.
    pub left_out: BTreeMap<String, u64>,
    /// The outcome.
    pub outcome: String,
    /// The control.
    pub control: String,
    /// Columns that were learned from.
    pub features: Vec<String>,
    /// What must be read before the answers.
    pub warnings: Vec<Bilingual>,
    /// The verdict in words, and what it stands on.
    pub sentences: Vec<Bilingual>,
    /// Learner, base, folds, seed, level.
    pub method: Targeting,
    /// The figures.
    pub judged: Judged,
    /// The best rule of two questions in words.
    pub rule: Vec<Bilingual>,
    /// What the figures mean.
    pub definitions: Vec<Bilingual>,
    /// Sentences about the file.
    pub notes: Vec<Bilingual>,
    /// Each kept row's line, unit, predicted gains and arm, for a worklist.
    #[serde(skip)]
    pub people: Vec<PersonChoice>,
}

/// What the policy gives one person.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonChoice {
    /// The unit, or the line of the file.
    pub unit: String,
    /// The arm; the control's name where nothing is sent.
    pub arm: String,
    /// Predicted gain under each arm, without the control.
    pub gains: Vec<f64>,
}

/// Reads a file and says who gains, or how good a score is.
pub fn uplift_file(path: &Path, columns: &UpliftColumns, how: &Targeting) -> Result<UpliftAnswer> {
    let table = read_table(path)?;
    refuse_two_roles(&table.file, &columns.roles())?;
    let all_arms = words(&table, &columns.arm)?;
    let named = ExperimentColumns {
        arm: columns.arm.clone(),
        control: columns.control.clone(),
        outcome: columns.outcome.clone(),
        unit: columns.unit.clone(),
        cluster: columns.cluster.clone(),
        ..ExperimentColumns::default()
    };
    refuse_unknown_control(&table, &named, &all_arms)?;
    if let Some(unit) = &columns.unit {
        refuse_repeated_units(&table, unit, &Grouping::from_labels(columns.arm.clone(), &all_arms))?;
    }
    let names = arm_names(&table, columns, &all_arms)?;
    let outcome = measured(&table, &columns.outcome)?;
    let warnings = thousands_doubted(&table, [columns.outcome.as_str()])?;
    let kept: Vec<usize> = (0..table.rows()).filter(|row| outcome[*row].is_some()).collect();
    if kept.is_empty() {
        bail!("{}, column {}: every value is empty, so there is nothing to learn", table.file, columns.outcome);
    }
    let left_out = left_out_by_arm(&all_arms, &outcome);
    let values: Vec<f64> = kept.iter().filter_map(|row| outcome[*row]).collect();
    if values.iter().all(|v| v.total_cmp(&values[0]).is_eq()) {
        bail!(
            "{}, column {}: every value is {}, so no arm can have changed it; expected an outcome that differs",
            table.file,
            columns.outcome,
            values[0]
        );
    }
    let arms: Vec<&str> = kept.iter().map(|row| all_arms[*row]).collect();
    let places: BTreeMap<&str, u32> = names.iter().zip(0..).map(|(name, code)| (name.as_str(), code)).collect();
    let codes: Vec<u32> = arms.iter().map(|arm| places[arm]).collect();
    let lot = Experiment {
        arm: Grouping::from_labels(columns.arm.clone(), &arms),
        cluster: columns.cluster.as_deref().map(|name| categories(&table, name, &kept)).transpose()?,
        ..Experiment::default()
    };
    refuse_wider_areas(&lot, &named, &table, &kept)?;

    let mut notes = left_out_in_words(&left_out);
    let reason = columns.ratio_reason.as_deref();
    let mut sizes = vec![0_u64; lot.arm.labels.len()];
    for arm in &lot.arm.codes {
        sizes[*arm as usize] += 1;
    }
    if lot.cluster.is_none() && equal_shares_presumed(&sizes) {
        refuse_sizes_off_plan(&lot.arm.labels, &sizes, &vec![1.0; sizes.len()], reason)
            .with_context(|| table.file.clone())?;
    }
    notes.extend(reason.map(ratio_reason));
    let (features, names_used) = match &columns.score {
        Some(score) => (vec![score_feature(&table, score, &kept)?], Vec::new()),
        None => features(&table, columns, &kept, &mut notes)?,
    };
    let made = Columns::of(&features).with_context(|| table.file.clone())?;
    let trial = Trial {
        outcome: &values,
        arm: &codes,
        arms: &names,
        area: lot.cluster.as_ref().map(|g| g.codes.as_slice()),
        columns: &made,
    };
    let how = Targeting { money: money(columns, &names)?, ..how.clone() };
    let judged = match (&columns.score, &features[0].values) {
        (Some(column), FeatureValues::Numbers(score)) => Judged::Score {
            column: column.clone(),
            rankings: targeting::judge_score(&trial, score, &how).with_context(|| table.file.clone())?,
        },
        _ => Judged::Learned(Box::new(targeting::target(&trial, &how).with_context(|| table.file.clone())?)),
    };
    if let Judged::Learned(answer) = &judged {
        refuse_recorded_after(&table, columns, answer)?;
    }
    let sentences = match &judged {
        Judged::Learned(answer) => targeting::words::in_words(answer),
        Judged::Score { rankings, .. } => rankings.iter().map(targeting::words::ranking).collect(),
    };
    let (rule, people) = match &judged {
        Judged::Learned(answer) => (
            answer.rule.as_ref().map(|rule| targeting::words::rule(rule, &names)).unwrap_or_default(),
            people(&table, columns, &kept, answer),
        ),
        Judged::Score { .. } => (Vec::new(), Vec::new()),
    };
    Ok(UpliftAnswer {
        file: table.file.clone(),
        rows: kept.len() as u64,
        left_out,
        outcome: columns.outcome.clone(),
        control: columns.control.clone(),
        features: names_used,
        warnings,
        sentences,
        method: how,
        judged,
        rule,
        definitions: targeting::words::definitions(),
        notes,
        people,
    })
}

/// Arms that are told apart, the control among them.
const MOST_ARMS: usize = 12;

impl UpliftColumns {
    /// Every column that is named, with the flag that names it.
    fn roles(&self) -> Vec<(&str, &str)> {
        let optional = [("--unit", &self.unit), ("--cluster", &self.cluster), ("--score", &self.score)];
        [("--arm", self.arm.as_str()), ("--outcome", self.outcome.as_str())]
            .into_iter()
            .chain(optional.into_iter().filter_map(|(role, column)| Some((role, column.as_deref()?))))
            .collect()
    }
}

/// The control's name, then the others in alphabetical order.
fn arm_names(table: &TextTable, columns: &UpliftColumns, arms: &[&str]) -> Result<Vec<String>> {
    let distinct: BTreeSet<&str> = arms.iter().copied().collect();
    if distinct.len() < 2 || distinct.len() > MOST_ARMS {
        bail!(
            "{}, column {}: {} different values, expected the control and 1 to {} arms",
            table.file,
            columns.arm,
            distinct.len(),
            MOST_ARMS - 1
        );
    }
    let others = distinct.into_iter().filter(|arm| *arm != columns.control).map(str::to_owned);
    Ok(std::iter::once(columns.control.clone()).chain(others).collect())
}

/// A column nobody asked for by name that differs between arms was most likely written down after the campaign.
fn refuse_recorded_after(table: &TextTable, columns: &UpliftColumns, answer: &TargetingAnswer) -> Result<()> {
    match &answer.imbalance {
        Some(worst) if columns.features.is_empty() && answer.grade != domain::Grade::A => bail!(
            "{}, column {}: it differs between `{}` and the control by more than a lot can do ({:.2} standard deviations); it \
             was probably recorded after the campaign; name the columns known before with --features",
            table.file,
            worst.feature,
            worst.arm,
            worst.standardised_difference
        ),
        _ => Ok(()),
    }
}

/// Rupiah as the policy needs them: whole rupiah decide, no result is kept in them.
fn money(columns: &UpliftColumns, names: &[String]) -> Result<Option<Money>> {
    if let Some((arm, _)) = columns.costs.iter().find(|(arm, _)| !names[1..].contains(arm)) {
        bail!("the cost names `{arm}`, which is no arm; arms are {}", names[1..].join(", "));
    }
    if let Some((arm, cost)) = columns.costs.iter().find(|(_, cost)| *cost < Rupiah::ZERO) {
        bail!("--cost {arm}={cost}: expected zero rupiah or more");
    }
    let Some(value) = columns.value else {
        if columns.costs.is_empty() {
            return Ok(None);
        }
        bail!("costs in rupiah need the value of one outcome in rupiah to be held against: give --value");
    };
    let cost = |arm: &String| columns.costs.iter().find(|(a, _)| a == arm).map_or(0.0, |(_, c)| c.rounded() as f64);
    Ok(Some(Money { value: value.rounded() as f64, costs: names[1..].iter().map(cost).collect() }))
}

fn people(table: &TextTable, columns: &UpliftColumns, kept: &[usize], answer: &TargetingAnswer) -> Vec<PersonChoice> {
    let unit = columns.unit.as_deref().and_then(|name| table.column(name).ok());
    let of = |(place, choice): (usize, &usize)| {
        let row = kept[place];
        let name = unit.and_then(|c| c.values[row].clone());
        PersonChoice {
            unit: name.unwrap_or_else(|| table.line_of(row).to_string()),
            arm: answer.arms[*choice].clone(),
            gains: answer.gains.iter().map(|gains| gains[place]).collect(),
        }
    };
    answer.choices.iter().enumerate().map(of).collect()
}
