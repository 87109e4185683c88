//! Changing the home by an import: at once or not at all.
//!
//! Tables are written beside the earlier ones; then one transaction of the database takes the import in; then the tables
//! take their places. Before the transaction ends the home is as it was, and after it `Home::store` ends what a crash left.

use super::ImportRequest;
use super::prepare::Prepared;
use super::summary::ImportSummary;
use crate::home::Home;
use anyhow::{Context, Result};
use domain::views::{ImportView, QuarantineView};
use intake::{BadRow, ColumnValues};
use std::fs::{self, File};
use std::path::Path;
use store::{ImportChanges, Store};

/// Writes what was prepared. `earlier` is the note of the same file where rows of it had been put aside; nothing changes where it would
/// say the same again.
pub(super) async fn take_in(
    home: &Home,
    store: &Store,
    request: &ImportRequest<'_>,
    earlier: Option<&ImportView>,
    prepared: Prepared,
) -> Result<ImportSummary> {
    let Prepared {
        mut summary,
        sha256,
        quarantine,
        blanked,
        members,
        contributions,
        contacts,
        consent,
        events,
        shared,
    } = prepared;
    let quarantine_file = home.quarantine(&summary.file, &sha256);
    let import = ImportView {
        file: summary.file.clone(),
        kind: summary.kind.to_owned(),
        at: earlier.map_or(request.at, |before| before.at.max(request.at)),
        sha256,
        rows: summary.rows,
        quarantined: summary.quarantined,
        by: summary.by.clone(),
        mapping: summary.mapping.clone(),
        taken_in: summary.new + summary.replaced + earlier.map_or(0, |before| before.taken_in),
    };
    if !quarantine.is_empty() {
        summary.quarantine_file = Some(quarantine_file.display().to_string());
    }
    if earlier.is_some_and(|before| (before.taken_in, before.quarantined) == (import.taken_in, import.quarantined)) {
        summary.quarantine_file = summary.quarantine_file.filter(|_| quarantine_file.is_file());
        return Ok(summary);
    }
    if let Some(members) = &members {
        let path = home.pending_table("members", &import);
        intake::save_members(&path, members)?;
        on_disk(&path)?;
    }
    if let Some(contributions) = &contributions {
        let path = home.pending_table("contributions", &import);
        intake::save_contributions(&path, contributions)?;
        on_disk(&path)?;
    }
    // The rows that the same file had aside before stay there where nothing is taken in.
    let aside_before = earlier.and_then(|_| fs::read(&quarantine_file).ok());
    if !quarantine.is_empty() {
        quarantine.write(&quarantine_file)?;
    }
    let reasons: Vec<QuarantineView> =
        quarantine.reasons.iter().chain(&blanked).take(store::MOST_REASONS).map(view_of).collect();
    let key = if contacts.is_empty() { None } else { Some(home.contacts_key()?) };
    let changes = ImportChanges {
        import: &import,
        quarantine: &reasons,
        contacts: key.as_ref().map(|key| (key, contacts.as_slice())),
        consent: &consent,
        events: &events,
    };
    if let Err(error) = store.save_import(changes).await {
        // Nothing was taken in: rows of people must not stay behind.
        match aside_before {
            Some(rows) => fs::write(&quarantine_file, rows)
                .with_context(|| format!("{} cannot be written", quarantine_file.display()))?,
            None if quarantine.is_empty() => {}
            None => remove(&quarantine_file)?,
        }
        return Err(error).context("nothing was taken in");
    }
    if aside_before.is_some() && quarantine.is_empty() {
        remove(&quarantine_file)?;
    }
    home.end_interrupted_import(store).await?;
    if let Some(shared) = shared.filter(|pairs| !pairs.is_empty()) {
        let path = home.report("shared-identities.csv")?;
        let (first, other): (Vec<String>, Vec<String>) = shared.into_iter().map(|(a, b)| (a.0, b.0)).unzip();
        let columns = [("member", ColumnValues::Words(first)), ("shares_identity_with", ColumnValues::Words(other))];
        intake::write_export(&path, &columns, "shared identities")?;
        summary.shared_identities_file = Some(path.display().to_string());
    }
    Ok(summary)
}

/// A table must be on disk before the database says that it is.
fn on_disk(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).with_context(|| format!("{} cannot be kept", path.display()))
}

fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).with_context(|| format!("{} cannot be removed", path.display()))
}

fn view_of(bad: &BadRow) -> QuarantineView {
    QuarantineView {
        line: bad.line,
        column: bad.column.clone(),
        value: bad.value.clone(),
        expected: bad.expected.clone(),
    }
}
