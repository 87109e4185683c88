//! Lots by person: numbers of the reference packages on the studies' own files, and laws of the newer estimators.

use crate::agrees;
use crate::real_files::{Table, beside, experiment, labels, numbers, run, table};
use domain::Grade;
use effectiveness::by_person::{boschloo, boschloo_doubled, difference_of_proportions, fisher_exact};
use effectiveness::experiment::{Column, Contrast, Finding};
use effectiveness::{BinarySums, Evaluation, Experiment, Grouping, Level, interaction, sequential_sample_ratio};

fn sums(kept: u64, count: u64) -> BinarySums {
    BinarySums::new(count, kept).unwrap()
}

/// Two arms of the e-mail experiment.
fn womens(t: &Table, outcome: &str) -> Experiment {
    let rows: Vec<usize> = (0..t["segment"].len()).filter(|row| t["segment"][*row] != "Mens E-Mail").collect();
    let of = |name: &str| rows.iter().map(|row| t[name][*row].clone()).collect::<Vec<String>>();
    let small: Table = t.keys().map(|name| (name.clone(), of(name))).collect();
    let mut e = experiment(&small, outcome, "segment", "No E-Mail");
    let past: Vec<String> = (0..rows.len())
        .map(|row| format!("{}{} {}", small["mens"][row], small["womens"][row], small["channel"][row]))
        .collect();
    e.segment = Some(Grouping::from_labels("past x channel", &past));
    e.covariates = ["history", "recency", "newbie"].map(|name| numbers(&small, name)).to_vec();
    e.reached = Some(numbers(&small, "visit"));
    e
}

/// A column of the same rows.
fn numbers_of_womens(t: &Table, column: &str) -> Column {
    let kept = t["segment"].iter().zip(&t[column]).filter(|(arm, _)| *arm != "Mens E-Mail");
    Column { column: column.into(), values: kept.map(|(_, value)| value.parse().unwrap()).collect() }
}

fn only(answer: Evaluation) -> Contrast {
    answer.answers.into_iter().next().unwrap().overall
}

/// statsmodels `confint_proportions_2indep(compare="ratio", method="score")`.
#[test]
fn score_intervals_of_the_ratio_agree() {
    let control = sums(2262, 21_306);
    let cases = [
        (sums(3894, 21_307), control, [1.640_436_691_882_750_7, 1.806_468_587_521_846_5]),
        (sums(3238, 21_387), control, [1.356_202_214_218_896_8, 1.499_560_888_328_767_4]),
        (sums(267, 21_307), sums(122, 21_306), [1.768_753_041_232_573_8, 2.707_846_389_772_978]),
        (sums(189, 21_387), sums(122, 21_306), [1.230_721_307_857_859_8, 1.935_375_437_294_495_8]),
        (sums(9, 10), sums(3, 10), [1.327_956_573_483_525, 8.691_914_949_017_296]),
        (sums(3, 25), sums(1, 24), [0.437_869_200_064_431_5, 19.756_249_350_713_41]),
    ];
    for (treated, control, score) in cases {
        let ratio = difference_of_proportions(treated, control, Level::NINETY_FIVE).unwrap().ratio.unwrap();
        agrees(ratio.score.low, score[0], 1e-9);
        agrees(ratio.score.high, score[1], 1e-9);
    }
}

/// The two-sided order by a search over all tables in numpy; scipy `boschloo_exact(n=512)` doubles the smaller side;
/// scipy `fisher_exact`.
#[test]
fn exact_tests_of_small_counts_agree() {
    let cases = [
        ((9, 10), (3, 10), 0.007_955_551_147_460_955, 0.019_766_611_097_880_447),
        ((3, 25), (1, 24), 0.488_307_189_858_989_3, 0.609_205_384_281_372),
        ((0, 20), (5, 30), 0.078_001_415_212_160_6, 0.074_576_639_166_304_82),
        ((7, 100), (1, 90), 0.068_350_237_399_850_24, 0.067_572_511_040_983_15),
        ((12, 205), (9, 196), 0.673_441_575_529_771_8, 0.656_735_112_881_440_4),
    ];
    let two_sided = [
        0.007_955_551_147_460_95,
        0.568_172_413_070_941_1,
        0.058_842_176_495_006_91,
        0.058_864_975_651_782,
        0.638_492_466_969_894_9,
    ];
    for (((x1, n1), (x0, n0), doubled, by_fisher), by_order) in cases.into_iter().zip(two_sided) {
        let (treated, control) = (sums(x1, n1), sums(x0, n0));
        let ours = boschloo(treated, control).unwrap();
        assert!((ours / by_order - 1.0).abs() < 1e-6 && ours <= by_fisher, "{x1}/{n1} {x0}/{n0} {ours}");
        assert!((boschloo_doubled(treated, control).unwrap() / doubled - 1.0).abs() < 1e-5, "{x1}/{n1} {x0}/{n0}");
        agrees(fisher_exact(treated, control), by_fisher, 1e-9);
        agrees(boschloo(control, treated).unwrap(), boschloo(treated, control).unwrap(), 1e-9);
    }
    assert_eq!(boschloo(sums(1, 1500), sums(2, 1500)), None);
}

