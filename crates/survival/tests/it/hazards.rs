//! Hazards on months at risk. References: statsmodels 0.15.0, `GLM(y, X, Binomial(link))` on one row a month at risk,
//! `.fit()` and `.fit(cov_type="cluster", cov_kwds={"groups": ...})`; made by `tests/golden/reference.py`.

use crate::agrees;
use crate::files::{is, numbers, telco, unemployment};
use effectiveness::Level;
use survival::{BAND_STARTS, Hazard, HazardLink, MonthRows, hazard};

const L: Level = Level::NINETY_FIVE;

fn indicator(of: Vec<bool>) -> Vec<f64> {
    of.into_iter().map(|is| f64::from(u8::from(is))).collect()
}

/// Coefficient, plain error, error by member, error by area.
#[track_caller]
fn check(by_member: &Hazard, by_area: &Hazard, place: usize, expected: [f64; 4]) {
    let (one, other) = (&by_member.terms[place], &by_area.terms[place]);
    agrees(one.coefficient, expected[0], 1e-8);
    agrees(one.standard_error, expected[1], 1e-7);
    agrees(one.standard_error_clustered, expected[2], 1e-7);
    agrees(other.standard_error_clustered, expected[3], 1e-7);
    agrees(one.ratio, expected[0].exp(), 1e-7);
}

fn both(months: &[u16], ended: &[bool], covariates: &[(String, Vec<f64>)], link: HazardLink) -> [Hazard; 2] {
    let areas: Vec<u32> = (0..months.len() as u32).map(|row| row % 50).collect();
    let by = |areas| hazard(&MonthRows { months, ended, covariates, areas }, &BAND_STARTS, link, L).unwrap();
    [by(None), by(Some(&areas))]
}

#[test]
fn contracts_act_on_leaving_as_statsmodels_says() {
    let Some(t) = telco() else { return };
    let months: Vec<u16> = numbers(&t, "tenure").iter().map(|m| *m as u16).collect();
    let left = is(&t, "churn", "Yes");
    let covariates = [
        ("one year".to_owned(), indicator(is(&t, "contract", "One year"))),
        ("two year".to_owned(), indicator(is(&t, "contract", "Two year"))),
    ];
    let [member, area] = both(&months, &left, &covariates, HazardLink::Logit);
    assert_eq!((member.person_months, member.ended, member.baseline.len()), (227_990, 1869, 9));
    assert_eq!((member.spells_without_a_month, area.clusters), (11, 50));
    agrees(member.log_likelihood, -8_979.321_291_580_643, 1e-11);
    agrees(member.baseline[0].coefficient, -2.277_323_421_692_353_5, 1e-9);
    agrees(member.baseline[8].standard_error, 0.112_926_476_739_716_6, 1e-7);
    check(
        &member,
        &area,
        0,
        [-2.193_360_283_867_69, 0.083_550_079_977_613_61, 0.077_651_358_785_928_59, 0.081_934_151_251_680_69],
    );
    check(
        &member,
        &area,
        1,
        [-4.084_123_230_587_567, 0.151_303_431_805_569_82, 0.141_226_176_338_254_7, 0.156_832_008_702_360_2],
    );
    let [member, area] = both(&months, &left, &covariates, HazardLink::ComplementaryLogLog);
    agrees(member.log_likelihood, -8_979.930_990_240_351, 1e-11);
    check(
        &member,
        &area,
        0,
        [-2.173_645_233_959_598, 0.083_132_483_973_440_72, 0.077_193_742_116_431_58, 0.081_285_902_576_443_8],
    );
    check(
        &member,
        &area,
        1,
        [-4.054_884_745_641_912, 0.150_715_103_912_344_7, 0.141_100_057_880_882_73, 0.156_493_220_966_250_65],
    );
}

#[test]
fn benefits_age_and_wage_act_on_finding_work_as_statsmodels_says() {
    let Some(t) = unemployment() else { return };
    let periods: Vec<u16> = numbers(&t, "spell").iter().map(|m| *m as u16).collect();
    let found = is(&t, "censor1", "1");
    let covariates = [
        ("benefit".to_owned(), indicator(is(&t, "ui", "yes"))),
        ("age".to_owned(), numbers(&t, "age")),
        ("log wage".to_owned(), numbers(&t, "logwage")),
    ];
    let [member, area] = both(&periods, &found, &covariates, HazardLink::Logit);
    assert_eq!((member.person_months, member.ended), (20_887, 1073));
    agrees(member.log_likelihood, -4_011.418_176_965_99, 1e-11);
    check(
        &member,
        &area,
        0,
        [-1.057_381_758_345_135_5, 0.066_347_921_054_017_48, 0.068_684_418_569_170_1, 0.060_843_445_523_139_195],
    );
    check(
        &member,
        &area,
        1,
        [
            -0.012_196_594_945_824_885,
            0.003_239_289_612_666_380_5,
            0.003_372_690_584_117_793,
            0.003_504_255_209_039_708_2,
        ],
    );
    check(
        &member,
        &area,
        2,
        [0.508_145_803_474_468_2, 0.059_903_883_798_755_47, 0.062_425_607_898_571_274, 0.068_695_874_439_815_77],
    );
    let [member, area] = both(&periods, &found, &covariates, HazardLink::ComplementaryLogLog);
    check(
        &member,
        &area,
        0,
        [-1.025_843_081_026_778_7, 0.063_934_184_543_178_45, 0.065_739_417_451_507_7, 0.058_261_821_287_577_36],
    );
    check(
        &member,
        &area,
        2,
        [0.486_619_022_510_470_1, 0.057_122_466_533_198_926, 0.059_099_413_303_226_54, 0.064_832_159_422_833_77],
    );
}

#[test]
fn a_band_in_which_nobody_ended_joins_the_next() {
    let months = [1, 1, 2, 5, 5, 8, 8, 9];
    let ended = [true, false, false, true, false, true, false, false];
    let rows = MonthRows { months: &months, ended: &ended, covariates: &[], areas: None };
    let fit = hazard(&rows, &BAND_STARTS, HazardLink::Logit, L).unwrap();
    let names: Vec<&str> = fit.baseline.iter().map(|band| band.months.as_str()).collect();
    assert_eq!(names, ["month 1", "months 2-6", "months 7+"]);
    // One end in eight first months; the baseline alone fits each share exactly.
    agrees(fit.baseline[0].coefficient, (1.0_f64 / 7.0).ln(), 1e-9);
    assert_eq!(fit.person_months, 39);
}
