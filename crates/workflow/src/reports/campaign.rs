//! The report of a campaign: what each channel caused, from the table of results alone.

mod counts;
mod first_page;
mod tables;

use super::pen::{Pen, facts, forests, notes_section, paragraph, section};
use super::quotes::set_for_print;
use super::sources;
use anyhow::{Result, bail};
use charts::ForestRow;
use domain::views::{CampaignView, NamedCount};
use domain::{Channel, Language, RandomisationUnit, UpliftRow, Verdict, coverage, written};
use report::{Block, Report, Section};

/// What is kept of an evaluated campaign.
#[derive(Debug, Clone, Copy)]
pub struct CampaignResults<'a> {
    /// The campaign.
    pub campaign: &'a CampaignView,
    /// Members left out before the lot, by reason.
    pub exclusions: &'a [NamedCount],
    /// Its results.
    pub rows: &'a [UpliftRow],
}

/// The rows of one channel: everybody, then segments.
struct Lot<'a> {
    channel: Channel,
    everyone: &'a UpliftRow,
    segments: Vec<&'a UpliftRow>,
}

/// The report of an evaluated campaign; the command line and the dashboard give the same one. Refused before an evaluation.
pub fn campaign_report(results: CampaignResults<'_>, language: Language) -> Result<Report> {
    let pen = Pen(language);
    let lots = lots(results.rows);
    if lots.is_empty() {
        bail!(
            "campaign `{0}` has no results yet; evaluate it with `jangkau evaluate --campaign {0}`",
            results.campaign.name
        );
    }
    let mut sections = vec![design(pen, results, &lots), counts::section_of_counts(pen, results, &lots)?];
    for lot in &lots {
        sections.push(effects(pen, lot)?);
    }
    sections.push(tables::costs(pen, results.campaign, &lots));
    sections.push(tables::estimators(pen, &lots));
    sections.extend(notes_section(pen, notes(pen, results, &lots)));
    sections.push(method(pen, results.campaign, &lots));
    Ok(set_for_print(Report {
        language,
        title: pen.of(&results.campaign.title),
        subtitle: format!(
            "{} {}; {} {}; {}",
            pen.count(results.campaign.members),
            pen.say("anggota dalam rencana", "members in the plan"),
            pen.say("keadaan", "as of"),
            written::day(language, results.campaign.as_of),
            results.campaign.name
        ),
        answer: first_page::answer(pen, results, &lots),
        sections,
    }))
}

fn lots(rows: &[UpliftRow]) -> Vec<Lot<'_>> {
    let lot = |channel: Channel| {
        let own = || rows.iter().filter(move |row| row.channel == channel);
        let everyone = own().find(|row| row.counts_everyone())?;
        Some(Lot { channel, everyone, segments: own().filter(|row| !row.counts_everyone()).collect() })
    };
    Channel::ALL.into_iter().filter_map(lot).collect()
}

impl Lot<'_> {
    fn name(&self, pen: Pen) -> String {
        pen.of(&self.channel.name())
    }

    fn is_by_area(&self) -> bool {
        self.everyone.unit == RandomisationUnit::Area
    }
}

/// The estimate with its interval; `None` where it is too early.
fn estimate(row: &UpliftRow) -> Option<(f64, (f64, f64))> {
    match row.verdict {
        Verdict::Estimate { uplift, low, high, .. } => Some((uplift, (low, high))),
        Verdict::TooEarly { .. } => None,
    }
}

fn level(lots: &[Lot<'_>]) -> f64 {
    let found = lots.iter().find_map(|lot| match lot.everyone.verdict {
        Verdict::Estimate { level, .. } => Some(level),
        Verdict::TooEarly { .. } => None,
    });
    found.unwrap_or(crate::evaluate::LEVEL)
}

fn design(pen: Pen, results: CampaignResults<'_>, lots: &[Lot<'_>]) -> Section {
    let c = results.campaign;
    let by = |unit: RandomisationUnit| {
        lots.iter().filter(|lot| lot.everyone.unit == unit).map(|lot| lot.name(pen)).collect::<Vec<_>>()
    };
    let mut named = Vec::new();
    for (unit, id, en) in [
        (RandomisationUnit::Person, "orang demi orang, di dalam segmennya", "person by person, inside their segment"),
        (
            RandomisationUnit::Area,
            "desa seutuhnya, di dalam kelompok pulau dan kota atau desa",
            "whole villages, inside strata of island group and urban or rural",
        ),
    ] {
        let channels = by(unit);
        if !channels.is_empty() {
            named.push((pen.listed(&channels), pen.say(id, en).to_owned()));
        }
    }
    let share = c.held_out as f64 / c.members.max(1) as f64;
    named.push((
        pen.say("Pembanding", "Held out").to_owned(),
        format!(
            "{} {} ({}), {}",
            pen.count(c.held_out),
            pen.say("anggota", "members"),
            pen.percent(share, 1),
            pen.say("sengaja tidak dihubungi", "left alone on purpose")
        ),
    ));
    if let Some(months) = lots.iter().find_map(|lot| lot.everyone.paid_months.as_ref()) {
        named.push((
            pen.say("Hasil", "Outcome").to_owned(),
            format!(
                "{} {}; {} {} {} {}",
                pen.say("bertahan: iuran terbayar untuk", "kept: contribution paid for"),
                written::month(pen.0, months.last),
                pen.say("bulan iuran dihitung dari", "paid months counted from"),
                written::month(pen.0, months.first),
                pen.say("sampai", "to"),
                written::month(pen.0, months.last)
            ),
        ));
    }
    named.push((
        pen.say("Disusun dan disetujui oleh", "Planned and approved by").to_owned(),
        format!("{}; {}", c.planned_by, c.approved_by.as_deref().unwrap_or("\u{2013}")),
    ));
    named.push((pen.say("Sidik rencana", "Hash of the plan").to_owned(), c.plan_hash.clone()));
    section(pen.say("Rancangan", "Design"), vec![facts(named)])
}

