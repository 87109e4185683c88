//! Who gets what, decided for everyone at once: the person lot of a declaration with `[decision]`.
//!
//! The decision looks at everybody of the person lot alike and sees no ticket. The tickets, a salted hash of each person, then hold
//! out their share inside every segment and option. So each option of each segment is an experiment of its own, its held-out people
//! are those who would have got that option, and comparing the two is as fair as a lot without a decision. Limits are widened by the
//! share that the lot takes away again, so that they hold for those who are touched.

mod limits;
mod offered;
mod pool;
mod told;

pub(crate) use limits::held_out_of;
pub(crate) use offered::{Offered, offered};

use crate::error::PlanningError;
use crate::lot::{hold_out_in_cells, ticket};
use crate::plan::{Admitted, CampaignInput};
use crate::schedule::ChannelDays;
use assignment::{Again, Decision, Pool, Rules};
use domain::decided::ScheduleWeek;
use domain::{Arm, Bilingual, CampaignSpec, Channel, DecisionView, MemberRow, RandomisationUnit};
use std::collections::{BTreeMap, BTreeSet};

/// What each channel is expected to do to a member of each segment, and where that is known from.
#[derive(Debug, Clone, Default)]
pub struct ExpectedGains {
    /// Where they come from, in a sentence.
    pub from: Bilingual,
    /// By segment key and channel.
    pub of: BTreeMap<(String, Channel), ExpectedGain>,
    /// Names of segments by key; one that is not here goes by its key.
    pub segment_names: BTreeMap<String, Bilingual>,
}

impl ExpectedGains {
    /// Rows a person must check that any of them leans on, each as `file: row`.
    pub fn unverified(&self) -> BTreeSet<String> {
        self.of.values().flat_map(|gain| &gain.unverified).cloned().collect()
    }
}

/// What a channel is expected to do to one member.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedGain {
    /// Additional members kept for each person assigned, -1 to 1.
    pub uplift: f64,
    /// Months that an additional member stays.
    pub months_each: f64,
    /// Where the two are known from.
    pub source: Bilingual,
    /// Rows a person must check that it leans on, each as `file: row`.
    pub unverified: Vec<String>,
}

impl ExpectedGain {
    /// Kept months.
    pub fn months(&self) -> f64 {
        self.uplift * self.months_each
    }
}

/// Somebody of the person lot. Bit `n` is the n-th of [`offered`].
pub(crate) struct Chooser<'a> {
    pub(crate) person: Admitted<'a>,
    /// Options whose channel reaches them: number or address known, consent on record.
    pub(crate) reached: u16,
    /// Those among them that have an allowed day for them.
    pub(crate) open: u16,
}

/// The channels decided among: those of the declaration that are randomised by person.
pub fn channels(spec: &CampaignSpec) -> Vec<Channel> {
    let kinds = spec.channels.iter().map(|channel| channel.kind);
    kinds.filter(|kind| kind.unit() == RandomisationUnit::Person).collect()
}

/// A decision with everything it was made of, so that it can be explained.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What it came to.
    pub view: DecisionView,
    pool: Pool,
    rules: Rules,
    decision: Decision,
    /// Who stands at each place of the pool.
    rows: Vec<MemberRow>,
}

impl Decided {
    /// Where nobody is given anything: the declared rule that took most, where one took something.
    pub(crate) fn stopped_by(&self) -> Option<Bilingual> {
        let removed = assignment::removed(&self.pool, &self.rules, &self.decision, Again::Bound).ok()?;
        assignment::stopped_by(&self.decision, &removed).map(|line| line.name.clone())
    }

    /// Why a member of the person lot gets what they get; `None` for those of the area lot.
    pub fn why(&self, row: MemberRow) -> Option<Bilingual> {
        let place = self.rows.iter().position(|other| *other == row)?;
        assignment::explain(&self.pool, &self.rules, &self.decision, place).ok().map(|why| why.sentence)
    }
}

/// What the decision gives somebody: their arm after the lot, and their week where weeks are decided.
pub(crate) type Given = (Arm, Option<ScheduleWeek>);

/// Decides for the person lot. `area` is the area lot, drawn: its people and its money go first. The answer holds what
/// each chooser gets, in their order; `None` is nothing.
pub(crate) fn decide(
    input: &CampaignInput<'_>,
    calendars: &[ChannelDays],
    choosers: &[Chooser<'_>],
    area: &[Admitted<'_>],
) -> Result<(Decided, Vec<Option<Given>>), PlanningError> {
    let spec = input.spec;
    let (offered, seed) = (offered(spec), &spec.holdout.seed);
    let gains = input.gains.ok_or(PlanningError::NoGains)?;
    // Among people alike the places are few and a lot gives them out; it is another lot than that of the holdout.
    let mut order: Vec<(u64, usize)> =
        choosers.iter().enumerate().map(|(i, c)| (ticket(seed, "decision", &c.person.candidate.member.0), i)).collect();
    order.sort_unstable_by(|a, b| {
        let key = |i: usize| &choosers[i].person.candidate.member;
        a.0.cmp(&b.0).then_with(|| key(a.1).cmp(key(b.1)))
    });
    let standing: Vec<&Chooser<'_>> = order.iter().map(|(_, i)| &choosers[*i]).collect();
    let limits = limits::of(input, calendars, &offered, area, choosers.len() as u64)?;
    let (pool, floors) = pool::of(input, gains, &offered, &standing)?;
    let rules = limits.rules(spec, floors);
    let refused = |error| PlanningError::NoDecision(Box::new(error));
    let decision = assignment::decide(&pool, &rules).map_err(refused)?;

    let given: Vec<Option<usize>> = decision.given.iter().map(|given| given.option()).collect();
    let chosen: Vec<usize> = (0..standing.len()).filter(|place| given[*place].is_some()).collect();
    let cells: Vec<(&str, usize, &str)> = chosen
        .iter()
        .filter_map(|place| {
            let person = &standing[*place].person;
            Some((person.segment.0.as_str(), given[*place]?, person.candidate.member.0.as_str()))
        })
        .collect();
    let held = hold_out_in_cells(seed, &cells, spec.holdout.person_share);
    let mut arms = vec![None; choosers.len()];
    let mut touched = vec![false; choosers.len()];
    for ((place, (_, option, _)), held) in chosen.iter().zip(&cells).zip(held) {
        let Offered { channel, week } = offered[*option];
        touched[*place] = !held;
        arms[order[*place].1] = Some((if held { Arm::HeldOutOf(channel) } else { Arm::Treated(channel) }, week));
    }
    let view = told::view(&told::Told {
        input,
        gains,
        offered: &offered,
        standing: &standing,
        limits: &limits,
        pool: &pool,
        rules: &rules,
        decision: &decision,
        touched: &touched,
    })
    .map_err(refused)?;
    let rows = standing.iter().map(|chooser| chooser.person.candidate.row).collect();
    Ok((Decided { view, pool, rules, decision, rows }, arms))
}
