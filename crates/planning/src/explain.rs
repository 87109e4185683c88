//! Why a member gets what they get, in sentences.

use crate::plan::{Moved, PlannedCampaign};
use crate::policy::{CapBroken, SchedulePolicy};
use crate::schedule::Blocked;
use chrono::{DateTime, Utc};
use domain::{
    Arm, Bilingual, CampaignSpec, Exclusion, FollowUp, Language, MemberRow, PlannedMember, RandomisationUnit,
    RegionTable, Segment, TimeZoneCode, written,
};

/// What an explanation is about.
pub enum Subject<'a> {
    /// Somebody in the plan.
    Planned(&'a PlannedMember),
    /// Somebody left out.
    Excluded(Exclusion),
}

/// The reasons, one sentence each; a segment that is not among `segments` is called by its key.
pub fn explain(
    spec: &CampaignSpec,
    subject: &Subject<'_>,
    regions: &RegionTable,
    segments: &[Segment],
) -> Vec<Bilingual> {
    match subject {
        Subject::Excluded(why) => {
            let words = why.words();
            vec![Bilingual::new(
                format!("Tidak ikut kampanye: {}.", words.id),
                format!("Not in the campaign: {}.", words.en),
            )]
        }
        Subject::Planned(member) => explain_planned(spec, member, regions, segments),
    }
}

fn explain_planned(
    spec: &CampaignSpec,
    member: &PlannedMember,
    regions: &RegionTable,
    segments: &[Segment],
) -> Vec<Bilingual> {
    let group = member.group.name();
    let segment = segments
        .iter()
        .find(|segment| segment.id == member.segment)
        .map_or_else(|| Bilingual::new(&member.segment.0, &member.segment.0), |segment| segment.name.clone());
    let mut lines = vec![Bilingual::new(
        format!(
            "Termasuk sasaran per {}: {}, segmen {}.",
            written::day(Language::Id, spec.audience.as_of),
            group.id,
            segment.id
        ),
        format!(
            "In the audience on {}: {}, segment {}.",
            written::day(Language::En, spec.audience.as_of),
            group.en,
            segment.en
        ),
    )];
    let percent = |share: domain::Share| format!("{:.0}%", share.get() * 100.0);
    lines.push(match member.arm.unit() {
        RandomisationUnit::Person if spec.decision.is_some() => {
            let p = percent(spec.holdout.person_share);
            Bilingual::new(
                format!(
                    "Dapat dihubungi langsung, jadi kanalnya diputuskan bersama semua orang, lalu diundi per orang di dalam segmen \
                     dan kanalnya (benih `{}`, pembanding {p}).",
                    spec.holdout.seed
                ),
                format!(
                    "Reachable in person, so the channel is decided together with everybody's, then a lot is drawn person by \
                     person inside the segment and the channel (seed `{}`, {p} held out).",
                    spec.holdout.seed
                ),
            )
        }
        RandomisationUnit::Person => {
            let p = percent(spec.holdout.person_share);
            Bilingual::new(
                format!(
                    "Dapat dihubungi langsung, jadi diundi per orang di dalam segmennya (benih `{}`, pembanding {p}).",
                    spec.holdout.seed
                ),
                format!(
                    "Reachable in person, so drawn person by person inside the segment (seed `{}`, {p} held out).",
                    spec.holdout.seed
                ),
            )
        }
        RandomisationUnit::Area => {
            let p = percent(spec.holdout.area_share);
            Bilingual::new(
                format!(
                    "Tidak dapat dihubungi langsung, jadi diundi bersama desanya {} (benih `{}`, pembanding {p} desa).",
                    member.area, spec.holdout.seed
                ),
                format!(
                    "Not reachable in person, so drawn with the village {} (seed `{}`, {p} of villages held out).",
                    member.area, spec.holdout.seed
                ),
            )
        }
    });
    match (member.arm, member.send_at) {
        (Arm::Treated(channel), Some(at)) => {
            let name = channel.name();
            let zone = regions.province_of(&member.area).map_or(domain::TimeZoneCode::Wib, |p| p.zone);
            let local = at.with_timezone(&zone.offset());
            let clock = format!("{} {}", local.format("%H:%M"), zone.code());
            let window =
                format!("{}-{}", spec.schedule.not_before.format("%H:%M"), spec.schedule.not_after.format("%H:%M"));
            lines.push(Bilingual::new(
                format!(
                    "Hasil undian: {} pada {} pukul {clock} (jendela {window} waktu setempat, bukan hari libur).",
                    name.id,
                    written::day(Language::Id, local.date_naive())
                ),
                format!(
                    "Drawn: {} on {} at {clock} (window {window} local time, no holidays).",
                    name.en,
                    written::day(Language::En, local.date_naive())
                ),
            ));
            let spoken = match member.language {
                Language::Id => Bilingual::new("Indonesia", "Indonesian"),
                Language::En => Bilingual::new("Inggris", "English"),
            };
            lines.push(Bilingual::new(
                format!("Bahasa {}; perkiraan biaya {}.", spoken.id, member.cost),
                format!("Language {}; forecast cost {}.", spoken.en, member.cost),
            ));
        }
        (Arm::HeldOutOf(channel), _) => {
            let name = channel.name();
            lines.push(Bilingual::new(
                format!(
                    "Keputusan memberinya {}, dan undian menjadikannya pembanding bagi kanal itu. Tidak dikirimi apa pun oleh \
                     kampanye ini, di kanal mana pun.",
                    name.id
                ),
                format!(
                    "The decision gave them {}, and the lot held them out of it. Nothing is sent by this campaign, on any channel.",
                    name.en
                ),
            ));
        }
        _ => lines.push(Bilingual::new(
            "Hasil undian: pembanding. Tidak dikirimi apa pun oleh kampanye ini, di kanal mana pun.",
            "Drawn: held out. Nothing is sent by this campaign, on any channel.",
        )),
    }
    lines
}

