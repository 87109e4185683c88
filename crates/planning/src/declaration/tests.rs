//! Mistakes are named by line, all of them, and never by a panic.
#![allow(clippy::unwrap_used)]
use super::schema::{CAMPAIGN, Field, Shape};
use super::*;
use domain::RegionTable;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const GOOD: &str = include_str!("../../../../campaigns/tarif-januari-2027/campaign.toml");

fn mistakes(text: &str) -> Mistakes {
    match parse_campaign("c.toml", text) {
        Err(PlanningError::Declaration(mistakes)) => mistakes,
        other => panic!("not refused with lines: {other:?}"),
    }
}

/// The shipped campaign with the keys `from` replaced, which has to be there.
fn with(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is not in the shipped campaign");
        text.replacen(from, to, 1)
    })
}

/// Packages by id, with the group each is for.
fn designed(packages: &[(&str, &str)]) -> BTreeMap<String, String> {
    packages.iter().map(|(id, group)| ((*id).to_owned(), (*group).to_owned())).collect()
}

fn line_of(text: &str, start: &str) -> usize {
    text.lines().position(|line| line.starts_with(start)).unwrap() + 1
}

#[test]
fn the_campaign_in_the_repository_reads() {
    assert_eq!(parse_campaign("campaign.toml", GOOD).unwrap().name, "tarif-januari-2027");
}

#[test]
fn what_is_missing_at_the_end_of_the_file_is_told_on_its_last_line() {
    for text in ["name = \"\"\"open\n", "name = \"\"\"open", "name = \"\"\"\n\n\n"] {
        let lines: Vec<usize> = mistakes(text).list.iter().map(|mistake| mistake.line).collect();
        assert!(lines.iter().all(|line| (1..=text.lines().count()).contains(line)), "{text:?}: {lines:?}");
    }
}

#[test]
fn a_typo_is_reported_with_its_line_and_a_suggestion() {
    let bad = with(&[("without_groups", "without_group")]);
    let error = parse_campaign("c.toml", &bad).unwrap_err().to_string();
    assert!(error.starts_with(&format!("c.toml, line {}: ", line_of(&bad, "without_group "))), "{error}");
    assert!(error.contains("did you mean `without_groups`"), "{error}");
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let bad = with(&[
        ("budget = 150000000", "budget = 0"),
        ("objective = \"prepay\"", "objective = \"prepya\""),
        ("\"in_grace\"", "\"in_grase\""),
        ("group = \"fisher\"", "group = \"nelayan\""),
        ("kind = \"whatsapp\"", "kind = \"wahtsapp\""),
        ("last_day = \"2026-12-19\"", "last_day = \"2026-11-19\""),
        ("not_after = \"20:00:00\"", "not_after = \"08:00:00\""),
        ("known_by = \"2027-03-31\"", "known_by = 2027-03-31"),
    ]);
    let found = mistakes(&bad);
    let fields: Vec<&str> = found.list.iter().map(|m| m.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "objective",
            "budget",
            "audience.states[2]",
            "packages[1].group",
            "channel[1].kind",
            "schedule.last_day",
            "schedule.not_after",
            "outcome.known_by"
        ]
    );
    let meant: Vec<Option<&str>> = found.list.iter().map(|m| m.suggestion.as_deref()).collect();
    assert_eq!(meant[0], Some("\"prepay\""));
    assert_eq!(meant[2], Some("\"in_grace\""));
    assert_eq!(meant[3], Some("\"fisher\""), "the Indonesian name leads to the key");
    assert_eq!(meant[4], Some("\"whatsapp\""));
    assert_eq!(meant[7], Some("\"2027-03-31\""));
    let words = found.words();
    assert!(words[5].id.contains("baris") && words[5].en.contains("is before first_day 2026-12-01"), "{:?}", words[5]);
}