/// ssrm-test `sequential_p_values`.
#[test]
fn the_sequential_test_of_sizes_agrees_and_never_rises() {
    let days = [[500, 480], [510, 470], [1000, 900], [1000, 850]].map(|day| day.to_vec());
    let p = sequential_sample_ratio(&days, &[1.0, 1.0]).unwrap();
    for (ours, reference) in
        p.iter().zip([1.0, 0.940_804_928_359_084, 0.467_483_996_203_824_3, 0.058_830_819_817_220_13])
    {
        agrees(*ours, reference, 1e-8);
    }
    let days = [[1000, 3100, 900], [900, 3300, 700]].map(|day| day.to_vec());
    let p = sequential_sample_ratio(&days, &[0.2, 0.6, 0.2]).unwrap();
    for (ours, reference) in p.iter().zip([0.158_034_579_141_819_65, 9.720_912_218_450_672e-13]) {
        agrees(*ours, reference, 1e-8);
    }
    assert!(sequential_sample_ratio(&days, &[0.5, 0.5]).is_err());
}

/// statsmodels `OLS("y ~ t * xc").fit(cov_type="HC2")`, scipy `ttest_ind(equal_var=False)` on the residuals of both arms.
#[test]
fn lin_and_cuped_on_several_covariates_agree() {
    let Some(t) = table("hillstrom_email_rct.csv.gz") else { return };
    let cases = [
        (
            "visit",
            [0.045_268_341_886_082_225, 0.003_208_746_098_434_209_7],
            [0.045_267_191_692_077_366, 14.106_856_637_881_897],
        ),
        (
            "spend",
            [0.424_015_731_760_316_5, 0.130_206_448_778_457_72],
            [0.423_997_949_275_653_5, 3.254_349_577_261_044],
        ),
    ];
    for (outcome, by_lin, by_cuped) in cases {
        let mut e = womens(&t, outcome);
        e.reached = None;
        let c = only(run(&e));
        let lin = beside(&c.beside, "Lin");
        agrees(lin.estimate, by_lin[0], 1e-9);
        agrees(lin.standard_error.unwrap(), by_lin[1], 1e-7);
        let cuped = beside(&c.beside, "CUPED");
        agrees(cuped.estimate, by_cuped[0], 1e-9);
        agrees(cuped.statistic.unwrap(), by_cuped[1], 1e-9);
    }
    let mut e = womens(&t, "spend");
    e.covariates.truncate(1);
    let c = only(run(&e));
    agrees(beside(&c.beside, "Lin").estimate, 0.422_713_587_156_323, 1e-9);
    agrees(beside(&c.beside, "Lin").standard_error.unwrap(), 0.130_228_270_820_101_44, 1e-7);
}

