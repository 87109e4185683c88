//! From the plan through the lot to what was counted.

use super::{CampaignResults, Lot};
use crate::reports::pen::{Pen, chart, section, table};
use anyhow::Result;
use charts::{ParticipantGroup, Stop, participants};
use domain::RandomisationUnit;
use report::Section;

pub(super) fn section_of_counts(pen: Pen, results: CampaignResults<'_>, lots: &[Lot<'_>]) -> Result<Section> {
    let mut groups: Vec<ParticipantGroup> = lots.iter().map(|lot| contacted(pen, lot)).collect();
    for unit in [RandomisationUnit::Person, RandomisationUnit::Area] {
        // Channels of one unit share their holdout.
        let of_unit = lots.iter().filter(|lot| lot.everyone.unit == unit);
        if let Some(lot) = of_unit.max_by_key(|lot| lot.everyone.held_out) {
            groups.push(held_out(pen, lot));
        }
    }
    let start = Stop {
        figure: people(pen, results.campaign.members),
        under: pen.say("dalam rencana", "in the plan").to_owned(),
        ..Stop::default()
    };
    let headings = [
        pen.say("Diundi ke kelompok", "Assigned to the arm"),
        pen.say("Sampai", "Delivered"),
        pen.say("Dihitung", "Analysed"),
    ]
    .map(str::to_owned);
    let title = pen.say("Siapa yang diundi, tersapa, dan dihitung", "Who was assigned, reached and analysed");
    let under = pen.say(
        "Setiap anggota dihitung dalam kelompok undiannya, tersapa atau tidak",
        "Every member is counted in the arm drawn for them, reached or not",
    );
    let mut blocks = vec![chart(participants(title, under, &start, &headings, &groups)?)];
    if !results.exclusions.is_empty() {
        let mut exclusions: Vec<_> = results.exclusions.iter().collect();
        exclusions.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
        let rows = exclusions.iter().map(|e| vec![pen.of(&e.name), pen.count(e.count)]).collect();
        let caption = pen.say("Tidak ikut, sebelum undian", "Left out, before the lot");
        blocks.push(table(caption, 1, &[pen.say("Alasan", "Reason"), pen.say("Orang", "People")], rows));
    }
    Ok(section(pen.say("Dari rencana sampai hitungan", "From the plan to what was counted"), blocks))
}

fn people(pen: Pen, n: u64) -> String {
    format!("{} {}", pen.count(n), pen.say("orang", "people"))
}

fn villages(pen: Pen, areas: Option<u64>) -> String {
    areas.map_or_else(String::new, |n| format!("{} {}", pen.count(n), pen.say("desa", "villages")))
}

fn contacted(pen: Pen, lot: &Lot<'_>) -> ParticipantGroup {
    let row = lot.everyone;
    let delivered = row.delivered.map_or_else(
        || Stop {
            figure: "\u{2013}".to_owned(),
            under: pen.say("tidak dilaporkan", "nobody reports it").to_owned(),
            ..Stop::default()
        },
        |n| Stop { figure: people(pen, n), ..Stop::default() },
    );
    ParticipantGroup {
        name: lot.name(pen),
        stops: vec![
            Stop { figure: people(pen, row.treated), under: villages(pen, row.areas_treated), ..Stop::default() },
            delivered,
            Stop { figure: people(pen, row.treated), ..Stop::default() },
        ],
    }
}

fn held_out(pen: Pen, lot: &Lot<'_>) -> ParticipantGroup {
    let row = lot.everyone;
    let name = match row.unit {
        RandomisationUnit::Person => pen.say("Pembanding, per orang", "Held out, by person"),
        RandomisationUnit::Area => pen.say("Pembanding, per desa", "Held out, by village"),
    };
    ParticipantGroup {
        name: name.to_owned(),
        stops: vec![
            Stop { figure: people(pen, row.held_out), under: villages(pen, row.areas_held_out), ..Stop::default() },
            Stop { figure: "0".to_owned(), under: pen.say("sengaja", "on purpose").to_owned(), ..Stop::default() },
            Stop { figure: people(pen, row.held_out), ..Stop::default() },
        ],
    }
}
