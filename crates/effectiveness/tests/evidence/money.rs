//! Prices, and what is said where they have no end.

use crate::agrees;
use domain::Rupiah;
use effectiveness::money::{
    Additional, FiellerSet, Uncertain, fieller, price_by_fieller, price_of_effect, value_gained,
};
use effectiveness::{Interval, JointMoments, Level};

fn number(estimate: f64, standard_error: f64) -> Uncertain {
    Uncertain { estimate, variance: standard_error * standard_error }
}

#[test]
fn fiellers_set_is_bounded_or_outside_or_anything() {
    let level = Level::NINETY_FIVE;
    let FiellerSet::Bounded(i) = fieller(number(10.0, 1.0), number(2.0, 0.2), 0.0, level) else { panic!("bounded") };
    // Both ends make (10 - r * 2) / sqrt(1 + r^2 * 0.04) equal to 1.96.
    for end in [i.low, i.high] {
        agrees(((10.0 - 2.0 * end) / (1.0 + 0.04 * end * end).sqrt()).abs(), 1.959_963_984_540_054, 1e-9);
    }
    assert!(i.low < 5.0 && 5.0 < i.high);
    let outside = fieller(number(10.0, 1.0), number(0.1, 0.2), 0.0, level);
    assert!(matches!(outside, FiellerSet::Outside { below, above } if below < 0.0 && above > 0.0 && above < 100.0));
    assert_eq!(fieller(number(0.5, 1.0), number(0.1, 0.2), 0.0, level), FiellerSet::Anything);
}

#[test]
fn a_price_has_both_ends_where_the_effect_is_sure_and_none_above_where_it_may_be_nothing() {
    let each = Rupiah::whole(450);
    let price = price_of_effect(each, 0.05, Some(Interval { low: 0.03, high: 0.09 }), Additional::Member);
    assert_eq!(price.estimate, Some(Rupiah::whole(9_000)));
    assert_eq!((price.low, price.high), (Some(Rupiah::whole(5_000)), Some(Rupiah::whole(15_000))));
    assert!(price.sentence.id.contains("Rp9.000, antara Rp5.000 dan Rp15.000"), "{}", price.sentence.id);

    let open = price_of_effect(each, 0.01, Some(Interval { low: -0.01, high: 0.03 }), Additional::PaidMonth);
    assert_eq!((open.low, open.high), (Some(Rupiah::whole(15_000)), None));
    assert!(open.sentence.en.contains("no upper end") && open.sentence.id.contains("tidak ada batas atas"));

    let none = price_of_effect(each, -0.02, Some(Interval { low: -0.03, high: -0.01 }), Additional::Member);
    assert_eq!((none.estimate, none.low, none.high), (None, None, None));
    assert!(none.sentence.en.contains("Nothing was gained"));
}

#[test]
fn costs_on_file_are_divided_by_fieller() {
    let arm = |kept: u32, cost: f64| {
        JointMoments::of((0..1000_u32).map(move |i| (f64::from(u8::from(i % 10 < kept)), cost + f64::from(i % 7))))
    };
    let price = price_by_fieller(arm(6, 1000.0), arm(4, 100.0), Level::NINETY_FIVE, Additional::Member).unwrap();
    assert_eq!(price.estimate, Some(Rupiah::whole(4_500)));
    assert!(price.low < price.estimate && price.estimate < price.high);
    let unsure = price_by_fieller(arm(4, 1000.0), arm(4, 100.0), Level::NINETY_FIVE, Additional::Member).unwrap();
    assert_eq!((unsure.estimate, unsure.high), (None, None));
    assert!(unsure.low.is_some() && unsure.sentence.en.contains("no upper end"), "{}", unsure.sentence.en);
}

#[test]
fn contributions_gained_are_set_against_what_was_spent() {
    let interval = Some(Interval { low: 0.1, high: 0.3 });
    let value = value_gained(Rupiah::whole(16_800), 10_000, 0.2, interval, Rupiah::whole(5_000_000)).unwrap();
    assert_eq!(value.gained, Rupiah::whole(33_600_000));
    assert_eq!((value.net, value.net_low), (Rupiah::whole(28_600_000), Some(Rupiah::whole(11_800_000))));
    assert!(value.sentence.en.contains("it pays for itself"));
    let dear = value_gained(Rupiah::whole(16_800), 10_000, 0.2, interval, Rupiah::whole(30_000_000)).unwrap();
    assert!(dear.sentence.en.contains("not certain") && dear.sentence.id.contains("belum pasti"));
}
