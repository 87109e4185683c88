//! Every arm against the control: months gained, by the unit that was drawn.

use super::{Lot, Study, grade, whole_areas, words};
use crate::by_area::{AreaLogRank, AreaRows, MonthsGainedByArea, log_rank_by_area, months_gained_by_area};
use crate::error::SurvivalError;
use crate::log_rank::{LogRank, log_rank};
use crate::restricted_mean::{MonthsGained, months_gained};
use crate::spells::Spells;
use domain::{Bilingual, Grade};
use effectiveness::{FEWEST_AREAS, Interval, Level};
use serde::{Deserialize, Serialize};

/// The verdict on an arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Drawn by lot, and months were gained.
    Works,
    /// Drawn by lot, and months were lost.
    Harms,
    /// Drawn by lot or not: the interval holds zero.
    NoEvidence,
    /// Not drawn by lot: this group pays longer, for whatever reason.
    Longer,
    /// Not drawn by lot: this group pays less long, for whatever reason.
    Shorter,
    /// Too few members, ends or areas to say.
    TooEarly,
}

/// Which of the estimates is the one to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recommended {
    /// `by_member`.
    ByMember,
    /// `by_area`, its difference of area means.
    OfAreas,
}

/// An arm against the control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmContrast {
    /// The arm.
    pub arm: String,
    /// What it is compared with.
    pub control: String,
    /// Months gained with the member as the unit; `None` for arms drawn by area, where this raises false alarms.
    pub by_member: Option<MonthsGained>,
    /// Months gained with the area as the unit; `None` without areas, or where areas hold both arms.
    pub by_area: Option<MonthsGainedByArea>,
    /// Which of them to use.
    pub recommended: Recommended,
    /// Log-rank of the two with the member as the unit; `None` for arms drawn by area, or where nobody ended.
    pub log_rank: Option<LogRank>,
    /// Log-rank of the two with the area as the unit.
    pub log_rank_by_area: Option<AreaLogRank>,
    /// The verdict.
    pub finding: Finding,
    /// The verdict in words.
    pub sentence: Bilingual,
    /// How good the evidence is.
    pub grade: Grade,
    /// The grade with what it means here.
    pub grade_in_words: Bilingual,
}

impl ArmContrast {
    /// Difference, standard error and interval of the recommended estimate.
    pub fn best(&self) -> Option<(f64, f64, Option<Interval>)> {
        match self.recommended {
            Recommended::ByMember => self.by_member.map(|g| (g.difference, g.standard_error, g.interval)),
            Recommended::OfAreas => {
                self.by_area.map(|g| (g.of_areas.difference, g.of_areas.standard_error, g.of_areas.interval))
            }
        }
    }
}

/// Treated areas under which an area design is warned of.
pub(super) const FEW_TREATED_AREAS: usize = 10;

/// All arms but the control, in the order of the labels.
pub(super) fn contrasts(
    study: &Study,
    spells: &[Spells],
    labels: &[String],
    horizon: f64,
    level: Level,
) -> Result<Vec<ArmContrast>, SurvivalError> {
    let place = study.control.as_ref().and_then(|control| labels.iter().position(|label| label == control));
    let Some(control) = place else { return Ok(Vec::new()) };
    (0..labels.len())
        .filter(|arm| *arm != control)
        .map(|arm| one(study, spells, labels, (arm, control), horizon, level))
        .collect()
}

fn one(
    study: &Study,
    spells: &[Spells],
    labels: &[String],
    (arm, control): (usize, usize),
    horizon: f64,
    level: Level,
) -> Result<ArmContrast, SurvivalError> {
    let pair = Pairing::of(study, arm, control);
    // Where areas were not drawn they may hold both arms, and months are compared by member.
    let rows = pair.as_ref().map(Pairing::rows);
    let (by_area, log_rank_by_area) = match (&rows, study.lot) {
        (Some(rows), Some(Lot::Area)) => {
            (Some(months_gained_by_area(rows, horizon, level)?), log_rank_by_area(rows).ok())
        }
        (Some(rows), None) => (months_gained_by_area(rows, horizon, level).ok(), log_rank_by_area(rows).ok()),
        _ => (None, None),
    };
    let is_by_area = study.lot == Some(Lot::Area);
    let by_member =
        if is_by_area { None } else { Some(months_gained(&spells[arm], &spells[control], horizon, level)?) };
    let two = [spells[control].clone(), spells[arm].clone()];
    let recommended = if by_area.is_some() { Recommended::OfAreas } else { Recommended::ByMember };
    let few_areas = by_area.is_some_and(|g| g.areas_treated < FEW_TREATED_AREAS);
    let grade = grade(study, few_areas, false);
    let mut answer = ArmContrast {
        arm: labels[arm].clone(),
        control: labels[control].clone(),
        by_member,
        by_area,
        recommended,
        log_rank: if is_by_area { None } else { log_rank(&two).ok() },
        log_rank_by_area,
        finding: Finding::TooEarly,
        sentence: Bilingual::default(),
        grade,
        grade_in_words: words::grade(grade),
    };
    answer.finding = finding(&answer, study, &two);
    answer.sentence = words::verdict(&answer, &two, horizon, level);
    Ok(answer)
}

fn finding(answer: &ArmContrast, study: &Study, two: &[Spells; 2]) -> Finding {
    let is_few = two.iter().any(words::is_few)
        || answer.by_area.is_some_and(|g| g.areas_treated.min(g.areas_control) < FEWEST_AREAS);
    match answer.best() {
        Some((_, _, Some(interval))) if !is_few => match (interval.low > 0.0, interval.high < 0.0, study.lot) {
            (true, _, Some(_)) => Finding::Works,
            (_, true, Some(_)) => Finding::Harms,
            (true, _, None) => Finding::Longer,
            (_, true, None) => Finding::Shorter,
            _ => Finding::NoEvidence,
        },
        _ => Finding::TooEarly,
    }
}

/// The rows of two arms with their areas.
struct Pairing {
    durations: Vec<f64>,
    ended: Vec<bool>,
    treated: Vec<bool>,
    areas: Vec<u32>,
}

impl Pairing {
    /// `None` without areas, or where they were not drawn and hold both groups.
    fn of(study: &Study, arm: usize, control: usize) -> Option<Self> {
        let (area, group) = (study.area.as_ref()?, study.group.as_ref()?);
        if study.lot == Some(Lot::Person) || whole_areas(area, group).is_err() {
            return None;
        }
        let mut pair = Self { durations: Vec::new(), ended: Vec::new(), treated: Vec::new(), areas: Vec::new() };
        for (row, code) in group.codes.iter().enumerate() {
            let code = *code as usize;
            if code == arm || code == control {
                pair.durations.push(study.durations[row]);
                pair.ended.push(study.exits[row] > 0);
                pair.treated.push(code == arm);
                pair.areas.push(area.codes[row]);
            }
        }
        Some(pair)
    }

    fn rows(&self) -> AreaRows<'_> {
        AreaRows {
            durations: &self.durations,
            ended: &self.ended,
            treated: &self.treated,
            areas: &self.areas,
            strata: None,
        }
    }
}
