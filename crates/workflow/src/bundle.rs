//! Bundle: lawful, affordable, fund-neutral packages for a segment or an occupation group.

use crate::home::Home;
use crate::import::load_members;
use crate::world::World;
use anyhow::{Context, Result, bail};
use bundling::{
    Allowed, Choice, Design, Draws, Neighbour, Package, Segment, Wanted, describe, design, neighbours, picks,
};
use chrono::NaiveDate;
use domain::views::{PackageStatus, PackageStep, PackageView};
use domain::{Bilingual, Language, Member, MemberId, Month, OccupationGroup, Rupiah, SegmentId, written};
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::collections::HashMap;

/// What is asked of a design.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Keys of segments or occupation groups.
    pub whom: Vec<String>,
    /// Median income and number of people of an occupation group, where they are not to be taken from the home's members.
    pub assumed: Option<(Rupiah, u64)>,
    /// Month in which people sign up.
    pub month: Month,
    /// The programme set, by id.
    pub programme: String,
    /// Most add-ons at once.
    pub most_add_ons: usize,
    /// Add-ons that must be in it, by id.
    pub with: Vec<String>,
    /// Whether add-ons without clearance may be in it.
    pub drafts: bool,
    /// Draws of what is uncertain.
    pub draws: usize,
    /// Their seed.
    pub seed: u64,
}

impl Asked {
    fn people(&self, home: &Home) -> Result<People> {
        match self.assumed {
            None => People::of(home),
            Some((income, people)) => Ok(People::Assumed { income, people }),
        }
    }
}

/// A package that was picked.
#[derive(Debug, Clone, Serialize)]
pub struct Picked {
    /// Why.
    pub reason: Bilingual,
    /// Share of the draws in which it keeps most, where that is why.
    pub best_in: Option<f64>,
    /// Whole.
    pub package: Package,
}

/// What was designed for one segment.
#[derive(Debug, Clone, Serialize)]
pub struct Designed {
    /// For whom.
    pub segment: Segment,
    /// What people would ask for first; the first of them is kept.
    pub picks: Vec<Picked>,
    /// Packages that the search covers, over all programme sets.
    pub covered: u64,
    /// How many of this programme set none beats.
    pub on_front: usize,
    /// Add-ons that were left out: name and wall.
    pub left_out: Vec<Bilingual>,
    /// Packages one change away from the first pick.
    pub neighbours: Vec<Neighbour>,
    /// What may be said of its programmes, each with its condition.
    pub leaflet: Vec<Bilingual>,
    /// The first pick as pages show it.
    pub package: PackageView,
}

/// Designs packages for each segment or group; keeps nothing.
pub fn design_packages(home: &Home, world: &World, asked: &Asked) -> Result<Vec<Designed>> {
    let catalogue = &world.catalogue;
    let programme = catalogue.programme(&asked.programme)?;
    let with = asked.with.iter().map(|id| catalogue.add_on(id)).collect::<Result<Vec<_>, _>>()?;
    let allowed = if asked.drafts { Allowed::Drafts } else { Allowed::Offerable };
    let wanted = Wanted { allowed, most_add_ons: asked.most_add_ons, with };
    let draws = Draws::of(catalogue, asked.draws, asked.seed);
    let people = asked.people(home)?;
    let lines = crate::schemes::load(home)?.leaflet_lines(catalogue.programmes[programme].programmes)?;
    let mut designed = Vec::new();
    for key in &asked.whom {
        let segment = people.segment(key)?;
        let found = design(catalogue, &world.rules, &segment, asked.month, &wanted)?;
        let mut one = designed_for(world, segment, asked.month, programme, &found, &draws)?;
        one.leaflet = lines.iter().map(|line| line.words.clone()).collect();
        designed.push(one);
    }
    if designed.is_empty() {
        bail!("no segment and no group was named");
    }
    Ok(designed)
}

/// Who keeps a package or moves it on, and when.
#[derive(Debug, Clone)]
pub struct Hand {
    /// Name.
    pub by: String,
    /// Day.
    pub on: NaiveDate,
}

/// Designs a package for each segment or group and keeps the first pick of each under the segment's key: as a new version where
/// its parts are others than those kept. It is offerable where it passes every wall, else a draft.
pub async fn bundle(home: &Home, world: &World, asked: &Asked, hand: &Hand) -> Result<Vec<Designed>> {
    let mut designed = design_packages(home, world, asked)?;
    let store = home.store().await?;
    let mut packages: Vec<PackageView> = store.packages().await?;
    for one in &mut designed {
        let before = packages.iter().position(|p| p.id == one.package.id).map(|place| packages.remove(place));
        one.package.steps = before.map(|before| before.steps).unwrap_or_default();
        let parts = one.picks.first().map(|pick| pick.package.id.clone()).unwrap_or_default();
        let last = one.package.steps.last();
        if last.is_none_or(|step| step.parts != parts || step.status != one.package.status) {
            let version = match last {
                Some(step) if step.parts == parts => step.version,
                Some(step) => step.version + 1,
                None => 1,
            };
            let Hand { by, on } = hand.clone();
            one.package.steps.push(PackageStep { version, parts, status: one.package.status, by, on });
        }
        packages.push(one.package.clone());
    }
    packages.sort_by(|a, b| a.id.cmp(&b.id));
    store.save_packages(&packages).await?;
    Ok(designed)
}

