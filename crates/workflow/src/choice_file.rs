//! What people chose in any file, and what that says of each attribute: columns are named, the rest is not looked at.

mod sentences;

use anyhow::{Context, Result, bail};
use choice::{
    Attribute, ChoiceError, ChoiceModel, ChoiceRows, Choices, Coefficient, Errors, Folds, OutOfSample,
    WillingnessToPay, conditional_logit, out_of_sample, willingness_to_pay,
};
use domain::{Bilingual, Grade};
use effectiveness::{Grouping, Level};
use intake::{TextTable, read_table};
use serde::Serialize;
use std::path::Path;

/// Which column says what.
#[derive(Debug, Clone, Default)]
pub struct ChoiceColumns {
    /// Who chose.
    pub id: String,
    /// Which task of theirs the row belongs to.
    pub task: String,
    /// Which alternative it is.
    pub alt: Option<String>,
    /// Whether it was chosen.
    pub chosen: String,
    /// What the alternatives are like: numbers or words.
    pub attributes: Vec<String>,
    /// The attribute that is a price.
    pub price: Option<String>,
}

/// The answer for a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileChoice {
    /// The file.
    pub file: String,
    /// The verdicts.
    pub answer: Vec<Bilingual>,
    /// Never drawn by lot as far as the file tells.
    pub grade: Grade,
    /// Confidence level of the intervals.
    pub level: Level,
    /// The fitted model.
    pub model: ChoiceModel,
    /// Whose errors are recommended.
    pub recommended: Errors,
    /// Coefficients with errors by person; none where there are too few persons.
    pub by_person: Option<Vec<Coefficient>>,
    /// Coefficients with errors from the curvature, as if every task were answered by somebody else.
    pub by_task: Vec<Coefficient>,
    /// The attribute that is a price.
    pub price: Option<String>,
    /// What people would pay, with the recommended errors.
    pub willingness_to_pay: Vec<WillingnessToPay>,
    /// How well choices of persons left out were foretold.
    pub out_of_sample: Option<OutOfSample>,
    /// What must be read with it.
    pub notes: Vec<Bilingual>,
}

impl FileChoice {
    /// Coefficients with the recommended errors.
    pub fn coefficients(&self) -> &[Coefficient] {
        self.by_person.as_deref().unwrap_or(&self.by_task)
    }
}

/// Reads a file of choices, a row for each alternative of each task, and judges it. With `folds` the model is also tried on persons
/// left out, dealt by `seed`.
pub fn choice_file(
    path: &Path,
    columns: &ChoiceColumns,
    folds: Option<usize>,
    seed: u64,
    level: f64,
) -> Result<FileChoice> {
    let level = Level::new(level)?;
    let table = read_table(path)?;
    let persons = words(&table, &columns.id)?;
    let tasks = words(&table, &columns.task)?;
    let alternatives = columns.alt.as_deref().map(|name| words(&table, name)).transpose()?;
    let chosen = chosen(&table, &columns.chosen)?;
    let mut attributes = Vec::new();
    for name in &columns.attributes {
        attributes.extend(attribute(&table, name)?);
    }
    let rows = ChoiceRows {
        persons: &persons,
        tasks: &tasks,
        alternatives: alternatives.as_deref(),
        chosen: &chosen,
        attributes: &attributes,
    };
    let place = |cause: ChoiceError| {
        let whole = match cause.row() {
            Some(row) => format!("{}, line {}", table.file, table.line_of(row - 1)),
            None => table.file.clone(),
        };
        anyhow::Error::new(cause).context(whole)
    };
    let choices = Choices::read(&rows).map_err(place)?;
    let model = conditional_logit(&choices).map_err(place)?;
    let mut notes = sentences::notes();
    let by_task = model.table(Errors::Hessian, level).map_err(place)?;
    let by_person = match model.table(Errors::ByPerson, level) {
        Ok(table) => Some(table),
        Err(ChoiceError::TooFewPersons { persons, needed }) => {
            notes.push(sentences::too_few_persons(persons, needed));
            None
        }
        Err(other) => return Err(place(other)),
    };
    let recommended = if by_person.is_some() { Errors::ByPerson } else { Errors::Hessian };
    let paid = match &columns.price {
        None => Vec::new(),
        Some(price) => match willingness_to_pay(&model, price, recommended, level) {
            Ok(paid) => paid,
            Err(ChoiceError::PriceNotNegative { .. }) => {
                notes.push(sentences::price_not_negative(price));
                Vec::new()
            }
            Err(other) => return Err(place(other)),
        },
    };
    let tried = folds.map(|folds| out_of_sample(&choices, Folds { folds, seed }, level));
    let out_of_sample = tried.transpose().map_err(place)?;
    let coefficients = by_person.as_ref().unwrap_or(&by_task);
    let mut answer = sentences::what_counts(coefficients, columns.price.as_deref());
    answer.extend(columns.price.as_ref().into_iter().flat_map(|price| sentences::what_is_paid(&paid, price)));
    answer.extend(out_of_sample.as_ref().map(sentences::how_well));
    Ok(FileChoice {
        answer,
        grade: Grade::C,
        level,
        model,
        recommended,
        by_person,
        by_task,
        price: columns.price.clone(),
        willingness_to_pay: paid,
        out_of_sample,
        notes,
        file: table.file,
    })
}