#[test]
fn contradictions_are_refused_in_words() {
    let paper = &GOOD[GOOD.find("[paper.agency]").unwrap()..GOOD.find("[schedule]").unwrap()];
    for (from, to, word) in [
        ("last_day = \"2026-12-19\"", "last_day = \"2026-11-19\"", "before first_day"),
        ("person_share = 0.3 ", "person_share = 0.0 ", "nothing can be compared"),
        ("first_day = \"2026-12-01\"", "first_day = \"2026-11-30\"", "as_of"),
        ("kind = \"print\"", "kind = \"whatsapp\"", "declared twice"),
        ("kind = \"print\"", "kind = \"email\"", "only one of whatsapp and email"),
        ("known_by = \"2027-03-31\"", "known_by = \"2026-12-10\"", "after the last day"),
        ("covered_month = \"2027-03\"", "covered_month = \"2026-11\"", "is over before the campaign ends"),
        ("covered_month = \"2027-03\"", "covered_month = \"2027-04\"", "begins after known_by"),
        ("not_after = \"20:00:00\"", "not_after = \"09:00:00\"", "the window has no length"),
        ("owner = \"Tim", "approvers = [\"tim pemasaran bpu\"]\nowner = \"Tim", "the owner is among the approvers"),
        ("states = [\"active\", \"in_grace\", \"reactivated\"]", "states = []", "nobody is in the audience"),
        ("group = \"farmer\"", "group = \"transport\"", "whom `audience.without_groups` leaves out"),
        ("name = \"tarif-januari-2027\"", "name = \"Tarif Januari\"", "did you mean `tarif-januari`"),
        ("[schedule]", "[capacity.whatsapp]\nportfolio_tier = 10000\n\n[schedule]", "did you mean `\"10000\"`"),
        (paper, "", "needs a [paper] table"),
    ] {
        let error = parse_campaign("c.toml", &with(&[(from, to)])).unwrap_err().to_string();
        assert!(error.contains(word) && error.starts_with("c.toml, line "), "{error}");
    }
}

#[test]
fn each_mistake_in_a_decision_has_its_line_and_what_was_probably_meant() {
    let without_whatsapp = GOOD.replace("kind = \"whatsapp\"", "kind = \"community_meeting\"");
    let around =
        Surroundings { evaluated: Some(&BTreeSet::from(["tarif-2026".to_owned()])), ..Surroundings::default() };
    let regions = RegionTable::from_csv("p.csv", include_str!("../../../../models/regions/provinces.csv")).unwrap();
    let around = Surroundings { regions: Some(&regions), ..around };
    for (lines, word) in [
        ("[decision]\nfrm = \"tarif-2026\"", "did you mean `from`"),
        ("[decision]\nfrom = \"tarif-2062\"", "did you mean `\"tarif-2026\"`"),
        ("[decision]\nfrom = \"tarif-januari-2027\"", "names this very campaign"),
        ("[decision]\nsmallest_cell = 0", "a whole number, at least 1"),
        ("[decision]\nlost_each_week = 10", "did you mean `0.1`"),
        ("[decision]\nlost_each_week = 1.0", "leaves nothing after the first week"),
        ("[[decision.channel_budget]]\nchannel = \"print\"\nbudget = 5", "takes its people and its money first"),
        ("[[decision.channel_budget]]\nchannel = \"email\"\nbudget = 5", "no [[channel]] is email"),
        ("[[decision.channel_budget]]\nchannel = \"whatsapp\"\nbudget = 0", "rupiah above zero"),
        ("[[decision.floor]]\nby = \"provinsi\"\nshare = 0.2", "did you mean `\"region\"`"),
        ("[[decision.floor]]\nby = \"region\"", "the floor asks for nothing"),
        ("[[decision.floor]]\nby = \"region\"\nshare = 0.2\npeople = 9", "give one of them"),
        ("[[decision.floor]]\nby = \"region\"\npeople = 9", "`people` needs `of`"),
        ("[[decision.floor]]\nby = \"region\"\nof = \"Papua\"\nshare = 0.2", "did you mean `\"91\"`"),
        ("[[decision.floor]]\nby = \"occupation\"\nof = \"nelayan\"\nshare = 0.2", "did you mean `\"fisher\"`"),
        ("[[decision.floor]]\nby = \"occupation\"\nof = \"transport\"\nshare = 0.2", "leaves out"),
        ("[[decision.floor]]\nby = \"region\"\nshare = 20", "did you mean `0.2`"),
        ("[[decision.floor]]\nby = \"region\"\nshare = 0", "a `share` of 0 keeps nobody"),
        (
            "[[decision.floor]]\nby = \"region\"\nshare = 0.2\n[[decision.floor]]\nby = \"region\"\nshare = 0.3",
            "declared twice",
        ),
    ] {
        let text = format!("{GOOD}\n{lines}\n");
        let error = read_campaign("c.toml", &text, &around).unwrap_err().to_string();
        let line: usize = error.trim_start_matches("c.toml, line ").split(':').next().unwrap().parse().unwrap();
        assert!(error.contains(word) && line > GOOD.lines().count(), "{error}");
    }
    let error = parse_campaign("c.toml", &format!("{without_whatsapp}\n[decision]\n")).unwrap_err().to_string();
    assert!(error.contains("nothing to decide among"), "{error}");
    let both = GOOD.replace("kind = \"print\"", "kind = \"email\"");
    assert!(parse_campaign("c.toml", &format!("{both}\n[decision]\n")).is_ok());
    assert!(parse_campaign("c.toml", &format!("{both}\n[decision]\nlost_each_week = 0.1\n")).is_ok());
    let long = both.replace("last_day = \"2026-12-19\"", "last_day = \"2027-02-19\"");
    let error = parse_campaign("c.toml", &format!("{long}\n[decision]\nlost_each_week = 0\n")).unwrap_err().to_string();
    assert!(error.contains("2 channels in more than 8 weeks are more than 16 options"), "{error}");
}

