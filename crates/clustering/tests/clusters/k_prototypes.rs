//! K-prototypes: the Python package's own result, known truth, properties, refusals.

use crate::fixtures::z_scored;
use clustering::{
    KPrototypes, KPrototypesParams, KPrototypesStart, Mixed, MixedClusters, MixedPoints, Moves, Points, adjusted_rand,
    kprototypes, kprototypes_weighted, nearest_mixed,
};
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// 5,004 Indonesian households: log consumption, size and age of the head, z-scored; sector, work and education of the head,
/// coded in alphabetical order as kmodes codes them.
fn households() -> Option<MixedPoints> {
    let table = studies::table("alatas_indonesia_targeting_rct.csv.gz")?;
    let mut numbers = ["consumption", "hhsize", "hhage"].map(|column| studies::numbers(&table, column));
    numbers[0].iter_mut().for_each(|x| *x = x.ln());
    let numbers: Vec<Vec<f64>> = numbers.iter().map(|column| z_scored(column)).collect();
    let flags = ["hhsector1", "hhsector2", "hhsector3", "informal", "formal", "hheduc2", "hheduc3", "hheduc4"];
    let flags = flags.map(|column| studies::numbers(&table, column));
    let flags = Points::from_columns(&flags.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    let mut categories = Vec::new();
    for household in flags.rows() {
        // The code of the first flag that is set, of codes given in alphabetical order; else none.
        let code =
            |coded: &[(usize, u32)]| coded.iter().find(|(flag, _)| household[*flag] > 0.5).map_or(2, |(_, code)| *code);
        // agri, industry, none, service; formal, informal, none; elementary, junior, none, senior.
        categories.extend([code(&[(0, 0), (1, 1), (2, 3)]), code(&[(3, 1), (4, 0)]), code(&[(7, 3), (6, 1), (5, 0)])]);
    }
    let numeric = Points::from_columns(&numbers.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    Some(MixedPoints { numeric, categories, categorical_width: 3 })
}

#[test]
fn the_households_of_alatas_fall_into_the_clusters_of_kmodes() {
    let Some(points) = households() else { return };
    // kmodes 0.12.2: KPrototypes(4, init=[numeric[[0, 1250, 2500, 3750]], categorical[...]], gamma=.5, n_init=1).fit_predict
    let start = KPrototypesStart::Rows(vec![0, 1250, 2500, 3750]);
    let found = kprototypes(&points, &KPrototypesParams::new(4).gamma(0.5).start(start)).unwrap();
    assert!((found.cost - 10_361.042_152).abs() < 5e-7, "{}", found.cost);
    assert_eq!(found.sizes, [1135, 1000, 1172, 1697]);
}

/// Four groups, told apart by a number or by a category, never by one alone.
fn groups(each: usize, seed: u64) -> (MixedPoints, Vec<u32>) {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let (mut values, mut categories, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..4 * each {
        let group = (row % 4) as u32;
        values.extend([f64::from(group % 2) * 6.0 + rng.gen_range(-1.0..1.0), rng.gen_range(-1.0..1.0)]);
        let usual = group / 2;
        categories.extend([usual, usual + 3, if rng.gen_bool(0.9) { usual } else { 2 }]);
        truth.push(group);
    }
    (MixedPoints { numeric: Points::new(values, 2).unwrap(), categories, categorical_width: 3 }, truth)
}

fn cost_of(points: &MixedPoints, found: &MixedClusters) -> f64 {
    let mut cost = 0.0;
    for (row, label) in found.labels.iter().enumerate() {
        let (mean, mode) = (&found.centroids[*label as usize], &found.modes[*label as usize]);
        cost += points.numeric.row(row).iter().zip(mean).map(|(x, c)| (x - c).powi(2)).sum::<f64>();
        let codes = &points.categories[row * points.categorical_width..(row + 1) * points.categorical_width];
        cost += codes.iter().zip(mode).filter(|(a, b)| a != b).count() as f64 * found.gamma;
    }
    cost
}

#[test]
fn groups_told_apart_by_a_number_and_a_category_are_found_by_both_kinds_of_moves() {
    let (points, truth) = groups(200, 5);
    for moves in [Moves::Online, Moves::Batch] {
        let params = KPrototypesParams::new(4).gamma(2.0).moves(moves).seed(2);
        let found = kprototypes(&points, &params).unwrap();
        assert!((adjusted_rand(&truth, &found.labels).unwrap() - 1.0).abs() < 1e-12, "{moves:?}");
        assert_eq!(found.sizes, [200; 4]);
        let direct = cost_of(&points, &found);
        assert!((found.cost - direct).abs() < 1e-9 * direct);
        for (row, label) in found.labels.iter().enumerate() {
            let codes = &points.categories[row * 3..row * 3 + 3];
            assert_eq!(nearest_mixed(points.numeric.row(row), codes, &found), *label as usize);
        }
    }
}

#[test]
fn gamma_is_half_the_mean_standard_deviation_where_none_is_given() {
    let numeric = Points::new(vec![0.0, 1.0, 2.0, 1.0, 0.0, 5.0, 2.0, 5.0], 2).unwrap();
    let points = MixedPoints { numeric, categories: vec![0, 0, 1, 1], categorical_width: 1 };
    let found = kprototypes(&points, &KPrototypesParams::new(2)).unwrap();
    // Deviations (ddof 0) 1 and 2.
    assert!((found.gamma - 0.75).abs() < 1e-12);
}

#[test]
fn a_feature_that_counts_nothing_decides_nothing() {
    let (points, _) = groups(100, 6);
    let params = KPrototypesParams::new(2).gamma(2.0).feature_weights(vec![0.0, 0.0], vec![1.0, 0.0, 0.0]);
    let found = kprototypes(&points, &params).unwrap();
    let codes: Vec<u32> = points.categories.iter().copied().step_by(3).collect();
    assert!((adjusted_rand(&codes, &found.labels).unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (points, _) = groups(10_000, 7);
    for moves in [Moves::Online, Moves::Batch] {
        let params = KPrototypesParams::new(5).moves(moves).runs(1).max_iterations(5);
        let one = kprototypes(&points, &params).unwrap();
        assert_eq!(one, kprototypes(&points, &params.threads(2)).unwrap());
    }
}

#[test]
fn linfas_traits_fit_and_predict_mixed_records() {
    let (points, truth) = groups(100, 8);
    let numeric = Array2::from_shape_vec((400, 2), points.numeric.values.clone()).unwrap();
    let categorical = Array2::from_shape_vec((400, 3), points.categories.clone()).unwrap();
    let records = Mixed::new(numeric, categorical).unwrap();
    let dataset = DatasetBase::new(records, Array1::from_elem(400, ()));
    let model = KPrototypes::params(4).gamma(2.0).fit(&dataset).unwrap();
    let predicted: Array1<usize> = model.predict(&dataset);
    let predicted: Vec<u32> = predicted.iter().map(|label| *label as u32).collect();
    assert_eq!(predicted, model.clusters().labels);
    assert!((adjusted_rand(&truth, &predicted).unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn what_cannot_be_clustered_is_refused() {
    let points = |numbers: &[f64], categories: &[u32]| MixedPoints {
        numeric: Points::new(numbers.to_vec(), 1).unwrap(),
        categories: categories.to_vec(),
        categorical_width: 1,
    };
    let refusal =
        |points: MixedPoints, params: KPrototypesParams| kprototypes(&points, &params).unwrap_err().to_string();
    let two = KPrototypesParams::new(2);
    let short = refusal(points(&[1.0, 2.0], &[0]), two.clone());
    assert_eq!(short, "the list of categories has length 1, expected 2");
    let missing = refusal(points(&[1.0, f64::NAN], &[0, 1]), two.clone());
    assert_eq!(missing, "point 1 has NaN in column 0, expected a finite number");
    let alike = refusal(points(&[1.0, 1.0, 1.0], &[4, 4, 4]), two.clone());
    assert_eq!(alike, "the points lie on fewer than 2 distinct places, so 2 clusters cannot all have members");
    assert_eq!(refusal(points(&[1.0], &[0]), two.clone()), "1 points cannot make 2 clusters");
    let gamma = refusal(points(&[1.0, 2.0], &[0, 1]), two.clone().gamma(-1.0));
    assert_eq!(gamma, "gamma or a feature weight is -1, expected a finite number of at least 0");
    let row = refusal(points(&[1.0, 2.0], &[0, 1]), two.clone().start(KPrototypesStart::Rows(vec![0, 2])));
    assert_eq!(row, "a start row is 2, expected a row of the points");
    let code = refusal(points(&[1.0, 2.0], &[0, u32::MAX]), two);
    assert_eq!(code, "a category code is 4294967295, expected a code below 65536");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_weight_is_a_repetition(
        rows in proptest::collection::vec((-5.0..5.0_f64, 0_u32..3, 1_usize..4), 10..50),
    ) {
        let points = |times: bool| {
            let repeated = rows.iter().flat_map(|r| std::iter::repeat_n(*r, if times { r.2 } else { 1 }));
            let repeated: Vec<_> = repeated.collect();
            let numeric = Points::new(repeated.iter().map(|r| r.0).collect(), 1).unwrap();
            MixedPoints { numeric, categories: repeated.iter().map(|r| r.1).collect(), categorical_width: 1 }
        };
        let starts = |times: bool| {
            let before = |row: usize| if times { rows[..row].iter().map(|r| r.2).sum() } else { row };
            KPrototypesStart::Rows(vec![before(0), before(1), before(2)])
        };
        let params = |times: bool| KPrototypesParams::new(3).gamma(1.5).moves(Moves::Batch).start(starts(times));
        let weights: Vec<f64> = rows.iter().map(|r| r.2 as f64).collect();
        // Three starts at one place leave a cluster empty, and where its points come from depends on repetition.
        let apart = |a: usize, b: usize| (rows[a].0 - rows[b].0).abs() > 0.0;
        prop_assume!(apart(0, 1) && apart(1, 2) && apart(0, 2));
        let weighted = kprototypes_weighted(&points(false), &weights, &params(false)).unwrap();
        let counted = kprototypes(&points(true), &params(true)).unwrap();
        prop_assert!((weighted.cost - counted.cost).abs() <= 1e-9 * counted.cost.max(1.0));
    }
}
