//! A plan that waits for a second person: what it is, what changed, and where to approve it. The mail itself approves nothing.

use super::Letter;
use crate::approve::find;
use crate::home::Home;
use crate::plan::kept_declaration;
use crate::versions::{Compared, compare};
use anyhow::{Result, bail};
use domain::views::{CampaignView, Halt};
use domain::{CampaignSpec, Language, MailPurpose, written};
use planning::Difference;
use planning::version::{FigureChange, Standing};

/// The mail that asks for approval. Refused where the plan is approved already, or will never be sent.
pub async fn approval(home: &Home, campaign: &str, language: Language) -> Result<Letter> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    if let Some(by) = &view.approved_by {
        bail!("the plan of campaign `{}` is approved already, by {by}; there is nothing to ask for", view.name);
    }
    match &view.halted {
        Some(halted) if halted.how == Halt::Cancelled => {
            bail!("campaign `{}` was cancelled by {}; there is nothing to approve", view.name, halted.by)
        }
        Some(halted) => {
            bail!("campaign `{}` is paused by {}; let it go on before you ask for approval", view.name, halted.by)
        }
        None => {}
    }
    let spec = kept_declaration(home, &store, &view).await?;
    let approvers = approvers(&view, &spec)?;
    let version = store.plan_version(&view.name, &view.plan_hash).await?.map(|version| version.version);
    let compared = compare(home, &view.name, None, version).await?;
    let (subject, text) = words(&view, (&spec.owner, &approvers), &compared, &crate::address::of(home)?, language);
    Ok(Letter {
        purpose: MailPurpose::Approval,
        campaign: view.name,
        regency: None,
        subject,
        text,
        attachments: Vec::new(),
    })
}

/// Those whom the declaration names, without whoever planned it; nobody named is anybody else.
fn approvers<'s>(view: &CampaignView, spec: &'s CampaignSpec) -> Result<Vec<&'s str>> {
    let is_planner = |name: &str| name.trim().to_lowercase() == view.planned_by.trim().to_lowercase();
    let others: Vec<&str> = spec.approvers.iter().map(String::as_str).filter(|name| !is_planner(name)).collect();
    if others.is_empty() && !spec.approvers.is_empty() {
        bail!(
            "campaign `{}` names nobody but its planner, {}, to approve it; name somebody else",
            view.name,
            view.planned_by
        );
    }
    Ok(others)
}

/// Subject and text.
fn words(
    view: &CampaignView,
    (owner, approvers): (&str, &[&str]),
    compared: &Compared,
    address: &str,
    language: Language,
) -> (String, String) {
    let (title, name, hash, version) = (view.title.in_language(language), &view.name, &view.plan_hash, compared.to);
    let (members, held_out) = (written::count(language, view.members), written::count(language, view.held_out));
    let (planned_by, cost, budget) = (&view.planned_by, view.cost, view.budget);
    let approvers = approvers.join(", ");
    let page = format!("{address}/campaigns/{name}/versions");
    let command = |by: &str| format!("jangkau approve {name} --home HOME --hash {hash} --by {by}");
    let mut warnings = String::new();
    for warning in &view.warnings {
        warnings.push_str(&format!("! {}\n", warning.in_language(language)));
    }
    let changes = changes(compared, language);
    match language {
        Language::Id => {
            let approvers = if approvers.is_empty() { format!("siapa pun selain {planned_by}") } else { approvers };
            let command = command("NAMA");
            let text = format!(
                "Rencana \u{201c}{title}\u{201d} menunggu persetujuan orang kedua. Tidak ada yang dikirim sebelum disetujui.\n\n\
                 Kampanye: {name}, versi {version}\n\
                 Sidik rencana: {hash}\n\
                 Disusun oleh: {planned_by}; penanggung jawab: {owner}\n\
                 Boleh menyetujui: {approvers}\n\
                 Anggota: {members}, di antaranya {held_out} pembanding yang tidak dihubungi\n\
                 Biaya: {cost} dari anggaran {budget}\n\
                 {warnings}\n\
                 {changes}\n\
                 Baca dan setujui di halaman ini:\n{page}\n\
                 atau dengan perintah:\n{command}\n\n\
                 Surel ini tidak menyetujui apa pun, begitu pula jawaban atasnya.\n"
            );
            (format!("Mohon persetujuan: {title} (versi {version})"), text)
        }
        Language::En => {
            let approvers = if approvers.is_empty() { format!("anybody but {planned_by}") } else { approvers };
            let command = command("NAME");
            let text = format!(
                "The plan \u{201c}{title}\u{201d} waits for a second person's approval. Nothing is sent before.\n\n\
                 Campaign: {name}, version {version}\n\
                 Hash of the plan: {hash}\n\
                 Planned by: {planned_by}; owner: {owner}\n\
                 May approve: {approvers}\n\
                 Members: {members}, of them {held_out} held out and not contacted\n\
                 Cost: {cost} of a budget of {budget}\n\
                 {warnings}\n\
                 {changes}\n\
                 Read and approve on this page:\n{page}\n\
                 or with this command:\n{command}\n\n\
                 This mail approves nothing, nor does an answer to it.\n"
            );
            (format!("Approval asked for: {title} (version {version})"), text)
        }
    }
}

/// What changed since the version before, as `jangkau diff` says it; of a first version its figures.
fn changes(compared: &Compared, language: Language) -> String {
    let (difference, id) = (&compared.difference, language == Language::Id);
    let mut text = match (compared.from, id) {
        (None, true) => "Ini versi pertama. Angkanya:\n".to_owned(),
        (None, false) => "This is the first version. Its figures:\n".to_owned(),
        (Some(from), true) => format!("Yang berubah sejak versi {from}:\n"),
        (Some(from), false) => format!("What changed since version {from}:\n"),
    };
    if difference.is_nothing() {
        text.push_str(if id { "Tidak ada.\n" } else { "Nothing.\n" });
    }
    for figure in &difference.figures {
        text.push_str(&format!("- {}\n", figure_in_words(figure, difference, language)));
    }
    if difference.is_first {
        return text;
    }
    for (warnings, id_words, en_words) in [
        (&difference.new_warnings, "peringatan baru", "new warning"),
        (&difference.gone_warnings, "peringatan yang hilang", "warning that is gone"),
    ] {
        for warning in warnings {
            let word = if id { id_words } else { en_words };
            text.push_str(&format!("- {word}: {}\n", warning.in_language(language)));
        }
    }
    for change in difference.texts.iter().filter(|change| change.standing != Standing::Same) {
        text.push_str(&format!("\n{change}"));
    }
    text
}

fn figure_in_words(figure: &FigureChange, difference: &Difference, language: Language) -> String {
    let side = |side: Option<planning::version::Figure>| side.map_or("\u{2013}".to_owned(), |f| f.written(language));
    let (name, after) = (figure.name.in_language(language), side(figure.after));
    if difference.is_first {
        return format!("{name}: {after}");
    }
    let apart = figure.difference(language).map(|apart| format!(" ({apart})")).unwrap_or_default();
    format!("{name}: {} \u{2192} {after}{apart}", side(figure.before))
}
