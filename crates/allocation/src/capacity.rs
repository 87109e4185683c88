//! What channels can do, as planners say it: people, a daily tier, hours at a counter.

use crate::ask::ChannelLimit;
use crate::basis::Basis;
use domain::{Channel, Rupiah};

/// Capacities as they are typed. Empty: every channel can reach everybody.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Capacities {
    /// Most people of a channel.
    pub most: Vec<(String, u64)>,
    /// Fewest people for whom a channel is started.
    pub least: Vec<(String, u64)>,
    /// What starting a channel costs.
    pub fixed: Vec<(String, Rupiah)>,
    /// People whom WhatsApp lets a business write to in a day, and days of sending.
    pub tier_and_days: Option<(u64, u64)>,
    /// Hours at counters, and members met in an hour.
    pub counter_hours: Option<(u64, f64)>,
}

impl Capacities {
    /// One limit a channel that has any. `counter` is `partner_counter` where the basis calls it so. Where two capacities are
    /// named for a channel the smaller counts.
    pub fn limits(&self, basis: &Basis) -> Vec<ChannelLimit> {
        let known = |name: &str| basis.channels().iter().any(|(key, _)| *key == name);
        let full = |name: &str| {
            let long = Channel::PartnerCounter.key();
            if name == SHORT_COUNTER && !known(name) && known(long) { long.to_owned() } else { name.to_owned() }
        };
        let mut most: Vec<(String, u64)> = self.most.iter().map(|(name, n)| (full(name), *n)).collect();
        if let Some((tier, days)) = self.tier_and_days {
            most.push((Channel::Whatsapp.key().to_owned(), tier.saturating_mul(days)));
        }
        if let Some((hours, each)) = self.counter_hours {
            let people = (hours as f64 * each).floor().max(0.0) as u64;
            most.push((full(SHORT_COUNTER), people));
        }
        let mut limits: Vec<ChannelLimit> = Vec::new();
        let mut of = |name: String, change: &dyn Fn(&mut ChannelLimit)| {
            let place = limits.iter().position(|l| l.channel == name).unwrap_or_else(|| {
                limits.push(ChannelLimit { channel: name, most: None, least: 0, fixed_cost: Rupiah::ZERO });
                limits.len() - 1
            });
            change(&mut limits[place]);
        };
        for (name, people) in most {
            of(name, &|limit| limit.most = Some(limit.most.map_or(people, |most| most.min(people))));
        }
        for (name, people) in &self.least {
            of(full(name), &|limit| limit.least = *people);
        }
        for (name, rupiah) in &self.fixed {
            of(full(name), &|limit| limit.fixed_cost = *rupiah);
        }
        limits
    }
}

/// How planners call the counters of partners.
const SHORT_COUNTER: &str = "counter";
