use crate::world::{POPULATION, WORLD, of_seed};
use chrono::NaiveDate;
use domain::{Channel, Contribution, Member, MemberRow, Month};
use simulator::{
    HiddenType, Known, OutcomeWindow, Population, SimulatorError, Treatment, TruthRow, counter_reports, play_outcomes,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static SMALL: LazyLock<(Population, Vec<Member>)> = LazyLock::new(|| {
    let population = of_seed(5, 3_000);
    let members = population.workers.iter().map(|w| w.member.clone()).collect();
    (population, members)
});

fn known() -> Known<'static> {
    Known { members: &SMALL.1, contributions: &SMALL.0.contributions, truth: &SMALL.0.truth }
}

fn window() -> OutcomeWindow {
    OutcomeWindow {
        first: Month::new(2026, 12).unwrap(),
        last: Month::new(2027, 3).unwrap(),
        known_by: NaiveDate::from_ymd_opt(2027, 3, 31).unwrap(),
    }
}

fn all(channel: Option<Channel>, delivered: bool) -> Vec<Treatment> {
    (0..3_000).map(|row| Treatment { row: MemberRow(row), channel, delivered }).collect()
}

fn play(treatments: &[Treatment], seed: u64) -> Vec<Contribution> {
    play_outcomes(&WORLD.params, &known(), treatments, &window(), seed, &WORLD.rules).unwrap()
}

/// Rows whose outcome month is covered, by what was known before or by what was played.
fn kept(played: &[Contribution]) -> BTreeSet<MemberRow> {
    let before = SMALL.0.contributions.iter();
    before.chain(played).filter(|c| c.coverage_month == window().last).map(|c| c.member).collect()
}

fn probability(truth: &TruthRow, channel: Option<Channel>) -> f64 {
    truth.p_kept_held_out
        + match channel {
            Some(Channel::Whatsapp) => truth.effect_whatsapp_if_delivered,
            Some(Channel::Print) => truth.effect_print,
            Some(Channel::PartnerCounter) => truth.effect_counter,
            _ => 0.0,
        }
}

const ARMS: [Option<Channel>; 4] = [None, Some(Channel::Whatsapp), Some(Channel::Print), Some(Channel::PartnerCounter)];

#[test]
fn probabilities_stay_between_nought_and_one_and_effects_never_harm() {
    for t in &POPULATION.truth {
        for arm in ARMS {
            let p = probability(t, arm);
            assert!((0.0..=1.0 + 1e-12).contains(&p) && p >= t.p_kept_held_out, "{t:?}");
        }
        let product = t.whatsapp_delivery_probability * t.effect_whatsapp_if_delivered;
        assert!((t.effect_whatsapp - product).abs() < 1e-15);
        let reachable = POPULATION.workers[t.row.index()].member.whatsapp_reachable;
        assert_eq!(t.whatsapp_delivery_probability > 0.0, reachable);
    }
}

#[test]
fn members_covered_ahead_to_the_outcome_month_are_certain_and_cannot_be_moved() {
    let covered: BTreeSet<MemberRow> =
        POPULATION.contributions.iter().filter(|c| c.coverage_month == window().last).map(|c| c.member).collect();
    assert!(covered.len() > 300);
    for t in &POPULATION.truth {
        if covered.contains(&t.row) {
            assert_eq!((t.p_kept_held_out, t.effect_whatsapp, t.effect_print, t.effect_counter), (1.0, 0.0, 0.0, 0.0));
        }
    }
}

#[test]
fn whoever_is_kept_when_held_out_is_kept_when_treated() {
    for seed in 0..5 {
        let alone = kept(&play(&all(None, false), seed));
        for arm in ARMS {
            assert!(alone.is_subset(&kept(&play(&all(arm, true), seed))), "{arm:?}");
        }
        assert_eq!(alone, kept(&play(&all(Some(Channel::Whatsapp), false), seed)), "undelivered is as left alone");
    }
}

#[test]
fn over_many_seeds_as_many_are_kept_as_the_truth_says() {
    let seeds = 60;
    for arm in ARMS {
        let total: usize = (0..seeds).map(|seed| kept(&play(&all(arm, true), seed)).len()).sum();
        let expected: f64 = SMALL.0.truth.iter().map(|t| probability(t, arm)).sum();
        let variance: f64 = SMALL.0.truth.iter().map(|t| probability(t, arm)).map(|p| p * (1.0 - p)).sum();
        let mean = total as f64 / seeds as f64;
        let error = (variance / seeds as f64).sqrt();
        assert!((mean - expected).abs() < 3.0 * error, "{arm:?}: {mean} for {expected}, error {error}");
    }
}

#[test]
fn played_contributions_agree_with_the_verdict_and_are_known_in_time() {
    let played = play(&all(Some(Channel::PartnerCounter), true), 11);
    assert!(played.windows(2).all(|p| (p[0].member, p[0].coverage_month) < (p[1].member, p[1].coverage_month)));
    let mut months: BTreeMap<MemberRow, BTreeSet<Month>> = BTreeMap::new();
    for c in SMALL.0.contributions.iter().filter(|c| c.coverage_month >= window().first).chain(&played) {
        assert!(months.entry(c.member).or_default().insert(c.coverage_month), "a month is paid once: {c:?}");
        assert!(c.paid_on <= c.known_on && c.known_on <= window().known_by);
    }
    let kept = kept(&played);
    for (row, covered) in months {
        let inside = (0..4).filter(|i| covered.contains(&window().first.plus(*i))).count();
        assert_eq!(inside == 4, kept.contains(&row), "{row:?} {covered:?}");
    }
}

