//! What is wrong in a declaration: where, and what was expected.

use domain::Bilingual;
use std::fmt;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Line in the file, from 1.
    pub line: usize,
    /// The field, for example `schedule.last_day` or `channel[2].per_day` (the second channel).
    pub field: String,
    /// What stands there, as written; `None` where something is missing.
    pub value: Option<String>,
    /// What is wrong and what was expected.
    pub says: Bilingual,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl Mistake {
    /// The whole sentence, with the suggestion, on one line whatever the file held.
    pub fn words(&self) -> Bilingual {
        let one_line = |text: &str| text.replace(char::is_control, " ");
        let (id, en) = (one_line(&self.says.id), one_line(&self.says.en));
        match self.suggestion.as_deref().map(one_line) {
            Some(meant) => {
                Bilingual::new(format!("{id}; mungkin maksudnya `{meant}`?"), format!("{en}; did you mean `{meant}`?"))
            }
            None => Bilingual::new(id, en),
        }
    }
}

/// All mistakes of a declaration, by line. Shown one a line, each with file and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes {
    /// File as the caller named it.
    pub file: String,
    /// At least one.
    pub list: Vec<Mistake>,
}

impl Mistakes {
    /// One sentence a mistake, in both languages.
    pub fn words(&self) -> Vec<Bilingual> {
        let told = |mistake: &Mistake| {
            let words = mistake.words();
            Bilingual::new(
                format!("{}, baris {}: {}", self.file, mistake.line, words.id),
                format!("{}, line {}: {}", self.file, mistake.line, words.en),
            )
        };
        self.list.iter().map(told).collect()
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.words().into_iter().map(|words| words.en).collect();
        f.write_str(&lines.join("\n"))
    }
}
