//! What each page shows, made from what the store holds: plain functions from domain types to words and numbers.
//!
//! Nothing here computes a statistic; sums of counts and of rupiah are the most it does.

pub(crate) mod allocate;
pub(crate) mod booking;
pub(crate) mod bookings;
pub(crate) mod campaign;
pub(crate) mod campaigns;
pub(crate) mod comparison;
pub(crate) mod counter;
pub(crate) mod counters;
mod decided;
pub(crate) mod design;
pub(crate) mod fact;
pub(crate) mod failure;
pub(crate) mod frame;
pub(crate) mod imports;
pub(crate) mod landing;
mod matrix;
pub(crate) mod model;
pub(crate) mod models;
mod months;
pub(crate) mod overview;
pub(crate) mod packages;
pub(crate) mod partners;
pub(crate) mod person;
mod price;
pub(crate) mod profile;
pub(crate) mod results;
pub(crate) mod segment;
pub(crate) mod segments;
pub(crate) mod side_by_side;
pub(crate) mod so_far;
pub(crate) mod versions;

use crate::exports::ExportFile;
use crate::numbers;
use crate::words::say;
use domain::Language;
use domain::occupation::OccupationGroup;
use domain::views::NamedCount;
use serde::Serialize;

/// Width of the small bars beside counts, in SVG units.
const BAR_UNITS: f64 = 100.0;

/// A counted thing: a state, a group, a reason.
#[derive(Debug, Serialize)]
pub(crate) struct CountLine {
    pub(crate) name: String,
    pub(crate) count: String,
    /// Share of all lines together.
    pub(crate) share: String,
    /// Width of the bar, 0 to 100.
    pub(crate) bar: String,
}

/// Lines with the share of each in their sum.
pub(crate) fn count_lines(language: Language, counts: &[NamedCount]) -> Vec<CountLine> {
    count_lines_of(language, counts, counts.iter().map(|c| c.count).sum())
}

/// Lines with the share of each in `all`, for counts that do not add up to a whole.
pub(crate) fn count_lines_of(language: Language, counts: &[NamedCount], all: u64) -> Vec<CountLine> {
    counts
        .iter()
        .map(|c| CountLine {
            name: c.name.in_language(language).to_owned(),
            count: numbers::count(language, c.count),
            share: numbers::percent_of(language, c.count, all).unwrap_or_default(),
            bar: bar(c.count, all),
        })
        .collect()
}

/// Width of a bar for `part` of `whole`.
pub(crate) fn bar(part: u64, whole: u64) -> String {
    let share = if whole == 0 { 0.0 } else { (part as f64 / whole as f64).min(1.0) };
    format!("{:.1}", share * BAR_UNITS)
}

/// The name of an occupation group by its key; a group of another kind keeps its own word.
pub(crate) fn group_name(language: Language, key: &str) -> String {
    match key.parse::<OccupationGroup>() {
        Ok(group) => group.name().in_language(language).to_owned(),
        Err(_) if key == "all" => say(language, "group-all", &[]),
        Err(_) => key.to_owned(),
    }
}

/// A text as one part of an address.
pub(crate) fn address_part(text: &str) -> String {
    let mut part = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            part.push(char::from(byte));
        } else {
            part.push_str(&format!("%{byte:02X}"));
        }
    }
    part
}

/// A file for download.
#[derive(Debug, Serialize)]
pub(crate) struct DownloadLine {
    file: String,
    address: String,
    size: String,
}

/// Bytes in a kilobyte and a megabyte, as people count them.
const SIZES: [(u64, &str); 2] = [(1_000_000, "MB"), (1_000, "kB")];

/// The files that hold what a page is about: those with one of the names, all where no name is given.
pub(crate) fn downloads(language: Language, files: &[ExportFile], names: &[&str]) -> Vec<DownloadLine> {
    files
        .iter()
        .filter(|file| names.is_empty() || names.contains(&file.stem()))
        .map(|file| DownloadLine {
            file: file.file.clone(),
            address: format!("/exports/{}", address_part(&file.file)),
            size: SIZES.iter().find(|(unit, _)| file.bytes >= *unit).map_or_else(
                || format!("{} B", numbers::count(language, file.bytes)),
                |(unit, name)| format!("{} {name}", numbers::decimal(language, file.bytes as f64 / *unit as f64, 1)),
            ),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_key_stays_one_part_of_an_address() {
        assert_eq!(address_part("fisher-seasonal_2.a~"), "fisher-seasonal_2.a~");
        assert_eq!(address_part("../<a b>?x#\u{e9}"), "..%2F%3Ca%20b%3E%3Fx%23%C3%A9");
    }

    #[test]
    fn sizes_are_written_in_the_unit_people_use() {
        let file = |file: &str, bytes| ExportFile { file: file.into(), kind: "csv", bytes };
        let files = [file("a.csv", 12), file("segments.csv", 2_345), file("states.csv", 12_345_678)];
        let sizes = |names: &[&str]| -> Vec<String> {
            downloads(Language::Id, &files, names).into_iter().map(|line| line.size).collect()
        };
        assert_eq!(sizes(&[]), ["12 B", "2,3 kB", "12,3 MB"]);
        assert_eq!(sizes(&["states"]), ["12,3 MB"]);
    }
}
