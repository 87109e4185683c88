use crate::world::{POPULATION, WORLD, as_of, of_seed, tables};
use domain::rules::Payer;
use domain::{Contribution, Member, Month, OccupationGroup, PhoneNumber, ProgrammeSet, Sex, TimeZoneCode};
use sha2::{Digest, Sha256};
use simulator::{HiddenType, Population, simulate};
use std::collections::{BTreeMap, BTreeSet, HashSet};

fn fingerprint(population: &Population) -> Vec<u8> {
    Sha256::digest(format!("{population:?}").as_bytes()).to_vec()
}

fn members() -> impl Iterator<Item = &'static Member> {
    POPULATION.workers.iter().map(|w| &w.member)
}

fn share(count: usize, of: usize) -> f64 {
    count as f64 / of as f64
}

fn payer(member: &Member) -> Payer {
    Payer {
        programmes: member.programmes,
        declared_income_rupiah: member.declared_income_rupiah,
        group: member.group,
        paid_by_state: member.paid_by_state,
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let first = fingerprint(&of_seed(7, 2_000));
    assert_eq!(first, fingerprint(&of_seed(7, 2_000)));
    assert_ne!(first, fingerprint(&of_seed(8, 2_000)));
}

#[test]
fn more_workers_do_not_change_the_first_ones() {
    let (few, many) = (of_seed(3, 2_000), of_seed(3, 4_000));
    assert_eq!(few.workers[..1_700], many.workers[..1_700]);
    assert_eq!(few.truth[..1_700], many.truth[..1_700]);
}

#[test]
fn rows_are_in_order_and_each_worker_has_one_row_of_truth() {
    assert_eq!(POPULATION.workers.len(), 30_000);
    assert_eq!(POPULATION.truth.len(), 30_000);
    assert!(POPULATION.truth.iter().enumerate().all(|(i, t)| t.row.index() == i));
    assert!(POPULATION.workers.iter().all(|w| w.contact.member == w.member.id));
    let ids: HashSet<_> = members().map(|m| &m.id).collect();
    assert_eq!(ids.len(), 30_000);
    let sorted =
        |pair: &[Contribution]| (pair[0].member, pair[0].coverage_month) < (pair[1].member, pair[1].coverage_month);
    assert!(POPULATION.contributions.windows(2).all(sorted), "sorted, and no month of a member twice");
}

#[test]
fn nothing_known_after_the_as_of_day_is_in_the_population() {
    let first = Month::new(2024, 12).unwrap();
    for c in &POPULATION.contributions {
        assert!(c.paid_on <= c.known_on && c.known_on <= as_of());
        assert!((c.known_on - c.paid_on).num_days() <= 7);
        assert!(c.coverage_month >= first && c.coverage_month < Month::of(as_of()).plus(12));
        let registered = POPULATION.workers[c.member.index()].member.registered_on.unwrap();
        assert!(registered <= c.paid_on);
    }
}

#[test]
fn occupations_have_the_shares_of_the_figures_and_fishers_live_on_few_coasts() {
    let of = |group| share(members().filter(|m| m.group == group).count(), 30_000);
    let urban = share(members().filter(|m| m.urban).count(), 30_000);
    let fishers = 0.22 * (urban * 0.20 + (1.0 - urban) * 0.45);
    for (group, in_town, in_country) in [
        (OccupationGroup::Farmer, 0.08, 0.52),
        (OccupationGroup::MarketTrader, 0.22, 0.12),
        (OccupationGroup::Transport, 0.20, 0.06),
        (OccupationGroup::DomesticWorker, 0.10, 0.05),
    ] {
        let expected = (1.0 - fishers) * (urban * in_town + (1.0 - urban) * in_country);
        assert!((of(group) - expected).abs() < 0.03, "{group:?}: {} for {expected}", of(group));
    }
    assert!((of(OccupationGroup::Fisher) - fishers).abs() < 0.03);
    let villages: BTreeSet<_> = members().map(|m| &m.region).collect();
    let coastal: BTreeSet<_> = members().filter(|m| m.group == OccupationGroup::Fisher).map(|m| &m.region).collect();
    assert!(share(coastal.len(), villages.len()) < 0.35);
    assert!(members().all(|m| WORLD.occupations.group_of(m.occupation) == m.group));
}

#[test]
fn villages_have_real_regencies_and_lie_in_all_three_time_zones() {
    let mut zones = BTreeSet::new();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for member in members() {
        let village = member.region.village().unwrap();
        *sizes.entry(village).or_default() += 1;
        zones.insert(WORLD.regions.province_of(&member.region).unwrap().zone);
        let regency = format!("\n{},", member.region.regency().unwrap());
        assert!(tables().regencies_csv.contains(&regency), "{regency}");
    }
    assert_eq!(zones, BTreeSet::from([TimeZoneCode::Wib, TimeZoneCode::Wita, TimeZoneCode::Wit]));
    let mean = 30_000.0 / sizes.len() as f64;
    assert!((130.0..170.0).contains(&mean), "{mean}");
    assert!(sizes.values().all(|size| *size <= 225));
}

#[test]
fn reach_and_membership_have_the_shares_of_the_figures() {
    let registered: Vec<&Member> = members().filter(|m| m.registered_on.is_some()).collect();
    assert!((share(registered.len(), 30_000) - WORLD.params.member_share()).abs() < 0.01);
    for urban in [true, false] {
        let here: Vec<_> = registered.iter().filter(|m| m.urban == urban).collect();
        let reached = share(here.iter().filter(|m| m.whatsapp_reachable).count(), here.len());
        let expected = WORLD.params.whatsapp_reach_of_members(urban);
        assert!((reached - expected).abs() < 0.02, "{reached} for {expected}");
    }
    for worker in &POPULATION.workers {
        assert_eq!(worker.member.whatsapp_reachable, worker.contact.whatsapp_consent_on.is_some());
        assert!(!worker.member.whatsapp_reachable || worker.contact.phone.is_some());
        assert!(worker.contact.whatsapp_consent_on.is_none_or(|day| day <= as_of()));
        assert!(worker.member.identity_token.is_empty());
    }
}

#[test]
fn telephone_and_identity_numbers_have_the_shape_of_real_ones_and_none_repeats() {
    let mut phones = HashSet::new();
    let mut niks = HashSet::new();
    for worker in &POPULATION.workers {
        if let Some(phone) = &worker.contact.phone {
            assert_eq!(phone.digits().parse::<PhoneNumber>().as_ref(), Ok(phone));
            assert!(phones.insert(phone.digits()));
        }
        let nik = &worker.nik;
        assert!(nik.len() == 16 && nik.bytes().all(|b| b.is_ascii_digit()), "{nik}");
        assert_eq!(nik[..6], worker.member.region.as_str().replace('.', "")[..6]);
        let day: u32 = nik[6..8].parse().unwrap();
        let day = if worker.member.sex == Sex::Female { day - 40 } else { day };
        assert!((1..=28).contains(&day) && (1..=12).contains(&nik[8..10].parse::<u32>().unwrap()));
        assert_eq!(nik[10..12].parse::<i32>().unwrap(), worker.member.birth_year % 100);
        assert_ne!(&nik[12..], "0000");
        assert!(niks.insert(nik.as_str()));
    }
}

#[test]
fn amounts_are_what_the_rules_quote_and_halve_in_the_window() {
    let june = Month::new(2026, 6).unwrap();
    let mut halved = 0;
    for c in POPULATION.contributions.iter().step_by(23) {
        let member = &POPULATION.workers[c.member.index()].member;
        let quote = WORLD.rules.quote_block(&payer(member), c.coverage_month, 1, c.paid_on).unwrap();
        assert_eq!(c.amount(), quote.amount, "{c:?}");
        if c.coverage_month == june && Month::of(c.paid_on) == june && member.programmes == ProgrammeSet::Basic {
            let whole = quote.full_amount.rounded();
            assert_eq!(c.amount_rupiah * if member.paid_by_state { 1 } else { 2 }, whole);
            halved += 1;
        }
    }
    assert!(halved > 100);
}

/// Mean over members of the share of their months since registration that satisfy `when` and were paid.
fn share_paid(group: OccupationGroup, kind: HiddenType, when: impl Fn(Month) -> bool) -> f64 {
    let last = Month::of(as_of());
    let (mut paid, mut possible) = (0, 0);
    for c in &POPULATION.contributions {
        let member = &POPULATION.workers[c.member.index()].member;
        let fits = member.group == group && POPULATION.truth[c.member.index()].hidden_type == kind;
        paid += usize::from(fits && !member.paid_by_state && c.coverage_month <= last && when(c.coverage_month));
    }
    for (worker, truth) in POPULATION.workers.iter().zip(&POPULATION.truth) {
        let Some(day) = worker.member.registered_on else { continue };
        if worker.member.group == group && truth.hidden_type == kind && !worker.member.paid_by_state {
            let start = Month::of(day).max(last.plus(-23));
            possible += (0..=last.months_since(start)).filter(|i| when(start.plus(*i))).count();
        }
    }
    share(paid, possible)
}

#[test]
fn hidden_types_inside_an_occupation_pay_differently() {
    let fisher = OccupationGroup::Fisher;
    let lean = |m: Month| matches!(m.month(), 12 | 1 | 2 | 3);
    let all = |_: Month| true;
    assert!(share_paid(fisher, HiddenType::Steady, all) > 0.8);
    assert!(share_paid(fisher, HiddenType::Drifting, all) < 0.5);
    let seasonal_lean = share_paid(fisher, HiddenType::Seasonal, lean);
    let seasonal_good = share_paid(fisher, HiddenType::Seasonal, |m| !lean(m));
    assert!(seasonal_lean + 0.25 < seasonal_good, "{seasonal_lean} and {seasonal_good}");
    let vendor = OccupationGroup::StreetVendor;
    let discounted = |m: Month| m >= Month::new(2026, 4).unwrap();
    let cheap = share_paid(vendor, HiddenType::PriceSensitive, discounted);
    let dear = share_paid(vendor, HiddenType::PriceSensitive, |m| !discounted(m));
    assert!(dear + 0.15 < cheap, "{dear} and {cheap}");
}

#[test]
fn some_pay_blocks_ahead_and_some_pay_arrears() {
    let prepaid =
        share(POPULATION.contributions.iter().filter(|c| c.is_prepaid()).count(), POPULATION.contributions.len());
    assert!((0.05..0.4).contains(&prepaid), "{prepaid}");
    assert!(POPULATION.contributions.iter().any(|c| c.paid_on > c.coverage_month.last_day()));
}

#[test]
fn a_province_that_is_not_in_the_table_is_refused_by_its_code() {
    let regions = domain::RegionTable::default();
    let tables = simulator::Tables { regions: &regions, ..tables() };
    let error = simulate(&WORLD.params, 1, 10, as_of(), &tables).unwrap_err().to_string();
    assert!(error.contains("`12`"), "{error}");
    let day = chrono::NaiveDate::from_ymd_opt(3000, 1, 1).unwrap();
    assert!(simulate(&WORLD.params, 1, 10, day, &crate::world::tables()).is_err());
    assert!(of_seed(1, 0).workers.is_empty());
}
