//! Names under which people sign: who planned, who approved, who halted.

/// A name as it is kept: without what nobody sees, each gap one space.
pub fn signed(name: &str) -> String {
    let seen: String = name.chars().filter(|c| c.is_whitespace() || !is_unseen(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two names are of one person: the same but for capitals, gaps and what nobody sees.
pub fn is_same_person(one: &str, other: &str) -> bool {
    signed(one).to_lowercase() == signed(other).to_lowercase()
}

/// Control characters, and those that take no room or turn the direction of writing.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_makes_no_second_person() {
        assert_eq!(signed("  Rina \u{a0} Sari\u{200b} "), "Rina Sari");
        for other in ["rina sari", "RINA  SARI", "Rina\u{200d} Sari", "\u{feff}Rina Sari\u{202e}"] {
            assert!(is_same_person("Rina Sari", other), "{other:?}");
        }
        assert!(!is_same_person("Rina", "Rini") && signed("\u{200b}\u{7}\t ").is_empty());
    }
}
