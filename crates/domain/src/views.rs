//! What pages and the JSON API show: read by the store, drawn by the service.

use crate::channel::Channel;
use crate::money::Rupiah;
use crate::month::Month;
use crate::text::Bilingual;
use crate::touch::TouchStatus;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignStatus {
    /// Planned, waiting for a second person.
    Planned,
    /// Approved, touches wait in the outbox.
    Approved,
    /// Touches have left.
    Dispatched,
    /// Outcomes are recorded.
    Recorded,
    /// Uplift is estimated.
    Evaluated,
}

impl CampaignStatus {
    /// All, in order of the flow.
    pub const ALL: [Self; 5] = [Self::Planned, Self::Approved, Self::Dispatched, Self::Recorded, Self::Evaluated];

    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Approved => "approved",
            Self::Dispatched => "dispatched",
            Self::Recorded => "recorded",
            Self::Evaluated => "evaluated",
        }
    }
}

/// How somebody stopped a campaign on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Halt {
    /// For now: nothing leaves until it is resumed.
    Paused,
    /// For good: what has not left never will.
    Cancelled,
}

impl Halt {
    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
        }
    }

    /// In words.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Paused => Bilingual::new("dijeda", "paused"),
            Self::Cancelled => Bilingual::new("dibatalkan", "cancelled"),
        }
    }
}

/// A halt, with who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halted {
    /// For now or for good.
    pub how: Halt,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// One time somebody stopped a campaign on its way, or let it go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HaltStep {
    /// How it was stopped; `None` where it was let go on.
    pub how: Option<Halt>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl HaltStep {
    /// What was done, in words.
    pub fn words(&self) -> Bilingual {
        self.how.map_or_else(|| Bilingual::new("dilanjutkan", "resumed"), Halt::words)
    }
}

/// A campaign as the store keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CampaignView {
    /// Key.
    pub name: String,
    /// Title.
    pub title: Bilingual,
    /// Where it stands.
    pub status: CampaignStatus,
    /// Hash of the plan.
    pub plan_hash: String,
    /// As-of day of the audience.
    pub as_of: NaiveDate,
    /// Who planned it.
    pub planned_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// Members in the plan.
    pub members: u64,
    /// Members held out.
    pub held_out: u64,
    /// Forecast cost of the plan.
    pub cost: Rupiah,
    /// The most it may cost.
    pub budget: Rupiah,
    /// Sentences a planner must read.
    pub warnings: Vec<Bilingual>,
    /// Whether somebody stopped it on its way.
    #[serde(default)]
    pub halted: Option<Halted>,
}

/// Touches of a campaign on one channel in one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchCount {
    /// Channel.
    pub channel: Channel,
    /// Status.
    pub status: TouchStatus,
    /// How many.
    pub touches: u64,
    /// Their cost.
    pub cost: Rupiah,
}

/// A named count: a state, a group, an exclusion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCount {
    /// Stable key.
    pub key: String,
    /// Name.
    pub name: Bilingual,
    /// How many.
    pub count: u64,
}

/// A file that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// File name.
    pub file: String,
    /// `members`, `contributions`, `contacts` or `consent`.
    pub kind: String,
    /// When.
    pub at: DateTime<Utc>,
    /// SHA-256 of its content, hex.
    pub sha256: String,
    /// Rows in the file.
    pub rows: u64,
    /// Rows put aside with a reason.
    pub quarantined: u64,
    /// Who took it in; empty where it was not said.
    pub by: String,
    /// Mapping it was read with.
    pub mapping: String,
    /// Rows taken in, new or replaced.
    pub taken_in: u64,
}

/// A value that kept a row out of an import, and what was expected instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineView {
    /// Line in a CSV file (the header is line 1), row in a sheet, row from 1 in a Parquet file.
    pub line: u64,
    /// Column of the file.
    pub column: String,
    /// The value, masked where it identifies a person.
    pub value: String,
    /// What would have been accepted.
    pub expected: String,
}

/// What the home directory holds, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverviewView {
    /// The day whose knowledge counts.
    pub as_of: Option<NaiveDate>,
    /// People known.
    pub members: u64,
    /// Contributions known.
    pub contributions: u64,
    /// People by membership state.
    pub states: Vec<NamedCount>,
    /// People by occupation group.
    pub groups: Vec<NamedCount>,
    /// Members who paid for each month, ascending: the regularity of contributions.
    pub paid_by_month: Vec<(crate::Month, u64)>,
    /// Files taken in, newest first.
    pub imports: Vec<ImportView>,
    /// Whether the people are simulated.
    pub simulated: bool,
}

/// A partner and what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerView {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Bilingual,
    /// Contributions paid through it up to the as-of day.
    pub contributions: u64,
    /// Members who last paid through it.
    pub members: u64,
    /// Rupiah paid through it.
    pub amount: Rupiah,
    /// Members on its worklists.
    pub worklist: u64,
}

/// How far a package has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackageStatus {
    /// Made, not offered to anybody.
    Draft,
    /// With the regulators.
    InClearance,
    /// A campaign may use it.
    Offerable,
    /// No longer offered.
    Withdrawn,
}

impl PackageStatus {
    /// All, in the order in which a package goes through them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::InClearance, Self::Offerable, Self::Withdrawn];

    /// As commands and files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InClearance => "in_clearance",
            Self::Offerable => "offerable",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// In words.
    pub fn words(self) -> Bilingual {
        let (id, en) = match self {
            Self::Draft => ("rancangan", "draft"),
            Self::InClearance => ("sedang diurus izinnya", "in clearance"),
            Self::Offerable => ("boleh ditawarkan", "offerable"),
            Self::Withdrawn => ("ditarik", "withdrawn"),
        };
        Bilingual::new(id, en)
    }

    /// Whether a package may go from here to there: on towards being offered, back to a draft, or out; from out never back.
    pub fn may_become(self, next: Self) -> bool {
        use PackageStatus as S;
        matches!(
            (self, next),
            (S::Draft, S::InClearance | S::Offerable)
                | (S::InClearance, S::Draft | S::Offerable)
                | (S::Offerable, S::Draft)
                | (S::Draft | S::InClearance | S::Offerable, S::Withdrawn)
        )
    }
}

/// A step in the life of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageStep {
    /// Version of the package, from 1.
    pub version: u32,
    /// Ids of its parts in that version.
    pub parts: String,
    /// What it became.
    pub status: PackageStatus,
    /// By whom.
    pub by: String,
    /// When.
    pub on: NaiveDate,
}

/// A package drafted for a group, as pages show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackageView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// For whom.
    pub group: String,
    /// How far it has come.
    pub status: PackageStatus,
    /// Segment key or occupation group it was designed for.
    #[serde(default)]
    pub whom: String,
    /// Month of sign-up it was designed for.
    #[serde(default)]
    pub month: Option<Month>,
    /// Every step, the last one last; the version is that of the last.
    #[serde(default)]
    pub steps: Vec<PackageStep>,
    /// What the member pays a month at the full price.
    pub monthly: Rupiah,
    /// What the member pays a month in the discount window.
    pub monthly_discounted: Rupiah,
    /// Full monthly price as a share of the group's median income.
    pub share_of_median_income: f64,
    /// Who is expected to join and to stay, in words; nothing in packages kept before it was told.
    #[serde(default)]
    pub expected: Option<Bilingual>,
    /// What is in it, a line each.
    pub contents: Vec<Bilingual>,
    /// Checks passed and failed, a line each.
    pub checks: Vec<Bilingual>,
    /// Rows that a person must check.
    pub unverified: Vec<String>,
}
