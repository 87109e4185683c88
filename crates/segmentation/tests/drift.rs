//! Drift: nothing where nothing changed, the number of the formula where it did.
#![allow(clippy::unwrap_used)]

use domain::Bilingual;
use features::{FeatureDef, FeatureTable, Group, History, payment_feature_defs};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use segmentation::{BinCounts, FeatureBins, drift, stability_index};

fn def(name: &str) -> FeatureDef {
    payment_feature_defs().into_iter().find(|d| d.name == name).unwrap()
}

fn counted(bins: &FeatureBins, values: &[f64]) -> BinCounts {
    let mut counts = BinCounts::new(bins);
    counts.add(bins, values).unwrap();
    counts
}

/// `zeros` people with 0 and `ones` with 1.
fn zeros_and_ones(zeros: usize, ones: usize) -> Vec<f64> {
    (0..zeros).map(|_| 0.0).chain((0..ones).map(|_| 1.0)).collect()
}

fn normal(seed: u64, people: usize, mean: f64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    // Twelve uniform draws less six: close enough to a standard normal for a population.
    (0..people).map(|_| (0..12).map(|_| rng.r#gen::<f64>()).sum::<f64>() - 6.0 + mean).collect()
}

#[test]
fn bins_are_tenths_and_ties_are_one_bin() {
    let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
    let bins = FeatureBins::of(&def("age"), &hundred);
    assert_eq!(bins.bins(), 11, "ten and the missing");
    let counts = counted(&bins, &hundred);
    assert_eq!(serde_json::to_string(&counts).unwrap(), "[10,10,10,10,10,10,10,10,10,10,0]");

    let bins = FeatureBins::of(&def("urban"), &zeros_and_ones(35, 65));
    assert_eq!(bins.bins(), 3, "0, 1 and the missing");
    assert_eq!(serde_json::to_string(&counted(&bins, &zeros_and_ones(2, 3))).unwrap(), "[2,3,0]");
    let one_value = FeatureBins::of(&def("age"), &[7.0; 50]);
    assert_eq!(serde_json::to_string(&counted(&one_value, &[7.0, 1.0, f64::NAN])).unwrap(), "[2,1]");
}

#[test]
fn the_missing_have_a_bin_of_their_own() {
    let bins = FeatureBins::of(&def("share_on_time"), &[0.0, 0.5, 1.0, f64::NAN, f64::NAN]);
    let counts = counted(&bins, &[f64::NAN, f64::INFINITY, 0.2]);
    assert_eq!(serde_json::to_string(&counts).unwrap(), "[1,0,0,2]");
}

#[test]
fn a_known_shift_gives_the_number_computed_by_hand() {
    // Half a person more in each of two bins: p = (500.5, 500.5) / 1001, q = (700.5, 300.5) / 1001. The missing are nobody's.
    // python3 -c "from math import log; p=.5; q=700.5/1001; print((q-p)*log(q/p)+((1-q)-p)*log((1-q)/p))"
    let bins = FeatureBins::of(&def("urban"), &zeros_and_ones(500, 500));
    let before = counted(&bins, &zeros_and_ones(500, 500));
    let after = counted(&bins, &zeros_and_ones(700, 300));
    let psi = stability_index(&before, &after).unwrap();
    assert!((psi - 0.169_100_222_138_221_68).abs() < 1e-12, "{psi}");
    // Without the correction it would be 0.2 ln(0.7 / 0.3): the correction changes the third digit.
    assert!((psi - 0.2 * (0.7_f64 / 0.3).ln()).abs() < 1e-3);
}

#[test]
fn the_same_population_has_not_shifted_and_a_moved_one_has() {
    let bins = FeatureBins::of(&def("mean_amount_rupiah"), &normal(1, 20_000, 0.0));
    let before = counted(&bins, &normal(1, 20_000, 0.0));
    let again = counted(&bins, &normal(2, 20_000, 0.0));
    let psi = stability_index(&before, &again).unwrap();
    // Nine degrees of freedom times 2/20,000 is what chance makes of it on average; 0.003 is far in its tail.
    assert!(psi < 0.003, "{psi}");
    assert!(stability_index(&before, &before).unwrap().abs() < 1e-15);
    // Normal populations a standard deviation apart have a divergence of 1; ten bins keep most of it.
    let moved = stability_index(&before, &counted(&bins, &normal(3, 20_000, 1.0))).unwrap();
    assert!(moved > 0.8 && moved < 1.0, "{moved}");
}

#[test]
fn features_are_sorted_by_shift_and_judged_in_words() {
    let table = |share: f64| {
        let defs = vec![def("urban"), def("whatsapp_reachable"), def("paid_by_state")];
        let column = |share: f64| zeros_and_ones((1000.0 * share) as usize, 1000 - (1000.0 * share) as usize);
        let columns = vec![column(0.5), column(share), column(0.5 + (share - 0.5) / 1.5)];
        let group = Group { key: "all".to_owned(), name: Bilingual::new("Semua", "All") };
        FeatureTable::new(None, defs, vec![group], vec![0; 1000], vec![History::Known; 1000], columns).unwrap()
    };
    let names = ["urban", "whatsapp_reachable", "paid_by_state"];
    let bins = FeatureBins::of_table(&table(0.5), &names).unwrap();
    let before = BinCounts::of_table(&bins, &table(0.5)).unwrap();
    let after = BinCounts::of_table(&bins, &table(0.8)).unwrap();
    let found = drift(&bins, &before, &after).unwrap();
    let judged: Vec<(&str, &str, &str)> =
        found.iter().map(|d| (d.feature.as_str(), d.verdict.id.as_str(), d.verdict.en.as_str())).collect();
    assert_eq!(
        judged,
        [
            ("whatsapp_reachable", "bergeser", "shifted"),
            ("paid_by_state", "sedikit bergeser", "shifted a little"),
            ("urban", "stabil", "stable")
        ]
    );
    assert_eq!(found[0].label.en, "Reachable on WhatsApp");
}

#[test]
fn forty_people_are_too_few_to_tell_and_a_landslide_is_told_all_the_same() {
    let bins = FeatureBins::of(&def("age"), &normal(4, 40, 0.0));
    let before = counted(&bins, &normal(4, 40, 0.0));
    let judged = |values: &[f64]| {
        let after = counted(&bins, values);
        drift(std::slice::from_ref(&bins), std::slice::from_ref(&before), &[after]).unwrap().remove(0)
    };
    let same = judged(&normal(5, 40, 0.0));
    assert_eq!(same.verdict.en, "too few people to tell", "{same:?}");
    assert_eq!(judged(&normal(6, 40, 3.0)).verdict.en, "shifted");
}

#[test]
fn bins_survive_a_trip_through_a_file_and_count_the_same() {
    let thirds: Vec<f64> = (0..300).map(|i| f64::from(i % 7) / 7.0 + f64::from(i % 3) / 3.0).collect();
    let bins = FeatureBins::of(&def("share_paid"), &thirds);
    let again: FeatureBins = serde_json::from_str(&serde_json::to_string(&bins).unwrap()).unwrap();
    assert_eq!(counted(&again, &thirds), counted(&bins, &thirds));
    let shaken: Vec<f64> = thirds.iter().map(|v| v * (1.0 + 1e-15)).collect();
    assert_eq!(counted(&bins, &shaken), counted(&bins, &thirds));
}

#[test]
fn counts_of_other_bins_and_of_nobody_are_refused() {
    let two = FeatureBins::of(&def("urban"), &[0.0, 1.0]);
    let ten = FeatureBins::of(&def("urban"), &(0..100).map(f64::from).collect::<Vec<_>>());
    let (few, many) = (counted(&two, &[0.0]), counted(&ten, &[0.0]));
    assert_eq!(
        few.clone().merge(&two, &many).unwrap_err().to_string(),
        "the counts of `urban` have 11 bins, expected 3: they were made with the bins of another model"
    );
    let bins = [two];
    assert_eq!(
        drift(&bins, std::slice::from_ref(&few), &[BinCounts::new(&bins[0])]).unwrap_err().to_string(),
        "0 people to compare on one side, at least 1 are needed"
    );
    assert_eq!(
        drift(&bins, &[], std::slice::from_ref(&few)).unwrap_err().to_string(),
        "there are 0 features counted before, expected 1"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_is_never_negative_and_the_same_both_ways(
        before in prop::collection::vec(0_u8..30, 1..200), after in prop::collection::vec(0_u8..30, 1..200), at in 0_usize..200
    ) {
        let values = |of: &[u8]| of.iter().map(|v| if *v == 0 { f64::NAN } else { f64::from(*v) }).collect::<Vec<f64>>();
        let (before, after) = (values(&before), values(&after));
        let bins = FeatureBins::of(&def("age"), &before);
        let (b, a) = (counted(&bins, &before), counted(&bins, &after));
        let psi = stability_index(&b, &a).unwrap();
        prop_assert!(psi >= 0.0 && psi.is_finite());
        prop_assert!((psi - stability_index(&a, &b).unwrap()).abs() < 1e-12);
        let (left, right) = after.split_at(at.min(after.len()));
        let mut parts = counted(&bins, right);
        parts.merge(&bins, &counted(&bins, left)).unwrap();
        prop_assert_eq!(parts, a);
    }
}
