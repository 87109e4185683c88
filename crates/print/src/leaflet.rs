//! Leaflets and posters: one page per village, to be copied and handed out, or to be hung up.

use crate::PAGE_LIMIT;
use crate::error::PrintError;
use crate::fonts::first_missing;
use crate::press::{Template, typeset};
use crate::qr::qr_svg;
use crate::text::{breakable, printable};
use chrono::NaiveDate;
use domain::{Language, Rupiah, written};
use serde::Serialize;

/// Letters that fit side by side in the headline and under the code.
const MOST_LETTERS_IN_A_ROW: usize = 24;

/// Leaflets of one campaign in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafletBatch {
    /// Title of the PDF, for the print shop and screen readers; not printed on the pages.
    pub title: String,
    /// Language of the fixed words (and of hyphenation and screen readers).
    pub language: Language,
    /// Day of issue; printed small, and the date of the PDF.
    pub issued_on: NaiveDate,
    /// The line at the foot that says who answers for the leaflet.
    pub agency: String,
    /// How large a page is.
    pub size: SheetSize,
    /// Whether the sheet is larger than the page, with colour over the edge and lines that say where to cut.
    pub crop_marks: bool,
    /// One page per village, in the order they are to be printed.
    pub pages: Vec<LeafletPage>,
}

/// How large a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SheetSize {
    /// A5, to hand out.
    #[default]
    Leaflet,
    /// A3, to hang up: the leaflet twice as wide and twice as high.
    Poster,
}

/// The leaflet of one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafletPage {
    /// Village and where it lies, `Tanjung Luar, Lombok Timur`.
    pub village: String,
    /// Copies to print; stands small at the foot for the print shop.
    pub copies: u32,
    /// The one sentence to be read from two metres away; 60 characters at most look well.
    pub headline: String,
    /// Two or three short paragraphs.
    pub body: Vec<String>,
    /// The two prices, where the leaflet is about a price.
    pub prices: Option<PriceChange>,
    /// What to do, `Bayar paling lambat`: the day itself is included.
    pub action: String,
    /// The day it must be done before or on; printed in words after `action`.
    pub action_day: Option<NaiveDate>,
    /// What the offer does not cover, in plain words. Must not be empty: a leaflet without conditions is a promise.
    pub conditions: String,
    /// Text of the QR code, one per village and campaign so that answers can be counted by village; also printed under it.
    pub qr_text: String,
}

/// A price until a day and the price after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange {
    /// Over the first price, `Sampai 31 Desember 2026`.
    pub now_label: String,
    /// The first price.
    pub now: Rupiah,
    /// Over the second price, `Mulai Januari 2027`.
    pub later_label: String,
    /// The second price.
    pub later: Rupiah,
    /// What either price buys, `per bulan, untuk perlindungan kecelakaan kerja dan kematian`.
    pub per: String,
}

/// The leaflets as one PDF, a page per village, with at most [`PAGE_LIMIT`] pages.
pub fn leaflets_pdf(batch: &LeafletBatch) -> Result<Vec<u8>, PrintError> {
    leaflets_pdf_within(batch, PAGE_LIMIT)
}

/// The leaflets as one PDF, refused when there are more than `most_pages` villages.
///
/// Texts are printed letter by letter, never read as markup; control and invisible characters are taken out first. A
/// letter that Noto Sans lacks (emoji, scripts other than Latin, Greek and Cyrillic) is refused.
pub fn leaflets_pdf_within(batch: &LeafletBatch, most_pages: usize) -> Result<Vec<u8>, PrintError> {
    let villages = batch.pages.len();
    if villages == 0 {
        return Err(PrintError::NothingToPrint { what: "the list of villages" });
    }
    if villages > most_pages {
        return Err(PrintError::TooManyPages { pages: villages, limit: most_pages });
    }
    let pages = batch.pages.iter().map(|page| PageInput::of(page, batch.language)).collect::<Result<Vec<_>, _>>()?;
    let input = BatchInput {
        title: printable(&batch.title),
        language: batch.language.code(),
        issued: written::day(batch.language, batch.issued_on),
        agency: checked("agency", "the batch", &batch.agency)?,
        times: match batch.size {
            SheetSize::Leaflet => 1,
            SheetSize::Poster => 2,
        },
        crop_marks: batch.crop_marks,
        pages,
    };
    let printed = typeset(Template::Leaflet, json(&input), batch.issued_on, &input.title, |pages| {
        if pages == villages {
            return Ok(());
        }
        let longest = batch.pages.iter().max_by_key(|page| letters(page)).map(|page| page.village.clone());
        Err(PrintError::TextTooLong { longest: longest.unwrap_or_default(), villages, pages })
    })?;
    debug_assert_eq!(printed.pages, villages);
    Ok(printed.pdf)
}

