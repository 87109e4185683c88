//! Whether outcomes still come in, and what may be concluded until they are in.

use anyhow::Result;
use chrono::NaiveDate;
use domain::{Bilingual, Concluded, Judgement, Language, StillRunning, TimeZoneCode, written};
use store::Store;

/// The day of the newest contributions, in western Indonesian time.
pub(super) async fn newest_known_day(store: &Store) -> Result<Option<NaiveDate>> {
    let wib = TimeZoneCode::Wib.offset();
    let imports = store.imports().await?;
    let contributions = imports.iter().filter(|import| import.kind == "contributions");
    Ok(contributions.map(|import| import.at.with_timezone(&wib).date_naive()).max())
}

/// Outcomes still come in until the contributions of the day of judgement are known.
pub(super) fn still_running(known: Option<NaiveDate>, closes: NaiveDate) -> Option<StillRunning> {
    known.filter(|known| *known < closes).map(|known| StillRunning { known, closes })
}

/// While outcomes come in an effect may be found, but "no evidence" and "needs more people" wait for the day of judgement.
pub(super) fn not_before_the_end(judgement: Judgement, running: Option<StillRunning>) -> Judgement {
    match (running, judgement.conclusion) {
        (Some(running), Concluded::NoEvidence | Concluded::TooEarly) => {
            let day = |language| written::day(language, running.closes);
            let words = Bilingual::new(
                format!("terlalu dini (dinilai {})", day(Language::Id)),
                format!("too early (judged on {})", day(Language::En)),
            );
            Judgement { conclusion: Concluded::TooEarly, words, ..judgement }
        }
        _ => judgement,
    }
}
