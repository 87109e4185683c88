//! The charts, read as text.
#![allow(clippy::unwrap_used)]

use charts::{
    BalancePoint, CalibrationRow, ChartError, ChoicePoint, Curve, CurveLine, CurveMark, CurvePoint, DoublePoint, Flow,
    FlowMove, FlowPlace, ForestRow, ParticipantGroup, PlottedLine, QiniPoint, Stop, YearLine, balance_plot, bars,
    calibration, choice, curve, flow, monthly_line, participants, qini, retention_curve, synthetic_lines,
    uplift_forest, year_shape, year_shape_small,
};
use domain::Language;

fn items(rows: &[(&str, f64)]) -> Vec<(String, f64)> {
    rows.iter().map(|(label, value)| ((*label).to_owned(), *value)).collect()
}

fn row(label: &str, estimate: f64, low: f64, high: f64, truth: Option<f64>) -> ForestRow {
    ForestRow { label: label.into(), estimate, low, high, truth }
}

const YEAR: [Option<f64>; 12] = [
    Some(0.9),
    Some(0.8),
    None,
    Some(0.7),
    Some(0.6),
    Some(0.5),
    Some(0.4),
    Some(0.3),
    Some(0.2),
    Some(0.1),
    Some(0.0),
    Some(1.0),
];

fn place(key: &str, label: &str) -> FlowPlace {
    FlowPlace { key: key.into(), label: label.into() }
}

fn step(from: &str, to: &str, people: u64) -> FlowMove {
    FlowMove { from: from.into(), to: to.into(), people }
}

fn tried(segments: u32, allowed: bool) -> ChoicePoint {
    ChoicePoint { segments, stability: 0.93, separation: 0.41, smallest_share: 0.052, allowed }
}

fn held(label: &str, forecast: f64, (low, high): (f64, f64), happened: f64) -> CalibrationRow {
    CalibrationRow { label: label.into(), forecast, low, high, happened }
}

fn apart(label: &str, before: f64, after: f64) -> BalancePoint {
    BalancePoint { label: label.into(), before, after }
}

fn year(period: &str, observed: f64, synthetic: f64, since: bool) -> DoublePoint {
    DoublePoint { period: period.into(), observed, synthetic, since }
}

fn draw_flow(label: &str, left: &[FlowPlace], right: &[FlowPlace], moves: &[FlowMove]) -> Result<String, ChartError> {
    flow(Language::Id, label, label, &Flow { headings: (label, label), left, right, moves })
}

/// Three steps, seen to month 12.
fn staying(name: &str) -> CurveLine {
    let at = |time, share, interval| CurvePoint { time, share, interval };
    CurveLine {
        name: name.to_owned(),
        points: vec![at(1.0, 1.0, None), at(3.0, 0.9, Some((0.84, 0.94))), at(12.0, 0.75, Some((0.68, 0.81)))],
        at_risk: vec![200, 180, 90],
    }
}

fn reached(depth: f64, gain: f64, interval: Option<(f64, f64)>) -> QiniPoint {
    QiniPoint { depth, gain, random: 5.0 * depth, interval }
}

fn on_the_way(name: &str, left: &str) -> ParticipantGroup {
    let stop = |figure: &str, left: &str| Stop { figure: figure.into(), under: "12 desa".into(), left: left.into() };
    ParticipantGroup { name: name.into(), stops: vec![stop("1.200 orang", ""), stop("1.188 orang", left)] }
}

