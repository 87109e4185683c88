//! What packages cost, month by month, and that all sums agree to the rupiah.

use crate::ground::{catalogue, month, rules, segment};
use bundling::{Choice, Draws, Package, describe};
use domain::{OccupationGroup, Rupiah};

fn package(id: &str, group: OccupationGroup, start: &str) -> Package {
    let catalogue = catalogue();
    let choice = Choice::parse(&catalogue, id).unwrap();
    let draws = Draws::of(&catalogue, 0, 1);
    describe(&catalogue, &rules(), &segment(group, 1_700_000), &choice, month(start), &draws).unwrap()
}

fn monthly(id: &str, start: &str) -> Vec<i64> {
    let package = package(id, OccupationGroup::Fisher, start);
    package.cash.months.iter().map(|m| m.paid_by.member.rounded()).collect()
}

#[test]
fn the_lowest_band_costs_what_the_regulation_says() {
    assert_eq!(monthly("basic.monthly.none.self", "2027-01"), [16_800; 12]);
    assert_eq!(monthly("savings.monthly.none.self", "2027-01"), [36_800; 12]);
    let basic = package("basic.monthly.none.self", OccupationGroup::Fisher, "2026-11");
    assert_eq!((basic.at_first, basic.full_price), (Rupiah::whole(8_400), Rupiah::whole(16_800)));
    assert_eq!(monthly("savings.monthly.none.self", "2026-11")[0], 28_400);
}

#[test]
fn a_block_across_the_end_of_the_discount_is_priced_month_by_month() {
    // Paid in November 2026 for November to April: the rule on prepaid months is that of the payment day, and is unverified.
    let ahead = package("basic.ahead-6.none.self", OccupationGroup::Fisher, "2026-11");
    assert_eq!(ahead.cash.months[0].paid_by.member, Rupiah::whole(6 * 8_400));
    assert_eq!(ahead.cash.months[6].paid_by.member, Rupiah::whole(6 * 16_800));
    assert!(ahead.unverified.iter().any(|row| row.contains("prepay_price_basis")), "{:?}", ahead.unverified);
    // By the month of cover instead, two months are at half and four at the whole price.
    let by_cover = crate::ground::RULES.replace("prepay_price_basis,payment_day", "prepay_price_basis,coverage_month");
    let rules =
        domain::ProgrammeRules::from_csv(crate::ground::CONTRIBUTIONS, crate::ground::DISCOUNTS, &by_cover).unwrap();
    let catalogue = catalogue();
    let choice = Choice::parse(&catalogue, "basic.ahead-6.none.self").unwrap();
    let fishers = segment(OccupationGroup::Fisher, 1_700_000);
    let draws = Draws::of(&catalogue, 0, 1);
    let found = describe(&catalogue, &rules, &fishers, &choice, month("2026-11"), &draws).unwrap();
    assert_eq!(found.cash.months[0].paid_by.member, Rupiah::whole(2 * 8_400 + 4 * 16_800));
}

#[test]
fn whoever_the_state_pays_for_has_no_discount_and_the_fund_receives_the_whole_contribution() {
    let helped = package("basic.monthly.state-half.self", OccupationGroup::Fisher, "2026-07");
    let months = &helped.cash.months;
    assert_eq!((months[0].paid_by.member, months[0].paid_by.state), (Rupiah::whole(8_400), Rupiah::whole(8_400)));
    assert_eq!(months[0].to_fund, Rupiah::whole(16_800));
    assert_eq!(months[6].paid_by.state, Rupiah::ZERO);
}