/// What the template reads. All texts are printable.
#[derive(Serialize)]
struct BatchInput {
    title: String,
    language: &'static str,
    issued: String,
    agency: String,
    times: u8,
    crop_marks: bool,
    pages: Vec<PageInput>,
}

#[derive(Serialize)]
struct PageInput {
    village: String,
    copies: String,
    headline: String,
    body: Vec<String>,
    prices: Option<PricesInput>,
    action: String,
    action_day: Option<String>,
    conditions: String,
    qr_text: String,
    qr_shown: String,
    qr_svg: String,
}

#[derive(Serialize)]
pub(crate) struct PricesInput {
    now_label: String,
    now: String,
    later_label: String,
    later: String,
    per: String,
}

impl PricesInput {
    /// The prices with their words, each checked by `text`.
    pub(crate) fn of(
        prices: &PriceChange,
        text: &impl Fn(&'static str, &str) -> Result<String, PrintError>,
    ) -> Result<Self, PrintError> {
        Ok(Self {
            now_label: text("label of the price now", &prices.now_label)?,
            now: prices.now.to_string(),
            later_label: text("label of the later price", &prices.later_label)?,
            later: prices.later.to_string(),
            per: text("what the price buys", &prices.per)?,
        })
    }
}

impl PageInput {
    fn of(page: &LeafletPage, language: Language) -> Result<Self, PrintError> {
        let village = checked("village", &page.village, &page.village)?;
        let text =
            |field, text: &str| checked(field, &village, text).map(|text| breakable(&text, MOST_LETTERS_IN_A_ROW));
        let prices = page.prices.as_ref().map(|prices| PricesInput::of(prices, &text));
        Ok(Self {
            copies: page.copies.to_string(),
            headline: text("headline", &page.headline)?,
            body: page.body.iter().map(|paragraph| text("body", paragraph)).collect::<Result<_, _>>()?,
            prices: prices.transpose()?,
            action: text("action", &page.action)?,
            action_day: page.action_day.map(|day| written::day(language, day)),
            conditions: text("conditions", &page.conditions)?,
            qr_shown: text("QR text", &page.qr_text)?,
            qr_text: printable(&page.qr_text),
            qr_svg: qr_svg(&village, &page.qr_text)?,
            village: breakable(&village, MOST_LETTERS_IN_A_ROW),
        })
    }
}

/// The text, printable, not empty, and in letters the font has.
pub(crate) fn checked(field: &'static str, village: &str, text: &str) -> Result<String, PrintError> {
    let text = printable(text);
    if text.is_empty() {
        return Err(PrintError::MissingText { village: printable(village), field });
    }
    match first_missing(&text) {
        None => Ok(text),
        Some(character) => Err(PrintError::NoSuchLetter {
            village: printable(village),
            field,
            character,
            code: format!("U+{:04X}", u32::from(character)),
        }),
    }
}

fn letters(page: &LeafletPage) -> usize {
    let prices = page.prices.as_ref().map_or(0, |p| p.per.len() + p.now_label.len() + p.later_label.len());
    let body = page.body.iter().map(String::len).sum::<usize>();
    page.headline.len() * 3 + body + prices + page.action.len() * 2 + page.conditions.len()
}

pub(crate) fn json(input: &impl Serialize) -> String {
    serde_json::to_string(input).expect("texts, lists and whole numbers always have a JSON form")
}