#[test]
fn a_follow_up_that_can_never_be_sent_is_refused() {
    let channel = "kind = \"whatsapp\"\nper_day = 20000\n";
    for (lines, word) in [
        ("when = \"not_payed\"\nafter_days = 7", "did you mean `\"not_paid\"`"),
        ("when = \"not_paid\"", "the follow-up has no day"),
        ("when = \"not_paid\"\non = \"2026-12-01\"", "is not after the first day"),
        ("when = \"not_paid\"\non = \"2026-12-25\"", "set a later `until`"),
        ("when = \"not_paid\"\nafter_days = 30", "set a later `until`"),
        ("when = \"not_paid\"\nafter_days = 7\nuntil = \"2027-04-01\"", "the outcome is taken on"),
        ("when = \"not_paid\"\nafter_days = 7\nchannel = \"email\"", "needs its own `template`"),
        ("when = \"not_paid\"\nafter_days = 7\nchannel = \"outdoor\"", "reaches whole areas"),
        ("when = \"not_paid\"\nafter_days = 7\nper_day = 5", "holds for all steps"),
        ("when = \"not_paid\"\nafter_days = 7\nexpected_share = 0.0", "keeps no money"),
    ] {
        let text = with(&[(
            "id = \"whatsapp.id.hbs\"\nen = \"whatsapp.en.hbs\"\n",
            &format!("id = \"whatsapp.id.hbs\"\nen = \"whatsapp.en.hbs\"\n[channel.follow_up]\n{lines}\n"),
        )]);
        let error = parse_campaign("c.toml", &text).unwrap_err().to_string();
        assert!(error.contains(word), "{lines}: {error}");
    }
    let print = with(&[(
        "id = \"print.id.hbs\"\nen = \"print.en.hbs\"\n",
        "id = \"print.id.hbs\"\nen = \"print.en.hbs\"\n[channel.follow_up]\nwhen = \"not_read\"\nafter_days = 7\nchannel = \"whatsapp\"\n",
    )]);
    let error = mistakes(&print).to_string();
    assert!(error.contains("does not report it") && error.contains("not reachable by whatsapp"), "{error}");
    let good = with(&[(
        channel,
        &format!("{channel}follow_up = {{ when = \"not_paid\", after_days = 7, channel = \"partner_counter\" }}\n"),
    )]);
    assert!(parse_campaign("c.toml", &good).unwrap().channels[0].follow_up.is_some());
}