#[test]
fn every_month_of_every_package_adds_up_to_the_rupiah() {
    let catalogue = catalogue();
    let (rules, draws) = (rules(), Draws::of(&catalogue, 0, 1));
    for group in [OccupationGroup::Fisher, OccupationGroup::Farmer, OccupationGroup::Transport] {
        let segment = segment(group, 2_300_000);
        let add_ons = catalogue.add_ons_for(group);
        for programme in 0..catalogue.programmes.len() {
            for plan in 0..catalogue.plans.len() {
                for subsidy in 0..catalogue.subsidies.len() {
                    for route in 0..catalogue.routes.len() {
                        let choice = Choice { programme, plan, subsidy, route, add_ons: add_ons.clone() };
                        let package =
                            describe(&catalogue, &rules, &segment, &choice, month("2026-10"), &draws).unwrap();
                        for m in &package.cash.months {
                            assert_eq!(m.paid_by.sum(), m.to_fund + m.to_providers + m.to_service, "{}", package.id);
                        }
                        let year: Rupiah = package.cash.months.iter().map(|m| m.paid_by.sum()).sum();
                        assert_eq!(year, package.cash.year.sum());
                        let add_on_cost: Rupiah = add_ons.iter().map(|a| catalogue.add_ons[*a].cost_a_year).sum();
                        let providers: Rupiah = package.cash.months.iter().map(|m| m.to_providers).sum();
                        assert_eq!(providers, add_on_cost);
                        assert_eq!(package.cash.year.fund, Rupiah::ZERO);
                    }
                }
            }
        }
    }
}

#[test]
fn payment_after_the_season_is_first_due_when_the_good_season_begins() {
    let fishers = package("basic.season-6.none.self", OccupationGroup::Fisher, "2026-12");
    assert_eq!(fishers.first_payment, month("2027-04"));
    let farmers = package("basic.season-6.none.self", OccupationGroup::Farmer, "2026-12");
    assert_eq!(farmers.first_payment, month("2027-03"));
    let traders = package("basic.season-6.none.self", OccupationGroup::MarketTrader, "2026-12");
    assert_eq!(traders.first_payment, month("2026-12"));
    // Nothing is due in a lean month, so that a month of cover takes less of the month it is paid from.
    let monthly = package("basic.monthly.none.self", OccupationGroup::Fisher, "2026-12");
    assert!(fishers.share_of_lean_month < 0.5 * monthly.share_of_lean_month);
}

#[test]
fn drivers_claims_take_three_fifths_of_full_contributions_and_more_than_all_of_half() {
    // 2.95 of a thousand x Rp26.2 million + 1.16 of a thousand x Rp41.3 million = Rp77,290 + Rp47,908.
    let now = package("basic.monthly.none.self", OccupationGroup::Transport, "2026-04").actuarial;
    assert_eq!((now.claims, now.contributions), (Rupiah::whole(125_198), Rupiah::whole(12 * 8_400)));
    assert!((now.ratio - 125_198.0 / 100_800.0).abs() < 1e-9 && (now.full_ratio - 125_198.0 / 201_600.0).abs() < 1e-9);
    assert!(now.unverified.is_empty());
    assert!((now.covered_up_to * now.full_ratio - 1.0).abs() < 1e-9);
    let with_savings = package("savings.monthly.none.self", OccupationGroup::Transport, "2026-04").actuarial;
    assert_eq!(with_savings, now);
    for id in [
        "basic.monthly.none.self",
        "basic.ahead-12.none.self",
        "basic.season-3.none.self",
        "basic.monthly.state-half.self",
    ] {
        let paid = package(id, OccupationGroup::Fisher, "2026-12");
        let received: Rupiah = paid.cash.months.iter().map(|month| month.to_fund).sum();
        assert_eq!(paid.actuarial.contributions, received, "{id}: what the fund receives is said once");
    }
    let of = |id| package(id, OccupationGroup::Fisher, "2026-12").actuarial.ratio;
    assert!(
        of("basic.monthly.none.self") > of("basic.season-3.none.self"),
        "half price in December is not paid after the season"
    );
    let fishers = package("basic.monthly.none.self", OccupationGroup::Fisher, "2027-01").actuarial;
    assert_eq!(fishers.unverified.len(), 2);
    assert!(
        fishers.words().en.starts_with(
            "Expected claims of Rp125.198 a member-year are 62% of JKK and JKM contributions of Rp201.600"
        )
    );
}