/// linearmodels `IV2SLS(conversion, 1, visit, t).fit(cov_type="robust")`; delta method of spend over visits by hand in numpy.
#[test]
fn compliers_and_ratio_metrics_agree() {
    let Some(t) = table("hillstrom_email_rct.csv.gz") else { return };
    let c = only(run(&womens(&t, "conversion")));
    let complier = c.complier.unwrap();
    agrees(complier.effect.effect, 0.068_778_329_542_718_31, 1e-9);
    // The arms' own divisors, n - 1, stand where linearmodels has n.
    agrees(complier.effect.standard_error, 0.017_754_769_930_720_792, 3e-5);
    assert!(complier.grade == Grade::B && complier.assumptions.en.contains("were reached all the same"));
    assert!(c.conclusion.grade == Grade::A && c.conclusion.finding == Finding::Works);

    let mut e = womens(&t, "visit");
    e.reached = Some(numbers_of_womens(&t, "conversion"));
    let c = only(run(&e));
    assert!(c.notes.iter().any(|n| n.en.contains("that is impossible")), "{:?}", c.complier);

    let mut e = womens(&t, "spend");
    e.denominator = e.reached.take();
    let c = only(run(&e));
    agrees(c.mean_treated, 7.114_919_703_520_692, 1e-9);
    agrees(c.primary.estimate, 0.966_232_700_868_172_1, 1e-9);
    agrees(c.primary.standard_error.unwrap(), 0.998_531_704_661_038_2, 1e-9);
}

#[test]
fn segments_of_the_email_experiment_are_noise_by_spend_and_real_by_past_purchase() {
    let Some(t) = table("hillstrom_email_rct.csv.gz") else { return };
    let mut e = womens(&t, "visit");
    (e.covariates, e.reached) = (Vec::new(), None);
    let arm = run(&e).answers.remove(0);
    let spread = arm.heterogeneity.as_ref().unwrap();
    agrees(spread.tau_squared, 0.001_145_565_54, 1e-6);
    agrees(spread.tau_squared_paule_mandel, 0.001_050_410_03, 1e-6);
    agrees(spread.i_squared, 0.921_457, 1e-6);
    agrees(spread.mean_effect, 0.048_874_67, 1e-6);
    agrees(spread.mean_standard_error, 0.012_254_39, 1e-6);
    agrees(spread.mean_hartung_knapp_error, 0.011_806_16, 1e-6);
    assert!(spread.sentence.en.contains("are real") && spread.sentence.id.contains("nyata"));
    // Labels in alphabetical order: womens only (01), mens only (10), both (11).
    let effects = [0.068_332, 0.072_843, 0.073_736, 0.001_886, 0.015_240, 0.013_620, 0.080_737, 0.051_467, 0.062_012];
    let deviations =
        [0.014_383, 0.006_685, 0.007_429, 0.013_261, 0.005_989, 0.006_861, 0.018_851, 0.017_779, 0.018_280];
    for (segment, (effect, deviation)) in arm.segments.iter().zip(effects.into_iter().zip(deviations)) {
        let shrunk = segment.shrunk.unwrap();
        assert!((shrunk.effect - effect).abs() < 6e-7, "{} {} {effect}", segment.segment, shrunk.effect);
        assert!((shrunk.posterior_deviation - deviation).abs() < 6e-7, "{} {deviation}", shrunk.posterior_deviation);
        assert!(shrunk.deviation_with_mean > shrunk.posterior_deviation);
    }

    let small = &e.arm;
    let rows: Vec<usize> = (0..t["segment"].len()).filter(|row| t["segment"][*row] != "Mens E-Mail").collect();
    let of = |name: &str| rows.iter().map(|row| t[name][*row].clone()).collect::<Vec<String>>();
    assert_eq!(small.codes.len(), rows.len());
    e.segment = Some(Grouping::from_labels("history_segment", &of("history_segment")));
    let arm = run(&e).answers.remove(0);
    let odds = arm.interaction.unwrap();
    agrees(odds.likelihood_ratio, 10.173_183, 1e-6);
    agrees(odds.p_value, 0.117_546, 1e-5);
    assert!(odds.df == 6 && arm.heterogeneity.as_ref().unwrap().sentence.en.contains("are noise"));
    let bh: Vec<f64> = arm.segments.iter().map(|s| s.p_benjamini_hochberg.unwrap()).collect();
    assert!((bh[5] - 0.015_416).abs() < 1e-6 && (bh[6] - 0.047_923).abs() < 1e-6);
    let pulled = arm.segments.iter().all(|s| (s.shrunk.unwrap().effect - 0.045_036_93).abs() < 1e-7);
    assert!(pulled, "without spread every segment's effect is the common one");

    e.segment = Some(Grouping::from_labels("womens", &of("womens")));
    let arm = run(&e).answers.remove(0);
    agrees(arm.interaction.unwrap().likelihood_ratio, 61.425_973, 1e-7);
    let effect = |place: usize| arm.segments[place].contrast.as_ref().unwrap().primary.estimate;
    assert!((effect(0) - 0.011_079).abs() < 1e-6 && (effect(1) - 0.073_114).abs() < 1e-6);

    let cells: Vec<String> = of("recency").iter().zip(of("channel")).map(|(r, c)| format!("{r} {c}")).collect();
    e.segment = Some(Grouping::from_labels("recency x channel", &cells));
    let arm = run(&e).answers.remove(0);
    let below = |p: &dyn Fn(&effectiveness::experiment::SegmentAnswer) -> f64| {
        arm.segments.iter().filter(|s| p(s) < 0.05).count()
    };
    assert_eq!(arm.segments.len(), 36);
    assert_eq!(below(&|s| s.contrast.as_ref().unwrap().primary.p_value.unwrap()), 24);
    assert_eq!(below(&|s| s.p_benjamini_hochberg.unwrap()), 16);
    assert_eq!(below(&|s| s.p_holm.unwrap()), 7);
    let spread = arm.heterogeneity.as_ref().unwrap();
    assert!((spread.p_value - 0.7235).abs() < 5e-5 && spread.tau_squared == 0.0);
    assert!(arm.family.as_ref().unwrap().en.contains("36 segments by `recency x channel`"));
}

