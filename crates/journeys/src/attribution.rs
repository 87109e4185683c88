//! The answer for a set of journeys: credit by every rule, side by side, none of it evidence.

use crate::bootstrap::{Bootstrap, Interval, intervals};
use crate::by_place::{PlaceRule, by_place};
use crate::error::JourneysError;
use crate::markov::{Markov, markov};
use crate::money::shared_out;
use crate::notes::{label, notes};
use crate::paths::Journeys;
use crate::shapley::shapley;
use domain::{Bilingual, Grade};
use rust_decimal::Decimal;
use serde::Serialize;

/// How credit is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// By the place of a touch in its journey.
    Place(PlaceRule),
    /// By the removal effect of a Markov chain of this order.
    Markov(usize),
    /// By the Shapley value over sets of channels.
    Shapley,
}

/// What one channel gets by one rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChannelCredit {
    /// The channel.
    pub channel: String,
    /// Its share of the credit.
    pub share: f64,
    /// The share in payments.
    pub conversions: f64,
    /// The share in money, in the file's own unit and to the hundredth; `None` where the file has no values. By a rule of
    /// place the worth of each journey is shared along it; by Markov and Shapley the worth of all, as the payments are.
    pub value: Option<Decimal>,
    /// Bootstrap interval of the share.
    pub interval: Option<Interval>,
}

/// All channels by one rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleCredit {
    /// The rule.
    pub rule: Rule,
    /// Its name.
    pub name: Bilingual,
    /// By channel, in the order of their names; the shares add up to 1.
    pub channels: Vec<ChannelCredit>,
}

/// Credit by every rule that applies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attribution {
    /// Always D.
    pub grade: Grade,
    /// What this is worth as evidence, in words.
    pub label: Bilingual,
    /// Journeys that ended in a payment.
    pub conversions: u64,
    /// Journeys that did not.
    pub nulls: u64,
    /// Distinct paths.
    pub paths: usize,
    /// What the payments were worth together.
    pub value: Option<Decimal>,
    /// The chain behind the Markov rule.
    pub markov: Markov,
    /// Credit by rule.
    pub rules: Vec<RuleCredit>,
    /// How the intervals were made; `None` where there are none.
    pub bootstrap: Option<Bootstrap>,
    /// Sentences the reader must see.
    pub notes: Vec<Bilingual>,
}

/// Gives credit by first, last, linear, position and decay, by the Markov removal effect of `order` 1 to 3, and by
/// Shapley. Intervals where `how.draws` is not zero.
pub fn attribute(journeys: &Journeys, order: usize, how: Bootstrap) -> Result<Attribution, JourneysError> {
    let journeys = &journeys.distinct();
    let chain = markov(journeys, order)?;
    let (conversions, value) = (journeys.converted(), journeys.value());
    let weights = journeys.conversion_weights();
    let worth = value.map(|_| worth_by_path(journeys));
    let mut rules = Vec::new();
    let mut shares: Vec<Vec<f64>> = Vec::new();
    let mut values: Vec<Option<Vec<f64>>> = Vec::new();
    for rule in [PlaceRule::First, PlaceRule::Last, PlaceRule::Linear, PlaceRule::Position, PlaceRule::Decay] {
        rules.push(Rule::Place(rule));
        shares.push(by_place(journeys, rule, &weights).into_iter().map(|c| c / conversions as f64).collect());
        values.push(worth.as_ref().map(|worth| by_place(journeys, rule, worth)));
    }
    rules.push(Rule::Markov(order));
    shares.push(chain.shares.clone());
    values.push(None);
    let notes = notes(journeys, &chain);
    rules.push(Rule::Shapley);
    shares.push(shapley(journeys)?.shares);
    values.push(None);
    let ends = if how.draws == 0 { None } else { Some(intervals(journeys, &rules, how)?) };
    let rules = rules
        .iter()
        .enumerate()
        .map(|(at, rule)| {
            let money = value.map(|value| shared_out(value, values[at].as_ref().unwrap_or(&shares[at])));
            let credit = |channel: usize| ChannelCredit {
                channel: journeys.channels()[channel].clone(),
                share: shares[at][channel],
                conversions: shares[at][channel] * conversions as f64,
                value: money.as_ref().map(|m| m[channel]),
                interval: ends.as_ref().map(|e| e[at][channel]),
            };
            RuleCredit {
                rule: *rule,
                name: crate::notes::rule_name(*rule),
                channels: (0..journeys.channels().len()).map(credit).collect(),
            }
        })
        .collect();
    Ok(Attribution {
        grade: Grade::D,
        label: label(),
        conversions,
        nulls: journeys.lost(),
        paths: journeys.paths(),
        value,
        markov: chain,
        rules,
        bootstrap: (how.draws > 0).then_some(how),
        notes,
    })
}

/// Worth of each path as a weight; the credited sums are exact again after [`shared_out`].
fn worth_by_path(journeys: &Journeys) -> Vec<f64> {
    journeys.values.iter().map(|v| f64::try_from(*v).unwrap_or(0.0)).collect()
}
