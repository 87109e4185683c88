//! The whole question: from the rows of an experiment to who gains, how well that is known, and a policy with its value.

use crate::balance::{Imbalance, NO_LOT, worst_imbalance};
use crate::base::Base;
use crate::error::TargetingError;
use crate::judged::{JudgedRanking, judge};
use crate::learner::{Learner, learn};
use crate::policy::{Coarse, Compared, PolicyKind, PolicyValue, Rule, Worth};
use crate::policy::{compared, difference, held_out_rule, search, valued};
use crate::ranking::Ranking;
use crate::resampling::Resampling;
use crate::trial::Trial;
use domain::Grade;
use effectiveness::Level;
use serde::{Deserialize, Serialize};

/// How to learn and what it is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Targeting {
    /// How the gain is learned.
    pub learner: Learner,
    /// What the learner stands on.
    pub base: Base,
    /// Folds, 3 to 20; 5 by default.
    pub folds: usize,
    /// Replicates and level of the intervals of rankings.
    pub replicates: usize,
    /// Seed of folds, trees and replicates.
    pub seed: u64,
    /// Level of all intervals.
    pub level: Level,
    /// Shares of the people whose uplift is told beside the deciles.
    pub depths: Vec<f64>,
    /// Rupiah that one unit of the outcome is worth, with rupiah that each arm costs a person (the control's left out).
    pub money: Option<Money>,
}

/// Value and costs, in rupiah.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Money {
    /// One unit of the outcome.
    pub value: f64,
    /// A person in each arm, without the control.
    pub costs: Vec<f64>,
}

impl Targeting {
    /// The doubly robust learner on a base, five folds, a thousand replicates, intervals of 95%.
    pub fn seeded(base: Base, seed: u64) -> Self {
        Self {
            learner: Learner::Dr,
            base,
            folds: 5,
            replicates: 1000,
            seed,
            level: Level::NINETY_FIVE,
            depths: vec![0.2, 0.3, 0.5],
            money: None,
        }
    }
}

/// What can be said of targeting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum TargetingVerdict {
    /// Choosing people is better than every way of treating all alike.
    Adds {
        /// The best of those: its arm, 0 for the control.
        best_alike: usize,
    },
    /// Choosing people is not shown to be better than treating all alike.
    AddsNothing {
        /// What to do instead: an arm for everybody, 0 for nobody.
        best_alike: usize,
        /// Whether the ranking of some arm is better than chance all the same.
        ranks: bool,
    },
    /// Choosing people is worse than treating all alike.
    Harms {
        /// What to do instead.
        best_alike: usize,
    },
    /// Too few people to learn from.
    TooEarly {
        /// The arm.
        arm: String,
        /// What there is too little of.
        what: Lack,
        /// How many there are.
        found: u64,
        /// How many are needed.
        needed: u64,
    },
}

/// What there is too little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// People.
    People,
    /// People with the rarer outcome.
    RarerOutcome,
    /// Areas.
    Areas,
}

/// People each arm needs.
pub const FEWEST_PEOPLE: u64 = 200;
/// People with the rarer of two outcomes that each arm needs.
pub const FEWEST_OF_EITHER: u64 = 20;
/// Areas each arm needs.
pub const FEWEST_AREAS: u64 = 10;

/// An arm against the control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmRanking {
    /// The arm.
    pub arm: String,
    /// How well predicted gains rank people who were not learned from.
    pub ranking: JudgedRanking,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetingAnswer {
    /// In one word.
    #[serde(flatten)]
    pub verdict: TargetingVerdict,
    /// A where features do not differ between arms by more than a lot does, B where they do.
    pub grade: Grade,
    /// The feature that differs most between arms.
    pub imbalance: Option<Imbalance>,
    /// Names of the arms, the control's first.
    pub arms: Vec<String>,
    /// People of each.
    pub people: Vec<u64>,
    /// Columns that the learner read.
    pub columns: usize,
    /// Whether outcomes are 0 and 1.
    pub is_rate: bool,
    /// Whether policies are valued in rupiah; in outcomes otherwise.
    pub in_rupiah: bool,
    /// Each arm's ranking; none where it is too early.
    pub rankings: Vec<ArmRanking>,
    /// Mean effect of each arm for everybody against the control, by doubly robust scores.
    pub effects: Vec<Compared>,
    /// Policies, the targeted one first.
    pub policies: Vec<PolicyValue>,
    /// The best rule of two questions, found on everybody; its value is that of rules found without those judged.
    pub rule: Option<Rule>,
    /// Predicted gain of each person under each arm (without the control), from models that have not seen the person.
    #[serde(skip)]
    pub gains: Vec<Vec<f64>>,
    /// The arm the targeted policy gives each person.
    #[serde(skip)]
    pub choices: Vec<usize>,
}

