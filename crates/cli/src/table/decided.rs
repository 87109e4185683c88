//! What a plan's decision came to.

use super::{count, decimal, grid};
use domain::decided::DecisionView;
use domain::{Bilingual, Language};

/// Lines of one kind that are told.
const MOST: usize = 8;

/// The verdict, who got what, what binds, who must not vanish, what rules removed, other budgets.
pub(super) fn decided(found: &DecisionView, language: Language) -> String {
    let id = language == Language::Id;
    let of = |words: &Bilingual| words.in_language(language).to_owned();
    let pick = |words: [&'static str; 2]| words[usize::from(!id)];
    let mut text = format!("{}\n{}\n", pick(["Diputuskan bersama:", "Decided together:"]), of(&found.words()));
    let header = if id {
        ["Pilihan", "Dihubungi", "Pembanding", "Biaya", "Bulan tambahan"]
    } else {
        ["Option", "Contacted", "Held out", "Cost", "Additional months"]
    };
    let rows: Vec<Vec<String>> = found
        .options
        .iter()
        .map(|option| {
            vec![
                of(&option.name()),
                count(option.treated, language),
                count(option.held_out, language),
                option.cost.to_string(),
                decimal(option.months, 1, language),
            ]
        })
        .collect();
    let none = || "-".to_owned();
    let nothing =
        pick(["orang lain yang terjangkau langsung tidak mendapat apa pun", "others reachable in person get nothing"]);
    text.push_str(&grid(&header, 1, rows));
    text.push_str(&format!("\n  {} {nothing}\n", count(found.not_chosen, language)));
    text.push_str(&format!("  {}\n  {}\n", of(&found.counted()), of(&found.from)));
    let mut told = |title: [&'static str; 2], sentences: Vec<String>| {
        if sentences.is_empty() {
            return;
        }
        text.push_str(&format!("{}\n", pick(title)));
        for sentence in sentences.iter().take(MOST) {
            text.push_str(&format!("  - {sentence}\n"));
        }
        if sentences.len() > MOST {
            let more = sentences.len() - MOST;
            text.push_str(&if id { format!("  + {more} lagi\n") } else { format!("  + {more} more\n") });
        }
    };
    told(["Yang membatasi:", "What binds:"], found.limits.iter().map(of).collect());
    told(
        ["Yang tidak boleh tertinggal:", "Who must not be left out:"],
        found.floors.iter().map(|floor| of(&floor.words)).collect(),
    );
    told(["Akibat tiap aturan:", "What each rule removed:"], found.removed.iter().map(of).collect());
    let header = if id {
        ["Anggaran", "Dihubungi", "Biaya", "Bulan tambahan"]
    } else {
        ["Budget", "Contacted", "Cost", "Additional months"]
    };
    let rows = found
        .scenarios
        .iter()
        .map(|scenario| {
            let budget = format!("{}% ({})", scenario.percent, scenario.budget);
            match &scenario.outcome {
                Ok(outcome) => vec![
                    budget,
                    count(outcome.treated, language),
                    outcome.cost.to_string(),
                    decimal(outcome.months, 1, language),
                ],
                Err(why) => vec![budget, of(why), none(), none()],
            }
        })
        .collect();
    text.push_str(&grid(&header, 1, rows));
    text.push('\n');
    text
}
