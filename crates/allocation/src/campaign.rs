//! The basis of an evaluated campaign: its result table, what members are expected to pay, and priors for the rest.

use crate::ask::{Offer, Source};
use crate::basis::{Basis, BasisOffer, BasisSegment, MonthsFrom};
use crate::learning::normal_quantile;
use crate::priors::{PriorAim, Priors};
use crate::response::Response;
use domain::{Bilingual, Channel, RandomisationUnit, Rupiah, UpliftRow, Verdict};
use std::collections::BTreeMap;

/// What a campaign left behind.
#[derive(Debug, Clone)]
pub struct CampaignResults<'a> {
    /// The result table.
    pub rows: &'a [UpliftRow],
    /// Months that a member of each segment is expected to pay in the next twelve, by key.
    pub months: &'a BTreeMap<String, f64>,
    /// The segment model these months are from.
    pub model: &'a str,
    /// What members were wanted for.
    pub aim: PriorAim,
}

/// What the next rupiah of a campaign may be spent on.
///
/// People are those of the campaign's plan: the uplift was measured on them. A channel drawn by person reaches the members of
/// that lot, one drawn by area those of the other, for nobody has measured what paper does to a member whom WhatsApp reaches. An
/// uplift is the one to expect once the other segments are taken into account (shrunk), else the line's own estimate, else the
/// planning prior, and its source says which. A person costs what was spent on the channel over everybody assigned to it.
pub fn campaign_basis(results: &CampaignResults<'_>, priors: &Priors) -> Basis {
    let origin = results.rows.first().map(|r| r.campaign.clone()).unwrap_or_default();
    let rows = || results.rows.iter().filter(|r| !r.counts_everyone());
    let mut segments: Vec<BasisSegment> = Vec::new();
    let mut offers = Vec::new();
    for row in rows() {
        let key = &row.segment.0;
        let lot = |unit| lot_people(rows().filter(|r| r.segment == row.segment && r.unit == unit), unit);
        if !segments.iter().any(|s| s.segment == *key) {
            let (months_each, months_from) = months_each(results.months, results.model, priors, results.aim, key);
            segments.push(BasisSegment {
                segment: key.clone(),
                name: row.segment_name.clone(),
                people: lot(RandomisationUnit::Person) + lot(RandomisationUnit::Area),
                months_each,
                months_from,
            });
        }
        let everyone = results.rows.iter().find(|r| r.counts_everyone() && r.channel == row.channel);
        let Some((response, source)) = response(row, &origin, priors, results.aim) else { continue };
        offers.push(BasisOffer {
            offer: Offer {
                segment: key.clone(),
                channel: row.channel.key().to_owned(),
                // A person lot of several channels was decided: each channel is for those it was decided for.
                reach: match row.unit {
                    RandomisationUnit::Person => row.treated + row.held_out,
                    RandomisationUnit::Area => lot(row.unit),
                },
                cost_each: cost_each(results.rows, row.channel),
                response,
                source,
            },
            channel_name: row.channel.name(),
            base_rate: base_rate(row).or_else(|| base_rate(everyone?)),
            design_effect: everyone.and_then(design_effect).unwrap_or(1.0),
        });
    }
    let notes = notes(results.rows, &offers);
    Basis { origin, segments, offers, notes }
}

/// The share who stay without a channel, with one more who stays and one more who does not: five of five are no certainty (Agresti &
/// Coull 1998).
fn base_rate(row: &UpliftRow) -> Option<f64> {
    let people = row.held_out as f64;
    row.rate_held_out.map(|rate| (rate * people + 1.0) / (people + 2.0))
}

/// People in the lot of one segment: those assigned to each of its channels, and their holdout. Area channels share one; person
/// channels stand together in a campaign only where they were decided among, and then each has its own.
fn lot_people<'a>(rows: impl Iterator<Item = &'a UpliftRow>, unit: RandomisationUnit) -> u64 {
    let (treated, held_out) = rows.fold((0, 0), |(treated, held_out), row| {
        let held_out = match unit {
            RandomisationUnit::Person => row.held_out + held_out,
            RandomisationUnit::Area => row.held_out.max(held_out),
        };
        (treated + row.treated, held_out)
    });
    treated + held_out
}

