//! Rule cards: planted rules are found and said in words, fidelity is honest, numbers are those people use.
#![allow(clippy::unwrap_used)]

use domain::Bilingual;
use features::{FeatureTable, Group, History, payment_feature_defs};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use segmentation::{RuleCard, RuleParams};

fn groups() -> Vec<Group> {
    let named = |key: &str, id: &str, en: &str| Group { key: key.to_owned(), name: Bilingual::new(id, en) };
    vec![
        named("fisher", "Nelayan", "Fishers"),
        named("farmer", "Petani", "Farmers"),
        named("transport", "Ojek", "Drivers"),
    ]
}

/// A table of payment features by name; the group of row `i` is `i % 3`.
fn table(columns: Vec<(&str, Vec<f64>)>) -> FeatureTable {
    let rows = columns[0].1.len();
    table_in_groups(columns, (0..rows).map(|row| (row % 3) as u16).collect())
}

fn table_in_groups(columns: Vec<(&str, Vec<f64>)>, group_of_row: Vec<u16>) -> FeatureTable {
    let all = payment_feature_defs();
    let defs = columns.iter().map(|(name, _)| all.iter().find(|d| d.name == *name).unwrap().clone()).collect();
    let rows = group_of_row.len();
    let columns = columns.into_iter().map(|(_, values)| values).collect();
    FeatureTable::new(None, defs, groups(), group_of_row, vec![History::Known; rows], columns).unwrap()
}

fn drawn(rows: usize, seed: u64, mut value: impl FnMut(&mut Xoshiro256PlusPlus) -> f64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..rows).map(|_| value(&mut rng)).collect()
}

fn months(rows: usize, seed: u64) -> Vec<f64> {
    drawn(rows, seed, |rng| f64::from(rng.gen_range(0..24)))
}

fn shares(rows: usize, seed: u64) -> Vec<f64> {
    drawn(rows, seed, |rng| f64::from(rng.gen_range(0..=24)) / 24.0)
}

fn words(card: &RuleCard, segment: usize) -> Vec<Vec<(String, String)>> {
    let said = |c: Bilingual| (c.id, c.en);
    card.views(segment).into_iter().map(|view| view.conditions.into_iter().map(said).collect()).collect()
}

fn pair(id: &str, en: &str) -> (String, String) {
    (id.to_owned(), en.to_owned())
}

#[test]
fn planted_rules_are_found_and_said_in_both_languages() {
    let (since, share) = (months(4000, 1), shares(4000, 2));
    let labels: Vec<Option<usize>> = since
        .iter()
        .zip(&share)
        .map(|(since, share)| {
            Some(if *since > 6.0 {
                0
            } else if *share <= 0.45 {
                1
            } else {
                2
            })
        })
        .collect();
    let table = table(vec![("share_paid", share), ("months_since_paid", since)]);
    let card = RuleParams::over(["share_paid", "months_since_paid"]).fit(&table, &labels, 3, None).unwrap();
    assert_eq!(card.rules(), 3);
    assert_eq!(
        words(&card, 0),
        [[pair("Bulan sejak terlindungi paling sedikit 7", "Months since covered at least 7")]]
    );
    assert_eq!(
        words(&card, 1),
        [[
            pair("Bulan sejak terlindungi paling banyak 6", "Months since covered at most 6"),
            pair("Bagian bulan dibayar paling banyak 45%", "Share of months paid at most 45%")
        ]]
    );
    assert_eq!(
        words(&card, 2)[0][1],
        pair("Bagian bulan dibayar lebih dari 45%", "Share of months paid more than 45%")
    );
    let fidelity = card.fidelity();
    assert_eq!((fidelity.percent(), fidelity.share_of(1)), (Some(100.0), Some(1.0)));
    for (row, label) in labels.iter().enumerate() {
        assert_eq!(Some(card.classify(&table, row).unwrap()), *label);
    }
}

