//! Reports: what an analysis found, on A4.

use crate::PAGE_LIMIT;
use crate::error::PrintError;
use crate::leaflet::json;
use crate::press::{Template, typeset};
use crate::text::printable;
use chrono::NaiveDate;
use domain::written;
use report::{Block, Heading, Report};
use serde::Serialize;

/// The report as a PDF: the answer first, then its sections. Charts carry their descriptions as alternative texts. The same
/// report and day give the same bytes.
pub fn report_pdf(report: &Report, issued_on: NaiveDate) -> Result<Vec<u8>, PrintError> {
    let title = printable(&report.title);
    let input = ReportInput {
        language: report.language.code(),
        issued: written::day(report.language, issued_on),
        title: title.clone(),
        subtitle: printable(&report.subtitle),
        verdict: printable(&report.answer.verdict),
        sentences: report.answer.sentences.iter().map(|s| printable(s)).collect(),
        grade: printable(&report.answer.grade),
        sections: report
            .sections
            .iter()
            .map(|section| SectionInput {
                heading: printable(&section.heading),
                blocks: section.blocks.iter().map(BlockInput::of).collect(),
            })
            .collect(),
    };
    let within = |pages| {
        if pages > PAGE_LIMIT { Err(PrintError::TooManyPages { pages, limit: PAGE_LIMIT }) } else { Ok(()) }
    };
    Ok(typeset(Template::Report, json(&input), issued_on, &title, within)?.pdf)
}

/// What the template reads. All texts are printable.
#[derive(Serialize)]
struct ReportInput {
    language: &'static str,
    issued: String,
    title: String,
    subtitle: String,
    verdict: String,
    sentences: Vec<String>,
    grade: String,
    sections: Vec<SectionInput>,
}

#[derive(Serialize)]
struct SectionInput {
    heading: String,
    blocks: Vec<BlockInput>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum BlockInput {
    Paragraph { text: String },
    Warning { text: String },
    Facts { facts: Vec<(String, String)> },
    Table { caption: String, columns: Vec<Heading>, rows: Vec<Vec<String>> },
    Code { svg: String, text: String, address: String },
    Chart { svg: String, description: String },
}

impl BlockInput {
    fn of(block: &Block) -> Self {
        match block {
            Block::Paragraph { text } => Self::Paragraph { text: printable(text) },
            Block::Warning { text } => Self::Warning { text: printable(text) },
            Block::Facts { facts } => {
                Self::Facts { facts: facts.iter().map(|(name, fact)| (printable(name), printable(fact))).collect() }
            }
            Block::Table { caption, columns, rows } => Self::Table {
                caption: printable(caption),
                columns: columns.iter().map(|c| Heading { text: printable(&c.text), ..c.clone() }).collect(),
                // A row with another number of cells would shift everything after it.
                rows: rows
                    .iter()
                    .map(|row| (0..columns.len()).map(|i| printable(row.get(i).map_or("", String::as_str))).collect())
                    .collect(),
            },
            Block::Code { svg, text, address } => {
                Self::Code { svg: svg.clone(), text: printable(text), address: printable(address) }
            }
            Block::Chart { svg } => Self::Chart { svg: svg.clone(), description: report::description_of(svg) },
        }
    }
}
