//! What a report was made from, so that somebody else can make it again.

use super::pen::{Pen, facts};
use anyhow::{Context, Result};
use report::Section;
use std::path::Path;

/// A file and the command that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file's name, without its folder.
    pub file: String,
    /// Of its bytes; `None` where there is no one file.
    pub sha256: Option<String>,
    /// The command to repeat.
    pub command: String,
}

impl Origin {
    /// Reads the file once more for its hash.
    pub fn of_file(path: &Path, command: impl Into<String>) -> Result<Self> {
        let sha256 = intake::sha256_of_file(path).with_context(|| format!("the hash of {}", path.display()))?;
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        Ok(Self { file: name, sha256: Some(sha256), command: command.into() })
    }

    /// The line under the title: the file, how many of what it holds, and the outcome.
    pub(super) fn subtitle(&self, pen: Pen, (count, of): (u64, &str), outcome: &str) -> String {
        format!("{}; {} {of}; {} {outcome}", self.file, pen.count(count), pen.say("hasil", "outcome"))
    }

    /// How the report came about, and the papers behind it.
    pub(super) fn section(
        &self,
        pen: Pen,
        rows: Option<u64>,
        method: String,
        papers: Vec<(String, String)>,
    ) -> Section {
        let mut made = vec![(pen.say("Berkas", "File").to_owned(), self.file.clone())];
        made.extend(self.sha256.iter().map(|hash| ("SHA-256".to_owned(), hash.clone())));
        made.extend(rows.map(|rows| (pen.say("Baris", "Rows").to_owned(), pen.count(rows))));
        made.push((pen.say("Versi", "Version").to_owned(), format!("jangkau {}", env!("CARGO_PKG_VERSION"))));
        made.push((pen.say("Perintah", "Command").to_owned(), self.command.clone()));
        let mut blocks = vec![report::Block::Paragraph { text: method }];
        if !papers.is_empty() {
            blocks.push(facts(papers));
        }
        blocks.push(report::Block::Paragraph {
            text: pen.say("Laporan ini dapat dibuat ulang dari:", "This report can be made again from:").to_owned(),
        });
        blocks.push(facts(made));
        Section { heading: pen.say("Cara dan sumber", "Method and sources").to_owned(), blocks }
    }
}
