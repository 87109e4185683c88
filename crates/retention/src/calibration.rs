//! Whether a forecast held: what was expected of each segment beside what then happened.

use crate::counts::Scope;
use crate::error::RetentionError;
use crate::forecast::{Forecast, Retention, critical};
use crate::outlook::AHEAD;
use crate::standing::Spell;
use domain::Bilingual;
use domain::segment_views::Ranged;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Binomial, DiscreteCDF};

/// Fewer people in a segment are not judged.
const FEWEST_PEOPLE: u64 = 50;
/// Calendar months that a forecast must have learned from: every season once.
const FEWEST_MONTHS: u32 = 12;
/// So unlikely must it be that so few intervals hold before a forecast is called off.
const SURPRISE: f64 = 0.01;
/// So many half-widths of its 95% interval may the forecast of everybody be away (1.5 of them is 3 standard errors).
const FAR: f64 = 1.5;

/// What happened in the twelve months after the as-of month of a forecast: additive sums by segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    scope: Scope,
    sums: Vec<Sums>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    people: u64,
    months: u64,
    months_squared: u64,
    covered: u64,
    lapsed: u64,
}

impl Happened {
    /// Nobody yet; `scope` is that of the forecast, and twelve bits must be left above its as-of bit.
    pub fn new(scope: Scope) -> Result<Self, RetentionError> {
        let scope = scope.check()?;
        if usize::from(scope.as_of_bit) + AHEAD > 63 {
            return Err(RetentionError::AsOfBit { as_of_bit: scope.as_of_bit, highest: 63 - AHEAD as u8 });
        }
        Ok(Self { scope, sums: vec![Sums::default(); usize::from(scope.segments)] })
    }

    /// Adds a person: the spell that the forecast was made from, and the cover known twelve months later on the same
    /// bits. Months after leaving count as not covered.
    pub fn add(&mut self, row: u32, then: &Spell, covered_now: u64) -> Result<(), RetentionError> {
        let segment = self.scope.segment_of(row, then)?;
        let as_of = self.scope.as_of_bit;
        if then.due >> as_of & 1 == 0 {
            return Ok(());
        }
        let year = (covered_now >> (as_of + 1)) & ((1 << AHEAD) - 1);
        let months = u64::from(year.count_ones());
        let sums = &mut self.sums[segment];
        sums.people += 1;
        sums.months += months;
        sums.months_squared += months * months;
        if then.covered >> as_of & 1 == 1 {
            sums.covered += 1;
            sums.lapsed += u64::from(longest_gap(year) > u32::from(self.scope.grace_months));
        }
        Ok(())
    }

    /// Adds people counted elsewhere.
    pub fn merge(&mut self, other: &Self) -> Result<(), RetentionError> {
        if self.scope != other.scope {
            return Err(RetentionError::OtherScope { left: self.scope.to_string(), right: other.scope.to_string() });
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.add(theirs);
        }
        Ok(())
    }
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.months += other.months;
        self.months_squared += other.months_squared;
        self.covered += other.covered;
        self.lapsed += other.lapsed;
    }
}

/// Most unpaid months in a row of a year.
fn longest_gap(year: u64) -> u32 {
    let (mut longest, mut gap) = (0, 0);
    for month in 0..AHEAD {
        gap = if year >> month & 1 == 1 { 0 } else { gap + 1 };
        longest = longest.max(gap);
    }
    longest
}

/// One segment, or everybody, in one figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The segment; `None` for everybody.
    pub segment: Option<u16>,
    /// People the figure is about.
    pub people: u64,
    /// The forecast with the interval in which what happens should lie 95 times of 100: the interval of the forecast
    /// and the chance of that many people, added in squares (Zou & Donner 2008).
    pub forecast: Ranged,
    /// What happened.
    pub happened: f64,
}

impl Point {
    /// What happened lies in the interval.
    pub fn held(&self) -> bool {
        (self.forecast.low..=self.forecast.high).contains(&self.happened)
    }
}

