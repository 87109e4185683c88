//! Where answers go: text for people or JSON for machines on standard output, progress on standard error.

use crate::args::Cli;
use crate::bars::Bars;
use anyhow::Result;
use domain::{Bilingual, Language};
use serde::Serialize;
use std::io::{ErrorKind, Write};

/// What another crate says in English, in the language of the run as far as there are words for it.
pub fn spoken(language: Language, english: &str) -> String {
    let known = match language {
        Language::Id => translation::indonesian(english),
        Language::En => None,
    };
    known.unwrap_or_else(|| english.to_owned())
}

/// Prints a line at once. A reader that has seen enough (`| head`) is no error.
fn print_line(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

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
        Self { json: cli.json, language: cli.lang.into(), bars: Bars::new(cli.lang.into()) }
    }

    /// Prints an answer: `value` as JSON, or the text that `words` makes.
    pub fn answer<T: Serialize>(&self, value: &T, words: impl FnOnce(Language) -> String) -> Result<()> {
        let text = if self.json { serde_json::to_string_pretty(value)? } else { words(self.language) };
        print_line(text.trim_end())
    }

    /// A text for people; nothing for machines.
    pub fn text(&self, words: impl FnOnce(Language) -> String) -> Result<()> {
        if self.json { Ok(()) } else { print_line(words(self.language).trim_end()) }
    }

    /// A sentence for people; nothing for machines.
    pub fn line(&self, words: &Bilingual) -> Result<()> {
        self.text(|language| words.in_language(language).to_owned())
    }
}