/// Learns who gains from which arm, judges it on people who were held out, and values the policy that follows.
pub fn target(trial: &Trial<'_>, how: &Targeting) -> Result<TargetingAnswer, TargetingError> {
    trial.check()?;
    if !(3..=20).contains(&how.folds) {
        return Err(TargetingError::BadFolds { folds: how.folds });
    }
    let arms = trial.arms.len();
    if let Some(money) = &how.money
        && money.costs.len() != arms - 1
    {
        return Err(TargetingError::BadCosts { named: money.costs.len(), arms: arms - 1 });
    }
    let resampling = Resampling { replicates: how.replicates, seed: how.seed, level: how.level };
    resampling.check()?;
    let imbalance = worst_imbalance(trial);
    let mut answer = TargetingAnswer {
        verdict: TargetingVerdict::AddsNothing { best_alike: 0, ranks: false },
        grade: if imbalance.as_ref().is_some_and(|i| i.p_value < NO_LOT) { Grade::B } else { Grade::A },
        imbalance,
        arms: trial.arms.to_vec(),
        people: trial.people(),
        columns: trial.columns.width(),
        is_rate: trial.is_rate(),
        in_rupiah: how.money.is_some(),
        rankings: Vec::new(),
        effects: Vec::new(),
        policies: Vec::new(),
        rule: None,
        gains: Vec::new(),
        choices: Vec::new(),
    };
    if let Some(early) = too_early(trial) {
        answer.verdict = early;
        return Ok(answer);
    }
    let (learned, fold) = learn(trial, how.learner, how.base, how.folds, how.seed);
    for (code, gains) in (1..).zip(&learned.gains) {
        let ranking = ranked(trial, code, gains, how, &resampling)?;
        answer.rankings.push(ArmRanking { arm: trial.arms[code as usize].clone(), ranking });
    }
    let worth = Worth {
        outcomes: &learned.scores,
        value: how.money.as_ref().map_or(1.0, |m| m.value),
        costs: std::iter::once(0.0)
            .chain(how.money.as_ref().map_or(vec![0.0; arms - 1], |m| m.costs.clone()))
            .collect(),
        area: trial.area,
        level: how.level,
    };
    answer.choices = choices(&learned.gains, &worth);
    answer.effects = (1..arms).map(|arm| difference(&worth, arm, 0)).collect();
    let coarse = Coarse::of(trial.columns);
    let all: Vec<u32> = (0..trial.rows() as u32).collect();
    answer.rule = search(&coarse, &worth, &all).map(|found| found.rule(&coarse));
    let by_rule = held_out_rule(&coarse, &worth, &fold, how.folds);
    answer.policies = policies(&worth, &answer.choices, &by_rule);
    let ranks = answer.rankings.iter().any(|r| r.ranking.qini.over_random_interval.is_some_and(|i| i.low > 0.0));
    answer.verdict = verdict(&answer.policies, ranks);
    answer.gains = learned.gains;
    Ok(answer)
}

/// Judges an existing score, one arm against the control.
pub fn judge_score(trial: &Trial<'_>, score: &[f64], how: &Targeting) -> Result<Vec<ArmRanking>, TargetingError> {
    trial.check()?;
    let resampling = Resampling { replicates: how.replicates, seed: how.seed, level: how.level };
    let of = |code: usize| {
        let ranking = ranked(trial, code as u32, score, how, &resampling)?;
        Ok(ArmRanking { arm: trial.arms[code].clone(), ranking })
    };
    (1..trial.arms.len()).map(of).collect()
}

