//! How a segment pays over the year: a bar a month, with a mark for everyone.

use crate::axis::Axis;
use crate::error::{ChartError, check_share};
use crate::number::{percent, words};
use crate::sheet::{
    DEEP, GRID, Hang, INK, LABEL, MARGIN, NOTE, SOFT, Sheet, TRUTH, Type, VALUE, WIDTH, clean, width, wrap,
};
use domain::written::month_name;
use domain::{Language, Month};

/// Shares of due months that were paid in each calendar month, and whose they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearLine<'a> {
    /// Who: `segmen ini`, `semua orang`.
    pub name: &'a str,
    /// January to December, each 0 to 1; `None` where nothing was due.
    pub shares: &'a [Option<f64>],
}

const HIGH: f64 = 190.0;
const SMALL: (f64, f64) = (228.0, 66.0);
const NOTHING_DUE: (&str, &str) = ("tidak ada iuran jatuh tempo", "nothing due");

/// Bars from zero to one hundred percent for a segment, a mark across each for everyone, the figures of both under them.
///
/// The axis is the same for every segment, so that two charts can be held side by side. Months in which nothing was due
/// have a dash and no bar.
pub fn year_shape(
    language: Language,
    title: &str,
    unit: &str,
    own: YearLine<'_>,
    everyone: Option<YearLine<'_>>,
) -> Result<String, ChartError> {
    let own_shares = checked(title, own)?;
    let all_shares = everyone.map(|line| checked(title, line)).transpose()?;
    let mut sheet = Sheet::titled(title, unit);
    let (top, bottom) = (sheet.top + 6.0, sheet.top + 6.0 + HIGH);
    let axis = Axis::with_zero(0.0, 1.0, 5.0, bottom, top);
    let name_lines: Vec<Vec<String>> =
        std::iter::once(own).chain(everyone).map(|line| wrap(&clean(line.name), LABEL, 120.0, 2)).collect();
    let names = name_lines.iter().flatten().map(|line| width(line, LABEL)).fold(40.0, f64::max);
    let from = MARGIN + names + 30.0;
    let column = (WIDTH - MARGIN - from) / 12.0;
    for tick in axis.ticks() {
        let y = axis.place(tick);
        sheet.line((from, y), (WIDTH - MARGIN, y), GRID, 1.0);
        sheet.text(from - 8.0, y + 4.0, Hang::End, NOTE, &percent(language, tick, 0));
    }
    let rows = [bottom + 19.0, bottom + 43.0, bottom + 43.0 + 15.0 * name_lines[0].len() as f64 + 6.0];
    legend(&mut sheet, &rows, &name_lines);
    for (i, share) in own_shares.iter().enumerate() {
        let (left, middle) = (from + column * i as f64, from + column * (i as f64 + 0.5));
        sheet.text(middle, rows[0], Hang::Middle, NOTE, &month_short(language, i));
        if let Some(share) = share {
            let y = axis.place(*share);
            sheet.rect((left + column * 0.18, y), (column * 0.64, (bottom - y).max(0.5)), DEEP);
        }
        sheet.text(middle, rows[1], Hang::Middle, VALUE, &shown(language, *share));
        let all = all_shares.and_then(|shares| shares[i]);
        if let Some(all) = all {
            let y = axis.place(all);
            sheet.line((left + column * 0.06, y), (left + column * 0.94, y), "#fff", 5.0);
            sheet.line((left + column * 0.06, y), (left + column * 0.94, y), TRUTH, 2.6);
        }
        if everyone.is_some() {
            sheet.text(middle, rows[2], Hang::Middle, NOTE, &shown(language, all));
        }
        sheet.tell(told(language, i, own, *share, everyone.map(|line| (line, all))));
    }
    sheet.line((from, bottom), (WIDTH - MARGIN, bottom), INK, 1.2);
    let end = if everyone.is_some() { rows[2] + 15.0 * (name_lines[1].len() as f64 - 1.0) } else { rows[1] };
    Ok(sheet.finish(end + 16.0))
}

