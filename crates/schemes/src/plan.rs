//! A plan of a scheme: what is paid, by whom, and on what terms.

use crate::error::SchemeError;
use crate::money::{Country, Currency, Money};
use crate::rows::{Certainty, Row, Sheet};
use domain::{Bilingual, Month, ProgrammeSet};
use rust_decimal::Decimal;

pub(crate) const COLUMNS: [&str; 30] = [
    "country",
    "scheme",
    "plan",
    "programmes",
    "name_id",
    "name_en",
    "currency",
    "payer_amount",
    "period",
    "state_share",
    "state_amount",
    "insured_income",
    "entry_ages",
    "commitment_months",
    "tolerated_months",
    "tolerance_id",
    "tolerance_en",
    "waiting_id",
    "waiting_en",
    "partner_id",
    "partner_en",
    "subsidised_amount",
    "subsidy_from",
    "subsidy_to",
    "subsidy_id",
    "subsidy_en",
    "source",
    "as_of",
    "confidence",
    "confidence_of",
];

/// Facts of a plan that may be more or less sure than its row.
const FACTS: [&str; 9] = [
    "state",
    "payer_amount",
    "insured_income",
    "entry_ages",
    "commitment_months",
    "tolerance",
    "waiting",
    "partner",
    "subsidy",
];

/// What one payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day on which something is put aside.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Period {
    const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    fn key(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// What the state adds to the worker's payment while nothing is discounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateSupport {
    /// Nothing.
    None,
    /// A part of what the worker pays, on top of it: 0.20 adds a fifth.
    Adds(Decimal),
    /// An amount in the same period.
    Amount(Decimal),
}

/// Who may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryAges {
    /// No source says.
    Unknown,
    /// Everybody: the scheme has no limit.
    Any,
    /// From an age to an age, both included; an open end has no limit that is known.
    Between(Option<u8>, Option<u8>),
}

/// Months in which the worker pays less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// What the worker pays then, in the plan's own period.
    pub amount: Decimal,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemePlan {
    /// Country.
    pub country: Country,
    /// Scheme, in its own name.
    pub scheme: String,
    /// Key, `my-sesss-2`.
    pub id: String,
    /// The programmes of ours that it is made of; none abroad.
    pub programmes: Option<ProgrammeSet>,
    /// Name.
    pub name: Bilingual,
    /// The money it is paid in.
    pub currency: Currency,
    /// What the worker pays in a period, undiscounted.
    pub payer_amount: Decimal,
    /// The period.
    pub period: Period,
    /// What the state adds.
    pub state: StateSupport,
    /// Income a month that benefits are reckoned from, where there is one.
    pub insured_income: Option<Decimal>,
    /// Ages at entry.
    pub entry_ages: EntryAges,
    /// Months that must be paid or promised on joining; none where not known.
    pub commitment_months: Option<u32>,
    /// Months that may be missed without losing the membership or its cover; none where not known.
    pub tolerated_months: Option<u32>,
    /// What happens to who misses a month.
    pub tolerance: Bilingual,
    /// What must pass before benefits are due.
    pub waiting: Option<Bilingual>,
    /// How partners are used.
    pub partner: Bilingual,
    /// Months with a lower amount.
    pub window: Option<Window>,
    /// The subsidy in words.
    pub subsidy: Option<Bilingual>,
    /// How sure we are.
    pub certainty: Certainty,
}

impl SchemePlan {
    /// What the worker pays in a period in this month: the lower amount inside the window.
    pub fn payer_amount_in(&self, month: Month) -> Decimal {
        let inside = self.window.filter(|window| (window.from..=window.to).contains(&month));
        inside.map_or(self.payer_amount, |window| window.amount)
    }

    /// What the state adds in a period.
    pub fn state_amount(&self) -> Decimal {
        match self.state {
            StateSupport::None => Decimal::ZERO,
            StateSupport::Adds(share) => self.payer_amount * share,
            StateSupport::Amount(amount) => amount,
        }
    }

    /// An amount of a period for a month: a year is twelve months, a day is as often as the terms of the country say.
    pub(crate) fn a_month(&self, amount: Decimal, paying_days: Option<u32>) -> Decimal {
        match self.period {
            Period::Day => amount * Decimal::from(paying_days.unwrap_or_default()),
            Period::Month => amount,
            Period::Year => amount / Decimal::from(12),
        }
    }

    /// What the worker pays in twelve months, undiscounted; exact. A daily amount needs the days of a month.
    pub fn a_year(&self, paying_days: Option<u32>) -> Money {
        let amount = match self.period {
            Period::Year => self.payer_amount,
            _ => self.a_month(self.payer_amount, paying_days) * Decimal::from(12),
        };
        Money::of(self.currency, amount)
    }
}

