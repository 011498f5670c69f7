//! The measures: each reads a data set and counts how far a layer agrees with it.

pub mod actors;
pub mod attribution;
pub mod coref;
pub mod crossdoc;
pub mod events;
pub mod factuality;
pub mod names;
pub mod pages;
pub mod places;
pub mod plv;
pub mod times;
pub mod tokens;
pub mod ud;
