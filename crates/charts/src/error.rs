//! Why a chart could not be drawn.

/// Why there is no chart.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// No rows at all. Say so in words on the page; an empty frame looks like a zero.
    #[error("chart `{title}`: nothing to draw, expected at least one row")]
    NothingToDraw {
        /// Title of the chart.
        title: String,
    },
    /// A figure that is not finite, or too large to place on an axis.
    #[error("chart `{title}`, row `{label}`: {value} cannot be drawn, expected a finite number below 1e15")]
    NotDrawable {
        /// Title of the chart.
        title: String,
        /// Row.
        label: String,
        /// The figure.
        value: f64,
    },
    /// An interval whose lower end lies above its upper end.
    #[error("chart `{title}`, row `{label}`: interval from {low} to {high}, expected the lower end first")]
    IntervalReversed {
        /// Title of the chart.
        title: String,
        /// Row.
        label: String,
        /// Lower end as given.
        low: f64,
        /// Upper end as given.
        high: f64,
    },
    /// A share of people or months outside 0 to 1.
    #[error("chart `{title}`, row `{label}`: a share of {value}, expected 0 to 1")]
    NotAShare {
        /// Title of the chart.
        title: String,
        /// Row.
        label: String,
        /// The figure.
        value: f64,
    },
    /// A year with more or fewer than twelve months.
    #[error("chart `{title}`, row `{label}`: {months} months, expected January to December")]
    NotAYear {
        /// Title of the chart.
        title: String,
        /// Row.
        label: String,
        /// Months given.
        months: usize,
    },
    /// More lines than looks that tell them apart.
    #[error("chart `{title}`: {lines} lines, expected at most {most}")]
    TooManyLines {
        /// Title of the chart.
        title: String,
        /// Lines given.
        lines: usize,
        /// The most that are drawn.
        most: usize,
    },
    /// A row of figures that does not fit the marks of the axis.
    #[error("chart `{title}`, row `{label}`: {found} figures for {expected} marks, expected one for each")]
    UnequalColumns {
        /// Title of the chart.
        title: String,
        /// Row.
        label: String,
        /// Figures given.
        found: usize,
        /// Marks of the axis.
        expected: usize,
    },
    /// A move from or to a place that is not on its side of the chart.
    #[error("chart `{title}`: a move names `{key}`, which is not among the places of its side")]
    UnknownPlace {
        /// Title of the chart.
        title: String,
        /// The key named.
        key: String,
    },
}

/// The largest size of a figure that is drawn.
const LARGEST: f64 = 1e15;

pub(crate) fn check(title: &str, label: &str, value: f64) -> Result<(), ChartError> {
    if value.is_finite() && value.abs() < LARGEST {
        return Ok(());
    }
    Err(ChartError::NotDrawable { title: title.to_owned(), label: label.to_owned(), value })
}

pub(crate) fn not_empty<T>(title: &str, rows: &[T]) -> Result<(), ChartError> {
    if rows.is_empty() { Err(ChartError::NothingToDraw { title: title.to_owned() }) } else { Ok(()) }
}

/// How far beyond 0 and 1 a share may lie: the dust of sums of fractions.
const DUST: f64 = 1e-9;

pub(crate) fn check_share(title: &str, label: &str, value: f64) -> Result<(), ChartError> {
    if (-DUST..=1.0 + DUST).contains(&value) {
        return Ok(());
    }
    Err(ChartError::NotAShare { title: title.to_owned(), label: label.to_owned(), value })
}

pub(crate) fn check_interval(title: &str, label: &str, low: f64, high: f64) -> Result<(), ChartError> {
    if low <= high {
        return Ok(());
    }
    Err(ChartError::IntervalReversed { title: title.to_owned(), label: label.to_owned(), low, high })
}
