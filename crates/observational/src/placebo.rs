//! Placebo: the same reckoning on every unit that was not treated, to see how large it comes out by itself.

use serde::Serialize;

/// One unit's figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceboUnit {
    /// The unit.
    pub unit: String,
    /// What was reckoned as if it had been treated; for the treated one its own estimate.
    pub figure: f64,
}

/// Where the treated unit stands among all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placebo {
    /// The treated unit.
    pub treated: String,
    /// Every unit, the treated one among them, from the most extreme.
    pub units: Vec<PlaceboUnit>,
    /// Place of the treated unit among all, by the size of the figure, 1 the most extreme; of equals the last.
    pub rank: usize,
    /// Rank from the end on which the treated unit lies, 1 the lowest (or the highest).
    pub rank_on_its_side: usize,
    /// `rank` over the number of units.
    pub p_value: f64,
}

/// Ranks figures by their size. Units are named in the order of `figures`.
pub(crate) fn ranked(names: &[String], figures: &[f64], treated: usize) -> Placebo {
    // Equal figures that rounding tells apart count as equal, against the treated unit.
    let own = figures[treated];
    let slack = 1e-9 * own.abs();
    let rank = figures.iter().filter(|f| f.abs() >= own.abs() - slack).count();
    let on_its_side =
        figures.iter().filter(|f| if own < 0.0 { **f <= own + slack } else { **f >= own - slack }).count();
    let mut units: Vec<PlaceboUnit> =
        names.iter().zip(figures).map(|(unit, figure)| PlaceboUnit { unit: unit.clone(), figure: *figure }).collect();
    units.sort_by(|a, b| b.figure.abs().total_cmp(&a.figure.abs()).then_with(|| a.unit.cmp(&b.unit)));
    Placebo {
        treated: names[treated].clone(),
        rank,
        rank_on_its_side: on_its_side,
        p_value: rank as f64 / figures.len() as f64,
        units,
    }
}
