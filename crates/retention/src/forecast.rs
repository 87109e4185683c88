//! What the people of each segment will pay in the next twelve months, and how many lapse, with intervals.

pub use crate::counts::GROUPS;
use crate::counts::{HazardCounts, STANDINGS, Scope};
use crate::error::RetentionError;
use crate::hazard::Hazards;
use crate::outlook::{AHEAD, Outlook, Outlooks};
use crate::standing::{Spell, Standing, State, prepaid, walk};
use domain::segment_views::Ranged;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// What is expected of the people of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The segment; `None` for everybody.
    pub segment: Option<u16>,
    /// People due to pay in the as-of month.
    pub people: u64,
    /// Those of them whose as-of month is covered.
    pub covered: u64,
    /// Mean months covered of the next twelve, over `people`; `None` where there are none.
    pub months_expected: Option<Ranged>,
    /// Share of `covered` who lapse within twelve months; `None` where there are none.
    pub lapse: Option<Ranged>,
}

/// The fitted chances and all that follows from them.
///
/// A forecast is about the very people who were counted: how they stand is known, so its 95% interval holds only what
/// the counts leave open about the chances. It comes from a delete-a-group jackknife (Kott 2001): the chances are
/// fitted again without each of 50 groups of people, and the spread of the forecasts on the log-odds, times 49/50, is
/// the variance; Student's t has 49 degrees of freedom. The interval does not foresee a change of rules or prices, and
/// what happens to a few people varies more than what is expected of them.
#[derive(Debug, Clone)]
pub struct Retention {
    scope: Scope,
    hazards: Hazards,
    outlooks: Vec<Outlooks>,
    forecasts: Vec<Forecast>,
    all: Forecast,
    calendar_months: u32,
}

impl Retention {
    /// Fits the chances and forecasts every segment.
    pub fn fit(counts: &HazardCounts) -> Result<Self, RetentionError> {
        if counts.months.iter().all(|[at_risk, _]| *at_risk == 0) {
            return Err(RetentionError::NothingAtRisk { people: counts.people() });
        }
        let scope = counts.scope;
        let segments = usize::from(scope.segments);
        let hazards = Hazards::fit(&counts.without(None));
        let outlooks = outlooks_of(&hazards, scope);
        let full = means(counts, &outlooks);
        let without: Vec<Vec<Mean>> = (0..GROUPS)
            .map(|group| {
                let without = hazards.refit(&counts.without(Some(group)));
                means(counts, &outlooks_of(&without, scope))
            })
            .collect();
        let forecast = |place: usize| {
            let Mean { people, covered, months, lapse } = full[place];
            let months_of = |mean: &Vec<Mean>| mean[place].months / AHEAD as f64;
            let months = interval(months / AHEAD as f64, without.iter().map(months_of));
            let lapse = interval(lapse, without.iter().map(|mean| mean[place].lapse));
            let in_months = |share: f64| share * AHEAD as f64;
            Forecast {
                segment: (place < segments).then_some(place as u16),
                people,
                covered,
                months_expected: (people > 0).then(|| Ranged {
                    value: in_months(months.value),
                    low: in_months(months.low),
                    high: in_months(months.high),
                }),
                lapse: (covered > 0).then_some(lapse),
            }
        };
        let forecasts = (0..segments).map(forecast).collect();
        let seen = |month: &usize| counts.months.iter().skip(*month).step_by(12).any(|[at_risk, _]| *at_risk > 0);
        let calendar_months = (0..12).filter(seen).count() as u32;
        Ok(Self { scope, hazards, outlooks, forecasts, all: forecast(segments), calendar_months })
    }

    /// What was counted.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Calendar months that were learned from. Below 12, the forecast knows nothing of the seasons it did not see.
    pub fn calendar_months(&self) -> u32 {
        self.calendar_months
    }

    /// The forecast of each segment, by its number.
    pub fn forecasts(&self) -> &[Forecast] {
        &self.forecasts
    }

    /// The forecast of everybody together.
    pub fn everybody(&self) -> &Forecast {
        &self.all
    }

    /// The chance that people of a segment in a state have a calendar month (1 to 12) paid; `None` outside the scope.
    pub fn chance_paid(&self, segment: u16, state: State, calendar_month: u32) -> Option<f64> {
        let known = segment < self.scope.segments && (1..=12).contains(&calendar_month);
        known.then(|| self.hazards.paid(usize::from(segment), state, calendar_month as usize - 1))
    }

