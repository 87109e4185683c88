//! The dated files behind every step: rules, rates, regions, holidays, catalogue, mappings.
//!
//! The binary carries the files of `models/` as they were when it was built. A file of the same name under the home
//! directory's `models/` takes its place.

use crate::home::Home;
use anyhow::{Context, Result, anyhow};
use bundling::{Catalogue, CatalogueFiles};
use dispatch::CodePolicy;
use domain::rules::{ChannelRate, RATES_FILE, read_rows};
use domain::{OccupationTable, ProgrammeRules, RegionTable};
use include_dir::{Dir, include_dir};
use intake::Mapping;
use planning::{Calendar, PolicyFiles, SchedulePolicy};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

static MODELS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../models");
static CAMPAIGNS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../campaigns");

/// Reads a file of `models/`: the home's own, else the one the binary carries. `name` is like `rates/channels.csv`.
pub fn model_text(home: Option<&Home>, name: &str) -> Result<String> {
    if let Some(own) = home.map(|h| h.model(name)).filter(|p| p.is_file()) {
        return fs::read_to_string(&own).with_context(|| format!("{} cannot be read", own.display()));
    }
    MODELS
        .get_file(name)
        .and_then(|f| f.contents_utf8())
        .map(str::to_owned)
        .ok_or_else(|| anyhow!("models/{name} is neither in the home directory nor in the binary"))
}

/// Rules, rates, places and days, checked.
pub struct World {
    /// Programme rules.
    pub rules: ProgrammeRules,
    /// Occupation codes and groups.
    pub occupations: OccupationTable,
    /// Provinces and clocks.
    pub regions: RegionTable,
    /// Prices of touches.
    pub rates: Vec<ChannelRate>,
    /// Holidays.
    pub calendar: Calendar,
    /// When people may be reached, how often, and what channels can do.
    pub policy: SchedulePolicy,
    /// What to do about each error code of WhatsApp.
    pub codes: Arc<CodePolicy>,
    /// What packages are made of, and limits.
    pub catalogue: Catalogue,
}

impl World {
    /// Reads everything.
    pub fn load(home: &Home) -> Result<Self> {
        let text = |name: &str| model_text(Some(home), name);
        let rules = ProgrammeRules::from_csv(
            &text("programmes/contributions.csv")?,
            &text("programmes/discounts.csv")?,
            &text("programmes/rules.csv")?,
        )?;
        let catalogue = Catalogue::read(
            &CatalogueFiles {
                programme_sets: &text("catalogue/programme_sets.csv")?,
                payment_plans: &text("catalogue/payment_plans.csv")?,
                subsidies: &text("catalogue/subsidies.csv")?,
                routes: &text("catalogue/routes.csv")?,
                add_ons: &text("catalogue/addons.csv")?,
                levers: &text("catalogue/levers.csv")?,
                walls: &text("catalogue/walls.csv")?,
                claims: &text("catalogue/claims.csv")?,
                lean_income: &text("catalogue/lean_income.csv")?,
                lean_months: &text("segmentation/lean_months.csv")?,
            },
            &rules,
        )?;
        let calendar = Calendar::from_csv(&text("holidays/indonesia.csv")?)?;
        let policy = SchedulePolicy::from_csv(
            &PolicyFiles {
                windows: &text("schedule/windows.csv")?,
                moments: &text("schedule/moments.csv")?,
                periods: &text("schedule/periods.csv")?,
                limits: &text("schedule/limits.csv")?,
                capacity: &text("schedule/capacity.csv")?,
                harvest_months: &text("schedule/harvest_months.csv")?,
                standing_holdout: &text("schedule/standing_holdout.csv")?,
                lean_months: &text("segmentation/lean_months.csv")?,
            },
            &calendar,
        )?;
        Ok(Self {
            rules,
            occupations: OccupationTable::from_csv("models/occupations.csv", &text("occupations.csv")?)?,
            regions: RegionTable::from_csv("models/regions/provinces.csv", &text("regions/provinces.csv")?)?,
            rates: read_rows(RATES_FILE, &text("rates/channels.csv")?)?,
            calendar,
            policy,
            codes: Arc::new(CodePolicy::from_csv(&text("dispatch/whatsapp_codes.csv")?)?),
            catalogue,
        })
    }
}

/// A mapping: a path where the file exists, else a name under `models/mappings/`.
pub fn mapping(home: Option<&Home>, name_or_path: &str) -> Result<Mapping> {
    let (file, text) = mapping_text(home, name_or_path)?;
    Ok(Mapping::from_toml(&file, &text)?)
}

/// The text of a mapping and the name to show in errors.
pub fn mapping_text(home: Option<&Home>, name_or_path: &str) -> Result<(String, String)> {
    let path = Path::new(name_or_path);
    if path.is_file() {
        let text = fs::read_to_string(path).with_context(|| format!("{name_or_path} cannot be read"))?;
        return Ok((name_or_path.to_owned(), text));
    }
    let name = format!("mappings/{}.toml", name_or_path.trim_end_matches(".toml"));
    let text = model_text(home, &name).with_context(|| {
        format!("there is no mapping `{name_or_path}`: neither a file nor a name under models/mappings")
    })?;
    Ok((format!("models/{name}"), text))
}

/// A campaign's declaration and templates, by file name: from a folder where it exists, else as the binary carries them.
pub struct CampaignFiles {
    /// The declaration as errors name it.
    pub file: String,
    /// The declaration.
    pub declaration: String,
    /// Templates by file name.
    pub templates: BTreeMap<String, String>,
}

/// Reads the files of a campaign. `campaign` is a folder, or the name of a campaign the binary carries.
pub fn campaign_files(campaign: &str) -> Result<CampaignFiles> {
    let folder = Path::new(campaign);
    if folder.is_dir() {
        let declaration_path = folder.join("campaign.toml");
        let file = declaration_path.display().to_string();
        let declaration = fs::read_to_string(&declaration_path).with_context(|| {
            format!("{file} cannot be read; a campaign's folder holds campaign.toml and its templates")
        })?;
        let mut templates = BTreeMap::new();
        for entry in fs::read_dir(folder).with_context(|| format!("{campaign} cannot be listed"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "hbs") {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
                templates.insert(name, text);
            }
        }
        return Ok(CampaignFiles { file, declaration, templates });
    }
    let name = campaign.trim_end_matches('/').rsplit('/').next().unwrap_or(campaign);
    let folder = CAMPAIGNS.get_dir(name).ok_or_else(|| {
        let known: Vec<String> = CAMPAIGNS.dirs().map(|d| d.path().display().to_string()).collect();
        anyhow!("there is no campaign folder {campaign}; the binary itself carries: {}", known.join(", "))
    })?;
    let mut files = CampaignFiles {
        file: format!("campaigns/{name}/campaign.toml"),
        declaration: String::new(),
        templates: BTreeMap::new(),
    };
    for file in folder.files() {
        let name = file.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let text = file.contents_utf8().unwrap_or_default().to_owned();
        if name == "campaign.toml" {
            files.declaration = text;
        } else {
            files.templates.insert(name, text);
        }
    }
    Ok(files)
}
