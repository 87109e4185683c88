//! Decisions in sentences, Indonesian and English.

use crate::decide::{Decision, LimitUse};
use crate::floors::Known;
use crate::limit::LimitKind;
use crate::pool::Pool;
use crate::removed::{MonthsLost, Rule};
use crate::rules::Rules;
use crate::why;
use domain::{Bilingual, Language, Rupiah, written};

pub(crate) fn both(say: impl Fn(Language) -> String) -> Bilingual {
    Bilingual::new(say(Language::Id), say(Language::En))
}

/// A floor that cannot be met.
pub(crate) fn unmet_floor(name: &Bilingual, members: u64, asked: u64, largest: u64, known: Known) -> Bilingual {
    both(|language| {
        let name = name.in_language(language);
        let count = |n: u64| written::count(language, n);
        let (members, asked, largest) = (count(members), count(asked), count(largest));
        match (language, known) {
            (Language::Id, Known::Proven) => format!(
                "{name}: diminta {asked} dari {members} anggota, paling banyak {largest} yang mungkin di dalam batas yang ada."
            ),
            (Language::En, Known::Proven) => {
                format!(
                    "{name}: {asked} of {members} members asked for, at most {largest} are possible inside the limits."
                )
            }
            (Language::Id, Known::Found) => format!(
                "{name}: diminta {asked} dari {members} anggota, paling banyak {largest} yang ditemukan di dalam batas yang ada."
            ),
            (Language::En, Known::Found) => {
                format!(
                    "{name}: {asked} of {members} members asked for, {largest} are the most found inside the limits."
                )
            }
            (Language::Id, Known::Together) => format!(
                "{name}: {asked} dari {members} anggota dapat dipenuhi tersendiri, tetapi mustahil bersama batas bawah lainnya."
            ),
            (Language::En, Known::Together) => format!(
                "{name}: {asked} of {members} members could be served alone, but together with the other floors that is impossible."
            ),
            (Language::Id, Known::NotFoundTogether) => format!(
                "{name}: {asked} dari {members} anggota dapat dipenuhi tersendiri; bersama batas bawah lainnya tidak ditemukan."
            ),
            (Language::En, Known::NotFoundTogether) => format!(
                "{name}: {asked} of {members} members could be served alone; together with the other floors no way was found."
            ),
        }
    })
}

/// Kept months: whole from a hundred up, to three places where a member's are told.
pub fn months(language: Language, value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 99.95 {
        0
    } else if size >= 0.95 {
        1
    } else {
        3
    };
    written::number(language, value, decimals)
}

/// What a limit is called: "counter time in week 1, Demak".
pub(crate) fn limit_name(pool: &Pool, rules: &Rules, kind: LimitKind) -> Bilingual {
    let group_of = |by: &str, group: usize| {
        pool.groupings.iter().find(|g| g.key == by).and_then(|g| g.groups.get(group)).cloned().unwrap_or_default()
    };
    match kind {
        LimitKind::Budget => Bilingual::new("anggaran", "the budget"),
        LimitKind::ChannelBudget { channel_budget } => {
            let name = &rules.channel_budgets[channel_budget].name;
            Bilingual::new(format!("anggaran {}", name.id), format!("the budget of {}", name.en))
        }
        LimitKind::Capacity { capacity, group } => {
            let capacity = &rules.capacities[capacity];
            match (group, &capacity.by) {
                (Some(group), Some(by)) => {
                    let group = group_of(by, group);
                    Bilingual::new(
                        format!("{}, {}", capacity.name.id, group.id),
                        format!("{}, {}", capacity.name.en, group.en),
                    )
                }
                _ => capacity.name.clone(),
            }
        }
        LimitKind::Floor { floor, group } => {
            let group = group_of(&rules.floors[floor].by, group);
            Bilingual::new(format!("batas bawah {}", group.id), format!("the floor of {}", group.en))
        }
        LimitKind::Cell { group, option } => {
            let by = rules.smallest_cells.as_ref().map_or("", |cells| cells.by.as_str());
            let (group, option) = (group_of(by, group), &rules.options[option].name);
            Bilingual::new(
                format!("jumlah terkecil untuk {} di {}", option.id, group.id),
                format!("the smallest number for {} in {}", option.en, group.en),
            )
        }
    }
}

