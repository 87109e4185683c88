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

/// The locks that this process has on a file, as the system lists them.
#[cfg(target_os = "linux")]
fn locks_on(path: &std::path::Path) -> usize {
    use std::os::unix::fs::MetadataExt;
    let (inode, process) = (std::fs::metadata(path).unwrap().ino(), std::process::id());
    let (of_file, of_process) = (format!(":{inode} "), format!(" {process} "));
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    locks.lines().filter(|lock| lock.contains(&of_file) && lock.contains(&of_process)).count()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_database_opened_once_more_leaves_the_locks_of_those_who_have_it_open() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("jangkau.db");
    let first = Store::open(&path).await.unwrap();
    first.campaigns().await.unwrap();
    let before = locks_on(&path);
    assert!(before > 0, "a connection that is open holds the file");
    let second = Store::open(&path).await.unwrap();
    second.campaigns().await.unwrap();
    assert_eq!(locks_on(&path), before, "without them another process would put the log away");
    drop(second);
    first.campaigns().await.unwrap();
    assert_eq!(locks_on(&path), before);
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
