//! Plans, what was sent, and uplift.

use super::decided::decided;
use super::{agreement, count, decimal, grid, percent, points};
use domain::{
    Bilingual, CostPerAdditional, Language, RandomisationUnit, StillRunning, UpliftRow, Verdict, coverage, written,
};
use workflow::dispatch_touches::ChannelReport;
use workflow::halt::UnknownTouch;
use workflow::plan::PlanSummary;
use workflow::record::RecordSummary;

/// A plan: arms, who is left out, cost, warnings, and the hash to approve.
pub fn plan(planned: &PlanSummary, language: Language) -> String {
    let c = &planned.campaign;
    let id = language == Language::Id;
    let header = if id {
        ["Kelompok", "Diundi per", "Orang", "Desa", "Biaya"]
    } else {
        ["Arm", "Drawn by", "People", "Villages", "Cost"]
    };
    let rows = planned
        .arms
        .iter()
        .map(|arm| {
            let name = arm.channel.map_or_else(|| Bilingual::new("Pembanding", "Held out"), domain::Channel::name);
            let unit = match arm.unit {
                RandomisationUnit::Person => Bilingual::new("orang", "person"),
                RandomisationUnit::Area => Bilingual::new("desa", "village"),
            };
            vec![
                name.in_language(language).to_owned(),
                unit.in_language(language).to_owned(),
                count(arm.members, language),
                arm.areas.map_or_else(|| "-".to_owned(), |n| count(n, language)),
                arm.cost.to_string(),
            ]
        })
        .collect();
    let mut text = format!("{}\n{}\n", c.title.in_language(language), grid(&header, 2, rows));
    if let Some(decision) = &planned.decision {
        text.push_str(&decided(decision, language));
    }
    for (why, n) in &planned.excluded {
        let word = if id { "tidak ikut" } else { "left out" };
        text.push_str(&format!("  {word}: {} {}\n", count(*n, language), why.in_language(language)));
    }
    for warning in &c.warnings {
        text.push_str(&format!("  ! {}\n", warning.in_language(language)));
    }
    if planned.moved > 0 {
        let moved = count(planned.moved, language);
        text.push_str(&if id {
            format!("  {moved} orang digeser ke hari lain oleh aturan jadwal atau batas sentuhan\n")
        } else {
            format!("  {moved} people were moved to another day by rules of the schedule or caps on touches\n")
        });
    }
    if planned.follow_ups > 0 {
        let (follow_ups, reserve) = (count(planned.follow_ups, language), planned.reserve);
        text.push_str(&if id {
            format!("  {follow_ups} susulan ditanya dulu saat jatuh tempo; {reserve} disisihkan\n")
        } else {
            format!("  {follow_ups} follow-ups are asked when they are due; {reserve} is kept for them\n")
        });
    }
    text.push_str(&super::versions::planned_as(planned, language));
    text
}

/// Touches of which nobody knows whether they left.
pub fn unknown(touches: &[UnknownTouch], language: Language) -> String {
    if touches.is_empty() {
        return if language == Language::En { "nothing is unknown" } else { "tidak ada yang tidak diketahui" }
            .to_owned();
    }
    let header = if language == Language::En { ["Touch", "Member"] } else { ["Sentuhan", "Peserta"] };
    grid(&header, 2, touches.iter().map(|t| vec![t.touch.clone(), t.member.clone()]).collect())
}

/// Tables carried over into another database.
pub fn carried(tables: &[(&str, u64, i64)], language: Language) -> String {
    let header = if language == Language::En { ["Table", "Rows", "Sum"] } else { ["Tabel", "Baris", "Jumlah"] };
    let rows = tables
        .iter()
        .map(|(table, rows, sum)| {
            vec![(*table).to_owned(), count(*rows, language), written::count(language, sum.unsigned_abs())]
        })
        .collect();
    let word = if language == Language::En {
        "counts and sums are the same on both sides"
    } else {
        "hitungan dan jumlah sama di kedua sisi"
    };
    format!("{}\n{word}", grid(&header, 1, rows))
}

