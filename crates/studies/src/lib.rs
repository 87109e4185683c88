#![doc = include_str!("../README.md")]

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Columns of text by name.
pub type Table = HashMap<String, Vec<String>>;

/// Files and the sums of their bytes, packed ones as they are packed.
const FILES: &[(&str, &str)] = &[
    ("alatas_indonesia_targeting_rct.csv.gz", "00c5144cbf73b0399f7c49bbed26bffc05fa1b595b556fdf56788cc8ea29c22e"),
    ("bank_marketing_contacts.csv.gz", "ddeab86c614f430c22e5903d9d62356dc78bb4ff54bd6c20f2392b97041d5647"),
    ("cai2015_rice_insurance_cluster_rct.csv", "7aa376fbc48918cc9b2b513510d9997509c51444b25c222ea915b785117d1c48"),
    ("california_prop99_one_treated_state.csv", "148dde99fb51a3b5488eae5ffab625b8966e1b9d642cbf0aa446c8ab54c8fb7e"),
    ("casaburi_willis_2018_cashexp.csv", "77b334a2f381b3b206e0c6f8d489717d9ee64d6526f2cc999569212c8e62c18f"),
    ("casaburi_willis_2018_mainexp.csv", "d1fa37ee0ff076020d7b3f3edaaf9373b8e7c686d9874c1ef530294e4e860eeb"),
    ("casaburi_willis_2018_timeexp.csv", "eb1022608b3e9698b64ad2baee95025729d1982c87797bc12e343aadfbe1daef"),
    ("cdnow_sample_rfm.csv", "09d92ca80daaabe8be0f997d4c539f9c9606106baa5b199081fe01cbce5fa9f6"),
    ("channel_paths.csv.gz", "1826adfa1ed88ebce9faae1d0e750206b09a6ff1a0e3c90cd81451a674cf1917"),
    ("coupons_retailer_observational.csv.gz", "3444fcb80fd1953a17a5c363e9e37859c062d6b0a105e51bfb60c55ba16afdd2"),
    ("electricity_plan_choice.csv.gz", "ce71bbb1106a2ace00f3a6e51d38282310f7b7a883fcdcd327ad3a1537da9a11"),
    ("hillstrom_email_rct.csv.gz", "c59a6358f19c8f2a9714501175befb04c767cf26059f13dbf1a9c3db49cc5937"),
    ("mode_canada_choice.csv.gz", "9c0e47b696ae998f3f4f6e7407da266276e1612ac34673ef797284319e835c28"),
    (
        "organ_donor_registration_one_treated_state.csv",
        "c337121452064d216b74f71a4d04ff8526b187bb03eea4d54d1a44fbd0ff4777",
    ),
    ("provinces.csv", "54d83b24f215d863824ffea51ea328a663093a464812b761afbd49bb2a4bc038"),
    ("ricefarms_indonesia_panel.csv", "b8b91da412dd1efb019ea5a0b22a1af7b821886a890e1ef52506f9b235c50326"),
    ("rsby_india_two_stage_cluster_rct.csv.gz", "946644b54651d1ea5792d62f57aaf3853738ec16d1e14692afcc3f9f6332fdb4"),
    ("telco_tenure_churn.csv.gz", "02d4b9f6efc3249ba52431d29d5906458cfeb98e23c21f0d0434fdd876e737cc"),
    ("unemployment_insurance_spells.csv", "8450dbe42075b4160e064837a0bfbbada41112431fcfa9f28641b1ade3bb5c11"),
    ("workers_compensation_did.csv.gz", "cb6ff68b5edccdfabff7a767abac04710ed85ad486c818206c3f19085a49907f"),
];

/// Where a study's file is; `None`, and a line that says so, where it is not beside the repository.
///
/// # Panics
/// Where the file is another one than the numbers were made from, where its sum is not known here, and where
/// `JANGKAU_REQUIRE` names `data` and it is not there.
pub fn path(name: &str) -> Option<PathBuf> {
    read(name).map(|(path, _)| path)
}

/// A study's file, unpacked.
///
/// # Panics
/// As [`path`], and where the file cannot be unpacked.
pub fn text(name: &str) -> Option<Vec<u8>> {
    let (path, bytes) = read(name)?;
    if path.extension().is_none_or(|e| e != "gz") {
        return Some(bytes);
    }
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut text).expect("a checked file unpacks");
    Some(text)
}

/// A study's file as columns.
///
/// # Panics
/// As [`text`], and where the file is no CSV.
pub fn table(name: &str) -> Option<Table> {
    let text = text(name)?;
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let names: Vec<String> = reader.headers().expect("a checked file has a header").iter().map(String::from).collect();
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for record in reader.records() {
        for (column, field) in columns.iter_mut().zip(record.expect("a checked file reads").iter()) {
            column.push(field.to_owned());
        }
    }
    Some(names.into_iter().zip(columns).collect())
}

/// A column as numbers; not a number where the field is empty.
///
/// # Panics
/// Where there is no such column, or a field of it is no number.
pub fn numbers(table: &Table, column: &str) -> Vec<f64> {
    let number = |text: &String| if text.is_empty() { f64::NAN } else { text.parse().expect("the column is numeric") };
    table[column].iter().map(number).collect()
}

fn read(name: &str) -> Option<(PathBuf, Vec<u8>)> {
    let (_, sum) = FILES.iter().find(|(file, _)| *file == name).expect("the sum of the file is in the list");
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = folders.map(|folder| folder.join("shared/data").join(name)).find(|path| path.is_file());
    let Some(path) = found else {
        let required = std::env::var("JANGKAU_REQUIRE").is_ok_and(|list| list.split(',').any(|r| r == "data"));
        assert!(!required, "{name} is required and not there");
        println!("notice: {name} is not beside the repository; this comparison was not made");
        return None;
    };
    let bytes = std::fs::read(&path).expect("the file reads");
    assert_eq!(&hex::encode(Sha256::digest(&bytes)), sum, "{name} is another file than the numbers were made from");
    Some((path, bytes))
}
