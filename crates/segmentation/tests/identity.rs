//! Identity over time: the same people keep the same name, and what changed is told.
#![allow(clippy::unwrap_used)]

use domain::segment_views::{SegmentFate, SegmentMove};
use domain::{Bilingual, SegmentId};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use segmentation::{Crossings, Identity, Refit, SegmentationError, match_segments};
use std::collections::BTreeSet;

type Named = Vec<(SegmentId, Bilingual)>;

fn named(keys: &[&str]) -> Named {
    keys.iter()
        .map(|key| (SegmentId((*key).to_owned()), Bilingual::new(format!("Si {key}"), format!("The {key}"))))
        .collect()
}

fn keys(named: &Named) -> Vec<&str> {
    named.iter().map(|(id, _)| id.0.as_str()).collect()
}

fn ids(keys: &[&str]) -> BTreeSet<SegmentId> {
    keys.iter().map(|key| SegmentId((*key).to_owned())).collect()
}

/// People by segment before (rows) and after (columns).
fn crossed(people: &[&[u64]]) -> Crossings {
    let mut crossings = Crossings::new(people.len(), people[0].len());
    for (from, row) in people.iter().enumerate() {
        for (to, count) in row.iter().enumerate() {
            crossings.add_people(Some(from), Some(to), *count).unwrap();
        }
    }
    crossings
}

fn matched(before: &[&str], after: &[&str], people: &[&[u64]]) -> Identity {
    let none = BTreeSet::new();
    let refit = Refit { before: &named(before), after: &named(after), by_rule: &none, used: &none };
    match_segments(&refit, &crossed(people)).unwrap()
}

fn fates(identity: &Identity) -> Vec<(SegmentFate, &str)> {
    identity.fates.iter().map(|f| (f.fate, f.segment.0.as_str())).collect()
}

fn sentence(identity: &Identity, at: usize) -> (&str, &str) {
    (&identity.fates[at].sentence.id, &identity.fates[at].sentence.en)
}

#[test]
fn the_same_people_under_other_numbers_keep_their_keys_and_names() {
    let found = matched(&["a", "b", "c"], &["x", "y", "z"], &[&[0, 0, 50], &[70, 0, 0], &[0, 20, 0]]);
    assert_eq!(keys(&found.named), ["b", "c", "a"]);
    assert_eq!(found.named[0].1.id, "Si b");
    assert_eq!(found.continues, [Some(1), Some(2), Some(0)]);
    assert_eq!((found.kept_share(), found.people), (Some(1.0), 140));
    assert!(found.fates.is_empty());
}

#[test]
fn a_split_is_named_and_the_larger_part_keeps_the_name() {
    let found = matched(&["a", "b"], &["x", "y", "z"], &[&[60, 40, 0], &[0, 0, 100]]);
    assert_eq!(keys(&found.named), ["a", "y", "b"]);
    assert_eq!(fates(&found), [(SegmentFate::Split, "a"), (SegmentFate::Born, "y")]);
    assert_eq!(
        sentence(&found, 0),
        (
            "Si a terbagi: Si a dengan 60% dan Si y dengan 40% orangnya.",
            "The a was split: The a with 60% and The y with 40% of its people."
        )
    );
    assert_eq!(
        sentence(&found, 1),
        (
            "Si y baru; yang terbanyak, 100% orangnya, dahulu di Si a.",
            "The y is new; the most, 100% of its people, were in The a."
        )
    );
}

#[test]
fn a_merge_is_named_and_the_larger_of_the_two_keeps_its_name() {
    let found = matched(&["a", "b", "c"], &["x", "y"], &[&[100, 0], &[55, 5], &[0, 80]]);
    assert_eq!(keys(&found.named), ["a", "c"]);
    assert_eq!(fates(&found), [(SegmentFate::Merged, "b")]);
    assert_eq!(
        sentence(&found, 0),
        (
            "Si b bergabung ke Si a: 92% orangnya kini di sana.",
            "The b merged into The a: 92% of its people are there now."
        )
    );
    let parts = (found.people, found.stayed);
    assert_eq!(parts, (240, 180));
}

#[test]
fn two_that_merge_into_one_with_others_are_both_named() {
    // 40 of 50 each in x, but x has 200 others who were in no segment: nobody's name fits it.
    let mut crossings = crossed(&[&[40, 10], &[40, 10]]);
    crossings.add_people(None, Some(0), 200).unwrap();
    let none = BTreeSet::new();
    let refit = Refit { before: &named(&["a", "b"]), after: &named(&["x", "y"]), by_rule: &none, used: &none };
    let found = match_segments(&refit, &crossings).unwrap();
    assert_eq!(
        fates(&found),
        [(SegmentFate::Merged, "a"), (SegmentFate::Merged, "b"), (SegmentFate::Born, "x"), (SegmentFate::Born, "y")]
    );
    assert_eq!(found.kept_share(), Some(0.0));
}

