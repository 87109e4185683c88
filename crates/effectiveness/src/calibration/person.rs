//! Lots drawn by person.

use super::{Entry, Random, Said, Truth};
use crate::by_person::{
    AdjustedRows, boschloo, complier_effect, cuped, difference_of_proportions, difference_of_ratios, fisher_exact, lin,
    welch,
};
use crate::interval::{Interval, Level};
use crate::looks::ConfidenceSequence;
use crate::sums::{BinarySums, JointMoments, Moments};
use domain::Bilingual;
use rand::Rng;

const LEVEL: Level = Level::NINETY_FIVE;

/// Every estimator of lots drawn by person.
pub fn person_entries() -> Vec<Entry> {
    let mut entries = rate_entries();
    entries.extend(mean_entries());
    entries.extend(look_entries());
    entries
}

fn rate_entries() -> Vec<Entry> {
    const USUAL: Rates = Rates { treated: 700, control: 300, rate: 0.55, effect: 0.05 };
    const RARE: Rates = Rates { treated: 2000, control: 500, rate: 0.01, effect: 0.01 };
    const SMALL: Rates = Rates { treated: 30, control: 20, rate: 0.1, effect: 0.2 };
    let compared = |t, c| difference_of_proportions(t, c, LEVEL).ok();
    vec![
        USUAL.entry("newcombe", "difference of rates, Newcombe, pooled z", move |t, c, truth| {
            let d = compared(t, c)?;
            Some(Said::tested(d.p_value, Some(d.newcombe), truth))
        }),
        USUAL.entry("miettinen-nurminen", "difference of rates, Miettinen-Nurminen", move |t, c, truth| {
            Some(Said::interval(compared(t, c)?.score, 0.0, truth))
        }),
        USUAL.entry("ratio-score", "ratio of rates, Miettinen-Nurminen", move |t, c, truth| {
            Some(Said::interval(compared(t, c)?.ratio?.score, 1.0, 1.0 + truth / USUAL.rate))
        }),
        RARE.entry("newcombe-rare", "difference of rates, Newcombe, pooled z", move |t, c, truth| {
            let d = compared(t, c)?;
            Some(Said::tested(d.p_value, Some(d.newcombe), truth))
        }),
        RARE.entry("ratio-score-rare", "ratio of rates, Miettinen-Nurminen", move |t, c, truth| {
            Some(Said::interval(compared(t, c)?.ratio?.score, 1.0, 1.0 + truth / RARE.rate))
        }),
        RARE.entry("wald-rare", "difference of rates, Wald", move |t, c, truth| {
            Some(Said::interval(compared(t, c)?.wald, 0.0, truth))
        })
        .as_warning(),
        SMALL.entry("boschloo-small", "difference of rates, Newcombe, Boschloo's exact test", move |t, c, truth| {
            Some(Said::tested(boschloo(t, c), Some(compared(t, c)?.newcombe), truth))
        }),
        SMALL.entry("fisher-small", "difference of rates, Newcombe, Fisher's exact test", move |t, c, truth| {
            Some(Said::tested(Some(fisher_exact(t, c)), Some(compared(t, c)?.newcombe), truth))
        }),
        SMALL
            .entry("wald-small", "difference of rates, Wald", move |t, c, truth| {
                Some(Said::interval(compared(t, c)?.wald, 0.0, truth))
            })
            .as_warning(),
    ]
}

