//! Kaplan-Meier, log-rank and restricted means on real files. References: lifelines 0.30.3 unless said otherwise;
//! `tests/golden/reference.py` makes every number here.

use crate::agrees;
use crate::files::{codes, is, numbers, telco, unemployment};
use effectiveness::Level;
use survival::{Spells, kaplan_meier, log_rank, log_rank_in_strata, log_rank_pairs, restricted_mean};

const L: Level = Level::NINETY_FIVE;

fn exits(ended: &[bool]) -> Vec<u8> {
    ended.iter().map(|ended| u8::from(*ended)).collect()
}

#[test]
fn subscribers_stay_as_lifelines_says() {
    let Some(t) = telco() else { return };
    let (months, left) = (numbers(&t, "tenure"), is(&t, "churn", "Yes"));
    let spells = Spells::from_durations(&months, &left).unwrap();
    assert_eq!((spells.people(), spells.ended()), (7043, 1869));
    let curve = kaplan_meier(&spells, L).unwrap();
    // KaplanMeierFitter().fit(t.tenure, t.churn == "Yes").predict(m)
    for (month, share) in [
        (1.0, 0.945_961_319_681_456_6),
        (6.0, 0.884_826_238_933_272_4),
        (12.0, 0.843_199_553_815_830_2),
        (24.0, 0.788_736_398_370_596_5),
        (60.0, 0.664_403_914_374_739_7),
        (72.0, 0.592_790_152_052_227_5),
    ] {
        agrees(curve.survival_at(month).unwrap(), share, 1e-12);
    }
    // .confidence_interval_.loc[12]
    let interval = curve.step_at(12.0).unwrap().interval.unwrap();
    agrees(interval.low, 0.834_168_685_811_462, 1e-10);
    agrees(interval.high, 0.851_783_320_693_123_5, 1e-10);
    assert_eq!(curve.median().time, None);
    // restricted_mean_survival_time(kmf, 24)
    agrees(restricted_mean(&curve, 24.0).unwrap().months, 20.567_393_609_535_507, 1e-12);

    let months_u16: Vec<u16> = months.iter().map(|m| *m as u16).collect();
    assert_eq!(Spells::from_months(&months_u16, &left).unwrap(), spells);
}

#[test]
fn contracts_differ_as_lifelines_says() {
    let Some(t) = telco() else { return };
    let contracts = codes(&t, "contract", &["Month-to-month", "One year", "Two year"]);
    let (months, left) = (numbers(&t, "tenure"), exits(&is(&t, "churn", "Yes")));
    let groups = Spells::by_group(&months, &left, 1, &contracts, 3).unwrap();
    let monthly = kaplan_meier(&groups[0], L).unwrap();
    agrees(monthly.survival_at(12.0).unwrap(), 0.703_096_636_348_864_4, 1e-12);
    let median = monthly.median();
    assert_eq!((median.time, median.low, median.high), (Some(35.0), Some(32.0), Some(38.0)));

    // multivariate_logrank_test(t.tenure, t.contract, t.churn == "Yes").test_statistic
    let all = log_rank(&groups).unwrap();
    agrees(all.statistic, 2_352.872_538_259_341_6, 1e-10);
    assert_eq!(all.df, 2);
    // logrank_test(...) of every two
    let pairs = log_rank_pairs(&groups);
    agrees(pairs[0].test.statistic, 926.064_558_624_371_1, 1e-10);
    assert_eq!(pairs.iter().map(|p| p.groups).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);

    // statsmodels 0.15.0: survdiff(t.tenure, t.churn == "Yes", t.contract, strata=t.senior_citizen)
    let senior = is(&t, "senior_citizen", "1");
    let stratum = |of: bool| {
        let rows: Vec<usize> = (0..months.len()).filter(|row| senior[*row] == of).collect();
        let pick = |row: &usize| (months[*row], left[*row], contracts[*row]);
        let (m, l, c): (Vec<f64>, Vec<u8>, Vec<u32>) = rows.iter().map(pick).collect();
        Spells::by_group(&m, &l, 1, &c, 3).unwrap()
    };
    let stratified = log_rank_in_strata(&[stratum(false), stratum(true)]).unwrap();
    agrees(stratified.statistic, 2_208.807_096_204_837_3, 1e-9);
}

#[test]
fn jobless_spells_end_as_lifelines_says() {
    let Some(t) = unemployment() else { return };
    let (periods, found) = (numbers(&t, "spell"), is(&t, "censor1", "1"));
    let spells = Spells::from_durations(&periods, &found).unwrap();
    assert_eq!((spells.people(), spells.ended()), (3343, 1073));
    let curve = kaplan_meier(&spells, L).unwrap();
    for (period, share) in [
        (1.0, 0.912_055_040_382_889_9),
        (5.0, 0.737_622_943_716_265),
        (10.0, 0.629_816_677_968_387_5),
        (20.0, 0.415_756_615_926_920_7),
    ] {
        agrees(curve.survival_at(period).unwrap(), share, 1e-12);
    }
    let interval = curve.step_at(10.0).unwrap().interval.unwrap();
    agrees(interval.low, 0.608_572_014_410_717_2, 1e-10);
    agrees(interval.high, 0.650_259_528_267_615_6, 1e-10);
    let median = curve.median();
    // median_survival_times(kmf.confidence_interval_)
    assert_eq!((median.time, median.low, median.high), (Some(15.0), Some(15.0), Some(17.0)));

    let groups = Spells::by_group(&periods, &exits(&found), 1, &codes(&t, "ui", &["yes", "no"]), 2).unwrap();
    let at_ten = |group: usize| kaplan_meier(&groups[group], L).unwrap().survival_at(10.0).unwrap();
    agrees(at_ten(0), 0.725_156_611_807_463_8, 1e-12);
    agrees(at_ten(1), 0.487_333_330_483_561_3, 1e-12);
    agrees(log_rank(&groups).unwrap().statistic, 247.659_048_245_707_57, 1e-10);
}

#[test]
fn members_who_came_under_observation_late_count_from_their_entry() {
    let Some(t) = unemployment() else { return };
    let (periods, found) = (numbers(&t, "spell"), is(&t, "censor1", "1"));
    // KaplanMeierFitter().fit(u.spell[keep], found[keep], entry=e[keep]) with e = row % 3 and keep = e < spell
    let keep: Vec<usize> = (0..periods.len()).filter(|row| ((row % 3) as f64) < periods[*row]).collect();
    let entries: Vec<f64> = keep.iter().map(|row| (row % 3) as f64).collect();
    let durations: Vec<f64> = keep.iter().map(|row| periods[*row]).collect();
    let ends: Vec<u8> = keep.iter().map(|row| u8::from(found[*row])).collect();
    let spells = Spells::entering_late(&entries, &durations, &ends, 1).unwrap();
    assert_eq!(spells.people(), 2843);
    let curve = kaplan_meier(&spells, L).unwrap();
    for (period, share) in [
        (1.0, 0.914_798_206_278_026_5),
        (5.0, 0.737_819_462_529_258_6),
        (10.0, 0.629_984_474_844_843_4),
        (20.0, 0.415_867_382_541_967_26),
    ] {
        agrees(curve.survival_at(period).unwrap(), share, 1e-12);
    }
}
