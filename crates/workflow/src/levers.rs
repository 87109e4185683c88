//! Own evidence takes the place of priors: a lever learnt from an experiment or from choices, kept in the home.

use crate::choice_file::FileChoice;
use crate::evaluate_file::FileEvaluation;
use crate::home::Home;
use crate::world::{World, model_text};
use anyhow::{Context, Result, bail};
use bundling::catalogue::{Lever, LeverKey};
use bundling::{Basis, Evidence, learnt, with_lever};
use chrono::NaiveDate;
use domain::{Bilingual, Grade, Language, written};
use std::fs;

const FILE: &str = "catalogue/levers.csv";

/// Takes a lever from an arm and the control of an experiment, which differ in it alone; the answer says what changed.
pub fn from_experiment(
    home: &Home,
    lever: LeverKey,
    arm: Option<&str>,
    found: &FileEvaluation,
    today: NaiveDate,
) -> Result<Bilingual> {
    let answers = &found.evaluation.answers;
    let arms = || answers.iter().map(|answer| answer.overall.arm.as_str()).collect::<Vec<_>>().join(", ");
    let answer = match (arm, answers.as_slice()) {
        (None, [one]) => one,
        (None, _) => {
            bail!("several arms were compared with the control ({}); name one: --lever {}=ARM", arms(), lever.key())
        }
        (Some(arm), _) => answers
            .iter()
            .find(|answer| answer.overall.arm == arm)
            .with_context(|| format!("there is no arm `{arm}` beside the control; there are {}", arms()))?,
    };
    let contrast = &answer.overall;
    if !matches!(contrast.conclusion.grade, Grade::A | Grade::B) {
        bail!("the comparison is graded {:?}; a lever is learnt from a lot", contrast.conclusion.grade);
    }
    let standard_error =
        contrast.primary.standard_error.context("the recommended estimator gives no standard error")?;
    let people = contrast.rows_treated + contrast.rows_control;
    let evidence = Evidence::Arms {
        control: contrast.mean_control,
        difference: contrast.primary.estimate,
        standard_error,
        control_share: contrast.rows_control as f64 / people.max(1) as f64,
    };
    let source = format!(
        "own experiment {}: {} against {}, {people} rows, {}",
        found.file, contrast.arm, contrast.control, contrast.primary.estimator
    );
    keep(home, lever, evidence, Basis::Experiment, &source, today)
}

/// Takes a lever from the coefficient of an attribute that is 1 where the lever is on.
pub fn from_choices(
    home: &Home,
    lever: LeverKey,
    attribute: &str,
    found: &FileChoice,
    today: NaiveDate,
) -> Result<Bilingual> {
    let known = || found.coefficients().iter().map(|c| c.attribute.as_str()).collect::<Vec<_>>().join(", ");
    let coefficient = found.coefficients().iter().find(|c| c.attribute == attribute);
    let coefficient =
        coefficient.with_context(|| format!("there is no attribute `{attribute}`; there are {}", known()))?;
    let evidence = Evidence::Coefficient { estimate: coefficient.estimate, standard_error: coefficient.standard_error };
    let source = format!("choices in {}: {attribute}, conditional logit", found.file);
    keep(home, lever, evidence, Basis::Choices, &source, today)
}

fn keep(
    home: &Home,
    key: LeverKey,
    evidence: Evidence,
    basis: Basis,
    source: &str,
    today: NaiveDate,
) -> Result<Bilingual> {
    // The catalogue as it stands must be readable before a row of it is changed.
    let catalogue = World::load(home)?.catalogue;
    let (before, take_up) = (catalogue.lever(key), catalogue.lever(LeverKey::TakeUp));
    let lever = learnt(key, evidence, take_up)?;
    let text = with_lever(&model_text(Some(home), FILE)?, key, lever, basis, source, today)?;
    let path = home.model(FILE);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let new = path.with_extension("csv.new");
    fs::write(&new, text).with_context(|| format!("{} cannot be written", new.display()))?;
    fs::rename(&new, &path).with_context(|| format!("{} cannot be replaced", path.display()))?;
    let say = |language, Lever { mean, deviation }: Lever| {
        format!("{} \u{b1} {}", written::number(language, mean, 3), written::number(language, deviation, 3))
    };
    Ok(Bilingual::new(
        format!(
            "Pengungkit {}: {} menjadi {}, di {}.",
            key.key(),
            say(Language::Id, before),
            say(Language::Id, lever),
            path.display()
        ),
        format!(
            "Lever {}: {} becomes {}, in {}.",
            key.key(),
            say(Language::En, before),
            say(Language::En, lever),
            path.display()
        ),
    ))
}
