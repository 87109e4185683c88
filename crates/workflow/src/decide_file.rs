//! Who gets what, decided for everyone at once, from a file with a row for each member and a column for each option.

mod declared;

use anyhow::{Context, Result, bail};
use assignment::{
    Again, AssignmentError, Barred, Change, Decision, Grouping, LimitLine, Pool, RuleLine, Rules, Scenario,
    ScenarioLine, ServedLine, compare, decide, explain, limits_in_words, removed, served, stopped_by,
};
use declared::Declared;
use domain::Bilingual;
use intake::{TextTable, read_table};
use serde::Serialize;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Most groups of one column.
const MOST_GROUPS: usize = 60_000;

/// How many got one option.
#[derive(Debug, Clone, Serialize)]
pub struct OptionCount {
    /// The option; `None`: nothing.
    pub name: Option<Bilingual>,
    /// Members.
    pub members: u64,
}

/// The answer for a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileDecision {
    /// The file.
    pub file: String,
    /// Members in the pool.
    pub members: u64,
    /// What must be read before the figures.
    pub warnings: Vec<Bilingual>,
    /// Who got what, counted.
    pub options: Vec<OptionCount>,
    /// Kept months expected.
    pub value: f64,
    /// What it costs.
    pub cost: domain::Rupiah,
    /// What is missing to the best there can be at most, as a share of it.
    pub gap: f64,
    /// Limits that bind, the weightiest first.
    pub limits: Vec<LimitLine>,
    /// Groups with a floor and how they are served.
    pub served: Vec<ServedLine>,
    /// What each rule removed.
    pub removed: Vec<RuleLine>,
    /// Other budgets beside it.
    pub scenarios: Vec<ScenarioLine>,
    /// Why one member gets what they get.
    pub explained: Option<Bilingual>,
    /// The option of each member, in the order of the file; `None`: nothing.
    #[serde(skip)]
    pub given: Vec<(String, Option<String>)>,
}

/// What is asked beside the decision.
#[derive(Debug, Clone, Default)]
pub struct AskedToo {
    /// Say why this member gets what they get.
    pub explain: Option<String>,
    /// Other budgets, in per cent of the declared one.
    pub budgets: Vec<u32>,
}

/// Reads members and rules and decides. An empty cell of an option bars it for that member.
pub fn decide_file(members: &Path, rules: &Path, id: &str, asked: &AskedToo) -> Result<FileDecision> {
    let shown = rules.display().to_string();
    let text = fs::read_to_string(rules).with_context(|| format!("{shown} cannot be read"))?;
    let declared = Declared::read(&shown, &text)?;
    let table = read_table(members)?;
    let ids = words(&table, id)?;
    refuse_twice(&table, id, &ids)?;
    let groupings = declared.groupings().iter().map(|key| grouping(&table, key)).collect::<Result<Vec<_>>>()?;
    let rules = declared.rules(&groupings).with_context(|| shown.clone())?;
    let columns: Vec<String> = declared.options.iter().map(|option| option.column.get_ref().clone()).collect();
    let pool = pool(&table, &columns, groupings)?;
    let decision = decide(&pool, &rules).map_err(|error| told(&error).context(table.file.clone()))?;
    answer(table.file.clone(), &ids, &columns, &pool, &rules, &decision, asked)
}

/// Floors that cannot be met are all told, not only the first.
fn told(error: &AssignmentError) -> anyhow::Error {
    match error {
        AssignmentError::FloorsCannotBeMet { floors } => {
            let sentences: Vec<&str> = floors.iter().take(10).map(|floor| floor.sentence.en.as_str()).collect();
            anyhow::anyhow!("{} of the floors cannot be met: {}", floors.len(), sentences.join("; "))
        }
        other => anyhow::anyhow!("{other}"),
    }
}

fn answer(
    file: String,
    ids: &[String],
    columns: &[String],
    pool: &Pool,
    rules: &Rules,
    decision: &Decision,
    asked: &AskedToo,
) -> Result<FileDecision> {
    let given: Vec<Option<usize>> = decision.given.iter().map(|given| given.option()).collect();
    let count = |wanted: Option<usize>| given.iter().filter(|given| **given == wanted).count() as u64;
    let mut options: Vec<OptionCount> = rules
        .options
        .iter()
        .enumerate()
        .map(|(at, option)| OptionCount { name: Some(option.name.clone()), members: count(Some(at)) })
        .collect();
    options.push(OptionCount { name: None, members: count(None) });
    let explained = match &asked.explain {
        None => None,
        Some(member) => {
            let at = ids.iter().position(|id| id == member);
            let at = at.with_context(|| format!("{file} has no member `{member}`"))?;
            Some(explain(pool, rules, decision, at)?.sentence)
        }
    };
    let removed = removed(pool, rules, decision, Again::Bound)?;
    let scenario = |percent: &u32| Scenario {
        name: Bilingual::new(format!("anggaran {percent}%"), format!("{percent}% of the budget")),
        changes: vec![Change::BudgetPercent(*percent)],
    };
    let scenarios: Vec<Scenario> = asked.budgets.iter().map(scenario).collect();
    let scenarios = compare(pool, rules, decision, &scenarios)?;
    Ok(FileDecision {
        members: given.len() as u64,
        warnings: nothing_given(&given, decision, &removed).into_iter().collect(),
        options,
        value: decision.value,
        cost: decision.cost,
        gap: decision.gap,
        limits: limits_in_words(pool, rules, decision)?.into_iter().filter(|line| line.scarce).collect(),
        served: served(pool, rules, decision)?,
        removed,
        scenarios: scenarios.into_iter().collect::<Result<_, _>>().map_err(|error| told(&error))?,
        explained,
        given: ids.iter().cloned().zip(given.iter().map(|at| at.map(|at| columns[at].clone()))).collect(),
        file,
    })
}

