//! The e-mail experiment (Hillstrom), beside scikit-uplift 0.5.1. `qini_auc_score`, `uplift_auc_score` and
//! `uplift_by_percentile(strategy="overall")` gave the numbers; where scikit-uplift cuts ties in reverse file order, the
//! reference is numpy's `interp` over cumulative sums at the distinct scores.

use crate::agrees;
use targeting::{Ranking, Resampling, auuc, judge, parts, qini, top};

pub struct Email {
    pub columns: studies::Table,
}

impl Email {
    /// The file, or a notice that it is not in the shared folder.
    pub fn read() -> Option<Self> {
        Some(Self { columns: studies::table("hillstrom_email_rct.csv.gz")? })
    }

    /// Rows of the women's mail and of the control.
    fn kept(&self) -> Vec<usize> {
        (0..self.columns["segment"].len()).filter(|row| self.columns["segment"][*row] != "Mens E-Mail").collect()
    }

    pub fn numbers(&self, column: &str) -> Vec<f64> {
        self.kept().iter().map(|row| self.columns[column][*row].parse().unwrap()).collect()
    }

    pub fn treated(&self) -> Vec<bool> {
        self.kept().iter().map(|row| self.columns["segment"][*row] == "Womens E-Mail").collect()
    }
}

#[test]
fn qini_and_area_under_the_uplift_curve_agree_with_scikit_uplift() {
    let Some(email) = Email::read() else { return };
    let (visit, treated) = (email.numbers("visit"), email.treated());
    let recency: Vec<f64> = email.numbers("recency").iter().map(|r| -r).collect();
    for (score, qini_auc, uplift_auc) in [
        (email.numbers("history"), 0.002_621_514_067_872_620_4, 0.001_047_634_592_787_412_5),
        (email.numbers("womens"), 0.064_015_508_475_340_95, 0.029_431_161_118_097_317),
        (recency, -0.004_519_769_337_937_204, -0.001_970_390_056_996_604_3),
    ] {
        let ranking = Ranking::new(&score, &visit, &treated).unwrap();
        agrees(qini(&ranking).normalised.unwrap(), qini_auc, 1e-9);
        agrees(auuc(&ranking).normalised.unwrap(), uplift_auc, 1e-9);
    }
}

#[test]
fn uplift_at_a_depth_is_that_of_scikit_uplift_without_ties_and_the_mean_over_orders_with_them() {
    let Some(email) = Email::read() else { return };
    let (visit, treated) = (email.numbers("visit"), email.treated());
    let at = |score: &[f64]| top(&Ranking::new(score, &visit, &treated).unwrap(), 0.3).unwrap();
    let history = at(&email.numbers("history"));
    agrees(history.uplift().unwrap(), 0.047_942_389_089_485_67, 1e-12);
    assert_eq!((history.treated, history.control, history.treated_outcome), (6450.0, 6357.0, 1195.0));
    // In file order the answer would be 0.0765417, in reverse file order 0.0716004.
    agrees(at(&email.numbers("womens")).uplift().unwrap(), 0.073_114_548_550_410_36, 1e-9);
}

#[test]
fn deciles_agree_with_scikit_uplift_where_no_tie_is_cut_and_with_the_mean_over_orders_where_one_is() {
    let Some(email) = Email::read() else { return };
    let ranking = Ranking::new(&email.numbers("history"), &email.numbers("visit"), &email.treated()).unwrap();
    let expected = [
        0.060_104_304_879_846_69,
        0.049_835_389_140_072_88,
        0.034_282_813_355_611_4,
        0.035_018_979_542_831_62,
        0.042_726_399_286_173_47,
        0.031_760_858_488_245_42,
        0.057_004_602_602_801_27,
        0.052_816_890_925_430_5,
        0.043_719_660_720_773_06,
        0.042_424_036_687_055_425,
    ];
    let scikit_uplift =
        [0.060_104, 0.049_835, 0.034_283, 0.035_019, 0.042_726, 0.031_761, 0.056_571, 0.053_249, 0.045_373, 0.040_727];
    for (i, part) in parts(&ranking, 10).iter().enumerate() {
        agrees(part.uplift().unwrap(), expected[i], 1e-9);
        // The smallest amount, 29.99, was spent by so many that the last four tenths cut its tie.
        let apart = (part.uplift().unwrap() - scikit_uplift[i]).abs();
        assert!(apart < if i < 6 { 5.1e-7 } else { 2e-3 }, "tenth {i}: {apart}");
    }
}

#[test]
fn amounts_are_ranked_too_and_the_interval_of_a_good_score_excludes_zero() {
    let Some(email) = Email::read() else { return };
    let (score, visit, treated) = (email.numbers("womens"), email.numbers("visit"), email.treated());
    let ranking = Ranking::new(&score, &visit, &treated).unwrap();
    let judged = judge(&ranking, &[0.3], &Resampling::seeded(1)).unwrap();
    let qini = judged.qini.normalised_interval.unwrap();
    assert!(qini.low > 0.04 && qini.high < 0.09 && qini.contains(0.064_015_5), "{qini:?}");
    assert_eq!(judged.distinct_scores, 2);
    let at = judged.top[0].interval.unwrap();
    // The effect among women's buyers has a standard error of 0.0048.
    assert!((at.high - at.low - 2.0 * 1.96 * 0.0048).abs() < 0.002, "{at:?}");

    let spend = Ranking::new(&score, &email.numbers("spend"), &treated).unwrap();
    assert_eq!(targeting::qini(&spend).normalised, None);
    let twice: Vec<f64> = visit.iter().map(|y| 2.0 * y).collect();
    let twice = Ranking::new(&score, &twice, &treated).unwrap();
    agrees(targeting::qini(&twice).over_random, 2.0 * judged.qini.estimate.over_random, 1e-9);
}
