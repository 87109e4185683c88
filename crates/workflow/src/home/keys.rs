//! The keys of a home: identity numbers become tokens with one, contacts are sealed with the other.

use super::Home;
use anyhow::{Context, Result, bail};
use intake::IdentityKey;
use std::fs;
use std::path::{Path, PathBuf};
use store::ContactsKey;

/// The environment variable that holds the identity key, 64 hexadecimal digits. Without it a key is made and kept in the
/// home directory, readable by its owner only.
const IDENTITY_KEY_VARIABLE: &str = "JANGKAU_IDENTITY_KEY";

/// The environment variable that holds the key of the contacts, 64 hexadecimal digits. Without it a key is made and kept in
/// the home directory, readable by its owner only. Whoever loses it loses the contacts.
const CONTACTS_KEY_VARIABLE: &str = "JANGKAU_CONTACTS_KEY";

/// The environment variable that holds the secret which senders of outcomes sign their reports with. Without it one is made and kept
/// in the home directory, readable by its owner only.
const OUTCOMES_SECRET_VARIABLE: &str = "JANGKAU_OUTCOMES_SECRET";

/// The least letters of a secret that somebody chose.
const LEAST_SECRET: usize = 16;

impl Home {
    /// The secret that senders of outcomes sign their reports with.
    pub fn outcomes_secret(&self) -> Result<String> {
        let (text, from) = self.key(OUTCOMES_SECRET_VARIABLE, "outcomes.key")?;
        let secret = text.trim();
        if secret.len() < LEAST_SECRET {
            bail!("{from} holds a secret of {} letters; expected at least {LEAST_SECRET}", secret.len());
        }
        Ok(secret.to_owned())
    }

    /// The key that turns identity numbers into tokens.
    pub fn identity_key(&self) -> Result<IdentityKey> {
        let (text, from) = self.key(IDENTITY_KEY_VARIABLE, "identity.key")?;
        IdentityKey::from_hex(&text).with_context(|| format!("{from} does not hold a key"))
    }

    /// The key for looking at a file before anything is made: the home's, else one that is forgotten afterwards.
    pub(crate) fn identity_key_to_look(&self) -> Result<IdentityKey> {
        let is_made = std::env::var(IDENTITY_KEY_VARIABLE).is_ok() || self.key_file("identity.key").is_file();
        if is_made { self.identity_key() } else { Ok(IdentityKey::from_bytes(&random_bytes())) }
    }

    /// The key that names, phones and addresses are sealed with.
    pub fn contacts_key(&self) -> Result<ContactsKey> {
        let (text, from) = self.key(CONTACTS_KEY_VARIABLE, "contacts.key")?;
        ContactsKey::from_hex(&text).with_context(|| format!("{from} does not hold a key"))
    }

    /// The key for looking at contacts in a copy: the home's, else one that is forgotten afterwards.
    pub(crate) fn contacts_key_to_look(&self) -> Result<ContactsKey> {
        let is_made = std::env::var(CONTACTS_KEY_VARIABLE).is_ok() || self.key_file("contacts.key").is_file();
        if is_made { self.contacts_key() } else { Ok(ContactsKey::from_bytes(&random_bytes())) }
    }

    fn key_file(&self, file: &str) -> PathBuf {
        self.root.join("keys").join(file)
    }

    /// A key's text and where it came from: the environment, else the home's own file, made where it is missing.
    fn key(&self, variable: &str, file: &str) -> Result<(String, String)> {
        if let Ok(text) = std::env::var(variable) {
            return Ok((text, variable.to_owned()));
        }
        let path = self.key_file(file);
        if !path.is_file() {
            keep_key(&path, &hex::encode(random_bytes()))
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok((text, path.display().to_string()))
    }
}

fn random_bytes() -> [u8; 32] {
    use rand::RngCore;
    let mut bytes = [0_u8; 32];
    rand::rngs::OsRng.fill_bytes(&mut bytes);
    bytes
}

/// Writes a key or an address that nobody else could read, not even for a moment. One that another process has just made stays.
pub(super) fn keep_key(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(e),
    }
}
