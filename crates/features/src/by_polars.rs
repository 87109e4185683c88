//! Formulas as polars expressions: the same definitions for another engine, and the check on the fast form.
//!
//! Contributions are grouped by member, joined to the members, and every formula becomes a column of an expression over
//! integers that hold one bit a month. Slower than [`crate::features_of`] and in memory; meant to be compared with.

use crate::definitions::{AppliesTo, payment_definitions, payment_feature_defs};
use crate::error::FeatureError;
use crate::feature::{FeatureTable, Group, History};
use crate::formula::{Block, Months, Number, Profile};
use crate::lean_months::LeanMonths;
use crate::window::{MONTHS_BACK, Window};
use chrono::{Datelike, NaiveDate};
use domain::contribution::PaidAt;
use domain::member::columns::{ContributionColumns, MemberColumns, day_of_stored, stored_day};
use domain::{Month, OccupationGroup, ProgrammeRules, ProgrammeSet};
use polars::prelude::{
    DataFrame, DataType, Expr, IntoColumn, IntoLazy, JoinArgs, JoinType, LazyFrame, NamedFrom, PolarsResult, Scalar,
    Series, SortMultipleOptions, col, len, lit, when,
};

/// [`crate::payment_features`] of the same people by the other engine. Rows may be any selection of the members table, but
/// every contribution given counts towards the beginning of the records.
pub fn payment_features_by_polars(
    members: &MemberColumns,
    contributions: &ContributionColumns<'_>,
    as_of: NaiveDate,
    rules: &ProgrammeRules,
    lean: &LeanMonths,
) -> Result<FeatureTable, FeatureError> {
    let window = Window::new(as_of, rules, lean);
    let failed = |e| engine(&e);
    let paid = contributions_frame(contributions, &window).map_err(failed)?;
    let first_recorded = first_recorded(&paid).map_err(failed)?;
    let frame = members_frame(members, &window).map_err(failed)?;
    let frame = with_payments(frame.lazy(), &paid).with_columns([due(&window, first_recorded)]);
    let columns = features(frame, &window).collect().map_err(failed)?;
    read_back(&columns, members, as_of)
}

fn engine(error: &polars::prelude::PolarsError) -> FeatureError {
    FeatureError::Engine { step: "computing features", reason: error.to_string() }
}

/// Rows known by the day: member, month covered and month of payment from the first of the window.
fn contributions_frame(given: &ContributionColumns<'_>, window: &Window) -> PolarsResult<DataFrame> {
    let paid: Vec<Option<NaiveDate>> = given.paid_on.iter().map(|day| day_of_stored(*day)).collect();
    let first = window.first;
    let known = fixed(stored_day(window.as_of));
    DataFrame::new_infer_height(vec![
        Series::new("row".into(), given.member_row).into_column(),
        Series::new("bit".into(), given.coverage_month.iter().map(|m| m - first.index()).collect::<Vec<i32>>())
            .into_column(),
        Series::new(
            "paid_in".into(),
            paid.iter().map(|day| day.map(|day| Month::of(day).months_since(first))).collect::<Vec<_>>(),
        )
        .into_column(),
        Series::new(
            "by_due_day".into(),
            paid.iter().map(|day| day.is_some_and(|day| day.day() <= window.due_day)).collect::<Vec<_>>(),
        )
        .into_column(),
        Series::new("known_on".into(), given.known_on).into_column(),
        Series::new("rupiah".into(), given.amount_rupiah).into_column(),
        Series::new("place".into(), given.paid_at.iter().map(|p| u32::from(*p)).collect::<Vec<_>>()).into_column(),
    ])?
    .lazy()
    .filter(col("known_on").lt_eq(known))
    .collect()
}

