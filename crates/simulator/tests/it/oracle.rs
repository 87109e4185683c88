use crate::world::{WORLD, as_of, of_seed, tables};
use domain::{Contribution, Member, MemberRow};
use simulator::oracle::{Guess, guess_types};
use simulator::{HiddenType, Population, SimulatorError};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const WORKERS: u32 = 20_000;

struct Judged {
    population: Population,
    members: Vec<Member>,
    guesses: Vec<Option<Guess>>,
}

impl Judged {
    fn of_seed(seed: u64) -> Self {
        let population = of_seed(seed, WORKERS);
        let members: Vec<Member> = population.workers.iter().map(|w| w.member.clone()).collect();
        let guesses = guess(seed, &members, &population.contributions).unwrap();
        Self { population, members, guesses }
    }

    /// True type and guess of everyone who has one.
    fn pairs(&self) -> impl Iterator<Item = (HiddenType, &Guess)> {
        self.population.truth.iter().zip(&self.guesses).filter_map(|(t, g)| Some((t.hidden_type, g.as_ref()?)))
    }
}

static SEED_1: LazyLock<Judged> = LazyLock::new(|| Judged::of_seed(1));

fn guess(seed: u64, members: &[Member], contributions: &[Contribution]) -> Result<Vec<Option<Guess>>, SimulatorError> {
    guess_types(&WORLD.params, seed, members, contributions, as_of(), &tables())
}

/// Hubert and Arabie 1985.
fn adjusted_rand(pairs: &[(usize, usize)]) -> f64 {
    let two = |n: f64| n * (n - 1.0) / 2.0;
    let mut cells: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
    for (a, b) in pairs {
        *cells.entry((*a, *b)).or_insert(0.0) += 1.0;
        *rows.entry(*a).or_insert(0.0) += 1.0;
        *columns.entry(*b).or_insert(0.0) += 1.0;
    }
    let sum = |counts: &BTreeMap<usize, f64>| counts.values().copied().map(two).sum::<f64>();
    let (a, b, all) = (sum(&rows), sum(&columns), two(pairs.len() as f64));
    let (found, expected) = (cells.values().copied().map(two).sum::<f64>(), a * b / all);
    (found - expected) / (f64::midpoint(a, b) - expected)
}

#[test]
fn the_adjusted_rand_index_is_1_for_the_same_groups_and_matches_a_known_table() {
    assert!((adjusted_rand(&[(0, 5), (0, 5), (1, 3), (1, 3)]) - 1.0).abs() < 1e-12);
    // sklearn.metrics.adjusted_rand_score([0,0,0,1,1,1], [0,0,1,1,2,2]) = 0.24242424242424243
    let known = adjusted_rand(&[(0, 0), (0, 0), (0, 1), (1, 1), (1, 2), (1, 2)]);
    assert!((known - 0.242_424_242_424).abs() < 1e-9, "{known}");
}

