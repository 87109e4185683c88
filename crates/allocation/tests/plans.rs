//! Plans against every plan there is, and what no plan may break.
#![allow(clippy::unwrap_used)]

use allocation::{
    AllocationError, AllocationPlan, Ask, ChannelLimit, Experiment, Offer, Response, SegmentPeople, Source,
    one_channel_each, split, value_of_learning,
};
use domain::Rupiah;
use proptest::prelude::*;

fn offer(segment: &str, channel: &str, reach: u64, rupiah: i64, uplift: f64) -> Offer {
    Offer {
        segment: segment.into(),
        channel: channel.into(),
        reach,
        cost_each: Rupiah::whole(rupiah),
        response: Response::straight(uplift, 0.02),
        source: Source::Prior { row: "information".into() },
    }
}

fn segment(name: &str, people: u64, months_each: f64) -> SegmentPeople {
    SegmentPeople { segment: name.into(), people, months_each }
}

fn limit(channel: &str, most: Option<u64>, least: u64, fixed: i64) -> ChannelLimit {
    ChannelLimit { channel: channel.into(), most, least, fixed_cost: Rupiah::whole(fixed) }
}

/// Two segments, two channels, few people: small enough to try everything.
fn small() -> impl Strategy<Value = Ask> {
    let offers = prop::collection::vec((1_u64..6, 1_i64..9, -0.3_f64..0.9), 4);
    let limits = (prop::option::of(0_u64..8), 0_u64..4, 0_i64..6);
    (offers, limits, 0_i64..40, 0.5_f64..3.0).prop_map(|(offers, (most, least, fixed), budget, months)| {
        let names = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")];
        let offers: Vec<Offer> =
            offers.iter().zip(names).map(|((n, c, u), (s, ch))| offer(s, ch, (*n).min(5), *c, *u)).collect();
        let least = most.map_or(least, |m| least.min(m));
        Ask {
            segments: vec![segment("a", 5, 1.0), segment("b", 5, months)],
            offers,
            limits: vec![limit("x", most, least, fixed)],
            budget: Rupiah::whole(budget),
        }
    })
}

/// Months of whole people on the four offers, where every limit is kept.
fn months(ask: &Ask, people: [u64; 4]) -> Option<f64> {
    let cost: i64 = ask.offers.iter().zip(people).map(|(o, n)| o.cost_each.rounded() * n as i64).sum();
    let x = people[0] + people[2];
    let limit = &ask.limits[0];
    let fixed = if x > 0 { limit.fixed_cost.rounded() } else { 0 };
    let fine = cost + fixed <= ask.budget.rounded()
        && people[0] + people[1] <= 5
        && people[2] + people[3] <= 5
        && limit.most.is_none_or(|m| x <= m)
        && (x == 0 || x >= limit.least);
    fine.then(|| {
        let each = |i: usize| ask.offers[i].response.uplift * people[i] as f64 * ask.segments[i / 2].months_each;
        (0..4).map(each).sum()
    })
}

fn best_of(ask: &Ask, allowed: impl Fn(usize, u64) -> bool) -> f64 {
    let mut best = 0.0_f64;
    let range = |i: usize| (0..=ask.offers[i].reach).filter(|n| allowed(i, *n)).collect::<Vec<_>>();
    for a in range(0) {
        for b in range(1) {
            for c in range(2) {
                for d in range(3) {
                    best = best.max(months(ask, [a, b, c, d]).unwrap_or(0.0));
                }
            }
        }
    }
    best
}

