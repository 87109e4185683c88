//! Segments: known truth first, then what must not matter, then refusals.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::member::columns::{ContributionBatch, MemberColumns};
use domain::{
    Bilingual, Contribution, Language, Member, MemberId, MemberRow, Month, OccupationCode, OccupationGroup,
    ProgrammeRules, ProgrammeSet, SegmentId, Sex,
};
use features::{
    FeatureMapping, FeatureTable, History, LeanMonths, PaymentSums, features_from_columns, features_of,
    payment_features,
};
use habits::{MonthTraits, PaymentRecord};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_xoshiro::Xoshiro256PlusPlus;
use segmentation::{
    Crossings, Payments, People, Refit, SegmentModel, Segmentation, match_segments, month_traits, payment_records,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const GROUPS: [OccupationGroup; 3] = [OccupationGroup::Fisher, OccupationGroup::Farmer, OccupationGroup::MarketTrader];

fn rules() -> ProgrammeRules {
    ProgrammeRules::from_csv(
        include_str!("../../../models/programmes/contributions.csv"),
        include_str!("../../../models/programmes/discounts.csv"),
        include_str!("../../../models/programmes/rules.csv"),
    )
    .unwrap()
}

fn lean() -> LeanMonths {
    LeanMonths::from_csv("lean_months.csv", include_str!("../../../models/segmentation/lean_months.csv")).unwrap()
}

/// The shipped parameters with two segments, as many as there are types here.
fn params() -> Segmentation {
    let text = include_str!("../../../models/segmentation/default.toml").replace("segments = 5", "segments = 2");
    Segmentation::from_toml("default.toml", &text).unwrap()
}

fn as_of() -> NaiveDate {
    day("2026-11-30")
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn member(number: usize, group: OccupationGroup) -> Member {
    Member {
        id: MemberId(format!("P{number:06}")),
        identity_token: String::new(),
        occupation: OccupationCode(6222),
        group,
        region: "33.21.04.2007".parse().unwrap(),
        urban: number.is_multiple_of(2),
        birth_year: 1985,
        sex: Sex::Male,
        declared_income_rupiah: 1_000_000 + number as i64 % 7 * 100_000,
        programmes: ProgrammeSet::Basic,
        registered_on: Some(day("2024-12-01")),
        paid_by_state: false,
        whatsapp_reachable: number.is_multiple_of(3),
        email_reachable: false,
        phone_known: !number.is_multiple_of(4),
        email_known: false,
        ended_on: None,
    }
}

fn paid(member: usize, cover: Month, paid_on: NaiveDate, known_on: NaiveDate) -> Contribution {
    Contribution {
        member: MemberRow(member as u32),
        coverage_month: cover,
        paid_on,
        known_on,
        amount_rupiah: 16_800,
        paid_at: PaidAt::Digital,
    }
}

/// People whose hidden type is known: steady ones, and ones who skip lean months (fishers, farmers) or many months (traders).
fn people(count: usize, months: i32, seed: u64) -> (Vec<Member>, Vec<Contribution>, Vec<usize>) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let lean = lean();
    let (mut members, mut contributions, mut types) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..count {
        let group = GROUPS[row % GROUPS.len()];
        let hidden = row / GROUPS.len() % 2;
        let mut person = member(row, group);
        person.registered_on = Some(Month::of(as_of()).plus(1 - months).first_day());
        members.push(person);
        types.push(hidden);
        for back in (0..months).rev() {
            let cover = Month::of(as_of()).plus(-back);
            let chance = match (hidden, group) {
                (0, _) => 0.95,
                (_, OccupationGroup::MarketTrader) => 0.5,
                _ if lean.is_lean(group, cover) => 0.2,
                _ => 0.9,
            };
            if rng.gen_bool(chance) {
                let on = cover.first_day() + chrono::Days::new(rng.gen_range(0..28));
                contributions.push(paid(row, cover, on, on));
            }
        }
    }
    (members, contributions, types)
}

fn table(members: &[Member], contributions: &[Contribution]) -> FeatureTable {
    payment_features(members, contributions, as_of(), &rules(), &lean()).unwrap()
}

/// Features and payments of people as known on a day.
struct Known {
    table: FeatureTable,
    records: Vec<PaymentRecord>,
    traits: Vec<MonthTraits>,
}

impl Known {
    fn on(members: &[Member], contributions: &[Contribution], on: &str) -> Self {
        let columns = MemberColumns::of(0, members);
        let mut sums = PaymentSums::new(members.len(), day(on), &rules(), &lean()).with_days();
        sums.add(&ContributionBatch::of(contributions).columns()).unwrap();
        Self {
            table: features_of(&sums, &columns).unwrap(),
            records: payment_records(&sums, &columns).unwrap(),
            traits: month_traits(&sums),
        }
    }

    fn of(members: &[Member], contributions: &[Contribution]) -> Self {
        Self::on(members, contributions, "2026-11-30")
    }

    fn people(&self) -> People<'_> {
        People { table: &self.table, payments: Some(Payments { records: &self.records, traits: &self.traits }) }
    }

    fn model(&self) -> SegmentModel {
        params().fit(self.people()).unwrap()
    }

    /// The key of each person's segment.
    fn keys(&self, model: &SegmentModel) -> Vec<Option<String>> {
        let ids: Vec<String> = model.all_segments().into_iter().map(|s| s.id.0).collect();
        let assigned = model.assign(self.people()).unwrap().segments;
        assigned.into_iter().map(|s| s.map(|s| ids[usize::from(s)].clone())).collect()
    }
}

