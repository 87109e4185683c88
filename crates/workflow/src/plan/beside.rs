//! What a planner must read of what lies beside a plan: how far the home knows, and whom other campaigns keep apart.

use crate::evaluate::newest_known_day;
use crate::home::Home;
use crate::segment_files::day_of_assignments;
use anyhow::Result;
use chrono::NaiveDate;
use domain::{Bilingual, CampaignSpec, Language, MemberId, Plan, written};
use std::collections::HashSet;
use store::{HeldOutElsewhere, Store};

/// All of them.
pub(super) async fn warnings(home: &Home, store: &Store, spec: &CampaignSpec, plan: &Plan) -> Result<Vec<Bilingual>> {
    let as_of = spec.audience.as_of;
    let mut warnings: Vec<Bilingual> = segmented_later(day_of_assignments(home)?, as_of).into_iter().collect();
    warnings.extend(known_too_early(newest_known_day(store).await?, as_of));
    let elsewhere = store.held_out_elsewhere(&spec.name, spec.schedule.first_day).await?;
    warnings.extend(taken_from_others(plan, &elsewhere));
    Ok(warnings)
}

/// The warning on segments that know more than the day of the plan.
fn segmented_later(segmented: Option<NaiveDate>, as_of: NaiveDate) -> Option<Bilingual> {
    let day = segmented.filter(|day| *day > as_of)?;
    let words = |language| (written::day(language, day), written::day(language, as_of));
    let ((day_id, as_of_id), (day_en, as_of_en)) = (words(Language::Id), words(Language::En));
    Some(Bilingual::new(
        format!(
            "Segmen dibuat dari yang diketahui sampai {day_id}, sesudah hari rencana ini ({as_of_id}); jalankan \
             `jangkau segment --as-of {as_of}` lalu rencanakan lagi."
        ),
        format!(
            "The segments are made of what was known on {day_en}, after the day of this plan ({as_of_en}); run \
             `jangkau segment --as-of {as_of}` and plan again."
        ),
    ))
}

/// The warning on a day of the plan up to which contributions are not known: whoever paid since counts as not having paid.
fn known_too_early(known: Option<NaiveDate>, as_of: NaiveDate) -> Option<Bilingual> {
    let day = known.filter(|day| *day < as_of)?;
    let words = |language| (written::day(language, day), written::day(language, as_of));
    let ((day_id, as_of_id), (day_en, as_of_en)) = (words(Language::Id), words(Language::En));
    Some(Bilingual::new(
        format!(
            "Iuran baru diketahui sampai {day_id}, sebelum hari rencana ini ({as_of_id}): yang membayar sesudahnya terhitung belum \
             membayar. Impor iuran sampai {as_of_id} lalu rencanakan lagi, atau pakai `as_of = \"{day}\"`."
        ),
        format!(
            "Contributions are known up to {day_en} only, before the day of this plan ({as_of_en}): whoever paid since counts as not \
             having paid. Import contributions up to {as_of_en} and plan again, or use `as_of = \"{day}\"`."
        ),
    ))
}

/// A warning for each campaign whose outcome is still to be taken and of whose held-out people this plan touches some: compared with
/// them, what that campaign does looks smaller or larger than it is.
fn taken_from_others(plan: &Plan, elsewhere: &[HeldOutElsewhere]) -> Vec<Bilingual> {
    if elsewhere.is_empty() {
        return Vec::new();
    }
    let touched: HashSet<&MemberId> =
        plan.members.iter().filter(|m| m.arm.channel().is_some()).map(|m| &m.member).collect();
    let mut warnings = Vec::new();
    for other in elsewhere {
        let people = other.members.iter().filter(|member| touched.contains(member)).count() as u64;
        if people == 0 {
            continue;
        }
        let told = |language| {
            let held = written::count(language, other.members.len() as u64);
            (written::count(language, people), held, written::day(language, other.known_by))
        };
        let (id, en) = (told(Language::Id), told(Language::En));
        let name = &other.campaign;
        warnings.push(Bilingual::new(
            format!(
                "{} dari {} pembanding kampanye `{name}`, yang hasilnya dihitung per {}, akan dikirimi kampanye ini; hasil kampanye \
                 itu tidak lagi murni. Mulailah sesudah hari itu, atau pilih sasaran lain.",
                id.0, id.1, id.2
            ),
            format!(
                "{} of the {} people whom campaign `{name}` holds out, its outcome taken on {}, are touched by this one; that \
                 campaign's result is no longer its own. Begin after that day, or choose another audience.",
                en.0, en.1, en.2
            ),
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::{Arm, Channel, MemberRow, OccupationGroup, PlannedMember, RandomisationUnit, Rupiah, SegmentId};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn segments_that_know_more_than_the_plan_are_warned_of() {
        let plan = day("2026-11-30");
        assert_eq!(segmented_later(None, plan).or(segmented_later(Some(plan), plan)), None);
        let warning = segmented_later(Some(day("2026-12-05")), plan).unwrap();
        assert!(
            warning.en.contains("after the day of this plan") && warning.id.contains("--as-of 2026-11-30"),
            "{warning:?}"
        );
    }

    #[test]
    fn a_plan_of_a_day_that_contributions_are_not_known_of_is_warned_of() {
        let known = day("2026-11-30");
        for plan in ["2026-11-29", "2026-11-30"].map(day) {
            assert_eq!(known_too_early(None, plan).or(known_too_early(Some(known), plan)), None);
        }
        let warning = known_too_early(Some(known), day("2027-02-27")).unwrap();
        assert!(warning.en.starts_with("Contributions are known up to 30 November 2026 only"), "{warning:?}");
        assert!(
            warning.id.contains("27 Februari 2027") && warning.id.contains("as_of = \"2026-11-30\""),
            "{warning:?}"
        );
    }

    #[test]
    fn those_whom_a_running_campaign_holds_out_are_counted_where_this_one_touches_them() {
        let member = |n: u32| MemberId(format!("M{n}"));
        let arms = [
            Arm::Treated(Channel::Whatsapp),
            Arm::Treated(Channel::Print),
            Arm::HeldOut(RandomisationUnit::Person),
            Arm::HeldOutOf(Channel::Whatsapp),
        ];
        let members = (0..).zip(arms).map(|(n, arm)| PlannedMember {
            row: MemberRow(n),
            member: member(n),
            segment: SegmentId("fisher".to_owned()),
            group: OccupationGroup::Fisher,
            area: "33.21.04.2007".parse().unwrap(),
            arm,
            language: Language::Id,
            send_at: None,
            cost: Rupiah::ZERO,
        });
        let plan = Plan {
            campaign: "kedua".to_owned(),
            hash: String::new(),
            as_of: day("2026-11-30"),
            members: members.collect(),
            excluded: Vec::new(),
            warnings: Vec::new(),
        };
        let held_out = |campaign: &str, numbers: &[u32]| HeldOutElsewhere {
            campaign: campaign.to_owned(),
            known_by: day("2027-03-31"),
            members: numbers.iter().map(|n| member(*n)).collect(),
        };
        let warnings = taken_from_others(&plan, &[held_out("pertama", &[0, 1, 2, 9]), held_out("lain", &[2, 3])]);
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].en.starts_with("2 of the 4 people whom campaign `pertama` holds out"), "{warnings:?}");
        assert!(warnings[0].id.contains("2 dari 4") && warnings[0].id.contains("31 Maret 2027"), "{warnings:?}");
    }
}
