//! From the file to what was counted.

use super::{Asked, arms_table};
use crate::reports::pen::{chart, section};
use anyhow::Result;
use charts::{ParticipantGroup, Stop, participants};
use report::Section;

/// The flow as a picture, the control first, and the arms with their means.
pub(super) fn flow_section(asked: Asked<'_>) -> Result<Section> {
    let (pen, e) = (asked.pen, asked.evaluation());
    let control = &asked.columns.control;
    let mut arms: Vec<_> = e.arms.iter().collect();
    arms.sort_by_key(|arm| arm.arm != *control);
    let units = asked.units();
    let areas_of = |label: &str| {
        if label == control {
            return e.answers.first().and_then(|a| a.overall.areas).map(|a| a.control);
        }
        e.answers.iter().find(|a| a.overall.arm == label).and_then(|a| a.overall.areas).map(|a| a.treated)
    };
    let group = |arm: &&effectiveness::experiment::ArmSummary| {
        let missing = asked.answer.left_out.get(&arm.arm).copied().unwrap_or(0);
        let figure = |people: u64| format!("{} {units}", pen.count(people));
        let areas = areas_of(&arm.arm).filter(|_| !asked.rows_are_areas());
        let areas =
            areas.map_or_else(String::new, |n| format!("{} {}", pen.count(n as u64), pen.say("wilayah", "areas")));
        let left = if missing == 0 {
            String::new()
        } else {
            format!("{} {}", pen.count(missing), pen.say("tanpa hasil", "without outcome"))
        };
        ParticipantGroup {
            name: asked.arm(&arm.arm),
            stops: vec![
                Stop { figure: figure(arm.rows + missing), ..Stop::default() },
                Stop { figure: figure(arm.rows), under: areas, left },
            ],
        }
    };
    let groups: Vec<ParticipantGroup> = arms.iter().map(group).collect();
    let all = e.arms.iter().map(|arm| arm.rows).sum::<u64>() + asked.answer.left_out.values().sum::<u64>();
    let start = Stop {
        figure: format!("{} {units}", pen.count(all)),
        under: pen.say("dalam berkas", "in the file").to_owned(),
        ..Stop::default()
    };
    let headings =
        [pen.say("Diundi ke kelompok", "Assigned to the arm"), pen.say("Dihitung", "Analysed")].map(str::to_owned);
    let title = pen.say("Siapa yang diundi dan siapa yang dihitung", "Who was assigned and who was analysed");
    let under = pen.say(
        "Setiap kotak: orang (dan wilayah) menurut undian, tersapa atau tidak",
        "Each box: people (and areas) as assigned, reached or not",
    );
    let picture = participants(title, under, &start, &headings, &groups)?;
    Ok(section(
        pen.say("Dari berkas sampai hitungan", "From the file to what was counted"),
        vec![chart(picture), arms_table(asked)],
    ))
}
