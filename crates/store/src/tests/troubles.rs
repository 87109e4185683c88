use super::*;
use crate::sql::Sql;
use crate::{Left, StoreError};

#[tokio::test]
async fn a_transaction_that_sqlite_took_back_by_itself_does_not_block_the_next() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("jangkau.db")).await.unwrap();
    // What SQLite does by itself on a full disk.
    let mut tx = store.begin_shared().await.unwrap();
    Sql::new("ROLLBACK").execute(&mut tx).await.unwrap();
    assert!(tx.commit().await.is_err());
    store.begin_shared().await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_full_database_says_what_to_do_and_takes_writes_again_when_there_is_room() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("jangkau.db")).await.unwrap();
    let (view, plan, touches) = plan(2_000, 0);
    let mut tx = store.begin_shared().await.unwrap();
    let pages: Vec<(i64,)> = Sql::new("PRAGMA page_count").all(&mut tx).await.unwrap();
    Sql::new(format!("PRAGMA max_page_count = {}", pages[0].0 + 20)).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let refusal = store.save_plan(&view, &plan, &touches, &[]).await.unwrap_err();
    assert!(refusal.may_pass() && refusal.to_string().contains("make room on the disk"), "{refusal}");
    let mut tx = store.begin_shared().await.unwrap();
    Sql::new("PRAGMA max_page_count = 1000000").execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
}

#[tokio::test]
async fn what_the_caller_has_to_mend_does_not_pass() {
    let store = Store::fresh().await.unwrap();
    let error = store.approve("nothing", "hash", "Budi", at(0)).await.unwrap_err();
    assert!(!error.may_pass());
    let wrong = Sql::new("SELECT nothing FROM nowhere").execute(store.reader()).await.unwrap_err();
    assert!(!StoreError::Database { doing: "testing", source: wrong }.may_pass());
    assert!(StoreError::Database { doing: "testing", source: sqlx::Error::PoolTimedOut }.may_pass());
}

#[tokio::test]
async fn what_is_left_is_what_is_due_or_held() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(10, 3);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    store.claim_due(CAMPAIGN, Channel::Whatsapp, at(1), 10, "one", at(2)).await.unwrap();
    let left = |until| store.left(CAMPAIGN, Channel::Whatsapp, until);
    assert_eq!(left(at(1)).await.unwrap(), Left { planned: 0, claimed: 2 });
    assert_eq!(left(at(5)).await.unwrap(), Left { planned: 4, claimed: 2 });
    assert_eq!(store.left(CAMPAIGN, Channel::Email, at(5)).await.unwrap(), Left::default());
}
