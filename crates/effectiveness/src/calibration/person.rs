//! Lots drawn by person.

use super::{Entry, Random, Said, Truth};
use crate::by_person::{cuped, difference_of_proportions, welch};
use crate::interval::Level;
use crate::sums::{BinarySums, JointMoments, Moments};
use domain::Bilingual;
use rand::Rng;

const LEVEL: Level = Level::NINETY_FIVE;

/// Every estimator of lots drawn by person.
pub fn person_entries() -> Vec<Entry> {
    vec![
        rates("newcombe", "difference of rates, Newcombe, pooled z", (700, 300), (0.55, 0.05), |t, c, truth| {
            let d = difference_of_proportions(t, c, LEVEL).ok()?;
            Some(Said::tested(d.p_value, Some(d.newcombe), truth))
        }),
        rates(
            "miettinen-nurminen",
            "difference of rates, Miettinen-Nurminen",
            (700, 300),
            (0.55, 0.05),
            |t, c, truth| {
                let d = difference_of_proportions(t, c, LEVEL).ok()?;
                Some(Said::interval(d.score, 0.0, truth))
            },
        ),
        rates("newcombe-rare", "difference of rates, Newcombe, pooled z", (2000, 500), (0.01, 0.01), |t, c, truth| {
            let d = difference_of_proportions(t, c, LEVEL).ok()?;
            Some(Said::tested(d.p_value, Some(d.newcombe), truth))
        }),
        rates("wald-rare", "difference of rates, Wald", (2000, 500), (0.01, 0.01), |t, c, truth| {
            let d = difference_of_proportions(t, c, LEVEL).ok()?;
            Some(Said::interval(d.wald, 0.0, truth))
        })
        .as_warning(),
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
    ]
}

/// The effect where there is one.
pub(super) fn effect_of(truth: Truth, effect: f64) -> f64 {
    match truth {
        Truth::NoEffect => 0.0,
        Truth::Effect => effect,
    }
}

/// Rates of two arms: sizes of the treated and the control, the control's rate and the effect.
fn rates(
    name: &'static str,
    estimator: &'static str,
    (treated, control): (u64, u64),
    (rate, effect): (f64, f64),
    say: fn(BinarySums, BinarySums, f64) -> Option<Said>,
) -> Entry {
    let setting = Bilingual::new(
        format!("{treated} dan {control} orang, {:.0}%, dampak {:.0} poin", 100.0 * rate, 100.0 * effect),
        format!("{treated} and {control} people, {:.0}%, effect {:.0} points", 100.0 * rate, 100.0 * effect),
    );
    Entry::by_person(name, estimator, setting, move |random, truth| {
        let effect = effect_of(truth, effect);
        say(kept(random, treated, rate + effect)?, kept(random, control, rate)?, effect)
    })
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
