//! A few packages of the front that people would ask for first, and how sure it is that each is what it is picked for.

use crate::catalogue::{Catalogue, Payer};
use crate::error::BundlingError;
use crate::keeping::{Draws, Terms};
use crate::search::{Design, Offer};
use crate::segment::Segment;
use domain::{Bilingual, Month, ProgrammeRules};
use serde::Serialize;

/// Why a package is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Most members kept where nobody helps with the contribution: nobody has to find that money first.
    MostKeptWithoutHelp,
    /// Most members kept, whoever pays.
    MostKept,
    /// Lightest in the leanest month.
    Lightest,
    /// Cheapest to partner, state and agency together; then most kept.
    CheapestToOthers,
}

impl Reason {
    /// In words.
    pub fn words(self) -> Bilingual {
        let (id, en) = match self {
            Self::MostKeptWithoutHelp => (
                "Peserta bertahan terbanyak tanpa bantuan iuran",
                "Most members kept without help with the contribution",
            ),
            Self::MostKept => ("Peserta bertahan terbanyak", "Most members kept"),
            Self::Lightest => ("Paling ringan di bulan tersulit", "Lightest in the leanest month"),
            Self::CheapestToOthers => {
                ("Paling murah bagi mitra, pemerintah dan lembaga", "Cheapest to partner, state and agency")
            }
        };
        Bilingual::new(id, en)
    }
}

/// A picked package.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pick {
    /// Why.
    pub reason: Reason,
    /// Which.
    pub offer: Offer,
    /// Share of the draws in which it keeps the most members of all it was picked from, where that is why it was picked. Below a
    /// half it is not "the best", and should be tested against others.
    pub best_in: Option<f64>,
}

/// Picks from the front of a design, for the programme set asked for or all.
pub fn picks(
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    segment: &Segment,
    start: Month,
    design: &Design,
    programme: Option<usize>,
    draws: &Draws,
) -> Result<Vec<Pick>, BundlingError> {
    let offers: Vec<&Offer> = design
        .offers
        .iter()
        .filter(|offer| programme.is_none_or(|programme| offer.choice.programme == programme))
        .collect();
    let without_help: Vec<&Offer> =
        offers.iter().filter(|o| catalogue.subsidies[o.choice.subsidy].payer == Payer::None).copied().collect();
    let kept = |offer: &&&Offer| offer.point.kept;
    let most_kept = |offers: &[&Offer]| offers.iter().max_by(|a, b| kept(a).total_cmp(&kept(b))).map(|o| (*o).clone());
    let mut picked = Vec::new();
    for (reason, from) in [(Reason::MostKeptWithoutHelp, &without_help), (Reason::MostKept, &offers)] {
        if let Some(offer) = most_kept(from) {
            let best_in = share_of_draws(catalogue, rules, segment, start, from, &offer, draws)?;
            picked.push(Pick { reason, offer, best_in });
        }
    }
    let lightest = offers
        .iter()
        .min_by(|a, b| a.point.share.total_cmp(&b.point.share).then(b.point.kept.total_cmp(&a.point.kept)));
    let others = |offer: &Offer| offer.point.costs[1..].iter().sum::<i64>();
    let cheapest = offers.iter().min_by(|a, b| others(a).cmp(&others(b)).then(b.point.kept.total_cmp(&a.point.kept)));
    for (reason, offer) in [(Reason::Lightest, lightest), (Reason::CheapestToOthers, cheapest)] {
        picked.extend(offer.map(|offer| Pick { reason, offer: (*offer).clone(), best_in: None }));
    }
    Ok(picked)
}

/// In how many of the draws one offer keeps at least as many as each other.
fn share_of_draws(
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    segment: &Segment,
    start: Month,
    from: &[&Offer],
    picked: &Offer,
    draws: &Draws,
) -> Result<Option<f64>, BundlingError> {
    if draws.count() < 2 {
        return Ok(None);
    }
    let (season, _) = catalogue.seasons.of(segment.group)?;
    let terms = |offer: &Offer| -> Result<Terms, BundlingError> {
        let schedule = crate::cash::schedule(catalogue, rules, segment, season, &offer.choice, start)?;
        let (plan, route) = (&catalogue.plans[offer.choice.plan], &catalogue.routes[offer.choice.route]);
        Ok(Terms::of(plan, route, season, &schedule))
    };
    // Bases are few, sets of add-ons many.
    let mut bases: Vec<(&Offer, Terms)> = Vec::new();
    let mut base_of = Vec::with_capacity(from.len());
    for offer in from {
        let same = |(known, _): &(&Offer, Terms)| {
            let (a, b) = (&known.choice, &offer.choice);
            (a.programme, a.plan, a.subsidy, a.route) == (b.programme, b.plan, b.subsidy, b.route)
        };
        let place = bases.iter().position(same);
        if place.is_none() {
            bases.push((offer, terms(offer)?));
        }
        let place = place.unwrap_or(bases.len() - 1);
        base_of.push(place);
    }
    let picked_at = from.iter().position(|offer| *offer == picked).unwrap_or(0);
    let mut best = 0;
    for draw in 1..draws.count() {
        let paths: Vec<_> = bases.iter().map(|(_, terms)| terms.path(draws.levers(draw))).collect();
        let kept =
            |at: usize| paths[base_of[at]].forecast(draws.factor(draw, &from[at].choice.add_ons)).kept_of_thousand();
        let own = kept(picked_at);
        best += usize::from((0..from.len()).all(|at| kept(at) <= own));
    }
    Ok(Some(best as f64 / (draws.count() - 1) as f64))
}
