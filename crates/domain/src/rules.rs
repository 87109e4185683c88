//! Programme rules from dated files: contribution bands, discount windows, grace, prepayment.
//!
//! Three CSV files under `models/programmes/`. Every row carries source, date and confidence; whatever is computed from an
//! unverified row names that row.

use crate::contribution::ProgrammeSet;
use crate::error::DomainError;
use crate::money::Rupiah;
use crate::month::Month;
use crate::occupation::OccupationGroup;
use crate::provenance::Provenance;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The programmes open to voluntary members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Programme {
    /// Work injury (Jaminan Kecelakaan Kerja).
    Jkk,
    /// Death (Jaminan Kematian).
    Jkm,
    /// Old-age savings (Jaminan Hari Tua).
    Jht,
}

/// Monthly contribution of one programme in one band of declared income.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct ContributionBand {
    /// Which programme.
    pub programme: Programme,
    /// Lowest declared income of the band, inclusive.
    pub income_from: i64,
    /// Highest declared income of the band, inclusive; empty is open.
    pub income_to: Option<i64>,
    /// Contribution a month, whole rupiah.
    pub monthly_amount: i64,
    /// First month the band holds.
    pub valid_from: Month,
    /// Source, date, confidence.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Whom a discount is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountFor {
    /// Ojek, drivers, couriers; on a platform or not.
    Transport,
    /// Every other voluntary member.
    NonTransport,
}

/// A window in which part of a contribution is waived.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Discount {
    /// Short name, for example `pp-50-2025-non-transport`.
    pub id: String,
    /// Which programme.
    pub programme: Programme,
    /// For whom.
    pub applies_to: DiscountFor,
    /// Waived part, for example 0.5.
    pub share_off: Decimal,
    /// First month covered.
    pub month_from: Month,
    /// Last month covered.
    pub month_to: Month,
    /// Members paid by a state budget do not get it.
    pub excludes_state_paid: bool,
    /// Source, date, confidence.
    #[serde(flatten)]
    pub provenance: Provenance,
}

#[derive(Debug, Clone, Deserialize)]
struct RuleRow {
    key: String,
    value: String,
    #[serde(flatten)]
    provenance: Provenance,
}

/// The price of cover, and which unverified rows it leans on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// What is paid.
    pub amount: Rupiah,
    /// What would be paid without a discount.
    pub full_amount: Rupiah,
    /// Rows a person must check before anyone relies on the amount, each as `file: row`.
    pub unverified: BTreeSet<String>,
}

/// Who is asking for a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payer {
    /// Programmes paid for.
    pub programmes: ProgrammeSet,
    /// Declared monthly income, whole rupiah.
    pub declared_income_rupiah: i64,
    /// Occupation group, which decides the discount window.
    pub group: OccupationGroup,
    /// Paid from a state budget.
    pub paid_by_state: bool,
}

/// All programme rules, checked.
#[derive(Debug, Clone)]
pub struct ProgrammeRules {
    bands: Vec<ContributionBand>,
    discounts: Vec<Discount>,
    grace_months: i32,
    due_day: u32,
    prepay_months: Vec<u32>,
    prepaid_at_price_of_payment_day: bool,
    unverified: BTreeSet<String>,
}

/// `models/programmes/contributions.csv`.
pub const CONTRIBUTIONS_FILE: &str = "models/programmes/contributions.csv";
/// `models/programmes/discounts.csv`.
pub const DISCOUNTS_FILE: &str = "models/programmes/discounts.csv";
/// `models/programmes/rules.csv`.
pub const RULES_FILE: &str = "models/programmes/rules.csv";

/// Reads rows of a CSV file, naming file and line in errors.
pub fn read_rows<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, DomainError> {
    Ok(read_numbered_rows(file, text)?.into_iter().map(|(_, row)| row).collect())
}

/// The same, each row with its line, for whoever checks more than a row can by itself.
pub fn read_numbered_rows<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
) -> Result<Vec<(usize, T)>, DomainError> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let fail = |e: &csv::Error| DomainError::Rules {
        file: file.to_owned(),
        line: e.position().map(|p| p.line() as usize),
        reason: e.to_string(),
    };
    let headers = reader.headers().map_err(|e| fail(&e))?.clone();
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| fail(&e))? {
        let line = record.position().map_or(0, |p| p.line() as usize);
        rows.push((line, record.deserialize(Some(&headers)).map_err(|e| fail(&e))?));
    }
    Ok(rows)
}

