//! Arms drawn by area: pseudo-values, area means and the area log-rank, against what can be worked out otherwise.

use crate::agrees;
use effectiveness::by_area::area_means;
use effectiveness::{Level, Moments};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use survival::{
    AreaRows, Spells, kaplan_meier, log_rank, log_rank_by_area, months_gained, months_gained_by_area, restricted_mean,
};

const L: Level = Level::NINETY_FIVE;

/// Months, ends, arms and areas of `areas` areas of `members` each; half of the areas treated.
fn trial(seed: u64, areas: u32, members: usize, censored: bool) -> (Vec<f64>, Vec<bool>, Vec<bool>, Vec<u32>) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut rows = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for area in 0..areas {
        let stop = 0.05 + 0.1 * random.r#gen::<f64>();
        for _ in 0..members {
            let months = f64::from((1..60).find(|_| random.r#gen::<f64>() < stop).unwrap_or(60));
            let seen = if censored { random.gen_range(1.0..30.0_f64).floor() } else { 99.0 };
            rows.0.push(months.min(seen));
            rows.1.push(months <= seen);
            rows.2.push(area % 2 == 0);
            rows.3.push(area);
        }
    }
    rows
}

fn rows(t: &(Vec<f64>, Vec<bool>, Vec<bool>, Vec<u32>)) -> AreaRows<'_> {
    AreaRows { durations: &t.0, ended: &t.1, treated: &t.2, areas: &t.3, strata: None }
}

#[test]
fn without_censoring_area_means_of_pseudo_values_are_area_means_of_months() {
    let t = trial(5, 14, 9, false);
    let ours = months_gained_by_area(&rows(&t), 12.0, L).unwrap();
    let mean = |area: u32| {
        let own = (0..t.0.len()).filter(|row| t.3[*row] == area);
        Moments::of(own.map(|row| t.0[row].min(12.0))).mean
    };
    let of = |treated: bool| (0..14).filter(|area| (area % 2 == 0) == treated).map(mean).collect::<Vec<f64>>();
    let reference = area_means(&of(true), &of(false), L).unwrap().test;
    agrees(ours.of_areas.difference, reference.difference, 1e-10);
    agrees(ours.of_areas.standard_error, reference.standard_error, 1e-10);
    agrees(ours.of_areas.p_value.unwrap(), reference.p_value.unwrap(), 1e-9);
    assert_eq!((ours.of_areas.df, ours.areas_treated, ours.areas_control), (12.0, 7, 7));
    // Equal areas: over members and over areas is the same difference.
    agrees(ours.of_members.difference, reference.difference, 1e-10);
}

#[test]
fn where_every_member_is_an_area_the_error_is_greenwoods() {
    let mut t = trial(6, 2, 150, true);
    t.3 = (0..t.0.len() as u32).collect();
    let ours = months_gained_by_area(&rows(&t), 12.0, L).unwrap();
    let arm = |treated: bool| {
        let own: Vec<usize> = (0..t.0.len()).filter(|row| t.2[*row] == treated).collect();
        let (d, e): (Vec<f64>, Vec<bool>) = own.iter().map(|row| (t.0[*row], t.1[*row])).unzip();
        Spells::from_durations(&d, &e).unwrap()
    };
    let by_member = months_gained(&arm(true), &arm(false), 12.0, L).unwrap();
    agrees(ours.of_members.difference, by_member.difference, 1e-12);
    // The areas' error has n / (n - 1) where Greenwood's has 1.
    agrees(ours.of_members.standard_error, by_member.standard_error * (150.0_f64 / 149.0).sqrt(), 1e-10);
    agrees(ours.of_areas.difference, by_member.difference, 1e-10);
}

