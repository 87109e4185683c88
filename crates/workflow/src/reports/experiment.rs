//! The report of any experiment's file.

mod counts;
mod estimators;
mod first_page;
mod segments;
mod to_do;

use super::origin::Origin;
use super::pen::{Pen, facts, notes_section, paragraph, section, table};
use super::quotes::set_for_print;
use super::sources;
use crate::evaluate_file::{Design, ExperimentColumns, FileEvaluation};
use anyhow::Result;
use domain::Language;
use effectiveness::experiment::{ArmAnswer, Evaluation, OutcomeKind};
use report::{Block, Report, Section};

/// One evaluated file, and what was asked of it.
#[derive(Clone, Copy)]
struct Asked<'a> {
    answer: &'a FileEvaluation,
    columns: &'a ExperimentColumns,
    pen: Pen,
}

/// The report of an evaluation: the answer in words, the lot, who was counted, effects, costs, every estimator, notes, sources.
pub fn experiment_report(
    answer: &FileEvaluation,
    columns: &ExperimentColumns,
    origin: &Origin,
    language: Language,
) -> Result<Report> {
    let asked = Asked { answer, columns, pen: Pen(language) };
    let pen = asked.pen;
    let mut sections = vec![asked.design(), counts::flow_section(asked)?];
    sections.extend(segments::sections(asked)?);
    sections.push(asked.costs());
    sections.push(estimators::every_estimator(asked));
    sections.extend(notes_section(pen, asked.notes()));
    let named =
        answer.evaluation.answers.iter().flat_map(|arm| {
            std::iter::once(&arm.overall.primary).chain(&arm.overall.beside).map(|e| e.estimator.as_str())
        });
    let mut papers = sources::of_estimators(named, pen);
    if answer.evaluation.answers.iter().any(|arm| arm.family.is_some()) {
        papers.extend(sources::of_families(pen));
    }
    if answer.evaluation.answers.iter().any(|arm| arm.overall.complier.is_some()) {
        papers.push(sources::of_compliers(pen));
    }
    sections.push(origin.section(pen, Some(answer.rows), asked.method(), papers));
    Ok(set_for_print(Report {
        language,
        title: pen.say("Apa yang disebabkan oleh perlakuan ini?", "What did the treatment cause?").to_owned(),
        subtitle: asked.subtitle(&origin.file),
        answer: first_page::answer(asked),
        sections,
    }))
}

