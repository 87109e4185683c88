//! A file of spells, judged: curves by group, months gained by arm, tests, causes and hazards, with verdicts in words.

mod causes;
mod contrast;
mod groups;
mod model;
mod words;

pub use causes::CauseShare;
pub use contrast::{ArmContrast, Finding, Recommended};
pub use groups::{GroupCurve, Mark};
pub use model::ModelAnswer;

use crate::error::{SurvivalError, same_rows};
use crate::log_rank::{LogRank, Pair, log_rank, log_rank_pairs};
use crate::spells::Spells;
use domain::{Bilingual, Grade};
use effectiveness::{Grouping, Level};
use serde::{Deserialize, Serialize};

/// The most groups that are judged in one study.
pub const MOST_GROUPS: usize = 20;
/// The most causes that are told apart in one study.
pub const MOST_CAUSES: usize = 20;

/// What was drawn by lot, where groups were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lot {
    /// Members, one by one.
    Person,
    /// Whole areas.
    Area,
}

/// One row a member.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Months of each spell.
    pub durations: Vec<f64>,
    /// 0 for still going, else 1 more than the place of the cause in `causes`.
    pub exits: Vec<u8>,
    /// The causes; one where ends are not told apart.
    pub causes: Vec<String>,
    /// Groups or arms.
    pub group: Option<Grouping>,
    /// Which of them the others are compared with; none compares no months.
    pub control: Option<String>,
    /// Areas.
    pub area: Option<Grouping>,
    /// What was drawn by lot; `None` where nothing was.
    pub lot: Option<Lot>,
    /// Where months are cut; `None` is 12, or as far as every group was followed.
    pub horizon: Option<f64>,
    /// Numbers known before the spell began, for the hazard.
    pub covariates: Vec<(String, Vec<f64>)>,
    /// Rows that could not be used because duration or end is empty, by group, in the order of the groups.
    pub left_out: Vec<u64>,
}

/// Whether groups stop at different rates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Over all groups.
    pub all: LogRank,
    /// Every two, where there are more than two.
    pub pairs: Vec<Pair>,
    /// In words.
    pub sentence: Bilingual,
}

/// Everything that a file of spells answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyAnswer {
    /// The verdict, to be read first.
    pub answer: Vec<Bilingual>,
    /// Level of every interval.
    pub level: Level,
    /// Members.
    pub people: u64,
    /// Spells that ended.
    pub ended: u64,
    /// Where months are cut.
    pub horizon: f64,
    /// By group, in the order of the labels; one called `all` where there are none.
    pub groups: Vec<GroupCurve>,
    /// Every arm against the control.
    pub contrasts: Vec<ArmContrast>,
    /// Log-rank of all groups; not for groups drawn by area, whose test stands in the contrasts.
    pub difference: Option<Difference>,
    /// Hazards by month, where durations are whole months; the complementary log-log one is for words.
    pub model: Option<ModelAnswer>,
    /// What the reader must know.
    pub notes: Vec<Bilingual>,
}

/// Judges a study. See [`Study`] for what is asked.
pub fn judge(study: &Study, level: Level) -> Result<StudyAnswer, SurvivalError> {
    check(study)?;
    let causes = study.causes.len() as u8;
    let spells = match &study.group {
        Some(group) => Spells::by_group(&study.durations, &study.exits, causes, &group.codes, group.labels.len())?,
        None => vec![Spells::from_exits(&study.durations, &study.exits, causes)?],
    };
    let labels = study.group.as_ref().map_or_else(|| vec!["all".to_owned()], |group| group.labels.clone());
    let horizon = groups::horizon(study, &spells, &labels, level)?;
    let groups = groups::curves(study, &spells, &labels, horizon, level)?;
    let contrasts = contrast::contrasts(study, &spells, &labels, horizon, level)?;
    let is_by_area = study.lot == Some(Lot::Area);
    let difference = if spells.len() > 1 && !is_by_area { difference(&spells, &labels) } else { None };
    let (model, mut notes) = model::fit(study, level);
    notes.extend(words::notes(study, &contrasts, &groups));
    let answer = words::headline(study, &groups, &contrasts, horizon);
    Ok(StudyAnswer {
        answer,
        level,
        people: spells.iter().map(Spells::people).sum(),
        ended: spells.iter().map(Spells::ended).sum(),
        horizon,
        groups,
        contrasts,
        difference,
        model,
        notes,
    })
}

fn difference(spells: &[Spells], labels: &[String]) -> Option<Difference> {
    let all = log_rank(spells).ok()?;
    let pairs = if spells.len() > 2 { log_rank_pairs(spells) } else { Vec::new() };
    let sentence = words::difference(&all, &pairs, labels);
    Some(Difference { all, pairs, sentence })
}

/// Refuses columns that do not belong together.
fn check(study: &Study) -> Result<(), SurvivalError> {
    let rows = study.durations.len();
    if rows == 0 {
        return Err(SurvivalError::NoSpells);
    }
    same_rows("exits", study.exits.len(), rows)?;
    if study.causes.len() > MOST_CAUSES {
        return Err(SurvivalError::TooManyCauses { causes: study.causes.len(), most: MOST_CAUSES });
    }
    if let Some(group) = &study.group {
        let groups = group.labels.len();
        if groups > MOST_GROUPS {
            return Err(SurvivalError::TooManyGroups { column: group.column.clone(), groups, most: MOST_GROUPS });
        }
        same_rows("group codes", group.codes.len(), rows)?;
        if let Some(control) = study.control.as_ref().filter(|control| !group.labels.contains(control)) {
            return Err(SurvivalError::UnknownControl {
                control: control.clone(),
                column: group.column.clone(),
                found: group.labels.join(", "),
            });
        }
    }
    for (_, values) in &study.covariates {
        same_rows("covariates", values.len(), rows)?;
    }
    match (&study.area, study.lot, &study.group, &study.control) {
        (_, Some(_), None, _) | (_, Some(_), _, None) => Err(SurvivalError::LotWithoutControl),
        (None, Some(Lot::Area), _, _) => Err(SurvivalError::LotWithoutArea),
        (Some(area), lot, Some(group), _) => {
            same_rows("areas", area.codes.len(), rows)?;
            if lot == Some(Lot::Area) { whole_areas(area, group) } else { Ok(()) }
        }
        (Some(area), ..) => same_rows("areas", area.codes.len(), rows),
        _ => Ok(()),
    }
}

/// Refuses an area with members of two groups.
pub(crate) fn whole_areas(area: &Grouping, group: &Grouping) -> Result<(), SurvivalError> {
    let mut seen: Vec<Option<u32>> = vec![None; area.labels.len()];
    for (code, own) in area.codes.iter().zip(&group.codes) {
        match seen[*code as usize] {
            Some(other) if other != *own => {
                return Err(SurvivalError::AreaOfTwoGroups {
                    column: area.column.clone(),
                    area: area.labels[*code as usize].clone(),
                    groups: format!("{} and {}", group.labels[other as usize], group.labels[*own as usize]),
                });
            }
            _ => seen[*code as usize] = Some(*own),
        }
    }
    Ok(())
}

/// Grade of a comparison: by lot A, or B where rows are missing or areas are few; without a lot C after adjustment and D
/// without.
pub(crate) fn grade(study: &Study, few_areas: bool, is_adjusted: bool) -> Grade {
    match study.lot {
        Some(_) if few_areas || study.left_out.iter().any(|rows| *rows > 0) => Grade::B,
        Some(_) => Grade::A,
        None if is_adjusted => Grade::C,
        None => Grade::D,
    }
}
