//! What an import did, for people and for machines.

use super::ImportRequest;
use domain::Bilingual;
use intake::{BadRow, Quarantine};
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;

/// Reasons named in the answer; the quarantine file has all.
const TOP_REASONS: usize = 5;

/// Why rows were put aside, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Column of the file.
    pub column: String,
    /// What was expected in it.
    pub expected: String,
    /// Rows with something else.
    pub rows: u64,
}

/// What an import did, or would do. Rows in the file are new, replaced, the same as before, or put aside.
#[derive(Debug, Clone, Serialize)]
pub struct ImportSummary {
    /// File name.
    pub file: String,
    /// `members`, `contributions`, `contacts` or `consent`.
    pub kind: &'static str,
    /// Mapping it was read with.
    pub mapping: String,
    /// Who took it in.
    pub by: String,
    /// Rows in the file.
    pub rows: u64,
    /// Rows taken in that were not known before.
    pub new: u64,
    /// Rows taken in that replaced a known row.
    pub replaced: u64,
    /// Rows that say what was known before.
    pub same: u64,
    /// Rows put aside.
    pub quarantined: u64,
    /// The most frequent reasons.
    pub reasons: Vec<Reason>,
    /// Rows with reasons that are not among them.
    pub other_reasons: u64,
    /// Where the rows put aside are kept to be mended, each with its reasons. Holds them unmasked; only its owner reads it.
    pub quarantine_file: Option<String>,
    /// The very same file was taken in before, so nothing was done.
    pub already_known: bool,
    /// Nothing was changed, because only a look was asked for.
    pub dry_run: bool,
    /// Phones and addresses that could not be read; the member stays without them.
    pub blanked: u64,
    /// Members of the file whose identity token a member with another number also has. They are reported, not merged.
    pub shared_identities: u64,
    /// Where all members that share an identity are listed.
    pub shared_identities_file: Option<String>,
}

impl ImportSummary {
    /// A file that was read, before anything is known of its rows but those put aside.
    pub(super) fn of(request: &ImportRequest<'_>, rows: u64, quarantine: &Quarantine) -> Self {
        let reasons = top_reasons(&quarantine.reasons);
        Self {
            file: file_name(request.file),
            kind: request.kind.key(),
            mapping: request.mapping.to_owned(),
            by: request.by.to_owned(),
            rows,
            new: 0,
            replaced: 0,
            same: 0,
            quarantined: quarantine.rows,
            other_reasons: quarantine.reasons.len() as u64 - reasons.iter().map(|reason| reason.rows).sum::<u64>(),
            reasons,
            quarantine_file: None,
            already_known: false,
            dry_run: request.dry_run,
            blanked: 0,
            shared_identities: 0,
            shared_identities_file: None,
        }
    }

    /// Whether every row of the file was put aside.
    pub fn is_all_aside(&self) -> bool {
        !self.already_known && self.quarantined > 0 && self.new + self.replaced + self.same == 0
    }

    /// One sentence for people; a line more for each frequent reason when it was only a look. Reasons stay in English.
    pub fn sentence(&self) -> Bilingual {
        let mut text = self.counts();
        let mut add = |id: String, en: String| {
            text.id.push_str(&id);
            text.en.push_str(&en);
        };
        if self.already_known {
            return text;
        }
        if self.same > 0 {
            add(format!(", {} sama seperti sebelumnya", self.same), format!(", {} the same as before", self.same));
        }
        if self.blanked > 0 {
            add(
                format!("; {} nomor telepon atau alamat tidak terbaca dan dikosongkan", self.blanked),
                format!("; {} phones or addresses cannot be read and are left out", self.blanked),
            );
        }
        if self.shared_identities > 0 {
            add(
                format!("; {} peserta beridentitas sama dengan peserta lain", self.shared_identities),
                format!("; {} members share an identity with another", self.shared_identities),
            );
            if let Some(file) = &self.shared_identities_file {
                add(format!(" (daftarnya di {file})"), format!(" (listed in {file})"));
            }
        }
        if let Some(file) = &self.quarantine_file {
            add(format!(" (baris dan sebabnya di {file})"), format!(" (rows and reasons in {file})"));
        }
        if self.dry_run {
            for Reason { column, expected, rows } in &self.reasons {
                add(
                    format!("\n  {rows} × {column}: seharusnya {expected}"),
                    format!("\n  {rows} × {column}: expected {expected}"),
                );
            }
            if self.other_reasons > 0 {
                add(
                    format!("\n  {} × sebab lain", self.other_reasons),
                    format!("\n  {} × other reasons", self.other_reasons),
                );
            }
            add("\n  tidak ada yang diubah".to_owned(), "\n  nothing was changed".to_owned());
        }
        text
    }

    fn counts(&self) -> Bilingual {
        let Self { file, rows, new, replaced, quarantined, .. } = self;
        match (self.already_known, self.dry_run) {
            (true, true) => Bilingual::new(
                format!("{file}: berkas ini sudah pernah dimasukkan, tidak ada yang akan berubah"),
                format!("{file}: this very file was taken in before, nothing would change"),
            ),
            (true, false) => Bilingual::new(
                format!("{file}: berkas ini sudah pernah dimasukkan, tidak ada yang berubah"),
                format!("{file}: this very file was taken in before, nothing changed"),
            ),
            (false, true) => Bilingual::new(
                format!("{file}: {rows} baris, {new} akan baru, {replaced} diganti, {quarantined} dikarantina"),
                format!("{file}: {rows} rows, {new} would be new, {replaced} replaced, {quarantined} put aside"),
            ),
            (false, false) => Bilingual::new(
                format!("{file}: {rows} baris, {new} baru, {replaced} diganti, {quarantined} dikarantina"),
                format!("{file}: {rows} rows, {new} new, {replaced} replaced, {quarantined} put aside"),
            ),
        }
    }
}

/// The most frequent reasons, the first in the alphabet before others as frequent.
fn top_reasons(bad: &[BadRow]) -> Vec<Reason> {
    let mut counts: HashMap<(&str, &str), u64> = HashMap::new();
    for row in bad {
        *counts.entry((&row.column, &row.expected)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let reason = |((column, expected), rows): ((&str, &str), u64)| Reason {
        column: column.to_owned(),
        expected: expected.to_owned(),
        rows,
    };
    counts.into_iter().take(TOP_REASONS).map(reason).collect()
}

/// A file's own name.
pub(super) fn file_name(path: &Path) -> String {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    name.chars().map(|c| if c.is_control() { '_' } else { c }).collect()
}
