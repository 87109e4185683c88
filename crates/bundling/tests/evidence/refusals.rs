//! Bad catalogues, each refused with file, line, column and value.

use crate::ground::{
    ADD_ONS, CLAIMS, LEVERS, PLANS, ROUTES, SUBSIDIES, WALLS, catalogue, files, month, rules, segment,
};
use bundling::{Allowed, Catalogue, CatalogueFiles, Choice, Wanted, design};
use domain::OccupationGroup;

fn refusal(files: &CatalogueFiles<'_>) -> String {
    Catalogue::read(files, &rules()).unwrap_err().to_string()
}

fn of_add_ons(from: &str, to: &str) -> String {
    let text = ADD_ONS.replacen(from, to, 1);
    assert_ne!(text, ADD_ONS, "{from} is not in the file");
    refusal(&CatalogueFiles { add_ons: &text, ..files() })
}

#[test]
fn bad_add_ons_are_refused_with_file_and_line() {
    let file = "models/catalogue/addons.csv, line 2: ";
    for (from, to, expected) in [
        (
            ",member,120000,",
            ",member,-120000,",
            "`unit_cost_rupiah_a_year` is `-120000`, expected whole rupiah of 0 or more, such as 120000",
        ),
        (
            ",member,120000,",
            ",member,1200.50,",
            "`unit_cost_rupiah_a_year` is `1200.50`, expected whole rupiah of 0 or more, such as 120000",
        ),
        ("a licensed insurer (to be chosen)", "", "`provider_en` is ``, expected a name; an empty cell names nobody"),
        (
            ",member,120000,",
            ",somebody,120000,",
            "`payer` is `somebody`, expected none, member, partner, state, agency or fund",
        ),
        (
            ",OJK,none,",
            ",OJK,cleared,",
            "`clearance` is cleared, so regulator, clearance_reference and cleared_on must say by whom, how and when",
        ),
        (
            ",OJK,none,,",
            ",OJK,none,S-12/2026,",
            "`clearance` is none, but a reference or date of a clearance stands in the row",
        ),
        (
            ",OJK,none,",
            ",OJK,not_needed,",
            "`clearance` is not_needed, but `regulator` names OJK: one of the two is wrong",
        ),
        (
            ",OJK,none,,,,",
            ",OJK,cleared,S-12,2026-11-01,2026-10-01,",
            "the clearance ends on 2026-10-01, before it was given on 2026-11-01",
        ),
        (",0.90,0.10,OJK", ",4,0.10,OJK", "`lapse_factor` is `4`, expected a number from 0 to 3"),
    ] {
        assert_eq!(of_add_ons(from, to), format!("{file}{expected}"));
    }
    let twice = of_add_ons("catch-market-access,", "gear-insurance,");
    assert_eq!(
        twice,
        "models/catalogue/addons.csv, line 3: `gear-insurance` stands in line 2 already; an id is given once"
    );
    let unreadable = of_add_ons(",0.90,0.10,OJK", ",a lot,0.10,OJK");
    assert!(unreadable.starts_with("models/catalogue/addons.csv, line 2"), "{unreadable}");
}

