//! Rates as people count: so many of 100, of 1,000.

use super::pen::Pen;

/// Two rates and their difference in whole people of a round number, so that the subtraction comes out when it is read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frequencies {
    /// 100, 1,000, 10,000 or 100,000.
    pub(super) of: u64,
    pub(super) treated: i64,
    pub(super) control: i64,
    pub(super) more: i64,
    pub(super) range: Option<(i64, i64)>,
}

impl Frequencies {
    /// The smallest round number at which the interval is no point and no end of it is rounded onto zero. Rates are rounded up
    /// or down so that they differ by the rounded difference.
    pub(super) fn of(treated: f64, control: f64, difference: f64, interval: Option<(f64, f64)>) -> Self {
        let at = |of: u64| {
            let people = |rate: f64| (rate * of as f64).round() as i64;
            let more = people(difference);
            let (treated, control) = apart(treated * of as f64, control * of as f64, more);
            Self { of, treated, control, more, range: interval.map(|(low, high)| (people(low), people(high))) }
        };
        let is_fine = |f: &Self| {
            let (Some((low, high)), Some((fewest, most))) = (interval, f.range) else { return true };
            let is_point = (high - low) * (f.of as f64) < 2.0;
            let touches = (low > 0.0 && fewest == 0) || (high < 0.0 && most == 0);
            !is_point && !touches
        };
        [100, 1_000, 10_000].map(at).into_iter().find(is_fine).unwrap_or_else(|| at(100_000))
    }

    pub(super) fn base(&self, pen: Pen) -> String {
        pen.count(self.of)
    }

    /// A number of people, below zero with a minus.
    pub(super) fn people(pen: Pen, people: i64) -> String {
        pen.number(people as f64, 0)
    }

    /// The interval as people say it: `5 to 16 more`, `5 to 16 fewer`, `3 fewer to 8 more`, of each 100.
    pub(super) fn range_in_words(&self, pen: Pen) -> Option<String> {
        let (low, high) = self.range?;
        let size = |people: i64| pen.count(people.unsigned_abs());
        let (more, fewer, to) =
            (pen.say("lebih banyak", "more"), pen.say("lebih sedikit", "fewer"), pen.say("sampai", "to"));
        let span = if low >= 0 {
            format!("{} {to} {} {more}", size(low), size(high))
        } else if high <= 0 {
            format!("{} {to} {} {fewer}", size(high), size(low))
        } else {
            format!("{} {fewer} {to} {} {more}", size(low), size(high))
        };
        Some(format!("{span} {} {}", pen.say("dari tiap", "of each"), self.base(pen)))
    }

    /// `about 11 more`, `about 3 fewer`, `about as many`.
    pub(super) fn more_or_fewer(&self, pen: Pen) -> String {
        let people = pen.count(self.more.unsigned_abs());
        match self.more {
            0 => pen.say("sama banyak", "as many").to_owned(),
            more if more > 0 => format!("{people} {}", pen.say("lebih banyak", "more")),
            _ => format!("{people} {}", pen.say("lebih sedikit", "fewer")),
        }
    }
}

/// Both rounded up or down to be `more` apart, with the least said wrongly.
fn apart(treated: f64, control: f64, more: i64) -> (i64, i64) {
    let ends = |value: f64| [value.floor() as i64, value.ceil() as i64];
    let off = |(t, c): &(i64, i64)| (*t as f64 - treated).abs() + (*c as f64 - control).abs();
    let pairs = ends(treated).into_iter().flat_map(|t| ends(control).map(|c| (t, c)));
    let fitting = pairs.filter(|(t, c)| t - c == more).min_by(|a, b| off(a).total_cmp(&off(b)));
    // An estimate inside strata need not be the difference of the two means.
    fitting.unwrap_or((control.round() as i64 + more, control.round() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subtraction_comes_out_and_an_interval_is_no_point() {
        let cai = Frequencies::of(0.518_302, 0.412_655, 0.105_647, Some((0.050_994, 0.160_299)));
        assert_eq!((cai.of, cai.treated, cai.control, cai.more, cai.range), (100, 52, 41, 11, Some((5, 16))));
        let mail = Frequencies::of(0.182_757, 0.106_167, 0.076_590, Some((0.069_953, 0.083_227)));
        assert_eq!((mail.of, mail.treated, mail.control, mail.more, mail.range), (1_000, 183, 106, 77, Some((70, 83))));
        let off = Frequencies::of(0.706_3, 0.681_8, 0.024_5, Some((-0.074_6, 0.130_5)));
        assert_eq!((off.of, off.treated, off.control, off.more), (100, 70, 68, 2));
        let near = Frequencies::of(0.404, 0.356, 0.048, Some((0.002, 0.094)));
        assert_eq!((near.of, near.range), (1_000, Some((2, 94))));
    }
    #[test]
    fn an_interval_is_said_without_minus_signs() {
        let said = |low, high| {
            let f = Frequencies { of: 100, treated: 0, control: 0, more: 0, range: Some((low, high)) };
            f.range_in_words(Pen(domain::Language::En))
        };
        assert_eq!(said(5, 16).as_deref(), Some("5 to 16 more of each 100"));
        assert_eq!(said(-16, -5).as_deref(), Some("5 to 16 fewer of each 100"));
        assert_eq!(said(-3, 8).as_deref(), Some("3 fewer to 8 more of each 100"));
    }
}
