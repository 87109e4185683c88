//! Who still pays after each month: a step line a group, its interval as a band, and under it how many were still seen.

use crate::axis::Axis;
use crate::error::{ChartError, check, check_share, not_empty};
use crate::number::{percent, words};
use crate::sheet::{DEEP, GRID, Hang, INK, LABEL, MARGIN, NOTE, SOFT, Sheet, TRUTH, WIDTH, clean, width, wrap};
use domain::Language;
use domain::written::{count, number};
use std::fmt::Write as _;

/// The curve just after one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The time, from 0.
    pub time: f64,
    /// Share still going after it, 0 to 1.
    pub share: f64,
    /// Both ends of its interval; `None` where there is none.
    pub interval: Option<(f64, f64)>,
}

/// The curve of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveLine {
    /// The group.
    pub name: String,
    /// Ascending by time; everybody goes on before the first.
    pub points: Vec<CurvePoint>,
    /// Members still seen, one figure for each time of the axis.
    pub at_risk: Vec<u64>,
}

/// Groups that colours and dashes tell apart.
pub const MOST_CURVES: usize = 6;

const HIGH: f64 = 260.0;
const STILL_SEEN: (&str, &str) = ("Masih diamati (orang)", "Still observed (people)");
const AFTER: (&str, &str) = ("setelah", "after");
const UP_TO: (&str, &str) = ("s.d.", "to");
const SEEN: (&str, &str) = ("masih diamati", "still observed");

/// Colour and dashes of each line, so that a print without colours tells them apart too.
const LOOKS: [(&str, &str); MOST_CURVES] =
    [(DEEP, ""), (TRUTH, "9 4"), (INK, "2 4"), ("#5b7f2b", "14 4 3 4"), ("#7a4b94", "5 5"), (SOFT, "1 3")];

/// Step lines from one hundred percent, bands for their intervals, and a table of the members still seen at `times`, which are
/// also the marks of the axis. `unit` stands under the title, `span` is the word for the unit of time (`bulan`, `months`).
///
/// A line ends where nobody is seen any more. The table is the legend: each row begins with its line.
pub fn retention_curve(
    language: Language,
    title: &str,
    unit: &str,
    span: &str,
    times: &[f64],
    lines: &[CurveLine],
) -> Result<String, ChartError> {
    not_empty(title, times)?;
    not_empty(title, lines)?;
    if lines.len() > MOST_CURVES {
        return Err(ChartError::TooManyLines { title: title.to_owned(), lines: lines.len(), most: MOST_CURVES });
    }
    let mut longest = 0.0_f64;
    for time in times {
        check(title, span, *time)?;
        longest = longest.max(*time);
    }
    for line in lines {
        not_empty(title, &line.points)?;
        if line.at_risk.len() != times.len() {
            return Err(ChartError::UnequalColumns {
                title: title.to_owned(),
                label: line.name.clone(),
                found: line.at_risk.len(),
                expected: times.len(),
            });
        }
        for point in &line.points {
            check(title, &line.name, point.time)?;
            for share in [Some(point.share), point.interval.map(|i| i.0), point.interval.map(|i| i.1)] {
                share.map_or(Ok(()), |share| check_share(title, &line.name, share))?;
            }
        }
    }
    let mut sheet = Sheet::titled(title, unit);
    let names: Vec<Vec<String>> = lines.iter().map(|line| wrap(&clean(&line.name), LABEL, 150.0, 2)).collect();
    let room = names.iter().flatten().map(|name| width(name, LABEL)).fold(60.0, f64::max);
    let widest = lines.iter().flat_map(|l| &l.at_risk).map(|n| width(&count(language, *n), NOTE)).fold(22.0, f64::max);
    let (from, to) = (MARGIN + 34.0 + room + 10.0 + widest / 2.0, WIDTH - MARGIN - (widest / 2.0).max(16.0));
    let (top, bottom) = (sheet.top + 6.0, sheet.top + 6.0 + HIGH);
    let upright = Axis::with_zero(0.0, 1.0, 5.0, bottom, top);
    let level = Level { longest: if longest > 0.0 { longest } else { 1.0 }, from, to };
    for tick in upright.ticks() {
        let y = upright.place(tick);
        sheet.line((from, y), (to, y), GRID, 1.0);
        sheet.text(from - 8.0, y + 4.0, Hang::End, NOTE, &percent(language, tick, 0));
    }
    for (line, (colour, _)) in lines.iter().zip(LOOKS) {
        band(&mut sheet, line, &level, &upright, colour);
    }
    for (line, looks) in lines.iter().zip(LOOKS) {
        step_line(&mut sheet, line, &level, &upright, looks);
    }
    sheet.line((from, bottom), (to, bottom), INK, 1.2);
    // Marks that would touch are left out; what is left out is still told.
    let mut free_from = f64::NEG_INFINITY;
    let shown: Vec<usize> = (0..times.len())
        .filter(|place| {
            let x = level.place(times[*place]);
            let is_free = x - widest / 2.0 - 6.0 >= free_from && times[*place] >= 0.0;
            free_from = if is_free { x + widest / 2.0 } else { free_from };
            is_free
        })
        .collect();
    for place in &shown {
        let x = level.place(times[*place]);
        sheet.line((x, bottom), (x, bottom + 5.0), INK, 1.0);
        sheet.text(x, bottom + 19.0, Hang::Middle, NOTE, &time_in_words(language, times[*place]));
    }
    sheet.text(f64::midpoint(from, to), bottom + 36.0, Hang::Middle, NOTE, &clean(span));
    let mut y = bottom + 60.0;
    sheet.text(MARGIN, y, Hang::Start, LABEL, &words(STILL_SEEN, language));
    for ((line, name), (colour, dashes)) in lines.iter().zip(&names).zip(LOOKS) {
        y += 8.0 + 15.0 * name.len() as f64;
        let middle = y - 4.5 - 7.5 * (name.len() as f64 - 1.0);
        stroke(&mut sheet, &format!("M{MARGIN:.1} {middle:.1}H{:.1}", MARGIN + 28.0), colour, dashes);
        for (i, text) in name.iter().enumerate() {
            sheet.text(
                MARGIN + 34.0,
                middle + 4.5 - 7.5 * (name.len() as f64 - 1.0) + 15.0 * i as f64,
                Hang::Start,
                LABEL,
                text,
            );
        }
        for place in &shown {
            let x = level.place(times[*place]);
            sheet.text(x, middle + 4.5, Hang::Middle, NOTE, &count(language, line.at_risk[*place]));
        }
        sheet.tell(told(language, span, times, line));
    }
    Ok(sheet.finish(y + 18.0))
}

