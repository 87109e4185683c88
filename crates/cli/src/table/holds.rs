//! What keeps messages from leaving.

use super::grid;
use domain::{Language, written};
use workflow::holds::HoldSummary;

/// One row for each hold.
pub fn holds(holds: &[HoldSummary], language: Language) -> String {
    let english = language == Language::En;
    if holds.is_empty() {
        return if english { "nothing is held" } else { "tidak ada yang ditahan" }.to_owned();
    }
    let header = if english {
        ["Held", "Code", "Since", "Until", "Why"]
    } else {
        ["Ditahan", "Kode", "Sejak", "Sampai", "Sebabnya"]
    };
    let lifted = if english { "somebody lifts it" } else { "ada yang melepasnya" };
    let row = |hold: &HoldSummary| {
        let day = |at: chrono::DateTime<chrono::Utc>| written::day(language, at.date_naive());
        vec![
            hold.held.clone(),
            hold.code.map(|code| code.to_string()).unwrap_or_default(),
            day(hold.since),
            hold.ends_at.map_or_else(|| lifted.to_owned(), day),
            hold.detail.clone(),
        ]
    };
    grid(&header, 5, holds.iter().map(row).collect())
}
