#![doc = include_str!("../README.md")]

mod html;
mod markdown;

pub use html::{description_of, html};
pub use markdown::markdown;

use domain::Language;
use serde::{Deserialize, Serialize};

/// A document in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Of all its words.
    pub language: Language,
    /// What was asked.
    pub title: String,
    /// About which people, file and day.
    pub subtitle: String,
    /// The first page: what a person can read aloud and be right.
    pub answer: Answer,
    /// The rest, in order.
    pub sections: Vec<Section>,
}

/// The answer in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The verdict, a few words.
    pub verdict: String,
    /// Three to six sentences: what happened, how sure, what it cost, what to do, what this does not say.
    pub sentences: Vec<String>,
    /// Grade of evidence with its meaning, for example `A: diundi`.
    pub grade: String,
}

/// A part of the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// Something that stands in a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// The text.
        text: String,
    },
    /// Something that must not be overlooked.
    Warning {
        /// The text.
        text: String,
    },
    /// Names and what they are.
    Facts {
        /// Name, then what it is.
        facts: Vec<(String, String)>,
    },
    /// Rows under headings.
    Table {
        /// What the table shows.
        caption: String,
        /// Its columns.
        columns: Vec<Heading>,
        /// One text a column in each row.
        rows: Vec<Vec<String>>,
    },
    /// A code to be scanned with a phone.
    Code {
        /// SVG of the code with its quiet zone.
        svg: String,
        /// The words beside it: what is found there.
        text: String,
        /// What the code holds, for those who type it.
        address: String,
    },
    /// A picture.
    Chart {
        /// SVG without scripts or styles, as `charts` draws it; it carries its own description.
        svg: String,
    },
}

/// Head of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its words.
    pub text: String,
    /// Whether figures stand below it, to be set at the right.
    pub figures: bool,
}

impl Heading {
    /// A column of words.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), figures: false }
    }

    /// A column of figures.
    pub fn figures(text: impl Into<String>) -> Self {
        Self { text: text.into(), figures: true }
    }
}
