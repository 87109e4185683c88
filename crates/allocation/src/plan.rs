//! The answer: how many people of each segment get which channel.

use crate::ask::{Ask, Source};
use domain::Rupiah;
use serde::{Deserialize, Serialize};

/// One segment on one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The segment.
    pub segment: String,
    /// The channel.
    pub channel: String,
    /// People to reach.
    pub people: u64,
    /// What that costs, without what starting the channel costs.
    pub cost: Rupiah,
    /// Additional members kept, expected.
    pub members: f64,
    /// Additional months paid, expected.
    pub months: f64,
    /// Standard deviation of `members`, from how unsure the uplift is.
    pub members_deviation: f64,
    /// Where the uplift is known from.
    pub source: Source,
}

/// What a little more money would do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NextRupiah {
    /// How much more.
    pub more: Rupiah,
    /// Additional months it would bring, expected.
    pub months: f64,
}

/// A plan inside the budget and every limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AllocationPlan {
    /// Lines with anybody in them, in the order of the offers.
    pub lines: Vec<Line>,
    /// All of the cost, starting channels included.
    pub cost: Rupiah,
    /// Additional members kept, expected.
    pub members: f64,
    /// Standard deviation of `members`; uplifts of different lines are taken to be independent.
    pub members_deviation: f64,
    /// Additional months paid, expected: what is made as large as possible.
    pub months: f64,
    /// No plan inside the same limits brings more months than this, whatever it does.
    pub months_bound: f64,
    /// Share of the bound that this plan may be missing, at most.
    pub gap: f64,
    /// What a little more money would do; `None` where it was not asked.
    pub next_rupiah: Option<NextRupiah>,
}

impl AllocationPlan {
    /// The plan that reaches `people[i]` of offer `i`.
    pub(crate) fn of(ask: &Ask, people: &[u64], months_bound: f64) -> Self {
        let mut lines = Vec::new();
        for (offer, &people) in ask.offers.iter().zip(people).filter(|(_, people)| **people > 0) {
            let months_each = ask.segments[ask.segment_place(&offer.segment)].months_each;
            let parts = multiple_of_first(offer.reach, people, &offer.response.steps);
            let members = parts * offer.response.uplift;
            lines.push(Line {
                segment: offer.segment.clone(),
                channel: offer.channel.clone(),
                people,
                cost: offer.cost_each.times(people),
                members,
                months: members * months_each,
                members_deviation: (parts * offer.response.deviation).abs(),
                source: offer.source.clone(),
            });
        }
        let started = ask.limits.iter().filter(|l| lines.iter().any(|line| line.channel == l.channel));
        let cost = lines.iter().map(|l| l.cost).chain(started.map(|l| l.fixed_cost)).fold(Rupiah::ZERO, |a, b| a + b);
        let months: f64 = lines.iter().map(|l| l.months).sum();
        let months_bound = months_bound.max(months);
        Self {
            cost,
            members: lines.iter().map(|l| l.members).sum(),
            members_deviation: lines.iter().map(|l| l.members_deviation.powi(2)).sum::<f64>().sqrt(),
            months,
            months_bound,
            gap: if months_bound > 0.0 { 1.0 - months / months_bound } else { 0.0 },
            next_rupiah: None,
            lines,
        }
    }

    /// People on a line.
    pub fn people(&self, segment: &str, channel: &str) -> u64 {
        self.lines.iter().find(|l| l.segment == segment && l.channel == channel).map_or(0, |l| l.people)
    }
}

/// Sum of the multiples of the first `people` of `reach`, best part first.
fn multiple_of_first(reach: u64, people: u64, steps: &[crate::response::Step]) -> f64 {
    let mut left = people as f64;
    let mut sum = 0.0;
    for step in steps {
        let here = left.min(step.share * reach as f64);
        sum += here * step.multiple;
        left -= here;
    }
    // What rounding leaves over belongs to the last part.
    sum + left * steps.last().map_or(0.0, |s| s.multiple)
}
