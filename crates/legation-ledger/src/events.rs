//! The list of events.

use crate::review::patched;
use crate::{Cell, Filter, Ledger, LedgerError, Table};
use rusqlite::params_from_iter;

impl Ledger {
    /// Events, in the order in which they were added.
    pub fn events(&self, filter: &Filter) -> Result<Table, LedgerError> {
        let columns = "event_id, article_name, published_at, type, mode, status, trigger, actors, recipients, \
                       according_to, time, earliest, latest, place_name, place_country, count, condition, confidence, \
                       sentence_text";
        self.listed(&format!("SELECT {columns} FROM events WHERE event = ?1"), filter)
    }

    /// The records of events (`legation/1`), with the edits of reviewers.
    pub fn records(&self, filter: &Filter) -> Result<Vec<String>, LedgerError> {
        let table = self.listed("SELECT record, type, mode, status FROM l_event WHERE event = ?1", filter)?;
        let record = |row: &Vec<Cell>| {
            let mode = row[2].text();
            patched(&row[0].text(), &row[1].text(), (!mode.is_empty()).then_some(mode.as_str()), &row[3].text())
        };
        Ok(table.rows.iter().map(record).collect())
    }

    /// One row for each event that the filter keeps, by a query over its number.
    fn listed(&self, query: &str, filter: &Filter) -> Result<Table, LedgerError> {
        let mut statement = self.connection.prepare(query)?;
        let columns: Vec<String> = statement.column_names().iter().map(|name| name.to_string()).collect();
        let mut table = Table { columns, rows: Vec::new(), left_out: Some(0) };
        let numbers = self.event_numbers(filter, filter.limit)?;
        for number in &numbers {
            let width = table.columns.len();
            let row = statement.query_row([number], |row| {
                (0..width).map(|idx| Ok(Cell::from(row.get_ref(idx)?))).collect::<Result<Vec<Cell>, _>>()
            })?;
            table.rows.push(row);
        }
        if filter.limit.is_some_and(|limit| limit == numbers.len() as u64) {
            let all = self.event_count(filter)?;
            table.left_out = Some(all - numbers.len() as u64);
        }
        Ok(table)
    }

    /// Numbers of the events that the filter keeps.
    pub(crate) fn event_numbers(&self, filter: &Filter, limit: Option<u64>) -> Result<Vec<i64>, LedgerError> {
        let condition = filter.condition()?;
        let limit = limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
        let sql = format!("SELECT e.event FROM l_event e WHERE {} ORDER BY e.event{limit}", condition.sql());
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(&condition.values), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn event_count(&self, filter: &Filter) -> Result<u64, LedgerError> {
        let condition = filter.condition()?;
        let sql = format!("SELECT count(*) FROM l_event e WHERE {}", condition.sql());
        let count: i64 = self.connection.query_row(&sql, params_from_iter(&condition.values), |row| row.get(0))?;
        Ok(count as u64)
    }
}
