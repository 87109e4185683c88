//! The catalogue: English sentences as they stand in the sources, and their Indonesian.

use crate::pattern::{Filled, Pattern};
use std::sync::LazyLock;

const FILES: [&str; 2] = [include_str!("../indonesian/steps.txt"), include_str!("../indonesian/analysis.txt")];

/// How deep a sentence may stand in another.
const DEEPEST: u8 = 6;

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The English sentence with its places, as written.
    pub english: &'static str,
    /// The Indonesian one.
    pub indonesian: &'static str,
    pattern: Pattern,
    said: Pattern,
}

impl Entry {
    fn read(english: &'static str, indonesian: &'static str) -> Self {
        Self { english, indonesian, pattern: Pattern::read(english), said: Pattern::read(indonesian) }
    }

    /// Whether the Indonesian sentence fills in nothing that the English one lacks.
    pub fn fills_what_it_has(&self) -> bool {
        let has = self.pattern.letters();
        self.said.letters().iter().all(|letter| has.contains(letter))
    }
}

/// Every entry, those first that say most word for word.
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = Vec::new();
    for file in FILES {
        let mut english = None;
        for line in file.lines() {
            if let Some(sentence) = line.strip_prefix("en ") {
                english = Some(sentence);
            } else if let Some((english, indonesian)) = english.zip(line.strip_prefix("id ")) {
                entries.push(Entry::read(english, indonesian));
            }
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.pattern.weight()));
    entries
});

/// What was printed in English, in Indonesian as far as the catalogue goes; `None` where it knows nothing of it.
pub fn indonesian(text: &str) -> Option<String> {
    said(text, DEEPEST)
}

fn said(text: &str, deep: u8) -> Option<String> {
    let deeper = deep.checked_sub(1)?;
    let words = text.trim();
    if words.len() < text.len() {
        let (before, after) = text.split_once(words)?;
        return Some(format!("{before}{}{after}", said(words, deep)?));
    }
    if text.contains('\n') {
        return part_by_part(text, "\n", deeper);
    }
    for entry in entries() {
        if let Some(filled) = entry.pattern.filled(text) {
            return Some(entry.said.fill(|letter| of_letter(&filled, letter, deeper)));
        }
    }
    // Not known whole: parts of a list, or causes in a row.
    let between = ["; ", ": "].into_iter().find(|between| text.contains(between))?;
    part_by_part(text, between, deeper)
}

fn of_letter(filled: &[Filled<'_>], letter: char, deeper: u8) -> String {
    let Some(found) = filled.iter().find(|filled| filled.letter == letter) else { return String::new() };
    let known = if found.is_quoted { None } else { said(found.text, deeper) };
    known.unwrap_or_else(|| found.text.to_owned())
}

fn part_by_part(text: &str, between: &str, deeper: u8) -> Option<String> {
    let parts: Vec<(&str, Option<String>)> = text.split(between).map(|part| (part, said(part, deeper))).collect();
    let is_known = parts.iter().any(|(_, known)| known.is_some());
    let words = |(part, known): (&str, Option<String>)| known.unwrap_or_else(|| part.to_owned());
    is_known.then(|| parts.into_iter().map(words).collect::<Vec<_>>().join(between))
}