/// Happened = intercept + slope x forecast, over the segments, each by its people. A right forecast has slope 1 and
/// intercept 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Below 1: the forecast tells segments apart more than life did.
    pub slope: f64,
    /// In the unit of the figure.
    pub intercept: f64,
}

/// What can be said of the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// The file does not reach back far enough behind the forecast: not every season was learned from.
    TooEarly {
        /// Calendar months learned from, and the twelve of the forecast.
        months: u32,
        /// Months needed: 24.
        needed: u32,
    },
    /// No segment has enough people.
    TooFew {
        /// People in the largest.
        people: u64,
        /// People needed.
        needed: u64,
    },
    /// As many intervals hold as should, and so does that of everybody, within chance.
    Held {
        /// Intervals that hold what happened.
        held: u32,
        /// Segments judged.
        of: u32,
    },
    /// Too few do, or everybody together is far out: something changed, or the model is wrong. With very many people a
    /// miss of a percent is enough; `over_forecast` says whether it matters.
    Off {
        /// Intervals that hold what happened.
        held: u32,
        /// Segments judged.
        of: u32,
        /// What happened to everybody over what was forecast, less 1: 0.02 is two percent more. `None` where nothing
        /// was forecast.
        over_forecast: Option<f64>,
    },
}

impl Verdict {
    /// The verdict as a sentence.
    pub fn words(self) -> Bilingual {
        match self {
            Self::TooEarly { months, needed } => Bilingual::new(
                format!("Terlalu dini: baru ada {months} bulan, perlu {needed}."),
                format!("Too early to say: there are {months} months, {needed} are needed."),
            ),
            Self::TooFew { people, needed } => Bilingual::new(
                format!("Terlalu sedikit orang: segmen terbesar {people} orang, perlu {needed}."),
                format!("Too few people: the largest segment has {people}, {needed} are needed."),
            ),
            Self::Held { held, of } => Bilingual::new(
                format!("Perkiraan terbukti: {held} dari {of} segmen berada di dalam rentangnya."),
                format!("The forecast held: {held} of {of} segments lie inside their intervals."),
            ),
            Self::Off { held, of, over_forecast } => {
                let percent = over_forecast.map(|over| format!("{:+.1}%", 100.0 * over));
                let (id, en) = percent.map_or((String::new(), String::new()), |percent| {
                    let id =
                        format!(" Secara keseluruhan kenyataan berbeda {} dari perkiraan.", percent.replace('.', ","));
                    (id, format!(" On the whole, what happened differs from the forecast by {percent}."))
                });
                Bilingual::new(
                    format!("Perkiraan meleset: {held} dari {of} segmen berada di dalam rentangnya.{id}"),
                    format!("The forecast was off: {held} of {of} segments lie inside their intervals.{en}"),
                )
            }
        }
    }
}

/// One figure of the forecast beside what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Segments with at least 50 people, by number.
    pub points: Vec<Point>,
    /// Everybody, where there are people.
    pub everybody: Option<Point>,
    /// Share of the points whose interval holds what happened.
    pub share_held: Option<f64>,
    /// `None` with fewer than three points or forecasts that are all alike.
    pub line: Option<Line>,
    /// What can be said.
    pub verdict: Verdict,
}

/// Both figures of a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Months covered of twelve.
    pub months: Comparison,
    /// Share of those covered in the as-of month who lapsed.
    pub lapse: Comparison,
}

/// Sets a forecast beside what happened in its twelve months.
pub fn calibrate(model: &Retention, happened: &Happened) -> Result<Calibration, RetentionError> {
    let scope = model.scope();
    if scope != happened.scope {
        return Err(RetentionError::OtherScope { left: scope.to_string(), right: happened.scope.to_string() });
    }
    let mut all = Sums::default();
    happened.sums.iter().for_each(|sums| all.add(sums));
    let pairs: Vec<(&Forecast, &Sums)> = model.forecasts().iter().zip(&happened.sums).collect();
    let compare_all = |point: fn(&Forecast, &Sums) -> Option<Point>| {
        let points: Vec<Point> = pairs.iter().filter_map(|(forecast, sums)| point(forecast, sums)).collect();
        compare(model.calendar_months(), &points, point(model.everybody(), &all))
    };
    Ok(Calibration { months: compare_all(months_point), lapse: compare_all(lapse_point) })
}

