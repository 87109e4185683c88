//! A refusal that is told in both languages.

use domain::Bilingual;
use std::fmt;

/// Why something was refused; in English where nobody asks for a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub Bilingual);

impl Refused {
    /// Mistakes, one a line.
    pub(crate) fn lines(mistakes: &[Bilingual]) -> Self {
        let lines = |of: fn(&Bilingual) -> &str| mistakes.iter().map(of).collect::<Vec<_>>().join("\n");
        Self(Bilingual::new(lines(|m| &m.id), lines(|m| &m.en)))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Refused {}
