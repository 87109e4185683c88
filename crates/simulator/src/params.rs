//! The figures a population is made from, read from `models/simulation/population.toml`.

use crate::error::SimulatorError;
use crate::figures::{
    Behaviour, ByPlace, ByType, Delivery, Effects, GroupParams, KnownAfterDays, Lapse, OccupationMix, Outcomes,
    PopulationParams, Prepay, ProvinceParams, Reach, StandingParams, VillageParams,
};
use crate::habit::HiddenType;
use crate::params_check::{check, line_at};
use domain::{Confidence, OccupationGroup};
use serde::Deserialize;

/// `models/simulation/population.toml`.
pub const POPULATION_FILE: &str = "models/simulation/population.toml";

/// Where the figures of one section come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionSource {
    /// Header of the section.
    pub section: String,
    /// Source, in words.
    pub source: String,
    /// How sure we are.
    pub confidence: Confidence,
}

/// All figures of the simulator, each with source and confidence in its section. A misspelt or unknown key is refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulationParams {
    pub(crate) population: PopulationParams,
    pub(crate) villages: VillageParams,
    pub(crate) occupation_mix: ByPlace<OccupationMix>,
    pub(crate) reach: ByPlace<Reach>,
    pub(crate) lapse: Lapse,
    pub(crate) behaviour: ByType<Behaviour>,
    pub(crate) prepay: Prepay,
    pub(crate) known_after_days: KnownAfterDays,
    pub(crate) effects: ByType<Effects>,
    pub(crate) standing: StandingParams,
    pub(crate) delivery: Delivery,
    pub(crate) outcomes: Outcomes,
    pub(crate) provinces: Vec<ProvinceParams>,
    pub(crate) groups: Vec<GroupParams>,
}

impl SimulationParams {
    /// Reads and checks the file, given as text; `file` is only named in errors.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, SimulatorError> {
        let mut params: Self = toml::from_str(text).map_err(|e| SimulatorError::Params {
            file: file.to_owned(),
            line: e.span().map(|span| line_at(text, span.start)),
            reason: e.message().to_owned(),
        })?;
        check(&params, file, text)?;
        for group in &mut params.groups {
            let mean = group.month_index.iter().sum::<f64>() / 12.0;
            group.month_index.iter_mut().for_each(|index| *index /= mean);
        }
        params.groups.sort_by_key(|g| g.group);
        Ok(params)
    }

    /// Share of the members with a known number and consent on record for WhatsApp, in urban or rural villages.
    pub fn whatsapp_reach_of_members(&self, urban: bool) -> f64 {
        let reach = self.reach.of(urban);
        reach.phone * reach.internet_given_phone * reach.whatsapp_given_internet * reach.consent_member
    }

    /// Share of the workers who are members.
    pub fn member_share(&self) -> f64 {
        self.population.member_share
    }

    /// Share of WhatsApp messages sent that are delivered.
    pub fn whatsapp_delivered(&self) -> f64 {
        self.delivery.whatsapp_delivered
    }

    /// Every section of the file with its source and how sure we are, in the order of the file.
    pub fn sections(&self) -> Vec<SectionSource> {
        macro_rules! section {
            ($name:expr, $of:expr) => {
                SectionSource { section: $name.to_string(), source: $of.source.clone(), confidence: $of.confidence }
            };
        }
        let mut all = vec![
            section!("population", self.population),
            section!("villages", self.villages),
            section!("occupation_mix.urban", self.occupation_mix.urban),
            section!("occupation_mix.rural", self.occupation_mix.rural),
            section!("reach.urban", self.reach.urban),
            section!("reach.rural", self.reach.rural),
            section!("lapse", self.lapse),
        ];
        all.extend(HiddenType::ALL.iter().map(|t| section!(format!("behaviour.{}", t.key()), self.behaviour.of(*t))));
        all.push(section!("prepay", self.prepay));
        all.push(section!("known_after_days", self.known_after_days));
        all.extend(HiddenType::ALL.iter().map(|t| section!(format!("effects.{}", t.key()), self.effects.of(*t))));
        all.push(section!("standing", self.standing));
        all.push(section!("delivery", self.delivery));
        all.push(section!("outcomes", self.outcomes));
        all.extend(self.provinces.iter().map(|p| section!(format!("provinces {}", p.code), p)));
        all.extend(self.groups.iter().map(|g| section!(format!("groups {}", g.group.key()), g)));
        all
    }

    pub(crate) fn group(&self, group: OccupationGroup) -> &GroupParams {
        // Checked at reading: each group stands once, and they are sorted in the order of the enum.
        &self.groups[group as usize]
    }
}