    /// What is expected of one person: a look into a table. `None` for whoever is not due in the as-of month or of no
    /// known segment.
    pub fn outlook(&self, spell: &Spell) -> Option<Outlook> {
        let of_segment = self.outlooks.get(usize::from(spell.segment))?;
        let standing = walk(spell, self.scope.as_of_bit, |_, _, _| ())?;
        Some(of_segment.at(standing, prepaid(spell, self.scope.as_of_bit)))
    }
}

fn outlooks_of(hazards: &Hazards, scope: Scope) -> Vec<Outlooks> {
    (0..usize::from(scope.segments)).map(|segment| Outlooks::of(hazards, segment, scope)).collect()
}

/// Means over the people of a segment.
#[derive(Debug, Clone, Copy)]
struct Mean {
    people: u64,
    covered: u64,
    months: f64,
    lapse: f64,
}

/// Of each segment, and of everybody at the end.
fn means(counts: &HazardCounts, outlooks: &[Outlooks]) -> Vec<Mean> {
    let mut means = Vec::with_capacity(outlooks.len() + 1);
    let mut all = Mean { people: 0, covered: 0, months: 0.0, lapse: 0.0 };
    for (people, outlooks) in counts.people.chunks_exact(STANDINGS).zip(outlooks) {
        let mut sum = Mean { people: 0, covered: 0, months: 0.0, lapse: 0.0 };
        for standing in Standing::all() {
            for ahead in 0..=AHEAD {
                let count = people[standing.index() * (AHEAD + 1) + ahead];
                let outlook = outlooks.at(standing, ahead);
                sum.people += count;
                sum.months += count as f64 * outlook.months_expected;
                if let Some(lapse) = outlook.lapse {
                    sum.covered += count;
                    sum.lapse += count as f64 * lapse;
                }
            }
        }
        all.people += sum.people;
        all.covered += sum.covered;
        all.months += sum.months;
        all.lapse += sum.lapse;
        means.push(sum);
    }
    means.push(all);
    for mean in &mut means {
        mean.months /= mean.people.max(1) as f64;
        mean.lapse /= mean.covered.max(1) as f64;
    }
    means
}

/// Student's t with a degree of freedom less than there are groups, two-sided 5%.
pub(crate) fn critical() -> f64 {
    // One below the number of groups is above zero, so the distribution exists.
    StudentsT::new(0.0, 1.0, (GROUPS - 1) as f64).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975))
}

/// The interval of a share from the shares without each group, on the log-odds, so that it stays between 0 and 1.
fn interval(share: f64, without: impl Iterator<Item = f64>) -> Ranged {
    let log_odds = |p: f64| {
        let inside = p.clamp(1e-12, 1.0 - 1e-12);
        (inside / (1.0 - inside)).ln()
    };
    let without: Vec<f64> = without.map(log_odds).collect();
    let n = without.len() as f64;
    let mean = without.iter().sum::<f64>() / n;
    let variance = (n - 1.0) / n * without.iter().map(|w| (w - mean) * (w - mean)).sum::<f64>();
    let reach = critical() * variance.sqrt();
    let at = |shift: f64| crate::additive::chance(log_odds(share) + shift);
    Ranged { value: share, low: at(-reach).min(share), high: at(reach).max(share) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_the_jackknife_on_the_log_odds() {
        // scipy.stats.t.ppf(.975, 49) = 2.0095752371292392
        assert!((critical() - 2.009_575_237_129).abs() < 1e-9);
        // Half of the groups each side by 0.01: the variance is 49/50 * 50 * 0.01^2 = 0.0049.
        let odd = |group: usize| if group.is_multiple_of(2) { 0.01 } else { -0.01 };
        let range = interval(0.5, (0..GROUPS).map(|group| crate::additive::chance(odd(group))));
        let reach = 2.009_575_237_129 * 0.07;
        assert!((range.high - crate::additive::chance(reach)).abs() < 1e-9);
        assert!((range.low - crate::additive::chance(-reach)).abs() < 1e-9);
        let certain = interval(1.0, (0..GROUPS).map(|_| 1.0));
        assert!(certain.low > 1.0 - 1e-9 && certain.high <= 1.0, "{certain:?}");
    }
}
