//! What is kept of a plan, and how two versions differ.

use crate::world::{DECLARATION, people, plan, plan_saying, spec};
use domain::{CampaignSpec, Language, PlanRecord, PlanVersion, Rupiah};
use planning::version::{FigurePart, LineChange, Standing, pair};
use planning::{PlannedCampaign, difference, record_of};
use std::collections::BTreeMap;

const WORDS: [(&str, &str); 2] = [("wa.id.hbs", "Halo\nBayar Rp8.400\n"), ("wa.en.hbs", "Hello\nPay Rp8,400\n")];

fn planned(spec: &CampaignSpec) -> PlannedCampaign {
    let (members, candidates) = people();
    plan(spec, &members, &candidates).unwrap()
}

fn texts(words: &[(&str, &str)]) -> BTreeMap<String, String> {
    words.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn first() -> PlanRecord {
    record_of(&spec(), &planned(&spec()), DECLARATION, &texts(&WORDS))
}

#[test]
fn a_record_adds_up_to_the_plan_and_holds_no_member() {
    let (spec, planned) = (spec(), planned(&spec()));
    let record = record_of(&spec, &planned, DECLARATION, &texts(&WORDS));
    assert_eq!(record.groups.iter().map(|g| g.members).sum::<u64>(), planned.plan.members.len() as u64);
    assert_eq!(record.groups.iter().map(|g| g.cost).sum::<Rupiah>(), planned.plan.cost());
    assert_eq!(record.excluded.iter().map(|e| e.count).sum::<u64>(), planned.plan.excluded.len() as u64);
    let held_out = planned.plan.members.iter().filter(|m| m.arm.channel().is_none()).count() as u64;
    assert_eq!(record.groups.iter().filter(|g| g.channel.is_none()).map(|g| g.members).sum::<u64>(), held_out);
    let json = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<PlanRecord>(&json).unwrap(), record);
    assert!(!json.contains("M00001") && json.len() < DECLARATION.len() + 20_000, "{} bytes", json.len());
}

#[test]
fn a_first_version_shows_every_line_and_every_figure() {
    let record = first();
    let whole = difference(None, &record, &BTreeMap::new());
    assert!(whole.is_first && !whole.is_nothing() && whole.same_figures == 0);
    let declaration = &whole.texts[0];
    assert_eq!((declaration.file.as_str(), declaration.standing), ("campaign.toml", Standing::New));
    let lines: Vec<&str> = declaration.places.iter().flatten().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, DECLARATION.lines().collect::<Vec<_>>());
    assert!(whole.figures.iter().all(|figure| figure.before.is_none() && figure.after.is_some()));
    assert_eq!(whole.new_warnings, record.warnings);
    let segment = record.groups[0].segment.clone();
    let names = BTreeMap::from([(segment, domain::Bilingual::new("Petani musiman", "Seasonal farmers"))]);
    let named = difference(None, &record, &names);
    assert!(named.figures.iter().any(|figure| figure.name.id == "segmen Petani musiman"), "{:?}", named.figures);
}

#[test]
fn the_same_plan_differs_in_nothing_whatever_ends_its_lines() {
    let (record, mut other) = (first(), first());
    assert!(difference(Some(&record), &other, &BTreeMap::new()).is_nothing());
    other.declaration = other.declaration.replace('\n', "\r\n");
    assert!(difference(Some(&record), &other, &BTreeMap::new()).is_nothing());
}

