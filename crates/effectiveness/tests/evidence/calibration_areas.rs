//! False alarms by number of areas: a small version of the table.

use effectiveness::calibration::{Entry, Judgement, area_entries, calibrate, markdown};

fn under(designs: &[&str]) -> Vec<Entry> {
    area_entries().into_iter().filter(|e| designs.iter().any(|d| e.name.ends_with(d))).collect()
}

#[test]
fn area_means_and_the_lots_own_assignments_keep_their_promise_down_to_two_treated_areas() {
    let rows = calibrate(&under(&["-10-of-20", "-2-of-20"]), 600, 20_261_126);
    println!("{}", markdown(&rows));
    for row in &rows {
        if row.recommended {
            assert_ne!(row.judgement, Judgement::Breaks, "{row:?}");
        }
        let alarms = row.false_alarms.rate().unwrap();
        match row.name.as_str() {
            "ignoring-areas-10-of-20" => assert!((0.13..0.24).contains(&alarms), "{alarms}"),
            "cr1-t-2-of-20" | "cr1-normal-2-of-20" => assert!(alarms > 0.18, "{alarms}"),
            _ => {}
        }
    }
}
