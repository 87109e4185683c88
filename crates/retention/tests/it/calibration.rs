use crate::forecast::count;
use crate::markov::{people, scope};
use retention::{Calibration, Happened, HazardCounts, Retention, Scope, Spell, Verdict, calibrate};

fn judge(seed: u64, workers: u32, shock: f64) -> Calibration {
    let people = people(seed, workers, shock);
    let model = Retention::fit(&count(&people)).unwrap();
    let mut happened = Happened::new(scope()).unwrap();
    for p in &people {
        happened.add(p.row, &p.then, p.covered_later).unwrap();
    }
    calibrate(&model, &happened).unwrap()
}

#[test]
fn what_happens_lies_in_its_interval_95_times_of_100_when_nothing_changes() {
    const SEEDS: u64 = 120;
    let (mut held, mut points, mut off) = ([0_u32; 2], [0_u32; 2], [0_u32; 2]);
    let mut slopes = 0.0;
    for seed in 0..SEEDS {
        let calibration = judge(1_000 + seed, 4_000, 0.0);
        for (figure, of) in [&calibration.months, &calibration.lapse].into_iter().enumerate() {
            held[figure] += of.points.iter().filter(|p| p.held()).count() as u32;
            points[figure] += of.points.len() as u32;
            off[figure] += u32::from(matches!(of.verdict, Verdict::Off { .. }));
        }
        slopes += calibration.months.line.unwrap().slope / SEEDS as f64;
    }
    println!("{held:?} of {points:?} (months, lapse) hold; called off {off:?} of {SEEDS}; mean slope {slopes:.3}");
    for (held, points) in held.into_iter().zip(points) {
        let (share, n) = (f64::from(held) / f64::from(points), f64::from(points));
        assert!((share - 0.95).abs() < 3.5 * (0.95 * 0.05 / n).sqrt(), "{share}");
    }
    assert!(off.iter().all(|off| *off <= 6), "at most a few of {SEEDS} right forecasts are called off: {off:?}");
    assert!((slopes - 1.0).abs() < 0.05, "{slopes}");
}

#[test]
fn a_change_after_the_forecast_is_shown_as_off_and_on_the_right_side() {
    for seed in 0..5 {
        let calibration = judge(seed, 4_000, 1.0);
        assert!(matches!(calibration.months.verdict, Verdict::Off { .. }), "{:?}", calibration.months.verdict);
        assert!(matches!(calibration.lapse.verdict, Verdict::Off { .. }));
        let (months, lapse) = (calibration.months.everybody.unwrap(), calibration.lapse.everybody.unwrap());
        assert!(months.happened < months.forecast.low && lapse.happened > lapse.forecast.high);
        let words = calibration.months.verdict.words();
        assert!(words.en.starts_with("The forecast was off") && words.en.contains("by -"), "{}", words.en);
        assert!(words.id.starts_with("Perkiraan meleset") && words.id.contains(',') && !words.id.contains("NaN"));
    }
}

#[test]
fn too_few_months_or_people_are_answered_by_name() {
    let short = Scope { as_of_bit: 10, ..scope() };
    let judge = |scope: Scope, count: u32| {
        let mut counts = HazardCounts::new(scope).unwrap();
        let mut happened = Happened::new(scope).unwrap();
        for row in 0..count {
            let spell =
                Spell { covered: 0b1010 | u64::from(row % 2) << scope.as_of_bit, due: u64::MAX - 1, segment: 0 };
            counts.add(row, &spell).unwrap();
            happened.add(row, &spell, spell.covered).unwrap();
        }
        calibrate(&Retention::fit(&counts).unwrap(), &happened).unwrap().months.verdict
    };
    // Due from bit 1 on: the months of bits 2 to 10 are at risk.
    assert_eq!(judge(short, 500), Verdict::TooEarly { months: 21, needed: 24 });
    assert_eq!(judge(scope(), 49), Verdict::TooFew { people: 49, needed: 50 });
}

#[test]
fn a_lapse_is_more_unpaid_months_in_a_row_than_the_grace() {
    let due = (1 << 30) - 1;
    let mut counts = HazardCounts::new(scope()).unwrap();
    let mut happened = Happened::new(scope()).unwrap();
    // Three unpaid months, paid again, three more, paid: no lapse. Then four in a row: a lapse.
    for (row, year) in [(0, 0b1111_1000_1000_u64), (1, 0b1111_1111_0000)]
        .into_iter()
        .cycle()
        .take(200)
        .enumerate()
        .map(|(i, (_, y))| (i as u32, y))
    {
        let then = Spell { covered: due, due, segment: 0 };
        counts.add(row, &then).unwrap();
        happened.add(row, &then, due | year << 30).unwrap();
    }
    let calibration = calibrate(&Retention::fit(&counts).unwrap(), &happened).unwrap();
    let (lapse, months) = (calibration.lapse.everybody.unwrap(), calibration.months.everybody.unwrap());
    assert!((lapse.happened - 0.5).abs() < 1e-12 && (months.happened - 7.0).abs() < 1e-12, "{lapse:?} {months:?}");
}
