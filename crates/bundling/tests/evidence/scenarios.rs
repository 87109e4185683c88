//! Packages in harder worlds.

use crate::ground::{catalogue, month, rules, segment};
use bundling::{Choice, Draws, Harder, Package, describe};
use domain::{OccupationGroup, Rupiah};

fn package(id: &str, start: &str) -> Package {
    let catalogue = catalogue();
    let choice = Choice::parse(&catalogue, id).unwrap();
    let draws = Draws::of(&catalogue, 0, 1);
    describe(&catalogue, &rules(), &segment(OccupationGroup::Fisher, 1_700_000), &choice, month(start), &draws).unwrap()
}

#[test]
fn a_price_that_doubles_costs_six_months_more_and_one_that_doubles_anyway_costs_nothing_more() {
    // Full price all year: the last six of twelve payments cost twice as much.
    let full = package("basic.monthly.none.self", "2027-01");
    let of = |package: &Package, harder: Harder| package.scenarios.iter().find(|s| s.harder == harder).unwrap().clone();
    assert_eq!(of(&full, Harder::PriceDoubles).member_a_year, Rupiah::whole(18 * 16_800));
    // Signed up in July 2026 the discount ends after six months by itself.
    let discounted = package("basic.monthly.none.self", "2026-07");
    let ends = of(&discounted, Harder::PriceDoubles);
    assert_eq!(ends.member_a_year, discounted.cash.year.member);
    assert!((ends.kept - discounted.forecast.kept_of_thousand()).abs() < 1e-9);
    // Help of one half for six months ends the same way.
    let helped = package("basic.monthly.state-half.self", "2027-01");
    assert_eq!(of(&helped, Harder::PriceDoubles).member_a_year, helped.cash.year.member);
}

#[test]
fn no_harder_world_keeps_more_or_is_lighter() {
    let catalogue = catalogue();
    let draws = Draws::of(&catalogue, 0, 1);
    for group in OccupationGroup::ALL {
        for plan in 0..catalogue.plans.len() {
            for subsidy in 0..catalogue.subsidies.len() {
                let choice = Choice { programme: 0, plan, subsidy, route: 1, add_ons: Vec::new() };
                let people = segment(group, 1_700_000);
                let found = describe(&catalogue, &rules(), &people, &choice, month("2026-10"), &draws).unwrap();
                for scenario in &found.scenarios {
                    assert!(scenario.kept <= found.forecast.kept_of_thousand() + 1e-9, "{} {scenario:?}", found.id);
                    assert!(scenario.share_of_lean_month >= found.share_of_lean_month - 1e-12, "{scenario:?}");
                    assert!(scenario.member_a_year >= found.cash.year.member, "{scenario:?}");
                }
                let claims = found.scenarios.iter().find(|s| s.harder == Harder::MoreClaims).unwrap();
                assert!((claims.claims_ratio - 1.5 * found.actuarial.ratio).abs() < 1e-12);
            }
        }
    }
}