fn mean_entries() -> Vec<Entry> {
    vec![
        Entry::by_person("welch", "difference of means, Welch", amounts_setting(), |random, truth| {
            let effect = effect_of(truth, 3_000.0);
            let (treated, control) = (amounts(random, 300, effect), amounts(random, 200, 0.0));
            let w = welch(Moments::of(treated), Moments::of(control), LEVEL).ok()?;
            Some(Said::tested(w.p_value, w.interval, effect))
        }),
        Entry::by_person("cuped", "CUPED, Welch", paired_setting(), |random, truth| {
            let effect = effect_of(truth, 0.4);
            let (treated, control) = (pairs(random, 250, effect), pairs(random, 250, 0.0));
            let fit = cuped(JointMoments::of(treated), JointMoments::of(control), LEVEL).ok()?;
            Some(Said::tested(fit.adjusted.p_value, fit.adjusted.interval, effect))
        }),
        Entry::by_person("lin", "Lin's interacted least squares, HC2", paired_setting(), |random, truth| {
            let effect = effect_of(truth, 0.4);
            let mut rows = pairs(random, 250, effect);
            rows.extend(pairs(random, 250, 0.0));
            let treated: Vec<bool> = (0..rows.len()).map(|row| row < 250).collect();
            let (outcome, before): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
            let covariates = [("before".to_owned(), before)];
            let rows = AdjustedRows { outcome: &outcome, treated: &treated, covariates: &covariates, counts: None };
            let fit = lin(rows, LEVEL).ok()?;
            Some(Said::tested(fit.p_value, fit.interval, effect))
        }),
        Entry::by_person(
            "ratio-metric",
            "difference of ratios of sums, delta method",
            ratio_setting(),
            |random, truth| {
                let effect = effect_of(truth, 0.06);
                let (treated, control) = (paid_of_due(random, 400, 0.5 + effect), paid_of_due(random, 300, 0.5));
                let fit = difference_of_ratios(JointMoments::of(treated), JointMoments::of(control), LEVEL).ok()?;
                Some(Said::tested(fit.p_value, fit.interval, effect))
            },
        ),
        Entry::by_person(
            "complier",
            "effect on compliers, Wald ratio, delta method",
            reached_setting(),
            |random, truth| {
                let effect = effect_of(truth, 0.15);
                let (treated, control) = (offered(random, 500, Some(effect)), offered(random, 300, None));
                let fit = complier_effect(JointMoments::of(treated), JointMoments::of(control), LEVEL).ok()?;
                Some(Said::tested(fit.p_value, Some(fit.interval), effect))
            },
        ),
    ]
}

/// Thirty looks: an alarm is one at any of them, an interval holds where all of them do.
fn look_entries() -> Vec<Entry> {
    let setting = || {
        Bilingual::new(
            "30 kali dilihat, 2 × 100 orang tiap kali, 55%, dampak 5 poin",
            "30 looks, 2 × 100 people each, 55%, effect 5 points",
        )
    };
    let sequence = ConfidenceSequence::narrowest_at(3000, LEVEL);
    vec![
        Entry::by_person("looks-sequence", "asymptotic confidence sequence, all looks together", setting(), {
            move |random, truth| looked_at(random, truth, |t, c| sequence.of_rates(t, c))
        }),
        Entry::by_person("looks-newcombe", "Newcombe at every look", setting(), |random, truth| {
            looked_at(random, truth, |t, c| difference_of_proportions(t, c, LEVEL).ok().map(|d| d.newcombe))
        })
        .as_warning(),
    ]
}

/// The interval of the look that is furthest off, over thirty looks.
fn looked_at(
    random: &mut Random,
    truth: Truth,
    interval: impl Fn(BinarySums, BinarySums) -> Option<Interval>,
) -> Option<Said> {
    let effect = effect_of(truth, 0.05);
    let (mut treated, mut control) = (BinarySums::default(), BinarySums::default());
    let (mut alarm, mut worst): (bool, Option<Interval>) = (false, None);
    for _ in 0..30 {
        treated = treated.merged(kept(random, 100, 0.55 + effect)?);
        control = control.merged(kept(random, 100, 0.55)?);
        let Some(now) = interval(treated, control) else { continue };
        alarm |= !now.contains(0.0);
        // An interval that missed the truth once stays the worst.
        if worst.is_none_or(|w| w.contains(effect)) {
            worst = Some(now);
        }
    }
    Some(Said { alarm, interval: worst, truth: effect })
}

/// The effect where there is one.
pub(super) fn effect_of(truth: Truth, effect: f64) -> f64 {
    match truth {
        Truth::NoEffect => 0.0,
        Truth::Effect => effect,
    }
}

/// Two arms with rates.
#[derive(Debug, Clone, Copy)]
struct Rates {
    treated: u64,
    control: u64,
    /// Of the control.
    rate: f64,
    effect: f64,
}

