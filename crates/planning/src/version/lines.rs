//! Which lines of a text changed.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use std::fmt;

/// Lines around a change that are shown with it.
const AROUND: usize = 3;

/// What became of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Every line is as it was.
    Same,
    /// Some lines changed.
    Changed,
    /// It was not there before.
    New,
    /// It is there no more.
    Gone,
}

/// A text of one version beside that of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Its file.
    pub file: String,
    /// What became of it.
    pub standing: Standing,
    /// Changed lines with three unchanged ones on either side, in places that lie apart.
    pub places: Vec<Vec<TextLine>>,
}

impl fmt::Display for TextChange {
    /// As programs that compare texts write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "--- {}", self.file)?;
        for place in &self.places {
            let first = |side: fn(&TextLine) -> Option<usize>| place.iter().find_map(side).unwrap_or(0);
            writeln!(f, "@@ -{} +{} @@", first(|line| line.before), first(|line| line.after))?;
            for line in place {
                let mark = match line.change {
                    LineChange::Same => ' ',
                    LineChange::Removed => '-',
                    LineChange::Added => '+',
                };
                writeln!(f, "{mark}{}", line.text)?;
            }
        }
        Ok(())
    }
}

/// A line of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextLine {
    /// What became of it.
    pub change: LineChange,
    /// Its number before, from 1; `None` where it is new.
    pub before: Option<usize>,
    /// Its number after, from 1; `None` where it is gone.
    pub after: Option<usize>,
    /// The line without its end.
    pub text: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineChange {
    /// It is as it was, and stands near a change.
    Same,
    /// It is there no more.
    Removed,
    /// It is new.
    Added,
}

/// The change from one text to another; a text that is not there has no lines.
pub(super) fn change(file: &str, before: Option<&str>, after: Option<&str>) -> TextChange {
    let (then, now): (Vec<&str>, Vec<&str>) =
        (before.unwrap_or_default().lines().collect(), after.unwrap_or_default().lines().collect());
    let diff = TextDiff::from_slices(&then, &now);
    let places: Vec<Vec<TextLine>> = diff
        .grouped_ops(AROUND)
        .iter()
        .map(|place| place.iter().flat_map(|op| diff.iter_changes(op)).map(|line| line_of(&line)).collect())
        .collect();
    let standing = match (before, after) {
        (None, Some(_)) => Standing::New,
        (Some(_), None) => Standing::Gone,
        _ if places.is_empty() => Standing::Same,
        _ => Standing::Changed,
    };
    TextChange { file: file.to_owned(), standing, places }
}

fn line_of(line: &similar::Change<&str>) -> TextLine {
    TextLine {
        change: match line.tag() {
            ChangeTag::Equal => LineChange::Same,
            ChangeTag::Delete => LineChange::Removed,
            ChangeTag::Insert => LineChange::Added,
        },
        before: line.old_index().map(|at| at + 1),
        after: line.new_index().map(|at| at + 1),
        text: line.value().to_owned(),
    }
}