/// One channel: whether segments differ, the forest, and every segment in words.
fn effects(pen: Pen, lot: &Lot<'_>) -> Result<Section> {
    let drawn: Vec<ForestRow> = std::iter::once(&lot.everyone)
        .chain(&lot.segments)
        .filter_map(|row| {
            let (uplift, (low, high)) = estimate(row)?;
            Some(ForestRow {
                label: pen.of(&row.segment_name),
                estimate: uplift * 100.0,
                low: low * 100.0,
                high: high * 100.0,
                truth: row.true_uplift.map(|t| t * 100.0),
            })
        })
        .collect();
    let title = if pen.is_id() {
        format!("{}: dampak menurut segmen", lot.name(pen))
    } else {
        format!("{}: effect by segment", lot.name(pen))
    };
    let mut blocks: Vec<Block> = Vec::new();
    if drawn.is_empty() {
        blocks.push(paragraph(pen.say("Belum ada angka yang dapat digambar.", "There is no figure to draw yet.")));
    } else {
        let axis = pen.say(
            "anggota yang bertahan, dihubungi dikurangi pembanding, poin persen; selang 95%",
            "members kept, contacted minus held out, percentage points; 95% interval",
        );
        blocks.extend(forests(pen, &title, axis, &drawn)?);
    }
    blocks.push(tables::by_segment(pen, lot));
    Ok(section(&title, blocks))
}

fn notes(pen: Pen, results: CampaignResults<'_>, lots: &[Lot<'_>]) -> Vec<String> {
    let mut notes = Vec::new();
    for lot in lots {
        let own = lot.everyone.notes.iter();
        let faults = lot.everyone.judgement.iter().flat_map(|j| &j.faults);
        notes.extend(own.chain(faults).map(|note| format!("{}: {}", lot.name(pen), pen.of(note))));
        // What segments still need stands with their verdicts.
        if let Verdict::TooEarly { needs } = &lot.everyone.verdict {
            notes.push(format!("{}: {}", lot.name(pen), pen.of(needs)));
        }
    }
    if results.rows.iter().any(|row| row.running.is_some()) {
        let words = pen.say(
            "Selama kampanye berjalan, selang berlaku seberapa sering pun dilihat, jadi lebih lebar daripada selang akhir.",
            "While the campaign runs, intervals hold however often somebody looks, so they are wider than those of the end.",
        );
        notes.push(words.to_owned());
    }
    let (holding, known) = coverage(results.rows);
    if known > 0 {
        notes.push(if pen.is_id() {
            format!("Orangnya simulasi: {holding} dari {known} selang per segmen memuat dampak sebenarnya.")
        } else {
            format!("The people are simulated: {holding} of {known} segment intervals hold the true effect.")
        });
    }
    notes.extend(results.campaign.warnings.iter().map(|warning| pen.of(warning)));
    notes
}

fn method(pen: Pen, c: &CampaignView, lots: &[Lot<'_>]) -> Section {
    let text = pen.say(
        "Setiap anggota dihitung dalam kelompok tempat ia diundi, tersapa atau tidak. Cetak dan loket dibandingkan antardesa, karena desalah \
         yang diundi. Kesimpulan per segmen memperhitungkan banyaknya segmen (Holm); angka yang diharapkan sudah disusutkan ke rata-rata.",
        "Every member is counted in the arm drawn for them, reached or not. Print and counters are compared between villages, because \
         villages were drawn. Verdicts by segment allow for the number of segments (Holm); what to expect is shrunk to the mean.",
    );
    let named = lots.iter().map(|lot| lot.everyone.estimator.as_str());
    let mut papers = sources::of_estimators(named, pen);
    papers.extend(sources::of_families(pen));
    let made = vec![
        (pen.say("Sidik rencana", "Hash of the plan").to_owned(), c.plan_hash.clone()),
        (pen.say("Versi", "Version").to_owned(), format!("jangkau {}", env!("CARGO_PKG_VERSION"))),
        (
            pen.say("Perintah", "Command").to_owned(),
            format!("jangkau evaluate --home HOME --campaign {} --lang {} --report FILE.pdf", c.name, pen.0.code()),
        ),
    ];
    section(pen.say("Cara dan sumber", "Method and sources"), vec![paragraph(text), facts(papers), facts(made)])
}
