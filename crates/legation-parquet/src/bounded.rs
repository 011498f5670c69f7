//! A file whose packed pages are tried before they are unpacked. The decoder of Parquet takes all that a gzip or LZ4 stream gives,
//! whatever the file says of its size: a few megabytes may fill the memory.

use flate2::read::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{BufReader, Read};

/// What a page is refused with that unpacks to more than [`largest`].
pub const BOMB: &str = "columns that unpack to hundreds of times their size";

/// Bytes that are unpacked without asking how small they were packed.
const UNDOUBTED: u64 = 200_000_000;
/// Largest part of its packed size that more than that may unpack to.
const LARGEST_RATIO: u64 = 200;
/// What looking into a stream costs, counted as bytes: bounds the time for pages full of beginnings of streams.
const LOOK: u64 = 50_000;

const GZIP: &[u8] = b"\x1f\x8b\x08";
const LZ4_FRAME: &[u8] = b"\x04\x22\x4d\x18";

/// What packed bytes may unpack to.
pub fn largest(packed: u64) -> u64 {
    UNDOUBTED.max(packed.saturating_mul(LARGEST_RATIO))
}

/// The file; `is_tried` where its pages may hold streams of gzip or LZ4.
pub struct Bounded {
    pub file: File,
    pub is_tried: bool,
}

impl Length for Bounded {
    fn len(&self) -> u64 {
        self.file.len()
    }
}

impl ChunkReader for Bounded {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Result<BufReader<File>> {
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes> {
        let page = self.file.get_bytes(start, length)?;
        if self.is_tried && is_bomb(&page) {
            return Err(ParquetError::General(BOMB.to_string()));
        }
        Ok(page)
    }
}

/// Whether the streams in a page unpack to more than they may. Where in the page its stream begins only the header says, and that
/// may lie: every place is tried where one can begin.
fn is_bomb(page: &[u8]) -> bool {
    let mut left = largest(page.len() as u64);
    for at in 0..page.len() {
        let rest = &page[at..];
        let unpacked = if rest.starts_with(GZIP) {
            length(MultiGzDecoder::new(rest), left)
        } else if rest.starts_with(LZ4_FRAME) {
            length(FrameDecoder::new(rest), left)
        } else {
            continue;
        };
        match left.checked_sub(unpacked + LOOK) {
            Some(rest) => left = rest,
            None => return true,
        }
    }
    false
}

/// How much a stream unpacks to until it ends or breaks, or until that is more than `most`.
fn length(stream: impl Read, most: u64) -> u64 {
    let mut stream = stream.take(most + 1);
    let (mut buffer, mut sum) = ([0; 16_384], 0);
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        sum += count as u64;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A page with a stream of zeros in it, after a few levels.
    fn page(packed: impl FnOnce(Vec<u8>, &[u8], usize) -> Vec<u8>, megabytes: usize) -> Vec<u8> {
        packed(vec![2, 0, 0, 0, 3, 1], &[0; 1_000_000], megabytes)
    }

    fn gzip(start: Vec<u8>, zeros: &[u8], times: usize) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(start, flate2::Compression::fast());
        (0..times).for_each(|_| out.write_all(zeros).unwrap());
        out.finish().unwrap()
    }

    fn lz4(start: Vec<u8>, zeros: &[u8], times: usize) -> Vec<u8> {
        let mut out = lz4_flex::frame::FrameEncoder::new(start);
        (0..times).for_each(|_| out.write_all(zeros).unwrap());
        out.finish().unwrap()
    }

    #[test]
    fn streams_are_tried_wherever_they_begin() {
        assert!(is_bomb(&page(gzip, 201)) && is_bomb(&page(lz4, 201)));
        assert!(!is_bomb(&page(gzip, 199)) && !is_bomb(&page(lz4, 199)));
        assert!(!is_bomb(GZIP) && !is_bomb(&[7; 100_000]) && !is_bomb(b""));
        assert!(is_bomb(&GZIP.repeat(10_000)), "the time is bounded, too");
    }

    #[test]
    fn a_bomb_is_refused_whatever_its_file_says() {
        let path = std::env::temp_dir().join(format!("legation-parquet-bomb-{}", std::process::id()));
        let bomb = page(gzip, 201);
        std::fs::write(&path, &bomb).unwrap();
        for (is_tried, is_refused) in [(true, true), (false, false)] {
            let bounded = Bounded { file: File::open(&path).unwrap(), is_tried };
            assert_eq!(bounded.get_bytes(0, bomb.len()).is_err(), is_refused);
        }
        std::fs::remove_file(path).unwrap();
    }
}