#[test]
fn features_of_one_member_are_what_a_clerk_would_count() {
    let members = [member(0, OccupationGroup::MarketTrader), member(1, OccupationGroup::Fisher)];
    let pay = |cover: &str, on: &str| paid(0, month(cover), day(on), day(on));
    let contributions = [
        pay("2024-12", "2024-12-10"),
        pay("2025-01", "2025-01-20"),
        pay("2025-07", "2025-07-15"),
        pay("2026-09", "2026-09-01"),
        pay("2026-10", "2026-09-01"),
        pay("2026-10", "2026-09-01"),
    ];
    let features = table(&members, &contributions);
    let value = |name: &str| features.feature(name).unwrap()[0];
    assert!((value("months_due") - 24.0).abs() < 1e-12);
    assert!((value("months_paid") - 5.0).abs() < 1e-12);
    assert!((value("share_paid") - 5.0 / 24.0).abs() < 1e-12);
    assert!((value("share_on_time") - 4.0 / 5.0).abs() < 1e-12, "one of five was paid on the 20th");
    assert!((value("share_prepaid") - 1.0 / 5.0).abs() < 1e-12);
    assert!((value("months_since_paid") - 1.0).abs() < 1e-12);
    assert!((value("arrears_months") - 1.0).abs() < 1e-12);
    assert!((value("longest_gap_months") - 13.0).abs() < 1e-12);
    assert!((value("reactivations") - 2.0).abs() < 1e-12);
    assert!((value("current_streak_months")).abs() < 1e-12);
    assert!((value("mean_amount_rupiah") - 16_800.0).abs() < 1e-12);
    assert_eq!(features.history(), [History::Known, History::Unpaid]);
    assert!(features.feature("share_on_time").unwrap()[1].is_nan(), "does not apply to someone who never paid");
}

#[test]
fn nothing_known_after_the_day_changes_a_feature() {
    let (members, contributions, _) = people(60, 20, 1);
    let before = table(&members, &contributions);
    let mut later = contributions;
    for (row, _) in members.iter().enumerate() {
        // Paid in time, but known a day late; and a month covered long ago that was reported later.
        later.push(paid(row, month("2026-11"), day("2026-11-02"), day("2026-12-01")));
        later.push(paid(row, month("2025-12"), day("2025-12-01"), day("2027-01-01")));
    }
    let after = table(&members, &later);
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
}

#[test]
fn the_order_and_repetition_of_contributions_do_not_matter() {
    let (members, contributions, _) = people(60, 20, 2);
    let sorted = table(&members, &contributions);
    let mut shuffled = contributions;
    shuffled.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(9));
    assert_eq!(format!("{sorted:?}"), format!("{:?}", table(&members, &shuffled)));
}

