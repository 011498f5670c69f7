/// Why an article could not be read: what, where, how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// The file, line or standard input.
    pub input: String,
    /// What kind of fault it is.
    pub fault: Fault,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub fix: String,
}

/// Kinds of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No such file, or no right to read it.
    Unreadable,
    /// A folder instead of a file.
    Folder,
    /// Nothing in it.
    Empty,
    /// Not text.
    Binary,
    /// Over the size limit.
    TooLarge,
    /// Not UTF-8. As a warning: read all the same, as the message says.
    Encoding,
    /// A page without an article.
    NoArticle,
    /// A record that breaks its format: JSON, columns, dates.
    Malformed,
    /// Not fetched, because its publisher or the user's settings do not allow it.
    Refused,
    /// Written in a language that is not wanted.
    Language,
    /// Says nothing that an article before it does not say.
    Copy,
}

impl Fault {
    /// Its name in reject files.
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::Unreadable => "unreadable",
            Fault::Folder => "folder",
            Fault::Empty => "empty",
            Fault::Binary => "binary",
            Fault::TooLarge => "too_large",
            Fault::Encoding => "encoding",
            Fault::NoArticle => "no_article",
            Fault::Malformed => "malformed",
            Fault::Refused => "refused",
            Fault::Language => "language",
            Fault::Copy => "copy",
        }
    }
}

impl FormatError {
    /// A fault of an input.
    pub fn new(input: &str, fault: Fault, message: impl Into<String>, fix: impl Into<String>) -> FormatError {
        FormatError { input: input.to_string(), fault, message: message.into(), fix: fix.into() }
    }

    /// Whether the article was read all the same and follows this message.
    pub fn is_warning(&self) -> bool {
        self.fault == Fault::Encoding
    }
}

impl std::fmt::Display for FormatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} ({})", self.input, self.message, self.fix)
    }
}

impl std::error::Error for FormatError {}
