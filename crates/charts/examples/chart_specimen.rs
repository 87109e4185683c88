//! Draws specimens into a directory: `cargo run -p charts --example chart_specimen -- DIR`.
#![allow(clippy::unwrap_used)]

use charts::{ForestRow, bars, monthly_line, uplift_forest};
use domain::Language;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".into()));
    let segments: Vec<(String, f64)> = [
        ("Nelayan musiman, membayar saat panen ikan", 12_450.0),
        ("Pedagang pasar, rajin", 9_310.0),
        ("Ojek daring", 7_905.0),
        ("Petani kecil, baru setahun", 4_120.0),
        ("Tidak aktif lama", 660.0),
    ]
    .map(|(label, value)| (label.to_owned(), value))
    .into();
    std::fs::write(
        directory.join("bars.svg"),
        bars(Language::Id, "Peserta menurut segmen", "peserta per 30 November 2026", &segments)?,
    )?;

    let names = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
    let months: Vec<(String, f64)> = (0..23)
        .map(|i| (format!("{} {}", names[i % 12], 2025 + i / 12), 61.0 + 0.3 * i as f64 + 4.0 * (i as f64 * 0.9).sin()))
        .collect();
    let line = monthly_line(
        Language::Id,
        "Bagian peserta yang membayar iuran bulan itu",
        "persen dari peserta terdaftar",
        &months,
    )?;
    std::fs::write(directory.join("line.svg"), line)?;

    let row = |label: &str, estimate, low, high, truth| ForestRow { label: label.into(), estimate, low, high, truth };
    let rows = [
        row("WhatsApp, semua segmen", 3.1, 1.9, 4.3, Some(3.4)),
        row("WhatsApp, nelayan musiman yang membayar saat panen", 5.6, 2.2, 9.0, Some(4.8)),
        row("Cetak per desa", 0.8, -1.7, 3.3, Some(1.2)),
        row("Loket mitra", 4.4, 0.6, 8.2, Some(3.9)),
        row("A/A", -0.2, -1.4, 1.0, Some(0.0)),
    ];
    let forest = uplift_forest(
        Language::Id,
        "Tambahan peserta yang tetap terlindungi Maret 2027",
        "poin persen, selang kepercayaan 95%",
        &rows,
    )?;
    std::fs::write(directory.join("forest.svg"), forest)?;
    Ok(())
}
