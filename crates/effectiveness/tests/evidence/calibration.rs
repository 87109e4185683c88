//! The small version of the calibration table.

use effectiveness::calibration::{CalibrationRow, Judgement, calibrate, markdown, person_entries};

fn named<'a>(rows: &'a [CalibrationRow], name: &str) -> &'a CalibrationRow {
    rows.iter().find(|row| row.name == name).unwrap()
}

#[test]
fn every_recommended_estimator_keeps_its_promise_and_the_table_repeats() {
    let entries = person_entries();
    let rows = calibrate(&entries, 600, 20_261_126);
    println!("{}", markdown(&rows));
    for row in rows.iter().filter(|row| row.recommended) {
        assert_ne!(row.judgement, Judgement::Breaks, "{row:?}");
        assert!(row.false_alarms.of + row.coverage.of + row.refused >= row.runs, "{row:?}");
    }
    let looked_at = named(&rows, "looks-newcombe");
    assert_eq!((looked_at.recommended, looked_at.judgement), (false, Judgement::Breaks));
    assert!(looked_at.false_alarms.rate().unwrap() > 0.2);
    let again = calibrate(&entries[..2], 600, 20_261_126);
    assert_eq!(again, rows[..2]);
}

#[test]
fn names_are_unique_and_fewer_runs_are_the_first_of_more() {
    let entries = person_entries();
    let mut names: Vec<&str> = entries.iter().map(|e| e.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), entries.len());
    let one = calibrate(&entries[..1], 150, 7).remove(0);
    let two = calibrate(&entries[..1], 300, 7).remove(0);
    assert!(one.false_alarms.count <= two.false_alarms.count && one.runs == 150);
}
