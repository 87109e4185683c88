//! How good the evidence of a result is.

use crate::text::Bilingual;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Grade of evidence of a result. Printed with it and never mixed: results of two grades are not averaged or ranked together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// Drawn by lot, and analysed as drawn.
    A,
    /// Drawn by lot, with a fault that is named: sizes off the plan, outcomes missing unlike between arms, few areas.
    B,
    /// Nobody drew lots; compared after adjusting for what is on file.
    C,
    /// Credit by rule. Not evidence of an effect.
    D,
}

impl Grade {
    /// What it means, in a few words.
    pub fn meaning(self) -> Bilingual {
        match self {
            Self::A => Bilingual::new("diundi", "drawn by lot"),
            Self::B => {
                Bilingual::new("diundi, dengan cacat yang disebutkan", "drawn by lot, with a fault that is named")
            }
            Self::C => Bilingual::new(
                "tidak diundi, dibandingkan setelah penyesuaian",
                "not drawn by lot, compared after adjustment",
            ),
            Self::D => Bilingual::new("kredit menurut aturan, bukan bukti", "credit by rule, not evidence"),
        }
    }

    /// The letter with its meaning.
    pub fn in_words(self) -> Bilingual {
        let meaning = self.meaning();
        Bilingual::new(format!("{self}: {}", meaning.id), format!("{self}: {}", meaning.en))
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        })
    }
}
