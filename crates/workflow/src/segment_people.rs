//! One pass over everybody: features written, segments given, and every sum that profiles and forecasts stand on.

use crate::home::Home;
use crate::world::World;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use domain::member::MembershipSpan;
use domain::member::columns::MemberColumns;
use domain::rules::Payer;
use domain::segment_views::SegmentProfile;
use domain::{Month, OccupationGroup, ProgrammeRules, ProgrammeSet};
use features::{FeatureTable, Group, PaymentSums};
use intake::{MembersTable, TableWriter};
use segmentation::{
    Assigned, BinCounts, FeatureBins, Person, ProfileSums, Reach, SegmentForecast, SegmentModel, SegmentSums,
};
use std::collections::HashMap;
use std::ops::Range;

/// No segment, in [`Everybody::segments`].
pub(crate) const NOWHERE: u16 = u16::MAX;

/// What is kept of everybody.
pub(crate) struct Everybody {
    /// Place of each member's segment in the model's list, by row.
    pub segments: Vec<u16>,
    /// Months covered and due of each member, by row; bit 0 is `first`.
    pub months: Vec<(u64, u64)>,
    /// The month of bit 0.
    pub first: Month,
    /// First and last month of the contributions.
    pub period: Option<(Month, Month)>,
    /// Sizes and means.
    pub sums: SegmentSums,
    /// How the values of each feature are spread.
    pub bins: Vec<FeatureBins>,
    pub counts: Vec<BinCounts>,
    /// The same people in the bins of the model before.
    pub earlier_bins: Vec<FeatureBins>,
    pub earlier_counts: Vec<BinCounts>,
    profiles: ProfileSums,
}

/// The pass while it lasts.
pub(crate) struct Pass<'a> {
    rules: &'a ProgrammeRules,
    as_of: NaiveDate,
    features: TableWriter,
    prices: HashMap<(ProgrammeSet, i64, bool), i64>,
    everybody: Everybody,
}

impl<'a> Pass<'a> {
    pub(crate) fn new(
        home: &Home,
        world: &'a World,
        model: &SegmentModel,
        sums: &PaymentSums,
        sample: &FeatureTable,
        earlier_bins: Vec<FeatureBins>,
    ) -> Result<Self> {
        let names: Vec<&str> = sample.defs().iter().map(|d| d.name.as_str()).collect();
        let bins = FeatureBins::of_table(sample, &names)?;
        let counts = bins.iter().map(BinCounts::new).collect();
        let segments = model.all_segments().len();
        Ok(Self {
            rules: &world.rules,
            as_of: sums.as_of(),
            features: TableWriter::create(&home.table("features"))?,
            prices: HashMap::new(),
            everybody: Everybody {
                segments: Vec::with_capacity(sums.members()),
                months: Vec::with_capacity(sums.members()),
                first: sums.first(),
                period: None,
                sums: SegmentSums::new(model),
                bins,
                counts,
                earlier_counts: earlier_bins.iter().map(BinCounts::new).collect(),
                earlier_bins,
                profiles: ProfileSums::new(segments, OccupationGroup::ALL.len(), sums.first()),
            },
        })
    }

