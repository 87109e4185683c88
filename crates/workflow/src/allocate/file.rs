//! A plain file: one row a segment and channel.

use allocation::{Basis, BasisOffer, BasisSegment, MonthsFrom, Offer, PriorAim, Priors, Response, Source};
use anyhow::{Context, Result, bail};
use domain::channel::RandomisationUnit;
use domain::{Bilingual, Channel, Rupiah};
use intake::{TextTable, read_table};
use std::path::Path;

/// Variance inflation of an experiment by area where a file says nothing: about twenty members an area who are alike with a
/// correlation of 0.05.
const AREA_DESIGN_EFFECT: f64 = 2.0;

/// The columns of the file.
struct Columns {
    people: Vec<Option<Rupiah>>,
    reach: Vec<Option<Rupiah>>,
    cost: Vec<Option<Rupiah>>,
    uplift: Vec<Option<f64>>,
    deviation: Vec<Option<f64>>,
    months: Vec<Option<f64>>,
    rate: Vec<Option<f64>>,
    parts: Vec<Option<String>>,
}

/// Reads the file. Columns `segment`, `channel`, `people`, `cost` and `uplift`; `reach`, `deviation`, `months`, `rate` (share who
/// stay anyway) and `parts` (uplifts measured in equal parts of the people, best first, separated by `|`) may be left out. Where
/// an uplift, a deviation or months are empty the planning prior takes their place, and the line says so.
pub(super) fn basis(path: &Path, priors: &Priors, aim: PriorAim) -> Result<Basis> {
    let table = read_table(path)?;
    let columns = read(&table)?;
    let mut basis = Basis { origin: table.file.clone(), segments: Vec::new(), offers: Vec::new(), notes: Vec::new() };
    for row in 0..table.rows() {
        let segment = word(&table, "segment", row)?;
        let channel = word(&table, "channel", row)?;
        let people =
            whole(&table, "people", row, columns.people[row])?.with_context(|| empty(&table, "people", row))?;
        let months = columns.months[row];
        match basis.segments.iter().find(|s| s.segment == segment) {
            None => basis.segments.push(a_segment(&table, row, &segment, people, months, priors, aim)?),
            Some(known) if known.people != people => bail!(
                "{}, line {}, column `people`: {people}; segment `{segment}` has {} above, expected the same on each of its lines",
                table.file,
                table.line_of(row),
                known.people
            ),
            Some(known) if months.is_some_and(|m| (m - known.months_each).abs() > 1e-9) => bail!(
                "{}, line {}, column `months`: {}; segment `{segment}` has {} above, expected the same on each of its lines",
                table.file,
                table.line_of(row),
                months.unwrap_or_default(),
                known.months_each
            ),
            Some(_) => {}
        }
        let reach = whole(&table, "reach", row, columns.reach[row])?.unwrap_or(people);
        let known = channel_of(&channel);
        let (response, source) = response(&table, row, &columns, (&segment, known), priors, aim)?;
        basis.offers.push(BasisOffer {
            offer: Offer {
                segment,
                channel: channel.clone(),
                reach,
                cost_each: columns.cost[row].with_context(|| empty(&table, "cost", row))?,
                response,
                source,
            },
            channel_name: known.map_or_else(|| Bilingual::new(channel.clone(), channel), Channel::name),
            base_rate: columns.rate[row],
            design_effect: match known.map(Channel::unit) {
                Some(RandomisationUnit::Area) => AREA_DESIGN_EFFECT,
                _ => 1.0,
            },
        });
    }
    Ok(basis)
}

fn read(table: &TextTable) -> Result<Columns> {
    let there = |name: &str| table.columns.iter().any(|c| c.name == name);
    let optional = |name: &str| if there(name) { table.numbers(name) } else { Ok(vec![None; table.rows()]) };
    Ok(Columns {
        people: amounts(table, "people", PEOPLE)?,
        reach: if there("reach") { amounts(table, "reach", PEOPLE)? } else { vec![None; table.rows()] },
        cost: amounts(table, "cost", COST)?,
        uplift: table.numbers("uplift")?,
        deviation: optional("deviation")?,
        months: optional("months")?,
        rate: optional("rate")?,
        parts: if there("parts") { table.column("parts")?.values.clone() } else { vec![None; table.rows()] },
    })
}

fn a_segment(
    table: &TextTable,
    row: usize,
    segment: &str,
    people: u64,
    months: Option<f64>,
    priors: &Priors,
    aim: PriorAim,
) -> Result<BasisSegment> {
    let (months_each, months_from) = match (months, priors.months(aim, segment)) {
        (Some(months), _) if months > 0.0 => (months, MonthsFrom::File),
        (Some(months), _) => bail!(
            "{}, line {}, column `months`: {months}; expected a number above 0, or nothing for the planning prior",
            table.file,
            table.line_of(row)
        ),
        (None, Some(prior)) => (prior.months, MonthsFrom::Prior { row: prior.row() }),
        (None, None) => (1.0, MonthsFrom::Nothing),
    };
    let name = Bilingual::new(segment, segment);
    Ok(BasisSegment { segment: segment.to_owned(), name, people, months_each, months_from })
}

