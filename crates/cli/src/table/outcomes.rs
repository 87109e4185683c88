//! Reports that came in, and whether they agree with contributions.

use super::count;
use domain::{Language, OutcomesAnswer, written};
use std::collections::BTreeSet;
use workflow::outcomes::Agreement;

/// Refused lines that are listed; `--json` lists all.
const MOST_TOLD: usize = 40;

/// What reports changed, and every line that was not taken.
pub fn outcomes(answer: &OutcomesAnswer, language: Language) -> String {
    let n = |n: u64| count(n, language);
    let (taken, repeated, in_no_plan) = (n(answer.taken), n(answer.repeated), n(answer.in_no_plan));
    // A line may have several faults.
    let refused = n(answer.refused.iter().map(|bad| bad.line).collect::<BTreeSet<u64>>().len() as u64);
    let mut text = match language {
        Language::Id => format!(
            "{taken} laporan diterima, {repeated} sudah diketahui, {refused} ditolak; {in_no_plan} tentang orang yang tidak ada di rencana mana pun"
        ),
        Language::En => format!(
            "{taken} reports taken, {repeated} known already, {refused} refused; {in_no_plan} about people who are in no plan"
        ),
    };
    if answer.not_processed > 0 {
        let people = n(answer.not_processed);
        text.push_str(&match language {
            Language::Id => format!("\n{people} tentang orang yang meminta datanya tidak diolah: tidak diambil"),
            Language::En => format!("\n{people} about people who asked not to be processed: not taken"),
        });
    }
    for (campaign, reports) in &answer.campaigns {
        let reports = n(*reports);
        text.push_str(&match language {
            Language::Id => format!("\n  {campaign}: {reports} laporan dihitung"),
            Language::En => format!("\n  {campaign}: {reports} reports count"),
        });
    }
    for bad in answer.refused.iter().take(MOST_TOLD) {
        let (line, field, value, expected) = (bad.line, &bad.field, &bad.value, bad.expected.in_language(language));
        text.push_str(&match language {
            Language::Id => format!("\n  baris {line}, {field}: `{value}`; seharusnya {expected}"),
            Language::En => format!("\n  line {line}, {field}: `{value}`; expected {expected}"),
        });
    }
    let more = answer.refused.len().saturating_sub(MOST_TOLD);
    if more > 0 {
        let more = n(more as u64);
        text.push_str(&match language {
            Language::Id => format!("\n  dan {more} lagi; semuanya dengan --json"),
            Language::En => format!("\n  and {more} more; all of them with --json"),
        });
    }
    text
}

/// Whether what streamed in says the same as the contributions that were recorded.
pub fn agreement(found: &Agreement, language: Language) -> String {
    let n = |n: u64| count(n, language);
    let (reports, agree, known) = (n(found.reports), n(found.agree), written::day(language, found.contributions_on));
    if found.differ() == 0 {
        return match language {
            Language::Id => {
                format!(
                    "{reports} laporan yang masuk sebelumnya, di atas iuran yang diketahui s.d. {known}, mengatakan hal yang sama tentang semua {agree} orang"
                )
            }
            Language::En => format!(
                "the {reports} reports that came in before, on top of contributions known up to {known}, say the same of all {agree} people"
            ),
        };
    }
    let (recorded, streamed, months) = (n(found.only_recorded), n(found.only_streamed), n(found.other_months));
    let (differ, restricted) = (n(found.differ()), n(found.not_processed));
    match language {
        Language::Id => format!(
            "{reports} laporan yang masuk sebelumnya (di atas iuran yang diketahui s.d. {known}) tidak sepenuhnya sama dengan iuran: sama untuk {agree} orang, berbeda untuk {differ}: \
             {recorded} terlindungi menurut iuran saja, {streamed} menurut laporan saja, {months} dengan jumlah bulan lain \
             ({restricted} di antaranya meminta datanya tidak diolah). Yang dinilai adalah iuran."
        ),
        Language::En => format!(
            "the {reports} reports that came in before (on top of contributions known up to {known}) do not all agree with the contributions: they agree for {agree} people and differ for {differ}: \
             {recorded} are covered by contributions alone, {streamed} by reports alone, {months} with another number of months \
             ({restricted} of them asked not to be processed). What is judged are the contributions."
        ),
    }
}
