//! Drawing lots: seeded, salted, the same whatever the order of the input.

use domain::{Arm, Channel, RandomisationUnit, RegionCode, Share};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The ticket of a person or area in a named lot: the first eight bytes of SHA-256 over seed, lot and key.
pub fn ticket(seed: &str, lot: &str, key: &str) -> u64 {
    let mut hasher = Sha256::new();
    for part in [seed, lot, key] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    let mut first = [0_u8; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(first)
}

/// Draws people inside each stratum: the lowest tickets are held out, `share` of the stratum rounded to the nearest person.
///
/// `people` are `(stratum, key)`; the answer is in the same order. A stratum of two or more always keeps at least one person
/// on each side.
pub fn draw_people(seed: &str, people: &[(&str, &str)], share: Share, channel: Channel) -> Vec<Arm> {
    let mut strata: BTreeMap<&str, Vec<(u64, usize)>> = BTreeMap::new();
    for (i, (stratum, key)) in people.iter().enumerate() {
        strata.entry(stratum).or_default().push((ticket(seed, "person", key), i));
    }
    let mut arms = vec![Arm::Treated(channel); people.len()];
    for mut stratum in strata.into_values() {
        stratum.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| people[a.1].1.cmp(people[b.1].1)));
        let size = stratum.len();
        let wanted = (share.get() * size as f64).round() as usize;
        let held_out = if size < 2 { 0 } else { wanted.clamp(1, size - 1) };
        for (_, i) in stratum.into_iter().take(held_out) {
            arms[i] = Arm::HeldOut(RandomisationUnit::Person);
        }
    }
    arms
}

/// Draws people inside each cell, a stratum and an option: the lowest tickets are held out, `share` of the cell rounded up, so that
/// those who are left never pass a limit that held for their share of everybody. The tickets are those of [`draw_people`]; no decision
/// moves one.
///
/// `people` are `(stratum, option, key)`; the answer says in the same order who is held out. Somebody alone in a cell is: with
/// nobody to compare them with there is nothing to learn.
pub fn hold_out_in_cells(seed: &str, people: &[(&str, usize, &str)], share: Share) -> Vec<bool> {
    let mut cells: BTreeMap<(&str, usize), Vec<(u64, usize)>> = BTreeMap::new();
    for (i, (stratum, option, key)) in people.iter().enumerate() {
        cells.entry((stratum, *option)).or_default().push((ticket(seed, "person", key), i));
    }
    let mut held = vec![false; people.len()];
    for mut cell in cells.into_values() {
        cell.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| people[a.1].2.cmp(people[b.1].2)));
        let wanted = crate::decision::held_out_of(cell.len() as u64, share) as usize;
        for (_, i) in cell.into_iter().take(wanted) {
            held[i] = true;
        }
    }
    held
}

/// Draws units of any kind inside strata: each gets one of the arms, and every stratum follows the wanted shares as nearly as
/// whole units can.
///
/// Units stand in ticket order inside their stratum, strata in ticket order too; each next unit gets the arm that is furthest
/// below its quota so far. `lot` names what is drawn (`person`, `area`), units are `(stratum, key)` with different keys, `shares`
/// are positive and sum to one. The answer holds the place of each unit's arm, in the order of the units; the order in which
/// they are given changes nothing.
pub fn draw_arms(seed: &str, lot: &str, units: &[(&str, &str)], shares: &[f64]) -> Vec<usize> {
    let mut order: Vec<(u64, u64, &str, usize)> = units
        .iter()
        .enumerate()
        .map(|(i, (stratum, key))| (ticket(seed, "stratum", stratum), ticket(seed, lot, key), *key, i))
        .collect();
    order.sort_unstable();
    let mut given = vec![0_usize; shares.len()];
    let mut arms = vec![0; units.len()];
    // The first arm of the sequence is itself drawn, so that no arm is favoured by its place in the list.
    let start = (ticket(seed, lot, "first arm") % shares.len().max(1) as u64) as usize;
    for (n, (.., i)) in order.into_iter().enumerate() {
        let deficit = |arm: usize| shares[arm] * (n + 1) as f64 - given[arm] as f64;
        let mut best = start;
        for step in 1..shares.len() {
            let arm = (start + step) % shares.len();
            if deficit(arm) > deficit(best) + 1e-9 {
                best = arm;
            }
        }
        given[best] += 1;
        arms[i] = best;
    }
    arms
}