impl Asked<'_> {
    fn evaluation(&self) -> &Evaluation {
        &self.answer.evaluation
    }

    /// Whether each row is an area of its own.
    fn rows_are_areas(&self) -> bool {
        self.columns.design == Some(Design::Area) && self.columns.cluster.is_none()
    }

    /// `people` or `areas`: what is counted.
    fn units(&self) -> &'static str {
        if self.rows_are_areas() { self.pen.say("wilayah", "areas") } else { self.pen.say("orang", "people") }
    }

    /// An arm as people would call it: `default = 1`, or its own name where that says something.
    fn arm(&self, label: &str) -> String {
        let says_nothing = label.chars().count() < 2 || label.parse::<f64>().is_ok();
        if says_nothing { format!("{} = {label}", self.columns.arm) } else { label.to_owned() }
    }

    fn level(&self) -> String {
        self.pen.percent(self.evaluation().level.get(), 0)
    }

    fn subtitle(&self, file: &str) -> String {
        let arms: Vec<String> = self.evaluation().answers.iter().map(|a| self.arm(&a.overall.arm)).collect();
        format!(
            "{file}; {} {}; {} {} {}; {} {}",
            self.pen.count(self.answer.rows),
            self.pen.say("baris", "rows"),
            self.pen.listed(&arms),
            self.pen.say("dibanding", "against"),
            self.arm(&self.columns.control),
            self.pen.say("hasil", "outcome"),
            self.evaluation().outcome
        )
    }

    fn design(&self) -> Section {
        let (pen, c) = (self.pen, self.columns);
        let mixed = self.evaluation().answers.iter().any(|a| a.overall.areas.is_some_and(|areas| areas.mixed > 0));
        let drawn = match (&c.cluster, self.rows_are_areas(), mixed) {
            (None, true, _) => pen.say("wilayah; setiap baris satu wilayah", "areas; each row is one area").to_owned(),
            (None, false, _) => pen.say("orang, satu per satu", "people, one by one").to_owned(),
            (Some(area), _, true) => format!(
                "{} `{area}`; {}",
                pen.say("orang di dalam wilayah", "people inside the areas of"),
                pen.say("wilayah diperhitungkan dalam galat", "areas are allowed for in the error")
            ),
            (Some(area), _, false) => format!("{} (`{area}`)", pen.say("wilayah seutuhnya", "whole areas")),
        };
        let outcome = match self.evaluation().outcome_kind {
            OutcomeKind::Rate => pen.say("ya atau tidak, dibaca sebagai bagian", "yes or no, read as a share"),
            OutcomeKind::Mean => pen.say("angka, dibaca sebagai rata-rata", "a number, read as a mean"),
            OutcomeKind::Ratio => pen.say("jumlah dibagi jumlah lain", "a sum over another sum"),
        };
        let mut named = vec![
            (pen.say("Yang diundi", "Drawn by lot").to_owned(), drawn),
            (
                pen.say("Kelompok", "Arms").to_owned(),
                format!("`{}`; {} {}", c.arm, pen.say("pembanding", "control"), self.arm(&c.control)),
            ),
            (pen.say("Hasil", "Outcome").to_owned(), format!("`{}`: {outcome}", c.outcome)),
            (pen.say("Strata undian", "Strata of the lot").to_owned(), self.named_or_none(c.strata.as_ref())),
            (pen.say("Bagian menurut rencana", "Planned shares").to_owned(), self.shares()),
            (pen.say("Segmen", "Segments").to_owned(), self.named_or_none(c.segment.as_ref())),
        ];
        if !c.covariates.is_empty() {
            named.push((pen.say("Diketahui sebelumnya", "Known before").to_owned(), c.covariates.join(", ")));
        }
        if let Some(reached) = &c.reached {
            named.push((pen.say("Tersapa menurut", "Reached, by").to_owned(), format!("`{reached}`")));
        }
        let days: Vec<String> =
            [&c.assigned_on, &c.outcome_on].into_iter().flatten().map(|d| format!("`{d}`")).collect();
        let days = if days.is_empty() { pen.say("tidak disebutkan", "not named").to_owned() } else { days.join(", ") };
        named.push((pen.say("Hari undian dan hasil", "Days of lot and outcome").to_owned(), days));
        section(pen.say("Rancangan", "Design"), vec![facts(named)])
    }

    fn named_or_none(&self, column: Option<&String>) -> String {
        column.map_or_else(|| self.pen.say("tidak ada", "none").to_owned(), |name| format!("`{name}`"))
    }

    /// Planned shares and whether the arms have them.
    fn shares(&self) -> String {
        let (pen, c) = (self.pen, self.columns);
        let planned = if !c.shares.is_empty() {
            let share = |(arm, share): &(String, f64)| format!("{} {share}", self.arm(arm));
            c.shares.iter().map(share).collect::<Vec<_>>().join(", ")
        } else if self.evaluation().sample_ratio.is_some() {
            pen.say("tidak disebutkan; sama besar dianggap", "not named; equal shares presumed").to_owned()
        } else {
            return pen.say("tidak disebutkan dan tidak diperiksa", "not named and not checked").to_owned();
        };
        let kept = self.evaluation().sample_ratio.map_or("", |test| {
            if test.p_value < effectiveness::MISMATCH_BELOW {
                pen.say("; besarnya menyimpang dari rencana", "; the sizes are off the plan")
            } else {
                pen.say("; besarnya sesuai rencana", "; the sizes keep to the plan")
            }
        });
        format!("{planned}{kept}")
    }

    fn costs(&self) -> Section {
        let pen = self.pen;
        let mut blocks = Vec::new();
        for arm in &self.evaluation().answers {
            let told = &arm.overall.conclusion;
            let sentences = told.price.iter().map(|p| &p.sentence).chain(told.value.iter().map(|v| &v.sentence));
            for sentence in sentences {
                blocks.push(paragraph(format!("{}: {}", self.arm(&arm.overall.arm), pen.of(sentence))));
            }
            if let Some(spent) = arm.overall.spent {
                let word = pen.say("dibelanjakan seluruhnya", "spent in all");
                blocks.push(paragraph(format!("{}: {spent} {word}.", self.arm(&arm.overall.arm))));
            }
        }
        if blocks.is_empty() {
            blocks.push(paragraph(pen.say(
                "Biaya tidak disebutkan, jadi laporan ini tidak berkata berapa biaya satu tambahan. Sebutkan dengan --cost atau --cost-each.",
                "No costs were named, so this report does not say what one more cost. Name them with --cost or --cost-each.",
            )));
        }
        section(pen.say("Biaya", "Costs"), blocks)
    }

    fn notes(&self) -> Vec<String> {
        let pen = self.pen;
        let mut notes: Vec<String> = self.answer.warnings.iter().map(|n| pen.of(n)).collect();
        for arm in &self.evaluation().answers {
            notes.extend(arm.overall.conclusion.faults.iter().chain(&arm.overall.notes).map(|n| pen.of(n)));
            notes.extend(arm.segment_notes.iter().map(|n| pen.of(n)));
            notes.extend(refused(arm, pen));
        }
        let off = self.evaluation().sample_ratio_by_segment.iter().filter(|r| r.is_mismatch());
        notes.extend(off.map(|r| {
            format!(
                "{} {}.",
                pen.say("Besar kelompok menyimpang di segmen", "Sizes of arms are off in segment"),
                r.segment
            )
        }));
        notes.extend(self.answer.notes.iter().map(|n| pen.of(n)));
        notes
    }

    fn method(&self) -> String {
        self.pen
            .say(
                "Setiap orang dihitung dalam kelompok tempat ia diundi, tersapa atau tidak. Selisih adalah kelompok yang disapa dikurangi \
                 pembanding. Cara yang dianjurkan mengikuti unit undian; cara lain berdiri di sampingnya supaya dapat diperiksa.",
                "Everybody is counted in the arm drawn for them, reached or not (intention to treat). A difference is treated minus \
                 control. The recommended estimator follows the unit of the lot; the others stand beside it so that it can be checked.",
            )
            .to_owned()
    }
}

/// Segments without an answer, each with its reason.
fn refused(arm: &ArmAnswer, pen: Pen) -> impl Iterator<Item = String> + '_ {
    arm.segments.iter().filter_map(move |s| {
        let why = s.refused.as_ref()?;
        Some(format!("{} {}: {why}.", pen.say("Segmen", "Segment"), s.segment))
    })
}

/// The arms with their people and means, as a table.
fn arms_table(asked: Asked<'_>) -> Block {
    let (pen, e) = (asked.pen, asked.evaluation());
    let mean = |value: f64| match e.outcome_kind {
        OutcomeKind::Rate => pen.percent(value, 1),
        OutcomeKind::Mean | OutcomeKind::Ratio => pen.number(value, 4),
    };
    let rows = e.arms.iter().map(|arm| vec![asked.arm(&arm.arm), pen.count(arm.rows), mean(arm.mean)]).collect();
    let heads = [pen.say("Kelompok", "Arm"), asked.units(), e.outcome.as_str()];
    let caption = pen.say("Setiap kelompok apa adanya, tanpa pembobotan", "Each arm as it is, without any weighting");
    table(caption, 1, &heads, rows)
}
