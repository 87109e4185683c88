//! The sections of the population file, field by field as they are named there. What each figure means stands in the file.

use crate::habit::HiddenType;
use domain::contribution::PaidAt;
use domain::{Confidence, OccupationGroup};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PopulationParams {
    pub member_share: f64,
    pub state_paid_share: f64,
    pub state_renewal: f64,
    pub registered_before_share: f64,
    pub never_paid_share: f64,
    pub jht_claim_share: f64,
    pub same_place: f64,
    pub months: u32,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VillageParams {
    pub workers_per_village: u32,
    pub urban_share_kota: f64,
    pub urban_share_kabupaten: f64,
    pub coastal_share: f64,
    pub fishers_in_coastal_urban: f64,
    pub fishers_in_coastal_rural: f64,
    pub mix_log_sd: f64,
    pub payment_logit_sd: f64,
    pub payment_history_weight: f64,
    pub source: String,
    pub confidence: Confidence,
}

/// Figures for urban and for rural villages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByPlace<T> {
    pub urban: T,
    pub rural: T,
}

impl<T> ByPlace<T> {
    pub(crate) fn of(&self, urban: bool) -> &T {
        if urban { &self.urban } else { &self.rural }
    }
}

/// Figures for each hidden type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByType<T> {
    pub steady: T,
    pub seasonal: T,
    pub forgetful: T,
    pub price_sensitive: T,
    pub drifting: T,
}

impl<T> ByType<T> {
    pub(crate) fn of(&self, kind: HiddenType) -> &T {
        match kind {
            HiddenType::Steady => &self.steady,
            HiddenType::Seasonal => &self.seasonal,
            HiddenType::Forgetful => &self.forgetful,
            HiddenType::PriceSensitive => &self.price_sensitive,
            HiddenType::Drifting => &self.drifting,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OccupationMix {
    pub farmer: f64,
    pub market_trader: f64,
    pub street_vendor: f64,
    pub transport: f64,
    pub domestic_worker: f64,
    pub construction_casual: f64,
    pub home_maker: f64,
    pub other: f64,
    pub source: String,
    pub confidence: Confidence,
}

impl OccupationMix {
    /// Shares in the order of [`OccupationGroup::ALL`]; no fishers.
    pub(crate) fn shares(&self) -> [f64; 9] {
        [
            0.0,
            self.farmer,
            self.market_trader,
            self.street_vendor,
            self.transport,
            self.domestic_worker,
            self.construction_casual,
            self.home_maker,
            self.other,
        ]
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reach {
    pub phone: f64,
    pub internet_given_phone: f64,
    pub whatsapp_given_internet: f64,
    pub consent_member: f64,
    pub consent_prospect: f64,
    pub email: f64,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lapse {
    pub after_first: f64,
    pub after_second: f64,
    pub later: f64,
    pub season_exponent: f64,
    pub price_shock: f64,
    pub price_after_shock: f64,
    pub lean_below: f64,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Behaviour {
    pub miss: f64,
    pub miss_lean: f64,
    pub miss_full_price: f64,
    pub stop: f64,
    pub for_good: f64,
    pub back: f64,
    pub back_discounted: f64,
    pub prepay: f64,
    pub late: f64,
    pub first_day: u32,
    pub last_day: u32,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prepay {
    pub three: f64,
    pub six: f64,
    pub twelve: f64,
    pub after_peak_factor: f64,
    pub source: String,
    pub confidence: Confidence,
}

impl Prepay {
    /// Blocks of months and their shares.
    pub(crate) const BLOCKS: [u32; 3] = [3, 6, 12];

    pub(crate) fn shares(&self) -> [f64; 3] {
        [self.three, self.six, self.twelve]
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownAfterDays {
    pub post_office: u32,
    pub bank_agent: u32,
    pub community_agent: u32,
    pub digital: u32,
    pub branch: u32,
    pub state: u32,
    pub source: String,
    pub confidence: Confidence,
}

impl KnownAfterDays {
    /// Longest delay in days.
    pub(crate) fn of(&self, place: PaidAt) -> u32 {
        match place {
            PaidAt::PostOffice => self.post_office,
            PaidAt::BankAgent => self.bank_agent,
            PaidAt::CommunityAgent => self.community_agent,
            PaidAt::Digital => self.digital,
            PaidAt::Branch => self.branch,
            PaidAt::State => self.state,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Effects {
    pub whatsapp: f64,
    pub print: f64,
    pub counter: f64,
    pub counter_where_seasonal: f64,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StandingParams {
    pub effect_if_stopped: f64,
    pub effect_if_gone: f64,
    pub kept_if_gone: f64,
    pub join_a_month: f64,
    pub prospect_whatsapp: f64,
    pub prospect_print: f64,
    pub prospect_counter: f64,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delivery {
    pub whatsapp_delivered: f64,
    pub counter_met: f64,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outcomes {
    pub prepay_factor: f64,
    pub prepay_at_counter: f64,
    pub months_ahead: u32,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProvinceParams {
    pub code: String,
    pub share: f64,
    pub mean_income: f64,
    pub source: String,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypeShares {
    pub steady: f64,
    pub seasonal: f64,
    pub forgetful: f64,
    pub price_sensitive: f64,
    pub drifting: f64,
}

impl TypeShares {
    /// In the order of [`HiddenType::ALL`].
    pub(crate) fn shares(&self) -> [f64; 5] {
        [self.steady, self.seasonal, self.forgetful, self.price_sensitive, self.drifting]
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceShares {
    pub post_office: f64,
    pub bank_agent: f64,
    pub community_agent: f64,
    pub digital: f64,
    pub branch: f64,
}

impl PlaceShares {
    /// In the order of [`PaidAt::ALL`] without the state.
    pub(crate) fn shares(&self) -> [f64; 5] {
        [self.post_office, self.bank_agent, self.community_agent, self.digital, self.branch]
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupParams {
    pub group: OccupationGroup,
    pub income_factor: f64,
    pub income_log_sd: f64,
    pub female: f64,
    pub age_from: u32,
    pub age_to: u32,
    pub savings: f64,
    pub month_index: [f64; 12],
    pub types: TypeShares,
    pub paid_at: PlaceShares,
    pub source: String,
    pub confidence: Confidence,
}
