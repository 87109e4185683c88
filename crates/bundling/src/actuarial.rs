//! Whether contributions cover the claims that are to be expected: a sanity check, not a tariff.
//!
//! Of a member who pays whatever is due, the contributions to JKK and JKM of the package's own year of cover, as they are paid by its plan
//! and with its help, against claims a member-year times their mean cost. Savings (JHT) are the member's own and stand on neither side.

use crate::cash::Schedule;
use crate::catalogue::{Catalogue, sourced, unverified};
use crate::reading::Place;
use crate::segment::Segment;
use domain::rules::{Programme, read_numbered_rows};
use domain::{Bilingual, DomainError, OccupationGroup, Provenance, Rupiah};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

const FILE: &str = "models/catalogue/claims.csv";

/// Expected claims of a programme and group.
#[derive(Debug, Clone)]
pub(crate) struct ClaimsRow {
    programme: Programme,
    /// Empty for any.
    group: Option<OccupationGroup>,
    of_thousand_years: Decimal,
    mean_cost: Rupiah,
    unverified: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    programme: Programme,
    group: String,
    claims_of_thousand_years: Decimal,
    mean_cost_rupiah: String,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(crate) fn claims(text: &str) -> Result<Vec<ClaimsRow>, DomainError> {
    let mut rows: Vec<ClaimsRow> = Vec::new();
    for (line, row) in read_numbered_rows::<Row>(FILE, text)? {
        let place = Place { file: FILE, line };
        sourced(place, &row.provenance)?;
        let group = match row.group.as_str() {
            "any" => None,
            key => Some(key.parse().map_err(|e: DomainError| place.refuse(e.to_string()))?),
        };
        if row.programme == Programme::Jht {
            return Err(place.unexpected("programme", "JHT", "JKK or JKM; savings are no claims"));
        }
        if rows.iter().any(|known| known.programme == row.programme && known.group == group) {
            return Err(place.refuse(format!("{:?} of {} stands here twice", row.programme, row.group)));
        }
        rows.push(ClaimsRow {
            programme: row.programme,
            group,
            of_thousand_years: place.decimal("claims_of_thousand_years", row.claims_of_thousand_years, 0, 1000)?,
            mean_cost: place.rupiah("mean_cost_rupiah", &row.mean_cost_rupiah)?,
            unverified: unverified(place, &format!("{:?} of {}", row.programme, row.group), &row.provenance),
        });
    }
    for programme in [Programme::Jkk, Programme::Jkm] {
        if !rows.iter().any(|row| row.programme == programme && row.group.is_none()) {
            let reason = format!("the row of {programme:?} for any group is missing");
            return Err(DomainError::Rules { file: FILE.to_owned(), line: None, reason });
        }
    }
    Ok(rows)
}

/// Contributions against expected claims, of a member who pays whatever is due.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Actuarial {
    /// JKK and JKM contributions of the package's year of cover, whoever pays them: what the fund receives of it but savings.
    pub contributions: Rupiah,
    /// The same without discounts.
    pub full_contributions: Rupiah,
    /// Expected claims of a member-year.
    pub claims: Rupiah,
    /// Claims over contributions.
    pub ratio: f64,
    /// The same without discounts.
    pub full_ratio: f64,
    /// Times as many claims at which they equal contributions without discounts.
    pub covered_up_to: f64,
    /// Rows a person must check.
    pub unverified: Vec<String>,
}

impl Actuarial {
    /// In words.
    pub fn words(&self) -> Bilingual {
        let (ratio, full) = ((self.ratio * 100.0).round(), (self.full_ratio * 100.0).round());
        let times = (self.covered_up_to * 10.0).round() / 10.0;
        Bilingual::new(
            format!(
                "Klaim yang diperkirakan {} setahun tiap peserta, {ratio}% dari iuran JKK dan JKM {} ({full}% tanpa potongan); iuran penuh cukup sampai \
                 klaim {} kali perkiraan",
                self.claims,
                self.contributions,
                times.to_string().replace('.', ",")
            ),
            format!(
                "Expected claims of {} a member-year are {ratio}% of JKK and JKM contributions of {} ({full}% without discount); full contributions \
                 suffice up to {times} times the expected claims",
                self.claims, self.contributions
            ),
        )
    }
}

/// Contributions against expected claims, of a segment whose payments to JKK and JKM are these.
pub(crate) fn actuarial(catalogue: &Catalogue, segment: &Segment, insured: &Schedule) -> Actuarial {
    let contributions: Rupiah = insured.payments.iter().map(|payment| payment.statutory).sum();
    let full_contributions: Rupiah = insured.payments.iter().map(|payment| payment.full).sum();
    let (mut claims, mut unverified) = (Rupiah::ZERO, Vec::new());
    for programme in [Programme::Jkk, Programme::Jkm] {
        let of = |group: Option<OccupationGroup>| {
            catalogue.claims.iter().find(|row| row.programme == programme && row.group == group)
        };
        // One row for any group is in every catalogue.
        let Some(row) = of(Some(segment.group)).or_else(|| of(None)) else { continue };
        claims += row.mean_cost.scaled(row.of_thousand_years / Decimal::ONE_THOUSAND);
        unverified.extend(row.unverified.iter().cloned());
    }
    let over = |part: Rupiah, whole: Rupiah| {
        part.decimal().checked_div(whole.decimal()).and_then(|d| d.to_f64()).unwrap_or(f64::INFINITY)
    };
    Actuarial {
        ratio: over(claims, contributions),
        full_ratio: over(claims, full_contributions),
        covered_up_to: over(full_contributions, claims),
        claims: Rupiah::whole(claims.rounded()),
        contributions,
        full_contributions,
        unverified,
    }
}