#[test]
fn hidden_types_are_recovered_and_named() {
    let (members, contributions, types) = people(900, 24, 3);
    let known = Known::of(&members, &contributions);
    let model = known.model();
    let keys = known.keys(&model);
    let right = (0..members.len())
        .filter(|row| members[*row].group != OccupationGroup::MarketTrader)
        .filter(|row| keys[*row].as_ref().unwrap().ends_with("-seasonal") == (types[*row] == 1))
        .count();
    assert!(right * 100 >= 600 * 90, "{right} of 600 right, chance is half");
    let named: Vec<&str> = model.segments().iter().map(|s| s.id.0.as_str()).collect();
    assert!(named.contains(&"fisher-seasonal") && named.contains(&"farmer-regular"), "{named:?}");
    let counted: u64 = model.segments().iter().map(|s| s.size).sum();
    assert_eq!(counted, members.len() as u64, "sizes come from the assignment");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_the_model_survives_its_file() {
    let (members, contributions, _) = people(300, 20, 4);
    let known = Known::of(&members, &contributions);
    let model = known.model();
    let text = model.to_toml().unwrap();
    assert_eq!(text, known.model().to_toml().unwrap());
    let read = SegmentModel::from_toml("model.toml", &text).unwrap();
    assert_eq!(read, model);
    assert_eq!(known.keys(&read), known.keys(&model));
}

#[test]
fn people_in_another_order_are_in_the_same_segments() {
    let (members, contributions, _) = people(300, 20, 5);
    let model = Known::of(&members, &contributions).model();
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(1));
    let moved: Vec<Member> = order.iter().map(|row| members[*row].clone()).collect();
    let place: HashMap<usize, u32> = order.iter().enumerate().map(|(new, old)| (*old, new as u32)).collect();
    let mut same = contributions;
    for contribution in &mut same {
        contribution.member = MemberRow(place[&contribution.member.index()]);
    }
    assert_eq!(Known::of(&moved, &same).model().to_toml().unwrap(), model.to_toml().unwrap());
}

#[test]
fn next_month_the_segments_keep_their_names() {
    let (members, contributions, _) = people(600, 24, 6);
    let (october, november) = (Known::on(&members, &contributions, "2026-10-31"), Known::of(&members, &contributions));
    let (before, mut after) = (october.model(), november.model());
    let place = |segment: &Option<u16>| segment.map(usize::from);
    let mut crossings = Crossings::new(before.all_segments().len(), after.all_segments().len());
    let was = before.assign(october.people()).unwrap().segments;
    let is = after.assign(november.people()).unwrap().segments;
    was.iter().zip(&is).for_each(|(from, to)| crossings.add(place(from), place(to)).unwrap());
    let named = |model: &SegmentModel| model.all_segments().into_iter().map(|s| (s.id, s.name)).collect::<Vec<_>>();
    let (old, new) = (named(&before), named(&after));
    let by_rule = after.all_segments().into_iter().filter(|s| s.by_rule).map(|s| s.id).collect();
    let used = old.iter().map(|(id, _)| id.clone()).collect();
    let refit = Refit { before: &old, after: &new, by_rule: &by_rule, used: &used };
    let identity = match_segments(&refit, &crossings).unwrap();
    after.keep_names(&identity.named.into_iter().map(Some).collect::<Vec<_>>());
    assert_eq!(named(&before), named(&after));
}

#[test]
fn people_who_never_paid_are_placed_by_rule_and_those_who_left_nowhere() {
    let (mut members, contributions, _) = people(300, 20, 7);
    members.push(member(300, OccupationGroup::Fisher));
    let mut prospect = member(301, OccupationGroup::Transport);
    prospect.registered_on = None;
    members.push(prospect);
    members[0].ended_on = Some(day("2026-05-01"));
    members[1].paid_by_state = true;
    let known = Known::of(&members, &contributions);
    let model = known.model();
    let keys = known.keys(&model);
    assert_eq!(keys[0], None);
    assert_eq!(keys[1].as_deref(), Some("state-paid"));
    assert_eq!(keys[300].as_deref(), Some("unpaid"));
    assert_eq!(keys[301].as_deref(), Some("prospect"));
}

#[test]
fn a_group_too_small_to_stand_alone_lies_in_other() {
    let (mut members, mut contributions, _) = people(300, 20, 8);
    for row in 300..304 {
        members.push(member(row, OccupationGroup::Transport));
        contributions.push(paid(row, month("2026-10"), day("2026-10-01"), day("2026-10-01")));
    }
    let known = Known::of(&members, &contributions);
    let model = known.model();
    assert!(model.merged_groups().any(|g| g == "transport"));
    assert!(known.keys(&model)[300].as_ref().unwrap().starts_with("other-"));
}

#[test]
fn clusters_too_small_to_stand_alone_give_their_people_to_the_nearest() {
    let (members, contributions, _) = people(600, 24, 13);
    let known = Known::of(&members, &contributions);
    let text = include_str!("../../../models/segmentation/default.toml")
        .replace("segments = 5", "segments = 4")
        .replace("min_segment_share = 0.001", "min_segment_share = 0.1");
    let model = Segmentation::from_toml("p", &text).unwrap().fit(known.people()).unwrap();
    for segment in model.segments() {
        assert!(segment.size >= 60, "{} has {} people", segment.id, segment.size);
    }
    assert_eq!(model.segments().iter().map(|s| s.size).sum::<u64>(), 600);
}

