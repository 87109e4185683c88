//! Import: agency and partner files become checked tables. Read, check, write.

mod prepare;
mod summary;
mod take_in;
#[cfg(test)]
mod tests;

use crate::home::Home;
use crate::progress::Progress;
use crate::rights::nameless;
use crate::world::World;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use domain::views::ImportView;
use domain::{Contribution, Member};
use intake::IntakeError;
use std::fs::{self, DirBuilder};
use std::path::{Path, PathBuf};

pub use intake::FileKind;
pub use summary::{ImportSummary, Reason};

/// A file to take in.
#[derive(Debug, Clone, Copy)]
pub struct ImportRequest<'a> {
    /// The file: CSV (also gzipped), XLSX or Parquet.
    pub file: &'a Path,
    /// What it holds.
    pub kind: FileKind,
    /// Its mapping: a file, or a name under `models/mappings`.
    pub mapping: &'a str,
    /// Who takes it in.
    pub by: &'a str,
    /// When; days after it in the file are put aside.
    pub at: DateTime<Utc>,
    /// Only say what would happen, and change nothing.
    pub dry_run: bool,
}

/// Takes a file in, at once or not at all: tables, contacts, consent, quarantine, and the note of who took it in. The very
/// same content again changes nothing, unless rows of it were put aside: those are looked at again, and the others are as before.
/// Members must be known before anything about them. What contributions cover counts at once for
/// the campaigns under way.
pub async fn import_file(
    home: &Home,
    world: &World,
    request: &ImportRequest<'_>,
    progress: &dyn Progress,
) -> Result<ImportSummary> {
    let summary = import_with(home, Some(world), request, progress).await?;
    if request.kind == FileKind::Contributions && !request.dry_run {
        crate::outcomes::begin_anew(home).await?;
    }
    Ok(summary)
}

