//! Opening the file: new, older, newer, read-only.

use crate::LedgerError;
use crate::append::KnownRows;
use crate::schema::{APPLICATION_ID, MIGRATIONS, VIEWS};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pages kept in memory at most: 64 MB, which SQLite writes so.
const CACHE: i64 = -64_000;

/// One open ledger.
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) known: KnownRows,
    /// Where an older file was kept before it was brought up to date.
    pub backup: Option<PathBuf>,
}

impl Ledger {
    /// A ledger in memory, gone when dropped.
    pub fn in_memory() -> Result<Ledger, LedgerError> {
        let mut connection = Connection::open_in_memory()?;
        migrate(&mut connection, None, MIGRATIONS)?;
        Ok(Ledger { connection, known: KnownRows::default(), backup: None })
    }

    /// Opens a ledger for writing; makes the file where there is none. An older file is brought up to date, and a copy
    /// of it kept; a newer one is refused.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        Ledger::open_with(path, MIGRATIONS)
    }

    fn open_with(path: &Path, migrations: &[&str]) -> Result<Ledger, LedgerError> {
        let mut connection = Connection::open(path).map_err(|error| at(path, error.into()))?;
        connection.busy_timeout(PATIENCE)?;
        let backup = migrate(&mut connection, Some(path), migrations).map_err(|error| at(path, error))?;
        Ok(Ledger { connection, known: KnownRows::default(), backup })
    }

    /// Opens a ledger for reading alone: nothing can be changed through it.
    pub fn open_read_only(path: &Path) -> Result<Ledger, LedgerError> {
        if !path.is_file() {
            let message = format!("{}: no such database", path.display());
            return Err(LedgerError::new(message, "make one with `legation add FILE`, or name one with --db FILE"));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = |is_frozen: bool| -> Result<(Connection, u32), LedgerError> {
            let uri = format!("file:{}?mode=ro{}", escaped(path), if is_frozen { "&immutable=1" } else { "" });
            let connection = Connection::open_with_flags(uri, flags)?;
            connection.busy_timeout(PATIENCE)?;
            connection.pragma_update(None, "query_only", true)?;
            connection.pragma_update(None, "cache_size", CACHE)?;
            let version = version(&connection)?;
            Ok((connection, version))
        };
        // A folder that cannot be written holds no log beside the file: then the file alone is the truth.
        let (connection, found) = open(false).or_else(|_| open(true)).map_err(|error| at(path, error))?;
        guard(&connection, found, MIGRATIONS.len() as u32).map_err(|error| at(path, error))?;
        if found < MIGRATIONS.len() as u32 {
            let message = format!("{}: made by an older legation (tables of version {found})", path.display());
            return Err(LedgerError::new(
                message,
                "run `legation add` on it once: it is brought up to date, and a copy kept",
            ));
        }
        Ok(Ledger { connection, known: KnownRows::default(), backup: None })
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // Best effort: what is not moved from the log into the file now is moved by the next writer.
        let _ = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);");
    }
}

/// Names the file in a message.
fn at(path: &Path, error: LedgerError) -> LedgerError {
    let name = path.display().to_string();
    if error.message.starts_with(&name) {
        return error;
    }
    LedgerError { message: format!("{name}: {}", error.message), fix: error.fix }
}

