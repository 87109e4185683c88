//! How alike the arms are in every column of the file.

use super::LotQuestion;
use super::units::Units;
use anyhow::Result;
use domain::Bilingual;
use intake::TextTable;
use planning::balance::{ALIKE_BELOW, BalanceRow, balance};

/// Values of a column of words that are compared one by one; columns with more are keys or names.
const MOST_VALUES: usize = 12;

/// Every column that can be compared, or those asked for: numbers by their mean, words by the share of each value. Areas are
/// compared by their own means, because areas were drawn.
pub(super) fn balances(
    table: &TextTable,
    units: &Units,
    question: &LotQuestion,
    drawn: &[usize],
) -> Result<Vec<BalanceRow>> {
    let arms = question.arms.len();
    let mut rows = Vec::new();
    for column in &table.columns {
        let asked = question.balance.contains(&column.name);
        if column.name == question.key || !question.balance.is_empty() && !asked {
            continue;
        }
        if let Ok(numbers) = table.numbers(&column.name) {
            if numbers.iter().any(Option::is_some) {
                rows.push(balance(&column.name, &units.mean_of(&numbers), drawn, arms));
            }
            continue;
        }
        let mut values: Vec<&str> = column.values.iter().filter_map(|v| v.as_deref()).collect();
        values.sort_unstable();
        values.dedup();
        if values.len() > MOST_VALUES {
            continue;
        }
        for value in values {
            let is: Vec<Option<f64>> =
                column.values.iter().map(|v| v.as_deref().map(|v| f64::from(u8::from(v == value)))).collect();
            rows.push(balance(&format!("{} = {value}", column.name), &units.mean_of(&is), drawn, arms));
        }
    }
    for name in &question.balance {
        table.column(name)?;
    }
    Ok(rows)
}

/// Whether the arms are alike, in words.
pub(super) fn sentence(rows: &[BalanceRow]) -> Bilingual {
    let off: Vec<&str> = rows.iter().filter(|r| !r.is_alike()).map(|r| r.column.as_str()).collect();
    if rows.is_empty() {
        return Bilingual::new("Tidak ada kolom yang dapat dibandingkan.", "There is no column to compare.");
    }
    if off.is_empty() {
        return Bilingual::new("Kelompok-kelompok seimbang pada semua kolom.", "The arms are alike in every column.");
    }
    let (n, list) = (off.len(), off.join(", "));
    Bilingual::new(
        format!(
            "{n} dari {} kolom berbeda {} simpangan baku atau lebih ({list}). Itu karena kebetulan undian; jangan mengundi \
             ulang sampai cocok, tetapi pakai strata, pasangan, atau kovariat dalam analisis.",
            rows.len(),
            ALIKE_BELOW.to_string().replace('.', ",")
        ),
        format!(
            "{n} of {} columns differ by {ALIKE_BELOW} standard deviations or more ({list}). The lot did that by chance; do not \
             draw again until it fits, but use strata, pairs, or a covariate in the analysis.",
            rows.len()
        ),
    )
}
