//! Every answer on a difference of rates.

use super::contrast::Estimate;
use crate::by_person::{boschloo, boschloo_doubled, difference_of_proportions, fisher_exact, is_small};
use crate::campaign::PERSON_ESTIMATOR;
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::notes;
use crate::sums::BinarySums;
use domain::Bilingual;

/// The estimate to go by, the others, and what to read beside.
pub(super) fn estimates(
    treated: BinarySums,
    control: BinarySums,
    level: Level,
) -> Result<(Estimate, Vec<Estimate>, Vec<Bilingual>), EffectivenessError> {
    let d = difference_of_proportions(treated, control, level)?;
    let by_z = Estimate {
        estimator: PERSON_ESTIMATOR.into(),
        estimate: d.difference,
        standard_error: Some(d.standard_error),
        statistic: d.z,
        interval: Some(d.newcombe),
        p_value: d.p_value,
        ..Estimate::default()
    };
    let mut beside = vec![Estimate {
        estimator: "difference of proportions, Miettinen-Nurminen score interval".into(),
        interval: Some(d.score),
        ..by_z.clone()
    }];
    if let Some(r) = d.ratio {
        let ratio = |estimator: &str, interval| Estimate {
            estimator: estimator.into(),
            estimate: r.ratio,
            interval: Some(interval),
            p_value: d.p_value,
            ..Estimate::default()
        };
        beside.push(ratio("ratio of proportions, Miettinen-Nurminen score interval (1 is no effect)", r.score));
        beside.push(ratio("ratio of proportions, log interval (1 is no effect)", r.interval));
    }
    if !is_small(treated, control) || d.p_value.is_none() {
        return Ok((by_z, beside, Vec::new()));
    }
    let exact =
        |estimator: String, p_value| Estimate { estimator, statistic: None, p_value: Some(p_value), ..by_z.clone() };
    let fisher = fisher_exact(treated, control);
    let of_fisher =
        exact("difference of proportions, Newcombe hybrid score interval, Fisher exact test".into(), fisher);
    let (primary, note) = match boschloo(treated, control) {
        Some(p) => {
            beside.insert(0, of_fisher);
            beside.extend(boschloo_doubled(treated, control).map(|p| {
                exact("difference of proportions, Newcombe interval, Boschloo test as twice the smaller side".into(), p)
            }));
            let name = "difference of proportions, Newcombe hybrid score interval, Boschloo exact test";
            (exact(name.into(), p), notes::small_counts("Boschloo"))
        }
        None => (of_fisher, notes::small_counts("Fisher")),
    };
    beside.insert(0, by_z);
    Ok((primary, beside, vec![note]))
}
