//! The plan itself: audience, lots, hours, words, cost, hash.

use crate::audience::{Lot, admit};
use crate::calendar::Calendar;
use crate::error::PlanningError;
use crate::lot::{draw_areas, draw_people, ticket};
use crate::message::{Composer, Templates};
use crate::schedule::place;
use domain::rules::{ChannelRate, RATES_FILE, rate_on};
use domain::{
    Arm, Bilingual, CampaignSpec, Candidate, Channel, Exclusion, Member, Plan, PlannedMember, ProgrammeRules,
    RandomisationUnit, RegionCode, RegionTable, Rupiah, SegmentId, TimeZoneCode, Touch,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a plan is made from.
pub struct CampaignInput<'a> {
    /// The declaration.
    pub spec: &'a CampaignSpec,
    /// Its templates.
    pub templates: &'a Templates,
    /// Everyone, as known on the as-of day.
    pub candidates: &'a [Candidate],
    /// The members table, by row.
    pub members: &'a [Member],
    /// Programme rules.
    pub rules: &'a ProgrammeRules,
    /// Prices of touches.
    pub rates: &'a [ChannelRate],
    /// Holidays.
    pub calendar: &'a Calendar,
    /// Provinces and their clocks.
    pub regions: &'a RegionTable,
}

/// A plan and the touches it puts in the outbox once approved.
#[derive(Debug, Clone)]
pub struct PlannedCampaign {
    /// The plan.
    pub plan: Plan,
    /// One touch for each treated member.
    pub touches: Vec<Touch>,
}

struct Admitted<'a> {
    candidate: &'a Candidate,
    segment: SegmentId,
    arm: Arm,
}

/// Plans a campaign. A pure function: the same input gives the same plan and the same hash.
pub fn plan_campaign(input: &CampaignInput<'_>) -> Result<PlannedCampaign, PlanningError> {
    let spec = input.spec;
    let (admitted, excluded) = draw_lots(input);
    if admitted.is_empty() {
        let mut reasons: BTreeMap<Exclusion, u64> = BTreeMap::new();
        for (_, why) in &excluded {
            *reasons.entry(*why).or_default() += 1;
        }
        let words: Vec<String> = reasons.iter().map(|(why, n)| format!("{n} {}", why.words().en)).collect();
        return Err(PlanningError::EmptyAudience(words.join(", ")));
    }

    let days =
        input.calendar.working_days(spec.schedule.first_day, spec.schedule.last_day, spec.schedule.skip_holidays)?;
    let hours = hours_of(input, &admitted, &days)?;
    let mut composer = Composer::new(input.templates, input.rules, spec);
    let mut members = Vec::with_capacity(admitted.len());
    let mut touches = Vec::new();
    let mut used_rates: BTreeSet<String> = BTreeSet::new();
    for (i, person) in admitted.iter().enumerate() {
        let candidate = person.candidate;
        let mut planned = PlannedMember {
            row: candidate.row,
            member: candidate.member.clone(),
            segment: person.segment.clone(),
            group: candidate.group,
            area: candidate.region.clone(),
            arm: person.arm,
            language: candidate.language,
            send_at: None,
            cost: Rupiah::ZERO,
        };
        if let (Some(channel), Some(due_at)) = (person.arm.channel(), hours.get(&i).copied()) {
            let rate = rate_on(input.rates, channel, spec.schedule.first_day)?;
            if rate.provenance.confidence.needs_checking() {
                used_rates.insert(format!("{RATES_FILE}: {}", channel.key()));
            }
            planned.cost = Rupiah::whole(rate.rupiah);
            planned.send_at = Some(due_at);
            touches.push(Touch {
                id: touch_id(&spec.name, &candidate.member.0, channel, 1),
                campaign: spec.name.clone(),
                member: candidate.member.clone(),
                channel,
                step: 1,
                area: candidate.region.clone(),
                language: candidate.language,
                body: composer.body(&input.members[candidate.row.index()], channel, candidate.language)?,
                due_at,
                cost_rupiah: rate.rupiah,
            });
        }
        members.push(planned);
    }

    let mut warnings = Vec::new();
    let mut unverified = used_rates;
    unverified.extend(composer.unverified().iter().cloned());
    warnings.extend(unverified_by_file(&unverified));
    for (day, name) in input.calendar.estimated_between(spec.schedule.first_day, spec.schedule.last_day) {
        warnings.push(Bilingual::new(
            format!("Tanggal {name} ({day}) masih perkiraan."),
            format!("The date of {name} ({day}) is an estimate."),
        ));
    }
    warnings.extend(small_lots(&members));

    let plan = Plan {
        campaign: spec.name.clone(),
        hash: hash(spec, &members, &touches),
        as_of: spec.audience.as_of,
        members,
        excluded,
        warnings,
    };
    if plan.cost() > spec.budget {
        return Err(PlanningError::OverBudget { cost: plan.cost(), budget: spec.budget });
    }
    Ok(PlannedCampaign { plan, touches })
}

type Excluded = Vec<(domain::MemberRow, Exclusion)>;