fn people(plan: &AllocationPlan) -> [u64; 4] {
    [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")].map(|(s, c)| plan.people(s, c))
}

proptest! {
    #[test]
    fn a_split_keeps_every_limit_and_no_plan_passes_its_bound(ask in small()) {
        let plan = split(&ask).unwrap();
        let kept = months(&ask, people(&plan));
        prop_assert!(kept.is_some(), "{plan:?} breaks a limit of {ask:?}");
        prop_assert!((kept.unwrap() - plan.months).abs() < 1e-9);
        prop_assert!(plan.cost <= ask.budget);
        let best = best_of(&ask, |_, _| true);
        prop_assert!(best <= plan.months_bound + 1e-6, "{best} passes {}", plan.months_bound);
        prop_assert!(plan.months <= best + 1e-9);
    }

    #[test]
    fn one_channel_each_is_the_best_of_all_such_plans_where_no_capacity_binds(ask in small()) {
        let ask = Ask { limits: vec![limit("x", None, 0, 0)], ..ask };
        let plan = one_channel_each(&ask).unwrap();
        let got = people(&plan);
        prop_assert!(months(&ask, got).is_some());
        prop_assert!(got[0] == 0 || got[1] == 0);
        let mut best = 0.0_f64;
        for first in [None, Some(0), Some(1)] {
            for second in [None, Some(2), Some(3)] {
                let mut people = [0; 4];
                for place in [first, second].into_iter().flatten() {
                    people[place] = ask.offers[place].reach;
                }
                best = best.max(months(&ask, people).unwrap_or(0.0));
            }
        }
        prop_assert!((plan.months - best).abs() < 1e-9, "{} against {best}", plan.months);
    }

    #[test]
    fn the_bound_with_more_money_is_not_below_the_plan_with_less(ask in small(), more in 1_i64..30) {
        let richer = Ask { budget: ask.budget + Rupiah::whole(more), ..ask.clone() };
        prop_assert!(split(&richer).unwrap().months_bound >= split(&ask).unwrap().months - 1e-9);
    }
}

/// Segments of a real size.
fn large() -> Ask {
    let mut segments = Vec::new();
    let mut offers = Vec::new();
    for i in 0..40_u64 {
        let name = format!("s{i:02}");
        segments.push(segment(&name, 2_000 + 731 * (i % 7), 3.0 + (i % 5) as f64));
        for (place, (channel, rupiah)) in [("whatsapp", 586), ("print", 1_500), ("counter", 5_000)].iter().enumerate() {
            let mut each = offer(&name, channel, 1_400 + 200 * (i % 4), *rupiah, 0.0);
            let uplift = 0.01 * (place as f64 + 1.0) + 0.002 * (i % 9) as f64;
            each.response = Response::from_parts(&[uplift * 1.8, uplift * 1.1, uplift * 0.1], 0.01);
            offers.push(each);
        }
    }
    let limits = vec![
        limit("counter", Some(12_000), 0, 0),
        limit("print", None, 5_000, 2_000_000),
        limit("whatsapp", Some(40_000), 0, 0),
    ];
    Ask { segments, offers, limits, budget: Rupiah::whole(90_000_000) }
}

#[test]
fn a_plan_of_the_size_of_a_campaign_is_within_a_thousandth_of_the_bound() {
    let ask = large();
    let plan = split(&ask).unwrap();
    assert!(plan.gap < 1e-3, "{}", plan.gap);
    assert!(plan.cost <= ask.budget);
    let counted = |channel: &str| plan.lines.iter().filter(|l| l.channel == channel).map(|l| l.people).sum::<u64>();
    assert!(counted("counter") <= 12_000 && counted("whatsapp") <= 40_000);
    assert!(counted("print") == 0 || counted("print") >= 5_000);
    let each = one_channel_each(&ask).unwrap();
    assert!(each.months <= plan.months_bound && each.gap < 0.2, "{}", each.gap);
    assert!(each.cost <= ask.budget);
}

#[test]
fn the_best_parts_are_reached_first() {
    let mut ask = large();
    ask.budget = Rupiah::whole(3_000_000);
    ask.limits.clear();
    let plan = split(&ask).unwrap();
    for line in &plan.lines {
        let whole = ask.offers.iter().find(|o| o.segment == line.segment && o.channel == line.channel).unwrap();
        assert!(line.members >= whole.response.uplift * line.people as f64 - 1e-9);
    }
}

#[test]
fn what_harms_is_given_to_nobody() {
    let ask = Ask {
        segments: vec![segment("a", 100, 1.0)],
        offers: vec![offer("a", "x", 100, 10, -0.05)],
        limits: vec![],
        budget: Rupiah::whole(10_000),
    };
    assert!(split(&ask).unwrap().lines.is_empty());
    assert!(one_channel_each(&ask).unwrap().lines.is_empty());
}

fn experiment(treated: u64, held_out: u64) -> Experiment {
    Experiment { segment: "a".into(), channel: "x".into(), treated, held_out, base_rate: 0.5, design_effect: 1.0 }
}

/// Two channels of which one is a little better as far as anybody knows.
fn doubtful(deviation: f64) -> Ask {
    let mut ask = Ask {
        segments: vec![segment("a", 1_000, 1.0)],
        offers: vec![offer("a", "x", 1_000, 100, 0.03), offer("a", "y", 1_000, 100, 0.032)],
        limits: vec![],
        budget: Rupiah::whole(100_000),
    };
    ask.offers[0].response.deviation = deviation;
    ask
}

#[test]
fn an_experiment_teaches_more_the_larger_it_is_and_nothing_about_what_is_known() {
    let months = |deviation, n| value_of_learning(&doubtful(deviation), &experiment(n, n)).unwrap().months;
    assert!(months(0.0, 1_000).abs() < 1e-12);
    assert!(months(0.02, 0).abs() < 1e-12);
    let growing = [100, 1_000, 10_000, 10_000_000].map(|n| months(0.02, n));
    assert!(growing.windows(2).all(|pair| pair[1] >= pair[0]), "{growing:?}");
    // Perfect information about x: people times E[max(x, y)] - y, the unit normal loss of 0.002 at a deviation of 0.02.
    let z: f64 = 0.1;
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let loss = 0.02 * (density - z * 0.460_172_163);
    assert!((growing[3] - 1_000.0 * loss).abs() < 0.03 * 1_000.0 * loss, "{} against {}", growing[3], 1_000.0 * loss);
}

#[test]
fn what_cannot_be_answered_is_refused_in_a_sentence() {
    let good = doubtful(0.01);
    let refused = |ask: Ask| split(&ask).unwrap_err();
    assert_eq!(refused(Ask { offers: vec![], ..good.clone() }), AllocationError::NothingToOffer);
    let mut ask = good.clone();
    ask.offers[0].reach = 2_000;
    assert_eq!(refused(ask).to_string(), "channel `x` reaches 2000 people of segment `a`, expected at most its 1000");
    let mut ask = good.clone();
    ask.offers[0].response.uplift = 3.0;
    assert_eq!(refused(ask).to_string(), "segment `a`, channel `x`: the uplift is 3, expected a number from -1 to 1");
    let ask = Ask { limits: vec![limit("z", None, 0, 0)], ..good.clone() };
    assert_eq!(refused(ask), AllocationError::LimitOnNothing { channel: "z".into() });
    let ask = Ask { budget: Rupiah::whole(-5), ..good.clone() };
    assert!(matches!(refused(ask), AllocationError::NegativeMoney { .. }));
    let mut unknown = experiment(10, 10);
    unknown.channel = "z".into();
    assert!(matches!(value_of_learning(&good, &unknown), Err(AllocationError::NoSuchOffer { .. })));
}
