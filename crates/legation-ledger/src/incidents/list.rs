//! Lists of incidents, and all claims of one.

use super::build::ensure_built;
use crate::{Cell, Filter, Ledger, LedgerError, Table};
use rusqlite::params_from_iter;
use std::collections::BTreeSet;

/// Fields whose values are set against each other: name, query over `events e`.
const FIELDS: [(&str, &str); 7] = [
    ("status", "e.status"),
    ("actors", "e.actors"),
    ("recipients", "e.recipients"),
    ("days", "CASE WHEN e.earliest = e.latest THEN e.earliest ELSE e.earliest || ' to ' || e.latest END"),
    ("place", "e.place_name"),
    ("number", "coalesce(e.count, e.count_text)"),
    ("mode", "e.mode"),
];

impl Ledger {
    /// Incidents with a claim that the filter keeps, in the order of publication of their first claim.
    pub fn incidents(&self, filter: &Filter) -> Result<Table, LedgerError> {
        ensure_built(&self.connection)?;
        let (test, values) = self.having(filter, "l_member", "incidents", "incident")?;
        let limit = filter.limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
        let sql = format!("SELECT * FROM incidents WHERE {test} ORDER BY incident{limit}");
        Ok(self.rows(&sql, &values)?.cut_at(filter.limit))
    }

    /// All claims of an incident, each with its words and why it was joined.
    pub fn incident(&self, name: &str) -> Result<Table, LedgerError> {
        ensure_built(&self.connection)?;
        let number = self.incident_number(name)?;
        let sql = "SELECT c.*, e.sentence_text FROM claims c JOIN events e USING (event)
                   WHERE c.incident = ?1 ORDER BY e.published_at IS NULL, e.published_at, e.article_name, e.start";
        self.rows(sql, &[rusqlite::types::Value::Integer(number)])
    }

    /// What the claims of an incident say about each field: one row a value, with the articles behind it; fields on
    /// which the claims differ are marked. Values are never averaged.
    pub fn incident_values(&self, name: &str) -> Result<Table, LedgerError> {
        ensure_built(&self.connection)?;
        let number = self.incident_number(name)?;
        let mut table = Table::new(&["field", "value", "claims", "articles", "is_disputed"]);
        for (field, column) in FIELDS {
            let sql = format!(
                "SELECT {column}, count(*), group_concat(DISTINCT e.article_name) FROM l_member m JOIN events e USING (event)
                 WHERE m.incident = ?1 AND {column} IS NOT NULL GROUP BY 1 ORDER BY min(e.event)"
            );
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query([number])?;
            let mut values: Vec<Vec<Cell>> = Vec::new();
            while let Some(row) = rows.next()? {
                values.push(vec![
                    Cell::Text(field.to_string()),
                    row.get_ref(0)?.into(),
                    row.get_ref(1)?.into(),
                    row.get_ref(2)?.into(),
                ]);
            }
            let told: BTreeSet<String> = values.iter().map(|row| row[1].text()).collect();
            let is_disputed = i64::from(told.len() > 1);
            table.rows.extend(values.into_iter().map(|mut row| {
                row.push(Cell::Integer(is_disputed));
                row
            }));
        }
        Ok(table)
    }

    /// The rows of a query of our own.
    pub(crate) fn rows(&self, sql: &str, values: &[rusqlite::types::Value]) -> Result<Table, LedgerError> {
        let mut statement = self.connection.prepare(sql)?;
        let columns: Vec<String> = statement.column_names().iter().map(|name| name.to_string()).collect();
        let width = columns.len();
        let mut table = Table { columns, rows: Vec::new(), left_out: Some(0) };
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let cells = (0..width).map(|idx| Ok(Cell::from(row.get_ref(idx)?)));
            table.rows.push(cells.collect::<Result<_, rusqlite::Error>>()?);
        }
        Ok(table)
    }
}
