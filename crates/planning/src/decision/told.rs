//! What a decision came to, in figures of those touched and in sentences.

use super::limits::{Limits, held_out_of};
use super::{Chooser, ExpectedGain, ExpectedGains, Offered, channels};
use crate::plan::CampaignInput;
use assignment::{
    Again, AssignmentError, Change, Decision, LimitLine, MonthsLost, Pool, Rule, RuleLine, Rules, Scenario, ServedLine,
    months_in_words,
};
use domain::campaign::FloorBy;
use domain::decided::{BudgetScenario, DecidedGain, DecidedOption, DecisionView, FloorServed, ScenarioOutcome};
use domain::{Bilingual, Channel, Language, Rupiah, written};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Budgets that are looked at beside the declared one, in per cent of it.
const BUDGETS: [u32; 5] = [60, 80, 100, 120, 140];

/// What the figures are of.
pub(super) struct Told<'a> {
    pub(super) input: &'a CampaignInput<'a>,
    pub(super) gains: &'a ExpectedGains,
    pub(super) offered: &'a [Offered],
    pub(super) standing: &'a [&'a Chooser<'a>],
    pub(super) limits: &'a Limits,
    pub(super) pool: &'a Pool,
    pub(super) rules: &'a Rules,
    pub(super) decision: &'a Decision,
    /// Whether the lot leaves each of `standing` in the decision, in their order: who is given something and not held out.
    pub(super) touched: &'a [bool],
}

/// The whole view.
pub(super) fn view(told: &Told<'_>) -> Result<DecisionView, AssignmentError> {
    let options = told.options(told.decision);
    let chosen: u64 = options.iter().map(|option| option.treated + option.held_out).sum();
    let limits = assignment::limits_in_words(told.pool, told.rules, told.decision)?;
    let served = assignment::served(told.pool, told.rules, told.decision)?;
    let removed = assignment::removed(told.pool, told.rules, told.decision, Again::Bound)?;
    Ok(DecisionView {
        from: told.from(),
        not_chosen: told.standing.len() as u64 - chosen,
        months: options.iter().map(|option| option.months).sum(),
        cost: options.iter().map(|option| option.cost).sum(),
        options,
        budget: told.limits.left_of(told.input.spec.budget),
        taken_first: told.limits.taken_first,
        gap: told.decision.gap,
        gains: told.gains_used(),
        limits: limits.into_iter().filter(|line| line.scarce).map(|line| told.binding(line)).collect(),
        floors: served
            .into_iter()
            .filter(|line| line.floor.is_some_and(|least| least > 0))
            .map(|line| FloorServed {
                words: told.floor(&line),
                group: line.name,
                people: line.members,
                chosen: line.served,
                least: line.floor.unwrap_or(0),
            })
            .collect(),
        removed: removed.iter().filter_map(|line| told.removed(line)).collect(),
        scenarios: told.scenarios()?,
    })
}

