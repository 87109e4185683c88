//! Numbers as people write them, told by a whole column.

/// Words for yes and no that stand for 1 and 0.
const YES_AND_NO: [(&str, &str); 4] = [("true", "false"), ("ya", "tidak"), ("yes", "no"), ("benar", "salah")];

/// A column of nothing but one pair of yes and no, in any case.
pub(crate) fn yes_or_no(cells: &[Option<String>]) -> Option<Vec<Option<f64>>> {
    let is = |cell: &String, word: &str| cell.trim().eq_ignore_ascii_case(word);
    let (yes, _) =
        YES_AND_NO.into_iter().find(|(yes, no)| cells.iter().flatten().all(|cell| is(cell, yes) || is(cell, no)))?;
    Some(cells.iter().map(|cell| cell.as_ref().map(|cell| f64::from(u8::from(is(cell, yes))))).collect())
}

/// A column with decimal commas. Not where every comma has three digits behind it, as it may then part thousands, and not where
/// points stand too.
pub(crate) fn with_commas(cells: &[Option<String>]) -> Option<Vec<Option<f64>>> {
    let (mut surely, mut numbers) = (false, Vec::with_capacity(cells.len()));
    for cell in cells {
        let Some(cell) = cell else {
            numbers.push(None);
            continue;
        };
        let text = cell.trim();
        let (whole, part) = text.split_once(',').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if text.contains('.') || !digits(whole.trim_start_matches('-')) || !digits(part) || whole.is_empty() {
            return None;
        }
        surely |= text.contains(',') && part.len() != 3;
        numbers.push(Some(text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite())?));
    }
    surely.then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<Option<String>> {
        texts.iter().map(|text| (!text.is_empty()).then(|| (*text).to_owned())).collect()
    }

    #[test]
    fn yes_and_no_are_one_and_nought_where_a_column_holds_nothing_else() {
        assert_eq!(yes_or_no(&cells(&["ya", "", "TIDAK"])), Some(vec![Some(1.0), None, Some(0.0)]));
        assert_eq!(yes_or_no(&cells(&["true", "False"])), Some(vec![Some(1.0), Some(0.0)]));
        assert_eq!(yes_or_no(&cells(&["ya", "no"])), None);
        assert_eq!(yes_or_no(&cells(&["ya", "2"])), None);
    }

    #[test]
    fn decimal_commas_are_read_where_they_cannot_part_thousands() {
        assert_eq!(
            with_commas(&cells(&["1,5", "-2", "", "0,125"])),
            Some(vec![Some(1.5), Some(-2.0), None, Some(0.125)])
        );
        assert_eq!(with_commas(&cells(&["16,800", "1,250"])), None, "these may be thousands");
        assert_eq!(with_commas(&cells(&["1.250,5"])), None);
        assert_eq!(with_commas(&cells(&["1,5", "x"])), None);
        assert_eq!(with_commas(&cells(&[",5"])), None);
        assert_eq!(with_commas(&cells(&["1,2,3"])), None);
    }
}
