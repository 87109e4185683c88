//! The search against trying everything, and what must hold whatever the catalogue.

use crate::ground::{ADD_ONS, catalogue, files, month, rules, segment};
use bundling::{
    Allowed, Catalogue, CatalogueFiles, Choice, Draws, Point, Segment, Verdict, Wanted, describe, design, neighbours,
    picks,
};
use domain::OccupationGroup;
use proptest::prelude::*;
use std::fmt::Write;

fn every_choice(catalogue: &Catalogue, segment: &Segment, most: usize) -> Vec<Choice> {
    let add_ons = catalogue.add_ons_for(segment.group);
    let mut choices = Vec::new();
    for programme in 0..catalogue.programmes.len() {
        for plan in 0..catalogue.plans.len() {
            for subsidy in 0..catalogue.subsidies.len() {
                for route in 0..catalogue.routes.len() {
                    for bits in 0..1_u32 << add_ons.len() {
                        if bits.count_ones() as usize <= most {
                            let chosen = add_ons.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                            let add_ons = chosen.map(|(_, add_on)| *add_on).collect();
                            choices.push(Choice { programme, plan, subsidy, route, add_ons });
                        }
                    }
                }
            }
        }
    }
    choices
}

/// All points that pass every wall and that none beats among those of the same programme set, by comparing each with each.
fn by_brute_force(catalogue: &Catalogue, segment: &Segment, most: usize) -> Vec<(usize, Point)> {
    let (rules, draws) = (rules(), Draws::of(catalogue, 0, 0));
    let mut inside: Vec<(usize, Point)> = Vec::new();
    for choice in every_choice(catalogue, segment, most) {
        let package = describe(catalogue, &rules, segment, &choice, month("2026-12"), &draws).unwrap();
        if package.is_offerable() {
            let year = package.cash.year;
            let point = Point {
                kept: package.forecast.kept_of_thousand(),
                share: package.share_of_lean_month,
                costs: [year.member, year.partner, year.state, year.agency].map(domain::Rupiah::rounded),
            };
            inside.push((choice.programme, point));
        }
    }
    let beaten = |(set, point): &(usize, Point)| inside.iter().any(|(other, p)| other == set && p.beats(point));
    let mut kept: Vec<(usize, Point)> = inside.iter().filter(|one| !beaten(one)).copied().collect();
    sort(&mut kept);
    kept.dedup();
    kept
}

fn sort(points: &mut [(usize, Point)]) {
    points.sort_by(|(a, p), (b, q)| {
        let figures = |p: &Point| (p.kept.to_bits(), p.share.to_bits(), p.costs);
        a.cmp(b).then(figures(p).cmp(&figures(q)))
    });
}

fn searched(catalogue: &Catalogue, segment: &Segment, most: usize) -> Vec<(usize, Point)> {
    let found = design(catalogue, &rules(), segment, month("2026-12"), &Wanted::offerable(most)).unwrap();
    let mut points: Vec<(usize, Point)> = found.offers.iter().map(|o| (o.choice.programme, o.point)).collect();
    sort(&mut points);
    points
}

