//! Files that a command writes beside the ones it reads.

use anyhow::{Result, bail};
use std::path::Path;

/// Refuses, before anything is computed, an `--out` that is one of the files read or that lies in no folder.
pub fn refuse_out(out: &Path, read: &[&Path]) -> Result<()> {
    let same =
        |input: &&&Path| matches!((input.canonicalize(), out.canonicalize()), (Ok(one), Ok(other)) if one == other);
    if let Some(input) = read.iter().find(same) {
        bail!("{}: --out names the file that is read; expected a file of its own", input.display());
    }
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        bail!("--out {}: there is no folder {}; expected a folder that exists", out.display(), folder.display());
    }
    if out.is_dir() {
        bail!("--out {} is a folder; expected the name of a file in it", out.display());
    }
    Ok(())
}
