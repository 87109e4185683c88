//! What a decision expects of channels: an evaluated campaign's uplifts, and planning priors for what it does not say.

use crate::allocate::{basis_of, months_forecast, priors};
use crate::home::Home;
use crate::plan::kept_declaration;
use allocation::{MonthsFrom, PriorAim, Priors, Source, months_each};
use anyhow::{Result, bail};
use domain::provenance::row_in_words;
use domain::{Bilingual, CampaignSpec, DecisionSpec};
use planning::{ExpectedGain, ExpectedGains};
use store::Store;

/// Kept months to expect of each channel decided among, by segment: uplift times the months that an additional member stays.
///
/// The uplift is the one that the evaluated campaign leads to expect (shrunk towards the mean of all segments); where it says nothing
/// of a segment and channel, and where no campaign is named, the planning prior stands in. Each gain names where it is from.
pub(super) async fn expected(
    home: &Home,
    store: &Store,
    spec: &CampaignSpec,
    decision: &DecisionSpec,
) -> Result<ExpectedGains> {
    let mut gains = from_priors(home, store, spec).await?;
    let Some(campaign) = &decision.from else { return Ok(gains) };
    let rows = store.uplift(campaign).await?;
    let declared = kept_declaration(home, store, &crate::approve::find(store, campaign).await?).await?;
    if PriorAim::from(declared.objective) != PriorAim::from(spec.objective) {
        bail!(
            "campaign `{}` has the objective {:?} and `from` names `{campaign}`, whose objective was {:?}: what that one caused says \
             nothing of this; name one with the same objective, or none",
            spec.name,
            spec.objective,
            declared.objective
        );
    }
    let basis = basis_of(home, store, &declared, &rows).await?;
    gains.from = Bilingual::new(
        format!(
            "Uplift terukur dari kampanye `{campaign}`, disusutkan ke rata-rata segmen; yang belum diukur memakai praduga."
        ),
        format!(
            "Uplifts measured in campaign `{campaign}`, shrunk towards the mean of segments; priors for what was not measured."
        ),
    );
    let priors = priors(Some(home))?;
    let channels = planning::decision::channels(spec);
    for offer in basis.offers.iter().map(|line| &line.offer).filter(|offer| !offer.source.is_prior()) {
        let segment = basis.segments.iter().find(|segment| segment.segment == offer.segment);
        let channel = channels.iter().find(|channel| channel.key() == offer.channel);
        let (Some(segment), Some(channel)) = (segment, channel) else { continue };
        gains.of.insert(
            (segment.segment.clone(), *channel),
            ExpectedGain {
                uplift: offer.response.uplift,
                months_each: segment.months_each,
                source: told(&offer.source, &segment.months_from),
                unverified: months_to_check(
                    &priors,
                    spec.objective.into(),
                    segment.segment.as_str(),
                    &segment.months_from,
                ),
            },
        );
    }
    Ok(gains)
}

/// Every segment and channel by the planning priors.
async fn from_priors(home: &Home, store: &Store, spec: &CampaignSpec) -> Result<ExpectedGains> {
    let priors = priors(Some(home))?;
    let aim = spec.objective.into();
    let (model, forecast) = months_forecast(store).await?;
    let mut gains = ExpectedGains {
        from: Bilingual::new(
            "Praduga: belum ada kampanye terukur yang disebut `from`.",
            "Planning priors: no measured campaign is named by `from`.",
        ),
        ..ExpectedGains::default()
    };
    for segment in store.segments().await? {
        let key = segment.id.0.as_str();
        let (months_each, months_from) = months_each(&forecast, &model, &priors, aim, key);
        for channel in planning::decision::channels(spec) {
            let Some(prior) = priors.uplift(aim, key, channel) else { continue };
            let mut unverified = months_to_check(&priors, aim, key, &months_from);
            if prior.provenance.confidence.needs_checking() {
                unverified.push(prior.row());
            }
            let source = told(&Source::Prior { row: prior.row() }, &months_from);
            gains.of.insert(
                (key.to_owned(), channel),
                ExpectedGain { uplift: prior.mean, months_each, source, unverified },
            );
        }
        gains.segment_names.insert(key.to_owned(), segment.name.clone());
    }
    Ok(gains)
}

/// The row that the months of a segment were taken from, where a person must check it.
fn months_to_check(priors: &Priors, aim: PriorAim, segment: &str, from: &MonthsFrom) -> Vec<String> {
    let taken = priors.months(aim, segment).filter(|_| matches!(from, MonthsFrom::Prior { .. }));
    taken
        .filter(|prior| prior.provenance.confidence.needs_checking())
        .map(allocation::MonthsPrior::row)
        .into_iter()
        .collect()
}

/// Where an uplift and the months are known from, in a line.
fn told(uplift: &Source, months: &MonthsFrom) -> Bilingual {
    let uplift = uplift.in_words();
    let months = match months {
        MonthsFrom::Forecast { model } => {
            Bilingual::new(format!("bulan diramal model {model}"), format!("months forecast by model {model}"))
        }
        MonthsFrom::File => Bilingual::new("bulan dari berkas", "months from the file"),
        MonthsFrom::Prior { row } => {
            let row = row_in_words(row);
            Bilingual::new(format!("bulan praduga: {}", row.id), format!("months a prior: {}", row.en))
        }
        MonthsFrom::Nothing => Bilingual::new("bulan tidak diketahui, dihitung satu", "months unknown, counted as one"),
    };
    Bilingual::new(format!("{}; {}", uplift.id, months.id), format!("{}; {}", uplift.en, months.en))
}
