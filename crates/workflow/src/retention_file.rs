//! Judge how long the members of any file keep paying: columns are named, the rest of the file is looked at for areas.

use anyhow::{Context, Result, bail};
use charts::{CurveLine, CurvePoint, MOST_CURVES, retention_curve};
use domain::{Bilingual, Language};
use effectiveness::{Grouping, Level, refuse_if_area_assigned};
use intake::{TextTable, read_table};
use serde::Serialize;
use std::path::Path;
use survival::study::{Lot, Study, StudyAnswer, judge};

/// Which column says what.
#[derive(Debug, Clone, Default)]
pub struct SpellColumns {
    /// Months paid, or any duration.
    pub duration: String,
    /// Whether the spell ended.
    pub event: String,
    /// Which value of it says so; none reads 1, yes, true and ya.
    pub event_value: Option<String>,
    /// Groups or arms.
    pub group: Option<String>,
    /// Which value of it the others are compared with.
    pub control: Option<String>,
    /// Areas.
    pub cluster: Option<String>,
    /// Why a spell ended.
    pub cause: Option<String>,
    /// Numbers known before the spell, or words.
    pub covariates: Vec<String>,
}

/// The answer for a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileRetention {
    /// The file.
    pub file: String,
    /// Rows with duration and end.
    pub rows: u64,
    /// Rows without a duration or an end, by group in the order of the groups.
    pub left_out: Vec<u64>,
    /// What was drawn by lot, as declared.
    pub lot: Option<Lot>,
    /// Sentences about the file.
    pub file_notes: Vec<Bilingual>,
    /// The answers.
    #[serde(flatten)]
    pub study: StudyAnswer,
}

/// Reads a file of spells and judges it. `lot` is what was drawn by lot, where something was.
pub fn retention_file(
    path: &Path,
    columns: &SpellColumns,
    lot: Option<Lot>,
    horizon: Option<f64>,
    level: f64,
) -> Result<FileRetention> {
    let level = Level::new(level)?;
    let table = read_table(path)?;
    let durations = table.numbers(&columns.duration)?;
    refuse_no_duration(&table, &columns.duration, &durations)?;
    if let Some(months) = horizon.filter(|months| *months > LONGEST) {
        bail!("--horizon {months}: expected {LONGEST} months at most");
    }
    let (ended, file_notes) = ends(&table, columns)?;
    let kept: Vec<usize> = (0..table.rows()).filter(|row| durations[*row].is_some() && ended[*row].is_some()).collect();
    if kept.is_empty() {
        bail!(
            "{}: no row has both a duration in column {} and an end in column {}",
            table.file,
            columns.duration,
            columns.event
        );
    }
    let grouping = |name: &str, rows: &[usize]| -> Result<Grouping> {
        let words: Vec<&str> = rows.iter().map(|row| word(&table, name, *row)).collect::<Result<_>>()?;
        Ok(Grouping::from_labels(name, &words))
    };
    let group = columns.group.as_deref().map(|name| grouping(name, &kept)).transpose()?;
    if let (Some(group), Some(control)) = (&group, &columns.control)
        && group.labels.len() < 2
    {
        let only = group.labels.first().map_or("", String::as_str);
        bail!(
            "{}, column {}: every row is `{only}`; there is nothing to compare with `{control}`",
            table.file,
            group.column
        );
    }
    let is_ended = |row: &usize| ended[*row] == Some(true);
    let (causes, exits) = match &columns.cause {
        None => (vec![columns.event.clone()], kept.iter().map(|row| u8::from(is_ended(row))).collect()),
        Some(cause) => exits_by_cause(&table, cause, &kept, is_ended)?,
    };
    let mut covariates = Vec::new();
    for name in &columns.covariates {
        covariates.extend(covariate(&table, name, &kept)?);
    }
    let left_out = left_out(&table, columns, group.as_ref(), &kept)?;
    if let (Some(group), Some(Lot::Person)) = (&group, lot) {
        let others: Vec<Grouping> = other_columns(&table, columns, &kept);
        refuse_if_area_assigned(group, &others)
            .with_context(|| format!("{} was not drawn person by person", table.file))?;
    }
    let study = Study {
        durations: kept.iter().filter_map(|row| durations[*row]).collect(),
        exits,
        causes,
        group,
        control: columns.control.clone(),
        area: columns.cluster.as_deref().map(|name| grouping(name, &kept)).transpose()?,
        lot,
        horizon,
        covariates,
        left_out: left_out.clone(),
    };
    let answer = judge(&study, level).with_context(|| table.file.clone())?;
    Ok(FileRetention { rows: kept.len() as u64, left_out, lot, file_notes, study: answer, file: table.file })
}

