//! Reference numbers from statsmodels 0.15.0 and scipy 1.17.1, given in full precision.

use crate::agrees;
use effectiveness::by_area::{StratumMeans, area_means_in_strata};
use effectiveness::by_person::{difference_of_proportions, welch};
use effectiveness::distribution::{chi_square_upper, normal_two_sided, student_critical, student_two_sided};
use effectiveness::{BinarySums, Level, Moments, sample_ratio};

/// `kept` of `count`.
fn sums(kept: u64, count: u64) -> BinarySums {
    BinarySums::new(count, kept).unwrap()
}

#[test]
fn tails_keep_their_digits_far_out() {
    for (z, p) in [
        (1.0, 0.317_310_507_862_914_15),
        (1.96, 0.049_995_790_296_440_87),
        (5.0, 5.733_031_437_583_866e-7),
        (22.48604, 5.685_271_437_843_925e-112),
        (37.0, 1.145_114_244_504_785_3e-299),
    ] {
        agrees(normal_two_sided(z), p, 1e-10);
    }
    for (t, df, p) in [
        (2.5, 3.7, 0.071_822_022_911_826_78),
        (14.571_782, 416.0, 3.741_733_677_000_186_6e-39),
        (1.96, 499.5, 0.050_551_345_794_426_765),
        (1.96, 500.5, 0.050_550_234_956_773_625),
        (30.0, 600.0, 1.742_310_790_725_6e-121),
        (0.3, 800.0, 0.764_255_088_686_655_7),
        (8.0, 500.0, 8.729_662_793_880_161e-15),
        (5.300_14, 36_671.158, 1.163_817_251_187_747_6e-7),
        (3.256_372, 40_064.884, 0.001_129_395_416_191_173_8),
        (2.0, 1e6, 0.045_500_533_851_319_24),
    ] {
        agrees(student_two_sided(t, df), p, 1e-8);
    }
    for (x, df, p) in [
        (0.202_531_25, 2.0, 0.903_692_957_560_419_6),
        (5.111_974, 6.0, 0.529_534_036_694_094_2),
        (101.855_475, 8.0, 1.781_971_217_383_291_7e-18),
        (0.5, 1.0, 0.479_500_122_186_953_37),
        (297.781_898, 2.0, 2.175_116_104_756_096e-65),
    ] {
        agrees(chi_square_upper(x, df), p, 1e-9);
    }
}

#[test]
fn quantiles_of_student_agree_from_one_to_a_million_degrees_of_freedom() {
    for (alpha, df, t) in [
        (0.05, 1.0, 12.706_204_736_174_705),
        (0.05, 2.0, 4.302_652_729_749_464),
        (0.05, 3.3, 3.024_874_461_840_808_3),
        (0.1, 10.0, 1.812_461_122_811_676),
        (0.05, 43.0, 2.016_692_199_227_824_4),
        (0.05, 416.0, 1.965_682_904_909_672_5),
        (0.01, 499.0, 2.585_717_683_111_754_5),
        (0.05, 501.0, 1.964_710_322_175_483_1),
        (0.05, 36_671.158, 1.960_028_677_021_268),
        (0.05, 1e6, 1.959_966_356_814_107_2),
        (0.001, 5.0, 6.868_826_625_881_11),
    ] {
        agrees(student_critical(alpha, df), t, 1e-10);
    }
}

