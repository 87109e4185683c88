//! `--report`: a document for people beside the answer.

use crate::args::ReportArg;
use crate::clock::today;
use crate::say::Out;
use anyhow::Result;
use report::Report;
use std::path::Path;
use workflow::reports::{Origin, ReportFile};

/// The file that was asked for; one that cannot be a report is refused before anything is computed.
pub fn asked_for(args: &ReportArg) -> Result<Option<ReportFile>> {
    args.report.as_deref().map(ReportFile::of).transpose()
}

/// A file as the origin of a report, with the command as it was typed.
pub fn origin(file: &Path) -> Result<Origin> {
    Origin::of_file(file, typed(std::env::args().skip(1)))
}

/// The command of this run as it was typed.
pub fn as_typed() -> String {
    typed(std::env::args().skip(1))
}

/// Writes the report and says where it is.
pub fn write(out: &Out, file: &ReportFile, report: &Report) -> Result<()> {
    out.line(&file.write(report, today())?)
}

/// Arguments as a shell would take them again.
fn typed(arguments: impl Iterator<Item = String>) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,=:@+".contains(c);
    let quoted = |argument: String| {
        if !argument.is_empty() && argument.chars().all(plain) {
            argument
        } else {
            format!("'{}'", argument.replace('\'', "'\\''"))
        }
    };
    std::iter::once("jangkau".to_owned()).chain(arguments.map(quoted)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn the_command_can_be_typed_again() {
        let arguments = ["evaluate", "trial.csv", "--control", "No E-Mail", "--outcome", "it's"].map(str::to_owned);
        assert_eq!(
            typed(arguments.into_iter()),
            "jangkau evaluate trial.csv --control 'No E-Mail' --outcome 'it'\\''s'"
        );
    }
}