#[test]
fn two_questions_about_one_feature_become_one_condition() {
    let gap = months(6000, 3);
    let segment = |gap: f64| match gap as u32 {
        3 => 0,
        5..=9 => 1,
        _ => 2,
    };
    let labels: Vec<Option<usize>> = gap.iter().map(|gap| Some(segment(*gap))).collect();
    let table = table(vec![("longest_gap_months", gap), ("age", months(6000, 4))]);
    let params = RuleParams { max_depth: 6, ..RuleParams::over(["longest_gap_months", "age"]) };
    let card = params.fit(&table, &labels, 3, None).unwrap();
    assert_eq!(words(&card, 0), [[pair("Jeda terpanjang tepat 3 bulan", "Longest gap exactly 3 months")]]);
    assert_eq!(words(&card, 1), [[pair("Jeda terpanjang dari 5 sampai 9 bulan", "Longest gap from 5 to 9 months")]]);
    let mut others: Vec<String> = words(&card, 2).concat().into_iter().map(|(_, en)| en).collect();
    others.sort();
    assert_eq!(
        others,
        ["Longest gap at least 10 months", "Longest gap at most 2 months", "Longest gap exactly 4 months"]
    );
    assert_eq!(card.fidelity().percent(), Some(100.0));
}

#[test]
fn groups_and_yes_or_no_are_asked_in_words() {
    let urban = drawn(3000, 5, |rng| f64::from(rng.gen_range(0..2)));
    let labels: Vec<Option<usize>> = urban
        .iter()
        .enumerate()
        .map(|(row, urban)| {
            Some(if row % 3 == 0 {
                0
            } else if *urban > 0.5 {
                1
            } else {
                2
            })
        })
        .collect();
    let table = table(vec![("urban", urban)]);
    let card = RuleParams::over(["urban"]).fit(&table, &labels, 3, None).unwrap();
    assert_eq!(words(&card, 0), [[pair("Kelompok Nelayan", "Group Fishers")]]);
    assert_eq!(
        words(&card, 1),
        [[pair("Tinggal di kota: ya", "Urban: yes"), pair("Kelompok selain Nelayan", "Group other than Fishers")]]
    );
    assert_eq!(words(&card, 2)[0][0], pair("Tinggal di kota: tidak", "Urban: no"));

    // The same people with the groups of the table in another order.
    let mut turned = groups();
    turned.reverse();
    let urban = table.feature("urban").unwrap().to_vec();
    let def = payment_feature_defs().into_iter().find(|d| d.name == "urban").unwrap();
    let of_row = (0..3000).map(|row| 2 - (row % 3) as u16).collect();
    let other = FeatureTable::new(None, vec![def], turned, of_row, vec![History::Known; 3000], vec![urban]).unwrap();
    let applied = card.applied_to(&other).unwrap();
    assert!(labels.iter().enumerate().all(|(row, label)| Some(applied.segment(row)) == *label));
}

#[test]
fn the_missing_go_where_they_belong_and_the_rule_says_so() {
    let mut on_time = shares(4000, 6);
    on_time.iter_mut().step_by(5).for_each(|v| *v = f64::NAN);
    let with_low = |v: &f64| Some(usize::from(*v > 0.5));
    let with_high = |v: &f64| Some(usize::from(v.is_nan() || *v > 0.5));
    let apart = |v: &f64| Some(usize::from(v.is_nan()));
    let low: Vec<_> = on_time.iter().map(with_low).collect();
    let high: Vec<_> = on_time.iter().map(with_high).collect();
    let alone: Vec<_> = on_time.iter().map(apart).collect();
    let table = table(vec![("share_on_time", on_time)]);
    let fit = |labels: &[Option<usize>]| RuleParams::over(["share_on_time"]).fit(&table, labels, 2, None).unwrap();

    let card = fit(&low);
    assert_eq!(
        words(&card, 0),
        [[pair("Bagian tepat waktu paling banyak 50% atau tidak ada", "Share on time at most 50% or none")]]
    );
    assert_eq!(words(&card, 1), [[pair("Bagian tepat waktu lebih dari 50%", "Share on time more than 50%")]]);
    assert_eq!(card.fidelity().percent(), Some(100.0));
    let card = fit(&high);
    assert_eq!(words(&card, 0), [[pair("Bagian tepat waktu paling banyak 50%", "Share on time at most 50%")]]);
    assert_eq!(card.fidelity().percent(), Some(100.0));
    let card = fit(&alone);
    assert_eq!(words(&card, 0), [[pair("Bagian tepat waktu: ada", "Share on time: known")]]);
    assert_eq!(words(&card, 1), [[pair("Bagian tepat waktu: tidak ada", "Share on time: none")]]);
}

