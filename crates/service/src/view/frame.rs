//! What all pages share: navigation, language switch, the warning that people are simulated, the as-of day.

use crate::numbers;
use crate::words::say;
use domain::Language;
use domain::views::OverviewView;
use serde::Serialize;

/// The sections of the navigation, and the pages below them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Segments,
    Segment,
    Models,
    Model,
    Comparison,
    Campaigns,
    Campaign,
    Versions,
    Person,
    Allocation,
    Bookings,
    Packages,
    Design,
    SideBySide,
    Partners,
    Counters,
    Counter,
    Imports,
    Import,
}

impl Section {
    const IN_NAVIGATION: [(Self, &'static str); 7] = [
        (Self::Overview, "/"),
        (Self::Segments, "/segments"),
        (Self::Models, "/models"),
        (Self::Packages, "/packages"),
        (Self::Campaigns, "/campaigns"),
        (Self::Partners, "/partners"),
        (Self::Imports, "/imports"),
    ];

    /// Name of its template.
    pub(crate) fn template(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Segments => "segments",
            Self::Segment => "segment",
            Self::Models => "models",
            Self::Model => "model",
            Self::Comparison => "comparison",
            Self::Imports => "imports",
            Self::Import => "import",
            Self::Campaigns => "campaigns",
            Self::Campaign => "campaign",
            Self::Versions => "versions",
            Self::Person => "person",
            Self::Allocation => "allocate",
            Self::Bookings => "bookings",
            Self::Packages => "packages",
            Self::Design => "design",
            Self::SideBySide => "side_by_side",
            Self::Partners => "partners",
            Self::Counters => "counters",
            Self::Counter => "counter",
        }
    }

    fn is_under(self, entry: Self) -> bool {
        let above = match self {
            Self::Segment => Self::Segments,
            Self::Model | Self::Comparison => Self::Models,
            Self::Campaign | Self::Versions | Self::Person | Self::Allocation | Self::Bookings => Self::Campaigns,
            Self::Import => Self::Imports,
            Self::Counters | Self::Counter => Self::Partners,
            Self::Design | Self::SideBySide => Self::Packages,
            itself => itself,
        };
        above == entry
    }
}

/// A whole page: its frame and its body.
#[derive(Debug, Serialize)]
pub(crate) struct WholePage<'a, T> {
    lang: &'static str,
    frame: Frame<'a>,
    page: &'a T,
}

#[derive(Debug, Serialize)]
struct Frame<'a> {
    title: &'a str,
    navigation: Vec<NavigationEntry>,
    languages: Vec<LanguageLink>,
    /// Whether the home holds people.
    imported: bool,
    simulated: bool,
    as_of: Option<String>,
}

#[derive(Debug, Serialize)]
struct NavigationEntry {
    address: &'static str,
    name: String,
    current: bool,
}

#[derive(Debug, Serialize)]
struct LanguageLink {
    code: &'static str,
    name: &'static str,
    address: String,
    current: bool,
}

impl<'a, T: Serialize> WholePage<'a, T> {
    /// The frame of a page at `address` (path and query without the language) around its body.
    pub(crate) fn around(
        language: Language,
        address: &str,
        section: Section,
        title: &'a str,
        overview: Option<&OverviewView>,
        page: &'a T,
    ) -> Self {
        let navigation = Section::IN_NAVIGATION
            .into_iter()
            .map(|(entry, address)| NavigationEntry {
                address,
                name: say(language, &format!("navigation-{}", entry.template()), &[]),
                current: section.is_under(entry),
            })
            .collect();
        let frame = Frame {
            title,
            navigation,
            languages: language_links(language, address),
            imported: overview.is_some(),
            simulated: overview.is_some_and(|o| o.simulated),
            as_of: overview.and_then(|o| o.as_of).map(|day| numbers::day(language, day)),
        };
        Self { lang: language.code(), frame, page }
    }
}

fn language_links(current: Language, address: &str) -> Vec<LanguageLink> {
    let mark = if address.contains('?') { '&' } else { '?' };
    [(Language::Id, "Bahasa Indonesia"), (Language::En, "English")]
        .into_iter()
        .map(|(language, name)| LanguageLink {
            code: language.code(),
            name,
            address: format!("{address}{mark}lang={language}"),
            current: language == current,
        })
        .collect()
}
