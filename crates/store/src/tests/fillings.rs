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
async fn how_templates_are_filled_is_kept_with_the_plan_and_fixed_once_it_is_approved() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(2, 1);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    let first = [filling("a", "id", None), filling("b", "en", Some("price_now"))];
    assert!(store.save_fillings(CAMPAIGN, &first).await.unwrap());
    assert_eq!(store.fillings(CAMPAIGN).await.unwrap(), first);
    let second = [filling("c", "id", None)];
    assert!(store.save_fillings(CAMPAIGN, &second).await.unwrap());
    assert_eq!(store.fillings(CAMPAIGN).await.unwrap(), second);
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    assert!(!store.save_fillings(CAMPAIGN, &first).await.unwrap());
    assert_eq!(store.fillings(CAMPAIGN).await.unwrap(), second);
    assert!(store.fillings("another").await.unwrap().is_empty());
}
