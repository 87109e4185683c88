//! The result table's figures: uplift, "too early" and price.

use domain::{CostPerAdditional, Rupiah, Verdict};
use effectiveness::{
    AreaStratum, BinarySums, Level, PersonStratum, area_notes, cost_per_additional, uplift_by_area,
    uplift_by_area_in_strata, uplift_by_person, uplift_by_person_in_strata,
};

fn sums(count: u64, kept: u64) -> BinarySums {
    BinarySums::new(count, kept).unwrap()
}

fn needs(verdict: &Verdict) -> String {
    match verdict {
        Verdict::TooEarly { needs } => {
            assert!(!needs.id.is_empty() && needs.id != needs.en);
            needs.en.clone()
        }
        Verdict::Estimate { .. } => panic!("expected no answer yet"),
    }
}

#[test]
fn a_person_lot_is_answered_with_newcombe_and_pooled_z() {
    let verdict = uplift_by_person(sums(21_307, 3894), sums(21_306, 2262), Level::NINETY_FIVE);
    let Verdict::Estimate { uplift, low, high, level, p_value } = verdict else { panic!("an answer") };
    crate::agrees(uplift, 0.076_589_6, 1e-6);
    crate::agrees(low, 0.069_953_308_083_731_54, 1e-7);
    crate::agrees(high, 0.083_226_741_274_111_37, 1e-7);
    crate::agrees(p_value, 5.685_165_482_802_317e-112, 1e-8);
    assert!((level - 0.95).abs() < 1e-15);
}

#[test]
fn small_lots_say_what_they_need() {
    let level = Level::NINETY_FIVE;
    assert!(needs(&uplift_by_person(sums(19, 9), sums(500, 200), level)).contains("19 treated"));
    assert!(needs(&uplift_by_person(sums(500, 9), sums(0, 0), level)).contains("0 held out"));
    assert!(needs(&uplift_by_person(sums(50, 3), sums(50, 1), level)).contains("4 kept"));
    assert!(needs(&uplift_by_person(sums(50, 50), sums(50, 50), level)).contains("0 not"));
    let two = [sums(10, 5), sums(10, 6)];
    let (verdict, rates) = uplift_by_area(&two, &[two, two].concat(), level);
    assert!(needs(&verdict).contains("2 treated and 4 held out"));
    assert!((rates.treated.unwrap() - 0.55).abs() < 1e-12);
    let (verdict, rates) = uplift_by_area(&[], &[sums(0, 0)], level);
    assert!(needs(&verdict).contains("0 treated and 0 held out"));
    assert_eq!((rates.treated, rates.held_out), (None, None));
    let same = [sums(10, 5); 4];
    assert!(needs(&uplift_by_area(&same, &same, level).0).contains("do not differ at all"));
}

#[test]
fn an_area_lot_counts_every_area_once_and_warns_below_ten() {
    let treated = [sums(100, 60), sums(10, 5), sums(20, 14), sums(0, 0)];
    let held_out = [sums(10, 4), sums(40, 20), sums(30, 9)];
    let (verdict, rates) = uplift_by_area(&treated, &held_out, Level::NINETY_FIVE);
    let Verdict::Estimate { uplift, low, high, p_value, .. } = verdict else { panic!("an answer") };
    // scipy 1.17.1 ttest_ind([.6, .5, .7], [.4, .5, .3]): t 2.449489743, df 4, p .0704839
    crate::agrees(uplift, 0.2, 1e-12);
    crate::agrees(p_value, 0.070_483_99, 1e-6);
    crate::agrees((high - low) / 2.0, 2.776_445_105 * 0.1 * (2.0_f64 / 3.0).sqrt(), 1e-8);
    assert_eq!((rates.areas_treated, rates.areas_held_out), (3, 3));
    assert!(area_notes(&rates)[0].en.contains("3 treated"));
}

#[test]
fn the_interval_of_an_area_lot_ends_where_no_difference_of_shares_can_lie() {
    // Means 1/3 and 29/30, pooled variance .168333, standard error .335: half-width 2.776445 x .335 = .9301, from -1.5634 to .2968.
    let treated = [sums(10, 0), sums(10, 0), sums(10, 10)];
    let held_out = [sums(10, 10), sums(10, 9), sums(10, 10)];
    let of = |treated: &[BinarySums], held_out: &[BinarySums]| {
        let (verdict, _) = uplift_by_area(treated, held_out, Level::NINETY_FIVE);
        let Verdict::Estimate { uplift, low, high, p_value, .. } = verdict else { panic!("an answer") };
        (uplift, low, high, p_value)
    };
    let (uplift, low, high, p_value) = of(&treated, &held_out);
    crate::agrees(uplift, -19.0 / 30.0, 1e-12);
    assert!(
        (low + 1.0).abs() < f64::EPSILON && (0.29..0.31).contains(&high) && p_value > 0.1,
        "{low} {high} {p_value}"
    );
    let (_, low, high, _) = of(&held_out, &treated);
    assert!((high - 1.0).abs() < f64::EPSILON && (-0.31..-0.29).contains(&low), "{low} {high}");
}

