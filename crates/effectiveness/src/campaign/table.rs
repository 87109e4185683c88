//! The result table of a campaign: a line for each segment on each channel, and one for everyone.

use super::area_lot::{AREA_ESTIMATOR, AreaRates, area_notes, uplift_by_area};
use super::judgement::{LotAnswer, judge_alone, judge_segments};
use super::lot::{Areas, CampaignSums, LotSums};
use super::months::{months_by_area, months_by_person};
use super::person_lot::{PERSON_ESTIMATOR, uplift_by_person};
use super::running::{
    AREA_RUNNING_ESTIMATOR, PERSON_RUNNING_ESTIMATOR, months_by_area_while_running, months_by_person_while_running,
    not_before_the_end, uplift_by_area_while_running, uplift_by_person_while_running,
};
use crate::by_area::area_means;
use crate::by_person::difference_of_proportions;
use crate::cost::cost_per_additional;
use crate::interval::Level;
use crate::sums::{BinarySums, Moments};
use domain::{
    Arm, Bilingual, Channel, EVERYONE, Month, PaidMonths, RandomisationUnit, SegmentId, StillRunning, UpliftRow,
    Verdict,
};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// What every line of the table is made with.
#[derive(Debug, Clone)]
pub struct CampaignTerms<'a> {
    /// The campaign's key.
    pub campaign: &'a str,
    /// Names of segments; one that is not here goes by its key.
    pub segments: &'a BTreeMap<SegmentId, Bilingual>,
    /// Coverage months that were counted.
    pub window: RangeInclusive<Month>,
    /// Where outcomes still come in: then every interval is one that may be looked at daily.
    pub running: Option<StillRunning>,
    /// Confidence level of every interval.
    pub level: Level,
}

/// Uplift by segment and channel as assigned (intention to treat), each against the held out of the same lot; judged in
/// words, the segments of a channel as one family. Costs nothing but the sums: people do not come into it any more.
pub fn uplift_table(sums: &CampaignSums, terms: &CampaignTerms<'_>) -> Vec<UpliftRow> {
    let segments = sums.segments();
    let mut table = Vec::new();
    for channel in sums.channels() {
        let mut lines: Vec<Line> = segments
            .iter()
            .copied()
            .map(Some)
            .chain([None])
            .filter_map(|segment| -> Option<Line> {
                let treated = sums.areas(Arm::Treated(channel), segment);
                let held_out = sums.held_out(channel, segment);
                let is_lot = !treated.is_empty() || !held_out.is_empty();
                is_lot.then(|| line(terms, segment, channel, (&treated, &held_out)))
            })
            .collect();
        judge(&mut lines, terms);
        table.extend(lines.into_iter().map(|line| line.row));
    }
    table
}

/// How areas of both arms are compared.
type CompareAreas = fn(&[BinarySums], &[BinarySums], Level) -> (Verdict, AreaRates);

/// Concludes the lines of one channel: its segments as one family, everyone together by itself.
fn judge(lines: &mut [Line], terms: &CampaignTerms<'_>) {
    let (everyone, segments): (Vec<&mut Line>, Vec<&mut Line>) =
        lines.iter_mut().partition(|line| line.row.counts_everyone());
    let lots: Vec<LotAnswer> = segments.iter().map(|line| line.lot()).collect();
    let (judgements, differences) = judge_segments(&lots, terms.level);
    for (line, judgement) in segments.into_iter().zip(judgements) {
        line.row.judgement = Some(not_before_the_end(judgement, terms.running));
    }
    for line in everyone {
        line.row.judgement = Some(not_before_the_end(judge_alone(&line.lot(), terms.level), terms.running));
        line.row.notes.extend(differences.as_ref().map(|d| d.sentence.clone()));
    }
}

/// A line with what only the judgement needs.
struct Line {
    row: UpliftRow,
    standard_error: Option<f64>,
}

impl Line {
    fn lot(&self) -> LotAnswer {
        let row = &self.row;
        LotAnswer {
            verdict: row.verdict.clone(),
            standard_error: self.standard_error,
            rate_held_out: row.rate_held_out,
            people: row.treated + row.held_out,
            areas: row.areas_treated.zip(row.areas_held_out).map(|(t, h)| (t as usize, h as usize)),
        }
    }
}