/// The same picture as small as a line of a table: bars, marks for everyone, the months' first letters, no figures drawn.
pub fn year_shape_small(
    language: Language,
    title: &str,
    own: YearLine<'_>,
    everyone: Option<YearLine<'_>>,
) -> Result<String, ChartError> {
    const LETTER: Type = Type { size: 10.0, colour: SOFT, bold: false };
    let own_shares = checked(title, own)?;
    let all_shares = everyone.map(|line| checked(title, line)).transpose()?;
    let (wide, high) = SMALL;
    let mut sheet = Sheet::bare(title, wide);
    let (top, bottom) = (3.0, high - 14.0);
    let axis = Axis::with_zero(0.0, 1.0, 2.0, bottom, top);
    let column = wide / 12.0;
    for tick in axis.ticks() {
        sheet.line((0.0, axis.place(tick)), (wide, axis.place(tick)), GRID, 1.0);
    }
    for (i, share) in own_shares.iter().enumerate() {
        let left = column * i as f64;
        let letter: String = month_short(language, i).chars().take(1).collect();
        sheet.text(left + column / 2.0, high - 3.0, Hang::Middle, LETTER, &letter);
        if let Some(share) = share {
            let y = axis.place(*share);
            sheet.rect((left + 3.0, y), (column - 6.0, (bottom - y).max(0.5)), DEEP);
        }
        let all = all_shares.and_then(|shares| shares[i]);
        if let Some(all) = all {
            sheet.line((left + 1.0, axis.place(all)), (left + column - 1.0, axis.place(all)), "#fff", 3.6);
            sheet.line((left + 1.0, axis.place(all)), (left + column - 1.0, axis.place(all)), TRUTH, 2.0);
        }
        sheet.tell(told(language, i, own, *share, everyone.map(|line| (line, all))));
    }
    sheet.line((0.0, bottom), (wide, bottom), INK, 1.0);
    Ok(sheet.finish(high))
}

fn checked(title: &str, line: YearLine<'_>) -> Result<[Option<f64>; 12], ChartError> {
    for share in line.shares.iter().flatten() {
        check_share(title, line.name, *share)?;
    }
    line.shares.try_into().map_err(|_| ChartError::NotAYear {
        title: title.to_owned(),
        label: line.name.to_owned(),
        months: line.shares.len(),
    })
}

/// Names of the two rows of figures, each with the mark it has in the chart.
fn legend(sheet: &mut Sheet, rows: &[f64; 3], names: &[Vec<String>]) {
    for (i, lines) in names.iter().enumerate() {
        let y = rows[i + 1];
        if i == 0 {
            sheet.rect((MARGIN, y - 9.5), (11.0, 11.0), DEEP);
        } else {
            sheet.line((MARGIN - 1.0, y - 4.0), (MARGIN + 12.0, y - 4.0), TRUTH, 2.6);
        }
        for (j, line) in lines.iter().enumerate() {
            let kind = if i == 0 { LABEL } else { NOTE };
            sheet.text(MARGIN + 17.0, y + 15.0 * j as f64, Hang::Start, kind, line);
        }
    }
}

fn month_of(i: usize) -> Month {
    // Any year will do: only the name is asked for.
    Month::from_index(2026 * 12 + i as i32)
}

fn month_short(language: Language, i: usize) -> String {
    month_name(language, month_of(i)).chars().take(3).collect()
}

fn shown(language: Language, share: Option<f64>) -> String {
    share.map_or_else(|| "\u{2013}".to_owned(), |share| percent(language, share, 0))
}

type Everyone<'a> = Option<(YearLine<'a>, Option<f64>)>;

fn told(language: Language, i: usize, own: YearLine<'_>, share: Option<f64>, everyone: Everyone<'_>) -> String {
    let say = |line: YearLine<'_>, share: Option<f64>| {
        let value = share.map_or_else(|| words(NOTHING_DUE, language), |share| percent(language, share, 0));
        format!("{} {value}", clean(line.name))
    };
    let other = everyone.map(|(line, share)| format!(", {}", say(line, share))).unwrap_or_default();
    format!("{}: {}{other}", month_name(language, month_of(i)), say(own, share))
}
