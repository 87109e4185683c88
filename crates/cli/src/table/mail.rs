//! Mail about the work.

use domain::{Language, MailRecord, written};

/// What went to whom and when, a line each; when in western Indonesian time.
pub fn mails(mails: &[MailRecord], language: Language) -> String {
    if mails.is_empty() {
        return if language == Language::En { "nothing was mailed" } else { "belum ada surel" }.to_owned();
    }
    let line = |mail: &MailRecord| {
        let purpose = mail.purpose.words();
        let regency = mail.regency.as_ref().map(|regency| format!(" {regency}")).unwrap_or_default();
        let standing = mail.standing.words();
        let detail = mail.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        format!(
            "{}  {}: {}{regency}  {}{detail}",
            written::moment(language, mail.at),
            mail.to,
            purpose.in_language(language),
            standing.in_language(language)
        )
    };
    mails.iter().map(line).collect::<Vec<_>>().join("\n")
}
