//! What must hold after the crashes, counted from what the gateway saw and what the ledger says.

use domain::TouchStatus;
use fake_providers::Fate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A message the gateway accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Our id in it.
    pub touch: String,
    /// The number it went to.
    pub to: String,
    /// The gateway's last word on it.
    pub fate: Fate,
}

/// All that the checks look at. Touches by our id, people by their number in digits.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Touches of the plan.
    pub planned: BTreeSet<String>,
    /// The ledger at the end.
    pub ledger: BTreeMap<String, TouchStatus>,
    /// What the store lists as unknown.
    pub listed_unknown: BTreeSet<String>,
    /// Requests by touch, whatever was answered, throttled ones left out.
    pub calls: BTreeMap<String, u32>,
    /// Numbers that any request named.
    pub numbers: BTreeSet<String>,
    /// Messages accepted, in order.
    pub accepted: Vec<Accepted>,
    /// Numbers of the holdout.
    pub held_out: BTreeSet<String>,
    /// Touches of people without consent from the start, with their numbers.
    pub without_consent: BTreeMap<String, String>,
    /// Touches of people whose "stop" was taken in before their touch was claimed, with their numbers.
    pub stopped: BTreeMap<String, String>,
    /// Touches of people whose "stop" came when their touch was claimed already, or later: either is right.
    pub stopped_late: BTreeSet<String>,
    /// Statuses that the gateway could not get rid of.
    pub given_up: u64,
    /// Senders that ended with an error.
    pub ended_badly: u64,
    /// Kills while touches were going out.
    pub kills: u64,
    /// Kills that were wanted.
    pub kills_wanted: u64,
}

/// One thing that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is counted.
    pub what: &'static str,
    /// How many break the rule.
    pub broken: u64,
    /// Among how many.
    pub among: u64,
}

impl Seen {
    /// Every check, in the order of the table. Each counts what breaks it: 0 is right.
    pub fn checks(&self) -> Vec<Check> {
        let mut of_touch: BTreeMap<&str, u32> = BTreeMap::new();
        let mut of_number: BTreeMap<&str, u32> = BTreeMap::new();
        for message in &self.accepted {
            *of_touch.entry(&message.touch).or_default() += 1;
            *of_number.entry(&message.to).or_default() += 1;
        }
        let twice = of_touch.values().chain(of_number.values()).filter(|n| **n > 1).count();
        let status = |touch: &str| self.ledger.get(touch).copied();
        let unknown: BTreeSet<&str> = self.with(TouchStatus::Unknown).collect();
        let listed: BTreeSet<&str> = self.listed_unknown.iter().map(String::as_str).collect();
        let reached = [TouchStatus::HandedOver, TouchStatus::Delivered, TouchStatus::Read];
        let open = [TouchStatus::Planned, TouchStatus::Claimed, TouchStatus::Cancelled];
        let in_ledger: BTreeSet<&String> = self.ledger.keys().collect();
        let plan: BTreeSet<&String> = self.planned.iter().collect();
        let check = |what, broken: usize, among: usize| Check { what, broken: broken as u64, among: among as u64 };
        let seen = |people: &BTreeMap<String, String>| {
            people.iter().filter(|(touch, to)| self.calls.contains_key(*touch) || self.numbers.contains(*to)).count()
        };
        let refused = |touch: &str| {
            let silent = self.without_consent.contains_key(touch) || self.stopped.contains_key(touch);
            silent || self.stopped_late.contains(touch) || self.calls.contains_key(touch)
        };
        vec![
            check(
                "touches the gateway was asked for twice",
                self.calls.values().filter(|n| **n > 1).count(),
                self.calls.len(),
            ),
            check("touches or people the gateway accepted twice", twice, self.accepted.len()),
            check(
                "held-out people the gateway saw",
                self.held_out.intersection(&self.numbers).count(),
                self.held_out.len(),
            ),
            check("people without consent the gateway saw", seen(&self.without_consent), self.without_consent.len()),
            check("people who wrote stop before the claim and were seen", seen(&self.stopped), self.stopped.len()),
            check(
                "touches of the plan missing in the ledger, or the reverse",
                plan.symmetric_difference(&in_ledger).count(),
                plan.len(),
            ),
            check(
                "touches without a final state",
                self.ledger.values().filter(|status| open.contains(status)).count(),
                self.ledger.len(),
            ),
            check(
                "accepted messages whose touch says otherwise than the gateway",
                self.accepted.iter().filter(|m| status(&m.touch) != Some(last_word(m.fate))).count(),
                self.accepted.len(),
            ),
            check(
                "touches said to be handed over that the gateway never accepted",
                self.ledger.iter().filter(|(t, s)| reached.contains(s) && !of_touch.contains_key(t.as_str())).count(),
                reached.iter().map(|status| self.with(*status).count()).sum(),
            ),
            check(
                "touches failed although consent stood and nobody was asked",
                self.with(TouchStatus::Failed).filter(|touch| !refused(touch)).count(),
                self.with(TouchStatus::Failed).count(),
            ),
            check(
                "unknown touches not listed, or the reverse",
                unknown.symmetric_difference(&listed).count(),
                unknown.len(),
            ),
            check(
                "unknown touches that the gateway accepted",
                unknown.iter().filter(|touch| of_touch.contains_key(*touch)).count(),
                unknown.len(),
            ),
            check("statuses the gateway could not get rid of", self.given_up as usize, self.accepted.len()),
            check("senders that ended with an error", self.ended_badly as usize, self.ended_badly as usize),
            check(
                "kills missing while touches were going out",
                self.kills_wanted.saturating_sub(self.kills) as usize,
                self.kills_wanted as usize,
            ),
        ]
    }

