use crate::Span;

/// Turns byte offsets of one text into Unicode code points and back: what leaves the program counts code points.
#[derive(Clone, Debug)]
pub struct CodePoints {
    /// Byte offsets at which blocks of [`BLOCK`] code points begin.
    blocks: Vec<u32>,
    text: String,
    is_ascii: bool,
}

/// Code points a block: small enough to scan, large enough to keep the index small.
const BLOCK: u32 = 64;

impl CodePoints {
    /// The index of a text.
    pub fn new(text: &str) -> CodePoints {
        let is_ascii = text.is_ascii();
        let blocks = if is_ascii {
            Vec::new()
        } else {
            text.char_indices().step_by(BLOCK as usize).map(|(at, _)| at as u32).collect()
        };
        CodePoints { blocks, text: if is_ascii { String::new() } else { text.to_string() }, is_ascii }
    }

    /// Code points before a byte offset; an offset inside a character counts as its start.
    pub fn at(&self, byte: u32) -> u32 {
        if self.is_ascii {
            return byte;
        }
        let block = self.blocks.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.blocks.get(block).copied().unwrap_or(0);
        let rest = self.text.as_bytes().get(start as usize..(byte as usize).min(self.text.len())).unwrap_or(&[]);
        // Continuation bytes (10xxxxxx) begin no code point.
        block as u32 * BLOCK + rest.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u32
    }

    /// A byte span as code points: start, end.
    pub fn span(&self, span: Span) -> (u32, u32) {
        (self.at(span.start), self.at(span.end))
    }

    /// The byte offset at which a code point begins; the length of the text past its end.
    pub fn byte(&self, code_point: u32) -> u32 {
        if self.is_ascii {
            return code_point;
        }
        let start = self.blocks.get((code_point / BLOCK) as usize).copied().unwrap_or(self.text.len() as u32);
        let rest = self.text.get(start as usize..).unwrap_or("");
        let within = rest.char_indices().nth((code_point % BLOCK) as usize).map_or(rest.len(), |(at, _)| at);
        start + within as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_agree_with_counting_characters() {
        for text in ["plain", "", "“Kyiv” – naïve 🕊️ قال الوزير إن", &"é".repeat(200)] {
            let index = CodePoints::new(text);
            for (count, (at, _)) in text.char_indices().enumerate() {
                assert_eq!(index.at(at as u32), count as u32, "{text:?} at {at}");
                assert_eq!(index.byte(count as u32), at as u32, "{text:?} code point {count}");
            }
            assert_eq!(index.at(text.len() as u32), text.chars().count() as u32);
            assert_eq!(index.byte(text.chars().count() as u32), text.len() as u32);
        }
    }
}