#[test]
fn a_channel_of_follow_ups_has_one_daily_limit() {
    let template = "en = \"print.en.hbs\"\n";
    let follow_up = |per_day: u32| {
        format!(
            "[channel.follow_up]\nwhen = \"not_paid\"\nafter_days = 7\nchannel = \"partner_counter\"\nper_day = {per_day}\n\
             template = {{ id = \"whatsapp.id.hbs\", en = \"whatsapp.en.hbs\" }}\n"
        )
    };
    let counter =
        &GOOD[GOOD.find("[[channel]]\nkind = \"partner_counter\"").unwrap()..GOOD.find("[paper.agency]").unwrap()];
    let both = |first: u32, second: u32| {
        let whatsapp = "en = \"whatsapp.en.hbs\"\n";
        with(&[
            (counter, ""),
            (whatsapp, &format!("{whatsapp}{}", follow_up(first))),
            (template, &format!("{template}{}", follow_up(second))),
        ])
    };
    let bad = both(400, 5);
    let found = mistakes(&bad);
    let error = found.to_string();
    assert_eq!(found.list.len(), 1, "{error}");
    assert_eq!(found.list[0].line, line_of(&bad, "per_day = 5"));
    let first = line_of(&bad, "per_day = 400");
    assert!(error.contains(&format!("400 in line {first}; the channel has one daily limit")), "{error}");
    assert!(parse_campaign("c.toml", &both(400, 400)).is_ok());
}

#[test]
fn a_segment_that_the_home_does_not_have_is_refused_with_those_it_has() {
    let known: BTreeSet<String> = ["fisher-musiman", "farmer-padi"].map(str::to_owned).into();
    let around = Surroundings { segments: Some(&known), ..Surroundings::default() };
    let with = |segments: &str| with(&[("without_state_paid", &format!("segments = {segments}\nwithout_state_paid"))]);
    let bad = with("[\"farmer-padi\", \"fisher-musimna\"]");
    let error = read_campaign("c.toml", &bad, &around).unwrap_err().to_string();
    let line = line_of(&bad, "segments");
    assert_eq!(
        error,
        format!(
            "c.toml, line {line}: there is no segment `fisher-musimna`; there are farmer-padi, fisher-musiman; did you mean \
             `fisher-musiman`?"
        )
    );
    assert!(read_campaign("c.toml", &with("[\"farmer-padi\"]"), &around).is_ok());
    assert!(read_campaign("c.toml", &bad, &Surroundings::default()).is_ok(), "a home without segments is not asked");
}

#[test]
fn money_beyond_64_bits_is_refused_and_the_most_that_they_hold_reads() {
    let most = "9223372036854775807";
    for (budget, reads) in [
        (format!("\"{most}\""), true),
        (most.to_owned(), true),
        ("\"9223372036854775808\"".to_owned(), false),
        ("\"79228162514264337593543950335\"".to_owned(), false),
    ] {
        let text = with(&[("budget = 150000000", &format!("budget = {budget}"))]);
        match parse_campaign("c.toml", &text) {
            Ok(spec) => assert!(reads && spec.budget == domain::Rupiah::whole(i64::MAX), "{budget}"),
            Err(error) => assert!(!reads && error.to_string().contains(&format!("at most {most}")), "{error}"),
        }
    }
}

#[test]
fn a_key_in_the_wrong_table_is_sent_home() {
    let bad = with(&[("budget = 150000000\n", ""), ("[audience]", "budget = 150000000\n\n[audience]")]);
    let error = mistakes(&bad).to_string();
    assert!(error.contains("`budget` is not a field of [title]") && error.contains("belongs at the top"), "{error}");
}

#[test]
fn broken_toml_is_told_by_its_line_without_guesses_about_what_is_missing() {
    let bad = with(&[("per_day = 4000", "per_day = "), ("area_share = 0.34", "area_share == 0.34")]);
    let found = mistakes(&bad);
    let lines: Vec<usize> = found.list.iter().map(|m| m.line).collect();
    assert_eq!(
        lines,
        [line_of(&bad, "area_share =="), bad.lines().position(|l| l == "per_day = ").unwrap() + 1],
        "{found}"
    );
    assert!(!found.to_string().contains("lacks"), "{found}");
}