#[test]
fn everybody_at_once_is_named_by_habit_and_by_the_groups_that_are_common_there() {
    let (members, contributions, types) = people(900, 24, 14);
    let known = Known::of(&members, &contributions);
    let text = include_str!("../../../models/segmentation/joint.toml").replace("segments = 5", "segments = 3");
    let model = Segmentation::from_toml("joint.toml", &text).unwrap().fit(known.people()).unwrap();
    let keys = known.keys(&model);
    let seasonal = (0..members.len()).filter(|row| keys[*row].as_deref() == Some("seasonal")).collect::<Vec<_>>();
    let right = seasonal.iter().filter(|row| types[**row] == 1).count();
    assert!(seasonal.len() > 200 && right * 10 >= seasonal.len() * 9, "{right} of {}", seasonal.len());
    let name = &model.segments().iter().find(|s| s.id.0 == "seasonal").unwrap().name;
    assert!(name.en.contains("mostly") && name.en.contains("fishers"), "{name:?}");
}

#[test]
fn a_mixture_gives_chances_that_survive_its_file() {
    let (members, contributions, types) = people(600, 24, 15);
    let known = Known::of(&members, &contributions);
    let text = "method = \"mixture\"\nseed = 3\nsegments = 2\nmin_group_share = 0.0\n[[feature]]\nname = \"share_paid\"\n[[feature]]\nname = \"longest_gap_months\"\n";
    let model = Segmentation::from_toml("mixture.toml", text).unwrap().fit(known.people()).unwrap();
    let keys = known.keys(&model);
    let read = SegmentModel::from_toml("m", &model.to_toml().unwrap()).unwrap();
    assert_eq!(known.keys(&read), keys);
    let of_first = |row: &usize| keys[*row] == keys[0];
    let same = (0..members.len()).filter(of_first).filter(|row| types[*row] == types[0]).count();
    let all = (0..members.len()).filter(of_first).count();
    assert!(same * 10 >= all * 8, "{same} of {all}");
}

#[test]
fn the_card_says_who_why_how_many_and_its_limits_in_both_languages() {
    let (members, contributions, _) = people(300, 20, 10);
    let model = Known::of(&members, &contributions).model();
    let (id, en) = (model.card(None, Language::Id), model.card(None, Language::En));
    for words in ["# Kartu segmen", "Nelayan musiman (`fisher-seasonal`)", "Benih: 20261130", "2026-11-30", "## Batas"]
    {
        assert!(id.contains(words), "{words} is missing in:\n{id}");
    }
    for words in ["# Segment card", "Seasonal fishers", "Share of months paid", "## Limits"] {
        assert!(en.contains(words), "{words} is missing in:\n{en}");
    }
}

#[test]
fn what_cannot_be_segmented_is_refused_with_the_reason() {
    let refused = |members: &[Member], contributions: &[Contribution], params: &Segmentation| {
        params.fit(Known::of(members, contributions).people()).unwrap_err().to_string()
    };
    let (members, contributions, _) = people(12, 20, 11);
    assert!(refused(&members, &contributions, &params()).starts_with("12 people have"));

    let by_features = "method = \"occupation_first\"\nseed = 1\nsegments = 2\nmin_group_share = 0.0\n[[feature]]\nname = \"share_on_time\"\n";
    let plain = Segmentation::from_toml("p", by_features).unwrap();
    let same: Vec<Member> = (0..60).map(|i| member(i, OccupationGroup::Fisher)).collect();
    let once: Vec<Contribution> =
        (0..60).map(|i| paid(i, month("2026-10"), day("2026-10-01"), day("2026-10-01"))).collect();
    assert!(refused(&same, &once, &plain).contains("the same for everyone"));

    let unknown = Segmentation::from_toml("p", &by_features.replace("share_on_time", "share_in_time")).unwrap();
    let (members, contributions, _) = people(60, 20, 12);
    assert!(refused(&members, &contributions, &unknown).starts_with("there is no feature `share_in_time`"));

    let without = params().fit(&table(&members, &contributions)).unwrap_err().to_string();
    assert!(without.contains("no payments are given"), "{without}");

    let bad_line = Segmentation::from_toml("p.toml", "method = \"magic\"").unwrap_err().to_string();
    assert!(bad_line.starts_with("p.toml, line 1: "), "{bad_line}");

    let stranger = [paid(99, month("2026-10"), day("2026-10-01"), day("2026-10-01"))];
    let message = payment_features(&members, &stranger, as_of(), &rules(), &lean()).unwrap_err().to_string();
    assert!(message.contains("member row 99"), "{message}");
}

