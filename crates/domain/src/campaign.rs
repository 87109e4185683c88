//! A campaign as its owner declares it in `campaigns/<name>/campaign.toml`. Declarations only, no code.

mod capacity;
mod decision;
mod follow_up;

pub use capacity::{CapacitySpec, CounterCapacity, PortfolioTier, PrintCapacity, WhatsappCapacity};
pub use decision::{ChannelBudgetSpec, DecisionSpec, FloorBy, FloorSpec};
pub use follow_up::{FollowUpSpec, FollowUpStanding, FollowUpWhen};

use crate::channel::Channel;
use crate::member::MembershipState;
use crate::money::Rupiah;
use crate::month::Month;
use crate::occupation::OccupationGroup;
use crate::purpose::Purpose;
use crate::share::Share;
use crate::text::Bilingual;
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// What a campaign is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// New members.
    Acquire,
    /// Members stay covered.
    Retain,
    /// Lapsed members return.
    Reactivate,
    /// Members pay a block ahead.
    Prepay,
}

/// A whole campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignSpec {
    /// Key, equal to the folder's name.
    pub name: String,
    /// Title on pages and in approvals.
    pub title: Bilingual,
    /// What it is for.
    pub objective: Objective,
    /// What its messages are about; `None` is that of its objective ([`CampaignSpec::purpose`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Who answers for it.
    pub owner: String,
    /// Who may approve it; empty is anyone but the person who planned it. The owner is not among them.
    #[serde(default)]
    pub approvers: Vec<String>,
    /// Who it is for.
    pub audience: AudienceFilter,
    /// The package it offers, by id, for each occupation group that has one.
    #[serde(default)]
    pub packages: Vec<PackageUse>,
    /// Who is left alone, so that there is something to compare with.
    pub holdout: HoldoutSpec,
    /// How people are reached.
    #[serde(rename = "channel")]
    pub channels: Vec<ChannelSpec>,
    /// What paper says beside the templates; needed for print and partner counters.
    pub paper: Option<PaperSpec>,
    /// When.
    pub schedule: ScheduleSpec,
    /// How much each channel can do, beside its daily limit.
    #[serde(default)]
    pub capacity: CapacitySpec,
    /// That channels are decided for everyone at once, and under which rules; `None` leaves them to the lot alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionSpec>,
    /// What counts as success.
    pub outcome: OutcomeSpec,
    /// The most it may cost.
    pub budget: Rupiah,
}

impl CampaignSpec {
    /// What its messages are about: only those who agreed to that are written to.
    pub fn purpose(&self) -> Purpose {
        self.purpose.unwrap_or(Purpose::of(self.objective))
    }
}

/// A package offered to one occupation group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageUse {
    /// For whom.
    pub group: OccupationGroup,
    /// Which package.
    pub package: String,
}

/// Who a campaign is for. Typed, no query language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudienceFilter {
    /// The day whose knowledge decides.
    pub as_of: NaiveDate,
    /// Membership states let in.
    pub states: Vec<MembershipState>,
    /// Occupation groups left out.
    #[serde(default)]
    pub without_groups: Vec<OccupationGroup>,
    /// Segments let in; empty is all.
    #[serde(default)]
    pub segments: Vec<String>,
    /// Leave out members whose contributions a state budget pays.
    #[serde(default = "yes")]
    pub without_state_paid: bool,
}

fn yes() -> bool {
    true
}

/// Who is held out and how the lot is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldoutSpec {
    /// Names the lot: the same seed and audience draw the same people.
    pub seed: String,
    /// Share of people held out of person-randomised channels, in each segment.
    pub person_share: Share,
    /// Share of areas held out of area-randomised channels, in each stratum.
    pub area_share: Share,
}

/// One channel of a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelSpec {
    /// Which.
    pub kind: Channel,
    /// Template file names in the campaign's folder, one for each language.
    pub template: TemplateFiles,
    /// Most touches a day over all members (messages, leaflets, visits).
    pub per_day: u32,
    /// A second touch, for those with whom something has not happened.
    #[serde(default)]
    pub follow_up: Option<FollowUpSpec>,
}

/// What leaflets and worklists say beside the templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperSpec {
    /// Who answers for it.
    pub agency: Bilingual,
    /// What the prices on a leaflet buy, and for whom.
    pub price_note: Bilingual,
    /// What the offer does not cover. A leaflet without conditions is a promise.
    pub conditions: Bilingual,
    /// What a counter is asked to do with its list.
    pub counter_task: Bilingual,
    /// What is printed for the villages drawn for print.
    #[serde(default)]
    pub material: PrintMaterial,
    /// Whether the print shop cuts the sheets: lines say where, and colour runs over the edge.
    #[serde(default)]
    pub crop_marks: bool,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintMaterial {
    /// A leaflet for everyone in the village, alike.
    #[default]
    Leaflet,
    /// A poster for the village.
    Poster,
    /// A letter to each member.
    Letter,
}

impl PrintMaterial {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Leaflet, Self::Poster, Self::Letter];

    /// The key, as declared.
    pub fn key(self) -> &'static str {
        match self {
            Self::Leaflet => "leaflet",
            Self::Poster => "poster",
            Self::Letter => "letter",
        }
    }
}

/// The template file of each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateFiles {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

/// When people may be reached, in their own time zone. It narrows the dated policy of `models/schedule/` and never widens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSpec {
    /// First day.
    pub first_day: NaiveDate,
    /// Last day.
    pub last_day: NaiveDate,
    /// Not before, local time.
    pub not_before: NaiveTime,
    /// Not after, local time.
    pub not_after: NaiveTime,
    /// Leave out public holidays and joint leave.
    #[serde(default = "yes")]
    pub skip_holidays: bool,
    /// Leave out Friday prayers; their hours stand in the policy.
    #[serde(default = "yes")]
    pub skip_friday_prayers: bool,
}

/// What counts as success, and by when it must be known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeSpec {
    /// A member counts as kept when this month is covered...
    pub covered_month: Month,
    /// ...by a contribution known on or before this day.
    pub known_by: NaiveDate,
    /// The smallest uplift worth finding, as a share. A plan that cannot find it is refused.
    #[serde(default)]
    pub smallest_uplift: Option<Share>,
    /// Why the campaign goes out although it cannot find that, in the owner's words.
    #[serde(default)]
    pub answer_anyway: Option<String>,
}
