//! Plays a campaign against the truth: who is kept, and the contributions that show it.

use crate::draw::{Streams, between, chance, pick, uniform};
use crate::error::SimulatorError;
use crate::figures::Prepay;
use crate::params::SimulationParams;
use crate::population::payer_of;
use crate::price::PriceBook;
use crate::truth::TruthRow;
use chrono::{Days, NaiveDate};
use domain::contribution::PaidAt;
use domain::{Channel, Contribution, Member, MemberRow, Month, ProgrammeRules};
use rand::RngCore;

/// What a member got in a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Treatment {
    /// Whom.
    pub row: MemberRow,
    /// The channel assigned; `None` is a member held out.
    pub channel: Option<Channel>,
    /// Whether the touch reached them; only WhatsApp's effect hangs on it.
    pub delivered: bool,
}

/// What was known on the as-of day, and the truth. Members and truth are indexed by row.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Members by row.
    pub members: &'a [Member],
    /// Contributions sorted by member, then month.
    pub contributions: &'a [Contribution],
    /// Truth by row.
    pub truth: &'a [TruthRow],
}

/// The months that follow the as-of month, and the day by which they must be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeWindow {
    /// First month played, the one after the as-of month.
    pub first: Month,
    /// The month that decides.
    pub last: Month,
    /// No contribution played is known later.
    pub known_by: NaiveDate,
}

/// Draws who is kept and writes the contributions of the window, sorted by member and month.
///
/// One uniform number a member decides, named by seed and row: the same member under another arm is judged by the same
/// number, so whoever is kept when held out is also kept when treated. Members without a treatment are not played.
/// A kept member has every month of the window covered by payments known by `known_by`; the others pay up to two months and
/// never the last. Some of the kept pay a block in the first month, at the price of the payment day.
pub fn play_outcomes(
    params: &SimulationParams,
    known: &Known<'_>,
    treatments: &[Treatment],
    window: &OutcomeWindow,
    seed: u64,
    rules: &ProgrammeRules,
) -> Result<Vec<Contribution>, SimulatorError> {
    let OutcomeWindow { first, last, known_by } = *window;
    if first > last || known_by < last.first_day() {
        return Err(SimulatorError::Window { first, last, known_by });
    }
    if known.members.len() != known.truth.len() {
        return Err(SimulatorError::TruthDoesNotFit { members: known.members.len(), truth: known.truth.len() });
    }
    let mut ordered = treatments.to_vec();
    ordered.sort_unstable_by_key(|t| t.row);
    if let Some(pair) = ordered.windows(2).find(|pair| pair[0].row == pair[1].row) {
        return Err(SimulatorError::TreatedTwice { row: pair[0].row.0 });
    }
    let verdicts = Streams::new(seed, "outcome");
    let details = Streams::new(seed, "outcome-payments");
    let mut book = PriceBook::new(rules, first, last.plus(12));
    let mut played = Vec::with_capacity(ordered.len() * 3);
    let mut paid: Vec<Month> = Vec::new();
    for treatment in &ordered {
        let row = treatment.row;
        let (Some(member), Some(truth)) = (known.members.get(row.index()), known.truth.get(row.index())) else {
            return Err(SimulatorError::UnknownRow { row: row.0, members: known.members.len() });
        };
        let from = known.contributions.partition_point(|c| c.member < row);
        let past = &known.contributions[from..];
        let past = &past[..past.partition_point(|c| c.member == row)];
        paid.clear();
        paid.extend(past.iter().map(|c| c.coverage_month).filter(|m| *m >= first));
        let kept = uniform(&mut verdicts.of(row.0)) < probability_kept(truth, *treatment);
        let mut play = Play { params, window, truth, treatment, usual_place: usual_place(member, past) };
        play.write(kept, member, &paid, &mut book, &mut details.of(row.0), &mut played)?;
    }
    Ok(played)
}

/// The probability to be kept under a treatment.
pub(crate) fn probability_kept(truth: &TruthRow, treatment: Treatment) -> f64 {
    let effect = match treatment.channel {
        Some(Channel::Whatsapp) if treatment.delivered => truth.effect_whatsapp_if_delivered,
        Some(Channel::Print) => truth.effect_print,
        Some(Channel::PartnerCounter) => truth.effect_counter,
        _ => 0.0,
    };
    (truth.p_kept_held_out + effect).clamp(0.0, 1.0)
}

