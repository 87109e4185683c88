//! What a template file must be before it is compiled: not blank, not boundless, every block closed.

/// Largest template file, in bytes. Words for people are a few thousand at most.
const MOST_BYTES: usize = 64 * 1024;
/// Most blocks, or brackets inside one placeholder, open at once. Compiling and rendering go one call deeper for each.
const MOST_OPEN: usize = 50;

/// What is wrong, and the line where one is to blame, counted from 1.
pub(super) type Fault = (Option<usize>, String);

/// Whether nothing of a text would be seen.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'))
}

/// Refuses a text that cannot be a template.
pub(super) fn refuse_unsound(text: &str) -> Result<(), Fault> {
    if is_blank(text) {
        return Err((None, "the template is blank; expected the words to send".to_owned()));
    }
    if text.len() > MOST_BYTES {
        let reason = format!("the template has {} bytes; expected {MOST_BYTES} at most", text.len());
        return Err((None, reason));
    }
    refuse_open_blocks(text)
}

/// Follows blocks from opening to end, for those left open would be told by the grammar and too many would not be told at all.
fn refuse_open_blocks(text: &str) -> Result<(), Fault> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    // A block that goes on with another condition is one inside the one before; they all end at once.
    let mut conditions: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(place) = text[at..].find("{{").map(|found| at + found) {
        let line = 1 + text[..place].matches('\n').count();
        if text[..place].ends_with('\\') {
            at = place + 2;
            continue;
        }
        let inside = text[place..].trim_start_matches('{').trim_start_matches(|c: char| c == '~' || c.is_whitespace());
        let start = text.len() - inside.len();
        let end = if inside.starts_with("!--") { "--}}" } else { "}}" };
        let Some(length) = inside.find(end) else {
            return Err((Some(line), "a placeholder is opened with {{ and not closed with }}".to_owned()));
        };
        let tag = inside[..length].trim_end_matches('~').trim();
        at = start + length + end.len();
        if tag.starts_with('!') {
            continue;
        }
        if deepest(tag) > MOST_OPEN {
            return Err((Some(line), format!("more than {MOST_OPEN} brackets are open at once in one placeholder")));
        }
        let opens_raw = text[place..].starts_with("{{{{") && !tag.starts_with('/');
        let goes_on = tag.strip_prefix("else").or_else(|| tag.strip_prefix('^'));
        if tag.starts_with('#') || opens_raw {
            open.push((line, tag));
            conditions.push(1);
        } else if tag.starts_with('/') && (open.pop(), conditions.pop()).0.is_none() {
            return Err((Some(line), format!("`{{{{{tag}}}}}` closes a block that was not opened")));
        } else if goes_on.is_some_and(|condition| !condition.is_empty()) {
            *conditions.last_mut().unwrap_or(&mut 0) += 1;
        }
        if conditions.iter().sum::<usize>() > MOST_OPEN {
            return Err((Some(line), format!("more than {MOST_OPEN} blocks are open at once")));
        }
    }
    match open.pop() {
        None => Ok(()),
        Some((line, tag)) => {
            let name = tag.trim_start_matches(['#', '^', '>', '*', ' ']).split_whitespace().next().unwrap_or_default();
            Err((Some(line), format!("`{{{{{tag}}}}}` is opened and not closed; expected {{{{/{name}}}}} behind it")))
        }
    }
}

/// The most brackets open at once in a placeholder.
fn deepest(tag: &str) -> usize {
    let mut depth: usize = 0;
    let mut deepest = 0;
    for c in tag.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_cannot_be_sent_or_compiled_is_refused_with_its_line() {
        let deep = format!("Halo\n{}Bayar{}", "{{#if group}}".repeat(2_000), "{{/if}}".repeat(2_000));
        let brackets = format!("Halo {{{{lookup {}this 1{} }}}}", "(lookup ".repeat(60), ")".repeat(60));
        let chain = format!("{{{{#if group}}}}a{}{{{{/if}}}}", "{{else if group}}b".repeat(3_000));
        let (long, lists) = ("a".repeat(MOST_BYTES + 1), format!("{{{{x {}", "[".repeat(20_000)));
        for (text, line, words) in [
            (" \n\t\u{feff}\n", None, "blank"),
            (long.as_str(), None, "65536 at most"),
            (deep.as_str(), Some(2), "more than 50 blocks"),
            (chain.as_str(), Some(1), "more than 50 blocks"),
            (brackets.as_str(), Some(1), "brackets"),
            (lists.as_str(), Some(1), "not closed"),
            ("Halo\n{{#if group}} halo", Some(2), "`{{#if group}}` is opened and not closed; expected {{/if}}"),
            ("Halo {{group", Some(1), "not closed with }}"),
            ("Halo {{/if}}", Some(1), "`{{/if}}` closes a block"),
        ] {
            let (found, reason) = refuse_unsound(text).unwrap_err();
            assert_eq!(found, line, "{reason}");
            assert!(reason.contains(words), "{reason}");
        }
    }

    #[test]
    fn sound_templates_stay() {
        let nested = format!("{}Bayar{}", "{{#if group}}".repeat(MOST_OPEN), "{{/if}}".repeat(MOST_OPEN));
        let chained = format!("{{{{#if group}}}}a{}{{{{/if}}}}", "{{else if group}}b".repeat(MOST_OPEN - 1));
        for text in [
            "{{!-- whatsapp: a id named --}}\nIuran {{price_now}}",
            "{{!-- {{#if}} --}}Halo {{! {{#each }}.",
            "{{#if group}}a{{else if programmes}}b{{^}}c{{~/if~}} {{{group}}}",
            "Tulis \\{{#if}} apa adanya",
            nested.as_str(),
            chained.as_str(),
        ] {
            assert_eq!(refuse_unsound(text), Ok(()), "{text}");
        }
    }
}
