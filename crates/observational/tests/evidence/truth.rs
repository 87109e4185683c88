//! Known truth: people whose effect is known, contacted by a rule that is known.

use crate::{agrees, by, read};
use observational::{
    Contacts, Covariate, Folds, Level, Panel, aipw, compare, cross_fitted, did_panel, ipw, nuisances, panel_effects,
    synthetic_control,
};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use regression::Design;

/// The effect of everybody.
const EFFECT: f64 = 2.0;

struct World {
    outcome: Vec<f64>,
    treated: Vec<bool>,
    first: Vec<f64>,
    second: Vec<f64>,
}

fn normal(rng: &mut impl Rng) -> f64 {
    // Twelve uniforms less six: near enough to a normal.
    (0..12).map(|_| rng.r#gen::<f64>()).sum::<f64>() - 6.0
}

/// Two covariates that both raise the chance of contact and the outcome.
fn world(seed: u64, people: usize) -> World {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut world = World { outcome: Vec::new(), treated: Vec::new(), first: Vec::new(), second: Vec::new() };
    for _ in 0..people {
        let (a, b) = (normal(&mut rng), normal(&mut rng));
        let chance = 1.0 / (1.0 + (-(0.6 * a + 0.8 * b - 0.3)).exp());
        let treated = rng.gen_bool(chance);
        world.outcome.push(1.0 + a + 3.0 * b + if treated { EFFECT } else { 0.0 } + normal(&mut rng));
        world.treated.push(treated);
        world.first.push(a);
        world.second.push(b);
    }
    world
}

impl World {
    fn right(&self) -> Design {
        self.wrong().column("second", self.second.clone())
    }

    /// A model that has never heard of the second covariate.
    fn wrong(&self) -> Design {
        Design::new().intercept(self.outcome.len()).column("first", self.first.clone())
    }

    fn contacts(&self) -> Contacts {
        let number =
            |column: &str, values: &[f64]| Covariate::Number { column: column.into(), values: values.to_vec() };
        Contacts {
            outcome: self.outcome.clone(),
            treated: self.treated.clone(),
            covariates: vec![number("first", &self.first), number("second", &self.second)],
        }
    }
}

#[test]
fn one_wrong_model_does_no_harm_and_two_do() {
    let w = world(1, 40_000);
    let estimate = |contact: &Design, outcome: &Design| {
        let by = nuisances(&w.outcome, &w.treated, contact, outcome).unwrap();
        (
            aipw(&w.outcome, &w.treated, &by, false).difference(),
            ipw(&w.outcome, &w.treated, &by.propensity).difference(),
        )
    };
    let (right, wrong) = (w.right(), w.wrong());
    assert!((estimate(&right, &right).0 - EFFECT).abs() < 0.05);
    assert!((estimate(&right, &wrong).0 - EFFECT).abs() < 0.12, "{}", estimate(&right, &wrong).0);
    let outcome_right = estimate(&wrong, &right);
    assert!((outcome_right.0 - EFFECT).abs() < 0.05, "{}", outcome_right.0);
    assert!((outcome_right.1 - EFFECT).abs() > 1.0, "weighting alone needs the right model of the contact");
    assert!((estimate(&wrong, &wrong).0 - EFFECT).abs() > 1.0, "two wrong models are not saved");
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say_and_the_naive_one_never_does() {
    let (runs, mut held, mut crossed, mut naive) = (300, 0, 0, 0);
    for seed in 0..runs {
        let w = world(100 + seed, 600);
        let answer = compare(&w.contacts(), Level::NINETY_FIVE, Some(Folds { folds: 2, seed })).unwrap();
        let holds = |method: &str| by(&answer, method).interval.is_some_and(|i| i.low <= EFFECT && EFFECT <= i.high);
        held += u32::from(holds("aipw"));
        crossed += u32::from(holds("aipw_cross_fitted"));
        naive += u32::from(answer.naive.interval.is_some_and(|i| i.low <= EFFECT));
    }
    // Three Monte-Carlo errors of .95 in 300 runs are .038.
    for rate in [held, crossed].map(|n| f64::from(n) / f64::from(runs as u32)) {
        assert!((0.912..=0.988).contains(&rate), "{rate}");
    }
    assert_eq!(naive, 0);
}

#[test]
fn a_contact_without_effect_is_called_no_evidence_about_nineteen_times_in_twenty() {
    let (runs, mut alarms) = (300, 0);
    for seed in 0..runs {
        let mut w = world(9_000 + seed, 600);
        for (y, t) in w.outcome.iter_mut().zip(&w.treated) {
            *y -= if *t { EFFECT } else { 0.0 };
        }
        let answer = compare(&w.contacts(), Level::NINETY_FIVE, None).unwrap();
        alarms += u32::from(!answer.verdict.en.starts_with("No evidence"));
    }
    let rate = f64::from(alarms) / f64::from(runs as u32);
    assert!(rate < 0.09, "{rate}");
}

#[test]
fn weighting_balances_what_was_apart() {
    let answer = compare(&world(2, 20_000).contacts(), Level::NINETY_FIVE, None).unwrap();
    for row in &answer.balance {
        assert!(row.before > 0.4 && row.after.abs() < 0.05, "{row:?}");
    }
    assert!(answer.e_value.unwrap().interval > 2.0);
}

#[test]
fn cross_fitting_repeats_with_its_seed() {
    let w = world(3, 500);
    let run = |seed| cross_fitted(&w.outcome, &w.treated, &w.right(), &w.right(), 5, seed).unwrap();
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

/// Units with levels of their own; those with high levels are contacted more often.
fn followed(
    seed: u64,
    units: usize,
    periods: usize,
    contact: impl Fn(usize, usize, f64, &mut Xoshiro256PlusPlus) -> bool,
) -> Panel {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut panel = Panel {
        units: (0..units).map(|u| format!("unit {u}")).collect(),
        periods: (0..periods).map(|p| format!("{}", 2_000 + p)).collect(),
        unit: Vec::new(),
        period: Vec::new(),
        outcome: Vec::new(),
        treated: Vec::new(),
    };
    for unit in 0..units {
        let level = normal(&mut rng);
        for period in 0..periods {
            let treated = contact(unit, period, level, &mut rng);
            panel.unit.push(unit as u32);
            panel.period.push(period as u32);
            panel.treated.push(treated);
            let season = (period as f64).sin();
            panel.outcome.push(5.0 * level + season + if treated { EFFECT } else { 0.0 } + normal(&mut rng));
        }
    }
    panel
}

#[test]
fn unit_effects_take_out_who_is_contacted() {
    let panel = followed(1, 300, 12, |_, _, level, rng| rng.gen_bool(1.0 / (1.0 + (-level).exp())));
    let answer = panel_effects(&panel, &[], Level::NINETY_FIVE).unwrap();
    assert!(answer.naive.estimate > EFFECT + 2.0);
    assert!((read(&answer).estimate - EFFECT).abs() < 0.15, "{}", read(&answer).estimate);
}

#[test]
fn rows_that_are_missing_at_random_do_not_move_the_unit_effects() {
    let panel = followed(2, 300, 12, |_, _, level, rng| rng.gen_bool(1.0 / (1.0 + (-level).exp())));
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let keep: Vec<usize> = (0..panel.rows()).filter(|_| rng.gen_bool(0.7)).collect();
    let part = Panel {
        unit: keep.iter().map(|r| panel.unit[*r]).collect(),
        period: keep.iter().map(|r| panel.period[*r]).collect(),
        outcome: keep.iter().map(|r| panel.outcome[*r]).collect(),
        treated: keep.iter().map(|r| panel.treated[*r]).collect(),
        ..panel
    };
    let answer = panel_effects(&part, &[], Level::NINETY_FIVE).unwrap();
    assert!((read(&answer).estimate - EFFECT).abs() < 0.2);
}

#[test]
fn difference_in_differences_covers_with_many_treated_units() {
    let (runs, mut held) = (200, 0);
    for seed in 0..runs {
        let panel = followed(500 + seed, 60, 8, |unit, period, _, _| unit % 2 == 0 && period >= 4);
        let answer = did_panel(&panel, Level::NINETY_FIVE).unwrap();
        held += u32::from(read(&answer).interval.is_some_and(|i| i.low <= EFFECT && EFFECT <= i.high));
    }
    let rate = f64::from(held) / f64::from(runs as u32);
    assert!((0.90..=1.0).contains(&rate), "{rate}");
}

#[test]
fn one_treated_unit_without_effect_ranks_anywhere() {
    let (runs, mut extreme) = (200, 0);
    for seed in 0..runs {
        let mut panel = followed(900 + seed, 20, 8, |unit, period, _, _| unit == 0 && period >= 4);
        for (y, t) in panel.outcome.iter_mut().zip(&panel.treated) {
            *y -= if *t { EFFECT } else { 0.0 };
        }
        extreme += u32::from(did_panel(&panel, Level::NINETY_FIVE).unwrap().placebo.unwrap().p_value <= 0.1);
    }
    let rate = f64::from(extreme) / f64::from(runs as u32);
    assert!(rate < 0.17, "{rate}");
}

#[test]
fn a_synthetic_control_finds_the_mixture_a_unit_was_made_of() {
    let mut panel = followed(4, 12, 30, |unit, period, _, _| unit == 0 && period >= 20);
    let cells = panel.outcome.clone();
    for period in 0..30 {
        let mixture = 0.7 * cells[3 * 30 + period] + 0.3 * cells[7 * 30 + period];
        panel.outcome[period] = mixture + if period >= 20 { EFFECT } else { 0.0 };
    }
    let answer = synthetic_control(&panel, Level::NINETY_FIVE).unwrap();
    let s = answer.synthetic.unwrap();
    assert_eq!(s.weights.iter().map(|w| w.unit.as_str()).collect::<Vec<_>>(), ["unit 3", "unit 7"]);
    agrees(s.weights[0].figure, 0.7, 1e-9);
    agrees(s.mean_gap, EFFECT, 1e-9);
    assert_eq!(answer.placebo.unwrap().rank, 1);
    assert!(answer.verdict.en.starts_with("Too early: with 12 areas"), "{}", answer.verdict.en);
}