/// Which members on a counter's worklist the counter reports as met, in the order given.
pub fn counter_reports(params: &SimulationParams, treatments: &[Treatment], seed: u64) -> Vec<(MemberRow, bool)> {
    let streams = Streams::new(seed, "counter-report");
    treatments
        .iter()
        .filter(|t| t.channel == Some(Channel::PartnerCounter))
        .map(|t| (t.row, chance(&mut streams.of(t.row.0), params.delivery.counter_met)))
        .collect()
}

fn usual_place(member: &Member, past: &[Contribution]) -> PaidAt {
    if member.paid_by_state {
        return PaidAt::State;
    }
    past.last().map_or(PaidAt::BankAgent, |c| c.paid_at)
}

struct Play<'a> {
    params: &'a SimulationParams,
    window: &'a OutcomeWindow,
    truth: &'a TruthRow,
    treatment: &'a Treatment,
    usual_place: PaidAt,
}

impl Play<'_> {
    fn write(
        &mut self,
        kept: bool,
        member: &Member,
        paid: &[Month],
        book: &mut PriceBook<'_>,
        rng: &mut impl RngCore,
        played: &mut Vec<Contribution>,
    ) -> Result<(), SimulatorError> {
        let OutcomeWindow { first, last, .. } = *self.window;
        let months = last.months_since(first) + 1;
        let open: Vec<Month> = (0..months).map(|i| first.plus(i)).filter(|m| !paid.contains(m)).collect();
        let payer = payer_of(member);
        let mut add = |covered: Month, (paid_on, known_on): (NaiveDate, NaiveDate), place| {
            let amount_rupiah = book.price(&payer, covered, paid_on)?;
            let member = self.treatment.row;
            played.push(Contribution {
                member,
                coverage_month: covered,
                paid_on,
                known_on,
                amount_rupiah,
                paid_at: place,
            });
            Ok::<(), SimulatorError>(())
        };
        if !kept {
            let most = open.len().saturating_sub(1).min(2) as u32;
            let count = between(rng, 0, most) as usize;
            for covered in open.into_iter().filter(|m| *m < last).take(count) {
                add(covered, self.day(covered, self.usual_place, rng), self.usual_place)?;
            }
            return Ok(());
        }
        let at_counter = self.treatment.channel == Some(Channel::PartnerCounter);
        let habit = self.params.behaviour.of(self.truth.hidden_type);
        let own = habit.prepay * self.params.outcomes.prepay_factor;
        let wish = if at_counter { own.max(self.params.outcomes.prepay_at_counter) } else { own };
        let block = Prepay::BLOCKS[pick(rng, &self.params.prepay.shares())];
        let bought = if chance(rng, wish) { block } else { 0 };
        let place = if at_counter && bought > 0 { PaidAt::CommunityAgent } else { self.usual_place };
        let mut covered_to = None;
        if let Some(start) = open.first().filter(|_| bought > 0) {
            let when = self.day(first, place, rng);
            for covered in (0..bought).map(|i| start.plus(i as i32)).filter(|m| !paid.contains(m)) {
                add(covered, when, place)?;
            }
            covered_to = Some(start.plus(bought as i32 - 1));
        }
        for covered in open.into_iter().filter(|m| covered_to.is_none_or(|to| *m > to)) {
            add(covered, self.day(covered, self.usual_place, rng), self.usual_place)?;
        }
        Ok(())
    }

    /// A day of payment in a month and the day it is known, both no later than the day of knowledge.
    fn day(&self, month: Month, place: PaidAt, rng: &mut impl RngCore) -> (NaiveDate, NaiveDate) {
        let habit = self.params.behaviour.of(self.truth.hidden_type);
        let day = between(rng, habit.first_day, habit.last_day);
        let lag = between(rng, 0, self.params.known_after_days.of(place));
        let paid_on = (month.first_day() + Days::new(u64::from(day - 1))).min(self.window.known_by);
        (paid_on, (paid_on + Days::new(u64::from(lag))).min(self.window.known_by))
    }
}
