//! The policy as it ships: which minutes of which days are open, and what it refuses.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::parse_campaign;

const HOLIDAYS: &str = include_str!("../../../../models/holidays/indonesia.csv");

fn files() -> PolicyFiles<'static> {
    PolicyFiles {
        windows: include_str!("../../../../models/schedule/windows.csv"),
        moments: include_str!("../../../../models/schedule/moments.csv"),
        periods: include_str!("../../../../models/schedule/periods.csv"),
        limits: include_str!("../../../../models/schedule/limits.csv"),
        capacity: include_str!("../../../../models/schedule/capacity.csv"),
        harvest_months: include_str!("../../../../models/schedule/harvest_months.csv"),
        standing_holdout: include_str!("../../../../models/schedule/standing_holdout.csv"),
        lean_months: include_str!("../../../../models/segmentation/lean_months.csv"),
    }
}

fn spec() -> CampaignSpec {
    parse_campaign("c.toml", include_str!("../../../../campaigns/tarif-januari-2027/campaign.toml")).unwrap()
}

fn open(day: &str, channel: Channel, province: &str) -> Vec<String> {
    let calendar = Calendar::from_csv(HOLIDAYS).unwrap();
    let policy = SchedulePolicy::from_csv(&files(), &calendar).unwrap();
    let clock = |s: u32| format!("{:02}:{:02}", s / 3600, s % 3600 / 60);
    let spans = policy.open_spans(&spec(), &calendar, channel, day.parse().unwrap(), province).unwrap();
    spans.into_iter().map(|(from, to)| format!("{}-{}", clock(from), clock(to))).collect()
}

#[test]
fn a_friday_has_a_gap_a_holiday_has_nothing_and_counters_rest_on_sunday() {
    assert_eq!(open("2026-12-03", Channel::Whatsapp, "33"), ["09:00-20:00"]);
    assert_eq!(open("2026-12-04", Channel::Whatsapp, "33"), ["09:00-11:30", "13:00-20:00"]);
    assert_eq!(open("2026-12-25", Channel::Whatsapp, "33"), [""; 0]);
    assert_eq!(open("2026-12-06", Channel::Whatsapp, "33"), ["09:00-20:00"]);
    assert_eq!(open("2026-12-06", Channel::PartnerCounter, "33"), [""; 0]);
    // The campaign begins at nine, the counter closes at four: the narrower of both.
    assert_eq!(open("2026-12-07", Channel::PartnerCounter, "33"), ["09:00-16:00"]);
}

#[test]
fn ramadan_evenings_are_quiet_from_the_eve_on_and_a_day_wider_while_estimated() {
    assert_eq!(open("2026-02-15", Channel::Whatsapp, "33"), ["09:00-20:00"]);
    assert_eq!(open("2026-02-18", Channel::Whatsapp, "33"), ["09:00-17:30"]);
    assert_eq!(open("2026-03-13", Channel::Whatsapp, "33"), ["09:00-11:30", "13:00-17:30"]);
    // 2027 is estimated to begin on 8 February.
    assert_eq!(open("2027-02-04", Channel::Whatsapp, "33"), ["09:00-20:00"]);
    assert_eq!(open("2027-02-07", Channel::Whatsapp, "33"), ["09:00-17:30"]);
}

#[test]
fn nyepi_silences_bali_on_every_channel_until_six_the_next_morning() {
    let nyepi = "2026-03-19";
    for channel in Channel::ALL {
        assert_eq!(open(nyepi, channel, "51"), [""; 0], "{channel:?}");
    }
    let calendar = Calendar::from_csv(HOLIDAYS).unwrap();
    let policy = SchedulePolicy::from_csv(&files(), &calendar).unwrap();
    let moment = policy.moments().iter().find(|m| m.key == "nyepi_bali").unwrap();
    assert_eq!(moment.spans("2026-03-19".parse().unwrap()), [(6 * 3600, 86_400)]);
    assert_eq!(moment.spans("2026-03-20".parse().unwrap()), [(0, 6 * 3600)]);
    assert!(!moment.holds_for(Channel::Whatsapp, "35"));
    // A banner may be up on the holiday elsewhere, in the campaign's own window, were it not that the campaign skips holidays.
    let mut open_campaign = spec();
    open_campaign.schedule.skip_holidays = false;
    let java = policy.open_spans(&open_campaign, &calendar, Channel::Outdoor, nyepi.parse().unwrap(), "35").unwrap();
    assert_eq!(java, [(9 * 3600, 17 * 3600 + 1800)], "Ramadan evening cut off, the rest open");
    let bali = policy.open_spans(&open_campaign, &calendar, Channel::Outdoor, nyepi.parse().unwrap(), "51").unwrap();
    assert_eq!(bali, []);
}

