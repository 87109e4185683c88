//! Months paid within a campaign's window, by lot.

use super::{FEWEST_AREAS, FEWEST_PEOPLE, nothing_varies, too_early};
use crate::by_area::area_means;
use crate::by_person::{MeanDifference, welch};
use crate::interval::Level;
use crate::sums::Moments;
use domain::Verdict;

/// Uplift in months paid per member of a lot drawn person by person: difference of means, Welch.
///
/// Too early below [`FEWEST_PEOPLE`] members in an arm, or where nobody's months differ.
pub fn months_by_person(treated: Moments, held_out: Moments, level: Level) -> Verdict {
    let (t, h) = (treated.count, held_out.count);
    if t < FEWEST_PEOPLE || h < FEWEST_PEOPLE {
        return too_early(
            format!("Perlu sedikitnya {FEWEST_PEOPLE} orang di tiap kelompok; kini {t} disapa dan {h} tidak disapa."),
            format!("At least {FEWEST_PEOPLE} people are needed in each arm; now {t} treated and {h} held out."),
        );
    }
    verdict(welch(treated, held_out, level).ok(), level)
}

/// Uplift in months paid per member of a lot drawn area by area: t-test of area means, each area counting once. One mean of
/// months an area; areas without members are not among them.
///
/// Too early below [`FEWEST_AREAS`] areas in an arm, or where areas do not differ at all.
pub fn months_by_area(treated: &[f64], held_out: &[f64], level: Level) -> Verdict {
    let (t, h) = (treated.len(), held_out.len());
    if t < FEWEST_AREAS || h < FEWEST_AREAS {
        return too_early(
            format!("Perlu sedikitnya {FEWEST_AREAS} wilayah di tiap kelompok; kini {t} disapa dan {h} tidak disapa."),
            format!("At least {FEWEST_AREAS} areas are needed in each arm; now {t} treated and {h} held out."),
        );
    }
    verdict(area_means(treated, held_out, level).ok().map(|fit| fit.test), level)
}

fn verdict(test: Option<MeanDifference>, level: Level) -> Verdict {
    match test.and_then(|test| Some((test.difference, test.interval?, test.p_value?))) {
        Some((uplift, interval, p_value)) => {
            Verdict::Estimate { uplift, low: interval.low, high: interval.high, level: level.get(), p_value }
        }
        None => nothing_varies(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn months_of_persons_are_welch_and_months_of_areas_are_area_means() {
        let many = |base: f64| Moments::of((0..40).map(|i| base + f64::from(i % 4)));
        let reference = welch(many(1.5), many(1.0), Level::NINETY_FIVE).unwrap();
        let Verdict::Estimate { uplift, low, .. } = months_by_person(many(1.5), many(1.0), Level::NINETY_FIVE) else {
            panic!("enough people")
        };
        assert!((uplift - 0.5).abs() < 1e-12 && (low - reference.interval.unwrap().low).abs() < 1e-12);
        let Verdict::Estimate { uplift, .. } = months_by_area(&[2.0, 2.2, 2.4], &[1.0, 1.3, 1.6], Level::NINETY_FIVE)
        else {
            panic!("enough areas")
        };
        assert!((uplift - 0.9).abs() < 1e-12);
    }

    #[test]
    fn too_few_people_or_areas_and_months_that_do_not_vary_are_too_early() {
        let few = Moments::of([1.0, 2.0]);
        let flat = Moments::of((0..40).map(|_| 3.0));
        for verdict in [
            months_by_person(few, flat, Level::NINETY_FIVE),
            months_by_person(flat, flat, Level::NINETY_FIVE),
            months_by_area(&[1.0, 2.0], &[1.0, 2.0, 3.0], Level::NINETY_FIVE),
        ] {
            assert!(matches!(verdict, Verdict::TooEarly { .. }), "{verdict:?}");
        }
    }
}
