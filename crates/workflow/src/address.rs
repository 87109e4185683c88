//! Where the service is reached from outside: the address that codes on paper lead to.

use crate::home::Home;
use anyhow::{Context, Result, bail};
use std::fs;

/// The environment variable that holds it.
const ADDRESS_VARIABLE: &str = "JANGKAU_ADDRESS";
/// The file of the home that holds it.
const ADDRESS_FILE: &str = "address.url";
/// Where the service listens by itself: only this machine reaches it.
const OWN: &str = "http://127.0.0.1:8087";

/// Whether only this machine itself can follow an address.
pub(crate) fn is_of_this_machine(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    ["127.", "localhost", "[::1]"].iter().any(|own| host.starts_with(own))
}

/// The address under which others reach this home's service: `JANGKAU_ADDRESS`, else the home's file `address.url`, else the service's
/// own, which is good for trying out only.
pub(crate) fn of(home: &Home) -> Result<String> {
    let path = home.root().join(ADDRESS_FILE);
    let (text, from) = match std::env::var(ADDRESS_VARIABLE) {
        Ok(text) => (text, ADDRESS_VARIABLE.to_owned()),
        Err(_) if path.is_file() => {
            let from = path.display().to_string();
            (fs::read_to_string(&path).with_context(|| format!("{from} cannot be read"))?, from)
        }
        Err(_) => return Ok(OWN.to_owned()),
    };
    let address = text.trim().trim_end_matches('/');
    let is_whole = address.strip_prefix("https://").or(address.strip_prefix("http://"));
    match is_whole.filter(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        Some(_) => Ok(address.to_owned()),
        None => bail!("{from} holds `{address}`; expected an address such as https://jangkau.example.org"),
    }
}
