//! Evaluate: what each channel caused in each segment, against the people and villages held out.

mod running;
mod truth;

use crate::allocate::campaign_basis;
use crate::approve::find;
use crate::home::Home;
use crate::plan::declaration_of;
use crate::progress::Progress;
use crate::record::paid_window;
use anyhow::{Context, Result, bail};
use domain::views::CampaignStatus;
use domain::{
    Arm, Bilingual, Channel, EVERYONE, MemberId, Month, PaidMonths, PlannedMember, RandomisationUnit, Rupiah,
    SegmentId, StillRunning, TouchStatus, UpliftRow,
};
use effectiveness::{
    AREA_ESTIMATOR, AREA_RUNNING_ESTIMATOR, BinarySums, Level, LotAnswer, Moments, PERSON_ESTIMATOR,
    PERSON_RUNNING_ESTIMATOR, area_notes, cost_per_additional, judge_alone, judge_segments, months_by_area,
    months_by_area_while_running, months_by_person, months_by_person_while_running, uplift_by_area,
    uplift_by_area_while_running, uplift_by_person, uplift_by_person_while_running,
};
use running::{newest_known_day, not_before_the_end, still_running};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;
use store::Store;
use truth::{Truth, load_truth};

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
    let spec = declaration_of(home, &view.name)?;
    let asked = Asked {
        campaign: &view.name,
        truth: truth.as_ref(),
        window: paid_window(&spec),
        running: still_running(newest_known_day(&store).await?, spec.outcome.known_by),
        level: Level::new(LEVEL)?,
    };
    let rows = table(&asked, &people, &names)?;
    store.save_uplift(&view.name, &rows).await?;
    campaign_basis(home, &store, &view.name, &spec, &rows).await?;
    store.set_status(&view.name, CampaignStatus::Evaluated).await?;
    progress.end(&format!("{} people, {} lines", people.len(), rows.len()));
    Ok(rows)
}

/// What every line of the table is computed with.
struct Asked<'a> {
    campaign: &'a str,
    truth: Option<&'a Truth>,
    window: RangeInclusive<Month>,
    running: Option<StillRunning>,
    level: Level,
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

fn table(asked: &Asked<'_>, people: &[Person<'_>], names: &BTreeMap<SegmentId, Bilingual>) -> Result<Vec<UpliftRow>> {
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
            let mut row = row(asked, id, name, channel, &contrast)?;
            row.paid_months = Some(paid_months(asked, &contrast, channel.unit(), row.cost));
            rows.push(row);
        }
        judge(rows.iter_mut().filter(|r| r.channel == channel).collect(), asked);
    }
    Ok(rows)
}

/// Concludes the lines of one channel: its segments as one family, everyone together by itself.
fn judge(lines: Vec<&mut UpliftRow>, asked: &Asked<'_>) {
    let level = asked.level;
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
        row.judgement = Some(not_before_the_end(judgement, asked.running));
    }
    for row in everyone {
        row.judgement = Some(not_before_the_end(judge_alone(&lot(row), level), asked.running));
        row.notes.extend(differences.as_ref().map(|d| d.sentence.clone()));
    }
}

fn row(
    asked: &Asked<'_>,
    segment: &SegmentId,
    segment_name: Bilingual,
    channel: Channel,
    contrast: &[&Person<'_>],
) -> Result<UpliftRow> {
    let (level, runs) = (asked.level, asked.running.is_some());
    let (treated, held_out): (Vec<&Person<'_>>, Vec<&Person<'_>>) =
        contrast.iter().copied().partition(|p| p.planned.arm.channel().is_some());
    let unit = channel.unit();
    let mut notes = Vec::new();
    let (verdict, rates, areas, estimator) = match unit {
        RandomisationUnit::Person => {
            let (one, zero) = (sums(&treated)?, sums(&held_out)?);
            let (verdict, estimator) = if runs {
                (uplift_by_person_while_running(one, zero, level), PERSON_RUNNING_ESTIMATOR)
            } else {
                (uplift_by_person(one, zero, level), PERSON_ESTIMATOR)
            };
            (verdict, (one.rate(), zero.rate()), (None, None), estimator)
        }
        RandomisationUnit::Area => {
            let (one, zero) = (area_sums(&treated)?, area_sums(&held_out)?);
            let (answer, estimator) = if runs {
                (uplift_by_area_while_running(&one, &zero, level), AREA_RUNNING_ESTIMATOR)
            } else {
                (uplift_by_area(&one, &zero, level), AREA_ESTIMATOR)
            };
            let (verdict, rates) = answer;
            notes.extend(area_notes(&rates));
            let areas = (Some(one.len() as u64), Some(zero.len() as u64));
            (verdict, (rates.treated, rates.held_out), areas, estimator)
        }
    };
    let cost: Rupiah = treated.iter().map(|p| p.cost).sum();
    Ok(UpliftRow {
        campaign: asked.campaign.to_owned(),
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
        true_uplift: asked.truth.and_then(|t| t.mean(channel, contrast)),
        notes,
        judgement: None,
        running: asked.running,
    })
}

fn sums(people: &[&Person<'_>]) -> Result<BinarySums> {
    Ok(BinarySums::new(people.len() as u64, people.iter().filter(|p| p.kept).count() as u64)?)
}

/// What the channel did to the months paid within the window, by the unit that was drawn.
fn paid_months(asked: &Asked<'_>, contrast: &[&Person<'_>], unit: RandomisationUnit, cost: Rupiah) -> PaidMonths {
    let (level, runs) = (asked.level, asked.running.is_some());
    let (treated, held_out): (Vec<&Person<'_>>, Vec<&Person<'_>>) =
        contrast.iter().copied().partition(|p| p.planned.arm.channel().is_some());
    let of = |people: &[&Person<'_>]| Moments::of(people.iter().map(|p| p.months_paid));
    let (one, zero, verdict) = match unit {
        RandomisationUnit::Person => {
            let compare = if runs { months_by_person_while_running } else { months_by_person };
            (of(&treated), of(&held_out), compare(of(&treated), of(&held_out), level))
        }
        RandomisationUnit::Area => {
            let means =
                |people: &[&Person<'_>]| -> Vec<f64> { by_area(people).values().map(|area| of(area).mean).collect() };
            let (one, zero) = (means(&treated), means(&held_out));
            let compare = if runs { months_by_area_while_running } else { months_by_area };
            let verdict = compare(&one, &zero, level);
            (Moments::of(one.into_iter()), Moments::of(zero.into_iter()), verdict)
        }
    };
    PaidMonths {
        first: *asked.window.start(),
        last: *asked.window.end(),
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
