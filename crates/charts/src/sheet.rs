//! The sheet a chart is drawn on: SVG with presentation attributes only, so that pages may forbid inline styles.

use std::fmt::Write as _;

/// Width of every chart but the smallest in drawing units; the page decides how wide it is shown.
pub(crate) const WIDTH: f64 = 720.0;
/// Space left free at the sides.
pub(crate) const MARGIN: f64 = 16.0;

pub(crate) const INK: &str = "#14263a";
pub(crate) const SOFT: &str = "#51606f";
pub(crate) const GRID: &str = "#dde5e8";
pub(crate) const DEEP: &str = "#0b5563";
pub(crate) const PALE: &str = "#d7e8eb";
pub(crate) const TRUTH: &str = "#c2410c";

/// Where a text hangs on its place.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hang {
    Start,
    Middle,
    End,
}

impl Hang {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// Text size and looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    pub(crate) size: f64,
    pub(crate) colour: &'static str,
    pub(crate) bold: bool,
}

pub(crate) const TITLE: Type = Type { size: 17.0, colour: INK, bold: true };
pub(crate) const LABEL: Type = Type { size: 13.0, colour: INK, bold: false };
pub(crate) const VALUE: Type = Type { size: 13.0, colour: INK, bold: true };
pub(crate) const NOTE: Type = Type { size: 12.0, colour: SOFT, bold: false };

/// A chart being drawn.
pub(crate) struct Sheet {
    title: String,
    figures: Vec<String>,
    marks: String,
    width: f64,
    /// Height used so far from the top.
    pub(crate) top: f64,
}

impl Sheet {
    /// A sheet with its title and the unit or axis words under it.
    pub(crate) fn titled(title: &str, under: &str) -> Self {
        let mut sheet = Self { top: MARGIN, ..Self::bare(title, WIDTH) };
        for line in wrap(&clean(title), TITLE, WIDTH - 2.0 * MARGIN, 3) {
            sheet.top += 21.0;
            sheet.text(MARGIN, sheet.top - 5.0, Hang::Start, TITLE, &line);
        }
        for line in wrap(&clean(under), NOTE, WIDTH - 2.0 * MARGIN, 2) {
            sheet.top += 17.0;
            sheet.text(MARGIN, sheet.top - 3.0, Hang::Start, NOTE, &line);
        }
        sheet.top += 10.0;
        sheet
    }

    /// A sheet whose title is heard but not drawn, for charts as small as a line of text.
    pub(crate) fn bare(title: &str, width: f64) -> Self {
        Self { title: clean(title), figures: Vec::new(), marks: String::new(), width, top: 0.0 }
    }

    /// A figure in words, for those who hear the chart.
    pub(crate) fn tell(&mut self, figure: String) {
        self.figures.push(figure);
    }

    pub(crate) fn text(&mut self, x: f64, y: f64, hang: Hang, kind: Type, text: &str) {
        let weight = if kind.bold { " font-weight=\"bold\"" } else { "" };
        self.mark(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{}\" fill=\"{}\" text-anchor=\"{}\"{weight}>{}</text>",
            kind.size,
            kind.colour,
            hang.name(),
            escaped(text)
        ));
    }

    /// Lines of a row label, right-aligned at `x` around the middle `y`.
    pub(crate) fn row_label(&mut self, x: f64, y: f64, lines: &[String]) {
        let above = (lines.len() as f64 - 1.0) * 7.5;
        for (i, line) in lines.iter().enumerate() {
            self.text(x, y + 4.5 - above + 15.0 * i as f64, Hang::End, LABEL, line);
        }
    }

    pub(crate) fn rect(&mut self, (x, y): (f64, f64), (wide, high): (f64, f64), colour: &str) {
        self.mark(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"{colour}\"/>"
        ));
    }

    /// A dot that lies on its line: filled, or hollow for what does not pass.
    pub(crate) fn dot(&mut self, (x, y): (f64, f64), hollow: bool) {
        let fill = if hollow { "#fff" } else { DEEP };
        self.mark(&format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5.5\" fill=\"{fill}\" stroke=\"{DEEP}\" stroke-width=\"2.2\"/>"
        ));
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, width: f64) {
        self.mark(&format!(
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>",
            from.0, from.1, to.0, to.1
        ));
    }

    /// A finished element of this crate's own making; its texts are already escaped.
    pub(crate) fn mark(&mut self, element: &str) {
        self.marks.push_str(element);
        self.marks.push('\n');
    }

    /// The SVG text, `height` high.
    pub(crate) fn finish(self, height: f64) -> String {
        let title = escaped(&self.title);
        let width = self.width;
        let mut svg = String::with_capacity(self.marks.len() + 600);
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height:.0}\" width=\"100%\" role=\"img\" \
             aria-label=\"{title}\" font-family=\"'Noto Sans', 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\">\n\
             <title>{title}</title>\n<desc>{}</desc>\n",
            escaped(&self.figures.join("; "))
        );
        let _ = writeln!(svg, "<rect width=\"{width}\" height=\"{height:.0}\" fill=\"#fff\"/>");
        svg.push_str(&self.marks);
        svg.push_str("</svg>\n");
        svg
    }
}

