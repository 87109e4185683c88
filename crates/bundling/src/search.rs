//! The search: all admissible packages of a segment, and those of which none is beaten in everything.
//!
//! Exact, in three steps. Sets of add-ons are compared first, by what they cost each payer and how they change staying: a set
//! that is beaten makes only packages that are beaten, since whatever a package is judged by gets better with either. Then every
//! programme set, payment plan, subsidy and route is priced once. What is left of both is put together and compared.
//!
//! Packages are compared with others of the same programme set: less cover is not the same thing for less money.

use crate::cash::{Schedule, schedule};
use crate::catalogue::{Catalogue, Payer};
use crate::error::BundlingError;
use crate::front::{Point, front};
use crate::keeping::{Draws, Forecast, Terms};
use crate::package::{Choice, shares};
use crate::segment::{Season, Segment};
use crate::walls::{self, Check};
use domain::{Month, ProgrammeRules, Rupiah};
use rayon::prelude::*;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

/// Which add-ons a design may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Those that may be offered on the day.
    Offerable,
    /// Those that still lack a clearance too: what comes out may be a draft.
    Drafts,
}

/// What a design may and must use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which add-ons.
    pub allowed: Allowed,
    /// Most add-ons at once.
    pub most_add_ons: usize,
    /// Add-ons that must be in every package, by places in the catalogue; they may lack a clearance, and what comes out is then a
    /// draft.
    pub with: Vec<usize>,
}

impl Wanted {
    /// At most so many add-ons, of those that may be offered.
    pub fn offerable(most_add_ons: usize) -> Self {
        Self { allowed: Allowed::Offerable, most_add_ons, with: Vec::new() }
    }
}

/// Most add-ons at once that can be searched.
pub const MOST_ADD_ONS: usize = 6;

/// A package of the front.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offer {
    /// What it is made of.
    pub choice: Choice,
    /// What it is compared by.
    pub point: Point,
    /// What is expected.
    pub forecast: Forecast,
}

/// All packages of a segment that none beats.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Design {
    /// By programme set, then members kept.
    pub offers: Vec<Offer>,
    /// Packages that the search covers.
    pub covered: u64,
    /// Combinations of a programme set, plan, subsidy and route that no add-ons can bring inside the walls on affordability.
    pub too_dear: Vec<(Choice, Check)>,
    /// Add-ons of the group that were left out, with the wall they meet.
    pub left_out: Vec<(usize, Check)>,
}

/// Designs the packages of a segment that signs up in a month.
pub fn design(
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    segment: &Segment,
    start: Month,
    wanted: &Wanted,
) -> Result<Design, BundlingError> {
    if segment.median_income <= Rupiah::ZERO {
        return Err(BundlingError::NoIncome { segment: segment.key.clone(), median: segment.median_income });
    }
    let asked = wanted.most_add_ons.max(wanted.with.len());
    if asked > MOST_ADD_ONS {
        return Err(BundlingError::TooManyAddOns { asked, most: MOST_ADD_ONS });
    }
    let (season, _) = catalogue.seasons.of(segment.group)?;
    let (usable, left_out) = usable(catalogue, segment, start, wanted);
    for place in &wanted.with {
        let add_on = &catalogue.add_ons[*place];
        if !usable.contains(place) {
            let check = left_out.iter().find(|(left, _)| left == place).map(|(_, check)| check.clone());
            let check = check.unwrap_or_else(|| walls::eligible(add_on, segment));
            return Err(BundlingError::NotAllowed { add_on: add_on.id.clone(), why: check.words });
        }
    }
    let means = Draws::of(catalogue, 0, 0);
    let sets = Sets::of(catalogue, &usable, &wanted.with, asked, &means);
    let ground = Ground { catalogue, rules, segment, season, start, means: &means };
    let per_programme: Vec<Part> = (0..catalogue.programmes.len())
        .into_par_iter()
        .map(|programme| ground.programme(programme, &sets))
        .collect::<Vec<_>>()
        .into_iter()
        .collect::<Result<_, _>>()?;
    let bases = catalogue.programmes.len() * catalogue.plans.len() * catalogue.subsidies.len() * catalogue.routes.len();
    let (offers, too_dear): (Vec<_>, Vec<_>) = per_programme.into_iter().unzip();
    let (offers, too_dear) = (offers.concat(), too_dear.concat());
    if offers.is_empty() {
        let (choice, check) = lightest(&too_dear);
        return Err(BundlingError::NothingOfferable {
            segment: segment.key.clone(),
            nearest: choice.map_or_else(String::new, |choice| choice.id(catalogue)),
            why: check.map_or_else(domain::Bilingual::default, |check| check.words.clone()),
        });
    }
    Ok(Design { offers, covered: sets.searched * bases as u64, too_dear, left_out })
}

