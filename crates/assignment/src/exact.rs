//! Some members of a decision looked through to the end, the rest held: branch and bound with the prices as the bound. In a small pool
//! that is everybody.

use crate::hard::NOTHING;
use crate::limit::Limit;
use crate::standing::{Heed, Standing};
use crate::tables::{BARRED, Tables};

/// Most members that are looked through together.
pub(crate) const MOST_MEMBERS: usize = 40;

/// The smallest cells while they are neither closed nor open: grouping in use, and members.
pub(crate) type OpenCells = Option<(usize, u32)>;

/// Gives `core` the options that are worth most while everybody else keeps theirs, if that is worth more than `least`; looks at `most_looks`
/// partial decisions at most. Whether it came to the end, so that nothing better exists.
pub(crate) fn improve(
    standing: &mut Standing<'_>,
    tables: &Tables,
    prices: &[f64],
    core: &[usize],
    cells: OpenCells,
    least: f64,
    most_looks: usize,
) -> bool {
    let program = standing.program;
    let before: Vec<u8> = core.iter().map(|member| standing.given[*member]).collect();
    let mut rows: Vec<Row> = core.iter().map(|member| Row::of(standing, tables, *member)).collect();
    // The clearest cases first, those near a tie last.
    rows.sort_by(|a, b| b.lead.total_cmp(&a.lead).then(a.member.cmp(&b.member)));
    for member in core {
        standing.set(*member, NOTHING);
    }
    let mut rest = vec![0.0; rows.len() + 1];
    for place in (0..rows.len()).rev() {
        rest[place] = rest[place + 1] + rows[place].order[0].0;
    }
    // What the held members leave of the limits, at its prices.
    let of_limits: f64 = program
        .limits
        .iter()
        .zip(&standing.used)
        .zip(prices)
        .map(|((limit, used), price)| {
            let left = (limit.right - used) as f64;
            if limit.at_least { -price * left } else { price * left }
        })
        .sum();
    let mut search =
        Search { rows: &rows, rest: &rest, of_limits, cells, standing, least, better: None, looks: 0, most_looks };
    search.descend(0, 0.0, 0.0);
    let (better, looks) = (search.better.take(), search.looks);
    match better {
        Some(options) => rows.iter().zip(options).for_each(|(row, option)| standing.set(row.member, option)),
        None => core.iter().zip(before).for_each(|(member, option)| standing.set(*member, option)),
    }
    looks < most_looks
}

/// A member and the options open to them, best at the prices first, nothing among them.
struct Row {
    member: usize,
    lead: f64,
    order: Vec<(f64, u8)>,
}

impl Row {
    fn of(standing: &Standing<'_>, tables: &Tables, member: usize) -> Self {
        let mut nets = [0.0; 16];
        tables.nets(standing.members, member, &mut nets);
        let open = nets[..standing.program.options].iter().enumerate().filter(|(_, net)| **net > -BARRED / 2.0);
        let mut order: Vec<(f64, u8)> = open.map(|(option, net)| (*net, option as u8)).collect();
        order.push((0.0, NOTHING));
        order.sort_by(|a, b| b.0.total_cmp(&a.0));
        Self { member, lead: order[0].0 - order.get(1).map_or(f64::NEG_INFINITY, |o| o.0), order }
    }
}

struct Search<'s, 'a> {
    rows: &'s [Row],
    rest: &'s [f64],
    of_limits: f64,
    cells: OpenCells,
    standing: &'s mut Standing<'a>,
    least: f64,
    better: Option<Vec<u8>>,
    looks: usize,
    most_looks: usize,
}

impl Search<'_, '_> {
    fn descend(&mut self, depth: usize, value: f64, net: f64) {
        self.looks += 1;
        if self.looks >= self.most_looks {
            return;
        }
        let rows = self.rows;
        let Some(row) = rows.get(depth) else {
            if value > self.least && !self.standing.short().contains(&true) && self.cells_hold() {
                self.least = value;
                self.better = Some(rows.iter().map(|row| self.standing.given[row.member]).collect());
            }
            return;
        };
        let left = (rows.len() - depth) as i64;
        let reachable = |(limit, used): (&Limit, &i64)| !limit.at_least || used + left >= limit.right;
        if !self.standing.program.limits.iter().zip(&self.standing.used).all(reachable) {
            return;
        }
        for (of_option, option) in &row.order {
            // No completion passes the nets of what is decided, the best nets of the rest and what is left of the limits.
            let bound = self.of_limits + net + of_option + self.rest[depth + 1];
            if bound <= self.least + 1e-12 * self.least.abs() {
                break;
            }
            if self.standing.try_move(row.member, *option, Heed::Most) {
                let worth = self.standing.worth(row.member, *option);
                self.descend(depth + 1, value + worth, net + of_option);
                self.standing.set(row.member, NOTHING);
            }
        }
    }

    fn cells_hold(&self) -> bool {
        let Some((slot, least)) = self.cells else { return true };
        self.standing.cell_counts(slot).iter().all(|count| *count == 0 || *count >= i64::from(least))
    }
}
