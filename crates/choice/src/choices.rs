//! Choices, checked: how each alternative that was not chosen differs from the one that was.

use crate::error::ChoiceError;
use crate::numbering::number;
use crate::rows::{Attribute, ChoiceRows};
use rayon::prelude::*;

/// Differences smaller than this part of the values themselves are rounding.
const ROUNDING: f64 = 1e-12;
/// Values looked at side by side.
const LANES: usize = 8;

/// Choices of persons among alternatives, ready for a model.
///
/// Only differences inside a task matter (McFadden 1974), so a row is the difference of an alternative that was passed over from
/// the one chosen. Attributes are brought to a largest difference of one. The order of the caller's rows leaves no trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    pub(crate) attributes: Vec<String>,
    /// What an attribute was divided by.
    pub(crate) scales: Vec<f64>,
    /// Lowest and highest value of each attribute, in its own unit.
    pub(crate) ranges: Vec<(f64, f64)>,
    /// Differences, attribute after attribute.
    pub(crate) columns: Vec<Vec<f64>>,
    /// Where each task begins in them, and its end.
    pub(crate) tasks: Vec<usize>,
    /// Which task each person begins with, and their end.
    pub(crate) persons: Vec<usize>,
}

impl Choices {
    /// Checks rows and brings them together by person and task.
    pub fn read(rows: &ChoiceRows<'_>) -> Result<Self, ChoiceError> {
        rows.check()?;
        let numbering = number(rows)?;
        let mut pairs = Vec::with_capacity(numbering.order.len());
        for ends in numbering.tasks.windows(2) {
            let own = &numbering.order[ends[0]..ends[1]];
            pairs.extend(own[1..].iter().map(|other| (*other, own[0])));
        }
        let scaled = |attribute: &Attribute| Scaled::of(attribute, &pairs);
        let scaled: Vec<Result<Scaled, ChoiceError>> = rows.attributes.par_iter().map(scaled).collect();
        let (mut columns, mut scales, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
        for attribute in scaled {
            let Scaled { column, scale, range } = attribute?;
            columns.push(column);
            scales.push(scale);
            ranges.push(range);
        }
        let tasks = numbering.tasks.iter().enumerate().map(|(task, start)| start - task).collect();
        let attributes = rows.attributes.iter().map(|a| a.name.clone()).collect();
        Ok(Self { attributes, scales, ranges, columns, tasks, persons: numbering.persons })
    }

    /// Names of the attributes, as given.
    pub fn attributes(&self) -> &[String] {
        &self.attributes
    }

    /// Persons who chose.
    pub fn persons(&self) -> usize {
        self.persons.len() - 1
    }

    /// Tasks, each with one choice.
    pub fn tasks(&self) -> usize {
        self.tasks.len() - 1
    }

    /// Rows: alternatives of all tasks.
    pub fn rows(&self) -> usize {
        self.tasks.last().copied().unwrap_or_default() + self.tasks()
    }

    /// Log-likelihood where every alternative of a task has the same chance.
    pub fn equal_shares_log_likelihood(&self) -> f64 {
        -self.tasks.windows(2).map(|ends| ((ends[1] - ends[0] + 1) as f64).ln()).sum::<f64>()
    }

    /// Choices of some persons, by their numbers.
    pub(crate) fn of_persons(&self, persons: &[usize]) -> Self {
        let mut some = Self {
            columns: vec![Vec::new(); self.columns.len()],
            tasks: vec![0],
            persons: vec![0],
            attributes: self.attributes.clone(),
            scales: self.scales.clone(),
            ranges: self.ranges.clone(),
        };
        let mut rows = 0;
        for person in persons {
            let own = self.persons[*person]..self.persons[person + 1];
            let (first, end) = (self.tasks[own.start], self.tasks[own.end]);
            some.tasks.extend(self.tasks[own.start + 1..=own.end].iter().map(|task_end| rows + task_end - first));
            some.persons.push(some.tasks.len() - 1);
            rows += end - first;
            some.columns.iter_mut().zip(&self.columns).for_each(|(to, from)| to.extend(&from[first..end]));
        }
        some
    }
}

/// An attribute as differences of at most one.
struct Scaled {
    column: Vec<f64>,
    scale: f64,
    range: (f64, f64),
}

impl Scaled {
    /// `pairs` are rows passed over, each with the row chosen in its place.
    fn of(attribute: &Attribute, pairs: &[(u32, u32)]) -> Result<Self, ChoiceError> {
        let (name, values) = (|| attribute.name.clone(), &attribute.values);
        let mut column: Vec<f64> =
            pairs.iter().map(|(other, chosen)| values[*other as usize] - values[*chosen as usize]).collect();
        let ((low, high), (least, most)) = (range(values), range(&column));
        let scale = most.max(-least);
        if scale <= ROUNDING * low.abs().max(high.abs()) {
            return Err(ChoiceError::NeverVaries { attribute: name() });
        }
        if !(1e-100..=1e100).contains(&scale) {
            return Err(ChoiceError::OutOfScale { attribute: name(), difference: scale });
        }
        for difference in &mut column {
            *difference /= scale;
        }
        Ok(Self { column, scale, range: (low, high) })
    }
}

/// The lowest and the highest value, several looked at at once.
pub(crate) fn range(values: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let (runs, rest) = values.as_chunks::<LANES>();
    for run in runs {
        for lane in 0..LANES {
            low[lane] = if run[lane] < low[lane] { run[lane] } else { low[lane] };
            high[lane] = if run[lane] > high[lane] { run[lane] } else { high[lane] };
        }
    }
    let lowest = low.iter().chain(rest).fold(f64::INFINITY, |low, v| low.min(*v));
    (lowest, high.iter().chain(rest).fold(f64::NEG_INFINITY, |high, v| high.max(*v)))
}
