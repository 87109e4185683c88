//! Words of a provider, as a ledger can keep them.

/// The same without NUL: valid in JSON and SMTP, and refused by PostgreSQL with everything that is written together with it.
pub(crate) fn storable(words: String) -> String {
    if words.contains('\0') { words.replace('\0', "") } else { words }
}
