//! The codes by which other data sets know countries and organisations, and the scores they give to CAMEO codes.

use legation_types::{DataError, Files};
use std::collections::BTreeMap;

const COUNTRIES: &str = "knowledge/crosswalks/countries.tsv";
const ORGANISATIONS: &str = "knowledge/crosswalks/organisations.tsv";
const SCORES: &str = "codebooks/plover/cameo_scores.tsv";

/// The tables.
#[derive(Clone, Debug, Default)]
pub struct Crosswalks {
    pub(super) countries: BTreeMap<String, Country>,
    organisations: BTreeMap<String, String>,
    scores: BTreeMap<String, CameoCode>,
}

/// A country by its other codes; empty where a scheme has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::output) struct Country {
    /// ISO 3166 alpha-2.
    pub(in crate::output) iso2: String,
    /// ISO 3166 numeric, without leading zeros.
    pub(super) iso_numeric: String,
    /// FIPS 10-4.
    pub(super) fips: String,
    /// GDELT's CAMEO code.
    pub(super) cameo: String,
    /// Correlates of War number.
    pub(super) cow: String,
    /// Region as conflict data sets draw them.
    pub(super) region: String,
    /// English name.
    pub(super) name: String,
    /// Name in ICEWS.
    pub(super) icews: String,
}

/// A CAMEO code.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CameoCode {
    /// What it means.
    pub(super) label: String,
    /// Score in Phoenix and GDELT.
    pub(super) phoenix: f64,
    /// Score in ICEWS.
    pub(super) icews: f64,
    /// Phoenix's class, 0–4.
    pub(super) pentaclass: u8,
    /// GDELT's class, 1–4.
    pub(super) quad_class: u8,
}

impl Crosswalks {
    /// Reads the tables of `files`; all faults, not only the first.
    pub fn load(files: &dyn Files) -> Result<Crosswalks, Vec<DataError>> {
        let mut faults = Vec::new();
        let mut found = Crosswalks::default();
        let header = "iso3\tiso2\tiso_numeric\tfips\tcameo\tcow\tregion\tname\ticews";
        for (line, fields) in rows(files, COUNTRIES, header, &mut faults) {
            let [iso3, iso2, iso_numeric, fips, cameo, cow, region, name, icews] = fields;
            let country = Country { iso2, iso_numeric, fips, cameo, cow, region, name, icews };
            if found.countries.insert(iso3, country).is_some() {
                faults.push(DataError::new(COUNTRIES, line, "country given twice", "keep one line"));
            }
        }
        for (_, fields) in rows(files, ORGANISATIONS, "name\tcameo", &mut faults) {
            let [name, cameo] = fields;
            found.organisations.insert(name, cameo);
        }
        for (line, fields) in rows(files, SCORES, "cameo\tlabel\tphoenix\ticews\tpentaclass\tquad_class", &mut faults) {
            let [code, label, phoenix, icews, pentaclass, quad_class] = fields;
            match (phoenix.parse(), icews.parse(), pentaclass.parse(), quad_class.parse()) {
                (Ok(phoenix), Ok(icews), Ok(pentaclass), Ok(quad_class)) => {
                    let cameo = CameoCode { label, phoenix, icews, pentaclass, quad_class };
                    found.scores.insert(code, cameo);
                }
                _ => faults.push(DataError::new(SCORES, line, "not a number", "give scores and classes as numbers")),
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    /// The score of every CAMEO code on Goldstein's scale, as Phoenix and GDELT give it.
    pub fn goldstein(&self) -> BTreeMap<String, f64> {
        self.scores.iter().map(|(code, cameo)| (code.clone(), cameo.phoenix)).collect()
    }

    /// The country of an ISO alpha-3 code.
    pub(in crate::output) fn country(&self, iso3: &str) -> Option<&Country> {
        self.countries.get(iso3)
    }

    /// CAMEO's actor code of an organisation, by our name for it.
    pub(super) fn organisation(&self, name: &str) -> Option<&str> {
        self.organisations.get(name).map(String::as_str)
    }

    /// A CAMEO code that the scheme lists.
    pub(super) fn cameo(&self, code: &str) -> Option<&CameoCode> {
        self.scores.get(code)
    }
}

/// The lines of a table with `N` columns, numbered from 1; faults are added to `faults`.
fn rows<const N: usize>(
    files: &dyn Files,
    path: &str,
    header: &str,
    faults: &mut Vec<DataError>,
) -> Vec<(u32, [String; N])> {
    let text = match files.text(path) {
        Ok(text) => text,
        Err(fault) => {
            faults.push(fault);
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for (line, number) in text.lines().zip(1u32..) {
        if number == 1 {
            if line != header {
                let fix = format!("the header is {}", header.replace('\t', ", "));
                faults.push(DataError::new(path, number, "wrong header", fix));
            }
            continue;
        }
        let fields: Vec<String> = line.split('\t').map(str::to_string).collect();
        match <[String; N]>::try_from(fields) {
            Ok(fields) => found.push((number, fields)),
            Err(fields) => {
                faults.push(DataError::new(path, number, format!("{} columns", fields.len()), format!("give {N}")));
            }
        }
    }
    found
}
