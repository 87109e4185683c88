//! The page templates, compiled in and parsed once.

use crate::words::FluentHelper;
use handlebars::{Handlebars, RenderError};
use serde::Serialize;
use std::sync::LazyLock;

const TEMPLATES: [(&str, &str); 33] = [
    ("layout", include_str!("../templates/layout.hbs")),
    ("figure", include_str!("../templates/figure.hbs")),
    ("nothing_yet", include_str!("../templates/nothing_yet.hbs")),
    ("overview", include_str!("../templates/overview.hbs")),
    ("segments", include_str!("../templates/segments.hbs")),
    ("segment", include_str!("../templates/segment.hbs")),
    ("counts", include_str!("../templates/counts.hbs")),
    ("models", include_str!("../templates/models.hbs")),
    ("model", include_str!("../templates/model.hbs")),
    ("comparison", include_str!("../templates/comparison.hbs")),
    ("imports", include_str!("../templates/imports.hbs")),
    ("import", include_str!("../templates/import.hbs")),
    ("downloads", include_str!("../templates/downloads.hbs")),
    ("campaigns", include_str!("../templates/campaigns.hbs")),
    ("campaign", include_str!("../templates/campaign.hbs")),
    ("versions", include_str!("../templates/versions.hbs")),
    ("person", include_str!("../templates/person.hbs")),
    ("results", include_str!("../templates/results.hbs")),
    ("so_far", include_str!("../templates/so_far.hbs")),
    ("decided", include_str!("../templates/decided.hbs")),
    ("matrix", include_str!("../templates/matrix.hbs")),
    ("allocate", include_str!("../templates/allocate.hbs")),
    ("packages", include_str!("../templates/packages.hbs")),
    ("design", include_str!("../templates/design.hbs")),
    ("side_by_side", include_str!("../templates/side_by_side.hbs")),
    ("partners", include_str!("../templates/partners.hbs")),
    ("bookings", include_str!("../templates/bookings.hbs")),
    ("booking_form", include_str!("../templates/booking_form.hbs")),
    ("counters", include_str!("../templates/counters.hbs")),
    ("counter", include_str!("../templates/counter.hbs")),
    ("counter_line", include_str!("../templates/counter_line.hbs")),
    ("landing", include_str!("../templates/landing.hbs")),
    ("failure", include_str!("../templates/failure.hbs")),
];

static REGISTRY: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_helper("fluent", Box::new(FluentHelper));
    for (name, text) in TEMPLATES {
        registry
            .register_template_string(name, text)
            .expect("templates are compiled in and every one is rendered by a test");
    }
    registry
});

/// Draws a template over a context. Strict: a name the context lacks is an error, not an empty place.
pub(crate) fn render<T: Serialize>(template: &str, context: &T) -> Result<String, RenderError> {
    REGISTRY.render(template, context)
}