    /// A sentence for each broken check.
    pub fn broken(&self) -> Vec<String> {
        let broken = self.checks().into_iter().filter(|check| check.broken > 0);
        broken.map(|check| format!("{}: {} of {}, expected none", check.what, check.broken, check.among)).collect()
    }

    /// Touches with a status.
    pub fn with(&self, wanted: TouchStatus) -> impl Iterator<Item = &str> {
        self.ledger.iter().filter(move |(_, status)| **status == wanted).map(|(touch, _)| touch.as_str())
    }
}

/// What the ledger must say of an accepted message once all reports are in.
fn last_word(fate: Fate) -> TouchStatus {
    match fate {
        Fate::Delivered => TouchStatus::Delivered,
        Fate::Read => TouchStatus::Read,
        Fate::Undeliverable | Fate::Stopped => TouchStatus::Failed,
    }
}

impl fmt::Display for Seen {
    /// The table of checks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<64} {:>6} {:>8}  ", "must be none", "found", "among")?;
        for Check { what, broken, among } in self.checks() {
            let verdict = if broken == 0 { "ok" } else { "BROKEN" };
            writeln!(f, "{what:<64} {broken:>6} {among:>8}  {verdict}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Six people: read, undeliverable, refused, unknown, without consent, stopped. One held out.
    fn clean() -> Seen {
        use TouchStatus::{Failed, Read, Unknown};
        let touch = |n: u32| format!("t-{n}");
        let to = |n: u32| format!("6281{n}");
        Seen {
            planned: (0..6).map(touch).collect(),
            ledger: (0..6).map(touch).zip([Read, Failed, Failed, Unknown, Failed, Failed]).collect(),
            listed_unknown: [touch(3)].into(),
            calls: (0..4).map(|n| (touch(n), 1)).collect(),
            numbers: (0..4).map(to).collect(),
            accepted: vec![
                Accepted { touch: touch(0), to: to(0), fate: Fate::Read },
                Accepted { touch: touch(1), to: to(1), fate: Fate::Undeliverable },
            ],
            held_out: [to(6)].into(),
            without_consent: [(touch(4), to(4))].into(),
            stopped: [(touch(5), to(5))].into(),
            kills: 2,
            kills_wanted: 2,
            ..Seen::default()
        }
    }

    #[test]
    fn a_clean_run_breaks_nothing() {
        assert_eq!(clean().broken(), Vec::<String>::new());
    }

    /// Spoils one thing and names the check that must see it.
    type Spoiled = (&'static str, fn(&mut Seen));

    #[test]
    fn every_check_catches_what_it_is_for() {
        let spoiled: [Spoiled; 15] = [
            ("asked for twice", |s| *s.calls.get_mut("t-2").unwrap() += 1),
            ("accepted twice", |s| s.accepted.push(s.accepted[0].clone())),
            ("held-out people", |s| _ = s.numbers.insert("62816".into())),
            ("without consent", |s| _ = s.numbers.insert("62814".into())),
            ("wrote stop", |s| _ = s.calls.insert("t-5".into(), 1)),
            ("missing in the ledger", |s| _ = s.ledger.remove("t-2")),
            ("without a final state", |s| _ = s.ledger.insert("t-2".into(), TouchStatus::Claimed)),
            ("says otherwise", |s| _ = s.ledger.insert("t-1".into(), TouchStatus::HandedOver)),
            ("never accepted", |s| _ = s.ledger.insert("t-2".into(), TouchStatus::HandedOver)),
            ("nobody was asked", |s| _ = s.calls.remove("t-2")),
            ("not listed", |s| s.listed_unknown.clear()),
            ("that the gateway accepted", |s| {
                s.ledger.insert("t-0".into(), TouchStatus::Unknown);
                s.listed_unknown.insert("t-0".into());
            }),
            ("get rid of", |s| s.given_up = 1),
            ("ended with an error", |s| s.ended_badly = 1),
            ("kills missing", |s| s.kills = 1),
        ];
        assert_eq!(spoiled.len(), clean().checks().len(), "a check that nothing proves");
        for ((words, spoil), check) in spoiled.into_iter().zip(clean().checks()) {
            let mut seen = clean();
            spoil(&mut seen);
            assert!(check.what.contains(words), "{} is not the check of `{words}`", check.what);
            let found = seen.broken();
            assert!(found.iter().any(|sentence| sentence.contains(words)), "{words}: {found:?}");
            assert!(seen.to_string().contains("BROKEN"));
        }
    }
}
