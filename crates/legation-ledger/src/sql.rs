//! SQL by the user: reading only.

use crate::{Cell, Ledger, LedgerError, Table};

impl Ledger {
    /// The rows of a query. Statements that would change anything are refused; `limit` bounds the rows.
    pub fn sql(&self, query: &str, limit: Option<u64>) -> Result<Table, LedgerError> {
        let mut statement = self.connection.prepare(query).map_err(|error| {
            LedgerError::new(format!("SQL: {error}"), "see `legation sql --help` for the views and their columns")
        })?;
        if !statement.readonly() {
            return Err(LedgerError::new(
                "SQL: this statement would change the database",
                "only reading is allowed: SELECT …",
            ));
        }
        let columns: Vec<String> = statement.column_names().iter().map(|name| name.to_string()).collect();
        let mut table = Table { columns, rows: Vec::new(), left_out: Some(0) };
        let width = table.columns.len();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if limit.is_some_and(|limit| table.rows.len() as u64 >= limit) {
                table.left_out = None;
                break;
            }
            let cells =
                (0..width).map(|idx| Ok(Cell::from(row.get_ref(idx)?))).collect::<Result<_, rusqlite::Error>>()?;
            table.rows.push(cells);
        }
        Ok(table)
    }
}
