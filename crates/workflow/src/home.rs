//! The home directory: one place for the database, the tables, the quarantine and what campaigns produced.

mod keys;

use anyhow::{Context, Result, bail};
use domain::views::ImportView;
use keys::keep_key;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use store::Store;

/// The environment variable with the address of the PostgreSQL database of the home.
const DATABASE_VARIABLE: &str = "JANGKAU_DATABASE";
/// The file of the home that holds it.
const DATABASE_FILE: &str = "database.url";

/// Letters of a file's hash in the names of what was made from it.
const SHORT_HASH: usize = 16;
/// How a table is called between being written and taking the place of the earlier one.
const PENDING: &str = "pending";

/// A home directory that exists.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// Opens a home directory, making it and its folders where they are missing.
    pub fn open(root: &Path) -> Result<Self> {
        for folder in ["", "incoming", "tables", "quarantine", "campaigns", "models", "exports", "keys"] {
            let folder = root.join(folder);
            fs::create_dir_all(&folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        }
        owner_only(root)?;
        owner_only(&root.join("keys"))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Opens a home directory that must already hold a database, so that a mistyped path is not made anew.
    pub fn open_existing(root: &Path) -> Result<Self> {
        let home = Self { root: root.to_owned() };
        if !home.database().is_file() {
            bail!(
                "{} is not a jangkau home: it holds no jangkau.db; make one with `jangkau simulate --home {0}` or `jangkau import --home {0} ...`",
                root.display()
            );
        }
        Ok(home)
    }

    /// Names a home directory without making or changing anything, also where there is none yet.
    pub fn look(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.root.join("jangkau.db")
    }

    /// The address of the PostgreSQL database this home was moved to: `JANGKAU_DATABASE`, else the home's file `database.url`,
    /// which its owner only reads. `None`: the file `jangkau.db` of the home.
    pub fn moved_to(&self) -> Result<Option<String>> {
        if let Ok(url) = std::env::var(DATABASE_VARIABLE) {
            return Ok(Some(url));
        }
        let path = self.root.join(DATABASE_FILE);
        if !path.is_file() {
            return Ok(None);
        }
        let url = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Some(url.trim().to_owned()))
    }

    /// Carries the home's database over into an empty PostgreSQL database and uses that from then on.
    pub async fn move_to(&self, url: &str) -> Result<Vec<store::Carried>> {
        if self.moved_to()?.is_some() {
            bail!("this home is in PostgreSQL already; {} says where", self.root.join(DATABASE_FILE).display());
        }
        let carried = self.store().await?.carry_over(&Store::connect(url).await?).await?;
        let path = self.root.join(DATABASE_FILE);
        keep_key(&path, url).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(carried)
    }

    /// Opens the store, and ends an import that was interrupted after the database had taken it in.
    pub async fn store(&self) -> Result<Store> {
        let store = match self.moved_to()? {
            Some(url) => Store::connect(&url).await.context("the database this home was moved to cannot be reached")?,
            None => {
                Store::open(&self.database()).await.context("the database of the home directory cannot be opened")?
            }
        };
        self.end_interrupted_import(&store).await?;
        Ok(store)
    }

    /// Where a table waits that this import makes.
    pub fn pending_table(&self, name: &str, import: &ImportView) -> PathBuf {
        self.root.join("tables").join(format!("{name}.{}.{PENDING}", mark_of(import)))
    }

    /// Tables that wait, each with the name of the table it will be and the mark of its import.
    fn pending_tables(&self) -> Result<Vec<(PathBuf, String, String)>> {
        let folder = self.root.join("tables");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
        let mut pending = Vec::new();
        for entry in entries {
            let path = entry.with_context(|| format!("{} cannot be listed", folder.display()))?.path();
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if let [table, mark, PENDING] = name.split('.').collect::<Vec<_>>().as_slice() {
                pending.push((path.clone(), (*table).to_owned(), (*mark).to_owned()));
            }
        }
        Ok(pending)
    }

    /// The database has the last word: a table whose import it has noted replaces the earlier one, any other waits.
    pub(crate) async fn end_interrupted_import(&self, store: &Store) -> Result<()> {
        let pending = self.pending_tables()?;
        if pending.is_empty() {
            return Ok(());
        }
        let known = store.imports().await?;
        for (path, table, mark) in pending {
            if known.iter().any(|import| mark_of(import) == mark) {
                let table = self.table(&table);
                match fs::rename(&path, &table) {
                    // Another process was faster.
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound && !path.exists() => {}
                    done => done.with_context(|| format!("{} cannot be replaced", table.display()))?,
                }
            }
        }
        Ok(())
    }

    /// Removes tables of imports that the database never took in. Only the holder of the lock may ask.
    pub(crate) fn drop_unfinished_tables(&self, _lock: &ImportLock) -> Result<()> {
        for (path, ..) in self.pending_tables()? {
            fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
        }
        Ok(())
    }

    /// The right to import, held until it is dropped. A second import at the same time is refused.
    pub(crate) fn lock_imports(&self) -> Result<ImportLock> {
        let path = self.root.join("import.lock");
        let file = File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(ImportLock(file)),
            Err(TryLockError::WouldBlock) => {
                bail!("another import into {} is running; wait for it", self.root.display())
            }
            Err(TryLockError::Error(e)) => Err(e).with_context(|| format!("{} cannot be locked", path.display())),
        }
    }

    /// A file as the agency sends it.
    pub fn incoming(&self, name: &str) -> PathBuf {
        self.root.join("incoming").join(name)
    }

    /// A checked table.
    pub fn table(&self, name: &str) -> PathBuf {
        self.root.join("tables").join(format!("{name}.parquet"))
    }

    /// Rows put aside from the file with this hash, as they were, to be mended: readable by the owner only.
    pub fn quarantine(&self, file: &str, sha256: &str) -> PathBuf {
        let plain: String =
            file.chars().map(|c| if c.is_control() || c == '/' || c == '\\' { '_' } else { c }).take(120).collect();
        self.root.join("quarantine").join(format!("{plain}.{}.csv", sha256.get(..8).unwrap_or(sha256)))
    }

    /// A list for people that an import made.
    pub fn report(&self, name: &str) -> Result<PathBuf> {
        let folder = self.root.join("reports");
        fs::create_dir_all(&folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        Ok(folder.join(name))
    }

    /// A fitted model or its card.
    pub fn model(&self, name: &str) -> PathBuf {
        self.root.join("models").join(name)
    }

    /// The folder of a segment model, made where it is missing.
    pub fn model_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.model(name);
        fs::create_dir_all(&folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        Ok(folder)
    }

    /// A file for others to take away; the service hands out what is here.
    pub fn export(&self, name: &str) -> PathBuf {
        self.exports().join(name)
    }

    /// The folder of files for others.
    pub fn exports(&self) -> PathBuf {
        self.root.join("exports")
    }

    /// What a campaign produced, made where it is missing.
    pub fn campaign_out(&self, campaign: &str) -> Result<PathBuf> {
        let folder = self.root.join("campaigns").join(campaign).join("out");
        fs::create_dir_all(&folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        Ok(folder)
    }

    /// The declaration a campaign was planned from, as kept with the plan.
    pub fn campaign_declaration(&self, campaign: &str) -> PathBuf {
        self.root.join("campaigns").join(campaign).join("campaign.toml")
    }

    /// True where the people of this home come from the simulator.
    pub fn is_simulated(&self) -> bool {
        self.table("truth").is_file()
    }
}

/// What tells an import from every other, one of the same file before it included: that took fewer rows in, or put others aside.
fn mark_of(import: &ImportView) -> String {
    let hash = import.sha256.get(..SHORT_HASH).unwrap_or(&import.sha256);
    format!("{hash}-{}-{}", import.taken_in, import.quarantined)
}

/// The right to import into a home.
pub(crate) struct ImportLock(#[allow(dead_code, reason = "the lock is held as long as the file is open")] File);

#[cfg(unix)]
fn owner_only(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("the permissions of {} cannot be set", path.display()))
}

#[cfg(not(unix))]
fn owner_only(_path: &Path) -> Result<()> {
    Ok(())
}
