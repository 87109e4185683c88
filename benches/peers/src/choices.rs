//! The plans for electricity that 361 people chose among, as the Python side reads them.

use crate::Measurement;
use choice::{Attribute, ChoiceError, ChoiceRows, Choices, Errors, conditional_logit};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

const FILE: &str = "electricity.csv";
const ATTRIBUTES: [&str; 6] = ["pf", "cl", "loc", "wk", "tod", "seas"];

/// Fits that are timed together: one takes a few milliseconds.
const FITS: f64 = 20.0;

/// Writes `electricity.csv` where the survey is beside the repository, and nothing where it is not.
pub fn make(folder: &Path) -> Result<(), std::io::Error> {
    studies::text("electricity_plan_choice.csv.gz").map_or(Ok(()), |text| std::fs::write(folder.join(FILE), text))
}

/// A conditional logit of 4,308 tasks of four plans with six attributes, from columns to coefficients and both kinds of errors,
/// the mean of twenty. The value is the log-likelihood; the coefficients are left in `choice.json` for the Python side to compare.
pub fn electricity(folder: &Path) -> Result<Vec<Measurement>, Box<dyn Error>> {
    let text = std::fs::read_to_string(folder.join(FILE))?;
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let names = lines.next().ok_or("the survey has no header")?;
    let mut columns: HashMap<&str, Vec<&str>> = names.iter().map(|name| (*name, Vec::new())).collect();
    for line in lines {
        for (name, field) in names.iter().zip(line) {
            columns.entry(name).or_default().push(field);
        }
    }
    let numbers = |name: &str| columns[name].iter().map(|field| field.parse::<f64>()).collect::<Result<Vec<f64>, _>>();
    let mut attributes = Vec::new();
    for name in ATTRIBUTES {
        attributes.push(Attribute::new(name, numbers(name)?));
    }
    let chosen: Vec<bool> = columns["choice"].iter().map(|field| *field == "1").collect();
    let rows = ChoiceRows {
        persons: &columns["id"],
        tasks: &columns["chid"],
        alternatives: Some(&columns["alt"]),
        chosen: &chosen,
        attributes: &attributes,
    };
    let mut fitted = Err(ChoiceError::NoRows);
    let all = Measurement::of("conditional logit of 17,232 plans, jangkau, 2 threads", || {
        for _ in 0..FITS as usize {
            fitted = Choices::read(&rows).and_then(|choices| conditional_logit(&choices));
        }
        fitted.as_ref().map_or(f64::NAN, |model| model.log_likelihood)
    });
    let measured = Measurement { seconds: all.seconds / FITS, cpu_seconds: all.cpu_seconds / FITS, ..all };
    let model = fitted?;
    model.standard_errors(Errors::ByPerson)?;
    std::fs::write(folder.join("choice.json"), format!("{:?}", model.coefficients))?;
    Ok(vec![measured])
}
