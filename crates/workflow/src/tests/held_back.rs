use super::{CAMPAIGN, MadeUp, approved, at, standing};
use crate::dispatch_touches::dispatch;
use crate::progress::Quiet;
use dispatch::PlayedClock;
use domain::{Channel, FollowUpStanding, TouchStatus};
use fake_providers::{CodeFault, CodeWhen};

#[tokio::test]
async fn what_the_gateway_holds_back_is_tried_once_more_a_day_later() {
    let folder = tempfile::tempdir().unwrap();
    let (home, world) = approved(folder.path()).await;
    let clock = PlayedClock::starting_at(at("2026-12-01T00:00:00Z"));
    let sent = async |share: f64| {
        let fault = CodeFault { code: 131_049, share, when: CodeWhen::Answer, through: None, first: None };
        let gateway = MadeUp::start(|config| config.faults.codes = vec![fault]).await;
        let mut providers = gateway.providers();
        providers.played = Some(clock.clone());
        let until = at("2026-12-19T16:59:59Z");
        dispatch(&home, &world, CAMPAIGN, until, None, &providers, &Quiet).await.unwrap();
        gateway.stop().await;
    };
    sent(0.5).await;
    let store = home.store().await.unwrap();
    let held_back = standing(&store, Channel::Whatsapp, TouchStatus::Failed).await;
    assert!(held_back > 50, "{held_back}");

    // The next look plans the tries and goes on to days on which they are due; what it holds back again is left at that.
    sent(0.1).await;
    let counts = store.follow_up_counts(CAMPAIGN).await.unwrap();
    let tries = counts.iter().find(|(standing, _)| *standing == FollowUpStanding::Sent).map_or(0, |(_, n)| *n);
    assert!(tries > 0 && tries <= held_back, "{tries} tries of {held_back} held back: {counts:?}");
    sent(0.0).await;
    let after = store.follow_up_counts(CAMPAIGN).await.unwrap();
    let again = after.iter().find(|(standing, _)| *standing == FollowUpStanding::Sent).map_or(0, |(_, n)| *n);
    assert!(again >= tries && again <= held_back, "each is tried once more, and no more: {after:?}");
}
