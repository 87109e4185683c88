//! Several ways out. References: lifelines 0.30.3 on spells without ties, statsmodels 0.15.0 on real spells with ties.

use crate::agrees;
use crate::files::{is, numbers, unemployment};
use effectiveness::Level;
use survival::{Spells, aalen_johansen, kaplan_meier};

const L: Level = Level::NINETY_FIVE;

#[test]
fn spells_without_ties_agree_with_lifelines() {
    // x = np.arange(1, 201) * 0.37; cause = (np.arange(1, 201) * 7919) % 4
    let durations: Vec<f64> = (1..=200).map(|i| f64::from(i) * 0.37).collect();
    let exits: Vec<u8> = (1..=200_u32).map(|i| (i * 7919 % 4) as u8).collect();
    let all = aalen_johansen(&Spells::from_exits(&durations, &exits, 3).unwrap(), L).unwrap();
    // AalenJohansenFitter().fit(x, cause, event_of_interest=c): .cumulative_density_, .variance_, .confidence_interval_
    for (cause, time, share, variance, low, high) in [
        (
            1,
            18.51,
            0.061_847_565_829_408_66,
            0.000_299_362_331_267_237_4,
            0.033_737_983_290_606_61,
            0.101_732_505_859_055_4,
        ),
        (
            1,
            37.01,
            0.134_758_343_169_744_36,
            0.000_632_200_155_706_368_5,
            0.090_224_443_394_012_03,
            0.188_247_285_297_939_16,
        ),
        (
            1,
            66.61,
            0.273_031_442_082_495_97,
            0.001_249_820_950_793_468_7,
            0.206_293_750_281_180_01,
            0.343_814_575_912_993_8,
        ),
        (
            2,
            18.51,
            0.067_205_837_556_459_81,
            0.000_324_493_052_155_939_1,
            0.037_630_877_254_108_39,
            0.108_327_069_522_025,
        ),
        (
            3,
            66.61,
            0.273_031_442_082_495_97,
            0.001_249_820_950_793_468,
            0.206_293_750_281_180_1,
            0.343_814_575_912_993_8,
        ),
    ] {
        let step = all[cause - 1].step_at(time).unwrap();
        agrees(step.share, share, 1e-12);
        agrees(step.standard_error.powi(2), variance, 1e-10);
        agrees(step.interval.unwrap().low, low, 1e-9);
        agrees(step.interval.unwrap().high, high, 1e-9);
    }
}

fn jobless() -> Option<(Vec<f64>, Vec<u8>)> {
    let t = unemployment()?;
    let flags: Vec<Vec<bool>> = ["censor1", "censor2", "censor3"].iter().map(|c| is(&t, c, "1")).collect();
    let exit = |row: usize| flags.iter().position(|flag| flag[row]).map_or(0, |place| place as u8 + 1);
    let periods = numbers(&t, "spell");
    let exits = (0..periods.len()).map(exit).collect();
    Some((periods, exits))
}

#[test]
fn full_time_job_part_time_job_and_leaving_agree_with_statsmodels() {
    let Some((periods, exits)) = jobless() else { return };
    let all = aalen_johansen(&Spells::from_exits(&periods, &exits, 3).unwrap(), L).unwrap();
    // CumIncidenceRight(u.spell, cause): .cinc, .cinc_se
    for (cause, time, share, error) in [
        (1, 1.0, 0.087_944_959_617_110_38, 0.004_898_327_432_376_863),
        (1, 5.0, 0.238_397_526_104_888_57, 0.007_658_696_771_437_541),
        (1, 10.0, 0.315_456_925_700_924_76, 0.008_891_595_199_408_62),
        (1, 20.0, 0.438_805_337_349_533_03, 0.012_023_220_437_515_398),
        (2, 1.0, 0.029_015_854_023_332_337, 0.002_903_056_979_477_501),
        (2, 20.0, 0.131_838_312_625_604_94, 0.007_568_284_218_285_485),
        (3, 5.0, 0.131_872_185_033_329_1, 0.006_080_179_644_451_318),
        (3, 20.0, 0.228_323_541_941_814_87, 0.009_644_481_117_446_134),
    ] {
        let step = all[cause - 1].step_at(time).unwrap();
        agrees(step.share, share, 1e-12);
        agrees(step.standard_error, error, 1e-10);
    }
}

#[test]
fn shares_by_cause_and_the_share_still_going_add_up_and_one_minus_a_curve_does_not() {
    let Some((periods, exits)) = jobless() else { return };
    let spells = Spells::from_exits(&periods, &exits, 3).unwrap();
    let all = aalen_johansen(&spells, L).unwrap();
    let any = kaplan_meier(&spells, L).unwrap();
    for step in &any.steps {
        let gone: f64 = all.iter().map(|cause| cause.step_at(step.time).unwrap().share).sum();
        assert!((gone + step.survival - 1.0).abs() < 1e-12);
    }
    let alone: f64 = (1..=3)
        .map(|cause| 1.0 - kaplan_meier(&spells.of_cause(cause).unwrap(), L).unwrap().survival_at(20.0).unwrap())
        .sum();
    assert!(alone > 1.1, "the three one-minus-curves add up to {alone}");
    let of_one = kaplan_meier(&spells.of_cause(1).unwrap(), L).unwrap();
    agrees(of_one.survival_at(10.0).unwrap(), 0.629_816_677_968_387_5, 1e-12);
}

#[test]
fn without_censoring_the_error_is_that_of_a_plain_proportion() {
    let durations: Vec<f64> = (0..400).map(|i| f64::from(i % 12)).collect();
    let exits: Vec<u8> = (0..400_u32).map(|i| (1 + i * 7 % 3) as u8).collect();
    for cause in aalen_johansen(&Spells::from_exits(&durations, &exits, 3).unwrap(), L).unwrap() {
        for step in &cause.steps {
            let plain = (step.share * (1.0 - step.share) / 400.0).sqrt();
            assert!((step.standard_error - plain).abs() < 1e-12, "{} {}", step.time, step.standard_error - plain);
        }
    }
}
