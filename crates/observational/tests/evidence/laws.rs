//! What must not matter, and what must follow.

use crate::{agrees, by, read};
use observational::{Comparison, Contacts, Covariate, Level, compare, crump_cut};
use proptest::prelude::*;

type Person = (f64, u8, bool, f64);

fn people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec((-2.0_f64..2.0, 0_u8..3, 0.0_f64..1.0, -1.0_f64..1.0), 120..260).prop_map(|made| {
        made.into_iter()
            .map(|(x, group, luck, noise)| {
                let treated = luck < 1.0 / (1.0 + (-0.5 * x - 0.2 * f64::from(group)).exp());
                (x, group, treated, x + f64::from(group) + noise)
            })
            .collect()
    })
}

fn contacts(people: &[Person]) -> Contacts {
    Contacts {
        outcome: people.iter().map(|p| p.3).collect(),
        treated: people.iter().map(|p| p.2).collect(),
        covariates: vec![
            Covariate::Number { column: "x".into(), values: people.iter().map(|p| p.0).collect() },
            Covariate::Group {
                column: "group".into(),
                codes: people.iter().map(|p| u32::from(p.1)).collect(),
                labels: ["tani", "nelayan", "ojek"].map(String::from).to_vec(),
            },
        ],
    }
}

fn run(people: &[Person]) -> Comparison {
    compare(&contacts(people), Level::NINETY_FIVE, None).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn swapping_the_sides_turns_the_sign(made in people()) {
        let swapped: Vec<Person> = made.iter().map(|p| (p.0, p.1, !p.2, p.3)).collect();
        let (a, b) = (run(&made), run(&swapped));
        for method in ["aipw", "aipw_normalised", "ipw"] {
            prop_assert!((by(&a, method).estimate + by(&b, method).estimate).abs() < 1e-7);
            agrees(by(&a, method).standard_error.unwrap(), by(&b, method).standard_error.unwrap(), 1e-6);
        }
    }

    #[test]
    fn the_order_of_rows_and_the_names_of_groups_do_not_matter(made in people(), turn in 0_usize..120) {
        let mut turned = made.clone();
        turned.rotate_left(turn);
        for p in &mut turned {
            p.1 = (p.1 + 1) % 3;
        }
        prop_assert!((read(&run(&made)).estimate - read(&run(&turned)).estimate).abs() < 1e-7);
    }

    #[test]
    fn every_person_twice_divides_the_error_by_the_root_of_two(made in people()) {
        let twice: Vec<Person> = made.iter().chain(&made).copied().collect();
        let (a, b) = (run(&made), run(&twice));
        agrees(by(&b, "aipw").estimate, by(&a, "aipw").estimate, 1e-5);
        let n = made.len() as f64;
        let exact = ((n - 1.0) / (2.0 * n - 1.0)).sqrt();
        agrees(by(&b, "aipw").standard_error.unwrap(), by(&a, "aipw").standard_error.unwrap() * exact, 1e-6);
    }

    #[test]
    fn another_unit_of_the_outcome_scales_everything(made in people()) {
        let scaled: Vec<Person> = made.iter().map(|p| (p.0, p.1, p.2, 7.0 + 1_000.0 * p.3)).collect();
        let (a, b) = (run(&made), run(&scaled));
        agrees(by(&b, "aipw").estimate, 1_000.0 * by(&a, "aipw").estimate, 1e-6);
        agrees(b.e_value.unwrap().estimate, a.e_value.unwrap().estimate, 1e-6);
    }
}

#[test]
fn nobody_is_cut_where_all_chances_are_even_and_few_where_some_are_extreme() {
    assert!(crump_cut(&[0.5; 100]).abs() < 1e-15);
    let mut chances: Vec<f64> = (0..1_000).map(|i| 0.2 + 0.6 * f64::from(i) / 1_000.0).collect();
    chances.extend([0.001, 0.9995, 0.002]);
    let cut = crump_cut(&chances);
    assert!(cut > 0.002 && cut < 0.2, "{cut}");
    // The cut solves its own equation among those that stay.
    let cost = |e: f64| 1.0 / (e * (1.0 - e));
    let kept: Vec<f64> = chances.iter().copied().filter(|e| (cut..=1.0 - cut).contains(e)).collect();
    agrees(cost(cut), 2.0 * kept.iter().map(|e| cost(*e)).sum::<f64>() / kept.len() as f64, 1e-9);
}
