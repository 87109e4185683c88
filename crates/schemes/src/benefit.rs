//! What a plan promises, for which risk, and under which condition.

use crate::error::SchemeError;
use crate::rows::{Certainty, Row, Sheet};
use domain::Bilingual;
use rust_decimal::Decimal;
use serde::Serialize;

pub(crate) const COLUMNS: [&str; 21] = [
    "plan",
    "benefit",
    "name_id",
    "name_en",
    "risk",
    "cause",
    "amount",
    "per",
    "times",
    "persons",
    "formula_id",
    "formula_en",
    "cap_id",
    "cap_en",
    "waiting_months",
    "condition_id",
    "condition_en",
    "source",
    "as_of",
    "confidence",
    "confidence_of",
];

/// Facts of a benefit that may be more or less sure than its row.
const FACTS: [&str; 5] = ["condition", "amount", "formula", "cap", "waiting_months"];

/// What a benefit is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Income lost by an accident at work.
    WorkInjury,
    /// Death.
    Death,
    /// Disability that stays.
    Disability,
    /// Income lost by illness.
    Sickness,
    /// Birth.
    Maternity,
    /// Old age.
    OldAge,
    /// Bringing up a child.
    Child,
    /// Cost of care.
    Medical,
    /// Cost of a funeral.
    Funeral,
    /// School and university of the children.
    Scholarship,
    /// Access to credit.
    Credit,
}

impl Risk {
    /// All risks in the order of tables.
    pub const ALL: [Self; 11] = [
        Self::WorkInjury,
        Self::Medical,
        Self::Disability,
        Self::Death,
        Self::Funeral,
        Self::Scholarship,
        Self::Sickness,
        Self::Maternity,
        Self::OldAge,
        Self::Child,
        Self::Credit,
    ];

    /// As in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::WorkInjury => "work_injury",
            Self::Death => "death",
            Self::Disability => "disability",
            Self::Sickness => "sickness",
            Self::Maternity => "maternity",
            Self::OldAge => "old_age",
            Self::Child => "child",
            Self::Medical => "medical",
            Self::Funeral => "funeral",
            Self::Scholarship => "scholarship",
            Self::Credit => "credit",
        }
    }

    /// As people say it.
    pub fn name(self) -> Bilingual {
        let (id, en) = match self {
            Self::WorkInjury => ("kecelakaan kerja", "work injury"),
            Self::Death => ("kematian", "death"),
            Self::Disability => ("cacat", "disability"),
            Self::Sickness => ("sakit", "sickness"),
            Self::Maternity => ("bersalin", "maternity"),
            Self::OldAge => ("hari tua", "old age"),
            Self::Child => ("tunjangan anak", "child allowance"),
            Self::Medical => ("perawatan", "medical care"),
            Self::Funeral => ("pemakaman", "funeral"),
            Self::Scholarship => ("beasiswa", "scholarship"),
            Self::Credit => ("kredit", "credit"),
        };
        Bilingual::new(id, en)
    }
}

/// What must have caused the risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Anything.
    Any,
    /// Work only.
    Work,
}

impl Cause {
    fn key(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Work => "work",
        }
    }
}

/// What one amount is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Paid once.
    Once,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
    /// A visit to a doctor.
    Visit,
}

impl Per {
    const ALL: [Self; 5] = [Self::Once, Self::Day, Self::Month, Self::Year, Self::Visit];

    fn key(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Visit => "visit",
        }
    }

    /// After an amount: ` sebulan`.
    pub(crate) fn words(self) -> Bilingual {
        let (id, en) = match self {
            Self::Once => ("", ""),
            Self::Day => (" sehari", " a day"),
            Self::Month => (" sebulan", " a month"),
            Self::Year => (" setahun", " a year"),
            Self::Visit => (" tiap kunjungan", " a visit"),
        };
        Bilingual::new(id, en)
    }
}

/// A benefit, or a part of one: rows with the same key add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benefit {
    /// The plans that promise it.
    pub plans: Vec<String>,
    /// Key, `jkm-death`.
    pub key: String,
    /// Name of the whole benefit.
    pub name: Bilingual,
    /// For what.
    pub risk: Risk,
    /// What must have caused it.
    pub cause: Cause,
    /// Amount in the plan's money, and what one such amount is for.
    pub amount: Option<(Decimal, Per)>,
    /// How many such amounts at most.
    pub times: Option<u32>,
    /// For how many people at most.
    pub persons: u32,
    /// The formula, or the name of this part.
    pub formula: Option<Bilingual>,
    /// The cap in words.
    pub cap: Option<Bilingual>,
    /// Months that must have been paid, or membership lasted, before.
    pub waiting_months: Option<u32>,
    /// Under which condition.
    pub condition: Option<Bilingual>,
    /// How sure we are.
    pub certainty: Certainty,
}

impl Benefit {
    /// The most that this row can pay: amount, times, people; none where it has no end.
    pub fn most(&self) -> Option<Decimal> {
        let (amount, per) = self.amount?;
        let times = if per == Per::Once { self.times.unwrap_or(1) } else { self.times? };
        Some(amount * Decimal::from(times) * Decimal::from(self.persons))
    }
}

/// Reads and checks the rows of benefits, in the order of the file.
pub(crate) fn read(sheet: &Sheet) -> Result<Vec<(u64, Benefit)>, SchemeError> {
    sheet.rows().map(|row| Ok((row.line, read_one(&row)?))).collect()
}

fn read_one(row: &Row<'_>) -> Result<Benefit, SchemeError> {
    let amount = match row.amount("amount")? {
        None if !row.text("per").is_empty() => {
            return Err(row.refuse("amount", "an amount, because the column per says what it is for"));
        }
        None => None,
        Some(amount) => Some((amount, row.one_of("per", &Per::ALL, Per::key)?)),
    };
    let formula = row.words("formula")?;
    if amount.is_none() && formula.is_none() {
        return Err(row.refuse("amount", "an amount, or a formula in words in formula_id and formula_en"));
    }
    Ok(Benefit {
        plans: row
            .required("plan", "the keys of the plans that promise it, with blanks between them")?
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        key: row.required("benefit", "a key like jkm-death")?.to_owned(),
        name: row.required_words("name")?,
        risk: row.one_of("risk", &Risk::ALL, Risk::key)?,
        cause: row.one_of("cause", &[Cause::Any, Cause::Work], Cause::key)?,
        amount,
        times: row.count("times", 1, "payments")?,
        persons: row.count("persons", 1, "people")?.unwrap_or(1),
        formula,
        cap: row.words("cap")?,
        waiting_months: row.count("waiting_months", 1, "months")?,
        condition: row.words("condition")?,
        certainty: row.certainty(&FACTS)?,
    })
}