    /// Adds the members of some rows.
    pub(crate) fn add(
        &mut self,
        members: &MembersTable,
        rows: &Range<usize>,
        columns: &MemberColumns,
        sums: &PaymentSums,
        assigned: &Assigned,
    ) -> Result<()> {
        self.features.append_features(members.ids(rows)?, &assigned.table.named_columns())?;
        let everybody = &mut self.everybody;
        everybody.sums.add(assigned);
        let own = everybody.bins.iter().zip(&mut everybody.counts);
        for (bins, counts) in own.chain(everybody.earlier_bins.iter().zip(&mut everybody.earlier_counts)) {
            counts.add(bins, assigned.table.feature(&bins.feature)?)?;
        }
        let places = members.places(rows)?;
        let masks = sums.masks(columns)?;
        let (after, grace) = (Month::of(self.as_of), self.rules.grace_months());
        for (at, (segment, months)) in assigned.segments.iter().zip(&masks).enumerate() {
            everybody.segments.push(segment.unwrap_or(NOWHERE));
            everybody.months.push((months.covered, months.due));
            let Some(segment) = segment else { continue };
            let span = MembershipSpan {
                registered_on: columns.registered_on[at],
                ended_on: columns.ended_on[at],
                paid_by_state: columns.paid_by_state[at],
            };
            let bits = sums.paid_bits(columns.row[at]).context("a member beyond the sums")?;
            let (province, village) = places[at];
            everybody.profiles.add(&Person {
                segment: usize::from(*segment),
                group: columns.group[at] as usize,
                province,
                due: months.due,
                paid: months.covered,
                before: bits.state_after(&span, after.plus(-12), grace),
                after: bits.state_after(&span, after, grace),
                reach: Reach {
                    whatsapp: columns.whatsapp_reachable[at],
                    email: columns.email_reachable[at],
                    phone: columns.phone_known[at],
                    address: columns.email_known[at],
                    village,
                },
                monthly_rupiah: if columns.paid_by_state[at] {
                    0
                } else {
                    monthly(self.rules, after, &mut self.prices, columns, at)?
                },
            })?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Everybody> {
        self.features.finish()?;
        // Months paid ahead are not on file yet.
        let until_now = u64::MAX >> (63 - Month::of(self.as_of).months_since(self.everybody.first).clamp(0, 63));
        let covered = self.everybody.months.iter().fold(0, |all, (covered, _)| all | covered) & until_now;
        let bit = |place: u32| self.everybody.first.plus(place as i32);
        self.everybody.period = (covered != 0).then(|| (bit(covered.trailing_zeros()), bit(covered.ilog2())));
        Ok(self.everybody)
    }
}

/// What a member pays for a month at the price of the as-of month, asked of the rules once for each income.
fn monthly(
    rules: &ProgrammeRules,
    month: Month,
    prices: &mut HashMap<(ProgrammeSet, i64, bool), i64>,
    columns: &MemberColumns,
    at: usize,
) -> Result<i64> {
    let payer = Payer {
        programmes: columns.programmes[at],
        declared_income_rupiah: columns.declared_income_rupiah[at],
        group: columns.group[at],
        paid_by_state: false,
    };
    let key = (payer.programmes, payer.declared_income_rupiah, payer.group == OccupationGroup::Transport);
    if let Some(price) = prices.get(&key) {
        return Ok(*price);
    }
    let price = rules.quote(&payer, month)?.amount.rounded();
    prices.insert(key, price);
    Ok(price)
}

impl Everybody {
    /// Completes the names of a model that was counted on everybody.
    pub(crate) fn describe(&self, model: &mut SegmentModel) -> Result<()> {
        Ok(model.describe(&self.profiles)?)
    }

    /// Profiles of the segments with people, in the model's order; rules are added later.
    pub(crate) fn profiles(
        &self,
        world: &World,
        model: &SegmentModel,
        forecasts: &[SegmentForecast],
    ) -> Result<Vec<SegmentProfile>> {
        let groups: Vec<Group> =
            OccupationGroup::ALL.iter().map(|g| Group { key: g.key().to_owned(), name: g.name() }).collect();
        let counted = model.segments();
        let all: Vec<domain::Segment> = model
            .all_segments()
            .into_iter()
            .map(|named| {
                counted.iter().find(|s| s.id == named.id).cloned().unwrap_or(domain::Segment {
                    id: named.id,
                    name: named.name,
                    detail: named.detail,
                    why: named.why,
                    group: named.group,
                    size: 0,
                    facts: Vec::new(),
                })
            })
            .collect();
        let mut profiles = self.profiles.profiles(&all, forecasts, &groups, &world.regions)?;
        profiles.retain(|p| p.segment.size > 0);
        Ok(profiles)
    }
}
