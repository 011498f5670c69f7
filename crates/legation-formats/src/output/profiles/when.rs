//! The day of an event, and how it is known: the peers need one, and must not get an invented one unseen.

use crate::output::record::Record;
use legation_types::Date;

/// How the day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    /// The article writes the date.
    Stated,
    /// Reckoned from the day of publication ("on Friday").
    Relative,
    /// The article gives no date: the day of publication stands in.
    PublicationFallback,
    /// Neither is known.
    None,
}

impl Basis {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Basis::Stated => "stated",
            Basis::Relative => "relative",
            Basis::PublicationFallback => "publication_fallback",
            Basis::None => "none",
        }
    }
}

/// The days of an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct When {
    /// The first day it can have happened on.
    pub(super) day: Option<Date>,
    /// How that is known.
    pub(super) basis: Basis,
    /// 1 a day, 2 a week, 3 a month, more, or not told.
    pub(super) precision: u8,
    /// The article's day of publication.
    pub(super) published: Option<Date>,
}

impl When {
    pub(super) fn of(record: &Record) -> When {
        let parse = |day: &Option<String>| day.as_ref().and_then(|day| day.parse::<Date>().ok());
        let published = parse(&record.article.published_at);
        if let Some(time) = &record.time
            && let Some(day) = parse(&time.earliest)
        {
            let is_reckoned = time.basis.contains("published_at");
            let precision = match time.grain.as_deref() {
                Some("time" | "day") => 1,
                Some("week") => 2,
                _ => 3,
            };
            let basis = if is_reckoned { Basis::Relative } else { Basis::Stated };
            return When { day: Some(day), basis, precision, published };
        }
        let basis = if published.is_some() { Basis::PublicationFallback } else { Basis::None };
        When { day: published, basis, precision: 3, published }
    }
}

/// `20250411`.
pub(super) fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}