/// What one more of a limit is worth.
pub(crate) fn limit(rules: &Rules, of: &LimitUse, name: &Bilingual, step: i64, worth: f64, scarce: bool) -> Bilingual {
    let money = matches!(of.kind, LimitKind::Budget | LimitKind::ChannelBudget { .. });
    both(|language| {
        let is_id = language == Language::Id;
        let called = name.in_language(language);
        let left = if money {
            Rupiah::exact(rust_decimal::Decimal::new(of.slack(), 2)).to_string()
        } else {
            written::count(language, (of.slack() / step).unsigned_abs())
        };
        let unit = match of.kind {
            LimitKind::Capacity { capacity, .. } => rules.capacities[capacity].unit.name.in_language(language),
            _ if is_id => "anggota",
            _ => "members",
        };
        let worth = months(language, worth);
        match (scarce, is_id) {
            (false, true) if of.is_least() => format!("Tidak mengikat: {called} terlampaui dengan {left} anggota."),
            (false, false) if of.is_least() => format!("Does not bind: {called} is passed by {left} members."),
            (false, true) if money => format!("Tidak mengikat: dari {called} tersisa {left}."),
            (false, false) if money => format!("Does not bind: {left} of {called} is left."),
            (false, true) => format!("Tidak mengikat: dari {called} tersisa {left} {unit}."),
            (false, false) => format!("Does not bind: of {called}, {left} (unit: {unit}) are left."),
            (true, true) if of.is_least() => {
                format!("Satu anggota lagi yang diminta oleh {called} memakan {worth} bulan iuran.")
            }
            (true, false) if of.is_least() => {
                format!("One more member asked for by {called} costs {worth} kept months.")
            }
            (true, true) if money => {
                format!("Tambahan {} pada {called} bernilai {worth} bulan iuran.", Rupiah::whole(step / 100))
            }
            (true, false) if money => {
                format!("Another {} for {called} is worth {worth} kept months.", Rupiah::whole(step / 100))
            }
            (true, true) => format!("Satu {unit} lagi {called} bernilai {worth} bulan iuran."),
            (true, false) => format!("One more {unit} of {called} is worth {worth} kept months."),
        }
    })
}

/// The share of a group that got something, beside its floor.
pub(crate) fn served(name: &Bilingual, members: u64, served: u64, floor: Option<u64>, price: f64) -> Bilingual {
    both(|language| {
        let is_id = language == Language::Id;
        let name = name.in_language(language);
        let percent = |part: u64| written::number(language, 100.0 * part as f64 / members.max(1) as f64, 1);
        let mut text = if is_id {
            format!("{name}: {}% dari {} anggota mendapat sesuatu", percent(served), written::count(language, members))
        } else {
            format!("{name}: {}% of {} members get something", percent(served), written::count(language, members))
        };
        if let Some(floor) = floor {
            let floor = percent(floor);
            text += &if is_id { format!(", batas bawahnya {floor}%") } else { format!(", the floor is {floor}%") };
        }
        if price >= 0.0005 {
            let price = months(language, price);
            text += &if is_id {
                format!("; seorang lagi akan memakan {price} bulan iuran")
            } else {
                format!("; one more would cost {price} kept months")
            };
        }
        text + "."
    })
}

/// A scenario beside the decision there is.
pub(crate) fn scenario(name: &Bilingual, decision: &Decision, more: f64, served: u64) -> Bilingual {
    both(|language| {
        let name = name.in_language(language);
        let (size, total) = (months(language, more.abs()), months(language, decision.value));
        let (cost, served) = (decision.cost, written::count(language, served));
        match (language, more >= 0.0) {
            (Language::Id, true) => {
                format!("{name}: {size} bulan iuran lebih banyak ({total}), {served} anggota, {cost}.")
            }
            (Language::Id, false) => {
                format!("{name}: {size} bulan iuran lebih sedikit ({total}), {served} anggota, {cost}.")
            }
            (Language::En, true) => format!("{name}: {size} kept months more ({total}), {served} members, {cost}."),
            (Language::En, false) => format!("{name}: {size} kept months fewer ({total}), {served} members, {cost}."),
        }
    })
}

/// What a rule is called.
pub(crate) fn rule_name(pool: &Pool, rules: &Rules, rule: Rule) -> Bilingual {
    match rule {
        Rule::Budget => limit_name(pool, rules, LimitKind::Budget),
        Rule::ChannelBudget(place) => limit_name(pool, rules, LimitKind::ChannelBudget { channel_budget: place }),
        Rule::Capacity(place) => rules.capacities[place].name.clone(),
        Rule::Floor(place) => {
            let by = &rules.floors[place].by;
            Bilingual::new(format!("pemerataan menurut {by}"), format!("equity by {by}"))
        }
        Rule::SmallestCells => Bilingual::new("jumlah terkecil per sel", "the smallest cells"),
        Rule::Barred(place) => pool.barred[place].reason.clone(),
        Rule::OutOfReach => why::out_of_reach(),
        Rule::WholePeople => Bilingual::new("pembulatan ke orang utuh", "rounding to whole people"),
    }
}

/// What a rule removed.
pub(crate) fn rule(rule: Rule, name: &Bilingual, members: u64, lost: MonthsLost) -> Bilingual {
    let is_floor = matches!(rule, Rule::Floor(_));
    both(|language| {
        let is_id = language == Language::Id;
        let called = name.in_language(language);
        let cost = match (lost, is_id) {
            (MonthsLost::Solved(value), true) => format!("memakan {} bulan iuran", months(language, value)),
            (MonthsLost::Solved(value), false) => format!("costs {} kept months", months(language, value)),
            (MonthsLost::AtMost(value), true) => {
                format!("memakan paling banyak {} bulan iuran", months(language, value))
            }
            (MonthsLost::AtMost(value), false) => format!("costs at most {} kept months", months(language, value)),
            (MonthsLost::NotLifted, true) => "bukan aturan yang dapat dicabut".to_owned(),
            (MonthsLost::NotLifted, false) => "is no rule that can be lifted".to_owned(),
        };
        let members = written::count(language, members);
        match (is_floor, is_id) {
            (true, _) => format!("{called} {cost}."),
            (false, true) => format!("{called} {cost}; karenanya {members} anggota kehilangan pilihan terbaiknya."),
            (false, false) => format!("{called} {cost}; {members} members lost their best option to it."),
        }
    })
}
