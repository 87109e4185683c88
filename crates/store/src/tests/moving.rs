use super::*;
use crate::StoreError;

#[tokio::test]
async fn a_file_is_carried_over_to_postgresql_whole_and_only_into_an_empty_database() {
    let there = Store::fresh().await.unwrap();
    if !there.is_postgres() {
        println!("notice: JANGKAU_TEST_POSTGRES is not set; nothing was carried over");
        return;
    }
    let here = Store::in_memory().await.unwrap();
    let (view, plan, touches) = plan(1_200, 30);
    here.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    here.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    here.claim_due(CAMPAIGN, Channel::Whatsapp, at(48), 7, "w", at(60)).await.unwrap();
    let contact = domain::Contact {
        member: member(0),
        name: "Wati \u{2013} 'Ibu'".into(),
        phone: "081234567890".parse().ok(),
        email: None,
        whatsapp_consent_on: "2026-01-05".parse().ok(),
        email_consent_on: None,
    };
    here.save_contacts(&key(), std::slice::from_ref(&contact)).await.unwrap();
    let terms = domain::OutcomeTerms {
        first_day: "2026-12-07".parse().unwrap(),
        covered_month: "2027-02".parse().unwrap(),
        known_by: "2027-03-31".parse().unwrap(),
    };
    let covered = [(member(2), "2027-02".parse().unwrap())];
    here.open_outcomes(CAMPAIGN, "hash-1", &terms, "2026-11-30".parse().unwrap(), &covered).await.unwrap();
    let mail = domain::MailRecord {
        id: "worklist.1".into(),
        campaign: CAMPAIGN.into(),
        purpose: domain::MailPurpose::Worklist,
        regency: Some("33.21".into()),
        to: "loket@example.org".into(),
        at: at(3),
        standing: domain::MailStanding::Unknown,
        detail: None,
    };
    here.keep_mail(&mail).await.unwrap();
    let carried = here.carry_over(&there).await.unwrap();
    let rows = |table: &str| carried.iter().find(|c| c.table == table).unwrap().rows;
    assert_eq!((rows("touch"), rows("plan_member"), rows("contact"), rows("follow_up")), (1_200, 1_230, 1, 0));
    assert_eq!(there.touch_counts(CAMPAIGN).await.unwrap(), here.touch_counts(CAMPAIGN).await.unwrap());
    assert_eq!(there.plan_members(CAMPAIGN).await.unwrap(), here.plan_members(CAMPAIGN).await.unwrap());
    assert_eq!(there.outcomes_so_far(CAMPAIGN).await.unwrap(), here.outcomes_so_far(CAMPAIGN).await.unwrap());
    assert_eq!(there.campaigns().await.unwrap(), here.campaigns().await.unwrap());
    assert_eq!(there.mails(None).await.unwrap(), [mail]);
    assert_eq!(there.contacts_of(&key(), &[member(0)]).await.unwrap()[&member(0)], contact);
    assert!(matches!(here.carry_over(&there).await, Err(StoreError::NotEmpty { .. })));
    // A worker that still holds the file sends nothing any more, whatever it had claimed.
    let refused = here.claim_due(CAMPAIGN, Channel::Whatsapp, at(48), 7, "w", at(60)).await.unwrap_err().to_string();
    assert!(refused.contains("was moved to PostgreSQL"), "{refused}");
    let held = here.touch_statuses(CAMPAIGN).await.unwrap().into_iter().find(|(.., s)| *s == TouchStatus::Claimed);
    let touch = format!("t-{}", held.unwrap().0);
    assert!(here.call(&[(touch.as_str(), 1)], at(49)).await.is_err());
    assert_eq!(there.claim_due(CAMPAIGN, Channel::Whatsapp, at(48), 2_000, "w", at(60)).await.unwrap().len(), 1_193);
}