fn draw_lots<'a>(input: &CampaignInput<'a>) -> (Vec<Admitted<'a>>, Excluded) {
    let spec = input.spec;
    let mut excluded = Vec::new();
    let mut by_person: Vec<(&Candidate, &SegmentId, Channel)> = Vec::new();
    let mut by_area: Vec<(&Candidate, &SegmentId)> = Vec::new();
    for candidate in input.candidates {
        match (admit(spec, candidate), &candidate.segment) {
            (Ok(Lot::Person(channel)), Some(segment)) => by_person.push((candidate, segment, channel)),
            (Ok(Lot::Area), Some(segment)) => by_area.push((candidate, segment)),
            (Ok(_), None) => excluded.push((candidate.row, Exclusion::NoSegment)),
            (Err(why), _) => excluded.push((candidate.row, why)),
        }
    }
    let mut admitted = Vec::with_capacity(by_person.len() + by_area.len());
    if let Some(channel) = by_person.first().map(|p| p.2) {
        let people: Vec<(&str, &str)> = by_person.iter().map(|(c, s, _)| (s.0.as_str(), c.member.0.as_str())).collect();
        let arms = draw_people(&spec.holdout.seed, &people, spec.holdout.person_share, channel);
        admitted.extend(by_person.iter().zip(arms).map(|((candidate, segment, _), arm)| Admitted {
            candidate,
            segment: (*segment).clone(),
            arm,
        }));
    }
    let area_channels: Vec<Channel> =
        spec.channels.iter().map(|c| c.kind).filter(|k| k.unit() == RandomisationUnit::Area).collect();
    let areas: BTreeMap<RegionCode, String> = by_area.iter().map(|(c, _)| (c.region.clone(), stratum_of(c))).collect();
    let drawn = draw_areas(&spec.holdout.seed, &areas, spec.holdout.area_share, &area_channels);
    admitted.extend(by_area.into_iter().map(|(candidate, segment)| Admitted {
        candidate,
        segment: segment.clone(),
        arm: drawn[&candidate.region],
    }));
    admitted.sort_by_key(|a| a.candidate.row);
    (admitted, excluded)
}

/// Island group (first digit of the province code) and urban or rural.
fn stratum_of(candidate: &Candidate) -> String {
    let island = &candidate.region.province()[..1];
    format!("{island}-{}", if candidate.urban { "urban" } else { "rural" })
}

/// The hour of each treated member, by index. People are placed in ticket order, villages stay together.
fn hours_of(
    input: &CampaignInput<'_>,
    admitted: &[Admitted<'_>],
    days: &[chrono::NaiveDate],
) -> Result<BTreeMap<usize, chrono::DateTime<chrono::Utc>>, PlanningError> {
    let seed = &input.spec.holdout.seed;
    let mut hours = BTreeMap::new();
    for channel in &input.spec.channels {
        let mut order: Vec<(u64, u64, usize)> = admitted
            .iter()
            .enumerate()
            .filter(|(_, a)| a.arm == Arm::Treated(channel.kind))
            .map(|(i, a)| {
                let person = ticket(seed, "hour", &a.candidate.member.0);
                match channel.kind.unit() {
                    RandomisationUnit::Person => (person, 0, i),
                    RandomisationUnit::Area => (ticket(seed, "hour", a.candidate.region.as_str()), person, i),
                }
            })
            .collect();
        order.sort_unstable();
        let zones: Vec<TimeZoneCode> = order
            .iter()
            .map(|(_, _, i)| {
                input.regions.province_of(&admitted[*i].candidate.region).map_or(TimeZoneCode::Wib, |p| p.zone)
            })
            .collect();
        let placed = place(channel.kind, &zones, days, channel.per_day, &input.spec.schedule)?;
        hours.extend(order.iter().map(|(_, _, i)| *i).zip(placed));
    }
    Ok(hours)
}

/// One sentence for each file with rows that a person must check, naming the rows.
fn unverified_by_file(rows: &BTreeSet<String>) -> Vec<Bilingual> {
    let told = |rows: Bilingual| {
        Bilingual::new(
            format!("Belum diverifikasi: {}. Periksa sebelum menyetujui.", rows.id),
            format!("Not verified: {}. Check before approving.", rows.en),
        )
    };
    domain::provenance::rows_by_file(rows.iter().map(String::as_str)).into_iter().map(told).collect()
}

fn small_lots(members: &[PlannedMember]) -> Vec<Bilingual> {
    let held_out: BTreeSet<&RegionCode> =
        members.iter().filter(|m| m.arm == Arm::HeldOut(RandomisationUnit::Area)).map(|m| &m.area).collect();
    let has_area_lot = members.iter().any(|m| m.arm.unit() == RandomisationUnit::Area);
    if has_area_lot && held_out.len() < 10 {
        return vec![Bilingual::new(
            format!("Hanya {} desa pembanding: hasil cetak dan loket akan sangat tidak pasti.", held_out.len()),
            format!("Only {} held-out villages: print and counter results will be very uncertain.", held_out.len()),
        )];
    }
    Vec::new()
}

/// The id of a touch, from its send key: planning twice makes the same id, so nobody is messaged twice by it.
pub fn touch_id(campaign: &str, member: &str, channel: Channel, step: u8) -> String {
    let mut hasher = Sha256::new();
    for part in [campaign, member, channel.key(), &step.to_string()] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hex::encode(&hasher.finalize()[..16])
}

fn hash(spec: &CampaignSpec, members: &[PlannedMember], touches: &[Touch]) -> String {
    let mut hasher = Sha256::new();
    // A declaration was read from TOML, so it can be written to JSON.
    hasher.update(serde_json::to_vec(spec).expect("a declaration is plain data"));
    for m in members {
        hasher.update(format!("{}\t{}\t{:?}\t{:?}\t{}\n", m.member, m.segment, m.arm, m.send_at, m.cost.decimal()));
    }
    for t in touches {
        hasher.update(format!("{}\t{}\t{}\n", t.id, t.due_at.timestamp(), t.body));
    }
    hex::encode(hasher.finalize())
}
