//! The filters that every list shares.

use legation_types::Date;

/// What to list. Several values of one filter are alternatives; several filters must all hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who acts: part of a name, a country (`RUS`), or country and sector (`RUS.GOV`).
    pub actor: Vec<String>,
    /// Whom it concerns.
    pub recipient: Vec<String>,
    /// Who acts or whom it concerns.
    pub involves: Vec<String>,
    /// Types, with or without mode: `CONSULT`, `CONSULT/visit`.
    pub types: Vec<String>,
    /// Statuses.
    pub statuses: Vec<String>,
    /// Which days `from` and `to` mean.
    pub clock: Clock,
    /// First day on which it may have happened, or was printed.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Keep events without a day where `from` or `to` is given.
    pub is_undated_kept: bool,
    /// Where: part of a name, or a country.
    pub place: Vec<String>,
    /// Who says so: as `actor`.
    pub source: Vec<String>,
    /// Who printed it: part of the name.
    pub publisher: Vec<String>,
    /// Words of the article.
    pub query: Option<String>,
    /// At least so many independent sources behind the incident.
    pub min_sources: Option<u32>,
    /// Rows at most; all where `None`.
    pub limit: Option<u64>,
}

/// Which days count: those on which things happened, or those on which they were printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The days that an event names; many name none.
    #[default]
    Happened,
    /// The day of its article.
    Published,
}
