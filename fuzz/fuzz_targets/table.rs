#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    legation_formats::read_bytes("a.csv", bytes.to_vec(), &Default::default()).for_each(drop);
});
