//! The name of whoever acts by a page.

use domain::Bilingual;

/// The most letters of a name: it fits a line.
const NAME_LETTERS: usize = 80;

/// A name without the spaces around it; `nobody` where nothing is left, and a sentence of its own where it is too long.
pub(crate) fn a_name(text: &str, nobody: Bilingual) -> Result<String, Bilingual> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err(nobody),
        1..=NAME_LETTERS => Ok(name.to_owned()),
        letters => Err(Bilingual::new(
            format!("Nama paling banyak {NAME_LETTERS} huruf; yang ditulis {letters} huruf."),
            format!("A name has at most {NAME_LETTERS} letters; this one has {letters}."),
        )),
    }
}

/// What is asked of somebody who acts without a name.
pub(crate) fn your_name_first() -> Bilingual {
    Bilingual::new("Tulis dulu nama Anda.", "Write your name first.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_is_something_other_than_spaces_and_fits_a_line() {
        assert_eq!(a_name("  Rina Wati ", your_name_first()).unwrap(), "Rina Wati");
        assert_eq!(a_name(&"\u{e9}".repeat(80), your_name_first()).unwrap().chars().count(), 80);
        assert_eq!(a_name(" \t", your_name_first()).unwrap_err(), your_name_first());
        assert!(a_name(&"x".repeat(81), your_name_first()).unwrap_err().id.contains("81 huruf"));
    }
}
