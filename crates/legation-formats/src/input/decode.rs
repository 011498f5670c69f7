//! From bytes to text.

use crate::error::{Fault, FormatError};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decoded text, and a warning where the encoding had to be guessed.
pub(crate) type Decoded = (String, Option<FormatError>);

/// Decodes the bytes of an input: a byte order mark decides, then UTF-8, then UTF-16 without a mark, then `declared`
/// (what a page says of itself), then with a warning UTF-8 with faults or windows-1252. Refuses what is not text.
pub(crate) fn decode(input: &str, bytes: Vec<u8>, declared: Option<&str>) -> Result<Decoded, FormatError> {
    if bytes.is_empty() {
        return Err(FormatError::new(input, Fault::Empty, "the file is empty", "give a file with an article in it"));
    }
    if let Some((name, fix)) = magic(&bytes) {
        return Err(FormatError::new(input, Fault::Binary, format!("this is {name}, not text"), fix));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Ok((text.into_owned(), None));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if is_binary(text.as_bytes()) => return Err(binary(input)),
        Ok(text) => return Ok((text, None)),
        Err(error) => error.into_bytes(),
    };
    if let Some(encoding) = utf_16(&bytes) {
        return Ok((encoding.decode_without_bom_handling(&bytes).0.into_owned(), None));
    }
    if is_binary(&bytes) {
        return Err(binary(input));
    }
    if let Some(encoding) = declared.and_then(|label| Encoding::for_label(label.as_bytes())) {
        let (text, has_faults) = encoding.decode_without_bom_handling(&bytes);
        if !has_faults {
            return Ok((text.into_owned(), None));
        }
    }
    let at = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let (text, read_as) = guessed(&bytes);
    let warning = FormatError::new(
        input,
        Fault::Encoding,
        format!("not valid UTF-8 (byte {at}): {read_as}"),
        "if letters look wrong, convert the file: iconv -f ENCODING -t UTF-8",
    );
    Ok((text, Some(warning)))
}

/// The text of bytes that are not UTF-8, and what they were read as. A page that was cut inside a letter, or with a few letters from
/// elsewhere, is still UTF-8: letters of other encodings hardly ever make up letters of UTF-8.
pub(super) fn guessed(bytes: &[u8]) -> (String, &'static str) {
    let (mut letters, mut faults) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    if letters > faults {
        return (String::from_utf8_lossy(bytes).into_owned(), "read as UTF-8, what is not left as �");
    }
    (WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), "read as windows-1252")
}

fn binary(input: &str) -> FormatError {
    FormatError::new(
        input,
        Fault::Binary,
        "this is a binary file, not text",
        "give plain text, Markdown, HTML or JSON lines",
    )
}

/// Files that are known by their first bytes.
fn magic(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const KNOWN: [(&[u8], &str, &str); 8] = [
        (b"%PDF-", "a PDF", "convert it first: pdftotext FILE.pdf"),
        (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or save the document as plain text"),
        (b"\xd0\xcf\x11\xe0", "an old office document", "save it as plain text"),
        (b"\x89PNG", "a picture", "give the text of the article"),
        (b"\xff\xd8\xff", "a picture", "give the text of the article"),
        (b"GIF8", "a picture", "give the text of the article"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed", "unpack it first: zstd -d FILE"),
        (
            b"PAR1",
            "a Parquet file",
            "give it as a file of its own to a build with --features parquet, or convert it to JSON lines",
        ),
    ];
    KNOWN.iter().find(|(start, ..)| bytes.starts_with(start)).map(|(_, name, fix)| (*name, *fix))
}

/// UTF-16 without a mark: Latin text has a zero in every other byte.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) / 2 * 2];
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match head.len() / 2 {
        0 => None,
        pairs if odd * 3 > pairs * 2 && even == 0 => Some(UTF_16LE),
        pairs if even * 3 > pairs * 2 && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Zeros, or more than a few control characters.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let control = head.iter().filter(|b| **b < 9 || (14..27).contains(*b) || (28..32).contains(*b)).count();
    head.contains(&0) || control * 50 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_recognised() {
        let cases: [(&[u8], &str, bool); 8] = [
            ("Kyjev – č".as_bytes(), "Kyjev – č", false),
            (b"\xef\xbb\xbfA b", "A b", false),
            (b"\xff\xfeA\0 \0b\0", "A b", false),
            (b"A\0 \0b\0c\0d\0e\0\xe9\0", "A bcdeé", false),
            (b"caf\xe9 \x93talks\x94", "café “talks”", true),
            (b"\xfe\xff\0A", "A", false),
            (b"\xc2\xabcaf\xc3\xa9 \xe2\x80\x93 \xff \xe2\x80", "«café – � �", true),
            (b"caf\xe9 \xc3\xa9", "café Ã©", true),
        ];
        for (bytes, text, warns) in cases {
            let (found, warning) = decode("case", bytes.to_vec(), None).unwrap();
            assert_eq!(found, text);
            assert_eq!(warning.is_some(), warns, "{text}");
        }
        let declared = decode("case", b"\xcf\xf0\xe8\xe2\xe5\xf2".to_vec(), Some("windows-1251")).unwrap();
        assert_eq!(declared, ("Привет".to_string(), None));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        let cases: [(&[u8], Fault); 4] = [
            (b"", Fault::Empty),
            (b"%PDF-1.7", Fault::Binary),
            (b"ab\0\0\0c", Fault::Binary),
            (b"\x01\x02\x03\xff\xfa", Fault::Binary),
        ];
        for (bytes, fault) in cases {
            assert_eq!(decode("case", bytes.to_vec(), None).unwrap_err().fault, fault, "{bytes:?}");
        }
    }
}
