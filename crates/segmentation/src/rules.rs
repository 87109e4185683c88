//! Rule cards: few questions about a person, after which a clerk at a counter knows the segment.
//!
//! A shallow decision tree (CART with the Gini index: Breiman, Friedman, Olshen and Stone 1984, chapters 2 to 4) over chosen
//! features and the group, cut back by weakest links to the number of rules people can keep in mind. Questions use only
//! numbers people use: whole months, payments and years, steps of 5%, thousands of rupiah. How well the card agrees with the
//! model is measured on people the tree has never seen.

mod card;
mod counts;
mod cuts;
mod grow;
mod prune;
mod sample;
mod words;

pub use card::{AppliedRules, RuleCard};
pub use counts::{Fidelity, RuleCounts};

use crate::error::SegmentationError;
use features::FeatureTable;
use grow::grow;
use prune::prune;
use sample::Sample;

/// How a rule card is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleParams {
    /// Features that may be asked about, by name. Where two questions do equally well, the earlier feature is asked.
    pub features: Vec<String>,
    /// Whether the group may be asked about too; it comes after the features.
    pub ask_group: bool,
    /// Questions one after the other, at most; 4 by default.
    pub max_depth: usize,
    /// Rules on the card, at most; 12 by default.
    pub max_rules: usize,
    /// People that a rule must apply to, among those the tree is grown on; 20 by default.
    pub least_people: u64,
    /// Rows the tree is grown on, about and at most; 100,000 by default. Never more than half of the labelled rows.
    pub most_rows: usize,
    /// Names which rows it is grown on: same seed and rows, same card.
    pub seed: u64,
}

impl RuleParams {
    /// A card over some features and the group, with the usual limits.
    pub fn over<T: Into<String>>(features: impl IntoIterator<Item = T>) -> Self {
        Self {
            features: features.into_iter().map(Into::into).collect(),
            ask_group: true,
            max_depth: 4,
            max_rules: 12,
            least_people: 20,
            most_rows: 100_000,
            seed: 1,
        }
    }

    /// The rules that lead to given labels: for each row the place of its segment in a list of `segments`, or `None` where
    /// it is in no segment and does not count. `weights` are the people that each row stands for; without them each is one.
    ///
    /// A value that is no finite number is missing. Each question sends the missing to the side where they are told apart
    /// best; where none were seen, to the side with more people.
    pub fn fit(
        &self,
        table: &FeatureTable,
        labels: &[Option<usize>],
        segments: usize,
        weights: Option<&[u32]>,
    ) -> Result<RuleCard, SegmentationError> {
        self.check()?;
        let sample = Sample::draw(self, table, labels, segments, weights)?;
        let tree = prune(grow(self, &sample), self.max_rules);
        let mut card = RuleCard::new(&sample, table, segments, tree);
        card.count(table, labels, weights, &sample)?;
        Ok(card)
    }

    fn check(&self) -> Result<(), SegmentationError> {
        let fail =
            |what, value: usize, expected| Err(SegmentationError::Setting { what, value: value.to_string(), expected });
        if self.features.is_empty() && !self.ask_group {
            return fail("the number of features to ask about", 0, "1 or more, or the group");
        }
        if !(1..=8).contains(&self.max_depth) {
            return fail("`max_depth` of the rule card", self.max_depth, "1 to 8");
        }
        if !(2..=200).contains(&self.max_rules) {
            return fail("`max_rules` of the rule card", self.max_rules, "2 to 200");
        }
        if self.most_rows == 0 {
            return fail("`most_rows` of the rule card", self.most_rows, "1 or more");
        }
        Ok(())
    }
}
