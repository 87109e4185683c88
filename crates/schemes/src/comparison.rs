//! Plans on common terms: what a worker pays of an income, for how many risks, with whose help and how much patience.

use crate::benefit::{Cause, Risk};
use crate::money::{Country, Money};
use crate::plan::{Period, SchemePlan};
use crate::schemes::{BENEFITS_FILE, SCHEMES_FILE, Schemes};
use crate::standing;
use crate::terms::IncomeBasis;
use domain::{Bilingual, Month, ProgrammeSet, Rupiah};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeSet;

/// One plan beside the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparedPlan {
    /// Key of the plan.
    pub plan: String,
    /// Country.
    pub country: Country,
    /// Scheme.
    pub scheme: String,
    /// Programmes of ours, where it is ours.
    pub programmes: Option<ProgrammeSet>,
    /// Name.
    pub name: Bilingual,
    /// What the worker pays a month, undiscounted; a yearly amount by twelve.
    pub worker_a_month: Money,
    /// The same in whole rupiah, by the rate in the terms.
    pub worker_a_month_rupiah: Rupiah,
    /// What the worker pays a month in the month of the comparison: less inside a subsidy window.
    pub worker_now: Money,
    /// The undiscounted amount as a part of the income of an informal worker of that country, six places.
    pub share_of_income: Decimal,
    /// Which income.
    pub income_basis: IncomeBasis,
    /// What the state adds a month.
    pub state_a_month: Money,
    /// The state's part of all that is paid, worker and state together, four places.
    pub state_share: Decimal,
    /// Risks covered whatever the cause.
    pub risks: Vec<Risk>,
    /// Risks covered only where work was the cause.
    pub risks_at_work: Vec<Risk>,
    /// How many risks in all. It says nothing of how much is paid for one.
    pub risk_count: usize,
    /// Months that must be paid or promised on joining; none where not known.
    pub commitment_months: Option<u32>,
    /// Months that may be missed; none where not known.
    pub tolerated_months: Option<u32>,
    /// What happens to who misses one.
    pub tolerance: Bilingual,
    /// What must pass before benefits are due.
    pub waiting: Option<Bilingual>,
    /// How partners are used.
    pub partner: Bilingual,
    /// Subsidy in words.
    pub subsidy: Option<Bilingual>,
    /// Rows behind this line that a person must check, each as `file: row (fact)`.
    pub unverified: BTreeSet<String>,
}

impl ComparedPlan {
    /// Every risk covered, whatever must have caused it.
    pub fn all_risks(&self) -> Vec<Risk> {
        Risk::ALL.into_iter().filter(|risk| self.risks.contains(risk) || self.risks_at_work.contains(risk)).collect()
    }
}

/// All plans in the order of the file, and how ours stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The month whose subsidy windows count.
    pub month: Month,
    /// The plans.
    pub plans: Vec<ComparedPlan>,
    /// How Indonesia's lowest plan stands against those abroad; follows from the lines above.
    pub standing: Vec<Bilingual>,
    /// Every row that a person must check before anyone quotes a line.
    pub unverified: BTreeSet<String>,
}

impl Comparison {
    /// Puts all plans side by side, with the subsidies of a month.
    pub fn of(schemes: &Schemes, month: Month) -> Self {
        let plans: Vec<ComparedPlan> = schemes.plans.iter().map(|plan| compared(schemes, plan, month)).collect();
        let unverified = plans.iter().flat_map(|plan| plan.unverified.iter().cloned()).collect();
        Self { month, standing: standing::sentences(&plans), plans, unverified }
    }

    /// A line by the key of its plan.
    pub fn plan(&self, id: &str) -> Option<&ComparedPlan> {
        self.plans.iter().find(|line| line.plan == id)
    }
}

fn compared(schemes: &Schemes, plan: &SchemePlan, month: Month) -> ComparedPlan {
    let terms = &schemes.terms;
    let days = terms.paying_days(plan.country);
    let worker = plan.a_month(plan.payer_amount, days);
    let state = plan.a_month(plan.state_amount(), days);
    // Reading refuses a country without these terms.
    let (income, income_basis) = terms.income(plan.country).unwrap_or((Decimal::ONE, IncomeBasis::Mean));
    let rate = terms.rupiah_per_unit(plan.country).unwrap_or(Decimal::ONE);
    let covers = |risk: Risk, cause: Cause| schemes.benefits_of(&plan.id).any(|b| b.risk == risk && b.cause == cause);
    let risks: Vec<Risk> = Risk::ALL.into_iter().filter(|risk| covers(*risk, Cause::Any)).collect();
    let at_work = |risk: &Risk| !risks.contains(risk) && covers(*risk, Cause::Work);
    let risks_at_work: Vec<Risk> = Risk::ALL.into_iter().filter(at_work).collect();
    ComparedPlan {
        plan: plan.id.clone(),
        country: plan.country,
        scheme: plan.scheme.clone(),
        programmes: plan.programmes,
        name: plan.name.clone(),
        worker_a_month: Money::of(plan.currency, worker),
        worker_a_month_rupiah: Rupiah::whole(Rupiah::exact(worker * rate).rounded()),
        worker_now: Money::of(plan.currency, plan.a_month(plan.payer_amount_in(month), days)),
        share_of_income: part(worker, income, 6),
        income_basis,
        state_a_month: Money::of(plan.currency, state),
        state_share: part(state, worker + state, 4),
        risk_count: risks.len() + risks_at_work.len(),
        risks,
        risks_at_work,
        commitment_months: plan.commitment_months,
        tolerated_months: plan.tolerated_months,
        tolerance: plan.tolerance.clone(),
        waiting: plan.waiting.clone(),
        partner: plan.partner.clone(),
        subsidy: plan.subsidy.clone(),
        unverified: unverified(schemes, plan),
    }
}

/// `part` of `whole`, rounded; nothing of nothing is 0.
fn part(part: Decimal, whole: Decimal, places: u32) -> Decimal {
    let share = part.checked_div(whole).unwrap_or_default();
    share.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero).normalize()
}

fn unverified(schemes: &Schemes, plan: &SchemePlan) -> BTreeSet<String> {
    let mut rows: BTreeSet<String> = plan.certainty.unverified(SCHEMES_FILE, &plan.id).into_iter().collect();
    for benefit in schemes.benefits_of(&plan.id) {
        let row = format!("{}, {}", benefit.plans.join(" "), benefit.key);
        rows.extend(benefit.certainty.unverified(BENEFITS_FILE, &row));
    }
    rows.extend(schemes.terms.unverified(plan.country, plan.period == Period::Day));
    rows
}
