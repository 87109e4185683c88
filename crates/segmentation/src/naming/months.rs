//! Calendar months in words: `Desember–Maret`.

use domain::written::month_name;
use domain::{Language, Month};

/// Months of the year.
const YEAR: usize = 12;

/// Months (0 is January) as people say them, runs across the new year kept together: `Desember–Maret`, `Januari dan Juli`.
pub(super) fn said(months: &[bool; YEAR], language: Language) -> String {
    let all = months.iter().all(|m| *m);
    // A run begins after a month that is not in it.
    let begins = |i: usize| months[i] && (!months[(i + YEAR - 1) % YEAR] || all && i == 0);
    let name = |i: usize| month_name(language, Month::from_index((i % YEAR) as i32));
    // Runs in the order of the year that begins after the longest pause would be overdone: January first, but a run that
    // comes over the new year first of all.
    let mut starts: Vec<usize> = (0..YEAR).filter(|i| begins(*i)).collect();
    let over = |start: usize| start + length(months, start) > YEAR;
    starts.sort_by_key(|start| (!over(*start), *start));
    let runs: Vec<String> = starts
        .into_iter()
        .map(|start| match length(months, start) {
            1 => name(start).to_owned(),
            months => format!("{}–{}", name(start), name(start + months - 1)),
        })
        .collect();
    let and = match language {
        Language::Id => " dan ",
        Language::En => " and ",
    };
    match runs.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}{and}{last}", rest.join(", ")),
        _ => runs.concat(),
    }
}

/// Months of the run that begins at `start`.
fn length(months: &[bool; YEAR], start: usize) -> usize {
    (0..YEAR).take_while(|ahead| months[(start + ahead) % YEAR]).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_said_in_runs_also_over_the_new_year() {
        let of = |numbers: &[usize]| {
            let mut months = [false; YEAR];
            for month in numbers {
                months[month - 1] = true;
            }
            (said(&months, Language::Id), said(&months, Language::En))
        };
        let pair = |id: &str, en: &str| (id.to_owned(), en.to_owned());
        assert_eq!(of(&[12, 1, 2, 3]), pair("Desember–Maret", "December–March"));
        assert_eq!(of(&[1]), pair("Januari", "January"));
        assert_eq!(of(&[1, 7, 8]), pair("Januari dan Juli–Agustus", "January and July–August"));
        assert_eq!(of(&[12, 1, 5]), pair("Desember–Januari dan Mei", "December–January and May"));
        assert_eq!(of(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), pair("Januari–Desember", "January–December"));
    }
}
