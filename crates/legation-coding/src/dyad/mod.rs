//! A dyad call: which type of event one participant does to another in a sentence; always an answer.
//!
//! A linear model over the words between the two, the path between them in the tree, and what the codebook's readings
//! coded in the sentence. The readings decide status and are named where one gave the same type.

mod features;

pub use features::{Dyad, dyad_features};

use crate::linear::LinearWeights;
use legation_types::{Event, ReadingId, Status};

/// The answer to a dyad call.
#[derive(Clone, Debug, PartialEq)]
pub struct DyadCall {
    /// Type of the ontology.
    pub event_type: String,
    /// As of the reading that agrees, else of the predicate between the two.
    pub status: Status,
    /// Probability of the type, 0–1.
    pub confidence: f32,
    /// The reading that gives the type too, else the name of the model.
    pub reading: ReadingId,
}

/// Name under which the model stands as a reading.
const MODEL: &str = "model.dyads";

/// What the first participant does to the second.
pub fn classify_dyad(dyad: &Dyad<'_>, weights: &LinearWeights) -> DyadCall {
    let (group, confidence) = weights.best(&dyad_features(dyad));
    let types: Vec<&str> = group.split('+').collect();
    // Of several readings that agree, the one whose participants are the two asked about says it best.
    let agreeing = dyad.events.iter().filter(|event| types.contains(&event.event_type.as_str()));
    let best: Option<&Event> = agreeing.max_by_key(|event| (dyad.fit(event), std::cmp::Reverse(event.trigger)));
    match best {
        Some(event) => DyadCall {
            event_type: event.event_type.clone(),
            status: event.status,
            confidence,
            reading: event.evidence.reading.clone(),
        },
        None => DyadCall {
            event_type: types[0].to_string(),
            status: dyad.status(),
            confidence,
            reading: ReadingId(MODEL.to_string()),
        },
    }
}
