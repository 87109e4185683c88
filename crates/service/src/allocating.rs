//! The question where a campaign's next rupiah goes, as a form or a machine asks it, and its answer.

use crate::error::ServiceError;
use crate::pages::{Pairs, value_of};
use crate::refusals;
use crate::state::ServiceState;
use allocation::{Advice, Basis, Capacities, Terms, advise};
use domain::Rupiah;
use domain::views::CampaignView;

/// What the fields for the capacity of a channel are called, before its key.
pub(crate) const MOST: &str = "most_";

/// How many lines get the price of one more experiment.
const LESSONS: usize = 3;

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// The most that may be spent; the campaign's own budget where nothing was said.
    pub(crate) budget: Rupiah,
    /// Most people of a channel, by key.
    pub(crate) most: Vec<(String, u64)>,
    /// One channel for each whole segment.
    pub(crate) one_each: bool,
}

/// A field that holds something else than it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misread {
    /// The field.
    pub(crate) field: String,
    /// What stands in it.
    pub(crate) value: String,
}

impl Wanted {
    /// Reads `budget`, `most_<channel>` and `one_each` from a query.
    pub(crate) fn of(query: &Pairs, campaign: &CampaignView) -> Result<Self, Misread> {
        let misread = |field: &str, value: &str| Misread { field: field.to_owned(), value: value.to_owned() };
        let budget = match value_of(query, "budget") {
            None => campaign.budget,
            Some(text) => text.parse().ok().filter(|b| *b >= Rupiah::ZERO).ok_or_else(|| misread("budget", text))?,
        };
        let mut most = Vec::new();
        for (field, text) in query.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let Some(channel) = field.strip_prefix(MOST) else { continue };
            let digits: String = text.chars().filter(|c| !matches!(c, '.' | ',' | ' ')).collect();
            most.push((channel.to_owned(), digits.parse().map_err(|_| misread(field, text))?));
        }
        Ok(Self { budget, most, one_each: value_of(query, "one_each").is_some() })
    }
}

/// What a campaign's money may be spent on; `None` before it is evaluated.
pub(crate) async fn basis(state: &ServiceState, campaign: &str) -> Result<Option<Basis>, ServiceError> {
    Ok(state.store.basis(campaign).await?)
}

/// The answer. The sums are small but not nothing, so they do not hold up other pages.
pub(crate) async fn answer(basis: Basis, wanted: Wanted) -> Result<Advice, ServiceError> {
    let terms = Terms {
        budget: wanted.budget,
        limits: Capacities { most: wanted.most, ..Capacities::default() }.limits(&basis),
        one_each: wanted.one_each,
        what_if: true,
        lessons: LESSONS,
    };
    tokio::task::spawn_blocking(move || advise(&basis, &terms))
        .await
        .map_err(refusals::broken_off)?
        .map_err(|error| ServiceError::Unanswerable { detail: refusals::of_allocation(&error) })
}
