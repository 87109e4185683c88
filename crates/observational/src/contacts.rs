//! People, who of them was contacted, and what was known of them before.

use crate::error::ObservationalError;
use regression::Design;

/// Fewest people on each side.
pub(crate) const FEWEST: usize = 20;

/// Something known of everybody before the contact.
#[derive(Debug, Clone, PartialEq)]
pub enum Covariate {
    /// A number; enters as it is.
    Number {
        /// The column.
        column: String,
        /// One value a row.
        values: Vec<f64>,
    },
    /// A group; every label but the first enters as a column of 0 and 1.
    Group {
        /// The column.
        column: String,
        /// One code a row.
        codes: Vec<u32>,
        /// The label of each code.
        labels: Vec<String>,
    },
}

/// People that nobody drew by lot.
///
/// A covariate must have been known before the contact. Nothing in the figures shows whether it was: the length of a call is known
/// after the call only, tells the outcome well, and adjusting for it is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Contacts {
    /// The outcome, 0 or 1 or any number.
    pub outcome: Vec<f64>,
    /// Who was contacted; the others are the control.
    pub treated: Vec<bool>,
    /// What was known before.
    pub covariates: Vec<Covariate>,
}

impl Contacts {
    /// Whether the outcome is 0 or 1 for everybody, so that its mean is a rate.
    pub fn is_rate(&self) -> bool {
        yes_or_no(&self.outcome)
    }

    /// People contacted and others.
    pub fn sides(&self) -> (usize, usize) {
        let treated = self.treated.iter().filter(|t| **t).count();
        (treated, self.treated.len() - treated)
    }

    /// Refuses what cannot be compared.
    pub(crate) fn check(&self) -> Result<(), ObservationalError> {
        let rows = self.outcome.len();
        let equal = |column: &str, found: usize| {
            if found == rows {
                Ok(())
            } else {
                Err(ObservationalError::UnequalRows { column: column.to_owned(), rows: found, expected: rows })
            }
        };
        equal("treated", self.treated.len())?;
        finite("outcome", &self.outcome)?;
        for covariate in &self.covariates {
            match covariate {
                Covariate::Number { column, values } => {
                    equal(column, values.len())?;
                    finite(column, values)?;
                }
                Covariate::Group { column, codes, labels } => {
                    equal(column, codes.len())?;
                    if let Some(row) = codes.iter().position(|code| *code as usize >= labels.len()) {
                        return Err(ObservationalError::UnknownGroup {
                            column: column.clone(),
                            row: row + 1,
                            code: codes[row],
                            labels: labels.len(),
                        });
                    }
                }
            }
        }
        if self.covariates.is_empty() {
            return Err(ObservationalError::NoCovariates);
        }
        let (treated, untreated) = self.sides();
        if treated.min(untreated) < FEWEST {
            return Err(ObservationalError::TooFew { treated, untreated, fewest: FEWEST });
        }
        varies(&self.outcome)
    }

    /// An intercept and the covariates as columns; labels nobody has are left out.
    pub fn design(&self) -> Design {
        let mut design = Design::new().intercept(self.outcome.len());
        for covariate in &self.covariates {
            design = match covariate {
                Covariate::Number { column, values } => design.column(column.as_str(), values.clone()),
                Covariate::Group { column, codes, labels } => {
                    let mut people = vec![0_usize; labels.len()];
                    for code in codes {
                        people[*code as usize] += 1;
                    }
                    let mut design = design;
                    for (code, label) in labels.iter().enumerate().filter(|(code, _)| people[*code] > 0).skip(1) {
                        let values = codes.iter().map(|c| f64::from(u8::from(*c as usize == code))).collect();
                        design = design.column(format!("{column}={label}"), values);
                    }
                    design
                }
            };
        }
        design
    }

    /// Only the rows in `keep`.
    pub(crate) fn only(&self, keep: &[usize]) -> Self {
        Self {
            outcome: keep.iter().map(|row| self.outcome[*row]).collect(),
            treated: keep.iter().map(|row| self.treated[*row]).collect(),
            covariates: self
                .covariates
                .iter()
                .map(|covariate| match covariate {
                    Covariate::Number { column, values } => Covariate::Number {
                        column: column.clone(),
                        values: keep.iter().map(|row| values[*row]).collect(),
                    },
                    Covariate::Group { column, codes, labels } => Covariate::Group {
                        column: column.clone(),
                        codes: keep.iter().map(|row| codes[*row]).collect(),
                        labels: labels.clone(),
                    },
                })
                .collect(),
        }
    }
}

/// Whether every value is 0 or 1.
#[allow(clippy::float_cmp, reason = "0 and 1 are written exactly")]
pub(crate) fn yes_or_no(outcome: &[f64]) -> bool {
    outcome.iter().all(|y| *y == 0.0 || *y == 1.0)
}

/// Refuses an outcome that is the same everywhere.
#[allow(clippy::float_cmp, reason = "the same value is the same bits")]
pub(crate) fn varies(outcome: &[f64]) -> Result<(), ObservationalError> {
    match outcome.first() {
        Some(first) if outcome.iter().all(|y| y == first) => Err(ObservationalError::OutcomeConstant { value: *first }),
        _ => Ok(()),
    }
}

/// Refuses values that are no finite numbers.
pub(crate) fn finite(column: &str, values: &[f64]) -> Result<(), ObservationalError> {
    match values.iter().position(|x| !x.is_finite()) {
        None => Ok(()),
        Some(row) => Err(ObservationalError::NotFinite { column: column.to_owned(), row: row + 1, value: values[row] }),
    }
}

/// Only some rows of a design.
pub(crate) fn rows_of(design: &Design, rows: &[usize]) -> Design {
    let mut part = Design::new();
    for (place, name) in design.names().iter().enumerate() {
        let values = design.values(place);
        part = part.column(name.as_str(), rows.iter().map(|row| values[*row]).collect());
    }
    part
}