/// Everything a plan says of a member: the lot, the day and second, the rules that moved them or shaped their day, the follow-up; or
/// why they are left out. `None` for a row the plan does not know.
pub fn explain_member(
    spec: &CampaignSpec,
    planned: &PlannedCampaign,
    row: MemberRow,
    regions: &RegionTable,
    policy: &SchedulePolicy,
    segments: &[Segment],
) -> Option<Vec<Bilingual>> {
    let Some(member) = planned.plan.members.iter().find(|m| m.row == row) else {
        let (_, why) = planned.plan.excluded.iter().find(|(r, _)| *r == row)?;
        let mut lines = explain(spec, &Subject::Excluded(*why), regions, segments);
        lines.extend(rule_behind(*why, policy));
        lines.extend(decided_for(planned, row));
        return Some(lines);
    };
    let mut lines = explain(spec, &Subject::Planned(member), regions, segments);
    lines.extend(decided_for(planned, row));
    let zone = regions.province_of(&member.area).map_or(TimeZoneCode::Wib, |p| p.zone);
    if let (Some(channel), Some(at)) = (member.arm.channel(), member.send_at) {
        let day = at.with_timezone(&zone.offset()).date_naive();
        lines.extend(policy.moments_on(day, channel, member.area.province()).map(|moment| {
            Bilingual::new(
                format!("Hari itu tidak ada kiriman selama {}.", moment.name.id),
                format!("On that day nothing goes out during {}.", moment.name.en),
            )
        }));
    }
    let follow_up = planned.follow_ups.iter().find(|f| f.touch.member == member.member);
    let of_step = |step: u8| planned.moved.iter().filter(move |m| m.row == row && m.step == step);
    lines.extend(of_step(1).map(|moved| told_moved(moved, policy)));
    lines.extend(follow_up.map(|f| told_follow_up(f, zone)));
    lines.extend(of_step(2).map(|moved| told_moved(moved, policy)));
    Some(lines)
}

/// The sentence of the decision, for those it looked at.
fn decided_for(planned: &PlannedCampaign, row: MemberRow) -> Option<Bilingual> {
    let why = planned.decided.as_ref()?.why(row)?;
    Some(Bilingual::new(format!("Keputusan: {}", why.id), format!("The decision: {}", why.en)))
}

fn rule_behind(why: Exclusion, policy: &SchedulePolicy) -> Option<Bilingual> {
    let limits = policy.limits();
    (why == Exclusion::CapReached).then(|| {
        Bilingual::new(
            format!(
                "Aturannya: paling banyak {} sentuhan dalam tujuh hari dan jarak paling sedikit {} hari, dari semua kampanye.",
                limits.touches_per_week, limits.gap_days
            ),
            format!(
                "The rule: at most {} touches in seven days and at least {} days apart, over all campaigns.",
                limits.touches_per_week, limits.gap_days
            ),
        )
    })
}

fn told_moved(moved: &Moved, policy: &SchedulePolicy) -> Bilingual {
    let limits = policy.limits();
    let rule = match &moved.by {
        Blocked::Cap(CapBroken::Gap) => Bilingual::new(
            format!("jarak paling sedikit {} hari dari sentuhan lain", limits.gap_days),
            format!("at least {} days from another touch", limits.gap_days),
        ),
        Blocked::Cap(CapBroken::Week) => Bilingual::new(
            format!("paling banyak {} sentuhan dalam tujuh hari", limits.touches_per_week),
            format!("at most {} touches in seven days", limits.touches_per_week),
        ),
        Blocked::Moment(keys) => {
            let named: Vec<Bilingual> =
                policy.moments().iter().filter(|m| keys.contains(&m.key)).map(|m| m.name.clone()).collect();
            let join = |pick: fn(&Bilingual) -> &str| named.iter().map(pick).collect::<Vec<_>>().join(", ");
            Bilingual::new(join(|n| &n.id), join(|n| &n.en))
        }
        Blocked::Outside => Bilingual::new("di luar jadwal", "outside the schedule"),
    };
    let day = |language, day| written::day(language, day);
    Bilingual::new(
        format!("Digeser dari {} ke {}: {}.", day(Language::Id, moved.from), day(Language::Id, moved.to), rule.id),
        format!("Moved from {} to {}: {}.", day(Language::En, moved.from), day(Language::En, moved.to), rule.en),
    )
}

fn told_follow_up(follow_up: &FollowUp, zone: TimeZoneCode) -> Bilingual {
    let at: DateTime<Utc> = follow_up.touch.due_at;
    let local = at.with_timezone(&zone.offset());
    let clock = format!("{} {}", local.format("%H:%M"), zone.code());
    let (name, when) = (follow_up.touch.channel.name(), follow_up.when.words());
    let day = |language| written::day(language, local.date_naive());
    Bilingual::new(
        format!("Tindak lanjut: {} pada {} pukul {clock}, hanya jika {}.", name.id, day(Language::Id), when.id),
        format!("Follow-up: {} on {} at {clock}, only where {}.", name.en, day(Language::En), when.en),
    )
}
