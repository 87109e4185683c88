//! What a plan can answer: the smallest uplift that each channel's lot finds, before anybody is written to.

use crate::home::Home;
use crate::world::model_text;
use anyhow::{Context, Result, bail};
use domain::rules::read_rows;
use domain::{
    Arm, Bilingual, CampaignSpec, Channel, Language, Plan, Provenance, RandomisationUnit, RegionCode, written,
};
use effectiveness::power::{
    Approximation, AreaPlan, Outcome, PowerDesign, smallest_uplift_of_areas, smallest_uplift_of_people,
};
use planning::plan::unverified_by_file;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const PRIORS: &str = "priors/power.csv";
/// Its rows: the share kept without treatment, and the intra-village correlation.
const KEPT_SHARE: &str = "kept_share";
const ICC: &str = "icc";

/// The smallest uplift that one channel's lot finds, at 5% false alarms and 80% power; `None` where it finds none.
struct Answer {
    channel: Channel,
    unit: RandomisationUnit,
    /// People or villages it is to touch.
    treated: u64,
    /// Those held out.
    held_out: u64,
    uplift: Option<f64>,
}

/// A sentence for each channel on what the plan can find; a refusal where the declaration asks for more than that, unless its owner has
/// written why it goes out all the same.
pub(super) fn sentences(home: &Home, spec: &CampaignSpec, plan: &Plan) -> Result<Vec<Bilingual>> {
    let priors = priors(home)?;
    let answers = answers(&priors, spec, plan)?;
    let mut sentences: Vec<Bilingual> = answers.iter().map(words).collect();
    sentences.extend(unverified_by_file(&unverified(&priors, &answers)));
    let Some(wanted) = spec.outcome.smallest_uplift.map(domain::Share::get) else { return Ok(sentences) };
    let Some(short) = answers.iter().find(|answer| answer.uplift.is_none_or(|found| found > wanted)) else {
        return Ok(sentences);
    };
    let points = |language| written::number(language, wanted * 100.0, 1);
    let why = spec.outcome.answer_anyway.as_deref().map(str::trim).filter(|why| !why.is_empty());
    let Some(why) = why else {
        bail!(
            "campaign `{}` cannot answer its question: {} `outcome.smallest_uplift` is {} points. Hold more out, reach more people, or let the owner write in `outcome.answer_anyway` why it goes out all the same",
            spec.name,
            words(short).en,
            points(Language::En)
        );
    };
    sentences.push(Bilingual::new(
        format!("Tidak cukup untuk menemukan {} poin; tetap dijalankan karena: {why}", points(Language::Id)),
        format!("Not enough to find {} points; goes out all the same because: {why}", points(Language::En)),
    ));
    Ok(sentences)
}

fn words(answer: &Answer) -> Bilingual {
    let say = |language: Language| {
        let name = answer.channel.name().in_language(language).to_owned();
        let held = written::count(language, answer.held_out);
        let uplift = answer.uplift.map(|uplift| written::number(language, uplift * 100.0, 1));
        match (language, answer.unit, uplift) {
            (Language::Id, unit, Some(points)) => {
                format!(
                    "{name}: dengan {held} {} pembanding, kenaikan mulai {points} poin dapat ditemukan (peluang 80%).",
                    of(unit, language)
                )
            }
            (Language::Id, ..) if answer.treated == 0 => {
                format!("{name}: tidak ada yang dikirimi, jadi kenaikan sebesar apa pun tidak dapat ditemukan.")
            }
            (Language::En, ..) if answer.treated == 0 => {
                format!("{name}: nobody is touched, so no uplift however large can be found.")
            }
            (Language::Id, unit, None) => {
                format!(
                    "{name}: dengan {held} {} pembanding, kenaikan sebesar apa pun tidak dapat ditemukan.",
                    of(unit, language)
                )
            }
            (Language::En, unit, Some(points)) => {
                format!(
                    "{name}: with {held} {} held out, an uplift from {points} points up can be found (80% of the time).",
                    of(unit, language)
                )
            }
            (Language::En, unit, None) => {
                format!("{name}: with {held} {} held out, no uplift however large can be found.", of(unit, language))
            }
        }
    };
    Bilingual::new(say(Language::Id), say(Language::En))
}

fn of(unit: RandomisationUnit, language: Language) -> &'static str {
    match (unit, language) {
        (RandomisationUnit::Person, Language::Id) => "orang",
        (RandomisationUnit::Person, Language::En) => "people",
        (RandomisationUnit::Area, Language::Id) => "desa",
        (RandomisationUnit::Area, Language::En) => "villages",
    }
}

