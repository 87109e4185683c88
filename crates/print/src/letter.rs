//! Letters: one A4 page per person, for an envelope with a window.

use crate::error::PrintError;
use crate::leaflet::{PriceChange, PricesInput, checked, json};
use crate::press::{Template, typeset};
use crate::qr::qr_svg;
use crate::text::{breakable, printable};
use chrono::NaiveDate;
use domain::{Language, written};
use serde::Serialize;
use std::collections::BTreeMap;

/// Letters in one PDF when the caller names no other limit.
pub const LETTER_LIMIT: usize = 5_000;

/// Letters that fit side by side under the code.
const MOST_LETTERS_IN_A_ROW: usize = 24;

/// Letters of one campaign in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterBatch {
    /// Title of the PDF; not printed on the pages.
    pub title: String,
    /// Language of the fixed words.
    pub language: Language,
    /// The date of the letters, and of the PDF.
    pub issued_on: NaiveDate,
    /// Who writes; the head of the letter.
    pub agency: String,
    /// The one sentence above the text.
    pub headline: String,
    /// The two prices, where the letter is about a price.
    pub prices: Option<PriceChange>,
    /// What to do.
    pub action: String,
    /// The day it must be done before or on.
    pub action_day: Option<NaiveDate>,
    /// What the offer does not cover. Must not be empty: a letter without conditions is a promise.
    pub conditions: String,
    /// Whether the sheet is larger than A4, with lines that say where to cut.
    pub crop_marks: bool,
    /// One page each, in the order they are to be printed.
    pub letters: Vec<Letter>,
}

/// The letter of one person. Never an identity number and never a telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom. A name that the font cannot show is printed as far as it can.
    pub name: String,
    /// Where they live, as the post finds it.
    pub place: String,
    /// Reference of the touch, by which what comes back is noted.
    pub reference: String,
    /// Two or three short paragraphs.
    pub body: Vec<String>,
    /// Text of the QR code.
    pub qr_text: String,
}

/// The letters as one PDF, a page each, with at most [`LETTER_LIMIT`] pages.
pub fn letters_pdf(batch: &LetterBatch) -> Result<Vec<u8>, PrintError> {
    letters_pdf_within(batch, LETTER_LIMIT)
}

/// The letters as one PDF, refused when there are more than `most_pages`. A letter that runs over its page is refused.
pub fn letters_pdf_within(batch: &LetterBatch, most_pages: usize) -> Result<Vec<u8>, PrintError> {
    let people = batch.letters.len();
    if people == 0 {
        return Err(PrintError::NothingToPrint { what: "the list of letters" });
    }
    if people > most_pages {
        return Err(PrintError::TooManyPages { pages: people, limit: most_pages });
    }
    let text = |field, text: &str| checked(field, "all letters", text);
    let mut codes = Codes::default();
    let letters = batch.letters.iter().map(|letter| codes.page(letter)).collect::<Result<Vec<_>, _>>()?;
    let input = BatchInput {
        title: printable(&batch.title),
        language: batch.language.code(),
        issued: written::day(batch.language, batch.issued_on),
        agency: text("agency", &batch.agency)?,
        headline: text("headline", &batch.headline)?,
        prices: batch.prices.as_ref().map(|prices| PricesInput::of(prices, &text)).transpose()?,
        action: text("action", &batch.action)?,
        action_day: batch.action_day.map(|day| written::day(batch.language, day)),
        conditions: text("conditions", &batch.conditions)?,
        crop_marks: batch.crop_marks,
        codes: codes.svgs,
        letters,
    };
    let printed = typeset(Template::Letter, json(&input), batch.issued_on, &input.title, |pages| {
        if pages == people {
            return Ok(());
        }
        let words = |letter: &&Letter| letter.body.iter().map(String::len).sum::<usize>();
        let longest = batch.letters.iter().max_by_key(words).map(|letter| letter.reference.clone());
        Err(PrintError::LetterTooLong { longest: longest.unwrap_or_default(), letters: people, pages })
    })?;
    Ok(printed.pdf)
}

/// What the template reads. All texts are printable.
#[derive(Serialize)]
struct BatchInput {
    title: String,
    language: &'static str,
    issued: String,
    agency: String,
    headline: String,
    prices: Option<PricesInput>,
    action: String,
    action_day: Option<String>,
    conditions: String,
    crop_marks: bool,
    codes: Vec<String>,
    letters: Vec<LetterInput>,
}

#[derive(Serialize)]
struct LetterInput {
    name: String,
    place: String,
    reference: String,
    body: Vec<String>,
    code: usize,
    code_shown: String,
}

/// Every code once, whatever number of letters carry it.
#[derive(Default)]
struct Codes {
    svgs: Vec<String>,
    known: BTreeMap<String, usize>,
}

impl Codes {
    fn page(&mut self, letter: &Letter) -> Result<LetterInput, PrintError> {
        let code = if let Some(code) = self.known.get(&letter.qr_text) {
            *code
        } else {
            self.svgs.push(qr_svg(&letter.place, &letter.qr_text)?);
            self.known.insert(letter.qr_text.clone(), self.svgs.len() - 1);
            self.svgs.len() - 1
        };
        Ok(LetterInput {
            name: printable(&letter.name),
            place: printable(&letter.place),
            reference: printable(&letter.reference),
            body: letter.body.iter().map(|p| checked("body", &letter.reference, p)).collect::<Result<_, _>>()?,
            code,
            code_shown: breakable(&printable(&letter.qr_text), MOST_LETTERS_IN_A_ROW),
        })
    }
}