#[test]
fn an_end_and_a_birth_are_named() {
    let mut crossings = crossed(&[&[100, 0, 0], &[0, 100, 0], &[20, 20, 0]]);
    crossings.add_people(Some(2), None, 30).unwrap();
    crossings.add_people(None, Some(2), 40).unwrap();
    let none = BTreeSet::new();
    let refit =
        Refit { before: &named(&["a", "b", "c"]), after: &named(&["a", "b", "n"]), by_rule: &none, used: &none };
    let found = match_segments(&refit, &crossings).unwrap();
    assert_eq!(fates(&found), [(SegmentFate::Ended, "c"), (SegmentFate::Born, "n")]);
    assert_eq!(
        sentence(&found, 0),
        (
            "Si c tidak ada lagi; yang terbanyak, 29% orangnya, kini di Si a.",
            "The c is no more; the most, 29% of its people, are now in The a."
        )
    );
    assert_eq!(
        sentence(&found, 1),
        (
            "Si n baru; tidak seorang pun di dalamnya dahulu di dalam segmen.",
            "The n is new; nobody in it was in a segment before."
        )
    );
    let key = |key: &str| Some(SegmentId(key.to_owned()));
    assert_eq!(found.moves[2], SegmentMove { from: None, to: key("n"), people: 40 });
    assert_eq!(found.moves[3], SegmentMove { from: key("c"), to: None, people: 30 });
    assert_eq!((found.people, found.stayed), (240, 200));
}

#[test]
fn a_birth_never_takes_a_key_or_a_name_that_was_used_before() {
    let before = named(&["a", "b"]);
    let after = named(&["b", "a", "old", "a-2"]);
    let mut crossings = crossed(&[&[100, 0, 0, 0], &[0, 0, 0, 0]]);
    crossings.add_people(None, Some(2), 10).unwrap();
    let (none, used) = (BTreeSet::new(), ids(&["a", "b", "old", "old-2"]));
    let refit = Refit { before: &before, after: &after, by_rule: &none, used: &used };
    let found = match_segments(&refit, &crossings).unwrap();
    // The refit calls "b" what is a; its "a" is new, and "a-2" is then taken.
    assert_eq!(keys(&found.named), ["a", "a-2", "old-3", "a-2-2"]);
    assert_eq!(found.named[1].1, Bilingual::new("Si a (2)", "The a (2)"));
    let all: BTreeSet<&str> = keys(&found.named).into_iter().collect();
    assert_eq!(all.len(), 4);
}

#[test]
fn an_edited_name_is_kept_and_no_birth_repeats_it() {
    let mut before = named(&["a"]);
    before[0].1 = Bilingual::new("Si baru", "The new");
    let mut after = named(&["a", "n"]);
    after[1].1 = before[0].1.clone();
    let none = BTreeSet::new();
    let refit = Refit { before: &before, after: &after, by_rule: &none, used: &none };
    let found = match_segments(&refit, &crossed(&[&[10, 0]])).unwrap();
    assert_eq!(found.named[0].1.id, "Si baru");
    assert_eq!(found.named[1].1.id, "Si baru (2)");
}

#[test]
fn prospects_stay_prospects_though_all_of_them_have_registered() {
    let rules = ids(&["prospect", "unpaid"]);
    let list = named(&["prospect", "unpaid", "a"]);
    let none = BTreeSet::new();
    let refit = Refit { before: &list, after: &list, by_rule: &rules, used: &none };
    let found = match_segments(&refit, &crossed(&[&[0, 900, 0], &[0, 0, 50], &[0, 0, 100]])).unwrap();
    assert_eq!(keys(&found.named), ["prospect", "unpaid", "a"]);
    assert_eq!(found.continues, [Some(0), Some(1), Some(2)]);
    assert_eq!(found.stayed, 100);
}

#[test]
fn segments_that_share_fewer_than_half_of_their_people_are_not_the_same() {
    // 50 common of 100 and 100 is half; 49 is not.
    for (common, kept) in [(50, true), (49, false)] {
        let mut crossings = Crossings::new(1, 1);
        crossings.add_people(Some(0), Some(0), common).unwrap();
        crossings.add_people(Some(0), None, 100 - common).unwrap();
        crossings.add_people(None, Some(0), 100 - common).unwrap();
        let none = BTreeSet::new();
        let refit = Refit { before: &named(&["a"]), after: &named(&["x"]), by_rule: &none, used: &none };
        let found = match_segments(&refit, &crossings).unwrap();
        assert_eq!(found.continues[0].is_some(), kept, "{common}");
    }
}

