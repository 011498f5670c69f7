//! Where a batch writes, and how a broken one is taken up again.
//!
//! With `--resume` the output file only ever grows, and beside it stands a journal, `FILE.progress`: after each batch of articles
//! one line that says how many inputs are done, how long the files are, and what the last input was. On the next start the
//! files are cut back to the last whole line of the journal, that many inputs are passed over, and the work goes on: whatever
//! moment the program was killed at, no article is lost and none stands there twice.

use crate::articles::Failure;
use legation::formats::sha256;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, Write};
use std::path::{Path, PathBuf};

/// A batch's output: standard output, or a file.
pub enum Output {
    /// Standard output.
    Standard(std::io::BufWriter<std::io::Stdout>),
    /// A file of the user's.
    File(std::io::BufWriter<File>),
}

impl Output {
    /// Standard output, or a new file.
    pub fn create(path: Option<&Path>) -> Result<Output, Failure> {
        match path {
            None => Ok(Output::Standard(std::io::BufWriter::new(std::io::stdout()))),
            Some(path) => {
                let file = File::create(path).map_err(|error| unwritable(path, &error))?;
                Ok(Output::File(std::io::BufWriter::new(file)))
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Output::Standard(out) => out.write(bytes),
            Output::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Output::Standard(out) => out.flush(),
            Output::File(out) => out.flush(),
        }
    }
}

/// What a run had done when its journal was last written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Inputs worked on or rejected.
    pub inputs: u64,
    /// Of these, rejected.
    pub rejected: u64,
    /// Hash of the last input (see [`fingerprint`]): tells whether the input is still the same.
    pub last: String,
    /// Bytes of the output file.
    output: u64,
    /// Bytes of the reject file.
    rejects: u64,
}

/// The journal of a run that can be taken up again.
pub struct Journal {
    file: File,
    path: PathBuf,
}

/// What `--resume` finds: the journal, the files to go on with, and what is done.
pub struct Resumed {
    /// The journal.
    pub journal: Journal,
    /// The output file, cut back to what is known to be whole.
    pub output: Output,
    /// The reject file, likewise.
    pub rejects: Option<File>,
    /// What is done.
    pub done: Done,
}

/// A hash that tells one input from another: an article's id and text, or a fault's place and message.
pub fn fingerprint(id: &str, content: &str) -> String {
    sha256(&format!("{id}\n{content}"))[..16].to_string()
}

/// Opens the files of a run that may have been broken off. `setting` describes what shapes the output; a journal of another
/// setting is refused.
pub fn resume(output: &Path, rejects: Option<&Path>, setting: &str) -> Result<Resumed, Failure> {
    let mut name = output.as_os_str().to_owned();
    name.push(".progress");
    let path = PathBuf::from(name);
    let journal_exists = path.exists();
    if !journal_exists && std::fs::metadata(output).is_ok_and(|found| found.len() > 0) {
        let message =
            format!("{}: is not from a run with --resume (remove it, or name another file with -o)", output.display());
        return Err(Failure::Message(message));
    }
    let (done, whole) = if journal_exists { read(&path, setting)? } else { (Done::default(), 0) };
    let open = |path: &Path, length: u64| -> Result<File, Failure> {
        let fault = |error: std::io::Error| unwritable(path, &error);
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(fault)?;
        let found = file.metadata().map_err(fault)?.len();
        if found < length {
            let message = format!(
                "{}: is shorter than when the run was broken off: {found} bytes, not {length} (remove it and {}.progress to begin anew)",
                path.display(),
                output.display()
            );
            return Err(Failure::Message(message));
        }
        file.set_len(length).map_err(fault)?;
        file.seek(std::io::SeekFrom::End(0)).map_err(fault)?;
        Ok(file)
    };
    let output_file = open(output, done.output)?;
    let rejects = rejects.map(|path| open(path, done.rejects)).transpose()?;
    let fault = |error: std::io::Error| unwritable(&path, &error);
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
    file.set_len(whole).map_err(fault)?;
    file.seek(std::io::SeekFrom::End(0)).map_err(fault)?;
    if whole == 0 {
        writeln!(file, "{}", json!({"legation": env!("CARGO_PKG_VERSION"), "setting": setting})).map_err(fault)?;
    }
    Ok(Resumed {
        journal: Journal { file, path: path.clone() },
        output: Output::File(std::io::BufWriter::new(output_file)),
        rejects,
        done,
    })
}

impl Journal {
    /// Notes what is done. Output and rejects must have been flushed; they are made durable before the line is written.
    pub fn note(&mut self, done: &mut Done, output: &mut Output, rejects: Option<&File>) -> Result<(), Failure> {
        output.flush()?;
        if let Output::File(out) = output {
            out.get_ref().sync_data()?;
            done.output = out.get_ref().metadata()?.len();
        }
        if let Some(rejects) = rejects {
            rejects.sync_data()?;
            done.rejects = rejects.metadata()?.len();
        }
        let line = json!({"inputs": done.inputs, "rejected": done.rejected, "last": done.last, "output": done.output, "rejects": done.rejects});
        // One write a line: a line is there whole or is cut, which `read` notices.
        self.file.write_all(format!("{line}\n").as_bytes()).map_err(|error| unwritable(&self.path, &error))
    }
}

/// The last whole line of a journal, and the bytes up to its end.
fn read(path: &Path, setting: &str) -> Result<(Done, u64), Failure> {
    let fault =
        |what: String| Failure::Message(format!("{}: {what} (remove it and the output to begin anew)", path.display()));
    let file = File::open(path).map_err(|error| fault(format!("cannot be read: {error}")))?;
    let mut reader = BufReader::new(file);
    let (mut done, mut whole) = (Done::default(), 0u64);
    let mut line = String::new();
    loop {
        line.clear();
        let read = reader.read_line(&mut line).map_err(|error| fault(format!("cannot be read: {error}")))?;
        if read == 0 || !line.ends_with('\n') {
            return Ok((done, whole));
        }
        let Ok(value) = serde_json::from_str::<Value>(&line) else { return Ok((done, whole)) };
        if whole == 0 {
            if value["setting"] != setting {
                return Err(fault("is of a run with other options".to_string()));
            }
            if value["legation"] != env!("CARGO_PKG_VERSION") {
                return Err(fault(format!("is of another version of legation, {}", value["legation"])));
            }
        } else {
            let number = |key: &str| value[key].as_u64().unwrap_or(0);
            done = Done {
                inputs: number("inputs"),
                rejected: number("rejected"),
                last: value["last"].as_str().unwrap_or("").to_string(),
                output: number("output"),
                rejects: number("rejects"),
            };
        }
        whole += read as u64;
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Message(format!(
        "{}: cannot be written: {error} (check the folder, its rights and the space left)",
        path.display()
    ))
}
