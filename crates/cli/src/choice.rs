//! `jangkau choice`: what people choose, and what they would pay for it.

use crate::args::{ChoiceArgs, ChoiceStep};
use crate::clock::today;
use crate::say::Out;
use crate::table;
use anyhow::Result;
use workflow::Home;
use workflow::choice_file::{ChoiceColumns, choice_file};
use workflow::levers::from_choices;

/// Answers for a file.
pub fn choice(out: &Out, step: &ChoiceStep) -> Result<()> {
    let ChoiceStep::Fit(ChoiceArgs { file, id, task, alt, chosen, attributes, price, folds, seed, level, lever, home }) =
        step;
    let columns = ChoiceColumns {
        id: id.clone(),
        task: task.clone(),
        alt: alt.clone(),
        chosen: chosen.clone(),
        attributes: attributes.clone(),
        price: price.clone(),
    };
    let answer = choice_file(file, &columns, *folds, *seed, *level)?;
    out.answer(&answer, |language| table::choice(&answer, language))?;
    for (lever, attribute) in lever {
        let home = Home::open_existing(&home.home)?;
        out.line(&from_choices(&home, *lever, attribute, &answer, today())?)?;
    }
    Ok(())
}
