//! Every estimator of the effect over all rows, the one to go by marked.

use super::Asked;
use crate::reports::pen::{paragraph, places_for, section, table};
use effectiveness::experiment::{Contrast, Estimate};
use report::{Block, Section};

pub(super) fn every_estimator(asked: Asked<'_>) -> Section {
    let pen = asked.pen;
    let mut blocks = vec![paragraph(pen.say(
        "Nilai p adalah peluang melihat beda sebesar ini atau lebih bila sebenarnya tidak ada dampak; \
         bacalah selalu bersama selangnya.",
        "A p-value is the probability of a difference this large or larger if there were no effect; read it with its interval always.",
    ))];
    for arm in &asked.evaluation().answers {
        blocks.push(asked.of_arm(&arm.overall));
        blocks.extend(arm.p_holm_over_arms.map(|p| {
            let words = pen.say("Nilai p setelah Holm atas semua kelompok", "p-value after Holm over the arms");
            paragraph(format!("{words}: {}.", pen.chance(Some(p))))
        }));
        blocks.extend(asked.areas(&arm.overall));
        blocks.extend(asked.compliers(&arm.overall));
    }
    section(pen.say("Semua cara hitung", "Every estimator"), blocks)
}

impl Asked<'_> {
    fn of_arm(&self, c: &Contrast) -> Block {
        let pen = self.pen;
        let heads = [
            pen.say("Cara", "Estimator"),
            pen.say("Selisih", "Difference"),
            pen.say("Galat baku", "Std. error"),
            pen.say("Selang", "Interval"),
            "p",
        ];
        let rows = std::iter::once(&c.primary).chain(&c.beside).map(|e| self.estimate(e)).collect();
        let caption = format!("{} \u{2212} {} ({})", self.arm(&c.arm), self.arm(&c.control), self.unit());
        table(&caption, 1, &heads, rows)
    }

    fn estimate(&self, e: &Estimate) -> Vec<String> {
        let pen = self.pen;
        // A ratio has no unit, and one is no effect.
        let is_ratio = e.estimator.contains("1 is no effect");
        let scaled = |value: f64| if is_ratio { value } else { self.scaled(value) };
        let width = e.interval.map_or(e.estimate.abs(), |i| i.high - i.low);
        let places = places_for(scaled(width)) + 3;
        let dash = || "\u{2013}".to_owned();
        let mark = if e.recommended { pen.say(" (dianjurkan)", " (recommended)") } else { "" };
        vec![
            format!("{}{mark}", pen.estimator(&e.estimator)),
            if is_ratio { pen.number(e.estimate, places) } else { pen.signed(scaled(e.estimate), places) },
            e.standard_error.map_or_else(dash, |error| pen.number(scaled(error), places + 1)),
            e.interval.map_or_else(dash, |i| pen.range((scaled(i.low), scaled(i.high)), places)),
            pen.chance(e.p_value),
        ]
    }

    fn areas(&self, c: &Contrast) -> Option<Block> {
        let (pen, a) = (self.pen, c.areas?);
        let number =
            |value: Option<f64>, places| value.map_or_else(|| "\u{2013}".to_owned(), |v| pen.number(v, places));
        let (icc, design) = (number(c.intra_area_correlation, 4), number(c.design_effect, 2));
        let [all, treated, control, mixed] =
            [a.treated + a.control - a.mixed, a.treated, a.control, a.mixed].map(|n| pen.count(n as u64));
        Some(paragraph(if pen.is_id() {
            format!(
                "{all} wilayah: {treated} dengan orang yang disapa, {control} dengan pembanding, {mixed} dengan keduanya. Korelasi di dalam \
                 wilayah {icc}; efek rancangan {design}: sebanyak itu ragam membesar karena orang sewilayah mirip."
            )
        } else {
            format!(
                "{all} areas: {treated} with treated people, {control} with control people, {mixed} with both. Intra-area correlation \
                 {icc}; design effect {design}: by so much the variance grows because people of an area are alike."
            )
        }))
    }

    fn compliers(&self, c: &Contrast) -> Option<Block> {
        let (pen, complier) = (self.pen, c.complier.as_ref()?);
        let i = complier.effect.interval;
        let places = places_for(self.scaled(i.high - i.low));
        let (effect, range) = (
            pen.signed(self.scaled(complier.effect.effect), places),
            pen.range((self.scaled(i.low), self.scaled(i.high)), places),
        );
        let name = pen.say("Dampak pada yang benar-benar tersapa", "Effect on those who were really reached");
        let grade = pen.of(&complier.grade.in_words());
        Some(paragraph(format!(
            "{name}: {effect} ({range}), {}; {} {grade}. {}",
            self.unit(),
            pen.say("mutu bukti", "grade of evidence"),
            pen.of(&complier.assumptions)
        )))
    }
}
