//! `jangkau choice`: what people choose, and what they would pay for it.

use crate::args::{ChoiceArgs, ChoiceStep};
use crate::say::Out;
use crate::table;
use anyhow::Result;
use workflow::choice_file::{ChoiceColumns, choice_file};

/// Answers for a file.
pub fn choice(out: &Out, step: &ChoiceStep) -> Result<()> {
    let ChoiceStep::Fit(ChoiceArgs { file, id, task, alt, chosen, attributes, price, folds, seed, level }) = step;
    let columns = ChoiceColumns {
        id: id.clone(),
        task: task.clone(),
        alt: alt.clone(),
        chosen: chosen.clone(),
        attributes: attributes.clone(),
        price: price.clone(),
    };
    let answer = choice_file(file, &columns, *folds, *seed, *level)?;
    out.answer(&answer, |language| table::choice(&answer, language))
}
