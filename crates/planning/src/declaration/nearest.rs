//! The known word nearest to what somebody typed.

/// The candidate within a third of its letters of `given` (at least two), by edits and swaps of neighbours; the first of equals.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.trim().to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&given, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            *distance <= (candidate.chars().count() / 3).max(2) && *distance < given.len().max(1)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_and_missing_letters_are_forgiven_and_strangers_are_not() {
        assert_eq!(nearest("wahtsapp", ["email", "whatsapp"]), Some("whatsapp"));
        assert_eq!(nearest("last_dya", ["first_day", "last_day"]), Some("last_day"));
        assert_eq!(nearest("carrier_pigeon", ["email", "whatsapp"]), None);
        assert_eq!(nearest("", ["email"]), None);
    }
}