fn answers(priors: &Priors, spec: &CampaignSpec, plan: &Plan) -> Result<Vec<Answer>> {
    let prior = |name: &str| {
        let row = priors.get(name).with_context(|| format!("models/{PRIORS} has no row `{name}`"))?;
        anyhow::Ok(row.value)
    };
    let outcome = Outcome::Rate { control: prior(KEPT_SHARE)? };
    let mut people: BTreeMap<Arm, u64> = BTreeMap::new();
    let mut villages: BTreeMap<Arm, BTreeMap<&RegionCode, u64>> = BTreeMap::new();
    for member in &plan.members {
        *people.entry(member.arm).or_default() += 1;
        *villages.entry(member.arm).or_default().entry(&member.area).or_default() += 1;
    }
    let mut answers = Vec::new();
    for channel in spec.channels.iter().map(|c| c.kind).collect::<BTreeSet<_>>() {
        let unit = channel.unit();
        // Where channels were decided, each has a holdout of its own.
        let (treated, held) = if people.contains_key(&Arm::HeldOutOf(channel)) {
            (Arm::Treated(channel), Arm::HeldOutOf(channel))
        } else {
            (Arm::Treated(channel), Arm::HeldOut(unit))
        };
        let count = |arm: &Arm| match unit {
            RandomisationUnit::Person => people.get(arm).copied().unwrap_or(0),
            RandomisationUnit::Area => villages.get(arm).map_or(0, |v| v.len() as u64),
        };
        let (treated_units, held_out) = (count(&treated), count(&held));
        let mut design = PowerDesign::new(outcome);
        design.treated_per_control = treated_units as f64 / held_out.max(1) as f64;
        let uplift = match unit {
            _ if treated_units == 0 || held_out == 0 => None,
            RandomisationUnit::Person => smallest_uplift_of_people(&design, held_out, false, Approximation::default())?,
            RandomisationUnit::Area => {
                let sizes: Vec<f64> = [treated, held]
                    .iter()
                    .filter_map(|arm| villages.get(arm))
                    .flat_map(|v| v.values().map(|n| *n as f64))
                    .collect();
                smallest_uplift_of_areas(&design, areas(&sizes, prior(ICC)?), held_out, false)?
            }
        };
        answers.push(Answer { channel, unit, treated: treated_units, held_out, uplift });
    }
    Ok(answers)
}

/// Villages of these sizes, drawn in one stratum.
fn areas(sizes: &[f64], icc: f64) -> AreaPlan {
    let n = sizes.len() as f64;
    let mean = sizes.iter().sum::<f64>() / n;
    let variance = sizes.iter().map(|size| (size - mean).powi(2)).sum::<f64>() / n;
    AreaPlan { people_per_area: mean, people_cv: variance.sqrt() / mean, icc, strata: 1 }
}

/// The rows that the answers stand on and that a person must check.
fn unverified(priors: &Priors, answers: &[Answer]) -> BTreeSet<String> {
    let by_area = answers.iter().any(|answer| answer.unit == RandomisationUnit::Area);
    let used = [(KEPT_SHARE, !answers.is_empty()), (ICC, by_area)];
    let names = used.iter().filter(|(_, is_used)| *is_used).map(|(name, _)| *name);
    names
        .filter(|name| priors.get(*name).is_some_and(|row| row.provenance.confidence.needs_checking()))
        .map(|name| format!("models/{PRIORS}: {name}"))
        .collect()
}

type Priors = BTreeMap<String, Prior>;

/// A figure that a plan's answers stand on before anything is measured.
#[derive(Deserialize)]
struct Prior {
    name: String,
    value: f64,
    #[serde(flatten)]
    provenance: Provenance,
}

fn priors(home: &Home) -> Result<Priors> {
    let rows: Vec<Prior> = read_rows(&format!("models/{PRIORS}"), &model_text(Some(home), PRIORS)?)?;
    Ok(rows.into_iter().map(|row| (row.name.clone(), row)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::{MemberId, MemberRow, OccupationGroup, PlannedMember, Rupiah, SegmentId};

    #[test]
    fn a_channel_that_touches_nobody_answers_nothing() {
        let text = include_str!("../../../../campaigns/tarif-januari-2027/campaign.toml");
        let mut spec = planning::parse_campaign("campaign.toml", text).unwrap();
        spec.channels.retain(|channel| channel.kind == Channel::Print);
        let rows: Vec<Prior> = read_rows(PRIORS, include_str!("../../../../models/priors/power.csv")).unwrap();
        let priors: Priors = rows.into_iter().map(|row| (row.name.clone(), row)).collect();
        let plan = |treated: u32, villages: u32| Plan {
            campaign: spec.name.clone(),
            hash: String::new(),
            as_of: spec.audience.as_of,
            members: (0..villages * 30)
                .map(|n| PlannedMember {
                    row: MemberRow(n),
                    member: MemberId(format!("M{n}")),
                    segment: SegmentId("fisher".to_owned()),
                    group: OccupationGroup::Fisher,
                    area: format!("33.21.04.{}", 2001 + n / 30).parse().unwrap(),
                    arm: if n / 30 < treated {
                        Arm::Treated(Channel::Print)
                    } else {
                        Arm::HeldOut(RandomisationUnit::Area)
                    },
                    language: Language::Id,
                    send_at: None,
                    cost: Rupiah::ZERO,
                })
                .collect(),
            excluded: Vec::new(),
            warnings: Vec::new(),
        };
        let found = answers(&priors, &spec, &plan(0, 3)).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].treated, found[0].held_out, found[0].uplift), (0, 3, None));
        assert!(
            words(&found[0]).en.contains("nobody is touched")
                && words(&found[0]).id.contains("tidak ada yang dikirimi")
        );
        let found = answers(&priors, &spec, &plan(60, 90)).unwrap();
        assert!(found[0].uplift.is_some_and(|uplift| uplift > 0.0));
    }
}
