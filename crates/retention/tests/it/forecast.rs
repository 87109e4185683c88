use crate::markov::{AS_OF, Person, SEGMENT_SHARES, Truth, chance, people, scope};
use domain::segment_views::Ranged;
use retention::{Forecast, HazardCounts, Retention, Spell, State};

pub fn count(people: &[Person]) -> HazardCounts {
    let mut counts = HazardCounts::new(scope()).unwrap();
    for p in people {
        counts.add(p.row, &p.then).unwrap();
    }
    counts
}

/// Mean months and lapse share that the chances imply for each segment and, at the end, everybody.
fn implied(people: &[Person]) -> Vec<(f64, f64)> {
    let mut truth = Truth::default();
    let mut sums = vec![(0.0, 0.0, 0.0, 0.0); SEGMENT_SHARES.len() + 1];
    for p in people {
        let implied = truth.of(p, 0.0);
        for place in [usize::from(p.then.segment), SEGMENT_SHARES.len()] {
            let sum = &mut sums[place];
            *sum = (sum.0 + 1.0, sum.1 + implied.months, sum.2, sum.3);
            if p.then.covered >> AS_OF & 1 == 1 {
                *sum = (sum.0, sum.1, sum.2 + 1.0, sum.3 + implied.lapse);
            }
        }
    }
    sums.into_iter().map(|(n, months, covered, lapse)| (months / n, lapse / covered)).collect()
}

fn forecasts(model: &Retention) -> Vec<Forecast> {
    model.forecasts().iter().chain([model.everybody()]).copied().collect()
}

#[test]
fn intervals_hold_the_truth_95_times_of_100_and_forecasts_lean_to_no_side() {
    const SEEDS: u64 = 120;
    let names = ["45%", "30%", "20%", "5%", "all"];
    let mut held = [[0_u32; 2]; 5];
    let mut errors = [[(0.0, 0.0); 2]; 5];
    for seed in 0..SEEDS {
        let people = people(seed, 4_000, 0.0);
        let model = Retention::fit(&count(&people)).unwrap();
        for (place, (forecast, truth)) in forecasts(&model).iter().zip(implied(&people)).enumerate() {
            let figures = [(forecast.months_expected.unwrap(), truth.0), (forecast.lapse.unwrap(), truth.1)];
            for (figure, (range, truth)) in figures.into_iter().enumerate() {
                let Ranged { value, low, high } = range;
                held[place][figure] += u32::from((low..=high).contains(&truth));
                let error: &mut (f64, f64) = &mut errors[place][figure];
                *error = (error.0 + (value - truth), error.1 + (value - truth).powi(2));
            }
        }
    }
    let n = SEEDS as f64;
    // Small segments lean a little towards the others: that is what partial pooling pays for its smaller errors.
    for place in 0..5 {
        for (figure, name) in ["months", "lapse"].into_iter().enumerate() {
            let (sum, squares) = errors[place][figure];
            let (bias, spread) = (sum / n, (squares / n).sqrt());
            let share = f64::from(held[place][figure]) / n;
            println!(
                "{:>4} {name:>6}: {:>3} of {SEEDS} hold, bias {bias:+.4}, error {spread:.4}",
                names[place], held[place][figure]
            );
            // 3.5 standard errors of a share of 95%.
            assert!((share - 0.95).abs() < 3.5 * (0.95 * 0.05 / n).sqrt(), "{} {name}: {share}", names[place]);
            assert!(bias.abs() < 0.6 * spread, "{} {name}: bias {bias} in an error of {spread}", names[place]);
        }
    }
}

#[test]
fn chances_of_a_large_population_are_found_again() {
    let people = people(5, 200_000, 0.0);
    let model = Retention::fit(&count(&people)).unwrap();
    let mut furthest = 0.0_f64;
    for segment in 0..4_u16 {
        for state in State::ALL {
            for bit in 0..12 {
                let month = scope().first.plus(bit).month();
                let truth = chance(segment.into(), state, bit as u8, 0.0);
                let found = model.chance_paid(segment, state, month).unwrap();
                furthest = furthest.max((found - truth).abs());
            }
        }
    }
    println!("largest difference of a chance {furthest:.4}");
    assert!(furthest < 0.08, "{furthest}");
}