/// A column without empty cells.
fn words<'a>(table: &'a TextTable, name: &str) -> Result<Vec<&'a str>> {
    let word = |(row, cell): (usize, &'a Option<String>)| {
        cell.as_deref().map(str::trim).with_context(|| {
            format!("{}, line {}, column {name}: empty; every row needs a value here", table.file, table.line_of(row))
        })
    };
    table.column(name)?.values.iter().enumerate().map(word).collect()
}

const CHOSEN: [&str; 5] = ["1", "1.0", "yes", "true", "ya"];
const PASSED_OVER: [&str; 5] = ["0", "0.0", "no", "false", "tidak"];

fn chosen(table: &TextTable, name: &str) -> Result<Vec<bool>> {
    let is_chosen = |(row, word): (usize, &str)| {
        let plain = word.to_lowercase();
        match (CHOSEN.contains(&plain.as_str()), PASSED_OVER.contains(&plain.as_str())) {
            (true, _) => Ok(true),
            (_, true) => Ok(false),
            _ => bail!(
                "{}, line {}, column {name}: `{}`; expected 1 or 0, yes or no, true or false, ya or tidak",
                table.file,
                table.line_of(row),
                word.chars().take(40).collect::<String>()
            ),
        }
    };
    words(table, name)?.into_iter().enumerate().map(is_chosen).collect()
}

/// Values of an attribute that is no number, told apart by columns of 0 and 1.
const MOST_WORDS: usize = 20;

/// A number, or one column of 0 and 1 for each word but the first.
fn attribute(table: &TextTable, name: &str) -> Result<Vec<Attribute>> {
    let cells = words(table, name)?;
    let number = |cell: &&str| cell.parse::<f64>().ok().filter(|value| value.is_finite());
    if let Some(values) = cells.iter().map(number).collect::<Option<Vec<f64>>>() {
        return Ok(vec![Attribute::new(name, values)]);
    }
    let words = Grouping::from_labels(name, &cells);
    if words.labels.len() > MOST_WORDS {
        bail!(
            "{}, column {name}: {} different words, expected numbers or at most {MOST_WORDS} words",
            table.file,
            words.labels.len()
        );
    }
    let column = |(code, label): (usize, &String)| {
        let values = words.codes.iter().map(|own| f64::from(u8::from(*own as usize == code))).collect();
        Attribute::new(format!("{name}={label}"), values)
    };
    Ok(words.labels.iter().enumerate().skip(1).map(column).collect())
}
