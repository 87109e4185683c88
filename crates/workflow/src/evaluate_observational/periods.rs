//! Periods in the order of time.

use domain::Bilingual;

/// Puts the labels of periods in order: by number where all are numbers, by text where all begin with a year, and otherwise as they stand
/// in the file, which is told.
pub(super) fn in_time((labels, codes): (Vec<String>, Vec<u32>), notes: &mut Vec<Bilingual>) -> (Vec<String>, Vec<u32>) {
    let numbers: Option<Vec<f64>> = labels.iter().map(|l| l.parse().ok()).collect();
    let begins_with_year = |l: &String| l.len() > 4 && l.bytes().take(4).all(|b| b.is_ascii_digit());
    let mut order: Vec<usize> = (0..labels.len()).collect();
    match numbers {
        Some(numbers) => order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b])),
        None if labels.iter().all(begins_with_year) => order.sort_by(|a, b| labels[*a].cmp(&labels[*b])),
        None => notes.push(Bilingual::new(
            format!("Periode diurutkan seperti dalam berkas: {}.", ends(&labels)),
            format!("Periods are taken in the order of the file: {}.", ends(&labels)),
        )),
    }
    let mut rank = vec![0; labels.len()];
    for (place, old) in order.iter().enumerate() {
        rank[*old] = place as u32;
    }
    let sorted = order.iter().map(|old| labels[*old].clone()).collect();
    (sorted, codes.into_iter().map(|code| rank[code as usize]).collect())
}

fn ends(labels: &[String]) -> String {
    match labels {
        [first, second, .., last] => format!("{first}, {second} ... {last}"),
        few => few.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(labels: &[&str]) -> (Vec<String>, usize) {
        let mut notes = Vec::new();
        let codes = (0..labels.len() as u32).collect();
        (in_time((labels.iter().map(|l| (*l).to_owned()).collect(), codes), &mut notes).0, notes.len())
    }

    #[test]
    fn numbers_and_months_are_sorted_and_other_names_stay_and_are_told() {
        assert_eq!(sorted(&["10", "9", "11"]), (vec!["9".into(), "10".into(), "11".into()], 0));
        assert_eq!(sorted(&["2026-02", "2025-12"]), (vec!["2025-12".into(), "2026-02".into()], 0));
        assert_eq!(sorted(&["Q42010", "Q12011"]), (vec!["Q42010".into(), "Q12011".into()], 1));
    }
}
