//! Why choices tell nothing.

use thiserror::Error;

/// Choices that cannot be modelled, and what would mend them. Rows, alternatives and folds are counted from 1.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ChoiceError {
    /// No rows.
    #[error("there are no rows, expected one for each alternative of each task")]
    NoRows,
    /// More rows than are counted.
    #[error("{rows} rows, expected at most {most}")]
    TooManyRows {
        /// Rows.
        rows: usize,
        /// The most.
        most: usize,
    },
    /// Nothing that could explain a choice.
    #[error("no attributes are named, expected at least one")]
    NoAttributes,
    /// Columns of different lengths.
    #[error("column {column} has {values} values for {rows} rows, expected one a row")]
    UnequalColumns {
        /// The column.
        column: String,
        /// Its values.
        values: usize,
        /// Rows, as many as persons are given.
        rows: usize,
    },
    /// One attribute under one name twice.
    #[error("attribute {attribute} is named twice, expected different names")]
    RepeatedAttribute {
        /// The name.
        attribute: String,
    },
    /// A value that is no number.
    #[error("row {row}, attribute {attribute}: {value}, expected a finite number")]
    NotFinite {
        /// The row.
        row: usize,
        /// The attribute.
        attribute: String,
        /// What stands there.
        value: f64,
    },
    /// Alternatives further apart, or closer together, than can be reckoned with.
    #[error(
        "attribute {attribute} differs between alternatives by up to {difference:e}, expected between 1e-100 and 1e100; \
         use another unit"
    )]
    OutOfScale {
        /// The attribute.
        attribute: String,
        /// The largest difference inside a task.
        difference: f64,
    },
    /// A task without an answer.
    #[error("row {row}: no alternative of task {task} of person {person} is chosen, expected exactly one")]
    NothingChosen {
        /// Its first row.
        row: usize,
        /// The task.
        task: String,
        /// The person.
        person: String,
    },
    /// A task with more than one answer.
    #[error(
        "row {row}: a second alternative of task {task} of person {person} is chosen, the first in row {first}; expected \
         exactly one"
    )]
    ChosenTwice {
        /// The second row that is chosen.
        row: usize,
        /// The first.
        first: usize,
        /// The task.
        task: String,
        /// The person.
        person: String,
    },
    /// A task without anything to choose from.
    #[error("row {row}: task {task} of person {person} has one alternative, expected at least two")]
    OneAlternative {
        /// The row.
        row: usize,
        /// The task.
        task: String,
        /// The person.
        person: String,
    },
    /// The same alternative offered twice at once.
    #[error("row {row}: task {task} of person {person} has alternative {alternative} twice, expected once")]
    RepeatedAlternative {
        /// The later row.
        row: usize,
        /// The task.
        task: String,
        /// The person.
        person: String,
        /// The alternative.
        alternative: String,
    },
    /// A base that nobody was offered.
    #[error("alternative {base} is to be the base and does not occur; alternatives are {alternatives}")]
    UnknownBase {
        /// What was asked for.
        base: String,
        /// Those that occur, at most twelve.
        alternatives: String,
    },
    /// An attribute on which the alternatives of a task never differ.
    #[error(
        "attribute {attribute} never differs between the alternatives of a task, so its coefficient cannot be told; leave it \
         out, or cross it with the alternatives"
    )]
    NeverVaries {
        /// The attribute.
        attribute: String,
    },
    /// An attribute that others add up to.
    #[error(
        "attribute {attribute} is a sum of multiples of {}, so their coefficients cannot be told apart; leave one out",
        .others.join(", ")
    )]
    Collinear {
        /// The attribute.
        attribute: String,
        /// Those that make it up.
        others: Vec<String>,
    },
    /// A rule without exceptions.
    #[error(
        "attribute {attribute} foretells choices without exception (alone or with others), so no finite coefficient is the most \
         likely; leave it out or ask more people"
    )]
    PerfectPrediction {
        /// The attribute with the largest part in it.
        attribute: String,
    },
    /// No maximum was reached.
    #[error("the likelihood still rises after {rounds} rounds; look for outliers among the attributes")]
    NotConverged {
        /// Rounds of Newton's method.
        rounds: usize,
    },
    /// Too few persons to see how answers of one person go together.
    #[error("{persons} persons, and errors by person take at least {needed}: one more than there are attributes")]
    TooFewPersons {
        /// Persons.
        persons: usize,
        /// Fewest that would do.
        needed: usize,
    },
    /// A name that is no attribute of the model.
    #[error("there is no attribute {attribute}; attributes are {}", .attributes.join(", "))]
    UnknownAttribute {
        /// What was asked for.
        attribute: String,
        /// What there is.
        attributes: Vec<String>,
    },
    /// Nothing to pay for.
    #[error("{price} is the only attribute, so there is nothing to be willing to pay for")]
    PriceAlone {
        /// The price.
        price: String,
    },
    /// A price that does not put anybody off.
    #[error(
        "the coefficient of {price} is {coefficient}, so a higher price was chosen no less often and nothing can be said in \
         money; expected below zero"
    )]
    PriceNotNegative {
        /// The price.
        price: String,
        /// Its coefficient.
        coefficient: f64,
    },
    /// Folds that cannot be made.
    #[error("{folds} folds of {persons} persons, expected at least 2 folds and a person in each")]
    BadFolds {
        /// What was asked for.
        folds: usize,
        /// Persons.
        persons: usize,
    },
    /// The rest of the persons does not make a model.
    #[error("without fold {fold}: {reason}")]
    FoldNotFitted {
        /// The fold left out.
        fold: usize,
        /// Why.
        reason: Box<ChoiceError>,
    },
    /// Answers from which a spread cannot be told.
    #[error(
        "the answers of the persons are too alike to draw the coefficient of {attribute} apart from the others; use fewer \
         attributes, or ask more people"
    )]
    PersonsTooAlike {
        /// The attribute.
        attribute: String,
    },
    /// Too few or too many draws.
    #[error("{draws} draws, expected 100 to {most}")]
    BadDraws {
        /// What was asked for.
        draws: usize,
        /// The most.
        most: usize,
    },
    /// An offer that nobody could choose among.
    #[error("there are no alternatives to share out, expected at least one")]
    NoAlternatives,
    /// An alternative with too few or too many values.
    #[error("alternative {alternative} has {values} values, expected {expected}, one an attribute")]
    WrongWidth {
        /// The alternative.
        alternative: usize,
        /// Its values.
        values: usize,
        /// Attributes of the model.
        expected: usize,
    },
    /// An alternative with a value that is no number.
    #[error("alternative {alternative}, attribute {attribute}: {value}, expected a finite number")]
    AlternativeNotFinite {
        /// The alternative.
        alternative: usize,
        /// The attribute.
        attribute: String,
        /// What stands there.
        value: f64,
    },
}

impl ChoiceError {
    /// The row it is about, from 1, where it is about one.
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::NotFinite { row, .. }
            | Self::NothingChosen { row, .. }
            | Self::ChosenTwice { row, .. }
            | Self::OneAlternative { row, .. }
            | Self::RepeatedAlternative { row, .. } => Some(*row),
            _ => None,
        }
    }
}
