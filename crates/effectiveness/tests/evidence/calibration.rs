//! The small version of the calibration table.

use effectiveness::calibration::{Judgement, calibrate, markdown, person_entries};

#[test]
fn every_recommended_estimator_keeps_its_promise_and_the_table_repeats() {
    let entries = person_entries();
    let rows = calibrate(&entries, 1000, 20_261_126);
    println!("{}", markdown(&rows));
    for row in rows.iter().filter(|row| row.recommended) {
        assert_ne!(row.judgement, Judgement::Breaks, "{row:?}");
        assert!(row.false_alarms.of + row.coverage.of + row.refused >= row.runs, "{row:?}");
    }
    let again = calibrate(&entries[..2], 1000, 20_261_126);
    assert_eq!(again, rows[..2]);
}