/// Draws areas inside strata with [`draw_arms`]: each area gets one arm. The held-out share is `share`; the channels split the
/// rest evenly.
pub fn draw_areas(
    seed: &str,
    areas: &BTreeMap<RegionCode, String>,
    share: Share,
    channels: &[Channel],
) -> BTreeMap<RegionCode, Arm> {
    let each = (1.0 - share.get()) / channels.len().max(1) as f64;
    let shares: Vec<f64> = std::iter::once(share.get()).chain(channels.iter().map(|_| each)).collect();
    let units: Vec<(&str, &str)> = areas.iter().map(|(area, stratum)| (stratum.as_str(), area.as_str())).collect();
    let arm_at = |place: usize| match place {
        0 => Arm::HeldOut(RandomisationUnit::Area),
        place => Arm::Treated(channels[place - 1]),
    };
    let drawn = draw_arms(seed, "area", &units, &shares);
    areas.keys().copied().zip(drawn.into_iter().map(arm_at)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn villages(n: usize) -> BTreeMap<RegionCode, String> {
        (0..n)
            .map(|i| (format!("33.21.{:02}.{:04}", i / 90 + 1, i % 90 + 2001).parse().unwrap(), format!("s{}", i % 3)))
            .collect()
    }

    #[test]
    fn every_area_arm_gets_its_share() {
        let drawn =
            draw_areas("lot", &villages(300), Share::new(0.34).unwrap(), &[Channel::Print, Channel::PartnerCounter]);
        let count = |arm: Arm| drawn.values().filter(|a| **a == arm).count();
        assert_eq!(count(Arm::HeldOut(RandomisationUnit::Area)), 102);
        assert_eq!(count(Arm::Treated(Channel::Print)), 99);
        assert_eq!(count(Arm::Treated(Channel::PartnerCounter)), 99);
    }

    #[test]
    fn every_area_has_the_same_chance_of_being_held_out() {
        let areas = villages(30);
        let first = *areas.keys().next().unwrap();
        let held = (0..3_000)
            .filter(|i| {
                let drawn = draw_areas(
                    &format!("seed {i}"),
                    &areas,
                    Share::new(0.34).unwrap(),
                    &[Channel::Print, Channel::PartnerCounter],
                );
                drawn[&first] == Arm::HeldOut(RandomisationUnit::Area)
            })
            .count();
        // 3,000 draws of 0.34: standard error 26.
        assert!((held as f64 - 1_020.0).abs() < 3.0 * 26.0, "{held}");
    }

    proptest! {
        #[test]
        fn the_order_of_people_does_not_change_who_is_held_out(n in 2_usize..60, share in 0.05_f64..0.8, rotate in 0_usize..60) {
            let keys: Vec<String> = (0..n).map(|i| format!("m{i}")).collect();
            let people: Vec<(&str, &str)> = keys.iter().map(|k| (if k.len() % 2 == 0 { "a" } else { "b" }, k.as_str())).collect();
            let share = Share::new(share).unwrap();
            let straight = draw_people("s", &people, share, Channel::Whatsapp);
            let mut turned = people.clone();
            turned.rotate_left(rotate % n);
            let other = draw_people("s", &turned, share, Channel::Whatsapp);
            for (i, (_, key)) in people.iter().enumerate() {
                let j = turned.iter().position(|(_, k)| k == key).unwrap();
                prop_assert_eq!(straight[i], other[j]);
            }
        }

        #[test]
        fn a_stratum_of_two_or_more_has_people_on_both_sides(n in 2_usize..40, share in 0.0_f64..1.0) {
            let keys: Vec<String> = (0..n).map(|i| format!("m{i}")).collect();
            let people: Vec<(&str, &str)> = keys.iter().map(|k| ("a", k.as_str())).collect();
            let arms = draw_people("s", &people, Share::new(share).unwrap(), Channel::Whatsapp);
            let held = arms.iter().filter(|a| a.channel().is_none()).count();
            prop_assert!(held >= 1 && held < n);
        }
    }
}
