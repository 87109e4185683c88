//! Levers learnt from own evidence: experiments first, then choices in a survey, then priors.
//!
//! An experiment compares two arms that differ in the lever alone, an outcome of joining (or of stopping, for levers on stopping)
//! as 1 and 0. A lever that is added becomes the difference; one that multiplies becomes the ratio of the arms, with the delta
//! method's error. A coefficient of a conditional logit is a log odds ratio; where few join, odds stand for shares.

use crate::catalogue::{Lever, LeverKey};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a lever stands on, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Published studies or assumptions.
    #[default]
    Prior,
    /// Choices people made in a survey.
    Choices,
    /// An own experiment with a lot.
    Experiment,
}

impl Basis {
    fn key(self) -> &'static str {
        match self {
            Self::Prior => "prior",
            Self::Choices => "choices",
            Self::Experiment => "experiment",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Evidence {
    /// Two arms of a lot.
    Arms {
        /// Mean outcome of the control.
        control: f64,
        /// Treated minus control.
        difference: f64,
        /// Its standard error.
        standard_error: f64,
        /// Part of the units that were in the control, 0 to 1: how the error falls on the two arms.
        control_share: f64,
    },
    /// A coefficient of a conditional logit, for the attribute going from 0 to 1.
    Coefficient {
        /// Log odds ratio.
        estimate: f64,
        /// Its standard error.
        standard_error: f64,
    },
}

/// Why a lever could not be learnt.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LearningError {
    /// Not a lever that one comparison can teach.
    #[error("`{key}` cannot be learnt from one comparison; levers that can are {known}")]
    NotComparable {
        /// The lever.
        key: String,
        /// Those that can.
        known: String,
    },
    /// The control's mean is no share.
    #[error("the control's mean is {mean}; joining or stopping is 1 or 0, so it must lie above 0 and below 1")]
    NoShare {
        /// The mean.
        mean: f64,
    },
    /// What came out cannot be that lever.
    #[error(
        "`{key}` would be {mean}, expected {expected}: these arms do not differ in it alone, or it works against what it is for"
    )]
    Impossible {
        /// The lever.
        key: String,
        /// What came out.
        mean: f64,
        /// What a lever of its kind can be.
        expected: &'static str,
    },
    /// Something surer stands in the file.
    #[error("`{key}` stands on {stands}, which is surer than {offered}; take its row out of the file first")]
    Surer {
        /// The lever.
        key: String,
        /// On what it stands.
        stands: Basis,
        /// On what it would stand.
        offered: Basis,
    },
    /// The file of levers cannot be read.
    #[error("models/catalogue/levers.csv: {0}")]
    File(String),
}

/// How a lever acts.
fn is_added(key: LeverKey) -> Option<bool> {
    use LeverKey as K;
    match key {
        K::HelpAtCounter | K::HelpOnTheSpot | K::HalfPrice | K::FullPrice => Some(true),
        K::DueAfterSeason | K::Lump | K::Reminder | K::Tracker | K::PriceJump | K::AfterPriceJump => Some(false),
        K::TakeUp | K::LapseAfterFirst | K::LapseAfterSecond | K::LapseLater | K::KeptAfterFull | K::LeanMonth => None,
    }
}

/// The lever that evidence says. `take_up` is the share who join without any lever, for added levers from coefficients.
pub fn learnt(key: LeverKey, evidence: Evidence, take_up: Lever) -> Result<Lever, LearningError> {
    let Some(added) = is_added(key) else {
        let known = LeverKey::ALL.into_iter().filter(|k| is_added(*k).is_some()).map(LeverKey::key);
        let known = known.collect::<Vec<_>>().join(", ");
        return Err(LearningError::NotComparable { key: key.key(), known });
    };
    let lever = match evidence {
        Evidence::Arms { control, difference, standard_error, control_share } => {
            if !(control > 0.0 && control < 1.0) {
                return Err(LearningError::NoShare { mean: control });
            }
            if added {
                Lever { mean: difference, deviation: standard_error }
            } else {
                // The variance of the difference is that of both arms; each arm's part goes with the inverse of its size.
                let ratio = (control + difference) / control;
                let of_control = standard_error.powi(2) * (1.0 - control_share);
                let of_treated = standard_error.powi(2) * control_share;
                let deviation = (of_treated + ratio.powi(2) * of_control).sqrt() / control;
                Lever { mean: ratio, deviation }
            }
        }
        Evidence::Coefficient { estimate, standard_error } => {
            let odds = estimate.exp();
            if added {
                Lever { mean: take_up.mean * (odds - 1.0), deviation: take_up.mean * odds * standard_error }
            } else {
                Lever { mean: odds, deviation: odds * standard_error }
            }
        }
    };
    let (possible, expected) = if added {
        ((0.0..=1.0).contains(&lever.mean), "0 to 1")
    } else {
        ((0.0..=20.0).contains(&lever.mean), "0 to 20")
    };
    if possible && lever.deviation.is_finite() {
        Ok(lever)
    } else {
        Err(LearningError::Impossible { key: key.key(), mean: lever.mean, expected })
    }
}

