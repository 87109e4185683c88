//! The words that segments are named by.

use super::one;
use domain::Bilingual;
use serde::{Deserialize, Serialize};

/// One term of a word's score: `weight * (mean - centre) / scale`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The feature whose mean over the cluster is looked at.
    pub feature: String,
    /// Sign and size.
    #[serde(default = "one")]
    pub weight: f64,
    /// The mean at which the term is zero.
    pub centre: f64,
    /// The distance from it that counts one.
    pub scale: f64,
}

/// A word that a cluster may be named by. Its score depends on the cluster's means alone, never on a cluster number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// Key: the end of the segment's key.
    pub key: String,
    /// The word planners read.
    pub name: Bilingual,
    /// The name of a group's segment, with `{group}` where the group stands: `{group} musiman`. Without it: `Nelayan – Musiman`.
    #[serde(default)]
    pub of_group: Option<Bilingual>,
    /// What must show in a segment for it to be called so; another name where it does not.
    #[serde(default)]
    pub shown_by: Option<Shown>,
    /// The terms that are added up.
    #[serde(rename = "term")]
    pub terms: Vec<Term>,
}

/// A habit cannot show where nothing brings it out: who stops in lean months is seen only in trades that have some.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The feature whose mean over the segment is looked at.
    pub feature: String,
    /// The most that it may be.
    pub at_most: f64,
    /// What the segment is called otherwise, with `{group}` like [`Word::of_group`].
    pub otherwise: Bilingual,
}

/// What people call the months in which a group pays less: `musim barat`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// Key of the group.
    pub group: String,
    /// Calendar months, 1 to 12.
    pub months: Vec<u32>,
    /// What they are called, as it stands after "in".
    pub name: Bilingual,
}

/// Where the group stands in the template of a name.
pub(crate) const GROUP_PLACE: &str = "{group}";
