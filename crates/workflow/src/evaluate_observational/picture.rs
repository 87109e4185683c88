//! An adjusted comparison as a picture.

use super::FileComparison;
use anyhow::Result;
use charts::{BalancePoint, DoublePoint};
use domain::Language;
use observational::{SyntheticPeriod, TOLERATED};

/// The unit beside its double, or the covariates before and after, the furthest apart first; none where the method has neither.
pub fn comparison_picture(answer: &FileComparison, language: Language) -> Result<Option<String>> {
    let c = &answer.comparison;
    let id = language == Language::Id;
    let grade = c.grade.in_words();
    if let Some(s) = &c.synthetic {
        let point = |p: &SyntheticPeriod| DoublePoint {
            period: p.period.trim_end_matches(".0").to_owned(),
            observed: p.observed,
            synthetic: p.synthetic,
            since: p.since,
        };
        let points: Vec<DoublePoint> = s.periods.iter().map(point).collect();
        let title = if id { "dan kembaran sintetisnya" } else { "and its synthetic double" };
        let under = format!("{}; {}", answer.outcome, grade.in_language(language));
        let title = format!("{} {title}", s.unit);
        return Ok(Some(charts::synthetic_lines(language, &title, &under, &s.unit, &points)?));
    }
    if c.balance.is_empty() {
        return Ok(None);
    }
    let mut rows: Vec<BalancePoint> = c
        .balance
        .iter()
        .map(|row| BalancePoint { label: row.column.clone(), before: row.before, after: row.after })
        .collect();
    rows.sort_by(|a, b| b.before.abs().total_cmp(&a.before.abs()));
    rows.truncate(40);
    let (title, axis) = if id {
        ("Apakah kedua pihak sebanding?", "Selisih baku, dihubungi dikurangi tidak")
    } else {
        ("Are the two sides alike?", "Standardised difference, contacted minus others")
    };
    let under = format!("{axis}; {}", grade.in_language(language));
    Ok(Some(charts::balance_plot(language, title, &under, TOLERATED, &rows)?))
}