fn members_frame(m: &MemberColumns, window: &Window) -> PolarsResult<DataFrame> {
    let by = |day: &Option<NaiveDate>| day.filter(|day| *day <= window.as_of);
    let from_first = |day: &Option<NaiveDate>| by(day).map(|day| Month::of(day).months_since(window.first));
    let flags = |name: &str, of: &[bool]| Series::new(name.into(), of).into_column();
    let numbers = |name: &str, of: Vec<f64>| Series::new(name.into(), of).into_column();
    let bits = |name: &str, of: Vec<u64>| Series::new(name.into(), of).into_column();
    let all = 0..m.len();
    let tenure =
        |day: &Option<NaiveDate>| day.map_or(0.0, |day| f64::from(window.as_of_month.months_since(Month::of(day))));
    let savings: Vec<bool> = m.programmes.iter().map(|p| *p == ProgrammeSet::WithSavings).collect();
    DataFrame::new_infer_height(vec![
        Series::new("at".into(), all.clone().map(|at| at as u64).collect::<Vec<_>>()).into_column(),
        Series::new("row".into(), m.row.as_slice()).into_column(),
        Series::new("registered".into(), m.registered_on.iter().map(from_first).collect::<Vec<_>>()).into_column(),
        Series::new("ended".into(), m.ended_on.iter().map(from_first).collect::<Vec<_>>()).into_column(),
        numbers("tenure", m.registered_on.iter().map(tenure).collect()),
        numbers("income", m.declared_income_rupiah.iter().map(|i| *i as f64).collect()),
        numbers("age", m.birth_year.iter().map(|year| f64::from(window.as_of.year() - year)).collect()),
        numbers("group", m.group.iter().map(|g| f64::from(*g as u8)).collect()),
        flags("urban", &m.urban),
        flags("whatsapp", &m.whatsapp_reachable),
        flags("email", &m.email_reachable),
        flags("phone", &m.phone_known),
        flags("carried", &m.paid_by_state),
        flags("savings", &savings),
        bits("lean", m.group.iter().map(|g| window.lean(*g)).collect()),
        bits(
            "discounted",
            all.map(|at| window.discounted(m.group[at], m.paid_by_state[at], m.programmes[at])).collect(),
        ),
    ])
}

/// The first month with a hundredth of the rows of the fullest, as a bit inside the window.
fn first_recorded(paid: &DataFrame) -> PolarsResult<i32> {
    let months = paid
        .clone()
        .lazy()
        .group_by([col("bit")])
        .agg([len().cast(DataType::Int64).alias("rows")])
        .filter((col("rows") * fixed(100_i64)).gt_eq(col("rows").max()))
        .select([col("bit").min()])
        .collect()?;
    let first = months.column("bit")?.i32()?.get(0).unwrap_or(0);
    Ok(first.clamp(0, MONTHS_BACK))
}

/// A constant of its own type; an untyped one would take that of its neighbours.
fn fixed(constant: impl Into<Scalar>) -> Expr {
    lit(constant.into())
}

/// Two to a power from 0 to 63.
fn power_of_two(exponent: Expr) -> Expr {
    fixed(2_u64).pow(exponent.cast(DataType::UInt32))
}

fn smaller(one: Expr, other: Expr) -> Expr {
    when(one.clone().lt(other.clone())).then(one).otherwise(other)
}

fn larger(one: Expr, other: Expr) -> Expr {
    when(one.clone().gt(other.clone())).then(one).otherwise(other)
}

fn none() -> Expr {
    fixed(0_u64)
}

fn not(bits: Expr) -> Expr {
    bits.xor(fixed(u64::MAX))
}

