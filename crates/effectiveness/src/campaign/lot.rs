//! A campaign's lots as sums: all that the result table is made from, however many people there were.

use crate::sums::{BinarySums, Moments};
use domain::{Arm, Channel, RandomisationUnit, Rupiah, SegmentId};
use std::collections::{BTreeMap, BTreeSet};

/// What became of one planned member.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MemberResult<'a> {
    /// Still paying in the month the campaign is judged by.
    pub kept: bool,
    /// Months paid within the window.
    pub months: f64,
    /// The touch is known to have arrived.
    pub delivered: bool,
    /// What the touch cost.
    pub cost: Rupiah,
    /// What each channel would do to this member; known of simulated people only.
    pub true_effects: &'a [(Channel, f64)],
}

/// Members of one segment and arm, and of one area where areas were drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LotSums {
    /// Counted and kept.
    pub people: BinarySums,
    /// Months paid.
    pub months: Moments,
    /// Members whose touch is known to have arrived.
    pub delivered: u64,
    /// What the touches cost.
    pub cost: Rupiah,
    /// The true effect of each channel, where it is known.
    pub true_effects: BTreeMap<Channel, Moments>,
}

impl LotSums {
    /// One more member.
    fn add(&mut self, member: &MemberResult<'_>) {
        self.people = self.people.merged(BinarySums::of_one(member.kept));
        self.months.add(member.months);
        self.delivered += u64::from(member.delivered);
        self.cost += member.cost;
        for (channel, effect) in member.true_effects {
            self.true_effects.entry(*channel).or_default().add(*effect);
        }
    }

    /// Both groups as one.
    pub(super) fn merge(&mut self, other: &Self) {
        self.people = self.people.merged(other.people);
        self.months = self.months.merged(other.months);
        self.delivered += other.delivered;
        self.cost += other.cost;
        for (channel, effects) in &other.true_effects {
            let sum = self.true_effects.entry(*channel).or_default();
            *sum = sum.merged(*effects);
        }
    }
}

/// Areas of an arm of a segment; a lot drawn by person has one, without a name.
pub(super) type Areas = BTreeMap<String, LotSums>;

/// A whole campaign: arm, then segment, then area.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CampaignSums {
    arms: BTreeMap<Arm, BTreeMap<SegmentId, Areas>>,
}

impl CampaignSums {
    /// One more planned member; the area says nothing where persons were drawn.
    pub fn add(&mut self, segment: &SegmentId, arm: Arm, area: &str, member: &MemberResult<'_>) {
        self.cell(segment, arm, area).add(member);
    }

    /// Sums that were made elsewhere, of members that are not counted yet.
    pub fn add_sums(&mut self, segment: &SegmentId, arm: Arm, area: &str, sums: &LotSums) {
        self.cell(segment, arm, area).merge(sums);
    }

    /// Members counted, of all arms.
    pub fn members(&self) -> u64 {
        self.arms.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values).map(|c| c.people.count()).sum()
    }

    fn cell(&mut self, segment: &SegmentId, arm: Arm, area: &str) -> &mut LotSums {
        let area = if arm.unit() == RandomisationUnit::Area { area } else { "" };
        let segments = self.arms.entry(arm).or_default();
        // Names are copied once, not once a member.
        if !segments.contains_key(segment) {
            segments.insert(segment.clone(), Areas::new());
        }
        let areas = segments.get_mut(segment).expect("was put in above");
        if !areas.contains_key(area) {
            areas.insert(area.to_owned(), LotSums::default());
        }
        areas.get_mut(area).expect("was put in above")
    }

    /// Areas held out of a channel: by its unit, and of this very channel where a decision says who would have got it. Whoever was
    /// decided for another channel is no comparison for this one: the decision looked at them and found them different.
    pub(super) fn held_out(&self, channel: Channel, segment: Option<&SegmentId>) -> Areas {
        let mut areas = self.areas(Arm::HeldOut(channel.unit()), segment);
        for (area, sums) in self.areas(Arm::HeldOutOf(channel), segment) {
            areas.entry(area).or_default().merge(&sums);
        }
        areas
    }

    /// Channels somebody was assigned to.
    pub(super) fn channels(&self) -> BTreeSet<Channel> {
        self.arms.keys().filter_map(|arm| arm.channel()).collect()
    }

    /// Segments of all arms.
    pub(super) fn segments(&self) -> BTreeSet<&SegmentId> {
        self.arms.values().flat_map(BTreeMap::keys).collect()
    }

    /// Areas of one arm, of one segment or of all together.
    pub(super) fn areas(&self, arm: Arm, segment: Option<&SegmentId>) -> Areas {
        let Some(segments) = self.arms.get(&arm) else { return Areas::new() };
        if let Some(segment) = segment {
            return segments.get(segment).cloned().unwrap_or_default();
        }
        let mut all = Areas::new();
        for (area, sums) in segments.values().flatten() {
            all.entry(area.clone()).or_default().merge(sums);
        }
        all
    }
}