impl Told<'_> {
    /// Those touched and held out of each option, by the rule of the lot: it takes its share of every cell.
    fn options(&self, decision: &Decision) -> Vec<DecidedOption> {
        let mut cells: BTreeMap<(usize, &str), u64> = BTreeMap::new();
        for (chooser, given) in self.standing.iter().zip(&decision.given) {
            if let Some(option) = given.option() {
                *cells.entry((option, chooser.person.segment.0.as_str())).or_default() += 1;
            }
        }
        let mut options: Vec<DecidedOption> = self
            .offered
            .iter()
            .map(|option| DecidedOption {
                channel: option.channel,
                week: option.week,
                treated: 0,
                held_out: 0,
                cost: Rupiah::ZERO,
                months: 0.0,
            })
            .collect();
        for ((option, segment), people) in cells {
            let held_out = held_out_of(people, self.limits.share);
            let offered = &self.offered[option];
            let gain = self.gains.of.get(&(segment.to_owned(), offered.channel));
            let months = gain.map_or(0.0, ExpectedGain::months) * offered.left_of_effect(self.input.spec);
            let line = &mut options[option];
            line.treated += people - held_out;
            line.held_out += held_out;
            line.cost += self.limits.options[option].cost.times(people - held_out);
            line.months += months * (people - held_out) as f64;
        }
        options
    }

    /// The part of something that the lot leaves.
    fn left(&self, before_the_lot: f64) -> f64 {
        before_the_lot * (1.0 - self.limits.share.get())
    }

    /// What one more of a limit is worth. Money and capacities are widened by the lot as months are, so their price is the same after it;
    /// floors and cells count people before it, and the lot takes its share of the months alone.
    fn binding(&self, line: LimitLine) -> Bilingual {
        if !line.of.is_least() {
            return line.sentence;
        }
        let months = |language| months_in_words(language, self.left(line.months_a_step));
        Bilingual::new(
            format!(
                "Satu anggota lagi yang diminta oleh {}, dipilih sebelum undian pembanding, memakan {} bulan iuran.",
                line.name.id,
                months(Language::Id)
            ),
            format!(
                "One more member asked for by {}, chosen before the lot of the holdout, costs {} kept months.",
                line.name.en,
                months(Language::En)
            ),
        )
    }

    /// Who of a group is chosen before the lot, beside the floor, and who is touched after it.
    fn floor(&self, line: &ServedLine) -> Bilingual {
        let group_of = self.pool.groups_of(&line.by).unwrap_or_default();
        let touched =
            group_of.iter().zip(self.touched).filter(|(g, touched)| usize::from(**g) == line.group && **touched);
        let touched = touched.count() as u64;
        let price = self.left(line.price);
        let of = |language| {
            let percent = |part: u64| written::number(language, 100.0 * part as f64 / line.members.max(1) as f64, 1);
            (
                written::count(language, line.members),
                percent(line.served),
                percent(line.floor.unwrap_or(0)),
                written::count(language, touched),
                percent(touched),
                months_in_words(language, price),
            )
        };
        let (name, (members, chosen, least, touched, share, costs)) = (&line.name.id, of(Language::Id));
        let mut id = format!(
            "{name}: {chosen}% dari {members} anggota dipilih sebelum undian pembanding, batas bawahnya {least}%; {touched} ({share}%) \
             dihubungi"
        );
        let (name, (members, chosen, least, touched, share, costs_en)) = (&line.name.en, of(Language::En));
        let mut en = format!(
            "{name}: {chosen}% of {members} members are chosen before the lot of the holdout, the floor is {least}%; {touched} ({share}%) \
             are touched"
        );
        if price >= 0.0005 {
            id += &format!("; seorang lagi yang dipilih akan memakan {costs} bulan iuran");
            en += &format!("; one more chosen would cost {costs_en} kept months");
        }
        Bilingual::new(id + ".", en + ".")
    }

    /// Where the gains come from, and what waiting is taken to cost.
    fn from(&self) -> Bilingual {
        let from = &self.gains.from;
        let Some(lost) = self.input.spec.decision.as_ref().and_then(|decision| decision.lost_each_week) else {
            return from.clone();
        };
        let percent = |language| written::number(language, lost.get() * 100.0, 0);
        Bilingual::new(
            format!(
                "{} Setiap minggu menunggu dianggap mengurangi pengaruhnya {}%: anggapan kampanye ini, bukan hasil ukur.",
                from.id,
                percent(Language::Id)
            ),
            format!(
                "{} Each week of waiting is taken to cost {}% of it: an assumption of this campaign, not a measurement.",
                from.en,
                percent(Language::En)
            ),
        )
    }

    /// The gains of the segments that are in the lot.
    fn gains_used(&self) -> Vec<DecidedGain> {
        let mut segments: Vec<&str> = self.standing.iter().map(|c| c.person.segment.0.as_str()).collect();
        segments.sort_unstable();
        segments.dedup();
        let of_segment = |segment: &str| -> Vec<DecidedGain> {
            let name = self.gains.segment_names.get(segment).cloned().unwrap_or_else(|| Bilingual::same(segment));
            let of = |channel: &Channel| {
                let gain = self.gains.of.get(&(segment.to_owned(), *channel))?;
                Some(DecidedGain {
                    segment: name.clone(),
                    channel: *channel,
                    uplift: gain.uplift,
                    months_each: gain.months_each,
                    source: gain.source.clone(),
                })
            };
            channels(self.input.spec).iter().filter_map(of).collect()
        };
        segments.into_iter().flat_map(of_segment).collect()
    }

    /// What a rule removed, in months of those touched; nothing of a rule that nobody felt and whose prices come to no tenth of a month.
    fn removed(&self, line: &RuleLine) -> Option<Bilingual> {
        if line.members == 0 && self.left(line.at_prices) < 0.05 {
            return None;
        }
        let lost = match line.lost {
            MonthsLost::Solved(months) | MonthsLost::AtMost(months) => Some(self.left(months)),
            MonthsLost::NotLifted => None,
        };
        let of = |language| {
            (written::count(language, line.members), lost.map(|months| written::number(language, months, 1)))
        };
        let ((people_id, lost_id), (people_en, lost_en)) = (of(Language::Id), of(Language::En));
        let name = self.rule_name(line);
        let (id, en) = (&name.id, &name.en);
        let mut words = Bilingual::new(
            lost_id.map_or_else(
                || format!("{id}: tidak dapat dicabut"),
                |m| format!("{id}: memakan paling banyak {m} bulan iuran"),
            ),
            lost_en
                .map_or_else(|| format!("{en}: cannot be lifted"), |m| format!("{en}: costs at most {m} kept months")),
        );
        if line.members > 0 {
            words.id += &format!("; {people_id} orang tidak mendapat yang terbaik baginya karenanya");
            words.en += &format!("; {people_en} people did not get their best option because of it");
        }
        Some(Bilingual::new(words.id + ".", words.en + "."))
    }

    /// The name of a rule; floors are called by what they go by.
    fn rule_name(&self, line: &RuleLine) -> Bilingual {
        let Rule::Floor(place) = line.rule else { return line.name.clone() };
        match self.rules.floors.get(place).map(|floor| floor.by.as_str()) {
            Some(by) if by == FloorBy::Region.key() => {
                Bilingual::new("batas bawah provinsi", "the floors of provinces")
            }
            _ => Bilingual::new("batas bawah pekerjaan", "the floors of occupations"),
        }
    }

    /// The same campaign at other budgets. What area channels take stays what it is.
    fn scenarios(&self) -> Result<Vec<BudgetScenario>, AssignmentError> {
        let budgets = BUDGETS.map(|percent| {
            let budget = self.input.spec.budget.decimal().checked_mul(Decimal::new(i64::from(percent), 2));
            (percent, Rupiah::exact(budget.unwrap_or(Decimal::MAX).trunc()))
        });
        let is_asked = |percent: u32, budget: Rupiah| percent != 100 && budget >= self.limits.taken_first;
        let asked: Vec<Scenario> = budgets
            .iter()
            .filter(|(percent, budget)| is_asked(*percent, *budget))
            .map(|(percent, budget)| Scenario {
                name: Bilingual::same(format!("{percent}%")),
                changes: vec![Change::Budget(self.limits.money_before_the_lot(self.limits.left_of(*budget)))],
            })
            .collect();
        let mut found = assignment::compare(self.pool, self.rules, self.decision, &asked)?.into_iter();
        let outcome = |decision: &Decision| {
            let options = self.options(decision);
            ScenarioOutcome {
                months: options.iter().map(|option| option.months).sum(),
                treated: options.iter().map(|option| option.treated).sum(),
                cost: options.iter().map(|option| option.cost).sum(),
            }
        };
        let scenario = |(percent, budget): (u32, Rupiah)| {
            let outcome = if percent == 100 {
                Ok(outcome(self.decision))
            } else if is_asked(percent, budget) {
                let line = found.next().expect("each budget that is asked has its answer");
                line.map(|line| outcome(&line.decision)).map_err(|error| refusal(&error))
            } else {
                Err(Bilingual::new(
                    "kanal per desa, dengan cetakan bila ada, sudah melebihi anggaran ini",
                    "the channels drawn by village, with any print run, cost more than this",
                ))
            };
            BudgetScenario { percent, budget, outcome }
        };
        Ok(budgets.into_iter().map(scenario).collect())
    }
}

/// Why a budget leaves no decision; floors are the only rules that can.
fn refusal(error: &AssignmentError) -> Bilingual {
    match error {
        AssignmentError::FloorsCannotBeMet { floors } => {
            let unmet = floors.first().map(|floor| &floor.sentence).cloned().unwrap_or_default();
            Bilingual::new(
                format!("{} Dihitung sebelum undian pembanding.", unmet.id),
                format!("{} Counted before the lot of the holdout.", unmet.en),
            )
        }
        _ => Bilingual::new("aturannya tidak dapat dipenuhi bersama", "its rules cannot be kept together"),
    }
}
