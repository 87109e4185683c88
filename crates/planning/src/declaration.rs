//! Reading a campaign's declaration, with the line of every mistake.

use crate::error::PlanningError;
use domain::{CampaignSpec, Channel, RandomisationUnit};
use std::collections::BTreeSet;

/// Reads and checks `campaign.toml`; `file` is only named in errors.
pub fn parse_campaign(file: &str, text: &str) -> Result<CampaignSpec, PlanningError> {
    let spec: CampaignSpec = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        PlanningError::Declaration { file: file.to_owned(), line, reason: with_suggestion(error.message()) }
    })?;
    check(file, &spec)?;
    Ok(spec)
}

fn check(file: &str, spec: &CampaignSpec) -> Result<(), PlanningError> {
    let contradiction = |reason: String| Err(PlanningError::Contradiction { file: file.to_owned(), reason });
    let name_ok =
        !spec.name.is_empty() && spec.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !name_ok {
        return contradiction(format!("name `{}` may hold only small letters, digits and hyphens", spec.name));
    }
    if spec.channels.is_empty() {
        return contradiction("a campaign needs at least one [[channel]]".to_owned());
    }
    let kinds: BTreeSet<_> = spec.channels.iter().map(|c| c.kind).collect();
    if kinds.len() < spec.channels.len() {
        return contradiction("the same channel is declared twice".to_owned());
    }
    let by_person = spec.channels.iter().filter(|c| c.kind.unit() == RandomisationUnit::Person).count();
    if by_person > 1 {
        return contradiction(
            "only one of whatsapp and email can be in a campaign: they would share one holdout of people that not both reach"
                .to_owned(),
        );
    }
    let on_paper = spec.channels.iter().find(|c| matches!(c.kind, Channel::Print | Channel::PartnerCounter));
    if let (Some(channel), None) = (on_paper, &spec.paper) {
        return contradiction(format!(
            "channel {} needs a [paper] table with agency, price_note, conditions and counter_task",
            channel.kind.key()
        ));
    }
    for channel in &spec.channels {
        if channel.per_day == 0 {
            return contradiction(format!("per_day of {} must be above zero", channel.kind.key()));
        }
    }
    for (field, share) in [("person_share", spec.holdout.person_share), ("area_share", spec.holdout.area_share)] {
        if !(0.01..=0.9).contains(&share.get()) {
            return contradiction(format!(
                "holdout {field} is {}; between 0.01 and 0.9 is needed, or nothing can be compared",
                share.get()
            ));
        }
    }
    let s = &spec.schedule;
    if s.last_day < s.first_day {
        return contradiction(format!("schedule last_day {} is before first_day {}", s.last_day, s.first_day));
    }
    if s.not_after <= s.not_before {
        return contradiction(format!("schedule not_after {} is not after not_before {}", s.not_after, s.not_before));
    }
    if s.first_day <= spec.audience.as_of {
        return contradiction(format!(
            "schedule first_day {} must be after the audience's as_of {}",
            s.first_day, spec.audience.as_of
        ));
    }
    if spec.outcome.known_by <= s.last_day {
        return contradiction(format!(
            "outcome known_by {} must be after the last day of the schedule {}",
            spec.outcome.known_by, s.last_day
        ));
    }
    if spec.outcome.covered_month.first_day() > spec.outcome.known_by {
        return contradiction(format!(
            "outcome covered_month {} begins after known_by {}",
            spec.outcome.covered_month, spec.outcome.known_by
        ));
    }
    Ok(())
}

/// Adds the nearest known name to serde's message about an unknown field or word.
fn with_suggestion(message: &str) -> String {
    let message = message.trim();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown field") || message.starts_with("unknown variant");
    let Some(given) = quoted.next().filter(|_| unknown) else {
        return message.to_owned();
    };
    let nearest = quoted.min_by_key(|candidate| (distance(given, candidate), (*candidate).to_owned()));
    match nearest {
        Some(candidate) if distance(given, candidate) <= 3 => format!("{message}; did you mean `{candidate}`?"),
        _ => message.to_owned(),
    }
}

/// Levenshtein distance in letters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const GOOD: &str = include_str!("../../../campaigns/tarif-januari-2027/campaign.toml");

    #[test]
    fn the_campaign_in_the_repository_reads() {
        assert_eq!(parse_campaign("campaign.toml", GOOD).unwrap().name, "tarif-januari-2027");
    }

    #[test]
    fn a_typo_is_reported_with_its_line_and_a_suggestion() {
        let bad = GOOD.replace("without_groups", "without_group");
        let line = bad.lines().position(|l| l.starts_with("without_group ")).unwrap() + 1;
        let error = parse_campaign("c.toml", &bad).unwrap_err().to_string();
        assert!(error.starts_with(&format!("c.toml, line {line}: ")), "{error}");
        assert!(error.contains("did you mean `without_groups`"), "{error}");
    }

    #[test]
    fn contradictions_are_refused_in_words() {
        let paper = &GOOD[GOOD.find("[paper.agency]").unwrap()..GOOD.find("[schedule]").unwrap()];
        for (from, to, word) in [
            ("last_day = \"2026-12-19\"", "last_day = \"2026-11-19\"", "before first_day"),
            ("person_share = 0.3 ", "person_share = 0.0 ", "nothing can be compared"),
            ("first_day = \"2026-12-01\"", "first_day = \"2026-11-30\"", "as_of"),
            ("kind = \"print\"", "kind = \"whatsapp\"", "declared twice"),
            ("kind = \"print\"", "kind = \"email\"", "only one of whatsapp and email"),
            ("known_by = \"2027-03-31\"", "known_by = \"2026-12-10\"", "after the last day"),
            (paper, "", "needs a [paper] table"),
        ] {
            let error = parse_campaign("c.toml", &GOOD.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn a_share_out_of_range_or_a_word_for_a_number_names_its_line() {
        for (from, to) in [("person_share = 0.3 ", "person_share = 3 "), ("per_day = 20000", "per_day = \"many\"")] {
            let error = parse_campaign("c.toml", &GOOD.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.starts_with("c.toml, line "), "{error}");
        }
    }
}