/// The text of `levers.csv` with one lever as it was learnt, the others untouched. What stands on surer ground is not replaced.
pub fn with_lever(
    text: &str,
    key: LeverKey,
    lever: Lever,
    basis: Basis,
    source: &str,
    as_of: NaiveDate,
) -> Result<String, LearningError> {
    let broken = |error: csv::Error| LearningError::File(error.to_string());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut head: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    if !head.iter().any(|column| column == "basis") {
        head.push("basis".to_owned());
    }
    let place = |column: &str| {
        head.iter()
            .position(|name| name == column)
            .ok_or_else(|| LearningError::File(format!("column {column} is missing")))
    };
    let (at_key, at_basis) = (place("key")?, place("basis")?);
    let new = [
        (place("mean")?, format!("{:.6}", lever.mean)),
        (place("deviation")?, format!("{:.6}", lever.deviation)),
        (place("source")?, source.to_owned()),
        (place("as_of")?, as_of.to_string()),
        (place("confidence")?, if basis == Basis::Experiment { "confirmed" } else { "derived" }.to_owned()),
        (at_basis, basis.key().to_owned()),
    ];
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).map_err(broken)?;
    for record in reader.records() {
        let mut cells: Vec<String> = record.map_err(broken)?.iter().map(str::to_owned).collect();
        if cells.len() < head.len() {
            cells.push(Basis::Prior.key().to_owned());
        }
        if cells[at_key] == key.key() {
            let stands = [Basis::Experiment, Basis::Choices].into_iter().find(|b| b.key() == cells[at_basis]);
            let stands = stands.unwrap_or_default();
            if stands > basis {
                return Err(LearningError::Surer { key: key.key(), stands, offered: basis });
            }
            for (at, text) in &new {
                cells[*at].clone_from(text);
            }
        }
        writer.write_record(&cells).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(|error| LearningError::File(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| LearningError::File(error.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TAKE_UP: Lever = Lever { mean: 0.02, deviation: 0.01 };

    #[test]
    fn a_due_date_at_harvest_is_a_ratio_with_its_error() {
        // Casaburi & Willis 2018: take-up of 5% when paid at once, 72% when due at harvest.
        let arms = Evidence::Arms { control: 0.05, difference: 0.67, standard_error: 0.03, control_share: 0.5 };
        let lever = learnt(LeverKey::DueAfterSeason, arms, TAKE_UP).unwrap();
        assert!((lever.mean - 14.4).abs() < 1e-12, "{lever:?}");
        let expected = (0.5 * 0.0009 * (1.0 + 14.4_f64.powi(2))).sqrt() / 0.05;
        assert!((lever.deviation - expected).abs() < 1e-12, "{lever:?}");
    }

    #[test]
    fn what_one_comparison_cannot_teach_is_refused() {
        let arms = |difference| Evidence::Arms { control: 0.05, difference, standard_error: 0.01, control_share: 0.5 };
        assert!(matches!(learnt(LeverKey::LapseLater, arms(0.1), TAKE_UP), Err(LearningError::NotComparable { .. })));
        assert!(matches!(learnt(LeverKey::HelpAtCounter, arms(-0.02), TAKE_UP), Err(LearningError::Impossible { .. })));
        let none = Evidence::Arms { control: 0.0, difference: 0.1, standard_error: 0.01, control_share: 0.5 };
        assert!(matches!(learnt(LeverKey::Reminder, none, TAKE_UP), Err(LearningError::NoShare { .. })));
    }

    #[test]
    fn an_experiment_takes_the_place_of_a_prior_and_is_not_replaced_by_a_survey() {
        let text = "key,mean,deviation,meaning,source,as_of,confidence\nreminder,0.93,0.05,\"a, b\",x,2026-11-22,unverified\n\
                    tracker,0.75,0.15,c,x,2026-11-22,unverified\n";
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let lever = Lever { mean: 0.8, deviation: 0.02 };
        let learnt = with_lever(text, LeverKey::Reminder, lever, Basis::Experiment, "own", day).unwrap();
        let expected = "key,mean,deviation,meaning,source,as_of,confidence,basis\n\
                        reminder,0.800000,0.020000,\"a, b\",own,2026-12-01,confirmed,experiment\n\
                        tracker,0.75,0.15,c,x,2026-11-22,unverified,prior\n";
        assert_eq!(learnt, expected);
        let survey = with_lever(&learnt, LeverKey::Reminder, lever, Basis::Choices, "survey", day);
        assert!(matches!(survey, Err(LearningError::Surer { .. })), "{survey:?}");
        assert!(with_lever(&learnt, LeverKey::Reminder, lever, Basis::Experiment, "again", day).is_ok());
    }
}