fn ranked(
    trial: &Trial<'_>,
    arm: u32,
    score: &[f64],
    how: &Targeting,
    resampling: &Resampling,
) -> Result<JudgedRanking, TargetingError> {
    let rows: Vec<usize> = (0..trial.rows()).filter(|row| [0, arm].contains(&trial.arm[*row])).collect();
    let score: Vec<f64> = rows.iter().map(|row| score[*row]).collect();
    let outcome: Vec<f64> = rows.iter().map(|row| trial.outcome[*row]).collect();
    let treated: Vec<bool> = rows.iter().map(|row| trial.arm[*row] == arm).collect();
    let ranking = match trial.area {
        None => Ranking::new(&score, &outcome, &treated)?,
        Some(area) => {
            let area: Vec<u32> = rows.iter().map(|row| area[*row]).collect();
            Ranking::in_areas(&score, &outcome, &treated, &area)?
        }
    };
    judge(&ranking, &how.depths, resampling)
}

/// The arm with the largest predicted gain after its cost; nothing where none is above zero.
fn choices(gains: &[Vec<f64>], worth: &Worth<'_>) -> Vec<usize> {
    let of = |row: usize| {
        let net = |arm: usize| worth.value * gains[arm - 1][row] - worth.costs[arm];
        (1..=gains.len()).fold((0, 0.0), |best, arm| if net(arm) > best.1 { (arm, net(arm)) } else { best }).0
    };
    (0..gains[0].len()).map(of).collect()
}

fn policies(worth: &Worth<'_>, choices: &[usize], by_rule: &[usize]) -> Vec<PolicyValue> {
    let arms = worth.outcomes.len();
    let given = |wanted: bool| f64::from(u8::from(wanted));
    let (targeted, own) = valued(worth, PolicyKind::Targeted, |arm, row| given(choices[row] == arm));
    let shares = targeted.shares.clone();
    let mut all = vec![targeted];
    let mut add = |(mut policy, net): (PolicyValue, Vec<f64>)| {
        policy.targeted_minus_this = Some(compared(worth, &own, &net));
        all.push(policy);
    };
    add(valued(worth, PolicyKind::Rule, |arm, row| given(by_rule[row] == arm)));
    for alike in 0..arms {
        add(valued(worth, PolicyKind::Everybody(alike), |arm, _| given(alike == arm)));
    }
    add(valued(worth, PolicyKind::ByChance, |arm, _| shares[arm]));
    all
}

/// Better than every policy that treats all alike, each at the level of the intervals: an intersection of tests, which is
/// stricter than any of them.
fn verdict(policies: &[PolicyValue], ranks: bool) -> TargetingVerdict {
    let alike: Vec<(usize, &PolicyValue, &Compared)> = policies
        .iter()
        .filter_map(|p| match (&p.policy, &p.targeted_minus_this) {
            (PolicyKind::Everybody(arm), Some(less)) => Some((*arm, p, less)),
            _ => None,
        })
        .collect();
    let best = alike.iter().fold(&alike[0], |best, a| if a.1.net > best.1.net { a } else { best });
    let best_alike = best.0;
    if alike.iter().all(|(_, _, less)| less.interval.low > 0.0) {
        TargetingVerdict::Adds { best_alike }
    } else if best.2.interval.high < 0.0 {
        TargetingVerdict::Harms { best_alike }
    } else {
        TargetingVerdict::AddsNothing { best_alike, ranks }
    }
}

fn too_early(trial: &Trial<'_>) -> Option<TargetingVerdict> {
    let is_rate = trial.is_rate();
    for (code, arm) in trial.arms.iter().enumerate() {
        let own = || (0..trial.rows()).filter(|row| trial.arm[*row] as usize == code);
        let people = own().count() as u64;
        let early = |what, found, needed| Some(TargetingVerdict::TooEarly { arm: arm.clone(), what, found, needed });
        if people < FEWEST_PEOPLE {
            return early(Lack::People, people, FEWEST_PEOPLE);
        }
        let with = own().filter(|row| trial.outcome[*row] > 0.0).count() as u64;
        let rarer = with.min(people - with);
        if is_rate && rarer < FEWEST_OF_EITHER {
            return early(Lack::RarerOutcome, rarer, FEWEST_OF_EITHER);
        }
        if let Some(area) = trial.area {
            let areas = own().map(|row| area[row]).collect::<std::collections::BTreeSet<_>>().len() as u64;
            if areas < FEWEST_AREAS {
                return early(Lack::Areas, areas, FEWEST_AREAS);
            }
        }
    }
    None
}
