//! Draws specimens into a directory: `cargo run -p charts --example chart_specimen -- DIR`.
#![allow(clippy::unwrap_used)]

use charts::{
    CalibrationRow, ChoicePoint, CurveLine, CurvePoint, Flow, FlowMove, FlowPlace, ForestRow, QiniPoint, YearLine,
    bars, calibration, choice, flow, monthly_line, qini, retention_curve, uplift_forest, year_shape, year_shape_small,
};
use domain::Language;
use std::path::{Path, PathBuf};

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
    year(&directory)?;
    tried(&directory)?;
    moved(&directory)?;
    held(&directory)?;
    stayed(&directory)?;
    ranked(&directory)
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

fn year(directory: &Path) -> Drawn {
    let own: Vec<Option<f64>> = (0..12).map(|i| (i != 5).then_some(0.12 + 0.06 * f64::from(i * (11 - i)))).collect();
    let own: Vec<Option<f64>> = own.into_iter().map(|s| s.map(|s| s.clamp(0.0, 0.97))).collect();
    let all: Vec<Option<f64>> = (0..12).map(|i| Some(0.55 + 0.02 * f64::from(i % 4))).collect();
    let own = YearLine { name: "segmen ini", shares: &own };
    let all = Some(YearLine { name: "semua orang", shares: &all });
    let title = "Bagian iuran jatuh tempo yang dibayar, menurut bulan";
    std::fs::write(directory.join("year.svg"), year_shape(Language::Id, title, "persen", own, all)?)?;
    std::fs::write(directory.join("year_small.svg"), year_shape_small(Language::Id, title, own, all)?)?;
    Ok(())
}

fn tried(directory: &Path) -> Drawn {
    let tried = [
        (2, 0.99, 0.31, 0.38, false),
        (3, 0.97, 0.36, 0.21, true),
        (4, 0.95, 0.41, 0.14, true),
        (5, 0.88, 0.44, 0.09, true),
        (6, 0.71, 0.42, 0.05, false),
        (7, 0.64, 0.43, 0.011, false),
        (8, 0.60, 0.40, 0.004, false),
    ];
    let points: Vec<ChoicePoint> = tried
        .map(|(segments, stability, separation, smallest_share, allowed)| ChoicePoint {
            segments,
            stability,
            separation,
            smallest_share,
            allowed,
        })
        .into();
    let svg = choice(Language::Id, "Berapa banyak segmen?", "ulangan pada contoh acak", &points, Some(5), 4)?;
    std::fs::write(directory.join("choice.svg"), svg)?;
    Ok(())
}

fn moved(directory: &Path) -> Drawn {
    let names = [
        "Nelayan musiman, berhenti di musim barat",
        "Nelayan teratur",
        "Petani musim panen",
        "Petani yang mulai berhenti",
        "Pedagang pasar tetap",
        "Pedagang kaki lima tidak teratur",
        "Pekerja rumah tangga pembayar awal bulan",
        "Pengemudi yang membayar di muka",
        "Perajin rumahan, baru setahun",
        "Pekerja bangunan, sering berhenti lalu kembali",
        "Calon peserta",
        "Terdaftar, belum membayar",
        "Pekerja lain",
        "Pekerja lain, teratur",
    ];
    let place = |(i, name): (usize, &&str)| FlowPlace { key: format!("s{i}"), label: (*name).to_owned() };
    let places: Vec<FlowPlace> = names.iter().enumerate().map(place).collect();
    let mut moves = Vec::new();
    for i in 0..names.len() {
        let size = 12_000 / (i as u64 + 2);
        moves.push(FlowMove { from: format!("s{i}"), to: format!("s{i}"), people: size * 9 / 10 });
        moves.push(FlowMove { from: format!("s{i}"), to: format!("s{}", (i * 5 + 1) % 14), people: size / 12 });
        moves.push(FlowMove { from: format!("s{i}"), to: format!("s{}", (i + 3) % 14), people: 11 });
    }
    let shown =
        Flow { headings: ("31 Oktober 2026", "30 November 2026"), left: &places, right: &places, moves: &moves };
    std::fs::write(
        directory.join("flow.svg"),
        flow(Language::Id, "Siapa pindah ke mana", "orang di kedua model", &shown)?,
    )?;
    Ok(())
}

fn held(directory: &Path) -> Drawn {
    let row = |label: &str, forecast, low, high, happened| CalibrationRow {
        label: label.to_owned(),
        forecast,
        low,
        high,
        happened,
    };
    let rows = [
        row("Nelayan musiman, berhenti di musim barat", 0.612, 0.581, 0.643, 0.598),
        row("Nelayan teratur", 0.081, 0.064, 0.098, 0.102),
        row("Petani musim panen", 0.447, 0.431, 0.463, 0.452),
        row("Pedagang pasar tetap", 0.052, 0.046, 0.058, 0.055),
    ];
    let svg =
        calibration(Language::Id, "Perkiraan setahun lalu dan yang terjadi", "bagian peserta yang berhenti", &rows)?;
    std::fs::write(directory.join("calibration.svg"), svg)?;
    Ok(())
}

fn stayed(directory: &Path) -> Drawn {
    let line = |name: &str, stop: f64, people: f64| {
        let points = (1..=24).map(|month| {
            let share = (1.0 - stop).powi(month);
            let half = 1.96 * (share * (1.0 - share) / people).sqrt() * (1.0 + f64::from(month) / 20.0);
            CurvePoint { time: f64::from(month), share, interval: Some((share - half, share + half)) }
        });
        let seen =
            [0, 3, 6, 12, 18, 24].map(|month| (people * (1.0 - stop).powi(month) * 0.985_f64.powi(month)) as u64);
        CurveLine { name: name.to_owned(), points: points.collect(), at_risk: seen.into() }
    };
    let lines = [
        line("Disapa lewat WhatsApp", 0.021, 12_400.0),
        line("Pembanding (tidak disapa)", 0.029, 1_240.0),
        line("Selebaran per desa", 0.026, 420.0),
    ];
    let svg = retention_curve(
        Language::Id,
        "Bagian anggota yang masih membayar",
        "persen, pita: selang kepercayaan 95%",
        "bulan sejak pembayaran pertama",
        &[0.0, 3.0, 6.0, 12.0, 18.0, 24.0],
        &lines,
    )?;
    std::fs::write(directory.join("retention.svg"), svg)?;
    Ok(())
}

fn ranked(directory: &Path) -> Drawn {
    let point = |i: i32| {
        let depth = f64::from(i) / 100.0;
        let gain = 4.5 * depth + 5.0 * depth * (1.0 - depth);
        let interval = (i > 0 && i % 10 == 0).then_some((gain - 0.9 * depth.sqrt(), gain + 0.9 * depth.sqrt()));
        QiniPoint { depth, gain, random: 4.5 * depth, interval }
    };
    let points: Vec<QiniPoint> = (0..=100).map(point).collect();
    let unit = "tambahan orang yang tetap membayar, per 100 orang yang disapa dalam percobaan";
    std::fs::write(directory.join("qini.svg"), qini(Language::Id, "WhatsApp: siapa yang terbantu?", unit, &points)?)?;
    Ok(())
}
