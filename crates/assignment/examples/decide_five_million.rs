//! Decides for five million made-up members among twelve options and prints time, memory, gap, shares served and prices.
//!
//! `cargo run --release -p assignment --example decide_five_million [MEMBERS [SEED]]`

use assignment::{
    Again, AssignmentError, Barred, Capacity, Change, ChannelBudget, Decision, DecisionOption, Floor, Grouping,
    NO_GROUP, Pool, Rules, Scenario, SmallestCells, Unit, Use, compare, decide, explain, limits_in_words, removed,
    served,
};
use domain::{Bilingual, Rupiah};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::time::Instant;

const PROVINCES: usize = 38;
const REGENCIES: usize = 514;
const OCCUPATIONS: usize = 8;
const CHANNELS: [&str; 3] = ["whatsapp", "letter", "counter"];
const OPTIONS: usize = 12;

fn same(text: impl Into<String>) -> Bilingual {
    let text = text.into();
    Bilingual::new(text.clone(), text)
}

/// Package, channel and week of an option.
fn parts(option: usize) -> (usize, usize, usize) {
    (option / 6, option % 6 / 2, option % 2)
}

fn population(members: usize, seed: u64) -> Result<Pool, AssignmentError> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    // Regencies differ forty-fold in size and lie in provinces one after the other; far provinces have the higher numbers.
    let weights: Vec<f64> = (0..REGENCIES).map(|_| (3.7 * random.r#gen::<f64>()).exp()).collect();
    let mut ends: Vec<f64> = weights
        .iter()
        .scan(0.0, |sum, w| {
            Some({
                *sum += w;
                *sum
            })
        })
        .collect();
    let total = ends[REGENCIES - 1];
    for end in &mut ends {
        *end /= total;
    }
    let (mut values, mut outlet, mut province) = (Vec::with_capacity(members * OPTIONS), Vec::new(), Vec::new());
    let (mut occupation, mut segment, mut distance) = (Vec::new(), Vec::new(), Vec::new());
    let (mut opted_out, mut capped) = (Vec::new(), Vec::new());
    for _ in 0..members {
        let drawn: f64 = random.r#gen();
        let regency = ends.partition_point(|end| *end < drawn).min(REGENCIES - 1);
        let of_province = regency * PROVINCES / REGENCIES;
        let far = of_province as f64 / PROVINCES as f64;
        let job = (OCCUPATIONS as f64 * random.r#gen::<f64>().powf(1.5)) as usize;
        let town = usize::from(random.r#gen::<f64>() < 0.6 - 0.4 * far);
        let months = 2.0 + 8.0 * random.r#gen::<f64>();
        let open_to = (-random.r#gen::<f64>().max(1e-9).ln()).sqrt();
        for option in 0..OPTIONS {
            let (package, channel, week) = parts(option);
            let uplift = [0.012, 0.02, 0.06][channel]
                * (1.0 + 0.15 * ((job * 3 + channel * 5 + package * 7) % 8) as f64 / 8.0)
                * if channel == 0 { 0.6 + 0.6 * town as f64 } else { 1.0 }
                * if channel == 2 { 1.0 - 0.3 * far } else { 1.0 }
                * if week == 1 { 0.93 } else { 1.0 };
            let noise = 0.7 + 0.6 * random.r#gen::<f64>();
            values.push((uplift * months * open_to * noise - 0.005) as f32);
        }
        outlet.push(if random.r#gen::<f64>() < 0.02 + 0.1 * far { NO_GROUP } else { regency as u16 });
        province.push(of_province as u16);
        occupation.push(job as u16);
        segment.push((job * 2 + town) as u16);
        distance.push((100.0 + 300.0 * far * random.r#gen::<f64>()) as u16);
        opted_out.push(if random.r#gen::<f64>() < 0.12 { 0b1100_0011 } else { 0 });
        capped.push(if random.r#gen::<f64>() < 0.05 { 0b0101_0101_0101 } else { 0 });
    }
    let named = |what: &str, n: usize| (1..=n).map(|i| same(format!("{what} {i}"))).collect();
    let grouping = |key: &str, n, of_member| Grouping { key: key.into(), groups: named(key, n), of_member };
    Pool::of_treated(OPTIONS, values, &vec![false; members])?
        .grouped(grouping("outlet", REGENCIES, outlet))?
        .grouped(grouping("province", PROVINCES, province))?
        .grouped(grouping("occupation", OCCUPATIONS, occupation))?
        .grouped(grouping("segment", 2 * OCCUPATIONS, segment))?
        .barring(Barred { reason: same("opted out"), options_of_member: opted_out })?
        .barring(Barred { reason: same("weekly cap reached"), options_of_member: capped })?
        .with_distance(distance)
}

fn rules(members: usize) -> Rules {
    let share = members as f64 / 5e6;
    let week = |name: &str, week| format!("{name} week {}", week + 1);
    let option = |option: usize| {
        let (package, channel, w) = parts(option);
        let (capacity, amount) = match channel {
            0 => ("people", 1),
            1 => ("sheets", 1 + package as u32),
            _ => ("counter", 20 + 10 * package as u32),
        };
        DecisionOption {
            name: same(week(&format!("package {} by {}", ["A", "B"][package], CHANNELS[channel]), w)),
            channel: CHANNELS[channel].into(),
            cost: Rupiah::exact([586.33, 3_500.0, 9_000.0][channel].to_string().parse().unwrap_or_default()),
            cost_of_distance: Rupiah::whole([0, 1_500, 4_000][channel]),
            uses: vec![Use { capacity: week(capacity, w), amount }],
        }
    };
    let mut capacities = Vec::new();
    for w in 0..2 {
        let capacity = |name: &str, unit: &str, of, by: Option<&str>, amounts| Capacity {
            key: week(name, w),
            name: same(week(name, w)),
            unit: Unit { name: same(unit), of },
            by: by.map(str::to_owned),
            amounts,
        };
        let minutes = (0..REGENCIES).map(|r| (share * (10_000.0 + 600.0 * (r * 37 % 60) as f64)) as u64).collect();
        capacities.push(capacity("people", "person", 1, None, vec![(700_000.0 * share) as u64]));
        capacities.push(capacity("sheets", "sheet", 1, None, vec![(300_000.0 * share) as u64]));
        capacities.push(capacity("counter", "hour", 60, Some("outlet"), minutes));
    }
    let budget = |rupiah: f64| Rupiah::whole((rupiah * share) as i64);
    Rules {
        options: (0..OPTIONS).map(option).collect(),
        budget: budget(16e9),
        channel_budgets: vec![ChannelBudget { channel: "letter".into(), name: same("letters"), budget: budget(1.6e9) }],
        capacities,
        floors: vec![
            Floor { by: "province".into(), shares: vec![0.45] },
            Floor { by: "occupation".into(), shares: vec![0.5] },
        ],
        smallest_cells: Some(SmallestCells { by: "segment".into(), members: (2_000.0 * share) as u32 }),
    }
}

fn print(pool: &Pool, rules: &Rules, decision: &Decision) -> Result<(), AssignmentError> {
    let given = decision.given.iter().filter(|g| g.option().is_some()).count();
    println!("{given} of {} get something, value {:.1}, cost {}", pool.members(), decision.value, decision.cost);
    println!("bound {:.1}, gap {:.4} %", decision.bound, 100.0 * decision.gap);
    let (limits, cells) = (decision.limits.len(), decision.closed_cells.len());
    println!("{limits} limits and {cells} closed cells; the limits of most weight:");
    for line in limits_in_words(pool, rules, decision)?.iter().take(8) {
        println!("  {}", line.sentence.en);
    }
    println!("served, the lowest shares:");
    let lines = served(pool, rules, decision)?;
    for by in ["province", "occupation"] {
        lines.iter().filter(|line| line.by == by).take(3).for_each(|line| println!("  {by}: {}", line.sentence.en));
    }
    let began = Instant::now();
    println!("rules:");
    for line in removed(pool, rules, decision, Again::Bound)? {
        println!("  {}", line.sentence.en);
    }
    println!("  in {:.1} s", began.elapsed().as_secs_f64());
    println!("member 7: {}", explain(pool, rules, decision, 7)?.sentence.en);
    let began = Instant::now();
    let scenario = |name: &str, change| Scenario { name: same(name), changes: vec![change] };
    let scenarios = [
        scenario("a fifth more money", Change::BudgetPercent(120)),
        scenario("no floors", Change::FloorsOff),
        scenario("one more outlet", Change::Capacity { capacity: 2, group: Some(0), more: 2_400 }),
    ];
    for line in compare(pool, rules, decision, &scenarios)? {
        println!("{}", line?.sentence.en);
    }
    println!("  in {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let members: usize = arguments.next().map_or(Ok(5_000_000), |text| text.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(2026), |text| text.parse())?;
    let began = Instant::now();
    let pool = population(members, seed)?;
    let rules = rules(members);
    println!("{members} members x {OPTIONS} options made in {:.1} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let decision = decide(&pool, &rules)?;
    println!("decided in {:.2} s on {} threads", began.elapsed().as_secs_f64(), std::thread::available_parallelism()?);
    peak();
    print(&pool, &rules, &decision)?;
    peak();
    Ok(())
}

/// The most memory this program has had.
fn peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory unknown"));
}
