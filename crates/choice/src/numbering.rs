//! Rows brought together by person and task, in an order that does not depend on the order of the file.

use crate::error::ChoiceError;
use crate::rows::ChoiceRows;
use foldhash::{HashMap, HashMapExt};

/// Rows in order.
pub(crate) struct Numbering {
    /// Rows, task after task, persons and tasks by their names; the chosen row of a task first, the others by their values.
    pub order: Vec<usize>,
    /// Where in `order` each task begins, and its end.
    pub tasks: Vec<usize>,
    /// Which task each person begins with, and their end.
    pub persons: Vec<usize>,
}

/// Brings rows together and refuses tasks without exactly one answer among at least two alternatives.
pub(crate) fn number(rows: &ChoiceRows<'_>) -> Result<Numbering, ChoiceError> {
    let (task_of_row, mut tasks) = tasks_of(rows);
    tasks.sort_unstable_by(|a, b| (a.person, a.task).cmp(&(b.person, b.task)));
    let mut place = vec![0; tasks.len()];
    for (rank, task) in tasks.iter().enumerate() {
        place[task.code] = rank;
    }
    let mut starts = vec![0; tasks.len() + 1];
    for code in &task_of_row {
        starts[place[*code] + 1] += 1;
    }
    for task in 0..tasks.len() {
        starts[task + 1] += starts[task];
    }
    let mut free = starts.clone();
    let mut order = vec![0; task_of_row.len()];
    for (row, code) in task_of_row.iter().enumerate() {
        let free = &mut free[place[*code]];
        order[*free] = row;
        *free += 1;
    }
    for (task, ends) in tasks.iter().zip(starts.windows(2)) {
        settle(rows, task, &mut order[ends[0]..ends[1]])?;
    }
    let mut persons: Vec<usize> =
        (0..tasks.len()).filter(|t| *t == 0 || tasks[*t].person != tasks[*t - 1].person).collect();
    persons.push(tasks.len());
    Ok(Numbering { order, tasks: starts, persons })
}

/// A task by its names.
struct Task<'a> {
    person: &'a str,
    task: &'a str,
    code: usize,
}

/// The task of each row, numbered as they come.
fn tasks_of<'a>(rows: &ChoiceRows<'a>) -> (Vec<usize>, Vec<Task<'a>>) {
    let mut tasks: Vec<Task<'a>> = Vec::new();
    let mut codes: HashMap<(&str, &str), usize> = HashMap::new();
    let mut last = None;
    let code = |(person, task): (&&'a str, &&'a str)| {
        // Most files keep the rows of a task together.
        if let Some((own, code)) = last
            && own == (*person, *task)
        {
            return code;
        }
        let code = *codes.entry((*person, *task)).or_insert_with(|| {
            tasks.push(Task { person, task, code: tasks.len() });
            tasks.len() - 1
        });
        last = Some(((*person, *task), code));
        code
    };
    let task_of_row = rows.persons.iter().zip(rows.tasks).map(code).collect();
    (task_of_row, tasks)
}

/// Puts the chosen row of a task first and the others in the order of their values.
fn settle(rows: &ChoiceRows<'_>, task: &Task<'_>, own: &mut [usize]) -> Result<(), ChoiceError> {
    let (name, person) = (|| task.task.to_owned(), || task.person.to_owned());
    if own.len() < 2 {
        return Err(ChoiceError::OneAlternative { row: own[0] + 1, task: name(), person: person() });
    }
    let mut chosen = own.iter().enumerate().filter(|(_, row)| rows.chosen[**row]);
    let Some((place, first)) = chosen.next() else {
        return Err(ChoiceError::NothingChosen { row: own[0] + 1, task: name(), person: person() });
    };
    if let Some((_, second)) = chosen.next() {
        let (row, first) = (second + 1, first + 1);
        return Err(ChoiceError::ChosenTwice { row, first, task: name(), person: person() });
    }
    if let Some(alternatives) = rows.alternatives {
        for (later, row) in own.iter().enumerate() {
            let alternative = alternatives[*row];
            if own[..later].iter().any(|earlier| alternatives[*earlier] == alternative) {
                let alternative = alternative.to_owned();
                return Err(ChoiceError::RepeatedAlternative {
                    row: row + 1,
                    task: name(),
                    person: person(),
                    alternative,
                });
            }
        }
    }
    own.swap(0, place);
    own[1..].sort_unstable_by(|a, b| {
        let compared = rows.attributes.iter().map(|attribute| attribute.values[*a].total_cmp(&attribute.values[*b]));
        compared.into_iter().find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(())
}
