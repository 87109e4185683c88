//! A ranking judged: every figure with both arms' counts and an interval from drawing people, or areas, again.

use crate::binomial::multinomial;
use crate::error::TargetingError;
use crate::figures::{Coefficient, CurvePoint, auuc_of, depth_cut, differences, part_cuts, qini_curve, qini_of};
use crate::ranking::{Ranking, of_classes};
use crate::resampling::{Resampling, draw_rows};
use crate::sums::ArmSums;
use crate::sweep::{Sweep, Swept};
use effectiveness::Interval;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A coefficient with its intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct JudgedCoefficient {
    /// The estimate.
    #[serde(flatten)]
    pub estimate: Coefficient,
    /// Interval of the normalised coefficient.
    pub normalised_interval: Option<Interval>,
    /// Interval of the area above the random line.
    pub over_random_interval: Option<Interval>,
}

/// A part of the ranking with its uplift.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct JudgedPart {
    /// Where the part begins, as a share of the people from the best score down.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// People and outcomes of both arms.
    #[serde(flatten)]
    pub sums: ArmSums,
    /// Treated mean minus control mean; `None` where an arm has nobody here.
    pub uplift: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
}

/// What was drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redrawn {
    /// People, each arm apart.
    People,
    /// Areas, each arm apart.
    Areas,
    /// Areas of both arms together, because people of one area have different arms.
    MixedAreas,
}

/// What a ranking is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgedRanking {
    /// Everybody.
    pub total: ArmSums,
    /// Mean effect over everybody, which is what a random order gives at every depth.
    pub uplift: f64,
    /// Scores that differ; fewer than people means ties.
    pub distinct_scores: usize,
    /// Qini coefficient.
    pub qini: JudgedCoefficient,
    /// Area under the uplift curve.
    pub auuc: JudgedCoefficient,
    /// Uplift by tenth, best scores first.
    pub deciles: Vec<JudgedPart>,
    /// Uplift of the best so many.
    pub top: Vec<JudgedPart>,
    /// The Qini curve in hundredths.
    pub curve: Vec<CurvePoint>,
    /// Interval of the curve's gain at the end of each tenth.
    pub curve_intervals: Vec<Option<Interval>>,
    /// What was drawn again for the intervals.
    pub redrawn: Redrawn,
    /// How often.
    pub replicates: usize,
}

const BINS: usize = 10;
/// Rows for each distinct score from which counts by score are drawn, not rows.
const ROWS_A_SCORE: usize = 16;

/// Judges a ranking; `depths` are the shares of people whose uplift is wanted beside the deciles (0.3 for the best 30%).
pub fn judge(ranking: &Ranking, depths: &[f64], resampling: &Resampling) -> Result<JudgedRanking, TargetingError> {
    resampling.check()?;
    let rows = ranking.rows.len();
    let decile_cuts = part_cuts(rows, BINS);
    let top_cuts = depths.iter().map(|depth| depth_cut(rows, *depth)).collect::<Result<Vec<_>, _>>()?;
    let cuts = Cuts::of(&[&decile_cuts, &top_cuts]);
    let swept = ranking.sweep(&cuts.rising);
    let (redrawn, replicates) = replicates(ranking, &cuts, resampling);

    let of = |figure: &dyn Fn(&Swept) -> Option<f64>| {
        resampling.interval(&mut replicates.iter().map(|r| figure(r).unwrap_or(f64::NAN)).collect())
    };
    let coefficient = |figure: fn(&Swept, bool) -> Coefficient| JudgedCoefficient {
        estimate: figure(&swept, ranking.is_rate()),
        normalised_interval: of(&|r| figure(r, ranking.is_rate()).normalised),
        over_random_interval: of(&|r| Some(figure(r, ranking.is_rate()).over_random)),
    };
    let deciles = |r: &Swept| differences(&cuts.at(0, &r.at));
    let part =
        |from: f64, to: f64, sums: ArmSums, interval| JudgedPart { from, to, sums, uplift: sums.uplift(), interval };
    let share = |cut: f64| cut / rows as f64;
    Ok(JudgedRanking {
        total: swept.total,
        // Both arms have people, which building the ranking saw to.
        uplift: swept.total.uplift().unwrap_or(f64::NAN),
        distinct_scores: ranking.distinct,
        qini: coefficient(qini_of),
        auuc: coefficient(auuc_of),
        deciles: (0..BINS)
            .map(|i| {
                let from = if i == 0 { 0.0 } else { share(decile_cuts[i - 1]) };
                part(from, share(decile_cuts[i]), deciles(&swept)[i], of(&|r| deciles(r)[i].uplift()))
            })
            .collect(),
        top: (0..depths.len())
            .map(|i| part(0.0, depths[i], cuts.at(1, &swept.at)[i], of(&|r| cuts.at(1, &r.at)[i].uplift())))
            .collect(),
        curve: qini_curve(ranking, 100),
        curve_intervals: (0..BINS)
            .map(|i| {
                of(&|r| {
                    let sum = cuts.at(0, &r.at)[i];
                    Some(sum.uplift()? * sum.treated / r.total.treated)
                })
            })
            .collect(),
        redrawn,
        replicates: resampling.replicates,
    })
}

