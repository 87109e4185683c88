//! Credit for the journeys of a file, by rule: columns are named, the rest is not looked at.

use anyhow::{Context, Result, bail};
use domain::Language;
use intake::{TextTable, read_table};
use journeys::{Attribution, Bootstrap, JourneyRow, Journeys, JourneysError, Rule, attribute};
use rust_decimal::Decimal;
use serde::Serialize;
use std::path::Path;

/// Which column says what.
#[derive(Debug, Clone, Default)]
pub struct JourneyColumns {
    /// The touches in their order.
    pub path: String,
    /// Journeys that ended in a payment.
    pub conversions: String,
    /// Journeys that did not.
    pub nulls: String,
    /// What the payments were worth.
    pub value: Option<String>,
    /// What stands between two touches.
    pub separator: String,
}

/// Credit for a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileAttribution {
    /// The file.
    pub file: String,
    /// Its rows.
    pub rows: u64,
    /// The credit.
    #[serde(flatten)]
    pub attribution: Attribution,
}

/// Reads a file of journeys and gives credit by every rule that applies.
pub fn attribute_file(path: &Path, columns: &JourneyColumns, order: usize, how: Bootstrap) -> Result<FileAttribution> {
    let table = read_table(path)?;
    let paths = &table.column(&columns.path)?.values;
    let conversions = journeys_in(&table, &columns.conversions)?;
    let nulls = journeys_in(&table, &columns.nulls)?;
    let values = columns.value.as_deref().map(|name| worth_in(&table, name)).transpose()?;
    let rows: Vec<JourneyRow<'_>> = (0..table.rows())
        .map(|row| JourneyRow {
            path: paths[row].as_deref().unwrap_or_default(),
            conversions: conversions[row],
            nulls: nulls[row],
            value: values.as_ref().map_or(Decimal::ZERO, |v| v[row]),
        })
        .collect();
    let place = |cause: JourneysError| {
        let whole = match cause.row() {
            Some(row) => format!("{}, line {}", table.file, table.line_of(row - 1)),
            None => table.file.clone(),
        };
        anyhow::Error::new(cause).context(whole)
    };
    let journeys = Journeys::read(&rows, &columns.separator).map_err(place)?;
    let attribution = attribute(&journeys, order, how).map_err(place)?;
    Ok(FileAttribution { rows: table.rows() as u64, file: table.file, attribution })
}

/// Markov credit as bars, under the label.
pub fn credit_picture(answer: &FileAttribution, language: Language) -> Result<String> {
    let a = &answer.attribution;
    let rule = a.rules.iter().find(|r| matches!(r.rule, Rule::Markov(_))).context("there is no Markov credit")?;
    let mut items: Vec<(String, f64)> = rule.channels.iter().map(|c| (c.channel.clone(), c.share * 100.0)).collect();
    items.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (title, unit) = match language {
        Language::Id => ("Kredit pembayaran menurut kanal", "% pembayaran"),
        Language::En => ("Credit for payments by channel", "% of payments"),
    };
    let under = format!("{unit}, {}; {}", rule.name.in_language(language), a.label.in_language(language));
    Ok(charts::bars(language, title, &under, &items)?)
}

/// A column of counts.
fn journeys_in(table: &TextTable, name: &str) -> Result<Vec<u64>> {
    let whole = |(row, cell): (usize, &Option<String>)| {
        let text = cell.as_deref().map(str::trim).unwrap_or_default();
        // Spreadsheets and data frames write whole numbers as 3.0.
        match text.strip_suffix(".0").unwrap_or(text).parse::<u64>() {
            Ok(count) => Ok(count),
            Err(_) => bail!(
                "{}, line {}, column {name}: {}; a whole number of journeys, 0 or more, is expected",
                table.file,
                table.line_of(row),
                if text.is_empty() { "empty".to_owned() } else { format!("the value is {}", shown(text)) }
            ),
        }
    };
    table.column(name)?.values.iter().enumerate().map(whole).collect()
}

/// A column of money; an empty cell is worth nothing.
fn worth_in(table: &TextTable, name: &str) -> Result<Vec<Decimal>> {
    let worth = |(row, cell): (usize, &Option<String>)| match cell.as_deref().map(str::trim) {
        None => Ok(Decimal::ZERO),
        Some(text) => text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(text)).with_context(|| {
            let line = table.line_of(row);
            format!(
                "{}, line {line}, column {name}: the value is {}; an amount such as 36800 is expected",
                table.file,
                shown(text)
            )
        }),
    };
    table.column(name)?.values.iter().enumerate().map(worth).collect()
}

/// The beginning of a cell, for a message.
fn shown(text: &str) -> String {
    text.chars().take(24).collect()
}