#[test]
fn labels_that_follow_nothing_are_not_said_to_be_known() {
    let labels: Vec<Option<usize>> =
        drawn(5000, 7, |rng| f64::from(rng.gen_range(0..2))).iter().map(|v| Some(*v as usize)).collect();
    let table =
        table(vec![("share_paid", shares(5000, 8)), ("age", months(5000, 9)), ("months_due", months(5000, 10))]);
    let card = RuleParams::over(["share_paid", "age", "months_due"]).fit(&table, &labels, 2, None).unwrap();
    let fidelity = card.fidelity();
    let share = fidelity.share().unwrap();
    // A fair coin: 2,500 people measured have a standard error of 0.01.
    assert!((share - 0.5).abs() < 0.04, "{share}");
    assert_eq!(fidelity.people + card.grown_on(), 5000);
    assert!(fidelity.people > 2300 && fidelity.people < 2700, "{fidelity:?}");
}

#[test]
fn people_and_precision_are_counted_from_those_to_whom_a_rule_applies() {
    let since = months(6000, 11);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(12);
    let labels: Vec<Option<usize>> =
        since.iter().map(|v| Some(if rng.gen_bool(0.2) { 2 } else { usize::from(*v > 5.0) })).collect();
    let table = table(vec![("months_since_paid", since.clone())]);
    let card = RuleParams::over(["months_since_paid"]).fit(&table, &labels, 3, None).unwrap();
    let view = &card.views(0)[0];
    assert_eq!(view.people, since.iter().filter(|v| **v <= 5.0).count() as u64);
    assert!((view.precision - 0.8).abs() < 0.04, "{}", view.precision);

    let mut all = card.counts();
    let mut half = card.counts();
    let applied = card.applied_to(&table).unwrap();
    for (row, label) in labels.iter().enumerate() {
        let counts = if row % 2 == 0 { &mut all } else { &mut half };
        counts.add(applied.rule(row), label.unwrap(), 1).unwrap();
    }
    all.merge(&half).unwrap();
    let counted = &card.views_of(0, &all).unwrap()[0];
    let right = since.iter().zip(&labels).filter(|(v, label)| **v <= 5.0 && **label == Some(0)).count();
    assert_eq!(counted.people, view.people);
    assert!((counted.precision - right as f64 / view.people as f64).abs() < 1e-12);
    let other = RuleParams::over(["months_since_paid"]).fit(&table, &vec![Some(0); 6000], 1, None).unwrap();
    assert_eq!(
        card.views_of(0, &other.counts()).unwrap_err().to_string(),
        "there are 1 segments of the rule counts, expected 3"
    );
    assert!(card.views(2).is_empty(), "no rule says a segment that is nowhere the largest");
}

#[test]
fn weights_are_people() {
    let since = months(4000, 13);
    // Among the lately covered, one row in three is of segment 1 but stands for five people.
    let labels: Vec<Option<usize>> =
        (0..4000).map(|row| Some(if since[row] > 5.0 { 0 } else { usize::from(row % 3 == 0) })).collect();
    let weights: Vec<u32> = labels.iter().map(|label| if *label == Some(1) { 5 } else { 1 }).collect();
    let table = table_in_groups(vec![("months_since_paid", since)], vec![0; 4000]);
    let params = RuleParams::over(["months_since_paid"]);
    let plain = params.fit(&table, &labels, 2, None).unwrap();
    let weighted = params.fit(&table, &labels, 2, Some(&weights)).unwrap();
    assert_eq!((plain.views(1).len(), weighted.views(1).len()), (0, 1));
    assert_eq!(weighted.fidelity().people + weighted.grown_on(), weights.iter().map(|w| u64::from(*w)).sum::<u64>());
}

#[test]
fn a_card_survives_a_trip_through_a_file() {
    let share = shares(4000, 14);
    let labels: Vec<Option<usize>> = share.iter().map(|v| Some((v * 3.9) as usize)).collect();
    let table = table(vec![("share_paid", share)]);
    let card = RuleParams::over(["share_paid"]).fit(&table, &labels, 4, None).unwrap();
    let again: RuleCard = serde_json::from_str(&serde_json::to_string(&card).unwrap()).unwrap();
    assert_eq!(again, card);
    assert_eq!(RuleParams::over(["share_paid"]).fit(&table, &labels, 4, None).unwrap(), card);
}