/// Reads and checks the rows of plans, in the order of the file, each with its line.
pub(crate) fn read(sheet: &Sheet) -> Result<Vec<(u64, SchemePlan)>, SchemeError> {
    sheet.rows().map(|row| Ok((row.line, read_one(&row)?))).collect()
}

fn read_one(row: &Row<'_>) -> Result<SchemePlan, SchemeError> {
    let country = row.one_of("country", &Country::ALL, Country::code)?;
    let currency = row.one_of("currency", &Currency::ALL, Currency::code)?;
    if currency != country.currency() {
        let own = country.currency().code();
        return Err(row.refuse("currency", format!("{own}, the money of {}", country.name().en)));
    }
    let payer_amount = row.required_amount("payer_amount")?;
    let programmes = row.parsed("programmes", "JKK+JKM, JKK+JKM+JHT, or nothing for a plan abroad")?;
    if programmes.is_some() && country != Country::Indonesia {
        return Err(row.refuse("programmes", "nothing: only plans of Indonesia are made of these programmes"));
    }
    let required = "a word";
    Ok(SchemePlan {
        country,
        scheme: row.required("scheme", required)?.to_owned(),
        id: plan_id(row)?,
        programmes,
        name: row.required_words("name")?,
        currency,
        payer_amount,
        period: row.one_of("period", &Period::ALL, Period::key)?,
        state: state(row)?,
        insured_income: row.amount("insured_income")?,
        entry_ages: entry_ages(row)?,
        commitment_months: row.count("commitment_months", 0, "months")?,
        tolerated_months: row.count("tolerated_months", 0, "months")?,
        tolerance: row.required_words("tolerance")?,
        waiting: row.words("waiting")?,
        partner: row.required_words("partner")?,
        window: window(row, payer_amount)?,
        subsidy: row.words("subsidy")?,
        certainty: row.certainty(&FACTS)?,
    })
}

fn plan_id(row: &Row<'_>) -> Result<String, SchemeError> {
    const EXPECTED: &str = "a key of small letters, digits and hyphens, like my-sesss-2";
    let id = row.required("plan", EXPECTED)?;
    let is_key = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if is_key { Ok(id.to_owned()) } else { Err(row.refuse("plan", EXPECTED)) }
}

fn state(row: &Row<'_>) -> Result<StateSupport, SchemeError> {
    match (row.share("state_share")?, row.amount("state_amount")?) {
        (None, None) => Ok(StateSupport::None),
        (Some(share), None) => Ok(StateSupport::Adds(share)),
        (None, Some(amount)) => Ok(StateSupport::Amount(amount)),
        (Some(_), Some(_)) => Err(row.refuse("state_amount", "nothing, because state_share says what the state adds")),
    }
}

fn entry_ages(row: &Row<'_>) -> Result<EntryAges, SchemeError> {
    let bad = || row.refuse("entry_ages", "ages like 15-64, -59 or 18-, `any` where there is no limit, or nothing");
    let text = match row.text("entry_ages") {
        "" => return Ok(EntryAges::Unknown),
        "any" => return Ok(EntryAges::Any),
        text => text,
    };
    let (from, to) = text.split_once('-').ok_or_else(bad)?;
    let age = |text: &str| -> Result<Option<u8>, SchemeError> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| bad()) }
    };
    match (age(from)?, age(to)?) {
        (None, None) => Err(bad()),
        (Some(from), Some(to)) if from > to => Err(bad()),
        (from, to) => Ok(EntryAges::Between(from, to)),
    }
}

fn window(row: &Row<'_>, payer_amount: Decimal) -> Result<Option<Window>, SchemeError> {
    let amount = row.amount("subsidised_amount")?;
    let from = row.parsed::<Month>("subsidy_from", "a month like 2026-04, or nothing")?;
    let to = row.parsed::<Month>("subsidy_to", "a month like 2026-12, or nothing")?;
    match (amount, from, to) {
        (None, None, None) => Ok(None),
        (Some(amount), _, _) if amount > payer_amount => {
            Err(row.refuse("subsidised_amount", format!("at most the full amount {payer_amount}")))
        }
        (Some(_), Some(from), Some(to)) if from > to => {
            Err(row.refuse("subsidy_to", format!("a month not before subsidy_from, {from}")))
        }
        (Some(amount), Some(from), Some(to)) => Ok(Some(Window { amount, from, to })),
        (None, ..) => Err(row.refuse("subsidised_amount", "what the worker pays between subsidy_from and subsidy_to")),
        (_, None, _) => Err(row.refuse("subsidy_from", "the first month of the subsidised amount, like 2026-04")),
        (.., None) => Err(row.refuse("subsidy_to", "the last month of the subsidised amount, like 2026-12")),
    }
}
