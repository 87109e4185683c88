//! The ledger in numbers: a database of before is carried over by the migration, ids are read back as keys, words are kept once.

use super::*;
use crate::sql::{Pool, Sql};
use crate::{Expired, MemberOutcome, StoreError};
use domain::views::Halt;
use domain::{DeliveryEvent, touch_id};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use std::path::Path;

/// A database with the tables of before, and how to open it with those of now.
struct Before {
    pool: Pool,
    address: Option<String>,
}

/// Due, fence, lease, code and detail.
type UnknownColumns = (i64, i64, Option<i64>, Option<String>);

fn those_of_before(all: Migrator) -> Migrator {
    let migrations = all.iter().filter(|migration| migration.version < 13).cloned().collect();
    Migrator { migrations, ..all }
}

impl Before {
    async fn make(path: &Path) -> Self {
        if let Ok(server) = std::env::var("JANGKAU_TEST_POSTGRES") {
            let address = Store::fresh_address(&server).await.unwrap();
            let pool = PgPool::connect(&address).await.unwrap();
            those_of_before(sqlx::migrate!("migrations/postgres")).run(&pool).await.unwrap();
            return Self { pool: Pool::Pg(pool), address: Some(address) };
        }
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).foreign_keys(true);
        let pool = SqlitePool::connect_with(options).await.unwrap();
        those_of_before(sqlx::migrate!("migrations/sqlite")).run(&pool).await.unwrap();
        Self { pool: Pool::Lite(pool), address: None }
    }

    async fn run(&self, statement: &str) {
        Sql::new(statement).execute(&self.pool).await.unwrap();
    }

    async fn open(self, path: &Path) -> Store {
        match (self.pool, self.address) {
            (Pool::Pg(pool), Some(address)) => {
                pool.close().await;
                Store::connect(&address).await.unwrap()
            }
            (Pool::Lite(pool), _) => {
                pool.close().await;
                Store::open(path).await.unwrap()
            }
            (Pool::Pg(_), None) => unreachable!("a server has an address"),
        }
    }
}

