//! Why a member gets what they get, in sentences.

use domain::{
    Arm, Bilingual, CampaignSpec, Exclusion, Language, PlannedMember, RandomisationUnit, RegionTable, written,
};

/// What an explanation is about.
pub enum Subject<'a> {
    /// Somebody in the plan.
    Planned(&'a PlannedMember),
    /// Somebody left out.
    Excluded(Exclusion),
}

/// The reasons, one sentence each.
pub fn explain(spec: &CampaignSpec, subject: &Subject<'_>, regions: &RegionTable) -> Vec<Bilingual> {
    match subject {
        Subject::Excluded(why) => {
            let words = why.words();
            vec![Bilingual::new(
                format!("Tidak ikut kampanye: {}.", words.id),
                format!("Not in the campaign: {}.", words.en),
            )]
        }
        Subject::Planned(member) => explain_planned(spec, member, regions),
    }
}

fn explain_planned(spec: &CampaignSpec, member: &PlannedMember, regions: &RegionTable) -> Vec<Bilingual> {
    let group = member.group.name();
    let mut lines = vec![Bilingual::new(
        format!(
            "Termasuk sasaran per {}: {}, segmen {}.",
            written::day(Language::Id, spec.audience.as_of),
            group.id,
            member.segment
        ),
        format!(
            "In the audience on {}: {}, segment {}.",
            written::day(Language::En, spec.audience.as_of),
            group.en,
            member.segment
        ),
    )];
    let percent = |share: domain::Share| format!("{:.0}%", share.get() * 100.0);
    lines.push(match member.arm.unit() {
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
            lines.push(Bilingual::new(
                format!("Bahasa {}; perkiraan biaya {}.", member.language, member.cost),
                format!("Language {}; forecast cost {}.", member.language, member.cost),
            ));
        }
        _ => lines.push(Bilingual::new(
            "Hasil undian: pembanding. Tidak dikirimi apa pun oleh kampanye ini, di kanal mana pun.",
            "Drawn: held out. Nothing is sent by this campaign, on any channel.",
        )),
    }
    lines
}