fn line(
    terms: &CampaignTerms<'_>,
    segment: Option<&SegmentId>,
    channel: Channel,
    (treated, held_out): (&Areas, &Areas),
) -> Line {
    let (level, runs) = (terms.level, terms.running.is_some());
    let (one, zero) = (together(treated), together(held_out));
    let unit = channel.unit();
    let mut notes = Vec::new();
    let (verdict, standard_error, rates, areas, estimator) = match unit {
        RandomisationUnit::Person => {
            let (verdict, estimator) = if runs {
                (uplift_by_person_while_running(one.people, zero.people, level), PERSON_RUNNING_ESTIMATOR)
            } else {
                (uplift_by_person(one.people, zero.people, level), PERSON_ESTIMATOR)
            };
            let fit = difference_of_proportions(one.people, zero.people, level);
            let error = fit.ok().map(|fit| fit.standard_error);
            (verdict, error, (one.people.rate(), zero.people.rate()), (None, None), estimator)
        }
        RandomisationUnit::Area => {
            let of = |areas: &Areas| -> Vec<BinarySums> { areas.values().map(|area| area.people).collect() };
            let (compare, estimator) = if runs {
                (uplift_by_area_while_running as CompareAreas, AREA_RUNNING_ESTIMATOR)
            } else {
                (uplift_by_area as CompareAreas, AREA_ESTIMATOR)
            };
            let (verdict, rates) = compare(&of(treated), &of(held_out), level);
            notes.extend(area_notes(&rates));
            let areas = (Some(treated.len() as u64), Some(held_out.len() as u64));
            let means = |areas: &Areas| -> Vec<f64> { of(areas).iter().filter_map(|a| a.rate()).collect() };
            let error = area_means(&means(treated), &means(held_out), level).ok().map(|fit| fit.test.standard_error);
            (verdict, error, (rates.treated, rates.held_out), areas, estimator)
        }
    };
    let (id, segment_name) = match segment {
        Some(id) => {
            let named = terms.segments.get(id).cloned();
            (id.clone(), named.unwrap_or_else(|| Bilingual::new(id.0.clone(), id.0.clone())))
        }
        None => (SegmentId(EVERYONE.to_owned()), Bilingual::new("Semua segmen", "All segments")),
    };
    let paid_months = paid_months(terms, unit, (treated, &one), (held_out, &zero));
    let row = UpliftRow {
        campaign: terms.campaign.to_owned(),
        segment: id,
        segment_name,
        channel,
        unit,
        treated: one.people.count(),
        delivered: reports_delivery(channel).then_some(one.delivered),
        held_out: zero.people.count(),
        areas_treated: areas.0,
        areas_held_out: areas.1,
        rate_treated: rates.0,
        rate_held_out: rates.1,
        cost_per_additional: cost_per_additional(one.cost, one.people.count(), &verdict),
        verdict,
        paid_months: Some(paid_months),
        estimator: estimator.to_owned(),
        cost: one.cost,
        true_uplift: true_uplift(channel, treated, held_out),
        notes,
        judgement: None,
        running: terms.running,
    };
    Line { row, standard_error }
}

fn together(areas: &Areas) -> LotSums {
    let mut all = LotSums::default();
    for sums in areas.values() {
        all.merge(sums);
    }
    all
}

/// Nobody tells whether a leaflet reached a hand, and a relay's word about an e-mail ends with the relay.
fn reports_delivery(channel: Channel) -> bool {
    matches!(channel, Channel::Whatsapp | Channel::PartnerCounter)
}

/// What the channel did to the months paid within the window, by the unit that was drawn.
fn paid_months(
    terms: &CampaignTerms<'_>,
    unit: RandomisationUnit,
    (treated, one): (&Areas, &LotSums),
    (held_out, zero): (&Areas, &LotSums),
) -> PaidMonths {
    let runs = terms.running.is_some();
    let (with, without, verdict) = match unit {
        RandomisationUnit::Person => {
            let compare = if runs { months_by_person_while_running } else { months_by_person };
            (one.months, zero.months, compare(one.months, zero.months, terms.level))
        }
        RandomisationUnit::Area => {
            let means = |areas: &Areas| -> Vec<f64> { areas.values().map(|area| area.months.mean).collect() };
            let (with, without) = (means(treated), means(held_out));
            let compare = if runs { months_by_area_while_running } else { months_by_area };
            let verdict = compare(&with, &without, terms.level);
            (Moments::of(with), Moments::of(without), verdict)
        }
    };
    PaidMonths {
        first: *terms.window.start(),
        last: *terms.window.end(),
        treated: (with.count > 0).then_some(with.mean),
        held_out: (without.count > 0).then_some(without.mean),
        cost_per_additional_month: cost_per_additional(one.cost, one.people.count(), &verdict),
        verdict,
    }
}

