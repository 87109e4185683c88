//! The evaluator: the same rows, spells and journeys as the Python side.

use crate::Measurement;
use crate::points::{bytes, floats};
use crate::rows::{JOURNEYS, PEOPLE, SEGMENT};
use domain::{Arm, Channel, RandomisationUnit, Rupiah, SegmentId};
use effectiveness::{BinarySums, CampaignSums, CampaignTerms, Level, LotSums, Moments, uplift_table};
use journeys::{JourneyRow, Journeys, markov};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use survival::{Spells, kaplan_meier};
use targeting::Ranking;
use targeting::Resampling;
use targeting::bootstrap::{Drawing, SegmentArms, average_effects};

type Measured = Result<Vec<Measurement>, Box<dyn Error>>;

/// Times `work`, whose refusal is an error.
fn timed<E: Error + 'static>(what: &str, work: impl FnOnce() -> Result<f64, E>) -> Result<Measurement, Box<dyn Error>> {
    let mut refused = None;
    let measurement = Measurement::of(what, || {
        work().unwrap_or_else(|error| {
            refused = Some(error);
            f64::NAN
        })
    });
    match refused {
        Some(error) => Err(error.into()),
        None => Ok(measurement),
    }
}

/// Qini coefficient of a million people, from unsorted columns to the number.
pub fn qini(folder: &Path) -> Measured {
    let score = floats(&folder.join("scores.f64"), PEOPLE)?;
    let outcome: Vec<f64> = bytes(&folder.join("kept.u8"), PEOPLE)?.into_iter().map(f64::from).collect();
    let treated: Vec<bool> = bytes(&folder.join("treated.u8"), PEOPLE)?.into_iter().map(|t| t == 1).collect();
    let coefficient = || -> Result<f64, targeting::TargetingError> {
        Ok(targeting::qini(&Ranking::new(&score, &outcome, &treated)?).normalised.unwrap_or(f64::NAN))
    };
    Ok(vec![timed("Qini of 1,000,000, jangkau, 2 threads", coefficient)?])
}

/// 1,000 replicates of the difference of 50 segments of 20,000: kept or not, as drawn fastest; amounts that nobody shares,
/// which are drawn person by person.
pub fn bootstrap(folder: &Path) -> Measured {
    let kept: Vec<f64> = bytes(&folder.join("kept.u8"), PEOPLE)?.into_iter().map(f64::from).collect();
    let amounts = floats(&folder.join("amounts.f64"), PEOPLE)?;
    let treated = bytes(&folder.join("treated.u8"), PEOPLE)?;
    let mut measured = Vec::new();
    for (name, outcome) in [("kept", &kept), ("amounts", &amounts)] {
        let arm = |segment: usize, wanted: u8| -> Vec<f64> {
            let rows = segment * SEGMENT..(segment + 1) * SEGMENT;
            rows.filter(|row| treated[*row] == wanted).map(|row| outcome[row]).collect()
        };
        let arms: Vec<[Vec<f64>; 2]> = (0..PEOPLE / SEGMENT).map(|s| [arm(s, 1), arm(s, 0)]).collect();
        let segments: Vec<SegmentArms<'_>> =
            arms.iter().map(|[treated, control]| SegmentArms { treated, control }).collect();
        let mean_error = || -> Result<f64, targeting::TargetingError> {
            let effects = average_effects(&segments, &Resampling::seeded(1), Drawing::Fastest)?;
            // numpy is given the first ten segments only.
            Ok(effects.iter().take(10).map(|e| e.standard_error).sum::<f64>() / 10.0)
        };
        measured.push(timed(&format!("bootstrap of {name}, jangkau, 2 threads"), mean_error)?);
    }
    Ok(measured)
}

