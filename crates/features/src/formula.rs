//! The closed language features are defined in: sets of months, and numbers made from them.
//!
//! An expression says what is counted, never how: [`crate::features_of`] works it out column by column over bits,
//! [`crate::payment_features_by_polars`] as polars expressions, and its text is what people read. Every word of it is
//! grouping, cases and date arithmetic over one member's rows, so that it can also be written as SQL.

use domain::contribution::PaidAt;
use std::fmt;

/// A set of months of one member, inside the window of 64 months that begins [`crate::MONTHS_BACK`] months before the as-of
/// month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Months {
    /// Paid for.
    Paid,
    /// Paid for up to the due day of the month.
    OnTime,
    /// Paid for before the month began.
    Prepaid,
    /// Due: from registration, or the first paid month where that is earlier, but not before the records begin, to the last
    /// month whose due day has passed or in which the membership ended. Without gaps.
    Due,
    /// Lean months of the member's occupation group.
    Lean,
    /// Months with a discount for this member.
    Discounted,
    /// After the as-of month.
    Ahead,
    /// In both sets.
    And(Box<Months>, Box<Months>),
    /// Not in the set.
    Not(Box<Months>),
    /// Months from the first of the set on; every month where the set is empty.
    FromFirst(Box<Months>),
    /// Months up to the last of the set; none where the set is empty.
    UpToLast(Box<Months>),
    /// Months of the set among the last so many up to its last.
    Latest(u32, Box<Months>),
}

/// How many months were bought at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// 3 to 5.
    Three,
    /// 6 to 11.
    Six,
    /// 12 and more.
    Twelve,
}

impl Block {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Three, Self::Six, Self::Twelve];

    /// Fewest months.
    pub fn months(self) -> u32 {
        match self {
            Self::Three => 3,
            Self::Six => 6,
            Self::Twelve => 12,
        }
    }
}

/// A column of the members table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Declared monthly income, rupiah.
    DeclaredIncome,
    /// 1 in an urban village.
    Urban,
    /// Year of the as-of day less year of birth.
    Age,
    /// 1 where WhatsApp reaches them.
    Whatsapp,
    /// 1 where e-mail reaches them.
    Email,
    /// 1 where a mobile number is on record.
    Phone,
    /// 1 where a state budget pays.
    PaidByState,
    /// 1 where JHT is among the programmes.
    Savings,
    /// Place of the occupation group among all, from 0.
    OccupationGroup,
}

/// A number of one member.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// The same for everyone.
    Whole(u32),
    /// Months of grace of the rules.
    Grace,
    /// Months in a set.
    Count(Months),
    /// The longest run of months in a row in a set.
    LongestRun(Months),
    /// Runs of a set that are longer than the grace.
    RunsBeyondGrace(Months),
    /// The run of `of` that ends with the last month of `within`; 0 where `within` is empty.
    EndRun {
        /// The set with the run.
        of: Months,
        /// The set whose last month ends it.
        within: Months,
    },
    /// Payments: contributions known, of any month.
    Payments,
    /// Payments at a place.
    PaymentsAt(PaidAt),
    /// Months bought in blocks of a size: of one member, in one calendar month of payment, no arrears among them.
    BlockMonths(Block),
    /// Sum of all amounts, rupiah.
    AmountSum,
    /// Amount of the first paid month of the window, rupiah; the highest where it was paid twice.
    AmountFirst,
    /// Amount of the last paid month of the window, rupiah; the highest where it was paid twice.
    AmountLatest,
    /// As-of month less month of registration.
    Tenure,
    /// From the members table.
    Profile(Profile),
    /// The smaller one.
    Min(Box<Number>, Box<Number>),
    /// The first less the second.
    Minus(Box<Number>, Box<Number>),
    /// A part of a whole.
    Ratio {
        /// Above the line.
        part: Box<Number>,
        /// Below the line.
        whole: Box<Number>,
        /// Where the whole is 0.
        otherwise: Box<Number>,
    },
    /// One of two numbers.
    Where {
        /// Whether this set has a month.
        any: Months,
        /// Then this.
        then: Box<Number>,
        /// Else this.
        otherwise: Box<Number>,
    },
    /// How many of the edges the number has reached: 0 below the first.
    Band {
        /// The number.
        of: Box<Number>,
        /// Ascending.
        edges: &'static [u32],
    },
}

/// What a formula needs of the sums beside months, payments and rupiah.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Amounts of the first and the last month covered.
    pub ends: bool,
    /// Months bought at once.
    pub bought: bool,
}

impl Needs {
    /// Of both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { ends: self.ends || other.ends, bought: self.bought || other.bought }
    }
}

