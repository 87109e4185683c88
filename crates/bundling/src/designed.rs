//! The answer to a design: the packages people would ask for first, what lies around the first of them, and why not another.

use crate::catalogue::Catalogue;
use crate::error::BundlingError;
use crate::keeping::Draws;
use crate::neighbours::{Neighbour, neighbours};
use crate::package::{Choice, Package, describe};
use crate::picks::picks;
use crate::search::{Design, Wanted, design};
use crate::segment::Segment;
use crate::shown::shown;
use domain::views::PackageView;
use domain::{Bilingual, Month, ProgrammeRules};
use serde::Serialize;

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
    /// What people would ask for first; the first of them is the package at hand.
    pub picks: Vec<Picked>,
    /// Packages that the search covers, over all programme sets.
    pub covered: u64,
    /// How many of this programme set none beats.
    pub on_front: usize,
    /// Add-ons that were left out: name and wall.
    pub left_out: Vec<Bilingual>,
    /// Packages one change away from the first pick.
    pub neighbours: Vec<Neighbour>,
    /// What may be said of its programmes, each with its condition; filled by whoever knows the schemes.
    pub leaflet: Vec<Bilingual>,
    /// The first pick as pages show it.
    pub package: PackageView,
}

/// For whom, from what and within what packages are designed.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// What they may be made of.
    pub catalogue: &'a Catalogue,
    /// Contributions and discounts.
    pub rules: &'a ProgrammeRules,
    /// For whom.
    pub segment: &'a Segment,
    /// Month people sign up in.
    pub month: Month,
    /// Which add-ons.
    pub wanted: &'a Wanted,
    /// What is uncertain.
    pub draws: &'a Draws,
}

impl Task<'_> {
    /// The best packages of a programme set, given by its place in the catalogue.
    pub fn best(&self, programme: usize) -> Result<Designed, BundlingError> {
        let found = self.search()?;
        let picked = self.picked(programme, &found)?;
        if picked.is_empty() {
            let why = found.too_dear.iter().find(|(choice, _)| choice.programme == programme);
            return Err(BundlingError::NothingPasses {
                programme: self.catalogue.programmes[programme].id.clone(),
                segment: self.segment.key.clone(),
                why: why.map_or_else(
                    || Bilingual::new("tidak ada yang ditemukan", "nothing was found"),
                    |(_, check)| check.words.clone(),
                ),
            });
        }
        self.whole(picked, programme, &found)
    }

    /// A package chosen by hand, with the best ones beside it. It may fail walls.
    pub fn around(&self, choice: &Choice) -> Result<Designed, BundlingError> {
        let found = self.search()?;
        let package = describe(self.catalogue, self.rules, self.segment, choice, self.month, self.draws)?;
        let reason = Bilingual::new("Dipilih sendiri", "Chosen by hand");
        let mut picked = vec![Picked { reason, best_in: None, package }];
        picked.extend(self.picked(choice.programme, &found)?);
        self.whole(picked, choice.programme, &found)
    }

    fn search(&self) -> Result<Design, BundlingError> {
        design(self.catalogue, self.rules, self.segment, self.month, self.wanted)
    }

    fn picked(&self, programme: usize, found: &Design) -> Result<Vec<Picked>, BundlingError> {
        let Self { catalogue, rules, segment, month, draws, .. } = *self;
        let mut picked = Vec::new();
        for pick in picks(catalogue, rules, segment, month, found, Some(programme), draws)? {
            let package = describe(catalogue, rules, segment, &pick.offer.choice, month, draws)?;
            picked.push(Picked { reason: pick.reason.words(), best_in: pick.best_in, package });
        }
        Ok(picked)
    }

    fn whole(&self, picks: Vec<Picked>, programme: usize, found: &Design) -> Result<Designed, BundlingError> {
        let first = &picks[0];
        Ok(Designed {
            leaflet: Vec::new(),
            package: shown(self.catalogue, self.segment, first, self.month),
            covered: found.covered,
            on_front: found.offers.iter().filter(|offer| offer.choice.programme == programme).count(),
            left_out: found.left_out.iter().map(|(_, check)| check.words.clone()).collect(),
            neighbours: neighbours(self.catalogue, self.rules, self.segment, &first.package, self.month, found)?,
            segment: self.segment.clone(),
            picks,
        })
    }
}