#[test]
fn a_forecast_is_the_mean_of_the_outlooks_of_its_people() {
    let people = people(9, 3_000, 0.0);
    let model = Retention::fit(&count(&people)).unwrap();
    for (segment, forecast) in model.forecasts().iter().enumerate() {
        let outlooks: Vec<_> = people
            .iter()
            .filter(|p| usize::from(p.then.segment) == segment)
            .map(|p| model.outlook(&p.then).unwrap())
            .collect();
        assert_eq!(outlooks.len() as u64, forecast.people);
        let months = outlooks.iter().map(|o| o.months_expected).sum::<f64>() / outlooks.len() as f64;
        assert!((months - forecast.months_expected.unwrap().value).abs() < 1e-9);
        let lapses: Vec<f64> = outlooks.iter().filter_map(|o| o.lapse).collect();
        assert_eq!(lapses.len() as u64, forecast.covered);
        let lapse = lapses.iter().sum::<f64>() / lapses.len() as f64;
        assert!((lapse - forecast.lapse.unwrap().value).abs() < 1e-9);
    }
}

#[test]
fn a_year_prepaid_is_certain_and_no_lapse() {
    let people = people(9, 3_000, 0.0);
    let model = Retention::fit(&count(&people)).unwrap();
    let year = Spell { covered: ((1 << 13) - 1) << AS_OF, due: 0b11 << (AS_OF - 1), segment: 1 };
    let outlook = model.outlook(&year).unwrap();
    assert!((outlook.months_expected - 12.0).abs() < 1e-12 && outlook.lapse == Some(0.0));
    let half = Spell { covered: ((1 << 7) - 1) << AS_OF, ..year };
    let none = Spell { covered: 1 << AS_OF, ..year };
    let (half, none) = (model.outlook(&half).unwrap(), model.outlook(&none).unwrap());
    assert!(12.0 > half.months_expected && half.months_expected > none.months_expected);
    assert!(half.lapse.unwrap() < none.lapse.unwrap());
}

#[test]
fn cells_of_none_and_all_and_empty_segments_give_finite_chances() {
    // Segment 0 always pays, segment 1 pays once and never again, segment 2 has two people, segment 3 nobody.
    let mut counts = HazardCounts::new(scope()).unwrap();
    let due = (1 << (AS_OF + 1)) - 2;
    for row in 0..500 {
        counts.add(row, &Spell { covered: due, due, segment: 0 }).unwrap();
        counts.add(500 + row, &Spell { covered: 0b10, due, segment: 1 }).unwrap();
    }
    counts.add(1_000, &Spell { covered: 0b1010, due, segment: 2 }).unwrap();
    counts.add(1_001, &Spell { covered: 0, due, segment: 2 }).unwrap();
    let model = Retention::fit(&counts).unwrap();
    for segment in 0..4 {
        for state in State::ALL {
            for month in 1..=12 {
                let p = model.chance_paid(segment, state, month).unwrap();
                assert!(p > 0.0 && p < 1.0, "segment {segment} {state:?} month {month}: {p}");
            }
        }
    }
    let expected = |segment: usize| model.forecasts()[segment].months_expected;
    println!("{:#?}", model.forecasts());
    assert!(expected(0).unwrap().value > 11.5 && expected(1).unwrap().value < 0.5);
    let few = expected(2).unwrap();
    assert!(few.low.is_finite() && few.low <= few.value && few.value <= few.high && few.high <= 12.0);
    assert_eq!(expected(3), None);
    assert_eq!(model.forecasts()[1].lapse, None, "nobody of segment 1 is covered");
}