const PLAN_OF_BEFORE: [&str; 9] = [
    "INSERT INTO campaign (name, title, status, plan_hash, as_of, planned_by, approved_by, approved_at, approved_hash, members,
         held_out, cost, budget, warnings)
     VALUES ('a', '{\"id\":\"A\",\"en\":\"A\"}', 'approved', 'h', '2026-11-30', 'Sari', 'Budi', '2026-12-01T00:00:00.000000Z', 'h', 5, 1,
         0, 0, '[]'),
        ('b', '{\"id\":\"B\",\"en\":\"B\"}', 'planned', 'h', '2026-11-30', 'Sari', NULL, NULL, NULL, 1, 0, 0, 0, '[]')",
    "INSERT INTO plan_member (campaign, member_row, member, segment, occupation_group, area, arm, arm_of, language, send_at, cost)
     SELECT c.column1, v.column1, v.column2, 's', 'farmer', '33.21.04.2007', v.column3, v.column4, 'id', NULL, 586
     FROM (VALUES (7, 'M1', 'treated', 'whatsapp'), (8, 'M2', 'treated', 'whatsapp'), (9, 'M3', 'treated', 'whatsapp'),
        (10, 'M4', 'treated', 'email'), (4000000000, 'M5', 'held_out', 'person')) AS v, (VALUES ('a'), ('b')) AS c",
    "INSERT INTO touch (id, campaign, member, channel, step, area, language, body, due_at, cost, status, fence, worker, lease_until,
         provider_id, error_code, detail, handed_at, called_at)
     VALUES ('00000000000000000000000000000001', 'a', 'M1', 'whatsapp', 1, '33.21.04.2007', 'id', 'satu', '2026-12-01T02:00:00.000001Z',
             586, 'read', 1, NULL, NULL, 'wamid.1', NULL, NULL, '2026-12-01T03:00:00.500000Z', '2026-12-01T02:59:59.000000Z'),
        ('00000000000000000000000000000002', 'a', 'M2', 'whatsapp', 1, '33.21.04.2008', 'en', 'one', '1969-12-31T23:59:59.999999Z',
             586, 'unknown', 2, 'w', '2026-12-01T04:00:00.000000Z', NULL, 131026, 'no answer', NULL, NULL),
        ('00000000000000000000000000000003', 'a', 'M3', 'whatsapp', 1, '33.21.04.2007', 'id', 'satu', '2026-12-01T02:00:00.000000Z',
             586, 'planned', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        ('00000000000000000000000000000004', 'a', 'M4', 'email', 1, '33.21.04.2007', 'id', 'satu', '2026-12-01T02:00:00.000000Z',
             12, 'claimed', 1, 'w', '2026-12-01T04:00:00.000000Z', NULL, NULL, NULL, NULL, NULL),
        ('00000000000000000000000000000005', 'b', 'M1', 'whatsapp', 1, '33.21.04.2007', 'id', 'satu', '2026-12-01T02:00:00.000000Z',
             586, 'planned', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    "INSERT INTO delivery_event (touch, status, happened_at, error_code, detail)
     VALUES ('00000000000000000000000000000001', 'delivered', '2026-12-01T03:00:01.000000Z', NULL, NULL),
        ('00000000000000000000000000000001', 'read', '2026-12-01T03:00:02.000000Z', 7, 'x')",
    "INSERT INTO follow_up (id, campaign, member, channel, step, area, language, body, due_at, cost, after_touch, only_where)
     VALUES ('00000000000000000000000000000006', 'a', 'M1', 'partner_counter', 2, '33.21.04.2007', 'id', 'dua',
         '2026-12-03T02:00:00.000000Z', 900, '00000000000000000000000000000001', 'not_paid')",
    "INSERT INTO follow_up (id, campaign, member, channel, step, area, language, body, due_at, cost, after_touch, only_where)
     VALUES ('00000000000000000000000000000007', 'a', 'M2', 'whatsapp', 101, '33.21.04.2007', 'en', 'one',
         '2026-12-30T02:00:00.000000Z', 586, '00000000000000000000000000000002', 'not_delivered')",
    "INSERT INTO counter_visit (touch, member, clerk, reserved_until, outcome, on_day, noted_at)
     VALUES ('00000000000000000000000000000003', 'M3', 'Dewi', '2026-12-02T04:00:00.000000Z', NULL, NULL,
         '2026-12-02T03:00:00.000000Z')",
    "INSERT INTO member_outcome (campaign, member, kept, months_paid) VALUES ('a', 'M1', 1, 2)",
    "INSERT INTO plan_exclusion (campaign, reason, members) VALUES ('a', 'state', 4)",
];

#[tokio::test]
async fn a_database_of_before_says_the_same_after_it_is_opened() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("jangkau.db");
    let before = Before::make(&path).await;
    for statement in PLAN_OF_BEFORE {
        before.run(statement).await;
    }
    let store = before.open(&path).await;
    let m = |number: u32| MemberId(format!("M{number}"));
    let members = store.plan_members("a").await.unwrap();
    assert_eq!(members.iter().map(|m| m.row.0).collect::<Vec<_>>(), [7, 8, 9, 10, 4_000_000_000]);
    assert_eq!(members[4].arm, Arm::HeldOut(RandomisationUnit::Person));
    let (w, e) = (Channel::Whatsapp, Channel::Email);
    assert_eq!(
        store.touch_statuses("a").await.unwrap(),
        [
            (m(1), w, TouchStatus::Read),
            (m(2), w, TouchStatus::Unknown),
            (m(3), w, TouchStatus::Planned),
            (m(4), e, TouchStatus::Claimed)
        ]
    );
    assert_eq!(store.touch_statuses("b").await.unwrap().len(), 1);
    assert_eq!(store.unknown_touches("a").await.unwrap(), [(format!("{:032}", 2), m(2))]);
    let row: Option<UnknownColumns> = Sql::new("SELECT due_at, fence, error_code, detail FROM touch WHERE status = 2")
        .optional(store.reader())
        .await
        .unwrap();
    assert_eq!(row.unwrap(), (-1, 2, Some(131_026), Some("no answer".into())));
    let leases: Vec<(i64, i64, String)> =
        Sql::new("SELECT fence, lease_until, worker FROM claim").all(store.reader()).await.unwrap();
    assert_eq!(leases, [(1, at(4).timestamp_micros(), "w".into())]);
    assert_eq!(store.expire_leases("a", at(3)).await.unwrap(), Expired::default());
    let row: Option<(i64, i64, Option<String>)> =
        Sql::new("SELECT handed_at, called_at, provider_id FROM touch WHERE status = 5")
            .optional(store.reader())
            .await
            .unwrap();
    let (handed, called) = (at(3).timestamp_micros() + 500_000, at(3).timestamp_micros() - 1_000_000);
    assert_eq!(row.unwrap(), (handed, called, Some("wamid.1".into())));
    let events: Vec<(i64, i64, Option<i64>, Option<String>)> =
        Sql::new("SELECT status, happened_at, error_code, detail FROM delivery_event ORDER BY status")
            .all(store.reader())
            .await
            .unwrap();
    let three = at(3).timestamp_micros();
    assert_eq!(events, [(4, three + 1_000_000, None, None), (5, three + 2_000_000, Some(7), Some("x".into()))]);
    assert_eq!(store.outcomes("a").await.unwrap(), [MemberOutcome { member: m(1), kept: true, months_paid: 2 }]);

    let tries: Vec<(i64,)> = Sql::new("SELECT step FROM follow_up ORDER BY step").all(store.reader()).await.unwrap();
    assert_eq!(tries, [(2,), (9,)], "the try of a first touch");
    assert!(store.release(&format!("{:032}", 3), "Dewi", at(26)).await.unwrap(), "her reservation is known");

    // It goes on as it would have.
    let open = store.open_follow_ups("a", at(96), None, 10).await.unwrap();
    assert_eq!((open[0].first_touch, open[0].kept), (Some(TouchStatus::Read), true));
    let claimed = store.claim_due("a", w, at(48), 10, "w", at(60)).await.unwrap();
    let touch = &claimed[0].touch;
    assert_eq!((claimed.len(), touch.id.clone(), claimed[0].fence), (1, format!("{:032}", 3), 4));
    assert_eq!((touch.body.as_str(), touch.language, touch.due_at), ("satu", Language::Id, at(2)));
    assert_eq!(store.settle_unknown(&[format!("{:032}", 2)], true, "Budi", at(5)).await.unwrap(), 1);
    let follow_up = format!("{:032}", 6);
    let open = store.open_follow_ups("a", at(96), None, 10).await.unwrap();
    let open: Vec<_> = open.iter().filter(|open| open.id == follow_up).collect();
    let decided = store.decide_follow_ups("a", Rupiah::whole(1_000_000), &open, &[]).await.unwrap();
    assert_eq!((decided.sent, decided.beyond_budget), (1, 0));
    let event = DeliveryEvent {
        touch: Some(format!("{:032}", 4)),
        provider_id: None,
        status: TouchStatus::Delivered,
        at: at(5),
        error_code: None,
        detail: None,
    };
    assert_eq!(store.record_events(&[event]).await.unwrap(), 1);
    assert_eq!(store.halt("a", Halt::Cancelled, "Rina", at(5)).await.unwrap(), 2, "the claimed one and the follow-up");
}

