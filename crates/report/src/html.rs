//! The report as one HTML file that needs nothing beside it.

use crate::Report;
use chrono::NaiveDate;
use domain::{Language, written};
use handlebars::Handlebars;
use serde_json::json;

/// The page, complete with its looks and pictures. Texts are escaped; charts are put in as they are drawn.
///
/// # Panics
///
/// Never: the template is part of this crate, and a test renders every kind of block with it.
pub fn html(report: &Report, issued_on: NaiveDate) -> String {
    let mut input = json!(report);
    let (answer, grade, issued) = match report.language {
        Language::Id => ("Jawaban", "Mutu bukti", "Dibuat"),
        Language::En => ("Answer", "Grade of evidence", "Made on"),
    };
    input["words"] = json!({"answer": answer, "grade": grade, "issued": issued});
    input["issued"] = json!(written::day(report.language, issued_on));
    let mut pages = Handlebars::new();
    pages.set_strict_mode(false);
    pages
        .render_template(include_str!("../templates/report.hbs"), &input)
        .expect("the template is this crate's own and rendered by its tests")
}

/// The description that a chart carries inside, one line; empty where there is none.
pub fn description_of(svg: &str) -> String {
    let Some((_, rest)) = svg.split_once("<desc") else { return String::new() };
    let Some((_, rest)) = rest.split_once('>') else { return String::new() };
    let text = rest.split("</desc>").next().unwrap_or_default();
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    plain.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}