/// The warning on a decision that gives nobody anything, with the rule that took most.
fn nothing_given(given: &[Option<usize>], decision: &Decision, removed: &[RuleLine]) -> Option<Bilingual> {
    if given.iter().any(Option::is_some) {
        return None;
    }
    Some(match stopped_by(decision, removed) {
        Some(line) => Bilingual::new(
            format!("Tidak seorang pun diberi apa pun karena {}. {}", line.name.id, line.sentence.id),
            format!("Nobody is given anything because of {}. {}", line.name.en, line.sentence.en),
        ),
        None => Bilingual::new(
            "Tidak seorang pun diberi apa pun: tidak ada pilihan yang diharapkan menambah bulan bertahan.",
            "Nobody is given anything: no option is expected to add kept months.",
        ),
    })
}

/// Refuses a member who stands in two rows, for both would be given something.
fn refuse_twice(table: &TextTable, name: &str, ids: &[String]) -> Result<()> {
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(ids.len());
    for (row, id) in ids.iter().enumerate() {
        if let Some(earlier) = first.insert(id, row) {
            bail!(
                "{}, line {}, column {name}: `{}` stands on line {} already; expected each member once",
                table.file,
                table.line_of(row),
                id.chars().take(40).collect::<String>(),
                table.line_of(earlier)
            );
        }
    }
    Ok(())
}

/// A column without empty cells.
fn words(table: &TextTable, name: &str) -> Result<Vec<String>> {
    let word = |(row, cell): (usize, &Option<String>)| {
        cell.as_deref().map(|text| text.trim().to_owned()).with_context(|| {
            format!(
                "{}, line {}, column {name}: empty; every member needs a value here",
                table.file,
                table.line_of(row)
            )
        })
    };
    table.column(name)?.values.iter().enumerate().map(word).collect()
}

/// A column as groups, in the order in which their names sort; an empty cell is in none.
fn grouping(table: &TextTable, key: &str) -> Result<Grouping> {
    let cells: Vec<Option<&str>> =
        table.column(key)?.values.iter().map(|cell| cell.as_deref().map(str::trim).filter(|t| !t.is_empty())).collect();
    let mut names: Vec<&str> = cells.iter().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    if names.len() > MOST_GROUPS {
        bail!(
            "{}, column {key}: {} different groups, at most {MOST_GROUPS} can be told apart",
            table.file,
            names.len()
        );
    }
    let place = |cell: Option<&str>| {
        cell.and_then(|name| names.binary_search(&name).ok()).map_or(assignment::NO_GROUP, |at| at as u16)
    };
    Ok(Grouping {
        key: key.to_owned(),
        groups: names.iter().map(|name| Bilingual::new(*name, *name)).collect(),
        of_member: cells.iter().copied().map(place).collect(),
    })
}

/// Values member by member; empty cells are barred.
fn pool(table: &TextTable, columns: &[String], groupings: Vec<Grouping>) -> Result<Pool> {
    let cells = columns.iter().map(|name| Ok(&table.column(name)?.values)).collect::<Result<Vec<_>>>()?;
    let rows = cells.first().map_or(0, |values| values.len());
    let mut values = Vec::with_capacity(rows * columns.len());
    let mut barred = vec![0_u16; rows];
    for row in 0..rows {
        for (at, column) in cells.iter().enumerate() {
            let value = match column[row].as_deref().map(str::trim).filter(|text| !text.is_empty()) {
                None => {
                    barred[row] |= 1 << at;
                    0.0
                }
                Some(text) => text.replace(',', ".").parse::<f32>().ok().filter(|v| v.is_finite()).with_context(|| {
                    format!(
                        "{}, line {}, column {}: `{}`; expected kept months such as 0.12, or nothing where the option is \
                         not for this member",
                        table.file,
                        table.line_of(row),
                        columns[at],
                        text.chars().take(40).collect::<String>()
                    )
                })?,
            };
            values.push(value);
        }
    }
    let mut pool = Pool::of_treated(columns.len(), values, &vec![false; rows])?;
    for grouping in groupings {
        pool = pool.grouped(grouping)?;
    }
    let reason = Bilingual::new("tidak untuk anggota ini menurut berkas", "not for this member by the file");
    Ok(pool.barring(Barred { reason, options_of_member: barred })?)
}
