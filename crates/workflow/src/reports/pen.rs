//! Writing in one language: words, figures, and the blocks of a report.

use charts::{ChartError, ForestRow, uplift_forest};
use domain::{Bilingual, Grade, Language, Month, estimator_name, written};
use report::{Block, Heading, Section};

/// The language of a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen(pub(super) Language);

impl Pen {
    pub(super) fn is_id(self) -> bool {
        self.0 == Language::Id
    }

    pub(super) fn say<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        if self.is_id() { id } else { en }
    }

    pub(super) fn of(self, words: &Bilingual) -> String {
        words.in_language(self.0).to_owned()
    }

    /// The name of an estimator.
    pub(super) fn estimator(self, name: &str) -> String {
        estimator_name(name, self.0).into_owned()
    }

    pub(super) fn count(self, n: u64) -> String {
        written::count(self.0, n)
    }

    pub(super) fn month(self, month: Month) -> String {
        written::month(self.0, month)
    }

    pub(super) fn number(self, value: f64, places: usize) -> String {
        written::number(self.0, value, places)
    }

    /// With a plus where it is above zero.
    pub(super) fn signed(self, value: f64, places: usize) -> String {
        let text = self.number(value, places);
        if value > 0.0 && text.bytes().any(|b| b.is_ascii_digit() && b != b'0') { format!("+{text}") } else { text }
    }

    pub(super) fn percent(self, rate: f64, places: usize) -> String {
        format!("{}%", self.number(rate * 100.0, places))
    }

    pub(super) fn range(self, (low, high): (f64, f64), places: usize) -> String {
        format!("{} {} {}", self.number(low, places), self.say("s.d.", "to"), self.number(high, places))
    }

    /// A p-value; what is below the last place is said to be.
    pub(super) fn chance(self, p: Option<f64>) -> String {
        match p {
            None => "\u{2013}".to_owned(),
            Some(p) if p < 0.0001 => format!("<{}", self.number(0.0001, 4)),
            Some(p) => self.number(p, 4),
        }
    }

    /// Names as a sentence lists them: `a, b and c`.
    pub(super) fn listed(self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [rest @ .., last] => format!("{} {} {last}", rest.join(", "), self.say("dan", "and")),
        }
    }

    /// The letter, its meaning, and how the result may be read.
    pub(super) fn grade(self, grade: Grade, faults: &[Bilingual]) -> String {
        let reading = match grade {
            Grade::A => self.say(
                "Undian membuat kelompok-kelompok sebanding, jadi bedanya boleh dibaca sebagai akibat.",
                "The lot makes the groups alike, so their difference may be read as an effect.",
            ),
            Grade::B => self.say(
                "Bedanya boleh dibaca sebagai akibat, dengan hati-hati karena cacat itu.",
                "The difference may be read as an effect, with care because of that fault.",
            ),
            Grade::C => self.say(
                "Sebagian bedanya mungkin datang dari siapa yang dihubungi, bukan dari kontaknya.",
                "Part of the difference may come from who was contacted, not from the contact.",
            ),
            Grade::D => self
                .say("Ini bukan bukti bahwa sesuatu berpengaruh.", "This is no evidence that anything had an effect."),
        };
        let mut text = format!("{}. {reading}", self.of(&grade.in_words()));
        for fault in faults {
            text.push_str(&format!(" {}", self.of(fault)));
        }
        text
    }

    /// The grade of several answers: one where they share it, else each by its name, because grades are never mixed.
    pub(super) fn grades(self, graded: &[(String, Grade, &[Bilingual])]) -> String {
        let shared =
            graded.first().map(|(_, grade, _)| *grade).filter(|first| graded.iter().all(|(_, g, _)| g == first));
        let Some(shared) = shared else {
            let each = |(name, grade, faults): &(String, Grade, &[Bilingual])| {
                let faults: Vec<String> = faults.iter().map(|fault| self.of(fault)).collect();
                format!("{name} {}. {}", self.of(&grade.in_words()), faults.join(" ")).trim_end().to_owned()
            };
            return graded.iter().map(each).collect::<Vec<_>>().join(" ");
        };
        let mut faults: Vec<Bilingual> = Vec::new();
        for fault in graded.iter().flat_map(|(_, _, faults)| faults.iter()) {
            if !faults.contains(fault) {
                faults.push(fault.clone());
            }
        }
        self.grade(shared, &faults)
    }
}

/// Rows of a forest that fit on a page.
const ROWS_A_PICTURE: usize = 18;

/// A forest in as many pictures as it needs, each within a page.
pub(super) fn forests(pen: Pen, title: &str, axis: &str, rows: &[ForestRow]) -> Result<Vec<Block>, ChartError> {
    let pieces = rows.len().div_ceil(ROWS_A_PICTURE).max(1);
    // Pieces of like size: a last picture of one row would be drawn to another scale for nothing.
    let each = rows.len().div_ceil(pieces).max(1);
    rows.chunks(each)
        .enumerate()
        .map(|(i, piece)| {
            let title = if pieces == 1 { title.to_owned() } else { format!("{title} ({}/{pieces})", i + 1) };
            uplift_forest(pen.0, &title, axis, piece).map(chart)
        })
        .collect()
}

/// The first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Places after the comma that show a spread of this width to two digits.
pub(super) fn places_for(width: f64) -> usize {
    if width.is_finite() && width > 0.0 { (1.0 - width.log10().floor()).clamp(0.0, 8.0) as usize } else { 2 }
}

pub(super) fn section(heading: &str, blocks: Vec<Block>) -> Section {
    Section { heading: heading.to_owned(), blocks }
}

pub(super) fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph { text: text.into() }
}

pub(super) fn warning(text: impl Into<String>) -> Block {
    Block::Warning { text: text.into() }
}

pub(super) fn chart(svg: String) -> Block {
    Block::Chart { svg }
}

pub(super) fn facts(facts: Vec<(String, String)>) -> Block {
    Block::Facts { facts }
}

/// A table whose first `words` columns hold words and the others figures.
pub(super) fn table(caption: &str, words: usize, heads: &[&str], rows: Vec<Vec<String>>) -> Block {
    let head = |(i, text): (usize, &&str)| if i < words { Heading::words(*text) } else { Heading::figures(*text) };
    Block::Table { caption: caption.to_owned(), columns: heads.iter().enumerate().map(head).collect(), rows }
}

/// Notes as warnings under one heading; no section where there are none.
pub(super) fn notes_section(pen: Pen, notes: Vec<String>) -> Option<Section> {
    if notes.is_empty() {
        return None;
    }
    let mut seen = Vec::new();
    for note in notes {
        if !seen.contains(&note) {
            seen.push(note);
        }
    }
    let heading = pen.say("Yang harus dibaca bersama angka ini", "To be read with these figures");
    Some(section(heading, seen.into_iter().map(warning).collect()))
}