/// The score intervals are not statsmodels': up to 0.15.0 its `compare="diff"` score interval takes a count where the cubic
/// has the arm's size (statsmodels issue 10269; it prints 0.0699980 to 0.0831839 for the first line). The ends here come from
/// a search of the constrained likelihood with scipy's `brentq`; the published table below is a second witness.
#[test]
fn two_rates_of_the_email_experiment_agree() {
    let cases = [
        (
            sums(3894, 21_307),
            sums(2262, 21_306),
            [22.486_040_827_192_82, 5.685_165_482_802_317e-112],
            [0.069_953_501_218_108_38, 0.083_225_626_084_954_11],
            [0.069_953_308_083_731_54, 0.083_226_741_274_111_37],
            [0.069_959_930_505_736_1, 0.083_233_944_397_822_32],
            [1.640_384_888_48, 1.806_425_964_714_953],
        ),
        (
            sums(3238, 21_387),
            sums(2262, 21_306),
            [13.949_180_655_258_505, 3.182_403_159_334_921_4e-44],
            [0.038_893_825_812_642_61, 0.051_572_387_361_463_36],
            [0.038_894_095_359_988_13, 0.051_574_342_962_213_596],
            [0.038_898_378_269_331_63, 0.051_579_264_307_508_07],
            [1.356_171_223_472_458_6, 1.499_540_049_394_995_5],
        ),
        (
            sums(267, 21_307),
            sums(122, 21_306),
            [7.385_114_410_925_771, 1.523_223_500_595_542_7e-13],
            [0.005_000_171_380_452_312, 0.008_609_841_658_779_076],
            [0.005_014_344_671_481_532, 0.008_640_723_396_917_826],
            [0.005_024_290_317_988_093, 0.008_649_368_014_633_422],
            [1.767_984_078_010_420_6, 2.708_842_442_743_053],
        ),
        (
            sums(189, 21_387),
            sums(122, 21_306),
            [3.779_560_958_357_85, 0.000_157_105_129_106_684_48],
            [0.001_498_677_821_402_234_3, 0.004_723_437_200_768_281],
            [0.001_501_657_131_877_008, 0.004_745_471_313_672_931],
            [0.001_507_309_158_648_609_5, 0.004_750_757_685_452_583],
            [1.230_105_219_526_297_1, 1.936_269_445_118_094_4],
        ),
    ];
    for (treated, control, test, wald, newcombe, score, ratio) in cases {
        let d = difference_of_proportions(treated, control, Level::NINETY_FIVE).unwrap();
        agrees(d.z.unwrap(), test[0], 1e-9);
        agrees(d.p_value.unwrap(), test[1], 1e-9);
        let pairs = [(d.wald, wald), (d.newcombe, newcombe), (d.score, score), (d.ratio.unwrap().interval, ratio)];
        for (ours, reference) in pairs {
            agrees(ours.low, reference[0], 1e-7);
            agrees(ours.high, reference[1], 1e-7);
        }
    }
}

/// Newcombe from statsmodels; score ends from an independent search of the constrained likelihood with scipy's `brentq`.
#[test]
fn small_counts_and_empty_cells_have_finite_score_intervals() {
    let cases = [
        (
            sums(0, 20),
            sums(5, 30),
            [-0.335_643_505_064_160_35, 0.019_522_587_838_585_514],
            [-0.337_604_064_553_320_76, 0.008_192_841_437_787_075],
        ),
        (sums(20, 20), sums(0, 15), [0.740_135_194_766_931_6, 1.0], [0.791_371_188_076_803_6, 1.0]),
        (
            sums(3, 25),
            sums(1, 24),
            [-0.100_487_491_385_052_89, 0.261_132_968_155_556_03],
            [-0.102_194_708_218_456_46, 0.267_924_345_258_564_5],
        ),
        (
            sums(0, 20),
            sums(0, 30),
            [-0.113_513_393_173_968_8, 0.161_125_158_052_819_4],
            [-0.115_562_281_469_508_37, 0.163_874_563_015_800_25],
        ),
    ];
    for (treated, control, newcombe, score) in cases {
        let d = difference_of_proportions(treated, control, Level::NINETY_FIVE).unwrap();
        agrees(d.newcombe.low, newcombe[0], 1e-7);
        agrees(d.newcombe.high, newcombe[1], 1e-7);
        agrees(d.score.low, score[0], 1e-6);
        agrees(d.score.high, score[1], 1e-6);
    }
    let nobody = difference_of_proportions(sums(0, 20), sums(0, 30), Level::NINETY_FIVE).unwrap();
    assert_eq!((nobody.z, nobody.p_value, nobody.ratio), (None, None, None));
}

