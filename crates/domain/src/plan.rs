//! A campaign plan: who gets what and when, who is held out, who is left out, and why.

use crate::channel::{Channel, RandomisationUnit};
use crate::member::{MemberId, MemberRow, MembershipState};
use crate::money::Rupiah;
use crate::occupation::OccupationGroup;
use crate::region::RegionCode;
use crate::segment::SegmentId;
use crate::text::{Bilingual, Language};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A member as planning sees them on the as-of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Row in the members table.
    pub row: MemberRow,
    /// Number.
    pub member: MemberId,
    /// State on the as-of day.
    pub state: MembershipState,
    /// Occupation group.
    pub group: OccupationGroup,
    /// Segment, where the model assigned one.
    pub segment: Option<SegmentId>,
    /// Village.
    pub region: RegionCode,
    /// Urban village.
    pub urban: bool,
    /// Paid from a state budget.
    pub paid_by_state: bool,
    /// Number known and consent on record.
    pub whatsapp_reachable: bool,
    /// E-mail known and consent on record.
    pub email_reachable: bool,
    /// Asked not to be processed, or to be forgotten.
    pub restricted: bool,
    /// Language of messages.
    pub language: Language,
}

/// The arm of a planned member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "arm", content = "of")]
pub enum Arm {
    /// Assigned to a channel, whether or not it reaches them.
    Treated(Channel),
    /// Held out of the channels randomised by this unit; never sent anything.
    HeldOut(RandomisationUnit),
    /// Held out of the one channel that a decision would have given them; never sent anything.
    HeldOutOf(Channel),
}

impl Arm {
    /// Which lot the member was in.
    pub fn unit(self) -> RandomisationUnit {
        match self {
            Self::Treated(channel) | Self::HeldOutOf(channel) => channel.unit(),
            Self::HeldOut(unit) => unit,
        }
    }

    /// The channel, for those treated.
    pub fn channel(self) -> Option<Channel> {
        match self {
            Self::Treated(channel) => Some(channel),
            Self::HeldOut(_) | Self::HeldOutOf(_) => None,
        }
    }
}

/// One member in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedMember {
    /// Row in the members table.
    pub row: MemberRow,
    /// Number.
    pub member: MemberId,
    /// Segment on the as-of day.
    pub segment: SegmentId,
    /// Occupation group.
    pub group: OccupationGroup,
    /// Village.
    pub area: RegionCode,
    /// Arm.
    pub arm: Arm,
    /// Language of the message.
    pub language: Language,
    /// When, for those treated.
    pub send_at: Option<DateTime<Utc>>,
    /// Forecast cost of the touch.
    pub cost: Rupiah,
}

/// Why somebody is not in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// They asked not to be processed, or to be forgotten.
    Restricted,
    /// Their membership state is not among those the audience lets in.
    State,
    /// Their occupation group is left out.
    Group,
    /// A state budget pays for them.
    PaidByState,
    /// The model gave them no segment.
    NoSegment,
    /// Their segment is not among those the audience lets in.
    Segment,
    /// No channel of the campaign can reach them.
    Unreachable,
    /// They are in the standing holdout, whom no campaign touches.
    StandingHoldout,
    /// On no day of the schedule is there an allowed moment where they live.
    NoMoment,
    /// Other campaigns leave them no day: the weekly cap or the smallest gap would be broken.
    CapReached,
    /// The decision gives them nothing: what reaching them takes is worth more elsewhere.
    NotChosen,
}

impl Exclusion {
    /// All reasons, in the order they are checked.
    pub const ALL: [Self; 11] = [
        Self::Restricted,
        Self::State,
        Self::Group,
        Self::PaidByState,
        Self::NoSegment,
        Self::Segment,
        Self::Unreachable,
        Self::StandingHoldout,
        Self::NoMoment,
        Self::CapReached,
        Self::NotChosen,
    ];

    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::State => "state",
            Self::Group => "group",
            Self::PaidByState => "paid_by_state",
            Self::NoSegment => "no_segment",
            Self::Segment => "segment",
            Self::Unreachable => "unreachable",
            Self::StandingHoldout => "standing_holdout",
            Self::NoMoment => "no_moment",
            Self::CapReached => "cap_reached",
            Self::NotChosen => "not_chosen",
        }
    }

    /// In words.
    pub fn words(self) -> Bilingual {
        let (id, en) = match self {
            Self::Restricted => ("meminta agar datanya tidak diproses", "asked not to be processed"),
            Self::State => ("status kepesertaan di luar sasaran", "membership state outside the audience"),
            Self::Group => ("kelompok pekerjaan di luar sasaran", "occupation group outside the audience"),
            Self::PaidByState => ("iuran dibayar pemerintah", "contributions paid by the state"),
            Self::NoSegment => ("belum masuk segmen", "in no segment"),
            Self::Segment => ("segmen di luar sasaran", "segment outside the audience"),
            Self::Unreachable => ("tidak terjangkau kanal mana pun", "reached by no channel of the campaign"),
            Self::StandingHoldout => (
                "masuk kelompok pembanding tetap, tidak disentuh kampanye mana pun",
                "in the standing holdout, touched by no campaign",
            ),
            Self::NoMoment => {
                ("tidak ada waktu kirim yang diizinkan di daerahnya", "no allowed moment of sending where they live")
            }
            Self::CapReached => (
                "sudah cukup sering dihubungi kampanye lain; batas per minggu atau jarak terpendek akan dilanggar",
                "reached often enough by other campaigns; the weekly cap or the smallest gap would be broken",
            ),
            Self::NotChosen => (
                "tidak dipilih: tidak ada kanal yang diperkirakan berguna baginya, atau uang dan tempatnya lebih berguna bagi orang lain",
                "not chosen: no channel is expected to help them, or money and room do more for others",
            ),
        };
        Bilingual::new(id, en)
    }
}

/// A whole plan. A pure function of files, candidates, date and seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Campaign key.
    pub campaign: String,
    /// SHA-256 over declaration, templates, rules and members' assignments, hex. Approval is of this very hash.
    pub hash: String,
    /// The as-of day.
    pub as_of: NaiveDate,
    /// Everyone in the plan, by row.
    pub members: Vec<PlannedMember>,
    /// Everyone left out, with the first reason met.
    pub excluded: Vec<(MemberRow, Exclusion)>,
    /// Sentences a planner must read before approving.
    pub warnings: Vec<Bilingual>,
}

impl Plan {
    /// Forecast cost of all touches.
    pub fn cost(&self) -> Rupiah {
        self.members.iter().map(|m| m.cost).sum()
    }
}
