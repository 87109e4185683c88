//! Where answers go: text for people or JSON for machines on standard output, progress on standard error.

use crate::args::Cli;
use crate::bars::Bars;
use anyhow::Result;
use domain::{Bilingual, Language};
use serde::Serialize;

/// The outlet of one run.
pub struct Out {
    /// JSON instead of text.
    pub json: bool,
    /// Language of the text.
    pub language: Language,
    /// Progress of the steps.
    pub bars: Bars,
}

impl Out {
    /// As asked for on the command line.
    pub fn new(cli: &Cli) -> Self {
        Self { json: cli.json, language: cli.lang.into(), bars: Bars::new() }
    }

    /// Prints an answer: `value` as JSON, or the text that `words` makes.
    pub fn answer<T: Serialize>(&self, value: &T, words: impl FnOnce(Language) -> String) -> Result<()> {
        if self.json {
            println!("{}", serde_json::to_string_pretty(value)?);
        } else {
            println!("{}", words(self.language).trim_end());
        }
        Ok(())
    }

    /// A line for people; nothing for machines.
    pub fn line(&self, words: &Bilingual) {
        if !self.json {
            println!("{}", words.in_language(self.language));
        }
    }
}
