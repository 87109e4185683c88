//! Versions of a kept package: draft, in clearance, offerable, withdrawn, with who and when.

use crate::catalogue::Catalogue;
use crate::error::BundlingError;
use crate::keeping::Draws;
use crate::package::{Choice, describe};
use crate::segment::Segment;
use chrono::NaiveDate;
use domain::views::{PackageStatus, PackageStep, PackageView};
use domain::{Month, ProgrammeRules};

/// Who keeps a package or moves it on, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Name.
    pub by: String,
    /// Day.
    pub on: NaiveDate,
}

/// A package with the steps of the one it takes the place of, and one more where its parts or its status are others.
#[must_use]
pub fn kept(mut package: PackageView, before: Option<PackageView>, parts: &str, hand: &Hand) -> PackageView {
    package.steps = before.map(|before| before.steps).unwrap_or_default();
    let last = package.steps.last();
    if last.is_none_or(|step| step.parts != parts || step.status != package.status) {
        let version = match last {
            Some(step) if step.parts == parts => step.version,
            Some(step) => step.version + 1,
            None => 1,
        };
        let Hand { by, on } = hand.clone();
        package.steps.push(PackageStep { version, parts: parts.to_owned(), status: package.status, by, on });
    }
    package
}

/// A kept package moved on. To be offerable it must pass every wall on that day, computed afresh for its segment.
pub fn moved(
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    segment: &Segment,
    mut package: PackageView,
    to: PackageStatus,
    hand: &Hand,
) -> Result<PackageView, BundlingError> {
    let key = || package.id.clone();
    if !package.status.may_become(to) {
        return Err(BundlingError::NoSuchStep { key: key(), from: package.status.key(), to: to.key() });
    }
    let Some(last) = package.steps.last() else { return Err(BundlingError::NoVersion { key: key() }) };
    let (version, parts) = (last.version, last.parts.clone());
    if to == PackageStatus::Offerable {
        let choice = Choice::parse(catalogue, &parts)?;
        let (month, means) = (Month::of(hand.on), Draws::of(catalogue, 0, 0));
        let now = describe(catalogue, rules, segment, &choice, month, &means)?;
        if let Some(check) = now.checks.iter().find(|check| !check.passed) {
            return Err(BundlingError::NotOfferable { key: key(), month, why: check.words.clone() });
        }
    }
    package.status = to;
    package.steps.push(PackageStep { version, parts, status: to, by: hand.by.clone(), on: hand.on });
    Ok(package)
}
