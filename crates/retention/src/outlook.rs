//! What the next twelve months hold for a standing, by carrying the chances on.

use crate::counts::Scope;
use crate::hazard::Hazards;
use crate::standing::Standing;

/// Months looked ahead.
pub const AHEAD: usize = 12;

/// What is expected of a person in the twelve months after the as-of month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Months covered, of twelve; those already prepaid are certain.
    pub months_expected: f64,
    /// Chance to lapse; `None` for whoever is not covered in the as-of month.
    pub lapse: Option<f64>,
}

/// Outlooks of one segment, by months prepaid and standing in the as-of month.
#[derive(Debug, Clone)]
pub(crate) struct Outlooks(Vec<Outlook>);

impl Outlooks {
    /// Backwards from the last month: with `t` months gone, what is expected of the rest follows from what is expected
    /// with `t + 1` gone. The lapse is the first passage to more than the grace in a row unpaid.
    pub(crate) fn of(hazards: &Hazards, segment: usize, scope: Scope) -> Self {
        let mut later = [(0.0, 0.0); Standing::COUNT];
        // With `t` months gone: expected further months, and the chance of a lapse still to come, by standing then.
        let mut from = vec![later; AHEAD + 1];
        for t in (0..AHEAD).rev() {
            let month = scope.calendar_month(usize::from(scope.as_of_bit) + 1 + t);
            let mut now = later;
            for standing in Standing::all() {
                let p = hazards.paid(segment, standing.state(), month);
                let (kept, left) = (standing.then(true), standing.then(false));
                let (months_kept, lapse_kept) = later[kept.index()];
                let (months_left, lapse_left) = later[left.index()];
                // In the very step that ends the grace; a gap beyond it has lapsed before.
                let lapses = left.unpaid_in_a_row() == scope.grace_months + 1;
                let lapse_left = if lapses { 1.0 } else { lapse_left };
                let months = p * (1.0 + months_kept) + (1.0 - p) * months_left;
                now[standing.index()] = (months, p * lapse_kept + (1.0 - p) * lapse_left);
            }
            from[t] = now;
            later = now;
        }
        let mut all = Vec::with_capacity((AHEAD + 1) * Standing::COUNT);
        for (prepaid, rest) in from.iter().enumerate() {
            for standing in Standing::all() {
                let after = (0..prepaid).fold(standing, |s, _| s.then(true));
                let (months, lapse) = rest[after.index()];
                all.push(Outlook {
                    months_expected: prepaid as f64 + months,
                    lapse: standing.is_covered().then_some(lapse),
                });
            }
        }
        Self(all)
    }

    pub(crate) fn at(&self, standing: Standing, prepaid: usize) -> Outlook {
        self.0[prepaid.min(AHEAD) * Standing::COUNT + standing.index()]
    }
}
