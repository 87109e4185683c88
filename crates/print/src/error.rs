//! Why something could not be printed.

/// Why a PDF was not made. Nothing is half-made: there are either bytes or one of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// No villages, or no worklist with members on it.
    #[error("nothing to print: {what} is empty, expected at least one")]
    NothingToPrint {
        /// What was empty.
        what: &'static str,
    },
    /// More pages than the caller lets through.
    #[error("{pages} pages asked for, expected at most {limit}; print in several batches")]
    TooManyPages {
        /// Pages needed, or the fewest that could be needed when the limit was passed before typesetting.
        pages: usize,
        /// Pages allowed.
        limit: usize,
    },
    /// A leaflet without a text it cannot do without.
    #[error("leaflet for `{village}`: {field} is empty")]
    MissingText {
        /// Village of the leaflet.
        village: String,
        /// Field of the leaflet.
        field: &'static str,
    },
    /// A letter on a public leaflet that the printed font does not have; it would come out as an empty box.
    #[error(
        "leaflet for `{village}`: {field} has the character `{character}` ({code}), which the font Noto Sans cannot show"
    )]
    NoSuchLetter {
        /// Village of the leaflet.
        village: String,
        /// Field of the leaflet.
        field: &'static str,
        /// The character.
        character: char,
        /// Its Unicode number, `U+1F41F`.
        code: String,
    },
    /// The texts of one village run over the end of the page.
    #[error(
        "leaflets for {villages} villages took {pages} pages: the text for `{longest}`, the longest, does not fit on one page; shorten it"
    )]
    TextTooLong {
        /// Village with the most letters.
        longest: String,
        /// Villages in the batch.
        villages: usize,
        /// Pages it took.
        pages: usize,
    },
    /// A letter runs over the end of its A4 page.
    #[error(
        "{letters} letters took {pages} pages: the text of letter {longest}, the longest, does not fit on one A4 page; shorten it"
    )]
    LetterTooLong {
        /// Reference of the letter with the most letters.
        longest: String,
        /// Letters in the batch.
        letters: usize,
        /// Pages it took.
        pages: usize,
    },
    /// More text than a QR code that people can scan from paper may hold.
    #[error("QR text of `{place}` has {bytes} bytes, expected 1 to {limit}")]
    QrText {
        /// Village or counter.
        place: String,
        /// Bytes found.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The typesetter refused the document: a fault of this crate's template, not of the text.
    #[error("typesetting the {what} failed: {detail}")]
    Typesetting {
        /// Leaflet, letter, worklist or report.
        what: &'static str,
        /// What the typesetter said.
        detail: String,
    },
}