/// A path inside a `file:` address.
fn escaped(path: &Path) -> String {
    path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

fn version(connection: &Connection) -> Result<u32, LedgerError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Refuses files that are not ledgers, and ledgers of a newer program.
fn guard(connection: &Connection, found: u32, known: u32) -> Result<(), LedgerError> {
    if found > known {
        return Err(LedgerError::new(
            format!("made by a newer legation (tables of version {found}; this program knows {known})"),
            "use that newer program; the file was not touched",
        ));
    }
    let id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && id != APPLICATION_ID {
        return Err(LedgerError::new(
            "a database of another program",
            "give another place with --db FILE; the file was not touched",
        ));
    }
    Ok(())
}

/// Brings the tables up to date in one transaction; gives the place of the copy kept of an older file.
fn migrate(
    connection: &mut Connection,
    path: Option<&Path>,
    migrations: &[&str],
) -> Result<Option<PathBuf>, LedgerError> {
    let known = migrations.len() as u32;
    let found = version(connection)?;
    guard(connection, found, known)?;
    if found == known {
        prepare(connection)?;
        return Ok(None);
    }
    let backup = match path {
        Some(path) if found > 0 => Some(keep_copy(connection, path, found)?),
        _ => None,
    };
    prepare(connection)?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another program may have done it while this one waited.
    let found = version(&transaction)?;
    guard(&transaction, found, known)?;
    if found == known {
        return Ok(backup);
    }
    for step in &migrations[found as usize..] {
        transaction.execute_batch(step)?;
    }
    for (name, body) in VIEWS {
        transaction.execute_batch(&format!("DROP VIEW IF EXISTS {name}; CREATE VIEW {name} AS {body};"))?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(backup)
}

/// Settings of a connection that writes. The log is flushed at checkpoints: a killed program loses nothing committed,
/// a power cut at most the last articles.
fn prepare(connection: &Connection) -> Result<(), LedgerError> {
    keep_log(connection)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    // A longer log: pages that many articles touch (indices) are moved into the file once, not for every few articles.
    connection.pragma_update(None, "wal_autocheckpoint", 10_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Switches to a write-ahead log. SQLite does not wait here for another program that is opening the same new file, so that
/// this does.
fn keep_log(connection: &Connection) -> Result<(), LedgerError> {
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(20);
    let mut waited = std::time::Duration::ZERO;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(rusqlite::Error::SqliteFailure(error, _))
                if matches!(error.code, rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
                    && waited < PATIENCE =>
            {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            result => return Ok(result?),
        }
    }
}

/// A copy of an older file beside it, named after its version; an earlier copy is never written over.
fn keep_copy(connection: &Connection, path: &Path, found: u32) -> Result<PathBuf, LedgerError> {
    let free = |number: u32| {
        let end = if number == 0 { String::new() } else { format!(".{number}") };
        PathBuf::from(format!("{}.v{found}{end}.bak", path.display()))
    };
    let backup = (0..).map(free).find(|place| !place.exists()).unwrap_or_else(|| free(0));
    connection.execute("VACUUM INTO ?1", [backup.display().to_string()])?;
    Ok(backup)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("legation-store-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder.join("ledger.db")
    }

    #[test]
    fn an_older_file_is_brought_up_to_date_and_a_copy_kept() {
        let path = place("older");
        drop(Ledger::open(&path).unwrap());
        let mut longer = MIGRATIONS.to_vec();
        longer.push("CREATE TABLE l_more (x);");
        let ledger = Ledger::open_with(&path, &longer).unwrap();
        assert_eq!(version(&ledger.connection).unwrap(), longer.len() as u32);
        let backup = ledger.backup.clone().expect("a copy was kept");
        let copy = Ledger::open_read_only(&backup).unwrap();
        assert_eq!(version(&copy.connection).unwrap(), MIGRATIONS.len() as u32);
    }

    #[test]
    fn a_full_disk_and_a_read_only_file_leave_the_ledger_sound() {
        use crate::{Appended, Coding};
        use legation_types::{Article, Versions};
        let path = place("full");
        let mut ledger = Ledger::open(&path).unwrap();
        let versions = Versions("1".to_string());
        let append = |ledger: &mut Ledger, number: usize| {
            let article = Article::new(format!("{number}"), format!("Talks number {number}. ").repeat(200));
            let coding = Coding {
                article: &article,
                versions: &versions,
                recorded_at: "2026-01-01T00:00:00Z",
                claims: Vec::new(),
                times: Vec::new(),
            };
            ledger.append(&coding)
        };
        assert_eq!(append(&mut ledger, 0).unwrap(), Appended::New(0));
        // No room: SQLite may take so many pages and no more.
        let pages: i64 = ledger.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        ledger.connection.query_row(&format!("PRAGMA max_page_count = {}", pages + 3), [], |_| Ok(())).unwrap();
        let written = (1..50).take_while(|number| append(&mut ledger, *number).is_ok()).count();
        let error = append(&mut ledger, 99).unwrap_err();
        assert!(error.message.contains("disk is full") && error.fix.contains("run the same command again"), "{error}");
        ledger.connection.pragma_update(None, "query_only", true).unwrap();
        let error = append(&mut ledger, 99).unwrap_err();
        assert!(error.message.contains("cannot be written"), "{error}");
        drop(ledger);
        // Room again: what was committed is there, nothing else, and the rest can be added.
        let mut ledger = Ledger::open(&path).unwrap();
        let check: String = ledger.connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        let count = |ledger: &Ledger| -> i64 {
            ledger.connection.query_row("SELECT count(*) FROM l_article", [], |row| row.get(0)).unwrap()
        };
        assert_eq!((check.as_str(), count(&ledger)), ("ok", written as i64 + 1));
        assert_eq!(append(&mut ledger, 99).unwrap(), Appended::New(0));
        assert_eq!(count(&ledger), written as i64 + 2);
    }

    #[test]
    fn a_newer_file_and_a_strange_one_are_refused_untouched() {
        let path = place("newer");
        drop(Ledger::open(&path).unwrap());
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", 999).unwrap();
        drop(connection);
        for error in [Ledger::open(&path).err().unwrap(), Ledger::open_read_only(&path).err().unwrap()] {
            assert!(error.message.contains("newer legation"), "{error}");
        }
        let path = place("strange");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE diary (day)").unwrap();
        let error = Ledger::open(&path).err().unwrap();
        assert!(error.message.contains("another program"), "{error}");
        let path = place("text");
        std::fs::write(&path, "Talks opened in Oslo. ".repeat(100)).unwrap();
        let error = Ledger::open(&path).err().unwrap();
        assert!(error.message.contains("not a sound database"), "{error}");
    }
}