fn response(
    table: &TextTable,
    row: usize,
    columns: &Columns,
    (segment, channel): (&str, Option<Channel>),
    priors: &Priors,
    aim: PriorAim,
) -> Result<(Response, Source)> {
    let line = table.line_of(row);
    let prior = channel.and_then(|c| priors.uplift(aim, segment, c));
    let no_prior = |column: &str| {
        let channels: Vec<&str> = Channel::ALL.iter().map(|c| c.key()).collect();
        format!(
            "{}, line {line}, column `{column}`: empty, and channel `{}` has no planning prior; expected a number, or one of the \
             channels {}",
            table.file,
            word(table, "channel", row).unwrap_or_default(),
            channels.join(", ")
        )
    };
    let parts = columns.parts[row].as_deref().map(|text| parts(table, line, text)).transpose()?;
    if parts.is_some() && columns.uplift[row].is_some() {
        bail!(
            "{}, line {line}, column `parts`: given beside an uplift; expected one of the two, for the mean of the parts is the uplift",
            table.file
        );
    }
    let Some(uplift) = columns.uplift[row].or_else(|| Some(mean(parts.as_deref()?))) else {
        let prior = prior.with_context(|| no_prior("uplift"))?;
        let source = Source::Prior { row: prior.row() };
        return Ok((Response::straight(prior.mean, columns.deviation[row].unwrap_or(prior.deviation)), source));
    };
    let (deviation, deviation_from) = if let Some(deviation) = columns.deviation[row] {
        (deviation, None)
    } else {
        let prior = prior.with_context(|| no_prior("deviation"))?;
        (prior.deviation, Some(prior.row()))
    };
    let response = match &parts {
        Some(parts) => Response::from_parts(parts, deviation),
        None => Response::straight(uplift, deviation),
    };
    Ok((response, Source::File { file: table.file.clone(), line, deviation_from }))
}

fn parts(table: &TextTable, line: u64, text: &str) -> Result<Vec<f64>> {
    let read = |part: &str| match part.trim().parse::<f64>() {
        Ok(number) if (-1.0..=1.0).contains(&number) => Ok(number),
        _ => bail!(
            "{}, line {line}, column `parts`: `{part}`; expected uplifts from -1 to 1 such as 0.06|0.03|0.01",
            table.file
        ),
    };
    text.split('|').map(read).collect()
}

fn mean(parts: &[f64]) -> f64 {
    parts.iter().sum::<f64>() / parts.len().max(1) as f64
}

fn word(table: &TextTable, column: &str, row: usize) -> Result<String> {
    let value = table.column(column)?.values[row].as_deref().map(str::trim).filter(|text| !text.is_empty());
    value.map(str::to_owned).with_context(|| empty(table, column, row))
}

fn empty(table: &TextTable, column: &str, row: usize) -> String {
    format!("{}, line {}, column `{column}`: empty; expected a value on every line", table.file, table.line_of(row))
}

/// What a cell of people or of rupiah must hold.
const PEOPLE: &str = "a whole number of people of at least 0 such as 1000 or 1.000";
const COST: &str = "rupiah a person of at least 0 such as 1500, 1.500 or Rp1.500";

/// A column as amounts the way `--budget` reads them, where a point marks thousands. One or two digits behind a single point are parts
/// of one, as spreadsheets write them.
fn amounts(table: &TextTable, column: &str, expected: &str) -> Result<Vec<Option<Rupiah>>> {
    let decimal = |text: &str| {
        let (_, parts) = text.split_once('.')?;
        (1..=2).contains(&parts.len()).then(|| text.parse().ok().map(Rupiah::exact))?
    };
    let read = |(row, cell): (usize, &Option<String>)| {
        let Some(text) = cell.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
        let amount = text.parse().ok().or_else(|| decimal(text));
        match amount.filter(|amount| *amount >= Rupiah::ZERO && *amount < Rupiah::whole(MOST)) {
            Some(amount) => Ok(Some(amount)),
            None => bail!(
                "{}, line {}, column `{column}`: `{}`; expected {expected}",
                table.file,
                table.line_of(row),
                text.chars().take(40).collect::<String>()
            ),
        }
    };
    table.column(column)?.values.iter().enumerate().map(read).collect()
}

/// Amounts of a million million are no campaign.
const MOST: i64 = 1_000_000_000_000;

fn whole(table: &TextTable, column: &str, row: usize, value: Option<Rupiah>) -> Result<Option<u64>> {
    let Some(amount) = value else { return Ok(None) };
    match u64::try_from(amount.rounded()) {
        Ok(people) if Rupiah::whole(amount.rounded()) == amount => Ok(Some(people)),
        _ => bail!(
            "{}, line {}, column `{column}`: {}; expected {PEOPLE}",
            table.file,
            table.line_of(row),
            amount.decimal()
        ),
    }
}

/// The channel that a word names; `counter` is a partner's.
fn channel_of(word: &str) -> Option<Channel> {
    if word == "counter" { Some(Channel::PartnerCounter) } else { word.parse().ok() }
}