impl Months {
    /// In both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::And(Box::new(self), Box::new(other))
    }

    /// In the first and not in the second.
    #[must_use]
    pub fn but_not(self, other: Self) -> Self {
        self.and(Self::Not(Box::new(other)))
    }

    /// From the first on.
    #[must_use]
    pub fn from_first(self) -> Self {
        Self::FromFirst(Box::new(self))
    }

    /// Up to the last.
    #[must_use]
    pub fn up_to_last(self) -> Self {
        Self::UpToLast(Box::new(self))
    }

    /// The latest so many.
    #[must_use]
    pub fn latest(self, months: u32) -> Self {
        Self::Latest(months, Box::new(self))
    }

    /// How many.
    pub fn count(self) -> Number {
        Number::Count(self)
    }

    /// One of two numbers, by whether the set has a month.
    pub fn any(self, then: Number, otherwise: Number) -> Number {
        Number::Where { any: self, then: Box::new(then), otherwise: Box::new(otherwise) }
    }
}

impl Number {
    /// What is to be kept of the contributions for it.
    pub(crate) fn needs(&self) -> Needs {
        match self {
            Self::AmountFirst | Self::AmountLatest => Needs { ends: true, bought: false },
            Self::BlockMonths(_) => Needs { ends: false, bought: true },
            Self::Min(one, other) | Self::Minus(one, other) => one.needs().and(other.needs()),
            Self::Ratio { part, whole, otherwise } => part.needs().and(whole.needs()).and(otherwise.needs()),
            Self::Where { then, otherwise, .. } => then.needs().and(otherwise.needs()),
            Self::Band { of, .. } => of.needs(),
            Self::Whole(_)
            | Self::Grace
            | Self::Count(_)
            | Self::LongestRun(_)
            | Self::RunsBeyondGrace(_)
            | Self::EndRun { .. }
            | Self::Payments
            | Self::PaymentsAt(_)
            | Self::AmountSum
            | Self::Tenure
            | Self::Profile(_) => Needs::default(),
        }
    }

    /// A part of a whole; `otherwise` where the whole is 0.
    #[must_use]
    pub fn out_of(self, whole: Self, otherwise: Self) -> Self {
        Self::Ratio { part: Box::new(self), whole: Box::new(whole), otherwise: Box::new(otherwise) }
    }

    /// The smaller one.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        Self::Min(Box::new(self), Box::new(other))
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self::Minus(Box::new(self), Box::new(other))
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paid => f.write_str("paid"),
            Self::OnTime => f.write_str("on_time"),
            Self::Prepaid => f.write_str("prepaid"),
            Self::Due => f.write_str("due"),
            Self::Lean => f.write_str("lean"),
            Self::Discounted => f.write_str("discounted"),
            Self::Ahead => f.write_str("after_as_of"),
            Self::And(one, other) => write!(f, "{one} & {other}"),
            Self::Not(of) => match of.as_ref() {
                Self::And(..) => write!(f, "not ({of})"),
                _ => write!(f, "not {of}"),
            },
            Self::FromFirst(of) => write!(f, "from_first({of})"),
            Self::UpToLast(of) => write!(f, "up_to_last({of})"),
            Self::Latest(months, of) => write!(f, "latest({months}, {of})"),
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DeclaredIncome => "declared_income_rupiah",
            Self::Urban => "urban",
            Self::Age => "year_of(as_of) - birth_year",
            Self::Whatsapp => "whatsapp_reachable",
            Self::Email => "email_reachable",
            Self::Phone => "phone_known",
            Self::PaidByState => "paid_by_state",
            Self::Savings => "programmes_include(JHT)",
            Self::OccupationGroup => "place_of(occupation_group)",
        })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => write!(f, "{number}"),
            Self::Grace => f.write_str("grace_months"),
            Self::Count(months) => write!(f, "months({months})"),
            Self::LongestRun(months) => write!(f, "longest_run({months})"),
            Self::RunsBeyondGrace(months) => write!(f, "runs_beyond(grace_months, {months})"),
            Self::EndRun { of, within } => write!(f, "run_at_end({of}, of {within})"),
            Self::Payments => f.write_str("payments"),
            Self::PaymentsAt(place) => write!(f, "payments_at({})", place.key()),
            Self::BlockMonths(block) => write!(f, "months_in_blocks_of({})", block.months()),
            Self::AmountSum => f.write_str("sum(amount)"),
            Self::AmountFirst => f.write_str("first(amount)"),
            Self::AmountLatest => f.write_str("latest(amount)"),
            Self::Tenure => f.write_str("month_of(as_of) - month_of(registered_on)"),
            Self::Profile(profile) => write!(f, "{profile}"),
            Self::Min(one, other) => write!(f, "min({one}, {other})"),
            Self::Minus(one, other) => write!(f, "{one} - {other}"),
            Self::Ratio { part, whole, otherwise } => match otherwise.as_ref() {
                Self::Whole(0) => write!(f, "{part} / {whole}"),
                other => write!(f, "({part} / {whole}, or {other} of none)"),
            },
            Self::Where { any, then, otherwise } => write!(f, "if any({any}) then {then} else {otherwise}"),
            Self::Band { of, edges } => {
                let edges: Vec<String> = edges.iter().map(u32::to_string).collect();
                write!(f, "edges_reached({of}; {})", edges.join(", "))
            }
        }
    }
}
