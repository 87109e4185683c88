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
    /// Whether packages can be designed here.
    desk: bool,
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
    /// Where it is edited.
    design: String,
    next: Vec<NextStep>,
}

/// What a package may become.
#[derive(Debug, Serialize)]
struct NextStep {
    key: &'static str,
    words: String,
}

impl PackagesPage {
    /// The page of all packages.
    pub(crate) fn of(language: Language, packages: &[PackageView], desk: bool) -> Self {
        let packages: Vec<PackageCard> = packages.iter().map(|p| card(language, p)).collect();
        Self { any: !packages.is_empty(), desk, packages }
    }
}

fn card(language: Language, package: &PackageView) -> PackageCard {
    let status_words = |status: PackageStatus| status.words().in_language(language).to_owned();
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
    let next = PackageStatus::ALL.into_iter().filter(|to| package.status.may_become(*to));
    let next = next.map(|to| NextStep { key: to.key(), words: status_words(to) }).collect();
    let lines = |texts: &[domain::Bilingual]| texts.iter().map(|t| t.in_language(language).to_owned()).collect();
    PackageCard {
        id: package.id.clone(),
        name: package.name.in_language(language).to_owned(),
        group: group_name(language, &package.group),
        status: status_words(package.status),
        offerable: package.status == PackageStatus::Offerable,
        parts: package.steps.last().map(|step| step.parts.clone()).unwrap_or_default(),
        any_steps: !steps.is_empty(),
        design: design_address(package),
        next,
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

/// Where a kept package is edited: its parts, for its segment and month.
fn design_address(package: &PackageView) -> String {
    let mut address = format!("/packages/design?whom={}", package.whom);
    if let Some(month) = package.month {
        address.push_str(&format!("&month={month}"));
    }
    let parts = package.steps.last().map(|step| step.parts.as_str()).unwrap_or_default();
    let mut parts = parts.split('+');
    let base = parts.next().unwrap_or_default().split('.');
    for (field, id) in ["programme", "plan", "subsidy", "route"].iter().zip(base) {
        address.push_str(&format!("&{field}={id}"));
    }
    for id in parts {
        address.push_str(&format!("&with={id}"));
    }
    address
}