/// Moves a kept package on. To be offerable it must pass every wall on that day, computed afresh.
pub async fn move_package(
    home: &Home,
    world: &World,
    key: &str,
    to: PackageStatus,
    hand: &Hand,
) -> Result<PackageView> {
    let store = home.store().await?;
    let mut packages: Vec<PackageView> = store.packages().await?;
    let known = packages.iter().map(|p| p.id.clone()).collect::<Vec<_>>().join(", ");
    let kept = packages.iter_mut().find(|p| p.id == key);
    let package = kept.with_context(|| format!("there is no package `{key}`; kept are {known}"))?;
    if !package.status.may_become(to) {
        bail!("package `{key}` is {}; from there it cannot become {}", package.status.key(), to.key());
    }
    let last =
        package.steps.last().with_context(|| format!("package `{key}` has no version; run `jangkau bundle` again"))?;
    let (version, parts) = (last.version, last.parts.clone());
    if to == PackageStatus::Offerable {
        let segment = People::of(home)?.segment(&package.whom)?;
        let choice = Choice::parse(&world.catalogue, &parts)?;
        let (month, means) = (Month::of(hand.on), Draws::of(&world.catalogue, 0, 0));
        let now = describe(&world.catalogue, &world.rules, &segment, &choice, month, &means)?;
        if let Some(check) = now.checks.iter().find(|check| !check.passed) {
            bail!("package `{key}` may not be offered in {month}: {}", check.words.en);
        }
    }
    package.status = to;
    package.steps.push(PackageStep { version, parts, status: to, by: hand.by.clone(), on: hand.on });
    let moved = package.clone();
    store.save_packages(&packages).await?;
    Ok(moved)
}

/// Describes packages, by their ids, for a segment or group.
pub fn described(home: &Home, world: &World, asked: &Asked, ids: &[String]) -> Result<Vec<Package>> {
    let [key] = asked.whom.as_slice() else { bail!("packages are compared for one segment or group") };
    let segment = asked.people(home)?.segment(key)?;
    let draws = Draws::of(&world.catalogue, asked.draws, asked.seed);
    ids.iter()
        .map(|id| {
            let choice = Choice::parse(&world.catalogue, id)?;
            Ok(describe(&world.catalogue, &world.rules, &segment, &choice, asked.month, &draws)?)
        })
        .collect()
}

fn designed_for(
    world: &World,
    segment: Segment,
    month: Month,
    programme: usize,
    found: &Design,
    draws: &Draws,
) -> Result<Designed> {
    let (catalogue, rules) = (&world.catalogue, &world.rules);
    let mut picked = Vec::new();
    for pick in picks(catalogue, rules, &segment, month, found, Some(programme), draws)? {
        let package = describe(catalogue, rules, &segment, &pick.offer.choice, month, draws)?;
        picked.push(Picked { reason: pick.reason.words(), best_in: pick.best_in, package });
    }
    let Some(first) = picked.first() else {
        let set = &catalogue.programmes[programme].id;
        let why = found.too_dear.iter().find(|(choice, _)| choice.programme == programme);
        let why = why.map_or_else(|| "nothing was found".to_owned(), |(_, check)| check.words.en.clone());
        bail!("no package of `{set}` for {} passes every wall: {why}", segment.key);
    };
    let around = neighbours(catalogue, rules, &segment, &first.package, month, found)?;
    Ok(Designed {
        leaflet: Vec::new(),
        package: view(world, &segment, first, month),
        covered: found.covered,
        on_front: found.offers.iter().filter(|offer| offer.choice.programme == programme).count(),
        left_out: found.left_out.iter().map(|(_, check)| check.words.clone()).collect(),
        neighbours: around,
        picks: picked,
        segment,
    })
}

/// A package as pages show it.
fn view(world: &World, segment: &Segment, picked: &Picked, month: Month) -> PackageView {
    let package = &picked.package;
    let (catalogue, choice) = (&world.catalogue, &package.choice);
    let block = rust_decimal::Decimal::from(catalogue.plans[choice.plan].block);
    let mut contents = vec![
        catalogue.programmes[choice.programme].name.clone(),
        catalogue.plans[choice.plan].name.clone(),
        catalogue.routes[choice.route].name.clone(),
    ];
    if catalogue.subsidies[choice.subsidy].share > rust_decimal::Decimal::ZERO {
        contents.push(catalogue.subsidies[choice.subsidy].name.clone());
    }
    contents.extend(choice.add_ons.iter().map(|place| catalogue.add_ons[*place].name.clone()));
    let status = if package.is_offerable() { PackageStatus::Offerable } else { PackageStatus::Draft };
    let now = package.cash.months[0].to_fund.per(block).unwrap_or(package.full_price);
    let share = package.full_price.decimal() / segment.median_income.decimal();
    PackageView {
        id: segment.key.clone(),
        name: package.name.clone(),
        group: segment.group.key().to_owned(),
        status,
        whom: segment.key.clone(),
        month: Some(month),
        steps: Vec::new(),
        monthly: package.full_price,
        monthly_discounted: now,
        share_of_median_income: share.to_f64().unwrap_or(0.0),
        expected: Some(Bilingual::new(expected(picked, Language::Id), expected(picked, Language::En))),
        contents,
        checks: package.checks.iter().map(|c| c.words.clone()).collect(),
        unverified: package.unverified.iter().cloned().collect(),
    }
}

