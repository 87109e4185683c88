//! Work orders that come back, with the proof of what was placed and the reason for what was not.

use crate::counters::{column, few, told};
use crate::home::Home;
use crate::refused::Refused;
use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Bilingual, BookingCells, BookingColumn, BookingReport, TimeZoneCode};
use intake::TextTable;
use serde::Serialize;
use std::path::Path;

/// What work orders that came back changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofSummary {
    /// Orders with a proof.
    pub orders: u64,
    /// Orders that were not placed, with the reason.
    pub not_placed: u64,
    /// Of both, those of which the same, or something that outlasts it, was known.
    pub known: u64,
    /// Touches of their villages whose standing changed.
    pub touches: u64,
    /// Orders that nobody gave.
    pub strangers: Vec<String>,
}

/// Takes work orders in that came back (columns pesanan, tanggal, bukti, and alasan where something was not placed): all of them, or,
/// with every mistake named, nothing. Lines that say nothing stay open.
pub async fn take_in_proof(home: &Home, path: &Path, by: &str, at: DateTime<Utc>) -> Result<ProofSummary> {
    let today = at.with_timezone(&TimeZoneCode::Wib.offset()).date_naive();
    let reports = reports_in(&intake::read_table(path)?, by, today).map_err(|mistakes| Refused::lines(&mistakes))?;
    let noted = home.store().await?.note_bookings(None, &reports).await?;
    let given = reports.iter().filter(|report| !noted.strangers.contains(&report.order));
    let (placed, not_placed): (Vec<_>, Vec<_>) = given.partition(|report| report.told.placed);
    Ok(ProofSummary {
        orders: placed.len() as u64,
        not_placed: not_placed.len() as u64,
        known: noted.known,
        touches: noted.touches,
        strangers: noted.strangers,
    })
}

/// The same from the bytes of a file that somebody sent by a page.
pub fn bookings_of_file(
    name: &str,
    bytes: &[u8],
    by: &str,
    today: NaiveDate,
) -> Result<Vec<BookingReport>, Vec<Bilingual>> {
    let unreadable = |error: intake::IntakeError| vec![Bilingual::same(error.to_string())];
    reports_in(&intake::table_of(Path::new(name), bytes).map_err(unreadable)?, by, today)
}

/// The lines that say something, or every cell that cannot be understood, each with its place.
fn reports_in(table: &TextTable, by: &str, today: NaiveDate) -> Result<Vec<BookingReport>, Vec<Bilingual>> {
    let named = |of: BookingColumn| {
        let name = of.name();
        column(table, &name.id, &name.en).map_err(|missing| vec![missing])
    };
    let (orders, days) = (named(BookingColumn::Order)?, named(BookingColumn::Day)?);
    let proofs = named(BookingColumn::Proof)?;
    // Files of before had no column for reasons.
    let reasons = named(BookingColumn::Reason).ok();
    let carriers = column(table, "penyedia", "provider").ok();
    let (mut reports, mut mistakes) = (Vec::new(), Vec::new());
    for row in 0..table.rows() {
        let cell = |column: &intake::TextColumn| column.values.get(row).cloned().flatten().unwrap_or_default();
        let (order, day, proof) = (cell(orders), cell(days), cell(proofs));
        let reason = reasons.map(cell).unwrap_or_default();
        let cells = BookingCells { order: &order, day: &day, proof: &proof, reason: &reason };
        // Whoever carried it says so beside it; else it is whoever brings the file.
        let carrier = carriers.map(cell).filter(|name| !name.trim().is_empty());
        match cells.read(carrier.as_deref().unwrap_or(by), today) {
            Ok(report) => reports.extend(report),
            Err(wrong) => mistakes.extend(wrong.iter().map(|mistake| {
                let column = match mistake.column {
                    BookingColumn::Order => orders,
                    BookingColumn::Day => days,
                    BookingColumn::Proof => proofs,
                    BookingColumn::Reason => reasons.unwrap_or(proofs),
                };
                told(table, row, column, &mistake.value, &mistake.expected.id, &mistake.expected.en)
            })),
        }
    }
    if mistakes.is_empty() { Ok(reports) } else { Err(few(mistakes)) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<Vec<BookingReport>, Vec<Bilingual>> {
        bookings_of_file("bukti.csv", text.as_bytes(), "CV Spanduk", "2026-12-05".parse().unwrap())
    }

    #[test]
    fn lines_with_a_proof_or_a_reason_are_read_and_open_ones_left() {
        let reports = read(
            "pesanan;tanggal;bukti;alasan\nAAAAAAAAA2;03/12/2026;foto 12, papan Jl. Pemuda;\nAAAAAAAAA3;;;izin belum ada\nAAAAAAAAA4;;;\n",
        )
        .unwrap();
        let told: Vec<_> = reports.iter().map(|r| (r.order.as_str(), r.told.placed, r.told.words.as_str())).collect();
        let expected = [("AAAAAAAAA2", true, "foto 12, papan Jl. Pemuda"), ("AAAAAAAAA3", false, "izin belum ada")];
        assert_eq!(told, expected);
        let carried =
            read("pesanan;penyedia;tanggal;bukti\nAAAAAAAAA2;Toko Spanduk;03/12/2026;f\nAAAAAAAAA3;;03/12/2026;f\n")
                .unwrap();
        assert_eq!([&carried[0].told.by, &carried[1].told.by], ["Toko Spanduk", "CV Spanduk"]);
        assert_eq!(read("order,date,proof\nAAAAAAAAA2,2026-12-03,f\n").unwrap().len(), 1, "a file without reasons");
    }

    #[test]
    fn every_mistake_is_named_with_line_column_value_and_what_was_expected() {
        let mistakes =
            read("pesanan;tanggal;bukti;alasan\nA;kemarin;f;\n;2026-12-03;f;hujan\nB;2026-12-03;;\n").unwrap_err();
        let told: Vec<&str> = mistakes.iter().map(|m| m.id.as_str()).collect();
        let day = "hari pemasangan seperti 2026-12-05 atau 05/12/2026, paling lambat 2026-12-05";
        assert_eq!(
            told,
            [
                &format!("bukti.csv, baris 2, kolom tanggal: `kemarin`; seharusnya {day}"),
                "bukti.csv, baris 3, kolom pesanan: ``; seharusnya nomor pesanan",
                "bukti.csv, baris 3, kolom alasan: `hujan`; seharusnya kosong, karena ada bukti pemasangan",
                "bukti.csv, baris 4, kolom bukti: ``; seharusnya bukti pemasangan, atau alasan tidak dipasang",
            ]
        );
        assert!(read("pesanan;tanggal\nA;2026-12-03\n").unwrap_err()[0].en.contains("bukti"));
    }
}
