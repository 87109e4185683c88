//! Where the people of a study went: from the file through the lot to what was counted.

use crate::error::{ChartError, not_empty};
use crate::sheet::{DEEP, Hang, INK, LABEL, MARGIN, NOTE, PALE, SOFT, Sheet, TRUTH, Type, VALUE, WIDTH, clean, wrap};

const GAP: f64 = 26.0;
/// Room for the words of those who leave on the way.
const LEAVING: f64 = 116.0;
const START: f64 = 118.0;
const WIDEST: f64 = 220.0;
const LINE: f64 = 15.5;

/// People at one point of their way, in the caller's words: `21,307 people`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stop {
    /// How many.
    pub figure: String,
    /// Words under it, such as their areas; may be empty.
    pub under: String,
    /// Who left on the way here, such as `12 without an outcome`; empty where nobody did.
    pub left: String,
}

/// One group on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantGroup {
    /// Its name.
    pub name: String,
    /// Its stops, one under each heading.
    pub stops: Vec<Stop>,
}

/// From left to right: everybody, then a row a group with a box a stop; who left on the way stands under the arrow. Reads like
/// the flow diagram of a CONSORT statement (Schulz, Altman & Moher 2010) laid on its side, so that any number of arms fits.
///
/// All words come from the caller in their language.
pub fn participants(
    title: &str,
    under: &str,
    start: &Stop,
    headings: &[String],
    groups: &[ParticipantGroup],
) -> Result<String, ChartError> {
    not_empty(title, groups)?;
    not_empty(title, headings)?;
    let mut sheet = Sheet::titled(title, under);
    let places = places(headings.len(), groups);
    let top = columns(&mut sheet, headings, &places);
    let rows: Vec<Row> = rows(groups, &places, top);
    let bottom = rows.last().map_or(top, |row| row.top + row.high);
    let middle = f64::midpoint(top, bottom);
    everybody(&mut sheet, start, middle);
    let trunk = MARGIN + START + 11.0;
    sheet.line((MARGIN + START, middle), (trunk, middle), SOFT, 1.6);
    if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
        sheet.line((trunk, first.middle()), (trunk, last.middle()), SOFT, 1.6);
    }
    for (group, row) in groups.iter().zip(&rows) {
        let mut told = Vec::new();
        let mut from = trunk;
        for (i, (stop, (x, wide))) in group.stops.iter().zip(&places).enumerate() {
            arrow(&mut sheet, from, *x, row.middle());
            if !stop.left.is_empty() {
                leaving(&mut sheet, &stop.left, (from, *x), row.middle());
            }
            let lines = if i == 0 { row.lines(stop) } else { figure_lines(stop, *wide) };
            boxed(&mut sheet, (*x, row.top), (*wide, row.high), &lines);
            told.push(in_words(&headings[i], stop));
            from = x + wide;
        }
        sheet.tell(format!("{}: {}", clean(&group.name), told.join(", ")));
    }
    Ok(sheet.finish(bottom.max(middle + 40.0) + 14.0))
}

/// Left edge and width of each column.
fn places(columns: usize, groups: &[ParticipantGroup]) -> Vec<(f64, f64)> {
    let gaps: Vec<f64> = (0..columns)
        .map(|i| {
            let leave = groups.iter().any(|g| g.stops.get(i).is_some_and(|stop| !stop.left.is_empty()));
            if leave { LEAVING } else { GAP }
        })
        .collect();
    let room = WIDTH - 2.0 * MARGIN - START - gaps.iter().sum::<f64>();
    let wide = (room / columns as f64).min(WIDEST);
    let mut x = MARGIN + START;
    gaps.into_iter()
        .map(|gap| {
            let place = (x + gap, wide);
            x += gap + wide;
            place
        })
        .collect()
}

/// Headings over the columns; gives where the rows begin.
fn columns(sheet: &mut Sheet, headings: &[String], places: &[(f64, f64)]) -> f64 {
    let set: Vec<Vec<String>> =
        headings.iter().zip(places).map(|(heading, (_, wide))| wrap(&clean(heading), NOTE, *wide, 2)).collect();
    let most = set.iter().map(Vec::len).max().unwrap_or(0);
    for (lines, (x, wide)) in set.iter().zip(places) {
        for (i, line) in lines.iter().enumerate() {
            sheet.text(x + wide / 2.0, sheet.top + 12.0 + LINE * i as f64, Hang::Middle, NOTE, line);
        }
    }
    sheet.top + LINE * most as f64 + 8.0
}

