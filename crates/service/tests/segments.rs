//! Segments, models and their differences: pages and JSON say the same, and what is not there is told.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{app, get};
use axum::http::StatusCode;
use domain::segment_views::{ModelView, SegmentMove};
use domain::{OccupationGroup, SegmentId};
use invented::models::{self, NEWER, OLDER};
use serde_json::Value;
use store::Store;

/// A count as an English page writes it.
fn count(value: &Value) -> String {
    let text = value.as_u64().unwrap().to_string();
    let mut shown = String::new();
    for (i, digit) in text.chars().enumerate() {
        if i > 0 && (text.len() - i).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

fn percent(value: &Value) -> String {
    format!("{:.1}%", value.as_f64().unwrap() * 100.0)
}

/// The page with its addresses as a browser reads them.
fn addresses(body: &str) -> String {
    body.replace("&#x3D;", "=").replace("&amp;", "&")
}

fn has(page: &str, shown: &str) {
    assert!(page.contains(shown), "{shown} is not in {page}");
}

#[tokio::test]
async fn the_list_shows_each_segment_with_the_numbers_of_the_json() {
    let app = app(&invented::filled_store().await);
    let json = get(&app, "/api/segments").await.json();
    let page = get(&app, "/segments?lang=en").await;
    let words = page.words();
    assert_eq!(json.as_array().unwrap().len(), 45);
    for segment in json.as_array().unwrap() {
        has(&words, segment["name"]["en"].as_str().unwrap());
        has(&words, &count(&segment["size"]));
        has(&page.body, &format!("/segments/{}\"", segment["id"].as_str().unwrap()));
        if let Some(risk) = segment["lapse_risk"].as_object() {
            has(
                &words,
                &format!("{} {} to {}", percent(&risk["value"]), percent(&risk["low"]), percent(&risk["high"])),
            );
            let months = &segment["months_expected"];
            has(&words, &format!("{:.1} months", months["value"].as_f64().unwrap()));
        }
        assert_eq!(segment["model"], NEWER);
    }
    let stakes = json.as_array().unwrap().iter().filter_map(|segment| segment["at_stake"].as_i64());
    let all: i64 = stakes.sum();
    has(&words, &format!("Rp{:.2} billion", all as f64 / 1e9));
    // Small charts carry their figures in words, for no table on the page holds them.
    assert_eq!(page.body.matches("alt=\"How ").count(), 27);
    has(&page.body, "alt=\"How Fishers regular pays: Jan ");
}

#[tokio::test]
async fn segments_by_rule_come_last_and_groups_can_be_looked_at_alone() {
    let app = app(&invented::filled_store().await);
    let page = get(&app, "/segments").await.body;
    let rule = page.find("Menurut aturan").unwrap();
    assert!(page.rfind("id=\"group-").unwrap() < rule);
    assert!(page[rule..].contains("Nelayan: Calon peserta") && !page[..rule].contains("Nelayan: Calon peserta"));
    let fishers = get(&app, "/segments?group=fisher").await;
    assert!(addresses(&fishers.body).contains("<a href=\"/segments?group=fisher\" aria-current=\"true\">"));
    assert_eq!(fishers.body.matches("id=\"group-").count(), 1);
    let words = fishers.words();
    assert!(words.contains("Nelayan teratur") && words.contains("Nelayan: Calon peserta"));
    assert!(!words.contains("Petani teratur"));
    assert!(words.contains("3 segmen, 4.934 orang"), "the figures above are those of the group");
    assert!(addresses(&fishers.body).contains("?group=fisher&lang=en"), "the other language keeps the filter");
    let none = get(&app, "/segments?group=astronaut").await;
    assert_eq!(none.status, StatusCode::OK);
    assert!(none.words().contains("Tidak ada segmen dalam kelompok ini."));
}

#[tokio::test]
async fn a_segment_page_shows_everything_its_json_holds() {
    let app = app(&invented::filled_store().await);
    let json = get(&app, "/api/segments/fisher-seasonal").await.json();
    let page = get(&app, "/segments/fisher-seasonal?lang=en").await.words();
    has(&page, json["why"]["en"].as_str().unwrap());
    for list in ["states", "reach", "occupations"] {
        for line in json[list].as_array().unwrap() {
            has(&page, &format!("{} {}", line["name"]["en"].as_str().unwrap(), count(&line["count"])));
        }
    }
    for step in json["flow"].as_array().unwrap().iter().filter(|step| step["people"] != 0) {
        has(&page, &count(&step["people"]));
    }
    for shape in ["shape", "everyone_shape"] {
        for share in json[shape].as_array().unwrap() {
            has(&page, &percent(share));
        }
    }
    for rule in json["rules"].as_array().unwrap() {
        for condition in rule["conditions"].as_array().unwrap() {
            has(&page, condition["en"].as_str().unwrap());
        }
        has(&page, &format!("Right for {} of the {} people", percent(&rule["precision"]), count(&rule["people"])));
    }
    has(&page, &format!("{} then did", percent(&json["calibration"]["happened"])));
    has(&page, &percent(&json["rule_fidelity"]));
    has(&page, &format!("These cards find {} of the people", percent(&json["rules_find"])));
    has(&page, "hard to tell apart at a counter");
    let stake = json["at_stake"].as_i64().unwrap();
    has(&page, &domain::Rupiah::whole(stake).to_string());
    for fact in json["facts"].as_array().unwrap() {
        has(&page, fact["label"]["en"].as_str().unwrap());
    }
    let provinces = json["provinces"].as_array().unwrap();
    let rest: u64 = provinces[10..].iter().map(|p| p["count"].as_u64().unwrap()).sum();
    has(&page, &format!("3 other provinces {rest}"));
}

#[tokio::test]
async fn a_segment_has_a_short_name_in_tables_and_a_full_one_on_its_own_page() {
    let app = app(&invented::filled_store().await);
    let list = get(&app, "/segments").await;
    has(&list.words(), "Nelayan musiman , berhenti di musim barat");
    has(&list.body, ">Nelayan musiman</a>");
    let page = get(&app, "/segments/fisher-seasonal").await.body;
    has(&page, "<h1>Nelayan musiman, berhenti di musim barat</h1>");
    let regular = get(&app, "/segments/fisher-regular").await.body;
    has(&regular, "<h1>Nelayan teratur</h1>");
}

#[tokio::test]
async fn a_number_on_record_is_told_apart_from_consent() {
    let app = app(&invented::filled_store().await);
    let page = get(&app, "/segments/fisher-seasonal").await.words();
    let (channels, known) = page.split_once("Nomor dan alamat yang tercatat").unwrap();
    has(channels, "WhatsApp 1.931");
    has(known, "Nomor HP diketahui 2.097");
    assert!(!channels.contains("Nomor HP diketahui"));
    let list = get(&app, "/segments").await.words();
    assert!(!list.contains("Nomor HP diketahui"), "a list names channels that may be used");
}

#[tokio::test]
async fn of_many_segments_only_the_largest_group_stands_open() {
    let app = app(&invented::filled_store().await);
    let page = get(&app, "/segments").await.body;
    assert!(page.matches("<details class=\"card fold\" id=\"group-").count() > 5);
    assert_eq!(page.lines().filter(|l| l.contains("card fold") && l.contains(" open>")).count(), 1);
    let group = get(&app, "/segments?group=fisher").await.body;
    assert_eq!(group.lines().filter(|l| l.contains("card fold") && l.contains(" open>")).count(), 1);
    let model = get(&app, &format!("/models/{NEWER}")).await;
    has(&model.words(), "Jumlah itu berlaku di tiap kelompok pekerjaan.");
    assert!(!model.words().contains(" all "), "no key stands in for a name");
}

#[tokio::test]
async fn a_segment_that_never_paid_has_no_invented_figures() {
    let app = app(&invented::filled_store().await);
    let page = get(&app, "/segments/farmer-prospect?lang=en").await.words();
    has(&page, "No contribution has been due in this segment yet.");
    has(&page, "nobody is covered today");
    has(&page, "A segment by rule");
    assert!(!page.contains("low, about"), "nothing is said of a risk that is not known");
}

#[tokio::test]
async fn a_model_page_shows_the_choice_the_rules_and_whether_forecasts_held() {
    let app = app(&invented::filled_store().await);
    let json = get(&app, &format!("/api/models/{NEWER}")).await.json();
    let page = get(&app, &format!("/models/{NEWER}?lang=en")).await.words();
    for candidate in json["choice"]["candidates"].as_array().unwrap() {
        has(&page, candidate["reason"]["en"].as_str().unwrap());
        has(&page, &format!("{:.2}", candidate["stability"].as_f64().unwrap()));
        has(&page, &percent(&candidate["smallest_share"]));
    }
    has(&page, "3 segments are used, as the planner chose; 4 were proposed.");
    for point in json["calibration"].as_array().unwrap() {
        has(&page, &percent(&point["forecast"]["value"]));
        has(&page, &percent(&point["happened"]));
    }
    let points = json["calibration"].as_array().unwrap();
    let bounds = |p: &Value, end: &str| p["forecast"][end].as_f64().unwrap();
    let inside = points
        .iter()
        .filter(|p| (bounds(p, "low")..=bounds(p, "high")).contains(&p["happened"].as_f64().unwrap()))
        .count();
    has(&page, &format!("In {inside} of {} segments what happened lies inside", points.len()));
    for words in ["seed 20261130", "model.toml", "cannot be told apart", "Dec 2024 \u{2013} Nov 2026", "38,114"] {
        has(&page, words);
    }
    let list = get(&app, "/models").await.words();
    assert!(list.find(NEWER).unwrap() < list.find(OLDER).unwrap(), "newest first");
    let named: Vec<Value> = get(&app, "/api/models").await.json().as_array().unwrap().clone();
    assert_eq!((&named[0]["name"], &named[1]["segments"]), (&Value::from(NEWER), &Value::from(44)));
}

#[tokio::test]
async fn a_population_without_structure_is_said_to_have_none() {
    let store = Store::in_memory().await.unwrap();
    let mut model = models::newer();
    model.choice.as_mut().unwrap().proposed = None;
    store.save_model(&model).await.unwrap();
    let page = get(&app(&store), &format!("/models/{NEWER}?lang=en")).await.words();
    has(&page, "These people show no clear groups; 3 segments are used.");
}

#[tokio::test]
async fn two_models_stand_side_by_side_with_moves_fates_drift_and_sizes() {
    let app = app(&invented::filled_store().await);
    let pair = format!("from={OLDER}&to={NEWER}");
    let json = get(&app, &format!("/api/models/compare?{pair}")).await.json();
    let page = get(&app, &format!("/models/compare?{pair}&lang=en")).await.words();
    has(&page, "Most stayed. 94.7% of the 71,208 people who are in both models");
    for fate in json["fates"].as_array().unwrap() {
        has(&page, fate["sentence"]["en"].as_str().unwrap());
    }
    for feature in json["features"].as_array().unwrap() {
        let psi = format!("{:.3}", feature["psi"].as_f64().unwrap());
        has(&page, &psi);
        has(&page, feature["verdict"]["en"].as_str().unwrap());
    }
    for size in json["sizes"].as_array().unwrap() {
        has(&page, size["name"]["en"].as_str().unwrap());
        for side in ["from", "to"] {
            if size[side].is_u64() {
                has(&page, &count(&size[side]));
            }
        }
    }
    let born = json["sizes"].as_array().unwrap().iter().find(|s| s["segment"] == "other-lapsing").unwrap();
    assert!(born["from"].is_null() && born["to"].is_u64());
    has(&page, "in no segment");
    let moved: u64 = json["moves"].as_array().unwrap().iter().map(|m| m["people"].as_u64().unwrap()).sum();
    let listed: u64 = json["moves"].as_array().unwrap()[..25].iter().map(|m| m["people"].as_u64().unwrap()).sum();
    has(&page, &format!("{} more people in smaller moves.", count(&Value::from(moved - listed))));
    // Without names the newest comparison is shown, and one name is enough where it fits.
    for query in ["", &format!("?to={NEWER}"), &format!("?from={OLDER}")] {
        assert!(
            get(&app, &format!("/models/compare{query}")).await.words().contains("Sebagian besar tetap."),
            "{query}"
        );
    }
}

#[tokio::test]
async fn with_few_segments_the_flow_chart_shows_those_who_stayed_too() {
    let store = invented::filled_store().await;
    let mut drift = models::drift();
    let id = |key: &str| Some(SegmentId(key.into()));
    let step = |from, to, people| SegmentMove { from, to, people };
    drift.moves = vec![
        step(id("fisher-regular"), id("fisher-regular"), 900),
        step(id("fisher-regular"), id("fisher-seasonal"), 100),
    ];
    store.save_drift(&drift).await.unwrap();
    let left_out = "those who stayed are not drawn";
    assert!(!get(&app(&store), "/models/compare?lang=en").await.body.contains(left_out));
    let many = invented::filled_store().await;
    assert!(get(&app(&many), "/models/compare?lang=en").await.body.contains(left_out));
}

#[tokio::test]
async fn segments_saved_without_a_model_are_listed_without_figures() {
    let store = invented::store_without_models().await;
    let app = app(&store);
    let page = get(&app, "/segments?lang=en").await.words();
    has(&page, "Seasonal fishers");
    has(&page, "appear once segmentation is run again");
    assert!(!page.contains("At stake") && !page.contains("Rp0"), "no figure stands for one that is not known");
    let one = get(&app, "/segments/fisher-seasonal?lang=en").await.words();
    has(&one, "2,384");
    assert!(!one.contains("Money at stake"));
    assert_eq!(get(&app, "/api/segments").await.json(), serde_json::to_value(store.segments().await.unwrap()).unwrap());
}

#[tokio::test]
async fn what_does_not_exist_is_told_with_what_there_is() {
    let app = app(&invented::filled_store().await);
    let asked = [
        ("/segments/nelayan", "Tidak ada segmen dengan kunci “nelayan”.", "fisher-seasonal, fisher-regular"),
        (
            "/segments?model=tak-ada",
            "Tidak ada model segmen bernama “tak-ada”.",
            "2026-11-30-default, 2026-10-31-default",
        ),
        ("/models/tak-ada", "Tidak ada model segmen bernama “tak-ada”.", "2026-11-30-default, 2026-10-31-default"),
        ("/models/compare?from=a&to=b", "Tidak ada perbandingan a → b.", "2026-10-31-default → 2026-11-30-default"),
        ("/imports/00", "Tidak ada berkas dengan SHA-256 “00”.", "iuran_2027-03-31.csv (cccc"),
        ("/exports/segments.csv", "Tidak ada berkas unduhan bernama “segments.csv”.", "belum ada satu pun"),
    ];
    for (path, sentence, known) in asked {
        let page = get(&app, path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        has(&page.words(), sentence);
        has(&page.words(), &format!("Yang ada: {known}"));
        if path.starts_with("/exports") {
            continue;
        }
        let json = get(&app, &format!("/api{path}")).await;
        assert_eq!((json.status, &json.json()["status"]), (StatusCode::NOT_FOUND, &Value::from(404)), "{path}");
        has(json.json()["detail"].as_str().unwrap(), known);
    }
}

#[tokio::test]
async fn an_older_model_says_so_and_its_links_stay_with_it() {
    let app = app(&invented::filled_store().await);
    let page = get(&app, &format!("/segments?model={OLDER}")).await;
    has(&page.words(), "Ini segmen dari model lama 2026-10-31-default.");
    has(&addresses(&page.body), &format!("/segments/fisher-seasonal?model={OLDER}\""));
    has(&addresses(&page.body), &format!("/segments?model={OLDER}&group=fisher"));
    let one = get(&app, &format!("/segments/fisher-seasonal?model={OLDER}&lang=en")).await;
    has(&one.words(), "not the newest");
    has(&one.words(), "a year of earlier months is not on file");
    assert_eq!(get(&app, &format!("/api/segments?model={OLDER}")).await.json()[0]["model"], OLDER);
}

#[tokio::test]
async fn segments_of_mixed_occupations_are_found_under_most_of_their_people() {
    let store = Store::in_memory().await.unwrap();
    let mut model: ModelView = models::newer();
    model.profiles.truncate(3);
    let people = |key: &str, count| {
        let name = key.parse::<OccupationGroup>().unwrap().name();
        domain::views::NamedCount { key: key.into(), name, count }
    };
    for profile in &mut model.profiles {
        profile.segment.group = "everyone".into();
        profile.occupations = vec![people("fisher", 60), people("farmer", 40)];
    }
    model.profiles[2].occupations = vec![people("fisher", 34), people("farmer", 33), people("transport", 33)];
    store.save_model(&model).await.unwrap();
    let app = app(&store);
    let fishers = get(&app, "/segments?group=fisher").await.body;
    assert!(fishers.contains("fisher-seasonal") && !fishers.contains("/segments/fisher-lapsing"));
    assert!(get(&app, "/segments?group=mixed").await.words().contains("Pekerjaan campuran"));
}