impl Rates {
    fn entry(
        self,
        name: &'static str,
        estimator: &'static str,
        say: impl Fn(BinarySums, BinarySums, f64) -> Option<Said> + Send + Sync + 'static,
    ) -> Entry {
        let Self { treated, control, rate, effect } = self;
        let setting = Bilingual::new(
            format!("{treated} dan {control} orang, {:.0}%, dampak {:.0} poin", 100.0 * rate, 100.0 * effect),
            format!("{treated} and {control} people, {:.0}%, effect {:.0} points", 100.0 * rate, 100.0 * effect),
        );
        Entry::by_person(name, estimator, setting, move |random, truth| {
            let effect = effect_of(truth, effect);
            say(kept(random, treated, rate + effect)?, kept(random, control, rate)?, effect)
        })
    }
}

/// How many of so many keep.
pub(super) fn kept(random: &mut Random, count: u64, rate: f64) -> Option<BinarySums> {
    let kept = (0..count).filter(|_| random.r#gen::<f64>() < rate).count() as u64;
    BinarySums::new(count, kept).ok()
}

/// A standard normal number (Box & Muller 1958).
pub(super) fn normal(random: &mut Random) -> f64 {
    let (u, angle) = (1.0 - random.r#gen::<f64>(), std::f64::consts::TAU * random.r#gen::<f64>());
    (-2.0 * u.ln()).sqrt() * angle.cos()
}

/// Rupiah paid: nothing for half of the people, else log-normal around Rp16.800.
fn amounts(random: &mut Random, count: u32, effect: f64) -> Vec<f64> {
    let amount = |random: &mut Random| {
        let paid = 16_800.0 * (0.5 * normal(random)).exp();
        if random.gen_bool(0.5) { paid + effect } else { effect }
    };
    (0..count).map(|_| amount(random)).collect()
}

fn amounts_setting() -> Bilingual {
    Bilingual::new(
        "300 dan 200 orang, separuhnya membayar, dampak Rp3.000",
        "300 and 200 people, half of them pay, effect Rp3,000",
    )
}

/// Outcome and a covariate that predicts half of its variance.
fn pairs(random: &mut Random, count: u32, effect: f64) -> Vec<(f64, f64)> {
    let pair = |random: &mut Random| {
        let before = normal(random);
        (before + normal(random) + effect, before)
    };
    (0..count).map(|_| pair(random)).collect()
}

fn paired_setting() -> Bilingual {
    Bilingual::new(
        "250 dan 250 orang, kovariat menjelaskan separuh ragam, dampak 0,4",
        "250 and 250 people, a covariate that explains half of the variance, effect 0.4",
    )
}

/// Months paid and months due, one to twelve of them; people differ in how well they pay.
fn paid_of_due(random: &mut Random, count: u32, rate: f64) -> Vec<(f64, f64)> {
    let person = |random: &mut Random| {
        let due = random.gen_range(1..=12);
        let own = (rate + random.gen_range(-0.3..=0.3)).clamp(0.0, 1.0);
        let paid = (0..due).filter(|_| random.r#gen::<f64>() < own).count();
        (paid as f64, f64::from(due))
    };
    (0..count).map(|_| person(random)).collect()
}

fn ratio_setting() -> Bilingual {
    Bilingual::new(
        "400 dan 300 orang, bulan dibayar per bulan jatuh tempo, dampak 6 poin",
        "400 and 300 people, months paid over months due, effect 6 points",
    )
}

/// Kept and reached: seven of ten treated are reached and keep better by the effect; the control (`None`) never is.
fn offered(random: &mut Random, count: u32, effect: Option<f64>) -> Vec<(f64, f64)> {
    let person = |random: &mut Random| {
        let reached = random.gen_bool(0.7) && effect.is_some();
        // Those who are reached keep more often anyway: comparing them with the control would mislead.
        let rate = if reached { 0.55 + effect.unwrap_or(0.0) } else { 0.5 };
        let rate = if effect.is_none() && random.gen_bool(0.7) { 0.55 } else { rate };
        (f64::from(u8::from(random.r#gen::<f64>() < rate)), f64::from(u8::from(reached)))
    };
    (0..count).map(|_| person(random)).collect()
}

fn reached_setting() -> Bilingual {
    Bilingual::new(
        "500 dan 300 orang, 70% tersapa, dampak pada yang tersapa 15 poin",
        "500 and 300 people, 70% reached, effect on those reached 15 points",
    )
}
