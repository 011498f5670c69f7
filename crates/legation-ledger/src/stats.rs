//! How much is in the ledger.

use crate::{Cell, Filter, Ledger, LedgerError, Table};
use rusqlite::params_from_iter;

impl Ledger {
    /// Participants and sources of the events that the filter keeps, those with most events first.
    pub fn actors(&self, filter: &Filter) -> Result<Table, LedgerError> {
        let condition = self.condition(filter)?;
        let limit = filter.limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
        let sql = format!(
            "SELECT x.name, nullif(x.country, '') AS country, x.sector, x.kind, nullif(x.actor_id, '') AS actor_id,
                sum(p.side = 'actor') AS acts, sum(p.side = 'recipient') AS receives, sum(p.side = 'source') AS speaks,
                count(DISTINCT e.article) AS articles
             FROM l_event e JOIN l_part p USING (event) JOIN l_actor x USING (actor) WHERE {}
             GROUP BY x.actor ORDER BY count(*) DESC, x.name, x.country, x.actor{limit}",
            condition.sql()
        );
        Ok(self.rows(&sql, &condition.values)?.cut_at(filter.limit))
    }

    /// Counts of what the filter keeps: articles, events, by type and by status, with the first and last day.
    pub fn stats(&self, filter: &Filter) -> Result<Table, LedgerError> {
        let condition = self.condition(filter)?;
        let kept = condition.sql();
        let mut table = Table::new(&["what", "value", "count"]);
        let mut add = |what: &str, column: &str, value: &str, order: &str| -> Result<(), LedgerError> {
            let sql = format!(
                "SELECT {value}, {column} FROM l_event e JOIN l_article a USING (article) WHERE {kept} {order}"
            );
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query(params_from_iter(&condition.values))?;
            while let Some(row) = rows.next()? {
                let cells = vec![Cell::Text(what.to_string()), row.get_ref(0)?.into(), row.get_ref(1)?.into()];
                table.rows.push(cells);
            }
            Ok(())
        };
        add("events", "count(*)", "NULL", "")?;
        add("articles with events", "count(DISTINCT e.article)", "NULL", "")?;
        add("events without a day", "coalesce(sum(e.earliest IS NULL), 0)", "NULL", "")?;
        add("first published", "NULL", "min(a.published_at)", "")?;
        add("last published", "NULL", "max(a.published_at)", "")?;
        add("type", "count(*)", "e.type", "GROUP BY e.type ORDER BY count(*) DESC, e.type")?;
        add("status", "count(*)", "e.status", "GROUP BY e.status ORDER BY count(*) DESC, e.status")?;
        let articles: i64 = self.connection.query_row("SELECT count(*) FROM l_article", [], |row| row.get(0))?;
        table
            .rows
            .insert(0, vec![Cell::Text("articles in the ledger".to_string()), Cell::Null, Cell::Integer(articles)]);
        Ok(table)
    }
}