/// Newcombe 1998, table II: method 6 (Miettinen and Nurminen) and method 10, to the four printed digits.
#[test]
fn published_intervals_of_small_trials_are_met() {
    let cases = [
        (sums(56, 70), sums(48, 80), [0.0528, 0.3382], [0.0524, 0.3339]),
        (sums(9, 10), sums(3, 10), [0.1700, 0.8406], [0.1705, 0.8090]),
        (sums(6, 7), sums(2, 7), [0.0342, 0.8534], [0.0582, 0.8062]),
        (sums(5, 56), sums(0, 29), [-0.0326, 0.1933], [-0.0381, 0.1926]),
    ];
    for (treated, control, score, newcombe) in cases {
        let d = difference_of_proportions(treated, control, Level::NINETY_FIVE).unwrap();
        for (ours, printed) in [(d.score.low, score[0]), (d.score.high, score[1])] {
            assert!((ours - printed).abs() < 0.5001e-4, "{ours} {printed}");
        }
        for (ours, printed) in [(d.newcombe.low, newcombe[0]), (d.newcombe.high, newcombe[1])] {
            assert!((ours - printed).abs() < 0.5001e-4, "{ours} {printed}");
        }
    }
}

/// The spend of the e-mail experiment as counts, sums and sums of squares.
#[test]
fn welch_from_sums_agrees() {
    let control = Moments::from_raw_sums(21_306, 13_908.33, 2_870_050.362_1);
    let mens = Moments::from_raw_sums(21_307, 30_311.69, 6_759_024.497_3);
    let womens = Moments::from_raw_sums(21_387, 23_038.11, 4_911_446.576_3);
    let cases = [
        (
            mens,
            [0.769_827_155_894_536_8, 5.300_140_358_411_669, 36_671.157_977_360_51, 1.163_814_968_225_482e-7],
            [0.485_139_732_568_407_6, 1.054_514_579_220_665_8],
        ),
        (
            womens,
            [0.424_412_215_936_596_7, 3.256_371_576_025_392, 40_064.884_406_530_67, 0.001_129_397_102_363_249_5],
            [0.168_956_789_883_778_7, 0.679_867_641_989_414_7],
        ),
    ];
    for (treated, test, interval) in cases {
        let w = welch(treated, control, Level::NINETY_FIVE).unwrap();
        for (ours, reference) in [w.difference, w.t.unwrap(), w.df.unwrap(), w.p_value.unwrap()].into_iter().zip(test) {
            agrees(ours, reference, 1e-8);
        }
        agrees(w.interval.unwrap().low, interval[0], 1e-8);
        agrees(w.interval.unwrap().high, interval[1], 1e-8);
    }
}

/// statsmodels `ols("y ~ a + C(s)")`: two strata with both arms, two with one area each.
#[test]
fn area_means_inside_strata_are_least_squares_with_stratum_constants() {
    let strata =
        [(vec![0.1], vec![0.3, 0.25]), (vec![0.5, 0.6], vec![0.45, 0.2]), (vec![0.35], vec![]), (vec![], vec![0.7])]
            .map(|(treated, control)| StratumMeans { treated, control });
    let d = area_means_in_strata(&strata, Level::NINETY_FIVE).unwrap();
    agrees(d.test.difference, 0.064_999_999_999_999_89, 1e-10);
    agrees(d.test.standard_error, 0.123_389_626_792_530_63, 1e-10);
    agrees(d.test.p_value.unwrap(), 0.626_202_787_103_181_3, 1e-9);
    assert_eq!((d.test.df, d.strata_compared), (Some(4.0), 2));
}

#[test]
fn sizes_of_the_email_arms_fit_equal_shares() {
    let ratio = sample_ratio(&[21_306, 21_307, 21_387], &[1.0, 1.0, 1.0]).unwrap();
    agrees(ratio.chi_square, 0.202_531_25, 1e-9);
    agrees(ratio.p_value, 0.903_692_957_560_419_6, 1e-9);
}
