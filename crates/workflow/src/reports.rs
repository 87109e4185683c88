//! Reports: what an analysis found as one document, and where it is written.
//!
//! Each analysis has one pure function here, from its answer to a [`Report`]; [`ReportFile`] alone writes.

mod attribution;
mod campaign;
mod comparison;
mod experiment;
mod frequencies;
mod origin;
mod package;
mod pen;
mod quotes;
mod retention;
mod sources;
mod stored;
mod uplift;

pub use attribution::attribution_report;
pub use campaign::{CampaignResults, campaign_report};
pub use comparison::comparison_report;
pub use experiment::experiment_report;
pub use origin::Origin;
pub use package::package_report;
pub use retention::retention_report;
pub use stored::load_campaign;
pub use uplift::uplift_report;

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use domain::Bilingual;
use report::Report;
use std::path::{Path, PathBuf};

/// A file that a report is to be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pdf,
    Html,
    Markdown,
}

impl ReportFile {
    /// By the ending of its name: `.pdf`, `.html` or `.md`. Anything else is refused, before anything is computed.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let kind = match ending.as_deref() {
            Some("pdf") => Kind::Pdf,
            Some("html" | "htm") => Kind::Html,
            Some("md") => Kind::Markdown,
            _ => bail!("--report {}: a name that ends in .pdf, .html or .md is expected", path.display()),
        };
        Ok(Self { path: path.to_owned(), kind })
    }

    /// Writes the report; says where it is.
    pub fn write(&self, report: &Report, issued_on: NaiveDate) -> Result<Bilingual> {
        let bytes = match self.kind {
            Kind::Pdf => report_pdf(report, issued_on)?,
            Kind::Html => report::html(report, issued_on).into_bytes(),
            Kind::Markdown => report::markdown(report).into_bytes(),
        };
        let shown = self.path.display();
        std::fs::write(&self.path, bytes).with_context(|| format!("the report {shown} cannot be written"))?;
        Ok(Bilingual::new(format!("Laporan: {shown}"), format!("Report: {shown}")))
    }
}

/// The report as PDF.
pub fn report_pdf(report: &Report, issued_on: NaiveDate) -> Result<Vec<u8>> {
    print::report_pdf(report, issued_on).context("the report cannot be set")
}
