//! An adjusted comparison: the verdict in words, then every method with its doubts.

use super::{count, decimal, grid, percent};
use domain::Language;
use observational::{Comparison, Estimate, TOLERATED};
use workflow::evaluate_observational::FileComparison;

/// Verdict, grade, the naive number, the methods, balance, placebo and notes.
pub fn observational(answer: &FileComparison, language: Language) -> String {
    let id = language == Language::Id;
    let c = &answer.comparison;
    let mut text = super::warned(&answer.warnings, language);
    text.push_str(&format!("{}\n", c.verdict.in_language(language)));
    text.push_str(&format!(
        "  {} {}.\n",
        if id { "Mutu bukti" } else { "Grade of evidence" },
        c.grade.in_words().in_language(language)
    ));
    text.push_str(&format!("  {}\n", c.selection.in_language(language)));
    text.push_str(&format!(
        "{}: {} {}, {} {}, {} {}; {} {}\n",
        answer.file,
        count(answer.rows, language),
        if id { "baris" } else { "rows" },
        count(c.treated as u64, language),
        if id { "dihubungi" } else { "contacted" },
        count(c.untreated as u64, language),
        if id { "tidak" } else { "not" },
        if id { "hasil" } else { "outcome" },
        answer.outcome
    ));
    text.push_str(&methods(c, language));
    text.push_str(&balance(c, language));
    text.push_str(&placebo(c, language));
    for note in answer.file_notes.iter().chain(&c.notes) {
        text.push_str(&format!("  {}\n", note.in_language(language)));
    }
    text
}

fn methods(c: &Comparison, language: Language) -> String {
    let id = language == Language::Id;
    let header = if id {
        ["Cara", "Selisih", "Galat baku", "Selang", "p", ""]
    } else {
        ["Method", "Difference", "Std. error", "Interval", "p", ""]
    };
    let line = |e: &Estimate| {
        let number = |value: f64| figure(value, c.is_rate, language);
        let mark = match (&e.invalid, e.recommended) {
            (Some(_), _) => {
                if id {
                    "galat tidak sah"
                } else {
                    "error invalid"
                }
            }
            (None, true) => {
                if id {
                    "dibaca"
                } else {
                    "to read"
                }
            }
            (None, false) => "",
        };
        vec![
            e.name.in_language(language).to_owned(),
            number(e.estimate),
            e.standard_error.map_or_else(|| "-".to_owned(), number),
            e.interval.map_or_else(|| "-".to_owned(), |i| format!("{} .. {}", number(i.low), number(i.high))),
            e.p_value.map_or_else(|| "-".to_owned(), |p| chance(p, language)),
            mark.to_owned(),
        ]
    };
    let rows = std::iter::once(&c.naive).chain(&c.estimates).map(line).collect();
    let mut text = format!("{}\n", grid(&header, 1, rows));
    for reason in c.estimates.iter().filter_map(|e| e.invalid.as_ref()) {
        text.push_str(&format!("  {}\n", reason.in_language(language)));
    }
    if let Some(o) = &c.overlap {
        let share = |value: f64| decimal(value, 3, language);
        let (from, to) = (share(o.lowest), share(o.highest));
        let (with, without) = (decimal(o.effective_treated, 0, language), decimal(o.effective_untreated, 0, language));
        text.push_str(&if id {
            format!("Peluang dihubungi {from} s.d. {to}; setelah dibobot setara {with} yang dihubungi dan {without} yang tidak.\n")
        } else {
            format!("Chance of contact {from} to {to}; weighted, worth {with} contacted and {without} others.\n")
        });
    }
    text
}

/// The covariates that are most apart, before and after.
fn balance(c: &Comparison, language: Language) -> String {
    if c.balance.is_empty() {
        return String::new();
    }
    let id = language == Language::Id;
    let mut rows: Vec<_> = c.balance.iter().collect();
    rows.sort_by(|a, b| b.before.abs().max(b.after.abs()).total_cmp(&a.before.abs().max(a.after.abs())));
    let shown = 10;
    let header = if id {
        ["Kovariat", "Rata-rata dihubungi", "Rata-rata tidak", "Selisih baku sebelum", "sesudah"]
    } else {
        ["Covariate", "Mean contacted", "Mean others", "Std. difference before", "after"]
    };
    let lines = rows
        .iter()
        .take(shown)
        .map(|row| {
            vec![
                row.column.clone(),
                decimal(row.mean_treated, 3, language),
                decimal(row.mean_untreated, 3, language),
                decimal(row.before, 3, language),
                decimal(row.after, 3, language),
            ]
        })
        .collect();
    let off = c.balance.iter().filter(|row| row.after.abs() > TOLERATED).count();
    let left = c.balance.len().saturating_sub(shown);
    let more = if id {
        format!("{left} kovariat lain lebih dekat. Di atas 0,1 setelah pembobotan: {off} dari {}.\n", c.balance.len())
    } else {
        format!("{left} more covariates are nearer. Above 0.1 after weighting: {off} of {}.\n", c.balance.len())
    };
    format!("{}\n{more}", grid(&header, 1, lines))
}

/// Where the one treated unit stands, and the weights of its double.
fn placebo(c: &Comparison, language: Language) -> String {
    let id = language == Language::Id;
    let mut text = String::new();
    if let Some(s) = &c.synthetic {
        let weights: Vec<String> =
            s.weights.iter().map(|w| format!("{} {}", w.unit, percent(Some(w.figure), language))).collect();
        let number = |value: f64| figure(value, c.is_rate, language);
        text.push_str(&format!(
            "{}: {}\n{} {}, {} {}; {} {}, {} {}\n",
            if id { "Kembaran sintetis" } else { "Synthetic double" },
            weights.join(", "),
            if id { "meleset sebelum mulai" } else { "off before the start by" },
            number(s.rmspe_before),
            if id { "sesudahnya" } else { "since by" },
            number(s.rmspe_since),
            if id { "selisih rata-rata" } else { "mean gap" },
            number(s.mean_gap),
            if id { "periode terakhir" } else { "last period" },
            number(s.last_gap),
        ));
    }
    if let Some(p) = &c.placebo {
        let first: Vec<&str> = p.units.iter().take(p.rank.max(3)).map(|u| u.unit.as_str()).collect();
        text.push_str(&if id {
            format!(
                "Plasebo: {} berada pada peringkat {} dari {}; yang paling menonjol: {}\n",
                p.treated,
                p.rank,
                p.units.len(),
                first.join(", ")
            )
        } else {
            format!(
                "Placebo: {} ranks {} of {}; most extreme: {}\n",
                p.treated,
                p.rank,
                p.units.len(),
                first.join(", ")
            )
        });
    }
    text
}

/// A p-value; what rounds to nothing is said to be below the last place.
fn chance(p: f64, language: Language) -> String {
    if p < 0.0001 { format!("<{}", decimal(0.0001, 4, language)) } else { decimal(p, 4, language) }
}

/// A rate in percent, anything else with four places.
fn figure(value: f64, is_rate: bool, language: Language) -> String {
    if is_rate { format!("{}%", decimal(value * 100.0, 2, language)) } else { decimal(value, 4, language) }
}