/// Months that an additional member of a segment stays, and where that is known from: forecast by a segment model, else a planning
/// prior, else one.
pub fn months_each(
    forecast: &BTreeMap<String, f64>,
    model: &str,
    priors: &Priors,
    aim: PriorAim,
    segment: &str,
) -> (f64, MonthsFrom) {
    if let Some(months) = forecast.get(segment).filter(|months| **months > 0.0) {
        return (*months, MonthsFrom::Forecast { model: model.to_owned() });
    }
    match priors.months(aim, segment) {
        Some(prior) => (prior.months, MonthsFrom::Prior { row: prior.row() }),
        None => (1.0, MonthsFrom::Nothing),
    }
}

/// The uplift to expect and where it is known from; `None` where neither a lot nor a prior says anything.
fn response(row: &UpliftRow, campaign: &str, priors: &Priors, aim: PriorAim) -> Option<(Response, Source)> {
    let measured = || Source::Holdout { experiment: campaign.to_owned() };
    if let Some(expected) = row.judgement.as_ref().and_then(|j| j.expected) {
        return Some((Response::straight(expected.uplift, expected.deviation), measured()));
    }
    if let Verdict::Estimate { uplift, low, high, level, .. } = row.verdict {
        let error = (high - low) / (2.0 * normal_quantile(0.5 + level / 2.0));
        return Some((Response::straight(uplift, error), measured()));
    }
    let prior = priors.uplift(aim, &row.segment.0, row.channel)?;
    Some((Response::straight(prior.mean, prior.deviation), Source::Prior { row: prior.row() }))
}

/// Rupiah spent on a channel over everybody assigned to it, to the nearest rupiah.
fn cost_each(rows: &[UpliftRow], channel: Channel) -> Rupiah {
    let of_channel = || rows.iter().filter(|r| r.channel == channel && !r.counts_everyone());
    let cost: Rupiah = of_channel().map(|r| r.cost).sum();
    let people: u64 = of_channel().map(|r| r.treated).sum();
    cost.per(people.into()).map_or(Rupiah::ZERO, |each| Rupiah::whole(each.rounded()))
}

/// How much wider the interval of everybody on an area channel is than persons drawn one by one would have made it.
fn design_effect(row: &UpliftRow) -> Option<f64> {
    let Verdict::Estimate { low, high, level, .. } = row.verdict else { return None };
    if row.unit == RandomisationUnit::Person {
        return Some(1.0);
    }
    let error = (high - low) / (2.0 * normal_quantile(0.5 + level / 2.0));
    let rate = row.rate_held_out?;
    let by_person = rate * (1.0 - rate) * (1.0 / row.treated as f64 + 1.0 / row.held_out as f64);
    (by_person > 0.0 && by_person.is_finite()).then(|| (error * error / by_person).max(1.0))
}

fn notes(rows: &[UpliftRow], offers: &[BasisOffer]) -> Vec<Bilingual> {
    let mut notes = vec![Bilingual::new(
        "Orang dihitung dari rencana kampanye ini, dan tiap kanal hanya untuk orang yang ikut undiannya: pengaruh cetak dan \
         loket atas orang yang terjangkau WhatsApp belum pernah diukur.",
        "People are those of this campaign's plan, and each channel is for the people of its own lot only: what print and \
         counters do to people whom WhatsApp reaches has not been measured.",
    )];
    if offers.iter().any(|o| !o.offer.source.is_prior()) {
        notes.push(Bilingual::new(
            "Uplift tiap segmen disusutkan ke rata-rata semua segmen, karena yang terbaik dari banyak segmen tampak lebih baik \
             daripada sebenarnya.",
            "Each segment's uplift is shrunk towards the mean of all segments, because the best of many looks better than it is.",
        ));
    }
    if let Some(running) = rows.iter().find_map(|r| r.running) {
        let day = |language| domain::written::day(language, running.closes);
        notes.push(Bilingual::new(
            format!("Kampanye ini masih berjalan sampai {}; angkanya belum akhir.", day(domain::Language::Id)),
            format!("This campaign runs until {}; its figures are not final.", day(domain::Language::En)),
        ));
    }
    for offer in offers.iter().filter(|o| o.offer.cost_each == Rupiah::ZERO) {
        let note = Bilingual::new(
            format!("{}: belum ada biaya yang tercatat, jadi dihitung Rp0 per orang.", offer.channel_name.id),
            format!("{}: no cost is on record yet, so a person counts Rp0.", offer.channel_name.en),
        );
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}