#[test]
fn every_member_who_paid_has_a_guess_whose_chances_add_up_to_1() {
    let judged = &*SEED_1;
    let mut paid = vec![false; judged.members.len()];
    judged.population.contributions.iter().for_each(|c| paid[c.member.index()] = true);
    for (row, (member, guess)) in judged.members.iter().zip(&judged.guesses).enumerate() {
        assert_eq!(guess.is_some(), paid[row] && !member.paid_by_state && member.registered_on.is_some(), "row {row}");
        let Some(guess) = guess else { continue };
        assert_eq!(guess.row, MemberRow(row as u32));
        assert!((guess.posterior.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let best = guess.posterior[guess.best as usize];
        assert!(guess.posterior.iter().all(|p| (0.0..=best).contains(p)));
    }
}

#[test]
fn of_those_given_a_chance_for_a_type_that_share_is_of_the_type() {
    // Ten bins for each of five types over two populations. Under a right likelihood each z is standard normal.
    let second = Judged::of_seed(2);
    let mut bins = [[(0.0_f64, 0.0_f64, 0.0_f64, 0_u32); 10]; 5];
    for (truth, guess) in SEED_1.pairs().chain(second.pairs()) {
        for (t, p) in guess.posterior.into_iter().enumerate() {
            let bin = &mut bins[t][((p * 10.0) as usize).min(9)];
            bin.0 += p;
            bin.1 += f64::from(u8::from(truth as usize == t));
            bin.2 += p * (1.0 - p);
            bin.3 += 1;
        }
    }
    let (mut chi_square, mut cells) = (0.0_f64, 0.0_f64);
    for (t, of_type) in bins.iter().enumerate() {
        for (b, (expected, happened, variance, people)) in of_type.iter().enumerate() {
            if *variance < 5.0 {
                continue;
            }
            let z = (happened - expected) / variance.sqrt();
            println!(
                "{:>15} 0.{b}: {people:>6} people, expected {:.4}, are {:.4}, z {z:+.2}",
                HiddenType::ALL[t].key(),
                expected / f64::from(*people),
                happened / f64::from(*people),
            );
            assert!(z.abs() < 3.5, "{} bin {b}: z {z}", HiddenType::ALL[t].key());
            chi_square += z * z;
            cells += 1.0;
        }
    }
    println!("chi-square {chi_square:.1} over {cells} bins");
    // Mean plus three standard deviations; bins of one person are dependent, which only lowers it.
    assert!(chi_square < cells + 3.0 * f64::sqrt(2.0 * cells));
}

#[test]
fn no_rule_on_two_features_recognises_as_many() {
    let judged = &*SEED_1;
    let mut mine: BTreeMap<usize, Vec<&Contribution>> = BTreeMap::new();
    judged.population.contributions.iter().for_each(|c| mine.entry(c.member.index()).or_default().push(c));
    let last = domain::Month::of(as_of());
    let rows: Vec<(HiddenType, [f64; 8])> = judged
        .pairs()
        .map(|(truth, guess)| {
            let member = &judged.members[guess.row.index()];
            let paid = &mine[&guess.row.index()];
            let due = f64::from(last.months_since(domain::Month::of(member.registered_on.unwrap())) + 1).min(24.0);
            let count = paid.len() as f64;
            let until = paid.iter().map(|c| c.coverage_month).max().unwrap();
            let lean = paid.iter().filter(|c| matches!(c.coverage_month.month(), 1 | 2 | 11 | 12)).count();
            let late = paid.iter().filter(|c| c.paid_on > c.coverage_month.last_day()).count();
            let on_time: Vec<f64> = paid.iter().map(|c| f64::from(chrono::Datelike::day(&c.paid_on))).collect();
            let features = [
                f64::from(member.group as u8),
                due,
                count,
                count / due,
                f64::from(last.months_since(until)),
                on_time.iter().sum::<f64>() / count,
                late as f64 / count,
                lean as f64 / count,
            ];
            (truth, features)
        })
        .collect();
    let right = judged.pairs().filter(|(truth, guess)| *truth == guess.best).count() as f64 / rows.len() as f64;
    let mut highest = (0.0, (0, 0));
    for a in 0..8 {
        for b in 0..a {
            // Majority of each cell of a 12 by 12 grid, chosen on the very people it is tried on: a rule cannot do
            // better.
            let (cut_a, cut_b) = (twelfths(&rows, a), twelfths(&rows, b));
            let mut cells: BTreeMap<(usize, usize), [u32; 5]> = BTreeMap::new();
            for (truth, features) in &rows {
                let cell = (cut_a.partition_point(|c| *c < features[a]), cut_b.partition_point(|c| *c < features[b]));
                cells.entry(cell).or_default()[*truth as usize] += 1;
            }
            let hits: u32 = cells.values().filter_map(|counts| counts.iter().max()).sum();
            highest = if f64::from(hits) > highest.0 { (f64::from(hits), (a, b)) } else { highest };
        }
    }
    let rule = highest.0 / rows.len() as f64;
    println!("knows the model {right:.4}, best rule on two features {rule:.4} (features {:?})", highest.1);
    assert!(right > rule + 0.02, "{right} against {rule}");
}

fn twelfths(rows: &[(HiddenType, [f64; 8])], feature: usize) -> Vec<f64> {
    let mut values: Vec<f64> = rows.iter().map(|(_, f)| f[feature]).collect();
    values.sort_by(f64::total_cmp);
    (1..12).map(|i| values[i * values.len() / 12]).collect()
}

#[test]
fn over_five_populations_about_as_many_are_recognised() {
    for seed in 1..=5 {
        let fresh;
        let judged = if seed == 1 {
            &*SEED_1
        } else {
            fresh = Judged::of_seed(seed);
            &fresh
        };
        let pairs: Vec<(usize, usize)> = judged.pairs().map(|(t, g)| (t as usize, g.best as usize)).collect();
        let right = pairs.iter().filter(|(t, g)| t == g).count() as f64 / pairs.len() as f64;
        // The mean of the largest posterior is what the accuracy must be when the likelihood is right.
        let promised = judged.pairs().map(|(_, g)| g.posterior[g.best as usize]).sum::<f64>() / pairs.len() as f64;
        let index = adjusted_rand(&pairs);
        println!(
            "seed {seed}: {} judged, accuracy {right:.4} (promised {promised:.4}), adjusted Rand {index:.4}",
            pairs.len()
        );
        let error = (promised * (1.0 - promised) / pairs.len() as f64).sqrt();
        assert!((right - promised).abs() < 3.5 * error, "seed {seed}: {right} against {promised}");
    }
}

#[test]
fn the_guess_of_a_member_does_not_depend_on_who_else_is_in_the_file() {
    let judged = &*SEED_1;
    let keep: Vec<usize> = (0..judged.members.len()).filter(|row| judged.guesses[*row].is_some()).collect();
    let members: Vec<Member> = keep.iter().map(|row| judged.members[*row].clone()).collect();
    let contributions: Vec<Contribution> = keep
        .iter()
        .enumerate()
        .flat_map(|(new, old)| {
            let all = &judged.population.contributions;
            let from = all.partition_point(|c| c.member.index() < *old);
            all[from..]
                .iter()
                .take_while(move |c| c.member.index() == *old)
                .map(move |c| Contribution { member: MemberRow(new as u32), ..*c })
        })
        .collect();
    for (old, guess) in keep.iter().zip(guess(1, &members, &contributions).unwrap()) {
        assert_eq!(guess.map(|g| g.posterior), judged.guesses[*old].map(|g| g.posterior));
    }
}

#[test]
fn a_village_of_another_seed_and_contributions_out_of_order_are_refused() {
    let judged = &*SEED_1;
    let text = guess(99, &judged.members, &judged.population.contributions).unwrap_err().to_string();
    assert!(text.contains("is none that seed 99 makes"), "{text}");
    let mut reversed = judged.population.contributions.clone();
    reversed.reverse();
    let text = guess(1, &judged.members, &reversed).unwrap_err().to_string();
    assert!(text.contains("expected contributions sorted by member"), "{text}");
}

#[test]
fn payments_that_the_model_cannot_make_are_not_guessed_at() {
    let judged = &*SEED_1;
    let row = judged.guesses.iter().position(Option::is_some).unwrap();
    let mut twice: Vec<Contribution> =
        judged.population.contributions.iter().filter(|c| c.member.index() == row).copied().collect();
    twice.push(twice[0]);
    assert_eq!(guess(1, &judged.members, &twice).unwrap()[row], None);
}
