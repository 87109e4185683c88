//! Where the next rupiah goes: a plan with its interval, its sources and what could be learnt, in words first.

use crate::ask::{Ask, ChannelLimit, Source};
use crate::basis::{Basis, MonthsFrom};
use crate::error::AllocationError;
use crate::learning::normal_quantile;
use crate::lesson::{Lesson, lessons};
use crate::one_each::one_channel_each;
use crate::plan::{AllocationPlan, NextRupiah};
use crate::split::{best, next_step, split};
use crate::words;
use domain::{Bilingual, Rupiah};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is asked beside the basis.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The most that may be spent.
    pub budget: Rupiah,
    /// Limits of channels.
    pub limits: Vec<ChannelLimit>,
    /// One channel for each whole segment.
    pub one_each: bool,
    /// Look at a quarter, half, twice and four times the budget as well.
    pub what_if: bool,
    /// For how many lines to price an experiment, those first on whose uncertainty the plan hangs most.
    pub lessons: usize,
}

/// One segment on one channel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdviceLine {
    /// Segment.
    pub segment: String,
    /// Its name.
    pub segment_name: Bilingual,
    /// Channel.
    pub channel: String,
    /// Its name.
    pub channel_name: Bilingual,
    /// People to reach.
    pub people: u64,
    /// What that costs.
    pub cost: Rupiah,
    /// Additional members, expected.
    pub members: f64,
    /// Lower end of their 95% interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Additional months paid, expected.
    pub months: f64,
    /// Where the months of one member are known from.
    pub months_from: MonthsFrom,
    /// Whether gains wear off as measured in parts, or everybody counts alike.
    pub straight: bool,
    /// Where the uplift is known from.
    pub source: Source,
    /// The same in words.
    pub source_words: Bilingual,
}

/// The plan at one budget.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WhatIf {
    /// The budget.
    pub budget: Rupiah,
    /// What of it is spent.
    pub cost: Rupiah,
    /// People reached.
    pub people: u64,
    /// Additional members, expected.
    pub members: f64,
    /// Lower end of their 95% interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Additional months paid, expected.
    pub months: f64,
    /// Share of the best that the plan may be missing, at most.
    pub gap: f64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Advice {
    /// The campaign or file.
    pub origin: String,
    /// The verdict, to be read aloud.
    pub verdict: Bilingual,
    /// What the verdict stands on: measured, priors, straight lines.
    pub standing: Vec<Bilingual>,
    /// The most that may be spent.
    pub budget: Rupiah,
    /// Limits of channels.
    pub limits: Vec<ChannelLimit>,
    /// One channel for each whole segment.
    pub one_each: bool,
    /// All of the cost.
    pub cost: Rupiah,
    /// People reached.
    pub people: u64,
    /// Additional members, expected.
    pub members: f64,
    /// Lower end of their 95% interval; uplifts of one channel are taken to err together, those of different channels not.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Additional months paid, expected: what is made as large as possible.
    pub months: f64,
    /// No plan inside the same limits brings more months.
    pub months_bound: f64,
    /// Share of the bound that the plan may be missing, at most.
    pub gap: f64,
    /// Lines with anybody in them.
    pub lines: Vec<AdviceLine>,
    /// What a little more money would do.
    pub next_rupiah: NextRupiah,
    /// The same in words.
    pub next_words: Bilingual,
    /// The plan at several budgets, where that was asked.
    pub what_if: Vec<WhatIf>,
    /// What one more experiment would be worth, those lines first on whose uncertainty the plan hangs most.
    pub learning: Vec<Lesson>,
    /// What a reader must know of these figures.
    pub notes: Vec<Bilingual>,
}