/// statsmodels `ols("tookup ~ C(treatment) + C(fid1)")`, scipy `chi2_contingency`, `fisher_exact`.
#[test]
fn when_the_premium_is_due_matters_and_its_price_does_not() {
    let Some(t) = table("casaburi_willis_2018_mainexp.csv") else { return };
    let mut e = experiment(&t, "tookup", "treatment", "A1");
    let plain = run(&e);
    let any = plain.any_difference.unwrap();
    agrees(any.chi_square, 297.781_898, 1e-8);
    agrees(any.p_value, 2.175_116_311_786_296_6e-65, 1e-8);
    for (arm, (rows, mean)) in plain.arms.iter().zip([(196, 9.0 / 196.0), (205, 12.0 / 205.0), (204, 146.0 / 204.0)]) {
        assert_eq!(arm.rows, rows);
        agrees(arm.mean, mean, 1e-12);
    }
    agrees(fisher_exact(sums(12, 205), sums(9, 196)), 0.656_735, 1e-6);
    let [discount, harvest] = plain.answers.as_slice() else { panic!("two arms") };
    assert!(matches!(discount.overall.conclusion.finding, Finding::TooEarly { .. }));
    assert!(harvest.overall.conclusion.sentence.en.starts_with("Works: from 4.6% to 71.6%"));
    assert!(harvest.overall.conclusion.sentence.id.starts_with("Berhasil: dari 4,6% menjadi 71,6%"));
    assert!(discount.p_holm_over_arms >= discount.overall.primary.p_value);

    e.strata = Some(labels(&t, "fid1"));
    let inside = run(&e);
    for (arm, effect, error) in [
        (0, 0.003_773_906_715_683_308_2, 0.032_505_338_285_367_43),
        (1, 0.674_666_635_185_083_1, 0.032_592_877_737_322_92),
    ] {
        // Most fields hold one plot of each arm, so least squares goes first.
        let c = &inside.answers[arm].overall;
        let fit = &c.primary;
        assert!(fit.recommended && fit.estimator.contains("constant for each stratum"));
        agrees(c.mean_control, 9.0 / 196.0, 1e-12);
        agrees(fit.estimate, effect, 1e-8);
        agrees(fit.standard_error.unwrap(), error, 1e-9);
        assert_eq!(fit.df, Some(432.0));
    }
    for (file, arms) in [
        ("casaburi_willis_2018_cashexp.csv", vec![0.125, 0.333_333, 0.757_576, 0.88]),
        ("casaburi_willis_2018_timeexp.csv", vec![0.508_475, 0.709_677]),
    ] {
        let Some(t) = table(file) else { return };
        let control = t["treatment"].iter().min().unwrap().clone();
        let answer = run(&experiment(&t, "tookup", "treatment", &control));
        let means: Vec<f64> = answer.arms.iter().map(|a| a.mean).collect();
        for (ours, theirs) in means.iter().zip(arms) {
            assert!((ours - theirs).abs() < 1e-6, "{file} {means:?}");
        }
    }
}

