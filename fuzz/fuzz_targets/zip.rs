#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("legation-fuzz-{}.zip", std::process::id()));
    std::fs::write(&path, bytes).expect("a folder for temporary files");
    legation_formats::read_path(&path, &Default::default()).for_each(drop);
});
