//! Bundle: lawful, affordable, fund-neutral packages for a segment or an occupation group.

use crate::home::Home;
use crate::people::People;
use crate::world::World;
use anyhow::{Context, Result, bail};
use bundling::{Allowed, Choice, Draws, Hand, Package, Segment, Task, Wanted, describe, kept, moved};
use domain::views::{PackageStatus, PackageView};
use domain::{Bilingual, Month, ProgrammeSet, Rupiah};

pub use bundling::{Designed, Picked};

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
    async fn people(&self, home: &Home) -> Result<People> {
        match self.assumed {
            None => People::of(home).await,
            Some((income, people)) => Ok(People::Assumed { income, people }),
        }
    }
}

/// Designs packages for each segment or group; keeps nothing.
pub async fn design_packages(home: &Home, world: &World, asked: &Asked) -> Result<Vec<Designed>> {
    let catalogue = &world.catalogue;
    let programme = catalogue.programme(&asked.programme)?;
    let with = asked.with.iter().map(|id| catalogue.add_on(id)).collect::<Result<Vec<_>, _>>()?;
    let allowed = if asked.drafts { Allowed::Drafts } else { Allowed::Offerable };
    let wanted = Wanted { allowed, most_add_ons: asked.most_add_ons, with };
    let draws = Draws::of(catalogue, asked.draws, asked.seed);
    let people = asked.people(home).await?;
    let lines = crate::schemes::load(home)?.leaflet_lines(catalogue.programmes[programme].programmes)?;
    let mut designed = Vec::new();
    for key in &asked.whom {
        let segment = people.segment(key)?;
        let (rules, month) = (&world.rules, asked.month);
        let task = Task { catalogue, rules, segment: &segment, month, wanted: &wanted, draws: &draws };
        let mut one = task.best(programme)?;
        one.leaflet = lines.iter().map(|line| line.words.clone()).collect();
        designed.push(one);
    }
    if designed.is_empty() {
        bail!("no segment and no group was named");
    }
    Ok(designed)
}

/// Designs a package for each segment or group and keeps the first pick of each under the segment's key: as a new version where
/// its parts are others than those kept. It is offerable where it passes every wall, else a draft.
pub async fn bundle(home: &Home, world: &World, asked: &Asked, hand: &Hand) -> Result<Vec<Designed>> {
    let mut designed = design_packages(home, world, asked).await?;
    let store = home.store().await?;
    let mut packages: Vec<PackageView> = store.packages().await?;
    for one in &mut designed {
        let before = packages.iter().position(|p| p.id == one.package.id).map(|place| packages.remove(place));
        let parts = one.picks.first().map(|pick| pick.package.id.clone()).unwrap_or_default();
        one.package = kept(one.package.clone(), before, &parts, hand);
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
    let found = packages.iter_mut().find(|p| p.id == key);
    let package = found.with_context(|| format!("there is no package `{key}`; kept are {known}"))?;
    let segment = People::of(home).await?.segment(&package.whom)?;
    *package = moved(&world.catalogue, &world.rules, &segment, package.clone(), to, hand)?;
    let moved = package.clone();
    store.save_packages(&packages).await?;
    Ok(moved)
}

/// Describes packages, by their ids, for a segment or group.
pub async fn described(home: &Home, world: &World, asked: &Asked, ids: &[String]) -> Result<Vec<Package>> {
    let [key] = asked.whom.as_slice() else { bail!("packages are compared for one segment or group") };
    let segment = asked.people(home).await?.segment(key)?;
    let draws = Draws::of(&world.catalogue, asked.draws, asked.seed);
    ids.iter()
        .map(|id| {
            let choice = Choice::parse(&world.catalogue, id)?;
            Ok(describe(&world.catalogue, &world.rules, &segment, &choice, asked.month, &draws)?)
        })
        .collect()
}

/// Every occupation group and segment of the home that has registered members; none before the first import.
pub async fn everybody(home: &Home) -> Result<Vec<Segment>> {
    if home.table("members").is_file() { People::of(home).await?.all() } else { Ok(Vec::new()) }
}

/// What may be said of each set of programmes, each line with its condition.
pub fn leaflets(home: &Home) -> Result<Vec<(ProgrammeSet, Vec<Bilingual>)>> {
    let schemes = crate::schemes::load(home)?;
    let of = |set: ProgrammeSet| -> Result<(ProgrammeSet, Vec<Bilingual>)> {
        Ok((set, schemes.leaflet_lines(set)?.into_iter().map(|line| line.words).collect()))
    };
    [ProgrammeSet::Basic, ProgrammeSet::WithSavings].into_iter().map(of).collect()
}
