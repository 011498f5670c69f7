//! Status as a figure from −3 (surely not) to 3 (surely), for those who compare with factuality data.

use legation_types::{Analysis, Span, Statement, Statements, Status};

/// Factuality of a statement from −3 (did not happen) to 3 (happened): what its status means, and where the model has
/// a head for it, that head's word within the sign that the status allows.
pub fn factuality(statement: &Statement, analysis: &Analysis) -> f32 {
    let base = of_status(statement.status);
    match analysis.hints.factuality.get(statement.trigger.idx()) {
        Some(hint) => (0.5 * base + 0.5 * hint.clamp(-3.0, 3.0)).clamp(-3.0, 3.0),
        None => base,
    }
}

/// What a status alone says.
fn of_status(status: Status) -> f32 {
    match status {
        Status::Occurred | Status::Ongoing => 3.0,
        Status::Planned => -0.5,
        Status::Possible => -0.2,
        Status::Sought | Status::Proposed => -0.4,
        Status::Threatened => -0.5,
        Status::Conditional => -0.7,
        Status::Demanded => -1.2,
        Status::Alleged => 1.0,
        Status::Denied | Status::Negated => -2.0,
    }
}

/// The statement that marked words make: that of their first word that makes one, else the one whose word they are an
/// auxiliary or another function word of.
pub fn statement_in<'s>(words: Span, analysis: &Analysis, statements: &'s Statements) -> Option<&'s Statement> {
    let inside = |idx: &usize| analysis.tokens[*idx].span.overlaps(words);
    let first = analysis.tokens.partition_point(|t| t.span.end <= words.start);
    let tokens: Vec<usize> = (first..analysis.tokens.len()).take_while(inside).collect();
    let own = tokens.iter().find_map(|idx| statements.at(legation_types::TokenId(*idx as u32)));
    let governing = || tokens.iter().find_map(|idx| statements.at(analysis.tokens[*idx].head?));
    own.or_else(governing).map(|(_, statement)| statement)
}
