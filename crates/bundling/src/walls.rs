//! The walls a package must stay inside: each a named rule with its source, passed or failed in words.

use crate::catalogue::{ADDONS_FILE, AddOn, AddOnPayer, Catalogue, LEAN_INCOME_FILE, WALLS_FILE};
use domain::{Bilingual, DomainError, OccupationGroup, Rupiah};
use rust_decimal::Decimal;

/// One rule, applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Name of the wall: `clearance`, `fund_neutral`, `affordable`.
    pub wall: &'static str,
    /// Inside the wall.
    pub passed: bool,
    /// What was found, in words.
    pub words: Bilingual,
    /// File and row, or regulation, behind it.
    pub source: String,
    /// Rows a person must check before relying on it.
    pub unverified: Vec<String>,
}

/// Benefits outside the statutory schemes need a clearance on record (paper, section on bundling, X1).
pub(crate) fn clearance(add_on: &AddOn) -> Check {
    let passed = add_on.is_cleared();
    let words = if passed {
        Bilingual::new(
            format!("{}: boleh ditawarkan tanpa izin tambahan", add_on.name.id),
            format!("{}: may be offered without further clearance", add_on.name.en),
        )
    } else {
        Bilingual::new(
            format!("{}: belum ada izin {} yang tercatat", add_on.name.id, add_on.regulator),
            format!("{}: no clearance by {} on record", add_on.name.en, add_on.regulator),
        )
    };
    Check {
        wall: "clearance",
        passed,
        words,
        source: format!("{ADDONS_FILE}: {}", add_on.id),
        unverified: row_of(add_on),
    }
}

/// No rupiah of an add-on may be carried by the social security fund (paper, section on bundling, X2).
pub(crate) fn fund_neutral(add_ons: &[&AddOn]) -> Check {
    let cost_by = |payers: &[AddOnPayer]| -> Rupiah {
        add_ons.iter().filter(|a| payers.contains(&a.payer)).map(|a| a.cost_a_year).sum()
    };
    let by_fund = cost_by(&[AddOnPayer::Fund]);
    let by_others = cost_by(&[AddOnPayer::Partner, AddOnPayer::Ministry, AddOnPayer::State]);
    let by_member = cost_by(&[AddOnPayer::Member]);
    let passed = add_ons.iter().all(|a| a.payer != AddOnPayer::Fund);
    let words = if passed {
        Bilingual::new(
            format!(
                "Biaya tambahan di luar dana jaminan sosial: {by_others} setahun oleh mitra atau kementerian, \
                 {by_member} oleh peserta"
            ),
            format!(
                "Add-ons are carried outside the social security fund: {by_others} a year by partner or ministry, \
                 {by_member} by the member"
            ),
        )
    } else {
        Bilingual::new(
            format!("Dana jaminan sosial akan menanggung {by_fund} setahun: tidak boleh"),
            format!("The social security fund would carry {by_fund} a year: not allowed"),
        )
    };
    Check {
        wall: "fund_neutral",
        passed,
        words,
        source: ADDONS_FILE.to_owned(),
        unverified: add_ons.iter().flat_map(|a| row_of(a)).collect(),
    }
}

/// The monthly price must stay below a share of the income of the leanest month, not of the mean month.
pub(crate) fn affordable(
    catalogue: &Catalogue,
    group: OccupationGroup,
    monthly: Rupiah,
    median_income: Rupiah,
) -> Result<Check, DomainError> {
    let (lean_factor, lean_provenance) = catalogue.lean_factor(group)?;
    let (limit, limit_provenance) = catalogue.wall("affordable_share_of_lean_month")?;
    let lean_income = median_income.scaled(*lean_factor);
    let share = monthly.decimal().checked_div(lean_income.decimal()).unwrap_or(Decimal::MAX);
    let percent = |d: Decimal| (d * Decimal::ONE_HUNDRED).round_dp(1).to_string();
    let (percent_id, percent_en) = (percent(share).replace('.', ","), percent(share));
    let (limit_id, limit_en) = (percent(*limit).replace('.', ","), percent(*limit));
    let mut unverified = Vec::new();
    if lean_provenance.confidence.needs_checking() {
        unverified.push(format!("{LEAN_INCOME_FILE}: {}", group.key()));
    }
    if limit_provenance.confidence.needs_checking() {
        unverified.push(format!("{WALLS_FILE}: affordable_share_of_lean_month"));
    }
    let passed = share <= *limit;
    let (id_word, en_word) = if passed { ("di bawah", "below") } else { ("di atas", "above") };
    Ok(Check {
        wall: "affordable",
        passed,
        words: Bilingual::new(
            format!("{percent_id}% dari penghasilan bulan paceklik, {id_word} batas {limit_id}%"),
            format!("{percent_en}% of the income of the leanest month, {en_word} the limit of {limit_en}%"),
        ),
        source: limit_provenance.source.clone(),
        unverified,
    })
}

fn row_of(add_on: &AddOn) -> Vec<String> {
    if add_on.provenance.confidence.needs_checking() {
        vec![format!("{ADDONS_FILE}: {}", add_on.id)]
    } else {
        Vec::new()
    }
}
