//! Versions of a plan: a list of them, and how two differ, line by line and figure by figure.

use crate::numbers;
use crate::words::say;
use domain::views::CampaignView;
use domain::{Language, PlanVersion};
use planning::Difference;
use planning::version::{FigureChange, FigurePart, LineChange, Pair, Standing, TextChange};
use serde::Serialize;

/// Digits of a hash by which people know a plan again.
const SHORT_HASH: usize = 12;

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct VersionsPage {
    name: String,
    campaign: String,
    versions: Vec<VersionLine>,
    /// Whether there is anything to choose.
    may_choose: bool,
    shown: Option<Compared>,
    /// The hash of the plan that waits for approval, where it is the one that is read.
    approve: Option<String>,
    /// Why nothing of this plan leaves, where an earlier one was approved.
    waits: Option<String>,
}

/// Two versions and how they differ.
pub(crate) struct Shown<'a> {
    /// Which.
    pub(crate) pair: Pair<'a>,
    /// How.
    pub(crate) difference: Difference,
}

#[derive(Debug, Serialize)]
struct VersionLine {
    number: u32,
    hash: String,
    planned: String,
    approved: String,
    is_approved: bool,
    people: String,
    cost: String,
    is_from: bool,
    is_to: bool,
}

#[derive(Debug, Serialize)]
struct Compared {
    heading: String,
    is_first: bool,
    is_nothing: bool,
    figures: Vec<FigureGroup>,
    same_figures: String,
    new_warnings: Vec<String>,
    gone_warnings: Vec<String>,
    texts: Vec<TextView>,
    /// Texts that did not change, by name.
    same_texts: String,
}

#[derive(Debug, Serialize)]
struct FigureGroup {
    title: String,
    lines: Vec<FigureLine>,
}

#[derive(Debug, Serialize)]
struct FigureLine {
    name: String,
    before: String,
    after: String,
    difference: String,
}

#[derive(Debug, Serialize)]
struct TextView {
    file: String,
    standing: String,
    places: Vec<Vec<LineView>>,
}

#[derive(Debug, Serialize)]
struct LineView {
    /// `same`, `removed` or `added`.
    change: &'static str,
    mark: &'static str,
    removed: bool,
    added: bool,
    before: String,
    after: String,
    text: String,
}

impl VersionsPage {
    pub(crate) fn of(
        language: Language,
        campaign: &CampaignView,
        versions: &[PlanVersion],
        shown: Option<&Shown<'_>>,
    ) -> Self {
        let (from, to) = (shown.and_then(|s| s.pair.from), shown.map(|s| s.pair.to));
        let waits_for_approval = campaign.approved_by.is_none() && campaign.halted.is_none();
        let is_read = to.is_some_and(|to| to.plan.hash == campaign.plan_hash && Some(to) == versions.last());
        let earlier = versions.iter().rev().skip(1).find(|version| version.approved_by.is_some());
        Self {
            name: campaign.name.clone(),
            campaign: campaign.title.in_language(language).to_owned(),
            versions: versions.iter().rev().map(|version| version_line(language, version, from, to)).collect(),
            may_choose: versions.len() > 1,
            shown: shown.map(|shown| compared(language, shown)),
            approve: (waits_for_approval && is_read).then(|| campaign.plan_hash.clone()),
            waits: earlier.filter(|_| campaign.approved_by.is_none()).map(|earlier| {
                let by = earlier.approved_by.clone().unwrap_or_default();
                say(language, "versions-waits", &[("version", &earlier.version.to_string()), ("by", &by)])
            }),
        }
    }
}

fn version_line(
    language: Language,
    version: &PlanVersion,
    from: Option<&PlanVersion>,
    to: Option<&PlanVersion>,
) -> VersionLine {
    let approved = version.approved_by.as_ref().map(|by| {
        let at = version.approved_at.map(|at| numbers::moment(language, at)).unwrap_or_default();
        say(language, "versions-by-at", &[("by", by), ("at", &at)])
    });
    let at = numbers::moment(language, version.planned_at);
    let groups = &version.plan.groups;
    VersionLine {
        number: version.version,
        hash: version.plan.hash.chars().take(SHORT_HASH).collect(),
        planned: say(language, "versions-by-at", &[("by", &version.planned_by), ("at", &at)]),
        is_approved: approved.is_some(),
        approved: approved.unwrap_or_else(|| say(language, "not-approved", &[])),
        people: numbers::count(language, groups.iter().map(|group| group.members).sum()),
        cost: numbers::rupiah(groups.iter().map(|group| group.cost).sum()),
        is_from: from == Some(version),
        is_to: to == Some(version),
    }
}