/// Discounts, of which no two may hold for the same programme, people and month.
fn read_discounts(text: &str) -> Result<Vec<Discount>, DomainError> {
    let rows: Vec<(usize, Discount)> = read_numbered_rows(DISCOUNTS_FILE, text)?;
    let refuse =
        |line: usize, reason: String| DomainError::Rules { file: DISCOUNTS_FILE.to_owned(), line: Some(line), reason };
    for (place, (line, d)) in rows.iter().enumerate() {
        if d.share_off < Decimal::ZERO || d.share_off > Decimal::ONE {
            return Err(refuse(*line, format!("`share_off` of `{}` is {}, expected 0 to 1", d.id, d.share_off)));
        }
        if d.month_to < d.month_from {
            let (from, to) = (d.month_from, d.month_to);
            return Err(refuse(*line, format!("`{}` ends in {to}, before it begins in {from}", d.id)));
        }
        let same = |other: &Discount| other.programme == d.programme && other.applies_to == d.applies_to;
        let meets = |other: &Discount| other.month_from <= d.month_to && d.month_from <= other.month_to;
        if let Some((earlier, other)) = rows[..place].iter().find(|(_, other)| same(other) && meets(other)) {
            let reason = format!(
                "`{}` overlaps `{}` of line {earlier}: both lower {:?} in {}",
                d.id,
                other.id,
                d.programme,
                d.month_from.max(other.month_from)
            );
            return Err(refuse(*line, reason));
        }
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

impl ProgrammeRules {
    /// Reads and checks the three files, given as text.
    pub fn from_csv(contributions: &str, discounts: &str, rules: &str) -> Result<Self, DomainError> {
        let numbered: Vec<(usize, ContributionBand)> = read_numbered_rows(CONTRIBUTIONS_FILE, contributions)?;
        if let Some((line, band)) = numbered.iter().find(|(_, band)| band.monthly_amount <= 0) {
            return Err(DomainError::Rules {
                file: CONTRIBUTIONS_FILE.to_owned(),
                line: Some(*line),
                reason: format!("`monthly_amount` is {}, expected whole rupiah above 0", band.monthly_amount),
            });
        }
        let bands: Vec<ContributionBand> = numbered.into_iter().map(|(_, band)| band).collect();
        let discounts = read_discounts(discounts)?;
        let rows: Vec<RuleRow> = read_rows(RULES_FILE, rules)?;
        let bad = |reason: String| DomainError::Rules { file: RULES_FILE.to_owned(), line: None, reason };
        let value = |key: &str| {
            rows.iter()
                .find(|r| r.key == key)
                .map(|r| r.value.trim())
                .ok_or_else(|| bad(format!("the row `{key}` is missing")))
        };
        let grace_months = value("grace_months")?
            .parse()
            .map_err(|_| bad("`grace_months` must be a whole number of months".into()))?;
        let due_day = value("due_day")?.parse().map_err(|_| bad("`due_day` must be a day of the month".into()))?;
        let prepay_months = value("prepay_months")?
            .split_whitespace()
            .map(|v| v.parse().map_err(|_| bad("`prepay_months` must be numbers of months such as `3 6 12`".into())))
            .collect::<Result<_, _>>()?;
        let prepaid_at_price_of_payment_day = match value("prepay_price_basis")? {
            "payment_day" => true,
            "coverage_month" => false,
            other => {
                return Err(bad(format!("`prepay_price_basis` is `{other}`, expected payment_day or coverage_month")));
            }
        };
        let unverified =
            rows.iter().filter(|r| r.provenance.confidence.needs_checking()).map(|r| r.key.clone()).collect();
        Ok(Self { bands, discounts, grace_months, due_day, prepay_months, prepaid_at_price_of_payment_day, unverified })
    }

    /// Months after cover ends in which arrears may still be paid.
    pub fn grace_months(&self) -> i32 {
        self.grace_months
    }

    /// Day of the month a contribution is due.
    pub fn due_day(&self) -> u32 {
        self.due_day
    }

    /// Blocks of months that may be paid ahead.
    pub fn prepay_months(&self) -> &[u32] {
        &self.prepay_months
    }

    /// The bands, for catalogues and pages.
    pub fn bands(&self) -> &[ContributionBand] {
        &self.bands
    }

    /// The discounts, for catalogues and pages.
    pub fn discounts(&self) -> &[Discount] {
        &self.discounts
    }

    /// The contribution for one month of cover, with the discount of that month.
    pub fn quote(&self, payer: &Payer, month: Month) -> Result<Quote, DomainError> {
        let kind =
            if payer.group == OccupationGroup::Transport { DiscountFor::Transport } else { DiscountFor::NonTransport };
        let mut quote = Quote { amount: Rupiah::ZERO, full_amount: Rupiah::ZERO, unverified: BTreeSet::new() };
        for &programme in payer.programmes.programmes() {
            let band = self
                .bands
                .iter()
                .filter(|b| b.programme == programme && b.valid_from <= month)
                .filter(|b| b.income_from <= payer.declared_income_rupiah)
                .filter(|b| b.income_to.is_none_or(|top| payer.declared_income_rupiah <= top))
                .max_by_key(|b| b.valid_from)
                .ok_or_else(|| DomainError::NotCovered {
                    what: format!(
                        "{programme:?} at a declared income of {} in {month}",
                        Rupiah::whole(payer.declared_income_rupiah)
                    ),
                    file: CONTRIBUTIONS_FILE.to_owned(),
                })?;
            if band.provenance.confidence.needs_checking() {
                quote.unverified.insert(format!("{CONTRIBUTIONS_FILE}: {programme:?} from {}", band.income_from));
            }
            let full = Rupiah::whole(band.monthly_amount);
            let discount = self.discounts.iter().find(|d| {
                d.programme == programme
                    && d.applies_to == kind
                    && (d.month_from..=d.month_to).contains(&month)
                    && !(d.excludes_state_paid && payer.paid_by_state)
            });
            let amount = discount.map_or(full, |d| full.scaled(Decimal::ONE - d.share_off));
            if let Some(d) = discount.filter(|d| d.provenance.confidence.needs_checking()) {
                quote.unverified.insert(format!("{DISCOUNTS_FILE}: {}", d.id));
            }
            quote.amount += amount;
            quote.full_amount += full;
        }
        Ok(quote)
    }

    /// The price of a block of months paid at once on a day.
    ///
    /// Whether months after a discount's end may be prepaid at the discounted price is a rule of its own
    /// (`prepay_price_basis`), named in the quote while it is unverified.
    pub fn quote_block(
        &self,
        payer: &Payer,
        first: Month,
        months: u32,
        paid_on: NaiveDate,
    ) -> Result<Quote, DomainError> {
        let mut total = Quote { amount: Rupiah::ZERO, full_amount: Rupiah::ZERO, unverified: BTreeSet::new() };
        for i in 0..months {
            let covered = first.plus(i as i32);
            let priced_as =
                if self.prepaid_at_price_of_payment_day { covered.min(Month::of(paid_on)) } else { covered };
            let one = self.quote(payer, priced_as)?;
            total.amount += one.amount;
            total.full_amount += self.quote(payer, covered)?.full_amount;
            total.unverified.extend(one.unverified);
            if priced_as != covered && self.unverified.contains("prepay_price_basis") {
                total.unverified.insert(format!("{RULES_FILE}: prepay_price_basis"));
            }
        }
        Ok(total)
    }
}

/// One row of a dated rate file: what a touch costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct ChannelRate {
    /// Which channel.
    pub channel: crate::Channel,
    /// What is paid for: `message`, `leaflet`, `visit`, `design`.
    pub item: String,
    /// Price of one, whole rupiah.
    pub rupiah: i64,
    /// First day the rate holds.
    pub valid_from: NaiveDate,
    /// Source, date, confidence.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// `models/rates/channels.csv`.
pub const RATES_FILE: &str = "models/rates/channels.csv";

/// The rate in force for one touch on a channel.
pub fn rate_on(rates: &[ChannelRate], channel: crate::Channel, day: NaiveDate) -> Result<&ChannelRate, DomainError> {
    rates.iter().filter(|r| r.channel == channel && r.valid_from <= day).max_by_key(|r| r.valid_from).ok_or_else(|| {
        DomainError::NotCovered {
            what: format!("the price of a touch by {} on {day}", channel.key()),
            file: RATES_FILE.to_owned(),
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::provenance::Confidence;

    fn rules() -> ProgrammeRules {
        ProgrammeRules::from_csv(
            include_str!("../../../models/programmes/contributions.csv"),
            include_str!("../../../models/programmes/discounts.csv"),
            include_str!("../../../models/programmes/rules.csv"),
        )
        .unwrap()
    }

    fn payer(programmes: ProgrammeSet, group: OccupationGroup) -> Payer {
        Payer { programmes, declared_income_rupiah: 1_000_000, group, paid_by_state: false }
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn the_lowest_band_costs_what_the_regulation_says_and_half_in_the_window() {
        let fisher = payer(ProgrammeSet::Basic, OccupationGroup::Fisher);
        let saver = payer(ProgrammeSet::WithSavings, OccupationGroup::Fisher);
        let r = rules();
        assert_eq!(r.quote(&fisher, month("2026-03")).unwrap().amount, Rupiah::whole(16_800));
        assert_eq!(r.quote(&fisher, month("2026-12")).unwrap().amount, Rupiah::whole(8_400));
        assert_eq!(r.quote(&fisher, month("2027-01")).unwrap().amount, Rupiah::whole(16_800));
        assert_eq!(r.quote(&saver, month("2026-12")).unwrap().amount, Rupiah::whole(28_400));
        assert_eq!(r.quote(&saver, month("2027-01")).unwrap().amount, Rupiah::whole(36_800));
    }

    #[test]
    fn drivers_keep_the_discount_until_march() {
        let driver = payer(ProgrammeSet::Basic, OccupationGroup::Transport);
        assert_eq!(rules().quote(&driver, month("2027-03")).unwrap().amount, Rupiah::whole(8_400));
        assert_eq!(rules().quote(&driver, month("2027-04")).unwrap().amount, Rupiah::whole(16_800));
    }

    #[test]
    fn members_paid_by_the_state_get_no_discount() {
        let mut fisher = payer(ProgrammeSet::Basic, OccupationGroup::Fisher);
        fisher.paid_by_state = true;
        assert_eq!(rules().quote(&fisher, month("2026-12")).unwrap().amount, Rupiah::whole(16_800));
    }

    #[test]
    fn prepaying_past_the_window_leans_on_an_unverified_rule_and_says_so() {
        let fisher = payer(ProgrammeSet::Basic, OccupationGroup::Fisher);
        let paid_on = NaiveDate::from_ymd_opt(2026, 12, 10).unwrap();
        let quote = rules().quote_block(&fisher, month("2027-01"), 6, paid_on).unwrap();
        assert_eq!(quote.amount, Rupiah::whole(6 * 8_400));
        assert_eq!(quote.full_amount, Rupiah::whole(6 * 16_800));
        assert!(quote.unverified.iter().any(|u| u.contains("prepay_price_basis")), "{:?}", quote.unverified);
    }

    #[test]
    fn overlapping_windows_and_negative_amounts_are_refused_with_file_and_line() {
        let contributions = include_str!("../../../models/programmes/contributions.csv");
        let discounts = include_str!("../../../models/programmes/discounts.csv");
        let rules = include_str!("../../../models/programmes/rules.csv");
        let twice = format!("{discounts}another,JKK,transport,0.2,2027-03,2027-05,true,x,2026-11-22,reported\n");
        let refusal = ProgrammeRules::from_csv(contributions, &twice, rules).unwrap_err().to_string();
        assert_eq!(
            refusal,
            "models/programmes/discounts.csv, line 6: `another` overlaps `pp-50-2025-transport-jkk` of line 2: both lower Jkk \
             in 2027-03"
        );
        let negative = contributions.replacen(",10000,", ",-10000,", 1);
        let refusal = ProgrammeRules::from_csv(&negative, discounts, rules).unwrap_err().to_string();
        assert_eq!(
            refusal,
            "models/programmes/contributions.csv, line 2: `monthly_amount` is -10000, expected whole rupiah above 0"
        );
        let backwards = discounts.replacen("2026-01,2027-03", "2027-03,2026-01", 1);
        let refusal = ProgrammeRules::from_csv(contributions, &backwards, rules).unwrap_err().to_string();
        assert!(refusal.contains("line 2") && refusal.contains("before it begins"), "{refusal}");
    }

    #[test]
    fn unverified_confidence_is_the_only_one_that_needs_checking() {
        assert!(Confidence::Unverified.needs_checking());
        assert!(!Confidence::Reported.needs_checking());
    }
}