#[test]
fn ramadan_ends_the_day_before_idul_fitri_of_every_year_on_file() {
    let calendar = Calendar::from_csv(HOLIDAYS).unwrap();
    let periods = moments::read_periods(files().periods, &calendar, &mut BTreeSet::new()).unwrap();
    let eids: Vec<NaiveDate> = calendar.days_named("Hari Raya Idul Fitri").collect();
    assert_eq!(periods.len(), eids.len());
    for period in periods {
        assert!(eids.contains(&period.last_day.succ_opt().unwrap()), "{}", period.last_day);
        assert!((29..=30).contains(&((period.last_day - period.first_day).num_days() + 1)));
        assert_eq!(
            period.estimated,
            calendar.estimated_between(period.last_day, period.last_day + chrono::Days::new(1)).len() == 1
        );
    }
}

#[test]
fn caps_and_gaps_look_both_ways() {
    let limits = Limits { touches_per_week: 2, gap_days: 2 };
    let day = |d: u32| NaiveDate::from_ymd_opt(2026, 12, d).unwrap();
    let allow = |on: NaiveDate, taken: &[NaiveDate]| limits.broken_by(on, taken).is_none();
    assert!(allow(day(10), &[]));
    assert!(!allow(day(10), &[day(10)]) && !allow(day(10), &[day(9)]) && !allow(day(10), &[day(11)]));
    assert!(allow(day(10), &[day(12)]));
    assert!(!allow(day(10), &[day(8), day(12)]), "three in the week from the 8th");
    assert!(allow(day(10), &[day(3), day(17)]), "seven days apart on both sides");
    assert!(!allow(day(10), &[day(6), day(4)]), "4th to 10th holds three");
    assert_eq!(limits.broken_by(day(10), &[day(6), day(4)]), Some(CapBroken::Week));
    assert_eq!(limits.broken_by(day(10), &[day(11)]), Some(CapBroken::Gap));
}

#[test]
fn files_that_would_let_a_message_through_are_refused_with_file_and_line() {
    let calendar = Calendar::from_csv(HOLIDAYS).unwrap();
    let refuse = |change: &dyn Fn(&mut PolicyFiles<'static>)| {
        let mut files = files();
        change(&mut files);
        SchedulePolicy::from_csv(&files, &calendar).unwrap_err().to_string()
    };
    let leak = |text: String| -> &'static str { text.leak() };
    let without_2027: Vec<&str> = files().periods.lines().filter(|l| !l.starts_with("ramadan,2027")).collect();
    let error = refuse(&|f| f.periods = leak(without_2027.join("\n")));
    assert!(error.contains("`ramadan` has no row of 2027"), "{error}");
    let error = refuse(&|f| f.moments = leak(files().moments.replace("Hari Suci Nyepi", "Hari Nyepi")));
    assert!(error.contains("moments.csv, line 6") && error.contains("no `Hari Nyepi` in 2025"), "{error}");
    let error = refuse(&|f| f.windows = leak(files().windows.replace("20:00:00", "08:00:00")));
    assert!(error.contains("windows.csv, line 3") && error.contains("not after it begins"), "{error}");
    let error = refuse(&|f| f.limits = leak(files().limits.replace("touches_per_week,2", "touches_per_week,0")));
    assert!(error.contains("limits.csv, line 2"), "{error}");
    let error = refuse(&|f| f.moments = leak(files().moments.replace("friday,11", "funday,11")));
    assert!(error.contains("`days` is `funday`"), "{error}");
}

