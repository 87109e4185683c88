//! Plans a campaign over invented people and prints how long it took and how much memory it held.
//!
//! `cargo run --release -p planning --example plan_a_million [members] [follow-up|decision]`

use domain::campaign::{FloorBy, FloorSpec};
use domain::rules::read_rows;
use domain::{
    Bilingual, CampaignSpec, Candidate, Channel, DecisionSpec, FollowUpSpec, FollowUpWhen, Language, Member, MemberId,
    MemberRow, MembershipState, OccupationCode, OccupationGroup, ProgrammeRules, ProgrammeSet, RegionTable, Rupiah,
    SegmentId, Sex, Share,
};
use planning::{
    Calendar, CampaignInput, ExpectedGain, ExpectedGains, PolicyFiles, PriorTouch, SchedulePolicy, Templates,
    parse_campaign, plan_campaign, standing_holdout,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let word = arguments.next().unwrap_or_default();
    let (with_follow_up, with_decision) = (word == "follow-up", word == "decision");

    let mut spec =
        parse_campaign("campaign.toml", include_str!("../../../campaigns/tarif-januari-2027/campaign.toml"))?;
    for channel in &mut spec.channels {
        channel.per_day = count / 5;
    }
    spec.budget = Rupiah::whole(20_000).times(u64::from(count));
    if with_follow_up {
        spec.channels[0].follow_up = Some(FollowUpSpec {
            when: FollowUpWhen::NotPaid,
            after_days: Some(7),
            on: None,
            until: None,
            channel: Some(Channel::PartnerCounter),
            template: None,
            per_day: None,
            expected_share: Share::ALL,
        });
    }
    if with_decision {
        decide(&mut spec, count)?;
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../campaigns/tarif-januari-2027");
    let mut texts = BTreeMap::new();
    for files in spec.channels.iter().map(|c| &c.template) {
        for file in [&files.id, &files.en] {
            texts.insert(file.clone(), std::fs::read_to_string(format!("{folder}/{file}"))?);
        }
    }
    let templates = Templates::new(&spec, folder, &texts)?;
    let rules = ProgrammeRules::from_csv(
        include_str!("../../../models/programmes/contributions.csv"),
        include_str!("../../../models/programmes/discounts.csv"),
        include_str!("../../../models/programmes/rules.csv"),
    )?;
    let rates = read_rows("models/rates/channels.csv", include_str!("../../../models/rates/channels.csv"))?;
    let calendar = Calendar::from_csv(include_str!("../../../models/holidays/indonesia.csv"))?;
    let policy = SchedulePolicy::from_csv(
        &PolicyFiles {
            windows: include_str!("../../../models/schedule/windows.csv"),
            moments: include_str!("../../../models/schedule/moments.csv"),
            periods: include_str!("../../../models/schedule/periods.csv"),
            limits: include_str!("../../../models/schedule/limits.csv"),
            capacity: include_str!("../../../models/schedule/capacity.csv"),
            harvest_months: include_str!("../../../models/schedule/harvest_months.csv"),
            standing_holdout: include_str!("../../../models/schedule/standing_holdout.csv"),
            lean_months: include_str!("../../../models/segmentation/lean_months.csv"),
        },
        &calendar,
    )?;
    let regions =
        RegionTable::from_csv("models/regions/provinces.csv", include_str!("../../../models/regions/provinces.csv"))?;

    let (members, candidates) = people(count)?;
    let share = Share::new(0.02)?;
    let standing: HashSet<MemberId> =
        members.iter().filter(|m| standing_holdout("tetap", share, &m.id.0)).map(|m| m.id.clone()).collect();
    let prior: Vec<PriorTouch> = members
        .iter()
        .step_by(10)
        .map(|m| {
            let due_at = "2026-12-02T04:00:00Z".parse()?;
            Ok(PriorTouch { member: m.id.clone(), channel: Channel::Whatsapp, due_at })
        })
        .collect::<Result<_, chrono::ParseError>>()?;
    println!("{count} members: {} MiB before planning", memory("VmHWM")?);

    let gains = gains(&candidates);
    let begin = Instant::now();
    let planned = plan_campaign(&CampaignInput {
        spec: &spec,
        templates: &templates,
        candidates: &candidates,
        members: &members,
        rules: &rules,
        rates: &rates,
        calendar: &calendar,
        policy: &policy,
        prior: &prior,
        standing: &standing,
        regions: &regions,
        gains: with_decision.then_some(&gains),
    })?;
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "planned in {seconds:.2} s, {} MiB at the most: {} in the plan, {} left out, {} touches, {} follow-ups, {} moved",
        memory("VmHWM")?,
        planned.plan.members.len(),
        planned.plan.excluded.len(),
        planned.touches.len(),
        planned.follow_ups.len(),
        planned.moved.len()
    );
    println!("plan {}", planned.plan.hash);
    if let Some(decided) = &planned.decided {
        println!("  {}", decided.view.words().en);
        for line in decided.view.limits.iter().take(5).chain(decided.view.removed.iter().take(3)) {
            println!("  {}", line.en);
        }
    }
    for warning in &planned.plan.warnings {
        println!("  {}", warning.en);
    }
    Ok(())
}

