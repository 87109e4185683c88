//! Matched groups: areas that were alike before, one of each for every arm.

use crate::lot::ticket;

/// Groups of `size` units that are alike in what was known before, for a lot inside each group (pairs where `size` is 2).
///
/// `columns` hold one number a unit each; they are set to mean 0 and deviation 1, a missing number stands at the mean. The unit
/// farthest from the middle seeks its nearest neighbours first (Euclidean), then the farthest of those left, and so on; ties go
/// by key. Units that fill no group are left over as one smaller group. The answer is one group number a unit, from 0 in the
/// order in which groups were made; the order of the units changes nothing but the places.
pub fn matched_groups(keys: &[&str], columns: &[Vec<Option<f64>>], size: usize) -> Vec<usize> {
    let scaled: Vec<Vec<f64>> = columns.iter().map(|column| standardised(column)).collect();
    let far = |one: usize, other: Option<usize>| -> f64 {
        scaled.iter().map(|c| (c[one] - other.map_or(0.0, |o| c[o])).powi(2)).sum()
    };
    let mut left: Vec<usize> = (0..keys.len()).collect();
    left.sort_unstable_by(|a, b| far(*b, None).total_cmp(&far(*a, None)).then_with(|| keys[*a].cmp(keys[*b])));
    let mut group = vec![0; keys.len()];
    let mut number = 0;
    while !left.is_empty() {
        let first = left.remove(0);
        group[first] = number;
        if left.len() + 1 > size {
            for _ in 1..size {
                let nearest = (0..left.len()).min_by(|a, b| {
                    let (a, b) = (left[*a], left[*b]);
                    far(first, Some(a)).total_cmp(&far(first, Some(b))).then_with(|| keys[a].cmp(keys[b]))
                });
                if let Some(place) = nearest {
                    group[left.remove(place)] = number;
                }
            }
        } else {
            left.drain(..).for_each(|unit| group[unit] = number);
        }
        number += 1;
    }
    group
}

/// Draws one unit of each matched group for each arm, by ticket: the answer holds the place of each unit's arm. In the last
/// group, where it is short, the arms to go without are drawn too.
pub fn draw_matched(seed: &str, keys: &[&str], groups: &[usize], arms: usize) -> Vec<usize> {
    let count = groups.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (unit, group) in groups.iter().enumerate() {
        members[*group].push(unit);
    }
    let mut drawn = vec![0; keys.len()];
    for mut group in members {
        group.sort_unstable_by_key(|unit| (ticket(seed, "area", keys[*unit]), keys[*unit]));
        let named: Vec<&str> = group.iter().map(|unit| keys[*unit]).collect();
        let mut order: Vec<usize> = (0..arms).collect();
        // Which arm the first ticket gets is drawn for each group.
        let salt = named.iter().min().copied().unwrap_or_default();
        order.sort_unstable_by_key(|arm| ticket(seed, salt, &arm.to_string()));
        for (unit, arm) in group.into_iter().zip(order.into_iter().cycle()) {
            drawn[unit] = arm;
        }
    }
    drawn
}

/// Mean 0 and deviation 1; a column that does not vary is all zeros.
fn standardised(column: &[Option<f64>]) -> Vec<f64> {
    let mut known: Vec<f64> = column.iter().flatten().copied().collect();
    // Summed in the order of size, so that the order of rows changes no bit.
    known.sort_unstable_by(f64::total_cmp);
    let n = known.len().max(1) as f64;
    let mean = known.iter().sum::<f64>() / n;
    let deviation = (known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    let place = |v: f64| if deviation > 0.0 { (v - mean) / deviation } else { 0.0 };
    column.iter().map(|v| v.map_or(0.0, place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_paired_whatever_the_order_and_every_arm_is_in_each_pair() {
        let keys: Vec<String> = (0..21).map(|i| format!("desa {i:02}")).collect();
        let size: Vec<Option<f64>> = (0..21).map(|i| Some(f64::from(i / 2 * 10 + i % 2))).collect();
        let key_list: Vec<&str> = keys.iter().map(String::as_str).collect();
        let groups = matched_groups(&key_list, std::slice::from_ref(&size), 2);
        let drawn = draw_matched("s", &key_list, &groups, 2);
        let largest = groups.iter().max().copied().unwrap_or_default();
        for group in 0..largest {
            let members: Vec<usize> = (0..21).filter(|i| groups[*i] == group).collect();
            assert_eq!(members.len(), 2, "{groups:?}");
            assert_ne!(drawn[members[0]], drawn[members[1]]);
        }
        let turned: Vec<&str> = key_list.iter().rev().copied().collect();
        let turned_size: Vec<Option<f64>> = size.iter().rev().copied().collect();
        let again = matched_groups(&turned, &[turned_size], 2);
        let drawn_again = draw_matched("s", &turned, &again, 2);
        for i in 0..21 {
            assert_eq!((groups[i], drawn[i]), (again[20 - i], drawn_again[20 - i]));
        }
    }

    #[test]
    fn either_of_a_pair_is_treated_half_of_the_time() {
        let (keys, groups) = (["a", "b", "c", "d"], [0, 0, 1, 1]);
        let treated = (0..2_000).filter(|i| draw_matched(&format!("seed {i}"), &keys, &groups, 2)[0] == 1).count();
        // 2,000 draws of one half: standard error 22.
        assert!(treated.abs_diff(1_000) < 3 * 22, "{treated}");
        let same = (0..2_000)
            .filter(|i| {
                let drawn = draw_matched(&format!("seed {i}"), &keys, &groups, 2);
                drawn[0] == drawn[2]
            })
            .count();
        assert!(same.abs_diff(1_000) < 3 * 22, "{same}");
    }
}