/// Payments of each member beside the member; those who never paid have zeros.
fn with_payments(members: LazyFrame, paid: &DataFrame) -> LazyFrame {
    let inside = col("bit").gt_eq(fixed(0)).and(col("bit").lt(fixed(64)));
    let bit = power_of_two(when(inside.clone()).then(col("bit")).otherwise(fixed(0)));
    let bit_where = |holds: Expr| when(holds.and(inside.clone())).then(bit.clone()).otherwise(none());
    let prepaid = col("paid_in").lt(col("bit"));
    let on_time = prepaid.clone().or(col("paid_in").eq(col("bit")).and(col("by_due_day")));
    let amount = smaller(larger(col("rupiah"), fixed(0_i64)), fixed(i64::from(u32::MAX)));
    let amount_at = |month: Expr| amount.clone().filter(inside.clone().and(col("bit").eq(month))).max();
    let mut sums = vec![
        bit_where(fixed(true)).bitwise_or().alias("paid"),
        bit_where(on_time).bitwise_or().alias("on_time"),
        bit_where(prepaid).bitwise_or().alias("prepaid"),
        len().cast(DataType::Float64).alias("payments"),
        col("rupiah").sum().cast(DataType::Float64).alias("amount_sum"),
        amount_at(col("bit").filter(inside.clone()).min()).cast(DataType::Float64).alias("amount_first"),
        amount_at(col("bit").filter(inside.clone()).max()).cast(DataType::Float64).alias("amount_latest"),
    ];
    for place in PaidAt::ALL {
        let here = col("place").eq(fixed(u32::from(place.code()))).sum().cast(DataType::Float64);
        sums.push(here.alias(place.key()));
    }
    let by_member = paid.clone().lazy().group_by([col("row")]).agg(sums);
    // Months bought in one calendar month, then the months of each size of block.
    let bought = col("bit").gt_eq(col("paid_in")).and(col("paid_in").gt_eq(fixed(1))).and(col("paid_in").lt(fixed(49)));
    let size = |block: Block| {
        let above = match block {
            Block::Three => fixed(6_u32),
            Block::Six => fixed(12_u32),
            Block::Twelve => fixed(16_u32),
        };
        let months = col("months").filter(col("months").gt_eq(fixed(block.months())).and(col("months").lt(above)));
        months.sum().cast(DataType::Float64).alias(block_column(block))
    };
    let blocks = paid
        .clone()
        .lazy()
        .filter(bought)
        .group_by([col("row"), col("paid_in")])
        .agg([len().cast(DataType::UInt32).alias("months")])
        .with_columns([smaller(col("months"), fixed(15_u32)).alias("months")])
        .group_by([col("row")])
        .agg(Block::ALL.map(size));
    let left = || JoinArgs::new(JoinType::Left);
    let zero = |name: &'static str, zero: Expr| col(name).fill_null(zero).alias(name);
    let mut filled: Vec<Expr> = ["paid", "on_time", "prepaid"].map(|name| zero(name, none())).into();
    filled.extend(["payments", "amount_sum", "amount_first", "amount_latest"].map(|name| zero(name, fixed(0.0))));
    filled.extend(PaidAt::ALL.map(|place| zero(place.key(), fixed(0.0))));
    filled.extend(Block::ALL.map(|block| zero(block_column(block), fixed(0.0))));
    members
        .join(by_member, [col("row")], [col("row")], left())
        .join(blocks, [col("row")], [col("row")], left())
        .with_columns(filled)
}

fn block_column(block: Block) -> &'static str {
    match block {
        Block::Three => "blocks_of_3",
        Block::Six => "blocks_of_6",
        Block::Twelve => "blocks_of_12",
    }
}

fn due(window: &Window, first_recorded: i32) -> Expr {
    let first_paid = col("paid").bitwise_trailing_zeros().cast(DataType::Int32);
    let registered = larger(col("registered"), fixed(0));
    let start = when(col("paid").eq(none())).then(registered.clone()).otherwise(smaller(registered, first_paid));
    let start = larger(start, fixed(first_recorded));
    let last = smaller(col("ended").fill_null(fixed(window.last_due)), fixed(window.last_due));
    let any = col("registered").is_not_null().and(last.clone().gt_eq(start.clone()));
    let month = |month: Expr| when(any.clone()).then(month).otherwise(fixed(0));
    when(any.clone())
        .then(power_of_two(month(last + fixed(1))) - power_of_two(month(start)))
        .otherwise(none())
        .alias("due")
}

