//! What the caller hands in: a row for each alternative of each task.

use crate::error::ChoiceError;
use foldhash::{HashSet, HashSetExt};

/// Something that may make people choose an alternative: a price, a cover, a way to pay.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name, with the unit where it has one.
    pub name: String,
    /// A value a row.
    pub values: Vec<f64>,
}

impl Attribute {
    /// An attribute of a name.
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self { name: name.into(), values }
    }
}

/// Choices in long form: one row for each alternative that somebody could choose in a task. Columns are of the same length.
#[derive(Debug, Clone, Copy)]
pub struct ChoiceRows<'a> {
    /// Who chose. Answers of one person are not independent; errors by person allow for that.
    pub persons: &'a [&'a str],
    /// Which of the person's tasks the row belongs to. Two persons may use the same words for theirs.
    pub tasks: &'a [&'a str],
    /// Which alternative it is, where they have names; only looked at to refuse one that a task offers twice.
    pub alternatives: Option<&'a [&'a str]>,
    /// Whether the alternative was chosen; exactly one of each task is.
    pub chosen: &'a [bool],
    /// What the alternatives are like.
    pub attributes: &'a [Attribute],
}

impl ChoiceRows<'_> {
    /// Refuses columns that do not fit together and values that are no numbers.
    pub(crate) fn check(&self) -> Result<(), ChoiceError> {
        let rows = self.persons.len();
        if rows == 0 {
            return Err(ChoiceError::NoRows);
        }
        let most = u32::MAX as usize;
        if rows > most {
            return Err(ChoiceError::TooManyRows { rows, most });
        }
        if self.attributes.is_empty() {
            return Err(ChoiceError::NoAttributes);
        }
        let own = [
            ("of tasks", self.tasks.len()),
            ("of alternatives", self.alternatives.map_or(rows, <[&str]>::len)),
            ("of chosen", self.chosen.len()),
        ];
        let attributes = self.attributes.iter().map(|a| (a.name.as_str(), a.values.len()));
        for (column, values) in own.into_iter().chain(attributes) {
            if values != rows {
                return Err(ChoiceError::UnequalColumns { column: column.to_owned(), values, rows });
            }
        }
        let mut names = HashSet::new();
        for Attribute { name, values } in self.attributes {
            if !names.insert(name) {
                return Err(ChoiceError::RepeatedAttribute { attribute: name.clone() });
            }
            // Looked at in runs, without stopping inside: several at once.
            let is_finite = |run: &[f64]| run.iter().fold(true, |all, value| all & value.is_finite());
            if !values.chunks(64).all(is_finite)
                && let Some(row) = values.iter().position(|value| !value.is_finite())
            {
                return Err(ChoiceError::NotFinite { row: row + 1, attribute: name.clone(), value: values[row] });
            }
        }
        Ok(())
    }
}

/// A column of 0 and 1 for each alternative but the `base`, in the order of their names: what makes people choose it apart from
/// its attributes.
pub fn constants(alternatives: &[&str], base: &str) -> Result<Vec<Attribute>, ChoiceError> {
    crossed(alternatives, base, str::to_owned, |_| 1.0)
}

/// Something of the person or the task (income, age) for each alternative but the `base`: how much more often those with more of
/// it choose that alternative rather than the base.
pub fn by_alternative(attribute: &Attribute, alternatives: &[&str], base: &str) -> Result<Vec<Attribute>, ChoiceError> {
    let (values, rows) = (attribute.values.len(), alternatives.len());
    if values != rows {
        return Err(ChoiceError::UnequalColumns { column: attribute.name.clone(), values, rows });
    }
    crossed(alternatives, base, |name| format!("{}: {name}", attribute.name), |row| attribute.values[row])
}

fn crossed(
    alternatives: &[&str],
    base: &str,
    name: impl Fn(&str) -> String,
    value: impl Fn(usize) -> f64,
) -> Result<Vec<Attribute>, ChoiceError> {
    let mut known = alternatives.to_vec();
    known.sort_unstable();
    known.dedup();
    if !known.contains(&base) {
        known.truncate(12);
        return Err(ChoiceError::UnknownBase { base: base.to_owned(), alternatives: known.join(", ") });
    }
    let column = |own: &&str| {
        let values = alternatives.iter().enumerate().map(|(row, a)| if a == own { value(row) } else { 0.0 });
        Attribute::new(name(own), values.collect())
    };
    Ok(known.iter().filter(|own| **own != base).map(column).collect())
}
