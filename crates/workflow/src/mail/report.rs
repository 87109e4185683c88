//! What a campaign caused: the report as PDF, and its first page in words.

use super::Letter;
use crate::approve::find;
use crate::home::Home;
use crate::reports::{CampaignResults, campaign_report, report_pdf};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use dispatch::{Attachment, AttachmentKind};
use domain::{Language, MailPurpose};
use report::Report;

/// The mail with the report of an evaluated campaign, the one that `jangkau evaluate --report` writes. Refused before an evaluation.
pub async fn report(home: &Home, campaign: &str, issued_on: NaiveDate, language: Language) -> Result<Letter> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let (exclusions, rows) = (store.exclusions(&view.name).await?, store.uplift(&view.name).await?);
    let found = campaign_report(CampaignResults { campaign: &view, exclusions: &exclusions, rows: &rows }, language)?;
    let (subject, text) = words(&found);
    let bytes = tokio::task::spawn_blocking(move || report_pdf(&found, issued_on)).await.context("the report")??;
    Ok(Letter {
        attachments: vec![Attachment {
            name: format!("{}.{}.pdf", view.name, language.code()),
            kind: AttachmentKind::Pdf,
            bytes,
        }],
        purpose: MailPurpose::Report,
        campaign: view.name,
        regency: None,
        subject,
        text,
    })
}

/// Subject and text: the first page.
fn words(report: &Report) -> (String, String) {
    let (answer, id) = (&report.answer, report.language == Language::Id);
    let (subject, grade, attached) = if id {
        ("Laporan", "Mutu bukti", "Laporan lengkapnya terlampir sebagai PDF.")
    } else {
        ("Report", "Grade of evidence", "The whole report is attached as PDF.")
    };
    let text = format!(
        "{}\n{}\n\n{}.\n\n{}\n\n{grade}: {}\n\n{attached}\n",
        report.title,
        report.subtitle,
        answer.verdict,
        answer.sentences.join("\n"),
        answer.grade
    );
    (format!("{subject}: {}", report.title), text)
}