/// The axis of time: exactly from 0 to the last mark.
struct Level {
    longest: f64,
    from: f64,
    to: f64,
}

impl Level {
    fn place(&self, time: f64) -> f64 {
        self.from + (time / self.longest).clamp(0.0, 1.0) * (self.to - self.from)
    }
}

/// Points that lie apart on the sheet: of those in one place the last.
fn apart<'a>(line: &'a CurveLine, level: &Level) -> Vec<(f64, &'a CurvePoint)> {
    let mut kept: Vec<(f64, &CurvePoint)> = Vec::new();
    for point in line.points.iter().filter(|point| point.time <= level.longest) {
        let x = level.place(point.time);
        match kept.last_mut() {
            Some(last) if x - last.0 < 0.3 => last.1 = point,
            _ => kept.push((x, point)),
        }
    }
    kept
}

/// Writing to a string cannot fail.
macro_rules! put {
    ($path:expr, $($text:tt)*) => { let _ = write!($path, $($text)*); };
}

fn step_line(sheet: &mut Sheet, line: &CurveLine, level: &Level, upright: &Axis, (colour, dashes): (&str, &str)) {
    let mut path = format!("M{:.1} {:.1}", level.from, upright.place(1.0));
    for (x, point) in apart(line, level) {
        put!(path, "H{x:.1}V{:.1}", upright.place(point.share));
    }
    if line.points.iter().any(|point| point.time > level.longest) {
        put!(path, "H{:.1}", level.to);
    }
    stroke(sheet, &path, colour, dashes);
}

fn stroke(sheet: &mut Sheet, path: &str, colour: &str, dashes: &str) {
    let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
    sheet.mark(&format!("<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.2\"{dashes}/>"));
}

/// The interval from its first point to its last, as steps.
fn band(sheet: &mut Sheet, line: &CurveLine, level: &Level, upright: &Axis, colour: &str) {
    let points = apart(line, level);
    let steps: Vec<(f64, (f64, f64))> = points.iter().filter_map(|(x, point)| Some((*x, point.interval?))).collect();
    let Some((first, _)) = steps.first() else { return };
    let goes_on = line.points.iter().any(|point| point.time > level.longest);
    let end = if goes_on { level.to } else { points.last().map_or(*first, |(x, _)| *x) };
    let mut path = format!("M{first:.1} {:.1}", upright.place(steps[0].1.1));
    for (x, (_, high)) in &steps[1..] {
        put!(path, "H{x:.1}V{:.1}", upright.place(*high));
    }
    put!(path, "H{end:.1}");
    for (x, (low, _)) in steps.iter().rev() {
        put!(path, "V{:.1}H{x:.1}", upright.place(*low));
    }
    put!(path, "Z");
    sheet.mark(&format!("<path d=\"{path}\" fill=\"{colour}\" fill-opacity=\"0.14\"/>"));
}

fn time_in_words(language: Language, time: f64) -> String {
    number(language, time, usize::from((time - time.round()).abs() >= 1e-9))
}

/// `Disapa: setelah 12 bulan 84,3% (83,4 s.d. 85,2), 4.950 masih diamati`.
fn told(language: Language, span: &str, times: &[f64], line: &CurveLine) -> String {
    let share_of = |time: f64| {
        let place = line.points.partition_point(|point| point.time <= time);
        place.checked_sub(1).map(|last| line.points[last])
    };
    let parts =
        times.iter().zip(&line.at_risk).filter(|(time, seen)| **time > 0.0 && **seen > 0).map(|(time, seen)| {
            let point = share_of(*time);
            let interval = point.and_then(|p| p.interval).map_or_else(String::new, |(low, high)| {
                let one = |share: f64| number(language, share * 100.0, 1);
                format!(" ({} {} {})", one(low), words(UP_TO, language), one(high))
            });
            format!(
                "{} {} {} {}{interval}, {} {}",
                words(AFTER, language),
                time_in_words(language, *time),
                clean(span),
                percent(language, point.map_or(1.0, |p| p.share), 1),
                count(language, *seen),
                words(SEEN, language)
            )
        });
    format!("{}: {}", clean(&line.name), parts.collect::<Vec<String>>().join(", "))
}
