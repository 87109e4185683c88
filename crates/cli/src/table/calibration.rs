//! False alarms and coverage of each estimator.

use super::{decimal, grid};
use domain::Language;
use effectiveness::calibration::{CalibrationRow, Frequency, Judgement};

/// The table, and what to make of it.
pub fn calibration(rows: &[CalibrationRow], language: Language) -> String {
    let id = language == Language::Id;
    let header = if id {
        ["Nama", "Penaksir", "Percobaan", "Wilayah (disapa)", "Alarm palsu", "Cakupan", "Penilaian"]
    } else {
        ["Name", "Estimator", "Experiments", "Areas (treated)", "False alarms", "Coverage", "Judgement"]
    };
    let shown = |f: Frequency| match f.rate() {
        None => "-".to_owned(),
        Some(rate) => {
            let error = (rate * (1.0 - rate) / f.of as f64).sqrt();
            format!("{}% ± {}", decimal(100.0 * rate, 2, language), decimal(100.0 * error, 2, language))
        }
    };
    let judged = |row: &CalibrationRow| match (row.judgement, row.recommended, id) {
        (Judgement::Keeps, _, true) => "menepati",
        (Judgement::Keeps, _, false) => "keeps",
        (Judgement::Cautious, _, true) => "hati-hati",
        (Judgement::Cautious, _, false) => "cautious",
        (Judgement::Breaks, true, true) => "MELANGGAR",
        (Judgement::Breaks, true, false) => "BREAKS",
        (Judgement::Breaks, false, true) => "jangan dipakai memutuskan",
        (Judgement::Breaks, false, false) => "do not decide by it",
    };
    let line = |row: &CalibrationRow| {
        vec![
            row.name.clone(),
            row.estimator.clone(),
            row.setting.in_language(language).to_owned(),
            row.areas.map_or_else(|| "-".to_owned(), |(treated, all)| format!("{all} ({treated})")),
            shown(row.false_alarms),
            shown(row.coverage),
            judged(row).to_owned(),
        ]
    };
    let broken = rows.iter().filter(|r| r.recommended && r.judgement == Judgement::Breaks).count();
    let runs = rows.first().map_or(0, |r| r.runs);
    let first = match (broken, id) {
        (0, true) => format!(
            "Semua penaksir yang dianjurkan menepati janjinya dalam {runs} percobaan tiap jenis (5% alarm palsu, cakupan 95%; ± galat Monte Carlo).\n"
        ),
        (0, false) => format!(
            "Every recommended estimator keeps its promise in {runs} experiments of each kind (5% false alarms, 95% coverage; ± Monte-Carlo error).\n"
        ),
        (n, true) => format!("{n} penaksir yang dianjurkan melanggar janjinya.\n"),
        (n, false) => format!("{n} recommended estimators break their promise.\n"),
    };
    first + &grid(&header, 4, rows.iter().map(line).collect())
}
