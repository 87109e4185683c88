use crate::forecast::count;
use crate::markov::{Person, people, scope};
use retention::{Happened, HazardCounts, Retention, RetentionError, Scope, Spell};

#[test]
fn counts_of_two_halves_are_the_counts_of_all_and_order_changes_nothing() {
    let mut people = people(3, 2_000, 0.0);
    let whole = count(&people);
    let (left, right) = people.split_at(700);
    let mut merged = count(right);
    merged.merge(&count(left)).unwrap();
    assert_eq!(merged, whole);
    let happened = |people: &[Person]| {
        let mut happened = Happened::new(scope()).unwrap();
        for p in people {
            happened.add(p.row, &p.then, p.covered_later).unwrap();
        }
        happened
    };
    let mut parts = happened(right);
    parts.merge(&happened(left)).unwrap();
    assert_eq!(parts, happened(&people));
    people.reverse();
    people.rotate_left(311);
    let moved = count(&people);
    assert_eq!(moved, whole);
    let of = |counts: &HazardCounts| format!("{:?}", Retention::fit(counts).unwrap());
    assert_eq!(of(&moved), of(&whole), "the same bytes");
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let refused = |scope: Scope| HazardCounts::new(scope).unwrap_err();
    assert_eq!(refused(Scope { as_of_bit: 64, ..scope() }), RetentionError::AsOfBit { as_of_bit: 64, highest: 63 });
    assert_eq!(refused(Scope { as_of_bit: 0, ..scope() }), RetentionError::AsOfBit { as_of_bit: 0, highest: 63 });
    assert_eq!(refused(Scope { grace_months: 12, ..scope() }), RetentionError::Grace { grace_months: 12 });
    assert_eq!(refused(Scope { segments: 0, ..scope() }), RetentionError::NoSegments);
    let late = Scope { as_of_bit: 52, ..scope() };
    assert_eq!(Happened::new(late).unwrap_err(), RetentionError::AsOfBit { as_of_bit: 52, highest: 51 });

    let mut counts = HazardCounts::new(scope()).unwrap();
    let stranger = Spell { covered: 1, due: 1, segment: 4 };
    let text = counts.add(7, &stranger).unwrap_err().to_string();
    assert_eq!(text, "segment 4 of row 7; expected a segment below 4");
    let other = HazardCounts::new(Scope { grace_months: 2, ..scope() }).unwrap();
    assert!(matches!(counts.merge(&other), Err(RetentionError::OtherScope { .. })));
    counts.add(1, &Spell { covered: 1 << 29, due: 1 << 29, segment: 0 }).unwrap();
    assert_eq!(Retention::fit(&counts).unwrap_err(), RetentionError::NothingAtRisk { people: 1 });
}

#[test]
fn whoever_is_not_due_in_the_as_of_month_is_not_forecast_but_is_learned_from() {
    let mut counts = HazardCounts::new(scope()).unwrap();
    counts.add(0, &Spell { covered: 0b1110, due: 0b11_1110, segment: 0 }).unwrap();
    assert_eq!(counts.people(), 0);
    let model = Retention::fit(&counts).unwrap();
    assert_eq!(model.everybody().months_expected, None);
    assert_eq!(model.outlook(&Spell { covered: 0b1110, due: 0b11_1110, segment: 0 }), None);
}