fn compared(language: Language, Shown { pair, difference }: &Shown<'_>) -> Compared {
    let told = |version: &PlanVersion| version.version.to_string();
    let heading = match pair.from {
        None => say(language, "versions-first", &[("to", &told(pair.to))]),
        Some(from) => say(language, "versions-compared", &[("from", &told(from)), ("to", &told(pair.to))]),
    };
    let words = |warnings: &[domain::Bilingual]| -> Vec<String> {
        warnings.iter().map(|warning| warning.in_language(language).to_owned()).collect()
    };
    let same: Vec<&str> =
        difference.texts.iter().filter(|t| t.standing == Standing::Same).map(|t| t.file.as_str()).collect();
    Compared {
        heading,
        is_first: difference.is_first,
        is_nothing: difference.is_nothing(),
        figures: figure_groups(language, &difference.figures),
        same_figures: if difference.same_figures == 0 {
            String::new()
        } else {
            let count = numbers::count(language, difference.same_figures);
            say(language, "versions-same-figures", &[("count", &count)])
        },
        new_warnings: words(&difference.new_warnings),
        gone_warnings: words(&difference.gone_warnings),
        texts: difference
            .texts
            .iter()
            .filter(|text| text.standing != Standing::Same)
            .map(|text| text_view(language, text))
            .collect(),
        same_texts: if same.is_empty() {
            String::new()
        } else {
            say(language, "versions-same-texts", &[("files", &same.join(", "))])
        },
    }
}

fn figure_groups(language: Language, figures: &[FigureChange]) -> Vec<FigureGroup> {
    let titles = [
        (FigurePart::People, "versions-figures-people"),
        (FigurePart::Money, "versions-figures-money"),
        (FigurePart::Dates, "versions-figures-dates"),
        (FigurePart::LeftOut, "versions-figures-left-out"),
    ];
    let groups = titles.into_iter().map(|(part, title)| FigureGroup {
        title: say(language, title, &[]),
        lines: figures.iter().filter(|figure| figure.part == part).map(|f| figure_line(language, f)).collect(),
    });
    groups.filter(|group| !group.lines.is_empty()).collect()
}

fn figure_line(language: Language, figure: &FigureChange) -> FigureLine {
    let written = |figure: Option<planning::version::Figure>| {
        figure.map_or_else(|| "\u{2013}".to_owned(), |figure| figure.written(language))
    };
    FigureLine {
        name: figure.name.in_language(language).to_owned(),
        before: written(figure.before),
        after: written(figure.after),
        difference: figure.difference(language).unwrap_or_default(),
    }
}

fn text_view(language: Language, text: &TextChange) -> TextView {
    let standing = match text.standing {
        Standing::Same => "same",
        Standing::Changed => "changed",
        Standing::New => "new",
        Standing::Gone => "gone",
    };
    let number = |at: Option<usize>| at.map(|at| at.to_string()).unwrap_or_default();
    let line = |line: &planning::version::TextLine| {
        let (change, mark) = match line.change {
            LineChange::Same => ("same", "\u{a0}"),
            LineChange::Removed => ("removed", "\u{2212}"),
            LineChange::Added => ("added", "+"),
        };
        LineView {
            change,
            mark,
            removed: line.change == LineChange::Removed,
            added: line.change == LineChange::Added,
            before: number(line.before),
            after: number(line.after),
            text: line.text.clone(),
        }
    };
    TextView {
        file: text.file.clone(),
        standing: say(language, &format!("versions-text-{standing}"), &[]),
        places: text.places.iter().map(|place| place.iter().map(line).collect()).collect(),
    }
}
