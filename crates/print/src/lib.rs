#![doc = include_str!("../README.md")]

mod error;
mod fonts;
mod leaflet;
mod letter;
mod press;
mod qr;
mod report;
mod text;
mod worklist;

pub use error::PrintError;
pub use leaflet::{LeafletBatch, LeafletPage, PriceChange, SheetSize, leaflets_pdf, leaflets_pdf_within};
pub use letter::{LETTER_LIMIT, Letter, LetterBatch, letters_pdf, letters_pdf_within};
pub use qr::qr_svg;
pub use report::report_pdf;
pub use worklist::{WorklistDocument, WorklistLine, worklists_pdf, worklists_pdf_within};

/// Pages a PDF may have when the caller names no other limit. Above it, split the work: a print shop takes smaller
/// files, and typesetting holds the whole document in memory.
pub const PAGE_LIMIT: usize = 1_000;
