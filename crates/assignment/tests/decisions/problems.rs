//! Problems drawn from a seed, and an independent look at whether a decision keeps the rules.

use assignment::{
    Barred, Capacity, ChannelBudget, Decision, DecisionOption, Floor, Grouping, Pool, Rules, SmallestCells, Unit, Use,
};
use domain::{Bilingual, Rupiah};

/// Steele, Lea and Flood's SplitMix64, so that any language can draw the same problems.
pub struct Draws(pub u64);

impl Draws {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }
}

pub fn same(text: impl Into<String>) -> Bilingual {
    let text = text.into();
    Bilingual::new(text.clone(), text)
}

/// Everything a problem is made of, in plain numbers.
#[derive(Debug, Clone)]
pub struct Problem {
    pub options: usize,
    /// Hundredths of a month, members down.
    pub values: Vec<i64>,
    /// Rupiah.
    pub costs: Vec<i64>,
    pub budget: i64,
    /// Of the options with an even number.
    pub channel_budget: i64,
    /// Minutes that each option takes at the outlet.
    pub minutes: Vec<u32>,
    pub outlet: Vec<u16>,
    pub outlet_minutes: Vec<u64>,
    pub region: Vec<u16>,
    pub regions: usize,
    /// Per cent.
    pub floor: i64,
    pub barred: Vec<u16>,
    pub smallest_cell: u32,
}

impl Problem {
    /// `tightness` in per cent scales budget and capacities; the generator of `decisions.py` draws the same numbers.
    pub fn drawn(seed: u64, members: usize, options: usize, outlets: usize, tightness: u64, floor: i64) -> Self {
        let mut draws = Draws(seed);
        let mut problem = Self {
            options,
            values: (0..members * options).map(|_| draws.below(400) as i64 - 40).collect(),
            costs: (0..options).map(|_| 500 + draws.below(9_500) as i64).collect(),
            budget: 0,
            channel_budget: 0,
            minutes: (0..options).map(|_| draws.below(30) as u32).collect(),
            outlet: (0..members).map(|_| draws.below(outlets as u64) as u16).collect(),
            outlet_minutes: Vec::new(),
            region: (0..members).map(|_| draws.below(3) as u16).collect(),
            regions: 3,
            floor,
            barred: (0..members)
                .map(|_| if draws.below(10) == 0 { 1 << draws.below(options as u64) } else { 0 })
                .collect(),
            smallest_cell: 0,
        };
        problem.budget = members as i64 * 5_000 * tightness as i64 / 100;
        problem.channel_budget = problem.budget * 2 / 5;
        let each = members as u64 * 12 * tightness / 100 / outlets as u64;
        problem.outlet_minutes = (0..outlets).map(|_| each / 2 + draws.below(each + 1)).collect();
        problem
    }

    pub fn members(&self) -> usize {
        self.outlet.len()
    }

    pub fn pool(&self) -> Pool {
        let groups = |n: usize, what: &str| (0..n).map(|i| same(format!("{what} {i}"))).collect();
        let values = self.values.iter().map(|v| *v as f32 / 100.0).collect();
        Pool::of_treated(self.options, values, &vec![false; self.members()])
            .unwrap()
            .grouped(Grouping {
                key: "outlet".into(),
                groups: groups(self.outlet_minutes.len(), "Demak"),
                of_member: self.outlet.clone(),
            })
            .unwrap()
            .grouped(Grouping {
                key: "region".into(),
                groups: groups(self.regions, "region"),
                of_member: self.region.clone(),
            })
            .unwrap()
            .barring(Barred { reason: Bilingual::new("menolak", "opted out"), options_of_member: self.barred.clone() })
            .unwrap()
    }

    pub fn rules(&self) -> Rules {
        let option = |option: usize| DecisionOption {
            name: same(format!("option {option}")),
            channel: ["even", "odd"][option % 2].into(),
            cost: Rupiah::whole(self.costs[option]),
            cost_of_distance: Rupiah::ZERO,
            uses: vec![Use { capacity: "counter".into(), amount: self.minutes[option] }],
        };
        Rules {
            options: (0..self.options).map(option).collect(),
            budget: Rupiah::whole(self.budget),
            channel_budgets: vec![ChannelBudget {
                channel: "even".into(),
                name: same("even"),
                budget: Rupiah::whole(self.channel_budget),
            }],
            capacities: vec![Capacity {
                key: "counter".into(),
                name: Bilingual::new("waktu loket", "counter time"),
                unit: Unit { name: Bilingual::new("jam", "hour"), of: 60 },
                by: Some("outlet".into()),
                amounts: self.outlet_minutes.clone(),
            }],
            floors: vec![Floor { by: "region".into(), shares: vec![self.floor as f64 / 100.0] }],
            smallest_cells: (self.smallest_cell > 0)
                .then(|| SmallestCells { by: "region".into(), members: self.smallest_cell }),
        }
    }

    /// Value in hundredths of a month if the choices keep every rule.
    pub fn judged(&self, given: &[Option<usize>]) -> Option<i64> {
        let (mut value, mut cost, mut even) = (0, 0, 0);
        let mut minutes = vec![0; self.outlet_minutes.len()];
        let mut served = vec![0; self.regions];
        let mut cells = vec![0; self.regions * self.options];
        for (member, option) in given.iter().enumerate() {
            let Some(option) = *option else { continue };
            if self.barred[member] >> option & 1 == 1 {
                return None;
            }
            value += self.values[member * self.options + option];
            cost += self.costs[option];
            even += if option % 2 == 0 { self.costs[option] } else { 0 };
            minutes[usize::from(self.outlet[member])] += u64::from(self.minutes[option]);
            served[usize::from(self.region[member])] += 1;
            cells[usize::from(self.region[member]) * self.options + option] += 1;
        }
        let floors = (0..self.regions).all(|region| {
            let all = self.region.iter().filter(|r| usize::from(**r) == region).count() as i64;
            100 * served[region] >= self.floor * all
        });
        let fits = minutes.iter().zip(&self.outlet_minutes).all(|(used, most)| used <= most);
        let cells = cells.iter().all(|count| *count == 0 || *count >= self.smallest_cell);
        (cost <= self.budget && even <= self.channel_budget && fits && floors && cells).then_some(value)
    }
}

/// The value in hundredths if the decision keeps every rule; panics with what is broken otherwise.
pub fn kept(problem: &Problem, decision: &Decision) -> i64 {
    let given: Vec<Option<usize>> = decision.given.iter().map(|g| g.option()).collect();
    let value = problem.judged(&given).expect("the decision breaks a rule");
    assert!((decision.value - value as f64 / 100.0).abs() < 1e-3, "{} is not {value}", decision.value);
    value
}
