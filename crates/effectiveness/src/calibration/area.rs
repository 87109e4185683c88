//! Lots drawn by area: 25 people an area, intra-area correlation 0.05, from twenty treated areas down to two.

use super::person::{effect_of, normal};
use super::{Entry, Random, Said};
use crate::by_area::{
    AreaSums, DrawnArea, area_means_in_strata, bell_mccaffrey_difference, household_difference, jackknife_difference,
    randomisation_test, stratum_means, wild_bootstrap,
};
use crate::by_person::MeanDifference;
use crate::distribution::{normal_critical, normal_two_sided};
use crate::interval::{Interval, Level};
use crate::sums::Moments;
use domain::Bilingual;
use rand::Rng;

const LEVEL: Level = Level::NINETY_FIVE;

/// Treated areas, and all areas, of each design.
const DESIGNS: [(u32, u32); 5] = [(5, 10), (10, 20), (20, 40), (4, 40), (2, 20)];

/// People an area.
const PEOPLE: u32 = 25;

/// Variance between areas, of a total variance of one.
const ICC: f64 = 0.05;

/// What treatment adds, in standard deviations of a person.
const EFFECT: f64 = 0.3;

/// Assignments drawn, and bootstrap replicates: a twentieth of one more is whole, so that 5% can be met exactly.
const DRAWS: u32 = 399;

/// The names of one estimator under every design, treated areas and all.
macro_rules! designs {
    ($name:literal) => {
        [
            concat!($name, "-5-of-10"),
            concat!($name, "-10-of-20"),
            concat!($name, "-20-of-40"),
            concat!($name, "-4-of-40"),
            concat!($name, "-2-of-20"),
        ]
    };
}

/// Every estimator of lots drawn by area under every design, and the analysis by person that the tool refuses.
pub fn area_entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    add(&mut entries, designs!("area-means"), "t-test of area means", |areas, truth, _| {
        let drawn: Vec<DrawnArea> = areas.iter().map(drawn_area).collect();
        tested(area_means_in_strata(&stratum_means(&drawn), LEVEL).ok()?.test, truth)
    });
    add(&mut entries, designs!("randomisation"), "randomisation test of area means", |areas, truth, seed| {
        let drawn: Vec<DrawnArea> = areas.iter().map(drawn_area).collect();
        let test = randomisation_test(&drawn, seed, DRAWS, LEVEL).ok()?;
        Some(Said { alarm: test.p_value? <= 0.05, interval: test.interval, truth })
    });
    add(&mut entries, designs!("cr2"), "rows, CR2, Satterthwaite degrees of freedom", |areas, truth, _| {
        tested(bell_mccaffrey_difference(areas, LEVEL).ok()?, truth)
    });
    add(&mut entries, designs!("cr3"), "rows, CR3 (jackknife), t with areas - 1", |areas, truth, _| {
        tested(jackknife_difference(areas, LEVEL).ok()?, truth)
    });
    add(&mut entries, designs!("wild"), "rows, wild cluster bootstrap-t", |areas, truth, seed| {
        let fit = wild_bootstrap(areas, seed, DRAWS, LEVEL).ok()??;
        Some(Said { alarm: fit.p_value <= 0.05, interval: fit.interval, truth })
    });
    add(&mut entries, designs!("cr1-t"), "rows, CR1, t with areas - 1", |areas, truth, _| {
        tested(household_difference(areas, LEVEL).ok()?.test, truth)
    });
    add(&mut entries, designs!("cr1-normal"), "rows, CR1, normal", |areas, truth, _| {
        let fit = household_difference(areas, LEVEL).ok()?.test;
        normally(fit.difference, fit.standard_error, truth)
    });
    add(&mut entries, designs!("ignoring-areas"), "rows, areas ignored", |areas, truth, _| {
        let fit = household_difference(areas, LEVEL).ok()?;
        normally(fit.test.difference, fit.naive_standard_error, truth)
    });
    entries
}

/// One estimator under every design. Area means and the randomisation test are there to decide by, and so are the robust
/// errors of rows where ten areas were treated (CR1: twenty); the others warn.
fn add(
    entries: &mut Vec<Entry>,
    names: [&'static str; 5],
    estimator: &'static str,
    say: fn(&[AreaSums], f64, u64) -> Option<Said>,
) {
    for (name, (treated, all)) in names.into_iter().zip(DESIGNS) {
        let setting = Bilingual::new(
            format!(
                "{treated} dari {all} wilayah disapa, {PEOPLE} orang per wilayah, korelasi 0,05, dampak 0,3 simpangan"
            ),
            format!("{treated} of {all} areas treated, {PEOPLE} people each, correlation 0.05, effect 0.3 deviations"),
        );
        let entry = Entry::by_area(name, estimator, setting, (treated, all), move |random, truth| {
            let effect = effect_of(truth, EFFECT);
            let areas: Vec<AreaSums> = (0..all).map(|place| area(random, place < treated, effect)).collect();
            say(&areas, effect, random.r#gen())
        });
        let by_areas = name.starts_with("area-means") || name.starts_with("randomisation");
        let robust = ["cr2", "cr3", "wild"].iter().any(|robust| name.starts_with(robust));
        let by_rows = robust && treated >= 10 || name.starts_with("cr1-t") && treated >= 20;
        entries.push(if by_areas || by_rows { entry } else { entry.as_warning() });
    }
}

/// One area and its people.
fn area(random: &mut Random, treated: bool, effect: f64) -> AreaSums {
    let level = ICC.sqrt() * normal(random) + if treated { effect } else { 0.0 };
    let rows = Moments::of((0..PEOPLE).map(|_| level + (1.0 - ICC).sqrt() * normal(random)));
    if treated {
        AreaSums { treated: rows, control: Moments::default() }
    } else {
        AreaSums { treated: Moments::default(), control: rows }
    }
}

fn drawn_area(sums: &AreaSums) -> DrawnArea {
    let treated = sums.treated.count > 0;
    let rows = if treated { sums.treated } else { sums.control };
    DrawnArea { treated, stratum: 0, mean: rows.mean, rows: rows.count }
}

fn tested(test: MeanDifference, truth: f64) -> Option<Said> {
    Some(Said::tested(Some(test.p_value?), test.interval, truth))
}

fn normally(difference: f64, error: f64, truth: f64) -> Option<Said> {
    let p_value = normal_two_sided(difference / error);
    Some(Said::tested(Some(p_value), Some(Interval::around(difference, normal_critical(0.05) * error)), truth))
}
