//! What to do now, from what was found.

use super::Asked;
use effectiveness::experiment::{Conclusion, Finding};

impl Asked<'_> {
    /// What to do now.
    pub(super) fn what_to_do(self) -> String {
        let (pen, answers) = (self.pen, &self.evaluation().answers);
        let of = |wanted: fn(&Conclusion) -> bool| -> Vec<String> {
            let fit = answers.iter().filter(|arm| wanted(&arm.overall.conclusion));
            fit.map(|arm| self.arm(&arm.overall.arm)).collect()
        };
        let mut told = Vec::new();
        let pays = of(|c| c.finding == Finding::Works && !loses(c));
        if !pays.is_empty() {
            let names = pen.listed(&pays);
            told.push(if pen.is_id() {
                format!("lanjutkan {names} kepada orang yang serupa, dan tetap sisakan pembanding supaya dampaknya terus terukur")
            } else {
                format!("go on with {names} for people like these, and keep holding some out so that the effect stays measured")
            });
        }
        let costs_more = of(|c| c.finding == Finding::Works && loses(c));
        if !costs_more.is_empty() {
            let names = pen.listed(&costs_more);
            told.push(if pen.is_id() {
                format!("jangan memperluas {names} sebelum biayanya turun, karena biayanya tidak kembali")
            } else {
                format!("do not widen {names} before it is cheaper, because it does not pay for itself")
            });
        }
        let harms = of(|c| c.finding == Finding::DoesHarm);
        if !harms.is_empty() {
            told.push(format!("{} {}", pen.say("hentikan", "stop"), pen.listed(&harms)));
        }
        let nothing = of(|c| c.finding == Finding::NoEvidence);
        if !nothing.is_empty() {
            let names = pen.listed(&nothing);
            told.push(if pen.is_id() {
                format!("jangan menambah belanja untuk {names} atas dasar hasil ini")
            } else {
                format!("do not spend more on {names} on the strength of this result")
            });
        }
        let early = of(|c| matches!(c.finding, Finding::TooEarly { .. }));
        if !early.is_empty() {
            let names = pen.listed(&early);
            told.push(if pen.is_id() {
                format!("jangan memutuskan dulu tentang {names}; teruskan percobaannya")
            } else {
                format!("decide nothing about {names} yet; let the experiment go on")
            });
        }
        let segments = self.about_segments();
        format!("{}: {}.{segments}", pen.say("Yang perlu dilakukan sekarang", "What to do now"), told.join("; "))
    }

    /// Of which arms segments may be told apart; empty without segments.
    fn about_segments(&self) -> String {
        let (pen, alpha) = (self.pen, 1.0 - self.evaluation().level.get());
        let arms = |differ: bool| -> Vec<String> {
            let answers = self.evaluation().answers.iter();
            let fit = answers.filter(|arm| arm.heterogeneity.as_ref().is_some_and(|h| (h.p_value < alpha) == differ));
            fit.map(|arm| self.arm(&arm.overall.arm)).collect()
        };
        let (differ, alike) = (arms(true), arms(false));
        let mut text = String::new();
        if !differ.is_empty() {
            let names = pen.listed(&differ);
            text.push_str(&if pen.is_id() {
                format!(" Dampak {names} berbeda antarsegmen lebih dari yang dapat dibuat kebetulan: lihat gambarnya sebelum memilih.")
            } else {
                format!(" The effect of {names} differs between segments by more than chance does: look at its picture before choosing.")
            });
        }
        if !alike.is_empty() {
            let names = pen.listed(&alike);
            text.push_str(&if pen.is_id() {
                format!(" Jangan memilih segmen untuk {names} berdasarkan percobaan ini: bedanya masih dalam batas kebetulan.")
            } else {
                format!(" Do not pick segments for {names} by this experiment: their differences are within what chance does.")
            });
        }
        text
    }
}

/// Whether even the most that was gained is worth less than it cost.
fn loses(told: &Conclusion) -> bool {
    told.value.as_ref().and_then(|value| value.net_high).is_some_and(|net| net < domain::Rupiah::ZERO)
}