fn months_point(forecast: &Forecast, sums: &Sums) -> Option<Point> {
    let n = sums.people as f64;
    let mean = sums.months as f64 / n;
    let variance = (sums.months_squared as f64 / n - mean * mean).max(0.0);
    let expected = forecast.months_expected.filter(|_| sums.people > 1)?;
    let forecast_with_chance = widen(expected, variance / (n - 1.0), AHEAD as f64);
    Some(Point { segment: forecast.segment, people: sums.people, forecast: forecast_with_chance, happened: mean })
}

fn lapse_point(forecast: &Forecast, sums: &Sums) -> Option<Point> {
    let n = sums.covered as f64;
    let expected = forecast.lapse.filter(|_| sums.covered > 1)?;
    let forecast_with_chance = widen(expected, expected.value * (1.0 - expected.value) / n, 1.0);
    let happened = sums.lapsed as f64 / n;
    Some(Point { segment: forecast.segment, people: sums.covered, forecast: forecast_with_chance, happened })
}

fn widen(range: Ranged, variance: f64, most: f64) -> Ranged {
    let chance = critical() * variance.sqrt();
    let low = range.value - (range.value - range.low).hypot(chance);
    let high = range.value + (range.high - range.value).hypot(chance);
    Ranged { value: range.value, low: low.max(0.0), high: high.min(most) }
}

fn compare(learned: u32, all_points: &[Point], everybody: Option<Point>) -> Comparison {
    let points: Vec<Point> = all_points.iter().copied().filter(|p| p.people >= FEWEST_PEOPLE).collect();
    let held = points.iter().filter(|p| p.held()).count();
    let (held, of) = (held as u32, points.len() as u32);
    let verdict = if learned < FEWEST_MONTHS {
        Verdict::TooEarly { months: learned + AHEAD as u32, needed: FEWEST_MONTHS + AHEAD as u32 }
    } else if of == 0 {
        let people = all_points.iter().map(|p| p.people).max().unwrap_or(0);
        Verdict::TooFew { people, needed: FEWEST_PEOPLE }
    } else if chance_of_so_few(held, of) < SURPRISE || everybody.is_some_and(|p| is_far(&p)) {
        let ratio = |p: Point| (p.forecast.value > 0.0).then(|| p.happened / p.forecast.value - 1.0);
        Verdict::Off { held, of, over_forecast: everybody.and_then(ratio) }
    } else {
        Verdict::Held { held, of }
    };
    let share_held = (of > 0).then(|| f64::from(held) / f64::from(of));
    Comparison { line: line_through(&points), points, everybody, share_held, verdict }
}

/// Chance that at most `held` of so many 95% intervals hold.
fn chance_of_so_few(held: u32, of: u32) -> f64 {
    Binomial::new(0.95, u64::from(of)).map_or(1.0, |b| b.cdf(u64::from(held)))
}

fn is_far(point: &Point) -> bool {
    let Point { forecast: Ranged { value, low, high }, happened, .. } = *point;
    if happened < value { value - happened > FAR * (value - low) } else { happened - value > FAR * (high - value) }
}

fn line_through(points: &[Point]) -> Option<Line> {
    let weight: f64 = points.iter().map(|p| p.people as f64).sum();
    let mean = |of: fn(&Point) -> f64| points.iter().map(|p| p.people as f64 * of(p)).sum::<f64>() / weight;
    let (x, y) = (mean(|p| p.forecast.value), mean(|p| p.happened));
    let (mut xx, mut xy) = (0.0, 0.0);
    for p in points {
        let dx = p.forecast.value - x;
        xx += p.people as f64 * dx * dx;
        xy += p.people as f64 * dx * (p.happened - y);
    }
    (points.len() >= 3 && xx > 1e-9 * weight).then(|| Line { slope: xy / xx, intercept: y - xy / xx * x })
}