/// Half the money, e-mail beside WhatsApp, cells of 500, a fifth of every province and a quarter of the farmers.
fn decide(spec: &mut CampaignSpec, count: u32) -> Result<(), Box<dyn Error>> {
    let mut email = spec.channels[0].clone();
    email.kind = Channel::Email;
    spec.channels.insert(1, email);
    spec.budget = Rupiah::whole(1_100).times(u64::from(count));
    let floor = |by, of: Option<&str>, share| FloorSpec { by, of: of.map(str::to_owned), share, people: None };
    spec.decision = Some(DecisionSpec {
        smallest_cell: Some(500),
        floors: vec![
            floor(FloorBy::Region, None, Some(Share::new(0.2)?)),
            floor(FloorBy::Occupation, Some(OccupationGroup::Farmer.key()), Some(Share::new(0.25)?)),
        ],
        ..DecisionSpec::default()
    });
    Ok(())
}

/// Invented uplifts, another one for each segment.
fn gains(candidates: &[Candidate]) -> ExpectedGains {
    let mut gains = ExpectedGains::default();
    let segments: BTreeSet<&str> = candidates.iter().filter_map(|c| Some(c.segment.as_ref()?.0.as_str())).collect();
    for (place, segment) in segments.into_iter().enumerate() {
        for (channel, uplift) in [(Channel::Whatsapp, 0.01), (Channel::Email, 0.004)] {
            let uplift = uplift * (1.0 + place as f64 / 10.0);
            let source = Bilingual::new("karangan", "invented");
            gains.of.insert(
                (segment.to_owned(), channel),
                ExpectedGain { uplift, months_each: 9.7, source, unverified: Vec::new() },
            );
        }
    }
    gains
}

/// Two thirds are reachable on WhatsApp, two fifths by e-mail; a thousand incomes, nine groups, villages of a hundred members in all provinces.
fn people(count: u32) -> Result<(Vec<Member>, Vec<Candidate>), Box<dyn Error>> {
    const PROVINCES: [u32; 9] = [11, 33, 35, 51, 52, 64, 73, 81, 94];
    let mut members = Vec::with_capacity(count as usize);
    let mut candidates = Vec::with_capacity(count as usize);
    for i in 0..count {
        let village = i / 100;
        let province = PROVINCES[village as usize % PROVINCES.len()];
        let region = format!(
            "{province}.{:02}.{:02}.{:04}",
            village / 5_000 % 90 + 1,
            village / 90 % 60 + 1,
            2001 + village % 90
        );
        let member = Member {
            id: MemberId(format!("BPU{i:09}")),
            identity_token: String::new(),
            occupation: OccupationCode(6222),
            group: OccupationGroup::ALL[i as usize % OccupationGroup::ALL.len()],
            region: region.parse()?,
            urban: village % 3 == 0,
            birth_year: 1985,
            sex: if i % 2 == 0 { Sex::Male } else { Sex::Female },
            declared_income_rupiah: 1_000_000 + i64::from(i % 1_000) * 4_321,
            programmes: if i % 4 == 0 { ProgrammeSet::WithSavings } else { ProgrammeSet::Basic },
            registered_on: None,
            paid_by_state: false,
            whatsapp_reachable: i % 3 != 0,
            email_reachable: false,
            phone_known: true,
            email_known: false,
            ended_on: None,
        };
        candidates.push(Candidate {
            row: MemberRow(i),
            member: member.id.clone(),
            state: MembershipState::Active,
            group: member.group,
            segment: Some(SegmentId(format!("{}-{}", member.group.key(), i % 3))),
            region: member.region,
            urban: member.urban,
            paid_by_state: false,
            whatsapp_reachable: member.whatsapp_reachable,
            email_reachable: i % 5 < 2,
            restricted: false,
            language: Language::Id,
        });
        members.push(member);
    }
    Ok((members, candidates))
}

/// A line of `/proc/self/status` in MiB; 0 where there is none.
fn memory(line: &str) -> Result<u64, Box<dyn Error>> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(0) };
    let kib =
        status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':')?.split_whitespace().next()).unwrap_or("0");
    Ok(kib.parse::<u64>()? / 1024)
}