/// The picture of the curves, as SVG; groups beyond those that colours tell apart are refused.
pub fn retention_picture(answer: &FileRetention, language: Language) -> Result<String> {
    let groups = &answer.study.groups;
    if groups.len() > MOST_CURVES {
        bail!("{}: {} groups, and a picture tells at most {MOST_CURVES} apart", answer.file, groups.len());
    }
    let longest = groups.iter().max_by(|a, b| a.marks.len().cmp(&b.marks.len()));
    let mut times = vec![0.0];
    times.extend(longest.into_iter().flat_map(|group| group.marks.iter().map(|mark| mark.time)));
    let line = |group: &survival::study::GroupCurve| {
        let curve = group.curve.as_ref()?;
        let point = |step: &survival::Step| CurvePoint {
            time: step.time,
            share: step.survival,
            interval: step.interval.map(|interval| (interval.low, interval.high)),
        };
        let name = match (group.group.as_str(), language) {
            ("all", Language::Id) if groups.len() == 1 => "semua",
            (name, _) => name,
        };
        Some(CurveLine {
            name: name.to_owned(),
            points: curve.steps.iter().map(point).collect(),
            at_risk: times.iter().map(|time| curve.at_risk(*time)).collect(),
        })
    };
    let lines: Vec<CurveLine> = groups.iter().filter_map(line).collect();
    let level = format!("{}%", (answer.study.level.get() * 100.0).round());
    let (title, unit, span) = match language {
        Language::Id => ("Bagian anggota yang masih membayar", format!("persen; pita: selang {level}"), "bulan"),
        Language::En => ("Share of members who still pay", format!("percent; band: {level} interval"), "months"),
    };
    Ok(retention_curve(language, title, &unit, span, &times, &lines)?)
}

/// A cell that must not be empty.
fn word<'a>(table: &'a TextTable, name: &str, row: usize) -> Result<&'a str> {
    table.column(name)?.values[row].as_deref().with_context(|| {
        format!("{}, line {}, column {name}: empty; every row needs a value here", table.file, table.line_of(row))
    })
}

/// Nobody pays for longer than a hundred years.
const LONGEST: f64 = 1_200.0;

fn refuse_no_duration(table: &TextTable, name: &str, durations: &[Option<f64>]) -> Result<()> {
    match durations.iter().position(|d| d.is_some_and(|d| !(0.0..=LONGEST).contains(&d))) {
        None => Ok(()),
        Some(row) => bail!(
            "{}, line {}, column {name}: {}; expected months from 0 to {LONGEST}",
            table.file,
            table.line_of(row),
            durations[row].unwrap_or_default()
        ),
    }
}

const ENDED: [&str; 5] = ["1", "1.0", "yes", "true", "ya"];
const STILL_GOING: [&str; 6] = ["0", "0.0", "no", "false", "tidak", "bukan"];

/// Whether each spell ended; empty cells are not known. With a value named, every other value is still going, and a file with
/// more than two values is told of.
fn ends(table: &TextTable, columns: &SpellColumns) -> Result<(Vec<Option<bool>>, Vec<Bilingual>)> {
    let column = table.column(&columns.event)?;
    let mut known: Vec<&str> = column.values.iter().flatten().map(|v| v.trim()).collect();
    known.sort_unstable();
    known.dedup();
    if let Some(value) = &columns.event_value {
        if !known.contains(&value.as_str()) {
            known.truncate(12);
            bail!(
                "{}, column {}: the value `{value}` does not occur; values are {}",
                table.file,
                columns.event,
                known.join(", ")
            );
        }
        let ended = column.values.iter().map(|cell| cell.as_ref().map(|cell| cell.trim() == value)).collect();
        let others: Vec<&str> = known.iter().filter(|known| *known != value).copied().take(12).collect();
        let notes = if others.len() > 1 { vec![other_values(value, &others.join(", "))] } else { Vec::new() };
        return Ok((ended, notes));
    }
    let read = |(row, cell): (usize, &Option<String>)| -> Result<Option<bool>> {
        let Some(cell) = cell else { return Ok(None) };
        let plain = cell.trim().to_lowercase();
        match (ENDED.contains(&plain.as_str()), STILL_GOING.contains(&plain.as_str())) {
            (true, _) => Ok(Some(true)),
            (_, true) => Ok(Some(false)),
            _ => bail!(
                "{}, line {}, column {}: `{}`; expected 1 or 0, yes or no, true or false, ya or tidak, or name the value that \
                 says ended (--event-value)",
                table.file,
                table.line_of(row),
                columns.event,
                cell.chars().take(40).collect::<String>()
            ),
        }
    };
    Ok((column.values.iter().enumerate().map(read).collect::<Result<_>>()?, Vec::new()))
}

