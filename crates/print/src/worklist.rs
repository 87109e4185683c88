//! Worklists: what a partner's counter goes through with members, on paper.

use crate::PAGE_LIMIT;
use crate::error::PrintError;
use crate::leaflet::json;
use crate::press::{Template, typeset};
use crate::qr::qr_svg;
use crate::text::{breakable, printable};
use chrono::NaiveDate;
use domain::{Language, MemberId, Rupiah, written};
use serde::Serialize;

/// More lines than fit on one landscape A4 page; used to refuse far too long lists before setting them.
const MOST_LINES_ON_A_PAGE: usize = 30;

/// Letters that fit side by side in the narrowest text column.
const MOST_LETTERS_IN_A_ROW: usize = 15;

/// The worklist of one counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorklistDocument {
    /// Campaign as people call it.
    pub campaign: String,
    /// Partner and counter.
    pub counter: String,
    /// Language of the fixed words.
    pub language: Language,
    /// Day the list was made; members may have paid since.
    pub issued_on: NaiveDate,
    /// What the counter is asked to do, one paragraph.
    pub intro: String,
    /// One line per member, in the order they are to be worked through.
    pub rows: Vec<WorklistLine>,
    /// Text of a QR code at the top, for example where results are sent.
    pub qr_text: Option<String>,
}

/// One member on a worklist. Never an identity number and never a telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorklistLine {
    /// Member number.
    pub member: MemberId,
    /// Name, where the counter may know it; else empty, and a line is printed to write on.
    pub name: String,
    /// Village.
    pub village: String,
    /// Segment in the trade's words.
    pub segment: String,
    /// What to offer.
    pub offer: String,
    /// What it costs the member each month.
    pub price: Rupiah,
    /// A remark; the rest of the cell is for handwriting.
    pub note: String,
}

/// The worklists as one PDF, a section per counter starting on a new page, with at most [`PAGE_LIMIT`] pages.
pub fn worklists_pdf(documents: &[WorklistDocument]) -> Result<Vec<u8>, PrintError> {
    worklists_pdf_within(documents, PAGE_LIMIT)
}

/// The worklists as one PDF, refused above `most_pages` pages. Counters without members get no section.
///
/// The PDF carries the language, title and date of the first worklist. Texts are printed letter by letter, never read as
/// markup; control and invisible characters are taken out. A letter that Noto Sans lacks is printed as an empty box, for
/// one odd name must not stop a whole district's lists.
pub fn worklists_pdf_within(documents: &[WorklistDocument], most_pages: usize) -> Result<Vec<u8>, PrintError> {
    let with_members: Vec<&WorklistDocument> = documents.iter().filter(|d| !d.rows.is_empty()).collect();
    let first = with_members.first().ok_or(PrintError::NothingToPrint { what: "every worklist" })?;
    let fewest = with_members.iter().map(|d| d.rows.len().div_ceil(MOST_LINES_ON_A_PAGE)).sum();
    let within = |pages| {
        if pages > most_pages { Err(PrintError::TooManyPages { pages, limit: most_pages }) } else { Ok(()) }
    };
    within(fewest)?;
    let input = ListsInput {
        title: printable(&first.campaign),
        language: first.language.code(),
        sections: with_members.iter().map(|d| SectionInput::of(d)).collect::<Result<_, _>>()?,
    };
    Ok(typeset(Template::Worklist, json(&input), first.issued_on, &input.title, within)?.pdf)
}

/// What the template reads. All texts are printable.
#[derive(Serialize)]
struct ListsInput {
    title: String,
    language: &'static str,
    sections: Vec<SectionInput>,
}

#[derive(Serialize)]
struct SectionInput {
    campaign: String,
    counter: String,
    language: &'static str,
    issued: String,
    intro: String,
    members: String,
    qr_text: Option<String>,
    qr_shown: Option<String>,
    qr_svg: Option<String>,
    rows: Vec<[String; 7]>,
}

impl SectionInput {
    fn of(document: &WorklistDocument) -> Result<Self, PrintError> {
        let counter = printable(&document.counter);
        let qr_text = document.qr_text.as_deref();
        Ok(Self {
            campaign: printable(&document.campaign),
            language: document.language.code(),
            issued: written::day(document.language, document.issued_on),
            intro: printable(&document.intro),
            members: document.rows.len().to_string(),
            qr_svg: qr_text.map(|text| qr_svg(&counter, text)).transpose()?,
            qr_shown: qr_text.map(|text| breakable(&printable(text), 24)),
            qr_text: qr_text.map(printable),
            rows: document.rows.iter().map(cells).collect(),
            counter,
        })
    }
}

fn cells(line: &WorklistLine) -> [String; 7] {
    let cell = |text: &str| breakable(&printable(text), MOST_LETTERS_IN_A_ROW);
    [
        cell(&line.member.0),
        cell(&line.name),
        cell(&line.village),
        cell(&line.segment),
        cell(&line.offer),
        line.price.to_string(),
        cell(&line.note),
    ]
}