struct Row {
    top: f64,
    high: f64,
    name: Vec<String>,
}

impl Row {
    fn middle(&self) -> f64 {
        self.top + self.high / 2.0
    }

    /// Name and figure of the first box.
    fn lines(&self, stop: &Stop) -> Vec<(Type, String)> {
        let name = self.name.iter().map(|line| (LABEL, line.clone()));
        name.chain(figure_lines(stop, WIDEST)).collect()
    }
}

fn rows(groups: &[ParticipantGroup], places: &[(f64, f64)], top: f64) -> Vec<Row> {
    let wide = places.first().map_or(WIDEST, |(_, wide)| *wide);
    let mut y = top;
    groups
        .iter()
        .map(|group| {
            let name = wrap(&clean(&group.name), LABEL, wide - 16.0, 2);
            let lines = name.len() + group.stops.first().map_or(0, |stop| figure_lines(stop, wide).len());
            let high = LINE * lines as f64 + 14.0;
            let row = Row { top: y, high, name };
            y += high + 12.0;
            row
        })
        .collect()
}

fn figure_lines(stop: &Stop, wide: f64) -> Vec<(Type, String)> {
    let mut lines = vec![(VALUE, clean(&stop.figure))];
    lines.extend(wrap(&clean(&stop.under), NOTE, wide - 12.0, 1).into_iter().map(|line| (NOTE, line)));
    lines
}

fn everybody(sheet: &mut Sheet, start: &Stop, middle: f64) {
    let mut lines: Vec<(Type, String)> =
        wrap(&clean(&start.figure), VALUE, START - 12.0, 2).into_iter().map(|line| (VALUE, line)).collect();
    lines.extend(wrap(&clean(&start.under), NOTE, START - 12.0, 3).into_iter().map(|line| (NOTE, line)));
    let high = LINE * lines.len() as f64 + 18.0;
    sheet.mark(&outline((MARGIN, middle - high / 2.0), (START, high), PALE));
    written(sheet, &lines, MARGIN + START / 2.0, middle);
    sheet.tell(in_words("", start));
}

fn boxed(sheet: &mut Sheet, (x, y): (f64, f64), (wide, high): (f64, f64), lines: &[(Type, String)]) {
    sheet.mark(&outline((x, y), (wide, high), "#fff"));
    written(sheet, lines, x + wide / 2.0, y + high / 2.0);
}

fn written(sheet: &mut Sheet, lines: &[(Type, String)], x: f64, middle: f64) {
    let above = (lines.len() as f64 - 1.0) / 2.0 * LINE;
    for (i, (kind, line)) in lines.iter().enumerate() {
        sheet.text(x, middle + 4.5 - above + LINE * i as f64, Hang::Middle, *kind, line);
    }
}

fn outline((x, y): (f64, f64), (wide, high): (f64, f64), fill: &str) -> String {
    format!(
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" rx=\"4\" fill=\"{fill}\" stroke=\"{DEEP}\" \
         stroke-width=\"1.6\"/>"
    )
}

fn arrow(sheet: &mut Sheet, from: f64, to: f64, y: f64) {
    sheet.line((from, y), (to - 6.0, y), SOFT, 1.6);
    sheet.mark(&format!(
        "<path d=\"M{to:.1} {y:.1}L{:.1} {:.1}L{:.1} {:.1}Z\" fill=\"{SOFT}\"/>",
        to - 8.0,
        y - 4.5,
        to - 8.0,
        y + 4.5
    ));
}

/// Who leaves, under the arrow, with a stroke that goes down from it.
fn leaving(sheet: &mut Sheet, left: &str, (from, to): (f64, f64), y: f64) {
    const LEFT: Type = Type { size: 11.5, colour: INK, bold: false };
    let x = f64::midpoint(from, to - 8.0);
    sheet.line((x, y), (x, y + 7.0), TRUTH, 1.6);
    for (i, line) in wrap(&clean(left), LEFT, to - from - 10.0, 2).iter().enumerate() {
        sheet.text(x, y + 18.0 + 13.0 * i as f64, Hang::Middle, LEFT, line);
    }
}

fn in_words(heading: &str, stop: &Stop) -> String {
    let mut text = if heading.is_empty() { String::new() } else { format!("{} ", clean(heading)) };
    text.push_str(&clean(&stop.figure));
    for more in [&stop.under, &stop.left].into_iter().filter(|more| !more.is_empty()) {
        text.push_str(&format!(" ({})", clean(more)));
    }
    text
}