fn other_values(value: &str, others: &str) -> Bilingual {
    Bilingual::new(
        format!(
            "Hanya `{value}` dihitung berhenti; nilai lain ({others}) dihitung masih berjalan. Bila sebagian dari itu juga \
             berhenti, sebutkan kolom sebabnya, sebab kurva ini jadi terlalu rendah atau terlalu tinggi."
        ),
        format!(
            "Only `{value}` counts as ended; other values ({others}) count as still going. Where some of them ended too, name \
             the column of causes, for this curve is then not the share that still pays."
        ),
    )
}

/// Causes in the order of their labels, and the exit of each row.
fn exits_by_cause(
    table: &TextTable,
    name: &str,
    kept: &[usize],
    is_ended: impl Fn(&usize) -> bool,
) -> Result<(Vec<String>, Vec<u8>)> {
    let rows: Vec<usize> = kept.iter().copied().filter(|row| is_ended(row)).collect();
    let words: Vec<&str> = rows.iter().map(|row| word(table, name, *row)).collect::<Result<_>>()?;
    let causes = Grouping::from_labels(name, &words);
    if causes.labels.len() > usize::from(u8::MAX) {
        bail!("{}, column {name}: {} causes, expected at most {}", table.file, causes.labels.len(), u8::MAX);
    }
    let mut codes = causes.codes.iter();
    let exit = |row: &usize| if is_ended(row) { codes.next().map_or(0, |code| *code as u8 + 1) } else { 0 };
    let exits = kept.iter().map(exit).collect();
    Ok((causes.labels, exits))
}

/// Values of a covariate that is no number, told apart by columns of 0 and 1.
const MOST_WORDS: usize = 20;

/// A number, or one column of 0 and 1 for each word but the first.
fn covariate(table: &TextTable, name: &str, kept: &[usize]) -> Result<Vec<(String, Vec<f64>)>> {
    let cells: Vec<&str> = kept.iter().map(|row| word(table, name, *row)).collect::<Result<_>>()?;
    let number = |cell: &&str| cell.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    if let Some(values) = cells.iter().map(number).collect::<Option<Vec<f64>>>() {
        return Ok(vec![(name.to_owned(), values)]);
    }
    let words = Grouping::from_labels(name, &cells);
    if words.labels.len() > MOST_WORDS {
        bail!(
            "{}, column {name}: {} different words, expected numbers or at most {MOST_WORDS} words",
            table.file,
            words.labels.len()
        );
    }
    let column = |(code, label): (usize, &String)| {
        let values = words.codes.iter().map(|own| f64::from(u8::from(*own as usize == code))).collect();
        (format!("{name}={label}"), values)
    };
    Ok(words.labels.iter().enumerate().skip(1).map(column).collect())
}

/// Rows of each group without a duration or an end.
fn left_out(table: &TextTable, columns: &SpellColumns, group: Option<&Grouping>, kept: &[usize]) -> Result<Vec<u64>> {
    let (Some(group), Some(name)) = (group, &columns.group) else {
        return Ok(vec![(table.rows() - kept.len()) as u64]);
    };
    let mut all = vec![0_u64; group.labels.len()];
    for cell in table.column(name)?.values.iter().flatten() {
        if let Ok(place) = group.labels.binary_search_by(|label| label.as_str().cmp(cell)) {
            all[place] += 1;
        }
    }
    for code in &group.codes {
        all[*code as usize] -= 1;
    }
    Ok(all)
}

/// Every column that was not named, as possible areas.
fn other_columns(table: &TextTable, columns: &SpellColumns, kept: &[usize]) -> Vec<Grouping> {
    let named = [Some(&columns.duration), Some(&columns.event), columns.group.as_ref(), columns.cause.as_ref()];
    let is_other = |name: &String| !named.contains(&Some(name)) && !columns.covariates.contains(name);
    table
        .columns
        .iter()
        .filter(|column| is_other(&column.name))
        .map(|column| {
            let labels: Vec<&str> = kept.iter().map(|row| column.values[*row].as_deref().unwrap_or_default()).collect();
            Grouping::from_labels(column.name.clone(), &labels)
        })
        .collect()
}
