//! The view of a record in which status is folded into the type, as the manual of the ontology does it.

use crate::Codebook;
use legation_types::Event;

/// Type and auxiliary modes of an event after folding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldedType {
    /// The type after folding: planned help is an agreement.
    pub event_type: String,
    /// The mode, where the type was kept.
    pub mode: Option<String>,
    /// `negated`, `hypothetical`, where the status calls for it.
    pub auxiliary: Option<&'static str>,
}

/// Folds the status of an event into its type by the rules of the codebook.
pub fn plover_view(event: &Event, codebook: &Codebook) -> FoldedType {
    let view = &codebook.view;
    let folded = view.future.get(&event.event_type).filter(|_| view.future_statuses.contains(&event.status));
    let auxiliary = if view.negated_statuses.contains(&event.status) {
        Some("negated")
    } else if folded.is_none() && view.hypothetical_statuses.contains(&event.status) {
        Some("hypothetical")
    } else {
        None
    };
    FoldedType {
        event_type: folded.unwrap_or(&event.event_type).clone(),
        mode: if folded.is_some() { None } else { event.mode.clone() },
        auxiliary,
    }
}
