//! The campaign's figures as tables.

use super::first_page::words;
use super::{Lot, estimate};
use crate::reports::pen::{Pen, paragraph, section, table};
use domain::views::CampaignView;
use domain::{CostPerAdditional, UpliftRow, Verdict};
use report::{Block, Section};

fn dash() -> String {
    "\u{2013}".to_owned()
}

/// Every segment of a channel, with its verdict and grade.
pub(super) fn by_segment(pen: Pen, lot: &Lot<'_>) -> Block {
    let known = lot.everyone.true_uplift.is_some() || lot.segments.iter().any(|row| row.true_uplift.is_some());
    let rows = std::iter::once(&lot.everyone).chain(&lot.segments).map(|row| {
        let mut line = line(pen, row, lot.is_by_area());
        if known {
            line.push(row.true_uplift.map_or_else(dash, |t| pen.signed(t * 100.0, 1)));
        }
        line
    });
    let mut heads = vec![
        pen.say("Segmen", "Segment"),
        pen.say("Kesimpulan", "Verdict"),
        pen.say("Mutu", "Grade"),
        pen.say("Orang", "People"),
        pen.say("Bertahan", "Kept"),
        pen.say("Selisih", "Difference"),
        pen.say("Biaya satu tambahan", "Cost of one more"),
    ];
    if known {
        heads.push(pen.say("Sebenarnya", "Truth"));
    }
    let caption = pen.say(
        "Kesimpulan per segmen; orang dan yang bertahan: dihubungi / pembanding; selisih dan selangnya dalam poin persen",
        "Verdict by segment; people and kept: contacted / held out; difference and its interval in percentage points",
    );
    table(caption, 3, &heads, rows.collect())
}

fn line(pen: Pen, row: &UpliftRow, by_area: bool) -> Vec<String> {
    let areas = match (row.areas_treated, row.areas_held_out) {
        (Some(treated), Some(held_out)) if by_area => {
            format!(" ({} / {} {})", pen.count(treated), pen.count(held_out), pen.say("desa", "villages"))
        }
        _ => String::new(),
    };
    let rate = |rate: Option<f64>| rate.map_or_else(dash, |r| pen.percent(r, 1));
    let difference = estimate(row).map_or_else(dash, |(uplift, (low, high))| {
        format!("{} ({})", pen.signed(uplift * 100.0, 1), pen.range((low * 100.0, high * 100.0), 1))
    });
    vec![
        pen.of(&row.segment_name),
        words(pen, row),
        row.judgement.as_ref().map_or_else(dash, |j| j.grade.to_string()),
        format!("{} / {}{areas}", pen.count(row.treated), pen.count(row.held_out)),
        format!("{} / {}", rate(row.rate_treated), rate(row.rate_held_out)),
        difference,
        price(pen, &row.cost_per_additional),
    ]
}

fn price(pen: Pen, cost: &CostPerAdditional) -> String {
    match cost {
        CostPerAdditional::Price { estimate, low, high } => {
            format!("{estimate} ({low} {} {high})", pen.say("s.d.", "to"))
        }
        CostPerAdditional::Unbounded { estimate: Some(estimate), .. } => {
            format!("{estimate} ({})", pen.say("tanpa batas atas", "no upper end"))
        }
        CostPerAdditional::Unbounded { estimate: None, low: Some(low) } => {
            format!("{} {low}, {}", pen.say("mulai", "from"), pen.say("tanpa batas atas", "no upper end"))
        }
        CostPerAdditional::Unbounded { estimate: None, low: None } => {
            pen.say("tidak ada tambahan", "none gained").to_owned()
        }
        CostPerAdditional::NoAnswer => dash(),
    }
}

/// What each channel cost, by member kept and by month paid.
pub(super) fn costs(pen: Pen, c: &CampaignView, lots: &[Lot<'_>]) -> Section {
    let rows = lots.iter().map(|lot| {
        let row = lot.everyone;
        let months = row.paid_months.as_ref();
        let gained = months.and_then(|m| match &m.verdict {
            Verdict::Estimate { uplift, low, high, .. } => {
                Some(format!("{} ({})", pen.signed(*uplift, 3), pen.range((*low, *high), 3)))
            }
            Verdict::TooEarly { .. } => None,
        });
        vec![
            lot.name(pen),
            row.cost.to_string(),
            price(pen, &row.cost_per_additional),
            gained.unwrap_or_else(dash),
            months.map_or_else(dash, |m| price(pen, &m.cost_per_additional_month)),
        ]
    });
    let heads = [
        pen.say("Kanal", "Channel"),
        pen.say("Dibelanjakan", "Spent"),
        pen.say("Satu anggota tambahan", "One more member"),
        pen.say("Bulan iuran tambahan per anggota", "Paid months gained per member"),
        pen.say("Satu bulan iuran tambahan", "One more paid month"),
    ];
    let forecast = if pen.is_id() {
        format!("Perkiraan biaya dalam rencana {} dari anggaran {}.", c.cost, c.budget)
    } else {
        format!("The plan foresaw {} of a budget of {}.", c.cost, c.budget)
    };
    let caption = pen.say("Biaya menurut kanal, dengan selang", "Costs by channel, with intervals");
    section(pen.say("Biaya", "Costs"), vec![table(caption, 1, &heads, rows.collect()), paragraph(forecast)])
}

/// The estimator of each channel with its figures.
pub(super) fn estimators(pen: Pen, lots: &[Lot<'_>]) -> Section {
    let rows = lots.iter().map(|lot| {
        let row = lot.everyone;
        let p = match row.verdict {
            Verdict::Estimate { p_value, .. } => Some(p_value),
            Verdict::TooEarly { .. } => None,
        };
        let (estimate, range) = estimate(row).map_or_else(
            || (dash(), dash()),
            |(uplift, (low, high))| (pen.signed(uplift * 100.0, 2), pen.range((low * 100.0, high * 100.0), 2)),
        );
        vec![lot.name(pen), pen.estimator(&row.estimator), estimate, range, pen.chance(p)]
    });
    let heads = [
        pen.say("Kanal", "Channel"),
        pen.say("Cara", "Estimator"),
        pen.say("Selisih", "Difference"),
        pen.say("Selang", "Interval"),
        "p",
    ];
    let caption = pen.say(
        "Semua segmen bersama, poin persen; nilai p dibaca bersama selangnya",
        "All segments together, percentage points; a p-value is read with its interval",
    );
    section(pen.say("Cara hitung", "Estimators"), vec![table(caption, 2, &heads, rows.collect())])
}
