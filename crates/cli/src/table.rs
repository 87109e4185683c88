//! Answers as tables and sentences.

mod advice;
mod attribution;
mod calibration;
mod campaign;
mod choice;
mod counters;
mod decided;
mod decision;
mod experiment;
mod holds;
mod lots;
mod mail;
mod observational;
mod outcomes;
mod packages;
mod people;
mod retention;
mod rights;
mod schemes;
mod uplift;
mod versions;

pub use self::schemes::{leaflet, promises, schemes};
pub use advice::advice;
pub use attribution::attribution;
pub use calibration::calibration;
pub use campaign::{carried, dispatched, plan, recorded, unknown, uplift};
pub use choice::choice;
pub use counters::{counter_lists, proofs, visits};
pub use decision::decision;
pub use experiment::experiment;
pub use holds::holds;
pub use lots::{drawn_lot, power, spill_over};
pub use mail::mails;
pub use observational::observational;
pub use outcomes::{agreement, outcomes};
pub use packages::{design, moved_package, packages, side_by_side};
pub use people::{feature_list, segments};
pub use retention::retention;
pub use rights::{consents, leakage, receipts};
pub use uplift::uplift_by_person;
pub use versions::versions;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use domain::{Bilingual, Language, written};

/// A table with a header; every column but the first `words` ones is right-aligned.
fn grid(header: &[&str], words: usize, rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row.into_iter().enumerate().map(|(i, text)| {
            let cell = Cell::new(text);
            if i < words { cell } else { cell.set_alignment(CellAlignment::Right) }
        }));
    }
    table.to_string()
}

/// A whole number with the language's thousands mark.
fn count(n: u64, language: Language) -> String {
    written::count(language, n)
}

/// A number with the language's decimal mark.
fn decimal(value: f64, places: usize, language: Language) -> String {
    written::number(language, value, places)
}

/// What must be read before an answer, each on a line of its own.
fn warned(warnings: &[Bilingual], language: Language) -> String {
    let lines: Vec<String> = warnings.iter().map(|warning| format!("! {}\n", warning.in_language(language))).collect();
    lines.concat()
}

/// A rate as a percentage.
fn percent(rate: Option<f64>, language: Language) -> String {
    rate.map_or_else(|| "-".to_owned(), |r| format!("{}%", decimal(r * 100.0, 1, language)))
}

/// A difference of rates in percentage points, signed.
fn points(difference: f64, language: Language) -> String {
    let text = decimal(difference * 100.0, 1, language);
    if difference > 0.0 { format!("+{text}") } else { text }
}
