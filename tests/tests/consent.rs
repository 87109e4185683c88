//! Consent for one purpose: who took it back is left out of campaigns about that, and of no others.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{ok, planned_home, root, run_on, simulated_home};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const CAMPAIGN: &str = "tarif-januari-2027";

/// Members of a plan who are treated on WhatsApp.
fn on_whatsapp(home: &Path, folder: &str) -> u64 {
    let plan: Value = serde_json::from_str(&ok(home, &["plan", folder, "--by", "rina", "--json"])).unwrap();
    let arms = plan["arms"].as_array().unwrap().iter();
    arms.filter(|arm| arm["channel"] == "whatsapp").map(|arm| arm["members"].as_u64().unwrap()).sum()
}

#[test]
fn whoever_takes_a_purpose_back_is_left_out_of_campaigns_about_it_and_of_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("h");
    planned_home(&home, "2000", "5");
    let campaign = root().join("campaigns").join(CAMPAIGN);
    let campaign = campaign.to_str().unwrap();
    let before = on_whatsapp(&home, campaign);
    assert!(before > 100, "{before}");

    let members = intake::load_members(&home.join("tables/members.parquet")).unwrap();
    let ids = members.iter().filter(|m| m.whatsapp_reachable).map(|m| m.id.0.clone()).collect::<Vec<_>>();
    let file = folder.path().join("consent.csv");
    let take_back = |purpose: &str, ids: &[String]| {
        let mut text = "member_id,nik,channel,purpose,given_on,withdrawn_on,text_version,evidence\n".to_owned();
        for id in ids {
            writeln!(text, "{id},,WA,{purpose},,2026-11-30,naskah-3,formulir {id}").unwrap();
        }
        fs::write(&file, text).unwrap();
        let path = file.to_str().unwrap();
        ok(
            &home,
            &["import", "--consent", path, "--consent-mapping", "agency-consent-by-purpose", "--as-of", "2026-11-30"],
        );
    };
    take_back("Penawaran", &ids);
    assert_eq!(on_whatsapp(&home, campaign), before, "the campaign is about contributions");
    take_back("Iuran", &ids[1..]);
    assert!(on_whatsapp(&home, campaign) <= 1, "whoever took that back hears nothing of it on WhatsApp");

    let kept = ok(&home, &["person", "--consents", &ids[1], "--lang", "en"]);
    for words in ["WhatsApp", "contributions", "offers", "withdrawn", "naskah-3", &format!("formulir {}", ids[1])] {
        assert!(kept.contains(words), "{words} in\n{kept}");
    }
    let nobody = run_on(&home, &["person", "--consents", &ids[1], "--erase", &ids[1], "--by", "Rina"]);
    assert_ne!(nobody.code, 0, "one thing at a time");
    ok(&home, &["person", "--erase", &ids[1], "--by", "Rina"]);
    assert!(ok(&home, &["person", "--consents", &ids[1], "--lang", "en"]).contains("no consent of this member"));
}

#[test]
fn of_whoever_is_forgotten_nothing_is_found_by_their_identity_number_not_even_after_an_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("h");
    simulated_home(&home, "200", "5");
    let members = || intake::load_members(&home.join("tables/members.parquet")).unwrap();
    let before = members();
    let gone = before.iter().position(|m| m.whatsapp_reachable && !m.identity_token.is_empty()).unwrap();
    let id = before[gone].id.0.clone();
    ok(&home, &["person", "--erase", &id, "--by", "Rina"]);
    let forgotten = |members: &[domain::Member]| {
        let m = &members[gone];
        m.identity_token.is_empty() && !(m.phone_known || m.email_known || m.whatsapp_reachable || m.email_reachable)
    };
    assert!(forgotten(&members()));
    let file = home.join("incoming/members.csv");
    let mut text = fs::read_to_string(&file).unwrap();
    text.push('\n');
    fs::write(&file, text).unwrap();
    ok(&home, &["import", "--members", file.to_str().unwrap(), "--as-of", "2026-11-30"]);
    let contacts = folder.path().join("contacts.csv");
    fs::write(&contacts, format!("member_id,name,phone,email\n{id},Wati,0812-3456-7890,wati@contoh.id\n")).unwrap();
    ok(&home, &["import", "--contacts", contacts.to_str().unwrap(), "--as-of", "2026-11-30"]);
    let after = members();
    assert!(forgotten(&after));
    for (at, (one, other)) in before.iter().zip(&after).enumerate() {
        assert!(at == gone || one == other, "{} changed", one.id.0);
    }
}