/// What left on each channel.
pub fn dispatched(reports: &[ChannelReport], language: Language) -> String {
    let mut text = String::new();
    for report in reports {
        let happened = report.outcomes.iter().filter(|(_, n)| **n > 0);
        let mut outcomes: Vec<String> = happened
            .map(|(key, n)| format!("{} {}", count(*n, language), dispatch::in_words(key).in_language(language)))
            .collect();
        if outcomes.is_empty() {
            let nothing = Bilingual::new("tidak ada yang jatuh tempo", "nothing was due");
            outcomes.push(nothing.in_language(language).to_owned());
        }
        text.push_str(&format!("{}: {}\n", report.channel.name().in_language(language), outcomes.join(", ")));
        let shown = 3;
        for file in report.files.iter().take(shown) {
            text.push_str(&format!("  {}\n", file.display()));
        }
        if report.files.len() > shown {
            let more = report.files.len() - shown;
            let word = if language == Language::En { "more files beside them" } else { "berkas lain di sampingnya" };
            text.push_str(&format!("  + {more} {word}\n"));
        }
    }
    text
}

/// What was recorded.
pub fn recorded(r: &RecordSummary, language: Language) -> String {
    let (people, kept, met) = (count(r.people, language), count(r.kept, language), count(r.counter_reports, language));
    let mut text = match language {
        Language::Id => format!("{}: {people} orang, {kept} tetap terlindungi; {met} laporan loket", r.campaign),
        Language::En => format!("{}: {people} people, {kept} kept; {met} counter reports", r.campaign),
    };
    if let Some(streamed) = &r.streamed {
        text.push_str(&format!("\n{}", agreement(streamed, language)));
    }
    text
}

/// Uplift by segment and channel, with the truth where it is known.
pub fn uplift(rows: &[UpliftRow], language: Language) -> String {
    let id = language == Language::Id;
    let header = if id {
        [
            "Kanal",
            "Segmen",
            "Disapa",
            "Sampai",
            "Pembanding",
            "Tetap",
            "Tetap pemb.",
            "Uplift [95%] poin",
            "Kesimpulan (mutu bukti)",
            "Sebenarnya",
            "Biaya per tambahan peserta",
            "Bulan iuran per anggota [95%]",
        ]
    } else {
        [
            "Channel",
            "Segment",
            "Contacted",
            "Reached",
            "Held out",
            "Kept",
            "Kept held out",
            "Uplift [95%] points",
            "Verdict (grade)",
            "Truth",
            "Cost per additional member",
            "Months paid per member [95%]",
        ]
    };
    let lines = rows
        .iter()
        .map(|r| {
            let with_areas = |people: u64, areas: Option<u64>| match areas {
                Some(areas) if id => format!("{} ({areas} desa)", count(people, language)),
                Some(areas) => format!("{} ({areas} villages)", count(people, language)),
                None => count(people, language),
            };
            vec![
                r.channel.name().in_language(language).to_owned(),
                r.segment_name.in_language(language).to_owned(),
                with_areas(r.treated, r.areas_treated),
                r.delivered.map_or_else(|| "-".to_owned(), |n| count(n, language)),
                with_areas(r.held_out, r.areas_held_out),
                percent(r.rate_treated, language),
                percent(r.rate_held_out, language),
                effect(&r.verdict, language),
                r.judgement
                    .as_ref()
                    .map_or_else(|| "-".to_owned(), |j| format!("{} ({})", j.words.in_language(language), j.grade)),
                r.true_uplift.map_or_else(|| "-".to_owned(), |t| points(t, language)),
                price(&r.cost_per_additional, language),
                r.paid_months.as_ref().map_or_else(|| "-".to_owned(), |m| months(&m.verdict, language)),
            ]
        })
        .collect();
    let mut text = grid(&header, 2, lines);
    text.push('\n');
    if let Some(running) = rows.iter().find_map(|r| r.running) {
        text.push_str(&while_running(running, language));
    }
    for r in rows {
        if let Verdict::TooEarly { needs } = &r.verdict {
            let (channel, segment) = (r.channel.name(), &r.segment_name);
            text.push_str(&format!(
                "  {} / {}: {}\n",
                channel.in_language(language),
                segment.in_language(language),
                needs.in_language(language)
            ));
        }
    }
    for r in rows.iter().filter(|r| r.counts_everyone()) {
        for note in &r.notes {
            text.push_str(&format!("  {}: {}\n", r.channel.name().in_language(language), note.in_language(language)));
        }
        text.extend(paid_months(r, language));
    }
    let (inside, judged) = coverage(rows);
    if judged > 0 {
        text.push_str(&if id {
            format!(
                "{inside} dari {judged} selang 95% per segmen memuat uplift sebenarnya (diharapkan sekitar {:.0}).\n",
                judged as f64 * 0.95
            )
        } else {
            format!(
                "{inside} of {judged} segment intervals (95%) hold the true uplift (about {:.0} expected).\n",
                judged as f64 * 0.95
            )
        });
    }
    text.push_str(if id {
        "Dihitung menurut undian, sampai atau tidak. Cetak dan loket dibandingkan antardesa, karena desalah yang diundi.\n"
    } else {
        "Counted as assigned, reached or not. Print and counters are compared between villages, because villages were drawn.\n"
    });
    text
}