fn lightest(too_dear: &[(Choice, Check)]) -> (Option<&Choice>, Option<&Check>) {
    too_dear.first().map_or((None, None), |(choice, check)| (Some(choice), Some(check)))
}

/// Add-ons of the group inside the walls that concern them alone, and the others with their wall.
fn usable(
    catalogue: &Catalogue,
    segment: &Segment,
    start: Month,
    wanted: &Wanted,
) -> (Vec<usize>, Vec<(usize, Check)>) {
    let (mut usable, mut left_out) = (Vec::new(), Vec::new());
    for place in catalogue.add_ons_for(segment.group) {
        let add_on = &catalogue.add_ons[place];
        let clearance = walls::clearance(add_on, start.first_day());
        let capacity = walls::capacity(add_on, segment, &catalogue.walls.capacity_share);
        let failed = if add_on.payer == Payer::Fund {
            Some(walls::asks_fund(add_on))
        } else if !clearance.passed && wanted.allowed == Allowed::Offerable && !wanted.with.contains(&place) {
            Some(clearance)
        } else {
            (!capacity.passed).then_some(capacity)
        };
        match failed {
            Some(check) => left_out.push((place, check)),
            None => usable.push(place),
        }
    }
    (usable, left_out)
}

/// The front of one programme set, and what is too dear even without add-ons.
type Part = (Vec<Offer>, Vec<(Choice, Check)>);

/// Sets of add-ons that none beats.
struct Sets {
    unbeaten: Vec<AddOnSet>,
    /// Factors on stopping that occur, each once.
    factors: Vec<f64>,
    searched: u64,
}

struct AddOnSet {
    add_ons: Vec<usize>,
    costs: [i64; 4],
    factor: usize,
}

impl Sets {
    fn of(catalogue: &Catalogue, usable: &[usize], with: &[usize], most: usize, means: &Draws) -> Self {
        let mut all: Vec<(Vec<usize>, Point)> = Vec::new();
        let others: Vec<usize> = usable.iter().filter(|place| !with.contains(place)).copied().collect();
        each_set(&others, most - with.len(), &mut Vec::new(), &mut |chosen| {
            let mut set = [with, chosen].concat();
            set.sort_unstable();
            set.dedup();
            let mut costs = [0; 4];
            for place in &set {
                let add_on = &catalogue.add_ons[*place];
                if let Some(payer) = measure_of(add_on.payer) {
                    costs[payer] += add_on.cost_a_year.rounded();
                }
            }
            let factor = means.factor(0, &set);
            all.push((set, Point { kept: -factor, share: 0.0, costs }));
        });
        let points: Vec<Point> = all.iter().map(|(_, point)| *point).collect();
        let kept = front(&points);
        let mut factors: Vec<f64> = kept.iter().map(|place| -points[*place].kept).collect();
        factors.sort_unstable_by(f64::total_cmp);
        factors.dedup();
        let set = |place: usize| AddOnSet {
            add_ons: all[place].0.clone(),
            costs: points[place].costs,
            factor: factors.partition_point(|factor| *factor < -points[place].kept),
        };
        let unbeaten = kept.into_iter().map(set).collect();
        Self { unbeaten, searched: all.len() as u64, factors }
    }
}

/// Every set of at most so many, the smaller before those that hold it.
fn each_set(from: &[usize], most: usize, chosen: &mut Vec<usize>, found: &mut impl FnMut(&[usize])) {
    found(chosen);
    if most == 0 {
        return;
    }
    for (place, add_on) in from.iter().enumerate() {
        chosen.push(*add_on);
        each_set(&from[place + 1..], most - 1, chosen, found);
        chosen.pop();
    }
}

/// The place of a payer among the measures.
fn measure_of(payer: Payer) -> Option<usize> {
    match payer {
        Payer::Member => Some(0),
        Payer::Partner => Some(1),
        Payer::State => Some(2),
        Payer::Agency => Some(3),
        Payer::None | Payer::Fund => None,
    }
}

/// What a design stands on.
struct Ground<'a> {
    catalogue: &'a Catalogue,
    rules: &'a ProgrammeRules,
    segment: &'a Segment,
    season: &'a Season,
    start: Month,
    means: &'a Draws,
}