/// Kaplan-Meier with log-log intervals of a million monthly spells.
pub fn kaplan_meier_of_months(folder: &Path) -> Measured {
    let months: Vec<u16> = bytes(&folder.join("months.u8"), PEOPLE)?.into_iter().map(u16::from).collect();
    let ended: Vec<bool> = bytes(&folder.join("ended.u8"), PEOPLE)?.into_iter().map(|e| e == 1).collect();
    let at_a_year = || -> Result<f64, survival::SurvivalError> {
        let curve = kaplan_meier(&Spells::from_months(&months, &ended)?, Level::NINETY_FIVE)?;
        Ok(curve.survival_at(12.0).unwrap_or(f64::NAN))
    };
    Ok(vec![timed("Kaplan-Meier of 1,000,000 spells, jangkau, 2 threads", at_a_year)?])
}

/// Markov removal effects of a million journeys, from their text to the credit of each channel.
pub fn attribution(folder: &Path) -> Measured {
    let text = std::fs::read_to_string(folder.join("journeys.txt"))?;
    let mut rows = Vec::with_capacity(JOURNEYS);
    for line in text.lines() {
        let (path, paid) = line.split_once('\t').ok_or("a journey without its end")?;
        let conversions = u64::from(paid == "1");
        rows.push(JourneyRow { path, conversions, nulls: 1 - conversions, value: Decimal::ZERO });
    }
    let share_of_first =
        || -> Result<f64, journeys::JourneysError> { Ok(markov(&Journeys::read(&rows, ">")?, 1)?.shares[0]) };
    Ok(vec![timed("Markov credit of 1,000,000 journeys, jangkau, 2 threads", share_of_first)?])
}

/// The result table of ten million people in forty segments, drawn by person for WhatsApp and by 4,000 villages for paper and
/// counters, from the sums that a campaign leaves. The value is how many were in it.
pub fn campaign() -> Measured {
    let segments: Vec<SegmentId> = (0..40).map(|segment| SegmentId(format!("segment-{segment:02}"))).collect();
    let mut sums = CampaignSums::default();
    let mut rng = Xoshiro256Plus::seed_from_u64(20_261_127);
    let arms = [
        Arm::Treated(Channel::Whatsapp),
        Arm::HeldOut(RandomisationUnit::Person),
        Arm::Treated(Channel::Print),
        Arm::Treated(Channel::PartnerCounter),
        Arm::HeldOut(RandomisationUnit::Area),
    ];
    for (place, arm) in arms.into_iter().enumerate() {
        // Half of the people are in either lot.
        let areas = if arm.unit() == RandomisationUnit::Area { 4_000 / 3 } else { 1 };
        let people = 10_000_000 / 2 / 40 / (if arm.unit() == RandomisationUnit::Area { 3 * areas } else { 2 });
        for segment in &segments {
            for area in 0..areas {
                let cell = cell(&mut rng, people, place);
                sums.add_sums(segment, arm, &format!("village {place} {area}"), &cell?);
            }
        }
    }
    let (names, window) = (BTreeMap::new(), "2026-12".parse()?..="2027-02".parse()?);
    let level = Level::NINETY_FIVE;
    let terms = CampaignTerms { campaign: "december", segments: &names, window, running: None, level };
    let what = format!("a campaign of {} people, 40 segments, 3 channels, from its sums", sums.members());
    Ok(vec![Measurement::of(what, || uplift_table(&sums, &terms).iter().map(|row| row.treated as f64).sum())])
}

/// Sums of some people of a village.
fn cell(rng: &mut Xoshiro256Plus, people: u64, arm: usize) -> Result<LotSums, Box<dyn Error>> {
    let kept = (0..people.min(64)).filter(|_| rng.gen_bool(0.6 + 0.02 * arm as f64)).count() as u64;
    let kept = kept * people / people.min(64);
    let months = Moments::of([1.0, 2.0, 3.0]);
    Ok(LotSums {
        people: BinarySums::new(people, kept)?,
        months: Moments { count: people, ..months },
        delivered: people,
        cost: Rupiah::whole(600).times(people),
        ..LotSums::default()
    })
}
