//! What people read.

use crate::ground::{catalogue, month, rules, segment};
use bundling::{Choice, Draws, describe};
use domain::OccupationGroup;

#[test]
fn walls_are_told_in_both_languages_with_their_figures() {
    let catalogue = catalogue();
    let choice = Choice::parse(&catalogue, "basic.monthly.none.counter+catch-market-access").unwrap();
    let fishers = segment(OccupationGroup::Fisher, 1_000_000);
    let draws = Draws::of(&catalogue, 50, 3);
    let package = describe(&catalogue, &rules(), &fishers, &choice, month("2027-01"), &draws).unwrap();
    assert_eq!(
        package.name.en,
        "Fishers: JKK and JKM at the lowest band, Paid each month, Market access for the catch through a cooperative"
    );
    let check = |wall: &str| package.checks.iter().find(|check| check.wall == wall).unwrap();
    assert_eq!(
        check("affordable").words.id,
        "Sebulan perlindungan mengambil 3,7% penghasilan bulan tersulit, di bawah batas 4%"
    );
    assert!(
        check("fund_neutral")
            .words
            .en
            .starts_with("The social security fund carries nothing; a year costs the member Rp")
    );
    assert_eq!(check("statutory").words.en, "Statutory contributions of Rp201.600 a year, the fund receives Rp201.600");
    assert!(package.unverified.iter().any(|row| row == "models/catalogue/levers.csv: take_up"));
}
