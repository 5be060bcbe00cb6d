#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ssotui_fuzz::screen::screen(data));