/// Takes a members file in: members table, contacts in the store, quarantine.
pub async fn import_members(
    home: &Home,
    world: &World,
    path: &Path,
    mapping_name: &str,
    at: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<ImportSummary> {
    let by = system_user();
    let request =
        ImportRequest { file: path, kind: FileKind::Members, mapping: mapping_name, by: &by, at, dry_run: false };
    import_with(home, Some(world), &request, progress).await
}

/// Takes a contributions file in: contributions table, quarantine. Members must be known first.
pub async fn import_contributions(
    home: &Home,
    path: &Path,
    mapping_name: &str,
    at: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<ImportSummary> {
    let by = system_user();
    let request =
        ImportRequest { file: path, kind: FileKind::Contributions, mapping: mapping_name, by: &by, at, dry_run: false };
    import_with(home, None, &request, progress).await
}

/// The name of whoever runs this, as the system has it.
pub fn system_user() -> String {
    let name =
        ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|v| std::env::var(v).ok().filter(|n| !n.is_empty()));
    name.unwrap_or_else(|| "unknown".to_owned())
}

async fn import_with(
    home: &Home,
    world: Option<&World>,
    request: &ImportRequest<'_>,
    progress: &dyn Progress,
) -> Result<ImportSummary> {
    progress.begin(&format!("import {}", request.kind.key()), None);
    let summary =
        if request.dry_run { look(home, world, request).await? } else { change(home, world, request).await? };
    let sentence = summary.sentence().en;
    progress.end(sentence.lines().next().unwrap_or_default());
    Ok(summary)
}

/// Says what would happen. The database is looked at in a copy, so that not a byte of the home changes.
async fn look(home: &Home, world: Option<&World>, request: &ImportRequest<'_>) -> Result<ImportSummary> {
    if !home.database().is_file() {
        return Ok(prepare(home, world, None, request).await?.summary);
    }
    let copy = CopyOfDatabase::of(home)?;
    let store = store::Store::open(&copy.database()).await.context("a copy of the database cannot be opened")?;
    let mut prepared = prepare(home, world, Some(&store), request).await?;
    let earlier = earlier(&store, request, &prepared).await?;
    prepared.summary.already_known = earlier.is_some_and(|before| before.quarantined == 0);
    Ok(prepared.summary)
}

async fn change(home: &Home, world: Option<&World>, request: &ImportRequest<'_>) -> Result<ImportSummary> {
    let lock = home.lock_imports()?;
    let store = home.store().await?;
    home.drop_unfinished_tables(&lock)?;
    let mut prepared = prepare(home, world, Some(&store), request).await?;
    let earlier = earlier(&store, request, &prepared).await?;
    if earlier.as_ref().is_some_and(|before| before.quarantined == 0) {
        prepared.summary.already_known = true;
        return Ok(prepared.summary);
    }
    take_in::take_in(home, &store, request, earlier.as_ref(), prepared).await
}

/// The note of the very same file, where it was taken in before.
async fn earlier(
    store: &store::Store,
    request: &ImportRequest<'_>,
    prepared: &prepare::Prepared,
) -> Result<Option<ImportView>> {
    Ok(store.known_import(request.kind.key(), &prepared.sha256).await?)
}

async fn prepare(
    home: &Home,
    world: Option<&World>,
    store: Option<&store::Store>,
    request: &ImportRequest<'_>,
) -> Result<prepare::Prepared> {
    let look = prepare::Look { home, store, request };
    let mut prepared = match request.kind {
        FileKind::Members => look.members(world.context("members need the tables of occupations and places")?).await?,
        FileKind::Contributions => look.contributions()?,
        FileKind::Contacts => look.contacts().await?,
        FileKind::Consent => look.consent().await?,
    };
    let forgotten = look.forgotten().await?;
    prepared.members.iter_mut().flatten().filter(|member| forgotten.contains(&member.id)).for_each(nameless);
    Ok(prepared)
}

/// The database of a home in a folder of its own that only its owner reads, removed at the end.
struct CopyOfDatabase(PathBuf);

impl CopyOfDatabase {
    fn of(home: &Home) -> Result<Self> {
        let name = format!("jangkau-look-{}-{:016x}", std::process::id(), rand::random::<u64>());
        let copy = Self(std::env::temp_dir().join(name));
        let mut folder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(&copy.0).with_context(|| format!("the folder {} cannot be made", copy.0.display()))?;
        for ending in ["", "-wal"] {
            let from = PathBuf::from(format!("{}{ending}", home.database().display()));
            let to = PathBuf::from(format!("{}{ending}", copy.database().display()));
            if from.is_file() {
                fs::copy(&from, &to).with_context(|| format!("{} cannot be copied", from.display()))?;
            }
        }
        Ok(copy)
    }

    fn database(&self) -> PathBuf {
        self.0.join("jangkau.db")
    }
}

impl Drop for CopyOfDatabase {
    fn drop(&mut self) {
        // A folder that cannot be removed holds sealed contacts only.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The members table; empty before the first import.
pub fn load_members_or_none(home: &Home) -> Result<Vec<Member>> {
    let path = home.table("members");
    if path.is_file() { or_none(intake::load_members(&path)).context("the members table") } else { Ok(Vec::new()) }
}

/// The contributions table; empty before the first import.
pub fn load_contributions_or_none(home: &Home) -> Result<Vec<Contribution>> {
    let path = home.table("contributions");
    if path.is_file() {
        or_none(intake::load_contributions(&path)).context("the contributions table")
    } else {
        Ok(Vec::new())
    }
}

/// A table without rows, as an import of which every row was put aside left it in earlier versions.
fn or_none<T>(read: Result<Vec<T>, IntakeError>) -> Result<Vec<T>, IntakeError> {
    match read {
        Err(IntakeError::HeaderOnly { .. }) => Ok(Vec::new()),
        read => read,
    }
}

/// The members table, which must exist.
pub fn load_members(home: &Home) -> Result<Vec<Member>> {
    let members = load_members_or_none(home)?;
    if members.is_empty() {
        bail!("{} holds no members yet: run `jangkau import --members FILE` first", home.root().display());
    }
    Ok(members)
}
