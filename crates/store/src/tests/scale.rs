use super::*;
use std::time::Instant;

/// Prints how long the demo's plan takes; run with `--ignored --nocapture`.
#[tokio::test]
#[ignore = "prints timings and asserts none"]
async fn a_plan_of_fifty_thousand_members_is_saved_claimed_and_read() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("jangkau.db")).await.unwrap();
    let (view, plan, touches) = plan(30_000, 20_000);
    let mut clock = Instant::now();
    let mut lap = |what: &str| {
        println!("{what}: {:.2} s", clock.elapsed().as_secs_f64());
        clock = Instant::now();
    };
    store.save_plan(&view, &plan, &touches).await.unwrap();
    lap("save 50,000 members and 30,000 touches");
    store.save_plan(&view, &plan, &touches).await.unwrap();
    lap("save them again");
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    assert_eq!(store.plan_members(CAMPAIGN).await.unwrap().len(), 50_000);
    lap("read 50,000 members");
    let mut claiming = std::time::Duration::ZERO;
    loop {
        let began = Instant::now();
        let claimed = claim(&store, 500).await;
        claiming += began.elapsed();
        if claimed.is_empty() {
            break;
        }
        let handed = |c: &ClaimedTouch| {
            result(c, HandOverOutcome::HandedOver { provider_id: Some(format!("w-{}", c.touch.id)) })
        };
        let results: Vec<HandOver> = claimed.iter().map(handed).collect();
        store.record_results(&results).await.unwrap();
    }
    println!("of which claiming: {:.2} s", claiming.as_secs_f64());
    lap("claim and record 30,000 touches in 500s");
    let events: Vec<domain::DeliveryEvent> = touches
        .iter()
        .map(|t| domain::DeliveryEvent {
            touch: Some(t.id.clone()),
            provider_id: Some(format!("w-{}", t.id)),
            status: TouchStatus::Delivered,
            at: at(3),
            error_code: None,
            detail: None,
        })
        .collect();
    assert_eq!(store.record_events(&events).await.unwrap(), 30_000);
    lap("record 30,000 reports");
    assert_eq!(store.touch_statuses(CAMPAIGN).await.unwrap().len(), 30_000);
    lap("read 30,000 statuses");
}
