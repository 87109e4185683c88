//! The linear program: people of a segment are divided among channels, best parts first.

use crate::ask::Ask;
use crate::error::AllocationError;
use domain::Rupiah;
use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolutionWithDual, SolverModel, Variable, clarabel,
    solvers::DualValues, variable,
};

/// A part of an offer: people who gain alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) offer: usize,
    pub(crate) segment: usize,
    /// The channel's place among the limits.
    pub(crate) limit: Option<usize>,
    pub(crate) people: f64,
    /// Months gained by a person.
    pub(crate) gain: f64,
    /// Rupiah a person.
    pub(crate) cost: f64,
}

/// What one more unit of each scarce thing is worth, in months. Never negative.
#[derive(Debug, Clone)]
pub(crate) struct Prices {
    pub(crate) rupiah: f64,
    /// Of the capacity of each limited channel.
    pub(crate) capacity: Vec<f64>,
    /// Of the smallest run of each limited channel.
    pub(crate) run: Vec<f64>,
}

/// A solved program.
pub(crate) struct Solved {
    /// People of each offer.
    pub(crate) people: Vec<f64>,
    pub(crate) months: f64,
    pub(crate) prices: Prices,
}

/// Parts of the offers whose channel is started, those without any gain left out.
pub(crate) fn pieces(ask: &Ask, started: &[bool]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (place, offer) in ask.offers.iter().enumerate() {
        let limit = ask.limits.iter().position(|l| l.channel == offer.channel);
        if limit.is_some_and(|l| !started[l]) {
            continue;
        }
        let segment = ask.segment_place(&offer.segment);
        for step in &offer.response.steps {
            pieces.push(Piece {
                offer: place,
                segment,
                limit,
                people: step.share * offer.reach as f64,
                gain: step.multiple * offer.response.uplift * ask.segments[segment].months_each,
                cost: rupiah(offer.cost_each),
            });
        }
    }
    pieces
}

/// Money as the solver sees it; plans are costed again in decimals.
pub(crate) fn rupiah(amount: Rupiah) -> f64 {
    amount.decimal().try_into().unwrap_or(f64::MAX)
}

/// How exact the solver is asked to be, and whether smallest runs are part of the program, one try after the other. A run that can
/// only just be filled leaves an interior-point solver no room; without it the program has more plans, so its bound still holds.
const TRIES: [(f64, bool); 4] = [(1e-9, true), (1e-7, true), (1e-9, false), (1e-6, false)];

/// Solves it for the channels that are started; `None` where a smallest run cannot be met.
pub(crate) fn solve(ask: &Ask, started: &[bool], budget: f64) -> Result<Option<Solved>, AllocationError> {
    let mut answer = Ok(None);
    for (tolerance, runs) in TRIES {
        answer = solve_within(ask, started, budget, tolerance, runs);
        if answer.is_ok() {
            break;
        }
    }
    answer
}

fn solve_within(
    ask: &Ask,
    started: &[bool],
    budget: f64,
    tolerance: f64,
    runs: bool,
) -> Result<Option<Solved>, AllocationError> {
    // What gains nothing is reached only to fill a run. Without money only what is free can be done, and a row that allows
    // nothing would leave the solver no room either.
    let fills_a_run = |p: &Piece| p.limit.is_some_and(|l| ask.limits[l].least > 1);
    let affordable = |p: &Piece| budget >= 1.0 || p.cost <= budget;
    let pieces: Vec<Piece> =
        pieces(ask, started).into_iter().filter(|p| affordable(p) && (p.gain > 0.0 || fills_a_run(p))).collect();
    if pieces.iter().all(|p| p.gain <= 0.0 || p.people <= 0.0) {
        let nothing = vec![0.0; ask.limits.len()];
        let prices = Prices { rupiah: 0.0, capacity: nothing.clone(), run: nothing };
        return Ok(Some(Solved { people: vec![0.0; ask.offers.len()], months: 0.0, prices }));
    }
    // One unit of each row and of the aim is what could be had at most: the solver wants numbers near one.
    let aim: f64 = pieces.iter().map(|p| p.people * p.gain.max(0.0)).sum();
    let money = budget.max(1.0);
    let mut variables = ProblemVariables::new();
    let parts: Vec<Variable> = pieces.iter().map(|_| variables.add(variable().min(0.0).max(1.0))).collect();
    let sum = |of: &dyn Fn(&Piece) -> f64| -> Expression {
        pieces.iter().zip(&parts).filter(|(p, _)| of(p) != 0.0).map(|(p, v)| of(p) * *v).sum()
    };
    let mut model = variables.maximise(sum(&|p| p.people * p.gain / aim)).using(clarabel);
    model.settings().verbose(false).tol_gap_abs(tolerance).tol_gap_rel(tolerance).tol_feas(tolerance);
    let spent = model.add_constraint(sum(&|p| p.people * p.cost / money).leq(budget / money));
    for (place, segment) in ask.segments.iter().enumerate() {
        let people = segment.people.max(1) as f64;
        let here = sum(&|p| if p.segment == place { p.people / people } else { 0.0 });
        model.add_constraint(here.leq(segment.people as f64 / people));
    }
    let mut capacities = Vec::new();
    for (place, limit) in ask.limits.iter().enumerate().filter(|(place, _)| started[*place]) {
        let most = limit.most.map(|most| {
            let unit = most.max(1) as f64;
            let here = sum(&|p| if p.limit == Some(place) { p.people / unit } else { 0.0 });
            (unit, model.add_constraint(here.leq(most as f64 / unit)))
        });
        let least = (runs && limit.least > 1).then(|| {
            let unit = limit.least as f64;
            let here = sum(&|p| if p.limit == Some(place) { p.people / unit } else { 0.0 });
            (unit, model.add_constraint(here.geq(1.0)))
        });
        capacities.push((place, most, least));
    }
    let mut solution = match model.solve() {
        Ok(solution) => solution,
        Err(ResolutionError::Infeasible) => return Ok(None),
        Err(error) => return Err(AllocationError::NotSolved { detail: error.to_string() }),
    };
    let mut people = vec![0.0; ask.offers.len()];
    let mut months = 0.0;
    for (piece, part) in pieces.iter().zip(&parts) {
        let here = solution.value(*part).clamp(0.0, 1.0) * piece.people;
        people[piece.offer] += here;
        months += here * piece.gain;
    }
    let duals = solution.compute_dual();
    let price = |unit: f64, constraint| duals.dual(constraint).abs() * aim / unit;
    let mut prices =
        Prices { rupiah: price(money, spent), capacity: vec![0.0; ask.limits.len()], run: vec![0.0; ask.limits.len()] };
    for (place, most, least) in capacities {
        prices.capacity[place] = most.map_or(0.0, |(unit, constraint)| price(unit, constraint));
        prices.run[place] = least.map_or(0.0, |(unit, constraint)| price(unit, constraint));
    }
    Ok(Some(Solved { people, months, prices }))
}
