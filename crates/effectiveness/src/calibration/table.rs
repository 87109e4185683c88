//! The table of false alarms and coverage.

use super::Entry;
use domain::{Bilingual, RandomisationUnit};
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// So many of so many runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frequency {
    /// Runs in which it happened.
    pub count: u64,
    /// Runs looked at.
    pub of: u64,
}

impl Frequency {
    /// 0 to 1; `None` without runs.
    pub fn rate(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// Standard error of the rate, had it its nominal value.
    pub fn monte_carlo_error(self, nominal: f64) -> Option<f64> {
        (self.of > 0).then(|| (nominal * (1.0 - nominal) / self.of as f64).sqrt())
    }

    /// Distance from the nominal value in Monte-Carlo errors.
    fn errors_from(self, nominal: f64) -> f64 {
        match (self.rate(), self.monte_carlo_error(nominal)) {
            (Some(rate), Some(error)) => (rate - nominal) / error,
            _ => 0.0,
        }
    }
}

impl Serialize for Frequency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let own = self.rate().map(|rate| (rate * (1.0 - rate) / self.of as f64).sqrt());
        let mut fields = serializer.serialize_struct("Frequency", 4)?;
        fields.serialize_field("count", &self.count)?;
        fields.serialize_field("of", &self.of)?;
        fields.serialize_field("rate", &self.rate())?;
        fields.serialize_field("monte_carlo_error", &own)?;
        fields.end()
    }
}

/// Whether an estimator keeps what it promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// Both rates within three Monte-Carlo errors of 5% and 95%.
    Keeps,
    /// Fewer alarms or wider intervals than promised, never the other way.
    Cautious,
    /// More false alarms or less coverage than promised.
    Breaks,
}

/// One line: an estimator on one kind of experiment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CalibrationRow {
    /// Short name, as `--only` takes it.
    pub name: String,
    /// The estimator.
    pub estimator: String,
    /// Sizes, rates and effect.
    pub setting: Bilingual,
    /// What was drawn by lot.
    pub unit: RandomisationUnit,
    /// Areas, treated and all.
    pub areas: Option<(u32, u32)>,
    /// Whether it is one to decide by.
    pub recommended: bool,
    /// Experiments without, and as many with an effect.
    pub runs: u64,
    /// Alarms where nothing was caused; 5% promised.
    pub false_alarms: Frequency,
    /// Intervals that hold the truth where something was caused; 95% promised.
    pub coverage: Frequency,
    /// Experiments, of both kinds, that the estimator refused to answer.
    pub refused: u64,
    /// Whether it keeps what it promises.
    pub judgement: Judgement,
}

impl CalibrationRow {
    /// A counted line.
    pub(super) fn new(entry: &Entry, runs: u64, false_alarms: Frequency, coverage: Frequency, refused: u64) -> Self {
        let (alarms, covered) = (false_alarms.errors_from(0.05), coverage.errors_from(0.95));
        let judgement = if alarms > 3.0 || covered < -3.0 {
            Judgement::Breaks
        } else if alarms < -3.0 || covered > 3.0 {
            Judgement::Cautious
        } else {
            Judgement::Keeps
        };
        Self {
            name: entry.name.into(),
            estimator: entry.estimator.into(),
            setting: entry.setting.clone(),
            unit: entry.unit,
            areas: entry.areas,
            recommended: entry.recommended,
            runs,
            false_alarms,
            coverage,
            refused,
            judgement,
        }
    }
}

/// The table as it stands in the crate's README.
pub fn markdown(rows: &[CalibrationRow]) -> String {
    let shown = |f: Frequency| match f.rate() {
        Some(rate) => {
            let error = (rate * (1.0 - rate) / f.of as f64).sqrt();
            format!("{:.2}% ± {:.2}", 100.0 * rate, 100.0 * error)
        }
        None => "-".to_owned(),
    };
    let mut text = "| estimator | experiments | areas (treated) | false alarms (5%) | coverage (95%) | |\n".to_owned();
    text.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for row in rows {
        let areas = row.areas.map_or_else(|| "-".to_owned(), |(treated, all)| format!("{all} ({treated})"));
        let judgement = match (row.judgement, row.recommended) {
            (Judgement::Keeps, true) => "keeps",
            (Judgement::Keeps, false) => "keeps here",
            (Judgement::Cautious, _) => "cautious",
            (Judgement::Breaks, true) => "**breaks**",
            (Judgement::Breaks, false) => "do not decide by it",
        };
        text.push_str(&format!(
            "| {} (`{}`) | {} | {areas} | {} | {} | {judgement} |\n",
            row.estimator,
            row.name,
            row.setting.en,
            shown(row.false_alarms),
            shown(row.coverage),
        ));
    }
    text
}