#[test]
fn contradictions_between_files_are_refused() {
    let plans = PLANS.replace(
        "ahead-6,Bayar 6 bulan di muka,Six months paid ahead,6",
        "ahead-6,Bayar 6 bulan di muka,Six months paid ahead,5",
    );
    let found = refusal(&CatalogueFiles { payment_plans: &plans, ..files() });
    assert_eq!(
        found,
        "models/catalogue/payment_plans.csv, line 6: `block_months` is `5`, expected 1, or a block that the programme rules allow (3, 6, 12)"
    );
    let subsidies = SUBSIDIES.replace(",state,0.5,6,", ",none,0.5,6,");
    let found = refusal(&CatalogueFiles { subsidies: &subsidies, ..files() });
    assert!(found.starts_with("models/catalogue/subsidies.csv, line 4: `payer` is none"), "{found}");
    let routes = ROUTES.replace(",member,3500,", ",none,3500,");
    let found = refusal(&CatalogueFiles { routes: &routes, ..files() });
    assert!(found.starts_with("models/catalogue/routes.csv, line 3: `payer` is none"), "{found}");
    let levers: String =
        LEVERS.lines().filter(|line| !line.starts_with("lump")).flat_map(|line| [line, "\n"]).collect();
    assert_eq!(
        refusal(&CatalogueFiles { levers: &levers, ..files() }),
        "models/catalogue/levers.csv: the row `lump` is missing"
    );
    let walls = WALLS.replace("month,0.04", "month,1.4");
    let found = refusal(&CatalogueFiles { walls: &walls, ..files() });
    assert_eq!(found, "models/catalogue/walls.csv, line 2: `value` is `1.4`, expected a number from 0 to 1");
    let claims = CLAIMS.replace("JKK,any,2.95,26200000", "JKK,any,2.95,-1");
    let found = refusal(&CatalogueFiles { claims: &claims, ..files() });
    assert!(found.starts_with("models/catalogue/claims.csv, line 4: `mean_cost_rupiah` is `-1`"), "{found}");
    let claims: String = CLAIMS.lines().take(4).flat_map(|line| [line, "\n"]).collect();
    let found = refusal(&CatalogueFiles { claims: &claims, ..files() });
    assert_eq!(found, "models/catalogue/claims.csv: the row of Jkm for any group is missing");
    let empty = PLANS.lines().next().unwrap();
    let found = refusal(&CatalogueFiles { payment_plans: empty, ..files() });
    assert_eq!(found, "models/catalogue/payment_plans.csv: has no rows; at least one is needed");
}

#[test]
fn an_expired_clearance_is_named_with_its_line_and_left_out() {
    let text = ADD_ONS.replacen(",OJK,none,,,,", ",OJK,cleared,S-12/2026,2026-02-01,2026-11-30,", 1);
    let catalogue = Catalogue::read(&CatalogueFiles { add_ons: &text, ..files() }, &rules()).unwrap();
    let fishers = segment(OccupationGroup::Fisher, 2_500_000);
    let gear = catalogue.add_on("gear-insurance").unwrap();
    let of = |start: &str| design(&catalogue, &rules(), &fishers, month(start), &Wanted::offerable(3)).unwrap();
    assert!(of("2026-11").offers.iter().any(|offer| offer.choice.add_ons.contains(&gear)));
    let later = of("2026-12");
    assert!(later.offers.iter().all(|offer| !offer.choice.add_ons.contains(&gear)));
    let (_, check) = later.left_out.iter().find(|(place, _)| *place == gear).unwrap();
    assert!(check.words.en.ends_with(
        "clearance S-12/2026 by OJK expired on 2026-11-30, before 2026-12-01 (models/catalogue/addons.csv, line 2)"
    ));
}

#[test]
fn nothing_that_asks_the_fund_is_ever_offered() {
    let text = ADD_ONS.replacen(",partner,25000,", ",fund,25000,", 1);
    let catalogue = Catalogue::read(&CatalogueFiles { add_ons: &text, ..files() }, &rules()).unwrap();
    let fishers = segment(OccupationGroup::Fisher, 2_500_000);
    let access = catalogue.add_on("catch-market-access").unwrap();
    for allowed in [Allowed::Offerable, Allowed::Drafts] {
        let found =
            design(&catalogue, &rules(), &fishers, month("2027-01"), &Wanted { allowed, ..Wanted::offerable(3) })
                .unwrap();
        assert!(found.offers.iter().all(|offer| !offer.choice.add_ons.contains(&access)));
        assert!(found.left_out.iter().any(|(place, check)| *place == access && check.wall == "fund_neutral"));
    }
}

#[test]
fn what_is_not_known_or_cannot_be_paid_is_said() {
    let catalogue = catalogue();
    let found = Choice::parse(&catalogue, "basic.weekly.none.self").unwrap_err().to_string();
    assert!(found.starts_with("there is no payment plan `weekly` in models/catalogue; there are monthly, "), "{found}");
    let poor = segment(OccupationGroup::Fisher, 90_000);
    let found = design(&catalogue, &rules(), &poor, month("2027-01"), &Wanted::offerable(2)).unwrap_err().to_string();
    assert!(
        found.starts_with("no package for fisher passes every wall; the nearest, basic.monthly.none.self, fails: "),
        "{found}"
    );
    let none = segment(OccupationGroup::Fisher, 0);
    let found = design(&catalogue, &rules(), &none, month("2027-01"), &Wanted::offerable(2)).unwrap_err().to_string();
    assert_eq!(found, "the median income of fisher is Rp0; a package needs one above Rp0");
}