fn features(frame: LazyFrame, window: &Window) -> LazyFrame {
    let mut layers = Layers { frame, window, made: 0 };
    let mut columns = vec![col("at")];
    for definition in payment_definitions() {
        let number = layers.number(&definition.formula);
        let paid = col("payments").gt(fixed(0.0));
        let applies = match definition.applies_to {
            AppliesTo::Everyone => fixed(true),
            AppliesTo::Registered => col("registered").is_not_null(),
            AppliesTo::Payers => paid.and(col("registered").is_not_null().or(col("ended").is_not_null())),
        };
        columns.push(when(applies).then(number).otherwise(fixed(f64::NAN)).alias(definition.name));
    }
    layers.frame.select(columns).sort(["at"], SortMultipleOptions::default())
}

/// Columns made one upon the other, so that no expression repeats itself.
struct Layers<'a> {
    frame: LazyFrame,
    window: &'a Window,
    made: usize,
}

impl Layers<'_> {
    fn kept(&mut self, expression: Expr) -> Expr {
        let name = format!("made_{}", self.made);
        self.made += 1;
        let frame = std::mem::take(&mut self.frame);
        self.frame = frame.with_columns([expression.alias(name.as_str())]);
        col(name.as_str())
    }

    fn set(&mut self, months: &Months) -> Expr {
        let bits = match months {
            Months::Paid => return col("paid"),
            Months::OnTime => return col("on_time"),
            Months::Prepaid => return col("prepaid"),
            Months::Due => return col("due"),
            Months::Lean => return col("lean"),
            Months::Discounted => return col("discounted"),
            Months::Ahead => return fixed(Window::ahead()),
            Months::And(one, other) => self.set(one).and(self.set(other)),
            Months::Not(set) => not(self.set(set)),
            Months::FromFirst(set) => {
                let set = self.set(set);
                let lowest = set.clone().and(not(set.clone()) + fixed(1_u64));
                when(set.eq(none())).then(fixed(u64::MAX)).otherwise(not(lowest - fixed(1_u64)))
            }
            Months::UpToLast(set) => up_to_last(&self.set(set)),
            Months::Latest(count, set) => {
                let set = self.set(set);
                set.clone().and(not(up_to_last(&set) / fixed(1_u64 << count)))
            }
        };
        self.kept(bits)
    }

    fn shortened(&mut self, set: Expr) -> Expr {
        let shorter = set.clone().and(set / fixed(2_u64));
        self.kept(shorter)
    }

    fn number(&mut self, number: &Number) -> Expr {
        let real = |expression: Expr| expression.cast(DataType::Float64);
        match number {
            Number::Whole(number) => fixed(f64::from(*number)),
            Number::Grace => fixed(f64::from(self.window.grace_months)),
            Number::Count(set) => real(self.set(set).bitwise_count_ones()),
            Number::LongestRun(set) => {
                // Bits where a run of at least 1, 2, 4, ... 64 months begins; the longest is put together from them.
                let mut at_least = vec![self.set(set)];
                for power in 0..6 {
                    let shorter = at_least[power].clone();
                    let longer = shorter.clone().and(shorter / fixed(1_u64 << (1 << power)));
                    at_least.push(self.kept(longer));
                }
                let (mut begins, mut length) = (fixed(u64::MAX), fixed(0_u32));
                for (power, runs) in at_least.into_iter().enumerate().rev() {
                    let shift = power_of_two(smaller(length.clone(), fixed(63_u32)));
                    let room = length.clone().lt(fixed(64_u32));
                    let on = begins.clone().and(runs / shift);
                    let longer = when(room).then(on).otherwise(none());
                    let longer = self.kept(longer);
                    let found = longer.clone().neq(none());
                    begins = self.kept(when(found.clone()).then(longer).otherwise(begins));
                    let step = when(found).then(fixed(1_u32 << power)).otherwise(fixed(0_u32));
                    length = self.kept(length + step);
                }
                real(length)
            }
            Number::RunsBeyondGrace(set) => {
                let mut left = self.set(set);
                for _ in 0..self.window.grace_months {
                    left = self.shortened(left);
                }
                real(left.clone().and(not(left * fixed(2_u64))).bitwise_count_ones())
            }
            Number::EndRun { of, within } => {
                let (of, within) = (self.set(of), self.set(within));
                let shift = smaller(within.clone().bitwise_leading_zeros(), fixed(63_u32));
                let run = real((of * power_of_two(shift)).bitwise_leading_ones());
                when(within.eq(none())).then(fixed(0.0)).otherwise(run)
            }
            Number::Payments => col("payments"),
            Number::PaymentsAt(place) => col(place.key()),
            Number::BlockMonths(block) => col(block_column(*block)),
            Number::AmountSum => col("amount_sum"),
            Number::AmountFirst => col("amount_first"),
            Number::AmountLatest => col("amount_latest"),
            Number::Tenure => col("tenure"),
            Number::Profile(profile) => real(col(match profile {
                Profile::DeclaredIncome => "income",
                Profile::Urban => "urban",
                Profile::Age => "age",
                Profile::Whatsapp => "whatsapp",
                Profile::Email => "email",
                Profile::Phone => "phone",
                Profile::PaidByState => "carried",
                Profile::Savings => "savings",
                Profile::OccupationGroup => "group",
            })),
            Number::Min(one, other) => smaller(self.number(one), self.number(other)),
            Number::Minus(one, other) => self.number(one) - self.number(other),
            Number::Ratio { part, whole, otherwise } => {
                let (part, whole) = (self.number(part), self.number(whole));
                let otherwise = self.number(otherwise);
                when(whole.clone().neq(fixed(0.0))).then(part / whole).otherwise(otherwise)
            }
            Number::Where { any, then, otherwise } => {
                let any = self.set(any).neq(none());
                let (then, otherwise) = (self.number(then), self.number(otherwise));
                when(any).then(then).otherwise(otherwise)
            }
            Number::Band { of, edges } => {
                let of = self.number(of);
                edges
                    .iter()
                    .map(|edge| real(of.clone().gt_eq(fixed(f64::from(*edge)))))
                    .fold(fixed(0.0), |sum, e| sum + e)
            }
        }
    }
}