fn all_kinds(label: &str) -> [String; 13] {
    let rows = items(&[(label, 12.5), ("Pedagang", 3.0)]);
    let places = [place("a", label), place("b", "Pedagang")];
    let line = YearLine { name: label, shares: &YEAR };
    [
        balance_plot(Language::Id, label, label, 0.1, &[apart(label, 0.4, -0.02)]).unwrap(),
        synthetic_lines(Language::Id, label, label, label, &[year(label, 9.5, 10.0, false), year("2", 7.0, 9.0, true)])
            .unwrap(),
        bars(Language::Id, label, label, &rows).unwrap(),
        monthly_line(Language::Id, label, label, &rows).unwrap(),
        uplift_forest(Language::Id, label, label, &[row(label, 2.5, -0.4, 5.4, Some(3.0))]).unwrap(),
        year_shape(Language::Id, label, label, line, Some(line)).unwrap(),
        year_shape_small(Language::Id, label, line, None).unwrap(),
        choice(Language::Id, label, label, &[tried(3, true), tried(4, false)], Some(3), 4).unwrap(),
        draw_flow(label, &places, &places, &[step("a", "a", 90), step("a", "b", 10), step("b", "b", 40)]).unwrap(),
        calibration(Language::Id, label, label, &[held(label, 0.31, (0.28, 0.34), 0.36)]).unwrap(),
        retention_curve(Language::Id, label, label, "bulan", &[0.0, 6.0, 12.0], &[staying(label)]).unwrap(),
        participants(
            label,
            label,
            &Stop { figure: label.into(), ..Stop::default() },
            &[label.into(), label.into()],
            &[on_the_way(label, label)],
        )
        .unwrap(),
        qini(Language::Id, label, label, &[reached(0.0, 0.0, None), reached(1.0, 5.0, Some((3.0, 7.0)))]).unwrap(),
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
    for svg in all_kinds(hostile) {
        for name in elements(&svg) {
            assert!(
                ["svg", "title", "desc", "text", "rect", "line", "path", "circle"].contains(&name.as_str()),
                "{name}"
            );
        }
        assert!(svg.contains("&lt;script&gt;") && svg.contains("&amp;") && svg.contains("&quot;a&quot;"));
        assert!(!svg.contains("<script"));
        assert!(!svg.chars().any(|c| c.is_control() && c != '\n'));
    }
}

#[test]
fn a_page_may_forbid_inline_styles_and_scripts() {
    for svg in all_kinds("Nelayan") {
        for forbidden in ["<style", "style=", "class=", "<script", "href", "url(", "@import", " on"] {
            assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
        }
    }
}

#[test]
fn every_chart_scales_with_its_page_and_can_be_heard() {
    for svg in all_kinds("Nelayan") {
        let wide = ["720", "228"].iter().any(|w| svg.contains(&format!(" viewBox=\"0 0 {w} ")));
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ") && wide, "{svg}");
        assert!(svg.contains("width=\"100%\" role=\"img\" aria-label=\"Nelayan\""));
        assert!(svg.contains("<title>Nelayan</title>"));
        let (_, told) = svg.split_once("<desc>").unwrap();
        let (told, _) = told.split_once("</desc>").unwrap();
        assert!(told.contains(": ") && told.bytes().any(|b| b.is_ascii_digit()), "{told}");
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
    assert_eq!(all_kinds("Nelayan"), all_kinds("Nelayan"));
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

fn told(svg: &str) -> &str {
    svg.split_once("<desc>").unwrap().1.split_once("</desc>").unwrap().0
}

/// Height of each bar of the given colour, in the order drawn.
fn heights(svg: &str, colour: &str) -> Vec<f64> {
    svg.split("<rect ")
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(rect, _)| rect)
        .filter(|rect| rect.contains(&format!("fill=\"{colour}\"")))
        .filter_map(|rect| rect.split_once("height=\"")?.1.split_once('"')?.0.parse().ok())
        .collect()
}

const DEEP: &str = "#0b5563";

#[test]
fn a_year_has_a_bar_a_month_as_high_as_its_share_and_none_where_nothing_was_due() {
    let own = YearLine { name: "segmen ini", shares: &YEAR };
    let all = YearLine { name: "semua orang", shares: &[Some(0.55); 12] };
    let svg = year_shape(Language::Id, "Pola bayar", "persen", own, Some(all)).unwrap();
    // 190 units are one hundred percent; the square of 11 units is the legend.
    let drawn: Vec<f64> = heights(&svg, DEEP).into_iter().filter(|high| (high - 11.0).abs() > 1e-9).collect();
    let expected: Vec<f64> = YEAR.iter().flatten().map(|share| (share * 190.0_f64).max(0.5)).collect();
    assert_eq!(drawn, expected);
    assert!(told(&svg).starts_with("Januari: segmen ini 90%, semua orang 55%; Februari: segmen ini 80%"), "{svg}");
    assert!(told(&svg).contains("Maret: segmen ini tidak ada iuran jatuh tempo, semua orang 55%"), "{svg}");
    assert!(svg.contains(">\u{2013}</text>") && svg.contains(">Agu</text>"));
    let english = year_shape(Language::En, "Payments", "percent", own, None).unwrap();
    assert!(told(&english).contains("March: segmen ini nothing due") && english.contains(">Aug</text>"));
}

#[test]
fn the_small_year_tells_the_same_figures_as_the_large_one() {
    let own = YearLine { name: "segmen ini", shares: &YEAR };
    let large = year_shape(Language::Id, "Pola bayar", "persen", own, Some(own)).unwrap();
    let small = year_shape_small(Language::Id, "Pola bayar", own, Some(own)).unwrap();
    assert_eq!(told(&large), told(&small));
    assert_eq!(heights(&small, DEEP).len(), 11);
}

#[test]
fn a_year_of_eleven_months_or_a_share_above_one_is_refused() {
    let draw = |shares: &[Option<f64>]| year_shape_small(Language::Id, "A", YearLine { name: "x", shares }, None);
    assert!(matches!(draw(&YEAR[..11]), Err(ChartError::NotAYear { months: 11, .. })));
    for bad in [1.01, -0.01, f64::NAN] {
        let mut year = YEAR;
        year[4] = Some(bad);
        assert!(matches!(draw(&year), Err(ChartError::NotAShare { .. })), "{bad}");
        let row = held("x", 0.5, (0.4, 0.6), bad);
        assert!(matches!(calibration(Language::Id, "A", "", &[row]), Err(ChartError::NotAShare { .. })), "{bad}");
        let point = ChoicePoint { smallest_share: bad, ..tried(3, true) };
        assert!(choice(Language::Id, "A", "", &[point], None, 3).is_err(), "{bad}");
    }
}

#[test]
fn the_proposed_and_the_used_number_are_marked_and_told() {
    let points = [tried(3, true), tried(4, false), tried(5, true)];
    let svg = choice(Language::Id, "Banyaknya segmen", "", &points, Some(3), 5).unwrap();
    assert!(svg.contains(">diusulkan</text>") && svg.contains(">dipakai</text>"));
    assert_eq!(svg.matches("stroke-dasharray").count(), 3, "one frame in each panel");
    assert_eq!(svg.matches("fill=\"#fff\" stroke").count(), 4, "four is hollow in each panel, and in the legend");
    assert!(told(&svg).contains("3 segmen: kestabilan 0,93, keterpisahan 0,41, segmen terkecil 5,2%"), "{svg}");
    assert!(told(&svg).contains("memenuhi semua syarat, diusulkan;") && told(&svg).ends_with("dipakai"), "{svg}");
    let same = choice(Language::En, "Number", "", &points, Some(5), 5).unwrap();
    assert!(same.contains(">proposed and used</text>"));
    let no_structure = choice(Language::En, "Number", "", &points, None, 9).unwrap();
    assert!(!no_structure.contains("stroke-dasharray") && !no_structure.contains(">used</text>"));
}

#[test]
fn a_flow_keeps_every_person_and_says_who_stayed() {
    let places = [place("a", "Nelayan"), place("b", "Petani"), place("c", "Tidak ada siapa-siapa")];
    let moves = [step("a", "a", 600), step("a", "b", 300), step("b", "b", 99), step("a", "b", 100), step("b", "a", 1)];
    let svg = draw_flow("Alur", &places, &places, &moves).unwrap();
    assert_eq!(
        told(&svg),
        "Nelayan: 600 tetap; Nelayan \u{2192} Petani: 400; Petani: 99 tetap; Petani \u{2192} Nelayan: 1; \
         1 orang lagi berpindah dalam aliran yang terlalu kecil untuk digambar."
    );
    assert_eq!(svg.matches("<path ").count(), 3, "the flow of one person is told, not drawn");
    assert!(svg.contains(">1.000 (90,9%)</text>") && svg.contains(">601 (54,6%)</text>"), "{svg}");
    assert!(!svg.contains("siapa-siapa"), "a place without people is left out");
    // 300 units stand for everyone, on each side.
    let bars: f64 = heights(&svg, "#14263a").iter().sum();
    assert!((bars - 600.0).abs() < 0.5, "{bars}");
}

#[test]
fn a_heading_or_a_place_that_is_long_stays_on_the_sheet_and_few_people_are_not_none() {
    let long = "Nelayan yang membayar sekaligus untuk enam bulan dan berhenti di musim barat";
    let places = [place("a", long), place("b", "Petani")];
    let svg = draw_flow(long, &places, &places, &[step("a", "a", 2_000_000), step("b", "b", 1)]).unwrap();
    assert!(svg.contains(">1 (&lt;0,1%)</text>"), "{svg}");
    assert!(!svg.contains("terlalu kecil"), "one who stayed has not moved");
    let hung_left = svg.split("text-anchor=\"end\"").skip(1).filter_map(|rest| rest.split_once("</text>"));
    for words in hung_left.filter_map(|(text, _)| text.split_once('>')).map(|(_, words)| words) {
        // About 8 units a letter, and the left side is 228 units wide.
        assert!(words.chars().count() <= 30, "{words}");
    }
}

#[test]
fn places_beyond_twelve_are_summed_as_others() {
    let places: Vec<FlowPlace> = (0..20).map(|i| place(&format!("k{i:02}"), &format!("Segmen {i:02}"))).collect();
    let moves: Vec<FlowMove> =
        (0..20).map(|i| step(&format!("k{i:02}"), &format!("k{i:02}"), 2_000 - i * 50)).collect();
    let svg = draw_flow("Alur", &places, &places, &moves).unwrap();
    assert_eq!(heights(&svg, "#14263a").len(), 24);
    assert!(svg.contains(">9 lainnya</text>") && svg.contains(">Segmen 10</text>"));
    assert!(!svg.contains(">Segmen 11</text>"));
    let others: u64 = (11..20).map(|i| 2_000 - i * 50).sum();
    assert!(told(&svg).contains(&format!("9 lainnya: {}.{:03} tetap", others / 1000, others % 1000)), "{svg}");
}

#[test]
fn a_flow_to_an_unknown_place_or_of_nobody_is_refused() {
    let places = [place("a", "Nelayan")];
    let draw = |moves: &[FlowMove]| draw_flow("Alur", &places, &places, moves).unwrap_err();
    assert!(matches!(draw(&[]), ChartError::NothingToDraw { .. }));
    assert!(matches!(draw(&[step("a", "a", 0)]), ChartError::NothingToDraw { .. }));
    assert_eq!(
        draw(&[step("a", "zz", 5)]).to_string(),
        "chart `Alur`: a move names `zz`, which is not among the places of its side"
    );
}

#[test]
fn a_forecast_that_missed_says_so() {
    let rows = [held("Nelayan", 0.31, (0.28, 0.34), 0.36), held("Petani", 0.31, (0.28, 0.34), 0.34)];
    let svg = calibration(Language::Id, "Perkiraan", "", &rows).unwrap();
    assert_eq!(
        told(&svg),
        "Nelayan: 31,0% (28,0 s.d. 34,0), terjadi 36,0%, di luar selang; Petani: 31,0% (28,0 s.d. 34,0), terjadi 34,0%"
    );
    assert!(matches!(calibration(Language::Id, "A", "", &[]), Err(ChartError::NothingToDraw { .. })));
    let reversed = calibration(Language::Id, "A", "", &[held("x", 0.5, (0.6, 0.4), 0.5)]);
    assert!(matches!(reversed, Err(ChartError::IntervalReversed { .. })));
}

#[test]
fn a_curve_tells_each_month_its_share_its_interval_and_who_was_still_seen() {
    let lines = [staying("Disapa"), staying("Pembanding")];
    let svg = retention_curve(Language::Id, "Masih membayar", "persen", "bulan", &[0.0, 6.0, 12.0], &lines).unwrap();
    let one = "setelah 6 bulan 90,0% (84,0 s.d. 94,0), 180 masih diamati, \
               setelah 12 bulan 75,0% (68,0 s.d. 81,0), 90 masih diamati";
    assert_eq!(told(&svg), format!("Disapa: {one}; Pembanding: {one}"));
    assert_eq!(svg.matches("fill-opacity").count(), 2, "one band a line");
    assert_eq!(svg.matches("stroke-dasharray").count(), 2, "the second line and its mark in the table");
    assert!(svg.contains(">Masih diamati (orang)</text>") && svg.contains(">200</text>"));
    let english = retention_curve(
        Language::En,
        "Still paying",
        "percent",
        "months",
        &[12.0],
        &[CurveLine { at_risk: vec![1_090], ..staying("Reached") }],
    )
    .unwrap();
    assert_eq!(told(&english), "Reached: after 12 months 75.0% (68.0 to 81.0), 1,090 still observed");
}

#[test]
fn a_curve_of_many_times_is_drawn_once_for_each_place_on_the_sheet() {
    let points = (0..200_000).map(|i| CurvePoint {
        time: f64::from(i) / 10_000.0,
        share: 1.0 - f64::from(i) / 300_000.0,
        interval: Some((0.2, 1.0)),
    });
    let line = CurveLine { name: "Semua".into(), points: points.collect(), at_risk: vec![9] };
    let svg = retention_curve(Language::Id, "A", "", "bulan", &[20.0], &[line]).unwrap();
    assert!(svg.len() < 150_000, "{}", svg.len());
}

#[test]
fn curves_without_points_with_too_many_lines_or_figures_are_refused() {
    let draw = |lines: &[CurveLine]| retention_curve(Language::Id, "A", "", "bulan", &[0.0, 6.0, 12.0], lines);
    assert!(matches!(draw(&[]), Err(ChartError::NothingToDraw { .. })));
    assert!(matches!(draw(&vec![staying("x"); 7]), Err(ChartError::TooManyLines { lines: 7, most: 6, .. })));
    let short = CurveLine { at_risk: vec![1], ..staying("x") };
    assert!(matches!(draw(&[short]), Err(ChartError::UnequalColumns { found: 1, expected: 3, .. })));
    let empty = CurveLine { points: Vec::new(), ..staying("x") };
    assert!(matches!(draw(&[empty]), Err(ChartError::NothingToDraw { .. })));
    let mut beyond = staying("x");
    beyond.points[1].share = 1.2;
    assert!(matches!(draw(&[beyond]), Err(ChartError::NotAShare { .. })));
}

#[test]
fn a_covariate_that_is_still_apart_is_red_and_told() {
    let rows = [apart("umur", 0.42, 0.03), apart("pekerjaan=tani", -0.3, -0.14)];
    let svg = balance_plot(Language::Id, "Keseimbangan", "selisih baku", 0.1, &rows).unwrap();
    assert_eq!(
        told(&svg),
        "umur: sebelum penyesuaian 0,42, sesudah 0,03; pekerjaan=tani: sebelum penyesuaian \u{2212}0,30, sesudah \u{2212}0,14, masih \
         terpisah"
    );
    assert_eq!(svg.matches("r=\"5.0\" fill=\"#c2410c\"").count(), 1);
    assert_eq!(svg.matches("stroke-dasharray").count(), 2, "a dashed line on both sides of zero");
    let english = balance_plot(Language::En, "Balance", "", 0.1, &rows).unwrap();
    assert!(told(&english).ends_with("after \u{2212}0.14, still apart"));
    assert!(matches!(balance_plot(Language::Id, "A", "", 0.1, &[]), Err(ChartError::NothingToDraw { .. })));
    assert!(balance_plot(Language::Id, "A", "", 0.1, &[apart("x", f64::NAN, 0.0)]).is_err());
}

#[test]
fn a_unit_and_its_double_are_told_period_by_period_with_the_start_marked() {
    let points = [year("2025", 10.0, 10.5, false), year("2026", 6.0, 9.0, true)];
    let svg = synthetic_lines(Language::Id, "Jawa Barat", "persen", "Jawa Barat", &points).unwrap();
    assert_eq!(
        told(&svg),
        "2025: Jawa Barat 10,0, kembaran sintetis 10,5; 2026: Jawa Barat 6,0, kembaran sintetis 9,0"
    );
    assert!(svg.contains(">mulai</text>") && svg.contains(">6,0</text>") && svg.contains(">9,0</text>"));
    let before_only = synthetic_lines(Language::En, "A", "", "A", &points[..1]).unwrap();
    assert!(!before_only.contains(">start</text>") && !before_only.contains("NaN"));
    assert!(matches!(synthetic_lines(Language::Id, "A", "", "A", &[]), Err(ChartError::NothingToDraw { .. })));
    assert!(synthetic_lines(Language::Id, "A", "", "A", &[year("x", 1.0, f64::INFINITY, true)]).is_err());
}

#[test]
fn a_curve_marks_the_answer_and_tells_its_figures() {
    let line = |label: &str| PlottedLine { label: label.into(), points: vec![(2.0, 0.05), (20.0, 0.6), (40.0, 0.9)] };
    let mark = CurveMark { at: 31.0, value: 0.8, label: "31 desa".into() };
    let (one, two) = ([line("5 poin")], [line("5 poin"), line("<8> poin & lebih")]);
    let chart = |lines| Curve {
        title: "Peluang",
        axes: ("desa", "peluang"),
        lines,
        wanted: Some(0.8),
        mark: Some(mark.clone()),
        percent: true,
    };
    let svg = curve(Language::Id, &chart(&one)).unwrap();
    assert!(svg.contains("31 desa") && svg.contains("stroke-dasharray") && svg.contains("100%"), "{svg}");
    let svg = curve(Language::Id, &chart(&two)).unwrap();
    assert!(svg.contains("&lt;8&gt; poin &amp; lebih") && !svg.contains("style="));
    let error = curve(Language::Id, &chart(&[])).unwrap_err();
    assert!(matches!(error, ChartError::NothingToDraw { .. }));
    let broken = [PlottedLine { label: "x".into(), points: vec![(1.0, f64::NAN)] }];
    assert!(matches!(curve(Language::Id, &chart(&broken)), Err(ChartError::NotDrawable { .. })));
}

#[test]
fn a_qini_curve_tells_its_gain_beside_a_random_order_and_refuses_what_is_no_depth() {
    let points = [reached(0.0, 0.0, None), reached(0.3, 2.5, Some((1.25, 3.75))), reached(1.0, 5.0, Some((3.0, 7.0)))];
    let svg = qini(Language::Id, "Urutan", "tambahan per 100 orang", &points).unwrap();
    assert!(
        told(&svg).contains("30%: 2,5 (1,2 s.d. 3,8), urutan acak 1,5 tambahan per 100 orang")
            && svg.contains(">5,0</text>"),
        "{svg}"
    );
    assert!(qini(Language::En, "Order", "", &points).unwrap().contains(">random order</text>"));
    assert!(matches!(qini(Language::Id, "A", "", &[]), Err(ChartError::NothingToDraw { .. })));
    assert!(matches!(qini(Language::Id, "A", "", &[reached(1.2, 0.0, None)]), Err(ChartError::NotAShare { .. })));
    let reversed = qini(Language::Id, "A", "", &[reached(0.5, 0.0, Some((2.0, 1.0)))]);
    assert!(matches!(reversed, Err(ChartError::IntervalReversed { .. })));
    assert!(qini(Language::Id, "A", "", &[reached(0.5, f64::NAN, None)]).is_err());
}

#[test]
fn the_way_of_participants_tells_who_left_and_says_it_in_words() {
    let start = Stop { figure: "2.400 orang".into(), under: "dalam berkas".into(), ..Stop::default() };
    let headings = ["Diundi".to_owned(), "Dihitung".to_owned()];
    let groups = [on_the_way("Pembanding", ""), on_the_way("WhatsApp", "12 tanpa hasil")];
    let svg = participants("Siapa yang dihitung", "", &start, &headings, &groups).unwrap();
    assert!(svg.contains("2.400 orang (dalam berkas)"), "{svg}");
    assert!(svg.contains("WhatsApp: Diundi 1.200 orang (12 desa), Dihitung 1.188 orang (12 desa) (12 tanpa hasil)"));
    assert_eq!(svg.matches(">12 tanpa hasil<").count(), 1);
    assert!(participants("Siapa", "", &start, &headings, &[]).is_err());
}

#[test]
fn a_narrow_interval_is_written_with_the_places_it_needs() {
    let wide = uplift_forest(Language::Id, "a", "b", &[row("x", 2.54, -0.4, 5.4, None)]).unwrap();
    assert!(wide.contains("+2,5<") && wide.contains("5,4<"), "{wide}");
    let narrow = uplift_forest(Language::Id, "a", "b", &[row("x", 0.311, 0.15, 0.474, None)]).unwrap();
    assert!(narrow.contains("+0,31<") && narrow.contains("0,15 s.d. 0,47"), "{narrow}");
}