#[test]
fn rows_that_are_counts_are_the_same_as_rows_written_out() {
    let table = [(1.0, "wa", 30_u64), (0.0, "wa", 70), (1.0, "holdout", 20), (0.0, "holdout", 80)];
    let make = |rows: Vec<(f64, &str)>| Experiment {
        outcome: Column { column: "kept".into(), values: rows.iter().map(|r| r.0).collect() },
        arm: Grouping::from_labels("arm", &rows.iter().map(|r| r.1).collect::<Vec<_>>()),
        control: "holdout".into(),
        covariates: vec![Column {
            column: "before".into(),
            values: rows.iter().map(|r| r.0 * 2.0 + f64::from(u8::from(r.1 == "wa"))).collect(),
        }],
        ..Experiment::default()
    };
    let mut counted = make(table.iter().map(|r| (r.0, r.1)).collect());
    counted.counts = Some(table.iter().map(|r| r.2).collect());
    let written: Vec<(f64, &str)> = table.iter().flat_map(|r| std::iter::repeat_n((r.0, r.1), r.2 as usize)).collect();
    let (counted, written) = (only(run(&counted)), only(run(&make(written))));
    assert_eq!((counted.rows_treated, counted.rows_control), (100, 100));
    assert_eq!(counted.primary, written.primary);
    for (a, b) in counted.beside.iter().zip(&written.beside) {
        agrees(a.estimate, b.estimate, 1e-9);
        assert!((a.standard_error.unwrap_or(0.0) - b.standard_error.unwrap_or(0.0)).abs() < 1e-9, "{}", a.estimator);
    }
}

#[test]
fn small_counts_are_judged_by_an_exact_test_and_come_too_early() {
    let rows: Vec<(f64, &str)> =
        (0..60).map(|row| (f64::from(u8::from(row < 3)), if row % 2 == 0 { "wa" } else { "holdout" })).collect();
    let mut e = crate::refusals::rows(&rows);
    e.terms.people_a_week = Some(10.0);
    let c = only(run(&e));
    assert!(c.primary.estimator.contains("Boschloo") && c.primary.recommended);
    assert!(c.beside.iter().all(|b| !b.recommended) && c.beside.iter().any(|b| b.estimator.contains("Fisher")));
    let Finding::TooEarly { needs } = c.conclusion.finding else { panic!("{:?}", c.conclusion) };
    // Five people of either outcome would do for the test; an interval as narrow as a tenth of the control's rate needs more.
    let interval = c.primary.interval.unwrap();
    let times = (0.5 * (interval.high - interval.low) / (0.1 * c.mean_control)).powi(2);
    let people = (60.0 * (times - 1.0)).ceil() as u64;
    assert!(people > 40);
    assert_eq!((needs.people, needs.weeks), (Some(people), Some(people.div_ceil(10))));
    assert!(c.conclusion.sentence.en.contains("Too early (needs about 11,420 more weeks or 114,198 more people)"));
    e.terms.worthwhile = Some(0.5);
    let Finding::TooEarly { needs } = only(run(&e)).conclusion.finding else { panic!("three people are few") };
    assert_eq!((needs.people, needs.weeks), (Some(40), Some(4)));
}

#[test]
fn no_evidence_is_said_where_an_effect_worth_acting_on_would_have_shown() {
    let rows: Vec<(f64, &str)> = (0..8000)
        .map(|row| (f64::from(u8::from(row / 2 % 2 == 0)), if row % 2 == 0 { "wa" } else { "holdout" }))
        .collect();
    let mut e = crate::refusals::rows(&rows);
    assert_eq!(only(run(&e)).conclusion.finding, Finding::NoEvidence);
    e.terms.worthwhile = Some(0.001);
    let Finding::TooEarly { needs } = only(run(&e)).conclusion.finding else { panic!("too early") };
    assert!(needs.people.unwrap() > 3_000_000 && needs.weeks.is_none());
}

#[test]
fn identical_segments_have_one_odds_ratio() {
    let same = [(sums(30, 100), sums(20, 100)); 4];
    let found = interaction(&same).unwrap();
    assert!(found.likelihood_ratio < 1e-8 && found.df == 3 && found.p_value > 0.999_999);
    assert_eq!(interaction(&same[..1]), None);
}