#[test]
fn a_change_is_told_by_its_lines_and_by_the_figures_it_moves() {
    let (before, mut other) = (first(), spec());
    other.budget = before.budget + Rupiah::whole(1_500_000);
    other.holdout.person_share = domain::Share::new(0.5).unwrap();
    let declaration = DECLARATION.replacen("budget = ", "budget = 1", 1);
    assert_ne!(declaration, DECLARATION);
    let words = [WORDS[0], ("wa.en.hbs", "Hello\nPay Rp16,800\n"), ("wa.jv.hbs", "Sugeng\n")];
    let after = record_of(&other, &planned(&other), &declaration, &texts(&words));
    let told = difference(Some(&before), &after, &BTreeMap::new());
    let standing: Vec<(&str, Standing)> = told.texts.iter().map(|t| (t.file.as_str(), t.standing)).collect();
    let wanted = [
        ("campaign.toml", Standing::Changed),
        ("wa.en.hbs", Standing::Changed),
        ("wa.id.hbs", Standing::Same),
        ("wa.jv.hbs", Standing::New),
    ];
    assert_eq!(standing, wanted);
    let changed: Vec<(LineChange, &str)> =
        told.texts[1].places.iter().flatten().map(|line| (line.change, line.text.as_str())).collect();
    let wanted =
        [(LineChange::Same, "Hello"), (LineChange::Removed, "Pay Rp8,400"), (LineChange::Added, "Pay Rp16,800")];
    assert_eq!(changed, wanted);
    let place = &told.texts[0].places[0];
    let removed = place.iter().find(|line| line.change == LineChange::Removed).unwrap();
    let line = DECLARATION.lines().nth(removed.before.unwrap() - 1).unwrap();
    assert!(removed.text == line && line.starts_with("budget"), "{removed:?}");

    let figure = |key: &str| told.figures.iter().find(|figure| figure.key == key).unwrap();
    let budget = figure("budget");
    assert_eq!(budget.part, FigurePart::Money);
    assert_eq!(budget.difference(Language::Id).unwrap(), "+Rp1.500.000");
    let (whatsapp, held_out) = (figure("whatsapp"), figure("held_out_person"));
    let moved = held_out.difference(Language::En).unwrap();
    assert!(moved.starts_with('+'), "{moved}");
    assert_eq!(whatsapp.difference(Language::En).unwrap(), moved.replace('+', "\u{2212}"));
    assert!(told.same_figures > 5 && told.figures.iter().all(|figure| figure.key != "members"));
}

#[test]
fn days_and_hours_apart_are_said_in_words() {
    let (before, mut after) = (first(), first());
    after.first_touch = after.first_touch.map(|at| at + chrono::TimeDelta::days(2));
    after.last_touch = after.last_touch.map(|at| at - chrono::TimeDelta::minutes(95));
    let told = difference(Some(&before), &after, &BTreeMap::new());
    let apart: Vec<String> = told.figures.iter().map(|figure| figure.difference(Language::Id).unwrap()).collect();
    assert_eq!(apart, ["+2 hari", "\u{2212}1 jam 35 menit"]);
    assert_eq!(told.figures[0].difference(Language::En).unwrap(), "+2 days");
    // Moments are shown to the minute, so seconds are no difference.
    let (before, mut after) = (first(), first());
    after.last_touch = after.last_touch.map(|at| at + chrono::TimeDelta::seconds(1));
    assert!(difference(Some(&before), &after, &BTreeMap::new()).is_nothing());
}

#[test]
fn the_hash_is_of_the_words_a_provider_is_given_too() {
    let (members, candidates) = people();
    let with = |template: &str| {
        let words = format!("{{{{!-- whatsapp: {template} --}}}}\n{{{{group}}}} {{{{price_now}}}}");
        plan_saying(&spec(), &words, &members, &candidates).unwrap()
    };
    let (one, other) = (with("iuran_satu"), with("iuran_dua"));
    assert!(!one.fillings.is_empty());
    assert_ne!(one.fillings, other.fillings);
    assert_eq!(one.touches, other.touches, "what people read is the same");
    assert_ne!(one.plan.hash, other.plan.hash);
}

#[test]
fn a_reader_is_shown_what_changed_since_the_last_approval() {
    let version = |version: u32, approved: bool| PlanVersion {
        version,
        planned_by: "Sari".into(),
        planned_at: chrono::DateTime::UNIX_EPOCH,
        approved_by: approved.then(|| "Budi".into()),
        approved_at: None,
        plan: first(),
    };
    let all = [version(1, true), version(2, false), version(3, false)];
    let numbers = |from, to| {
        let pair = pair(&all, from, to).unwrap();
        (pair.from.map(|version| version.version), pair.to.version)
    };
    assert_eq!(numbers(None, None), (Some(1), 3));
    assert_eq!(numbers(Some(2), None), (Some(2), 3));
    assert_eq!(numbers(None, Some(2)), (Some(1), 2));
    assert_eq!(numbers(None, Some(1)), (None, 1));
    assert_eq!(pair(&all[1..], None, None).unwrap().from.map(|v| v.version), Some(2));
    assert!(pair(&all, Some(9), None).unwrap_err().to_string().contains("its versions are 1, 2, 3"));
    assert!(pair(&[], None, None).unwrap_err().to_string().contains("no version"));
}