/// What the channel did to the months paid, and what one more of them cost.
fn paid_months(row: &UpliftRow, language: Language) -> Option<String> {
    let months = row.paid_months.as_ref()?;
    let Verdict::Estimate { uplift, low, high, .. } = &months.verdict else { return None };
    let (channel, cost) = (row.channel.name(), price(&months.cost_per_additional_month, language));
    let of = months_between(*uplift, *low, *high, language);
    let window = (written::month(language, months.first), written::month(language, months.last));
    Some(match language {
        Language::Id => format!(
            "  {}: {of} bulan iuran per anggota ({} s.d. {}); biaya per tambahan bulan iuran {cost}\n",
            channel.id, window.0, window.1
        ),
        Language::En => format!(
            "  {}: {of} months paid per member ({} to {}); cost per additional month {cost}\n",
            channel.en, window.0, window.1
        ),
    })
}

/// Months with their interval.
fn months_between(uplift: f64, low: f64, high: f64, language: Language) -> String {
    let number = |value: f64| {
        let sign = if value > 0.0 { "+" } else { "" };
        format!("{sign}{}", decimal(value, 3, language))
    };
    format!("{} [{}; {}]", number(uplift), number(low), number(high))
}

fn months(verdict: &Verdict, language: Language) -> String {
    match verdict {
        Verdict::Estimate { uplift, low, high, .. } => months_between(*uplift, *low, *high, language),
        Verdict::TooEarly { .. } => effect(verdict, language),
    }
}

/// That outcomes still come in, and what the intervals are meanwhile.
fn while_running(running: StillRunning, language: Language) -> String {
    let (known, closes) = (written::day(language, running.known), written::day(language, running.closes));
    match language {
        Language::Id => format!(
            "  ! Masih berjalan: hasil diketahui sampai {known}, dinilai {closes}. Selangnya tetap berlaku seberapa sering pun \
             dilihat, jadi lebih lebar daripada selang akhir.\n"
        ),
        Language::En => format!(
            "  ! Still running: outcomes are known up to {known} and judged on {closes}. The intervals hold however often somebody \
             looks, so they are wider than those of the end.\n"
        ),
    }
}

fn effect(verdict: &Verdict, language: Language) -> String {
    match verdict {
        Verdict::Estimate { uplift, low, high, .. } => {
            format!("{} [{}; {}]", points(*uplift, language), points(*low, language), points(*high, language))
        }
        Verdict::TooEarly { .. } => if language == Language::En { "too early" } else { "terlalu dini" }.to_owned(),
    }
}

fn price(cost: &CostPerAdditional, language: Language) -> String {
    let id = language == Language::Id;
    match cost {
        CostPerAdditional::Price { estimate, low, high } => format!("{estimate} [{low}; {high}]"),
        CostPerAdditional::Unbounded { estimate: Some(estimate), low } => {
            let low = low.map_or_else(|| "-".to_owned(), |l| l.to_string());
            let open = if id { "tanpa batas" } else { "no limit" };
            format!("{estimate} [{low}; {open}]")
        }
        CostPerAdditional::Unbounded { estimate: None, low: Some(low) } => {
            let (from, open) = if id { ("mulai", "tanpa batas atas") } else { ("from", "no upper limit") };
            format!("{from} {low}, {open}")
        }
        CostPerAdditional::Unbounded { estimate: None, low: None } => {
            if id { "tidak ada tambahan" } else { "none gained" }.to_owned()
        }
        CostPerAdditional::NoAnswer => "-".to_owned(),
    }
}
