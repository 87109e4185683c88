//! `jangkau schemes`: plans here and abroad, what a leaflet may say, and what a text promises too much.

use crate::args::SchemesArgs;
use crate::say::Out;
use crate::table;
use anyhow::{Result, bail};
use workflow::Home;
use workflow::schemes::{check_promises, compare_schemes, leaflet_lines};

/// Compares, or prints leaflet lines, or checks a text; a text that promises too much is a failed check.
pub fn schemes(out: &Out, args: &SchemesArgs) -> Result<()> {
    let home = Home::look(&args.home.home);
    if let Some(file) = &args.check {
        let checked = check_promises(&home, file)?;
        out.answer(&checked, |language| table::promises(&checked, language))?;
        return match checked.broken.len() {
            0 => Ok(()),
            1 => bail!("{}: 1 promise stands without its condition", checked.file),
            n => bail!("{}: {n} promises stand without their condition", checked.file),
        };
    }
    if let Some(programmes) = args.leaflet {
        let lines = leaflet_lines(&home, programmes)?;
        return out.answer(&lines, |language| table::leaflet(&lines, language));
    }
    let compared = compare_schemes(&home, args.month)?;
    out.answer(&compared, |language| table::schemes(&compared, language))
}
