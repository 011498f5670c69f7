#![no_main]

// The decoder panics on some broken files, which the reader turns into a fault: what gets past it aborts all the same.
libfuzzer_sys::fuzz_target!(init: std::panic::set_hook(Box::new(|_| {
    if !legation_parquet::is_guarded() {
        std::process::abort();
    }
})), |bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("legation-fuzz-{}.parquet", std::process::id()));
    std::fs::write(&path, bytes).expect("a folder for temporary files");
    // A few rows of a broken file show what the reader does with it; its footer may promise billions.
    legation_parquet::read_path(&path, &Default::default()).take(1000).for_each(drop);
});
