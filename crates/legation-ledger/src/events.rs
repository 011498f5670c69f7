//! The list of events.

use crate::review::patched;
use crate::{Cell, Filter, Ledger, LedgerError, Table};

/// Rows beyond a limit that are counted; more are told as "more".
const COUNTED: u64 = 400;

impl Ledger {
    /// Events, in the order in which they were added; where words are searched for, in the order of their articles.
    pub fn events(&self, filter: &Filter) -> Result<Table, LedgerError> {
        let columns = "event_id, article_name, published_at, type, mode, status, trigger, actors, recipients, \
                       according_to, time, earliest, latest, place_name, place_country, count, condition, confidence, \
                       sentence_text";
        self.listed(&format!("SELECT {columns} FROM events WHERE event = ?1"), filter)
    }

    /// The records of events (`legation/1`), with the edits of reviewers.
    pub fn records(&self, filter: &Filter) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT record, type, mode, status, event,
            EXISTS (SELECT 1 FROM l_review r WHERE r.event_id = l_event.event_id) FROM l_event WHERE event = ?1";
        let table = self.listed(sql, filter)?;
        let record = |row: &Vec<Cell>| {
            let mode = row[2].text();
            let people = match (&row[4], &row[5]) {
                (Cell::Integer(event), Cell::Integer(1)) => self.edited_sides(*event)?,
                _ => Vec::new(),
            };
            let mode = (!mode.is_empty()).then_some(mode.as_str());
            Ok(patched(&row[0].text(), &row[1].text(), mode, &row[3].text(), &people))
        };
        table.rows.iter().map(record).collect()
    }

    /// One row for each event that the filter keeps, by a query over its number.
    fn listed(&self, query: &str, filter: &Filter) -> Result<Table, LedgerError> {
        let mut statement = self.connection.prepare(query)?;
        let columns: Vec<String> = statement.column_names().iter().map(|name| name.to_string()).collect();
        let mut table = Table { columns, rows: Vec::new(), left_out: Some(0) };
        let most = filter.limit.map(|limit| limit + COUNTED);
        let mut numbers = self.event_numbers(filter, most.map(|most| most + 1))?;
        if let (Some(limit), Some(most)) = (filter.limit, most) {
            let all = numbers.len() as u64;
            table.left_out = (all <= most).then(|| all.saturating_sub(limit));
            numbers.truncate(limit as usize);
        }
        for number in &numbers {
            let width = table.columns.len();
            let row = statement.query_row([number], |row| {
                (0..width).map(|idx| Ok(Cell::from(row.get_ref(idx)?))).collect::<Result<Vec<Cell>, _>>()
            })?;
            table.rows.push(row);
        }
        Ok(table)
    }
}
