//! How two versions of a plan differ.

use super::grid;
use domain::Language;
use planning::version::{FigureChange, Standing};
use workflow::plan::PlanSummary;
use workflow::versions::Compared;

/// Figures that changed, warnings that came and went, and lines that changed.
pub fn versions(compared: &Compared, language: Language) -> String {
    let id = language == Language::Id;
    let (difference, to) = (&compared.difference, compared.to);
    let mut text = match compared.from {
        None if id => format!("{}: versi {to}, versi pertama\n", compared.campaign),
        None => format!("{}: version {to}, the first\n", compared.campaign),
        Some(from) if id => format!("{}: dari versi {from} ke versi {to}\n", compared.campaign),
        Some(from) => format!("{}: from version {from} to version {to}\n", compared.campaign),
    };
    for line in &compared.versions {
        let (version, by, hash) = (line.version, &line.planned_by, &line.plan_hash[..line.plan_hash.len().min(8)]);
        text.push_str(&match (&line.approved_by, id) {
            (Some(approver), true) => format!("  versi {version} ({hash}) oleh {by}, disetujui {approver}\n"),
            (Some(approver), false) => format!("  version {version} ({hash}) by {by}, approved by {approver}\n"),
            (None, true) => format!("  versi {version} ({hash}) oleh {by}, belum disetujui\n"),
            (None, false) => format!("  version {version} ({hash}) by {by}, not approved\n"),
        });
    }
    if difference.is_nothing() {
        text.push_str(if id { "Tidak ada yang berubah.\n" } else { "Nothing changed.\n" });
    }
    if !difference.figures.is_empty() {
        text.push_str(&figures(&difference.figures, difference.is_first, language));
        text.push('\n');
    }
    for (warnings, mark) in [(&difference.new_warnings, '+'), (&difference.gone_warnings, '-')] {
        for warning in warnings {
            text.push_str(&format!("{mark} ! {}\n", warning.in_language(language)));
        }
    }
    for change in difference.texts.iter().filter(|change| change.standing != Standing::Same) {
        text.push_str(&change.to_string());
    }
    text
}

/// Which version a plan is, its cost and hash, and what became of an earlier approval.
pub(super) fn planned_as(planned: &PlanSummary, language: Language) -> String {
    let id = language == Language::Id;
    let (c, version) = (&planned.campaign, planned.version);
    let mut text = String::new();
    text.push_str(&if id {
        format!("Versi {version}. Biaya {} dari anggaran {}. Sidik rencana: {}\n", c.cost, c.budget, c.plan_hash)
    } else {
        format!("Version {version}. Cost {} of a budget of {}. Hash of the plan: {}\n", c.cost, c.budget, c.plan_hash)
    });
    if version > 1 {
        let name = &c.name;
        text.push_str(&if id {
            format!("Yang berubah: jangkau diff {name}\n")
        } else {
            format!("What changed: jangkau diff {name}\n")
        });
    }
    if let Some(by) = &planned.approval_ended {
        text.push_str(&if id {
            format!(
                "Persetujuan {by} untuk versi sebelumnya gugur; tidak ada yang dikirim sampai versi ini disetujui.\n"
            )
        } else {
            format!("{by}'s approval of the version before has ended; nothing leaves until this one is approved.\n")
        });
    }
    text
}

fn figures(figures: &[FigureChange], is_first: bool, language: Language) -> String {
    let header: &[&str] = match (is_first, language) {
        (true, Language::Id) => &["Angka", "Direncanakan"],
        (true, Language::En) => &["Figure", "Planned"],
        (false, Language::Id) => &["Angka", "Sebelum", "Sesudah", "Selisih"],
        (false, Language::En) => &["Figure", "Before", "After", "Difference"],
    };
    let row = |figure: &FigureChange| {
        let written = |side: Option<planning::version::Figure>| {
            side.map_or_else(|| "-".to_owned(), |side| side.written(language))
        };
        let mut row = vec![figure.name.in_language(language).to_owned()];
        if !is_first {
            row.push(written(figure.before));
        }
        row.push(written(figure.after));
        if !is_first {
            row.push(figure.difference(language).unwrap_or_default());
        }
        row
    };
    grid(header, 1, figures.iter().map(row).collect())
}