/// Answers: the best plan, the next rupiah, other budgets, and what could be learnt.
pub fn advise(basis: &Basis, terms: &Terms) -> Result<Advice, AllocationError> {
    let ask = basis.ask(terms.budget, &terms.limits);
    let (plan, next_rupiah) = planned(&ask, terms.one_each)?;
    let (low, high) = interval(&plan);
    let lines: Vec<AdviceLine> = plan.lines.iter().map(|line| advice_line(basis, line)).collect();
    let mut what_if = Vec::new();
    if terms.what_if {
        for budget in budgets(terms.budget) {
            let ask = Ask { budget, ..ask.clone() };
            what_if.push(at_budget(budget, &if terms.one_each { one_channel_each(&ask)? } else { best(&ask)? }));
        }
    }
    let rupiah_a_month = words::rupiah_a_month(&plan, next_rupiah);
    let learning = lessons(basis, &ask, &plan, terms.lessons, rupiah_a_month)?;
    let mut advice = Advice {
        origin: basis.origin.clone(),
        verdict: Bilingual::default(),
        standing: Vec::new(),
        budget: terms.budget,
        limits: terms.limits.clone(),
        one_each: terms.one_each,
        cost: plan.cost,
        people: plan.lines.iter().map(|l| l.people).sum(),
        members: plan.members,
        low,
        high,
        months: plan.months,
        months_bound: plan.months_bound,
        gap: plan.gap.max(0.0),
        lines,
        next_rupiah,
        next_words: words::next_rupiah(next_rupiah),
        what_if,
        learning,
        notes: basis.notes.clone(),
    };
    let gains = basis.offers.iter().any(|o| o.offer.response.uplift > 0.0 && o.offer.reach > 0);
    advice.verdict = words::verdict(&advice, gains);
    advice.standing = words::standing(&advice, basis);
    Ok(advice)
}

fn planned(ask: &Ask, one_each: bool) -> Result<(AllocationPlan, NextRupiah), AllocationError> {
    let more = next_step(ask.budget);
    if one_each {
        let plan = one_channel_each(ask)?;
        let richer = one_channel_each(&Ask { budget: ask.budget + more, ..ask.clone() })?;
        let months = (richer.months - plan.months).max(0.0);
        return Ok((plan, NextRupiah { more, months }));
    }
    let plan = split(ask)?;
    let next = plan.next_rupiah.unwrap_or(NextRupiah { more, months: 0.0 });
    Ok((plan, next))
}

fn advice_line(basis: &Basis, line: &crate::plan::Line) -> AdviceLine {
    let offer = basis.offers.iter().find(|o| o.offer.segment == line.segment && o.offer.channel == line.channel);
    let segment = basis.segments.iter().find(|s| s.segment == line.segment);
    let half = half_width(line.members_deviation);
    AdviceLine {
        segment: line.segment.clone(),
        segment_name: basis.segment_name(&line.segment),
        channel: line.channel.clone(),
        channel_name: basis.channel_name(&line.channel),
        people: line.people,
        cost: line.cost,
        members: line.members,
        low: line.members - half,
        high: line.members + half,
        months: line.months,
        months_from: segment.map_or(MonthsFrom::Nothing, |s| s.months_from.clone()),
        straight: offer.is_none_or(|o| o.offer.response.steps.len() == 1),
        source_words: line.source.in_words(),
        source: line.source.clone(),
    }
}

fn half_width(deviation: f64) -> f64 {
    normal_quantile(0.975) * deviation
}

/// The 95% interval of the members of a plan. Uplifts of one channel were shrunk towards one mean or stand on one prior, so their
/// errors are added as if they were one; those of different channels are taken to be independent.
fn interval(plan: &AllocationPlan) -> (f64, f64) {
    let mut by_channel: BTreeMap<&str, f64> = BTreeMap::new();
    for line in &plan.lines {
        *by_channel.entry(&line.channel).or_default() += line.members_deviation;
    }
    let half = half_width(by_channel.values().map(|d| d * d).sum::<f64>().sqrt());
    (plan.members - half, plan.members + half)
}

/// A quarter, half, all, twice and four times, in whole rupiah, each once.
fn budgets(budget: Rupiah) -> Vec<Rupiah> {
    let quarter = budget.decimal() / Decimal::from(4);
    let mut budgets: Vec<Rupiah> =
        [1, 2, 4, 8, 16].iter().map(|n| Rupiah::exact((quarter * Decimal::from(*n)).round())).collect();
    budgets.dedup();
    budgets
}

fn at_budget(budget: Rupiah, plan: &AllocationPlan) -> WhatIf {
    let (low, high) = interval(plan);
    WhatIf {
        budget,
        cost: plan.cost,
        people: plan.lines.iter().map(|l| l.people).sum(),
        members: plan.members,
        low,
        high,
        months: plan.months,
        gap: plan.gap.max(0.0),
    }
}
