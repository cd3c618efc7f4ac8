#![forbid(unsafe_code)]

pub mod catalogue;