#[test]
fn what_cannot_be_used_is_refused_with_its_values() {
    let table = table(vec![("share_paid", shares(100, 15))]);
    let labels = vec![Some(0); 100];
    let params = RuleParams::over(["share_paid"]);
    let said = |params: &RuleParams, labels: &[Option<usize>], weights: Option<&[u32]>| {
        params.fit(&table, labels, 1, weights).unwrap_err().to_string()
    };
    assert_eq!(said(&params, &labels[..99], None), "there are 99 labels, expected 100");
    assert_eq!(said(&params, &labels, Some(&[1, 2])), "there are 2 weights, expected 100");
    assert_eq!(said(&params, &vec![Some(1); 100], None), "segment 1 is named (counted from 0), but there are 1");
    assert_eq!(said(&params, &vec![None; 100], None), "0 people to find rules from, at least 40 are needed");
    assert_eq!(
        said(&RuleParams { max_depth: 0, ..params.clone() }, &labels, None),
        "`max_depth` of the rule card is 0, expected 1 to 8"
    );
    assert_eq!(
        said(&RuleParams { max_rules: 1, ..params }, &labels, None),
        "`max_rules` of the rule card is 1, expected 2 to 200"
    );
    assert!(said(&RuleParams::over(["luck"]), &labels, None).contains("luck"));
    let card = RuleParams::over(["share_paid"]).fit(&table, &labels, 1, None).unwrap();
    assert_eq!(words(&card, 0), [[pair("Semua orang", "Everyone")]]);
    let mut counts = card.counts();
    assert_eq!(counts.add(1, 0, 1).unwrap_err().to_string(), "rule 1 is named (counted from 0), but there are 1");
    assert_eq!(counts.add(0, 1, 1).unwrap_err().to_string(), "segment 1 is named (counted from 0), but there are 1");
}

#[test]
fn a_card_that_was_tampered_with_is_refused() {
    let share = shares(1000, 17);
    let labels: Vec<Option<usize>> = share.iter().map(|v| Some(usize::from(*v > 0.5))).collect();
    let table = table(vec![("share_paid", share)]);
    let card = RuleParams::over(["share_paid"]).fit(&table, &labels, 2, None).unwrap();
    let text = serde_json::to_string(&card).unwrap();
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        serde_json::from_str::<RuleCard>(&text.replacen(from, to, 1)).unwrap_err().to_string()
    };
    assert_eq!(
        refused("\"feature\":0", "\"feature\":7"),
        "feature of the rule card 7 is named (counted from 0), but there are 1"
    );
    assert_eq!(refused("\"segment\":1", "\"segment\":2"), "segment 2 is named (counted from 0), but there are 2");
    assert_eq!(refused("\"rule\":1", "\"rule\":0"), "rule 0 is named (counted from 0), but there are 2");
    assert!(refused("\"people\":[", "\"people\":[1,").contains("expected 4"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_card_is_never_longer_than_allowed_and_its_numbers_are_round(
        seed in 0_u64..1000, max_rules in 2_usize..14, max_depth in 1_usize..6, segments in 1_usize..7
    ) {
        let share = drawn(1200, seed, Rng::r#gen);
        let income = drawn(1200, seed + 1, |rng| 300_000.0 + rng.r#gen::<f64>() * 4e6);
        let labels: Vec<Option<usize>> = share.iter().zip(&income)
            .map(|(share, income)| Some(((share * 3.0 + income / 1e6) as usize) % segments)).collect();
        let table = table(vec![("share_paid", share), ("declared_income", income)]);
        let params = RuleParams { max_rules, max_depth, ..RuleParams::over(["share_paid", "declared_income"]) };
        let card = params.fit(&table, &labels, segments, None).unwrap();
        prop_assert!(card.rules() <= max_rules);
        let views: Vec<_> = (0..segments).flat_map(|segment| card.views(segment)).collect();
        prop_assert_eq!(views.len(), card.rules());
        prop_assert_eq!(views.iter().map(|v| v.people).sum::<u64>(), 1200);
        for condition in views.iter().flat_map(|v| &v.conditions) {
            prop_assert!(!condition.id.contains(','), "{}", condition.id);
            for word in condition.id.split(' ') {
                if let Some(percent) = word.strip_suffix('%') {
                    prop_assert_eq!(percent.parse::<u32>().unwrap() % 5, 0);
                }
                if let Some(rupiah) = word.strip_prefix("Rp") {
                    prop_assert!(rupiah.ends_with(".000"), "{}", word);
                }
            }
        }
        // On the people it was grown on, cutting back never makes the card worse than the largest segment alone.
        let largest = (0..segments).map(|s| labels.iter().filter(|l| **l == Some(s)).count()).max().unwrap();
        let applied = card.applied_to(&table).unwrap();
        let right = labels.iter().enumerate().filter(|(row, label)| Some(applied.segment(*row)) == **label).count();
        prop_assert!(right as f64 >= largest as f64 * 0.9);
    }
}