/// The quantity the estimator of this channel aims at, over everyone in the contrast: the mean over people for person lots,
/// the mean over areas of the mean over their people for area lots.
fn true_uplift(channel: Channel, treated: &Areas, held_out: &Areas) -> Option<f64> {
    let mut areas: BTreeMap<&str, Moments> = BTreeMap::new();
    for (area, sums) in treated.iter().chain(held_out) {
        if let Some(effects) = sums.true_effects.get(&channel) {
            let sum = areas.entry(area).or_default();
            *sum = sum.merged(*effects);
        }
    }
    let means = Moments::of(areas.values().map(|effects| effects.mean));
    (means.count > 0).then_some(means.mean)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::lot::MemberResult;
    use super::*;
    use domain::Rupiah;

    /// Every `step`th of so many people from the `first` on.
    fn every(step: usize, first: u32, areas: u32, people: u32) -> CampaignSums {
        let mut sums = CampaignSums::default();
        for person in (first..people).step_by(step) {
            let area = person % areas;
            let treated = area.is_multiple_of(2);
            let segment = SegmentId(["farmer", "fisher"][(person / areas % 2) as usize].to_owned());
            let kept = person % 7 < 2 + u32::from(treated) + u32::from(area.is_multiple_of(3));
            let result = MemberResult {
                kept,
                months: f64::from(person % 4 + u32::from(kept)),
                delivered: treated,
                cost: if treated { Rupiah::whole(500) } else { Rupiah::ZERO },
                true_effects: &[(Channel::Whatsapp, 0.1), (Channel::PartnerCounter, 0.2)],
            };
            let name = format!("village {area}");
            for (channel, unit) in
                [(Channel::Whatsapp, RandomisationUnit::Person), (Channel::PartnerCounter, RandomisationUnit::Area)]
            {
                let arm = if treated { Arm::Treated(channel) } else { Arm::HeldOut(unit) };
                sums.add(&segment, arm, &name, &result);
            }
        }
        sums
    }

    fn table(sums: &CampaignSums) -> Vec<UpliftRow> {
        let month = |text: &str| text.parse().unwrap();
        let window = month("2026-12")..=month("2027-02");
        let (segments, level) = (BTreeMap::new(), Level::NINETY_FIVE);
        uplift_table(sums, &CampaignTerms { campaign: "c", segments: &segments, window, running: None, level })
    }

    #[test]
    fn each_segment_is_compared_with_the_held_out_of_its_own_lot_and_everyone_is_all_of_them() {
        let rows = table(&every(1, 0, 40, 8_000));
        let keys: Vec<(Channel, &str)> = rows.iter().map(|r| (r.channel, r.segment.0.as_str())).collect();
        let by = |channel| ["farmer", "fisher", EVERYONE].map(|segment| (channel, segment));
        assert_eq!(keys, [by(Channel::Whatsapp), by(Channel::PartnerCounter)].concat());
        for line in rows.chunks(3) {
            assert_eq!(line[2].treated, line[0].treated + line[1].treated);
            assert_eq!(line[2].held_out, line[0].held_out + line[1].held_out);
            assert_eq!(line[2].cost, line[0].cost + line[1].cost);
            assert!(line.iter().all(|r| r.judgement.is_some() && r.paid_months.is_some()));
        }
        assert_eq!((rows[0].areas_treated, rows[5].areas_treated), (None, Some(20)));
        assert!((rows[2].true_uplift.unwrap() - 0.1).abs() < 1e-12);
        assert!((rows[5].true_uplift.unwrap() - 0.2).abs() < 1e-12);
        assert!(matches!(rows[5].verdict, Verdict::Estimate { uplift, .. } if uplift > 0.05));
    }

    #[test]
    fn sums_that_were_made_apart_give_the_table_of_everybody() {
        let (whole, mut one) = (every(1, 0, 40, 8_000), every(2, 0, 40, 8_000));
        let other = every(2, 1, 40, 8_000);
        assert_ne!(table(&one), table(&whole));
        for arm in [
            Arm::Treated(Channel::Whatsapp),
            Arm::HeldOut(RandomisationUnit::Person),
            Arm::Treated(Channel::PartnerCounter),
            Arm::HeldOut(RandomisationUnit::Area),
        ] {
            for segment in other.segments() {
                for (area, sums) in other.areas(arm, Some(segment)) {
                    one.add_sums(segment, arm, &area, &sums);
                }
            }
        }
        assert_eq!(one.members(), whole.members());
        for (merged, row) in table(&one).iter().zip(table(&whole)) {
            assert_eq!((merged.treated, merged.held_out, &merged.cost), (row.treated, row.held_out, &row.cost));
            let (Verdict::Estimate { low: a, .. }, Verdict::Estimate { low: b, .. }) = (&merged.verdict, &row.verdict)
            else {
                panic!("enough people")
            };
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }
}
