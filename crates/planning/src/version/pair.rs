//! Which two versions a reader wants beside each other.

use crate::error::PlanningError;
use domain::PlanVersion;

/// Two versions of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The one that is compared with; `None` where nothing stands before the other.
    pub from: Option<&'a PlanVersion>,
    /// The one that is read.
    pub to: &'a PlanVersion,
}

/// The versions asked for by number; where none is, the newest and what a second person last agreed to before it: the version approved
/// last, else the one just before.
pub fn pair(versions: &[PlanVersion], from: Option<u32>, to: Option<u32>) -> Result<Pair<'_>, PlanningError> {
    let find = |asked: u32| {
        versions.iter().find(|version| version.version == asked).ok_or_else(|| {
            let known: Vec<String> = versions.iter().map(|version| version.version.to_string()).collect();
            PlanningError::UnknownVersion { asked, known: known.join(", ") }
        })
    };
    let to = match to {
        Some(asked) => find(asked)?,
        None => versions.last().ok_or(PlanningError::NoVersions)?,
    };
    let from = if let Some(asked) = from {
        Some(find(asked)?)
    } else {
        let earlier = || versions.iter().rev().filter(|version| version.version < to.version);
        earlier().find(|version| version.approved_by.is_some()).or_else(|| earlier().next())
    };
    Ok(Pair { from, to })
}
