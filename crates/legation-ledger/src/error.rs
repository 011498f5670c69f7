use rusqlite::ErrorCode;

/// Why the ledger could not do what was asked: what, and how to mend it.
#[derive(Debug)]
pub struct LedgerError {
    /// What went wrong.
    pub message: String,
    /// What to do about it.
    pub fix: String,
}

impl LedgerError {
    pub(crate) fn new(message: impl Into<String>, fix: impl Into<String>) -> LedgerError {
        LedgerError { message: message.into(), fix: fix.into() }
    }
}

impl std::fmt::Display for LedgerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.message, self.fix)
    }
}

impl std::error::Error for LedgerError {}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        let code = error.sqlite_error_code();
        let (message, fix) = match code {
            Some(ErrorCode::DiskFull) => (
                "the disk is full".to_string(),
                "free some space and run the same command again; nothing half-done was kept",
            ),
            Some(ErrorCode::SystemIoFailure) => (
                format!("the database's disk failed: {error}"),
                "check the disk and its free space, then run the same command again; nothing half-done was kept",
            ),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => (
                format!("the database cannot be written or opened: {error}"),
                "check the rights of the file and of its folder, or give another place with --db FILE",
            ),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
                "another program holds the database".to_string(),
                "wait for it to end and run the same command again; nothing half-done was kept",
            ),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => (
                format!("the file is not a sound database: {error}"),
                "give a file that `legation add` made with --db FILE, or restore a copy",
            ),
            _ => (error.to_string(), "see `legation sql --help` for the tables"),
        };
        LedgerError::new(message, fix)
    }
}
