//! Partners: what was paid through each, beside all the others.

use super::bar;
use super::campaigns::whole_rupiah;
use crate::figure::{self, Figure};
use crate::numbers;
use crate::words::say;
use domain::views::PartnerView;
use domain::{Language, Rupiah};
use serde::Serialize;

/// The partners page.
#[derive(Debug, Serialize)]
pub(crate) struct PartnersPage {
    any: bool,
    chart: Option<Figure>,
    partners: Vec<PartnerLine>,
    total: PartnerLine,
}

#[derive(Debug, Serialize)]
struct PartnerLine {
    key: String,
    name: String,
    contributions: String,
    contributions_share: String,
    bar: String,
    members: String,
    members_share: String,
    amount: String,
    amount_share: String,
    worklist: String,
}

/// The sums over all partners.
struct All {
    contributions: u64,
    members: u64,
    amount: Rupiah,
    worklist: u64,
}

impl PartnersPage {
    /// The page of all partners, in the order they are stored.
    pub(crate) fn of(language: Language, partners: &[PartnerView]) -> Self {
        let all = All {
            contributions: partners.iter().map(|p| p.contributions).sum(),
            members: partners.iter().map(|p| p.members).sum(),
            amount: partners.iter().map(|p| p.amount).sum(),
            worklist: partners.iter().map(|p| p.worklist).sum(),
        };
        let paid: Vec<(String, f64)> =
            partners.iter().map(|p| (p.name.in_language(language).to_owned(), p.contributions as f64)).collect();
        let title = say(language, "partners-chart", &[]);
        let total = PartnerView {
            key: String::new(),
            name: domain::Bilingual::default(),
            contributions: all.contributions,
            members: all.members,
            amount: all.amount,
            worklist: all.worklist,
        };
        Self {
            any: !partners.is_empty(),
            chart: figure::bars(language, &title, &say(language, "unit-payments", &[]), &paid),
            partners: partners.iter().map(|p| line(language, p, &all)).collect(),
            total: line(language, &total, &all),
        }
    }
}

fn line(language: Language, partner: &PartnerView, all: &All) -> PartnerLine {
    PartnerLine {
        key: partner.key.clone(),
        name: partner.name.in_language(language).to_owned(),
        contributions: numbers::count(language, partner.contributions),
        contributions_share: numbers::percent_of(language, partner.contributions, all.contributions)
            .unwrap_or_default(),
        bar: bar(partner.contributions, all.contributions),
        members: numbers::count(language, partner.members),
        members_share: numbers::percent_of(language, partner.members, all.members).unwrap_or_default(),
        amount: numbers::rupiah(partner.amount),
        amount_share: numbers::percent_of(language, whole_rupiah(partner.amount), whole_rupiah(all.amount))
            .unwrap_or_default(),
        worklist: numbers::count(language, partner.worklist),
    }
}
