//! The typesetter: a template of this crate and a JSON input in, PDF bytes out. No clock, no files, no network.

use crate::error::PrintError;
use crate::fonts;
use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

/// A document design of this crate.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Template {
    Leaflet,
    Letter,
    Worklist,
    Report,
}

impl Template {
    /// As errors call it, and the virtual path; the path is fixed because the typesetter keeps every path for ever.
    fn name(self) -> &'static str {
        match self {
            Self::Leaflet => "leaflet",
            Self::Letter => "letter",
            Self::Worklist => "worklist",
            Self::Report => "report",
        }
    }

    fn markup(self) -> &'static str {
        match self {
            Self::Leaflet => concat!(include_str!("../templates/sheet.typ"), include_str!("../templates/leaflet.typ")),
            Self::Letter => concat!(include_str!("../templates/sheet.typ"), include_str!("../templates/letter.typ")),
            Self::Worklist => include_str!("../templates/worklist.typ"),
            Self::Report => include_str!("../templates/report.typ"),
        }
    }
}

/// A finished document.
pub(crate) struct Printed {
    pub(crate) pdf: Vec<u8>,
    pub(crate) pages: usize,
}

/// Sets a document. `input` is JSON, decoded inside the template: no text ever becomes markup. The same template, input,
/// day and identity give the same bytes.
///
/// `fits` sees the number of pages before the PDF is written and may refuse it.
pub(crate) fn typeset(
    template: Template,
    input: String,
    issued_on: NaiveDate,
    identity: &str,
    fits: impl FnOnce(usize) -> Result<(), PrintError>,
) -> Result<Printed, PrintError> {
    // Dropped last, so the typesetter's cache (which holds members' names) is emptied after failed runs too.
    let _cleared = ClearedCache;
    let failed = |errors: &[SourceDiagnostic]| PrintError::Typesetting {
        what: template.name(),
        detail: errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join("; "),
    };
    let world = Press::new(template, input)?;
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|errors| failed(&errors))?;
    let pages = document.pages().len();
    fits(pages)?;
    let day = Datetime::from_ymd(issued_on.year(), issued_on.month() as u8, issued_on.day() as u8);
    let options = PdfOptions {
        ident: Smart::Custom(identity.to_owned()),
        creator: Smart::Custom(Some("jangkau".to_owned())),
        timestamp: day.map(Timestamp::new_utc),
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| failed(&errors))?;
    Ok(Printed { pdf, pages })
}

struct ClearedCache;

impl Drop for ClearedCache {
    fn drop(&mut self) {
        typst::comemo::evict(0);
    }
}

/// All the typesetter may see: one template, the fonts, one input.
struct Press {
    library: LazyHash<Library>,
    template: Source,
}

impl Press {
    fn new(template: Template, input: String) -> Result<Self, PrintError> {
        let path = VirtualPath::new(format!("{}.typ", template.name()))
            .map_err(|error| PrintError::Typesetting { what: template.name(), detail: format!("{error:?}") })?;
        let id = FileId::new(RootedPath::new(VirtualRoot::Project, path));
        let mut inputs = Dict::new();
        inputs.insert("document".into(), Value::Str(input.into()));
        Ok(Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            template: Source::new(id, template.markup().to_owned()),
        })
    }
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        fonts::book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _id: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
