//! The basis of an evaluated campaign: what is measured stays measured, the rest is a prior that says so.
#![allow(clippy::unwrap_used)]

use allocation::{
    Basis, BasisOffer, CampaignResults, Capacities, MonthsFrom, PriorAim, Priors, Source, Terms, advise, campaign_basis,
};
use domain::judgement::{Concluded, ExpectedUplift};
use domain::{Bilingual, Channel, CostPerAdditional, Grade, Judgement, Rupiah, SegmentId, UpliftRow, Verdict};
use std::collections::BTreeMap;

fn row(channel: Channel, segment: &str, treated: u64, held_out: u64, expected: Option<f64>) -> UpliftRow {
    let verdict = match expected {
        Some(uplift) => Verdict::Estimate {
            uplift: 1.5 * uplift,
            low: 1.5 * uplift - 0.0392,
            high: 1.5 * uplift + 0.0392,
            level: 0.95,
            p_value: 0.1,
        },
        None => Verdict::TooEarly { needs: Bilingual::new("lebih banyak", "more") },
    };
    UpliftRow {
        campaign: "december".into(),
        segment: SegmentId(segment.into()),
        segment_name: Bilingual::new(segment, segment),
        channel,
        unit: channel.unit(),
        treated,
        delivered: None,
        held_out,
        areas_treated: None,
        areas_held_out: None,
        rate_treated: None,
        rate_held_out: Some(0.5),
        verdict,
        estimator: String::new(),
        cost: Rupiah::whole(treated as i64 * 1_000),
        cost_per_additional: CostPerAdditional::NoAnswer,
        paid_months: None,
        true_uplift: None,
        notes: vec![],
        judgement: Some(Judgement {
            conclusion: Concluded::TooEarly,
            words: Bilingual::default(),
            grade: Grade::A,
            faults: vec![],
            p_holm: None,
            expected: expected.map(|uplift| ExpectedUplift { uplift, low: 0.0, high: 0.0, deviation: 0.01 }),
        }),
        running: None,
    }
}

fn rows() -> Vec<UpliftRow> {
    let mut no_family = row(Channel::Print, "a", 300, 200, Some(0.02));
    no_family.judgement = None;
    vec![
        row(Channel::Whatsapp, "a", 700, 300, Some(0.03)),
        row(Channel::Whatsapp, "b", 70, 30, None),
        row(Channel::Whatsapp, "all", 770, 330, Some(0.03)),
        no_family,
        row(Channel::PartnerCounter, "a", 250, 200, Some(0.08)),
        row(Channel::PartnerCounter, "all", 250, 200, Some(0.08)),
    ]
}

fn priors() -> Priors {
    Priors::from_csv(
        include_str!("../../../models/priors/uplift.csv"),
        include_str!("../../../models/priors/months.csv"),
    )
    .unwrap()
}

fn basis(priors: &Priors) -> Basis {
    let months = BTreeMap::from([("a".to_owned(), 5.0)]);
    let results = CampaignResults { rows: &rows(), months: &months, model: "m", aim: PriorAim::Retain };
    campaign_basis(&results, priors)
}

fn of<'a>(basis: &'a Basis, segment: &str, channel: &str) -> &'a BasisOffer {
    basis.offers.iter().find(|o| o.offer.segment == segment && o.offer.channel == channel).unwrap()
}

#[test]
fn people_and_reach_are_those_of_the_lots_and_the_line_of_everyone_is_no_segment() {
    let basis = basis(&priors());
    assert_eq!(basis.segments.len(), 2);
    // 1,000 drawn by person; by area 300 on print, 250 at counters and the 200 held out whom both share.
    assert_eq!(basis.segments[0].people, 1_750);
    assert_eq!(of(&basis, "a", "whatsapp").offer.reach, 1_000);
    assert_eq!(of(&basis, "a", "print").offer.reach, 750);
    assert_eq!(of(&basis, "a", "partner_counter").offer.reach, 750);
    assert_eq!(of(&basis, "a", "whatsapp").offer.cost_each, Rupiah::whole(1_000));
}

#[test]
fn the_shrunk_uplift_goes_first_then_the_line_s_own_then_the_prior() {
    let basis = basis(&priors());
    let shrunk = &of(&basis, "a", "whatsapp").offer;
    assert!((shrunk.response.uplift - 0.03).abs() < 1e-12 && (shrunk.response.deviation - 0.01).abs() < 1e-12);
    let own = &of(&basis, "a", "print").offer;
    assert!((own.response.uplift - 0.03).abs() < 1e-12 && (own.response.deviation - 0.02).abs() < 1e-4);
    let prior = &of(&basis, "b", "whatsapp").offer;
    assert_eq!(prior.source, Source::Prior { row: "models/priors/uplift.csv: retain any whatsapp".into() });
    assert!((prior.response.uplift - 0.01).abs() < 1e-12);
    assert!(matches!(shrunk.source, Source::Holdout { .. }) && matches!(own.source, Source::Holdout { .. }));
    assert_eq!(basis.segments[0].months_from, MonthsFrom::Forecast { model: "m".into() });
    assert!(matches!(basis.segments[1].months_from, MonthsFrom::Prior { .. }));
    // Without priors nothing is made up.
    assert_eq!(self::basis(&Priors::default()).offers.len(), 3);
}

#[test]
fn an_experiment_by_area_is_priced_with_the_inflation_that_was_found() {
    let basis = basis(&priors());
    assert!((of(&basis, "a", "whatsapp").design_effect - 1.0).abs() < 1e-12);
    let counter = of(&basis, "a", "partner_counter").design_effect;
    let by_person = 0.25 * (1.0 / 250.0 + 1.0 / 200.0);
    assert!((counter - (0.02_f64.powi(2) / by_person).max(1.0)).abs() < 1e-3, "{counter}");
}

#[test]
fn one_answer_holds_verdict_bound_budgets_and_lessons() {
    let basis = basis(&priors());
    let capacities = Capacities { most: vec![("counter".into(), 100)], ..Capacities::default() };
    let terms = Terms {
        budget: Rupiah::whole(1_000_000),
        limits: capacities.limits(&basis),
        one_each: false,
        what_if: true,
        lessons: 2,
    };
    let advice = advise(&basis, &terms).unwrap();
    assert!(advice.cost <= terms.budget && advice.gap >= 0.0 && advice.months <= advice.months_bound + 1e-9);
    assert!(advice.lines.iter().filter(|l| l.channel == "partner_counter").map(|l| l.people).sum::<u64>() <= 100);
    assert_eq!((advice.what_if.len(), advice.learning.len()), (5, 2));
    assert!(advice.low < advice.members && advice.members < advice.high);
    let again = advise(&basis, &terms).unwrap();
    assert_eq!(advice, again);
    assert!(basis.clone().only(&["c".into()]).is_err());
    assert_eq!(basis.only(&["b".into()]).unwrap().segments.len(), 1);
}
