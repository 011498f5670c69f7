use crate::Span;

/// Something a stage wants the user to know; stages do not fail on odd news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about, where it has a place in the text.
    pub span: Option<Span>,
    /// What was noticed, and what it means for the output.
    pub message: String,
}