#[test]
fn a_value_with_line_breaks_is_told_on_one_line() {
    let bad = with(&[("name = \"tarif-januari-2027\"", "name = \"tarif\\n\\u001b[31mjanuari\"")]);
    let told = mistakes(&bad).to_string();
    assert!(!told.contains(char::is_control), "{told:?}");
}

#[test]
fn a_missing_table_or_template_is_named() {
    let outcome = &GOOD[GOOD.find("[outcome]").unwrap()..];
    let error = mistakes(&GOOD.replace(outcome, "")).to_string();
    assert!(error.contains("lacks `outcome`, a table with covered_month, known_by"), "{error}");
    let templates: BTreeSet<String> = ["whatsapp.id.hbs", "whatsapp.en.hbs", "print.id.hbs", "print.en.hbs"]
        .into_iter()
        .chain(["partner_counter.id.hbs", "partner_counter.eng.hbs"])
        .map(str::to_owned)
        .collect();
    let around = Surroundings { templates: Some(&templates), ..Surroundings::default() };
    let error = read_campaign("c.toml", GOOD, &around).unwrap_err().to_string();
    let line = line_of(GOOD, "en = \"partner_counter.en.hbs\"");
    assert!(error.starts_with(&format!("c.toml, line {line}: there is no template file")), "{error}");
    assert!(error.ends_with("did you mean `partner_counter.eng.hbs`?"), "{error}");
    let packages = designed(&[("fishers", "fisher"), ("farmer", "farmer")]);
    let around = Surroundings { packages: Some(&packages), ..Surroundings::default() };
    let error = read_campaign("c.toml", GOOD, &around).unwrap_err().to_string();
    let line = line_of(GOOD, "package = \"fisher\"");
    assert!(error.starts_with(&format!("c.toml, line {line}: no package `fisher` is designed")), "{error}");
    assert!(error.ends_with("did you mean `fishers`?"), "{error}");
    let swapped = designed(&[("fisher", "farmer"), ("farmer", "fisher")]);
    let around = Surroundings { packages: Some(&swapped), ..Surroundings::default() };
    let error = read_campaign("c.toml", GOOD, &around).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("c.toml, line {line}: package `fisher` is designed for `farmer`, not for `fisher`"))
    );
    assert!(error.contains("did you mean `farmer`?") && error.lines().count() == 2, "{error}");
    let calendar = crate::Calendar::from_csv(include_str!("../../../../models/holidays/indonesia.csv")).unwrap();
    let around = Surroundings { calendar: Some(&calendar), ..Surroundings::default() };
    let late = GOOD.replace("2027-03", "2029-03").replace("2026-12-19", "2028-12-19");
    let error = read_campaign("c.toml", &late, &around).unwrap_err().to_string();
    assert!(
        error.contains("`schedule.last_day` 2028-12-19 lies beyond the holidays on file (2025 to 2027)"),
        "{error}"
    );
}

/// Every optional and required field at once, so that serde sees each key of the schema.
#[test]
fn the_schema_and_the_types_know_the_same_fields() {
    fn sample(shape: Shape) -> String {
        match shape {
            Shape::Text => "\"kata\"".to_owned(),
            Shape::Day => "\"2026-12-20\"".to_owned(),
            Shape::Clock => "\"10:00:00\"".to_owned(),
            Shape::Month => "\"2027-03\"".to_owned(),
            Shape::Count | Shape::Whole => "3".to_owned(),
            Shape::Share => "0.5".to_owned(),
            Shape::Money => "1000".to_owned(),
            Shape::Flag => "true".to_owned(),
            Shape::Word(words) => format!("\"{}\"", words.list()[0].0),
            Shape::Many(inner) => format!("[{}]", sample(*inner)),
            Shape::Table(fields) => table(fields),
            Shape::Tables(fields) => format!("[{}]", table(fields)),
        }
    }
    fn table(fields: &[Field]) -> String {
        let entries: Vec<String> = fields.iter().map(|f| format!("{} = {}", f.key, sample(f.shape))).collect();
        format!("{{ {} }}", entries.join(", "))
    }
    fn same(fields: &[Field], value: &serde_json::Value, path: &str) {
        let keys: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        let known: BTreeSet<&str> = fields.iter().map(|f| f.key).collect();
        assert_eq!(keys, known, "{path}");
        for field in fields {
            match field.shape {
                Shape::Table(inner) => same(inner, &value[field.key], field.key),
                Shape::Tables(inner) => same(inner, &value[field.key][0], field.key),
                _ => {}
            }
        }
    }
    let text: String =
        CAMPAIGN.iter().map(|f| format!("{} = {}", f.key, sample(f.shape))).collect::<Vec<_>>().join("\n");
    let spec: CampaignSpec = toml::from_str(&text).unwrap();
    let written = serde_json::to_value(&spec).unwrap();
    same(CAMPAIGN, &written, "");
}

