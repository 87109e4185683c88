//! The three files of schemes, read and checked against each other.

use crate::benefit::{self, Benefit};
use crate::error::SchemeError;
use crate::plan::{self, Period, SchemePlan};
use crate::rows::Sheet;
use crate::terms::{self, Terms};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// `models/schemes/schemes.csv`.
pub const SCHEMES_FILE: &str = "models/schemes/schemes.csv";
/// `models/schemes/benefits.csv`.
pub const BENEFITS_FILE: &str = "models/schemes/benefits.csv";
/// `models/schemes/terms.csv`.
pub const TERMS_FILE: &str = "models/schemes/terms.csv";

/// Plans, benefits and the terms they are compared on, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schemes {
    pub(crate) plans: Vec<SchemePlan>,
    pub(crate) benefits: Vec<Benefit>,
    pub(crate) terms: Terms,
}

impl Schemes {
    /// Reads and checks the three files, given as text.
    pub fn from_csv(plans: &str, benefits: &str, terms: &str) -> Result<Self, SchemeError> {
        let plans = plan::read(&Sheet::read(SCHEMES_FILE, plans, &plan::COLUMNS)?)?;
        let sheet = Sheet::read(BENEFITS_FILE, benefits, &benefit::COLUMNS)?;
        let benefits = benefit::read(&sheet)?;
        let terms = Terms::read(TERMS_FILE, &Sheet::read(TERMS_FILE, terms, &terms::COLUMNS)?)?;
        refuse_twice(&plans)?;
        refuse_unknown_plans(&plans, &benefits)?;
        refuse_parts_twice(&benefits)?;
        refuse_promises_without_condition(&plans, &benefits)?;
        refuse_missing_terms(&plans, &terms)?;
        let without_lines = |(_, plan)| plan;
        Ok(Self {
            plans: plans.into_iter().map(without_lines).collect(),
            benefits: benefits.into_iter().map(|(_, benefit)| benefit).collect(),
            terms,
        })
    }

    /// All plans.
    pub fn plans(&self) -> &[SchemePlan] {
        &self.plans
    }

    /// A plan by its key.
    pub fn plan(&self, id: &str) -> Option<&SchemePlan> {
        self.plans.iter().find(|plan| plan.id == id)
    }

    /// What a plan promises, in the order of the file.
    pub fn benefits_of<'a>(&'a self, plan: &'a str) -> impl Iterator<Item = &'a Benefit> {
        self.benefits.iter().filter(move |benefit| benefit.plans.iter().any(|own| own == plan))
    }

    /// The most a benefit of a plan can pay, all its rows together; none where a row has no end or there is no such benefit.
    pub fn most(&self, plan: &str, benefit: &str) -> Option<Decimal> {
        let mut parts = self.parts(plan, benefit).peekable();
        parts.peek().is_some().then(|| parts.map(Benefit::most).sum()).flatten()
    }

    /// The rows that make up one benefit of a plan.
    pub(crate) fn parts<'a>(&'a self, plan: &'a str, benefit: &'a str) -> impl Iterator<Item = &'a Benefit> {
        self.benefits_of(plan).filter(move |own| own.key == benefit)
    }

    /// What countries are compared on.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }
}

fn refuse_twice(plans: &[(u64, SchemePlan)]) -> Result<(), SchemeError> {
    let mut ids = BTreeMap::new();
    let mut sets = BTreeMap::new();
    for (line, plan) in plans {
        let twice = |column, value: String, first| {
            Err(SchemeError::Twice { file: SCHEMES_FILE, line: *line, column, value, first })
        };
        if let Some(first) = ids.insert(&plan.id, *line) {
            return twice("plan", plan.id.clone(), first);
        }
        if let Some(set) = plan.programmes.map(|set| set.to_string())
            && let Some(first) = sets.insert(set.clone(), *line)
        {
            return twice("programmes", set, first);
        }
    }
    Ok(())
}

fn refuse_unknown_plans(plans: &[(u64, SchemePlan)], benefits: &[(u64, Benefit)]) -> Result<(), SchemeError> {
    let known: Vec<&str> = plans.iter().map(|(_, plan)| plan.id.as_str()).collect();
    for (line, benefit) in benefits {
        if let Some(stranger) = benefit.plans.iter().find(|own| !known.contains(&own.as_str())) {
            return Err(SchemeError::UnknownPlan {
                file: BENEFITS_FILE,
                line: *line,
                value: stranger.clone(),
                plans_file: SCHEMES_FILE,
                known: known.join(", "),
            });
        }
    }
    Ok(())
}

/// The parts of a benefit add up, so one that stands twice would double what is promised.
fn refuse_parts_twice(benefits: &[(u64, Benefit)]) -> Result<(), SchemeError> {
    let mut parts = BTreeMap::new();
    for (line, benefit) in benefits {
        let part = benefit.formula.as_ref().map_or("", |words| words.id.as_str());
        for plan in &benefit.plans {
            if let Some(first) = parts.insert((plan, &benefit.key, part), *line) {
                let named = if part.is_empty() { String::new() } else { format!(" ({part})") };
                let value = format!("{}{named} of {plan}", benefit.key);
                return Err(SchemeError::Twice { file: BENEFITS_FILE, line: *line, column: "benefit", value, first });
            }
        }
    }
    Ok(())
}

/// A benefit of ours may stand on a leaflet, so it needs its condition.
fn refuse_promises_without_condition(
    plans: &[(u64, SchemePlan)],
    benefits: &[(u64, Benefit)],
) -> Result<(), SchemeError> {
    let is_ours = |id: &String| plans.iter().any(|(_, plan)| plan.id == *id && plan.programmes.is_some());
    let bare = benefits.iter().find(|(_, benefit)| benefit.condition.is_none() && benefit.plans.iter().any(is_ours));
    match bare {
        None => Ok(()),
        Some((line, benefit)) => Err(SchemeError::Cell {
            file: BENEFITS_FILE,
            line: *line,
            column: "condition_id".to_owned(),
            value: String::new(),
            expected: format!("the condition of {}, because a leaflet may name it", benefit.key),
        }),
    }
}

fn refuse_missing_terms(plans: &[(u64, SchemePlan)], terms: &Terms) -> Result<(), SchemeError> {
    for (_, plan) in plans {
        let country = plan.country;
        let missing = if terms.rupiah_per_unit(country).is_none() {
            Some("rupiah_per_unit")
        } else if terms.income(country).is_none() {
            Some("median_income or mean_income")
        } else if plan.period == Period::Day && terms.paying_days(country).is_none() {
            Some("paying_days_a_month")
        } else {
            None
        };
        if let Some(term) = missing {
            let country = country.code();
            return Err(SchemeError::NoTerm { file: TERMS_FILE, term, country, plans_file: SCHEMES_FILE });
        }
    }
    Ok(())
}