/// Depths of several questions in one rising list.
struct Cuts {
    rising: Vec<f64>,
    places: Vec<Vec<usize>>,
}

impl Cuts {
    fn of(questions: &[&[f64]]) -> Self {
        let mut rising = questions.concat();
        rising.sort_unstable_by(f64::total_cmp);
        rising.dedup();
        let place = |cut: &f64| rising.partition_point(|r| r < cut);
        let places = questions.iter().map(|cuts| cuts.iter().map(place).collect()).collect();
        Self { rising, places }
    }

    /// The answers to one of the questions.
    fn at(&self, question: usize, at: &[ArmSums]) -> Vec<ArmSums> {
        self.places[question].iter().map(|place| at[*place]).collect()
    }
}

fn replicates(ranking: &Ranking, cuts: &Cuts, resampling: &Resampling) -> (Redrawn, Vec<Swept>) {
    let each =
        |work: &(dyn Fn(u64) -> Swept + Sync)| (0..resampling.replicates as u64).into_par_iter().map(work).collect();
    if let Some(areas) = &ranking.areas {
        let lots = area_lots(ranking, areas);
        let redrawn = if lots.len() == 1 { Redrawn::MixedAreas } else { Redrawn::Areas };
        return (redrawn, each(&|i| by_areas(ranking, areas, &lots, cuts, resampling, i)));
    }
    if ranking.is_rate() && ranking.distinct * ROWS_A_SCORE <= ranking.rows.len() {
        let cells = ranking.cells();
        let column = |class: usize| cells.iter().map(move |cell| cell[class]);
        let treated: Vec<u32> = column(1).chain(column(3)).collect();
        let control: Vec<u32> = column(0).chain(column(2)).collect();
        return (Redrawn::People, each(&|i| by_cells(&treated, &control, cuts, resampling, i)));
    }
    (Redrawn::People, each(&|i| by_rows(ranking, cuts, resampling, i)))
}

/// Counts by score, arm and outcome are multinomial within an arm.
fn by_cells(treated: &[u32], control: &[u32], cuts: &Cuts, resampling: &Resampling, replicate: u64) -> Swept {
    let mut random = resampling.random(0, replicate);
    let scores = treated.len() / 2;
    let mut cells = vec![[0.0; 4]; scores];
    for (counts, classes) in [(treated, [1, 3]), (control, [0, 2])] {
        let people = counts.iter().map(|c| u64::from(*c)).sum();
        multinomial(counts, people, &mut random, |cell, drawn| {
            cells[cell % scores][classes[cell / scores]] = drawn as f64;
        });
    }
    let mut sweep = Sweep::new(&cuts.rising);
    let mut sum = ArmSums::default();
    for cell in cells {
        sum += of_classes(cell);
        sweep.reach(sum);
    }
    sweep.finish()
}

fn by_rows(ranking: &Ranking, cuts: &Cuts, resampling: &Resampling, replicate: u64) -> Swept {
    let mut random = resampling.random(0, replicate);
    let mut weights = |people: f64| {
        let mut weights = vec![0_u8; people as usize];
        // Nobody is drawn 255 times: the chance of that is below 1e-500.
        draw_rows(&mut random, people as u32, people as usize, |drawn| {
            for row in drawn {
                weights[*row as usize] = weights[*row as usize].saturating_add(1);
            }
        });
        weights
    };
    let (treated, control) = (weights(ranking.total.treated), weights(ranking.total.control));
    ranking.sweep_weighted(&cuts.rising, &treated, &control)
}

/// Codes of the areas of each arm; of all areas together where one has both arms.
fn area_lots(ranking: &Ranking, areas: &[u32]) -> Vec<Vec<u32>> {
    let count = areas.iter().max().map_or(0, |m| *m as usize + 1);
    let mut arms = vec![0_u8; count];
    for (row, area) in ranking.rows.iter().zip(areas) {
        arms[*area as usize] |= 1 << (row & 1);
    }
    let of = |wanted: &[u8]| (0..count as u32).filter(|a| wanted.contains(&arms[*a as usize])).collect();
    if arms.contains(&3) { vec![of(&[1, 2, 3])] } else { vec![of(&[1]), of(&[2])] }
}

fn by_areas(
    ranking: &Ranking,
    areas: &[u32],
    lots: &[Vec<u32>],
    cuts: &Cuts,
    resampling: &Resampling,
    replicate: u64,
) -> Swept {
    let mut random = resampling.random(0, replicate);
    let mut weights = vec![0_u32; areas.iter().max().map_or(0, |m| *m as usize + 1)];
    for lot in lots {
        draw_rows(&mut random, lot.len() as u32, lot.len(), |drawn| {
            for place in drawn {
                weights[lot[*place as usize] as usize] += 1;
            }
        });
    }
    let people: f64 = areas.iter().map(|area| f64::from(weights[*area as usize])).sum();
    let scale = people / ranking.rows.len() as f64;
    let scaled: Vec<f64> = cuts.rising.iter().map(|cut| cut * scale).collect();
    ranking.sweep_areas(&scaled, areas, &weights)
}
