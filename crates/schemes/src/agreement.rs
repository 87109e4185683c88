//! Whether the plans say the same prices as the programme rules do.

use crate::error::SchemeError;
use crate::schemes::Schemes;
use domain::rules::Payer;
use domain::{Bilingual, Month, OccupationGroup, ProgrammeRules, Rupiah};
use rust_decimal::prelude::ToPrimitive;

impl Schemes {
    /// A sentence for each plan of ours whose price in a month is not that of the programme rules, for a member outside
    /// transport who pays alone; none where all agree.
    pub fn disagreements(&self, rules: &ProgrammeRules, month: Month) -> Result<Vec<Bilingual>, SchemeError> {
        let mut sentences = Vec::new();
        for plan in &self.plans {
            let (Some(programmes), Some(income)) = (plan.programmes, plan.insured_income) else { continue };
            let payer = Payer {
                programmes,
                declared_income_rupiah: income.to_i64().unwrap_or(i64::MAX),
                group: OccupationGroup::Other,
                paid_by_state: false,
            };
            let quote = rules.quote(&payer, month)?;
            let own = Rupiah::exact(plan.payer_amount_in(month));
            if own != quote.amount {
                sentences.push(Bilingual::new(
                    format!("{}: {own} sebulan, tetapi aturan program menyebut {} pada {month}", plan.id, quote.amount),
                    format!("{}: {own} a month, but the programme rules say {} in {month}", plan.id, quote.amount),
                ));
            }
        }
        Ok(sentences)
    }
}
