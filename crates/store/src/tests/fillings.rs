use super::versions::kept;
use super::*;
use domain::{TemplateFilling, TemplateParameter};

fn filling(body: &str, language_code: &str, name: Option<&str>) -> TemplateFilling {
    let parameter = TemplateParameter { name: name.map(str::to_owned), text: "Rp8.400".into() };
    TemplateFilling {
        body: body.into(),
        template: "pengingat_jv".into(),
        language_code: language_code.into(),
        parameters: vec![parameter],
    }
}

#[tokio::test]
async fn how_templates_are_filled_is_kept_with_the_plan_and_goes_with_it() {
    let store = Store::fresh().await.unwrap();
    let first = [filling("a", "id", None), filling("b", "en", Some("price_now"))];
    kept(&store, "hash-a", "Sari", &first).await.unwrap();
    assert_eq!(store.fillings(CAMPAIGN).await.unwrap(), first);
    let second = [filling("b", "id", None)];
    kept(&store, "hash-b", "Sari", &second).await.unwrap();
    assert_eq!(store.fillings(CAMPAIGN).await.unwrap(), second);
    store.approve(CAMPAIGN, "hash-b", "Budi", at(0)).await.unwrap();
    assert!(store.begin_sending(CAMPAIGN, "hash-b").await.unwrap());
    assert!(kept(&store, "hash-c", "Sari", &first).await.is_err());
    assert_eq!(store.fillings(CAMPAIGN).await.unwrap(), second);
    assert!(store.fillings("another").await.unwrap().is_empty());
}
