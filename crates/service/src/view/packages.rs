//! Packages: what each group would pay before and after, what is in it, and what a person must still check.

use super::group_name;
use crate::numbers;
use crate::words::say;
use domain::provenance::rows_by_file;
use domain::views::{PackageStatus, PackageView};
use domain::{Language, written};
use serde::Serialize;

/// The packages page.
#[derive(Debug, Serialize)]
pub(crate) struct PackagesPage {
    any: bool,
    packages: Vec<PackageCard>,
}

#[derive(Debug, Serialize)]
struct PackageCard {
    id: String,
    name: String,
    group: String,
    status: String,
    offerable: bool,
    discounted: String,
    full: String,
    has_discount: bool,
    difference: String,
    share_of_income: String,
    expected: Option<String>,
    contents: Vec<String>,
    checks: Vec<String>,
    unverified: Vec<String>,
    any_unverified: bool,
    parts: String,
    steps: Vec<String>,
    any_steps: bool,
}

impl PackagesPage {
    /// The page of all packages.
    pub(crate) fn of(language: Language, packages: &[PackageView]) -> Self {
        Self { any: !packages.is_empty(), packages: packages.iter().map(|p| card(language, p)).collect() }
    }
}

fn card(language: Language, package: &PackageView) -> PackageCard {
    let status_words = |status: PackageStatus| say(language, &format!("package-{}", status.key()), &[]);
    let steps: Vec<String> = package
        .steps
        .iter()
        .map(|step| {
            let (on, version) = (written::day(language, step.on), step.version.to_string());
            let status = status_words(step.status);
            let places = [("version", version.as_str()), ("status", &status), ("by", &step.by), ("day", &on)];
            say(language, "package-step", &places)
        })
        .collect();
    let lines = |texts: &[domain::Bilingual]| texts.iter().map(|t| t.in_language(language).to_owned()).collect();
    PackageCard {
        id: package.id.clone(),
        name: package.name.in_language(language).to_owned(),
        group: group_name(language, &package.group),
        status: status_words(package.status),
        offerable: package.status == PackageStatus::Offerable,
        parts: package.steps.last().map(|step| step.parts.clone()).unwrap_or_default(),
        any_steps: !steps.is_empty(),
        steps,
        discounted: numbers::rupiah(package.monthly_discounted),
        full: numbers::rupiah(package.monthly),
        has_discount: package.monthly_discounted != package.monthly,
        difference: numbers::rupiah(package.monthly - package.monthly_discounted),
        share_of_income: numbers::percent(language, package.share_of_median_income),
        expected: package.expected.as_ref().map(|words| words.in_language(language).to_owned()),
        contents: lines(&package.contents),
        checks: lines(&package.checks),
        unverified: rows_by_file(package.unverified.iter().map(String::as_str))
            .iter()
            .map(|rows| rows.in_language(language).to_owned())
            .collect(),
        any_unverified: !package.unverified.is_empty(),
    }
}
