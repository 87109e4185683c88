//! Who gets what, decided for everyone at once.

use super::{count, decimal, grid};
use domain::Language;
use workflow::decide_file::FileDecision;

/// Lines of one kind that are told.
const MOST: usize = 12;

/// The verdict, who got what, what binds, who is served, what rules removed, other budgets.
pub fn decision(found: &FileDecision, language: Language) -> String {
    let id = language == Language::Id;
    let (members, months) = (count(found.members, language), decimal(found.value, 1, language));
    let gap = decimal(found.gap * 100.0, 3, language);
    let mut text = super::warned(&found.warnings, language);
    text += &if id {
        format!(
            "{months} bulan bertahan diharapkan dari {members} anggota dengan {}; paling banyak {gap}% di bawah yang terbaik yang mungkin.\n",
            found.cost
        )
    } else {
        format!(
            "{months} kept months expected of {members} members for {}; at most {gap}% below the best there can be.\n",
            found.cost
        )
    };
    let header = if id { ["Pilihan", "Anggota"] } else { ["Option", "Members"] };
    let nothing = if id { "tidak diberi apa pun" } else { "nothing" };
    let rows = found
        .options
        .iter()
        .map(|o| {
            let name = o.name.as_ref().map_or(nothing, |name| name.in_language(language));
            vec![name.to_owned(), count(o.members, language)]
        })
        .collect();
    text.push_str(&grid(&header, 1, rows));
    text.push('\n');
    let mut told = |title: [&str; 2], sentences: Vec<&str>| {
        if sentences.is_empty() {
            return;
        }
        text.push_str(&format!("{}\n", title[usize::from(!id)]));
        for sentence in sentences.iter().take(MOST) {
            text.push_str(&format!("  - {sentence}\n"));
        }
        if sentences.len() > MOST {
            let more = sentences.len() - MOST;
            text.push_str(&if id { format!("  + {more} lagi\n") } else { format!("  + {more} more\n") });
        }
    };
    let of = |words: &domain::Bilingual| words.in_language(language).to_owned();
    let limits: Vec<String> = found.limits.iter().map(|l| of(&l.sentence)).collect();
    let served: Vec<String> = found.served.iter().map(|l| of(&l.sentence)).collect();
    let removed: Vec<String> = found.removed.iter().map(|l| of(&l.sentence)).collect();
    let scenarios: Vec<String> = found.scenarios.iter().map(|l| of(&l.sentence)).collect();
    told(["Yang membatasi:", "What binds:"], as_texts(&limits));
    told(["Yang tidak boleh tertinggal:", "Who must not be left out:"], as_texts(&served));
    told(["Akibat tiap aturan:", "What each rule removed:"], as_texts(&removed));
    told(["Bila anggaran lain:", "With another budget:"], as_texts(&scenarios));
    if let Some(why) = &found.explained {
        text.push_str(&format!("{}\n", why.in_language(language)));
    }
    text
}

fn as_texts(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}
