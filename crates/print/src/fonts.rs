//! The fonts the documents are set in, carried inside the program: nothing is looked up on the machine.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Noto Sans regular, bold and italic (SIL Open Font Licence).
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    [notosans::REGULAR_TTF, notosans::BOLD_TTF, notosans::ITALIC_TTF]
        .into_iter()
        .flat_map(|ttf| Font::iter(Bytes::new(ttf)))
        .collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// What fonts there are.
pub(crate) fn book() -> &'static LazyHash<FontBook> {
    &BOOK
}

/// The font at a place in the book.
pub(crate) fn font(index: usize) -> Option<Font> {
    FONTS.get(index).cloned()
}

/// The first character the regular font has no shape for.
pub(crate) fn first_missing(text: &str) -> Option<char> {
    let regular = &FONTS.first()?.info().coverage;
    text.chars().find(|c| !c.is_whitespace() && !regular.contains(u32::from(*c)))
}
