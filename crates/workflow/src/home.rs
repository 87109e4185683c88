//! The home directory: one place for the database, the tables, the quarantine and what campaigns produced.

use anyhow::{Context, Result, bail};
use intake::IdentityKey;
use std::fs;
use std::path::{Path, PathBuf};
use store::Store;

/// The environment variable that holds the identity key, 64 hexadecimal digits. Without it a key is made and kept in the
/// home directory, readable by its owner only.
pub const IDENTITY_KEY_VARIABLE: &str = "JANGKAU_IDENTITY_KEY";

/// A home directory that exists.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// Opens a home directory, making it and its folders where they are missing.
    pub fn open(root: &Path) -> Result<Self> {
        for folder in ["", "incoming", "tables", "quarantine", "campaigns", "models", "keys"] {
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

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.root.join("jangkau.db")
    }

    /// Opens the store.
    pub async fn store(&self) -> Result<Store> {
        Store::open(&self.database()).await.context("the database of the home directory cannot be opened")
    }

    /// A file as the agency sends it.
    pub fn incoming(&self, name: &str) -> PathBuf {
        self.root.join("incoming").join(name)
    }

    /// A checked table.
    pub fn table(&self, name: &str) -> PathBuf {
        self.root.join("tables").join(format!("{name}.parquet"))
    }

    /// Rows put aside from a file.
    pub fn quarantine(&self, file: &str) -> PathBuf {
        self.root.join("quarantine").join(format!("{file}.csv"))
    }

    /// A fitted model or its card.
    pub fn model(&self, name: &str) -> PathBuf {
        self.root.join("models").join(name)
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

    /// The key that turns identity numbers into tokens.
    pub fn identity_key(&self) -> Result<IdentityKey> {
        if let Ok(text) = std::env::var(IDENTITY_KEY_VARIABLE) {
            return IdentityKey::from_hex(&text)
                .with_context(|| format!("{IDENTITY_KEY_VARIABLE} does not hold a key"));
        }
        let path = self.root.join("keys").join("identity.key");
        if !path.is_file() {
            use rand::RngCore;
            let mut bytes = [0_u8; 32];
            rand::rngs::OsRng.fill_bytes(&mut bytes);
            fs::write(&path, hex::encode(bytes)).with_context(|| format!("{} cannot be written", path.display()))?;
            owner_only(&path)?;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        IdentityKey::from_hex(text.trim()).with_context(|| format!("{} does not hold a key", path.display()))
    }
}

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
