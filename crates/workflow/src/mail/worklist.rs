//! A counter's list as it stands: the members still to be met, as CSV to fill in and as PDF to print.

use super::Letter;
use crate::approve::find;
use crate::counters::{ListSummary, lists};
use crate::dispatch_touches::Step;
use crate::home::Home;
use crate::plan::kept_declaration;
use crate::world::World;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use dispatch::{Attachment, AttachmentKind};
use domain::views::CampaignView;
use domain::{CounterOutcome, Language, MailPurpose, MailStanding, Month, PaperSpec, TimeZoneCode, written};
use store::{CounterLine, Store};

/// Which list is asked for, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct AskedList<'a> {
    /// The campaign's name.
    pub campaign: &'a str,
    /// The regency of the counter: its code or its name.
    pub regency: &'a str,
    /// Where it is to go.
    pub to: &'a [String],
    /// One address may have the lists of several counters.
    pub several: bool,
}

/// The mail with one counter's list, made from the ledger as it stands: whoever asked to be forgotten, or was met by this counter, since
/// the list was first written does not stand on it any more. Refused for an address that has another counter's list, unless it may have several.
pub async fn worklist(
    home: &Home,
    world: &World,
    asked: AskedList<'_>,
    at: DateTime<Utc>,
    language: Language,
) -> Result<Letter> {
    let store = home.store().await?;
    let view = find(&store, asked.campaign).await?;
    let list = one_list(&view, lists(home).await?, asked.regency)?;
    if !asked.several {
        refuse_another(&store, &list, asked.to).await?;
    }
    let open: Vec<CounterLine> =
        store.counter_list(&view.name, &list.regency).await?.into_iter().filter(CounterLine::is_open).collect();
    if open.is_empty() {
        bail!("everybody on the list of {} ({}) has been met; there is nothing to send", list.place, list.regency);
    }
    let spec = kept_declaration(home, &store, &view).await?;
    let step = Step { home, world, store: &store, view: &view, spec: &spec, until: at, is_played: false };
    let today = at.with_timezone(&TimeZoneCode::Wib.offset()).date_naive();
    let mut counters = step.lines_by_counter(&open, Month::of(today)).await?;
    let (counter, lines) = counters.pop_first().context("the list is empty")?;
    if !counters.is_empty() {
        bail!("the list of {} holds members of several counters; it is not sent", list.regency);
    }
    let (_, csv, document) = step.worklist(counter, today, lines)?;
    let pdf = tokio::task::spawn_blocking(move || print::worklists_pdf(&[document])).await.context("the list")??;
    let name = format!("daftar-kerja-{}-{}", view.name, list.regency);
    let (subject, text) = words(&view, &list, step.words()?, open.len() as u64, language);
    Ok(Letter {
        purpose: MailPurpose::Worklist,
        campaign: view.name,
        regency: Some(list.regency),
        subject,
        text,
        attachments: vec![
            Attachment { name: format!("{name}.csv"), kind: AttachmentKind::Csv, bytes: csv },
            Attachment { name: format!("{name}.pdf"), kind: AttachmentKind::Pdf, bytes: pdf },
        ],
    })
}

/// The one list of a campaign that is meant, by code or name of the regency.
fn one_list(view: &CampaignView, lists: Vec<ListSummary>, regency: &str) -> Result<ListSummary> {
    let own: Vec<ListSummary> = lists.into_iter().filter(|list| list.campaign == view.name).collect();
    if own.is_empty() {
        bail!(
            "no counter has an open list of campaign `{0}`; lists are open from `jangkau dispatch {0}` on, while the campaign is not halted",
            view.name
        );
    }
    let known: Vec<String> = own.iter().map(|list| format!("{} {}", list.regency, list.place)).collect();
    let asked = regency.trim();
    let is_meant = |list: &ListSummary| list.regency == asked || list.place.eq_ignore_ascii_case(asked);
    let mut meant = own.into_iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(list), None) => Ok(list),
        (Some(_), Some(_)) => {
            bail!("several regencies are called `{asked}`; give the code of one: {}", known.join(", "))
        }
        (None, _) => bail!("campaign `{}` has no list for `{asked}`; its lists are {}", view.name, known.join(", ")),
    }
}

/// A list goes to its own counter: an address that has another counter's list, of whichever campaign, is somebody else's.
async fn refuse_another(store: &Store, list: &ListSummary, to: &[String]) -> Result<()> {
    for mail in store.mails(None).await? {
        let has_another = mail.purpose == MailPurpose::Worklist
            && mail.standing != MailStanding::Refused
            && mail.regency.as_ref().is_some_and(|regency| *regency != list.regency);
        if has_another && to.iter().any(|address| address.eq_ignore_ascii_case(&mail.to)) {
            bail!(
                "{} was sent the list of {}, and this one is that of {} ({}); give --several if the same people work both",
                mail.to,
                mail.regency.unwrap_or_default(),
                list.regency,
                list.place
            );
        }
    }
    Ok(())
}

/// Subject and text.
fn words(
    view: &CampaignView,
    list: &ListSummary,
    paper: &PaperSpec,
    members: u64,
    language: Language,
) -> (String, String) {
    let (title, place, task) =
        (view.title.in_language(language), &list.place, paper.counter_task.in_language(language));
    let members = written::count(language, members);
    let outcomes = CounterOutcome::ALL.map(|outcome| outcome.words().in_language(language).to_owned()).join(", ");
    match language {
        Language::Id => (
            format!("Daftar kerja loket {place}: {title}"),
            format!(
                "Terlampir daftar kerja loket mitra {place} untuk \u{201c}{title}\u{201d}: {members} peserta masih harus ditemui.\n\n\
                 {task}\n\n\
                 Berkas PDF untuk dicetak, berkas CSV untuk diisi: kolom hasil dengan salah satu dari {outcomes}; kolom tanggal dengan \
                 hari bertemu, misalnya 2026-12-03. Kembalikan berkas CSV kepada kantor yang mengirim surel ini.\n\n\
                 Daftar ini memuat nama dan nomor peserta dan hanya untuk loket tersebut. Jangan diteruskan; hapus bila sudah selesai. \
                 Bila Anda bukan loket tersebut, hapus surel ini dan beri tahu kami.\n"
            ),
        ),
        Language::En => (
            format!("Worklist of the counter of {place}: {title}"),
            format!(
                "Attached is the worklist of the partner counter of {place} for \u{201c}{title}\u{201d}: {members} members are still to be \
                 met.\n\n\
                 {task}\n\n\
                 The PDF is to be printed, the CSV to be filled in: the column hasil with one of {outcomes}; the column tanggal with \
                 the day you met, such as 2026-12-03. Give the CSV back to the office that sent this mail.\n\n\
                 The list holds names and numbers of members and is for that counter only. Do not pass it on; delete it when you are \
                 done. If you are not that counter, delete this mail and tell us.\n"
            ),
        ),
    }
}
