//! The charts, read as text.
#![allow(clippy::unwrap_used)]

use charts::{ChartError, ForestRow, bars, monthly_line, uplift_forest};
use domain::Language;

fn items(rows: &[(&str, f64)]) -> Vec<(String, f64)> {
    rows.iter().map(|(label, value)| ((*label).to_owned(), *value)).collect()
}

fn row(label: &str, estimate: f64, low: f64, high: f64, truth: Option<f64>) -> ForestRow {
    ForestRow { label: label.into(), estimate, low, high, truth }
}

fn all_three(label: &str) -> [String; 3] {
    let rows = items(&[(label, 12.5), ("Pedagang", 3.0)]);
    [
        bars(Language::Id, label, label, &rows).unwrap(),
        monthly_line(Language::Id, label, label, &rows).unwrap(),
        uplift_forest(Language::Id, label, label, &[row(label, 2.5, -0.4, 5.4, Some(3.0))]).unwrap(),
    ]
}

/// Names of the elements in the order they open; fails where tags do not close in order.
fn elements(svg: &str) -> Vec<String> {
    let mut open = Vec::new();
    let mut seen = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (inside, _) = tag.split_once('>').unwrap();
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else {
            let name = inside.split([' ', '/']).next().unwrap().to_owned();
            seen.push(name.clone());
            if !inside.ends_with('/') {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    seen
}

#[test]
fn markup_in_labels_stays_text() {
    let hostile = "</text><script>alert(1)</script> & \"a\" 'b' \u{0}\u{1b}<style>";
    for svg in all_three(hostile) {
        for name in elements(&svg) {
            assert!(
                ["svg", "title", "desc", "text", "rect", "line", "path", "circle"].contains(&name.as_str()),
                "{name}"
            );
        }
        assert!(svg.contains("&lt;script&gt;") && svg.contains("&amp;") && svg.contains("&quot;a&quot;"));
        assert!(!svg.chars().any(|c| c.is_control() && c != '\n'));
    }
}

#[test]
fn a_page_may_forbid_inline_styles_and_scripts() {
    for svg in all_three("Nelayan") {
        for forbidden in ["<style", "style=", "class=", "<script", "href", "url(", "@import", " on"] {
            assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
        }
    }
}

#[test]
fn every_chart_scales_with_its_page_and_can_be_heard() {
    for svg in all_three("Nelayan") {
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 "), "{svg}");
        assert!(svg.contains("width=\"100%\" role=\"img\" aria-label=\"Nelayan\""));
        assert!(svg.contains("<title>Nelayan</title>"));
        assert!(svg.contains("<desc>Nelayan: "), "{svg}");
    }
}

#[test]
fn figures_are_written_the_indonesian_way() {
    let svg = bars(Language::Id, "Iuran", "rupiah", &items(&[("Nelayan", 1_234_567.0)])).unwrap();
    assert!(svg.contains(">1.234.567</text>") && svg.contains("<desc>Nelayan: 1.234.567 rupiah</desc>"), "{svg}");
    let svg =
        uplift_forest(Language::Id, "Dampak", "poin persen", &[row("WhatsApp", 3.25, 1.06, 5.44, Some(-1.0))]).unwrap();
    assert!(svg.contains(">+3,2</text>") && svg.contains(">1,1 s.d. 5,4</text>"), "{svg}");
    assert!(svg.contains("\u{2212}1,0"), "{svg}");
}

#[test]
fn the_truth_is_marked_only_where_it_is_known() {
    let known = uplift_forest(Language::Id, "Dampak", "", &[row("WhatsApp", 3.0, 1.0, 5.0, Some(2.5))]).unwrap();
    let unknown = uplift_forest(Language::Id, "Dampak", "", &[row("WhatsApp", 3.0, 1.0, 5.0, None)]).unwrap();
    assert!(known.contains("nilai sebenarnya") && !unknown.contains("nilai sebenarnya"));
    let english = uplift_forest(Language::En, "Effect", "", &[row("WhatsApp", 3.0, 1.0, 5.0, Some(2.5))]).unwrap();
    assert!(english.contains("true value (simulation)") && english.contains(">1.0 to 5.0<"));
}

#[test]
fn an_interval_that_holds_zero_has_a_hollow_dot() {
    let count = |low| {
        let svg = uplift_forest(Language::Id, "Dampak", "", &[row("WhatsApp", 3.0, low, 5.0, None)]).unwrap();
        svg.matches("r=\"5.5\" fill=\"#fff\"").count()
    };
    assert_eq!((count(1.0), count(-1.0)), (1, 2), "one hollow dot is in the legend");
}

#[test]
fn the_same_figures_give_the_same_text() {
    assert_eq!(all_three("Nelayan"), all_three("Nelayan"));
}

#[test]
fn nothing_to_draw_is_an_error_and_so_is_a_figure_that_is_none() {
    assert!(matches!(bars(Language::Id, "A", "", &[]), Err(ChartError::NothingToDraw { .. })));
    assert!(matches!(monthly_line(Language::Id, "A", "", &[]), Err(ChartError::NothingToDraw { .. })));
    assert!(matches!(uplift_forest(Language::Id, "A", "", &[]), Err(ChartError::NothingToDraw { .. })));
    for bad in [f64::NAN, f64::INFINITY, 1e300] {
        assert!(matches!(bars(Language::Id, "A", "", &items(&[("x", bad)])), Err(ChartError::NotDrawable { .. })));
        assert!(matches!(
            monthly_line(Language::Id, "A", "", &items(&[("x", bad)])),
            Err(ChartError::NotDrawable { .. })
        ));
        assert!(uplift_forest(Language::Id, "A", "", &[row("x", 0.0, 0.0, 1.0, Some(bad))]).is_err());
    }
    let error =
        uplift_forest(Language::Id, "Dampak", "", &[row("Cetak", 1.0, 2.0, -2.0, None)]).unwrap_err().to_string();
    assert_eq!(error, "chart `Dampak`, row `Cetak`: interval from 2 to -2, expected the lower end first");
}

#[test]
fn one_row_and_all_zeroes_and_below_zero_can_be_drawn() {
    for value in [0.0, -5.0, 1e-9, 9e14] {
        let svg = bars(Language::Id, "A", "", &items(&[("x", value)])).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        let svg = monthly_line(Language::Id, "A", "", &items(&[("Nov 2026", value)])).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
