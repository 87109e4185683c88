//! Methods, balance, overlap and placebo as tables.

use crate::reports::pen::{Pen, paragraph, section, table};
use observational::{Comparison, Estimate, TOLERATED};
use report::{Block, Section};

/// Rows of a long list that are shown.
const MOST_SHOWN: usize = 20;

fn dash() -> String {
    "\u{2013}".to_owned()
}

pub(super) fn methods(pen: Pen, c: &Comparison, unit: &str, scale: f64, places: usize) -> Block {
    let row = |e: &Estimate| {
        let mark = match (&e.invalid, e.recommended) {
            (Some(_), _) => pen.say(" (galat tidak sah)", " (error invalid)"),
            (None, true) => pen.say(" (dianjurkan)", " (recommended)"),
            (None, false) => "",
        };
        vec![
            format!("{}{mark}", pen.of(&e.name)),
            pen.signed(e.estimate * scale, places),
            e.standard_error.map_or_else(dash, |error| pen.number(error * scale, places + 1)),
            e.interval.map_or_else(dash, |i| pen.range((i.low * scale, i.high * scale), places)),
            pen.chance(e.p_value),
        ]
    };
    let heads = [
        pen.say("Cara", "Method"),
        pen.say("Selisih", "Difference"),
        pen.say("Galat baku", "Std. error"),
        pen.say("Selang", "Interval"),
        "p",
    ];
    table(unit, 1, &heads, std::iter::once(&c.naive).chain(&c.estimates).map(row).collect())
}

/// The covariates that were furthest apart.
pub(super) fn balance(pen: Pen, c: &Comparison) -> Vec<Block> {
    if c.balance.is_empty() {
        return Vec::new();
    }
    let mut rows: Vec<_> = c.balance.iter().collect();
    rows.sort_by(|a, b| b.before.abs().max(b.after.abs()).total_cmp(&a.before.abs().max(a.after.abs())));
    let lines = rows.iter().take(MOST_SHOWN).map(|row| {
        vec![
            row.column.clone(),
            pen.number(row.mean_treated, 3),
            pen.number(row.mean_untreated, 3),
            pen.number(row.before, 3),
            pen.number(row.after, 3),
        ]
    });
    let heads = [
        pen.say("Kovariat", "Covariate"),
        pen.say("Rata-rata dihubungi", "Mean contacted"),
        pen.say("Rata-rata lain", "Mean others"),
        pen.say("Selisih baku sebelum", "Std. difference before"),
        pen.say("Sesudah", "After"),
    ];
    let caption = pen.say("Yang paling berbeda lebih dulu", "The furthest apart first");
    let off = c.balance.iter().filter(|row| row.after.abs() > TOLERATED).count();
    let (limit, all) = (pen.number(TOLERATED, 1), c.balance.len());
    let sentence = if pen.is_id() {
        format!("Setelah pembobotan, {off} dari {all} kovariat masih berbeda lebih dari {limit} simpangan baku.")
    } else {
        format!("After weighting, {off} of {all} covariates still differ by more than {limit} standard deviations.")
    };
    vec![table(caption, 1, &heads, lines.collect()), paragraph(sentence)]
}

/// Whether there is somebody to compare with.
pub(super) fn overlap(pen: Pen, c: &Comparison) -> Option<Block> {
    let o = c.overlap.as_ref()?;
    let (from, to) = (pen.number(o.lowest, 3), pen.number(o.highest, 3));
    let (with, without) = (pen.number(o.effective_treated, 0), pen.number(o.effective_untreated, 0));
    let outside = pen.count(o.outside as u64);
    Some(paragraph(if pen.is_id() {
        format!(
            "Peluang dihubungi {from} s.d. {to}; {outside} orang di luar batas tumpang tindih. Setelah dibobot, kedua pihak setara {with} dan \
             {without} orang."
        )
    } else {
        format!(
            "Chance of contact {from} to {to}; {outside} people outside the overlap. Weighted, the two sides are worth {with} and {without} \
             people."
        )
    }))
}

/// What the double is made of.
pub(super) fn synthetic(pen: Pen, c: &Comparison) -> Option<Block> {
    let s = c.synthetic.as_ref()?;
    let weights: Vec<String> = s.weights.iter().map(|w| format!("{} {}", w.unit, pen.percent(w.figure, 1))).collect();
    let (before, since, gap) = (pen.number(s.rmspe_before, 3), pen.number(s.rmspe_since, 3), pen.number(s.mean_gap, 3));
    let weights = weights.join(", ");
    Some(paragraph(if pen.is_id() {
        format!("Kembaran: {weights}. Meleset {before} sebelum mulai dan {since} sesudahnya; selisih rata-rata {gap}.")
    } else {
        format!("The double: {weights}. Off by {before} before the start and {since} since; mean gap {gap}.")
    }))
}

/// Where the one treated unit stands among the others.
pub(super) fn placebo(pen: Pen, c: &Comparison) -> Option<Section> {
    let p = c.placebo.as_ref()?;
    let rows = p
        .units
        .iter()
        .take(MOST_SHOWN)
        .enumerate()
        .map(|(i, unit)| vec![format!("{}", i + 1), unit.unit.clone(), pen.number(unit.figure, 4)]);
    let heads = [pen.say("Peringkat", "Rank"), pen.say("Wilayah", "Area"), pen.say("Angka", "Figure")];
    let (rank, all) = (p.rank, p.units.len());
    let sentence = if pen.is_id() {
        format!("{} berada pada peringkat {rank} dari {all} wilayah.", p.treated)
    } else {
        format!("{} ranks {rank} of {all} areas.", p.treated)
    };
    let caption = pen.say("Paling menonjol lebih dulu", "The most extreme first");
    let blocks = vec![paragraph(sentence), table(caption, 2, &heads, rows.collect())];
    Some(section(pen.say("Plasebo", "Placebo"), blocks))
}