#[test]
fn a_schedule_may_narrow_the_policy_and_never_widen_it() {
    let calendar = Calendar::from_csv(HOLIDAYS).unwrap();
    let policy = SchedulePolicy::from_csv(&files(), &calendar).unwrap();
    let good = include_str!("../../../../campaigns/tarif-januari-2027/campaign.toml");
    let around =
        crate::Surroundings { policy: Some(&policy), calendar: Some(&calendar), ..crate::Surroundings::default() };
    let read = |from: &str, to: &str| crate::read_campaign("c.toml", &good.replacen(from, to, 1), &around);
    assert!(read("09:00:00", "10:30:00").is_ok() && read("20:00:00", "17:00:00").is_ok());
    for (from, to, field, word) in [
        ("09:00:00", "05:00:00", "not_before", "did you mean `08:00:00`"),
        ("20:00:00", "22:00:00", "not_after", "never widen it; did you mean `20:00:00`"),
        ("20:00:00\"", "20:00:00\"\nskip_holidays = false", "skip_holidays", "whatsapp rests on holidays"),
        ("20:00:00\"", "20:00:00\"\nskip_friday_prayers = false", "skip_friday_prayers", "Friday prayers"),
    ] {
        let error = read(from, to).unwrap_err().to_string();
        let line = good.replacen(from, to, 1).lines().position(|l| l.starts_with(field)).unwrap() + 1;
        assert!(error.starts_with(&format!("c.toml, line {line}: ")) && error.contains(word), "{error}");
    }
    let late = good.replacen("09:00:00", "16:30:00", 1);
    let error = crate::read_campaign("c.toml", &late, &around).unwrap_err().to_string();
    assert!(error.contains("leaves no time for partner_counter, which is open from 08:00:00 to 16:00:00"), "{error}");
}

#[test]
fn the_standing_lot_is_that_of_the_latest_row_and_a_plan_says_that_it_is_unverified() {
    let policy = SchedulePolicy::from_csv(&files(), &Calendar::from_csv(HOLIDAYS).unwrap()).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert!(policy.standing_on(day("2025-12-31")).is_none());
    let lot = policy.standing_on(day("2026-11-30")).unwrap();
    assert!(lot.share.get() > 0.0 && !lot.seed.is_empty());
    let unverified = policy.unverified(&BTreeSet::new());
    assert!(unverified.contains(&format!("{STANDING_FILE}: {}", lot.seed)), "{unverified:?}");
    let mut seen = BTreeSet::<(Option<Channel>, String)>::new();
    let head = "seed,share,valid_from,source,as_of,confidence\n";
    let rows = "a,0.1,2026-01-01,x,2026-01-01,confirmed\nb,0.2,2026-01-01,x,2026-01-01,confirmed\n";
    let refusal = super::standing::read(&format!("{head}{rows}"), &mut seen).unwrap_err().to_string();
    assert!(refusal.contains("line 3") && refusal.contains("a second lot from 2026-01-01"), "{refusal}");
    assert!(super::standing::read(&format!("{head}a,1.5,2026-01-01,x,2026-01-01,confirmed\n"), &mut seen).is_err());
}

#[test]
fn a_sender_is_told_its_rate_its_pair_gap_and_its_portfolios_day_from_dated_rows() {
    use domain::campaign::{PortfolioTier, WhatsappCapacity};
    let calendar = Calendar::from_csv(HOLIDAYS).unwrap();
    let policy = SchedulePolicy::from_csv(&files(), &calendar).unwrap();
    let sending = |portfolio_tier, high_throughput, day: &str| {
        let declared = WhatsappCapacity { numbers: 2, high_throughput, portfolio_tier };
        policy.capacity().sending(&declared, day.parse().unwrap())
    };
    let usual = sending(PortfolioTier::T10000, false, "2026-12-01").unwrap();
    assert_eq!((usual.per_second, usual.pair_seconds, usual.people_per_day), (80, 6, Some(10_000)));
    let high = sending(PortfolioTier::Unlimited, true, "2026-12-01").unwrap();
    assert_eq!((high.per_second, high.people_per_day), (1_000, None));
    assert!(sending(PortfolioTier::T250, false, "2025-03-01").is_err(), "tiers of portfolios hold since October 2025");
}
