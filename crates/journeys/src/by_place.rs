//! Rules that give credit by the place of a touch in its journey.

use crate::paths::Journeys;
use serde::{Deserialize, Serialize};

/// A rule that looks at the place of a touch and at nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceRule {
    /// All to the first touch.
    First,
    /// All to the last touch.
    Last,
    /// The same to every touch.
    Linear,
    /// 40% to the first, 40% to the last, 20% shared by those between; halves where there are two touches.
    Position,
    /// Half as much with each step back from the last touch.
    Decay,
}

/// Credit by channel, where the payments of each path weigh `weights`; it adds up to the sum of the weights.
pub(crate) fn by_place(journeys: &Journeys, rule: PlaceRule, weights: &[f64]) -> Vec<f64> {
    let mut credit = vec![0.0; journeys.channels().len()];
    for (index, weight) in weights.iter().enumerate().filter(|(_, w)| **w != 0.0) {
        let path = journeys.path(index);
        let last = path.len() - 1;
        let mut give = |place: usize, share: f64| credit[usize::from(path[place])] += weight * share;
        match rule {
            PlaceRule::First => give(0, 1.0),
            PlaceRule::Last => give(last, 1.0),
            PlaceRule::Linear => (0..=last).for_each(|place| give(place, 1.0 / path.len() as f64)),
            PlaceRule::Position => match last {
                0 => give(0, 1.0),
                1 => [0, 1].into_iter().for_each(|place| give(place, 0.5)),
                _ => {
                    give(0, 0.4);
                    give(last, 0.4);
                    (1..last).for_each(|place| give(place, 0.2 / (last - 1) as f64));
                }
            },
            PlaceRule::Decay => {
                // 1 + 1/2 + ... + 1/2^last; beyond 1,074 steps a half of a half is zero.
                let whole = 2.0 - 0.5_f64.powi(last.min(1_100) as i32);
                (0..=last).for_each(|place| give(place, 0.5_f64.powi((last - place).min(1_100) as i32) / whole));
            }
        }
    }
    credit
}
