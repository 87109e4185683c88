//! `jangkau decide`: who gets what, for everyone at once.

use crate::args::DecideArgs;
use crate::say::Out;
use crate::table;
use anyhow::{Context, Result};
use domain::Bilingual;
use std::fs;
use workflow::decide_file::{AskedToo, decide_file};
use workflow::out_file::refuse_out;

/// Answers for a file.
pub fn decide(out: &Out, args: &DecideArgs) -> Result<()> {
    if let Some(path) = &args.out {
        refuse_out(path, &[&args.file, &args.rules])?;
    }
    let asked = AskedToo { explain: args.explain.clone(), budgets: args.budget_percent.clone() };
    let answer = decide_file(&args.file, &args.rules, &args.member, &asked)?;
    out.answer(&answer, |language| table::decision(&answer, language))?;
    let Some(path) = &args.out else { return Ok(()) };
    let quoted = |text: &str| {
        if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    let mut text = format!("{},option\n", quoted(&args.member));
    for (member, option) in &answer.given {
        text.push_str(&format!("{},{}\n", quoted(member), quoted(option.as_deref().unwrap_or_default())));
    }
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    let shown = path.display();
    out.line(&Bilingual::new(format!("Siapa mendapat apa: {shown}"), format!("Who gets what: {shown}")))
}