#[test]
fn the_influence_of_a_spell_is_what_leaving_it_out_changes() {
    // Fifteen members to an area of one each; a pseudo-value by leaving out is n * all - (n - 1) * rest.
    let mut t = trial(7, 2, 400, true);
    t.3 = (0..t.0.len() as u32).collect();
    let own: Vec<usize> = (0..t.0.len()).filter(|row| t.2[*row]).collect();
    let months = |skip: Option<usize>| {
        let kept = own.iter().filter(|row| Some(**row) != skip);
        let (d, e): (Vec<f64>, Vec<bool>) = kept.map(|row| (t.0[*row], t.1[*row])).unzip();
        restricted_mean(&kaplan_meier(&Spells::from_durations(&d, &e).unwrap(), L).unwrap(), 12.0).unwrap().months
    };
    let n = own.len() as f64;
    let jackknife: Vec<f64> = own.iter().map(|row| n * months(None) - (n - 1.0) * months(Some(*row))).collect();
    let spread = Moments::of(jackknife.iter().copied());
    let ours = months_gained_by_area(&rows(&t), 12.0, L).unwrap();
    agrees(spread.mean, ours.months_treated, 1e-3);
    let greenwood = {
        let (d, e): (Vec<f64>, Vec<bool>) = own.iter().map(|row| (t.0[*row], t.1[*row])).unzip();
        restricted_mean(&kaplan_meier(&Spells::from_durations(&d, &e).unwrap(), L).unwrap(), 12.0).unwrap()
    };
    agrees((spread.variance().unwrap() / n).sqrt(), greenwood.standard_error, 5e-3);
}

#[test]
fn where_every_member_is_an_area_the_log_rank_is_nearly_the_usual_one() {
    let mut t = trial(8, 2, 1500, true);
    t.3 = (0..t.0.len() as u32).collect();
    let ours = log_rank_by_area(&rows(&t)).unwrap();
    let codes: Vec<u32> = t.2.iter().map(|treated| u32::from(*treated)).collect();
    let exits: Vec<u8> = t.1.iter().map(|ended| u8::from(*ended)).collect();
    let usual = log_rank(&Spells::by_group(&t.0, &exits, 1, &codes, 2).unwrap()).unwrap();
    agrees(ours.excess, usual.groups[1].observed as f64 - usual.groups[1].expected, 1e-9);
    agrees(ours.t * ours.t, usual.statistic, 0.1);
}

#[test]
fn whole_areas_twice_leave_the_areas_error_alone_when_their_members_double() {
    let t = trial(9, 16, 12, true);
    let twice = (
        [t.0.clone(), t.0.clone()].concat(),
        [t.1.clone(), t.1.clone()].concat(),
        [t.2.clone(), t.2.clone()].concat(),
        [t.3.clone(), t.3.clone()].concat(),
    );
    let (once, double) =
        (months_gained_by_area(&rows(&t), 12.0, L).unwrap(), months_gained_by_area(&rows(&twice), 12.0, L).unwrap());
    agrees(double.of_areas.standard_error, once.of_areas.standard_error, 1e-10);
    agrees(double.of_members.standard_error, once.of_members.standard_error, 1e-10);
    agrees(double.of_areas.difference, once.of_areas.difference, 1e-10);
    let (once, double) = (log_rank_by_area(&rows(&t)).unwrap(), log_rank_by_area(&rows(&twice)).unwrap());
    agrees(double.t, once.t, 1e-9);
}

#[test]
fn areas_drawn_in_strata_are_compared_inside_them() {
    let t = trial(10, 24, 8, false);
    let strata: Vec<u32> = t.3.iter().map(|area| area / 6).collect();
    let ours = months_gained_by_area(&AreaRows { strata: Some(&strata), ..rows(&t) }, 12.0, L).unwrap();
    assert_eq!(ours.of_areas.df, 19.0);
    // Every stratum has three areas of either arm, so the difference is the plain one.
    let plain = months_gained_by_area(&rows(&t), 12.0, L).unwrap();
    agrees(ours.of_areas.difference, plain.of_areas.difference, 1e-9);
}