impl Ground<'_> {
    /// The front of one programme set, and what is too dear even without add-ons.
    fn programme(&self, programme: usize, sets: &Sets) -> Result<Part, BundlingError> {
        let (mut points, mut parts, mut bases, mut too_dear) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for plan in 0..self.catalogue.plans.len() {
            for subsidy in
                (0..self.catalogue.subsidies.len()).filter(|s| self.catalogue.subsidies[*s].payer != Payer::Fund)
            {
                for route in (0..self.catalogue.routes.len()).filter(|r| self.catalogue.routes[*r].payer != Payer::Fund)
                {
                    let choice = Choice { programme, plan, subsidy, route, add_ons: Vec::new() };
                    let schedule =
                        schedule(self.catalogue, self.rules, self.segment, self.season, &choice, self.start)?;
                    if let Some(check) = self.too_dear(&choice, &schedule) {
                        too_dear.push((choice, check));
                        continue;
                    }
                    self.put_together(&choice, &schedule, sets, bases.len(), &mut points, &mut parts);
                    bases.push(choice);
                }
            }
        }
        let offer = |place: usize| {
            let (base, set, forecast): (usize, usize, Forecast) = parts[place];
            let mut choice: Choice = bases[base].clone();
            choice.add_ons.clone_from(&sets.unbeaten[set].add_ons);
            Offer { choice, point: points[place], forecast }
        };
        Ok((front(&points).into_iter().map(offer).collect(), too_dear))
    }

    fn too_dear(&self, choice: &Choice, schedule: &Schedule) -> Option<Check> {
        let block = self.catalogue.plans[choice.plan].block;
        let (lean, at_once) = shares(schedule, self.segment, self.season, block, Rupiah::ZERO);
        let walls = &self.catalogue.walls;
        let checks =
            [walls::affordable(lean, &walls.share_of_lean_month), walls::at_once(at_once, &walls.share_at_once)];
        checks.into_iter().find(|check| !check.passed)
    }

    /// Adds every set of add-ons to one base, as long as the walls on affordability hold.
    fn put_together(
        &self,
        choice: &Choice,
        schedule: &Schedule,
        sets: &Sets,
        base: usize,
        points: &mut Vec<Point>,
        parts: &mut Vec<(usize, usize, Forecast)>,
    ) {
        let (plan, route) = (&self.catalogue.plans[choice.plan], &self.catalogue.routes[choice.route]);
        let subsidy = &self.catalogue.subsidies[choice.subsidy];
        let mut costs = [0; 4];
        let mut add = |payer: Payer, amount: Rupiah| {
            if let Some(payer) = measure_of(payer) {
                costs[payer] += amount.rounded();
            }
        };
        for payment in &schedule.payments {
            add(Payer::Member, payment.by_member());
            add(subsidy.payer, payment.carried);
        }
        add(Payer::Agency, plan.agency_cost_a_year);
        add(route.payer, route.cost);
        let path = Terms::of(plan, route, self.season, schedule).path(self.means.levers(0));
        let forecasts: Vec<Forecast> = sets.factors.iter().map(|factor| path.forecast(*factor)).collect();
        // Few different sums are carried by members, and shares are exact and slow.
        let mut known: Vec<(i64, Option<f64>)> = Vec::new();
        for (place, set) in sets.unbeaten.iter().enumerate() {
            let by_member = set.costs[0];
            let at = known.binary_search_by_key(&by_member, |(amount, _)| *amount).unwrap_or_else(|at| {
                known.insert(at, (by_member, self.share_inside_walls(schedule, plan.block, by_member)));
                at
            });
            let Some(share) = known[at].1 else { continue };
            let forecast = forecasts[set.factor];
            let costs = std::array::from_fn(|payer| costs[payer] + set.costs[payer]);
            points.push(Point { kept: forecast.kept_of_thousand(), share, costs });
            parts.push((base, place, forecast));
        }
    }

    fn share_inside_walls(&self, schedule: &Schedule, block: u32, by_member: i64) -> Option<f64> {
        let (lean, at_once) = shares(schedule, self.segment, self.season, block, Rupiah::whole(by_member));
        let walls = &self.catalogue.walls;
        let inside = lean <= walls.share_of_lean_month.value && at_once <= walls.share_at_once.value;
        inside.then(|| lean.to_f64().unwrap_or(f64::INFINITY))
    }
}
