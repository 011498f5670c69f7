#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    legation_formats::read_bytes("a.xml", bytes.to_vec(), &Default::default()).for_each(drop);
    let _ = legation_formats::read_links("a.xml", bytes.to_vec());
});
