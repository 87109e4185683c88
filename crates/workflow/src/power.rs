//! Power: how many people or villages an experiment needs, in weeks and rupiah, and the smallest uplift it can see.

mod past;
mod picture;
mod words;

pub use past::{Past, PastColumns, past};

use anyhow::{Context, Result, bail};
use domain::Bilingual;
use effectiveness::power::{
    Approximation, AreaNeed, AreaPlan, Capacity, Needs, Outcome, PeopleNeed, PowerDesign, areas_needed, needs,
    people_needed, smallest_uplift_of_areas, smallest_uplift_of_people,
};
use serde::Serialize;
use std::path::PathBuf;

/// What is drawn by lot, and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PowerUnit {
    /// People, one by one.
    Person(Approximation),
    /// Whole areas.
    Area(AreaPlan),
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct PowerQuestion {
    /// What is drawn.
    pub unit: PowerUnit,
    /// The experiment.
    pub design: PowerDesign,
    /// An uplift among those reached that should be found.
    pub uplift: Option<f64>,
    /// People, or areas, of the control, where these are given already: what uplift is then found?
    pub size: Option<u64>,
    /// Pace and prices.
    pub capacity: Capacity,
    /// What a past file said.
    pub past: Option<Past>,
    /// Where to draw the curve.
    pub chart: Option<PathBuf>,
}

/// The size of the experiment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "unit")]
pub enum Size {
    /// People.
    Person(PeopleNeed),
    /// Areas.
    Area(AreaNeed),
}

/// What follows for an uplift.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SizeAnswer {
    /// The uplift among those reached.
    pub uplift: f64,
    /// People or areas.
    #[serde(flatten)]
    pub size: Size,
    /// People treated, weeks and rupiah.
    pub needs: Needs,
}

/// What can be found with a size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SmallestAnswer {
    /// People or areas of the control.
    pub control: u64,
    /// The smallest uplift among those reached that is found; `None` where none is.
    pub uplift: Option<f64>,
    /// People treated, weeks and rupiah.
    pub needs: Needs,
}

/// The answer.
#[derive(Debug, Clone, Serialize)]
pub struct PowerAnswer {
    /// The experiment.
    pub design: PowerDesign,
    /// Areas, where areas are drawn.
    pub areas: Option<AreaPlan>,
    /// What a past file said.
    pub past: Option<Past>,
    /// The size for the uplift asked about.
    pub size: Option<SizeAnswer>,
    /// The smallest uplift for the size asked about.
    pub smallest: Option<SmallestAnswer>,
    /// The answer in words.
    pub sentences: Vec<Bilingual>,
    /// What it stands on.
    pub notes: Vec<Bilingual>,
    /// The curve, where one was asked for.
    pub chart: Option<String>,
}

/// Computes the answer and draws the curve.
pub fn power(question: &PowerQuestion, language: domain::Language) -> Result<PowerAnswer> {
    if question.uplift.is_none() && question.size.is_none() {
        bail!(
            "neither an uplift nor a size is given: --uplift asks how many are needed, --size what can be found with so many"
        );
    }
    let size = question.uplift.map(|uplift| size_for(question, uplift)).transpose()?;
    let smallest = question.size.map(|control| smallest_for(question, control)).transpose()?;
    let mut answer = PowerAnswer {
        design: question.design,
        areas: match question.unit {
            PowerUnit::Area(plan) => Some(plan),
            PowerUnit::Person(_) => None,
        },
        past: question.past.clone(),
        size,
        smallest,
        sentences: Vec::new(),
        notes: Vec::new(),
        chart: None,
    };
    answer.sentences = words::sentences(&answer, question.unit);
    answer.notes = words::notes(&answer, question.unit);
    if let Some(path) = &question.chart {
        let svg = picture::curve_of(question, &answer, language)?;
        std::fs::write(path, svg).with_context(|| format!("{}: the curve could not be written", path.display()))?;
        answer.chart = Some(path.display().to_string());
    }
    Ok(answer)
}

fn size_for(question: &PowerQuestion, uplift: f64) -> Result<SizeAnswer> {
    let (design, arms) = (&question.design, u64::from(question.design.treated_arms));
    Ok(match question.unit {
        PowerUnit::Person(way) => {
            let need = people_needed(design, uplift, way)?;
            let treated = need.treated_each * arms;
            SizeAnswer { uplift, size: Size::Person(need), needs: needs(treated, treated, question.capacity) }
        }
        PowerUnit::Area(plan) => {
            let need = areas_needed(design, plan, uplift)?;
            let treated = need.treated_each * arms;
            let needs = needs(people_in(treated, plan), treated, question.capacity);
            SizeAnswer { uplift, size: Size::Area(need), needs }
        }
    })
}

fn smallest_for(question: &PowerQuestion, control: u64) -> Result<SmallestAnswer> {
    let design = &question.design;
    let downwards = question.uplift.is_some_and(|uplift| uplift < 0.0);
    let treated = (control as f64 * design.treated_per_control).ceil() as u64 * u64::from(design.treated_arms);
    Ok(match question.unit {
        PowerUnit::Person(way) => SmallestAnswer {
            control,
            uplift: smallest_uplift_of_people(design, control, downwards, way)?,
            needs: needs(treated, treated, question.capacity),
        },
        PowerUnit::Area(plan) => SmallestAnswer {
            control,
            uplift: smallest_uplift_of_areas(design, plan, control, downwards)?,
            needs: needs(people_in(treated, plan), treated, question.capacity),
        },
    })
}

fn people_in(areas: u64, plan: AreaPlan) -> u64 {
    (areas as f64 * plan.people_per_area).round() as u64
}

/// The outcome asked about: a rate or a standard deviation, typed or from a past file.
pub fn outcome(rate: Option<f64>, deviation: Option<f64>, past: Option<&Past>) -> Result<Outcome> {
    match (rate, deviation, past) {
        (Some(control), None, _) => Ok(Outcome::Rate { control }),
        (None, Some(deviation), _) => Ok(Outcome::Mean { deviation }),
        (None, None, Some(past)) if past.is_rate => Ok(Outcome::Rate { control: past.control_mean }),
        (None, None, Some(past)) => Ok(Outcome::Mean { deviation: past.deviation }),
        (Some(_), Some(_), _) => {
            bail!("--rate and --deviation are both given; a yes-or-no outcome has a rate, an amount a deviation")
        }
        (None, None, None) => {
            bail!("neither --rate, --deviation nor --past is given: how does the outcome vary without treatment?")
        }
    }
}