/// Who is expected to join and to stay.
fn expected(picked: &Picked, language: Language) -> String {
    let package = &picked.package;
    let number = |value: f64| written::number(language, value, 0);
    let (join, kept) = (number(1000.0 * package.forecast.take_up), number(package.forecast.kept_of_thousand()));
    let [low, high] = package.kept_between.map(number);
    let best = picked.best_in.map(|share| number(share * 100.0));
    match language {
        Language::Id => {
            let best = best
                .map_or_else(String::new, |n| format!(" Terbanyak dalam {n} dari 100 undian atas yang tidak pasti."));
            format!(
                "Perkiraan, bukan bukti: dari 1.000 yang dihubungi {join} ikut dan {kept} masih membayar setelah setahun \
                 ({low} sampai {high}).{best}"
            )
        }
        Language::En => {
            let best = best.map_or_else(String::new, |n| format!(" Most in {n} of 100 draws of what is uncertain."));
            format!(
                "A forecast, not evidence: of 1,000 contacted {join} join and {kept} still pay after a year ({low} to \
                 {high}).{best}"
            )
        }
    }
}

/// Who packages are for.
enum People {
    /// Members with their segments, where they have been given.
    Known { members: Vec<Member>, segments: HashMap<MemberId, Option<SegmentId>> },
    /// Any occupation group, with this median income and so many people.
    Assumed { income: Rupiah, people: u64 },
}

impl People {
    fn of(home: &Home) -> Result<Self> {
        let path = home.table("assignments");
        let segments =
            if path.is_file() { intake::load_assignments(&path)?.into_iter().collect() } else { HashMap::new() };
        Ok(Self::Known { members: load_members(home)?, segments })
    }

    /// Registered members of an occupation group, or of a segment.
    fn segment(&self, key: &str) -> Result<Segment> {
        let group: Option<OccupationGroup> = key.parse().ok();
        let (members, segments) = match (self, group) {
            (Self::Known { members, segments }, _) => (members, segments),
            (Self::Assumed { income, people }, Some(group)) => {
                let (key, name) = (key.to_owned(), group.name());
                return Ok(Segment { key, name, group, median_income: *income, people: *people });
            }
            (Self::Assumed { .. }, None) => bail!("`{key}` is no occupation group such as fisher; --income is for one"),
        };
        let inside = |m: &&Member| match group {
            Some(group) => m.group == group,
            None => segments.get(&m.id).is_some_and(|id| id.as_ref().is_some_and(|id| id.0 == key)),
        };
        let found: Vec<&Member> = members.iter().filter(inside).filter(|m| m.registered_on.is_some()).collect();
        if found.is_empty() {
            let mut known: Vec<&str> = segments.values().flatten().map(|id| id.0.as_str()).collect();
            known.sort_unstable();
            known.dedup();
            bail!(
                "no registered member is in `{key}`, so there is no income to design for; it is an occupation group such as \
                 fisher, or one of the segments {}",
                if known.is_empty() { "that `jangkau segment` makes".to_owned() } else { known.join(", ") }
            );
        }
        // Discounts and add-ons go by occupation: that of most of a segment's people.
        let group = group.unwrap_or_else(|| most_frequent(&found));
        let name = if key == group.key() { group.name() } else { Bilingual::new(key, key) };
        let median_income = median(&found).with_context(|| format!("the median income of {key}"))?;
        Ok(Segment { key: key.to_owned(), name, group, median_income, people: found.len() as u64 })
    }
}

fn most_frequent(members: &[&Member]) -> OccupationGroup {
    let mut counts: HashMap<OccupationGroup, u64> = HashMap::new();
    for member in members {
        *counts.entry(member.group).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(group, count)| (*count, std::cmp::Reverse(group.key())));
    most.map_or(OccupationGroup::Other, |(group, _)| group)
}

/// Median declared income; the lower of the middle two when they are even.
fn median(members: &[&Member]) -> Option<Rupiah> {
    let mut incomes: Vec<i64> = members.iter().map(|m| m.declared_income_rupiah).collect();
    incomes.sort_unstable();
    incomes.get(incomes.len().checked_sub(1)? / 2).map(|r| Rupiah::whole(*r))
}