#[test]
fn blocks_bought_in_december_cost_the_price_of_the_payment_day() {
    let played = play(&all(Some(Channel::PartnerCounter), true), 11);
    let mut ahead = 0;
    for c in &played {
        let m = &SMALL.1[c.member.index()];
        let payer = domain::rules::Payer {
            programmes: m.programmes,
            declared_income_rupiah: m.declared_income_rupiah,
            group: m.group,
            paid_by_state: m.paid_by_state,
        };
        assert_eq!(c.amount(), WORLD.rules.quote_block(&payer, c.coverage_month, 1, c.paid_on).unwrap().amount);
        ahead += usize::from(c.is_prepaid());
    }
    assert!(ahead > 500, "{ahead}");
}

#[test]
fn only_those_with_a_treatment_are_played_and_bad_treatments_are_refused() {
    let few = [MemberRow(9), MemberRow(2)].map(|row| Treatment { row, channel: None, delivered: false });
    assert!(play(&few, 1).iter().all(|c| [2, 9].contains(&c.member.0)));
    let run = |treatments: &[Treatment], window: &OutcomeWindow| {
        play_outcomes(&WORLD.params, &known(), treatments, window, 1, &WORLD.rules).unwrap_err()
    };
    let twice = [few[0], few[0]];
    assert!(matches!(run(&twice, &window()), SimulatorError::TreatedTwice { row: 9 }));
    let stranger = [Treatment { row: MemberRow(3_000), channel: None, delivered: false }];
    assert!(matches!(run(&stranger, &window()), SimulatorError::UnknownRow { row: 3_000, .. }));
    let backwards = OutcomeWindow { first: window().last, last: window().first, ..window() };
    assert!(matches!(run(&few, &backwards), SimulatorError::Window { .. }));
}

#[test]
fn a_counter_reports_about_seven_in_ten_of_its_list_as_met() {
    let mut list = all(Some(Channel::PartnerCounter), true);
    list[0].channel = Some(Channel::Print);
    let reports = counter_reports(&WORLD.params, &list, 4);
    assert_eq!(reports.len(), 2_999);
    let met = reports.iter().filter(|(_, met)| *met).count() as f64 / 2_999.0;
    assert!((met - 0.70).abs() < 0.03, "{met}");
}

/// Rows of members who still pay or could still pay arrears, as a campaign to keep members would take them: the last covered
/// month is at most three months back.
fn audience() -> Vec<&'static TruthRow> {
    let last = Month::new(2026, 8).unwrap();
    let recent: BTreeSet<MemberRow> =
        POPULATION.contributions.iter().filter(|c| c.coverage_month >= last).map(|c| c.member).collect();
    let open = |row: MemberRow| {
        let member = &POPULATION.workers[row.index()].member;
        recent.contains(&row) && !member.paid_by_state && member.ended_on.is_none()
    };
    POPULATION.truth.iter().filter(|t| open(t.row)).collect()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn channels_add_about_four_two_and_nine_points_to_the_audience() {
    let audience = audience();
    let reached = audience.iter().filter(|t| t.whatsapp_delivery_probability > 0.0);
    let whatsapp = mean(reached.map(|t| t.effect_whatsapp));
    let print = mean(audience.iter().map(|t| t.effect_print));
    let counter = mean(audience.iter().map(|t| t.effect_counter));
    assert!((0.035..0.045).contains(&whatsapp), "{whatsapp}");
    assert!((0.015..0.025).contains(&print), "{print}");
    assert!((0.08..0.10).contains(&counter), "{counter}");
    let of = |kind| mean(audience.iter().filter(|t| t.hidden_type == kind).map(|t| t.effect_whatsapp_if_delivered));
    assert!(HiddenType::ALL.into_iter().all(|kind| of(HiddenType::Forgetful) >= of(kind)));
    assert!(audience.iter().filter(|t| t.hidden_type == HiddenType::Steady).all(|t| t.effect_print <= 0.0));
}

/// The part of the variance of kept or not that lies between villages: variance of the village means of p (by analysis of
/// variance) over mean p times one minus mean p. This is the intraclass correlation that a trial by village meets.
#[test]
fn about_a_twentieth_of_the_variance_of_the_outcome_lies_between_villages() {
    let mut villages: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for t in audience() {
        let village = POPULATION.workers[t.row.index()].member.region.as_str();
        villages.entry(village).or_default().push(t.p_kept_held_out);
    }
    let n: f64 = villages.values().map(|v| v.len() as f64).sum();
    let grand = mean(villages.values().flatten().copied());
    let (mut between, mut within, mut squares) = (0.0, 0.0, 0.0);
    for v in villages.values() {
        let m = mean(v.iter().copied());
        between += v.len() as f64 * (m - grand).powi(2);
        within += v.iter().map(|p| (p - m).powi(2)).sum::<f64>();
        squares += (v.len() as f64).powi(2);
    }
    let k = villages.len() as f64;
    let size = (n - squares / n) / (k - 1.0);
    let variance_between = (between / (k - 1.0) - within / (n - k)) / size;
    let icc = variance_between / (grand * (1.0 - grand));
    assert!((0.02..0.08).contains(&icc), "{icc}");
}