#[test]
fn at_least_95_percent_of_unmoved_members_keep_their_named_segment() {
    for seed in 0..20 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let sizes = [0.30, 0.22, 0.18, 0.12, 0.08, 0.06, 0.04];
        let count = sizes.len();
        let mut turned: Vec<usize> = (0..count).collect();
        rand::seq::SliceRandom::shuffle(&mut turned[..], &mut rng);
        let mut crossings = Crossings::new(count, count);
        for _ in 0..20_000 {
            let draw: f64 = rng.r#gen();
            let from = sizes
                .iter()
                .scan(0.0, |sum, s| {
                    *sum += s;
                    Some(*sum)
                })
                .position(|sum| draw < sum)
                .unwrap_or(0);
            // One in ten moves anywhere; of the others one in fifty is put elsewhere by the refit.
            let to = if rng.gen_bool(0.1) || rng.gen_bool(0.02) { rng.gen_range(0..count) } else { from };
            crossings.add(Some(from), Some(turned[to])).unwrap();
        }
        let names: Vec<String> = (0..count).map(|i| format!("s{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let none = BTreeSet::new();
        let (before, after) = (named(&names), named(&names));
        let refit = Refit { before: &before, after: &after, by_rule: &none, used: &none };
        let found = match_segments(&refit, &crossings).unwrap();
        let expected: Vec<Option<usize>> = (0..count).map(|to| turned.iter().position(|t| *t == to)).collect();
        assert_eq!(found.continues, expected, "seed {seed}");
        // Unmoved are 0.9 of all; at least 0.95 of them keep their segment.
        assert!(found.kept_share().unwrap() >= 0.9 * 0.95, "{:?}", found.kept_share());
    }
}

#[test]
fn numbers_that_name_no_segment_are_refused() {
    let mut crossings = Crossings::new(2, 1);
    assert_eq!(
        crossings.add(Some(2), None).unwrap_err().to_string(),
        "segment before 2 is named (counted from 0), but there are 2"
    );
    assert!(matches!(
        crossings.merge(&Crossings::new(2, 2)),
        Err(SegmentationError::Length { found: 2, expected: 1, .. })
    ));
    let none = BTreeSet::new();
    let (before, after) = (named(&["a"]), named(&["a"]));
    let refit = Refit { before: &before, after: &after, by_rule: &none, used: &none };
    assert_eq!(match_segments(&refit, &crossings).unwrap_err().to_string(), "there are 1 segments before, expected 2");
}

/// The most people who can keep a name, over all ways to hand names on.
fn most_kept(people: &[Vec<u64>], from: usize, taken: u32) -> u64 {
    let Some(row) = people.get(from) else { return 0 };
    let size = |to: usize| people.iter().map(|row| row[to]).sum::<u64>();
    let mut best = most_kept(people, from + 1, taken);
    for to in (0..row.len()).filter(|to| taken >> to & 1 == 0) {
        // Dice's coefficient of at least one half.
        if 2.0 * row[to] as f64 / (row.iter().sum::<u64>() + size(to)).max(1) as f64 >= 0.5 {
            best = best.max(row[to] + most_kept(people, from + 1, taken | 1 << to));
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_other_way_to_hand_names_on_leaves_more_people_under_theirs(
        before in 1_usize..6, after in 1_usize..6, cells in prop::collection::vec(0_u64..100, 36), sparse in 0_u64..99
    ) {
        let people: Vec<Vec<u64>> = (0..before).map(|from| (0..after).map(|to| {
            let people = cells[from * 6 + to];
            if people > sparse { people } else { 0 }
        }).collect()).collect();
        let rows: Vec<&[u64]> = people.iter().map(Vec::as_slice).collect();
        let names = ["a", "b", "c", "d", "e", "f"];
        let found = matched(&names[..before], &names[..after], &rows);
        prop_assert_eq!(found.stayed, most_kept(&people, 0, 0));
        // Everybody is in one move, and what is not kept is told.
        prop_assert_eq!(found.moves.iter().map(|m| m.people).sum::<u64>(), people.iter().flatten().sum::<u64>());
        let born = found.fates.iter().filter(|f| f.fate == SegmentFate::Born).count();
        prop_assert_eq!(born, found.continues.iter().filter(|c| c.is_none()).count());
        for (place, name) in names[..before].iter().enumerate() {
            let told = found.fates.iter().filter(|f| f.segment.0 == *name && f.fate != SegmentFate::Born).count();
            prop_assert!(told == 1 || found.continues.contains(&Some(place)));
        }
    }

    #[test]
    fn halves_of_a_population_add_up(cells in prop::collection::vec((0_usize..4, 0_usize..4, 0_u64..50), 1..30)) {
        let place = |i: usize| (i < 3).then_some(i);
        let mut all = Crossings::new(3, 3);
        let mut halves = [Crossings::new(3, 3), Crossings::new(3, 3)];
        for (i, (from, to, people)) in cells.iter().enumerate() {
            all.add_people(place(*from), place(*to), *people).unwrap();
            halves[i % 2].add_people(place(*from), place(*to), *people).unwrap();
        }
        let [one, mut two] = halves;
        two.merge(&one).unwrap();
        prop_assert_eq!(two, all);
    }
}
