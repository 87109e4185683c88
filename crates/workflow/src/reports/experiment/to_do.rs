//! What to do now, from what was found.

use super::Asked;
use effectiveness::experiment::Finding;

impl Asked<'_> {
    /// What to do now.
    pub(super) fn to_do(&self) -> String {
        let (pen, answers) = (self.pen, &self.evaluation().answers);
        let of = |wanted: fn(&Finding) -> bool| -> Vec<String> {
            let fit = answers.iter().filter(|arm| wanted(&arm.overall.conclusion.finding));
            fit.map(|arm| self.arm(&arm.overall.arm)).collect()
        };
        let mut told = Vec::new();
        let works = of(|f| matches!(f, Finding::Works));
        if !works.is_empty() {
            let loses = answers.iter().any(|arm| {
                let value = arm.overall.conclusion.value.as_ref();
                value.and_then(|v| v.net_high).is_some_and(|net| net < domain::Rupiah::ZERO)
            });
            let names = pen.listed(&works);
            told.push(match (pen.is_id(), loses) {
                (true, true) => format!("jangan memperluas {names} sebelum biayanya turun, karena biayanya tidak kembali"),
                (false, true) => format!("do not widen {names} before it is cheaper, because it does not pay for itself"),
                (true, false) => {
                    format!("lanjutkan {names} kepada orang yang serupa, dan tetap sisakan pembanding supaya dampaknya terus terukur")
                }
                (false, false) => {
                    format!("go on with {names} for people like these, and keep holding some out so that the effect stays measured")
                }
            });
        }
        let harms = of(|f| matches!(f, Finding::DoesHarm));
        if !harms.is_empty() {
            told.push(format!("{} {}", pen.say("hentikan", "stop"), pen.listed(&harms)));
        }
        let nothing = of(|f| matches!(f, Finding::NoEvidence));
        if !nothing.is_empty() {
            let names = pen.listed(&nothing);
            told.push(if pen.is_id() {
                format!("jangan menambah belanja untuk {names} atas dasar hasil ini")
            } else {
                format!("do not spend more on {names} on the strength of this result")
            });
        }
        let early = of(|f| matches!(f, Finding::TooEarly { .. }));
        if !early.is_empty() {
            let names = pen.listed(&early);
            told.push(if pen.is_id() {
                format!("jangan memutuskan dulu tentang {names}; teruskan percobaannya")
            } else {
                format!("decide nothing about {names} yet; let the experiment go on")
            });
        }
        let segments = answers.iter().find_map(|arm| arm.heterogeneity.as_ref()).map_or("", |spread| {
            if spread.p_value < 1.0 - self.evaluation().level.get() {
                pen.say(
                    " Segmen berbeda lebih dari yang dapat dibuat kebetulan: lihat gambar per segmen sebelum memilih.",
                    " Segments differ by more than chance does: look at the picture by segment before choosing.",
                )
            } else {
                pen.say(
                    " Jangan memilih segmen berdasarkan percobaan ini: bedanya masih dalam batas kebetulan.",
                    " Do not pick segments by this experiment: their differences are within what chance does.",
                )
            }
        });
        format!("{}: {}.{segments}", pen.say("Yang perlu dilakukan sekarang", "What to do now"), told.join("; "))
    }
}
