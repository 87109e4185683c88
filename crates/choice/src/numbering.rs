//! Rows brought together by person and task, in an order that does not depend on the order of the file.

use crate::error::ChoiceError;
use crate::rows::ChoiceRows;
use foldhash::{HashMap, HashMapExt};
use std::hash::Hash;

/// Rows in order.
pub(crate) struct Numbering {
    /// Rows, task after task, persons and tasks by their names; the chosen row of a task first, the others by their values.
    pub order: Vec<u32>,
    /// Where in `order` each task begins, and its end.
    pub tasks: Vec<usize>,
    /// Which task each person begins with, and their end.
    pub persons: Vec<usize>,
}

/// Brings rows together and refuses tasks without exactly one answer among at least two alternatives.
pub(crate) fn number(rows: &ChoiceRows<'_>) -> Result<Numbering, ChoiceError> {
    let (person_of_row, names) = codes(rows.persons.iter().copied());
    let (task_of_row, tasks) = codes(person_of_row.iter().copied().zip(rows.tasks.iter().copied()));
    // Persons by name, and the tasks of each by name.
    let mut by_name: Vec<usize> = (0..names.len()).collect();
    by_name.sort_unstable_by_key(|person| names[*person]);
    let (by_person, first_of_person) = grouped(tasks.iter().map(|(person, _)| *person), names.len());
    let mut in_order = Vec::with_capacity(tasks.len());
    let mut persons = vec![0];
    for person in by_name {
        let start = in_order.len();
        in_order.extend_from_slice(&by_person[first_of_person[person]..first_of_person[person + 1]]);
        in_order[start..].sort_unstable_by_key(|task: &u32| tasks[*task as usize].1);
        persons.push(in_order.len());
    }
    let mut place = vec![0; tasks.len()];
    in_order.iter().zip(0..).for_each(|(task, rank)| place[*task as usize] = rank);
    let (mut order, starts) = grouped(task_of_row.iter().map(|task| place[*task as usize]), tasks.len());
    for (task, ends) in in_order.iter().zip(starts.windows(2)) {
        let (person, task) = tasks[*task as usize];
        settle(rows, names[person as usize], task, &mut order[ends[0]..ends[1]])?;
    }
    Ok(Numbering { order, tasks: starts, persons })
}

/// Numbers words as they come: the number of each, and the word of each number.
fn codes<T: Copy + Eq + Hash>(words: impl ExactSizeIterator<Item = T>) -> (Vec<u32>, Vec<T>) {
    let mut known: Vec<T> = Vec::new();
    let mut numbers: HashMap<T, u32> = HashMap::with_capacity(words.len() / 4);
    let mut last = 0;
    let number = |word: T| {
        // Most files keep the rows of a person and a task together.
        if known.get(last as usize) != Some(&word) {
            last = *numbers.entry(word).or_insert(known.len() as u32);
            if last as usize == known.len() {
                known.push(word);
            }
        }
        last
    };
    (words.map(number).collect(), known)
}

/// Places by group, in the order they come, and where each group begins.
fn grouped(groups: impl Iterator<Item = u32> + Clone, count: usize) -> (Vec<u32>, Vec<usize>) {
    let mut starts = vec![0; count + 1];
    groups.clone().for_each(|group| starts[group as usize + 1] += 1);
    (0..count).for_each(|group| starts[group + 1] += starts[group]);
    let mut free = starts.clone();
    let mut places = vec![0; starts[count]];
    for (place, group) in groups.enumerate() {
        let free = &mut free[group as usize];
        places[*free] = place as u32;
        *free += 1;
    }
    (places, starts)
}

/// Puts the chosen row of a task first and the others in the order of their values.
fn settle(rows: &ChoiceRows<'_>, person: &str, task: &str, own: &mut [u32]) -> Result<(), ChoiceError> {
    let (name, person) = (|| task.to_owned(), || person.to_owned());
    let row = |place: u32| place as usize + 1;
    if own.len() < 2 {
        return Err(ChoiceError::OneAlternative { row: row(own[0]), task: name(), person: person() });
    }
    let mut chosen = own.iter().enumerate().filter(|(_, row)| rows.chosen[**row as usize]);
    let Some((place, first)) = chosen.next() else {
        return Err(ChoiceError::NothingChosen { row: row(own[0]), task: name(), person: person() });
    };
    if let Some((_, second)) = chosen.next() {
        let (row, first) = (row(*second), row(*first));
        return Err(ChoiceError::ChosenTwice { row, first, task: name(), person: person() });
    }
    if let Some(alternatives) = rows.alternatives {
        for (later, at) in own.iter().enumerate() {
            let alternative = alternatives[*at as usize];
            if own[..later].iter().any(|earlier| alternatives[*earlier as usize] == alternative) {
                let alternative = alternative.to_owned();
                return Err(ChoiceError::RepeatedAlternative {
                    row: row(*at),
                    task: name(),
                    person: person(),
                    alternative,
                });
            }
        }
    }
    own.swap(0, place);
    own[1..].sort_unstable_by(|a, b| {
        let compared = rows
            .attributes
            .iter()
            .map(|attribute| attribute.values[*a as usize].total_cmp(&attribute.values[*b as usize]));
        compared.into_iter().find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(())
}