type Around = (BTreeSet<String>, BTreeMap<String, String>, crate::Calendar, crate::SchedulePolicy);

static AROUND: LazyLock<Around> = LazyLock::new(|| {
    let calendar = crate::Calendar::from_csv(include_str!("../../../../models/holidays/indonesia.csv")).unwrap();
    let files = crate::PolicyFiles {
        windows: include_str!("../../../../models/schedule/windows.csv"),
        moments: include_str!("../../../../models/schedule/moments.csv"),
        periods: include_str!("../../../../models/schedule/periods.csv"),
        limits: include_str!("../../../../models/schedule/limits.csv"),
        capacity: include_str!("../../../../models/schedule/capacity.csv"),
        harvest_months: include_str!("../../../../models/schedule/harvest_months.csv"),
        standing_holdout: include_str!("../../../../models/schedule/standing_holdout.csv"),
        lean_months: include_str!("../../../../models/segmentation/lean_months.csv"),
    };
    let policy = crate::SchedulePolicy::from_csv(&files, &calendar).unwrap();
    let templates = ["whatsapp", "print", "partner_counter"]
        .iter()
        .flat_map(|channel| [format!("{channel}.id.hbs"), format!("{channel}.en.hbs")])
        .collect();
    (templates, designed(&[("fisher", "fisher"), ("farmer", "farmer")]), calendar, policy)
});

#[test]
fn the_campaign_in_the_repository_stands_in_its_surroundings() {
    let (templates, packages, calendar, policy) = &*AROUND;
    let around = Surroundings {
        templates: Some(templates),
        packages: Some(packages),
        calendar: Some(calendar),
        policy: Some(policy),
        ..Surroundings::default()
    };
    assert!(read_campaign("c.toml", GOOD, &around).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_is_done_to_the_file_it_reads_or_is_refused_with_a_line(
        edits in proptest::collection::vec((0_usize..6_000, 0_u8..6, any::<u8>(), 0_usize..40), 1..6),
    ) {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, kind, byte, length) in edits {
            let at = at % bytes.len().max(1);
            let end = (at + length).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => { bytes.drain(at..end); }
                2 => bytes.insert(at, byte),
                3 => { let piece: Vec<u8> = bytes[at..end].to_vec(); bytes.splice(at..at, piece); }
                4 => bytes[at] = b"\"[]={}\n#.,'0"[usize::from(byte) % 12],
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() { bytes.push(byte); }
        }
        let text = String::from_utf8_lossy(&bytes);
        let around = Surroundings {
            templates: Some(&AROUND.0),
            packages: Some(&AROUND.1),
            calendar: Some(&AROUND.2),
            policy: Some(&AROUND.3),
            ..Surroundings::default()
        };
        match read_campaign("c.toml", &text, &around) {
            Ok(spec) => prop_assert!(!spec.channels.is_empty()),
            Err(PlanningError::Declaration(found)) => {
                prop_assert!(!found.list.is_empty());
                let lines = text.matches('\n').count() + 1;
                for (mistake, words) in found.list.iter().zip(found.words()) {
                    prop_assert!((1..=lines).contains(&mistake.line), "{mistake:?}");
                    let named = format!("c.toml, line {}: ", mistake.line);
                    prop_assert!(words.en.starts_with(&named) && words.en.len() > named.len());
                    prop_assert!(!words.en.contains('\n'), "{:?}", words.en);
                }
            }
            Err(other) => prop_assert!(false, "refused without a line: {other}"),
        }
    }
}