#[tokio::test]
async fn ids_made_of_send_keys_need_no_table_and_those_of_another_key_are_refused() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, mut touches) = plan(5, 1);
    for (touch, planned) in touches.iter_mut().zip(&plan.members) {
        touch.id = touch_id(CAMPAIGN, planned.row, Channel::Whatsapp, 1);
    }
    let mut crossed = touches.clone();
    crossed[0].id.clone_from(&touches[1].id);
    let refusal = store.save_plan(&view, &plan, &crossed, &[]).await.unwrap_err();
    assert!(
        matches!(refusal, StoreError::PlanMismatch { .. }) && refusal.to_string().contains(&touches[0].id),
        "{refusal}"
    );
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let named: Vec<(i64,)> = Sql::new("SELECT COUNT(*) FROM touch_name").all(store.reader()).await.unwrap();
    assert_eq!(named, [(0,)]);
    let claimed = claim(&store, 10).await;
    assert_eq!(claimed.iter().map(|c| c.touch.clone()).collect::<Vec<_>>(), touches);
    let calls: Vec<(&str, i64)> = claimed.iter().map(|c| (c.touch.id.as_str(), c.fence)).collect();
    assert_eq!(store.call(&calls, at(0)).await.unwrap().len(), 5);
    let unknown = HandOverOutcome::Unknown { detail: "no answer".into() };
    store.record_results(&[result(&claimed[2], unknown)]).await.unwrap();
    assert_eq!(store.unknown_touches(CAMPAIGN).await.unwrap(), [(touches[2].id.clone(), member(2))]);
}

#[tokio::test]
async fn touches_say_what_was_planned_whether_alike_or_each_something_else() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, mut touches) = plan(1_200, 0);
    for (n, touch) in (0_u32..).zip(&mut touches) {
        if n % 3 > 0 {
            touch.body = format!("{} {n}", touch.body);
        }
        if n % 5 == 0 {
            touch.language = Language::En;
            touch.area = "33.21.04.2008".parse().unwrap();
        }
    }
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let kept: Vec<(i64,)> = Sql::new("SELECT COUNT(*) FROM message").all(store.reader()).await.unwrap();
    assert_eq!(kept, [(802,)], "800 of one touch each, and one in either language");
    let mut claimed: Vec<Touch> = claim(&store, 2_000).await.into_iter().map(|c| c.touch).collect();
    claimed.sort_by(|a, b| a.member.cmp(&b.member));
    assert_eq!(claimed, touches);
}

#[tokio::test]
async fn two_campaigns_whose_names_make_one_number_are_not_mixed_up() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(2, 0);
    let number = domain::campaign_number(CAMPAIGN);
    let twin =
        (0..u32::MAX).map(|n| format!("campaign-{n}")).find(|name| domain::campaign_number(name) == number).unwrap();
    let (mut other_view, mut other_plan, mut other_touches) = (view.clone(), plan.clone(), touches.clone());
    other_view.name.clone_from(&twin);
    other_plan.campaign.clone_from(&twin);
    for touch in &mut other_touches {
        touch.campaign.clone_from(&twin);
    }
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    let refusal = store.save_plan(&other_view, &other_plan, &other_touches, &[]).await.unwrap_err();
    assert!(refusal.to_string().contains("give it another name"), "{refusal}");
}
