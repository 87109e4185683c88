//! Evaluate: what each channel caused in each segment, against the people and villages held out.

use crate::approve::find;
use crate::home::Home;
use crate::import::load_members;
use crate::plan::declaration_of;
use crate::progress::Progress;
use crate::record::paid_window;
use anyhow::{Context, Result, bail};
use domain::views::CampaignStatus;
use domain::{
    Arm, Bilingual, Channel, EVERYONE, MemberId, Month, PaidMonths, PlannedMember, RandomisationUnit, Rupiah,
    SegmentId, TouchStatus, UpliftRow,
};
use effectiveness::{
    AREA_ESTIMATOR, BinarySums, Level, LotAnswer, Moments, PERSON_ESTIMATOR, area_notes, cost_per_additional,
    judge_alone, judge_segments, months_by_area, months_by_person, uplift_by_area, uplift_by_person,
};
use intake::ColumnValues;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;
use store::Store;

/// Confidence level of every interval in the table.
pub const LEVEL: f64 = 0.95;

/// One planned member with everything known about them afterwards.
struct Person<'a> {
    planned: &'a PlannedMember,
    kept: bool,
    months_paid: f64,
    delivered: bool,
    cost: Rupiah,
}

/// Estimates uplift by segment and channel as assigned (intention to treat), keeps and returns the table.
pub async fn evaluate(home: &Home, campaign: &str, progress: &dyn Progress) -> Result<Vec<UpliftRow>> {
    progress.begin("evaluate", None);
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let outcomes: HashMap<MemberId, (bool, i64)> =
        store.outcomes(&view.name).await?.into_iter().map(|o| (o.member, (o.kept, o.months_paid))).collect();
    if outcomes.is_empty() {
        bail!("campaign `{}` has no outcomes yet; take them in with `jangkau record {0} FILE`", view.name);
    }
    let planned = store.plan_members(&view.name).await?;
    let statuses = statuses_of(&store, &view.name).await?;
    let people = planned
        .iter()
        .map(|p| {
            let (kept, months_paid) = *outcomes
                .get(&p.member)
                .with_context(|| format!("member {} is in the plan and has no outcome; record again", p.member))?;
            let status = p.arm.channel().and_then(|c| statuses.get(&(p.member.clone(), c)).copied());
            Ok(Person {
                planned: p,
                kept,
                months_paid: months_paid as f64,
                delivered: is_delivered(status),
                cost: billed(p, status),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let names: BTreeMap<SegmentId, Bilingual> = store.segments().await?.into_iter().map(|s| (s.id, s.name)).collect();
    let truth = if home.is_simulated() { Some(load_truth(home)?) } else { None };
    let window = paid_window(&declaration_of(home, &view.name)?);
    let rows = table(&view.name, &people, &names, truth.as_ref(), &window)?;
    store.save_uplift(&view.name, &rows).await?;
    store.set_status(&view.name, CampaignStatus::Evaluated).await?;
    progress.end(&format!("{} people, {} lines", people.len(), rows.len()));
    Ok(rows)
}

async fn statuses_of(store: &Store, campaign: &str) -> Result<HashMap<(MemberId, Channel), TouchStatus>> {
    Ok(store.touch_statuses(campaign).await?.into_iter().map(|(m, c, s)| ((m, c), s)).collect())
}

fn is_delivered(status: Option<TouchStatus>) -> bool {
    matches!(status, Some(TouchStatus::Delivered | TouchStatus::Read))
}

/// Nobody tells whether a leaflet reached a hand, and a relay's word about an e-mail ends with the relay.
fn reports_delivery(channel: Channel) -> bool {
    matches!(channel, Channel::Whatsapp | Channel::PartnerCounter)
}

/// What a touch cost: WhatsApp bills what was delivered, paper and counters bill what they were handed.
fn billed(planned: &PlannedMember, status: Option<TouchStatus>) -> Rupiah {
    let is_billed = match planned.arm.channel() {
        Some(Channel::Whatsapp) => is_delivered(status),
        Some(_) => matches!(status, Some(TouchStatus::HandedOver | TouchStatus::Delivered | TouchStatus::Read)),
        None => false,
    };
    if is_billed { planned.cost } else { Rupiah::ZERO }
}

fn table(
    campaign: &str,
    people: &[Person<'_>],
    names: &BTreeMap<SegmentId, Bilingual>,
    truth: Option<&Truth>,
    window: &RangeInclusive<Month>,
) -> Result<Vec<UpliftRow>> {
    let level = Level::new(LEVEL)?;
    let channels: BTreeSet<Channel> = people.iter().filter_map(|p| p.planned.arm.channel()).collect();
    let segments: BTreeSet<&SegmentId> = people.iter().map(|p| &p.planned.segment).collect();
    let everyone = SegmentId(EVERYONE.to_owned());
    let mut rows = Vec::new();
    for channel in channels {
        for segment in segments.iter().copied().map(Some).chain([None]) {
            let contrast: Vec<&Person<'_>> = people
                .iter()
                .filter(|p| segment.is_none_or(|s| p.planned.segment == *s))
                .filter(|p| p.planned.arm == Arm::Treated(channel) || p.planned.arm == Arm::HeldOut(channel.unit()))
                .collect();
            if contrast.is_empty() {
                continue;
            }
            let id = segment.unwrap_or(&everyone);
            let name = names.get(id).cloned().unwrap_or_else(|| match segment {
                Some(s) => Bilingual::new(s.0.clone(), s.0.clone()),
                None => Bilingual::new("Semua segmen", "All segments"),
            });
            let mut row = row(campaign, id, name, channel, &contrast, truth, level)?;
            row.paid_months = Some(paid_months(&contrast, channel.unit(), row.cost, window, level));
            rows.push(row);
        }
        judge(rows.iter_mut().filter(|r| r.channel == channel).collect(), level);
    }
    Ok(rows)
}

/// Concludes the lines of one channel: its segments as one family, everyone together by itself.
fn judge(lines: Vec<&mut UpliftRow>, level: Level) {
    let lot = |row: &UpliftRow| LotAnswer {
        verdict: row.verdict.clone(),
        rate_held_out: row.rate_held_out,
        people: row.treated + row.held_out,
        areas: row.areas_treated.zip(row.areas_held_out).map(|(t, h)| (t as usize, h as usize)),
    };
    let (everyone, segments): (Vec<&mut UpliftRow>, Vec<&mut UpliftRow>) =
        lines.into_iter().partition(|row| row.counts_everyone());
    let lots: Vec<LotAnswer> = segments.iter().map(|row| lot(row)).collect();
    let (judgements, differences) = judge_segments(&lots, level);
    for (row, judgement) in segments.into_iter().zip(judgements) {
        row.judgement = Some(judgement);
    }
    for row in everyone {
        row.judgement = Some(judge_alone(&lot(row), level));
        row.notes.extend(differences.as_ref().map(|d| d.sentence.clone()));
    }
}

fn row(
    campaign: &str,
    segment: &SegmentId,
    segment_name: Bilingual,
    channel: Channel,
    contrast: &[&Person<'_>],
    truth: Option<&Truth>,
    level: Level,
) -> Result<UpliftRow> {
    let (treated, held_out): (Vec<&Person<'_>>, Vec<&Person<'_>>) =
        contrast.iter().copied().partition(|p| p.planned.arm.channel().is_some());
    let unit = channel.unit();
    let mut notes = Vec::new();
    let (verdict, rates, areas, estimator) = match unit {
        RandomisationUnit::Person => {
            let (one, zero) = (sums(&treated)?, sums(&held_out)?);
            (uplift_by_person(one, zero, level), (one.rate(), zero.rate()), (None, None), PERSON_ESTIMATOR)
        }
        RandomisationUnit::Area => {
            let (one, zero) = (area_sums(&treated)?, area_sums(&held_out)?);
            let (verdict, rates) = uplift_by_area(&one, &zero, level);
            notes.extend(area_notes(&rates));
            let areas = (Some(one.len() as u64), Some(zero.len() as u64));
            (verdict, (rates.treated, rates.held_out), areas, AREA_ESTIMATOR)
        }
    };
    let cost: Rupiah = treated.iter().map(|p| p.cost).sum();
    Ok(UpliftRow {
        campaign: campaign.to_owned(),
        segment: segment.clone(),
        segment_name,
        channel,
        unit,
        treated: treated.len() as u64,
        delivered: reports_delivery(channel).then(|| treated.iter().filter(|p| p.delivered).count() as u64),
        held_out: held_out.len() as u64,
        areas_treated: areas.0,
        areas_held_out: areas.1,
        rate_treated: rates.0,
        rate_held_out: rates.1,
        cost_per_additional: cost_per_additional(cost, treated.len() as u64, &verdict),
        verdict,
        paid_months: None,
        estimator: estimator.to_owned(),
        cost,
        true_uplift: truth.and_then(|t| t.mean(channel, contrast)),
        notes,
        judgement: None,
    })
}

fn sums(people: &[&Person<'_>]) -> Result<BinarySums> {
    Ok(BinarySums::new(people.len() as u64, people.iter().filter(|p| p.kept).count() as u64)?)
}

/// What the channel did to the months paid within the window, by the unit that was drawn.
fn paid_months(
    contrast: &[&Person<'_>],
    unit: RandomisationUnit,
    cost: Rupiah,
    window: &RangeInclusive<Month>,
    level: Level,
) -> PaidMonths {
    let (treated, held_out): (Vec<&Person<'_>>, Vec<&Person<'_>>) =
        contrast.iter().copied().partition(|p| p.planned.arm.channel().is_some());
    let of = |people: &[&Person<'_>]| Moments::of(people.iter().map(|p| p.months_paid));
    let (one, zero, verdict) = match unit {
        RandomisationUnit::Person => {
            (of(&treated), of(&held_out), months_by_person(of(&treated), of(&held_out), level))
        }
        RandomisationUnit::Area => {
            let means =
                |people: &[&Person<'_>]| -> Vec<f64> { by_area(people).values().map(|area| of(area).mean).collect() };
            let (one, zero) = (means(&treated), means(&held_out));
            let verdict = months_by_area(&one, &zero, level);
            (Moments::of(one), Moments::of(zero), verdict)
        }
    };
    PaidMonths {
        first: *window.start(),
        last: *window.end(),
        treated: (one.count > 0).then_some(one.mean),
        held_out: (zero.count > 0).then_some(zero.mean),
        cost_per_additional_month: cost_per_additional(cost, treated.len() as u64, &verdict),
        verdict,
    }
}

fn by_area<'a, 'b>(people: &[&'a Person<'b>]) -> BTreeMap<&'a str, Vec<&'a Person<'b>>> {
    let mut areas: BTreeMap<&str, Vec<&Person<'_>>> = BTreeMap::new();
    for p in people {
        areas.entry(p.planned.area.as_str()).or_default().push(p);
    }
    areas
}

fn area_sums(people: &[&Person<'_>]) -> Result<Vec<BinarySums>> {
    by_area(people).values().map(|area| sums(area)).collect()
}

/// The simulator's truth: the effect of each channel on each member, as assigned.
struct Truth {
    effects: BTreeMap<Channel, Vec<f64>>,
}

impl Truth {
    /// The quantity the estimator of this channel aims at, over everyone in the contrast: the mean over people for person
    /// lots, the mean over villages of the mean over their people for area lots.
    fn mean(&self, channel: Channel, contrast: &[&Person<'_>]) -> Option<f64> {
        let effects = self.effects.get(&channel)?;
        let mean = |people: &[&Person<'_>]| {
            let known: Vec<f64> = people.iter().filter_map(|p| effects.get(p.planned.row.index()).copied()).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        match channel.unit() {
            RandomisationUnit::Person => mean(contrast),
            RandomisationUnit::Area => {
                let areas: Vec<f64> = by_area(contrast).values().filter_map(|people| mean(people)).collect();
                (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64)
            }
        }
    }
}

/// The members the truth is kept for must be the members of the table: rows are compared by number.
fn load_truth(home: &Home) -> Result<Truth> {
    let members = load_members(home)?;
    let columns: HashMap<String, ColumnValues> = intake::load_truth(&home.table("truth"))?.into_iter().collect();
    let Some(ColumnValues::Words(ids)) = columns.get("member_id") else {
        bail!("the truth table has no member_id column");
    };
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect();
    let mut effects = BTreeMap::new();
    for (channel, name) in [
        (Channel::Whatsapp, "effect_whatsapp"),
        (Channel::Print, "effect_print"),
        (Channel::PartnerCounter, "effect_counter"),
    ] {
        let Some(ColumnValues::Measured(values)) = columns.get(name) else {
            bail!("the truth table has no {name} column");
        };
        let by_row = members
            .iter()
            .map(|m| {
                let place = places.get(m.id.0.as_str()).with_context(|| format!("no truth about member {}", m.id))?;
                Ok(values[*place])
            })
            .collect::<Result<Vec<f64>>>()?;
        effects.insert(channel, by_row);
    }
    Ok(Truth { effects })
}
