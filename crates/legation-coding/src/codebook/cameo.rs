//! The best CAMEO code for type, mode, context and status: a table in the codebook.

use super::Codebook;
use legation_types::{DataError, Status};

/// Rows of `cameo.tsv`.
#[derive(Clone, Debug, Default)]
pub(crate) struct CameoTable {
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    event: String,
    /// `None`: any mode.
    mode: Option<String>,
    /// `None`: any context.
    context: Option<String>,
    /// Empty: any status.
    statuses: Vec<Status>,
    code: String,
}

const HEADER: &str = "event\tmode\tcontext\tstatus\tcameo";

impl CameoTable {
    /// Reads the table and checks its names against the codebook's.
    pub(crate) fn parse(path: &str, text: &str, codebook: &Codebook) -> Result<CameoTable, Vec<DataError>> {
        let mut rows = Vec::new();
        let mut errors = Vec::new();
        let mut fault = |line: usize, message: String, fix: &str| {
            errors.push(DataError::new(path, line as u32 + 1, message, fix));
        };
        for (number, line) in text.lines().enumerate() {
            if number == 0 {
                if line != HEADER {
                    fault(0, "wrong header".to_string(), "the header is event, mode, context, status, cameo");
                }
                continue;
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let [event, mode, context, status, code] = fields[..] else {
                fault(number, format!("{} columns", fields.len()), "give five columns, * for any");
                continue;
            };
            match codebook.event_type(event) {
                None => fault(number, format!("no event type is called `{event}`"), "use a type of codebook.toml"),
                Some(found) if mode != "*" && mode != "-" && !found.modes.contains_key(mode) => {
                    fault(number, format!("{event} has no mode `{mode}`"), "use a mode of codebook.toml, - or *");
                }
                _ => {}
            }
            if context != "*" && !codebook.contexts.iter().any(|(name, _)| name == context) {
                fault(number, format!("no context is called `{context}`"), "use a context of contexts.toml, or *");
            }
            let mut statuses = Vec::new();
            for name in status.split(',').filter(|name| *name != "*") {
                match Status::parse(name) {
                    Some(found) => statuses.push(found),
                    None => fault(number, format!("no status is called `{name}`"), "use statuses with commas, or *"),
                }
            }
            let is_code = (2..=4).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
            if !is_code {
                fault(number, format!("`{code}` is no CAMEO code"), "codes have two to four digits");
            }
            let given = |name: &str| (name != "*").then(|| name.to_string());
            rows.push(Row {
                event: event.to_string(),
                mode: given(mode),
                context: given(context),
                statuses,
                code: code.to_string(),
            });
        }
        if errors.is_empty() { Ok(CameoTable { rows }) } else { Err(errors) }
    }

    /// The code of the row that fits and says most; among equals the first.
    pub(crate) fn code(&self, event: &str, mode: Option<&str>, contexts: &[String], status: Status) -> Option<String> {
        let fits = |row: &&Row| {
            row.event == event
                && row.mode.as_deref().is_none_or(|wanted| wanted == mode.unwrap_or("-"))
                && row.context.as_ref().is_none_or(|wanted| contexts.contains(wanted))
                && (row.statuses.is_empty() || row.statuses.contains(&status))
        };
        // Status outweighs mode, mode outweighs context: a planned visit is an intent before it is a visit.
        let weight = |row: &Row| {
            4 * u8::from(!row.statuses.is_empty()) + 2 * u8::from(row.mode.is_some()) + u8::from(row.context.is_some())
        };
        let mut best: Option<&Row> = None;
        for row in self.rows.iter().filter(fits) {
            if best.is_none_or(|other| weight(row) > weight(other)) {
                best = Some(row);
            }
        }
        best.map(|row| row.code.clone())
    }
}