fn up_to_last(set: &Expr) -> Expr {
    let above = smaller(set.clone().bitwise_leading_zeros(), fixed(63_u32));
    when(set.clone().eq(none())).then(none()).otherwise(fixed(u64::MAX) / power_of_two(above))
}

fn read_back(frame: &DataFrame, members: &MemberColumns, as_of: NaiveDate) -> Result<FeatureTable, FeatureError> {
    let defs = payment_feature_defs();
    let mut columns = Vec::with_capacity(defs.len());
    for def in &defs {
        let column = frame.column(&def.name).and_then(|c| c.f64()).map_err(|e| engine(&e))?;
        columns.push(column.iter().map(|value| value.unwrap_or(f64::NAN)).collect::<Vec<f64>>());
    }
    let by = |day: Option<NaiveDate>| day.is_some_and(|day| day <= as_of);
    // Whoever has a mean amount has paid.
    let paid =
        |at: usize| defs.iter().position(|d| d.name == "mean_amount_rupiah").is_some_and(|i| !columns[i][at].is_nan());
    let history = (0..members.len())
        .map(|at| match (by(members.ended_on[at]), by(members.registered_on[at])) {
            (true, _) => History::Ended,
            (false, true) if paid(at) => History::Known,
            (false, true) => History::Unpaid,
            (false, false) => History::Prospect,
        })
        .collect();
    let groups = OccupationGroup::ALL.iter().map(|g| Group { key: g.key().to_owned(), name: g.name() }).collect();
    let group_of_row = members.group.iter().map(|group| *group as u16).collect();
    FeatureTable::new(Some(as_of), defs, groups, group_of_row, history, columns)
}
