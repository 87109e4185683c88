//! One estimator on one kind of made-up experiment.

use super::Random;
use crate::interval::Interval;
use domain::{Bilingual, RandomisationUnit};

/// What the made-up experiment holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// The arms differ by chance alone.
    NoEffect,
    /// The treatment caused what the entry's setting says.
    Effect,
}

/// What the estimator said of one experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Said {
    /// Whether it raised an alarm: said that there is an effect.
    pub alarm: bool,
    /// Its interval, where it has one.
    pub interval: Option<Interval>,
    /// The effect that this experiment really had, in the interval's unit.
    pub truth: f64,
}

impl Said {
    /// A test and an interval; the alarm is the test's at 5%.
    pub fn tested(p_value: Option<f64>, interval: Option<Interval>, truth: f64) -> Self {
        Self { alarm: p_value.is_some_and(|p| p < 0.05), interval, truth }
    }

    /// An interval alone; the alarm is that it leaves `nothing` (0 for a difference, 1 for a ratio) outside.
    pub fn interval(interval: Interval, nothing: f64, truth: f64) -> Self {
        Self { alarm: !interval.contains(nothing), interval: Some(interval), truth }
    }
}

/// Draws one experiment and asks the estimator; `None` where it refuses an answer.
type Trial = Box<dyn Fn(&mut Random, Truth) -> Option<Said> + Send + Sync>;

/// An estimator, the kind of experiment it is tried on, and how to draw one.
pub struct Entry {
    /// Short name, as `--only` takes it: `newcombe`, `area-means-10-5`.
    pub name: &'static str,
    /// The estimator.
    pub estimator: &'static str,
    /// Sizes, rates and effect of the experiments.
    pub setting: Bilingual,
    /// What was drawn by lot.
    pub unit: RandomisationUnit,
    /// Areas of an experiment, treated and all, where areas were drawn.
    pub areas: Option<(u32, u32)>,
    /// Whether the estimator is one to decide by. Others stand in the table to show how far off they are.
    pub recommended: bool,
    trial: Trial,
}

impl Entry {
    /// An entry of a lot by person that is one to decide by.
    pub fn by_person(
        name: &'static str,
        estimator: &'static str,
        setting: Bilingual,
        trial: impl Fn(&mut Random, Truth) -> Option<Said> + Send + Sync + 'static,
    ) -> Self {
        let unit = RandomisationUnit::Person;
        Self { name, estimator, setting, unit, areas: None, recommended: true, trial: Box::new(trial) }
    }

    /// An entry of a lot by area, `treated` of `areas`.
    pub fn by_area(
        name: &'static str,
        estimator: &'static str,
        setting: Bilingual,
        (treated, areas): (u32, u32),
        trial: impl Fn(&mut Random, Truth) -> Option<Said> + Send + Sync + 'static,
    ) -> Self {
        let unit = RandomisationUnit::Area;
        let areas = Some((treated, areas));
        Self { name, estimator, setting, unit, areas, recommended: true, trial: Box::new(trial) }
    }

    /// The same as a warning: an estimator not to decide by.
    #[must_use]
    pub fn as_warning(self) -> Self {
        Self { recommended: false, ..self }
    }

    /// One experiment.
    pub fn run(&self, random: &mut Random, truth: Truth) -> Option<Said> {
        (self.trial)(random, truth)
    }
}