#[test]
fn segments_with_different_holdout_shares_are_not_mistaken_for_effects() {
    // Inside each segment nothing differs; the loyal segment has a small holdout, the other a large one.
    let loyal = PersonStratum { treated: sums(900, 810), held_out: sums(100, 90) };
    let leaving = PersonStratum { treated: sums(300, 60), held_out: sums(300, 60) };
    let (verdict, rates) = uplift_by_person_in_strata(&[loyal, leaving], Level::NINETY_FIVE);
    let Verdict::Estimate { uplift, low, high, p_value, .. } = verdict else { panic!("an answer") };
    assert!(uplift.abs() < 1e-12 && low < 0.0 && high > 0.0 && p_value > 0.999);
    let (treated, held_out) = rates.unwrap();
    crate::agrees(treated, (1000.0 * 0.9 + 600.0 * 0.2) / 1600.0, 1e-12);
    crate::agrees(held_out, treated, 1e-12);
    let added_up = uplift_by_person(
        loyal.treated.merged(leaving.treated),
        loyal.held_out.merged(leaving.held_out),
        Level::NINETY_FIVE,
    );
    assert!(matches!(added_up, Verdict::Estimate { low, .. } if low > 0.2));

    let (alone, _) = uplift_by_person_in_strata(&[loyal], Level::NINETY_FIVE);
    assert_eq!(alone, uplift_by_person(loyal.treated, loyal.held_out, Level::NINETY_FIVE));
}

#[test]
fn area_strata_take_the_difference_between_strata_out_of_the_interval() {
    let stratum = |base: u64| AreaStratum {
        treated: [1, 5, 3, 7].map(|k| sums(100, base + 8 + k)).to_vec(),
        held_out: [2, 6, 4, 0].map(|k| sums(100, base + k)).to_vec(),
    };
    let strata = [stratum(10), stratum(70)];
    let flat = |part: fn(&AreaStratum) -> &Vec<BinarySums>| strata.iter().flat_map(part).copied().collect::<Vec<_>>();
    let (inside, rates) = uplift_by_area_in_strata(&strata, Level::NINETY_FIVE);
    let (across, _) = uplift_by_area(&flat(|s| &s.treated), &flat(|s| &s.held_out), Level::NINETY_FIVE);
    let (Verdict::Estimate { uplift, low, .. }, Verdict::Estimate { uplift: plain, low: wide, .. }) = (inside, across)
    else {
        panic!("two answers")
    };
    crate::agrees(uplift, 0.09, 1e-9);
    crate::agrees(plain, 0.09, 1e-9);
    crate::agrees(rates.treated.unwrap() - rates.held_out.unwrap(), uplift, 1e-12);
    assert!(low > 0.05 && wide < 0.0);
}

fn estimate(uplift: f64, low: f64, high: f64) -> Verdict {
    Verdict::Estimate { uplift, low, high, level: 0.95, p_value: 0.01 }
}

#[test]
fn the_price_of_one_more_member_is_exact_and_turns_its_ends_around() {
    let price = cost_per_additional(Rupiah::whole(10_000_000), 1000, &estimate(0.05, 0.02, 0.08));
    let expected = CostPerAdditional::Price {
        estimate: Rupiah::whole(200_000),
        low: Rupiah::whole(125_000),
        high: Rupiah::whole(500_000),
    };
    assert_eq!(price, expected);
    let third = cost_per_additional(Rupiah::whole(100), 3, &estimate(1.0, 1.0, 1.0));
    assert!(matches!(third, CostPerAdditional::Price { estimate, .. } if estimate == Rupiah::whole(33)));
}

#[test]
fn an_interval_that_touches_zero_has_no_dearest_price() {
    let cost = Rupiah::whole(10_000_000);
    assert_eq!(
        cost_per_additional(cost, 1000, &estimate(0.05, 0.0, 0.1)),
        CostPerAdditional::Unbounded { estimate: Some(Rupiah::whole(200_000)), low: Some(Rupiah::whole(100_000)) }
    );
    assert_eq!(
        cost_per_additional(cost, 1000, &estimate(-0.01, -0.05, 0.02)),
        CostPerAdditional::Unbounded { estimate: None, low: Some(Rupiah::whole(500_000)) }
    );
    assert_eq!(
        cost_per_additional(cost, 1000, &estimate(-0.05, -0.1, -0.01)),
        CostPerAdditional::Unbounded { estimate: None, low: None }
    );
    assert_eq!(cost_per_additional(cost, 0, &estimate(0.05, 0.02, 0.08)), CostPerAdditional::NoAnswer);
    let early = uplift_by_person(sums(1, 1), sums(1, 1), Level::NINETY_FIVE);
    assert_eq!(cost_per_additional(cost, 1000, &early), CostPerAdditional::NoAnswer);
}