/// A catalogue with other add-ons, all for market traders.
fn with_add_ons(rows: &[(u32, &str, f64)], change: impl Fn(CatalogueFiles<'_>) -> Catalogue) -> Catalogue {
    let mut text = ADD_ONS.lines().next().unwrap().to_owned();
    for (place, (cost, payer, factor)) in rows.iter().enumerate() {
        write!(
            text,
            "\na-{place},A{place},A{place},market_trader,service,somebody,somebody,{payer},{cost},,{factor:.2},0.1,none,none,not_needed,,,,a test,a test,a \
             test,2026-11-22,unverified"
        )
        .unwrap();
    }
    change(CatalogueFiles { add_ons: &text, ..files() })
}

#[test]
fn the_search_finds_what_trying_everything_finds() {
    let catalogue = catalogue();
    for (group, income) in [(OccupationGroup::Fisher, 1_700_000), (OccupationGroup::MarketTrader, 900_000)] {
        let segment = segment(group, income);
        assert_eq!(searched(&catalogue, &segment, 2), by_brute_force(&catalogue, &segment, 2), "{group:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn the_search_finds_what_trying_everything_finds_on_any_small_catalogue(
        rows in prop::collection::vec((0..60_000_u32, 0..4_usize, 0.7..1.05_f64), 1..5),
        income in 500_000..3_000_000_i64,
    ) {
        let payers = ["member", "partner", "state", "agency"];
        let rows: Vec<(u32, &str, f64)> = rows.into_iter().map(|(c, p, f)| (c, payers[p], f)).collect();
        let plans: String = crate::ground::PLANS.lines().take(5).flat_map(|line| [line, "\n"]).collect();
        let catalogue = with_add_ons(&rows, |files| {
            Catalogue::read(&CatalogueFiles { payment_plans: &plans, ..files }, &rules()).unwrap()
        });
        let segment = segment(OccupationGroup::MarketTrader, income);
        prop_assert_eq!(searched(&catalogue, &segment, 3), by_brute_force(&catalogue, &segment, 3));
    }

    #[test]
    fn a_cost_more_never_makes_anything_cheaper_and_a_looser_wall_stops_nobody(
        cost in 1..200_000_u32, payer in 0..4_usize, income in 500_000..3_000_000_i64,
    ) {
        let payer = ["member", "partner", "state", "agency"][payer];
        let segment = segment(OccupationGroup::MarketTrader, income);
        let read = |walls: &str, cost: u32| with_add_ons(&[(cost, payer, 0.9)], |files| {
            Catalogue::read(&CatalogueFiles { walls, ..files }, &rules()).unwrap()
        });
        let walls = crate::ground::WALLS;
        let (cheap, dear) = (read(walls, cost / 2), read(walls, cost));
        let looser = walls.replace("lean_month,0.04", "lean_month,0.06").replace("at_once,0.15", "at_once,0.2");
        let loose = read(&looser, cost);
        for choice in every_choice(&cheap, &segment, 1) {
            let of = |catalogue: &Catalogue| {
                let draws = Draws::of(catalogue, 0, 0);
                describe(catalogue, &rules(), &segment, &choice, month("2026-12"), &draws).unwrap()
            };
            let (cheap, dear, loose) = (of(&cheap), of(&dear), of(&loose));
            let (a, b) = (cheap.cash.year, dear.cash.year);
            prop_assert!(b.member >= a.member && b.partner >= a.partner && b.state >= a.state && b.agency >= a.agency);
            prop_assert!(!dear.is_offerable() || cheap.is_offerable());
            prop_assert!(!dear.is_offerable() || loose.is_offerable());
        }
    }
}

#[test]
fn an_add_on_without_clearance_is_left_out_and_said_why_unless_drafts_are_asked_for() {
    let catalogue = catalogue();
    let fishers = segment(OccupationGroup::Fisher, 1_700_000);
    let gear = catalogue.add_on("gear-insurance").unwrap();
    let found = design(&catalogue, &rules(), &fishers, month("2027-01"), &Wanted::offerable(4)).unwrap();
    assert!(found.offers.iter().all(|o| !o.choice.add_ons.contains(&gear)));
    let (_, why) = found.left_out.iter().find(|(place, _)| *place == gear).unwrap();
    assert_eq!(
        why.words.en,
        "Insurance of fishing gear and boat engine: no clearance by OJK on record (models/catalogue/addons.csv, line 2)"
    );
    let drafts = design(
        &catalogue,
        &rules(),
        &fishers,
        month("2027-01"),
        &Wanted { allowed: Allowed::Drafts, ..Wanted::offerable(4) },
    )
    .unwrap();
    assert!(drafts.offers.iter().any(|o| o.choice.add_ons.contains(&gear)));
    let wanted = Wanted { allowed: Allowed::Drafts, with: vec![gear], ..Wanted::offerable(2) };
    let with_gear = design(&catalogue, &rules(), &fishers, month("2027-01"), &wanted).unwrap();
    assert!(with_gear.offers.iter().all(|o| o.choice.add_ons.contains(&gear) && o.choice.add_ons.len() <= 2));
    // Asked for by name it comes in, and nothing else without clearance does.
    let named = Wanted { allowed: Allowed::Offerable, ..wanted };
    let named = design(&catalogue, &rules(), &fishers, month("2027-01"), &named).unwrap();
    let lending = catalogue.add_on("micro-finance").unwrap();
    assert!(named.offers.iter().all(|o| o.choice.add_ons.contains(&gear) && !o.choice.add_ons.contains(&lending)));
    let with = vec![catalogue.add_on("post-harvest-training").unwrap()];
    let refused = design(&catalogue, &rules(), &fishers, month("2027-01"), &Wanted { with, ..Wanted::offerable(2) });
    assert_eq!(
        refused.err().map(|error| error.to_string()).unwrap_or_default(),
        "`post-harvest-training` may not be in a package here: Post-harvest training by extension officers: not for fishers"
    );
    let choice = Choice::parse(&catalogue, "basic.monthly.none.counter+gear-insurance+catch-market-access").unwrap();
    let draws = Draws::of(&catalogue, 0, 0);
    let package = describe(&catalogue, &rules(), &fishers, &choice, month("2027-01"), &draws).unwrap();
    assert!(package.is_draft() && !package.is_offerable());
}

#[test]
fn a_due_date_in_the_good_season_keeps_more_fishers_than_any_cheaper_price_of_a_partner() {
    // The lesson of Casaburi & Willis 2018: when it is due matters more than a quarter off.
    let catalogue = catalogue();
    let fishers = segment(OccupationGroup::Fisher, 1_700_000);
    let draws = Draws::of(&catalogue, 0, 0);
    let kept = |id: &str| {
        let choice = Choice::parse(&catalogue, id).unwrap();
        describe(&catalogue, &rules(), &fishers, &choice, month("2027-01"), &draws).unwrap().forecast.kept_of_thousand()
    };
    let season = kept("basic.season-6.none.self");
    let others = ["basic.monthly.partner-quarter.self", "basic.ahead-6.none.self"].map(kept);
    assert!(others.iter().all(|other| season > *other), "{season}, {others:?}");
}

#[test]
fn neighbours_say_which_wall_or_which_package_stands_in_their_way() {
    let catalogue = catalogue();
    let fishers = segment(OccupationGroup::Fisher, 1_000_000);
    let start = month("2027-01");
    let found = design(&catalogue, &rules(), &fishers, start, &Wanted::offerable(4)).unwrap();
    let draws = Draws::of(&catalogue, 200, 11);
    let basic = catalogue.programme("basic").unwrap();
    let picked = picks(&catalogue, &rules(), &fishers, start, &found, Some(basic), &draws).unwrap();
    assert_eq!(picked.len(), 4);
    assert!(picked[0].best_in.is_some_and(|share| (0.0..=1.0).contains(&share)));
    let package = describe(&catalogue, &rules(), &fishers, &picked[0].offer.choice, start, &draws).unwrap();
    assert!(package.is_offerable());
    assert!(package.kept_between[0] < package.forecast.kept_of_thousand());
    assert!(package.kept_between[1] > package.forecast.kept_of_thousand());
    let around = neighbours(&catalogue, &rules(), &fishers, &package, start, &found).unwrap();
    let verdict = |part: &str| &around.iter().find(|n| n.id.contains(part)).unwrap().verdict;
    assert!(matches!(verdict("gear-insurance"), Verdict::Wall(check) if check.wall == "clearance"));
    assert!(around.iter().any(|n| matches!(&n.verdict, Verdict::Wall(check) if check.wall != "clearance")));
    assert!(around.iter().any(|n| matches!(n.verdict, Verdict::OtherBalance { .. } | Verdict::Beaten { .. })));
}

#[test]
fn walls_and_regulators_are_told_in_both_languages_and_a_column_left_out_is_no_gap() {
    let of = |catalogue: &Catalogue| {
        let segment = segment(OccupationGroup::Farmer, 1_150_000);
        let id = "basic.monthly.none.self+fertiliser-subsidy-access";
        let choice = Choice::parse(catalogue, id).unwrap();
        let package =
            describe(catalogue, &rules(), &segment, &choice, month("2027-01"), &Draws::of(catalogue, 0, 1)).unwrap();
        let words = |wall: &str| package.checks.iter().find(|check| check.wall == wall).unwrap().clone();
        (words("clearance").words, words("affordable").source)
    };
    let (clearance, source) = of(&catalogue());
    assert!(clearance.id.contains("belum ada izin Kementerian Pertanian"), "{clearance:?}");
    assert!(clearance.en.contains("no clearance by Ministry of Agriculture"), "{clearance:?}");
    assert!(source.id.starts_with("asumsi proyek") && source.en.starts_with("assumption of the project"), "{source:?}");
    let walls = crate::ground::WALLS.replace("source_id,source", "note,source");
    let (_, source) = of(&Catalogue::read(&CatalogueFiles { walls: &walls, ..files() }, &rules()).unwrap());
    assert_eq!(source.id, source.en);
}