#[test]
fn a_column_that_is_missing_is_an_error_and_a_missing_value_is_reported() {
    let mapping =
        FeatureMapping::from_toml("alatas.toml", include_str!("../../../models/mappings/alatas.toml")).unwrap();
    let ids = vec![Some("1".to_owned())];
    let message = features_from_columns(&mapping, &[("hhid", &ids)]).unwrap_err().to_string();
    assert!(message.contains("there is no column `ac`; the columns are: hhid"), "{message}");
}

#[test]
fn indonesian_households_are_segmented_by_work_and_means() {
    let Some(file) = studies::path("alatas_indonesia_targeting_rct.csv.gz") else { return };
    let mapping =
        FeatureMapping::from_toml("alatas.toml", include_str!("../../../models/mappings/alatas.toml")).unwrap();
    assert_eq!(Some(intake::sha256_of_file(&file).unwrap().as_str()), mapping.sha256());
    let read = intake::read_table(&file).unwrap();
    let columns: Vec<(&str, &[Option<String>])> =
        read.columns.iter().map(|c| (c.name.as_str(), c.values.as_slice())).collect();
    let people = features_from_columns(&mapping, &columns).unwrap();
    assert_eq!(people.table.rows(), 5_004);
    println!("{} households have a missing value", people.incomplete.len());

    let agriculture =
        (0..5_004).filter(|row| people.table.group_of(*row).key.starts_with("agriculture")).count() as f64 / 5_004.0;
    assert!((agriculture - 0.4594).abs() < 0.02, "{agriculture}: the published share is 45.94 %, formal or informal");

    let params =
        Segmentation::from_toml("alatas.toml", include_str!("../../../models/segmentation/alatas.toml")).unwrap();
    let model = params.fit(&people.table).unwrap();
    let all = model.all_segments();
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for segment in model.assign(&people.table).unwrap().segments.into_iter().flatten() {
        *sizes.entry(all[usize::from(segment)].id.0.clone()).or_default() += 1;
    }
    for segment in model.segments() {
        println!("{:5} {} {}", segment.size, segment.id, segment.why.en);
        assert_eq!(sizes[&segment.id.0], segment.size);
    }
    assert!(sizes.len() >= 6 && sizes.values().all(|size| *size >= 20), "{sizes:?}");
}

#[test]
fn a_word_that_cannot_show_in_a_group_gives_way_to_another_name() {
    let (members, contributions, _) = people(900, 24, 16);
    let known = Known::of(&members, &contributions);
    let model = known.model();
    let name = |key: &str| model.segments().iter().find(|s| s.id.0 == key).map(|s| s.name.clone());
    assert_eq!(name("fisher-seasonal").unwrap(), Bilingual::new("Nelayan musiman", "Seasonal fishers"));
    let others: Vec<String> = model.segments().iter().map(|s| s.name.id.clone()).collect();
    assert!(!others.iter().any(|name| name.contains("Pedagang pasar musiman")), "{others:?}");
    let unique: BTreeSet<&String> = others.iter().collect();
    assert_eq!(unique.len(), others.len());
    let text = include_str!("../../../models/segmentation/default.toml").replace("{group} musiman", "musiman");
    let refused = Segmentation::from_toml("own.toml", &text).unwrap_err().to_string();
    assert!(refused.contains("the name `musiman` of `seasonal` needs {group} once"), "{refused}");
}

#[test]
fn a_planners_name_is_the_whole_name_and_lives_in_the_file() {
    let (members, contributions, _) = people(300, 20, 17);
    let mut model = Known::of(&members, &contributions).model();
    let own: BTreeMap<SegmentId, Bilingual> = ["fisher-seasonal", "prospect"]
        .map(|key| (SegmentId(key.to_owned()), Bilingual::new(format!("Milik {key}"), format!("Own {key}"))))
        .into();
    model.give_names(&own);
    let read = SegmentModel::from_toml("m", &model.to_toml().unwrap()).unwrap();
    let all = read.all_segments();
    for (id, name) in &own {
        let named = all.iter().find(|s| s.id == *id).unwrap();
        assert_eq!((&named.name, &named.detail), (name, &None));
    }
}