/// Room for row labels and the labels set in it: as narrow as two lines allow, at most 330 units.
pub(crate) fn row_labels<'a>(labels: impl Iterator<Item = &'a str>) -> (f64, Vec<Vec<String>>) {
    let set: Vec<Vec<String>> = labels
        .map(|label| {
            let label = clean(label);
            let whole = width(&label, LABEL);
            let room = if whole <= 230.0 { 230.0 } else { (whole * 0.62).clamp(180.0, 330.0) };
            wrap(&label, LABEL, room, 2)
        })
        .collect();
    let widest = set.iter().flatten().map(|line| width(line, LABEL)).fold(40.0, f64::max);
    (widest, set)
}

/// Width of a text, on the safe side: the widths of DejaVu Sans, the widest of the usual fonts.
pub(crate) fn width(text: &str, kind: Type) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | '\'' | '|' => 0.30,
            ' ' | '.' | ',' | ':' | ';' | 'f' | 't' | 'r' | 'I' | '!' | '(' | ')' | '[' | ']' | '-' | '/' => 0.41,
            'm' | 'M' | 'W' | 'w' | '@' | '%' | '\u{2212}' | '&' | '<' | '>' | '+' | '=' | '#' => 0.95,
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => 0.63,
            c if u32::from(c) > 0x2e80 => 1.05,
            _ => 0.75,
        })
        .sum();
    ems * kind.size * if kind.bold { 1.1 } else { 1.0 }
}

/// The text in at most `most` lines of `room` units, broken at blanks, inside a word only where the word is too long, and
/// ended with an ellipsis where it still does not fit.
pub(crate) fn wrap(text: &str, kind: Type, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let tried = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&tried, kind) <= room {
            line = tried;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            line.push(c);
            if width(&line, kind) > room {
                let last = line.pop();
                lines.push(std::mem::take(&mut line));
                line.extend(last);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while width(last, kind) + kind.size > room && last.pop().is_some() {}
            last.push('\u{2026}');
        }
    }
    lines
}

/// The text without control characters, which XML does not allow.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_unwritable(*c)).collect()
}

fn is_unwritable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_unwritable(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_takes_two_lines_and_loses_nothing_up_to_forty_characters() {
        let label = "Nelayan musiman, membayar saat panen 123";
        assert_eq!(label.chars().count(), 40);
        for label in [label, "Nelayanmusimanmembayarsaatpanenikan12345", &"W".repeat(40)] {
            let (room, set) = row_labels([label].into_iter());
            assert!(set[0].len() <= 2 && room <= 331.0, "{set:?} {room}");
            if !label.starts_with('W') {
                assert_eq!(set[0].concat().replace(' ', ""), label.replace(' ', ""));
            }
        }
    }

    #[test]
    fn a_label_that_never_ends_is_cut_with_an_ellipsis() {
        let lines = wrap(&"panjang ".repeat(60), LABEL, 200.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('\u{2026}') && width(&lines[1], LABEL) <= 201.0 + LABEL.size);
    }
}
